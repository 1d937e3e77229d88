-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- Keys that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
INSERT INTO ${target} (
    "code",
    "title",
    "price",
    "since",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "is_deleted"
)
SELECT
    t."code",
    t."title",
    t."price",
    t."since",
    t."batch",
    ${effective},
    '9999-12-31'::date,
    true,
    true
FROM ${target} t
JOIN ${stage} s ON t."code" = s."code"
WHERE t."valid_to" = ${effective} AND NOT (t."is_current" = true) AND s.lw_do & 512 <> 0;
