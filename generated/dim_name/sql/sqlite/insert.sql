-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "Select Key",
    "table",
    "it's a ""name""",
    "MixedCase",
    "From",
    "To",
    "Is Current",
    "Row Hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    '9999-12-31T00:00:00.000000Z',
    1,
    ?
);
