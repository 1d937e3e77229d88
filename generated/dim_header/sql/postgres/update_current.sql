-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "net" = s."net",
    "gross" = s."gross",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."number" = s."number" AND s.lw_do & 4 <> 0;
