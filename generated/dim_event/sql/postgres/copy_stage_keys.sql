-- @generated from jobs/scenarios/dim_event.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "event") FROM STDIN (FORMAT binary);
