-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "number",
    "net",
    "gross",
    "row_hash"
) FROM STDIN (FORMAT binary);
