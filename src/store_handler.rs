//! A ready handler for the synchronization manager: the items are the folders of a store, an agent synchronizes them.
//!
//! It enumerates the folders that may be synchronized, maps the progress of the agent's session to them, and after the run logs
//! what failed for good and reports the conflicts that were kept, which are then resolved through the manager.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::props::{PropTag, Value, tags};
use crate::replication::flags::IOSTX_PHASE_UPLOAD_CONTENTS;
use crate::replication::{Control, Progress as SessionProgress, Question};
use crate::store::flags::IOSTX_FOLDER_IPM_SUBTREE;
use crate::store::{Choice, Cursor, Folder, FolderId, ItemId, Object, Row, Store, folder_bits};
use crate::syncmgr::flags::*;
use crate::syncmgr::{Answer, Callback, Conflict, Enumeration, Handler, HandlerInfo, Item, LogEntry, Native, Progress};

/// What synchronizes a store with its server: an agent that drives the states of a session.
pub trait Agent: Send + Sync {
    /// The place to log on, before anything is synchronized.
    fn prepare(&self, _window: Native) -> Result<()> {
        Ok(())
    }

    /// Synchronizes these folders, and answers a success code: S_OK, or MAPI_W_PARTIAL_COMPLETION. [`StoreRun::follow`] is to be given
    /// the session that it makes.
    fn synchronize(&self, run: &StoreRun, folders: &[FolderId]) -> Result<i32>;

    /// A user opened a line of the log: shows it; whether what failed is to be tried again at once.
    fn show_error(&self, _window: Native, _error: Guid) -> Result<bool> {
        Ok(true)
    }
}

/// What an agent reports to.
#[derive(Clone)]
pub struct StoreRun {
    store: Store,
    callback: Callback,
    folders: Arc<Mutex<Folders>>,
    /// The folder that was reported last, and in which phase.
    last: Arc<Mutex<Option<(FolderId, u32)>>>,
}

/// The folders of a handler.
#[derive(Default)]
struct Folders {
    /// Those that are items of it.
    known: HashSet<FolderId>,
    /// Those of the run.
    chosen: Vec<FolderId>,
}

impl StoreRun {
    /// What the run reports to: for texts of failures, connections, windows.
    pub fn callback(&self) -> &Callback {
        &self.callback
    }

    /// Reports how far a session is, cancels it with the run, and skips folders in it that users skip.
    pub fn follow(&self, control: &Control) {
        let run = self.clone();
        control.observe(Some(Arc::new(move |question| run.answer(question))));
    }

    fn answer(&self, question: Question<'_>) -> bool {
        match question {
            Question::Progress(progress) => self.report(progress) == Ok(Answer::CancelAll),
            Question::Cancel => {
                let any = self.any();
                any.is_some_and(|folder| self.ask(folder, None) == Ok(Answer::CancelAll))
            }
            Question::Skip(folder) if self.is_chosen(folder) => self.ask(folder, None) == Ok(Answer::CancelItem),
            Question::Skip(folder) => !self.propose(folder).unwrap_or(false),
        }
    }

    fn any(&self) -> Option<FolderId> {
        self.folders.lock().chosen.first().copied()
    }

    fn is_chosen(&self, folder: FolderId) -> bool {
        self.folders.lock().chosen.contains(&folder)
    }

    /// A folder that is not part of the run: one that came during it is proposed, and belongs to it unless users said no.
    fn propose(&self, folder: FolderId) -> Result<bool> {
        if !self.folders.lock().known.insert(folder) {
            return Ok(false);
        }
        let mut found = None;
        below(&self.store, self.store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?, &mut |of, path| {
            found = found.take().or_else(|| (of.id == folder).then(|| item(&self.store, of, path)));
        })?;
        let Some(item) = found else { return Ok(false) };
        let chosen = self.callback.propose_item(&item)?;
        if chosen {
            self.folders.lock().chosen.push(folder);
        }
        Ok(chosen)
    }

    fn ask(&self, folder: FolderId, progress: Option<Progress<'_>>) -> Result<Answer> {
        self.callback.progress(item_id(&self.store, folder), progress)
    }

