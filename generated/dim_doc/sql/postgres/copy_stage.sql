-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "id",
    "VIP?",
    "has_k",
    "any",
    "all",
    "said",
    lw_hash
) FROM STDIN (FORMAT binary);
