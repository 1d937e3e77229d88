-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "made",
    "line",
    "name",
    "weight",
    lw_hash
) FROM STDIN (FORMAT binary);
