-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "item",
    "quantity",
    "lw_run_id"
) FROM STDIN (FORMAT binary);
