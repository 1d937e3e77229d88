-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    "row_hash",
    "valid_from",
    1,
    0,
    "code",
    "price"
FROM ${target}
WHERE "is_current" = 1 AND ${where};
