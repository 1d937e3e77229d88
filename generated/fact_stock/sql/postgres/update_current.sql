-- @generated from jobs/scenarios/fact_stock.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "quantity" = s."quantity"
FROM ${stage} s
WHERE t."item" = s."item" AND s.lw_do & 4 <> 0;
