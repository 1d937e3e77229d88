-- @generated from jobs/scenarios/dim_doc.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "id") FROM STDIN (FORMAT binary);
