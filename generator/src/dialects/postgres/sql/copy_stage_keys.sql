COPY ${stage} (lw_do, {{ key_list }}) FROM STDIN (FORMAT binary);
