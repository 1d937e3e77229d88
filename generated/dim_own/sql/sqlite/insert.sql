-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "lw_row",
    "s",
    "lw_do",
    "lw_do_",
    "lw_hash",
    "lw_known",
    "t",
    "changed",
    "v",
    "starts",
    "ends",
    "current",
    "next"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    '9999-12-31',
    1,
    ?
);
