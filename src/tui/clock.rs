//! The system's clock and time zone: the one place where the program asks what time it is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Local, Offset, TimeZone};

use crate::domain::Now;

/// The moment. A clock that was set to before 1970 gives a moment before 1970.
pub fn now() -> Now {
    moment(SystemTime::now())
}

fn moment(time: SystemTime) -> Now {
    let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let ms = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => ms(after),
        Err(before) => -ms(before.duration()),
    };
    let offset = |utc: DateTime<_>| Local.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc() / 60;
    let minutes = DateTime::from_timestamp_millis(ms).map_or(0, offset);
    Now::new(ms, i16::try_from(minutes).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_clock_gives_a_moment() {
        let day = Duration::from_hours(24);
        for (time, ms) in [
            (UNIX_EPOCH + day, 86_400_000),
            (UNIX_EPOCH, 0),
            (UNIX_EPOCH - day / 2, -43_200_000),
            (UNIX_EPOCH - 40_000_000 * day, -40_000_000 * 86_400_000),
            (UNIX_EPOCH + 40_000_000 * day, 40_000_000 * 86_400_000),
            (UNIX_EPOCH + 100_000_000 * day, 100_000_000 * 86_400_000),
        ] {
            let now = moment(time);
            assert_eq!(now.ms, ms);
            assert!(now.offset.abs() <= 24 * 60);
        }
    }
}
