-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."region" = s."region" AND t."number" = s."number" AND t."latest" = 'Y' AND s.lw_do & 32 <> 0;
