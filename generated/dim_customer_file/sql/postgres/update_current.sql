-- @generated from jobs/scenarios/dim_customer_file.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "email" = s."email",
    "row_hash" = s.lw_hash,
    "upd_load_id" = ${run},
    "dw_updated_at" = ${now}
FROM ${stage} s
WHERE t."customer_id" = s."customer_id" AND t."customer_sk" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 4 <> 0;
