//! A user's SQL as its database takes it: params where COPY cannot bind, a query that becomes a part of other statements.

#[cfg(feature = "postgres")]
use crate::error::{Error, Result};
#[cfg(feature = "postgres")]
use crate::info::Param;
#[cfg(feature = "postgres")]
use crate::value::ParamValue;

/// A user's SQL with its params read from the session's settings: COPY cannot bind. `:name` counts where SQL allows a value; in literals,
/// quoted names, comments and behind another colon it does not.
#[cfg(feature = "postgres")]
pub(crate) fn params_as_settings(sql: &str, params: &[Param], values: &[ParamValue]) -> Result<String> {
    let mut out = String::with_capacity(sql.len() + 64);
    let mut rest = sql;
    while let Some(char) = rest.chars().next() {
        let length = opaque(rest);
        if length > 0 {
            out.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let name: &str = match rest.strip_prefix(':') {
            Some(behind) => &behind[..behind.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(behind.len())],
            None => "",
        };
        if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') {
            let place = params.iter().zip(values).find(|(param, _)| param.name == name);
            let (param, _) = place.ok_or_else(|| Error::usage(format!("the SQL uses :{name}, which is no param of the job")))?;
            out.push_str(&format!("current_setting('lw.p_{name}')::{}", param.ty));
            rest = &rest[1 + name.len()..];
        } else {
            out.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    Ok(out)
}

/// A query without the semicolon, and the comments, that it ends in: it becomes a part of other statements.
pub(crate) fn unended(sql: &str) -> &str {
    let (mut place, mut end) = (0, 0);
    while let Some(char) = sql[place..].chars().next() {
        let rest = &sql[place..];
        let length = opaque(rest).max(char.len_utf8());
        place += length;
        let is_comment = rest.starts_with("--") || rest.starts_with("/*");
        if !is_comment && !char.is_whitespace() && char != ';' {
            end = place;
        }
    }
    &sql[..end]
}

/// The length of what stands at the beginning and holds no param: a literal, a quoted name, a comment, a cast; 0: nothing of the kind.
fn opaque(sql: &str) -> usize {
    let until = |start: usize, end: &str| sql[start..].find(end).map_or(sql.len(), |place| start + place + end.len());
    if sql.starts_with("--") {
        return until(2, "\n");
    }
    if sql.starts_with("/*") {
        return until(2, "*/");
    }
    if sql.starts_with("::") || sql.starts_with(":=") {
        return 2;
    }
    if let Some(quote) = ["'", "\""].into_iter().find(|quote| sql.starts_with(quote)) {
        return until(1, quote);
    }
    if let Some(behind) = sql.strip_prefix('$')
        && let Some(end) = behind.find('$')
        && behind[..end].chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !behind.starts_with(|c: char| c.is_ascii_digit())
    {
        return until(end + 2, &sql[..end + 2]);
    }
    0
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[cfg(feature = "postgres")]
    #[test]
    fn params_are_settings_and_all_else_is_kept() {
        const PARAMS: &[Param] = &[Param { name: "day", ty: crate::info::SqlType::Date, default: None }];
        let values = [ParamValue::Text("2024-01-01".into())];
        let sql = "SELECT ':day', \":day\", a::text, $$ :day $$ -- :day\n/* :day */ FROM t WHERE d > :day";
        let expected =
            "SELECT ':day', \":day\", a::text, $$ :day $$ -- :day\n/* :day */ FROM t WHERE d > current_setting('lw.p_day')::date";
        assert_eq!(params_as_settings(sql, PARAMS, &values).unwrap(), expected);
        assert!(params_as_settings("SELECT :other", PARAMS, &values).is_err());
    }

    #[test]
    fn a_query_ends_before_its_semicolon_and_the_comments_around_it() {
        for end in ["", ";", " ;\n", "; -- the end", " -- the end\n;", "/* the */ ; /* end; */\n;"] {
            assert_eq!(unended(&format!("SELECT ';--' AS \"x;\"{end}")), "SELECT ';--' AS \"x;\"", "{end}");
        }
        assert_eq!(unended("SELECT 1 -- one\n, 2"), "SELECT 1 -- one\n, 2");
    }
}
