-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened",
    "begins",
    "ends",
    "latest",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    NULL,
    'Y',
    ?
);
