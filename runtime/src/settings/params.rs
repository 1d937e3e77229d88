//! Run parameters: given, typed, and filled into names.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::info::{From, JobInfo, Param};
use crate::suggest;
use crate::value::ParamValue;

/// The job's params in their order: `--param`, else the session's, else the spec's default.
pub(super) fn resolve(
    flags: &[(String, String)],
    session: &[(String, String)],
    info: &JobInfo,
) -> Result<Vec<ParamValue>> {
    for (origin, given) in [("--param", flags), ("the session parameters", session)] {
        check_names(origin, given, info.params)?;
    }
    let text = |param: &Param| {
        let given = |given: &[(String, String)]| {
            given
                .iter()
                .find(|(name, _)| name == param.name)
                .map(|(_, value)| value.clone())
        };
        given(flags)
            .or_else(|| given(session))
            .or_else(|| param.default.map(str::to_owned))
    };
    let mut values = Vec::with_capacity(info.params.len());
    let mut missing = Vec::new();
    for param in info.params {
        match text(param) {
            Some(text) => values.push(parse(param, &text, info)?),
            None => missing.push(param.name),
        }
    }
    if missing.is_empty() {
        return Ok(values);
    }
    let flags: Vec<String> = missing
        .iter()
        .map(|name| format!("--param {name}=VALUE"))
        .collect();
    Err(
        Error::usage(format!("the job needs a value for: {}", missing.join(", ")))
            .help(format!("give {}", flags.join(" "))),
    )
}

/// Fills `${name}` in a file, table or schema name of the job.
///
/// # Errors
/// A name that is no param of the job; the compiler lets none through.
pub fn fill_in(template: &str, params: &[Param], values: &[ParamValue]) -> Result<String> {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("${") {
        let (name, behind) = behind
            .split_once('}')
            .ok_or_else(|| Error::usage(format!("`${{` without `}}` in `{template}`")))?;
        let value = params
            .iter()
            .zip(values)
            .find(|(param, _)| param.name == name)
            .map(|(_, value)| value.as_text());
        out.push_str(before);
        out.push_str(&value.ok_or_else(|| {
            Error::usage(format!(
                "`{template}` uses `{name}`, which is no param of the job"
            ))
        })?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

/// The params as the ledger keeps them: an object of texts.
#[must_use]
pub fn to_json(params: &[Param], values: &[ParamValue]) -> Value {
    Value::Object(
        params
            .iter()
            .zip(values)
            .map(|(param, value)| (param.name.to_owned(), json!(value.as_text())))
            .collect(),
    )
}

fn check_names(origin: &str, given: &[(String, String)], params: &[Param]) -> Result<()> {
    for (place, (name, _)) in given.iter().enumerate() {
        if !params.iter().any(|param| param.name == name) {
            return Err(
                Error::usage(format!("{origin}: the job has no param `{name}`"))
                    .help(suggest::advice(name, params.iter().map(|param| param.name))),
            );
        }
        if given[..place].iter().any(|(earlier, _)| earlier == name) {
            return Err(Error::usage(format!("{origin}: `{name}` is given twice")));
        }
    }
    Ok(())
}

fn parse(param: &Param, text: &str, info: &JobInfo) -> Result<ParamValue> {
    let value = ParamValue::parse(text, param.ty).map_err(|fault| {
        Error::usage(format!(
            "the param {} is `{text}`: {}",
            param.name, fault.reason
        ))
    })?;
    // What is pasted into a name is what a value of the param reads as, whatever its type.
    let pasted = value.as_text();
    let reference = format!("${{{}}}", param.name);
    let names = match info.source.from {
        From::Table(table) => [info.target.table, table],
        From::File { .. } | From::Query(_) => [info.target.table, ""],
    };
    if names.iter().any(|name| name.contains(&reference)) && !is_identifier(&pasted) {
        return Err(Error::usage(format!(
            "the param {} is `{pasted}`, and it is part of a table's name",
            param.name
        ))
        .help("a name holds letters, digits and _, and does not begin with a digit"));
    }
    if let From::File { pattern, .. } = info.source.from
        && pattern.contains(&reference)
        && !stays_below(&pasted)
    {
        return Err(Error::usage(format!(
            "the param {} is `{pasted}`, and it is part of a file's path",
            param.name
        ))
        .help("a path may not leave the connection's root: no `..`, and no `/` in front"));
    }
    Ok(value)
}

fn is_identifier(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn stays_below(text: &str) -> bool {
    !text.starts_with(['/', '\\']) && !text.contains("..") && !text.contains('\0')
}
