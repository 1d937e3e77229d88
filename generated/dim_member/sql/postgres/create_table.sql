-- @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "id" bigint NOT NULL,
    "region" text,
    "name" text,
    "valid_from" timestamptz NOT NULL,
    "valid_to" timestamptz NOT NULL,
    "is_current" boolean NOT NULL,
    "row_hash" bytea
);
