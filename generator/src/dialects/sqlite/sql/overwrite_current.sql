-- A second change on the day that the current version began: no interval of length zero.
UPDATE ${target} SET
    {{ overwrite_assignments }}
WHERE {{ key_is }} AND {{ current }};
