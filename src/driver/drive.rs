//! A run, from its beginning to its end.

use std::time::Duration;

use super::options::ReplicateOptions;
use super::report::{Failure, Report};
use super::walk::Walk;
use crate::codes::*;
use crate::error::{Error, Result};
use crate::replication::flags::*;
use crate::replication::{Ended, Selection, State};
use crate::store::{FolderId, ItemId};

/// The longest wait before another try.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// What a failure means for the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Of one folder: the next one follows.
    Folder,
    /// Of the line: the run begins again.
    Line,
    /// Of the run.
    Run,
}

pub(super) fn reach(error: &Error) -> Reach {
    match error.code {
        IOSTX_MAPI_E_NETWORK_ERROR | IOSTX_MAPI_E_TIMEOUT => Reach::Line,
        IOSTX_MAPI_E_USER_CANCEL
        | IOSTX_MAPI_E_OFFLINE
        | IOSTX_MAPI_E_LOGON_FAILED
        | IOSTX_E_CLOSED
        | IOSTX_MAPI_E_DISK_ERROR
        | IOSTX_MAPI_E_NOT_ENOUGH_DISK
        | IOSTX_MAPI_E_NOT_ENOUGH_MEMORY
        | IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES
        | IOSTX_MAPI_E_CORRUPT_STORE
        | IOSTX_MAPI_E_CALL_FAILED => Reach::Run,
        _ => Reach::Folder,
    }
}

/// How a table began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    /// It is open.
    Entered,
    /// Its folder is busy or damaged, which was told.
    Refused,
    /// There are no more.
    NoMore,
}

/// A run under way.
pub(super) struct Drive<'a, W: Walk> {
    pub walk: &'a mut W,
    pub options: &'a ReplicateOptions,
    pub report: &'a mut Report,
    /// Another session or process had the hierarchy.
    pub hierarchy_busy: bool,
    /// Something was not uploaded again, since the downloads are to tell first where the server has it.
    pub sought: bool,
}

/// Does a whole run.
pub(crate) fn run<W: Walk>(walk: &mut W, options: &ReplicateOptions, report: &mut Report) -> Result<()> {
    *report = Report::default();
    options.check()?;
    walk.session().init_sync(options.init_flags)?;
    let mut drive = Drive { walk, options, report, hierarchy_busy: false, sought: false };
    let result = drive.insist();
    // The failure that ended the run says more than one of leaving its states.
    let left = drive.leave(State::Synchronize);
    drive.report.conflicts = drive.walk.session().control().progress().conflicts;
    result.and(left)
}

