-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "contract_id") FROM STDIN (FORMAT binary);
