//! The typed tree between SQL and Rust.

use std::ops::Range;

use loadwright_types::temporal::field::Unit;

use crate::types::ExprType;

/// One typed expression.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Bytes of the text that it was written as.
    pub(super) span: Range<usize>,
    /// Its type; `None`: a string literal or NULL that has not met its context yet (PostgreSQL's
    /// `unknown`).
    pub(super) ty: Option<ExprType>,
    /// Evaluating it may fail on some row.
    pub(super) fallible: bool,
    /// What it is.
    pub(super) kind: Kind,
}

/// What an expression is. "Strict": NULL if any operand is NULL.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    /// A source column, by place.
    Column(usize),
    /// A parameter, by place.
    Param(usize),
    /// The value of an enclosing [`Kind::Let`].
    Local(usize),
    /// NULL.
    Null,
    /// A constant.
    Literal(Literal),
    /// A string literal that has not met its context yet.
    Untyped(String),
    /// A function; strict in the arguments that it does not take as options.
    Call(Callee, Vec<Node>),
    /// A comparison. Strict.
    Compare(Comparison, Box<[Node; 2]>),
    /// `low <= value AND value <= high`, bounds that cannot fail and are not NULL, of a type with
    /// Rust's own order. Strict.
    Between(Box<[Node; 3]>),
    /// Membership in constants. Strict.
    In(Box<Node>, Vec<Node>),
    /// `IS DISTINCT FROM`.
    Distinct(Box<[Node; 2]>),
    /// NOT. Strict.
    Not(Box<Node>),
    /// AND, OR by the three-valued rules.
    Logic(Connective, Box<[Node; 2]>),
    /// `IS NULL`.
    IsNull(Box<Node>),
    /// `IS TRUE`, `IS FALSE`.
    IsTruth(bool, Box<Node>),
    /// Searched CASE: conditions with results, and ELSE.
    Case(Vec<(Node, Node)>, Box<Node>),
    /// CASE of a value over constants with results, and ELSE.
    Match(Box<Node>, Vec<(Node, Node)>, Box<Node>),
    /// COALESCE.
    Coalesce(Vec<Node>),
    /// NULLIF, both of one type.
    NullIf(Box<[Node; 2]>),
    /// GREATEST (true) or LEAST.
    Extreme(bool, Vec<Node>),
    /// A value that is evaluated once and used as [`Kind::Local`] in the body.
    Let(usize, Box<[Node; 2]>),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// AND or OR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connective {
    And,
    Or,
}

/// A constant; its exact type stands in its node.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Boolean(bool),
    Integer(i64),
    Real(f32),
    Double(f64),
    Decimal(i128, u8),
    Text(String),
    Bytea(Vec<u8>),
    Date(Day),
    Time(Clock),
    Timestamp(Day, Clock),
    TimestampTz(Day, Clock),
    Interval(i32, i32, i64),
    /// A field of dates and times, as `extract` and `date_trunc` name it.
    Unit(Unit),
    Uuid(u128),
    Json(String),
    /// A regular expression in the words of the `regex` crate.
    Pattern(String),
    /// A path into JSON.
    Path(Vec<String>),
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: u32,
    pub(super) micros: u32,
}

/// A Rust function, and how it is called.
#[derive(Debug, Clone, Default)]
pub(super) struct Callee {
    /// Path of the function; `.name` for a method of the first argument; `-` for Rust's own sign.
    pub(super) rust: String,
    /// Constant arguments behind the others: lengths, precision and scale.
    pub(super) extra: Vec<u32>,
    /// The arguments from this place on go in as one slice.
    pub(super) slice: Option<usize>,
    /// It takes `scratch` last.
    pub(super) scratch: bool,
    /// It returns `Result<_, Fault>`.
    pub(super) fallible: bool,
    /// It may return NULL for arguments that are not: it returns an `Option`.
    pub(super) nullable: bool,
    /// For each argument, whether it is passed as an `Option`; empty: none is.
    pub(super) options: Vec<bool>,
    /// It asks the run or the row's place, not only its arguments.
    pub(super) volatile: bool,
    /// It keeps apart and in order what is apart and in order.
    pub(super) monotone: bool,
    /// Its failure is NULL: what TRY_CAST makes of a cast.
    pub(super) or_null: bool,
    /// The runtime's feature that has it.
    pub(super) feature: Option<&'static str>,
}

impl Callee {
    /// Whether the argument at a place is passed as an `Option`.
    pub(super) fn takes_option(&self, place: usize) -> bool {
        self.options.get(place).copied().unwrap_or(false)
    }
}

impl Comparison {
    /// The operator that holds exactly where this one does not.
    pub(super) fn negated(self) -> Comparison {
        match self {
            Comparison::Equal => Comparison::NotEqual,
            Comparison::NotEqual => Comparison::Equal,
            Comparison::Less => Comparison::GreaterOrEqual,
            Comparison::LessOrEqual => Comparison::Greater,
            Comparison::Greater => Comparison::LessOrEqual,
            Comparison::GreaterOrEqual => Comparison::Less,
        }
    }
}

