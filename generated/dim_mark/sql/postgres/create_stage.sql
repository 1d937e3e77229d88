-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "${where}" integer,
    "VIP?" text,
    "${target}" text,
    "?1" text,
    "$$" text,
    "-- a ${comment}" text,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
