//! What handlers and the manager tell each other.

use crate::codes::{IOSTX_S_OK, IOSTX_S_SYNCMGR_CANCELALL, IOSTX_S_SYNCMGR_CANCELITEM};
use crate::ids::Guid;
use crate::store::FileTime;

/// A window or an icon of the application's, as the number of its pointer: only carried. Zero: none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Native(pub usize);

/// SYNCMGRHANDLERINFO.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandlerInfo {
    /// wszHandlerName: at most 31 UTF-16 units; what is longer is cut.
    pub name: String,
    /// SyncMgrHandlerFlags: `IOSTX_SYNCMGRHANDLER_*`. Unknown bits are left out.
    pub flags: u32,
    /// hIcon.
    pub icon: Native,
    /// The icon by name, for those who have no handles of icons.
    pub icon_name: String,
}

/// SYNCMGRITEM.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// ItemID: stable from run to run.
    pub id: Guid,
    /// wszItemName: at most 127 UTF-16 units; what is longer is cut.
    pub name: String,
    /// dwFlags: `IOSTX_SYNCMGRITEM_*`. Unknown bits are left out.
    pub flags: u32,
    /// dwItemState: whether it is chosen, as long as the user said nothing else.
    pub checked: bool,
    /// hIcon.
    pub icon: Native,
    /// The icon by name.
    pub icon_name: String,
    /// ftLastUpdate: counts with `IOSTX_SYNCMGRITEM_LASTUPDATETIME`.
    pub last_update: FileTime,
}

/// SYNCMGRPROGRESSITEM: what is `None` stays as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress<'a> {
    /// lpcStatusText.
    pub text: Option<&'a str>,
    /// dwStatusType: `IOSTX_SYNCMGRSTATUS_*`.
    pub status: Option<u32>,
    /// iProgValue.
    pub value: Option<i32>,
    /// iMaxValue.
    pub max: Option<i32>,
}

/// The answer to Progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// S_OK: go on.
    Continue,
    /// S_SYNCMGR_CANCELITEM: leave this item, as soon as possible.
    CancelItem,
    /// S_SYNCMGR_CANCELALL: leave all items of this handler, as soon as possible.
    CancelAll,
}

impl Answer {
    /// The documented code.
    pub fn code(self) -> i32 {
        match self {
            Answer::Continue => IOSTX_S_OK,
            Answer::CancelItem => IOSTX_S_SYNCMGR_CANCELITEM,
            Answer::CancelAll => IOSTX_S_SYNCMGR_CANCELALL,
        }
    }
}

/// A line of the error log: level, text, and SYNCMGRLOGERRORINFO.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogEntry {
    /// dwErrorLevel: `IOSTX_SYNCMGRLOGLEVEL_*`.
    pub level: u32,
    /// pszErrorText.
    pub text: String,
    /// dwSyncMgrErrorFlags: `IOSTX_SYNCMGRERRORFLAG_*`.
    pub flags: u32,
    /// ErrorID.
    pub error: Option<Guid>,
    /// ItemID; `None`: about the handler.
    pub item: Option<Guid>,
    /// Where a link of the line leads; empty: nowhere.
    pub link: String,
    /// The text of the link.
    pub link_text: String,
}

/// A conflict that waits to be resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// Its id: unique for the handler, stable.
    pub id: Guid,
    /// The item that it lies in.
    pub item: Guid,
    /// What it is about, for users.
    pub text: String,
}

/// When a handler is to run by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Schedule {
    /// `IOSTX_SYNCMGR_SCHEDULE_*`.
    pub flags: u32,
    /// Milliseconds from one run to the next; 0: no interval.
    pub interval_ms: u64,
    /// Minute of the day, 0 to 1439; `None`: no time of day.
    pub daily: Option<u32>,
    /// A random part of so many milliseconds is added to each time, so that not all clients come at once.
    pub jitter_ms: u32,
}

impl Schedule {
    /// Whether it ever starts a run.
    pub fn is_empty(&self) -> bool {
        self.interval_ms == 0 && self.daily.is_none()
    }
}

/// What the application tells of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notification {
    /// The network came up.
    Connect,
    /// The network is about to go.
    PendingDisconnect,
    /// The machine is idle.
    Idle,
    /// The machine is about to sleep.
    Suspend,
    /// The machine woke up.
    Resume,
}

/// How a run ended: `IOSTX_SYNCMGR_OUTCOME_*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// `IOSTX_SYNCMGR_OUTCOME_*`.
    pub outcome: u32,
    /// The code of whatever ended it.
    pub code: i32,
}
