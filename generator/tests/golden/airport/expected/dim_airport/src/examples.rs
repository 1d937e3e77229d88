// @generated from generator/tests/golden/airport/jobs/dim_airport.yaml by `cargo xtask generate`; do not edit.
//! The spec's examples: source cells as text, and the target cells that they must give.

use loadwright_runtime::testing::assert_example;
use crate::job::DimAirport;

#[test]
fn example_1() {
    assert_example::<
        DimAirport,
    >(
        &[
            ("faa", Some(" 04g")),
            ("name", Some("Lansdowne Airport ")),
            ("lat", Some("41.13")),
            ("lon", Some("-80.6")),
            ("alt", Some("1044")),
            ("tzone", Some("America/New_York")),
        ],
        &[
            ("airport_code", Some("04G")),
            ("airport_name", Some("Lansdowne Airport")),
            ("altitude_ft", Some("1044")),
        ],
    );
}

#[test]
fn example_2() {
    assert_example::<
        DimAirport,
    >(
        &[
            ("faa", Some("xyz")),
            ("name", Some("NA")),
            ("alt", Some("NA")),
            ("tzone", Some("UTC")),
        ],
        &[("airport_code", Some("XYZ")), ("airport_name", None), ("altitude_ft", None)],
    );
}
