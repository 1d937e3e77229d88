-- @generated from jobs/scenarios/dim_by_timestamp.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "k",
    "v",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    ?
);
