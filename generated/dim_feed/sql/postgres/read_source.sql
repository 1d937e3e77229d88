-- @generated from jobs/scenarios/dim_feed.yaml by `cargo xtask generate`; do not edit.
SELECT
    "code",
    "title",
    "price"
FROM ${source}
WHERE ${where};
