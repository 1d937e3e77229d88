//! Hooks: SQL written in the job or in files beside it.

use std::path::Path;

use crate::diag::{Sink, Span, Spanned};
use crate::model::Hooks;
use crate::spec::raw::{self, Hook};
use crate::spec::{Files, read_named};

use super::params::Params;

/// The texts of all hooks, their parameters checked.
pub(super) fn check(
    files: &Files,
    folder: &Path,
    raw: &raw::Hooks,
    params: &mut Params<'_>,
    sink: &mut Sink,
) -> Hooks {
    let mut texts = |hooks: &[Hook]| {
        hooks
            .iter()
            .filter_map(|hook| text(files, folder, hook, params, sink))
            .collect()
    };
    Hooks {
        before_run: texts(&raw.before_run),
        after_success: texts(&raw.after_success),
        after_failure: texts(&raw.after_failure),
    }
}

fn text(
    files: &Files,
    folder: &Path,
    hook: &Hook,
    params: &mut Params<'_>,
    sink: &mut Sink,
) -> Option<String> {
    let sql = match hook {
        Hook::Sql(sql) => sql.clone(),
        Hook::File(name) => {
            let file = read_named(files, &folder.join(&name.value), name, sink)?;
            let span = Span::new(&file, 0, file.text.len());
            Spanned::new(file.text.clone(), span)
        }
    };
    params.in_sql(&sql, sink);
    Some(sql.value.trim_end().to_owned())
}
