//! `test`: everything that is checked before a change goes in, cheap things first.

mod authoring;
mod dependencies;
mod determinism;
mod examples;
mod msrv;
mod notes;
mod standalone;
mod versions;

use std::process::Command;
use std::time::Instant;

use loadwright_cluster::Cluster;
use notes::run_noting;

use crate::Result;
use crate::workspace::{Workspace, run};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only formatting, freshness of the generated crates, lints and tests
    #[arg(long)]
    quick: bool,

    /// Only this step
    #[arg(long, value_name = "NAME", conflicts_with = "quick")]
    step: Option<String>,
}

/// One thing that is checked.
struct Step {
    name: &'static str,
    what: &'static str,
    slow: bool,
    check: fn(&Workspace) -> Result,
}

impl Step {
    const fn quick(
        name: &'static str,
        what: &'static str,
        check: fn(&Workspace) -> Result,
    ) -> Step {
        Step {
            name,
            what,
            slow: false,
            check,
        }
    }

    const fn slow(name: &'static str, what: &'static str, check: fn(&Workspace) -> Result) -> Step {
        Step {
            name,
            what,
            slow: true,
            check,
        }
    }
}

const STEPS: [Step; 18] = [
    Step::quick("fmt", "sources are formatted", |workspace| {
        run(&mut workspace.cargo(["fmt", "--all", "--check"]))
    }),
    Step::quick(
        "fresh",
        "generated/ is what the specs say, schema/ what the reader takes",
        |workspace| {
            run(&mut workspace.xtask(["generate", "--check"]))?;
            run(&mut workspace.xtask(["schema", "--check"]))
        },
    ),
    Step::slow(
        "deps",
        "licences, sources and advisories of what is linked",
        dependencies::check,
    ),
    Step::quick(
        "clippy",
        "no lint complains, in any target of any crate",
        |workspace| {
            run(&mut workspace.cargo([
                "clippy",
                "--workspace",
                "--all-targets",
                "--all-features",
                "--locked",
                "--",
                "-D",
                "warnings",
            ]))
        },
    ),
    Step::slow(
        "features",
        "the runtime compiles with the adapters that a job may choose",
        features,
    ),
    Step::slow(
        "msrv",
        "the oldest Rust that the manifests promise compiles what users compile",
        msrv::check,
    ),
    Step::quick("build", "every program builds", |workspace| {
        run(&mut workspace.cargo(["build", "--workspace", "--locked"]))
    }),
    Step::quick(
        "tests",
        "unit and integration tests, those of the generated crates included",
        tests,
    ),
    Step::slow(
        "postgres",
        "the scenarios, and looks at tables, over a throw-away PostgreSQL server",
        scenarios,
    ),
    Step::slow(
        "versions",
        "scenarios over the oldest supported PostgreSQL server and over the newest",
        versions::check,
    ),
    Step::slow(
        "differential",
        "random expressions give what a PostgreSQL server gives",
        |workspace| {
            install_server()?;
            // Where a seed is given, its cases; else the same on every machine.
            let test = [
                "test",
                "--locked",
                "--package",
                "loadwright-generator",
                "--test",
                "differential",
                "--",
                "--ignored",
                "--nocapture",
            ];
            run(&mut workspace.cargo(test))
        },
    ),
    Step::slow(
        "torture",
        "random jobs, killed and disturbed, come to what the reference model says",
        torture,
    ),
    Step::slow(
        "doctests",
        "the examples in the documentation",
        |workspace| {
            run(&mut workspace.cargo([
                "test",
                "--workspace",
                "--all-features",
                "--locked",
                "--doc",
            ]))
        },
    ),
    Step::slow(
        "examples",
        "the runtime's examples run over the demo's data",
        examples::check,
    ),
    Step::slow(
        "docs",
        "the documentation builds without a warning",
        |workspace| {
            run(workspace
                .cargo([
                    "doc",
                    "--workspace",
                    "--all-features",
                    "--locked",
                    "--no-deps",
                ])
                .env("RUSTDOCFLAGS", "-D warnings"))
        },
    ),
    Step::slow(
        "determinism",
        "the same specs give the same bytes, wherever and in whatever order",
        determinism::check,
    ),
    Step::slow(
        "standalone",
        "a crate written outside the workspace builds and loads there",
        standalone::check,
    ),
    Step::slow(
        "authoring",
        "a spec scaffolded from a file generates, builds and loads; drift is found",
        authoring::check,
    ),
];

