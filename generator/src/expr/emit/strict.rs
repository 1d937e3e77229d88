//! Strict expressions: NULL if any input is NULL, computed on plain values otherwise.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Emitter;
use super::code::{Anchor, Code, Level, operator, ordering_test};
use super::env::Env;
use crate::expr::casts::has_rust_order;
use crate::expr::tree::{Callee, Comparison, Kind, Node};
use crate::names::column_ident;
use crate::types::ExprType;

/// A value that a strict expression needs before it can be computed.
#[derive(Clone)]
struct Input<'n> {
    node: &'n Node,
    name: Ident,
    nullable: bool,
}

/// What becomes of a strict expression's result.
pub(super) enum Outcome {
    /// `Option<T>`.
    Option,
    /// `bool`: NULL is false.
    Truth,
    /// Something else in place of NULL; true: it is an `Option`.
    Or(Code, bool),
}

/// The operands in which a node is strict; `None`: it is not strict.
fn strict_operands(node: &Node) -> Option<Vec<&Node>> {
    match &node.kind {
        Kind::Call(callee, args) => Some(
            args.iter()
                .enumerate()
                .filter(|(place, _)| !callee.takes_option(*place))
                .map(|(_, arg)| arg)
                .collect(),
        ),
        Kind::Compare(..) | Kind::Between(_) | Kind::In(..) | Kind::Not(_) => {
            Some(node.kind.operands())
        }
        _ => None,
    }
}

/// Whether a part of a strict node is an argument that a function takes as an `Option`.
fn is_option(node: &Node, part: &Node) -> bool {
    let strict = strict_operands(node).unwrap_or_default();
    let is_strict = |operand: &Node| strict.iter().any(|other| std::ptr::eq(*other, operand));
    node.kind.operands().into_iter().any(|operand| {
        if is_strict(operand) {
            is_option(operand, part)
        } else {
            std::ptr::eq(operand, part)
        }
    })
}

fn returns_option(node: &Node) -> bool {
    matches!(&node.kind, Kind::Call(callee, _) if callee.nullable)
}

fn same(left: &Node, right: &Node) -> bool {
    match (&left.kind, &right.kind) {
        (Kind::Column(left), Kind::Column(right)) | (Kind::Local(left), Kind::Local(right)) => {
            left == right
        }
        _ => std::ptr::eq(left, right),
    }
}

