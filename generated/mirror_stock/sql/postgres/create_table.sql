-- @generated from jobs/scenarios/mirror_stock.yaml by `cargo xtask generate`; do not edit.
CREATE TABLE IF NOT EXISTS ${target} (
    "item" text COLLATE "C" NOT NULL,
    "quantity" integer
);
