//! What a run came to.

use crate::codes::IOSTX_S_OK;
use crate::error::Error;
use crate::replication::State;
use crate::store::{FolderId, ItemId};

/// What was done in one direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// New items.
    pub created: u64,
    /// Items whose content, properties, flags or keywords changed.
    pub changed: u64,
    /// Items of which only the read state changed.
    pub read: u64,
    /// Items moved between folders; the download counts a move as a change.
    pub moved: u64,
    /// Items deleted.
    pub deleted: u64,
    /// Folders created, changed and deleted.
    pub folders: u64,
    /// Bytes of content.
    pub bytes: u64,
}

impl Counts {
    fn sum(&self) -> u64 {
        self.created + self.changed + self.read + self.moved + self.deleted + self.folders
    }
}

/// What a run came to. It counts what was done, also before a failure of the run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// From here to the server.
    pub up: Counts,
    /// From the server to here.
    pub down: Counts,
    /// Messages of the outgoing queue that were sent.
    pub sent: u64,
    /// Conflicts that were kept.
    pub conflicts: u64,
    /// Items that the server refused, or that could not be fetched.
    pub failures: u64,
    /// Items that the agent left without an answer.
    pub unanswered: u64,
    /// Folders that failed as a whole.
    pub folders_failed: u64,
    /// Folders that another session or process was synchronizing; the hierarchy counts as one.
    pub folders_busy: u64,
    /// How often the run began again after the line failed.
    pub retries: u64,
    /// Deletions are held until they are confirmed or rejected.
    pub deletions_held: bool,
    /// The first failure, for a message.
    pub first_failure: Option<Error>,
}

impl Report {
    /// How much was done.
    pub(super) fn done(&self) -> u64 {
        self.up.sum() + self.down.sum() + self.sent
    }

    /// Whether nothing failed.
    pub fn is_clean(&self) -> bool {
        self.failures + self.unanswered + self.folders_failed + self.folders_busy == 0
    }
}

/// A failure that did not stop the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The state in which it happened.
    pub state: State,
    /// The folder; `None`: the hierarchy as a whole.
    pub folder: Option<FolderId>,
    /// The item; `None`: the folder as a whole.
    pub item: Option<ItemId>,
    /// What failed.
    pub error: Error,
}

impl Failure {
    /// The failure that an agent answered with, if it is one.
    pub(super) fn error_of(code: i32, text: &str) -> Option<Error> {
        let text = if text.is_empty() { crate::codes::text(code) } else { text };
        (code < IOSTX_S_OK).then(|| Error::new(code, text))
    }
}
