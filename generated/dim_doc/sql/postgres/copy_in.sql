-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "id",
    "VIP?",
    "has_k",
    "any",
    "all",
    "said",
    "row_hash"
) FROM STDIN (FORMAT binary);
