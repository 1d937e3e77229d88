-- Keys that are gone on the day on which their current version began: an end would make it an interval of length zero.
UPDATE ${stage} s SET {{ mask }} = {{ instead }}
FROM ${target} t
WHERE {{ join_current }} AND t.{{ valid_from }} = ${effective};
