-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "next" = ?3
WHERE "lw_row" = ?1 AND "s" = ?2 AND "current" = 1;
