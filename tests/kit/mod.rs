//! What the tests of sessions share: a store in a temporary folder, and short forms of what an app, an agent and a server do.

// Each test program uses a part of it.
#![allow(dead_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iostx::props::{Bag, PropTag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Selection, Session, State, UploadMessage};
use iostx::store::flags::{IOSTX_FOLDER_INBOX, IOSTX_FOLDER_IPM_SUBTREE};
use iostx::store::{
    Access, Binding, Environment, FolderId, ImportFlags, ImportItem, Importer, ItemId, Message, Object, OpenOptions, Pending,
    SECOND, Store,
};

pub const SUBJECT: PropTag = PropTag(tags::IOSTX_PR_SUBJECT);
pub const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);

/// A store in a folder of its own, with a clock that the test turns.
pub struct Bench {
    pub dir: tempfile::TempDir,
    pub store: Store,
    pub inbox: FolderId,
    pub root: FolderId,
    clock: Arc<AtomicU64>,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(AtomicU64::new(134_000_000_000_000_000));
        let store = open(&dir, &clock);
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
        let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
        Bench { dir, store, inbox, root, clock }
    }

    /// The same file opened once more, as another process would.
    pub fn open_again(&self) -> Store {
        open(&self.dir, &self.clock)
    }

    pub fn turn_clock(&self, seconds: u64) {
        self.clock.fetch_add(seconds * SECOND, Ordering::Relaxed);
    }

    pub fn session(&self) -> Session {
        session(&self.store)
    }

    /// A new item of the app.
    pub fn create(&self, folder: FolderId, subject: &str) -> ItemId {
        let message = self.store.create_message(folder, false).expect("a message");
        message.set(SUBJECT, Value::Text(subject.to_owned())).expect("a subject");
        message.set(CONTENT, Value::Binary(format!("Subject: {subject}\r\n\r\n{subject}\r\n").into_bytes())).expect("a text");
        message.save(0).expect("saved");
        message.id().expect("a saved message has an id")
    }

    /// The app changes a property of its own.
    pub fn edit(&self, item: ItemId, comment: &str) {
        let message = self.store.open_message(item, Access::Modify).expect("there");
        message.set(PropTag(tags::IOSTX_PR_COMMENT), Value::Text(comment.to_owned())).expect("set");
        message.save(0).expect("saved");
    }

    pub fn set_read(&self, item: ItemId, read: bool) {
        let folder = self.store.item(item).expect("there").folder;
        self.store.set_read(folder, &[item], read).expect("set");
    }

    pub fn delete(&self, item: ItemId) {
        let folder = self.store.item(item).expect("there").folder;
        self.store.delete_items(folder, &[item]).expect("deleted");
    }

    pub fn move_to(&self, item: ItemId, dest: FolderId) {
        let folder = self.store.item(item).expect("there").folder;
        self.store.move_items(folder, &[item], dest).expect("moved");
    }

    pub fn pending(&self, item: ItemId) -> Pending {
        self.store.item(item).expect("there").pending
    }

    /// A folder that the server has too.
    pub fn server_folder(&self, name: &str) -> FolderId {
        let folder = self.store.create_folder(self.root, name, "IPF.Note", 0).expect("a folder");
        let mut session = self.session();
        enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
        while session.begin(State::UploadFolder).is_ok() {
            let id = session.upload_folder().expect("open").upload.folder.name.clone();
            session.set_full_result(None, ResultDetails::success(IOSTX_UPF_OK).bound(id.into_bytes(), *b"1")).expect("taken");
            session.end().expect("left");
        }
        end_all(&mut session);
        folder
    }

    /// Items that the server has too: imported, and the download completed.
    pub fn server_items(&self, folder: FolderId, ids: &[&str]) -> Vec<ItemId> {
        let mut session = self.session();
        enter_folder(&mut session, folder, State::DownloadTable);
        let sink = sink(&session);
        for id in ids {
            sink.import_item(incoming(id, "v1", &format!("subject of {id}"))).expect("imported");
        }
        session.set_flags(IOSTX_DNT_OK);
        end_all(&mut session);
        ids.iter().map(|id| self.by_remote(folder, id).expect("imported")).collect()
    }

    /// An item of which only the header is here.
    pub fn header_item(&self, folder: FolderId, id: &str) -> ItemId {
        let mut session = self.session();
        enter_folder(&mut session, folder, State::DownloadTable);
        let item = ImportItem { content: None, header: true, content_size: 5000, ..incoming(id, "v1", "a header") };
        sink(&session).import_item(item).expect("imported");
        end_all(&mut session);
        self.by_remote(folder, id).expect("imported")
    }

    pub fn by_remote(&self, folder: FolderId, id: &str) -> Option<ItemId> {
        let items = self.items(folder);
        items.into_iter().find(|item| self.store.item(*item).is_ok_and(|item| item.binding.remote_id == id.as_bytes()))
    }

    /// All normal items of a folder.
    pub fn items(&self, folder: FolderId) -> Vec<ItemId> {
        let mut cursor = self.store.list_items(folder, iostx::store::ListOptions::default()).expect("a list");
        std::iter::from_fn(|| cursor.next().expect("a row"))
            .map(|row| match row.object {
                Some(Object::Item(item)) => item,
                other => panic!("a row of items is about {other:?}"),
            })
            .collect()
    }
}

