-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "gone" = 'N'
WHERE "code" = ?1 AND "is_current" = 1;
