-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "valid_to" = ?2,
    "is_current" = 0
WHERE "Key No" = ?1 AND "order" NOT IN (-1) AND "is_current" = 1;
