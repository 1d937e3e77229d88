-- The first rows of new keys.
COPY ${target} (
    {{ insert_columns }}
) FROM STDIN (FORMAT binary);
