//! The system's clock and time zone: the one place where the program asks what time it is.

use std::{
    path::Path,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use chrono::{DateTime, Local, Offset, TimeZone};

use crate::domain::Now;

/// The moment. A clock that was set to before 1970 gives a moment before 1970.
pub fn now() -> Now {
    moment(SystemTime::now())
}

/// The most bytes of a time zone's file; those that there are have some thousands.
const ZONE_MOST: u64 = 1024 * 1024;

/// What is wrong with `TZ` where it names what must not be read: a FIFO would be waited for, a device never ends. The zone
/// is UTC then.
pub fn zone_fault() -> Option<String> {
    fault_of(&std::env::var("TZ").ok()?)
}

fn fault_of(zone: &str) -> Option<String> {
    let name = zone.strip_prefix(':').unwrap_or(zone);
    // What the system's own folders hold is as good as the system; a way out of them starts where chrono looks first.
    let path = match name {
        absolute if absolute.starts_with('/') => Path::new(absolute).to_owned(),
        climbing if climbing.contains("..") => Path::new("/usr/share/zoneinfo").join(climbing),
        _ => return None,
    };
    let facts = std::fs::metadata(&path).ok()?;
    let good = facts.is_file() && facts.len() <= ZONE_MOST;
    (!good).then(|| format!("TZ names {}, which is no time zone's file; the time is taken as UTC", path.display()))
}

fn moment(time: SystemTime) -> Now {
    let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
    let ms = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => ms(after),
        Err(before) => -ms(before.duration()),
    };
    let offset = |utc: DateTime<_>| Local.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc() / 60;
    let known = DateTime::from_timestamp_millis(ms).filter(|_| zone_fault().is_none());
    let minutes = known.map_or(0, offset);
    Now::new(ms, i16::try_from(minutes).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_that_is_no_file_is_not_read() {
        for bad in ["/dev/zero", ":/dev/stdin", "/", "../../../dev/null"] {
            assert!(fault_of(bad).is_some_and(|said| said.contains("UTC")), "{bad}");
        }
        for good in ["", "UTC", "Europe/Berlin", ":Asia/Tokyo", "CET-1CEST", "/nowhere", "/etc/passwd"] {
            assert_eq!(fault_of(good), None, "{good}");
        }
    }

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
