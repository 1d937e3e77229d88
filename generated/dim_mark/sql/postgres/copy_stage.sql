-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}",
    lw_hash
) FROM STDIN (FORMAT binary);
