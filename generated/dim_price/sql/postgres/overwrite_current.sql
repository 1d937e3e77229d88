-- @generated from jobs/scenarios/dim_price.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} t SET
    "price" = s."price",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."code" = s."code" AND t."is_current" = true AND s.lw_do & 16 <> 0;
