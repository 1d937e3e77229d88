-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
-- The rows of a run that was abandoned.
DELETE FROM ${target}
WHERE "lw_run_id" = ?1;
