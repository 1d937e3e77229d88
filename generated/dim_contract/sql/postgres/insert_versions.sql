-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- A key's next version, or the first of a new key. Columns of type 0 keep the value of the key's earliest version.
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
    s."contract_id",
    s."name",
    s."grade",
    CASE WHEN o.lw_known THEN o."origin" ELSE s."origin" END,
    s."scope",
    CASE WHEN o.lw_known THEN ${effective} ELSE ${first} END,
    NULL::timestamptz,
    true,
    'N',
    s.lw_hash,
    ${run},
    ${now}
FROM ${stage} s
LEFT JOIN LATERAL (
    SELECT
        true AS lw_known,
        t."origin"
    FROM ${target} t
    WHERE t."contract_id" = s."contract_id" AND t."contract_sk" NOT IN (-1)
    ORDER BY t."valid_from"
    LIMIT 1
) o ON true
WHERE s.lw_do & 1 <> 0;
