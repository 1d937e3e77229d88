UPDATE ${target} SET
    {{ rehash_assignments }}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
