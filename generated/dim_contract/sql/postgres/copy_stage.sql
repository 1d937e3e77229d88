-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope",
    lw_hash
) FROM STDIN (FORMAT binary);
