-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    "grade" = s."grade",
    "row_hash" = CASE
        WHEN length(t."row_hash") = length(s.lw_hash) AND substring(t."row_hash" FROM 1 FOR 9) = substring(s.lw_hash FROM 1 FOR 9)
        THEN substring(t."row_hash" FROM 1 FOR length(t."row_hash") - 16) || substring(s.lw_hash FROM length(s.lw_hash) - 15)
        ELSE t."row_hash"
    END,
    "upd_load_id" = ${run},
    "dw_updated_at" = ${now}
FROM ${stage} s
WHERE t."contract_id" = s."contract_id" AND t."contract_sk" NOT IN (-1) AND NOT (t."is_current" = true) AND s.lw_do & 8 <> 0;
