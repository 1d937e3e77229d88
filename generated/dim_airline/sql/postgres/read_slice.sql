-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "carrier",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE "airline_sk" NOT IN (-1) AND ${where};
