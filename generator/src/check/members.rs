//! Special members: the rows that facts point to when they have no other.

use crate::diag::{Diagnostic, Sink, codes, did_you_mean};
use crate::model::{Literal, Member, SurrogateKey, TableKind, TargetColumn};
use crate::spec::raw;
use crate::types::SqlType;

use super::literal::literal;

/// The members; `columns` as checked, `None` where a fault was told.
pub(super) fn check(
    target: &raw::Target,
    columns: &[raw::Column],
    checked: &[Option<TargetColumn>],
    surrogate: Option<&SurrogateKey>,
    sink: &mut Sink,
) -> Vec<Member> {
    if let Some(kind) = target
        .kind
        .as_ref()
        .filter(|kind| kind.value != TableKind::Dimension)
    {
        for member in &target.members {
            sink.push(
                Diagnostic::error(
                    codes::NOT_FOR_KIND,
                    format!("`{}` is for dimensions", member.name),
                )
                .at(&member.span, "facts point to such a row")
                .at(&kind.span, "the kind of this table"),
            );
        }
        return Vec::new();
    }
    if let (Some(member), None) = (target.members.first(), &target.surrogate_key) {
        sink.push(
            Diagnostic::error(
                codes::MEMBER_RULE,
                format!("`{}` needs a surrogate key", member.name),
            )
            .at(&member.span, "facts point to it by surrogate key")
            .help("write `surrogate_key: airport_sk` under `target`"),
        );
        return Vec::new();
    }
    distinct(&target.members, sink);
    target
        .members
        .iter()
        .filter_map(|member| check_one(member, columns, checked, surrogate?, sink))
        .collect()
}

fn distinct(members: &[raw::Member], sink: &mut Sink) {
    if let [first, second] = members
        && let (Some(one), Some(other)) = (&first.key, &second.key)
        && one.value == other.value
    {
        sink.push(
            Diagnostic::error(codes::MEMBER_RULE, "two special members have one key")
                .at(&other.span, format!("key of `{}`", second.name))
                .at(&one.span, format!("key of `{}`", first.name)),
        );
    }
}

fn check_one(
    member: &raw::Member,
    columns: &[raw::Column],
    checked: &[Option<TargetColumn>],
    surrogate: &SurrogateKey,
    sink: &mut Sink,
) -> Option<Member> {
    for (name, _) in &member.values {
        if !columns.iter().any(|column| column.name.value == name.value) {
            sink.push(
                Diagnostic::error(
                    codes::UNKNOWN_COLUMN,
                    format!("there is no column `{}`", name.value),
                )
                .at(&name.span, "not among the mapping's `columns`")
                .help_if(did_you_mean(
                    &name.value,
                    columns.iter().map(|column| column.name.value.as_str()),
                )),
            );
        }
    }
    let values: Vec<Option<Literal>> = columns
        .iter()
        .zip(checked)
        .map(|(raw, column)| value(member, raw, column.as_ref()?, sink))
        .collect();
    let key = member.key.as_ref()?;
    if let Some(fault) = key_fault(key.value, surrogate) {
        sink.push(
            Diagnostic::error(
                codes::MEMBER_RULE,
                format!("{} cannot be the key of `{}`", key.value, member.name),
            )
            .at(&key.span, fault),
        );
    }
    Some(Member {
        name: member.name.to_owned(),
        key: key.value,
        values: values.into_iter().collect::<Option<Vec<_>>>()?,
    })
}

fn key_fault(key: i64, surrogate: &SurrogateKey) -> Option<String> {
    if surrogate.identity && key > 0 {
        return Some(format!(
            "`{}` counts from 1, so this key will be given to another row",
            surrogate.column
        ));
    }
    let fits = match surrogate.ty {
        SqlType::SmallInt => i16::try_from(key).is_ok(),
        SqlType::Integer => i32::try_from(key).is_ok(),
        SqlType::BigInt => true,
        _ => return Some(format!("`{}` is {}", surrogate.column, surrogate.ty)),
    };
    (!fits).then(|| format!("out of range for {}", surrogate.ty))
}

/// The member's value of one column; `None` where a fault was told.
fn value(
    member: &raw::Member,
    raw: &raw::Column,
    column: &TargetColumn,
    sink: &mut Sink,
) -> Option<Literal> {
    let given = member
        .values
        .iter()
        .find(|(name, _)| *name == raw.name || name.value == raw.name.value)
        .map(|(_, value)| value);
    let Some(given) = given.filter(|given| !given.value.is_null()) else {
        if column.not_null {
            sink.push(
                Diagnostic::error(
                    codes::MEMBER_RULE,
                    format!("`{}` has no value for `{}`", member.name, column.name),
                )
                .at(
                    &member.span,
                    format!("add `{}` to its `values`", column.name),
                )
                .at(&raw.name.span, "is not null"),
            );
            return None;
        }
        return Some(Literal::Null);
    };
    match literal(&given.value.text, column.ty) {
        Ok(literal) => Some(literal),
        Err(message) => {
            sink.push(
                Diagnostic::error(codes::BAD_VALUE, message)
                    .at(
                        &given.span,
                        format!("`{}` of `{}`", column.name, member.name),
                    )
                    .at(&raw.name.span, format!("is {}", column.ty)),
            );
            None
        }
    }
}
