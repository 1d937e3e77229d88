-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "carrier",
    "airline_name",
    "row_hash"
)
SELECT
    s."carrier",
    s."airline_name",
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
