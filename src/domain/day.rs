//! Study days. A learner who reads until one in the morning is still in the same day: it ends at 04:00 local.
//!
//! A day is a number: days since 1970-01-01 by the local clock, shifted by the hour at which a day ends. Every event
//! carries its own offset from UTC, so a journey or the end of summer time rewrites no past day.

use std::fmt;

/// The names of the months.
pub const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds in a day of 24 hours.
const DAY_MS: i64 = 86_400_000;
/// Milliseconds in a minute.
const MINUTE_MS: i64 = 60_000;
/// The largest offset from UTC that is believed, in minutes: a day.
const MAX_OFFSET: i16 = 24 * 60;

/// When a study day ends if the learner did not say: 04:00, in minutes after midnight.
pub const DAY_ENDS: u16 = 4 * 60;

/// A moment as the caller's clock shows it. Nothing below the shell reads a clock; it is given one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Now {
    /// UTC, milliseconds since 1970-01-01.
    pub ms: i64,
    /// Minutes that local time is ahead of UTC.
    pub offset: i16,
}

impl Now {
    /// The moment `ms` (UTC) where local time is `offset` minutes ahead.
    pub fn new(ms: i64, offset: i16) -> Now {
        Now { ms, offset }
    }

    /// The study day of this moment where days end `day_ends` minutes after midnight.
    pub fn day(self, day_ends: u16) -> Day {
        Day::of(self.ms, self.offset, day_ends)
    }
}

/// A study day: days since 1970-01-01, local. Days before are negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

impl Day {
    /// The study day of `ms` (UTC) with local time `offset` minutes ahead and days that end `day_ends` minutes after
    /// midnight. Total: absurd clocks give the first or the last day that there is.
    pub fn of(ms: i64, offset: i16, day_ends: u16) -> Day {
        let offset = i64::from(offset.clamp(-MAX_OFFSET, MAX_OFFSET));
        let shift = (offset - i64::from(day_ends)) * MINUTE_MS;
        let day = ms.saturating_add(shift).div_euclid(DAY_MS);
        Day(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The day `n` days later (earlier where negative); stays at the ends of time.
    pub fn plus(self, n: i32) -> Day {
        Day(self.0.saturating_add(n))
    }

    /// Days from `earlier` to this one; negative where `earlier` is later.
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// 0 Monday to 6 Sunday.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday. The remainder is in 0..7, so the conversion cannot fail.
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or(0)
    }

    /// The Monday of this day's week.
    pub fn monday(self) -> Day {
        self.plus(-i32::from(self.weekday()))
    }

    /// The date in words: `21 Nov 2026`.
    pub fn text(self) -> String {
        let (year, month, date) = self.date();
        format!("{date} {} {year}", MONTHS.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default())
    }

    /// Year, month (1 to 12) and day of the month in the Gregorian calendar, after H. Hinnant's `civil_from_days`.
    pub fn date(self) -> (i64, u8, u8) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let d = doy - (153 * mp + 2) / 5 + 1;
        let m = if mp < 10 { mp + 3 } else { mp - 9 };
        let y = yoe + era * 400 + i64::from(m <= 2);
        (y, u8::try_from(m).unwrap_or(1), u8::try_from(d).unwrap_or(1))
    }
}

impl Day {
    /// The day of a date in the Gregorian calendar, after H. Hinnant's `days_from_civil`; none where there is no such date.
    pub fn from_date(year: i64, month: u8, day: u8) -> Option<Day> {
        let (m, d) = (i64::from(month), i64::from(day));
        let y = year.checked_sub(i64::from(m <= 2))?;
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        let number = era.checked_mul(146_097)?.checked_add(doe - 719_468)?;
        let found = Day(i32::try_from(number).ok()?);
        // A 30th of February comes back as another date.
        (found.date() == (year, month, day)).then_some(found)
    }
}

/// As in `2026-11-24`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.date();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_day_ends_at_four() {
        let midnight = 20_000 * DAY_MS;
        assert_eq!(Day::of(midnight + 4 * HOUR - 1, 0, DAY_ENDS), Day(19_999));
        assert_eq!(Day::of(midnight + 4 * HOUR, 0, DAY_ENDS), Day(20_000));
        assert_eq!(Day::of(midnight - 1, 0, 0), Day(19_999));
        assert_eq!(Day::of(midnight, 0, 0), Day(20_000));
    }

    #[test]
    fn the_offset_of_the_event_decides_not_the_place_of_today() {
        // 03:30 UTC is 05:30 in Berlin in summer (a new day) and 23:30 the evening before in New York.
        let at = 20_000 * DAY_MS + 3 * HOUR + HOUR / 2;
        assert_eq!(Day::of(at, 120, DAY_ENDS), Day(20_000));
        assert_eq!(Day::of(at, -240, DAY_ENDS), Day(19_999));
    }

    #[test]
    fn the_end_of_summer_time_makes_no_day_twice_and_skips_none() {
        // Berlin, 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC.
        let change = 20_751 * DAY_MS + HOUR;
        assert_eq!(Day::of(change - 1, 120, DAY_ENDS), Day(20_750));
        assert_eq!(Day::of(change, 60, DAY_ENDS), Day(20_750));
        assert_eq!(Day::of(change + 2 * HOUR - 1, 60, DAY_ENDS), Day(20_750));
        assert_eq!(Day::of(change + 2 * HOUR, 60, DAY_ENDS), Day(20_751));
        assert_eq!(Day(20_751).to_string(), "2026-10-25");
    }

    #[test]
    fn before_1970_and_at_the_ends_of_time() {
        assert_eq!(Day::of(-1, 0, 0), Day(-1));
        assert_eq!(Day(-1).to_string(), "1969-12-31");
        assert_eq!(Day::of(i64::MAX, i16::MAX, 0), Day(i32::MAX));
        assert_eq!(Day::of(i64::MIN, i16::MIN, u16::MAX), Day(i32::MIN));
        assert_eq!(Day(i32::MAX).plus(1), Day(i32::MAX));
    }

    #[test]
    fn weekdays_and_dates() {
        let day = Day(20_781);
        assert_eq!((day.to_string().as_str(), day.weekday()), ("2026-11-24", 1));
        assert_eq!(day.monday(), Day(20_780));
        assert_eq!(Day(11_016).to_string(), "2000-02-29");
        assert_eq!(Day::from_date(2000, 2, 29), Some(Day(11_016)));
        for none in [(2001, 2, 29), (2000, 0, 1), (2000, 13, 1), (2000, 4, 31), (2000, 1, 0)] {
            assert_eq!(Day::from_date(none.0, none.1, none.2), None, "{none:?}");
        }
    }

    proptest! {
        #[test]
        fn days_never_go_back_while_time_goes_on(ms in any::<i64>(), more in 0..i64::MAX, offset in any::<i16>(), ends in any::<u16>()) {
            prop_assert!(Day::of(ms, offset, ends) <= Day::of(ms.saturating_add(more), offset, ends));
        }

        #[test]
        fn a_date_is_a_date(n in any::<i32>()) {
            let (_, m, d) = Day(n).date();
            prop_assert!((1..=12).contains(&m) && (1..=31).contains(&d));
            prop_assert!(Day(n).weekday() < 7);
            let (y, m, d) = Day(n).date();
            prop_assert_eq!(Day::from_date(y, m, d), Some(Day(n)));
        }
    }
}
