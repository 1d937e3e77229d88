-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "item",
    NULL::bytea,
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "item",
    "quantity"
FROM ${target}
WHERE true AND ${where};
