//! The command line as its users meet it: golden crates, determinism, and what it says of a folder
//! that is not as it should be.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn loadwright(cwd: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loadwright"));
    command.current_dir(cwd);
    command
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// Every file below a folder, by its path with `/`.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name: Vec<_> = path
                    .strip_prefix(folder)
                    .unwrap()
                    .iter()
                    .map(|part| part.to_str().unwrap())
                    .collect();
                files.insert(name.join("/"), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// A project of one job of the golden ones, outside any workspace.
struct Project {
    dir: TempDir,
}

impl Project {
    fn new() -> Project {
        Project::of("airport")
    }

    fn of(case: &str) -> Project {
        let dir = tempfile::tempdir().unwrap();
        for (path, content) in tree(&golden().join(case))
            .into_iter()
            .filter(|(path, _)| !path.starts_with("expected/"))
        {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Project { dir }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn generate(&self, flags: &[&str]) -> (i32, String, String) {
        said(&run(loadwright(self.dir.path())
            .args(["generate", "--runtime", "version=0.1.0"])
            .args(flags)))
    }

    fn edit_spec(&self, from: &str, to: &str) {
        self.edit("jobs/dim_airport.yaml", from, to);
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from:?}");
        fs::write(self.path(path), text.replace(from, to)).unwrap();
    }
}

#[test]
fn golden_crates() {
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut cases: Vec<PathBuf> = fs::read_dir(golden())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    for case in cases {
        let out = tempfile::tempdir().unwrap();
        let expected = case.join("expected");
        let output = run(loadwright(&case)
            .arg("generate")
            .arg("jobs")
            .args(["--runtime", "version=0.1.0", "--out"])
            .arg(out.path()));
        assert!(
            output.status.success(),
            "{}: {}",
            case.display(),
            said(&output).2
        );
        if update {
            let _ = fs::remove_dir_all(&expected);
            for (path, content) in tree(out.path()) {
                fs::create_dir_all(expected.join(&path).parent().unwrap()).unwrap();
                fs::write(expected.join(&path), content).unwrap();
            }
        }
        let (expected, found) = (tree(&expected), tree(out.path()));
        assert_eq!(
            expected.keys().collect::<Vec<_>>(),
            found.keys().collect::<Vec<_>>(),
            "{}",
            case.display()
        );
        for (path, content) in &found {
            let [expected, found] =
                [&expected[path], content].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            let diff = similar::TextDiff::from_lines(&expected, &found)
                .unified_diff()
                .to_string();
            assert!(
                diff.is_empty(),
                "{}/{path} (UPDATE_EXPECT=1 takes it over)\n{diff}",
                case.display()
            );
        }
    }
}

#[test]
fn neither_order_nor_folder_nor_environment_changes_a_byte() {
    let specs: Vec<PathBuf> = [
        "airport/jobs/dim_airport.yaml",
        "events/jobs/fact_event.yaml",
    ]
    .map(|path| golden().join(path))
    .into();
    let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let first = run(loadwright(&golden())
        .arg("generate")
        .args(&specs)
        .args(["--runtime", "version=1", "--out"])
        .arg(one.path().join("out")));
    assert!(first.status.success(), "{}", said(&first).2);
    let second = run(loadwright(other.path())
        .arg("generate")
        .args(specs.iter().rev())
        .args(["--runtime", "version=1", "--out", "out"])
        .envs([
            ("LC_ALL", "tr_TR.UTF-8"),
            ("HOME", "/nowhere"),
            ("TZ", "Asia/Tokyo"),
        ]));
    assert!(second.status.success(), "{}", said(&second).2);
    let [one, other] = [one, other].map(|dir| tree(&dir.path().join("out")));
    assert!(!one.is_empty());
    assert_eq!(one, other);
}

#[test]
fn a_second_run_writes_nothing() {
    let project = Project::new();
    assert_eq!(project.generate(&[]).0, 0);
    let out = project.path("generated");
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in tree(&out).keys() {
        fs::File::options()
            .write(true)
            .open(out.join(path))
            .unwrap()
            .set_modified(long_ago)
            .unwrap();
    }
    let (code, stdout, _) = project.generate(&[]);
    assert_eq!((code, stdout.as_str()), (0, "1 crate was fresh\n"));
    for path in tree(&out).keys() {
        assert_eq!(
            fs::metadata(out.join(path)).unwrap().modified().unwrap(),
            long_ago,
            "{path}"
        );
    }
}

#[test]
fn check_tells_missing_fresh_changed_and_orphan() {
    let project = Project::new();
    let (code, stdout, stderr) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        stdout.contains("missing  dim_airport") && stderr.contains("`loadwright generate` writes"),
        "{stdout}{stderr}"
    );
    assert!(!project.path("generated").exists());

    project.generate(&[]);
    let (code, stdout, _) = project.generate(&["--check"]);
    assert_eq!((code, stdout.as_str()), (0, "1 crate is fresh\n"));

    project.edit_spec(
        "altitude_ft: {expr: \"cast(round(alt) as integer)\"",
        "altitude_ft: {expr: \"cast(trunc_(alt) as integer)\"",
    );
    assert_eq!(
        project.generate(&["--check"]).0,
        2,
        "a spec with an error is no stale crate"
    );
    project.edit_spec("trunc_(alt)", "ceil(alt)");
    let before = tree(&project.path("generated"));
    let (code, stdout, _) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        stdout.contains(
            "changed  dim_airport                  the spec means something else: Cargo.toml, \
             README.md"
        ),
        "{stdout}"
    );
    assert_eq!(
        tree(&project.path("generated")),
        before,
        "--check writes nothing"
    );

    project.edit_spec("job: dim_airport", "job: dim_airfield");
    project.generate(&[]);
    let (code, stdout, stderr) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(stdout.starts_with("orphan   dim_airport"), "{stdout}");
    assert!(
        stderr.contains("`loadwright generate --prune` removes orphans"),
        "{stderr}"
    );
    assert_eq!(project.generate(&["--prune"]).0, 0);
    assert!(!project.path("generated/dim_airport").exists());
    assert!(project.path("generated/dim_airfield/Cargo.toml").exists());
    let workspace = fs::read_to_string(project.path("generated/Cargo.toml")).unwrap();
    assert!(
        workspace.contains("\"dim_airfield\"") && !workspace.contains("\"dim_airport\""),
        "{workspace}"
    );
}

