-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "email" = ?2,
    "row_hash" = ?3,
    "upd_load_id" = ?4,
    "dw_updated_at" = ?5
WHERE "customer_id" = ?1 AND "customer_sk" NOT IN (-1) AND "is_current" = 1;
