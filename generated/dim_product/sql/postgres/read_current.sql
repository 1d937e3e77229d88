-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "sku",
    "row_hash",
    "valid_from",
    ("origin" = 'own') IS TRUE,
    NULL::boolean,
    "sku",
    "title",
    "price",
    "origin"
FROM ${target}
WHERE "is_current" = true AND ${where};
