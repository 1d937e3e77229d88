-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- An older version of one key, by its start.
UPDATE ${target} SET
    "grade" = ?3,
    "row_hash" = ?4,
    "upd_load_id" = ?5,
    "dw_updated_at" = ?6
WHERE "contract_id" = ?1 AND "contract_sk" NOT IN (-1) AND "valid_from" = ?2 AND NOT ("is_current" = 1);
