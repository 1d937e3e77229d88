//! SQL in pieces, as PostgreSQL reads it: where a `:name` is a param, a `${name}` a mark and a `?1`
//! the place of a value, and where they are only text of a literal, a quoted name or a comment. The
//! compiler looks for params that are not declared, and a run fills them in.

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// `:name`, where SQL takes a value.
    Param,
    /// `${name}`: stands in statements of ours for what a run knows.
    Mark,
    /// `?1`: the place of a bound value in statements of ours.
    Place,
    /// `-- …` to the end of the line, or `/* … */`.
    Comment,
    /// A word, a literal, a quoted name, or one character.
    Other,
}

/// The pieces one behind the other: together they are the text.
pub fn pieces(sql: &str) -> impl Iterator<Item = (Piece, &str)> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let (piece, length) = begins(rest, first);
        let (text, behind) = rest.split_at(length);
        rest = behind;
        Some((piece, text))
    })
}

/// What the text begins with, and its length.
fn begins(sql: &str, first: char) -> (Piece, usize) {
    let length = match first {
        '-' if sql.starts_with("--") => return (Piece::Comment, until(sql, 2, "\n")),
        '/' if sql.starts_with("/*") => return (Piece::Comment, comment(sql)),
        // A cast, and the way in which functions are given arguments by name.
        ':' if sql.starts_with("::") || sql.starts_with(":=") => 2,
        ':' => match &sql[1..] {
            name if name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_') => {
                let is_other = |c: char| !c.is_ascii_alphanumeric() && c != '_';
                return (Piece::Param, 1 + name.find(is_other).unwrap_or(name.len()));
            }
            _ => 1,
        },
        '?' => match number(&sql[1..]) {
            0 => 1,
            digits => return (Piece::Place, 1 + digits),
        },
        '\'' => until(sql, 1, "'"),
        '"' => until(sql, 1, "\""),
        '$' => match mark(sql) {
            Some(length) => return (Piece::Mark, length),
            None => dollar_quoted(sql).unwrap_or(1),
        },
        first if is_word(first) => {
            let word = sql.find(|c| !is_word(c) && c != '$').unwrap_or(sql.len());
            match &sql[word..] {
                text if text.starts_with('\'') && sql[..word].eq_ignore_ascii_case("e") => {
                    word + escaped(text)
                }
                _ => word,
            }
        }
        other => other.len_utf8(),
    };
    (Piece::Other, length)
}

/// The length of the digits that a text begins with.
fn number(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len())
}

/// The length of `${name}`.
fn mark(sql: &str) -> Option<usize> {
    let name = sql.strip_prefix("${")?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
    (end > 0 && name[end..].starts_with('}')).then_some(2 + end + 1)
}

/// A statement of ours with its marks and params filled in by what `value` knows of them, once:
/// what was put in is never looked at again.
pub fn filled(sql: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(sql.len() + 128);
    for (piece, text) in pieces(sql) {
        match piece {
            Piece::Mark | Piece::Param => out.push_str(value(text).as_deref().unwrap_or(text)),
            Piece::Place | Piece::Comment | Piece::Other => out.push_str(text),
        }
    }
    out
}

/// A statement of ours with its places as PostgreSQL writes them: `$1`.
pub fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    for (piece, text) in pieces(sql) {
        match text.strip_prefix('?') {
            Some(number) if piece == Piece::Place => {
                out.push('$');
                out.push_str(number);
            }
            _ => out.push_str(text),
        }
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii()
}

/// The length up to and with an end; an open one ends with the text.
fn until(sql: &str, start: usize, end: &str) -> usize {
    sql[start..]
        .find(end)
        .map_or(sql.len(), |place| start + place + end.len())
}

/// Comments stand in comments. One that is never closed so is read as SQLite reads it: to the first
/// end.
fn comment(sql: &str) -> usize {
    let (mut depth, mut place) = (0_usize, 0);
    while let Some(mark) = sql[place..].find(['/', '*']).map(|found| place + found) {
        place = mark + 1;
        if sql[mark..].starts_with("/*") {
            depth += 1;
            place = mark + 2;
        } else if sql[mark..].starts_with("*/") {
            depth -= 1;
            place = mark + 2;
            if depth == 0 {
                return place;
            }
        }
    }
    until(sql, 2, "*/")
}

