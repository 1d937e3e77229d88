-- @generated from jobs/nycflights/dim_airline.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."carrier" = s."carrier" AND t."airline_sk" NOT IN (-1) AND s.lw_do & 32 <> 0;
