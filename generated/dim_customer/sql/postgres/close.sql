-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "valid_to" = ${effective},
    "is_current" = false,
    "upd_load_id" = ${run},
    "dw_updated_at" = ${now}
FROM ${stage} s
WHERE t."customer_id" = s."customer_id" AND t."customer_sk" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 2 <> 0;
