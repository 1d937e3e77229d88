//! One process, or two, and what is done to them while they are at work.

use std::time::Duration;

use nix::sys::signal::Signal;

use super::{Ask, History};
use crate::Result;
use crate::events::{Event, Network};
use crate::process::{Ended, Running};

/// Seconds after which an unfinished run is not taken up any more, where a spec does not say
/// another.
pub(super) const RESUME_WITHIN: i64 = 6 * 3600;

/// A server's tables grow by pages, several files of them at once.
const SERVER_BLOCK_BYTES: u64 = 4096;

impl History<'_> {
    pub(super) fn arguments(&self, ask: &Ask, command: &mut std::process::Command) {
        command.args([
            "--json",
            "--quiet",
            "--param",
            &format!("batch={}", ask.batch),
        ]);
        command.args(["--enable-parallel", "--min-rows-for-parallel", "0"]);
        command.args([
            "--max-workers",
            &self.way.workers.to_string(),
            "--chunk-size",
            &self.way.chunk.to_string(),
        ]);
        if self.way.dated {
            command.args(["--effective-at", &self.date()]);
        }
        if ask.resume {
            command.arg("--resume");
        }
        if ask.mass_close {
            command.arg("--allow-mass-close");
        }
    }

    fn date(&self) -> String {
        format!(
            "20{:02}-{:02}-{:02}",
            20 + self.day / 336,
            self.day / 28 % 12 + 1,
            self.day % 28 + 1
        )
    }

    fn start(&mut self, ask: &Ask, event: Option<&Event>) -> Result<Running> {
        let mut command = self.world.job(self.set, self.spec, "run");
        self.arguments(ask, &mut command);
        if let Some(Event::DiskFull(blocks)) = event.filter(|_| !self.world.is_server()) {
            command = self.world.on_a_full_disk(&command, *blocks)?;
        }
        match event {
            Some(Event::Clock { seconds, .. }) => {
                command.env("LOADWRIGHT_CLOCK_AHEAD", (self.ahead + seconds).to_string())
            }
            _ => command.env("LOADWRIGHT_CLOCK_AHEAD", self.ahead.to_string()),
        };
        if let Some(failpoints) = event.and_then(Event::failpoints) {
            command.env("LOADWRIGHT_FAILPOINTS", failpoints);
        }
        self.processes += 1;
        self.stats.add("processes");
        Running::start(
            &mut command,
            self.world.folder.join(format!("run-{:03}", self.processes)),
        )
    }

    /// Runs the job, and does to it what the event says.
    pub(super) fn attempt(&mut self, event: &Option<Event>, ask: &Ask) -> Result<Vec<Ended>> {
        let usual = self.stats.usual();
        let after = |share: f64| usual.mul_f64(share);
        let mut ended = Vec::new();
        match event {
            None => {
                let one = self.start(ask, None)?.end()?;
                if one.code == Some(0) {
                    self.stats.lasted(one.lasted);
                }
                ended.push(one);
            }
            Some(Event::DiskFull(blocks)) if self.world.is_server() => {
                ended.push(self.on_a_full_server(ask, *blocks)?)
            }
            Some(Event::Failpoint { .. } | Event::DiskFull(_)) => {
                ended.push(self.start(ask, event.as_ref())?.end()?)
            }
            Some(Event::Kill { share, .. }) => {
                let mut running = self.start(ask, event.as_ref())?;
                running.wait_for(after(*share))?;
                running.signal(Signal::SIGKILL)?;
                ended.push(running.end()?);
            }
            Some(Event::Clock { seconds, kill }) => {
                let mut running = self.start(ask, event.as_ref())?;
                if let Some(share) = kill {
                    running.wait_for(after(*share))?;
                    running.signal(Signal::SIGKILL)?;
                }
                ended.push(running.end()?);
                // What was dated in the future holds: the clock is not set back for good.
                self.ahead += (*seconds).max(0);
                // To the other clock the run's last sign of life is too old: what begins afresh may
                // not begin at the same time.
                self.day += u32::from(self.way.dated && seconds.abs() > RESUME_WITHIN);
            }
            Some(Event::Stop {
                share,
                again,
                command,
            }) => {
                let mut running = self.start(ask, None)?;
                running.wait_for(after(*share))?;
                if *command {
                    let mut stop = self.world.job(self.set, self.spec, "stop");
                    let asked = Running::start(&mut stop, self.world.folder.join("stop"))?.end()?;
                    // There may be no run to stop, or no ledger yet.
                    if !matches!(asked.code, Some(0..=2)) {
                        return Err(
                            format!("`stop` ended with {:?}: {}", asked.code, asked.told).into(),
                        );
                    }
                } else {
                    running.signal(Signal::SIGTERM)?;
                }
                if let Some(share) = again {
                    running.wait_for(after(*share))?;
                    running.signal(Signal::SIGTERM)?;
                }
                ended.push(running.end()?);
            }
            Some(Event::Rivals { share, kill }) => {
                let mut first = self.start(ask, None)?;
                first.wait_for(after(*share))?;
                let second = self.start(ask, None)?;
                if let Some(share) = kill {
                    first.wait_for(after(*share))?;
                    first.signal(Signal::SIGKILL)?;
                }
                ended.push(first.end()?);
                ended.push(second.end()?);
            }
            Some(Event::Terminate(share)) => {
                let mut running = self.start(ask, None)?;
                running.wait_for(after(*share))?;
                self.world.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND application_name LIKE 'loadwright%' \
                     AND random() < 0.5",
                )?;
                ended.push(running.end()?);
            }
            Some(Event::Network { share, fault }) => {
                ended.push(self.over_a_network(ask, after(*share), *fault)?)
            }
            Some(Event::Crash(share)) => {
                let mut running = self.start(ask, None)?;
                running.wait_for(after(*share))?;
                if let Some(place) = &self.world.server {
                    place.cluster.stop("immediate")?;
                    place.cluster.start_server()?;
                }
                ended.push(running.end()?);
            }
        }
        self.world.settle()?;
        if let Some(event) = event {
            self.stats.add(event.name());
            if ended.iter().any(|ended| ended.code.is_none()) {
                self.stats.add("processes killed at work");
            }
        }
        let codes: Vec<String> = ended
            .iter()
            .map(|ended| {
                ended
                    .code
                    .map_or("killed".to_owned(), |code| code.to_string())
            })
            .collect();
        self.log.push(format!(
            "  {}: {}",
            event
                .as_ref()
                .map_or("in peace".to_owned(), |event| format!("{event:?}")),
            codes.join(", ")
        ));
        Ok(ended)
    }

    /// Runs the job while the server's disk is full.
    fn on_a_full_server(&mut self, ask: &Ask, blocks: u32) -> Result<Ended> {
        let Some(cluster) = self.world.server.as_ref().map(|place| place.cluster) else {
            return Err("there is no server".into());
        };
        cluster.fill_disk(u64::from(blocks) * SERVER_BLOCK_BYTES)?;
        let ended = self.start(ask, None)?.end();
        cluster.free_disk()?;
        ended
    }

    /// Runs the job over a network that fails.
    fn over_a_network(&mut self, ask: &Ask, after: Duration, fault: Network) -> Result<Ended> {
        let mut running = self.start(ask, None)?;
        let Some(place) = &self.world.server else {
            return Err("there is no network before a file".into());
        };
        let proxy = &place.proxy;
        if fault == Network::Slow {
            proxy.delay(Duration::from_millis(3));
        }
        running.wait_for(after)?;
        match fault {
            Network::Slow => {}
            Network::Cut => proxy.cut(),
            Network::HalfClosed(way) => proxy.half_close(way),
            Network::Truncated(way, bytes) => {
                proxy.truncate_after(way, bytes);
                running.wait_for(Duration::from_millis(300))?;
                proxy.resume();
            }
            Network::Stalled => {
                proxy.stall();
                running.wait_for(Duration::from_millis(500))?;
                proxy.resume();
            }
        }
        let ended = running.end();
        proxy.resume();
        ended
    }
}
