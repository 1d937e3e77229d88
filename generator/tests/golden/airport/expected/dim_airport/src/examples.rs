// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The spec's examples: source cells as text, and the target cells that they must give.

use loadwright_runtime::testing::assert_example;
use crate::job::DimAirport;

#[test]
fn example_1() {
    let given = [
        ("faa", Some(" 04g")),
        ("name", Some("Lansdowne Airport ")),
        ("lat", Some("41.13")),
        ("lon", Some("-80.6")),
        ("alt", Some("1044")),
        ("tzone", Some("America/New_York")),
    ];
    let expected = [
        ("airport_code", Some("04G")),
        ("airport_name", Some("Lansdowne Airport")),
        ("altitude_ft", Some("1044")),
    ];
    assert_example::<DimAirport>(&given, &expected);
}

#[test]
fn example_2() {
    let given = [
        ("faa", Some("xyz")),
        ("name", Some("NA")),
        ("alt", Some("NA")),
        ("tzone", Some("UTC")),
    ];
    let expected = [
        ("airport_code", Some("XYZ")),
        ("airport_name", None),
        ("altitude_ft", None),
    ];
    assert_example::<DimAirport>(&given, &expected);
}
