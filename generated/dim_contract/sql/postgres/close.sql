-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "valid_to" = ${effective},
    "is_current" = false,
    "upd_load_id" = ${run},
    "dw_updated_at" = ${now}
FROM ${stage} s
WHERE t."contract_id" = s."contract_id" AND t."contract_sk" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 2 <> 0;
