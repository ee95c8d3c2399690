//! When a schedule is due. Pure: the time, the time zone and chance are given.

use super::flags::{IOSTX_SYNCMGR_SCHEDULE_CATCH_UP, IOSTX_SYNCMGR_SCHEDULE_UTC};
use super::types::Schedule;
use crate::error::{Error, Result, check_flags};
use crate::store::{DAY, FileTime, MINUTE, SECOND};

/// FILETIME ticks in a millisecond.
pub(super) const MILLISECOND: FileTime = SECOND / 1000;
/// A run that is later than this was missed: the machine slept, or no process ran.
const GRACE: FileTime = MINUTE;

impl Schedule {
    /// Refuses what makes no sense.
    pub(super) fn check(&self) -> Result<()> {
        check_flags("schedule", self.flags, IOSTX_SYNCMGR_SCHEDULE_CATCH_UP | IOSTX_SYNCMGR_SCHEDULE_UTC)?;
        if self.daily.is_some_and(|minute| minute >= 24 * 60) {
            return Err(Error::invalid("schedule.daily is not a minute of the day, 0 to 1439"));
        }
        if self.interval_ms > DAY / MILLISECOND * 366 {
            return Err(Error::invalid("schedule.interval_ms is more than a year"));
        }
        Ok(())
    }

    /// The next time after a moment; `None` if there is no schedule.
    ///
    /// `zone`: how far local time is ahead of UTC at a moment, in ticks. `random`: any number, for the jitter.
    pub(super) fn next(&self, after: FileTime, zone: impl Fn(FileTime) -> i64, random: u64) -> Option<FileTime> {
        let interval = (self.interval_ms > 0).then(|| after + self.interval_ms * MILLISECOND);
        let utc = self.flags & IOSTX_SYNCMGR_SCHEDULE_UTC != 0;
        let daily = self.daily.map(|minute| next_daily(minute, after, |at| if utc { 0 } else { zone(at) }));
        let next = [interval, daily].into_iter().flatten().min()?;
        Some(next + random % (u64::from(self.jitter_ms) + 1) * MILLISECOND)
    }

    /// Whether a run that was due is to begin at `now`: in time, or late and caught up.
    pub(super) fn is_to_run(&self, due: FileTime, now: FileTime) -> bool {
        due <= now && (now - due <= GRACE || self.flags & IOSTX_SYNCMGR_SCHEDULE_CATCH_UP != 0)
    }
}

/// The next moment after another at which clocks show a minute of the day. On a day whose clocks skip it, it is as far from
/// midnight as on others.
fn next_daily(minute: u32, after: FileTime, zone: impl Fn(FileTime) -> i64) -> FileTime {
    let today = after.saturating_add_signed(zone(after)) / DAY;
    let at = |day: u64| {
        let local = day * DAY + u64::from(minute) * MINUTE;
        let about = local.saturating_add_signed(-zone(after));
        local.saturating_add_signed(-zone(about))
    };
    // Two changes of the clock do not come in three days.
    (today..today + 3).map(at).find(|time| *time > after).unwrap_or(after + DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-28 00:00 UTC.
    const MARCH_28: FileTime = 134_191_296_000_000_000;
    const HOUR: FileTime = 60 * MINUTE;

    /// One hour ahead of UTC, and two from 2026-03-29 01:00 UTC on.
    fn zone(at: FileTime) -> i64 {
        (if at < MARCH_28 + DAY + HOUR { HOUR } else { 2 * HOUR }) as i64
    }

    fn daily(minute: u32) -> Schedule {
        Schedule { daily: Some(minute), ..Schedule::default() }
    }

    #[test]
    fn the_date_of_the_tests_is_a_midnight() {
        assert_eq!(MARCH_28 % DAY, 0);
    }

    #[test]
    fn an_interval_counts_from_the_last_time() {
        let schedule = Schedule { interval_ms: 90_000, ..Schedule::default() };
        assert_eq!(schedule.next(MARCH_28, zone, 7), Some(MARCH_28 + 90 * SECOND));
    }

    #[test]
    fn a_time_of_day_is_local_also_over_a_change_of_the_clock() {
        let six = daily(6 * 60);
        assert_eq!(six.next(MARCH_28, zone, 0), Some(MARCH_28 + 5 * HOUR));
        assert_eq!(six.next(MARCH_28 + 5 * HOUR, zone, 0), Some(MARCH_28 + DAY + 4 * HOUR));
        assert_eq!(six.next(MARCH_28 + DAY + 4 * HOUR, zone, 0), Some(MARCH_28 + 2 * DAY + 4 * HOUR));
    }

    #[test]
    fn a_time_of_day_in_utc_knows_no_zone() {
        let six = Schedule { flags: IOSTX_SYNCMGR_SCHEDULE_UTC, ..daily(6 * 60) };
        assert_eq!(six.next(MARCH_28 + DAY, zone, 0), Some(MARCH_28 + DAY + 6 * HOUR));
    }

    #[test]
    fn of_an_interval_and_a_time_of_day_the_earlier_counts() {
        let schedule = Schedule { interval_ms: 4 * 3_600_000, ..daily(6 * 60) };
        assert_eq!(schedule.next(MARCH_28, zone, 0), Some(MARCH_28 + 4 * HOUR));
        assert_eq!(schedule.next(MARCH_28 + 4 * HOUR, zone, 0), Some(MARCH_28 + 5 * HOUR));
    }

    #[test]
    fn jitter_adds_up_to_its_length_and_no_more() {
        let schedule = Schedule { interval_ms: 1000, jitter_ms: 10, ..Schedule::default() };
        let times: std::collections::BTreeSet<_> = (0..100).filter_map(|random| schedule.next(0, zone, random)).collect();
        assert_eq!(times.first(), Some(&SECOND));
        assert_eq!(times.last(), Some(&(SECOND + 10 * MILLISECOND)));
        assert_eq!(times.len(), 11);
    }

    #[test]
    fn what_was_missed_runs_only_if_it_is_to_be_caught_up() {
        let late = MARCH_28 + HOUR;
        assert!(daily(0).is_to_run(MARCH_28, MARCH_28 + 59 * SECOND));
        assert!(!daily(0).is_to_run(MARCH_28, late));
        assert!(Schedule { flags: IOSTX_SYNCMGR_SCHEDULE_CATCH_UP, ..daily(0) }.is_to_run(MARCH_28, late));
        assert!(!daily(0).is_to_run(late, MARCH_28), "not before its time");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(daily(1439).check().is_ok());
        assert!(daily(1440).check().is_err());
        assert!(Schedule { flags: 0x100, ..Schedule::default() }.check().is_err());
    }
}
