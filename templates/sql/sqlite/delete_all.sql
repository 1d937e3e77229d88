-- A load that replaces the table begins with this.
DELETE FROM ${target}{% if exclusion %}
WHERE {{ exclusion }}{% endif %};
