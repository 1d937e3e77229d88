//! A job's process: started, disturbed, waited for.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::Result;

/// A process that has not ended by then hangs.
const DEADLINE: Duration = Duration::from_secs(120);

/// A job at work.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    out: PathBuf,
    err: PathBuf,
    since: Instant,
}

/// How it ended.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    /// The exit code; `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    /// What `--json` printed.
    pub(crate) report: Option<serde_json::Value>,
    pub(crate) told: String,
    pub(crate) lasted: Duration,
}

impl Running {
    pub(crate) fn start(command: &mut Command, log: PathBuf) -> Result<Running> {
        let (out, err) = (log.with_extension("out"), log.with_extension("err"));
        command
            .stdin(Stdio::null())
            .stdout(File::create(&out)?)
            .stderr(File::create(&err)?);
        let child = command
            .spawn()
            .map_err(|error| format!("{command:?} cannot be started: {error}"))?;
        Ok(Running {
            child,
            out,
            err,
            since: Instant::now(),
        })
    }

    /// Sends a signal, where the process is still there. Until it is waited for its number stays
    /// its own.
    pub(crate) fn signal(&mut self, signal: Signal) -> Result {
        if self.child.try_wait()?.is_none() {
            kill(Pid::from_raw(i32::try_from(self.child.id())?), signal)?;
        }
        Ok(())
    }

    /// Waits so long, or until it has ended.
    pub(crate) fn wait_for(&mut self, time: Duration) -> Result {
        let until = Instant::now() + time;
        while Instant::now() < until && self.child.try_wait()?.is_none() {
            std::thread::sleep(Duration::from_micros(500));
        }
        Ok(())
    }

    pub(crate) fn end(mut self) -> Result<Ended> {
        self.wait_for(DEADLINE)?;
        let Some(status) = self.child.try_wait()? else {
            self.child.kill()?;
            self.child.wait()?;
            return Err(format!(
                "the job hangs: it has not ended within {} s\n{}",
                DEADLINE.as_secs(),
                fs::read_to_string(&self.err)?
            )
            .into());
        };
        let lasted = self.since.elapsed();
        let (out, told) = (
            String::from_utf8_lossy(&fs::read(&self.out)?).into_owned(),
            String::from_utf8_lossy(&fs::read(&self.err)?).into_owned(),
        );
        let report = out
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok());
        Ok(Ended {
            code: status.code(),
            report,
            told,
            lasted,
        })
    }
}
