//! The functions of a user's Rust file, as SQL may call them.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::{FnArg, GenericArgument, Item, ItemFn, PathArguments, ReturnType, Type, Visibility};

use super::errors::UDF;
use super::functions;
use super::{ExprError, UdfSignature};
use crate::types::ExprType;

/// What a Rust type may stand for.
const TYPES: &[(&str, ExprType)] = &[
    ("bool", ExprType::Boolean),
    ("i16", ExprType::SmallInt),
    ("i32", ExprType::Integer),
    ("i64", ExprType::BigInt),
    ("f32", ExprType::Real),
    ("f64", ExprType::Double),
    ("Decimal", ExprType::Decimal(None)),
    ("Date", ExprType::Date),
    ("Time", ExprType::Time),
    ("Timestamp", ExprType::Timestamp),
    ("TimestampTz", ExprType::TimestampTz),
    ("Interval", ExprType::Interval),
    ("Uuid", ExprType::Uuid),
    ("Json", ExprType::Json),
];

const TAKEN: &str = "&str, &[u8], bool, i16, i32, i64, f32, f64, Decimal, Date, Time, Timestamp, \
                     TimestampTz, Interval, Uuid, Json, or an Option of one";

/// What is wrong with a function, and the bytes of the file that show it.
type Refusal = (Range<usize>, String);

/// Reads the signatures of the public functions of a Rust file; its private functions are its own
/// affair.
///
/// # Errors
/// The file is no Rust, or a public function has a signature that SQL cannot call. Spans are bytes
/// of `rust_source`.
pub fn parse_udf(rust_source: &str) -> Result<Vec<UdfSignature>, Vec<ExprError>> {
    // The parser does not count a byte order mark.
    let mark = rust_source.len() - rust_source.trim_start_matches('\u{feff}').len();
    let moved = |span: Range<usize>| span.start + mark..span.end + mark;
    let file = syn::parse_file(rust_source).map_err(|error| {
        let span = match error.span().byte_range() {
            // Only the end of the file has no place of its own.
            Range { start: 0, end: 0 } => rust_source.trim_end().len()..rust_source.len(),
            Range { start, end } if start == end => {
                let start = start + mark;
                start
                    ..start
                        + rust_source[start..]
                            .chars()
                            .next()
                            .map_or(0, char::len_utf8)
            }
            span => moved(span),
        };
        let words = match error.to_string() {
            // No token could be read: then the parser says nothing of use.
            words if words.contains("token stream") => {
                "a bracket or quote without its other half, or a character of no meaning".to_owned()
            }
            words => words,
        };
        vec![ExprError::new(
            UDF,
            &span,
            format!("the udf file is not valid Rust: {words}"),
            "not valid Rust",
        )]
    })?;
    let mut signatures = Vec::new();
    let mut errors = Vec::new();
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        if !matches!(function.vis, Visibility::Public(_)) {
            continue;
        }
        match signature(function) {
            Ok(signature) => signatures.push(signature),
            Err((span, what)) => errors.push(refused(function, &moved(span), &what)),
        }
    }
    if errors.is_empty() {
        Ok(signatures)
    } else {
        Err(errors)
    }
}

fn refused(function: &ItemFn, span: &Range<usize>, what: &str) -> ExprError {
    let message = format!(
        "`pub fn {}` cannot be called from SQL: {what}",
        function.sig.ident
    );
    ExprError::new(UDF, span, message, "here")
        .help("SQL calls only public functions; make a helper private")
}

fn signature(function: &ItemFn) -> Result<UdfSignature, Refusal> {
    let sig = &function.sig;
    let name = sig.ident.to_string();
    let whole = |what: &str| (sig.ident.span().byte_range(), what.to_owned());
    if functions::names().any(|known| known == name) {
        return Err(whole("there is a SQL function of that name"));
    }
    let unsafe_ = matches!(sig.safety, syn::Safety::Unsafe(_));
    if sig.asyncness.is_some() || unsafe_ || sig.abi.is_some() || sig.variadic.is_some() {
        return Err(whole("it must be a plain function"));
    }
    if sig.generics.type_params().next().is_some() || sig.generics.const_params().next().is_some() {
        return Err((
            sig.generics.span().byte_range(),
            "it must not be generic over types".to_owned(),
        ));
    }
    let mut args = Vec::new();
    let mut takes_scratch = false;
    for arg in &sig.inputs {
        let FnArg::Typed(arg) = arg else {
            return Err((arg.span().byte_range(), "it takes `self`".to_owned()));
        };
        let refusal = |what: String| (arg.ty.span().byte_range(), what);
        if takes_scratch {
            return Err(refusal("`&Scratch` must be the last argument".to_owned()));
        }
        if is_scratch(&arg.ty) {
            takes_scratch = true;
        } else {
            let none = || {
                refusal(format!(
                    "the argument type `{}` is none of {TAKEN}",
                    shown(&arg.ty)
                ))
            };
            args.push(optional(&arg.ty).ok_or_else(none)?);
        }
    }
    let ReturnType::Type(_, result) = &sig.output else {
        return Err(whole("it returns nothing"));
    };
    let (value, fallible) = match inside(result, "Result") {
        Some(value) => (value, true),
        None => (&**result, false),
    };
    let result = optional(value).ok_or_else(|| {
        let what = match shown(value).as_str() {
            "String" | "Cow" => "text is returned as `&str`: borrow it from an argument, or put \
                                 it into `scratch.arena()`"
                .to_owned(),
            "Vec" => "bytes are returned as `&[u8]`: borrow them from an argument, or put them \
                      into `scratch.arena()`"
                .to_owned(),
            other => format!("the result type `{other}` is none of {TAKEN}, nor a Result of one"),
        };
        (value.span().byte_range(), what)
    })?;
    Ok(UdfSignature {
        name,
        args,
        result,
        fallible,
        takes_scratch,
    })
}

