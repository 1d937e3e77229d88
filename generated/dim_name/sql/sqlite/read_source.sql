-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
SELECT
    "select",
    "Größe",
    "it's a ""name""",
    "MixedCase"
FROM ${source}
WHERE ${where};
