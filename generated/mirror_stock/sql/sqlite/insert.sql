-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "item",
    "quantity"
)
VALUES (
    ?,
    ?
);
