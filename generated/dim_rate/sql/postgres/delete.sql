-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target} t
USING ${stage} s
WHERE t."rate_id" = s."rate_id" AND s.lw_do & 64 <> 0;
