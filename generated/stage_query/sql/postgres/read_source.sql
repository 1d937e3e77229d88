-- @generated from jobs/scenarios/stage_query.yaml by `cargo xtask generate`; do not edit.
SELECT
    "item",
    "quantity"
FROM ${source}
WHERE ${where};
