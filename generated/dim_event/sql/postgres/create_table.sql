-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "event" integer NOT NULL,
    "note" text,
    "amount" decimal(10,2),
    "row_hash" bytea
);
