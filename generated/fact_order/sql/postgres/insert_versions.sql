-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "order_id",
    "total"
)
SELECT
    s."order_id",
    s."total"
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
