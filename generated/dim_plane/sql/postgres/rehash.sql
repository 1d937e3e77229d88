-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."tail_number" = s."tail_number" AND s.lw_do & 32 <> 0;
