-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    "?1" = s."?1",
    "${stage}" = CASE
        WHEN length(t."${stage}") = length(s.lw_hash) AND substring(t."${stage}" FROM 1 FOR 9) = substring(s.lw_hash FROM 1 FOR 9)
        THEN substring(t."${stage}" FROM 1 FOR length(t."${stage}") - 16) || substring(s.lw_hash FROM length(s.lw_hash) - 15)
        ELSE t."${stage}"
    END,
    ":who" = ${run},
    "?2" = ${now}
FROM ${stage} s
WHERE t."${where}" = s."${where}" AND t."${index_current}" NOT IN (-1) AND NOT (t."VALUES " = '${run} VALUES ?1') AND s.lw_do & 8 <> 0;
