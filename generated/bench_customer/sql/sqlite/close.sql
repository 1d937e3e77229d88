-- @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?2,
    "is_current" = 0
WHERE "customer_id" = ?1 AND "is_current" = 1;
