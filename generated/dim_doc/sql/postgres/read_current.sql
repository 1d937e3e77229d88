-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "id",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "id",
    "VIP?",
    "has_k",
    "any",
    "all",
    "said"
FROM ${target}
WHERE true AND ${where};
