-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "rate_id",
    "code",
    "origin",
    "batch",
    "row_hash"
)
SELECT
    s."rate_id",
    s."code",
    s."origin",
    s."batch",
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
