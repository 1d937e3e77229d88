-- @generated from jobs/bench/bench_server.yaml by `cargo xtask generate`; do not edit.
-- Changed keys with their new rows. lw_do says which of the statements are about a key.
CREATE TEMP TABLE IF NOT EXISTS lw_stage (
    lw_do integer NOT NULL,
    "c_custkey" bigint,
    "c_name" text,
    "c_address" text,
    "c_nationkey" integer,
    "c_phone" text,
    "c_acctbal" decimal(15,2),
    "c_mktsegment" text,
    "c_comment" text,
    lw_hash bytea
) ON COMMIT DELETE ROWS;
