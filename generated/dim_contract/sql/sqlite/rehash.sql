-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "contract_id" = ?1 AND "contract_sk" NOT IN (-1) AND "is_current" = 1;
