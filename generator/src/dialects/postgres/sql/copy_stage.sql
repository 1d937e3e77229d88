COPY ${stage} (
    lw_do,
    {{ columns }},
    lw_hash
) FROM STDIN (FORMAT binary);
