-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened",
    lw_hash
) FROM STDIN (FORMAT binary);
