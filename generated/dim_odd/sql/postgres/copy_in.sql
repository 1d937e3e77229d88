-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "Key No",
    "group",
    "Größe",
    "quo""te",
    "MiXed",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
) FROM STDIN (FORMAT binary);
