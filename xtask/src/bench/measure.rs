//! What a program needs: time, processor time, memory. From /proc, so on Linux only.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;

/// What one run of a program needed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needed {
    pub(super) seconds: f64,
    /// User and system time of all threads.
    pub(super) cpu_seconds: f64,
    /// The largest resident set.
    pub(super) peak_bytes: u64,
}

/// Clock ticks a second in /proc, the same on every Linux.
const TICKS: f64 = 100.0;

/// Runs a program to its end and watches it.
pub(super) fn needed(command: &mut Command) -> Result<Needed> {
    let clock = Instant::now();
    let child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let folder = format!("/proc/{}", child.id());
    let mut peak_bytes = 0;
    // The process keeps its times until it is waited for, but not its memory: so look often, and
    // wait last.
    let (seconds, cpu_seconds) = loop {
        let stat = fs::read_to_string(format!("{folder}/stat"))
            .map_err(|error| format!("cannot read {folder}/stat (Linux only): {error}"))?;
        let (state, cpu_seconds) =
            times(&stat).ok_or("/proc/PID/stat has another form than expected")?;
        if state == "Z" {
            break (clock.elapsed().as_secs_f64(), cpu_seconds);
        }
        let status = fs::read_to_string(format!("{folder}/status")).unwrap_or_default();
        peak_bytes = peak_bytes.max(peak(&status).unwrap_or(0));
        std::thread::sleep(Duration::from_millis(2));
    };
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!(
            "{command:?} ended with {}\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    Ok(Needed {
        seconds,
        cpu_seconds,
        peak_bytes,
    })
}

/// State and processor time from /proc/PID/stat. The name before them may hold anything but ends
/// with the last parenthesis.
fn times(stat: &str) -> Option<(&str, f64)> {
    let mut words = stat.rsplit_once(')')?.1.split_whitespace();
    let state = words.next()?;
    let user: f64 = words.nth(10)?.parse().ok()?;
    let system: f64 = words.next()?.parse().ok()?;
    Some((state, (user + system) / TICKS))
}

/// Processor time so far of a process, its children, and those of them that have ended.
pub(super) fn with_children(pid: u32) -> Result<f64> {
    // A session that was just closed has a moment to end, so that its time counts as its parent's.
    std::thread::sleep(Duration::from_millis(100));
    let mut ticks = 0.0;
    for entry in fs::read_dir("/proc")?.filter_map(std::result::Result::ok) {
        let Some(id) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let words: Vec<&str> = stat
            .rsplit_once(')')
            .map(|(_, rest)| rest.split_whitespace().collect())
            .unwrap_or_default();
        let is_parent = id == pid;
        if !is_parent && words.get(1) != Some(&pid.to_string().as_str()) {
            continue;
        }
        // utime, stime, and of the parent also cutime, cstime.
        let counted = if is_parent { 4 } else { 2 };
        ticks += words
            .iter()
            .skip(11)
            .take(counted)
            .filter_map(|word| word.parse::<f64>().ok())
            .sum::<f64>();
    }
    Ok(ticks / TICKS)
}

fn peak(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// The best and the middle of several measurements.
pub(super) fn best_and_median(mut seconds: Vec<f64>) -> (f64, f64) {
    seconds.sort_by(f64::total_cmp);
    (
        seconds.first().copied().unwrap_or(f64::NAN),
        seconds.get(seconds.len() / 2).copied().unwrap_or(f64::NAN),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_behind_any_name() {
        let stat = "42 (a) b) Z 1 1 1 0 -1 4228 120 0 0 0 250 50 0 0 20 0 1 0 100 0 0";
        assert_eq!(times(stat), Some(("Z", 3.0)));
    }

    #[test]
    fn the_peak_is_in_kibibytes() {
        assert_eq!(
            peak("VmPeak:\t  100 kB\nVmHWM:\t    3456 kB\nVmRSS:\t 1 kB\n"),
            Some(3_538_944)
        );
        assert_eq!(peak("Name:\tx\n"), None);
    }
}
