//! The functions of the expression language, one row each.
//!
//! To add one: a row in the file of its family, and a plain function in `runtime/src/sql/`. A
//! function that takes several types has a row for each; which row a call means is decided as
//! PostgreSQL decides it (see [`resolve`]).

mod bytes;
mod json;
mod numbers;
mod regex;
mod run;
mod temporal;
mod text;

use super::casts::{base, implicit};
use super::catalogue::FunctionEntry;
use super::tree::Callee;
use crate::types::ExprType;

use ExprType::{Double, Text, TimestampTz};

const DECIMAL: ExprType = ExprType::Decimal(None);

/// One function of SQL and the Rust function behind it.
///
/// As it stands, a row is strict (any NULL argument gives NULL), never fails, and needs no scratch;
/// the methods change that.
pub(super) struct Function {
    /// Name in SQL, in lower case.
    pub(super) name: &'static str,
    /// Types of the arguments.
    pub(super) args: &'static [ExprType],
    /// Type of the result.
    pub(super) result: ExprType,
    /// Path of the Rust function; `.name` for a method of the first argument.
    rust: &'static str,
    fallible: bool,
    scratch: bool,
    volatile: bool,
    nullable: bool,
    variadic: bool,
    repeats: bool,
    feature: Option<&'static str>,
    constants: &'static [Constant],
    pattern: Option<Option<usize>>,
    /// What the reference says of it beside its types.
    pub(super) note: &'static str,
}

const fn function(
    name: &'static str,
    args: &'static [ExprType],
    result: ExprType,
    rust: &'static str,
) -> Function {
    Function {
        name,
        args,
        result,
        rust,
        fallible: false,
        scratch: false,
        volatile: false,
        nullable: false,
        variadic: false,
        repeats: false,
        feature: None,
        constants: &[],
        pattern: None,
        note: "",
    }
}

impl Function {
    /// It returns `Result<_, Fault>`.
    const fn fallible(self) -> Function {
        Function {
            fallible: true,
            ..self
        }
    }

    /// It takes `scratch` last: it computes text.
    const fn scratch(self) -> Function {
        Function {
            scratch: true,
            ..self
        }
    }

    /// It asks the run or the row's place: it takes `scratch`, and gives other values in other
    /// runs.
    const fn of_the_run(self) -> Function {
        Function {
            scratch: true,
            volatile: true,
            ..self
        }
    }

    /// It may give NULL for arguments that are not: it returns an `Option`.
    const fn nullable(self) -> Function {
        Function {
            nullable: true,
            ..self
        }
    }

    /// Behind its arguments it takes any number of others of any type, each as `Option<&str>` in
    /// one slice, whose NULLs it treats itself.
    const fn variadic(self) -> Function {
        Function {
            variadic: true,
            ..self
        }
    }

    /// Its last argument may be given any number of times: they go in as one slice.
    const fn repeats(self) -> Function {
        Function {
            repeats: true,
            ..self
        }
    }

    /// The runtime has it only with this feature.
    const fn feature(self, feature: &'static str) -> Function {
        Function {
            feature: Some(feature),
            ..self
        }
    }

    /// Its second argument is a regular expression; the place of its flags.
    const fn pattern(self, flags: Option<usize>) -> Function {
        Function {
            pattern: Some(flags),
            feature: Some("regex"),
            ..self
        }
    }

    /// The place of the flags, if its second argument is a regular expression.
    pub(super) fn flags(&self) -> Option<Option<usize>> {
        self.pattern
    }

    /// With arguments that are constants, and are looked at when the job is generated.
    const fn with_constants(self, constants: &'static [Constant]) -> Function {
        Function { constants, ..self }
    }

    /// With what the reference says of it, in Markdown.
    const fn note(self, note: &'static str) -> Function {
        Function { note, ..self }
    }

    /// What others may know of it.
    pub(super) fn entry(&self) -> FunctionEntry {
        let &Function {
            name,
            args,
            result,
            variadic,
            volatile,
            ..
        } = self;
        FunctionEntry {
            name,
            args,
            result,
            variadic,
            volatile,
        }
    }

    /// The type that the argument at a place is brought to; `None`: it is of any.
    pub(super) fn arg(&self, place: usize) -> Option<ExprType> {
        let last = if self.repeats { self.args.last() } else { None };
        self.args.get(place).or(last).copied()
    }

