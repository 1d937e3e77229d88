-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "order_id",
    "total"
)
VALUES (
    ?,
    ?
);
