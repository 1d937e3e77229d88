-- @generated from jobs/scenarios/dim_name.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "Select Key",
    "table",
    "it's a ""name""",
    "MixedCase",
    "From",
    "To",
    "Is Current",
    "Row Hash"
) FROM STDIN (FORMAT binary);
