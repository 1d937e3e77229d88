//! Random expressions that have a type: built from the compiler's own tables of functions and
//! casts, and from the operators' shapes.

use std::collections::BTreeSet;

use fastrand::Rng;
use loadwright_generator::expr::catalogue;
use loadwright_generator::types::ExprType;

use crate::forms::{self, HINTS};
use crate::table::Column;
use crate::values::{choose, of_type};

/// An expression and the parts that it is made of.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// As the compiler reads it.
    pub(crate) sql: String,
    /// As the server reads it: params are functions there, and so is TRY_CAST.
    pub(crate) theirs: String,
    /// The same with columns for NULLs: what NULLs fold to a constant, PostgreSQL computes when it
    /// plans, and fails for every row alike.
    pub(crate) unfolded: String,
    /// The rule that made it; `None`: a column or a constant.
    pub(crate) rule: Option<usize>,
    pub(crate) parts: Vec<Tree>,
}

impl Tree {
    fn leaf(sql: String) -> Tree {
        Tree::told_apart(sql.clone(), sql)
    }

    /// A leaf that the server is told by another name.
    fn told_apart(sql: String, theirs: String) -> Tree {
        Tree {
            sql,
            unfolded: theirs.clone(),
            theirs,
            rule: None,
            parts: Vec::new(),
        }
    }

    fn has_column(&self) -> bool {
        self.rule.is_some()
            || ["c_", "n_", "(c_", "(n_", ":p_"]
                .iter()
                .any(|column| self.sql.starts_with(column))
    }

    /// Whether it has no type of its own.
    fn is_untyped(&self) -> bool {
        self.rule.is_none()
            && (self.sql == "NULL" || self.sql.starts_with('\'') && self.sql.ends_with('\''))
    }

    /// The expression and everything inside it that was made by a rule.
    pub(crate) fn all(&self) -> Vec<&Tree> {
        let inside = self.parts.iter().flat_map(Tree::all);
        self.rule.map(|_| self).into_iter().chain(inside).collect()
    }
}

