-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "item",
    "quantity",
    lw_hash
) FROM STDIN (FORMAT binary);
