-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "kind",
    "event_id",
    "row_hash",
    NULL,
    1,
    "is_gone" = 1
FROM ${target}
WHERE 1 = 1 AND ${where};
