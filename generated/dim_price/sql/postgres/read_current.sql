-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    "row_hash",
    "valid_from",
    NULL::boolean,
    NULL::boolean,
    "code",
    "price"
FROM ${target}
WHERE "is_current" = true AND ${where};
