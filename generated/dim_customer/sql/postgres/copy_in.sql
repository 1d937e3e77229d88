-- @generated from jobs/scenarios/dim_customer.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "customer_id",
    "name",
    "city",
    "points",
    "email",
    "joined",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash",
    "load_id",
    "dw_inserted_at"
) FROM STDIN (FORMAT binary);
