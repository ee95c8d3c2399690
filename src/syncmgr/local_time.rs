//! How far local time is ahead of UTC: what the operating system knows.

use crate::store::{FileTime, SECOND};

/// Ticks that local time is ahead of UTC at a moment.
#[cfg(unix)]
pub(super) fn zone(at: FileTime) -> i64 {
    const TO_UNIX: i64 = 11_644_473_600;
    let seconds = (at / SECOND) as i64 - TO_UNIX;
    // SAFETY: tm is plain data; all zero is a value of it.
    let mut local: libc::tm = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are to values of this function's own.
    let known = unsafe { libc::localtime_r(&(seconds as libc::time_t), &mut local) };
    if known.is_null() { 0 } else { local.tm_gmtoff as i64 * SECOND as i64 }
}

/// Where nobody can be asked, times of day are UTC.
#[cfg(not(unix))]
pub(super) fn zone(_: FileTime) -> i64 {
    0
}
