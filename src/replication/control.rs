//! What any thread may do with a session while another one drives it: cancel it, and ask how far it is.

use std::collections::HashSet;
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
    /// What was done, and what there was, when that folder began.
    pub(super) before: (u64, u64),
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
            before: (0, 0),
        }
    }
}

impl Progress {
    /// Items done of the folder at work, and items there are.
    pub fn of_folder(&self) -> (u64, u64) {
        (self.items_done.saturating_sub(self.before.0), self.items_total.saturating_sub(self.before.1))
    }

    /// Goes to a folder of the phase.
    pub(super) fn begin_folder(&mut self, index: u32, folder: FolderId) {
        (self.folders_done, self.folder) = (index, Some(folder));
        self.before = (self.items_done, self.items_total);
    }

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

/// What the one is asked who runs a session for somebody else.
#[derive(Debug, Clone, Copy)]
pub enum Question<'a> {
    /// So far it is. Whether to cancel the session. On its thread.
    Progress(&'a Progress),
    /// Whether to cancel the session. Any thread.
    Cancel,
    /// Whether to skip a folder. Any thread.
    Skip(FolderId),
}

/// Who runs a session for somebody else. May use the store, not the session.
pub type Observer = Arc<dyn Fn(Question<'_>) -> bool + Send + Sync>;

#[derive(Default)]
struct Shared {
    cancel: Cancel,
    waiting: Mutex<()>,
    woken: Condvar,
    progress: Mutex<Progress>,
    observer: Mutex<Option<Observer>>,
    skips: Mutex<Skips>,
}

#[derive(Default)]
struct Skips {
    folders: HashSet<FolderId>,
    /// The folder whose sink is open, and what the sink looks at.
    open: Option<(FolderId, Cancel)>,
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
        self.0.cancel.is_set() || self.is_to_cancel(Question::Cancel)
    }

    /// Skips one folder until the next InitSync: its tables are passed over. Of one that is open, an upload offers nothing more,
    /// and a download's imports answer `MAPI_E_USER_CANCEL`; what was done stays done, the rest stays pending.
    pub fn skip_folder(&self, folder: FolderId) {
        let mut skips = self.0.skips.lock();
        skips.folders.insert(folder);
        if let Some((_, sink)) = skips.open.as_ref().filter(|(open, _)| *open == folder) {
            sink.skip_part();
        }
    }

    /// Whether a folder is to be skipped.
    pub fn is_skipped(&self, folder: FolderId) -> bool {
        if self.0.skips.lock().folders.contains(&folder) {
            return true;
        }
        let skipped = self.ask(Question::Skip(folder));
        if skipped {
            self.skip_folder(folder);
        }
        skipped
    }

    /// What the sink of a folder is to look at.
    pub(super) fn sink_flag(&self, folder: FolderId) -> Cancel {
        let flag = self.0.cancel.for_part();
        self.0.skips.lock().open = Some((folder, flag.clone()));
        flag
    }

    /// Sets who follows the session, beside the callback of its options; `None`: nobody any more.
    pub fn observe(&self, observer: Option<Observer>) {
        *self.0.observer.lock() = observer;
    }

    fn is_observed(&self) -> bool {
        self.0.observer.lock().is_some()
    }

    /// What the observer answers; he is called under no lock.
    fn ask(&self, question: Question<'_>) -> bool {
        let observer = self.0.observer.lock().clone();
        observer.is_some_and(|observer| observer(question))
    }

    fn is_to_cancel(&self, question: Question<'_>) -> bool {
        let cancelled = self.ask(question);
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
        *self.0.skips.lock() = Skips::default();
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
        if self.is_followed() && self.told.is_none_or(|(when, _)| when.elapsed() >= TELL_EVERY) {
            self.tell_now();
        }
    }

    /// A phase ends: who follows it is told what it came to.
    pub(super) fn tell_end(&mut self) {
        if !self.is_followed() {
            return;
        }
        let so_far = self.control.progress();
        let is_anything_done = so_far.items_done > 0 || so_far.folders_done > 0;
        let is_known = self.told.is_some_and(|(_, told)| told == Progress { state: told.state, ..so_far });
        if is_anything_done && !is_known {
            self.tell_now();
        }
    }

    fn is_followed(&self) -> bool {
        self.options.progress.is_some() || self.control.is_observed()
    }

    fn tell_now(&mut self) {
        let progress = self.control.progress();
        self.told = Some((Instant::now(), progress));
        self.options.progress.as_ref().inspect(|callback| callback(&progress));
        self.control.is_to_cancel(Question::Progress(&progress));
        // A sink that is open hears of it.
        if let Some(folder) = progress.folder {
            self.control.is_skipped(folder);
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
    fn a_folder_is_skipped_until_it_is_cleared_and_its_sink_hears_of_it() {
        let control = Control::default();
        let (one, other) = (FolderId(1), FolderId(2));
        let sink = control.sink_flag(one);
        control.skip_folder(other);
        assert!(sink.check().is_ok() && !control.is_skipped(one));
        control.skip_folder(one);
        assert_eq!(sink.check().expect_err("skipped").code, IOSTX_MAPI_E_USER_CANCEL);
        assert!(control.is_skipped(one) && !control.is_cancelled() && control.check().is_ok());
        control.clear();
        assert!(!control.is_skipped(one));
    }

    #[test]
    fn an_observer_skips_folders_when_he_is_asked_for_them() {
        let control = Control::default();
        control.observe(Some(Arc::new(|question| matches!(question, Question::Skip(FolderId(1))))));
        assert!(control.is_skipped(FolderId(1)) && !control.is_skipped(FolderId(2)) && !control.is_cancelled());
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
