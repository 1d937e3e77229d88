-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} t SET
    "note" = s."note",
    "amount" = s."amount",
    "row_hash" = s.lw_hash
FROM ${stage} s
WHERE t."event" = s."event" AND s.lw_do & 4 <> 0;
