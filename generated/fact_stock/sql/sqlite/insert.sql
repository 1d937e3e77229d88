-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "item",
    "quantity"
)
VALUES (
    ?,
    ?
);
