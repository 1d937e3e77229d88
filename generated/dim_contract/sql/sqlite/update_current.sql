-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "grade" = ?2,
    "row_hash" = ?3,
    "upd_load_id" = ?4,
    "dw_updated_at" = ?5
WHERE "contract_id" = ?1 AND "contract_sk" NOT IN (-1) AND "is_current" = 1;
