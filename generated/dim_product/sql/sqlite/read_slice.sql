-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "sku",
    "row_hash",
    "valid_from",
    ("origin" = 'own') IS TRUE,
    0
FROM ${target}
WHERE "is_current" = 1 AND ${where};
