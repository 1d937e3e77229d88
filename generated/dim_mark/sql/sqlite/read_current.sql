-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "${where}",
    "${stage}",
    "${effective}",
    (("${target}" <> '${where} ?1 :who') AND ("VIP?" <> :who)) IS TRUE,
    0,
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}"
FROM ${target}
WHERE "VALUES " = '${run} VALUES ?1' AND "${index_current}" NOT IN (-1) AND ${where};
