-- @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
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
    lw_hash bytea
) ON COMMIT DELETE ROWS;
