-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "strasse" = ?2,
    "row_hash" = ?3
WHERE "番号" = ?1 AND "is_current" = 1;
