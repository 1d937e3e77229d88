-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start, whether the row can be missing, whether it is flagged as deleted.
SELECT
    "contract_id",
    "row_hash",
    "valid_from",
    ("scope" <> 'kept') IS TRUE,
    "gone" = 'Y'
FROM ${target}
WHERE "is_current" = 1 AND "contract_sk" NOT IN (-1) AND ${where};
