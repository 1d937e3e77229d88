//! Text to sqlparser's tree, and its places back to bytes of the text.

use std::ops::Range;

use sqlparser::ast::{Expr, Spanned};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use super::ExprError;
use super::errors::SYNTAX;

/// Brackets, calls and CASEs in one another: more than a person writes, and half of what a thread's
/// stack holds in a debug build.
const DEPTH_LIMIT: usize = 25;

/// A chain of operators nests without brackets, one level an operator: the tree of a longer text
/// could not even be walked.
const TOKENS_LIMIT: usize = 1_000;

/// What a word that stands behind its operand counts more than another: it nests in larger steps.
const POSTFIX_WEIGHT: usize = 24;

/// Parses one scalar expression.
pub(super) fn parse(text: &str) -> Result<Expr, ExprError> {
    let dialect = PostgreSqlDialect {};
    let tokens = Tokenizer::new(&dialect, text)
        .tokenize_with_location()
        .map_err(|error| {
            syntax_error(
                text,
                offset(text, error.location)..text.len(),
                &error.message,
            )
        })?;
    let words = tokens
        .iter()
        .filter(|token| !matches!(token.token, Token::Whitespace(_)))
        .count();
    let is_postfix = |token: &&TokenWithSpan| match &token.token {
        Token::ExclamationMark => true,
        Token::Word(word) => matches!(word.keyword, Keyword::COLLATE | Keyword::AT),
        _ => false,
    };
    if words + POSTFIX_WEIGHT * tokens.iter().filter(is_postfix).count() > TOKENS_LIMIT {
        return Err(ExprError::unsupported(
            &(0..text.len()),
            &format!("an expression of more than {TOKENS_LIMIT} words and signs"),
        ));
    }
    let tokens = in_its_words(tokens);
    let mut parser = Parser::new(&dialect)
        .with_recursion_limit(DEPTH_LIMIT)
        .with_tokens_with_locations(tokens.clone());
    let expr = parser
        .parse_expr()
        .map_err(|error| parser_error(text, &tokens, &error))?;
    let next = parser.peek_token();
    if next.token == Token::EOF {
        return Ok(expr);
    }
    Err(syntax_error(
        text,
        bytes(text, next.span),
        &format!("unexpected `{}` behind the expression", next.token),
    ))
}

/// sqlparser has no BETWEEN SYMMETRIC: the word is left out here, and seen in the text later. Nor
/// has it `substring(x SIMILAR p ESCAPE e)`, which is another way to write
/// `substring(x FROM p FOR e)`.
fn in_its_words(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let is = |token: &TokenWithSpan, word: &str| matches!(&token.token, Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word));
    let mut tokens: Vec<TokenWithSpan> = tokens
        .into_iter()
        .filter(|token| !matches!(token.token, Token::Whitespace(_)))
        .collect();
    // Brackets that are open, with whether SIMILAR stands in them without TO.
    let mut open = vec![false];
    for place in 0..tokens.len() {
        let alone = !tokens.get(place + 1).is_some_and(|next| is(next, "to"));
        let (similar, escape) = (
            is(&tokens[place], "similar") && alone,
            is(&tokens[place], "escape"),
        );
        match (&tokens[place].token, open.last_mut()) {
            (Token::LParen, _) => open.push(false),
            (Token::RParen, _) => drop(open.pop()),
            (_, Some(waits)) if similar || (escape && *waits) => {
                *waits = similar;
                tokens[place].token = Token::make_keyword(if similar { "FROM" } else { "FOR" });
            }
            _ => {}
        }
    }
    without_symmetric(tokens)
}

fn without_symmetric(tokens: Vec<TokenWithSpan>) -> Vec<TokenWithSpan> {
    let mut behind_between = false;
    let mut kept = Vec::with_capacity(tokens.len());
    for token in tokens {
        match &token.token {
            Token::Word(word)
                if behind_between
                    && word.quote_style.is_none()
                    && word.value.eq_ignore_ascii_case("symmetric") =>
            {
                continue;
            }
            Token::Word(word) => {
                behind_between =
                    word.quote_style.is_none() && word.value.eq_ignore_ascii_case("between")
            }
            _ => behind_between = false,
        }
        kept.push(token);
    }
    kept
}

/// The bytes that a part of the expression was written as, without surrounding brackets.
pub(super) fn span_of(text: &str, expr: &Expr) -> Range<usize> {
    match expr {
        Expr::Function(_) => {
            let span = bytes(text, expr.span());
            span.start..closed(text, span.end)
        }
        _ => bytes(
            text,
            first_operand(expr).span().union(&last_operand(expr).span()),
        ),
    }
}

/// The operand that a chain of operators begins with. A chain is as deep as it is long, too deep
/// for sqlparser's own way to its place.
fn first_operand(mut expr: &Expr) -> &Expr {
    loop {
        expr = match expr {
            Expr::BinaryOp { left, .. } => left,
            Expr::Cast { expr, .. } => expr,
            Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner) => inner,
            Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => inner,
            other => return other,
        };
    }
}

/// The operand that it ends with.
fn last_operand(mut expr: &Expr) -> &Expr {
    while let Expr::BinaryOp { right, .. } = expr {
        expr = right;
    }
    first_operand(expr)
}

/// The end of a call whose last argument ends at `end`: sqlparser leaves out the bracket.
fn closed(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or_default();
    let bare = rest.trim_start().trim_start_matches('(').trim_start();
    if bare.starts_with(')') {
        text.len() - bare.len() + 1
    } else {
        end
    }
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
    let line = usize::try_from(location.line)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    let column = usize::try_from(location.column)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    let line_start = match line {
        0 => 0,
        _ => text
            .match_indices('\n')
            .nth(line - 1)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    text[line_start..]
        .char_indices()
        .nth(column)
        .map_or(text.len(), |(at, _)| line_start + at)
}

fn parser_error(text: &str, tokens: &[TokenWithSpan], error: &ParserError) -> ExprError {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => {
            message.as_str()
        }
        ParserError::RecursionLimitExceeded => {
            return syntax_error(text, 0..text.len(), "nested too deeply");
        }
    };
    // The parser's errors carry their place only as words at the end of the message.
    let Some((what, place)) = message.rsplit_once(" at Line: ") else {
        return syntax_error(text, text.len()..text.len(), message);
    };
    let location = place
        .split_once(", Column: ")
        .and_then(|(line, column)| Some(Location::new(line.parse().ok()?, column.parse().ok()?)));
    let Some(location) = location else {
        return syntax_error(text, text.len()..text.len(), what);
    };
    let token = tokens.iter().find(|token| token.span.start == location);
    let span = token.map_or_else(
        || offset(text, location)..text.len(),
        |token| bytes(text, token.span),
    );
    syntax_error(text, span, what)
}

fn syntax_error(text: &str, span: Range<usize>, what: &str) -> ExprError {
    let what = what.strip_prefix("sql parser error: ").unwrap_or(what);
    let what = what.replace("found: EOF", "found the end");
    let error = ExprError::new(SYNTAX, &span, format!("syntax error: {what}"), "here");
    // What YAML itself reads: a text with these must be quoted, or part of it is lost.
    if text.contains(": ") || text.contains(" #") {
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        return error.help(format!(
            "in YAML, write the expression in quotes: \"{quoted}\""
        ));
    }
    error
}
