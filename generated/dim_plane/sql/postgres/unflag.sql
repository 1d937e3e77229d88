-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "is_retired" = 0
FROM ${stage} s
WHERE t."tail_number" = s."tail_number" AND s.lw_do & 256 <> 0;
