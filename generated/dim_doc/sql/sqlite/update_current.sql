-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "VIP?" = ?2,
    "has_k" = ?3,
    "any" = ?4,
    "all" = ?5,
    "said" = ?6,
    "row_hash" = ?7
WHERE "id" = ?1;
