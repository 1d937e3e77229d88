-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    NULL,
    "valid_from",
    1,
    "is_deleted" = 1,
    "code",
    "title",
    "price",
    "since",
    "batch"
FROM ${target}
WHERE "is_current" = 1 AND ${where};
