-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "number",
    "net",
    "gross",
    "row_hash"
)
SELECT
    s."number",
    s."net",
    s."gross",
    s.lw_hash
FROM ${stage} s
WHERE s.lw_do & 1 <> 0;
