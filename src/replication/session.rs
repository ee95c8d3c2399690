//! A session: the states that are open, one within the other, and the calls that enter and leave them.

use std::sync::Arc;
use std::time::Instant;

use super::contents::Contents;
use super::control::{Control, Progress};
use super::download_hierarchy::DownloadHierarchy;
use super::download_table::DownloadTable;
use super::flags::*;
use super::header::DownloadHeader;
use super::options::SessionOptions;
use super::results::Verdict;
use super::synchronize::{Plan, Synchronize};
use super::table::{self, NESTING, State, When};
use super::upload_hierarchy::{UploadFolder, UploadHierarchy};
use super::upload_message::UploadMessage;
use super::upload_table::UploadTable;
use super::upload_vectors::{UploadDeletes, UploadReads};
use crate::codes::{
    IOSTX_E_CLOSED, IOSTX_E_UNEXPECTED, IOSTX_MAPI_E_BUSY, IOSTX_MAPI_E_NO_ACCESS, IOSTX_S_FALSE, IOSTX_S_OK,
    IOSTX_W_DELETIONS_HELD,
};
use crate::error::{Error, Result, check_flags};
use crate::store::flags::IOSTX_FOLDER_IPM_SUBTREE;
use crate::store::{FolderId, ItemId, Offer, SessionMemory, Spooler, Store};

/// The kinds of work of InitSync; none of them means all.
pub(crate) const KINDS_OF_WORK: u32 =
    IOSTX_SYNC_UPLOAD_HIERARCHY | IOSTX_SYNC_DOWNLOAD_HIERARCHY | IOSTX_SYNC_UPLOAD_CONTENTS | IOSTX_SYNC_DOWNLOAD_CONTENTS;
const INIT_FLAGS: u32 = KINDS_OF_WORK
    | IOSTX_SYNC_OUTGOING_MAIL
    | IOSTX_SYNC_BACKGROUND
    | IOSTX_SYNC_THESE_FOLDERS
    | IOSTX_SYNC_HEADERS
    | IOSTX_SYNC_ALL
    | IOSTX_SYNC_ONLY_ASSOCIATED;

/// What a SyncEnd did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// It left the innermost state.
    Left,
    /// It left the innermost state; deletions of its sink are held until they are confirmed or rejected.
    DeletionsHeld,
    /// There was nothing to leave.
    Nothing,
}

impl Ended {
    pub(super) fn of(deletions_held: bool) -> Self {
        if deletions_held { Ended::DeletionsHeld } else { Ended::Left }
    }

    /// The code that the C function answers.
    pub fn code(self) -> i32 {
        match self {
            Ended::Left => IOSTX_S_OK,
            Ended::DeletionsHeld => IOSTX_W_DELETIONS_HELD,
            Ended::Nothing => IOSTX_S_FALSE,
        }
    }
}

/// An open state, and what is known of its work.
pub(super) struct Open {
    pub state: State,
    pub verdict: Verdict,
    /// What [`Session::expect`] said in this state: items, bytes.
    pub expected: (u64, u64),
}

/// What a lenient session still swallows after a SyncBeg that failed.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owed {
    pub result: bool,
    pub end: bool,
}

/// A synchronization session over a store (IOSTX). One call at a time; [`Control`] is for other threads.
///
/// The structures of the open states are read by the methods named after the states. Dropping a session in mid state leaves open
/// work pending, without counting a failure.
pub struct Session {
    pub(super) store: Store,
    pub(super) options: SessionOptions,
    pub(super) root: FolderId,
    pub(super) control: Control,
    pub(super) memory: SessionMemory,
    /// The right to send, in a round with the outgoing queue.
    spooler: Option<Arc<Spooler>>,
    pub(super) cookie: Vec<u8>,
    /// The flags of InitSync, the kinds of work filled in; `None` before the first.
    init: Option<u32>,
    pub(super) open: Vec<Open>,
    pub(super) owed: Owed,
    last_error: Option<Error>,
    /// When progress was told last, and which.
    pub(super) told: Option<(Instant, Progress)>,
    pub(super) plan: Plan,
    pub(super) synchronize: Synchronize,
    pub(super) hierarchy: Option<UploadHierarchy>,
    pub(super) folder: Option<UploadFolder>,
    pub(super) contents: Option<Contents>,
    pub(super) table: Option<UploadTable>,
    pub(super) message: Option<UploadMessage>,
    pub(super) reads: Option<UploadReads>,
    pub(super) deletes: Option<UploadDeletes>,
    pub(super) downloaded_hierarchy: Option<DownloadHierarchy>,
    pub(super) downloaded_table: Option<DownloadTable>,
    pub(super) header: Option<DownloadHeader>,
}