/// `'…'` behind an E: a backslash takes the next character with it, and two quotes are one.
fn escaped(text: &str) -> usize {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((place, c)) = rest.next() {
        match c {
            '\\' => {
                rest.next();
            }
            '\'' if rest.next_if(|(_, next)| *next == '\'').is_none() => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// `$$…$$`, `$tag$…$tag$`; `None`: a dollar sign like any other.
fn dollar_quoted(sql: &str) -> Option<usize> {
    let tag = &sql[1..1 + sql[1..].find('$')?];
    let is_tag = tag.chars().all(is_word) && !tag.starts_with(|first: char| first.is_ascii_digit());
    let quote = tag.len() + 2;
    is_tag.then(|| until(sql, quote, &sql[..quote]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The params of a text. Every text is the sum of its pieces.
    fn params(sql: &str) -> Vec<&str> {
        assert_eq!(pieces(sql).map(|(_, text)| text).collect::<String>(), sql);
        pieces(sql)
            .filter(|(piece, _)| *piece == Piece::Param)
            .map(|(_, text)| text)
            .collect()
    }

    #[test]
    fn params_stand_where_sql_takes_a_value() {
        assert_eq!(params("a = :a and b>:b_1"), [":a", ":b_1"]);
        assert_eq!(params("'é' || :ä, :x"), [":x"]);
        assert_eq!(params("a::text, f(x := :y), a[1:2], :1, :"), [":y"]);
        assert_eq!(params("':a' || :b || \":c\" || :d"), [":b", ":d"]);
        assert_eq!(params("'it''s :a' || :b"), [":b"]);
        assert!(params("':a").is_empty());
    }

    #[test]
    fn strings_with_escapes() {
        assert_eq!(params(r"E'it\'s :a' || :b"), [":b"]);
        assert_eq!(params(r"e'\\' || :b || ':c'"), [":b"]);
        assert_eq!(params(r"E'a''b\':c' || :d"), [":d"]);
        // Without the E a backslash is a character; a word that ends in e is no E.
        assert_eq!(params(r"'\' || :a"), [":a"]);
        assert_eq!(params(r"date'\' || :a || n'\' || :b"), [":a", ":b"]);
        assert!(params(r"E'\").is_empty());
        assert!(params(r"E'ä\ü':a").iter().eq([&":a"]));
    }

    #[test]
    fn dollar_quotes() {
        assert_eq!(params("$$ :a $ :b $$ || :c"), [":c"]);
        assert_eq!(params("$q$ :a $$ :b $q$ || :c"), [":c"]);
        assert_eq!(params("$größe_1$ :a $größe_1$ || :c"), [":c"]);
        // A name may hold dollar signs, and $1 is a place.
        assert_eq!(params("a$b$ || :a || c$b$"), [":a"]);
        assert_eq!(params("$1 || :a || $1"), [":a"]);
        assert!(params("$$ :a").is_empty());
    }

    #[test]
    fn marks_are_filled_in_once_where_sql_takes_something() {
        let value = |mark: &str| match mark {
            "${where}" => Some("'${target} :day'".to_owned()),
            "${target}" => Some("\"${where}\"".to_owned()),
            ":day" => Some("'${where}'::date".to_owned()),
            _ => None,
        };
        assert_eq!(
            filled("SELECT ${target} WHERE ${where}", value),
            "SELECT \"${where}\" WHERE '${target} :day'"
        );
        assert_eq!(
            filled("a = :day AND b::date", value),
            "a = '${where}'::date AND b::date"
        );
        let kept = "'${target}' \"${where}\" /* ${target} :day */ $q$${where}$q$ ${ where} ${} \
                    ${other} $where -- ${where}";
        assert_eq!(filled(kept, value), kept);
    }

    #[test]
    fn places_are_numbered_where_sql_takes_a_value() {
        assert_eq!(
            numbered("a = ?1 AND b IN (?2,?10)"),
            "a = $1 AND b IN ($2,$10)"
        );
        for kept in [
            "doc ? 'k'",
            "doc ?| a",
            "doc ?& a",
            "'what?1'",
            "\"VIP?1\"",
            "/* ?1 */",
            "$$ ?1 $$",
            "-- ?1",
        ] {
            assert_eq!(numbered(kept), kept);
        }
    }

    #[test]
    fn comments_in_comments() {
        assert_eq!(params("/* :a /* :b */ :c */ :d"), [":d"]);
        assert_eq!(params("/*/* :a */*/ :d /**/ :e"), [":d", ":e"]);
        assert_eq!(params("-- :a /* \n:b -- '\n:c"), [":b", ":c"]);
        assert_eq!(params("'/*' || :a || '*/'"), [":a"]);
        // Never closed: to the first end.
        assert_eq!(params("/* a /* b */ :c"), [":c"]);
        assert!(params("/* :a").is_empty());
    }
}
