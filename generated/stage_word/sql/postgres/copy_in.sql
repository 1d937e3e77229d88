-- @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "line",
    "name",
    "lw_run_id"
) FROM STDIN (FORMAT binary);
