{% for member in members -%}
-- {{ member.name }}
INSERT INTO ${target} (
    {{ member.columns }}
)
-- Also where the table numbers its rows itself, GENERATED ALWAYS.
OVERRIDING SYSTEM VALUE
SELECT
    {{ member.values }}
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE {{ surrogate_key }} = {{ member.key }});
{% endfor -%}
