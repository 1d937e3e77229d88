DELETE FROM ${target}
WHERE {{ key_is }}{% if history %} AND {{ current }}{% endif %};
