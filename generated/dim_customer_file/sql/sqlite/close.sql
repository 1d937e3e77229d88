-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?2,
    "is_current" = 0,
    "upd_load_id" = ?3,
    "dw_updated_at" = ?4
WHERE "customer_id" = ?1 AND "customer_sk" NOT IN (-1) AND "is_current" = 1;
