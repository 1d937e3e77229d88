#![allow(clippy::unwrap_used)]

use std::io::Write;

use super::*;
use crate::error::Error;
use crate::fixture::{AIRPORTS, NO_SETTINGS};
use crate::info::{Param, SqlType};
use crate::options::Flags;
use crate::vars::Vars;

const SPEC: SettingsInfo = SettingsInfo {
    enable_parallel: Some(true),
    max_workers: Some(5),
    chunk_size: Some(5_000),
    min_rows_for_parallel: Some(55),
    ..NO_SETTINGS
};
const VARS: &[(&str, &str)] = &[
    ("MAPPER_PARALLEL_ENABLED", "true"),
    ("MAPPER_MAX_WORKERS", "4"),
    ("MAPPER_CHUNK_SIZE", "4000"),
    ("MAPPER_MIN_ROWS_FOR_PARALLEL", "44"),
];
const SESSION: &str =
    "{enable_parallel: true, max_workers: 3, chunk_size: 3000, min_rows_for_parallel: 33}";
const FLAGS: Flags = Flags {
    enable_parallel: Some(true),
    max_workers: Some(2),
    chunk_size: Some(2_000),
    min_rows_for_parallel: Some(22),
};
const NO_FLAGS: Flags = Flags {
    enable_parallel: None,
    max_workers: None,
    chunk_size: None,
    min_rows_for_parallel: None,
};

fn resolve(
    flags: Flags,
    session: &str,
    vars: &[(&str, &str)],
    spec: SettingsInfo,
) -> Result<Settings> {
    resolved(
        Options {
            flags,
            ..Options::default()
        },
        session,
        vars,
        &JobInfo {
            settings: spec,
            ..AIRPORTS
        },
    )
    .map(|all| all.settings)
}

fn resolved(
    mut options: Options,
    session: &str,
    vars: &[(&str, &str)],
    info: &JobInfo,
) -> Result<Resolved> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(session.as_bytes()).unwrap();
    options.vars = Vars::of(vars.iter().copied());
    options.session_params = (!session.is_empty()).then(|| file.path().to_owned());
    Resolved::of(&options, info)
}

/// Message and advice, without the session file's path.
fn shown(error: &Error) -> String {
    let text = match error.advice() {
        Some(advice) => format!("{} / {advice}", error.chain()),
        None => error.chain(),
    };
    text.split_once(":1: ")
        .map_or(text.clone(), |(_, rest)| rest.to_owned())
}

#[test]
fn each_layer_stands_above_the_next() {
    for (flags, session, vars, spec, layer, workers) in [
        (FLAGS, SESSION, VARS, SPEC, Layer::Flag, 2),
        (NO_FLAGS, SESSION, VARS, SPEC, Layer::Session, 3),
        (NO_FLAGS, "", VARS, SPEC, Layer::Environment, 4),
        (NO_FLAGS, "", &[], SPEC, Layer::Spec, 5),
    ] {
        let settings = resolve(flags, session, vars, spec).unwrap();
        assert_eq!(settings.enable_parallel, Setting { value: true, layer });
        assert_eq!(
            settings.max_workers,
            Setting {
                value: workers,
                layer
            }
        );
        assert_eq!(
            settings.chunk_size,
            Setting {
                value: workers as u64 * 1_000,
                layer
            }
        );
        assert_eq!(
            settings.min_rows_for_parallel,
            Setting {
                value: workers as u64 * 11,
                layer
            }
        );
    }
}

#[test]
fn the_defaults_are_the_documented_ones() {
    fn default<T>(value: T) -> Setting<T> {
        Setting {
            value,
            layer: Layer::Default,
        }
    }
    let settings = resolve(NO_FLAGS, "", &[], NO_SETTINGS).unwrap();
    let cores = std::thread::available_parallelism().unwrap().get();
    assert_eq!(
        settings,
        Settings {
            enable_parallel: default(false),
            max_workers: default(cores.saturating_sub(1).clamp(1, 8)),
            chunk_size: default(50_000),
            min_rows_for_parallel: default(100_000),
            resume: default(true),
            resume_within: default(Duration::from_secs(6 * 3600)),
            retry_max_attempts: default(3),
            retry_initial_delay: default(Duration::from_millis(500)),
            retry_multiplier: default(2.0),
            retry_max_delay: default(Duration::from_secs(30)),
            rejects: default(RejectLimit::Rows(0)),
            rejects_store: default(StoreRejects::Row),
            close_limit_percent: default(20.0),
            close_limit_min_rows: default(10),
            analyze: default(Analyze::Auto),
        }
    );
}

