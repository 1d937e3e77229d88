//! The values that settings may have, and how they are written. Beyond them they are typing errors,
//! and arithmetic on times and rows could overflow. A spec or a connections file is refused for
//! what a run would be.

/// From the least to the most.
#[derive(Debug, Clone, Copy)]
pub struct Range<T> {
    /// The least value.
    pub least: T,
    /// The largest.
    pub most: T,
}

impl<T: PartialOrd> Range<T> {
    /// From the one to the other, both included.
    pub const fn new(least: T, most: T) -> Range<T> {
        Range { least, most }
    }

    /// Whether the value is in it.
    pub fn holds(&self, value: &T) -> bool {
        (&self.least..=&self.most).contains(&value)
    }
}

/// Threads of one run.
pub const WORKERS: Range<u64> = Range::new(1, 1024);

/// Rows of a chunk: all of them are in memory at once.
pub const CHUNK_SIZE: Range<u64> = Range::new(1, 1_000_000_000);

/// Attempts at a chunk.
pub const ATTEMPTS: Range<u64> = Range::new(1, 10_000);

/// Milliseconds between two attempts: up to a day.
pub const DELAY_MS: Range<u64> = Range::new(0, 24 * 60 * 60 * 1000);

/// What each further delay is multiplied by.
pub const MULTIPLIER: Range<f64> = Range::new(1.0, 1000.0);

/// A share.
pub const PERCENT: Range<f64> = Range::new(0.0, 100.0);

/// The longest that anything is kept, in days: a hundred years.
pub const DAYS_MAX: u64 = 36_500;

/// A number without a sign; `_` may stand between digits.
pub fn whole(text: &str) -> Option<u64> {
    text.replace('_', "").parse().ok()
}

/// How a length of time is written, a whole number and a unit, and how long it may be.
#[derive(Debug)]
pub struct Times {
    /// Its units, the first of which is what a time is counted in.
    pub units: &'static [Unit],
    /// How long it may be, in the first of its units.
    pub range: Range<u64>,
    /// What a time must be, for people.
    pub rule: &'static str,
    /// One that is written rightly.
    pub example: &'static str,
}

/// Its names, and how many milliseconds it has.
pub type Unit = (&'static [&'static str], u64);

const UNITS: &[Unit] = &[
    (&["ms", "millisecond", "milliseconds"], 1),
    (&["s", "second", "seconds"], 1000),
    (&["m", "minute", "minutes"], 60_000),
    (&["h", "hour", "hours"], 3_600_000),
    (&["d", "day", "days"], 86_400_000),
    (&["w", "week", "weeks"], 604_800_000),
];

/// How old a run may be that is taken up again, in seconds.
pub const RESUME_WITHIN: Times = Times {
    units: UNITS.split_at(1).1,
    range: Range::new(0, DAYS_MAX * 24 * 60 * 60),
    rule: "a whole number of seconds, minutes, hours, days or weeks, at most 36500 days",
    example: "6 hours",
};

/// How long rows of the ledger are kept, in days.
pub const KEEP: Times = Times {
    units: UNITS.split_at(4).1,
    range: Range::new(1, DAYS_MAX),
    rule: "a whole number of days or weeks, from 1 to 36500 days",
    example: "90 days",
};

/// How long a server's statement may take, or wait for a lock, in milliseconds: the server counts
/// them in 31 bits.
pub const TIMEOUT: Times = Times {
    units: UNITS,
    range: Range::new(0, 24 * 24 * 60 * 60 * 1000),
    rule: "a whole number of milliseconds, seconds, minutes, hours, days or weeks, at most 24 days",
    example: "5 minutes",
};

/// Why a text is no such time.
#[derive(Debug, PartialEq, Eq)]
pub enum NoTime {
    /// It is no number with one of the units.
    Unreadable,
    /// It is too short or too long.
    OutOfRange,
}

impl Times {
    /// Reads a time, in the first of its units.
    ///
    /// # Errors
    /// The text is no such time.
    pub fn read(&self, text: &str) -> Result<u64, NoTime> {
        let text = text.trim();
        let (number, name) =
            text.split_at(text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let unit = self
            .units
            .iter()
            .find(|(names, _)| names.contains(&name.trim()));
        let (Some((_, unit)), Some((_, first)), false) =
            (unit, self.units.first(), number.is_empty())
        else {
            return Err(NoTime::Unreadable);
        };
        let time = number
            .parse::<u64>()
            .ok()
            .and_then(|number| number.checked_mul(unit / first));
        time.filter(|time| self.range.holds(time))
            .ok_or(NoTime::OutOfRange)
    }
}

/// What the names of the ledger's tables may begin with.
pub fn is_prefix(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit())
        && !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
