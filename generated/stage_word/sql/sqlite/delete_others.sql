-- @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
-- The end of a load that replaces the table: what other runs inserted goes.
DELETE FROM ${target}
WHERE "lw_run_id" IS NOT ?1;
