-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} t SET
    "since" = (SELECT o."since" FROM ${target} o WHERE o."code" = s."code" ORDER BY o."valid_from" LIMIT 1),
    "title" = s."title",
    "price" = s."price",
    "batch" = s."batch"
FROM ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 16 <> 0;
