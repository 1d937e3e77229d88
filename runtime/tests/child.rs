//! Runs in processes of their own, for what only a process can suffer: this test binary starts
//! itself.

use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use loadwright_runtime::stop::Stop;

use crate::support::{Ask, Run, World};

const ASK: &str = "LOADWRIGHT_TEST_ASK";
const ANSWER: &str = "LOADWRIGHT_TEST_ANSWER";

/// Not a test of anything: where a child process begins.
#[test]
fn child_process() {
    let Ok(ask) = std::env::var(ASK) else { return };
    let ask: Ask = serde_json::from_str(&ask).unwrap();
    if !ask.tasks.is_empty() {
        let (code, answer) = match ask.work(Stop::on_signals().unwrap()) {
            Ok(done) => (0, serde_json::json!({ "done": done })),
            Err(error) => (
                error.exit_code(),
                serde_json::json!({"error": error.chain()}),
            ),
        };
        std::fs::write(std::env::var(ANSWER).unwrap(), answer.to_string()).unwrap();
        std::process::exit(i32::from(code));
    }
    let (code, answer) = match ask.run(Stop::on_signals().unwrap()) {
        Ok(report) => (0, serde_json::to_value(&report).unwrap()),
        Err(failed) => {
            let report = serde_json::to_value(failed.report.as_deref()).unwrap();
            (
                failed.error.exit_code(),
                serde_json::json!({"error": failed.error.chain(), "report": report}),
            )
        }
    };
    std::fs::write(std::env::var(ANSWER).unwrap(), answer.to_string()).unwrap();
    std::process::exit(i32::from(code));
}

const ARGUMENTS: &str = "LOADWRIGHT_TEST_ARGUMENTS";

/// Not a test of anything either: where a job's command line is executed.
#[test]
fn command_line() {
    let Ok(arguments) = std::env::var(ARGUMENTS) else {
        return;
    };
    let arguments: Vec<String> = serde_json::from_str(&arguments).unwrap();
    let job = arguments.first().cloned().unwrap();
    let arguments = arguments.into_iter().map(Into::into);
    let code = match job.as_str() {
        "dim_customer" => loadwright_runtime::main_with::<dim_customer::DimCustomer>(arguments),
        "dim_day" => loadwright_runtime::main_with::<dim_day::DimDay>(arguments),
        "fact_stock" => loadwright_runtime::main_with::<fact_stock::FactStock>(arguments),
        "numbered" => loadwright_runtime::main_with::<crate::checks::numbered::Numbered>(arguments),
        "fact_sale" => loadwright_runtime::main_with::<fact_sale::FactSale>(arguments),
        other => panic!("there is no command line of {other}"),
    };
    std::process::exit(
        (0..=5)
            .find(|number| ExitCode::from(*number) == code)
            .map_or(99, i32::from),
    );
}

/// What `dim_customer`'s binary says to these arguments, with these environment variables: exit
/// code, and all of stdout and stderr.
pub fn command(arguments: &[&str], vars: &[(&str, &str)]) -> (i32, String) {
    told_by(
        Command::new(std::env::current_exe().unwrap()),
        "dim_customer",
        arguments,
        vars,
    )
}

/// The same of another job's.
pub fn command_of(job: &str, arguments: &[&str], vars: &[(&str, &str)]) -> (i32, String) {
    told_by(
        Command::new(std::env::current_exe().unwrap()),
        job,
        arguments,
        vars,
    )
}

/// The same, by a user whom the rights of files bind.
pub fn command_of_no_superuser(arguments: &[&str]) -> (i32, String) {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    let mut program = Command::new(std::env::current_exe().unwrap());
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        program.uid(NOBODY).gid(NOBODY);
    }
    told_by(program, "dim_customer", arguments, &[])
}

