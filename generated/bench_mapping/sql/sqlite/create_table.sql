-- @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "order_no" INTEGER NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "city" TEXT,
    "country" TEXT,
    "quantity" INTEGER,
    "price" TEXT,
    "ordered_on" TEXT,
    "size" TEXT,
    "status" TEXT,
    "lw_run_id" INTEGER
);
