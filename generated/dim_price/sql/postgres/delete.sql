-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target} t
USING ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 64 <> 0;
