-- @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "customer_id",
    "first_name",
    "last_name",
    "email",
    "street",
    "city",
    "postal_code",
    "country",
    "birth_date",
    "balance",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
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
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    ?,
    ?
);
