-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "code",
    "title",
    "price",
    "since",
    "batch",
    lw_hash
) FROM STDIN (FORMAT binary);
