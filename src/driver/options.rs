//! What the caller of a run decides.

use crate::error::{Error, Result};
use crate::replication::Selection;

/// The most items that one batch may hold.
pub const MAX_WINDOW: u32 = 10_000;

/// Options of a run.
#[derive(Debug, Clone)]
pub struct ReplicateOptions {
    /// IOSTX_SYNC_*, for InitSync. None of the kinds of work means all, the outgoing queue included.
    pub init_flags: u32,
    /// Direction (IOSTX_UPS_UPLOAD_ONLY, IOSTX_UPS_DNLOAD_ONLY, neither: both) and folders (IOSTX_UPS_THESE_FOLDERS).
    pub selection: Selection,
    /// The download comes before the upload.
    pub download_first: bool,
    /// Items of one batch at most.
    pub window: u32,
    /// Content of one batch at most, in bytes, unless a single item is larger.
    pub window_bytes: u64,
    /// How often in a row a run begins again after the line failed. What got something done counts anew.
    pub retries: u32,
    /// The wait before the first of these, in milliseconds; doubled each time, a minute at most.
    pub retry_delay_ms: u32,
}

impl Default for ReplicateOptions {
    fn default() -> Self {
        ReplicateOptions {
            init_flags: 0,
            selection: Selection::default(),
            download_first: false,
            window: 100,
            window_bytes: 8 << 20,
            retries: 3,
            retry_delay_ms: 1000,
        }
    }
}

impl ReplicateOptions {
    /// Refuses members that are out of their range, by name.
    pub(super) fn check(&self) -> Result<()> {
        if !(1..=MAX_WINDOW).contains(&self.window) {
            return Err(Error::invalid(format!("replicate options: window must lie between 1 and {MAX_WINDOW}")));
        }
        Ok(())
    }
}
