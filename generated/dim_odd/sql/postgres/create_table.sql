-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "order" bigint,
    "Key No" integer NOT NULL,
    "group" text,
    "Größe" decimal(6,2),
    "quo""te" text,
    "MiXed" timestamptz,
    "valid_from" timestamptz NOT NULL,
    "valid_to" timestamptz NOT NULL,
    "is_current" boolean NOT NULL,
    "row_hash" bytea
);
