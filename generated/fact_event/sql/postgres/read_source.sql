-- @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "note",
    "amount"
FROM ${source}
WHERE ${where};
