-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "code",
    "title",
    "price",
    "since",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "is_deleted"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    '9999-12-31',
    1,
    0
);
