-- @generated from jobs/scenarios/dim_tariff.yaml by `cargo xtask generate`; do not edit.
-- A key that the source no longer holds: one more version, with the values of the one that ended just now, marked as deleted.
INSERT INTO ${target} (
    "code",
    "title",
    "price",
    "since",
    "batch",
    "valid_from",
    "valid_to",
    "is_current",
    "is_deleted"
)
SELECT
    "code",
    "title",
    "price",
    "since",
    "batch",
    ?2,
    '9999-12-31',
    1,
    1
FROM ${target}
WHERE "code" = ?1 AND "valid_to" = ?2 AND NOT ("is_current" = 1)
ORDER BY "valid_from" DESC
LIMIT 1;
