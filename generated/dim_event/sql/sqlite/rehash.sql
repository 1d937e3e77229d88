-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "event" = ?1;
