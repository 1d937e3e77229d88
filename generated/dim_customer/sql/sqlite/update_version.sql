-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "email" = ?3,
    "row_hash" = ?4,
    "upd_load_id" = ?5,
    "dw_updated_at" = ?6
WHERE "customer_id" = ?1 AND "customer_sk" NOT IN (-1) AND "valid_from" = ?2 AND NOT ("is_current" = 1);
