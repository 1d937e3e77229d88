-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Current rows: key, hash, start (where days matter), whether the row can be missing, whether it is flagged as deleted.
SELECT
    "contract_id",
    "row_hash",
    NULL::date,
    ("scope" <> 'kept') IS TRUE,
    "gone" = 'Y'
FROM ${target}
WHERE "is_current" = true AND "contract_sk" NOT IN (-1) AND ${where};
