-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    "row_hash",
    NULL::date,
    NULL::boolean,
    "gone" = 'Y',
    "code",
    "town",
    "manager"
FROM ${target}
WHERE "is_current" = true AND ${where};
