-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "row_hash" = ?2
WHERE "tail_number" = ?1;
