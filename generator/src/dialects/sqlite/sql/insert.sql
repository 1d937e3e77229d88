INSERT OR ABORT INTO ${target} (
    {{ insert_columns }}
)
VALUES (
    {{ insert_values }}
);
