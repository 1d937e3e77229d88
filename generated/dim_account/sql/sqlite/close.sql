-- @generated from jobs/scenarios/dim_account.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "ends" = ?3,
    "latest" = 'N'
WHERE "region" = ?1 AND "number" = ?2 AND "latest" = 'Y';