#[test]
fn hand_edits_are_kept_until_forced() {
    let project = Project::new();
    project.generate(&[]);
    project.edit(
        "generated/dim_airport/src/transform.rs",
        "sql::upper",
        "sql::lower",
    );
    let (code, stdout, _) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        stdout.contains("edited   dim_airport                  by hand: src/transform.rs"),
        "{stdout}"
    );

    let (code, _, stderr) = project.generate(&[]);
    assert_eq!(code, 1);
    assert!(stderr.contains("not written: src/transform.rs"), "{stderr}");
    let transform =
        || fs::read_to_string(project.path("generated/dim_airport/src/transform.rs")).unwrap();
    assert!(transform().contains("sql::lower"));

    assert_eq!(project.generate(&["--force"]).0, 0);
    assert!(transform().contains("sql::upper"));
    assert_eq!(project.generate(&["--check"]).0, 0);
}

#[test]
fn the_copy_of_a_udf_is_a_file_like_any_other() {
    let project = Project::of("events");
    assert_eq!(project.generate(&[]).0, 0);
    project.edit("generated/fact_event/src/udf.rs", "'@'", "'#'");
    let (code, stdout, _) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        stdout.contains("edited   fact_event                   by hand: src/udf.rs"),
        "{stdout}"
    );
    assert_eq!(project.generate(&["--force"]).0, 0);

    project.edit("jobs/cleaning.rs", "'@'", "'#'");
    let (code, stdout, _) = project.generate(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        stdout.contains("changed  fact_event") && stdout.contains("src/udf.rs"),
        "{stdout}"
    );

    project.edit("jobs/cleaning.rs", "text.chars()", "text.chars(");
    let (code, _, stderr) = project.generate(&["--check"]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("--> jobs/cleaning.rs:13:1") && stderr.contains("^ not valid Rust"),
        "{stderr}"
    );

    fs::remove_file(project.path("jobs/cleaning.rs")).unwrap();
    let (code, _, stderr) = project.generate(&["--check"]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("cannot read jobs/cleaning.rs: ") && stderr.contains("cleaning.rs\n"),
        "{stderr}"
    );
    assert!(
        stderr.contains("named here; paths are relative to this file"),
        "{stderr}"
    );
}

