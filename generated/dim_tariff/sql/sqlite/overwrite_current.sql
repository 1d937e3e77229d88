-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} SET
    "since" = (SELECT o."since" FROM ${target} o WHERE o."code" = ?1 ORDER BY o."valid_from" LIMIT 1),
    "title" = ?2,
    "price" = ?3,
    "batch" = ?4
WHERE "code" = ?1 AND "is_current" = 1;
