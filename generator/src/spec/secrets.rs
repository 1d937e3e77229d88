//! Secrets that someone wrote into connections.yaml: found, and never shown.

use std::ops::Range;
use std::sync::Arc;

use crate::diag::SourceFile;
use crate::dialects;

use super::yaml::{Node, Value};

/// One `${…}` and nothing beside it. A default is text in the file, so it must be empty.
pub(super) fn is_reference(text: &str) -> bool {
    let Some(name) = text
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        return false;
    };
    let names_a_file = name
        .strip_prefix("file:")
        .is_some_and(|path| !path.is_empty());
    let variable = name.strip_suffix(":-").unwrap_or(name);
    let names_a_variable = !variable.is_empty()
        && variable
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_');
    (names_a_file || names_a_variable) && !name.contains('}')
}

/// The bytes of a password that is written into a URL, as a part of the login or as a parameter.
pub(super) fn password_in_url(url: &str) -> Option<Range<usize>> {
    password_of_login(url).or_else(|| password_of_parameters(url))
}

fn password_of_parameters(url: &str) -> Option<Range<usize>> {
    let mut names = dialects::ALL
        .iter()
        .flat_map(|dialect| dialect.connection().secret_parameters);
    names.find_map(|name| {
        let name = format!("{name}=");
        let place = url
            .match_indices(&name)
            .map(|(place, _)| place)
            .find(|place| url[..*place].ends_with(['?', '&']))?
            + name.len();
        let end = url[place..]
            .find('&')
            .map_or(url.len(), |length| place + length);
        (place < end && !is_reference(&url[place..end])).then_some(place..end)
    })
}

fn password_of_login(url: &str) -> Option<Range<usize>> {
    let start = url.find("://")? + 3;
    let end = url[start..]
        .find(['/', '?'])
        .map_or(url.len(), |place| start + place);
    let at = start + url[start..end].rfind('@')?;
    let colon = start + url[start..at].find(':')?;
    let password = colon + 1..at;
    (!password.is_empty() && !is_reference(&url[password.clone()])).then_some(password)
}

/// The file with every literal secret written over, byte by byte, so that places stay. `node` is
/// its tree, where it has one.
pub(super) fn masked(file: &Arc<SourceFile>, node: Option<&Node>) -> Arc<SourceFile> {
    let mut secrets = Vec::new();
    match node {
        Some(node) => in_tree(node, &mut secrets),
        None => in_lines(&file.text, &mut secrets),
    }
    if secrets.is_empty() {
        return Arc::clone(file);
    }
    let mut bytes = file.text.clone().into_bytes();
    for range in secrets {
        let secret = bytes.get_mut(range).into_iter().flatten();
        secret
            .filter(|byte| !byte.is_ascii_whitespace())
            .for_each(|byte| *byte = b'x');
    }
    Arc::new(SourceFile {
        name: file.name.clone(),
        text: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn in_tree(node: &Node, secrets: &mut Vec<Range<usize>>) {
    let Some(map) = node.map() else { return };
    for (key, node) in &map.entries {
        match (&node.value, key.value.as_str()) {
            (Value::Scalar(scalar), "password")
                if !scalar.is_null() && !is_reference(&scalar.text) =>
            {
                // The quotes stay: what is written over must be YAML still.
                let quotes = usize::from(!scalar.plain);
                secrets.push(
                    node.span.start + quotes
                        ..node
                            .span
                            .end
                            .saturating_sub(quotes)
                            .max(node.span.start + quotes),
                );
            }
            (Value::Scalar(scalar), "url") => {
                if let Some(password) = password_in_url(&scalar.text) {
                    let raw = node.span.text();
                    let place = raw
                        .find(&scalar.text[password.clone()])
                        .map_or(0..raw.len(), |place| place..place + password.len());
                    secrets.push(node.span.start + place.start..node.span.start + place.end);
                }
            }
            _ => in_tree(node, secrets),
        }
    }
}

/// Where there is no tree: whatever follows `password`, and what stands before the `@` of a URL.
fn in_lines(text: &str, secrets: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(place) = line.find("password") {
            secrets.push(start + place + "password".len()..start + line.len());
        }
        if let Some(place) = line.find("://")
            && let Some(at) = line[place..].rfind('@')
        {
            secrets.push(start + place + 3..start + place + at);
        }
        start += line.len();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::diag::Sink;
    use crate::spec::yaml;

    #[test]
    fn only_references_are_no_secrets() {
        for good in ["${DW_PASSWORD}", "${file:/run/secrets/dw}", "${X:-}"] {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            "hunter2",
            "${X:-hunter2}",
            "x${X}",
            "${}",
            "${file:}",
            "${a}hunter${b}",
            "",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }

    #[test]
    fn passwords_are_found_in_urls() {
        let found = |url: &'static str| password_in_url(url).map(|range| &url[range]);
        assert_eq!(found("postgres://dw:hunter2@db/dw"), Some("hunter2"));
        assert_eq!(found("postgres://dw:a@b:c@db/dw"), Some("a@b:c"));
        assert_eq!(found("postgres://dw:${PW}@db/dw"), None);
        assert_eq!(found("postgres://dw@db:5432/dw"), None);
        assert_eq!(found("postgres://db:5432/dw?x=a:b@c"), None);
        assert_eq!(found("sqlite:target/x.db"), None);
        assert_eq!(
            found("postgres://dw@db/dw?sslmode=require&password=hunter2&x=1"),
            Some("hunter2")
        );
        assert_eq!(found("postgres://dw@db/dw?password=${PW}"), None);
        assert_eq!(found("postgres://db/dw?no_password=hunter2"), None);
        assert_eq!(found("${URL}"), None);
    }

    #[test]
    fn no_secret_is_left_in_what_is_shown() {
        let texts = [
            "connections:\n  a: {kind: sqlite, password: hunter2, schema: x}\n",
            "connections:\n  a: {password: 'hunter2', url: \"postgres://u:hunter2@h/d\"}\n",
            "connections:\n  a:\n    password: |\n      hunter2\n",
            "environments: {dev: {a: {password: \"${X:-hunter2}\"}}}\n",
            "connections:\n  a: {password: 'hunter2' oops}\n",
            "connections:\n  a: [url: postgres://u:hunter2@h/d\n",
        ];
        for text in texts {
            let file = Arc::new(SourceFile {
                name: "connections.yaml".to_owned(),
                text: text.to_owned(),
            });
            let node = yaml::parse(&file, &mut Sink::default());
            let masked = masked(&file, node.as_ref());
            assert!(!masked.text.contains("hunter2"), "{}", masked.text);
            assert_eq!(masked.text.len(), text.len());
            assert_eq!(
                yaml::parse(&masked, &mut Sink::default()).is_some(),
                node.is_some(),
                "{}",
                masked.text
            );
        }
    }
}
