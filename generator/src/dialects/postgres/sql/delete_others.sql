-- The end of a load that replaces the table: what other runs inserted goes.
DELETE FROM ${target}
WHERE {{ inserted_run }} IS DISTINCT FROM ?1{% if exclusion %} AND {{ exclusion }}{% endif %};
