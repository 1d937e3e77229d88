-- @generated from jobs/scenarios/dim_header.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "number",
    "net",
    "gross",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?
);
