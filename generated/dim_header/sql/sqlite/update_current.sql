-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "net" = ?2,
    "gross" = ?3,
    "row_hash" = ?4
WHERE "number" = ?1;
