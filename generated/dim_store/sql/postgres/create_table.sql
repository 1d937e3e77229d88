-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "code" text COLLATE "C" NOT NULL,
    "town" text,
    "manager" text,
    "valid_from" timestamptz NOT NULL,
    "valid_to" timestamptz NOT NULL,
    "is_current" boolean NOT NULL,
    "gone" text NOT NULL,
    "row_hash" bytea
);
