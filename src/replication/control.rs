//! What any thread may do with a session while another one drives it: cancel it, and ask how far it is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use super::Session;
use super::flags::IOSTX_PHASE_IDLE;
use super::table::State;
use crate::error::Result;
use crate::store::{Answer, Cancel, FolderId};

/// How often progress is told at most.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// How long a wait goes on at most without asking the observer.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// How far a session is. Folders, items and bytes are those of the phase; the other counts go on from InitSync to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The innermost open state.
    pub state: State,
    /// IOSTX_PHASE_*.
    pub phase: u32,
    /// Folders done.
    pub folders_done: u32,
    /// Folders there are, as far as known.
    pub folders_total: u32,
    /// Items done.
    pub items_done: u64,
    /// Items there are: pending work, and what [`super::Session::expect`] said.
    pub items_total: u64,
    /// Bytes of content done.
    pub bytes_done: u64,
    /// Bytes there are, as far as known.
    pub bytes_total: u64,
    /// Items uploaded: content, properties, flags or read state.
    pub uploaded: u64,
    /// Items downloaded.
    pub downloaded: u64,
    /// Deletions done, both ways.
    pub deleted: u64,
    /// Conflicts kept.
    pub conflicts: u64,
    /// Failures that agents reported.
    pub failures: u64,
    /// The folder at work.
    pub folder: Option<FolderId>,
}

impl Default for Progress {
    fn default() -> Self {
        Progress {
            state: State::Idle,
            phase: IOSTX_PHASE_IDLE,
            folders_done: 0,
            folders_total: 0,
            items_done: 0,
            items_total: 0,
            bytes_done: 0,
            bytes_total: 0,
            uploaded: 0,
            downloaded: 0,
            deleted: 0,
            conflicts: 0,
            failures: 0,
            folder: None,
        }
    }
}

impl Progress {
    /// Begins a phase of so many folders.
    pub(super) fn begin_phase(&mut self, phase: u32, folders: usize) {
        *self = Progress {
            phase,
            folders_total: folders as u32,
            uploaded: self.uploaded,
            downloaded: self.downloaded,
            deleted: self.deleted,
            conflicts: self.conflicts,
            failures: self.failures,
            state: self.state,
            ..Progress::default()
        };
    }

    /// Counts a failure that an agent reported.
    pub(super) fn answered(&mut self, answer: &Answer) {
        self.failures += u64::from(answer.is_refusal());
    }

    /// Counts an answer for an item of so many bytes, or for its read state.
    pub(super) fn item_answered(&mut self, answer: &Answer, bytes: u64) {
        self.answered(answer);
        self.items_done += 1;
        self.bytes_done += bytes;
        self.uploaded += u64::from(answer.ok);
    }

    /// Counts an answer for a deletion or a move out.
    pub(super) fn deletion_answered(&mut self, answer: &Answer, is_move: bool) {
        self.answered(answer);
        self.items_done += 1;
        self.deleted += u64::from(answer.ok && !is_move);
    }
}

/// Cancels a session and watches it, from any thread. Clones stand for the same session; they may outlive it.
#[derive(Clone, Default)]
pub struct Control(Arc<Shared>);

/// Who runs a session for somebody else: told how far it is, on the session's thread, or only asked (`None`, any thread); answers
/// whether it is to be cancelled. May use the store, not the session.
pub type Observer = Arc<dyn Fn(Option<&Progress>) -> bool + Send + Sync>;

#[derive(Default)]
struct Shared {
    cancel: Cancel,
    waiting: Mutex<()>,
    woken: Condvar,
    progress: Mutex<Progress>,
    observer: Mutex<Option<Observer>>,
}

impl Control {
    /// Cancels: the next SyncBeg, SyncHdrBeg, import or result answers `MAPI_E_USER_CANCEL`; what was done stays done. InitSync
    /// clears it.
    pub fn cancel(&self) {
        self.0.cancel.set(true);
        drop(self.0.waiting.lock());
        self.0.woken.notify_all();
    }

