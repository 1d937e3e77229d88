-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "code" = ?2,
    "batch" = ?3,
    "row_hash" = ?4
WHERE "rate_id" = ?1;
