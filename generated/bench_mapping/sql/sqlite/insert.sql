-- @generated from jobs/bench/bench_mapping.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "order_no",
    "first_name",
    "last_name",
    "city",
    "country",
    "quantity",
    "price",
    "ordered_on",
    "size",
    "status",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?
);
