-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "item",
    "quantity"
) FROM STDIN (FORMAT binary);
