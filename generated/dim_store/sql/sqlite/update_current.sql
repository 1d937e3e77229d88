-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "manager" = ?2,
    "row_hash" = ?3
WHERE "code" = ?1 AND "is_current" = 1;
