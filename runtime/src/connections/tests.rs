#![allow(clippy::unwrap_used)]

use std::ffi::OsString;
use std::path::Path;

use super::file::nearest;
use super::*;
use crate::adapters::KINDS;
use crate::error::{Error, Kind};
use crate::fixture::AIRPORTS;
use crate::yaml::Document;

const WITH_ENVIRONMENTS: &str = r#"version: 1
connections:
  nyc_files: {kind: files, root: "${NYC_DATA:-jobs/nycflights/data}"}
  warehouse:
    kind: [sqlite, postgres]
    url: "${WAREHOUSE_URL}"
    user: "${DW_USER}"
    password: "${file:/run/secrets/dw}"
    schema: "${DW_SCHEMA:-dw}"
    ledger: {schema: etl_log, prefix: lw_, keep_runs: 400 days, keep_rejects: 2 weeks}
  crm: {kind: postgres, url: "${CRM_URL}"}
environments:
  dev:  {warehouse: {url: "sqlite:target/nycflights.db", schema: main}}
  prod: {}
  lab:
"#;

fn load(text: &str, env: Option<&str>, vars: &[(&str, &str)]) -> Result<Connections> {
    let file = ConnectionsFile::new(
        Document::parse(Path::new("connections.yaml"), text)?,
        env.map(str::to_owned),
    )?;
    let vars = Vars::of(
        vars.iter()
            .map(|(name, value)| (*name, OsString::from(value))),
    );
    Ok(Connections {
        environment: file.environment().map(str::to_owned),
        source: resolve::connection(&file, "nyc_files", KINDS, &["files"], &vars)?,
        target: resolve::connection(&file, "warehouse", KINDS, &["sqlite"], &vars)?,
    })
}

/// The target of a file whose `warehouse` is written in flow style.
fn warehouse(fields: &str, vars: &[(&str, &str)]) -> Result<Connection> {
    let text = format!(
        "version: 1\nconnections:\n  nyc_files: {{kind: files, root: .}}\n  warehouse: {fields}\n"
    );
    load(&text, None, vars).map(|connections| connections.target)
}

/// What the command line shows: chain and advice.
fn shown(error: &Error) -> String {
    match error.advice() {
        Some(advice) => format!("{} / {advice}", error.chain()),
        None => error.chain(),
    }
}

#[test]
fn the_spec_s_example_loads_in_dev_without_any_variable() {
    let connections = load(WITH_ENVIRONMENTS, Some("dev"), &[]).unwrap();
    assert_eq!(
        connections.describe(),
        "environment dev · warehouse: sqlite target/nycflights.db · schema main"
    );
    assert_eq!(
        connections.source.describe(),
        "nyc_files: files jobs/nycflights/data"
    );
    let ledger = connections.target.database().unwrap().ledger();
    assert_eq!(
        *ledger,
        LedgerPlace {
            schema: "main".into(),
            prefix: "lw_".into(),
            keep_runs_days: Some(400),
            keep_rejects_days: Some(14)
        }
    );
}

#[test]
fn an_environment_overrides_single_fields_and_only_its_own() {
    let vars = [
        ("WAREHOUSE_URL", "sqlite:prod.db"),
        ("DW_SCHEMA", "main"),
        ("NYC_DATA", "/data"),
    ];
    for env in ["prod", "lab"] {
        let connections = load(WITH_ENVIRONMENTS, Some(env), &vars).unwrap();
        assert_eq!(
            connections.describe(),
            format!("environment {env} · warehouse: sqlite prod.db · schema main")
        );
        assert_eq!(connections.source.describe(), "nyc_files: files /data");
    }
    let text = WITH_ENVIRONMENTS.replace("prod: {}", "prod: {warehouse: {ledger: {prefix: etl_}}}");
    let target = load(&text, Some("prod"), &vars).unwrap().target;
    let ledger = target.database().unwrap().ledger();
    assert_eq!(
        (ledger.prefix.as_str(), ledger.keep_runs_days),
        ("etl_", Some(400)),
        "the ledger's fields are overridden one by one"
    );
}