#[test]
fn diff_shows_and_writes_nothing() {
    let project = Project::new();
    project.generate(&[]);
    project.edit_spec("latitude: lat", "latitude: abs(lat)");
    let before = tree(&project.path("generated"));
    let (code, stdout, _) = project.generate(&["--diff"]);
    assert_eq!(code, 0);
    assert!(
        stdout.contains("--- a/dim_airport/src/transform.rs\n+++ b/dim_airport/src/transform.rs"),
        "{stdout}"
    );
    assert!(stdout.contains("+/// `abs(lat)`"), "{stdout}");
    assert_eq!(tree(&project.path("generated")), before);
    assert_eq!(project.generate(&["--diff", "--check"]).0, 1);
}

#[test]
fn one_bad_spec_leaves_everything_as_it_was() {
    let project = Project::new();
    fs::write(
        project.path("jobs/broken.yaml"),
        "version: 1\njob: broken\n",
    )
    .unwrap();
    let (code, _, stderr) = project.generate(&[]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("jobs/broken.yaml")
            && stderr.contains("1 of 2 specs cannot be compiled; nothing was written"),
        "{stderr}"
    );
    assert!(!project.path("generated").exists());
}

#[test]
fn a_comment_in_a_spec_changes_nothing() {
    let project = Project::new();
    project.generate(&[]);
    let before = tree(&project.path("generated"));
    project.edit_spec(
        "# A dimension with full history, from a file.",
        "# Another comment.",
    );
    assert_eq!(project.generate(&["--check"]).0, 0);
    assert_eq!(tree(&project.path("generated")), before);
}

#[test]
fn the_manifest_beside_the_crates_keeps_what_the_user_wrote() {
    let project = Project::new();
    fs::create_dir(project.path("generated")).unwrap();
    let manifest = "# Ours.\n[workspace]\nresolver = \"2\"\nmembers = [\"zebra\"] # by \
                    hand\n\n[profile.release]\nlto = true\n";
    fs::write(project.path("generated/Cargo.toml"), manifest).unwrap();
    project.generate(&[]);
    let text = fs::read_to_string(project.path("generated/Cargo.toml")).unwrap();
    for kept in [
        "# Ours.",
        "resolver = \"2\"",
        "\"zebra\"",
        "# by hand",
        "lto = true",
    ] {
        assert!(text.contains(kept), "{text}");
    }
    let parsed: toml::Table = text.parse().unwrap();
    assert_eq!(parsed["workspace"]["members"].as_array().unwrap().len(), 2);
    let runtime = &parsed["workspace"]["dependencies"]["loadwright-runtime"];
    assert_eq!(
        (
            runtime["version"].as_str(),
            runtime["default-features"].as_bool()
        ),
        (Some("0.1.0"), Some(false))
    );

    // Without --runtime the manifest's word stands.
    let again = said(&run(loadwright(project.dir.path()).arg("generate")));
    assert_eq!(again.1, "1 crate was fresh\n");
}

#[test]
fn elsewhere_the_runtime_is_copied_once() {
    let project = Project::new();
    let (code, stdout, stderr) = said(&run(loadwright(project.dir.path()).arg("generate")));
    assert_eq!(code, 0, "{stderr}");
    assert!(
        stdout.contains("wrote    vendor/loadwright-runtime"),
        "{stdout}"
    );
    assert!(
        project
            .path("generated/vendor/loadwright-runtime/src/lib.rs")
            .exists()
    );
    let manifest = fs::read_to_string(project.path("generated/dim_airport/Cargo.toml")).unwrap();
    assert!(
        manifest.contains(
            "loadwright-runtime = { workspace = true, features = [\"csv\", \"sqlite\", \
             \"postgres\"] }"
        ),
        "{manifest}"
    );
    let again = said(&run(
        loadwright(project.dir.path()).args(["generate", "--check"])
    ));
    assert_eq!((again.0, again.1.as_str()), (0, "1 crate is fresh\n"));
}

