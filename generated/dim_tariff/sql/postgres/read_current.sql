-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    NULL::bytea,
    "valid_from",
    NULL::boolean,
    "is_deleted" = true,
    "code",
    "title",
    "price",
    "since",
    "batch"
FROM ${target}
WHERE "is_current" = true AND ${where};
