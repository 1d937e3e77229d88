-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "group" = s."group",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."Key No" = s."Key No" AND t."order" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 4 <> 0;
