-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."customer_id" = s."customer_id" AND t."customer_sk" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 32 <> 0;
