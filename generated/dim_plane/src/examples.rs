// @generated from jobs/nycflights/dim_plane.yaml by `cargo xtask generate`; do not edit.
//! The spec's examples: source cells as text, and the target cells that they must give.

use loadwright_runtime::testing::assert_example;
use crate::job::DimPlane;

#[test]
fn example_1() {
    let given = [
        ("tailnum", Some("N102UW")),
        ("year", Some("1998")),
        ("manufacturer", Some("Airbus Industrie")),
        ("seats", Some("182")),
    ];
    let expected = [
        ("tail_number", Some("N102UW")),
        ("built", Some("1998")),
        ("manufacturer", Some("AIRBUS")),
        ("size_class", Some("narrow")),
    ];
    assert_example::<DimPlane>(&given, &expected);
}

#[test]
fn example_2() {
    let given = [("tailnum", Some("N11150")), ("manufacturer", Some("NA"))];
    let expected = [("manufacturer", None), ("size_class", Some("small"))];
    assert_example::<DimPlane>(&given, &expected);
}
