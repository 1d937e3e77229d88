//! Function calls, and the syntax that stands for one: TRIM, SUBSTRING, POSITION, CEIL.

use std::ops::Range;

use sqlparser::ast::{
    CastKind, CeilFloorKind, DateTimeField, Expr, Function as SqlCall, FunctionArg,
    FunctionArgExpr, FunctionArguments, ObjectNamePart, TrimWhereField,
};

use super::{Analyser, Typed, typed_text};
use crate::expr::casts::{ANY_CHAR, implicit};
use crate::expr::errors::{ARGUMENTS, UNKNOWN_FUNCTION, type_name};
use crate::expr::functions::{Function, NOT_FUNCTIONS, Resolved, all, names, resolve, signature};
use crate::expr::parse::bytes;
use crate::expr::tree::{Callee, Kind, Literal, Node};
use crate::expr::{ExprError, UdfSignature, coerce};
use crate::types::ExprType;

impl Analyser<'_> {
    /// Everything that stands for a function, and what is left: SQL that this language does not
    /// have.
    pub(super) fn call_like(&mut self, expr: &Expr, span: &Range<usize>) -> Typed {
        match expr {
            Expr::Function(function) => self.function(function, span),
            Expr::Ceil {
                expr,
                field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            } => self.named("ceil", [&**expr], span),
            Expr::Floor {
                expr,
                field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            } => self.named("floor", [&**expr], span),
            Expr::Position { expr, r#in } => self.named("strpos", [&**r#in, &**expr], span),
            // SUBSTR takes no pattern.
            Expr::Substring {
                expr,
                substring_from: Some(from),
                substring_for,
                shorthand,
                ..
            } => {
                let name = if *shorthand { "substr" } else { "substring" };
                self.named(
                    name,
                    [&**expr, &**from]
                        .into_iter()
                        .chain(substring_for.as_deref()),
                    span,
                )
            }
            Expr::Substring {
                expr,
                substring_from: None,
                substring_for: Some(length),
                ..
            } => {
                let (text, length) = self.two(expr, length)?;
                let one = Node::literal(span, ExprType::Integer, Literal::Integer(1));
                self.call("substring", vec![text, one, length], span)
            }
            Expr::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                let characters = trim_what
                    .as_deref()
                    .into_iter()
                    .chain(trim_characters.iter().flatten());
                self.named(name, std::iter::once(&**expr).chain(characters), span)
            }
            Expr::Subquery(_) | Expr::Exists { .. } | Expr::In { .. } => {
                let error = ExprError::unsupported(span, "a subquery");
                self.fail(error.help("an expression sees one row; join in the source's `query`"))
            }
            Expr::ILike {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => {
                let node = self.like(true, expr, pattern, escape_char.as_deref(), span)?;
                Some(if *negated { node.negate() } else { node })
            }
            Expr::Cast {
                kind: CastKind::TryCast,
                expr,
                data_type,
                format: None,
            } => self.try_cast(expr, data_type, span),
            Expr::SimilarTo {
                negated,
                expr,
                pattern,
                escape_char,
            } => {
                let node = self.similar_to(expr, pattern, escape_char.as_deref(), span)?;
                Some(if *negated { node.negate() } else { node })
            }
            Expr::Overlay {
                expr,
                overlay_what,
                overlay_from,
                overlay_for,
            } => {
                let args = [&**expr, &**overlay_what, &**overlay_from]
                    .into_iter()
                    .chain(overlay_for.as_deref());
                self.named("overlay", args, span)
            }
            Expr::Interval(interval) => self.interval(interval, span),
            Expr::Extract { field, expr, .. } => self.extract(field, expr, span),
            Expr::AtTimeZone {
                timestamp,
                time_zone,
            } => self.at_time_zone(timestamp, time_zone, span),
            other => {
                let text = other.to_string();
                self.fail(ExprError::unsupported(span, &format!("`{text}`")))
            }
        }
    }

    pub(super) fn named<'e>(
        &mut self,
        name: &str,
        args: impl IntoIterator<Item = &'e Expr>,
        span: &Range<usize>,
    ) -> Typed {
        let args = self.all(args)?;
        self.call(name, args, span)
    }

    fn function(&mut self, function: &SqlCall, span: &Range<usize>) -> Typed {
        let [ObjectNamePart::Identifier(ident)] = function.name.0.as_slice() else {
            return self.fail(ExprError::unsupported(
                span,
                &format!("the function `{}`", function.name),
            ));
        };
        let name_span = bytes(self.text, ident.span);
        let name = if ident.quote_style.is_some() {
            ident.value.clone()
        } else {
            ident.value.to_lowercase()
        };
        if let Some((_, what, help)) = NOT_FUNCTIONS
            .iter()
            .find(|(names, ..)| names.contains(&name.as_str()))
        {
            return self.fail(
                ExprError::unsupported(&name_span, &format!("{what} (`{name}`)")).help(*help),
            );
        }
        let plain = function.over.is_none()
            && function.filter.is_none()
            && function.within_group.is_empty()
            && function.null_treatment.is_none();
        if let ("make_interval", FunctionArguments::List(list)) = (name.as_str(), &function.args) {
            return self.make_interval(&list.args, span);
        }
        let args = match &function.args {
            FunctionArguments::List(list)
                if plain && list.duplicate_treatment.is_none() && list.clauses.is_empty() =>
            {
                list.args
                    .iter()
                    .map(plain_arg)
                    .collect::<Option<Vec<&Expr>>>()
            }
            _ => None,
        };
        let Some(args) = args else {
            return self.fail(ExprError::unsupported(
                span,
                &format!("this form of calling `{name}`"),
            ));
        };
        let args = self.all(args)?;
        let known = self
            .scope
            .udfs
            .iter()
            .any(|udf| udf.name.eq_ignore_ascii_case(&name))
            || names().any(|known| known == name);
        if !known {
            let error = ExprError::new(
                UNKNOWN_FUNCTION,
                &name_span,
                format!("unknown function `{name}`"),
                "no such function",
            );
            let scope = self.scope;
            return self.fail(error.near(
                &name,
                names().chain(scope.udfs.iter().map(|udf| udf.name.as_str())),
            ));
        }
        self.call(&name, args, span)
    }

    /// A call of a known name.
    pub(super) fn call(&mut self, name: &str, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let scope = self.scope;
        if let Some(udf) = scope
            .udfs
            .iter()
            .find(|udf| udf.name.eq_ignore_ascii_case(name))
        {
            return self.udf(udf, args, span);
        }
        match (name, args.len()) {
            ("coalesce", 1..) => return self.coalesce(args, span),
            ("greatest", 1..) => return self.extreme(true, args, span),
            ("least", 1..) => return self.extreme(false, args, span),
            ("nullif", 2) => {
                let [value, other] = <[Node; 2]>::try_from(args).ok()?;
                return self.null_if(value, other, span);
            }
            ("coalesce" | "greatest" | "least" | "nullif", count) => {
                let takes = if name == "nullif" {
                    "two arguments"
                } else {
                    "at least one argument"
                };
                let message = format!("{name} takes {takes}, not {count}");
                return self.fail(ExprError::new(
                    ARGUMENTS,
                    span,
                    message,
                    "wrong number of arguments",
                ));
            }
            // PostgreSQL has this one for char(n), blanks included; the others see it as text.
            ("octet_length", 1) => {
                if args[0].ty == Some(ANY_CHAR) {
                    let error = ExprError::unsupported(
                        &args[0].span,
                        "octet_length of a char without a length",
                    );
                    return self.fail(error.help("cast it to text"));
                }
                if let Some(ExprType::Char(length)) = args[0].ty {
                    let callee = Callee {
                        rust: "sql::octet_length_padded".to_owned(),
                        extra: vec![length],
                        ..Callee::default()
                    };
                    return Some(Node::call(span, ExprType::Integer, callee, args));
                }
            }
            _ => {}
        }
        let mut args = args;
        // PostgreSQL's own definition of it for dates.
        if let ("date_part", [_, value]) = (name, args.as_mut_slice())
            && value.ty == Some(ExprType::Date)
        {
            *value = self.check(coerce::implicitly(value.clone(), ExprType::Timestamp))?;
        }
        let types: Vec<Option<ExprType>> = args.iter().map(|arg| arg.ty).collect();
        match resolve(name, &types) {
            Resolved::One(function) => self.one(function, args, span),
            Resolved::Unknown => self.fail(ExprError::new(
                UNKNOWN_FUNCTION,
                span,
                format!("unknown function `{name}`"),
                "no such function",
            )),
            Resolved::None => self.fail(wrong_arguments(name, &args, span)),
            Resolved::Ambiguous => {
                let error = wrong_arguments(name, &args, span);
                self.fail(ExprError {
                    message: format!("{name} is not unique for these arguments"),
                    ..error
                })
            }
        }
    }

    /// A call of the function that was meant.
    fn one(&mut self, function: &'static Function, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let mut callee = function.callee(args.len());
        let converted =
            args.into_iter()
                .enumerate()
                .map(|(place, arg)| match function.arg(place) {
                    Some(ty) => self.check(coerce::implicitly(arg, ty)),
                    None => self.shown(arg),
                });
        let mut args = converted
            .collect::<Vec<Typed>>()
            .into_iter()
            .collect::<Option<Vec<Node>>>()?;
        for constant in function.constants() {
            let arg = &args[constant.place];
            let problem = match (&arg.kind, constant.required) {
                (Kind::Literal(Literal::Text(text)), _) => (constant.check)(text).err(),
                (Kind::Null, _) | (_, None) => None,
                (_, Some(message)) => Some(message.to_owned()),
            };
            if let Some(message) = problem {
                return self.fail(ExprError::new(ARGUMENTS, &arg.span, message, "here"));
            }
        }
        self.settled(function, &mut callee, &mut args)?;
        match function.flags() {
            Some(flags) => self.pattern_call(function, flags, args, span),
            None => Some(Node::call(span, function.result, callee, args)),
        }
    }

    /// The value as `concat` shows it: PostgreSQL's output form, in which booleans are t and f and
    /// a char(n) has its blanks.
    fn shown(&mut self, node: Node) -> Typed {
        let node = typed_text(node);
        if node.ty == Some(ExprType::Boolean) {
            let span = node.span.clone();
            let callee = Callee {
                rust: "sql::boolean_output".to_owned(),
                ..Callee::default()
            };
            return Some(Node::call(&span, ExprType::Text, callee, vec![node]));
        }
        self.check(coerce::padded(node).and_then(|node| coerce::explicitly(node, ExprType::Text)))
    }

    fn udf(&mut self, udf: &UdfSignature, args: Vec<Node>, span: &Range<usize>) -> Typed {
        let fits = |(arg, (ty, _)): (&Node, &(ExprType, bool))| {
            arg.ty.is_none_or(|given| implicit(given, *ty))
        };
        if args.len() != udf.args.len() || !args.iter().zip(&udf.args).all(fits) {
            let types: Vec<String> = udf.args.iter().map(|(ty, _)| ty.to_string()).collect();
            let error = wrong_arguments(&udf.name, &args, span);
            return self.fail(error.help(format!(
                "the udf is `{}({})`",
                udf.name,
                types.join(", ")
            )));
        }
        let converted: Vec<Typed> = args
            .into_iter()
            .zip(&udf.args)
            .map(|(arg, (ty, _))| self.check(coerce::implicitly(arg, *ty)))
            .collect();
        let callee = Callee {
            rust: format!("udf::{}", udf.name),
            scratch: udf.takes_scratch,
            fallible: udf.fallible,
            nullable: udf.result.1,
            options: udf.args.iter().map(|(_, option)| *option).collect(),
            ..Callee::default()
        };
        Some(Node::call(
            span,
            udf.result.0,
            callee,
            converted.into_iter().collect::<Option<_>>()?,
        ))
    }
}

fn plain_arg(arg: &FunctionArg) -> Option<&Expr> {
    match arg {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

/// The error that names what was given and what the name takes.
fn wrong_arguments(name: &str, args: &[Node], span: &Range<usize>) -> ExprError {
    let given: Vec<String> = args.iter().map(|arg| type_name(arg.ty)).collect();
    let message = format!("function {name}({}) does not exist", given.join(", "));
    let mut error = ExprError::new(
        ARGUMENTS,
        span,
        message,
        "no function takes these arguments",
    );
    error.others = args
        .iter()
        .map(|arg| (arg.span.clone(), format!("is {}", type_name(arg.ty))))
        .collect();
    let known: Vec<String> = all()
        .filter(|function| function.name == name)
        .map(|function| format!("`{}`", signature(function)))
        .collect();
    match known.as_slice() {
        [] => error,
        known => error.help(format!("there is {}", known.join(", "))),
    }
}
