-- @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "code",
    "quote",
    lw_hash
) FROM STDIN (FORMAT binary);
