-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "sale",
    "note",
    "amount",
    "lw_run_id"
)
SELECT
    s."sale",
    s."note",
    s."amount",
    ${run}
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
