-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "lw_hash" = ?3,
    "v" = ?4,
    "next" = ?5
WHERE "lw_row" = ?1 AND "s" = ?2 AND "current" = 1;
