//! What the tests of the store's rules share: a store in a temporary folder whose time and chance the test controls, short forms
//! of what an app does, and a small server in memory with an agent that talks to it.

// Each test program uses a part of it.
#![allow(dead_code)]

pub mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iostx::codes::IOSTX_MAPI_E_NOT_FOUND;
use iostx::props::classify::KEYWORDS;
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{
    Access, Answer, Binding, DeleteEntry, Environment, FolderId, ImportCounts, ImportItem, ImportOptions, Importer, Item, ItemId,
    ItemUpdate, ListOptions, Message, Object, Offer, OpenOptions, Pending, SessionMemory, Severity, Store, UploadItem, UploadTable,
};

mod cases;
mod keys;
// Not every test program has properties, or keys.
#[allow(unused_imports)]
pub use {cases::cases, keys::*};

pub const SUBJECT: PropTag = PropTag(tags::IOSTX_PR_SUBJECT);
pub const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);
/// A property that no text repeats, so that it is a field of its own.
pub const OWN: PropTag = PropTag(0x6001_0003);
/// Another one.
pub const OTHER: PropTag = PropTag(0x6002_0003);

/// A store in a folder of its own. Time stands still until the test turns it; GUIDs come from a counter.
pub struct Bench {
    pub store: Store,
    pub inbox: FolderId,
    pub root: FolderId,
    clock: Arc<AtomicU64>,
    chance: Arc<AtomicU64>,
    dir: tempfile::TempDir,
}

