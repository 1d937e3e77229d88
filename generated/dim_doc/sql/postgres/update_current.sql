-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "VIP?" = s."VIP?",
    "has_k" = s."has_k",
    "any" = s."any",
    "all" = s."all",
    "said" = s."said",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."id" = s."id" AND s.lw_do & 4 <> 0;
