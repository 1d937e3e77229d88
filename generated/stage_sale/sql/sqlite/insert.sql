-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "sale",
    "note",
    "amount",
    "lw_run_id"
)
VALUES (
    ?,
    ?,
    ?,
    ?
);
