-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "Select Key",
    "Row Hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "Select Key",
    "table",
    "it's a ""name""",
    "MixedCase"
FROM ${target}
WHERE "Is Current" = true AND ${where};
