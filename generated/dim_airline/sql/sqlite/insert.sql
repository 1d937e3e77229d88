-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "carrier",
    "airline_name",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?
);
