-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "rate_id",
    "code",
    "origin",
    "batch",
    "row_hash"
) FROM STDIN (FORMAT binary);