fn told_by(
    mut program: Command,
    job: &str,
    arguments: &[&str],
    vars: &[(&str, &str)],
) -> (i32, String) {
    let arguments: Vec<&str> = std::iter::once(job)
        .chain(arguments.iter().copied())
        .collect();
    let output = program
        .args([
            "child::command_line",
            "--exact",
            "--test-threads=1",
            "--nocapture",
        ])
        .env(ARGUMENTS, serde_json::to_string(&arguments).unwrap())
        .envs(vars.iter().copied())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code().unwrap(),
        text(&output.stdout) + &text(&output.stderr),
    )
}

/// A run in another process.
pub struct Elsewhere {
    pub child: Child,
    answer: PathBuf,
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Run<'_> {
    /// Starts the run in another process.
    pub fn elsewhere(self) -> Elsewhere {
        static NUMBER: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let answer = self.world.path(&format!("answer-{number}.json"));
        let child = Command::new(std::env::current_exe().unwrap())
            .args([
                "child::child_process",
                "--exact",
                "--test-threads=1",
                "--nocapture",
            ])
            .env(ASK, serde_json::to_string(&self.ask).unwrap())
            .env(ANSWER, &answer)
            .env(
                "LOADWRIGHT_FAILPOINTS",
                self.ask.failpoints.as_deref().unwrap_or_default(),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Elsewhere { child, answer }
    }
}

impl Elsewhere {
    /// Waits for its end: exit code and answer (none if it was killed).
    pub fn end(mut self) -> (Option<i32>, serde_json::Value) {
        let status = wait(&mut self.child);
        let answer = std::fs::read_to_string(&self.answer).ok();
        (
            status.code(),
            answer.map_or(serde_json::Value::Null, |text| {
                serde_json::from_str(&text).unwrap()
            }),
        )
    }

    /// Ends it as a power cut would. False if it had ended by itself.
    pub fn kill(mut self) -> bool {
        let running = self.child.try_wait().unwrap().is_none();
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        running
    }

    /// Waits until every thread stands still after SIGSTOP: the signal is sent before it has come.
    pub fn wait_until_stopped(&self) {
        let until = Instant::now() + Duration::from_secs(30);
        let is_stopped = |task: std::fs::DirEntry| {
            let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            stat.rsplit_once(')')
                .is_some_and(|(_, rest)| rest.trim_start().starts_with('T'))
        };
        while !std::fs::read_dir(format!("/proc/{}/task", self.child.id()))
            .unwrap()
            .all(|task| is_stopped(task.unwrap()))
        {
            assert!(Instant::now() < until, "the child does not stand still");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Sends a signal, and waits until the process has got it: two that wait together are one.
    pub fn signal(&self, name: &str) {
        let id = self.child.id();
        let status = Command::new("kill")
            .args([&format!("-{name}"), &id.to_string()])
            .status()
            .unwrap();
        assert!(status.success());
        wait_until("the signal arrives", || {
            let about = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
            !about.lines().any(|line| {
                line.strip_prefix("ShdPnd:")
                    .is_some_and(|pending| pending.trim().bytes().any(|digit| digit != b'0'))
            })
        });
    }
}

fn wait(child: &mut Child) -> ExitStatus {
    let mut status = None;
    wait_until("the child ends", || {
        status = child.try_wait().unwrap();
        status.is_some()
    });
    status.unwrap()
}

/// Waits until something is so; a minute is more than a loaded machine needs.
#[track_caller]
pub fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(60);
    while !is_so() {
        assert!(Instant::now() < until, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Waits until some chunks of the latest run are done. Panics if all are: the test was too slow to
/// see the middle.
pub fn wait_for_the_middle(world: &World, run_id: i64) {
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let (done, open): (i64, i64) = world
            .connect()
            .query_row(
                "SELECT coalesce(sum(status = 'DONE'), 0), coalesce(sum(status <> 'DONE'), 0) \
                 FROM lw_chunk WHERE run_id = ?1",
                [run_id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert!(
            done == 0 || open > 0,
            "the run was over before it could be met"
        );
        if done > 0 {
            return;
        }
        assert!(Instant::now() < until, "the run does not begin");
        std::thread::sleep(Duration::from_millis(2));
    }
}
