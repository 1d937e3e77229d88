-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} t SET
    "lw_known" = (SELECT o."lw_known" FROM ${target} o WHERE o."lw_row" = s."lw_row" AND o."s" = s."s" ORDER BY o."starts" LIMIT 1),
    "t" = (SELECT o."t" FROM ${target} o WHERE o."lw_row" = s."lw_row" AND o."s" = s."s" ORDER BY o."starts" LIMIT 1),
    "lw_do" = s."lw_do",
    "lw_do_" = s."lw_do_",
    "lw_hash" = s."lw_hash",
    "changed" = s."changed",
    "v" = s."v",
    "next" = s.lw_hash_
FROM ${stage} s
WHERE t."lw_row" = s."lw_row" AND t."s" = s."s" AND t."current" = true AND s.lw_do__ & 16 <> 0;
