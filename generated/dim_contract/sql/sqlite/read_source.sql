-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "name",
    "grade",
    "origin",
    "scope"
FROM ${source}
WHERE ${where};
