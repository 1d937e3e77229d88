-- @generated from jobs/scenarios/stage_sale.yaml by `cargo xtask generate`; do not edit.
-- A load that replaces the table begins with this.
DELETE FROM ${target};
