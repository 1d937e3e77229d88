UPDATE ${target} SET
    {{ close_assignments }}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
