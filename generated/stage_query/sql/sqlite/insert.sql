-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "item",
    "quantity",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?
);
