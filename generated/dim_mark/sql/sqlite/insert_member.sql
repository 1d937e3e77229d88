-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "${index_current}",
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}",
    "${effective}",
    "${first} ?",
    "VALUES "
)
SELECT
    -1,
    NULL,
    '${target} ?1 :who',
    NULL,
    NULL,
    '${table}',
    NULL,
    '1900-01-01T00:00:00.000000Z',
    '9999-12-31T00:00:00.000000Z',
    '${run} VALUES ?1'
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "${index_current}" = -1);