pub(crate) fn test(args: &Args) -> Result {
    let workspace = Workspace::find()?;
    let steps: Vec<&Step> = STEPS.iter().filter(|step| args.wants(step)).collect();
    if steps.is_empty() {
        let names: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("no such step; there are {}", names.join(", ")).into());
    }
    let clock = Instant::now();
    let mut times = Vec::new();
    for (number, step) in (1..).zip(&steps) {
        println!(
            "\n== {number} of {}, {}: {}",
            steps.len(),
            step.name,
            step.what
        );
        let clock = Instant::now();
        if let Err(error) = (step.check)(&workspace) {
            println!(
                "\n== {} FAILED after {:.1} s; this step again: cargo xtask test --step {}",
                step.name,
                clock.elapsed().as_secs_f64(),
                step.name
            );
            return Err(error);
        }
        times.push((step.name, clock.elapsed().as_secs_f64()));
    }
    println!("\n== seconds");
    for (name, seconds) in &times {
        println!("  {name:<12} {seconds:>7.1}");
    }
    let left_out = STEPS.len() - steps.len();
    let note = if left_out == 0 {
        String::new()
    } else {
        format!(" ({left_out} steps left out)")
    };
    println!(
        "all {} steps passed in {:.0} s{note}",
        steps.len(),
        clock.elapsed().as_secs_f64()
    );
    Ok(())
}

impl Args {
    fn wants(&self, step: &Step) -> bool {
        self.step
            .as_ref()
            .map_or(!(self.quick && step.slow), |name| name == step.name)
    }
}

/// A job turns on only the adapters that it uses; its target is a database in any case.
fn features(workspace: &Workspace) -> Result {
    for features in ["sqlite", "sqlite,csv", "postgres", "postgres,csv"] {
        run(&mut workspace.cargo([
            "clippy",
            "--locked",
            "--package",
            "loadwright-runtime",
            "--features",
            features,
            "--",
            "-D",
            "warnings",
        ]))?;
    }
    Ok(())
}

fn tests(workspace: &Workspace) -> Result {
    // Some ask a server; those that cannot say so.
    if let Err(error) = install_server() {
        println!("what a server says is NOT CHECKED: {error}");
    }
    run_noting(
        workspace,
        "sqlite",
        &mut all_of(workspace, &["--workspace"]),
    )
}

/// The scenarios again, over a PostgreSQL server of their own: from server to server (and from
/// files), and from server to SQLite.
fn scenarios(workspace: &Workspace) -> Result {
    install_server()?;
    let cluster = Cluster::builder()
        .setting("fsync", "off")
        .setting("max_connections", "200")
        .start()?;
    for route in ["postgres", "postgres-sqlite"] {
        let mut tests = all_of(
            workspace,
            &["--package", "loadwright-runtime", "--test", "scenarios"],
        );
        tests
            .env("LOADWRIGHT_TEST_CLUSTER", cluster.url("postgres"))
            .env("LOADWRIGHT_TEST_ROUTE", route);
        run_noting(workspace, route, &mut tests)?;
    }
    let mut tests = all_of(
        workspace,
        &["--package", "loadwright-inspect", "--test", "authoring"],
    );
    run_noting(
        workspace,
        "authoring",
        tests.env("LOADWRIGHT_TEST_CLUSTER", cluster.url("postgres")),
    )?;
    notes::each_ran_somewhere(workspace)
}

/// Always the same histories, however slow the machine: what strikes by time strikes at about the
/// same places of a run.
fn torture(workspace: &Workspace) -> Result {
    install_server()?;
    for (target, histories) in [("sqlite", "140"), ("postgres", "42")] {
        run(crate::torture::command(workspace)?.args([
            "--target",
            target,
            "--histories",
            histories,
        ]))?;
    }
    Ok(())
}

/// The server's programs are Debian's package; without the right to install it, the user is told.
fn install_server() -> Result {
    let pooler = std::path::Path::new("/usr/sbin/pgbouncer").is_file();
    if Cluster::can_start() && pooler {
        return Ok(());
    }
    let root = std::fs::metadata("/root").is_ok_and(|about| !about.permissions().readonly())
        && has(&mut apt(&["--version"]));
    if !root && Cluster::can_start() {
        println!(
            "what a pooler does is NOT CHECKED: PgBouncer is not installed (Debian's package \
             `pgbouncer`)"
        );
        return Ok(());
    }
    if !root {
        return Err(
            "the server programs of PostgreSQL are missing: install Debian's package \
             `postgresql`, or another's"
                .into(),
        );
    }
    run(&mut apt(&["update"]))?;
    run(&mut apt(&[
        "install",
        "--yes",
        "--no-install-recommends",
        "postgresql",
        "pgbouncer",
    ]))
}

fn apt(arguments: &[&str]) -> Command {
    let mut command = Command::new("apt-get");
    command
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// The tests of some packages, by nextest where it is installed.
fn all_of(workspace: &Workspace, which: &[&str]) -> Command {
    let mut command = if has(&mut workspace.cargo(["nextest", "--version"])) {
        workspace.cargo([
            "nextest",
            "run",
            "--all-features",
            "--locked",
            "--no-fail-fast",
        ])
    } else {
        let targets: &[&str] = if which == ["--workspace"] {
            &["--lib", "--bins", "--tests"]
        } else {
            &[]
        };
        let mut command = workspace.cargo(["test", "--all-features", "--locked", "--no-fail-fast"]);
        command.args(targets);
        command
    };
    command.args(which);
    command
}

/// Whether a tool is installed: it runs, and says nothing here.
fn has(command: &mut Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}
