-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "Key No" integer,
    "group" text,
    "Größe" decimal(6,2),
    "quo""te" text,
    "MiXed" timestamptz,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