#[test]
fn false_and_zero_are_used_as_written_and_never_passed_over() {
    let off = Flags {
        enable_parallel: Some(false),
        min_rows_for_parallel: Some(0),
        ..NO_FLAGS
    };
    let off_in_session = "{enable_parallel: false, min_rows_for_parallel: 0}";
    let off_in_vars: &[(&str, &str)] = &[
        ("MAPPER_PARALLEL_ENABLED", "false"),
        ("MAPPER_MIN_ROWS_FOR_PARALLEL", "0"),
    ];
    let off_in_spec = SettingsInfo {
        enable_parallel: Some(false),
        min_rows_for_parallel: Some(0),
        ..NO_SETTINGS
    };
    for (flags, session, vars, spec, layer) in [
        (off, SESSION, VARS, SPEC, Layer::Flag),
        (NO_FLAGS, off_in_session, VARS, SPEC, Layer::Session),
        (NO_FLAGS, "", off_in_vars, SPEC, Layer::Environment),
        (NO_FLAGS, "", &[], off_in_spec, Layer::Spec),
    ] {
        let settings = resolve(flags, session, vars, spec).unwrap();
        assert_eq!(
            settings.enable_parallel,
            Setting {
                value: false,
                layer
            }
        );
        assert_eq!(settings.min_rows_for_parallel, Setting { value: 0, layer });
    }
}

#[test]
fn a_zero_that_cannot_be_used_is_refused_by_the_layer_that_wrote_it() {
    let zero = |spec: SettingsInfo| (NO_FLAGS, "", &[] as &[(&str, &str)], spec);
    let workers = "is 0: at least one worker is needed (`enable_parallel: false` runs one)";
    for ((flags, session, vars, spec), expected) in [
        (
            (
                Flags {
                    max_workers: Some(0),
                    ..NO_FLAGS
                },
                SESSION,
                VARS,
                SPEC,
            ),
            format!("`max_workers` from the flag {workers}"),
        ),
        (
            (NO_FLAGS, "max_workers: 0", VARS, SPEC),
            format!("`max_workers` from the session parameters {workers}"),
        ),
        (
            (NO_FLAGS, "", &[("MAPPER_MAX_WORKERS", "0")], SPEC),
            format!("`max_workers` from the environment {workers}"),
        ),
        (
            zero(SettingsInfo {
                max_workers: Some(0),
                ..NO_SETTINGS
            }),
            format!("`max_workers` from the spec {workers}"),
        ),
        (
            zero(SettingsInfo {
                max_workers: Some(5_000),
                ..NO_SETTINGS
            }),
            "`max_workers` from the spec is more than 1024".into(),
        ),
        (
            (NO_FLAGS, "", &[("MAPPER_CHUNK_SIZE", "0")], SPEC),
            "`chunk_size` from the environment is 0: at least one row is needed".into(),
        ),
        (
            (NO_FLAGS, "retry: {max_attempts: 0}", VARS, SPEC),
            "`retry.max_attempts` from the session parameters is 0: the first attempt counts, so \
             at least 1 is needed"
                .into(),
        ),
        (
            (NO_FLAGS, "retry: {multiplier: 0.5}", VARS, SPEC),
            "`retry.multiplier` from the session parameters must be a number from 1 to 1000".into(),
        ),
        (
            (NO_FLAGS, "close_limit: {percent: 101}", VARS, SPEC),
            "`close_limit.percent` from the session parameters must be between 0 and 100".into(),
        ),
        (
            (NO_FLAGS, "rejects: {max_percent: -1}", VARS, SPEC),
            "`rejects.max_percent` from the session parameters must be between 0 and 100".into(),
        ),
    ] {
        let error = resolve(flags, session, vars, spec).unwrap_err();
        assert_eq!((shown(&error), error.exit_code()), (expected, 2));
    }
}

