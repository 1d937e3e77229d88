-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    "lw_hash" = s."lw_hash",
    "v" = s."v",
    "next" = CASE
        WHEN length(t."next") = length(s.lw_hash_) AND substring(t."next" FROM 1 FOR 9) = substring(s.lw_hash_ FROM 1 FOR 9)
        THEN substring(t."next" FROM 1 FOR length(t."next") - 16) || substring(s.lw_hash_ FROM length(s.lw_hash_) - 15)
        ELSE t."next"
    END
FROM ${stage} s
WHERE t."lw_row" = s."lw_row" AND t."s" = s."s" AND NOT (t."current" = true) AND s.lw_do__ & 8 <> 0;