#[test]
fn the_environment_must_be_picked_from_the_file_s() {
    for (text, env, expected) in [
        (
            WITH_ENVIRONMENTS,
            None,
            "connections.yaml has environments, and none was picked / pick one with --env NAME or \
             LOADWRIGHT_ENV: dev, prod, lab",
        ),
        (
            WITH_ENVIRONMENTS,
            Some("prd"),
            "connections.yaml has no environment `prd` / did you mean `prod`?",
        ),
        (
            "version: 1\nconnections: {}\n",
            Some("dev"),
            "environment `dev` was picked, but connections.yaml has no `environments:` / leave \
             out --env and LOADWRIGHT_ENV, or add the environment to the file",
        ),
    ] {
        let error = load(text, env, &[]).unwrap_err();
        assert_eq!((shown(&error).as_str(), error.exit_code()), (expected, 2));
    }
}

#[test]
fn an_unset_variable_is_named_with_the_place_that_uses_it() {
    let error = load(WITH_ENVIRONMENTS, Some("prod"), &[]).unwrap_err();
    assert_eq!(
        shown(&error),
        "connections.yaml:6: `warehouse.url` cannot be used: the environment variable \
         WAREHOUSE_URL is not set / set WAREHOUSE_URL, or give a default: \
         ${WAREHOUSE_URL:-default}"
    );
    assert_eq!(error.kind(), Kind::Usage);
}

#[test]
fn the_url_s_scheme_picks_the_kind() {
    for (url, path) in [
        ("sqlite:a/b.db", "a/b.db"),
        ("sqlite:/a/b.db", "/a/b.db"),
        ("sqlite://a/b.db", "a/b.db"),
        ("sqlite:///a/b.db", "/a/b.db"),
        ("a/b.db", "a/b.db"),
        ("/a/b c.db", "/a/b c.db"),
    ] {
        for kind in ["sqlite", "[sqlite, postgres]", "[postgres, sqlite]"] {
            let connection = warehouse(&format!("{{kind: {kind}, url: \"{url}\"}}"), &[]).unwrap();
            assert_eq!(
                connection.describe(),
                format!("warehouse: sqlite {path} · schema main")
            );
        }
    }
}

