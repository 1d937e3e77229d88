-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "code",
    "title",
    "price",
    "since",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "is_deleted"
) FROM STDIN (FORMAT binary);
