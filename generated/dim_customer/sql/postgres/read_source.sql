-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "name",
    "city",
    "email",
    "points",
    "joined",
    "status"
FROM ${source}
WHERE ${where};
