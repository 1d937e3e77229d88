-- The three rows of harness.rs, for a real server.
CREATE TABLE source (
    ordinal integer, faa text, title text, nzone text, code varchar(3), ncode varchar(3), fixed char(4), small smallint, seats integer,
    nseats integer, big bigint, nbig bigint, lat double precision, nlat double precision, speed real, alt numeric(8,1), nalt numeric(8,1),
    day date, nday date, at timestamp, instant timestamptz, active boolean, nactive boolean, id uuid, doc json, "First Name" text,
    raw bytea, ndoc json, amount numeric(20,6)
);
INSERT INTO source VALUES
(1, '04G', 'Lansdowne Airport ', 'America/New_York', 'abc', 'xyz', 'ab', 7, 42, 5, 10000000000, -3, 41.1304722, -80.6195833, 1.5, 1044.5,
 -0.5, '2013-01-31', '2012-02-29', '2013-01-31 06:30:15.25', '2013-01-31 05:00:00Z', true, false, 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
 '{"a": 1}', 'Ann', '\x68c3ff00', '{"a": [10, {"b" : "x\ty"}, null], "a b": {"c":true}, "e": "", "u": "\u00e4\ud83d\ude00"}', 1234567.891),
(2, 'x', 'Straße', NULL, 'ABC', NULL, 'abcd', 0, 1, NULL, 0, NULL, 0, NULL, 0, 0, NULL, '2000-01-01', NULL, '1999-12-31 23:59:59',
 '2000-01-01 00:00:00Z', false, NULL, '00000000-0000-0000-0000-000000000000', '[]', '', '', NULL, 0),
(3, ' 17 ', '', 'Ünï%_ö', '', 'a b', '', -32768, -2147483648, 0, 9223372036854775807, 2147483648, 'NaN', 2.5, 16777216, -9999999.9, 0.1,
 '0001-01-01', '9999-12-31', '0001-01-01 00:00:00', '9999-12-31 23:59:59.999999Z', true, true, 'ffffffff-ffff-ffff-ffff-ffffffffffff',
 'null', E'ß ''"\\', '\x5c27', ' [1, 2.50, "three", [4, [5]], {"six": 6, "six": "VI"}, "\u0041\"\\" ] ', -0.000001);

-- An expression's value for each row, as expected texts have it.
CREATE FUNCTION evaluated(expression text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
    result text;
BEGIN
    FOR place IN 1..3 LOOP
        BEGIN
            EXECUTE format(E'SELECT (%s\n)::text FROM source WHERE ordinal = %s', expression, place) INTO result;
            RETURN NEXT coalesce('=' || replace(result, E'\n', '\n'), 'NULL');
        EXCEPTION WHEN OTHERS THEN
            -- Class 42: it has no type, or no sense.
            RETURN NEXT CASE WHEN sqlstate LIKE '42%' THEN 'refused' ELSE '! ' || replace(sqlerrm, E'\n', '\n') END;
        END;
    END LOOP;
END $$;
