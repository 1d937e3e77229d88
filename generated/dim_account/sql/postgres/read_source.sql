-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
SELECT
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened",
    "changed"
FROM ${source}
WHERE ${where};
