-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "is_gone" = 0
WHERE "kind" = ?1 AND "event_id" = ?2;
