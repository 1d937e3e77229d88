-- @generated from jobs/scenarios/fact_log.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "v"
FROM ${source}
WHERE ${where};
