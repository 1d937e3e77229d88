-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened",
    "begins",
    "ends",
    "latest",
    "row_hash"
) FROM STDIN (FORMAT binary);
