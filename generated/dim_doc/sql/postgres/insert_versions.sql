-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "id",
    "VIP?",
    "has_k",
    "any",
    "all",
    "said",
    "row_hash"
)
SELECT
    s."id",
    s."VIP?",
    s."has_k",
    s."any",
    s."all",
    s."said",
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
