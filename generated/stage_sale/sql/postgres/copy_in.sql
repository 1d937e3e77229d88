-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "sale",
    "note",
    "amount",
    "lw_run_id"
) FROM STDIN (FORMAT binary);
