-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
DELETE FROM ${target} t
USING ${stage} s
WHERE t."item" = s."item" AND s.lw_do & 64 <> 0;