#[test]
fn a_variable_that_cannot_be_read_is_an_error_even_below_a_flag() {
    for (name, value, expected) in [
        ("MAPPER_MAX_WORKERS", "four", "which is not a whole number"),
        ("MAPPER_MAX_WORKERS", "", "which is not a whole number"),
        ("MAPPER_CHUNK_SIZE", "-1", "which is not a whole number"),
        (
            "MAPPER_MIN_ROWS_FOR_PARALLEL",
            "1e5",
            "which is not a whole number",
        ),
        (
            "MAPPER_PARALLEL_ENABLED",
            "maybe",
            "which is not true or false",
        ),
    ] {
        let error = resolve(FLAGS, "", &[(name, value)], SPEC).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the environment variable {name} is `{value}`, {expected}")
        );
    }
}

#[test]
fn truth_is_read_in_the_usual_spellings() {
    for (text, expected) in [
        ("true", true),
        ("TRUE", true),
        ("1", true),
        ("on", true),
        ("0", false),
        ("No", false),
        (" off ", false),
    ] {
        let settings = resolve(NO_FLAGS, "", &[("MAPPER_PARALLEL_ENABLED", text)], SPEC).unwrap();
        assert_eq!(
            settings.enable_parallel,
            Setting {
                value: expected,
                layer: Layer::Environment
            }
        );
    }
}

#[test]
fn the_session_file_carries_limits_and_retry_too_and_may_be_json() {
    let json = r#"{
	"rejects": {"max_percent": 1.5, "store": "key"},
	"close_limit": {"percent": 0, "min_rows": 0},
	"retry": {"max_attempts": 1, "initial_delay_ms": 0, "multiplier": 1, "max_delay_ms": 10}
}"#;
    let spec = SettingsInfo {
        rejects_max_rows: Some(7),
        close_limit_percent: Some(50.0),
        ..NO_SETTINGS
    };
    let settings = resolve(NO_FLAGS, json, &[], spec).unwrap();
    fn session<T>(value: T) -> Setting<T> {
        Setting {
            value,
            layer: Layer::Session,
        }
    }
    assert_eq!(
        settings.rejects,
        session(RejectLimit::Percent(1.5)),
        "another kind of limit replaces the spec's"
    );
    assert_eq!(settings.rejects_store, session(StoreRejects::Key));
    assert_eq!(
        (settings.close_limit_percent, settings.close_limit_min_rows),
        (session(0.0), session(0))
    );
    assert_eq!(
        (settings.retry_max_attempts, settings.retry_initial_delay),
        (session(1), session(Duration::ZERO))
    );
    assert_eq!(
        (settings.retry_multiplier, settings.retry_max_delay),
        (session(1.0), session(Duration::from_millis(10)))
    );
}

#[test]
fn slips_in_the_session_file_are_errors() {
    for (session, expected) in [
        (
            "max_worker: 1",
            "unknown session parameter `max_worker` / did you mean `max_workers`?",
        ),
        (
            "max_workers: four",
            "`max_workers` is `four`, which is not a whole number",
        ),
        (
            "max_workers: -1",
            "`max_workers` is `-1`, which is not a whole number",
        ),
        ("max_workers:", "`max_workers` has no value"),
        (
            "enable_parallel: maybe",
            "`enable_parallel` is `maybe`, which is not true or false",
        ),
        (
            "rejects: {max_row: 1}",
            "unknown field `max_row` / did you mean `max_rows`?",
        ),
        (
            "rejects: {store: rows}",
            "`store` is `rows`, which is not row, key or none",
        ),
        (
            "rejects: {max_rows: 1, max_percent: 1}",
            "`rejects` from the session parameters has both `max_rows` and `max_percent`: give one",
        ),
        ("close_limit: 20", "`close_limit` must hold keys and values"),
        ("- a", "`the file` must hold keys and values"),
    ] {
        assert_eq!(
            shown(&resolve(NO_FLAGS, session, &[], NO_SETTINGS).unwrap_err()),
            expected,
            "{session}"
        );
    }
}

