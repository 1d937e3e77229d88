{% for member in members -%}
-- {{ member.name }}
INSERT INTO ${target} (
    {{ member.columns }}
)
SELECT
    {{ member.values }}
WHERE NOT EXISTS (SELECT 1 FROM ${target} WHERE {{ surrogate_key }} = {{ member.key }});
{% endfor -%}
