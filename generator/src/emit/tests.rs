#![allow(clippy::unwrap_used)]

use quote::quote;

use super::*;
use crate::model::{Csv, Job, Literal, SourceColumn};
use crate::plan::{RuntimeLine, RuntimePlace, sample};

fn files(job: &Job) -> FileMap {
    emit(&CratePlan::new(
        job,
        RuntimeLine::Direct(RuntimePlace::Path("../../runtime".to_owned())),
    ))
}

fn text(files: &FileMap, path: &str) -> String {
    String::from_utf8(files.get(path).unwrap().to_vec()).unwrap()
}

#[test]
fn every_file_says_where_it_comes_from() {
    for (path, content) in files(&sample::dim_airport()).iter() {
        let first = std::str::from_utf8(content)
            .unwrap()
            .lines()
            .next()
            .unwrap();
        assert!(
            first.contains("@generated from jobs/dim_airport.yaml by `cargo xtask generate`"),
            "{path}: {first}"
        );
    }
}

#[test]
#[should_panic(expected = "a is emitted twice")]
fn a_path_belongs_to_one_part() {
    let mut files = FileMap::default();
    files.add("a", "");
    files.add("a", "");
}

#[test]
fn values_cannot_leave_their_place() {
    let mut job = sample::dim_airport();
    job.description = Some("A \"quoted\" | `word`\\\nand a second line */ --".to_owned());
    job.source.columns[0].name = "a\"b|c`d".to_owned();
    job.target.columns[0].value.text = "upper('`|\"')".to_owned();
    job.target.members[0].values[0] = Literal::Text("\"; }".to_owned());
    let files = files(&job);
    let manifest: toml::Table = text(&files, "Cargo.toml").parse().unwrap();
    assert_eq!(
        manifest["package"]["description"].as_str(),
        job.description.as_deref()
    );
    for (path, content) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        syn::parse_file(std::str::from_utf8(content).unwrap())
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let readme = text(&files, "README.md");
    assert!(readme.contains("| ``upper('`\\|\"')`` |"), "{readme}");
}

#[test]
fn prose_is_no_markup_to_rustdoc() {
    let mut job = sample::dim_airport();
    job.description = Some("See [the wiki] and <b>".to_owned());
    assert!(text(&files(&job), "src/lib.rs").contains("//! See \\[the wiki] and \\<b>\n"));
}

#[test]
fn a_source_column_that_nothing_uses_is_not_read() {
    let rows = text(&files(&sample::dim_airport()), "src/rows.rs");
    assert!(rows.contains("pub const DST: Column"));
    assert!(!rows.contains("dst:"));
}

#[test]
fn only_what_differs_is_written() {
    let mut job = sample::dim_airport();
    for column in &mut job.source.columns {
        *column = SourceColumn {
            nulls: vec![String::new()],
            trim: crate::model::Trim::None,
            ..column.clone()
        };
    }
    let files = files(&job);
    assert!(
        text(&files, "src/rows.rs")
            .contains(r#"pub const FAA: Column = Column::new("faa", 0, SqlType::Text);"#)
    );
    assert!(text(&files, "src/job.rs").contains("csv: Csv::DEFAULT"));
    let crate::model::From::File { csv, .. } = &mut job.source.from else {
        panic!("a file")
    };
    *csv = Csv {
        delimiter: b'\t',
        ..csv.clone()
    };
    let job_rs = text(&self::files(&job), "src/job.rs");
    assert!(job_rs.contains(r"delimiter: b'\t',"), "{job_rs}");
    assert!(!job_rs.contains("skip_lines"));
}

#[test]
fn a_nullable_key_is_asked_for_null_and_a_text_key_for_emptiness() {
    let mut job = sample::dim_airport();
    job.target.columns[0].value.nullable = true;
    let rows = text(&files(&job), "src/rows.rs");
    assert!(
        rows.contains(r#".ok_or_else(|| Reject::null_key("airport_code"))?"#),
        "{rows}"
    );
    assert!(rows.contains(r#"Err(Reject::empty_key("airport_code"))"#));
    job.target.empty_key_allowed = true;
    assert!(!text(&files(&job), "src/rows.rs").contains("empty_key"));
}

#[test]
fn a_job_may_be_called_like_anything_that_the_crate_names() {
    let mut job = sample::dim_airport();
    for (name, ty) in [
        ("load", "LoadJob"),
        ("result", "ResultJob"),
        ("self", "SelfJob"),
        ("stock", "Stock"),
        ("job", "JobJob"),
    ] {
        job.name = name.to_owned();
        assert!(
            text(&files(&job), "src/lib.rs").contains(&format!("pub use job::{ty};")),
            "{name}"
        );
    }
}

#[test]
fn the_branches_of_a_fallible_choice_are_results() {
    let mut job = sample::dim_airport();
    job.target.columns[4].value.body = quote!(if alt.is_some() {
        sql::f(alt)?
    } else {
        match lon {
            Some(lon) => Some(lon),
            None => None,
        }
    });
    let transform = text(&files(&job), "src/transform.rs");
    for line in [
        "        sql::f(alt)\n",
        "            Some(lon) => Ok(Some(lon)),\n",
        "            None => Ok(None),\n",
    ] {
        assert!(transform.contains(line), "{transform}");
    }
}

/// What a reviewer has to read when a mapping changes.
#[test]
fn one_changed_expression_touches_a_handful_of_lines() {
    let before = files(&sample::dim_airport());
    let mut job = sample::dim_airport();
    job.target.columns[1].value.text = "upper(trim(name))".to_owned();
    job.target.columns[1].value.body = quote!(name.map(sql::trim_upper));
    let after = files(&job);
    let changed: usize = before
        .iter()
        .map(|(path, content)| {
            let (one, other) = (std::str::from_utf8(content).unwrap(), text(&after, path));
            let diff = similar::TextDiff::from_lines(one, &other);
            diff.iter_all_changes()
                .filter(|change| change.tag() == similar::ChangeTag::Insert)
                .count()
        })
        .sum();
    // The function's documentation and body, the column's line (too long for one now), the lineage
    // table, and the digest twice.
    assert_eq!(changed, 7);
}

#[test]
fn a_crate_stays_small() {
    let mut job = sample::dim_airport();
    // Each kind of database is a list of statements more.
    job.target.backends = vec![crate::model::Backend::Database("sqlite")];
    let lines: usize = files(&job)
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(_, content)| content.iter().filter(|byte| **byte == b'\n').count())
        .sum();
    // Eight columns with every kind of extra.
    assert!(lines < 470, "{lines}");
}
