-- @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "code",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "code",
    "quote"
FROM ${target}
WHERE "is_current" = true AND ${where};
