-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}",
    "${effective}",
    "${first} ?",
    "VALUES ",
    "${stage}",
    "${run}",
    "${now}"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    '${run} VALUES ?1',
    ?,
    ?,
    ?
);
