-- @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "id" = ?1 AND "is_current" = 1;
