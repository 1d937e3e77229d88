-- @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "code" = ?1 AND "is_current" = 1;
