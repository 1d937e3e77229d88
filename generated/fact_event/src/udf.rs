// @generated from jobs/scenarios/fact_event.yaml by `cargo xtask generate`; do not edit.
// A copy of fragile.rs.

//! A function with a defect.

/// The text as it is, but for one that it cannot bear.
pub fn fragile(text: &str) -> &str {
    assert!(text != "panic", "the text is {text}");
    text
}
