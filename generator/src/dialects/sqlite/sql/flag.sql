UPDATE ${target} SET
    {{ flag_assignments }}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
