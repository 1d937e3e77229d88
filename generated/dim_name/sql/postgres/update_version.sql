-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- Type 1 values go to older versions too; of their hashes only the half that covers them is replaced.
UPDATE ${target} t SET
    "MixedCase" = s."MixedCase",
    "Row Hash" = CASE
        WHEN length(t."Row Hash") = length(s.lw_hash) AND substring(t."Row Hash" FROM 1 FOR 9) = substring(s.lw_hash FROM 1 FOR 9)
        THEN substring(t."Row Hash" FROM 1 FOR length(t."Row Hash") - 16) || substring(s.lw_hash FROM length(s.lw_hash) - 15)
        ELSE t."Row Hash"
    END
FROM ${stage} s
WHERE t."Select Key" = s."Select Key" AND NOT (t."Is Current" = true) AND s.lw_do & 8 <> 0;
