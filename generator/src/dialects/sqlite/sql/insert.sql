INSERT INTO ${target} (
    {{ insert_columns }}
)
VALUES (
    {{ insert_values }}
);
