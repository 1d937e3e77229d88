-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "${where}",
    "${stage}",
    NULL::date,
    (("${target}" <> '${where} ?1 :who') AND ("VIP?" <> :who)) IS TRUE,
    NULL::boolean
FROM ${target}
WHERE "VALUES " = '${run} VALUES ?1' AND "${index_current}" NOT IN (-1) AND ${where};
