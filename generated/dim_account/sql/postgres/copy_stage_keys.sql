-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "region", "number") FROM STDIN (FORMAT binary);
