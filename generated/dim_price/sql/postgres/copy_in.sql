-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "code",
    "price",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
) FROM STDIN (FORMAT binary);