fn open(dir: &tempfile::TempDir, clock: &Arc<AtomicU64>) -> Store {
    let clock = Arc::clone(clock);
    let environment = Environment::default().with_clock(move || clock.load(Ordering::Relaxed));
    Store::open(dir.path().join("test.iostx"), OpenOptions { environment, ..OpenOptions::default() }).expect("a store")
}

/// A session after InitSync for everything.
pub fn session(store: &Store) -> Session {
    let mut session = Session::new(store).expect("a session");
    session.init_sync(0).expect("idle");
    session
}

/// What the server sends of an item.
pub fn incoming(id: &str, version: &str, subject: &str) -> ImportItem {
    ImportItem {
        binding: Binding::new(id, version),
        match_key: format!("<{id}@example.org>").into_bytes(),
        values: Bag::new().with(tags::IOSTX_PR_SUBJECT, Value::Text(subject.to_owned())),
        content: Some(format!("Subject: {subject}\r\n\r\ntext of {id}\r\n").into_bytes()),
        ..ImportItem::default()
    }
}

pub fn enter(session: &mut Session, states: &[State]) {
    for state in states {
        session.begin(*state).unwrap_or_else(|e| panic!("{}: {e}", state.name()));
    }
}

/// Ends every open state.
pub fn end_all(session: &mut Session) {
    while session.state() != State::Idle {
        session.end().expect("left");
    }
}

/// Selects direction and folders within LR_SYNC.
pub fn select(session: &mut Session, flags: u32, folders: &[FolderId]) {
    let store = session.store().clone();
    let these = if folders.is_empty() { 0 } else { IOSTX_UPS_THESE_FOLDERS };
    let folders = folders.iter().map(|folder| store.feid(*folder)).collect();
    session.set_selection(Selection { flags: flags | these, folders, ..Selection::default() }).expect("a selection");
}

/// From idle to a table of one folder.
pub fn enter_folder(session: &mut Session, folder: FolderId, table: State) {
    enter(session, &[State::Synchronize]);
    select(session, 0, &[folder]);
    enter(session, &[State::Contents, table]);
}

pub fn sink(session: &Session) -> Arc<Importer> {
    session.download_table().expect("open").contents.clone().expect("the folder is there")
}

pub fn message(session: &Session) -> &UploadMessage {
    session.upload_message().expect("open")
}

/// Uploads everything of one folder that is a message, and answers each: the id on the server is the item's number.
pub fn upload_messages(session: &mut Session, answer: impl Fn(&UploadMessage) -> ResultDetails) -> Vec<ItemId> {
    let mut items = Vec::new();
    while session.begin(State::UploadMessage).is_ok() {
        let result = answer(message(session));
        items.push(message(session).upload.item.id);
        session.set_full_result(None, result).expect("taken");
        session.end().expect("left");
    }
    items
}

/// The server took an item, and calls it by its number.
pub fn taken(message: &UploadMessage) -> ResultDetails {
    ResultDetails::success(IOSTX_UPM_OK).bound(format!("up{}", message.upload.item.id.0).into_bytes(), *b"1")
}

pub fn text_of(message: &Message, tag: PropTag) -> Option<String> {
    message.get(tag).ok().and_then(|value| value.as_text().map(str::to_owned))
}

pub fn flags(id: &str, version: &str, set: u32, clear: u32) -> ImportFlags {
    ImportFlags { binding: Binding::new(id, version), set, clear, keywords: None }
}
