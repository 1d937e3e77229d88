-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "item",
    NULL::bytea,
    NULL::date,
    true,
    false
FROM ${target}
WHERE true AND ${where};
