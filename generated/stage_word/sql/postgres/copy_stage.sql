-- @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "line",
    "name",
    lw_hash
) FROM STDIN (FORMAT binary);
