-- @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "id",
    "row_hash",
    "valid_from",
    1,
    0,
    "id",
    "region",
    "name"
FROM ${target}
WHERE "is_current" = 1 AND ${where};
