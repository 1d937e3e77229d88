-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "order",
    "Key No",
    "group",
    "Größe",
    "quo""te",
    "MiXed",
    "valid_from",
    "valid_to",
    "is_current"
)
SELECT
    -1,
    -1,
    'unknown',
    NULL,
    NULL,
    NULL,
    '1900-01-01T00:00:00.000000Z',
    '9999-12-31T00:00:00.000000Z',
    true
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "order" = -1);
