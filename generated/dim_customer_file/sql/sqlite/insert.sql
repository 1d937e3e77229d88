-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "customer_id",
    "name",
    "city",
    "points",
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
    '9999-12-31T00:00:00.000000Z',
    1,
    ?,
    ?,
    ?
);
