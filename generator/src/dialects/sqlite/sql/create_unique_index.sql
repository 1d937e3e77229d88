{% if history -%}
-- One current row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ({{ key_list }}) WHERE {{ living }};
{% else -%}
-- One row a key, whatever happens.
CREATE UNIQUE INDEX IF NOT EXISTS ${index_current} ON ${table} ({{ key_list }}){% if exclusion %} WHERE {{ living }}{% endif %};
{% endif -%}
