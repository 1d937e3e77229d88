-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "starts",
    "ends",
    "current" = 1,
    "next",
    "lw_known",
    "t"
FROM ${target}
WHERE "lw_row" = ?1 AND "s" = ?2
ORDER BY "starts";
