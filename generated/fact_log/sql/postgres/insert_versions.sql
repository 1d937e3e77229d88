-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "id",
    "v",
    "lw_run_id"
)
SELECT
    s."id",
    s."v",
    ${run}
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
