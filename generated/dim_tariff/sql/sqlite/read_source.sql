-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
SELECT
    "code",
    "title",
    "price",
    "since"
FROM ${source}
WHERE ${where};