#[test]
fn inside_the_workspace_the_runtime_is_the_workspaces_own() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let generate = |flags: &[&str]| {
        said(&run(loadwright(root)
            .args([
                "generate",
                "generator/tests/golden/airport/jobs",
                "--out",
                "target/never-written",
            ])
            .args(flags)))
    };
    let (code, stdout, stderr) = generate(&["--diff"]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains(
        "+loadwright-runtime = { path = \"../../../runtime\", default-features = false, features \
         = [\"csv\", \"sqlite\", \"postgres\"] }"
    ));
    let (code, _, stderr) = generate(&["--runtime", "vendor"]);
    assert_eq!(code, 2, "{stderr}");
}

#[test]
fn list_and_explain_speak_of_jobs_and_codes() {
    let project = Project::new();
    let (code, stdout, _) = said(&run(loadwright(project.dir.path()).arg("list")));
    assert_eq!(code, 0);
    let line = stdout
        .lines()
        .find(|line| line.starts_with("dim_airport"))
        .unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(
        words,
        [
            "dim_airport",
            "missing",
            "airports_${snapshot}.csv",
            "dim_airport",
            "jobs/dim_airport.yaml"
        ]
    );

    let (code, stdout, _) = said(&run(
        loadwright(project.dir.path()).args(["explain", "dim_airport"])
    ));
    assert_eq!(code, 0);
    assert!(
        stdout.contains("upper(trim(faa))") && stdout.contains("src/transform.rs"),
        "{stdout}"
    );
    let by_path = said(&run(
        loadwright(project.dir.path()).args(["explain", "jobs/dim_airport.yaml"])
    ));
    assert_eq!(by_path.1, stdout);

    let (code, stdout, _) = said(&run(
        loadwright(project.dir.path()).args(["explain", "LW0004"])
    ));
    assert_eq!(code, 0);
    assert!(stdout.starts_with("LW0004: unknown field"), "{stdout}");
    let (code, _, stderr) = said(&run(
        loadwright(project.dir.path()).args(["explain", "dim_airprot"])
    ));
    assert_eq!(code, 2);
    assert!(stderr.contains("did you mean `dim_airport`?"), "{stderr}");
}

#[test]
fn a_diff_opens_with_what_it_means() {
    let project = Project::new();
    assert_eq!(project.generate(&["--out", "etl"]).0, 0);
    project.edit_spec("scd: 1", "scd: 2");
    let (code, out, _) = project.generate(&["--out", "etl", "--diff"]);
    assert_eq!(code, 0);
    let (meaning, diff) = out.split_once("\n\n").unwrap();
    assert!(
        meaning.starts_with("dim_airport\n  ") && meaning.contains("SCD 1 → SCD 2"),
        "{meaning}"
    );
    assert!(meaning.contains("=> the row hash changes"), "{meaning}");
    assert!(diff.starts_with("--- a/"), "{diff}");
}

#[test]
fn schemas_are_written_and_found_stale() {
    let project = Project::new();
    let schema = |flags: &[&str]| {
        said(&run(loadwright(project.dir.path())
            .arg("schema")
            .args(flags)))
    };
    assert_eq!(schema(&["--check"]).0, 1);
    assert_eq!(schema(&[]).0, 0);
    assert_eq!(schema(&["--check"]).0, 0);
    project.edit("schema/job.json", "\"load\"", "\"lode\"");
    let (code, out, err) = schema(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("job.json")
            && !out.contains("mapping.json")
            && err.contains("`loadwright schema`"),
        "{out}{err}"
    );
    assert_eq!(schema(&["--out", "other"]).0, 0);
    assert!(project.path("other/connections.json").is_file());
}

#[test]
fn lineage_is_shown_in_three_forms() {
    let project = Project::new();
    let lineage = |flags: &[&str]| {
        said(&run(loadwright(project.dir.path())
            .arg("lineage")
            .args(flags)))
    };
    let (code, table, _) = lineage(&["dim_airport"]);
    assert_eq!(code, 0);
    assert!(
        table.contains("TARGET COLUMN") && table.contains("DIRECT TRANSFORMATION"),
        "{table}"
    );
    assert!(
        lineage(&["--format", "mermaid"])
            .1
            .starts_with("flowchart LR\n")
    );
    let (_, json, _) = lineage(&[
        "jobs/dim_airport.yaml",
        "--format",
        "openlineage",
        "--namespace",
        "warehouse=postgres://dw:5432",
    ]);
    let datasets: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(datasets[0]["namespace"], "postgres://dw:5432");
    let (code, _, err) = lineage(&["dim_airprt"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `dim_airport`?"), "{err}");
}
