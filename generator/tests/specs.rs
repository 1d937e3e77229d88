//! Specs as data: what is said of bad ones, and what becomes of good ones. `UPDATE_EXPECT=1 cargo test` writes the expected texts.
#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use loadwright_generator::check::check_job;
use loadwright_generator::diag::{Style, codes};
use loadwright_generator::expr::Compiled;
use loadwright_generator::model::Job;
use loadwright_generator::spec::{Files, find_jobs};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs")
}

/// Compares with the file, or writes it.
fn expect(path: &Path, found: &str, faults: &mut Vec<String>) {
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected != found {
        faults.push(format!("{} differs:\n--- expected\n{expected}\n--- found\n{found}", path.display()));
    }
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}\n(`UPDATE_EXPECT=1 cargo test` accepts)", faults.join("\n"));
}

/// Every `bad/x.yaml` and `bad/x/job.yaml`.
fn bad_specs() -> Vec<PathBuf> {
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(folder().join("bad")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            specs.push(path.join("job.yaml"));
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            specs.push(path);
        }
    }
    specs.sort();
    specs
}

#[test]
fn bad_specs_are_told_what_is_wrong() {
    let files = Files::on_disk(folder());
    let mut faults = Vec::new();
    for path in bad_specs() {
        let checked = check_job(&files, &path);
        let only_warns = path.file_stem().unwrap().to_string_lossy().starts_with("warns_");
        assert_eq!(checked.job.is_some(), only_warns, "{}", path.display());
        assert!(!checked.diagnostics.is_empty(), "{} has nothing wrong", path.display());
        let shown: Vec<String> = checked.diagnostics.iter().map(|diagnostic| diagnostic.render(Style::Plain)).collect();
        for diagnostic in &checked.diagnostics {
            assert!(codes::explain(diagnostic.code).is_some(), "{} is not in the table", diagnostic.code);
        }
        expect(&path.with_extension("txt"), &shown.join("\n"), &mut faults);
    }
    assert_none(&faults);
}

#[test]
fn good_specs_become_jobs_without_a_word() {
    let files = Files::on_disk(folder());
    let (jobs, found) = find_jobs(&files, &folder().join("good"));
    assert!(found.is_empty(), "{found:?}");
    assert!(jobs.len() >= 3);
    let mut faults = Vec::new();
    for job in jobs {
        let checked = check_job(&files, &job.path);
        let shown: Vec<String> = checked.diagnostics.iter().map(|diagnostic| diagnostic.render(Style::Plain)).collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
        expect(&job.path.with_extension("txt"), &describe(&checked.job.unwrap()), &mut faults);
    }
    assert_none(&faults);
}

#[test]
fn the_page_of_errors_is_the_table() {
    let mut faults = Vec::new();
    expect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md"), &codes::page(), &mut faults);
    assert_none(&faults);
}

/// Each spec below jobs/ begins with the line by which an editor finds its schema.
#[test]
fn every_spec_of_the_repository_names_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let specs = Files::on_disk(&root).yaml_below(&root.join("jobs")).unwrap();
    assert!(specs.len() > 30, "{specs:?}");
    for spec in specs {
        let text = std::fs::read_to_string(&spec).unwrap();
        let has = |key: &str| text.lines().any(|line| line.starts_with(&format!("{key}:")));
        let kind =
            if has("connections") && !has("job") { "connections" } else { ["job", "mapping"].into_iter().find(|key| has(key)).unwrap() };
        let named = text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema = named.map(|path| spec.parent().unwrap().join(path).canonicalize());
        let schema = schema.unwrap_or_else(|| panic!("{} begins with no schema", spec.display()));
        assert_eq!(schema.unwrap_or_default(), root.join(format!("schema/{kind}.json")), "{}", spec.display());
    }
}

