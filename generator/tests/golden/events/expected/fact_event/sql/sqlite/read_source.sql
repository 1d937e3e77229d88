-- @generated from generator/tests/golden/events/jobs/fact_event.yaml by `cargo xtask generate`; do not edit.
SELECT
    "Event Id",
    "type",
    "at",
    "mail__address",
    "amount",
    "paid",
    "raw"
FROM ${source}
WHERE ${where};
