-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "番号") FROM STDIN (FORMAT binary);
