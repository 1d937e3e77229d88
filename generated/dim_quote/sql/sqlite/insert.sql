-- @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "code",
    "quote",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
)
VALUES (
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    ?,
    ?
);
