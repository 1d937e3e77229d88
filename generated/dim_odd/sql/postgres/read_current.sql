-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "Key No",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "Key No",
    "group",
    "Größe",
    "quo""te",
    "MiXed"
FROM ${target}
WHERE "is_current" = true AND "order" NOT IN (-1) AND ${where};
