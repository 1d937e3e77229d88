-- @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
UPDATE ${target} SET
    "is_retired" = 0
WHERE "tail_number" = ?1;
