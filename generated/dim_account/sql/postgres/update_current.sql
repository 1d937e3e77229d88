-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "limit_eur" = s."limit_eur",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."region" = s."region" AND t."number" = s."number" AND t."latest" = 'Y' AND s.lw_do & 4 <> 0;