impl Bench {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (clock, chance) = (Arc::new(AtomicU64::new(134_000_000_000_000_000)), Arc::new(AtomicU64::new(1)));
        let store = open(&dir, "test.iostx", &clock, &chance);
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
        let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
        Bench { store, inbox, root, clock, chance, dir }
    }

    /// The program ends in the middle of what it was doing, and starts again.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Bench { store, inbox, root, clock, chance, dir } = self;
        drop(store);
        let store = open(&dir, "test.iostx", &clock, &chance);
        Bench { store, inbox, root, clock, chance, dir }
    }

    /// The same file opened once more, as another process would.
    pub fn open_again(&self) -> Store {
        open(&self.dir, "test.iostx", &self.clock, &self.chance)
    }

    pub fn open_file(&self, name: &str) -> Store {
        open(&self.dir, name, &self.clock, &self.chance)
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    pub fn turn_clock(&self, ticks: u64) {
        self.clock.fetch_add(ticks, Ordering::Relaxed);
    }

    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn special(&self, role: u32) -> FolderId {
        self.store.special_folder(role).expect("every store has one")
    }

    // What an app does.

    pub fn create(&self, folder: FolderId, subject: &str) -> ItemId {
        let message = self.store.create_message(folder, false).expect("a message");
        message.set(SUBJECT, Value::Text(subject.to_owned())).expect("set");
        message.set(CONTENT, Value::Binary(text_of(subject))).expect("set");
        save_new(&message)
    }

    /// An event of the calendar with a UID.
    pub fn create_event(&self, folder: FolderId, uid: &str, text: &str) -> ItemId {
        let message = self.store.create_message(folder, false).expect("a message");
        let class = Value::Text("IPM.Appointment".into());
        message.set(PropTag(tags::IOSTX_PR_MESSAGE_CLASS), class).expect("set");
        message.set(PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(uid.into())).expect("set");
        message.set(CONTENT, Value::Binary(text.into())).expect("set");
        save_new(&message)
    }

    pub fn set(&self, item: ItemId, tag: PropTag, value: Value) {
        let message = self.store.open_message(item, Access::Modify).expect("there");
        message.set(tag, value).expect("set");
        message.save(0).expect("saved");
    }

    pub fn write(&self, item: ItemId, text: &str) {
        self.set(item, CONTENT, Value::Binary(text.into()));
    }

    pub fn set_read(&self, item: ItemId, read: bool) {
        let outcome = self.store.set_read(self.item(item).folder, &[item], read).expect("set");
        assert_eq!(outcome.first, None);
    }

    pub fn update(&self, item: ItemId, update: ItemUpdate) {
        let outcome = self.store.update_items(self.item(item).folder, &[item], &update).expect("updated");
        assert_eq!(outcome.first, None);
    }

    pub fn add_keyword(&self, item: ItemId, word: &str) {
        self.update(item, ItemUpdate { keywords_add: vec![word.into()], ..ItemUpdate::default() });
    }

    pub fn remove_keyword(&self, item: ItemId, word: &str) {
        self.update(item, ItemUpdate { keywords_remove: vec![word.into()], ..ItemUpdate::default() });
    }

    pub fn set_flags(&self, item: ItemId, set: u32, clear: u32) {
        self.update(item, ItemUpdate { flags_set: set, flags_clear: clear, ..ItemUpdate::default() });
    }

    pub fn delete(&self, item: ItemId) {
        let outcome = self.store.delete_items(self.item(item).folder, &[item]).expect("deleted");
        assert_eq!(outcome.first, None);
    }

    pub fn move_to(&self, item: ItemId, dest: FolderId) {
        let outcome = self.store.move_items(self.item(item).folder, &[item], dest).expect("moved");
        assert_eq!(outcome.first, None);
    }

    pub fn copy(&self, item: ItemId, dest: FolderId) -> ItemId {
        let (outcome, copies) = self.store.copy_items(self.item(item).folder, &[item], dest).expect("copied");
        assert_eq!(outcome.first, None);
        copies[0].1
    }

    /// A folder that the server has too.
    pub fn folder(&self, name: &str) -> FolderId {
        let id = self.new_folder(name);
        for work in self.store.hierarchy_work(&self.offer()).expect("work") {
            let upload = self.store.begin_folder_upload(&work, b"").expect("handed out").expect("pending");
            let answer = Answer { ok: true, binding: Some(Binding::new(name, "1")), ..Answer::default() };
            self.store.answer_folder(&upload, &answer).expect("settled");
        }
        id
    }

    /// A folder that the server does not have yet.
    pub fn new_folder(&self, name: &str) -> FolderId {
        self.store.create_folder(self.root, name, "IPF.Note", 0).expect("a folder")
    }

    /// A folder that no server ever sees.
    pub fn local_folder(&self, name: &str) -> FolderId {
        let id = self.new_folder(name);
        let values = Bag::new().with(tags::IOSTX_PR_LOCAL_ONLY, Value::Bool(true));
        self.store.set_folder_values(id, &values).expect("set");
        id
    }

    // What there is.

    pub fn item(&self, item: ItemId) -> Item {
        self.store.item(item).expect("there")
    }

    pub fn pending(&self, item: ItemId) -> Pending {
        self.item(item).pending
    }

    pub fn text(&self, item: ItemId) -> Option<String> {
        let message = self.store.open_message(item, Access::Read).expect("there");
        match message.get(CONTENT) {
            Ok(Value::Binary(bytes)) => Some(String::from_utf8(bytes).expect("text")),
            Err(e) if e.code == IOSTX_MAPI_E_NOT_FOUND => None,
            other => panic!("{other:?}"),
        }
    }

    pub fn items(&self, folder: FolderId) -> Vec<ItemId> {
        let mut cursor = self.store.list_items(folder, ListOptions::default()).expect("a list");
        let row = || match cursor.next().expect("a row")?.object {
            Some(Object::Item(item)) => Some(item),
            other => panic!("{other:?}"),
        };
        std::iter::from_fn(row).collect()
    }

    pub fn by_remote(&self, folder: FolderId, id: &str) -> Option<ItemId> {
        self.items(folder).into_iter().find(|item| self.item(*item).binding.remote_id == id.as_bytes())
    }

    /// Everything that waits for upload, offered or not.
    pub fn pending_count(&self) -> u64 {
        self.store.info().expect("facts").pending
    }

    /// Fails if the store contradicts itself.
    pub fn check(&self) {
        let mut errors = Vec::new();
        self.store
            .check_each(0, |finding| {
                if finding.severity == Severity::Error {
                    errors.push(finding.text);
                }
            })
            .expect("checked");
        assert_eq!(errors, Vec::<String>::new());
    }

    // What an agent does.

    pub fn offer(&self) -> Offer {
        Offer { root: self.root, folders: None, kinds: 0, only_associated: false, backed_off: false }
    }

    pub fn table(&self, folder: FolderId) -> UploadTable {
        self.store.upload_table(folder, &self.offer()).expect("a table")
    }

    /// All that a folder offers as messages now; each is handed out, so that its attempt is open.
    pub fn hand_out(&self, folder: FolderId) -> (UploadTable, Vec<Arc<UploadItem>>) {
        let mut table = self.table(folder);
        let items = std::iter::from_fn(|| table.next_item(b"").expect("handed out")).collect();
        (table, items)
    }

    /// All tombstones that a folder offers now.
    pub fn deletes(&self, folder: FolderId) -> (UploadTable, Vec<DeleteEntry>) {
        let mut table = self.table(folder);
        let mut all = Vec::new();
        loop {
            match table.next_deletes(1000, b"").expect("handed out") {
                some if some.is_empty() => return (table, all),
                some => all.extend(some),
            }
        }
    }

    /// Hands out the one message that a folder offers, and answers it.
    pub fn upload_one(&self, folder: FolderId, answer: Answer) -> Arc<UploadItem> {
        let (mut table, items) = self.hand_out(folder);
        assert_eq!(items.len(), 1, "one message is offered");
        table.answer_item(&items[0], answer);
        table.commit().expect("settled");
        Arc::clone(&items[0])
    }

    /// Hands out all that a folder offers as messages and read states now, and answers that it is done.
    pub fn push_all(&self, folder: FolderId) {
        let (mut table, items) = self.hand_out(folder);
        items.iter().for_each(|item| table.answer_item(item, ok()));
        let reads = table.next_reads(1000).expect("handed out");
        reads.iter().for_each(|entry| table.answer_read(entry, ok()));
        table.commit().expect("settled");
    }

    pub fn importer(&self, folder: FolderId) -> Arc<Importer> {
        self.importer_in(folder, &SessionMemory::default())
    }

    pub fn importer_in(&self, folder: FolderId, memory: &SessionMemory) -> Arc<Importer> {
        self.store.importer(folder, memory, ImportOptions::default()).expect("an importer")
    }

    /// Imports these items; answers what came of it.
    pub fn import(&self, folder: FolderId, items: &[ImportItem]) -> ImportCounts {
        let memory = SessionMemory::default();
        let importer = self.importer_in(folder, &memory);
        for item in items {
            importer.import_item(item.clone()).expect("imported");
        }
        importer.finish(true).expect("finished");
        self.store.end_pass(&memory, self.root, true).expect("ended");
        importer.counts()[0]
    }

    /// Imports one item and answers its id.
    pub fn imported(&self, folder: FolderId, item: ImportItem) -> ItemId {
        let id = String::from_utf8(item.binding.remote_id.clone()).expect("text");
        self.import(folder, &[item]);
        self.by_remote(folder, &id).expect("imported")
    }

    /// The server deletes items.
    pub fn delete_remote(&self, folder: FolderId, ids: &[&str]) {
        let memory = SessionMemory::default();
        let importer = self.importer_in(folder, &memory);
        importer.delete_remote(&ids.iter().map(|id| id.as_bytes()).collect::<Vec<_>>()).expect("told");
        importer.finish(true).expect("finished");
        self.store.end_pass(&memory, self.root, true).expect("ended");
    }

    /// All bytes of the store and of its log.
    pub fn bytes(&self) -> Vec<Vec<u8>> {
        ["test.iostx", "test.iostx-wal"].map(|name| std::fs::read(self.path(name)).unwrap_or_default()).into()
    }
}