    /// The progress of the session is that of the folder at work.
    fn report(&self, progress: &SessionProgress) -> Result<Answer> {
        let Some(folder) = progress.folder.filter(|id| self.is_chosen(*id)) else {
            return self.any().map_or(Ok(Answer::Continue), |folder| self.ask(folder, None));
        };
        let uploads = progress.phase == IOSTX_PHASE_UPLOAD_CONTENTS;
        let before = self.last.lock().replace((folder, progress.phase));
        if let Some((before, phase)) = before.filter(|(before, _)| *before != folder) {
            let text = if phase == IOSTX_PHASE_UPLOAD_CONTENTS { "uploaded" } else { "downloaded" };
            let report = Progress { text: Some(text), status: Some(UPDATING), value: Some(1), max: Some(1) };
            self.ask(before, Some(report))?;
        }
        let (done, total) = progress.of_folder();
        let count = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
        let report = Progress {
            text: Some(if uploads { "uploading" } else { "downloading" }),
            status: Some(if total == 0 { IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE } else { UPDATING }),
            value: Some(count(done)),
            max: Some(count(total)),
        };
        self.ask(folder, Some(report))
    }
}

const UPDATING: u32 = IOSTX_SYNCMGRSTATUS_UPDATING;

/// The handler of a store.
pub struct StoreHandler {
    store: Store,
    name: String,
    agent: Arc<dyn Agent>,
    callback: Mutex<Option<Callback>>,
    folders: Arc<Mutex<Folders>>,
    /// What the lines of the log are about that can be opened, and the folder that it lies in.
    failed: Mutex<HashMap<Guid, (Object, FolderId)>>,
}

impl StoreHandler {
    /// A handler object for one run.
    pub fn new(store: &Store, name: &str, agent: Arc<dyn Agent>) -> Self {
        StoreHandler {
            store: store.clone(),
            name: name.to_owned(),
            agent,
            callback: Mutex::default(),
            folders: Arc::default(),
            failed: Mutex::default(),
        }
    }

    /// Runs the agent, and reports how each folder stands.
    fn run(&self, callback: &Callback) -> Result<i32> {
        let chosen = self.folders.lock().chosen.clone();
        let (store, callback, folders) = (self.store.clone(), callback.clone(), Arc::clone(&self.folders));
        let run = StoreRun { store, callback, folders, last: Arc::default() };
        let code = self.agent.synchronize(&run, &chosen)?;
        // Folders that were proposed meanwhile are among them now.
        let chosen = self.folders.lock().chosen.clone();
        for folder in chosen {
            self.report(&run, folder)?;
        }
        Ok(code)
    }

    fn report(&self, run: &StoreRun, folder: FolderId) -> Result<()> {
        let item = item_id(&self.store, folder);
        // What the agent said of the folder stands.
        let said = run.callback.status(item);
        let mut failed = said == Some(IOSTX_SYNCMGRSTATUS_FAILED);
        each(self.store.list_failures(Some(folder))?, |columns, row| {
            failed = true;
            self.log_failure(run, folder, columns, row)
        })?;
        let mut conflicts = Vec::new();
        each(self.store.list_conflicts(Some(folder))?, |columns, row| {
            if let Some(Object::Item(about)) = row.object {
                let text = text_in(columns, row, tags::IOSTX_PR_SUBJECT);
                conflicts.push(Conflict { id: conflict_id(&self.store, about), item, text });
            }
            Ok(())
        })?;
        run.callback.set_conflicts(item, &conflicts)?;
        let status = match run.ask(folder, None)? {
            _ if failed => IOSTX_SYNCMGRSTATUS_FAILED,
            Answer::CancelItem => IOSTX_SYNCMGRSTATUS_SKIPPED,
            _ if said == Some(IOSTX_SYNCMGRSTATUS_SKIPPED) => IOSTX_SYNCMGRSTATUS_SKIPPED,
            _ => IOSTX_SYNCMGRSTATUS_SUCCEEDED,
        };
        // Texts of what it was doing are over; one that says why it failed stays.
        let text = (status != IOSTX_SYNCMGRSTATUS_FAILED).then_some("");
        run.ask(folder, Some(Progress { status: Some(status), text, ..Progress::default() })).map(drop)
    }

