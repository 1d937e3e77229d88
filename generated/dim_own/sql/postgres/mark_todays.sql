-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Keys that are gone on the day on which their current version began: an end would make it an interval of length zero.
UPDATE ${stage} s SET lw_do__ = 64
FROM ${target} t
WHERE t."lw_row" = s."lw_row" AND t."s" = s."s" AND t."current" = true AND t."starts" = ${effective};
