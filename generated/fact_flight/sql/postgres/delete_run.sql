-- @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
-- The rows of a run that was abandoned.
DELETE FROM ${target}
WHERE "load_id" = ?1;