    /// A line that users can open: what failed for good is then tried again.
    fn log_failure(&self, run: &StoreRun, folder: FolderId, columns: &[PropTag], row: &Row) -> Result<()> {
        let about = text_in(columns, row, tags::IOSTX_PR_SUBJECT);
        let why = text_in(columns, row, tags::IOSTX_PR_LAST_ERROR_TEXT);
        let why = if why.is_empty() { "it failed again and again".to_owned() } else { why };
        let text = if about.is_empty() { why } else { format!("{about}: {why}") };
        let item = Some(item_id(&self.store, folder));
        let line = LogEntry { level: IOSTX_SYNCMGRLOGLEVEL_ERROR, text, item, ..LogEntry::default() };
        let Some(object) = row.object else { return run.callback.log_error(&line) };
        let error = digest(format!("{object:?}").as_bytes());
        self.failed.lock().insert(error, (object, folder));
        run.callback.log_error(&LogEntry { error: Some(error), flags: IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT, ..line })
    }

    fn callback(&self) -> Result<Callback> {
        self.callback.lock().clone().ok_or_else(|| Error::new(IOSTX_E_UNEXPECTED, "no callback was set"))
    }
}

impl Handler for StoreHandler {
    fn initialize(&self, _: u32, _: &[u8]) -> Result<i32> {
        Ok(IOSTX_S_OK)
    }

    fn handler_info(&self) -> Result<HandlerInfo> {
        Ok(HandlerInfo { name: self.name.clone(), icon_name: "store".into(), ..HandlerInfo::default() })
    }

    fn enum_items(&self) -> Result<Enumeration> {
        let (mut items, mut known) = (Vec::new(), HashSet::new());
        below(&self.store, self.store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?, &mut |folder, path| {
            items.push(item(&self.store, folder, path));
            known.insert(folder.id);
        })?;
        self.folders.lock().known = known;
        Ok(Enumeration::of(items))
    }

    fn set_progress_callback(&self, callback: Option<Callback>) -> Result<()> {
        *self.callback.lock() = callback;
        Ok(())
    }

    fn prepare_for_sync(&self, items: &[Guid], window: Native) -> Result<i32> {
        let mut folders = Vec::new();
        below(&self.store, self.store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?, &mut |folder, _| {
            if items.contains(&item_id(&self.store, folder.id)) {
                folders.push(folder.id);
            }
        })?;
        self.folders.lock().chosen = folders;
        let code = self.agent.prepare(window).map_or_else(|error| error.code, |()| IOSTX_S_OK);
        self.callback()?.prepare_completed(code).map(|()| IOSTX_S_OK)
    }

    fn synchronize(&self, _: Native) -> Result<i32> {
        let callback = self.callback()?;
        let before = callback.errors_logged();
        let code = match self.run(&callback) {
            Ok(code) => code,
            // Users know that they cancelled it.
            Err(error) if error.code == IOSTX_MAPI_E_USER_CANCEL => error.code,
            // The agent has said it in its own words.
            Err(error) if callback.errors_logged() > before => error.code,
            Err(error) => {
                let (level, text) = (IOSTX_SYNCMGRLOGLEVEL_ERROR, error.message.clone());
                // The outcome has the code, whether or not the line can be written.
                let _ = callback.log_error(&LogEntry { level, text, ..LogEntry::default() });
                error.code
            }
        };
        callback.synchronize_completed(code).map(|()| IOSTX_S_OK)
    }

    fn set_item_status(&self, _: Guid, _: u32) -> Result<()> {
        Ok(())
    }