#[test]
fn slips_are_errors_that_say_the_line_and_what_was_meant() {
    for (fields, expected) in [
        (
            "{kind: sqlite, ulr: x}",
            "connections.yaml:4: unknown field `ulr` / did you mean `url`?",
        ),
        (
            "{kind: sqlite, url: x, ledger: {prefx: a_}}",
            "connections.yaml:4: unknown field `prefx` / did you mean `prefix`?",
        ),
        (
            "{kind: sqlit, url: x}",
            "connections.yaml:4: unknown kind `sqlit` / did you mean `sqlite`?",
        ),
        (
            "{url: x}",
            "connections.yaml:4: connection `warehouse`: the connection has no `kind`: files, \
             sqlite, postgres or mysql",
        ),
        (
            "{kind: []}",
            "connections.yaml:4: connection `warehouse`: `kind` lists none",
        ),
        (
            "{kind: sqlite}",
            "connections.yaml:4: connection `warehouse`: the connection has no `url`",
        ),
        (
            "{kind: sqlite, url: \"\"}",
            "connections.yaml:4: connection `warehouse`: `url` is empty",
        ),
        (
            "{kind: sqlite, url: }",
            "connections.yaml:4: `url` has no value",
        ),
        (
            "{kind: sqlite, url: x, root: y}",
            "connections.yaml:4: connection `warehouse`: a connection of kind sqlite has no `root`",
        ),
        (
            "{kind: [files, sqlite], url: x}",
            "connections.yaml:4: connection `warehouse`: `files` stands alone: it has no URL to \
             tell it from a database",
        ),
        (
            "{kind: postgres, url: \"sqlite:x\"}",
            "connections.yaml:4: connection `warehouse`: the URL's scheme says sqlite, but `kind` \
             says postgres",
        ),
        (
            "{kind: [sqlite, postgres], url: \"postgres://h/d\"}",
            "connections.yaml:4: connection `warehouse`: the job was not generated for a \
             connection of kind postgres / list the kind in connections.yaml where the job is \
             generated, and generate the job again",
        ),
        (
            "{kind: [sqlite, mysql], url: \"mysql://h/d\"}",
            "connections.yaml:4: connection `warehouse`: mysql needs a later version of the \
             runtime",
        ),
        (
            "{kind: files, root: x}",
            "connections.yaml:4: connection `warehouse`: the job was not generated for a \
             connection of kind files / list the kind in connections.yaml where the job is \
             generated, and generate the job again",
        ),
        (
            "{kind: sqlite, url: x, schema: dw}",
            "connections.yaml:4: connection `warehouse`: SQLite has no schema `dw`, only `main` / \
             set `schema: main` in the environment whose URL is SQLite's",
        ),
        (
            "{kind: sqlite, url: x, ledger: {prefix: 'a\"b'}}",
            "connections.yaml:4: connection `warehouse`: `a\"b` is no prefix: letters, digits and \
             _, not a digit first",
        ),
        (
            "{kind: sqlite, url: x, ledger: {keep_runs: 0 days}}",
            "connections.yaml:4: connection `warehouse`: `ledger.keep_runs` is `0 days`, and must \
             be a whole number of days or weeks, from 1 to 36500 days: write `90 days`",
        ),
        (
            "{kind: sqlite, url: x, ledger: {keep_runs: 100000000 days}}",
            "connections.yaml:4: connection `warehouse`: `ledger.keep_runs` is `100000000 days`, \
             and must be a whole number of days or weeks, from 1 to 36500 days: write `90 days`",
        ),
        (
            "{kind: sqlite, url: x, ledger: {keep_rejects: 4294967295 weeks}}",
            "connections.yaml:4: connection `warehouse`: `ledger.keep_rejects` is `4294967295 \
             weeks`, and must be a whole number of days or weeks, from 1 to 36500 days: write `90 \
             days`",
        ),
        (
            "{kind: sqlite, url: \"odd://x\"}",
            "connections.yaml:4: `warehouse.url` cannot be used: the URL's scheme is not known / \
             write sqlite:PATH, postgres://… or mysql://…",
        ),
        (
            "{kind: sqlite, url: \"sqlite::memory:\"}",
            "connections.yaml:4: `warehouse.url` cannot be used: a SQLite URL is `sqlite:` and \
             the path of a file: workers share it, so it cannot be in memory, and it takes no \
             options",
        ),
    ] {
        assert_eq!(
            shown(&warehouse(fields, &[]).unwrap_err()),
            expected,
            "{fields}"
        );
    }
}

#[test]
fn the_file_s_own_shape_is_checked() {
    for (text, expected) in [
        (
            "connections: {}\n",
            "connections.yaml:1: `version: 1` is missing",
        ),
        (
            "version: 2\n",
            "connections.yaml:1: this runtime reads `version: 1` of connections.yaml",
        ),
        (
            "version: 1\nconections: {}\n",
            "connections.yaml:2: unknown field `conections` / did you mean `connections`?",
        ),
        (
            "version: 1\nconnections: [a]\n",
            "connections.yaml:2: `connections` must hold keys and values",
        ),
        (
            "version: 1\n",
            "connections.yaml has no connection `nyc_files` / there are none",
        ),
        (
            "version: 1\nconnections:\n  nyc_file: {kind: files, root: .}\n",
            "connections.yaml has no connection `nyc_files` / did you mean `nyc_file`?",
        ),
        (
            "version: 1\nconnections:\n  crm: {kind: sqlite, url: x}\nenvironments:\n  dev:\n    \
             cmr: {url: y}\n",
            "connections.yaml:6: unknown connection `cmr` / did you mean `crm`?",
        ),
    ] {
        assert_eq!(
            shown(&load(text, None, &[]).unwrap_err()),
            expected,
            "{text}"
        );
    }
}

