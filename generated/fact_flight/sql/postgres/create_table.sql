-- @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "carrier" varchar(2),
    "flight_number" integer,
    "tail_number" text,
    "origin" text,
    "destination" text,
    "scheduled_hour" timestamptz,
    "scheduled_departure" smallint,
    "departure_delay_min" smallint,
    "arrival_delay_min" smallint,
    "air_time_min" smallint,
    "distance_mi" integer,
    "was_cancelled" boolean,
    "was_late" boolean,
    "load_id" bigint
);
