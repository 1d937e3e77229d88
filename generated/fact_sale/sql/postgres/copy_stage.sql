-- @generated from jobs/scenarios/fact_sale.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "sale",
    "note",
    "amount",
    lw_hash
) FROM STDIN (FORMAT binary);