#[test]
fn a_literal_password_is_an_error_wherever_it_stands_and_is_never_shown() {
    for text in [
        "version: 1\nconnections:\n  x: {kind: postgres, url: \"${U}\", password: hunter2}\n",
        "version: 1\nconnections:\n  x: {kind: postgres, url: \"${U}\", password: \
         \"hunter2${P}\"}\n",
        "version: 1\nconnections:\n  x: {kind: postgres, url: \"postgres://me:hunter2@db/dw\"}\n",
        "version: 1\nconnections:\n  x: {kind: postgres, url: \
         \"postgres://me@db/dw?sslmode=require&password=hunter2\"}\n",
        "version: 1\nconnections:\n  x: {kind: postgres, url: u}\nenvironments: {dev: {x: \
         {password: hunter2}}}\n",
    ] {
        let error = load(text, Some("dev"), &[]).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("connection `x` has a literal password"),
            "{error}"
        );
        assert!(!format!("{error:?}{}", shown(&error)).contains("hunter2"));
    }
    let fine = "{kind: [sqlite, postgres], url: \"sqlite:x\", user: u, password: \"${PW}\"}";
    assert!(
        warehouse(fine, &[]).is_ok(),
        "SQLite has no use for the password, so the variable need not be set"
    );
}

#[test]
fn a_url_s_value_is_never_shown() {
    for url in [
        "odd://me:hunter2@db",
        "postgres://me:hunter2@db/dw",
        "sqlite:x?key=hunter2",
    ] {
        let error =
            warehouse("{kind: [sqlite, postgres], url: \"${U}\"}", &[("U", url)]).unwrap_err();
        assert!(
            !format!("{error:?}{}", shown(&error)).contains("hunter2"),
            "{error:?}"
        );
    }
}

#[test]
fn the_nearest_file_is_found_from_below() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    std::fs::create_dir_all(&deep).unwrap();
    let file = folder.path().join("a/connections.yaml");
    std::fs::write(&file, WITH_ENVIRONMENTS).unwrap();
    assert_eq!(nearest(&deep), Some(file));
}

#[test]
fn file_and_environment_come_from_the_request_before_the_variables() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (
        folder.path().join("one.yaml"),
        folder.path().join("two.yaml"),
    );
    std::fs::write(&one, WITH_ENVIRONMENTS).unwrap();
    std::fs::write(
        &two,
        WITH_ENVIRONMENTS.replace("target/nycflights.db", "two.db"),
    )
    .unwrap();
    let vars = Vars::of([
        ("LOADWRIGHT_CONNECTIONS", two.as_os_str()),
        ("LOADWRIGHT_ENV", "dev".as_ref()),
    ]);
    let by_vars = ConnectionsRequest {
        vars: vars.clone(),
        ..ConnectionsRequest::default()
    };
    assert_eq!(
        Connections::load(&by_vars, KINDS, &AIRPORTS)
            .unwrap()
            .describe(),
        "environment dev · warehouse: sqlite two.db · schema main"
    );
    let by_flags = ConnectionsRequest {
        file: Some(one),
        env: Some("prod".into()),
        vars,
    };
    let error = Connections::load(&by_flags, KINDS, &AIRPORTS).unwrap_err();
    assert!(
        error.to_string().contains("one.yaml:6: `warehouse.url`"),
        "{error}"
    );
    let unset = Vars::of([
        ("LOADWRIGHT_CONNECTIONS", two.as_os_str()),
        ("LOADWRIGHT_ENV", "".as_ref()),
    ]);
    let error = Connections::load(
        &ConnectionsRequest {
            vars: unset,
            ..ConnectionsRequest::default()
        },
        KINDS,
        &AIRPORTS,
    )
    .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("has environments, and none was picked"),
        "{error}"
    );
    let missing = ConnectionsRequest {
        file: Some(folder.path().join("none.yaml")),
        ..ConnectionsRequest::default()
    };
    assert_eq!(
        Connections::load(&missing, KINDS, &AIRPORTS)
            .unwrap_err()
            .exit_code(),
        2
    );
}

