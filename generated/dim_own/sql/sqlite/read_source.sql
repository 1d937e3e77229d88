-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
SELECT
    "lw_row",
    "s",
    "lw_do",
    "lw_hash",
    "lw_known",
    "lw_do_"
FROM ${source}
WHERE ${where};
