-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "id",
    "v",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?
);
