-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "id",
    "v",
    "lw_run_id"
) FROM STDIN (FORMAT binary);
