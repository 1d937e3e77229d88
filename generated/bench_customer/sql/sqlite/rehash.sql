-- @generated from jobs/bench/bench_customer.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "customer_id" = ?1 AND "is_current" = 1;
