-- @generated from jobs/scenarios/dim_part.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "weight" = s."weight",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."made" = s."made" AND t."line" = s."line" AND t."is_current" = true AND s.lw_do & 4 <> 0;
