-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "id" integer NOT NULL,
    "VIP?" text,
    "has_k" boolean,
    "any" boolean,
    "all" boolean,
    "said" text,
    "row_hash" bytea
);
