-- Current rows that can be missing: what the close limit is a share of.
SELECT count(*) FROM ${target}
WHERE {{ living }} AND {{ scope }} AND ${where};