impl Session {
    /// IPSTX::GetSyncObject: a session in idle.
    ///
    /// Errors: `MAPI_E_NO_ACCESS` (the store is open for reading only).
    pub fn new(store: &Store) -> Result<Session> {
        if store.is_read_only() {
            return Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "a session needs a store that is open for writing"));
        }
        let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?;
        Ok(Session {
            root,
            store: store.clone(),
            options: SessionOptions::default(),
            control: Control::default(),
            memory: SessionMemory::of(root),
            spooler: None,
            cookie: Vec::new(),
            init: None,
            open: Vec::with_capacity(NESTING),
            owed: Owed::default(),
            last_error: None,
            told: None,
            plan: Plan::default(),
            synchronize: Synchronize::default(),
            hierarchy: None,
            folder: None,
            contents: None,
            table: None,
            message: None,
            reads: None,
            deletes: None,
            downloaded_hierarchy: None,
            downloaded_table: None,
            header: None,
        })
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Cancels the session and watches it, from any thread.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The folder in which the session works.
    pub fn root(&self) -> FolderId {
        self.root
    }

    /// The options.
    pub fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// The innermost open state.
    pub fn state(&self) -> State {
        self.open.last().map_or(State::Idle, |open| open.state)
    }

    /// The open states, the outermost first; none in idle.
    pub fn open_states(&self) -> impl DoubleEndedIterator<Item = State> {
        self.open.iter().map(|open| open.state)
    }

    /// Whether a state is open, innermost or not.
    pub fn is_open(&self, state: State) -> bool {
        self.open_states().any(|open| open == state)
    }

    /// The flags of InitSync, with the kinds of work that it meant; 0 before the first InitSync.
    pub fn init_flags(&self) -> u32 {
        self.init.unwrap_or(0)
    }

    /// IOSTX::InitSync: what the states after it offer (IOSTX_SYNC_*; none of the four kinds of work means all). Idle only; clears a
    /// cancel.
    ///
    /// Errors: `E_UNEXPECTED` (not idle), `MAPI_E_UNKNOWN_FLAGS`.
    pub fn init_sync(&mut self, flags: u32) -> Result<()> {
        let result = self.try_init_sync(flags);
        self.note(result)
    }

    fn try_init_sync(&mut self, flags: u32) -> Result<()> {
        self.expect_idle("InitSync")?;
        check_flags("InitSync", flags, INIT_FLAGS)?;
        self.read_account_blob()?;
        self.spooler = match flags & IOSTX_SYNC_OUTGOING_MAIL {
            0 => None,
            _ => self.spooler.take().map_or_else(|| self.take_queue(), |spooler| Ok(Some(spooler)))?,
        };
        let all = if flags & KINDS_OF_WORK == 0 { KINDS_OF_WORK } else { 0 };
        self.init = Some(flags | all);
        self.control.clear();
        Ok(())
    }

    /// The right to send; none if another has it, which then does what is to be done.
    fn take_queue(&self) -> Result<Option<Arc<Spooler>>> {
        match self.store.spooler() {
            Ok(spooler) => Ok(Some(Arc::new(spooler))),
            Err(e) if e.code == IOSTX_MAPI_E_BUSY => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// The right to send, in a round that was begun with IOSTX_SYNC_OUTGOING_MAIL and unless another has it.
    pub fn spooler(&self) -> Option<&Arc<Spooler>> {
        self.spooler.as_ref()
    }

    /// IOSTX::SyncBeg. A failure enters nothing.
    ///
    /// Errors: `E_UNEXPECTED` (not legal now; the message says what is), `MAPI_E_INVALID_PARAMETER` (the selection contradicts
    /// itself), `MAPI_E_NOT_FOUND` (no more folders, tables, items or entries), `MAPI_E_BUSY` (another session or process
    /// synchronizes this folder), `MAPI_E_USER_CANCEL`, and what the store says.
    pub fn begin(&mut self, state: State) -> Result<()> {
        self.begin_number(state.number()).map(|_| ())
    }

    /// [`Session::begin`] by number. A number without a state: `MAPI_E_INVALID_PARAMETER`.
    pub fn begin_number(&mut self, number: u32) -> Result<State> {
        let result = self.try_begin(number);
        let failed = result.is_err() && self.options.lenient;
        self.owed = Owed { result: failed, end: failed };
        self.note(result)
    }

    fn try_begin(&mut self, number: u32) -> Result<State> {
        let now = self.state();
        let (state, way) = table::sync_beg(now, number)?;
        if self.init.is_none() {
            let message = format!("SyncBeg({}) before InitSync; legal in {} is InitSync", state.name(), now.name());
            return Err(Error::new(IOSTX_E_UNEXPECTED, message));
        }
        self.check_alive()?;
        if now == State::Synchronize {
            self.plan = self.read_selection()?;
            if way.when == When::OneFolder && self.plan.one_folder.is_none() {
                return Err(table::out_of_order(now, &format!("SyncBeg({})", state.name())));
            }
        }
        match state {
            State::Synchronize => self.begin_synchronize()?,
            State::UploadHierarchy => self.begin_upload_hierarchy()?,
            State::UploadFolder => self.begin_upload_folder()?,
            State::Contents => self.begin_contents()?,
            State::UploadTable => self.begin_upload_table()?,
            State::UploadMessage => self.begin_upload_message()?,
            State::UploadRead => self.begin_upload_reads()?,
            State::UploadDelete => self.begin_upload_deletes()?,
            State::DownloadHierarchy => self.begin_download_hierarchy()?,
            State::DownloadTable => self.begin_download_table()?,
            // The table names neither as entered by SyncBeg.
            State::Idle | State::DownloadHeader => return Err(table::out_of_order(now, "SyncBeg")),
        }
        self.enter(state);
        Ok(state)
    }

    /// IOSTX::SyncHdrBeg, for one item of which only the header is here. Legal in idle and in download table.
    ///
    /// Errors: `E_UNEXPECTED`, `MAPI_E_NOT_FOUND`, `MAPI_E_OBJECT_DELETED`, `MAPI_E_NO_SUPPORT` (the item is whole), `MAPI_E_BUSY`,
    /// `MAPI_E_USER_CANCEL`.
    pub fn header_begin(&mut self, item: ItemId) -> Result<()> {
        let result = self.try_header_begin(item);
        self.note(result)
    }

    fn try_header_begin(&mut self, item: ItemId) -> Result<()> {
        table::sync_hdr_beg(self.state())?;
        self.check_alive()?;
        self.begin_download_header(item)?;
        self.enter(State::DownloadHeader);
        Ok(())
    }

    /// IOSTX::SyncEnd: leaves the innermost state, also when it fails: the result is then not recorded and the work stays pending.
    /// Only after `E_UNEXPECTED` and `MAPI_E_BUSY` the state is as before. In idle it does nothing.
    pub fn end(&mut self) -> Result<Ended> {
        if std::mem::take(&mut self.owed).end {
            return Ok(Ended::Nothing);
        }
        let result = match self.state() {
            State::Idle => Ok(Ended::Nothing),
            State::DownloadHeader => Err(table::out_of_order(State::DownloadHeader, "SyncEnd")),
            _ => self.leave(),
        };
        self.note(result)
    }

    /// IOSTX::SyncHdrEnd: with IOSTX_HSF_OK and no failing result, the full item takes the place of the header. Leaves the state as
    /// [`Session::end`] does.
    pub fn header_end(&mut self) -> Result<Ended> {
        let result = match self.state() {
            State::DownloadHeader => self.leave(),
            now => Err(table::out_of_order(now, "SyncHdrEnd")),
        };
        self.note(result)
    }

    fn leave(&mut self) -> Result<Ended> {
        let Some(open) = self.open.last_mut() else { return Ok(Ended::Nothing) };
        let state = open.state;
        let mut verdict = std::mem::take(&mut open.verdict);
        let result = verdict.check(state).and_then(|()| match state {
            // What was not answered, or came meanwhile, stays pending whatever UPH_OK says.
            State::Idle | State::UploadHierarchy => Ok(Ended::Left),
            // What was deleted with its folder may show up again in the contents that follow.
            State::Synchronize | State::Contents => {
                self.store.end_pass(&self.memory, self.root, state == State::Contents).map(|()| Ended::Left)
            }
            State::UploadFolder => self.end_upload_folder(&verdict),
            State::UploadTable => self.end_upload_table(),
            State::UploadMessage => self.end_upload_message(&mut verdict),
            State::UploadRead => self.end_upload_reads(&verdict),
            State::UploadDelete => self.end_upload_deletes(&verdict),
            State::DownloadHierarchy => self.end_download_hierarchy(&verdict),
            State::DownloadTable => self.end_download_table(&verdict),
            State::DownloadHeader => self.end_download_header(&verdict),
        });
        if let (Err(e), Some(open)) = (&result, self.open.last_mut())
            && e.code == IOSTX_MAPI_E_BUSY
        {
            open.verdict = verdict;
            return result;
        }
        self.open.pop();
        self.close(state);
        if matches!(state, State::UploadHierarchy | State::DownloadHierarchy | State::Contents) {
            self.tell_end();
        }
        let now = self.state();
        self.control.update(|progress| {
            progress.state = now;
            if now == State::Idle {
                progress.begin_phase(IOSTX_PHASE_IDLE, 0);
            }
        });
        self.tell();
        result
    }

    /// The last failure on this session, if it had this code (IOSTX::GetLastError).
    pub fn last_error(&self, code: i32) -> Option<&Error> {
        self.last_error.as_ref().filter(|error| error.code == code)
    }

    /// Keeps a failure of a call on the session, for [`Session::last_error`].
    pub fn note<T>(&mut self, result: Result<T>) -> Result<T> {
        if let Err(error) = &result {
            self.last_error = Some(error.clone());
        }
        result
    }

    /// Whether InitSync asked for something (IOSTX_SYNC_*).
    pub(super) fn wants(&self, flag: u32) -> bool {
        self.init_flags() & flag != 0
    }

    /// What the store is to offer in this pass.
    pub(super) fn offer(&self) -> Offer {
        Offer {
            root: self.root,
            folders: self.plan.folders.clone(),
            kinds: self.options.kinds,
            only_associated: self.wants(IOSTX_SYNC_ONLY_ASSOCIATED),
            backed_off: self.wants(IOSTX_SYNC_ALL),
        }
    }

    fn check_alive(&self) -> Result<()> {
        if self.store.is_closed() {
            return Err(Error::of(IOSTX_E_CLOSED));
        }
        self.control.check()
    }

    pub(super) fn expect_idle(&self, what: &str) -> Result<()> {
        match self.state() {
            State::Idle => Ok(()),
            now => Err(table::out_of_order(now, what)),
        }
    }

    fn enter(&mut self, state: State) {
        self.open.push(Open { state, verdict: Verdict::default(), expected: (0, 0) });
        self.control.update(|progress| progress.state = state);
        self.tell();
    }

    /// Drops the structure of a state, and with it its locks and sinks.
    fn close(&mut self, state: State) {
        match state {
            State::Idle | State::Synchronize => {}
            State::UploadHierarchy => self.hierarchy = None,
            State::UploadFolder => self.folder = None,
            State::Contents => self.contents = None,
            State::UploadTable => self.table = None,
            State::UploadMessage => self.message = None,
            State::UploadRead => self.reads = None,
            State::UploadDelete => self.deletes = None,
            State::DownloadHierarchy => self.downloaded_hierarchy = None,
            State::DownloadTable => self.downloaded_table = None,
            State::DownloadHeader => self.header = None,
        }
    }
}
