-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- Current rows that can be missing: what the close limit is a share of.
SELECT count(*) FROM ${target}
WHERE "is_current" = true AND "contract_sk" NOT IN (-1) AND ("scope" <> 'kept') IS TRUE AND ${where};
