-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "name",
    "city",
    "email",
    "points",
    "joined",
    "status",
    "phone"
FROM ${source}
WHERE ${where};
