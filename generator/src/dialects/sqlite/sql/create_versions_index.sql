-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${table} ({{ key_list }}, {{ valid_from }});
