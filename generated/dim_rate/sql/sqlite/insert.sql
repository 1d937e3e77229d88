-- @generated from jobs/scenarios/dim_rate.yaml by `cargo xtask generate`; do not edit.
INSERT INTO ${target} (
    "rate_id",
    "code",
    "origin",
    "batch",
    "row_hash"
)
VALUES (
    ?,
    ?,
    ?,
    ?,
    ?
);
