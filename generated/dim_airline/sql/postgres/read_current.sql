-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "carrier",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "carrier",
    "airline_name"
FROM ${target}
WHERE "airline_sk" NOT IN (-1) AND ${where};
