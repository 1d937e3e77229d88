-- @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "line" INTEGER,
    "name" TEXT,
    "lw_run_id" INTEGER
);
