-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Keys that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
INSERT INTO ${target} (
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope",
    "valid_from",
    "valid_to",
    "is_current",
    "gone",
    "row_hash",
    "load_id",
    "dw_inserted_at"
)
SELECT
    t."contract_id",
    t."name",
    t."grade",
    t."origin",
    t."scope",
    ${effective},
    NULL::timestamptz,
    true,
    'Y',
    t."row_hash",
    ${run},
    ${now}
FROM ${target} t
JOIN ${stage} s ON t."contract_id" = s."contract_id" AND t."contract_sk" NOT IN (-1)
WHERE t."valid_to" = ${effective} AND NOT (t."is_current" = true) AND s.lw_do & 512 <> 0;