    /// The arguments that must be constants.
    pub(super) fn constants(&self) -> &'static [Constant] {
        self.constants
    }

    /// How it is called with so many arguments.
    pub(super) fn callee(&self, args: usize) -> Callee {
        Callee {
            rust: self.rust.to_owned(),
            slice: if self.repeats {
                Some(self.args.len() - 1)
            } else {
                self.variadic.then_some(self.args.len())
            },
            scratch: self.scratch,
            fallible: self.fallible,
            nullable: self.nullable,
            options: (0..if self.variadic { args } else { 0 })
                .map(|place| place >= self.args.len())
                .collect(),
            volatile: self.volatile,
            feature: self.feature,
            ..Callee::default()
        }
    }
}

/// What is asked of an argument that is a constant.
pub(super) struct Constant {
    /// Place of the argument.
    pub(super) place: usize,
    /// What it must be; the message of the error where it is not.
    pub(super) check: fn(&str) -> Result<(), String>,
    /// A value of the row cannot stand there; with what to say about it.
    pub(super) required: Option<&'static str>,
}

/// Functions of one kind, as the reference lists them.
pub(super) struct Family {
    /// Its name in `docs/expressions.md`.
    pub(super) name: &'static str,
    /// Its rows.
    pub(super) functions: &'static [Function],
}

/// Every function that is called by name. COALESCE, NULLIF, GREATEST and LEAST are syntax, not
/// functions.
pub(super) static FAMILIES: &[Family] = &[
    Family {
        name: "text",
        functions: text::FUNCTIONS,
    },
    Family {
        name: "regex",
        functions: regex::FUNCTIONS,
    },
    Family {
        name: "bytes",
        functions: bytes::FUNCTIONS,
    },
    Family {
        name: "numbers",
        functions: numbers::FUNCTIONS,
    },
    Family {
        name: "json",
        functions: json::FUNCTIONS,
    },
    Family {
        name: "temporal",
        functions: temporal::FUNCTIONS,
    },
    Family {
        name: "run",
        functions: run::FUNCTIONS,
    },
];

/// Every function, in the order of the families.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    FAMILIES.iter().flat_map(|family| family.functions)
}

/// Names that look like functions and are not, or not yet, with what to say about them.
pub(super) const NOT_FUNCTIONS: &[(&[&str], &str, &str)] = &[
    (
        &[
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "array_agg",
            "string_agg",
            "bool_and",
            "bool_or",
            "every",
            "stddev",
            "variance",
        ],
        "an aggregate",
        "an expression sees one row; aggregate in the source's `query`",
    ),
    (
        &[
            "row_number",
            "rank",
            "dense_rank",
            "percent_rank",
            "ntile",
            "lag",
            "lead",
            "first_value",
            "last_value",
            "nth_value",
        ],
        "a window function",
        "an expression sees one row; use it in the source's `query`",
    ),
    (
        &[
            "now",
            "current_date",
            "current_time",
            "current_timestamp",
            "localtime",
            "localtimestamp",
            "clock_timestamp",
        ],
        "the clock",
        "a run has one clock: `run_started_at()`, or `effective_at()` for the time that versions \
         begin",
    ),
    (
        &[
            "random",
            "nextval",
            "gen_random_uuid",
            "uuid_generate_v4",
            "currval",
            "setval",
        ],
        "a value that differs on each call",
        "a row must give the same values when its chunk is retried",
    ),
];

