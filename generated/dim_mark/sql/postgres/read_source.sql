-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "VIP?",
    "${source}",
    "?1",
    "${now}"
FROM ${source}
WHERE ${where};