impl Emitter<'_> {
    /// A strict node as `T`, or `Option<T>` where it may be NULL.
    pub(super) fn strict<'n>(&mut self, node: &'n Node, env: &Env<'n>, anchor: Anchor) -> Code {
        let nodes = self.inputs(node, env);
        if nodes.is_empty() {
            return self.plain(node, env, anchor);
        }
        self.strict_over(&nodes, node, env, Outcome::Option, |this, env| {
            this.plain(node, env, Anchor::Free)
        })
    }

    /// A strict node that may fail, with something else in place of NULL; `None` if it is not of
    /// that kind.
    pub(super) fn strict_or<'n>(
        &mut self,
        node: &'n Node,
        env: &Env<'n>,
        rest: &Code,
        rest_nullable: bool,
    ) -> Option<Code> {
        if env.bound(node).is_some()
            || strict_operands(node).is_none()
            || returns_option(node)
            || !node.fallible
        {
            return None;
        }
        let nodes = self.inputs(node, env);
        let outcome = Outcome::Or(rest.clone(), rest_nullable);
        (!nodes.is_empty()).then(|| {
            self.strict_over(&nodes, node, env, outcome, |this, env| {
                this.plain(node, env, Anchor::Typed)
            })
        })
    }

    /// A strict boolean node as `bool`, NULL being false: whether it is TRUE, or FALSE.
    pub(super) fn strict_truth<'n>(&mut self, node: &'n Node, env: &Env<'n>, truth: bool) -> Code {
        let nodes = self.inputs(node, env);
        if nodes.is_empty() {
            return self.test(node, env, truth);
        }
        self.strict_over(&nodes, node, env, Outcome::Truth, |this, env| {
            this.test(node, env, truth)
        })
    }

    /// Binds the inputs and computes on their values; what is not bound must hold a NULL among
    /// them.
    fn strict_over<'n>(
        &mut self,
        nodes: &[&'n Node],
        node: &'n Node,
        env: &Env<'n>,
        outcome: Outcome,
        body: impl FnOnce(&mut Self, &Env<'n>) -> Code,
    ) -> Code {
        let mut inner = env.clone();
        let mut inputs: Vec<(Input<'n>, Code)> = Vec::new();
        for input in nodes.iter().copied() {
            let value = self.value(input, env, Anchor::Receiver);
            let name = match &input.kind {
                Kind::Column(place) => column_ident(&self.scope.columns[*place].0),
                Kind::Local(number) => env
                    .local(*number)
                    .map_or_else(|| self.fresh(), |(_, name, _)| name.clone()),
                _ => self.fresh(),
            };
            // What is passed as an `Option` stays one.
            let nullable = env.nullable(input, self.scope);
            let option = nullable && is_option(node, input);
            inner.bind(input, name.clone(), option);
            inputs.push((
                Input {
                    node: input,
                    name,
                    nullable: nullable && !option,
                },
                value,
            ));
        }
        if let ([(input, value)], Outcome::Option, true) =
            (inputs.as_slice(), &outcome, node.fallible)
            && input.nullable
            && let Some(result) = self.result(node, &inner)
        {
            self.used.fallible = true;
            return transposed(input, value, &result, node);
        }
        let before = std::mem::take(&mut self.used.fallible);
        let body = body(self, &inner);
        let fails = self.used.fallible;
        self.used.fallible |= before;
        match inputs.as_slice() {
            [(input, value)] if !fails && input.nullable => {
                over_one(input, value, &body, node, &outcome)
            }
            _ => over_many(&inputs, &body, node, &outcome),
        }
    }

    /// The nodes that must be evaluated in front of a strict node: its nullable inputs, down
    /// through strict operands, and whatever may fail by itself while another input is NULL.
    fn inputs<'n>(&self, node: &'n Node, env: &Env<'n>) -> Vec<&'n Node> {
        let operands = node.kind.operands();
        let strict = strict_operands(node).unwrap_or_default();
        let is_strict = |operand: &Node| strict.iter().any(|other| std::ptr::eq(*other, operand));
        let mut parts: Vec<(&Node, Vec<&Node>, bool)> = Vec::new();
        for operand in operands {
            let nullable = env.nullable(operand, self.scope);
            let inputs = match (nullable && is_strict(operand), strict_operands(operand)) {
                (false, _) => Vec::new(),
                (true, Some(_)) if env.bound(operand).is_none() && !returns_option(operand) => {
                    self.inputs(operand, env)
                }
                (true, _) => vec![operand],
            };
            let whole = matches!(inputs.as_slice(), [one] if std::ptr::eq(*one, operand));
            parts.push((
                operand,
                inputs,
                operand.fallible && !whole && env.bound(operand).is_none(),
            ));
        }
        loop {
            let mut all: Vec<&Node> = Vec::new();
            for input in parts.iter().flat_map(|(_, inputs, _)| inputs) {
                if !all.iter().any(|known| same(known, input)) {
                    all.push(input);
                }
            }
            // Its failure must show whatever else is NULL: unless it depends on all the inputs
            // itself, it is one of them.
            let skipped = |(_, inputs, fails): &&mut (&Node, Vec<&Node>, bool)| {
                *fails
                    && !all
                        .iter()
                        .all(|input| inputs.iter().any(|own| same(own, input)))
            };
            match parts.iter_mut().find(|part| skipped(part)) {
                Some(part) => {
                    part.1 = vec![part.0];
                    part.2 = false;
                }
                None => {
                    return if all.iter().any(|input| env.nullable(input, self.scope)) {
                        all
                    } else {
                        Vec::new()
                    };
                }
            }
        }
    }

    /// The inputs that decide alone whether a strict node is NULL; `None` where it must be computed
    /// to know.
    pub(super) fn null_inputs<'n>(&self, node: &'n Node, env: &Env<'n>) -> Option<Vec<&'n Node>> {
        let simple = env.bound(node).is_none()
            && strict_operands(node).is_some()
            && !node.fallible
            && !returns_option(node);
        let inputs = if simple {
            self.inputs(node, env)
        } else {
            Vec::new()
        };
        let decide =
            !inputs.is_empty() && inputs.iter().all(|input| env.nullable(input, self.scope));
        decide.then_some(inputs)
    }

    /// A strict node whose strict operands are all plain values here.
    fn plain<'n>(&mut self, node: &'n Node, env: &Env<'n>, anchor: Anchor) -> Code {
        match &node.kind {
            Kind::Call(callee, args) => self.call(callee, args, env, anchor),
            _ => self.test(node, env, true),
        }
    }

    /// A boolean node that is a plain value here, or its opposite.
    fn test<'n>(&mut self, node: &'n Node, env: &Env<'n>, truth: bool) -> Code {
        match &node.kind {
            Kind::Compare(comparison, two) => {
                let comparison = if truth {
                    *comparison
                } else {
                    comparison.negated()
                };
                self.compare(comparison, &two[0], &two[1], env)
            }
            Kind::Not(inner) => self.truth(inner, env, !truth),
            Kind::Between(three) => {
                let value = self.value(&three[0], env, Anchor::Free).at(Level::Unary);
                let [low, high] = [&three[1], &three[2]]
                    .map(|bound| self.value(bound, env, Anchor::Typed).at(Level::Unary));
                negated_unless(
                    truth,
                    Code::primary(quote!((#low..=#high).contains(&#value))),
                )
            }
            Kind::In(value, list) => negated_unless(truth, self.membership(value, list, env)),
            _ => negated_unless(truth, self.value(node, env, Anchor::Typed)),
        }
    }

    fn compare<'n>(
        &mut self,
        comparison: Comparison,
        left: &'n Node,
        right: &'n Node,
        env: &Env<'n>,
    ) -> Code {
        let anchor = |other: &Node| {
            if untyped_in_rust(other) {
                Anchor::Free
            } else {
                Anchor::Typed
            }
        };
        let (left_code, right_code) = (
            self.value(left, env, anchor(right)),
            self.value(right, env, anchor(left)),
        );
        if !has_rust_order(left.ty.unwrap_or(ExprType::Text)) {
            let test = ordering_test(comparison);
            return Code::primary(quote!(sql::compare(#left_code, #right_code).#test()));
        }
        let (left, right, operator) = (
            left_code.at(Level::Unary),
            right_code.at(Level::Unary),
            operator(comparison),
        );
        Code::new(Level::Compare, quote!(#left #operator #right))
    }

    fn membership<'n>(&mut self, value: &'n Node, list: &'n [Node], env: &Env<'n>) -> Code {
        let value_code = self.value(value, env, Anchor::Free);
        let items: Vec<Code> = list
            .iter()
            .map(|item| self.value(item, env, Anchor::Typed))
            .collect();
        let patterns = matches!(
            value.ty,
            Some(
                ExprType::Text
                    | ExprType::Varchar(_)
                    | ExprType::Char(_)
                    | ExprType::SmallInt
                    | ExprType::Integer
                    | ExprType::BigInt
            )
        );
        if patterns {
            return Code::primary(quote!(matches!(#value_code, #(#items)|*)));
        }
        let value = value_code.at(Level::Unary);
        Code::primary(quote!([#(#items),*].contains(&#value)))
    }

    /// A call that fails, as the `Result` that it is; `None` where a `?` would be in it: it is to
    /// stand in a closure.
    fn result<'n>(&mut self, node: &'n Node, env: &Env<'n>) -> Option<Code> {
        let Kind::Call(callee, args) = &node.kind else {
            return None;
        };
        if env.bound(node).is_some() {
            return None;
        }
        let (names, before) = (self.names, std::mem::take(&mut self.used.fallible));
        let call = self.bare_call(callee, args, env, Anchor::Free);
        let inside = std::mem::replace(&mut self.used.fallible, before);
        if callee.fallible && !inside {
            return Some(Code::primary(call));
        }
        self.names = names;
        let [arg] = args.as_slice() else { return None };
        let (path, result) = (bare_function(node, arg)?, self.result(arg, env)?);
        Some(Code::primary(if callee.fallible {
            quote!(#result.and_then(#path))
        } else {
            quote!(#result.map(#path))
        }))
    }

    fn call<'n>(
        &mut self,
        callee: &Callee,
        args: &'n [Node],
        env: &Env<'n>,
        anchor: Anchor,
    ) -> Code {
        self.used.fallible |= callee.fallible;
        let call = self.bare_call(callee, args, env, anchor);
        match (callee.rust.as_str(), callee.fallible, callee.or_null) {
            ("-", ..) => Code::new(Level::Unary, call),
            (_, true, _) => Code::primary(quote!(#call?)),
            (_, false, true) => Code::primary(quote!(#call.ok())),
            (_, false, false) => Code::primary(call),
        }
    }

    /// A call without what is made of its failure.
    fn bare_call<'n>(
        &mut self,
        callee: &Callee,
        args: &'n [Node],
        env: &Env<'n>,
        anchor: Anchor,
    ) -> TokenStream {
        self.used.scratch |= callee.scratch;
        self.used.volatile |= callee.volatile;
        self.used.features.extend(callee.feature);
        let typing = typing_args(callee, args);
        let free = if !typing.is_empty() && typing.iter().all(untyped_in_rust) {
            anchor
        } else if callee.rust.ends_with("::from") || callee.rust == "sql::to_smallint" {
            Anchor::Free
        } else {
            Anchor::Typed
        };
        let mut codes: Vec<Code> = Vec::new();
        for (place, arg) in args.iter().enumerate() {
            let receiver = place == 0 && callee.rust.starts_with('.');
            let anchor = match (receiver, place < typing.len() || typing.is_empty()) {
                (true, _) => Anchor::Receiver,
                (false, true) => free,
                (false, false) => Anchor::Typed,
            };
            codes.push(if callee.takes_option(place) {
                self.optional(arg, env, anchor)
            } else {
                self.value(arg, env, anchor)
            });
        }
        if let ("-", [operand]) = (callee.rust.as_str(), codes.as_slice()) {
            let operand = operand.at(Level::Primary);
            return quote!(-#operand);
        }
        call_tokens(callee, &codes)
    }
}

/// Of functions over any number type the arguments that say which: literals alone would leave Rust
/// to guess it.
fn typing_args<'n>(callee: &Callee, args: &'n [Node]) -> &'n [Node] {
    const NAMES: &[&str] = &[
        "sql::add",
        "sql::subtract",
        "sql::multiply",
        "sql::divide",
        "sql::modulo",
        "sql::negate",
        "sql::abs",
        "sql::bit_and",
        "sql::bit_or",
        "sql::bit_xor",
        "sql::bit_not",
        "sql::gcd",
        "sql::lcm",
        "-",
    ];
    match callee.rust.as_str() {
        // How far it is shifted is an integer in any case.
        "sql::shift_left" | "sql::shift_right" => &args[..1],
        name if NAMES.contains(&name) => args,
        _ => &[],
    }
}

/// Whether Rust knows the node's type only from where it stands: a literal, or arithmetic and
/// choices over literals.
pub(super) fn untyped_in_rust(node: &Node) -> bool {
    match &node.kind {
        Kind::Literal(_) | Kind::Null => true,
        Kind::Call(callee, args) => {
            let typing = typing_args(callee, args);
            !typing.is_empty() && typing.iter().all(untyped_in_rust)
        }
        Kind::Case(whens, otherwise) => {
            whens.iter().all(|(_, then)| untyped_in_rust(then)) && untyped_in_rust(otherwise)
        }
        Kind::Match(_, whens, otherwise) => {
            whens.iter().all(|(_, then)| untyped_in_rust(then)) && untyped_in_rust(otherwise)
        }
        Kind::Coalesce(args) | Kind::Extreme(_, args) => args.iter().all(untyped_in_rust),
        Kind::NullIf(two) => two.iter().all(untyped_in_rust),
        Kind::Let(_, two) => untyped_in_rust(&two[1]),
        _ => false,
    }
}

fn call_tokens(callee: &Callee, codes: &[Code]) -> TokenStream {
    let extra = callee
        .extra
        .iter()
        .map(|value| proc_macro2::Literal::u32_unsuffixed(*value));
    let scratch = callee.scratch.then(|| quote!(scratch));
    if let (Some(method), [receiver, rest @ ..]) = (callee.rust.strip_prefix('.'), codes) {
        let method = Ident::new(method, proc_macro2::Span::call_site());
        let receiver = receiver.at(Level::Primary);
        let rest = rest
            .iter()
            .map(|code| quote!(#code))
            .chain(extra.map(|value| quote!(#value)))
            .chain(scratch);
        return quote!(#receiver.#method(#(#rest),*));
    }
    let path: TokenStream = callee.rust.parse().unwrap_or_default();
    let (single, sliced) = codes.split_at(callee.slice.unwrap_or(codes.len()));
    let slice = callee.slice.map(|_| quote!(&[#(#sliced),*]));
    let args: Vec<TokenStream> = single
        .iter()
        .map(|code| quote!(#code))
        .chain(slice)
        .collect();
    let all = args
        .into_iter()
        .chain(extra.map(|value| quote!(#value)))
        .chain(scratch);
    quote!(#path(#(#all),*))
}

fn negated_unless(truth: bool, code: Code) -> Code {
    if truth {
        return code;
    }
    let inner = code.at(Level::Primary);
    Code::new(Level::Unary, quote!(!#inner))
}

/// One nullable input, and nothing that fails: a method of `Option`.
fn over_one(input: &Input<'_>, value: &Code, body: &Code, node: &Node, outcome: &Outcome) -> Code {
    let (receiver, name) = (value.at(Level::Primary), &input.name);
    let method = match outcome {
        Outcome::Truth => return Code::primary(quote!(#receiver.is_some_and(|#name| #body))),
        Outcome::Or(..) => {
            return over_many(&[(input.clone(), value.clone())], body, node, outcome);
        }
        Outcome::Option if body.is(name) => return value.clone(),
        Outcome::Option if returns_option(node) => quote!(and_then),
        Outcome::Option => quote!(map),
    };
    match bare_function(node, input.node) {
        Some(path) => Code::primary(quote!(#receiver.#method(#path))),
        None => Code::primary(quote!(#receiver.#method(|#name| #body))),
    }
}

/// One nullable input, and a call that fails.
fn transposed(input: &Input<'_>, value: &Code, result: &Code, node: &Node) -> Code {
    let (receiver, name) = (value.at(Level::Primary), &input.name);
    let called = match bare_function(node, input.node) {
        Some(path) => quote!(#receiver.map(#path)),
        None => quote!(#receiver.map(|#name| #result)),
    };
    let flat = returns_option(node).then(|| quote!(.flatten()));
    Code::primary(quote!(#called.transpose()? #flat))
}

/// The path of a function that takes the input and nothing else: `.map(sql::length)` needs no
/// closure.
fn bare_function(node: &Node, input: &Node) -> Option<TokenStream> {
    let Kind::Call(callee, args) = &node.kind else {
        return None;
    };
    let [arg] = args.as_slice() else { return None };
    let plain = !callee.scratch
        && callee.slice.is_none()
        && !callee.or_null
        && callee.extra.is_empty()
        && !callee.takes_option(0)
        && !callee.rust.starts_with(['.', '-']);
    (plain && same(arg, input)).then(|| callee.rust.parse().ok())?
}

/// Several inputs, or something that fails: a match, in which `?` still leaves the function.
fn over_many(inputs: &[(Input<'_>, Code)], body: &Code, node: &Node, outcome: &Outcome) -> Code {
    let patterns = inputs.iter().map(|(Input { name, nullable, .. }, _)| {
        if *nullable {
            quote!(Some(#name))
        } else {
            quote!(#name)
        }
    });
    let values = inputs.iter().map(|(_, value)| value);
    let is_option = returns_option(node);
    let (hit, miss) = match outcome {
        Outcome::Truth => (quote!(#body), quote!(false)),
        Outcome::Option if is_option => (quote!(#body), quote!(None)),
        Outcome::Option => (quote!(Some(#body)), quote!(None)),
        Outcome::Or(rest, true) => (quote!(Some(#body)), quote!(#rest)),
        Outcome::Or(rest, false) => (quote!(#body), quote!(#rest)),
    };
    if let [_] = inputs {
        return Code::new(
            Level::Loose,
            quote!(match #(#values)* { #(#patterns)* => #hit, None => #miss }),
        );
    }
    Code::new(
        Level::Loose,
        quote!(match (#(#values),*) { (#(#patterns),*) => #hit, _ => #miss }),
    )
}
