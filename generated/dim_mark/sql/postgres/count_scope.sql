-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- Current rows that can be missing: what the close limit is a share of.
SELECT count(*) FROM ${target}
WHERE "VALUES " = '${run} VALUES ?1' AND "${index_current}" NOT IN (-1) AND (("${target}" <> '${where} ?1 :who') AND ("VIP?" <> :who)) IS TRUE AND ${where};
