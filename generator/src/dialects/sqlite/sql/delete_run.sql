-- The rows of a run that was abandoned.
DELETE FROM ${target}
WHERE {{ inserted_run }} = ?1;
