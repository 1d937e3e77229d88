-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target} t
USING ${stage} s
WHERE t."lw_row" = s."lw_row" AND t."s" = s."s" AND t."current" = true AND s.lw_do__ & 64 <> 0;
