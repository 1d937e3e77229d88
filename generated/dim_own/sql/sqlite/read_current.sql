-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "lw_row",
    "s",
    "next",
    "starts",
    1,
    0,
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
WHERE "current" = 1 AND ${where};
