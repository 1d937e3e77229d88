//! What a real PostgreSQL 15 says to the expressions of `postgres.txt`.

use std::fmt::Write;
use std::process::Command;

use loadwright_cluster::Cluster;

/// The expressions with their three results each, asked anew; `None` where there is no PostgreSQL
/// 15 to ask.
pub(crate) fn answers(expressions: &[&str]) -> Option<String> {
    if !Cluster::can_start() {
        return None;
    }
    // The settings that the project takes as PostgreSQL's own: UTF8 and C.UTF-8 are the cluster's.
    let settings = [
        ("TimeZone", "UTC"),
        ("DateStyle", "ISO"),
        ("extra_float_digits", "1"),
        ("fsync", "off"),
    ];
    let cluster = settings
        .into_iter()
        .fold(Cluster::builder(), |builder, (name, value)| {
            builder.setting(name, value)
        })
        .start()
        .unwrap();
    if !cluster
        .psql("postgres", "SHOW server_version_num")
        .unwrap()
        .starts_with("15")
    {
        return None;
    }
    let mut script = include_str!("rows.sql").to_owned();
    for expression in expressions {
        writeln!(script, "SELECT evaluated($lw${expression}$lw$);").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("expressions.sql");
    std::fs::write(&path, script).unwrap();
    let output = Command::new(cluster.programs().join("psql"))
        .args([
            "--no-psqlrc",
            "--quiet",
            "--no-align",
            "--tuples-only",
            "--set",
            "ON_ERROR_STOP=1",
            "--dbname",
        ])
        .arg(cluster.url("postgres"))
        .arg("--file")
        .arg(&path)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut results = printed.split('\n');
    let mut text = String::new();
    for expression in expressions {
        writeln!(text, "{expression}").unwrap();
        (0..3).for_each(|_| writeln!(text, "  {}", results.next().unwrap()).unwrap());
    }
    Some(text)
}
