-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "code",
    "price",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    '9999-12-31',
    1,
    ?
);
