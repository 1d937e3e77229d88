-- @generated from jobs/scenarios/dim_contract.yaml by `cargo xtask generate`; do not edit.
-- A key that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
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
SELECT
    "contract_id",
    "name",
    "grade",
    "origin",
    "scope",
    ?2,
    NULL,
    1,
    'Y',
    "row_hash",
    ?3,
    ?4
FROM ${target}
WHERE "contract_id" = ?1 AND "contract_sk" NOT IN (-1) AND "valid_to" = ?2 AND NOT ("is_current" = 1)
ORDER BY "valid_from" DESC
LIMIT 1;
