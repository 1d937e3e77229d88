-- A key's versions in order.
CREATE INDEX IF NOT EXISTS ${index_versions} ON ${target} ({{ key_list }}, {{ valid_from }});