fn open(dir: &tempfile::TempDir, name: &str, clock: &Arc<AtomicU64>, chance: &Arc<AtomicU64>) -> Store {
    let (clock, chance) = (Arc::clone(clock), Arc::clone(chance));
    let environment = Environment::default().with_clock(move || clock.load(Ordering::Relaxed)).with_random(move |bytes| {
        let number = chance.fetch_add(1, Ordering::Relaxed);
        bytes.chunks_mut(8).zip(0..).for_each(|(chunk, n)| {
            let mixed = (number * 16 + n).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
            chunk.copy_from_slice(&mixed[..chunk.len()]);
        });
        true
    });
    Store::open(dir.path().join(name), OpenOptions { environment, ..OpenOptions::default() }).expect("a store")
}

fn save_new(message: &Message) -> ItemId {
    message.save(0).expect("saved");
    message.id().expect("a saved message has an id")
}

/// The native text that goes with a subject.
pub fn text_of(subject: &str) -> Vec<u8> {
    format!("Subject: {subject}\r\n\r\ntext of {subject}\r\n").into_bytes()
}

/// A mail as the server sends it.
pub fn mail(id: &str, version: &str, subject: &str) -> ImportItem {
    ImportItem {
        binding: Binding::new(id, version),
        match_key: format!("<{id}@example.org>").into_bytes(),
        values: Bag::new().with(SUBJECT, Value::Text(subject.to_owned())),
        content: Some(text_of(subject)),
        ..ImportItem::default()
    }
}

/// An event of a calendar as the server sends it.
pub fn event(id: &str, version: &str, uid: &str, text: &str) -> ImportItem {
    ImportItem {
        binding: Binding::new(id, version),
        match_key: uid.into(),
        values: Bag::new().with(tags::IOSTX_PR_MESSAGE_CLASS, Value::Text("IPM.Appointment".into())),
        content: Some(text.into()),
        ..ImportItem::default()
    }
}

/// The same, only its header.
pub fn header(item: ImportItem) -> ImportItem {
    ImportItem { content: None, header: true, content_size: item.content.map_or(0, |text| text.len() as u64), ..item }
}

pub fn with_value(mut item: ImportItem, tag: PropTag, value: Value) -> ImportItem {
    item.values.set(tag, value);
    item
}

pub fn with_print(item: ImportItem, print: &str) -> ImportItem {
    with_value(item, PropTag(tags::IOSTX_PR_FINGERPRINT), Value::Binary(print.into()))
}

pub fn with_keywords(item: ImportItem, words: &[&str]) -> ImportItem {
    with_value(item, KEYWORDS, Value::texts(words.iter().copied()))
}

/// The server did it, and calls the item so.
pub fn done(id: &str, version: &str) -> Answer {
    Answer { ok: true, binding: Some(Binding::new(id, version)), ..Answer::default() }
}

/// The server did it, and says no more.
pub fn ok() -> Answer {
    Answer { ok: true, ..Answer::default() }
}

/// The server moved the item itself.
pub fn moved(id: &str, version: &str) -> Answer {
    Answer { moved: true, ..done(id, version) }
}

/// The server refused.
pub fn refused() -> Answer {
    Answer { code: iostx::codes::IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() }
}
