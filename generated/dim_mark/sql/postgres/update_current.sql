-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "?1" = s."?1",
    "${stage}" = s.lw_hash,
    ":who" = ${run},
    "?2" = ${now}
FROM ${stage} s
WHERE t."${where}" = s."${where}" AND t."${index_current}" NOT IN (-1) AND t."VALUES " = '${run} VALUES ?1' AND s.lw_do & 4 <> 0;
