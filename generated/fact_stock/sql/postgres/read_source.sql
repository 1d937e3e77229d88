-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
SELECT
    "item",
    "quantity"
FROM ${source}
WHERE ${where};
