-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "rate_id",
    "code",
    "origin",
    "batch",
    lw_hash
) FROM STDIN (FORMAT binary);
