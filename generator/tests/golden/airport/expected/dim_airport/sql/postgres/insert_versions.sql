-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
INSERT INTO ${target} (
    "airport_code",
    "airport_name",
    "latitude",
    "longitude",
    "altitude_ft",
    "time_zone",
    "source_system",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
)
SELECT
    s."airport_code",
    s."airport_name",
    s."latitude",
    CASE WHEN o.lw_known THEN o."longitude" ELSE s."longitude" END,
    s."altitude_ft",
    s."time_zone",
    s."source_system",
    s."batch",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    '9999-12-31T00:00:00.000000Z'::timestamptz,
    true,
    s.lw_hash,
    ${run}
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."longitude"
    FROM ${target} t
    WHERE t."airport_code" = s."airport_code" AND t."airport_sk" NOT IN (-1)
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