/// Every line of a job and its mapping taken out, cut, doubled, indented, emptied or garbled: something is said, and nothing panics.
#[test]
fn no_broken_spec_is_too_broken_to_be_told() {
    let read = |name: &str| std::fs::read_to_string(folder().join(name)).unwrap();
    let texts = [("connections.yaml", read("connections.yaml")), ("job.yaml", read("good/dim_airport.yaml"))];
    let mapping = read("good/mappings/dim_airport.yaml");
    let mut checked = 0;
    for (broken, text) in [texts[0].clone(), texts[1].clone(), ("mappings/dim_airport.yaml", mapping.clone())] {
        for text in mutations(&text) {
            let mut all = vec![("mappings/dim_airport.yaml", mapping.clone()), ("sql/refresh.sql", String::new())];
            all.extend(texts.clone());
            all.retain(|(name, _)| *name != broken);
            all.push((broken, text));
            let outcome = check_job(&Files::in_memory(all), Path::new("job.yaml"));
            let shown: Vec<String> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.render(Style::Plain)).collect();
            assert!(outcome.job.is_some() || !shown.is_empty());
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

fn mutations(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut texts = vec![text.replace('\n', "\r\n"), text.replace("  ", "\t"), format!("\u{feff}{text}"), String::new()];
    for (place, line) in lines.iter().enumerate() {
        let key = line.find(':').map_or(line.len(), |colon| colon + 1);
        let middle = (0..=line.len() / 2).rev().find(|cut| line.is_char_boundary(*cut)).unwrap_or(0);
        let variants = [
            None,
            Some(line[..middle].to_owned()),
            Some(format!("{line}\n{line}")),
            Some(format!("  {line}")),
            Some(line[..key].to_owned()),
            Some(format!("{} é\u{1f4a5}\u{301}", &line[..key])),
            Some(format!("{} [1, {{a: ]", &line[..key])),
            Some(format!("{} {{a: b}}", &line[..key])),
            Some(format!("{} [~, '']", &line[..key])),
        ];
        for variant in variants {
            let before = lines[..place].iter().map(|line| (*line).to_owned());
            let after = lines[place + 1..].iter().map(|line| (*line).to_owned());
            let all: Vec<String> = before.chain(variant).chain(after).collect();
            texts.push(all.join("\n"));
        }
    }
    texts
}

/// A checked job as text: everything but the Rust of its expressions.
fn describe(job: &Job) -> String {
    let mut out = String::new();
    writeln!(out, "job {} from {} (mapping {}): {:?}", job.name, job.spec, job.mapping, job.description).unwrap();
    writeln!(out, "load {:?}", job.load).unwrap();
    for param in &job.params {
        writeln!(out, "param {} {} default {:?}", param.name, param.ty, param.default).unwrap();
    }
    let source = &job.source;
    writeln!(out, "source {} {:?} timezone {} allow_empty {}", source.connection, source.backends, source.timezone, source.allow_empty)
        .unwrap();
    writeln!(out, "  {:?}", source.from).unwrap();
    source.columns.iter().for_each(|column| writeln!(out, "  {column:?}").unwrap());
    writeln!(out, "  filter {:?}", source.filter.as_ref().map(expression)).unwrap();
    let target = &job.target;
    writeln!(out, "target {} {:?} {:?} {}", target.connection, target.backends, target.kind, target.table).unwrap();
    for column in &target.columns {
        let null = if column.not_null { " not null" } else { "" };
        let value = expression(&column.value);
        writeln!(out, "  {} {}{null} {:?} = {value} {:?}", column.name, column.ty, column.change, column.comment).unwrap();
    }
    writeln!(out, "  key {:?} plain {:?} empty {}", target.key, target.key_source, target.empty_key_allowed).unwrap();
    writeln!(out, "  surrogate {:?}", target.surrogate_key).unwrap();
    writeln!(out, "  write {:?} history {:?}", target.write, target.history).unwrap();
    writeln!(out, "  row_hash {:?} type1_all_versions {}", target.row_hash, target.type1_all_versions).unwrap();
    writeln!(out, "  on_source_delete {:?} {:?} scope {:?}", target.on_source_delete, target.deleted, target.missing_scope).unwrap();
    let order: Vec<_> = target.order_by.iter().map(|order| (expression(&order.value), order.descending, order.nulls_first)).collect();
    writeln!(out, "  duplicates {:?} {order:?}", target.duplicates).unwrap();
    target.members.iter().for_each(|member| writeln!(out, "  {member:?}").unwrap());
    writeln!(out, "  {:?}", target.audit).unwrap();
    writeln!(out, "{:?}", job.settings).unwrap();
    writeln!(out, "{:?}", job.hooks).unwrap();
    writeln!(out, "udf {:?}", job.udf.as_ref().map(|udf| &udf.file)).unwrap();
    job.examples.iter().for_each(|example| writeln!(out, "{example:?}").unwrap());
    out
}

fn expression(compiled: &Compiled) -> String {
    let nullable = if compiled.nullable { " null" } else { "" };
    format!("`{}` {}{nullable} of columns {:?} params {:?}", compiled.text, compiled.ty, compiled.columns, compiled.params)
}
