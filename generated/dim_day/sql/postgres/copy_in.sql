-- @generated from jobs/scenarios/dim_day.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "番号",
    "名前",
    "Straße",
    "strasse",
    "load_date",
    "valid_from",
    "valid_to",
    "is_current",
    "row_hash"
) FROM STDIN (FORMAT binary);
