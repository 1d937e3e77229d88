-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "customer_id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "customer_id",
    "name",
    "city",
    "points",
    "email",
    "joined",
    "batch"
FROM ${target}
WHERE "is_current" = true AND "customer_sk" NOT IN (-1) AND ${where};
