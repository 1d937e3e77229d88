-- @generated from jobs/scenarios/dim_own.yaml by `cargo xtask generate`; do not edit.
-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} SET
    "lw_known" = (SELECT o."lw_known" FROM ${target} o WHERE o."lw_row" = ?1 AND o."s" = ?2 ORDER BY o."starts" LIMIT 1),
    "t" = (SELECT o."t" FROM ${target} o WHERE o."lw_row" = ?1 AND o."s" = ?2 ORDER BY o."starts" LIMIT 1),
    "lw_do" = ?3,
    "lw_do_" = ?4,
    "lw_hash" = ?5,
    "changed" = ?6,
    "v" = ?7,
    "next" = ?8
WHERE "lw_row" = ?1 AND "s" = ?2 AND "current" = 1;
