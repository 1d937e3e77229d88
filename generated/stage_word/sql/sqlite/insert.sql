-- @generated from jobs/scenarios/stage_word.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "line",
    "name",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?
);
