-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "number" = ?1;
