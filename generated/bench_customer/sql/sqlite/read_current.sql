-- @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "customer_id",
    "row_hash",
    "valid_from",
    1,
    0,
    "customer_id",
    "first_name",
    "last_name",
    "email",
    "street",
    "city",
    "postal_code",
    "country",
    "birth_date",
    "balance"
FROM ${target}
WHERE "is_current" = 1 AND ${where};
