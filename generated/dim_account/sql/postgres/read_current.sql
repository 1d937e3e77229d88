-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "region",
    "number",
    "row_hash",
    NULL::date,
    NULL::boolean,
    NULL::boolean,
    "region",
    "number",
    "owner",
    "limit_eur",
    "opened"
FROM ${target}
WHERE "latest" = 'Y' AND ${where};
