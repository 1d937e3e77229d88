-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "event",
    "note",
    "amount",
    lw_hash
) FROM STDIN (FORMAT binary);
