//! The examples of a spec, when they are wrong: what their tests say.

use dim_airline::DimAirline;
use loadwright_runtime::testing::assert_example;

#[test]
fn a_right_example_says_nothing() {
    assert_example::<DimAirline>(
        &[("carrier", Some("AA")), ("name", Some(" American "))],
        &[("airline_name", Some("American"))],
    );
}

#[test]
#[should_panic(expected = "airline_name: expected \"Delta\", found \"American\"")]
fn a_wrong_value_is_shown_beside_the_expected_one() {
    assert_example::<DimAirline>(
        &[("carrier", Some("AA")), ("name", Some(" American "))],
        &[("airline_name", Some("Delta"))],
    );
}

#[test]
#[should_panic(expected = "the row is rejected: carrier: longer than varchar(2) (\"AAA\")")]
fn a_rejected_row_says_why() {
    assert_example::<DimAirline>(
        &[("carrier", Some("AAA")), ("name", Some("American"))],
        &[("carrier", Some("AAA"))],
    );
}
