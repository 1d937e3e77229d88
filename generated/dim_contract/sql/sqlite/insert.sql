-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope",
    "valid_from",
    "valid_to",
    "is_current",
    "gone",
    "row_hash",
    "load_id",
    "dw_inserted_at"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    NULL,
    1,
    'N',
    ?,
    ?,
    ?
);
