//! Zones by their names in the IANA database, whose tables the feature `timezones` brings.

use chrono::{Datelike, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{GapInfo, TZ_VARIANTS};

pub use chrono_tz::Tz;

/// The zone of a name, in whatever case.
pub fn find(name: &str) -> Option<Tz> {
    name.parse().ok().or_else(|| {
        TZ_VARIANTS
            .iter()
            .find(|zone| zone.name().eq_ignore_ascii_case(name))
            .copied()
    })
}

/// Seconds that the zone's clock is ahead of UTC at a time in UTC.
pub fn ahead_at(zone: Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&in_tables(zone, utc))
        .fix()
        .local_minus_utc()
}

/// Seconds that a time on the zone's clock is ahead of UTC, as PostgreSQL decides it: one that a
/// clock change skips is read with the offset before the change, and so moves forward; one that
/// comes twice is the later.
pub fn ahead_of_local(zone: Tz, local: NaiveDateTime) -> i32 {
    let local = in_tables(zone, local);
    let offset = match zone.offset_from_local_datetime(&local) {
        LocalResult::Single(offset) | LocalResult::Ambiguous(_, offset) => Some(offset),
        LocalResult::None => GapInfo::new(&local, &zone)
            .and_then(|gap| gap.begin)
            .map(|(_, before)| before),
    };
    offset
        .unwrap_or_else(|| zone.offset_from_utc_datetime(&local))
        .fix()
        .local_minus_utc()
}

/// The tables end with the year 2099. Later on PostgreSQL goes by the last rule, which knows months
/// and days of the week: so a late time is looked up in an earlier year whose days fall alike.
fn in_tables(zone: Tz, at: NaiveDateTime) -> NaiveDateTime {
    const END: i32 = 2100;
    /// Days fall alike again after at most so many years.
    const CYCLE: i32 = 28;
    // Their clocks go by the moon until 2087, so that the years before the end are no model.
    let by_the_moon = matches!(
        zone,
        Tz::Africa__Casablanca | Tz::Africa__El_Aaiun | Tz::Asia__Gaza | Tz::Asia__Hebron
    );
    if at.year() < END || by_the_moon {
        return at;
    }
    let first = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let alike = |year: &i32| {
        let (one, other) = (first(*year), first(at.year()));
        one.map(|day| (day.weekday(), day.leap_year()))
            == other.map(|day| (day.weekday(), day.leap_year()))
    };
    let model = (END - CYCLE..END).find(alike).and_then(first);
    let shift = first(at.year())
        .zip(model)
        .map_or(TimeDelta::zero(), |(late, model)| late - model);
    at - shift
}
