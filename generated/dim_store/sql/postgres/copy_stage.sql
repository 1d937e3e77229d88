-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "code",
    "town",
    "manager",
    lw_hash
) FROM STDIN (FORMAT binary);
