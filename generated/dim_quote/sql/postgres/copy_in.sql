-- @generated from jobs/scenarios/dim_quote.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "code",
    "quote",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id"
) FROM STDIN (FORMAT binary);