impl Node {
    /// A node that fails only where an operand does. A strict one over a NULL that is written there
    /// is NULL, as PostgreSQL folds it.
    pub(super) fn new(span: &Range<usize>, ty: ExprType, kind: Kind) -> Node {
        if kind.is_strict()
            && kind
                .operands()
                .iter()
                .any(|operand| matches!(operand.kind, Kind::Null))
        {
            return Node::null(span, ty);
        }
        let fallible = kind.operands().iter().any(|operand| operand.fallible);
        Node {
            span: span.clone(),
            ty: Some(ty),
            fallible,
            kind,
        }
    }

    /// A call.
    pub(super) fn call(span: &Range<usize>, ty: ExprType, callee: Callee, args: Vec<Node>) -> Node {
        if args
            .iter()
            .enumerate()
            .any(|(place, arg)| matches!(arg.kind, Kind::Null) && !callee.takes_option(place))
        {
            return Node::null(span, ty);
        }
        let fallible = callee.fallible || args.iter().any(|arg| arg.fallible);
        Node {
            span: span.clone(),
            ty: Some(ty),
            fallible,
            kind: Kind::Call(callee, args),
        }
    }

    /// A constant.
    pub(super) fn literal(span: &Range<usize>, ty: ExprType, literal: Literal) -> Node {
        Node {
            span: span.clone(),
            ty: Some(ty),
            fallible: false,
            kind: Kind::Literal(literal),
        }
    }

    /// NULL of a type.
    pub(super) fn null(span: &Range<usize>, ty: ExprType) -> Node {
        Node {
            span: span.clone(),
            ty: Some(ty),
            fallible: false,
            kind: Kind::Null,
        }
    }

    /// AND or OR; what a constant decides is not computed, as PostgreSQL folds it.
    pub(super) fn logic(
        span: &Range<usize>,
        connective: Connective,
        left: Node,
        right: Node,
    ) -> Node {
        let decides = connective == Connective::Or;
        match (left.truth(), right.truth()) {
            (Some(truth), _) | (_, Some(truth)) if truth == decides => {
                Node::literal(span, ExprType::Boolean, Literal::Boolean(truth))
            }
            (Some(_), _) => right,
            (_, Some(_)) => left,
            _ if matches!((&left.kind, &right.kind), (Kind::Null, Kind::Null)) => left,
            _ => Node::new(
                span,
                ExprType::Boolean,
                Kind::Logic(connective, Box::new([left, right])),
            ),
        }
    }

    /// Its value, if it is a boolean constant.
    pub(super) fn truth(&self) -> Option<bool> {
        if let Kind::Literal(Literal::Boolean(value)) = self.kind {
            Some(value)
        } else {
            None
        }
    }

    /// NOT.
    pub(super) fn negate(self) -> Node {
        let span = self.span.clone();
        Node::new(&span, ExprType::Boolean, Kind::Not(Box::new(self)))
    }

    /// Whether a [`Kind::Local`] of this number stands anywhere in it.
    pub(super) fn uses_local(&self, number: usize) -> bool {
        matches!(self.kind, Kind::Local(local) if local == number)
            || self
                .kind
                .operands()
                .into_iter()
                .any(|node| node.uses_local(number))
    }

    /// A constant of whatever type.
    pub(super) fn is_literal(&self) -> bool {
        matches!(self.kind, Kind::Literal(_))
    }

    /// It costs nothing and has no effect to evaluate it twice, or in vain.
    pub(super) fn is_cheap(&self) -> bool {
        matches!(
            self.kind,
            Kind::Column(_) | Kind::Local(_) | Kind::Literal(_) | Kind::Null
        )
    }
}

impl Kind {
    /// Strict in all operands; calls are looked at apart.
    fn is_strict(&self) -> bool {
        matches!(
            self,
            Kind::Compare(..) | Kind::Between(_) | Kind::In(..) | Kind::Not(_)
        )
    }

    /// All operands, in order of evaluation.
    pub(super) fn operands(&self) -> Vec<&Node> {
        match self {
            Kind::Column(_)
            | Kind::Param(_)
            | Kind::Local(_)
            | Kind::Null
            | Kind::Literal(_)
            | Kind::Untyped(_) => Vec::new(),
            Kind::Call(_, args) | Kind::Coalesce(args) | Kind::Extreme(_, args) => {
                args.iter().collect()
            }
            Kind::Compare(_, two)
            | Kind::Distinct(two)
            | Kind::Logic(_, two)
            | Kind::NullIf(two)
            | Kind::Let(_, two) => two.iter().collect(),
            Kind::Between(three) => three.iter().collect(),
            Kind::In(value, list) => std::iter::once(&**value).chain(list).collect(),
            Kind::Not(one) | Kind::IsNull(one) | Kind::IsTruth(_, one) => vec![&**one],
            Kind::Case(whens, otherwise) => whens
                .iter()
                .flat_map(|(when, then)| [when, then])
                .chain([&**otherwise])
                .collect(),
            Kind::Match(value, whens, otherwise) => std::iter::once(&**value)
                .chain(whens.iter().map(|(_, then)| then))
                .chain([&**otherwise])
                .collect(),
        }
    }
}
