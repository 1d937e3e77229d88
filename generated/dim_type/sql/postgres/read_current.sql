-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "id",
    "flag",
    "small",
    "middle",
    "big",
    "single",
    "double",
    "whole",
    "amount",
    "exact",
    "words",
    "short",
    "code",
    "bytes",
    "day",
    "clock",
    "moment",
    "instant",
    "ident",
    "doc",
    "docb",
    "mood",
    "price",
    "label"
FROM ${target}
WHERE "is_current" = true AND ${where};
