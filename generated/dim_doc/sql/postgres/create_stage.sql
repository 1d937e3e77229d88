-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "id" integer,
    "VIP?" text,
    "has_k" boolean,
    "any" boolean,
    "all" boolean,
    "said" text,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
