-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "lw_row",
    "s",
    "lw_do",
    "lw_do_",
    "lw_hash",
    "lw_known",
    "t",
    "changed",
    "v",
    "starts",
    "ends",
    "current",
    "next"
) FROM STDIN (FORMAT binary);
