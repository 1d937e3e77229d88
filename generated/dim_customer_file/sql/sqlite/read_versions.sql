-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "valid_from",
    "valid_to",
    "is_current" = 1,
    "row_hash",
    "joined"
FROM ${target}
WHERE "customer_id" = ?1 AND "customer_sk" NOT IN (-1)
ORDER BY "valid_from";
