-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
SELECT
    "made",
    "line",
    "name",
    "weight"
FROM ${source}
WHERE ${where};
