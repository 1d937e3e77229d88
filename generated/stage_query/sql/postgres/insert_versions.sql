-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "item",
    "quantity",
    "lw_run_id"
)
SELECT
    s."item",
    s."quantity",
    ${run}
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