/// What a call by name comes to.
pub(super) enum Resolved {
    /// This function.
    One(&'static Function),
    /// There is no function of the name.
    Unknown,
    /// None of the functions of the name takes these arguments.
    None,
    /// Several do.
    Ambiguous,
}

/// PostgreSQL's rules for choosing among functions of one name (its manual, "Function Type
/// Resolution"); `None` is an untyped literal.
pub(super) fn resolve(name: &str, args: &[Option<ExprType>]) -> Resolved {
    let named: Vec<&Function> = all().filter(|function| function.name == name).collect();
    if named.is_empty() {
        return Resolved::Unknown;
    }
    let mut fitting: Vec<&Function> = named
        .into_iter()
        .filter(|function| fits(function, args))
        .collect();
    if fitting.len() > 1 {
        keep_best(&mut fitting, |function| {
            count(function, args, |asked, given| asked == given)
        });
        keep_best(&mut fitting, |function| {
            count(function, args, |asked, given| {
                asked == given || is_preferred(asked)
            })
        });
    }
    if fitting.len() > 1 && args.contains(&None) {
        keep_best(&mut fitting, |function| untyped_rank(function, args));
    }
    match fitting.as_slice() {
        [] => Resolved::None,
        [function] => Resolved::One(function),
        _ => Resolved::Ambiguous,
    }
}

fn fits(function: &Function, args: &[Option<ExprType>]) -> bool {
    let takes = |(place, given): (usize, &Option<ExprType>)| {
        given
            .zip(function.arg(place))
            .is_none_or(|(given, asked)| implicit(given, asked))
    };
    let count = match function.args.len() {
        count if function.variadic => args.len() > count,
        count if function.repeats => args.len() >= count,
        count => args.len() == count,
    };
    count && args.iter().enumerate().all(takes)
}

fn count(
    function: &Function,
    args: &[Option<ExprType>],
    counts: fn(ExprType, ExprType) -> bool,
) -> usize {
    function
        .args
        .iter()
        .zip(args)
        .filter(|(asked, given)| given.is_some_and(|given| counts(**asked, base(given))))
        .count()
}

/// The types that PostgreSQL prefers within their category.
fn is_preferred(ty: ExprType) -> bool {
    matches!(
        ty,
        Text | Double | TimestampTz | ExprType::Interval | ExprType::Boolean
    )
}

/// For untyped literals text is taken before anything, then the preferred type of a category.
fn untyped_rank(function: &Function, args: &[Option<ExprType>]) -> usize {
    let rank = |ty: ExprType| match ty {
        Text => 2,
        ty if is_preferred(ty) => 1,
        _ => 0,
    };
    function
        .args
        .iter()
        .zip(args)
        .filter(|(_, given)| given.is_none())
        .map(|(asked, _)| rank(*asked))
        .sum()
}

fn keep_best(functions: &mut Vec<&'static Function>, score: impl Fn(&Function) -> usize) {
    let best = functions
        .iter()
        .map(|function| score(function))
        .max()
        .unwrap_or(0);
    functions.retain(|function| score(function) == best);
}

/// The names of all functions, for "did you mean".
pub(super) fn names<'n>() -> impl Iterator<Item = &'n str> {
    let syntax = [
        "coalesce", "nullif", "greatest", "least", "trim", "position", "extract", "try_cast",
    ];
    all().map(|function| function.name).chain(syntax)
}

/// `round(decimal, integer)`, for messages.
pub(super) fn signature(function: &Function) -> String {
    let more = if function.repeats {
        Some("...")
    } else {
        function.variadic.then_some("any, ...")
    };
    let args = function
        .args
        .iter()
        .map(ToString::to_string)
        .chain(more.map(str::to_owned));
    format!("{}({})", function.name, args.collect::<Vec<_>>().join(", "))
}

/// The tables of `docs/expressions.md`: family, and its rows in Markdown.
pub(super) fn tables() -> impl Iterator<Item = (&'static str, String)> {
    FAMILIES
        .iter()
        .filter(|family| !family.functions.is_empty())
        .map(|family| {
            let row = |function: &Function| {
                let null = if function.nullable { ", or NULL" } else { "" };
                format!(
                    "| `{}` | {}{null} | {} |\n",
                    signature(function),
                    function.result,
                    function.note
                )
            };
            let rows: String = family.functions.iter().map(row).collect();
            (
                family.name,
                format!("| function | result | |\n| --- | --- | --- |\n{rows}"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExprType::{BigInt, Integer, Real, SmallInt};

    fn chosen(name: &str, args: &[Option<ExprType>]) -> Option<String> {
        match resolve(name, args) {
            Resolved::One(function) => Some(signature(function)),
            _ => None,
        }
    }

    #[test]
    fn chooses_as_postgresql_does() {
        for (name, args, expect) in [
            ("round", vec![Some(Integer)], "round(double precision)"),
            ("round", vec![Some(Real)], "round(double precision)"),
            (
                "round",
                vec![Some(ExprType::Decimal(Some((8, 1))))],
                "round(decimal)",
            ),
            (
                "round",
                vec![Some(Integer), Some(Integer)],
                "round(decimal, integer)",
            ),
            ("round", vec![None], "round(double precision)"),
            ("abs", vec![Some(SmallInt)], "abs(smallint)"),
            (
                "mod",
                vec![Some(SmallInt), Some(BigInt)],
                "mod(bigint, bigint)",
            ),
            ("upper", vec![Some(ExprType::Varchar(3))], "upper(text)"),
        ] {
            assert_eq!(
                chosen(name, &args).as_deref(),
                Some(expect),
                "{name} {args:?}"
            );
        }
        // PostgreSQL: function round(double precision, integer) does not exist.
        assert!(matches!(
            resolve("round", &[Some(Double), Some(Integer)]),
            Resolved::None
        ));
        assert!(matches!(
            resolve("upper", &[Some(ExprType::Date)]),
            Resolved::None
        ));
    }
}