/// The type, and whether it is in an `Option`.
fn optional(ty: &Type) -> Option<(ExprType, bool)> {
    match inside(ty, "Option") {
        Some(inner) => scalar(inner).map(|ty| (ty, true)),
        None => scalar(ty).map(|ty| (ty, false)),
    }
}

fn scalar(ty: &Type) -> Option<ExprType> {
    match ty {
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::Slice(bytes) => (last_name(&bytes.elem)? == "u8").then_some(ExprType::Bytea),
            elem => (last_name(elem)? == "str").then_some(ExprType::Text),
        },
        ty => {
            let name = last_name(ty)?;
            TYPES
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, ty)| *ty)
        }
    }
}

fn is_scratch(ty: &Type) -> bool {
    matches!(ty, Type::Reference(reference) if reference.mutability.is_none() && last_name(&reference.elem).as_deref() == Some("Scratch"))
}

/// The last word of a type's path.
fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// The first type inside `Option<…>` or `Result<…>`.
fn inside<'t>(ty: &'t Type, outer: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path
        .path
        .segments
        .last()
        .filter(|segment| segment.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| {
        if let GenericArgument::Type(ty) = argument {
            Some(ty)
        } else {
            None
        }
    })
}

fn shown(ty: &Type) -> String {
    match ty {
        Type::Reference(reference) => format!("&{}", shown(&reference.elem)),
        ty => last_name(ty).unwrap_or_else(|| "…".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn reads_public_functions_only() {
        let source = "
            use loadwright_runtime::value::Date;
            pub fn clean<'a>(text: &'a str, scratch: &'a Scratch) -> &'a str { text }
            pub fn years_old(born: Option<types::Date>, at: Date) -> Result<Option<i32>, Fault> { \
                      Ok(None) }
            pub fn payload<'a>(raw: &'a [u8], doc: Option<Json<'a>>) -> Option<&'a [u8]> { None }
            fn helper(x: String) -> String { x }
        ";
        let signatures = parse_udf(source).unwrap();
        assert_eq!(signatures.len(), 3);
        assert_eq!(signatures[0].args, [(ExprType::Text, false)]);
        assert!(signatures[0].takes_scratch && !signatures[0].fallible);
        assert_eq!(
            signatures[1].args,
            [(ExprType::Date, true), (ExprType::Date, false)]
        );
        assert_eq!(signatures[1].result, (ExprType::Integer, true));
        assert!(signatures[1].fallible);
        assert_eq!(
            signatures[2].args,
            [(ExprType::Bytea, false), (ExprType::Json, true)]
        );
        assert_eq!(signatures[2].result, (ExprType::Bytea, true));
    }

    #[test]
    fn names_what_it_cannot_call() {
        for (source, place, part) in [
            (
                "pub fn f(x: &str) -> String { x.to_owned() }",
                "String",
                "borrow it from an argument",
            ),
            (
                "pub fn f(x: &[u8]) -> Vec<u8> { x.to_vec() }",
                "Vec<u8>",
                "bytes are returned as `&[u8]`",
            ),
            (
                "// fn f\npub fn f(x: u32) -> i32 { 0 }",
                "u32",
                "the argument type `u32` is none of &str",
            ),
            (
                "pub fn f(x: &[u16]) -> i32 { 0 }",
                "&[u16]",
                "the argument type",
            ),
            (
                "pub fn f<T>(x: T) -> i32 { 0 }",
                "<T>",
                "must not be generic",
            ),
            (
                "pub fn f<const N: usize>(x: i32) -> i32 { 0 }",
                "<const N: usize>",
                "must not be generic",
            ),
            (
                "pub async fn f(x: i32) -> i32 { 0 }",
                "f",
                "must be a plain function",
            ),
            (
                "pub unsafe fn f(x: i32) -> i32 { 0 }",
                "f",
                "must be a plain function",
            ),
            (
                "pub extern \"C\" fn f(x: i32) -> i32 { 0 }",
                "f",
                "must be a plain function",
            ),
            (
                "pub fn f(scratch: &Scratch, x: i32) -> i32 { 0 }",
                "i32",
                "`&Scratch` must be the last argument",
            ),
            (
                "pub fn f(x: &mut str) -> i32 { 0 }",
                "&mut str",
                "the argument type `&str` is none of",
            ),
            (
                "pub fn coalesce(x: i32) -> i32 { x }",
                "coalesce",
                "there is a SQL function of that name",
            ),
            (
                "pub fn upper(x: &str) -> &str { x }",
                "upper",
                "there is a SQL function of that name",
            ),
            ("pub fn f(x: &str) {}", "f", "it returns nothing"),
            ("// ä\npub fn f(", "(", "not valid Rust"),
            ("\u{feff}// ä\npub fun f() {}", "fun", "not valid Rust"),
            ("pub fn f() { let x = }", "}", "not valid Rust"),
            ("pub", "", "not valid Rust"),
        ] {
            let errors = parse_udf(source).unwrap_err();
            assert!(
                errors[0].message.contains(part),
                "{source}: {}",
                errors[0].message
            );
            assert_eq!(
                &source[errors[0].span.clone()],
                place,
                "{source}: {}",
                errors[0].message
            );
        }
    }
}