    /// Waits, unless and until the session is cancelled.
    ///
    /// Errors: `MAPI_E_USER_CANCEL`.
    pub fn wait(&self, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        while !self.is_cancelled() {
            let now = Instant::now();
            if now >= end {
                return Ok(());
            }
            let mut waiting = self.0.waiting.lock();
            if !self.0.cancel.is_set() {
                self.0.woken.wait_until(&mut waiting, end.min(now + ASK_EVERY));
            }
        }
        self.check()
    }

    /// Whether the session was cancelled since the last InitSync.
    pub fn is_cancelled(&self) -> bool {
        self.0.cancel.is_set() || self.ask(None)
    }

    /// Sets who follows the session, beside the callback of its options; `None`: nobody any more.
    pub fn observe(&self, observer: Option<Observer>) {
        *self.0.observer.lock() = observer;
    }

    fn is_observed(&self) -> bool {
        self.0.observer.lock().is_some()
    }

    /// Tells or asks the observer; whether he cancelled.
    fn ask(&self, progress: Option<&Progress>) -> bool {
        let observer = self.0.observer.lock().clone();
        let cancelled = observer.is_some_and(|observer| observer(progress));
        if cancelled {
            self.cancel();
        }
        cancelled
    }

    /// `MAPI_E_USER_CANCEL` if the session was cancelled.
    pub fn check(&self) -> Result<()> {
        self.0.cancel.check()
    }

    /// How far the session is.
    pub fn progress(&self) -> Progress {
        *self.0.progress.lock()
    }

    /// The flag itself, for what a session gives out.
    pub(super) fn flag(&self) -> &Cancel {
        &self.0.cancel
    }

    pub(super) fn clear(&self) {
        self.0.cancel.set(false);
        *self.0.progress.lock() = Progress::default();
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut Progress)) {
        change(&mut self.0.progress.lock());
    }
}

impl Session {
    /// Says how much the agent knows is to come in the innermost state; replaces what was said before in it.
    pub fn expect(&mut self, items: u64, bytes: u64) {
        let Some(open) = self.open.last_mut() else { return };
        let before = std::mem::replace(&mut open.expected, (items, bytes));
        self.control.update(|progress| {
            progress.items_total = (progress.items_total + items).saturating_sub(before.0);
            progress.bytes_total = (progress.bytes_total + bytes).saturating_sub(before.1);
        });
    }

    /// Tells the callback how far the session is, if that is due.
    pub(super) fn tell(&mut self) {
        if self.options.progress.is_none() && !self.control.is_observed() {
            return;
        }
        let now = Instant::now();
        if self.told.is_none_or(|told| now - told >= TELL_EVERY) {
            self.told = Some(now);
            let progress = self.control.progress();
            self.options.progress.as_ref().inspect(|callback| callback(&progress));
            self.control.ask(Some(&progress));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::IOSTX_MAPI_E_USER_CANCEL;

    #[test]
    fn a_cancel_is_seen_through_every_clone_until_it_is_cleared() {
        let control = Control::default();
        let other = control.clone();
        std::thread::spawn(move || other.cancel()).join().expect("no panic");
        assert!(control.is_cancelled() && control.flag().is_set());
        assert_eq!(control.check().expect_err("cancelled").code, IOSTX_MAPI_E_USER_CANCEL);
        control.clear();
        assert!(!control.is_cancelled() && control.check().is_ok());
    }

    #[test]
    fn a_new_phase_keeps_the_counts_of_the_session_and_drops_those_of_the_last_phase() {
        let control = Control::default();
        control.update(|progress| {
            progress.begin_phase(1, 5);
            (progress.items_done, progress.uploaded, progress.folders_done) = (3, 3, 2);
        });
        control.update(|progress| progress.begin_phase(2, 7));
        let progress = control.progress();
        assert_eq!((progress.phase, progress.folders_total, progress.folders_done), (2, 7, 0));
        assert_eq!((progress.items_done, progress.uploaded), (0, 3));
    }
}
