-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "event",
    "note",
    "amount",
    "row_hash"
)
SELECT
    s."event",
    s."note",
    s."amount",
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
