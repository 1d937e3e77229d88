-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "lw_row",
    "s",
    "next",
    "starts",
    NULL::boolean,
    NULL::boolean,
    "lw_row",
    "s",
    "lw_do",
    "lw_do_",
    "lw_hash",
    "lw_known",
    "t",
    "changed",
    "v"
FROM ${target}
WHERE "current" = true AND ${where};
