-- @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."airport_code" = s."airport_code" AND t."airport_sk" NOT IN (-1) AND t."is_current" = true AND s.lw_do & 32 <> 0;
