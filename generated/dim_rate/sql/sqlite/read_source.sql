-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "code",
    "origin"
FROM ${source}
WHERE ${where};
