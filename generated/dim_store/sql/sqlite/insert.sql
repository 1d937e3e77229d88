-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "code",
    "town",
    "manager",
    "valid_from",
    "valid_to",
    "is_current",
    "gone",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    'N',
    ?
);
