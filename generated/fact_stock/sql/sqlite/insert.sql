-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
INSERT OR ABORT INTO ${target} (
    "item",
    "quantity"
)
VALUES (
    ?,
    ?
);
