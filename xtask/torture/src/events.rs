//! What is done to a job at work.

use fastrand::Rng;
use loadwright_cluster::Way;
use loadwright_runtime::failpoint::POINTS;

use crate::draw::chance;

/// Times are shares of what a run usually takes: the same seed strikes at about the same place of a
/// run.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// SIGKILL. The run may be made to dwell at a point, so that the moment between two effects is
    /// long enough to be met.
    Kill {
        share: f64,
        dwell: Option<&'static str>,
    },
    /// At the nth time that the run reaches a point of `runtime/src/failpoint.rs`.
    Failpoint {
        point: &'static str,
        nth: u32,
        action: &'static str,
    },
    /// SIGTERM, or `stop`; and once more.
    Stop {
        share: f64,
        again: Option<f64>,
        command: bool,
    },
    /// A second process, so much later; the first may be killed then.
    Rivals { share: f64, kill: Option<f64> },
    /// Half of the job's sessions are ended by the server's administrator.
    Terminate(f64),
    /// The server crashes, and starts again.
    Crash(f64),
    /// The network between the job and the server fails.
    Network { share: f64, fault: Network },
    /// So many blocks are left on the target's disk: for SQLite, no file may grow by more of 512
    /// bytes each; a server has a disk of its own.
    DiskFull(u32),
    /// The machine's clock is set by so many seconds, and the job may be killed later.
    Clock { seconds: i64, kill: Option<f64> },
}

/// What a network does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// All connections are closed.
    Cut,
    /// One side seems to have closed its half.
    HalfClosed(Way),
    /// So many bytes more go through, then the connections are closed.
    Truncated(Way, u64),
    /// Each piece is late.
    Slow,
    /// Nothing goes through for a while.
    Stalled,
}

/// What is done to the target between a kill and the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tamper {
    /// All its rows are gone.
    Emptied,
    /// The table is gone.
    Dropped,
    /// It holds again what it held before the run.
    Restored,
}

/// Points that every run with a row to load comes by.
const SURE: [&str; 10] = [
    "lease.locked",
    "lease.raised",
    "source.row",
    "chunk.read",
    "chunk.begun",
    "chunk.applied",
    "chunk.before_commit",
    "close.begun",
    "close.before_commit",
    "close.committed",
];

/// What may happen.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    pub(crate) names: Vec<String>,
    pub(crate) source_changes: bool,
    pub(crate) tampers: bool,
    /// At most so many in one load.
    pub(crate) most: usize,
}

impl Event {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Event::Kill { .. } => "kills at a time",
            Event::Failpoint {
                action: "return(kill)",
                ..
            } => "kills at a failpoint",
            Event::Failpoint { .. } => "other faults at a failpoint",
            Event::Stop { command: true, .. } => "stops by command",
            Event::Stop { again: Some(_), .. } => "stops, twice",
            Event::Stop { .. } => "stops",
            Event::Rivals { .. } => "rivals",
            Event::Terminate(_) => "sessions terminated",
            Event::Crash(_) => "crashes of the server",
            Event::DiskFull(_) => "full disks",
            Event::Network { .. } => "networks that fail",
            Event::Clock { .. } => "clocks that jump",
        }
    }

    /// Whether a run may fail by it.
    pub(crate) fn may_fail(&self) -> bool {
        match self {
            Event::Terminate(_) | Event::Crash(_) | Event::DiskFull(_) | Event::Network { .. } => {
                true
            }
            Event::Failpoint { action, .. } => *action != "return(kill)",
            _ => false,
        }
    }

    /// Whether it may end the process as a panic does.
    pub(crate) fn may_panic(&self) -> bool {
        matches!(
            self,
            Event::Failpoint {
                action: "panic",
                ..
            }
        )
    }

    /// What the process finds in its environment.
    pub(crate) fn failpoints(&self) -> Option<String> {
        match self {
            Event::Kill {
                dwell: Some(point), ..
            } => Some(format!("{point}=sleep(15)")),
            Event::Failpoint {
                point,
                nth: 0,
                action,
            } => Some(format!("{point}=1*{action}->off")),
            Event::Failpoint { point, nth, action } => {
                Some(format!("{point}={nth}*off->1*{action}->off"))
            }
            _ => None,
        }
    }
}

impl Events {
    /// The events of one load, the last to come first.
    pub(crate) fn draw(&self, random: &mut Rng, server: bool) -> Vec<Event> {
        if chance(random, 20) {
            return Vec::new();
        }
        (0..random.usize(1..=self.most))
            .filter_map(|_| self.one(random, server))
            .collect()
    }

    fn one(&self, random: &mut Rng, server: bool) -> Option<Event> {
        let share = random.f64();
        let again = random.bool().then(|| random.f64() * 0.3);
        let point = match chance(random, 70) {
            true => SURE[random.usize(..SURE.len())],
            false => POINTS[random.usize(..POINTS.len())].0,
        };
        // What a run comes by once is not waited for in vain.
        let often = ["chunk.", "source.", "route.", "heartbeat"]
            .iter()
            .any(|start| point.starts_with(start));
        let nth = if often && random.bool() {
            random.u32(..6)
        } else {
            0
        };
        let action = ["return(transient)", "return(error)", "panic"][random.usize(..3)];
        let dwell = chance(random, 30).then_some(point);
        // Kills are what a job meets most.
        let drawn = match random.u32(..100) {
            0..35 => Event::Kill {
                share: if dwell.is_some() { share * 2.0 } else { share },
                dwell,
            },
            35..65 => Event::Failpoint {
                point,
                nth,
                action: "return(kill)",
            },
            65..78 => Event::Failpoint { point, nth, action },
            78..84 => Event::Stop {
                share,
                again,
                command: false,
            },
            84..87 => Event::Stop {
                share,
                again: None,
                command: true,
            },
            87..92 => Event::Rivals {
                share: share * 0.5,
                kill: random.bool().then(|| random.f64() * 0.5),
            },
            92..94 if server => Event::Terminate(share),
            94..97 if server => Event::Network {
                share,
                fault: Network::draw(random),
            },
            97..98 if server => Event::Crash(share),
            98..99 if server => Event::DiskFull(random.u32(..200)),
            92..96 => Event::DiskFull(random.u32(..200)),
            98..100 => Event::Clock {
                seconds: random.i64(-100_000..100_000),
                kill: random.bool().then_some(share),
            },
            _ => Event::Kill { share, dwell: None },
        };
        let kind = match drawn {
            Event::Kill { .. } => "kill",
            Event::Failpoint {
                action: "return(kill)",
                ..
            } => "kill",
            Event::Failpoint { .. } => "fault",
            Event::Stop { .. } => "stop",
            Event::Rivals { .. } => "rivals",
            Event::Terminate(_) => "terminate",
            Event::Crash(_) => "crash",
            Event::DiskFull(_) => "disk",
            Event::Network { .. } => "network",
            Event::Clock { .. } => "clock",
        };
        self.names.iter().any(|name| name == kind).then_some(drawn)
    }
}

impl Network {
    fn draw(random: &mut Rng) -> Network {
        let way = if random.bool() {
            Way::ToServer
        } else {
            Way::ToClient
        };
        match random.u32(..5) {
            0 => Network::Cut,
            1 => Network::HalfClosed(way),
            2 => Network::Truncated(way, random.u64(1..20_000)),
            3 => Network::Slow,
            _ => Network::Stalled,
        }
    }
}
