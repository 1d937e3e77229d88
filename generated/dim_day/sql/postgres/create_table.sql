-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "番号" integer NOT NULL,
    "名前" text,
    "Straße" text,
    "strasse" text,
    "load_date" date,
    "valid_from" timestamptz NOT NULL,
    "valid_to" timestamptz NOT NULL,
    "is_current" boolean NOT NULL,
    "row_hash" bytea
);
