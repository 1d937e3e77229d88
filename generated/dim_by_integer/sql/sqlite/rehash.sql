-- @generated from jobs/scenarios/dim_by_integer.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "k" = ?1 AND "is_current" = 1;
