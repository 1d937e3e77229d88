-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do__ says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do__ integer NOT NULL,
    "lw_row" integer,
    "s" text,
    "lw_do" text,
    "lw_do_" text,
    "lw_hash" text,
    "lw_known" text,
    "t" text,
    "changed" text,
    "v" text,
    lw_hash_ bytea
) ON COMMIT DELETE ROWS;
