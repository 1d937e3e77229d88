-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    "strasse" = s."strasse",
    "row_hash" = CASE
        WHEN length(t."row_hash") = length(s.lw_hash) AND substring(t."row_hash" FROM 1 FOR 9) = substring(s.lw_hash FROM 1 FOR 9)
        THEN substring(t."row_hash" FROM 1 FOR length(t."row_hash") - 16) || substring(s.lw_hash FROM length(s.lw_hash) - 15)
        ELSE t."row_hash"
    END
FROM ${stage} s
WHERE t."番号" = s."番号" AND NOT (t."is_current" = true) AND s.lw_do & 8 <> 0;
