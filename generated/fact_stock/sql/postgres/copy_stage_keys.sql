-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "item") FROM STDIN (FORMAT binary);
