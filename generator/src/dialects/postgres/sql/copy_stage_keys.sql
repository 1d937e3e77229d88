COPY ${stage} ({{ mask }}, {{ key_list }}) FROM STDIN (FORMAT binary);
