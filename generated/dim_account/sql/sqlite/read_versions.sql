-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "begins",
    "ends",
    "latest" = 'Y',
    "row_hash",
    "opened"
FROM ${target}
WHERE "region" = ?1 AND "number" = ?2
ORDER BY "begins";
