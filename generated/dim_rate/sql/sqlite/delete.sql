-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target}
WHERE "rate_id" = ?1;