#[test]
fn settings_are_listed_with_their_layers() {
    let settings = resolve(NO_FLAGS, "rejects: {max_percent: 2}", VARS, SPEC).unwrap();
    let json = settings.to_json();
    assert_eq!(
        json["max_workers"],
        serde_json::json!({"value": 4, "layer": "environment"})
    );
    assert_eq!(
        json["rejects.max_percent"],
        serde_json::json!({"value": 2.0, "layer": "session parameters"})
    );
    assert_eq!(
        json["retry.initial_delay_ms"],
        serde_json::json!({"value": 500, "layer": "default"})
    );
    assert_eq!(settings.list().len(), 15);
}

const PARAMS: &[Param] = &[
    Param {
        name: "snapshot",
        ty: SqlType::Text,
        default: Some("2013"),
    },
    Param {
        name: "year",
        ty: SqlType::Integer,
        default: None,
    },
];

fn params(flags: &[(&str, &str)], session: &str, info: &JobInfo) -> Result<Vec<String>> {
    let options = flags
        .iter()
        .fold(Options::default(), |options, (name, value)| {
            options.param(*name, *value)
        });
    resolved(options, session, &[], info)
        .map(|all| all.params.iter().map(ParamValue::as_text).collect())
}

#[test]
fn a_param_comes_from_the_flag_else_the_session_else_the_spec() {
    let info = JobInfo {
        params: PARAMS,
        ..AIRPORTS
    };
    for (flags, session, expected) in [
        (
            &[("snapshot", "a"), ("year", "1")][..],
            "params: {snapshot: b, year: 2}",
            ["a", "1"],
        ),
        (
            &[("year", "1")],
            "params: {snapshot: 007, year: 2}",
            ["007", "1"],
        ),
        (&[], "params: {year: 2}", ["2013", "2"]),
        (&[("snapshot", ""), ("year", "3")], "", ["", "3"]),
    ] {
        assert_eq!(params(flags, session, &info).unwrap(), expected);
    }
}

#[test]
fn params_that_are_unknown_missing_twice_or_of_another_type_are_errors() {
    let info = JobInfo {
        params: PARAMS,
        ..AIRPORTS
    };
    for (flags, session, expected) in [
        (
            &[("yaer", "1")][..],
            "",
            "--param: the job has no param `yaer` / did you mean `year`?",
        ),
        (
            &[],
            "params: {yaer: 1}",
            "the session parameters: the job has no param `yaer` / did you mean `year`?",
        ),
        (
            &[],
            "",
            "the job needs a value for: year / give --param year=VALUE",
        ),
        (
            &[("year", "1"), ("year", "2")],
            "",
            "--param: `year` is given twice",
        ),
        (
            &[("year", "20x3")],
            "",
            "the param year is `20x3`: not an integer",
        ),
    ] {
        let error = params(flags, session, &info).unwrap_err();
        assert_eq!((shown(&error).as_str(), error.exit_code()), (expected, 2));
    }
}

#[test]
fn a_param_in_a_table_s_name_is_an_identifier_and_one_in_a_path_stays_below_the_root() {
    let table = JobInfo {
        target: crate::info::TargetInfo {
            table: "${snapshot}.airport",
            ..AIRPORTS.target
        },
        ..AIRPORTS
    };
    for good in ["dw", "_dw2"] {
        assert!(params(&[("snapshot", good)], "", &table).is_ok());
    }
    for bad in ["", "2dw", "d w", "dw\"; drop table x; --", "dw.x", "dü"] {
        let error = params(&[("snapshot", bad)], "", &table).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the param snapshot is `{bad}`, and it is part of a table's name")
        );
    }
    for good in ["2013", "eu/2013", "a.b"] {
        assert!(params(&[("snapshot", good)], "", &AIRPORTS).is_ok());
    }
    for bad in ["../2013", "a/../../b", "/etc/passwd", ".."] {
        let error = params(&[("snapshot", bad)], "", &AIRPORTS).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the param snapshot is `{bad}`, and it is part of a file's path")
        );
    }
}

#[test]
fn params_are_filled_into_names_and_written_to_the_ledger() {
    let values = [ParamValue::Text("2013".into()), ParamValue::Integer(7)];
    assert_eq!(
        params::fill_in("eu/a_${snapshot}_${year}.csv", PARAMS, &values).unwrap(),
        "eu/a_2013_7.csv"
    );
    assert_eq!(params::fill_in("plain", PARAMS, &values).unwrap(), "plain");
    assert!(params::fill_in("${other}", PARAMS, &values).is_err());
    assert_eq!(
        params::to_json(PARAMS, &values).to_string(),
        r#"{"snapshot":"2013","year":"7"}"#
    );
}

