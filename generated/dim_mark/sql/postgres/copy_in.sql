-- @generated from jobs/scenarios/dim_mark.yaml by `cargo xtask generate`; do not edit.
-- The first rows of new keys.
COPY ${target} (
    "${where}",
    "VIP?",
    "${target}",
    "?1",
    "$$",
    "-- a ${comment}",
    "${effective}",
    "${first} ?",
    "VALUES ",
    "${stage}",
    "${run}",
    "${now}"
) FROM STDIN (FORMAT binary);
