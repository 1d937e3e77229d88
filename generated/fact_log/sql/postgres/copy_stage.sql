-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "id",
    "v",
    lw_hash
) FROM STDIN (FORMAT binary);
