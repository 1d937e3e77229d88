-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "note",
    "amount"
FROM ${source}
WHERE ${where};
