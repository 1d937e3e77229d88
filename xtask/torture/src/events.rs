//! What is done to a job at work.

use fastrand::Rng;

use crate::draw::chance;

/// Times are shares of what a run usually takes: the same seed strikes at about the same place of a run.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// SIGKILL.
    Kill(f64),
    /// SIGTERM, or `stop`; and once more.
    Stop { share: f64, again: Option<f64>, command: bool },
    /// A second process, so much later; the first may be killed then.
    Rivals { share: f64, kill: Option<f64> },
    /// Half of the job's sessions are ended by the server's administrator.
    Terminate(f64),
    /// The server crashes, and starts again.
    Crash(f64),
}

/// What may happen.
#[derive(Debug, Clone)]
pub(crate) struct Events {
    pub(crate) names: Vec<String>,
    pub(crate) source_changes: bool,
    /// At most so many in one load.
    pub(crate) most: usize,
}

impl Event {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Event::Kill(_) => "kills of the job",
            Event::Stop { command: true, .. } => "stops by command",
            Event::Stop { again: Some(_), .. } => "stops, twice",
            Event::Stop { .. } => "stops",
            Event::Rivals { .. } => "rivals",
            Event::Terminate(_) => "sessions terminated",
            Event::Crash(_) => "crashes of the server",
        }
    }

    /// Whether a run may fail by it.
    pub(crate) fn may_fail(&self) -> bool {
        matches!(self, Event::Terminate(_) | Event::Crash(_))
    }
}

impl Events {
    /// The events of one load, the last to come first.
    pub(crate) fn draw(&self, random: &mut Rng, server: bool) -> Vec<Event> {
        if chance(random, 20) {
            return Vec::new();
        }
        (0..random.usize(1..=self.most)).filter_map(|_| self.one(random, server)).collect()
    }

    fn one(&self, random: &mut Rng, server: bool) -> Option<Event> {
        let share = random.f64() * 1.1;
        let again = random.bool().then(|| random.f64() * 0.3);
        // Kills are what a job meets most.
        let drawn = match random.u32(..100) {
            0..70 => Event::Kill(share),
            70..78 => Event::Stop { share, again, command: false },
            78..82 => Event::Stop { share, again: None, command: true },
            82..88 => Event::Rivals { share: share * 0.5, kill: random.bool().then(|| random.f64() * 0.5) },
            88..96 if server => Event::Terminate(share),
            96..98 if server => Event::Crash(share),
            _ => Event::Kill(share),
        };
        let kind = match drawn {
            Event::Kill(_) => "kill",
            Event::Stop { .. } => "stop",
            Event::Rivals { .. } => "rivals",
            Event::Terminate(_) => "terminate",
            Event::Crash(_) => "crash",
        };
        self.names.iter().any(|name| name == kind).then_some(drawn)
    }
}
