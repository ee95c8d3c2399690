//! The clock and the source of randomness, which tests replace.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::codes::IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES;
use crate::error::{Error, Result};
use crate::ids::Guid;

/// A moment as FILETIME: 100 ns since 1601-01-01 UTC.
pub type FileTime = u64;

/// FILETIME ticks in a second.
pub const SECOND: FileTime = 10_000_000;
/// FILETIME ticks in a minute.
pub const MINUTE: FileTime = 60 * SECOND;
/// FILETIME ticks in a day.
pub const DAY: FileTime = 24 * 60 * MINUTE;

/// Seconds from 1601-01-01 to 1970-01-01.
const TO_UNIX: u64 = 11_644_473_600;

type Now = Arc<dyn Fn() -> FileTime + Send + Sync>;
type Random = Arc<dyn Fn(&mut [u8]) -> bool + Send + Sync>;

/// Where time and chance come from.
#[derive(Clone)]
pub struct Environment {
    now: Now,
    random: Random,
}

impl Default for Environment {
    fn default() -> Self {
        Environment { now: Arc::new(system_now), random: Arc::new(|bytes| getrandom::fill(bytes).is_ok()) }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Environment")
    }
}

impl Environment {
    /// Takes the time from `now`.
    #[must_use]
    pub fn with_clock(mut self, now: impl Fn() -> FileTime + Send + Sync + 'static) -> Self {
        self.now = Arc::new(now);
        self
    }

    /// Takes random bytes from `random`, which answers whether it could fill them.
    #[must_use]
    pub fn with_random(mut self, random: impl Fn(&mut [u8]) -> bool + Send + Sync + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// The time.
    pub fn now(&self) -> FileTime {
        (self.now)()
    }

    /// A new GUID.
    pub fn guid(&self) -> Result<Guid> {
        let mut bytes = [0; 16];
        if !(self.random)(&mut bytes) {
            return Err(Error::new(IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "the source of random bytes failed"));
        }
        Ok(Guid::from_random(bytes))
    }
}

fn system_now() -> FileTime {
    // A clock set before 1970 counts as 1970.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs() + TO_UNIX) * SECOND + u64::from(since.subsec_nanos()) / 100
}
