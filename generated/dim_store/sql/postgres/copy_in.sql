-- @generated from jobs/scenarios/dim_store.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "code",
    "town",
    "manager",
    "valid_from",
    "valid_to",
    "is_current",
    "gone",
    "row_hash"
) FROM STDIN (FORMAT binary);