    fn show_error(&self, window: Native, error: Guid) -> Result<i32> {
        let callback = self.callback()?;
        if !callback.enter_modal()? {
            // Another window is shown: this one is not.
            return callback.show_error_completed(IOSTX_S_FALSE, &[]).map(|()| IOSTX_S_OK);
        }
        let again = self.agent.show_error(window, error);
        callback.leave_modal()?;
        let (code, items) = match (again, self.failed.lock().get(&error).copied()) {
            (Ok(false), _) => (IOSTX_S_OK, Vec::new()),
            (Err(error), _) => (error.code, Vec::new()),
            (Ok(true), None) => (IOSTX_S_SYNCMGR_RETRYSYNC, Vec::new()),
            (Ok(true), Some((object, folder))) => {
                self.store.retry(&[object])?;
                (IOSTX_S_SYNCMGR_RETRYSYNC, vec![item_id(&self.store, folder)])
            }
        };
        callback.show_error_completed(code, &items).map(|()| IOSTX_S_OK)
    }

    fn resolve_conflict(&self, conflict: Guid, _: Guid, choice: u32) -> Result<()> {
        let choice = match choice {
            IOSTX_RFC_KEEPLOCAL => Choice::Local,
            IOSTX_RFC_KEEPNETWORK => Choice::Server,
            _ => Choice::KeepBoth,
        };
        let mut found = None;
        each(self.store.list_conflicts(None)?, |_, row| {
            if let Some(Object::Item(item)) = row.object.filter(|_| found.is_none()) {
                found = Some(item).filter(|item| conflict_id(&self.store, *item) == conflict);
            }
            Ok(())
        })?;
        // One that is not there any more was resolved in the store.
        found.map_or(Ok(()), |item| self.store.resolve_conflict(item, choice))
    }
}

/// The id of a folder as an item of the manager: stable, made from its long-term id.
pub fn item_id(store: &Store, folder: FolderId) -> Guid {
    digest(&store.feid(folder).folder.to_bytes())
}

/// A folder as an item of the manager.
fn item(store: &Store, folder: &Folder, path: &str) -> Item {
    let icon_name = icon(folder.bag.text(tags::IOSTX_PR_CONTAINER_CLASS).unwrap_or("")).to_owned();
    Item { id: item_id(store, folder.id), name: path.to_owned(), checked: true, icon_name, ..Item::default() }
}

fn conflict_id(store: &Store, item: ItemId) -> Guid {
    digest(&store.meid(FolderId(0), item).message.to_bytes())
}

fn digest(bytes: &[u8]) -> Guid {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    Guid::from_random(id)
}

/// Visits the folders below another that may be synchronized, with their paths: each before those below it.
fn below(store: &Store, parent: FolderId, visit: &mut impl FnMut(&Folder, &str)) -> Result<()> {
    let mut waiting = folders_in(store, parent, "")?;
    while let Some((folder, path)) = waiting.pop() {
        visit(&folder, &path);
        waiting.extend(folders_in(store, folder.id, &format!("{path}/"))?);
    }
    Ok(())
}

/// The folders in one, the first last.
fn folders_in(store: &Store, parent: FolderId, prefix: &str) -> Result<Vec<(Folder, String)>> {
    let mut folders = store.subfolders(parent)?;
    folders.retain(|folder| !folder.is(folder_bits::LOCAL_ONLY | folder_bits::DELETED | folder_bits::HIDDEN));
    Ok(folders.into_iter().rev().map(|folder| (folder.clone(), format!("{prefix}{}", folder.name))).collect())
}

/// The name of the icon for what a folder holds.
fn icon(class: &str) -> &'static str {
    match class {
        "IPF.Note" => "mail",
        "IPF.Appointment" => "calendar",
        "IPF.Contact" => "contacts",
        "IPF.StickyNote" => "notes",
        "IPF.Journal" => "journal",
        "IPF.Task" => "tasks",
        _ => "folder",
    }
}

fn each(mut rows: Cursor, mut f: impl FnMut(&[PropTag], &Row) -> Result<()>) -> Result<()> {
    let columns = rows.columns().to_vec();
    while let Some(row) = rows.next()? {
        f(&columns, &row)?;
    }
    Ok(())
}

fn text_in(columns: &[PropTag], row: &Row, tag: u32) -> String {
    let at = columns.iter().position(|column| column.0 == tag);
    match at.map(|at| &row.values[at]) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}
