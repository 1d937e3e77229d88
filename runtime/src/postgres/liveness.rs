//! How either side notices that the other is gone: a machine without power, a firewall that forgot the connection. Without it a server keeps
//! the session, and the lease with it, for hours.
//!
//! Keepalives are sent while nothing else is. What was sent and is not acknowledged is given up after a while only in sessions that exchange
//! a few words: with such a limit the operating system also gives up a peer that is there and takes no more for now, as a server does that
//! waits for a lock in the middle of a COPY. A session that carries rows is given up by the system's own rule, after a quarter of an hour.

use std::time::Duration;

use tokio_postgres::Config;

use super::Traffic;
use crate::error::{Error, Result};

/// libpq's settings of these names, for both ends of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Liveness {
    keepalives: bool,
    idle: Duration,
    interval: Duration,
    count: u32,
    /// How long what was sent may remain unacknowledged; zero: as the system has it.
    unacknowledged: Duration,
}

impl Default for Liveness {
    fn default() -> Liveness {
        Liveness {
            keepalives: true,
            idle: Duration::from_secs(30),
            interval: Duration::from_secs(10),
            count: 3,
            unacknowledged: Duration::from_secs(60),
        }
    }
}

impl Liveness {
    /// Takes a parameter of the URL, if it is one of these.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool> {
        let number = || {
            value.parse::<u32>().map_err(|_| {
                Error::usage(format!("the URL's {name} is `{value}`")).help(if name == "tcp_user_timeout" {
                    "write a number of milliseconds; 0 leaves it to the system"
                } else {
                    "write a whole number; times are in seconds, and 0 leaves them at what they are without it"
                })
            })
        };
        let given = |number: u32, default: Duration| if number == 0 { default } else { Duration::from_secs(number.into()) };
        match name {
            "keepalives" => self.keepalives = number()? != 0,
            "keepalives_idle" => self.idle = given(number()?, self.idle),
            "keepalives_interval" => self.interval = given(number()?, self.interval),
            "keepalives_count" | "keepalives_retries" => self.count = Some(number()?).filter(|count| *count > 0).unwrap_or(self.count),
            "tcp_user_timeout" => self.unacknowledged = Duration::from_millis(number()?.into()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn given_up_after(&self, traffic: Traffic) -> Duration {
        match traffic {
            Traffic::Words => self.unacknowledged,
            Traffic::Rows => Duration::ZERO,
        }
    }

    /// Our end.
    pub(super) fn configure(&self, config: &mut Config, traffic: Traffic) {
        config.keepalives(self.keepalives).keepalives_idle(self.idle).keepalives_interval(self.interval).keepalives_retries(self.count);
        let limit = self.given_up_after(traffic);
        if !limit.is_zero() {
            config.tcp_user_timeout(limit);
        }
    }

    /// The server's end, as settings of the session. They mean nothing to a session over a Unix socket.
    pub(super) fn settings(&self, traffic: Traffic) -> String {
        let (idle, interval, count) =
            if self.keepalives { (self.idle.as_secs(), self.interval.as_secs(), self.count) } else { (0, 0, 0) };
        format!(
            "SET tcp_keepalives_idle = {idle}; SET tcp_keepalives_interval = {interval}; SET tcp_keepalives_count = {count}; \
             SET tcp_user_timeout = {}; ",
            self.given_up_after(traffic).as_millis()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_s_own_times_are_taken_and_rows_are_never_given_up_early() {
        let mut own = Liveness::default();
        for (name, value) in [("keepalives_idle", "5"), ("keepalives_interval", "0"), ("keepalives_count", "2"), ("tcp_user_timeout", "9000")] {
            assert!(own.take(name, value).is_ok_and(|taken| taken));
        }
        assert!(own.take("connect_timeout", "5").is_ok_and(|taken| !taken));
        assert!(own.take("keepalives_idle", "soon").is_err());
        let words = own.settings(Traffic::Words);
        assert!(words.contains("idle = 5;") && words.contains("interval = 10;") && words.contains("count = 2;"), "{words}");
        assert!(words.contains("tcp_user_timeout = 9000;"), "{words}");
        assert!(own.settings(Traffic::Rows).contains("tcp_user_timeout = 0;"));
    }
}
