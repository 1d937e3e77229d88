-- @generated from jobs/scenarios/dim_odd.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (
    lw_do,
    "Key No",
    "group",
    "Größe",
    "quo""te",
    "MiXed",
    lw_hash
) FROM STDIN (FORMAT binary);
