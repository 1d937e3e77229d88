//! Specs as data: what is said of bad ones, and what becomes of good ones.
//! `UPDATE_EXPECT=1 cargo test` writes the expected texts.
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
    let expected = std::fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if expected != found {
        faults.push(format!(
            "{} differs:\n--- expected\n{expected}\n--- found\n{found}",
            path.display()
        ));
    }
}

fn assert_none(faults: &[String]) {
    assert!(
        faults.is_empty(),
        "{}\n(`UPDATE_EXPECT=1 cargo test` accepts)",
        faults.join("\n")
    );
}

/// Every `bad/x.yaml` and `bad/x/job.yaml`.
fn bad_specs() -> Vec<PathBuf> {
    let mut specs = Vec::new();
    for entry in std::fs::read_dir(folder().join("bad")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            specs.push(path.join("job.yaml"));
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
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
        let only_warns = path
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .starts_with("warns_");
        assert_eq!(checked.job.is_some(), only_warns, "{}", path.display());
        assert!(
            !checked.diagnostics.is_empty(),
            "{} has nothing wrong",
            path.display()
        );
        let shown: Vec<String> = checked
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.render(Style::Plain))
            .collect();
        for diagnostic in &checked.diagnostics {
            assert!(
                codes::explain(diagnostic.code).is_some(),
                "{} is not in the table",
                diagnostic.code
            );
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
        let shown: Vec<String> = checked
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.render(Style::Plain))
            .collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
        expect(
            &job.path.with_extension("txt"),
            &describe(&checked.job.unwrap()),
            &mut faults,
        );
    }
    assert_none(&faults);
}

#[test]
fn the_page_of_errors_is_the_table() {
    let mut faults = Vec::new();
    expect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/errors.md"),
        &codes::page(),
        &mut faults,
    );
    assert_none(&faults);
}

/// Each spec below jobs/ begins with the line by which an editor finds its schema.
#[test]
fn every_spec_of_the_repository_names_its_schema() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap();
    let specs = Files::on_disk(&root)
        .yaml_below(&root.join("jobs"))
        .unwrap();
    assert!(specs.len() > 30, "{specs:?}");
    for spec in specs {
        let text = std::fs::read_to_string(&spec).unwrap();
        let has = |key: &str| {
            text.lines()
                .any(|line| line.starts_with(&format!("{key}:")))
        };
        let kind = if has("connections") && !has("job") {
            "connections"
        } else {
            ["job", "mapping"].into_iter().find(|key| has(key)).unwrap()
        };
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema = named.map(|path| spec.parent().unwrap().join(path).canonicalize());
        let schema = schema.unwrap_or_else(|| panic!("{} begins with no schema", spec.display()));
        assert_eq!(
            schema.unwrap_or_default(),
            root.join(format!("schema/{kind}.json")),
            "{}",
            spec.display()
        );
    }
}

/// Every line of a job and its mapping taken out, cut, doubled, indented, emptied or garbled:
/// something is said, and nothing panics.
#[test]
fn no_broken_spec_is_too_broken_to_be_told() {
    let read = |name: &str| std::fs::read_to_string(folder().join(name)).unwrap();
    let texts = [
        ("connections.yaml", read("connections.yaml")),
        ("job.yaml", read("good/dim_airport.yaml")),
    ];
    let mapping = read("good/mappings/dim_airport.yaml");
    let mut checked = 0;
    for (broken, text) in [
        texts[0].clone(),
        texts[1].clone(),
        ("mappings/dim_airport.yaml", mapping.clone()),
    ] {
        for text in mutations(&text) {
            let mut all = vec![
                ("mappings/dim_airport.yaml", mapping.clone()),
                ("sql/refresh.sql", String::new()),
            ];
            all.extend(texts.clone());
            all.retain(|(name, _)| *name != broken);
            all.push((broken, text));
            let outcome = check_job(&Files::in_memory(all), Path::new("job.yaml"));
            let shown: Vec<String> = outcome
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.render(Style::Plain))
                .collect();
            assert!(outcome.job.is_some() || !shown.is_empty());
            checked += 1;
        }
    }
    assert!(checked > 500, "{checked}");
}

