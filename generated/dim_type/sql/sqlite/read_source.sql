-- @generated from jobs/scenarios/dim_type.yaml by `cargo xtask generate`; do not edit.
SELECT
    "id",
    "flag",
    "small",
    "middle",
    "big",
    "single",
    "double",
    "whole",
    "amount",
    "exact",
    "words",
    "short",
    "code",
    "bytes",
    "day",
    "clock",
    "moment",
    "instant",
    "ident",
    "doc",
    "docb",
    "mood",
    "price",
    "label"
FROM ${source}
WHERE ${where};
