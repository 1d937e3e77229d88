-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "customer_id",
    "name",
    "city",
    "points",
    "phone",
    "email",
    "joined",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id",
    "dw_inserted_at"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    ?,
    ?,
    ?
);
