-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "airline_sk",
    "carrier",
    "airline_name"
)
SELECT
    -1,
    '??',
    'Unknown'
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "airline_sk" = -1);
