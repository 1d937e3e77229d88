-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do__,
    "lw_row",
    "s",
    "lw_do",
    "lw_do_",
    "lw_hash",
    "lw_known",
    "t",
    "changed",
    "v",
    lw_hash_
) FROM STDIN (FORMAT binary);
