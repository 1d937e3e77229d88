-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "event",
    "note",
    "amount",
    "row_hash"
) FROM STDIN (FORMAT binary);