/// One way to make an expression of a type from expressions of others.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// What it is called where it is missed: `round(decimal, integer)`, `cast(text as date)`,
    /// `{0} + {1}: bigint`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) args: Vec<ExprType>,
    pub(crate) result: ExprType,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A call of a function.
    Function { name: &'static str, variadic: bool },
    /// What is asked of the run or the row's place, without arguments.
    OfTheRun { name: &'static str },
    /// A cast to a type.
    Cast,
    /// A cast that gives NULL where it fails.
    TryCast,
    /// Any other shape; `{0}` stands for its first argument.
    Form(String),
}

impl Rule {
    /// What differs in a way that is meant, and would be seen through whatever stands around it.
    fn stands_alone(&self) -> bool {
        let long = [
            "exp(decimal",
            "power(decimal",
            "pow(decimal",
            "{0} ^ {1} over (decimal",
        ];
        ["cbrt(", "||/ ", "convert_from("]
            .iter()
            .chain(&long)
            .any(|name| self.name.starts_with(name))
    }
}

/// Every rule: each function and cast of the compiler's tables, and each form.
pub(crate) fn rules() -> Vec<Rule> {
    let list = |types: &[ExprType]| {
        types
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let functions = catalogue::functions().map(|function| Rule {
        name: format!(
            "{}({}{})",
            function.name,
            list(function.args),
            if function.variadic { ", ..." } else { "" }
        ),
        kind: if function.volatile && function.args.is_empty() {
            Kind::OfTheRun {
                name: function.name,
            }
        } else {
            Kind::Function {
                name: function.name,
                variadic: function.variadic,
            }
        },
        args: function.args.to_vec(),
        result: function.result,
    });
    let casts = [("cast", Kind::Cast), ("try_cast", Kind::TryCast)]
        .into_iter()
        .flat_map(|(word, kind)| {
            catalogue::casts().map(move |cast| Rule {
                name: format!("{word}({} as {})", cast.from, cast.to),
                kind: kind.clone(),
                args: vec![cast.from],
                result: cast.to,
            })
        });
    let operators = catalogue::operators().map(|(left, sign, right, result)| Rule {
        name: format!("{left} {sign} {right}"),
        kind: Kind::Form(format!("{{0}} {sign} {{1}}")),
        args: vec![left, right],
        result,
    });
    let forms = forms::all().into_iter().map(|form| Rule {
        name: format!("{} over ({})", form.text, list(&form.args)),
        kind: Kind::Form(form.text),
        args: form.args,
        result: form.result,
    });
    functions
        .chain(casts)
        .chain(operators)
        .chain(forms)
        .collect()
}

/// The type without length, precision and scale.
pub(crate) fn base(ty: ExprType) -> ExprType {
    match ty {
        ExprType::Varchar(_) | ExprType::Char(_) => ExprType::Text,
        ExprType::Decimal(_) => ExprType::Decimal(None),
        ty => ty,
    }
}

/// Draws expressions.
pub(crate) struct Grammar<'t> {
    pub(crate) rules: Vec<Rule>,
    pub(crate) columns: &'t [Column],
    pub(crate) params: &'t [Column],
    pub(crate) rng: Rng,
}

/// What a text's and a decimal's casts are now and then written to.
const TEXTS: &[&str] = &["varchar(5)", "char(3)", "text"];
const DECIMALS: &[&str] = &[
    "decimal(10,2)",
    "numeric(5)",
    "decimal(38,4)",
    "numeric(3,3)",
];

/// Digits of a second that times are cast to.
const DIGITS: &[u8] = &[0, 2, 3, 6];

/// Every type that casts are written to.
pub(crate) fn cast_types() -> BTreeSet<String> {
    let plain = catalogue::casts().map(|cast| {
        if base(cast.to) == ExprType::Decimal(None) {
            "numeric".to_owned()
        } else {
            cast.to.to_string()
        }
    });
    let times = ["time", "timestamp", "timestamptz", "interval"].into_iter();
    let times = times.flat_map(|ty| DIGITS.iter().map(move |digits| format!("{ty}({digits})")));
    plain
        .chain(TEXTS.iter().chain(DECIMALS).map(|ty| (*ty).to_owned()))
        .chain(times)
        .collect()
}

/// The server's function that stands for TRY_CAST to a type.
pub(crate) fn try_cast_name(ty: &str) -> String {
    format!(
        "try_cast_{}",
        ty.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    )
}

/// A column of the type that is always NULL.
pub(crate) fn null_column(ty: ExprType) -> String {
    format!("null_{}", base(ty).to_string().replace(' ', "_"))
}

impl Grammar<'_> {
    /// An expression of this type, of at most so many rules in one another.
    pub(crate) fn of_type(&mut self, ty: ExprType, depth: usize) -> Tree {
        let fitting: Vec<usize> = (0..self.rules.len())
            .filter(|rule| {
                base(self.rules[*rule].result) == base(ty) && !self.rules[*rule].stands_alone()
            })
            .collect();
        if depth == 0 || fitting.is_empty() || self.rng.u8(0..5) == 0 {
            return self.leaf(ty);
        }
        let rule = *choose(&fitting, &mut self.rng);
        self.by_rule(rule, depth)
    }

    /// An expression whose outermost part is made by this rule.
    pub(crate) fn by_rule(&mut self, number: usize, depth: usize) -> Tree {
        let rule = self.rules[number].clone();
        let mut parts: Vec<Tree> = rule
            .args
            .iter()
            .enumerate()
            .map(|(place, ty)| self.argument(&rule, place, *ty, depth.saturating_sub(1)))
            .collect();
        if let Kind::Function { variadic: true, .. } = rule.kind {
            let any = [
                ExprType::Text,
                ExprType::Integer,
                ExprType::Boolean,
                ExprType::Decimal(None),
                ExprType::Date,
                ExprType::Double,
            ];
            for _ in 0..self.rng.usize(1..4) {
                let ty = *choose(&any, &mut self.rng);
                parts.push(self.of_type(ty, depth.saturating_sub(1)));
            }
        }
        // What is constant PostgreSQL computes in advance, and fails for every row if it fails,
        // taken or not.
        let several = matches!(&rule.kind, Kind::Form(text) if ["BETWEEN", "IN (", "CASE {0}", "COALESCE"].iter().any(|word| text.contains(word)));
        let varies = if several {
            parts.first().is_some_and(Tree::has_column)
        } else {
            parts.iter().any(Tree::has_column)
        };
        if let (Some(ty), false) = (rule.args.first(), varies) {
            parts[0] = self.column(*ty);
        }
        // In a list PostgreSQL takes what holds a column apart, which a parameter is on its side
        // only.
        if matches!(&rule.kind, Kind::Form(text) if text.contains("IN (")) {
            for (place, ty) in rule.args.iter().enumerate().skip(1) {
                if parts[place].sql.contains(":p_") {
                    parts[place] = self.column(*ty);
                }
            }
        }
        let (ty, colons) = (self.written(rule.result), self.rng.bool());
        let written = |side: fn(&Tree) -> &str, is_theirs: bool| {
            let args: Vec<&str> = parts.iter().map(side).collect();
            match &rule.kind {
                Kind::Function { name, .. } => format!("{name}({})", args.join(", ")),
                Kind::OfTheRun {
                    name: "source_line",
                } if is_theirs => "source_line".to_owned(),
                Kind::OfTheRun { name } => format!("{name}()"),
                Kind::Cast if colons => format!("({})::{ty}", args[0]),
                Kind::Cast => format!("cast({} as {ty})", args[0]),
                // An untyped literal is text to a function of any type.
                Kind::TryCast if is_theirs && parts[0].is_untyped() => {
                    format!("{}(({})::text)", try_cast_name(&ty), args[0])
                }
                Kind::TryCast if is_theirs => format!("{}({})", try_cast_name(&ty), args[0]),
                Kind::TryCast => format!("try_cast({} as {ty})", args[0]),
                Kind::Form(text) => {
                    let filled = args.iter().enumerate();
                    let filled = filled.fold(text.clone(), |text, (place, arg)| {
                        text.replace(&format!("{{{place}}}"), arg)
                    });
                    format!("({filled})")
                }
            }
        };
        let (sql, theirs) = (
            written(|part| &part.sql, false),
            written(|part| &part.theirs, true),
        );
        let unfolded = written(|part| &part.unfolded, true);
        Tree {
            sql,
            theirs,
            unfolded,
            rule: Some(number),
            parts,
        }
    }

    /// A cast's type, now and then with a length or a precision.
    fn written(&mut self, ty: ExprType) -> String {
        match (ty, self.rng.u8(0..3)) {
            (ExprType::Text, 0) => (*choose(TEXTS, &mut self.rng)).to_owned(),
            (ExprType::Decimal(_), 0 | 1) => (*choose(DECIMALS, &mut self.rng)).to_owned(),
            (
                ExprType::Time | ExprType::Timestamp | ExprType::TimestampTz | ExprType::Interval,
                0,
            ) => {
                format!("{ty}({})", choose(DIGITS, &mut self.rng))
            }
            (ExprType::Decimal(_), _) => "numeric".to_owned(),
            (ty, _) => ty.to_string(),
        }
    }

    fn argument(&mut self, rule: &Rule, place: usize, ty: ExprType, depth: usize) -> Tree {
        let of_rule = match &rule.kind {
            Kind::Function { name, .. } => *name,
            Kind::Form(text) => text,
            Kind::OfTheRun { name } => name,
            Kind::Cast | Kind::TryCast => rule.name.trim_start_matches("try_"),
        };
        let fits = |of: Option<ExprType>, ty: ExprType| of.is_none_or(|of| of == ty);
        let hints = HINTS.iter().find(|hint| {
            let arity = hint.arity.is_none_or(|count| count == rule.args.len());
            hint.name == of_rule
                && hint.place == place
                && arity
                && fits(hint.of, rule.args[0])
                && fits(hint.asked, ty)
        });
        // What has a form of its own (a pattern, a field's name) is seldom met by chance; what must
        // be a constant, never.
        match hints {
            Some(hint) if hint.only || self.rng.u8(0..8) > 0 => {
                Tree::leaf((*choose(hint.values, &mut self.rng)).to_owned())
            }
            // Of another type there may be no such cast, which a TRY_CAST would be refused for, and
            // the server's sees no earlier than for a row.
            _ if !matches!(rule.kind, Kind::TryCast) && self.rng.u8(0..8) == 0 => self.narrower(ty),
            _ => self.of_type(ty, depth),
        }
    }

    /// A column of another type that stands for the asked one without a cast.
    fn narrower(&mut self, ty: ExprType) -> Tree {
        let from: Vec<ExprType> = catalogue::casts()
            .filter(|cast| cast.implicit && cast.to == base(ty))
            .map(|cast| cast.from)
            .collect();
        if from.is_empty() {
            return self.leaf(ty);
        }
        let ty = *choose(&from, &mut self.rng);
        self.column(ty)
    }

    fn leaf(&mut self, ty: ExprType) -> Tree {
        match self.rng.u8(0..11) {
            0..=6 => self.column(ty),
            7 | 8 => Tree::leaf(of_type(ty, &mut self.rng).typed(base(ty))),
            9 => self.param(ty),
            _ => self.untyped(ty),
        }
    }

    /// A parameter of the run.
    fn param(&mut self, ty: ExprType) -> Tree {
        let fitting: Vec<&Column> = self
            .params
            .iter()
            .filter(|param| base(param.ty.into()) == base(ty))
            .collect();
        if fitting.is_empty() {
            return self.column(ty);
        }
        let Column { name, ty, .. } = choose(&fitting, &mut self.rng);
        // Its length or precision is not the function's to say.
        Tree::told_apart(format!(":{name}"), format!("cast({name}() as {ty})"))
    }

    fn column(&mut self, ty: ExprType) -> Tree {
        if ty == ExprType::Interval {
            return Tree::leaf((*choose(forms::INTERVALS, &mut self.rng)).to_owned());
        }
        let fitting: Vec<&Column> = self
            .columns
            .iter()
            .filter(|column| base(column.ty.into()) == base(ty))
            .collect();
        if fitting.is_empty() {
            return self.untyped(ty);
        }
        Tree::leaf(choose(&fitting, &mut self.rng).name.clone())
    }

    /// A literal that takes its type from where it stands, or NULL.
    fn untyped(&mut self, ty: ExprType) -> Tree {
        if self.rng.u8(0..6) == 0 {
            return Tree {
                unfolded: null_column(ty),
                ..Tree::leaf("NULL".to_owned())
            };
        }
        Tree::leaf(of_type(ty, &mut self.rng).quoted())
    }
}
