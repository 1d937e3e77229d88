-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- Keys that are gone on the day on which their current version began: an end would make it an interval of length zero.
UPDATE ${stage} s SET lw_do = 64
FROM ${target} t
WHERE t."code" = s."code" AND t."is_current" = true AND t."valid_from" = ${effective};
