//! Regular expressions: `~`, SIMILAR TO, and the functions that take one.

use std::ops::Range;

use sqlparser::ast::{BinaryOperator, Expr};

use super::operators::{mismatch, strict};
use super::{Analyser, Typed, typed_text};
use crate::expr::casts::base;
use crate::expr::errors::{ARGUMENTS, PATTERN, type_name};
use crate::expr::functions::Function;
use crate::expr::pattern::{Flags, PatternError, Whole, similar, translate};
use crate::expr::tree::{Callee, Kind, Literal, Node};
use crate::expr::{ExprError, coerce};
use crate::types::ExprType::{Boolean, Integer, Text};

impl Analyser<'_> {
    /// `value ~ pattern` and its kin.
    pub(super) fn regex_match(
        &mut self,
        op: &BinaryOperator,
        value: Node,
        pattern: Node,
        span: &Range<usize>,
    ) -> Typed {
        let any_case = matches!(
            op,
            BinaryOperator::PGRegexIMatch | BinaryOperator::PGRegexNotIMatch
        );
        let negated = matches!(
            op,
            BinaryOperator::PGRegexNotMatch | BinaryOperator::PGRegexNotIMatch
        );
        let flags = if any_case {
            Flags::any_case()
        } else {
            Flags::default()
        };
        let node = self.matching(value, pattern, &op.to_string(), span, |text| {
            translate(text, flags)
        })?;
        Some(if negated { node.negate() } else { node })
    }

    /// `value SIMILAR TO pattern`
    pub(super) fn similar_to(
        &mut self,
        value: &Expr,
        pattern: &Expr,
        escape: Option<&Expr>,
        span: &Range<usize>,
    ) -> Typed {
        let escape = match escape {
            None => Some('\\'),
            Some(escape) => self.escape(escape)?,
        };
        let (value, pattern) = self.two(value, pattern)?;
        self.matching(value, pattern, "SIMILAR TO", span, |text| {
            translate(&similar(text, escape, Whole::One)?, Flags::default())
        })
    }

    fn matching(
        &mut self,
        value: Node,
        pattern: Node,
        sign: &str,
        span: &Range<usize>,
        translated: impl FnOnce(&str) -> Result<String, PatternError>,
    ) -> Typed {
        let (value, pattern) = (typed_text(value), typed_text(pattern));
        if [&value, &pattern]
            .into_iter()
            .any(|side| side.ty.map(base) != Some(Text))
        {
            return self.fail(mismatch(&value, &pattern, sign));
        }
        let value = self.check(coerce::padded(value))?;
        let pattern = self.check(constant_pattern(pattern, translated))?;
        let callee = Callee {
            feature: Some("regex"),
            ..strict("sql::matches", false)
        };
        Some(Node::call(span, Boolean, callee, vec![value, pattern]))
    }

    /// A call of a function whose second argument is a pattern.
    pub(super) fn pattern_call(
        &mut self,
        function: &'static Function,
        flags_at: Option<usize>,
        mut args: Vec<Node>,
        span: &Range<usize>,
    ) -> Typed {
        if function.name == "substring" && args.len() == 3 {
            return self.substring_similar(function, args, span);
        }
        let mut flags = Flags::default();
        if let Some(place) = flags_at {
            let given = args.remove(place);
            flags = match &given.kind {
                Kind::Literal(Literal::Text(letters)) => {
                    match Flags::parse(letters, function.name == "regexp_replace") {
                        Ok(flags) => flags,
                        Err(message) => {
                            return self.fail(ExprError::new(
                                ARGUMENTS,
                                &given.span,
                                message,
                                "here",
                            ));
                        }
                    }
                }
                Kind::Null => return Some(Node::null(span, function.result)),
                _ => {
                    return self.fail(ExprError::unsupported(
                        &given.span,
                        "a flag that is not a constant",
                    ));
                }
            };
        }
        let pattern = self.check(constant_pattern(args.remove(1), |text| {
            translate(text, flags)
        }))?;
        args.insert(1, pattern);
        let mut callee = function.callee(args.len());
        // An argument that is left out has a value.
        let (all, defaults): (usize, &[i64]) = match callee.rust.as_str() {
            "sql::nth_match" => (5, &[1, 1, 0]),
            "sql::match_place" => (6, &[1, 1, 0, 0]),
            _ => (args.len(), &[]),
        };
        let missing = all.saturating_sub(args.len());
        let left_out = &defaults[defaults.len().saturating_sub(missing)..];
        args.extend(
            left_out
                .iter()
                .map(|value| Node::literal(span, Integer, Literal::Integer(*value))),
        );
        if flags.global && callee.rust == "sql::replace_match" {
            "sql::replace_matches".clone_into(&mut callee.rust);
        }
        Some(Node::call(span, function.result, callee, args))
    }
}

impl Analyser<'_> {
    /// `substring(value similar pattern escape character)`
    fn substring_similar(
        &mut self,
        function: &'static Function,
        args: Vec<Node>,
        span: &Range<usize>,
    ) -> Typed {
        let [value, pattern, escape] = <[Node; 3]>::try_from(args).ok()?;
        let escape = match &escape.kind {
            Kind::Literal(Literal::Text(text)) if text.chars().count() < 2 => text.chars().next(),
            Kind::Null => return Some(Node::null(span, function.result)),
            _ => {
                return self.fail(ExprError::unsupported(
                    &escape.span,
                    "an ESCAPE that is not one constant character",
                ));
            }
        };
        let translated =
            |text: &str| translate(&similar(text, escape, Whole::Parts)?, Flags::default());
        let pattern = self.check(constant_pattern(pattern, translated))?;
        Some(Node::call(
            span,
            function.result,
            function.callee(2),
            vec![value, pattern],
        ))
    }
}

/// The pattern as the `regex` crate has it: it is compiled once, so it cannot come from the row.
fn constant_pattern(
    node: Node,
    translated: impl FnOnce(&str) -> Result<String, PatternError>,
) -> Result<Node, ExprError> {
    let Kind::Literal(Literal::Text(text)) = &node.kind else {
        if matches!(node.kind, Kind::Null) {
            return coerce::implicitly(node, Text);
        }
        let error =
            ExprError::unsupported(&node.span, "a regular expression that is not a constant");
        return Err(error.help(format!(
            "write it as a literal; this is {}",
            type_name(node.ty)
        )));
    };
    match translated(text) {
        Ok(pattern) => Ok(Node::literal(&node.span, Text, Literal::Pattern(pattern))),
        Err(PatternError { message, at }) => {
            // Behind the quote, if nothing in the literal is written otherwise than it reads.
            let inside = node.span.start + 1 + at;
            let exact = node.span.len() == text.len() + 2 && inside < node.span.end;
            let span = if exact {
                inside..node.span.end - 1
            } else {
                node.span.clone()
            };
            Err(ExprError::new(PATTERN, &span, message, "here"))
        }
    }
}
