-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "order_id",
    "total"
) FROM STDIN (FORMAT binary);
