//! Differences for people.

use similar::TextDiff;

use super::Change;

/// The change of one file as a unified diff, the paths below `folder`.
#[must_use]
pub fn unified(folder: &str, change: &Change) -> String {
    let text = |content: &Option<Vec<u8>>| {
        content
            .as_deref()
            .map(|content| String::from_utf8_lossy(content).into_owned())
            .unwrap_or_default()
    };
    let (before, after) = (text(&change.before), text(&change.after));
    let name = |content: &Option<Vec<u8>>, side: &str| match content {
        Some(_) => format!("{side}/{folder}/{}", change.path),
        None => "/dev/null".to_owned(),
    };
    let (old, new) = (name(&change.before, "a"), name(&change.after, "b"));
    TextDiff::from_lines(&before, &after)
        .unified_diff()
        .context_radius(3)
        .header(&old, &new)
        .to_string()
}