fn mutations(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut texts = vec![
        text.replace('\n', "\r\n"),
        text.replace("  ", "\t"),
        format!("\u{feff}{text}"),
        String::new(),
    ];
    for (place, line) in lines.iter().enumerate() {
        let key = line.find(':').map_or(line.len(), |colon| colon + 1);
        let middle = (0..=line.len() / 2)
            .rev()
            .find(|cut| line.is_char_boundary(*cut))
            .unwrap_or(0);
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
    writeln!(
        out,
        "job {} from {} (mapping {}): {:?}",
        job.name, job.spec, job.mapping, job.description
    )
    .unwrap();
    writeln!(out, "load {:?}", job.load).unwrap();
    for param in &job.params {
        writeln!(
            out,
            "param {} {} default {:?}",
            param.name, param.ty, param.default
        )
        .unwrap();
    }
    let source = &job.source;
    writeln!(
        out,
        "source {} {:?} timezone {} allow_empty {}",
        source.connection, source.backends, source.timezone, source.allow_empty
    )
    .unwrap();
    writeln!(out, "  {:?}", source.from).unwrap();
    source
        .columns
        .iter()
        .for_each(|column| writeln!(out, "  {column:?}").unwrap());
    writeln!(out, "  filter {:?}", source.filter.as_ref().map(expression)).unwrap();
    let target = &job.target;
    writeln!(
        out,
        "target {} {:?} {:?} {}",
        target.connection, target.backends, target.kind, target.table
    )
    .unwrap();
    for column in &target.columns {
        let null = if column.not_null { " not null" } else { "" };
        let value = expression(&column.value);
        writeln!(
            out,
            "  {} {}{null} {:?} = {value} {:?}",
            column.name, column.ty, column.change, column.comment
        )
        .unwrap();
    }
    writeln!(
        out,
        "  key {:?} plain {:?} empty {}",
        target.key, target.key_source, target.empty_key_allowed
    )
    .unwrap();
    writeln!(out, "  surrogate {:?}", target.surrogate_key).unwrap();
    writeln!(
        out,
        "  write {:?} history {:?}",
        target.write, target.history
    )
    .unwrap();
    writeln!(
        out,
        "  row_hash {:?} type1_all_versions {}",
        target.row_hash, target.type1_all_versions
    )
    .unwrap();
    writeln!(
        out,
        "  on_source_delete {:?} {:?} scope {:?}",
        target.on_source_delete, target.deleted, target.missing_scope
    )
    .unwrap();
    let order: Vec<_> = target
        .order_by
        .iter()
        .map(|order| {
            (
                expression(&order.value),
                order.descending,
                order.nulls_first,
            )
        })
        .collect();
    writeln!(out, "  duplicates {:?} {order:?}", target.duplicates).unwrap();
    target
        .members
        .iter()
        .for_each(|member| writeln!(out, "  {member:?}").unwrap());
    writeln!(out, "  {:?}", target.audit).unwrap();
    writeln!(out, "{:?}", job.settings).unwrap();
    writeln!(out, "{:?}", job.hooks).unwrap();
    writeln!(out, "udf {:?}", job.udf.as_ref().map(|udf| &udf.file)).unwrap();
    job.examples
        .iter()
        .for_each(|example| writeln!(out, "{example:?}").unwrap());
    out
}

fn expression(compiled: &Compiled) -> String {
    let nullable = if compiled.nullable { " null" } else { "" };
    format!(
        "`{}` {}{nullable} of columns {:?} params {:?}",
        compiled.text, compiled.ty, compiled.columns, compiled.params
    )
}

/// Any number in any setting is taken or refused: none of them makes the compiler panic, and what
/// it takes is within what a run takes.
#[test]
fn any_number_of_a_setting_is_taken_or_refused() {
    let good = "mapping:
  source: {file: airports.csv, columns: {faa: text not null}}
  target: {table: dim_airport, kind: dimension, key: [code], scd: 2}
  columns: {code: faa}
";
    let seed = std::env::var("LOADWRIGHT_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(9);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let mut number = move || match random.u8(0..8) {
        0 => (random.u64(..) >> random.u32(0..64)).to_string(),
        1 => random.i64(..).to_string(),
        2 => f64::from_bits(random.u64(..)).to_string(),
        3 => format!("{:e}", f64::from_bits(random.u64(..))),
        4 => "9".repeat(random.usize(1..40)),
        5 => format!("{}.{}", random.u16(..), random.u16(..)),
        6 => {
            ["inf", "-inf", "NaN", "-0", "1_000", "0x10", "1e", "~"][random.usize(0..8)].to_owned()
        }
        _ => random.u16(0..2000).to_string(),
    };
    let connections = "version: 1\nconnections:\n  nyc_files: {kind: files, root: .}\n  \
                       warehouse: {kind: sqlite, url: \"${W}\"}\n";
    let mut taken = 0;
    for _ in 0..300 {
        let settings = [
            format!(
                "retry: {{max_attempts: {}, initial_delay_ms: {}, multiplier: {}, max_delay_ms: \
                 86400000}}",
                number(),
                number(),
                number()
            ),
            format!("retry: {{max_delay_ms: {}}}", number()),
            format!(
                "parallel: {{max_workers: {}, chunk_size: {}, min_rows_for_parallel: {}}}",
                number(),
                number(),
                number()
            ),
            format!(
                "checkpoint: {{resume_within: {} {}}}",
                number(),
                ["seconds", "days", "weeks", "hours"][number().len() % 4]
            ),
            format!(
                "rejects: {{max_rows: {}}}\nclose_limit: {{percent: {}, min_rows: {}}}",
                number(),
                number(),
                number()
            ),
            format!("rejects: {{max_percent: {}}}", number()),
        ];
        for settings in settings {
            let text = format!(
                "version: 1\njob: dim_airport\nsource: nyc_files\ntarget: warehouse\nload: \
                 full\n{settings}\n{good}"
            );
            let files = Files::in_memory([
                ("job.yaml", text.as_str()),
                ("connections.yaml", connections),
            ]);
            let checked = check_job(&files, Path::new("job.yaml"));
            let Some(job) = checked.job else {
                assert!(!checked.diagnostics.is_empty(), "{settings}");
                continue;
            };
            taken += 1;
            let told = &job.settings;
            assert!(
                told.retry_multiplier
                    .is_none_or(|factor| (1.0..=1000.0).contains(&factor)),
                "{settings}"
            );
            assert!(
                told.retry_initial_delay_ms
                    .max(told.retry_max_delay_ms)
                    .is_none_or(|delay| delay <= 86_400_000),
                "{settings}"
            );
            assert!(
                told.resume_within_seconds
                    .is_none_or(|seconds| seconds <= 36_500 * 86_400),
                "{settings}"
            );
            assert!(
                told.chunk_size
                    .is_none_or(|rows| (1..=1_000_000_000).contains(&rows)),
                "{settings}"
            );
        }
    }
    assert!(taken > 50, "only {taken} were taken");
}