#[test]
fn values_beyond_all_sense_are_refused_with_their_layer() {
    for (session, told) in [
        (
            "{retry: {multiplier: 1e30}}",
            "`retry.multiplier` from the session parameters must be a number from 1 to 1000",
        ),
        (
            "{retry: {multiplier: inf}}",
            "`retry.multiplier` from the session parameters must be a number from 1 to 1000",
        ),
        (
            "{retry: {initial_delay_ms: 18446744073709551615}}",
            "`retry.initial_delay_ms` from the session parameters is more than 86400000 (a day)",
        ),
        (
            "{retry: {max_delay_ms: 86400001}}",
            "`retry.max_delay_ms` from the session parameters is more than 86400000 (a day)",
        ),
        (
            "{retry: {max_attempts: 4294967296}}",
            "`retry.max_attempts` from the session parameters is more than 10000",
        ),
        (
            "{chunk_size: 1000000001}",
            "`chunk_size` from the session parameters is more than 1000000000",
        ),
    ] {
        assert_eq!(
            shown(&resolve(NO_FLAGS, session, &[], NO_SETTINGS).unwrap_err()),
            told
        );
    }
    let spec = SettingsInfo {
        resume_within_seconds: Some(u64::MAX),
        ..NO_SETTINGS
    };
    let told = "`checkpoint.resume_within` from the spec is more than 3153600000 s (100 years)";
    assert_eq!(shown(&resolve(NO_FLAGS, "", &[], spec).unwrap_err()), told);
    let flags = Flags {
        chunk_size: Some(u64::MAX),
        ..NO_FLAGS
    };
    assert_eq!(
        shown(&resolve(flags, "", &[], NO_SETTINGS).unwrap_err()),
        "`chunk_size` from the flag is more than 1000000000"
    );
}

/// What the compiler takes in a spec, a run takes from its session parameters, and the other way
/// round.
#[test]
fn the_compiler_takes_what_a_run_takes() {
    use std::path::Path;

    use loadwright_generator::{check::check_job, spec::Files};

    const JOB: &str = "version: 1\njob: j\nconnections: c.yaml\nsource: w\ntarget: w\nmapping:\n  \
                       source: {table: a, columns: {id: integer not null}}\n  target: {table: b, \
                       kind: fact, key: [id], write: upsert}\n  columns: {id: id}\n";
    const CONNECTIONS: &str = "version: 1\nconnections:\n  w: {kind: sqlite, url: x}\n";
    // In a spec these stand in a section of their own.
    let parallel = ["max_workers", "chunk_size", "min_rows_for_parallel"];
    let settings = [
        (
            "retry",
            &[
                "max_attempts",
                "initial_delay_ms",
                "max_delay_ms",
                "multiplier",
            ][..],
        ),
        ("rejects", &["max_rows", "max_percent"]),
        ("close_limit", &["percent", "min_rows"]),
    ];
    let single = parallel.iter().map(|name| {
        (
            format!("parallel: {{{name}: VALUE}}"),
            format!("{name}: VALUE"),
        )
    });
    let nested = settings.iter().flat_map(|(section, names)| {
        names.iter().map(move |name| {
            let both = format!("{section}: {{{name}: VALUE}}");
            (both.clone(), both)
        })
    });
    for (spec, session) in single.chain(nested) {
        for value in [
            "0",
            "1",
            "2",
            "100",
            "100.5",
            "101",
            "999.5",
            "1000",
            "1000.1",
            "1023",
            "1024",
            "1025",
            "10000",
            "10001",
            "86400000",
            "86400001",
            "1000000000",
            "1000000001",
            "50_000",
            "_",
            "1e3",
            "1e30",
            "-1",
            "-0",
            "+5",
            "0x10",
            ".inf",
            "inf",
            "nan",
            "18446744073709551615",
            "18446744073709551616",
            "''",
            "many",
            "0.5",
        ] {
            let (spec, session) = (
                spec.replace("VALUE", value),
                session.replace("VALUE", value),
            );
            let files = Files::in_memory([
                ("j/job.yaml", format!("{JOB}{spec}\n").as_str()),
                ("j/c.yaml", CONNECTIONS),
            ]);
            let checked = check_job(&files, Path::new("j/job.yaml"));
            let run = resolve(NO_FLAGS, &session, &[], NO_SETTINGS);
            assert_eq!(
                checked.job.is_some(),
                run.is_ok(),
                "{spec}: {:?}",
                run.err().map(|error| error.chain())
            );
        }
    }
}

