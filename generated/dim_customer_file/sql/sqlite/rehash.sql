-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "customer_id" = ?1 AND "customer_sk" NOT IN (-1) AND "is_current" = 1;
