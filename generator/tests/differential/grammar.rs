//! Random expressions that have a type: built from the compiler's own tables of functions and casts, and from the operators' shapes.

use fastrand::Rng;
use loadwright_generator::expr::catalogue;
use loadwright_generator::types::SqlType;

use crate::forms::{self, HINTS};
use crate::table::Column;
use crate::values::{choose, of_type};

/// An expression and the parts that it is made of.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    pub(crate) sql: String,
    /// The rule that made it; `None`: a column or a constant.
    pub(crate) rule: Option<usize>,
    pub(crate) parts: Vec<Tree>,
}

impl Tree {
    fn leaf(sql: String) -> Tree {
        Tree { sql, rule: None, parts: Vec::new() }
    }

    fn has_column(&self) -> bool {
        self.rule.is_some() || ["c_", "n_", "(c_", "(n_"].iter().any(|column| self.sql.starts_with(column))
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
    /// What it is called where it is missed: `round(decimal, integer)`, `cast(text as date)`, `{0} + {1}: bigint`.
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) args: Vec<SqlType>,
    pub(crate) result: SqlType,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A call of a function.
    Function { name: &'static str, variadic: bool },
    /// A cast to a type.
    Cast,
    /// Any other shape; `{0}` stands for its first argument.
    Form(String),
}

impl Rule {
    /// What differs in a way that is meant, and would be seen through whatever stands around it.
    fn stands_alone(&self) -> bool {
        let long = ["exp(decimal", "power(decimal", "pow(decimal", "{0} ^ {1} over (decimal"];
        ["cbrt(", "||/ ", "convert_from("].iter().chain(&long).any(|name| self.name.starts_with(name))
    }
}

/// Every rule: each function and cast of the compiler's tables, and each form.
pub(crate) fn rules() -> Vec<Rule> {
    let list = |types: &[SqlType]| types.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let functions = catalogue::functions().filter(|function| !function.volatile).map(|function| Rule {
        name: format!("{}({}{})", function.name, list(function.args), if function.variadic { ", ..." } else { "" }),
        kind: Kind::Function { name: function.name, variadic: function.variadic },
        args: function.args.to_vec(),
        result: function.result,
    });
    let casts = catalogue::casts().map(|cast| Rule {
        name: format!("cast({} as {})", cast.from, cast.to),
        kind: Kind::Cast,
        args: vec![cast.from],
        result: cast.to,
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
    functions.chain(casts).chain(operators).chain(forms).collect()
}

/// The type without length, precision and scale.
pub(crate) fn base(ty: SqlType) -> SqlType {
    match ty {
        SqlType::Varchar(_) | SqlType::Char(_) => SqlType::Text,
        SqlType::Decimal(_) => SqlType::Decimal(None),
        ty => ty,
    }
}

/// Draws expressions.
pub(crate) struct Grammar<'t> {
    pub(crate) rules: Vec<Rule>,
    pub(crate) columns: &'t [Column],
    pub(crate) rng: Rng,
}

impl Grammar<'_> {
    /// An expression of this type, of at most so many rules in one another.
    pub(crate) fn of_type(&mut self, ty: SqlType, depth: usize) -> Tree {
        let fitting: Vec<usize> =
            (0..self.rules.len()).filter(|rule| base(self.rules[*rule].result) == base(ty) && !self.rules[*rule].stands_alone()).collect();
        if depth == 0 || fitting.is_empty() || self.rng.u8(0..5) == 0 {
            return self.leaf(ty);
        }
        let rule = *choose(&fitting, &mut self.rng);
        self.by_rule(rule, depth)
    }

    /// An expression whose outermost part is made by this rule.
    pub(crate) fn by_rule(&mut self, number: usize, depth: usize) -> Tree {
        let rule = self.rules[number].clone();
        let mut parts: Vec<Tree> =
            rule.args.iter().enumerate().map(|(place, ty)| self.argument(&rule, place, *ty, depth.saturating_sub(1))).collect();
        if let Kind::Function { variadic: true, .. } = rule.kind {
            let any = [SqlType::Text, SqlType::Integer, SqlType::Boolean, SqlType::Decimal(None), SqlType::Date, SqlType::Double];
            for _ in 0..self.rng.usize(1..4) {
                let ty = *choose(&any, &mut self.rng);
                parts.push(self.of_type(ty, depth.saturating_sub(1)));
            }
        }
        // What is constant PostgreSQL computes in advance, and fails for every row if it fails, taken or not.
        let several =
            matches!(&rule.kind, Kind::Form(text) if ["BETWEEN", "IN (", "CASE {0}", "COALESCE"].iter().any(|word| text.contains(word)));
        let varies = if several { parts.first().is_some_and(Tree::has_column) } else { parts.iter().any(Tree::has_column) };
        if let (Some(ty), false) = (rule.args.first(), varies) {
            parts[0] = self.column(*ty);
        }
        let args: Vec<&str> = parts.iter().map(|part| part.sql.as_str()).collect();
        let sql = match &rule.kind {
            Kind::Function { name, .. } => format!("{name}({})", args.join(", ")),
            Kind::Cast if self.rng.bool() => format!("cast({} as {})", args[0], self.written(rule.result)),
            Kind::Cast => format!("({})::{}", args[0], self.written(rule.result)),
            Kind::Form(text) => {
                let filled = args.iter().enumerate().fold(text.clone(), |text, (place, arg)| text.replace(&format!("{{{place}}}"), arg));
                format!("({filled})")
            }
        };
        Tree { sql, rule: Some(number), parts }
    }

    /// A cast's type, now and then with a length or a precision.
    fn written(&mut self, ty: SqlType) -> String {
        match (ty, self.rng.u8(0..3)) {
            (SqlType::Text, 0) => (*choose(&["varchar(5)", "char(3)", "text"], &mut self.rng)).to_owned(),
            (SqlType::Decimal(_), 0 | 1) => {
                (*choose(&["decimal(10,2)", "numeric(5)", "decimal(38,4)", "numeric(3,3)"], &mut self.rng)).to_owned()
            }
            (SqlType::Decimal(_), _) => "numeric".to_owned(),
            (ty, _) => ty.to_string(),
        }
    }

    fn argument(&mut self, rule: &Rule, place: usize, ty: SqlType, depth: usize) -> Tree {
        let of_rule = match &rule.kind {
            Kind::Function { name, .. } => *name,
            Kind::Form(text) => text,
            Kind::Cast => &rule.name,
        };
        let fits = |of: Option<SqlType>, ty: SqlType| of.is_none_or(|of| of == ty);
        let hints =
            HINTS.iter().find(|hint| hint.name == of_rule && hint.place == place && fits(hint.of, rule.args[0]) && fits(hint.asked, ty));
        // What has a form of its own (a pattern, a field's name) is seldom met by chance; what must be a constant, never.
        match hints {
            Some(hint) if hint.only || self.rng.u8(0..8) > 0 => Tree::leaf((*choose(hint.values, &mut self.rng)).to_owned()),
            _ if self.rng.u8(0..8) == 0 => self.narrower(ty),
            _ => self.of_type(ty, depth),
        }
    }

    /// A column of another type that stands for the asked one without a cast.
    fn narrower(&mut self, ty: SqlType) -> Tree {
        let from: Vec<SqlType> = catalogue::casts().filter(|cast| cast.implicit && cast.to == base(ty)).map(|cast| cast.from).collect();
        if from.is_empty() {
            return self.leaf(ty);
        }
        let ty = *choose(&from, &mut self.rng);
        self.column(ty)
    }

    fn leaf(&mut self, ty: SqlType) -> Tree {
        match self.rng.u8(0..10) {
            0..=6 => self.column(ty),
            7 | 8 => Tree::leaf(of_type(ty, &mut self.rng).typed(base(ty))),
            _ => self.untyped(ty),
        }
    }

    fn column(&mut self, ty: SqlType) -> Tree {
        if ty == SqlType::Interval {
            return Tree::leaf((*choose(forms::INTERVALS, &mut self.rng)).to_owned());
        }
        let fitting: Vec<&Column> = self.columns.iter().filter(|column| base(column.ty) == base(ty)).collect();
        if fitting.is_empty() {
            return self.untyped(ty);
        }
        Tree::leaf(choose(&fitting, &mut self.rng).name.clone())
    }

    /// A literal that takes its type from where it stands, or NULL.
    fn untyped(&mut self, ty: SqlType) -> Tree {
        if self.rng.u8(0..6) == 0 {
            return Tree::leaf("NULL".to_owned());
        }
        Tree::leaf(of_type(ty, &mut self.rng).quoted())
    }
}
