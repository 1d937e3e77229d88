-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "at" = ?3,
    "domain" = ?4,
    "mirrored" = ?5,
    "cents" = ?6,
    "size" = ?7,
    "paid" = ?8,
    "raw" = ?9,
    "loaded_by" = ?10,
    "row_hash" = ?11
WHERE "kind" = ?1 AND "event_id" = ?2;
