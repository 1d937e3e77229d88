-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "note" = ?2,
    "amount" = ?3,
    "row_hash" = ?4
WHERE "event" = ?1;
