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
SELECT
    s."carrier",
    s."flight_number",
    s."tail_number",
    s."origin",
    s."destination",
    s."scheduled_hour",
    s."scheduled_departure",
    s."departure_delay_min",
    s."arrival_delay_min",
    s."air_time_min",
    s."distance_mi",
    s."was_cancelled",
    s."was_late",
    ${run}
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
