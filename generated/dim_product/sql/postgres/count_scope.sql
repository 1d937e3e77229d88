-- @generated from jobs/scenarios/dim_product.yaml by `cargo xtask generate`; do not edit.
-- Current rows that can be missing: what the close limit is a share of.
SELECT count(*) FROM ${target}
WHERE "is_current" = true AND ("origin" = 'own') IS TRUE AND ${where};
