-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
SELECT
    "item",
    "quantity"
FROM ${source}
WHERE ${where};
