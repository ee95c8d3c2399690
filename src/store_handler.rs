//! A ready handler for the synchronization manager: the items are the folders of a store, an agent synchronizes them.
//!
//! It enumerates the folders that may be synchronized, maps the progress of the agent's session to them, and after the run logs
//! what failed for good and reports the conflicts that were kept, which are then resolved through the manager.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::props::{PropTag, Value, tags};
use crate::replication::Progress as SessionProgress;
use crate::store::flags::IOSTX_FOLDER_IPM_SUBTREE;
use crate::store::{Choice, Cursor, Folder, FolderId, ItemId, Object, Row, Store, folder_bits};
use crate::syncmgr::flags::*;
use crate::syncmgr::{Answer, Callback, Conflict, Enumeration, Handler, HandlerInfo, Item, LogEntry, Native, Progress};

/// What synchronizes a store with its server: `replicate`, or an agent that drives the states itself.
pub trait Agent: Send + Sync {
    /// The place to log on, before anything is synchronized.
    fn prepare(&self, _window: Native) -> Result<()> {
        Ok(())
    }

    /// Synchronizes these folders. `run` is to be told of progress, and asked whether to go on.
    fn synchronize(&self, run: &StoreRun, folders: &[FolderId]) -> Result<()>;
}

/// What an agent reports to.
#[derive(Clone)]
pub struct StoreRun {
    store: Store,
    callback: Callback,
    folders: Arc<Vec<FolderId>>,
}

impl StoreRun {
    /// Reports how far a session is, or only asks; whether it is to be cancelled.
    pub fn told(&self, progress: Option<&SessionProgress>) -> bool {
        let at_work = progress.and_then(|progress| Some((progress, progress.folder.filter(|id| self.folders.contains(id))?)));
        let answer = match at_work {
            Some((progress, folder)) => {
                let count = |count: u64| i32::try_from(count).unwrap_or(i32::MAX);
                let status = match progress.items_total {
                    0 => IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE,
                    _ => IOSTX_SYNCMGRSTATUS_UPDATING,
                };
                let report = Progress {
                    text: None,
                    status: Some(status),
                    value: Some(count(progress.items_done)),
                    max: Some(count(progress.items_total)),
                };
                self.callback.progress(item_id(&self.store, folder), Some(report))
            }
            None => match self.folders.first() {
                Some(folder) => self.callback.progress(item_id(&self.store, *folder), None),
                None => return false,
            },
        };
        // One folder that is skipped does not end the session; its items only wait for the next one.
        answer == Ok(Answer::CancelAll)
    }
}

/// The handler of a store.
pub struct StoreHandler {
    store: Store,
    name: String,
    agent: Arc<dyn Agent>,
    callback: Mutex<Option<Callback>>,
    chosen: Mutex<Vec<FolderId>>,
}

impl StoreHandler {
    /// A handler object for one run.
    pub fn new(store: &Store, name: &str, agent: Arc<dyn Agent>) -> Self {
        StoreHandler { store: store.clone(), name: name.to_owned(), agent, callback: Mutex::default(), chosen: Mutex::default() }
    }

    /// Runs the agent, and reports how each folder stands.
    fn run(&self, callback: &Callback) -> Result<()> {
        let folders = self.chosen.lock().clone();
        let run = StoreRun { store: self.store.clone(), callback: callback.clone(), folders: Arc::new(folders.clone()) };
        self.agent.synchronize(&run, &folders)?;
        for folder in folders {
            self.report(callback, folder)?;
        }
        Ok(())
    }

    fn report(&self, callback: &Callback, folder: FolderId) -> Result<()> {
        let item = item_id(&self.store, folder);
        let mut failed = false;
        each(self.store.list_failures(Some(folder))?, |columns, row| {
            failed = true;
            let about = text_in(columns, row, tags::IOSTX_PR_SUBJECT);
            let why = text_in(columns, row, tags::IOSTX_PR_LAST_ERROR_TEXT);
            let why = if why.is_empty() { "it failed again and again".to_owned() } else { why };
            let text = if about.is_empty() { why } else { format!("{about}: {why}") };
            let level = IOSTX_SYNCMGRLOGLEVEL_ERROR;
            callback.log_error(&LogEntry { level, text, item: Some(item), ..LogEntry::default() })
        })?;
        each(self.store.list_conflicts(Some(folder))?, |columns, row| {
            let Some(Object::Item(about)) = row.object else { return Ok(()) };
            let text = text_in(columns, row, tags::IOSTX_PR_SUBJECT);
            callback.report_conflict(&Conflict { id: conflict_id(&self.store, about), item, text })
        })?;
        let status = if failed { IOSTX_SYNCMGRSTATUS_FAILED } else { IOSTX_SYNCMGRSTATUS_SUCCEEDED };
        match callback.progress(item, Some(Progress { status: Some(status), ..Progress::default() }))? {
            // A folder that users skipped was left to its next run, as far as they are concerned.
            Answer::CancelItem => {
                let skipped = Progress { status: Some(IOSTX_SYNCMGRSTATUS_SKIPPED), ..Progress::default() };
                callback.progress(item, Some(skipped)).map(drop)
            }
            _ => Ok(()),
        }
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
        let mut items = Vec::new();
        below(&self.store, self.store.special_folder(IOSTX_FOLDER_IPM_SUBTREE)?, &mut |folder, path| {
            let icon = icon(folder.bag.text(tags::IOSTX_PR_CONTAINER_CLASS).unwrap_or(""));
            let id = item_id(&self.store, folder.id);
            items.push(Item { id, name: path.to_owned(), checked: true, icon_name: icon.to_owned(), ..Item::default() });
        })?;
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
        *self.chosen.lock() = folders;
        let code = self.agent.prepare(window).map_or_else(|error| error.code, |()| IOSTX_S_OK);
        self.callback()?.prepare_completed(code).map(|()| IOSTX_S_OK)
    }

    fn synchronize(&self, _: Native) -> Result<i32> {
        let callback = self.callback()?;
        let code = match self.run(&callback) {
            Ok(()) => IOSTX_S_OK,
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

fn conflict_id(store: &Store, item: ItemId) -> Guid {
    digest(&store.meid(FolderId(0), item).message.to_bytes())
}

fn digest(bytes: &[u8]) -> Guid {
    let mut id = [0; 16];
    id.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    Guid::from_random(id)
}

/// Visits the folders below another that may be synchronized, with their paths.
fn below(store: &Store, parent: FolderId, visit: &mut impl FnMut(&Folder, &str)) -> Result<()> {
    let mut waiting = vec![(parent, String::new())];
    while let Some((parent, path)) = waiting.pop() {
        let folders = store.subfolders(parent)?;
        for folder in
            folders.iter().filter(|folder| !folder.is(folder_bits::LOCAL_ONLY | folder_bits::DELETED | folder_bits::HIDDEN))
        {
            let path = if path.is_empty() { folder.name.clone() } else { format!("{path}/{}", folder.name) };
            visit(folder, &path);
            waiting.push((folder.id, path));
        }
    }
    Ok(())
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
