-- @generated from jobs/scenarios/fact_order.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "order_id",
    NULL::bytea,
    NULL::date,
    NULL::boolean,
    NULL::boolean
FROM ${target}
WHERE true AND ${where};
