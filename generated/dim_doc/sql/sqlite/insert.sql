-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "id",
    "VIP?",
    "has_k",
    "any",
    "all",
    "said",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?,
    ?,
    ?
);
