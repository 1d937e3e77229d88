-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "v",
    "has_k",
    "any?",
    "all?",
    "said"
FROM ${source}
WHERE ${where};
