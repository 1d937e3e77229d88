-- @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "carrier",
    "flight_number",
    "tail_number",
    "origin",
    "destination",
    "scheduled_hour",
    "scheduled_departure",
    "departure_delay_min",
    "arrival_delay_min",
    "air_time_min",
    "distance_mi",
    "was_cancelled",
    "was_late",
    "load_id"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?
);
