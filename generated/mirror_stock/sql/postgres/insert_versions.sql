-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "item",
    "quantity"
)
SELECT
    s."item",
    s."quantity"
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
