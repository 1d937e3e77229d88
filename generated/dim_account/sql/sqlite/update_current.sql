-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "limit_eur" = ?3,
    "row_hash" = ?4
WHERE "region" = ?1 AND "number" = ?2 AND "latest" = 'Y';
