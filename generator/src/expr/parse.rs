//! Text to sqlparser's tree, and its places back to bytes of the text.

use std::ops::Range;

use sqlparser::ast::{Expr, Spanned};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use super::ExprError;
use super::errors::SYNTAX;

/// Deep enough for any expression that a person writes, far from the end of the stack.
const DEPTH_LIMIT: usize = 60;

/// Parses one scalar expression.
pub(super) fn parse(text: &str) -> Result<Expr, ExprError> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text)
        .tokenize_with_location()
        .map_err(|error| syntax_error(text, offset(text, error.location)..text.len(), &error.message))?;
    let mut parser = Parser::new(&dialect).with_recursion_limit(DEPTH_LIMIT).with_tokens_with_locations(tokens.clone());
    let expr = parser.parse_expr().map_err(|error| parser_error(text, &tokens, &error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expr);
    }
    Err(syntax_error(text, bytes(text, next.span), &format!("unexpected `{}` behind the expression", next.token)))
}

/// The bytes that a part of the expression was written as, without surrounding brackets.
pub(super) fn span_of(text: &str, expr: &Expr) -> Range<usize> {
    let span = bytes(text, expr.span());
    match expr {
        Expr::Function(_) => span.start..closed(text, span.end),
        _ => span,
    }
}

/// The end of a call whose last argument ends at `end`: sqlparser leaves out the bracket.
fn closed(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let bare = rest.trim_start().trim_start_matches('(').trim_start();
    if bare.starts_with(')') { text.len() - bare.len() + 1 } else { end }
}

/// The bytes of a token's place; the whole text where sqlparser knows no place.
pub(super) fn bytes(text: &str, span: Span) -> Range<usize> {
    if span.start.line == 0 {
        return 0..text.len();
    }
    let start = offset(text, span.start);
    start..offset(text, span.end).max(start)
}

/// sqlparser counts lines and characters from 1.
fn offset(text: &str, location: Location) -> usize {
    let line = usize::try_from(location.line).unwrap_or(usize::MAX).saturating_sub(1);
    let column = usize::try_from(location.column).unwrap_or(usize::MAX).saturating_sub(1);
    let line_start = match line {
        0 => 0,
        _ => text.match_indices('\n').nth(line - 1).map_or(text.len(), |(at, _)| at + 1),
    };
    text[line_start..].char_indices().nth(column).map_or(text.len(), |(at, _)| line_start + at)
}

fn parser_error(text: &str, tokens: &[TokenWithSpan], error: &ParserError) -> ExprError {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.as_str(),
        ParserError::RecursionLimitExceeded => return syntax_error(text, 0..text.len(), "nested too deeply"),
    };
    // The parser's errors carry their place only as words at the end of the message.
    let Some((what, place)) = message.rsplit_once(" at Line: ") else {
        return syntax_error(text, text.len()..text.len(), message);
    };
    let location = place.split_once(", Column: ").and_then(|(line, column)| Some(Location::new(line.parse().ok()?, column.parse().ok()?)));
    let Some(location) = location else {
        return syntax_error(text, text.len()..text.len(), what);
    };
    let token = tokens.iter().find(|token| token.span.start == location);
    let span = token.map_or_else(|| offset(text, location)..text.len(), |token| bytes(text, token.span));
    syntax_error(text, span, what)
}

fn syntax_error(text: &str, span: Range<usize>, what: &str) -> ExprError {
    let what = what.strip_prefix("sql parser error: ").unwrap_or(what);
    let what = what.replace("found: EOF", "found the end");
    let error = ExprError::new(SYNTAX, &span, format!("syntax error: {what}"), "here");
    // What YAML itself reads: a text with these must be quoted, or part of it is lost.
    if text.contains(": ") || text.contains(" #") {
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        return error.help(format!("in YAML, write the expression in quotes: \"{quoted}\""));
    }
    error
}
