-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
INSERT OR ABORT INTO ${target} (
    "order_id",
    "total"
)
VALUES (
    ?,
    ?
);
