-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- All versions of one key: start, end, current, hash, then the columns that keep their first value.
SELECT
    "valid_from",
    "valid_to",
    "is_current" = 1,
    "row_hash",
    "longitude"
FROM ${target}
WHERE "airport_code" = ?1 AND "airport_sk" NOT IN (-1)
ORDER BY "valid_from";
