//! A crate plan to files in memory. Total: whatever the plan says can be printed; nothing is looked
//! up, read or decided here.

mod column;
mod crate_root;
mod examples;
mod function;
mod info;
mod job;
mod row_functions;
mod rows;
mod rust;
mod text;

use std::collections::BTreeMap;
use std::fmt;

use crate::plan::CratePlan;

/// Files by path (with `/`, relative to the crate's folder), in order.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FileMap(BTreeMap<String, Vec<u8>>);

impl FileMap {
    /// Adds a file.
    ///
    /// # Panics
    /// On a path that is there already: two parts of the compiler claim it.
    pub fn add(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        let path = path.into();
        let earlier = self.0.insert(path.clone(), content.into());
        assert!(earlier.is_none(), "{path} is emitted twice");
    }

    /// The files in order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// One file's content.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }
}

impl fmt::Debug for FileMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// All files of a generated crate.
#[must_use]
pub fn emit(plan: &CratePlan<'_>) -> FileMap {
    let mut files = FileMap::default();
    files.add("Cargo.toml", text::manifest(plan));
    files.add("README.md", text::readme(plan));
    files.add("src/lib.rs", crate_root::lib(plan));
    files.add("src/main.rs", crate_root::main(plan));
    files.add("src/job.rs", job::job(plan));
    files.add("src/rows.rs", rows::rows(plan));
    files.add("src/transform.rs", function::transform(plan));
    if let Some(filter) = function::filter(plan) {
        files.add("src/filter.rs", filter);
    }
    if let Some(order) = function::order(plan) {
        files.add("src/order.rs", order);
    }
    if let Some(param) = crate_root::param(plan) {
        files.add("src/param.rs", param);
    }
    if let Some(udf) = &plan.job.udf {
        files.add("src/udf.rs", text::udf(plan, udf));
    }
    if let Some(examples) = examples::examples(plan) {
        files.add("src/examples.rs", examples);
    }
    for (backend, statements) in &plan.statements {
        for statement in statements {
            files.add(
                format!("sql/{}/{}.sql", backend.name(), statement.name),
                text::statement(plan, statement),
            );
        }
    }
    files
}

#[cfg(test)]
mod tests;
