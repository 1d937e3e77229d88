-- @generated from jobs/nycflights/fact_flight.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "carrier" TEXT,
    "flight_number" INTEGER,
    "tail_number" TEXT,
    "origin" TEXT,
    "destination" TEXT,
    "scheduled_hour" TEXT,
    "scheduled_departure" INTEGER,
    "departure_delay_min" INTEGER,
    "arrival_delay_min" INTEGER,
    "air_time_min" INTEGER,
    "distance_mi" INTEGER,
    "was_cancelled" INTEGER,
    "was_late" INTEGER,
    "load_id" INTEGER
);
