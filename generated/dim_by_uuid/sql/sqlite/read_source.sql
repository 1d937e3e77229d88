-- @generated from jobs/scenarios/dim_by_uuid.yaml by `cargo xtask generate`; do not edit.
SELECT
    "k",
    "v"
FROM ${source}
WHERE ${where};