mod any_value {
    use proptest::prelude::*;

    use super::*;

    /// Numbers as anyone may write them: near the limits, far beyond them, and none at all.
    fn number() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<u64>().prop_map(|value| value.to_string()),
            (0_u64..2000).prop_map(|value| value.to_string()),
            any::<f64>().prop_map(|value| value.to_string()),
            (0.0..2000.0_f64).prop_map(|value| value.to_string()),
            any::<i64>().prop_map(|value| value.to_string()),
            "[0-9]{1,30}|[0-9]\\.[0-9]e[0-9]{1,3}|inf|NaN|-0",
        ]
    }

    /// What a run does with its times: nothing of it may overflow.
    fn wait(settings: &Settings) {
        let mut delay = settings.retry_initial_delay.value;
        for _ in 0..settings.retry_max_attempts.value.min(200) {
            let _ = std::time::Instant::now() + delay.mul_f64(1.5);
            delay = delay
                .mul_f64(settings.retry_multiplier.value)
                .min(settings.retry_max_delay.value);
        }
        let _ = crate::clock::now() - settings.resume_within.value;
        let _ = (
            settings.to_json(),
            settings.rejects.value.is_passed(u64::MAX, u64::MAX),
        );
        assert!(settings.chunk_size.value > 0 && settings.max_workers.value > 0);
    }

    proptest! {
        #[test]
        fn is_used_or_refused_and_overflows_nothing(
            (a, b, c, d, e) in (number(), number(), number(), number(), number()),
            (f, g, h, i) in (number(), number(), number(), number()),
            numbers in any::<[u64; 9]>(),
            floats in any::<[f64; 3]>(),
        ) {
            for session in [
                format!("{{max_workers: {a}, chunk_size: {b}, min_rows_for_parallel: {c}}}"),
                format!("{{retry: {{max_attempts: {d}, initial_delay_ms: {e}, multiplier: {f}, max_delay_ms: {g}}}}}"),
                format!("{{rejects: {{max_rows: {h}}}, close_limit: {{percent: {i}, min_rows: {a}}}}}"),
                format!("{{rejects: {{max_percent: {b}}}}}"),
            ] {
                if let Ok(settings) = resolve(NO_FLAGS, &session, &[], NO_SETTINGS) {
                    wait(&settings);
                }
            }
            let vars = [("MAPPER_MAX_WORKERS", &*a), ("MAPPER_CHUNK_SIZE", &b), ("MAPPER_MIN_ROWS_FOR_PARALLEL", &c)];
            if let Ok(settings) = resolve(NO_FLAGS, "", &vars, NO_SETTINGS) {
                wait(&settings);
            }
            let flags = Flags { max_workers: Some(numbers[0]), chunk_size: Some(numbers[1]), min_rows_for_parallel: Some(numbers[2]), ..NO_FLAGS };
            if let Ok(settings) = resolve(flags, "", &[], NO_SETTINGS) {
                wait(&settings);
            }
            // A spec by the compiler of another day.
            for shift in 0..64 {
                let spec = SettingsInfo {
                    resume_within_seconds: Some(numbers[3] >> shift),
                    retry_max_attempts: Some(numbers[4] >> shift),
                    retry_initial_delay_ms: Some(numbers[5] >> shift),
                    retry_max_delay_ms: Some(numbers[6] >> shift),
                    retry_multiplier: Some(floats[0]),
                    rejects_max_rows: Some(numbers[7]),
                    close_limit_percent: Some(floats[1]),
                    close_limit_min_rows: Some(numbers[8]),
                    ..NO_SETTINGS
                };
                if let Ok(settings) = resolve(NO_FLAGS, "", &[], spec) {
                    wait(&settings);
                }
            }
        }
    }
}
