COPY ${stage} (
    {{ mask }},
    {{ columns }},
    {{ staged_hash }}
) FROM STDIN (FORMAT binary);
