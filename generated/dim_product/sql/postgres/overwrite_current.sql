-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} t SET
    "title" = s."title",
    "price" = s."price",
    "origin" = s."origin",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."sku" = s."sku" AND t."is_current" = true AND s.lw_do & 16 <> 0;