impl<W: Walk> Drive<'_, W> {
    /// Does the passes, again if the line failed: as often in a row as the options say.
    fn insist(&mut self) -> Result<()> {
        let (mut tries, mut done) = (0, 0);
        loop {
            let error = match self.passes() {
                Err(error) if reach(&error) == Reach::Line => error,
                result => return result,
            };
            if self.report.done() != done {
                (tries, done) = (0, self.report.done());
            }
            if tries == self.options.retries {
                return Err(error);
            }
            self.leave(State::Synchronize)?;
            self.wait(tries)?;
            tries += 1;
            self.report.retries += 1;
        }
    }

    fn wait(&mut self, tries: u32) -> Result<()> {
        let delay = Duration::from_millis(u64::from(self.options.retry_delay_ms)).saturating_mul(1 << tries.min(16));
        let control = self.walk.session().control().clone();
        control.wait(delay.min(LONGEST_WAIT))
    }

    /// Folders come from the server first, so that those of both sides know each other before items are uploaded.
    fn passes(&mut self) -> Result<()> {
        let (up, down) = (self.direction() != IOSTX_UPS_DNLOAD_ONLY, self.goes_down());
        self.walk.session().begin(State::Synchronize)?;
        if down {
            self.select(IOSTX_UPS_DNLOAD_ONLY)?;
            self.download_folders()?;
        }
        if down && self.options.download_first {
            self.download_contents()?;
        }
        if up {
            self.select(IOSTX_UPS_UPLOAD_ONLY)?;
            self.upload()?;
        }
        if down && !self.options.download_first {
            self.select(IOSTX_UPS_DNLOAD_ONLY)?;
            self.download_contents()?;
            if up && std::mem::take(&mut self.sought) {
                // What they did not show is not there.
                self.select(IOSTX_UPS_UPLOAD_ONLY)?;
                self.upload_contents()?;
            }
        }
        self.end(0)
    }

    fn direction(&self) -> u32 {
        self.options.selection.flags & (IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY)
    }

    /// Whether the direction lets this run download.
    fn goes_down(&self) -> bool {
        self.direction() != IOSTX_UPS_UPLOAD_ONLY
    }

    /// Whether this run downloads items.
    pub fn downloads_items(&mut self) -> bool {
        self.goes_down() && self.walk.session().init_flags() & IOSTX_SYNC_DOWNLOAD_CONTENTS != 0
    }

    fn select(&mut self, direction: u32) -> Result<()> {
        let given = &self.options.selection;
        let flags = given.flags & !(IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY) | direction | IOSTX_UPS_OK;
        self.walk.session().set_selection(Selection { flags, ..given.clone() })
    }

    /// Begins a state; `false`: there is no more of it.
    pub fn begin(&mut self, state: State) -> Result<bool> {
        match self.walk.session().begin(state) {
            Ok(()) => Ok(true),
            Err(e) if e.code == IOSTX_MAPI_E_NOT_FOUND => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// Begins a state of the hierarchy; `false`: there is nothing to do, or somebody else is at it, which is told once.
    pub fn begin_hierarchy(&mut self, state: State) -> Result<bool> {
        match self.begin(state) {
            Err(e) if e.code == IOSTX_MAPI_E_BUSY => {
                if !std::mem::replace(&mut self.hierarchy_busy, true) {
                    self.report.folders_busy += 1;
                    self.failed(state, None, None, e);
                }
                Ok(false)
            }
            begun => begun,
        }
    }

    /// Begins the next table of a kind.
    pub fn begin_table(&mut self, state: State) -> Result<Begun> {
        match self.begin(state) {
            Ok(true) => Ok(Begun::Entered),
            Ok(false) => Ok(Begun::NoMore),
            Err(e) if reach(&e) == Reach::Folder => {
                let folder = self.walk.session().control().progress().folder;
                match e.code {
                    IOSTX_MAPI_E_BUSY => self.report.folders_busy += 1,
                    _ => self.report.folders_failed += 1,
                }
                self.failed(state, folder, None, e);
                Ok(Begun::Refused)
            }
            Err(e) => Err(e),
        }
    }

    /// Leaves the innermost state, with these flags in its structure.
    pub fn end(&mut self, flags: u32) -> Result<()> {
        let mut session = self.walk.session();
        // Those of LR_SYNC are its direction.
        if session.state() != State::Synchronize {
            session.set_flags(flags);
        }
        let ended = session.end()?;
        drop(session);
        self.report.deletions_held |= ended == Ended::DeletionsHeld;
        Ok(())
    }

    /// Ends a state whose work failed or not: a failure of one folder is told, and the run goes on.
    pub fn settle(&mut self, state: State, folder: Option<FolderId>, result: Result<()>, ok: u32) -> Result<()> {
        match result {
            Ok(()) => match self.end(ok) {
                Err(e) if reach(&e) == Reach::Folder => self.leave_failed(state, folder, e),
                result => result,
            },
            Err(e) if reach(&e) == Reach::Folder => self.leave_failed(state, folder, e),
            Err(e) if self.is_skip(&e, folder) => self.leave(state),
            Err(e) => Err(e),
        }
    }

    /// Whether users skip the folder at work, which its sink says as a cancel.
    fn is_skip(&mut self, error: &Error, folder: Option<FolderId>) -> bool {
        let control = self.walk.session().control().clone();
        error.code == IOSTX_MAPI_E_USER_CANCEL && !control.is_cancelled() && folder.is_some_and(|folder| control.is_skipped(folder))
    }

    fn leave_failed(&mut self, state: State, folder: Option<FolderId>, error: Error) -> Result<()> {
        self.report.folders_failed += 1;
        self.failed(state, folder, None, error);
        self.leave(state)
    }

    /// Leaves a state and what is open in it; what was not answered there stays pending.
    fn leave(&mut self, state: State) -> Result<()> {
        let mut session = self.walk.session();
        while session.is_open(state) {
            let open = session.open_states().count();
            if let Err(e) = session.end()
                && session.open_states().count() == open
            {
                return Err(e);
            }
        }
        Ok(())
    }

    /// Tells of a failure that does not stop the run.
    pub fn failed(&mut self, state: State, folder: Option<FolderId>, item: Option<ItemId>, error: Error) {
        self.report.first_failure.get_or_insert_with(|| error.clone());
        self.walk.failed(&Failure { state, folder, item, error });
    }
}
