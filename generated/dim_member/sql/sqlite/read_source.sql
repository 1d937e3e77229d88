-- @generated from jobs/scenarios/dim_member.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "region",
    "name"
FROM ${source}
WHERE ${where};
