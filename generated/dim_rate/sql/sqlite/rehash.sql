-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "rate_id" = ?1;
