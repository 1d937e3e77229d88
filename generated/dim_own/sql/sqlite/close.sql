-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "ends" = ?3,
    "current" = 0
WHERE "lw_row" = ?1 AND "s" = ?2 AND "current" = 1;
