//! How either side notices that the other is gone: a machine without power, a firewall that forgot
//! the connection. Without it a server keeps the session, and the lease with it, for hours.
//!
//! Keepalives are sent while nothing else is. What was sent and is not acknowledged is given up
//! after a while: but with such a limit the operating system also gives up a peer that is there and
//! takes no more for now. So whoever sends rows to one who may take his time has none (a source,
//! for what reads it may wait for the target), or one that is longer than a lock may be waited for
//! (the target's client). Without a limit the system's own rule holds, a quarter of an hour.

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
                Error::usage(format!("the URL's {name} is `{value}`")).help(
                    if name == "tcp_user_timeout" {
                        "write a number of milliseconds; 0 leaves it to the system"
                    } else {
                        "write a whole number; times are in seconds, and 0 leaves them at what \
                         they are without it"
                    },
                )
            })
        };
        let given = |number: u32, default: Duration| {
            if number == 0 {
                default
            } else {
                Duration::from_secs(number.into())
            }
        };
        match name {
            "keepalives" => self.keepalives = number()? != 0,
            "keepalives_idle" => self.idle = given(number()?, self.idle),
            "keepalives_interval" => self.interval = given(number()?, self.interval),
            "keepalives_count" | "keepalives_retries" => {
                self.count = Some(number()?)
                    .filter(|count| *count > 0)
                    .unwrap_or(self.count)
            }
            "tcp_user_timeout" => self.unacknowledged = Duration::from_millis(number()?.into()),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Our end. `None`: a lock is waited for without a limit.
    pub(super) fn configure(
        &self,
        config: &mut Config,
        traffic: Traffic,
        lock_timeout: Option<Duration>,
    ) {
        config
            .keepalives(self.keepalives)
            .keepalives_idle(self.idle)
            .keepalives_interval(self.interval)
            .keepalives_retries(self.count);
        let limit = match traffic {
            Traffic::Words | Traffic::Source => Some(self.unacknowledged),
            Traffic::Target => lock_timeout.map(|wait| wait.saturating_add(self.unacknowledged)),
        };
        if let Some(limit) = limit.filter(|_| !self.unacknowledged.is_zero()) {
            config.tcp_user_timeout(limit);
        }
    }

    /// The server's end, as settings of the session. They mean nothing to a session over a Unix
    /// socket.
    pub(super) fn settings(&self, traffic: Traffic) -> String {
        let (idle, interval, count) = if self.keepalives {
            (self.idle.as_secs(), self.interval.as_secs(), self.count)
        } else {
            (0, 0, 0)
        };
        format!(
            "SET tcp_keepalives_idle = {idle}; SET tcp_keepalives_interval = {interval}; SET \
             tcp_keepalives_count = {count}; SET tcp_user_timeout = {}; ",
            if traffic == Traffic::Source {
                0
            } else {
                self.unacknowledged.as_millis()
            }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_s_own_times_are_taken_and_nobody_who_takes_his_time_is_given_up() {
        let mut own = Liveness::default();
        for (name, value) in [
            ("keepalives_idle", "5"),
            ("keepalives_interval", "0"),
            ("keepalives_count", "2"),
            ("tcp_user_timeout", "9000"),
        ] {
            assert!(own.take(name, value).is_ok_and(|taken| taken));
        }
        assert!(own.take("connect_timeout", "5").is_ok_and(|taken| !taken));
        assert!(own.take("keepalives_idle", "soon").is_err());
        let words = own.settings(Traffic::Words);
        assert!(
            words.contains("idle = 5;")
                && words.contains("interval = 10;")
                && words.contains("count = 2;"),
            "{words}"
        );
        assert!(words.contains("tcp_user_timeout = 9000;"), "{words}");
        assert!(
            own.settings(Traffic::Source)
                .contains("tcp_user_timeout = 0;")
        );
        let limit = |traffic, wait| {
            let mut config = Config::new();
            own.configure(&mut config, traffic, wait);
            config.get_tcp_user_timeout().copied()
        };
        assert_eq!(limit(Traffic::Source, None), Some(Duration::from_secs(9)));
        assert_eq!(
            limit(Traffic::Target, Some(Duration::from_secs(60))),
            Some(Duration::from_secs(69))
        );
        assert_eq!(limit(Traffic::Target, None), None);
    }
}
