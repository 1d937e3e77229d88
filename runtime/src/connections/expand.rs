//! `${NAME}`, `${NAME:-default}` and `${file:PATH}`.

use std::borrow::Cow;
use std::path::Path;

use crate::error::{Error, Result};
use crate::vars::Vars;

/// Replaces every reference in a text by its value. What a value holds is not looked at again.
///
/// # Errors
/// A variable that is not set, a file that cannot be read, or a reference that is not closed or not
/// well formed. Values are in no message.
pub(super) fn expand(text: &str, vars: &Vars) -> Result<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        out.push_str(&rest[..start]);
        let body = &rest[start + 2..];
        let end = body
            .find('}')
            .ok_or_else(|| Error::usage("`${` without a closing `}`"))?;
        out.push_str(&value(&body[..end], vars)?);
        rest = &body[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The text is one reference and nothing else: what a password must be.
pub(crate) fn is_reference(text: &str) -> bool {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|body| !body.is_empty() && !body.contains('}'))
}

fn value<'r>(reference: &'r str, vars: &Vars) -> Result<Cow<'r, str>> {
    if let Some(path) = reference.strip_prefix("file:") {
        return file(path).map(Cow::Owned);
    }
    let (name, default) = match reference.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (reference, None),
    };
    if !is_name(name) {
        return Err(
            Error::usage(format!("`${{{name}}}` does not name a variable"))
                .help("write ${NAME}, ${NAME:-default} or ${file:PATH}; references do not nest"),
        );
    }
    if default.is_some_and(|default| default.contains("${")) {
        return Err(Error::usage(format!(
            "the default of `${{{name}:-…}}` holds another reference; references do not nest"
        )));
    }
    match (vars.get(name)?, default) {
        // As in a shell, `:-` also stands in for a variable that is set to nothing.
        (Some(value), default) if !value.is_empty() || default.is_none() => Ok(Cow::Owned(value)),
        (_, Some(default)) => Ok(Cow::Borrowed(default)),
        (_, None) => Err(
            Error::usage(format!("the environment variable {name} is not set")).help(format!(
                "set {name}, or give a default: ${{{name}:-default}}"
            )),
        ),
    }
}

fn file(path: &str) -> Result<String> {
    let text = std::fs::read_to_string(Path::new(path))
        .map_err(|cause| Error::usage(format!("cannot read {path}")).because(cause))?;
    // Editors and `echo` end a file with a newline; no secret does.
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use super::*;

    #[test]
    fn references_are_replaced_and_all_else_is_kept() {
        let vars = Vars::of([("A", "x"), ("EMPTY", ""), ("ODD", "${A}")]);
        for (text, expected) in [
            ("plain", "plain"),
            ("", ""),
            ("${A}", "x"),
            ("${A}/${A}.db", "x/x.db"),
            ("${MISSING:-d}", "d"),
            ("${MISSING:-}", ""),
            ("${A:-d}", "x"),
            ("${EMPTY:-d}", "d"),
            ("${EMPTY}", ""),
            ("$A {A} $", "$A {A} $"),
            ("${ODD}", "${A}"),
            ("${MISSING:-a:-b}", "a:-b"),
            ("ü${A}ü", "üxü"),
        ] {
            assert_eq!(expand(text, &vars).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_replaced_is_an_error_that_names_it() {
        let vars = Vars::of([("A", "x")]);
        for (text, expected) in [
            ("${NOPE}", "the environment variable NOPE is not set"),
            ("a${A", "`${` without a closing `}`"),
            ("${}", "`${}` does not name a variable"),
            ("${1A}", "`${1A}` does not name a variable"),
            (
                "${A:-${B}}",
                "the default of `${A:-…}` holds another reference; references do not nest",
            ),
            ("${file:/nowhere/at/all}", "cannot read /nowhere/at/all"),
        ] {
            assert_eq!(
                expand(text, &vars).unwrap_err().to_string(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_file_is_read_without_its_last_newlines() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b" s3cret \r\n\n").unwrap();
        assert_eq!(
            expand(
                &format!("${{file:{}}}", file.path().display()),
                &Vars::default()
            )
            .unwrap(),
            " s3cret "
        );
    }

    #[test]
    fn only_a_lone_reference_is_one() {
        for (text, expected) in [
            ("${A}", true),
            ("${file:/run/x}", true),
            ("${A:-d}", true),
            ("x${A}", false),
            ("${A}${B}", false),
            ("${}", false),
            ("", false),
        ] {
            assert_eq!(is_reference(text), expected, "{text}");
        }
    }
}
