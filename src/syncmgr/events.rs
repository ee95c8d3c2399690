//! Events of a manager: what happens to handlers, items and runs.

use super::flags::*;
use super::types::Ended;
use crate::ids::Guid;
use crate::queue::{Notice, Subscription};

/// Something happened. Which members count, the kind says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SyncEvent {
    /// `IOSTX_SYNCMGR_EVENT_*`.
    pub kind: u32,
    /// The handler; zero where it is about more than one.
    pub handler: Guid,
    /// The item; zero where it is about no single one.
    pub item: Guid,
    /// The number of the run, unique in this manager; 0 outside of runs.
    pub run: u64,
    /// Status of the item, or outcome of the run.
    pub status: u32,
    /// How far the item is.
    pub value: i32,
    /// What that counts to.
    pub max: i32,
    /// The code of what ended.
    pub code: i32,
}

impl SyncEvent {
    pub(super) fn about(kind: u32, handler: Guid) -> Self {
        SyncEvent { kind, handler, ..SyncEvent::default() }
    }

    pub(super) fn ended(handler: Guid, run: u64, ended: Ended) -> Self {
        SyncEvent { run, status: ended.outcome, code: ended.code, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_ENDED, handler) }
    }
}

impl Notice for SyncEvent {
    fn overflow(&self) -> Self {
        SyncEvent::default()
    }

    fn is_overflow(&self) -> bool {
        self.kind == IOSTX_SYNCMGR_EVENT_OVERFLOW
    }
}

/// A subscription to a manager. Dropping it ends it.
pub type SyncEvents = Subscription<SyncEvent>;
