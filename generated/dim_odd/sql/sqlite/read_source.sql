-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
SELECT
    "select",
    "First Name",
    "Größe",
    "quo""te",
    "MiXed"
FROM ${source}
WHERE ${where};
