UPDATE ${target} SET
    {{ unflag_assignments }}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
