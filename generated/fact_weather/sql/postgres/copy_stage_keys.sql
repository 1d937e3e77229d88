-- @generated from jobs/nycflights/fact_weather.yaml by `cargo xtask generate`; do not edit.
COPY ${stage} (lw_do, "airport_code", "observed_at") FROM STDIN (FORMAT binary);
