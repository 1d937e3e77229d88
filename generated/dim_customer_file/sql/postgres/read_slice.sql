-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "customer_id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE "is_current" = true AND "customer_sk" NOT IN (-1) AND ${where};
