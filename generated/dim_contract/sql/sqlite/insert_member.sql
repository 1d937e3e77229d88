-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- unknown_member
INSERT INTO ${target} (
    "contract_sk",
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope",
    "valid_from",
    "valid_to",
    "is_current",
    "gone"
)
SELECT
    -1,
    -1,
    'Unknown',
    NULL,
    NULL,
    NULL,
    '1900-01-01T00:00:00.000000Z',
    NULL,
    1,
    'N'
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE "contract_sk" = -1);
