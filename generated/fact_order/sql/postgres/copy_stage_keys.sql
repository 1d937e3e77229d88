-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "order_id") FROM STDIN (FORMAT binary);
