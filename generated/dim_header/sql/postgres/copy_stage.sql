-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "number",
    "net",
    "gross",
    lw_hash
) FROM STDIN (FORMAT binary);
