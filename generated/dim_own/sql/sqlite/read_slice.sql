-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "lw_row",
    "s",
    "next",
    "starts",
    1,
    0
FROM ${target}
WHERE "current" = 1 AND ${where};
