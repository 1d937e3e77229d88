-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "sku",
    "row_hash",
    "valid_from",
    ("origin" = 'own') IS TRUE,
    NULL::boolean
FROM ${target}
WHERE "is_current" = true AND ${where};