#[cfg(feature = "sqlite")]
#[test]
fn the_ledger_s_commands_do_not_need_the_source() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connections.yaml");
    std::fs::write(
        &file,
        "version: 1\nconnections:\n  nyc_files: {kind: files, root: \"${UNSET}\"}\n  warehouse: \
         {kind: sqlite, url: w.db}\n",
    )
    .unwrap();
    let request = ConnectionsRequest {
        file: Some(file),
        env: None,
        vars: Vars::of::<&str, &str>([]),
    };
    assert_eq!(
        Target::load(&request, KINDS, &AIRPORTS).unwrap().describe(),
        "warehouse: sqlite w.db · schema main"
    );
    assert!(Connections::load(&request, KINDS, &AIRPORTS).is_err());
}

/// What the compiler takes, a run takes, and the other way round: of times and prefixes it has the
/// run's own parser.
#[test]
#[cfg(feature = "postgres")]
fn the_compiler_takes_what_a_run_takes() {
    use loadwright_generator::{check::check_job, spec::Files};

    const JOB: &str = "version: 1\njob: j\nsource: warehouse\ntarget: warehouse\nmapping:\n  \
                       source: {table: a, columns: {id: integer not null}}\n  target: {table: b, \
                       kind: fact, key: [id], write: upsert}\n  columns: {id: id}\n";
    let times = [
        "90 days",
        "6 hours",
        "90s",
        "5 m",
        "2weeks",
        "0 days",
        "0 s",
        "1 d",
        "36500 days",
        "36501 days",
        "5215 weeks",
        "24 days",
        "25 days",
        "1 ms",
        "1.5 hours",
        "-1 days",
        "6",
        "days",
        "",
        "1 fortnight",
        "6 Hours",
        "99999999999999999999 s",
        "${KEEP}",
        "${NONE:-6 hours}",
        "1_0 days",
    ];
    let prefixes = ["lw_", "_", "9x", "a-b", "", "é", "${PREFIX}", "a.b", "L9"];
    let of = |field: &str, text: &str| match field {
        "keep_runs" | "keep_rejects" | "prefix" => format!("ledger: {{{field}: \"{text}\"}}"),
        _ => format!("{field}: \"{text}\""),
    };
    let fields = [
        ("keep_runs", &times[..]),
        ("keep_rejects", &times),
        ("statement_timeout", &times),
        ("lock_timeout", &times),
        ("prefix", &prefixes),
    ];
    for (field, texts) in fields {
        for text in texts {
            let file = format!(
                "version: 1\nconnections:\n  warehouse: {{kind: postgres, url: \
                 \"postgres://h/d\", {}}}\n",
                of(field, text)
            );
            let run = ConnectionsFile::new(
                Document::parse(Path::new("connections.yaml"), &file).unwrap(),
                None,
            )
            .and_then(|file| {
                let value = if field.ends_with("timeout") {
                    "7 minutes"
                } else {
                    "7 days"
                };
                let vars = Vars::of([("KEEP", value), ("PREFIX", "x_")]);
                resolve::connection(&file, "warehouse", KINDS, &["postgres"], &vars)
            });
            let files =
                Files::in_memory([("jobs/job.yaml", JOB), ("jobs/connections.yaml", &file)]);
            let checked = check_job(&files, Path::new("jobs/job.yaml"));
            // What a reference stands for is known to a run alone.
            if text.contains("${") {
                assert!(checked.job.is_some(), "{field}: {text}");
            } else {
                assert_eq!(
                    run.is_ok(),
                    checked.job.is_some(),
                    "{field}: {text}: {:?}",
                    run.map(|_| ())
                );
            }
        }
    }
}
