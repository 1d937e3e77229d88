-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "number" integer NOT NULL,
    "net" decimal(9,2),
    "gross" decimal(9,2),
    "row_hash" bytea
);
