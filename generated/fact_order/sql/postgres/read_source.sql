-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "total"
FROM ${source}
WHERE ${where};
