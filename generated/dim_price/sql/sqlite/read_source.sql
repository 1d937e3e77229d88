-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
SELECT
    "code",
    "price"
FROM ${source}
WHERE ${where};
