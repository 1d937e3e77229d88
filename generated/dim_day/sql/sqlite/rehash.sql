-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "番号" = ?1 AND "is_current" = 1;
