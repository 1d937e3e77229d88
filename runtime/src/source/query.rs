//! A user's SQL as its database takes it: params of what cannot bind, a query that becomes a part
//! of other statements.

use loadwright_types::pieces::{Piece, pieces};

use crate::error::{Error, Result};
use crate::info::Param;
use crate::value::ParamValue;

/// A user's SQL with its params read from settings of the session, for what cannot bind.
pub(crate) fn params_as_settings(
    sql: &str,
    params: &[Param],
    values: &[ParamValue],
) -> Result<String> {
    let mut out = String::with_capacity(sql.len() + 64);
    for (piece, text) in pieces(sql) {
        if piece != Piece::Param {
            out.push_str(text);
            continue;
        }
        let name = &text[1..];
        let place = params
            .iter()
            .zip(values)
            .find(|(param, _)| param.name == name);
        let (param, _) = place.ok_or_else(|| {
            Error::usage(format!(
                "the SQL uses :{name}, which is no param of the job"
            ))
        })?;
        out.push_str(&format!("current_setting('lw.p_{name}')::{}", param.ty));
    }
    Ok(out)
}

/// A query without the semicolon, and the comments, that it ends in: it becomes a part of other
/// statements.
pub(crate) fn unended(sql: &str) -> &str {
    let (mut place, mut end) = (0, 0);
    for (piece, text) in pieces(sql) {
        place += text.len();
        if piece != Piece::Comment && text != ";" && !text.trim().is_empty() {
            end = place;
        }
    }
    &sql[..end]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn params_are_settings_and_all_else_is_kept() {
        const PARAMS: &[Param] = &[Param {
            name: "day",
            ty: crate::info::SqlType::Date,
            default: None,
        }];
        let values = [ParamValue::Text("2024-01-01".into())];
        let sql = "SELECT ':day', \":day\", a::text, $$ :day $$ -- :day\n/* :day */ FROM t WHERE \
                   d > :day";
        let expected = "SELECT ':day', \":day\", a::text, $$ :day $$ -- :day\n/* :day */ FROM t \
                        WHERE d > current_setting('lw.p_day')::date";
        assert_eq!(params_as_settings(sql, PARAMS, &values).unwrap(), expected);
        assert!(params_as_settings("SELECT :other", PARAMS, &values).is_err());
    }

    #[test]
    fn a_query_ends_before_its_semicolon_and_the_comments_around_it() {
        for end in [
            "",
            ";",
            " ;\n",
            "; -- the end",
            " -- the end\n;",
            "/* the */ ; /* end; */\n;",
            "/* the /* very */ end */;",
        ] {
            assert_eq!(
                unended(&format!("SELECT ';--' AS \"x;\"{end}")),
                "SELECT ';--' AS \"x;\"",
                "{end}"
            );
        }
        assert_eq!(unended("SELECT 1 -- one\n, 2"), "SELECT 1 -- one\n, 2");
    }
}
