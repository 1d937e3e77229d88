-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Current rows: as read_slice, then the mapping's columns, to compare by column.
SELECT
    "contract_id",
    "row_hash",
    "valid_from",
    ("scope" <> 'kept') IS TRUE,
    "gone" = 'Y',
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope"
FROM ${target}
WHERE "is_current" = 1 AND "contract_sk" NOT IN (-1) AND ${where};
