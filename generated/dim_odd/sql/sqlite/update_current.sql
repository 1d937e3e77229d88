-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "group" = ?2,
    "row_hash" = ?3
WHERE "Key No" = ?1 AND "order" NOT IN (-1) AND "is_current" = 1;
