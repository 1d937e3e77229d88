-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "sale",
    "note",
    "amount",
    lw_hash
) FROM STDIN (FORMAT binary);
