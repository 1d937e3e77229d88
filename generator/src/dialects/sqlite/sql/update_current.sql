UPDATE ${target} SET
    {{ update_assignments }}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
