-- @generated from jobs/scenarios/dim_customer_wide.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "customer_sk",
    "customer_id",
    "name",
    "city",
    "points",
    "phone",
    "email",
    "joined",
    "batch",
    "valid_from",
    "valid_to",
    "is_current"
)
SELECT
    -1,
    -1,
    'Unknown',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    '1900-01-01T00:00:00.000000Z',
    '9999-12-31T00:00:00.000000Z',
    1
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "customer_sk" = -1);
