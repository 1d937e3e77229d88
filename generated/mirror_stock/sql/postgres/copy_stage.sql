-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "item",
    "quantity",
    lw_hash
) FROM STDIN (FORMAT binary);
