//! What the tests of folders, listings, conflicts, scope and direction share: a store in a temporary folder with a clock that
//! the test turns, and short forms of what an app does, what a server sends and what it answers. Each bench is checked for
//! contradictions when it is dropped.

// Each test program uses a part of it.
#![allow(dead_code)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;

#[path = "../support/cases.rs"]
mod cases;
#[path = "../support/keys.rs"]
mod keys;
// Not every test program has properties, or keys.
#[allow(unused_imports)]
pub use {cases::cases, keys::*};

pub const SUBJECT: PropTag = PropTag(IOSTX_PR_SUBJECT);
pub const CONTENT: PropTag = PropTag(IOSTX_PR_INTERNET_CONTENT);
/// Two properties that repeat nothing of the text.
pub const SHELF: PropTag = PropTag(0x6001_0003);
pub const ROW: PropTag = PropTag(0x6002_0003);

/// The time at which every bench starts.
pub const START: FileTime = 134_000_000_000_000_000;

pub struct Bench {
    pub store: Store,
    pub inbox: FolderId,
    pub root: FolderId,
    dir: tempfile::TempDir,
    clock: Arc<AtomicU64>,
    seed: u8,
}

impl Bench {
    pub fn new() -> Self {
        Bench::with_guid(7)
    }

    /// A store whose replica GUID follows from `seed`: a greater seed, a greater GUID.
    pub fn with_guid(seed: u8) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(AtomicU64::new(START));
        let store = open(&dir, &clock, seed);
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
        let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
        Bench { store, inbox, root, dir, clock, seed }
    }

    /// Ends the program and starts it again.
    pub fn restart(&mut self) {
        self.store.close(std::time::Duration::from_secs(10)).expect("closed");
        self.store = open(&self.dir, &self.clock, self.seed);
    }

    /// The bytes of the store's file.
    pub fn file(&self) -> Vec<u8> {
        std::fs::read(self.dir.path().join("test.iostx")).expect("the file")
    }

    pub fn now(&self) -> FileTime {
        self.clock.load(Ordering::Relaxed)
    }

    /// Turns the clock to so many minutes after the start.
    pub fn at(&self, minutes: u64) -> &Self {
        self.clock.store(START + minutes * MINUTE, Ordering::Relaxed);
        self
    }

    pub fn special(&self, role: u32) -> FolderId {
        self.store.special_folder(role).expect("every store has one")
    }
}

fn open(dir: &tempfile::TempDir, clock: &Arc<AtomicU64>, seed: u8) -> Store {
    let clock = Arc::clone(clock);
    let environment = Environment::default().with_clock(move || clock.load(Ordering::Relaxed)).with_random(move |bytes| {
        bytes.fill(seed);
        true
    });
    Store::open(dir.path().join("test.iostx"), OpenOptions { environment, ..OpenOptions::default() }).expect("a store")
}

impl Drop for Bench {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let mut wrong = Vec::new();
        let checked = self.store.check_each(0, |found| {
            if found.severity == Severity::Error {
                wrong.push(found.text);
            }
        });
        checked.expect("checked");
        assert!(wrong.is_empty(), "the store contradicts itself: {wrong:#?}");
    }
}

/// What the app does, and what it sees.
impl Bench {
    pub fn create(&self, folder: FolderId, text: &str) -> ItemId {
        let message = self.store.create_message(folder, false).expect("a message");
        message.set(CONTENT, Value::Binary(text.into())).expect("a text");
        message.save(0).expect("saved");
        message.id().expect("a saved message has an id")
    }

    pub fn write(&self, item: ItemId, text: &str) {
        self.set(item, CONTENT, Value::Binary(text.into()));
    }

    pub fn set(&self, item: ItemId, tag: PropTag, value: Value) {
        let message = self.store.open_message(item, Access::Modify).expect("there");
        message.set(tag, value).expect("set");
        message.save(0).expect("saved");
    }

    pub fn update(&self, item: ItemId, update: &ItemUpdate) {
        let folder = self.store.item(item).expect("there").folder;
        let outcome = self.store.update_items(folder, &[item], update).expect("updated");
        assert_eq!((outcome.done, outcome.first), (1, None));
    }

    /// Sets IOSTX_FLAG_* and clears them.
    pub fn flag(&self, item: ItemId, set: u32, clear: u32) {
        self.update(item, &ItemUpdate { flags_set: set, flags_clear: clear, ..ItemUpdate::default() });
    }

    pub fn words(&self, item: ItemId, add: &[&str], remove: &[&str]) {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        self.update(item, &ItemUpdate { keywords_add: owned(add), keywords_remove: owned(remove), ..ItemUpdate::default() });
    }

    pub fn read(&self, item: ItemId, read: bool) {
        let folder = self.store.item(item).expect("there").folder;
        assert_eq!(self.store.set_read(folder, &[item], read).expect("set").done, 1);
    }

    pub fn delete(&self, item: ItemId) {
        let folder = self.store.item(item).expect("there").folder;
        let outcome = self.store.delete_items(folder, &[item]).expect("deleted");
        assert_eq!((outcome.done, outcome.first), (1, None));
    }

    pub fn move_to(&self, item: ItemId, dest: FolderId) {
        let folder = self.store.item(item).expect("there").folder;
        let outcome = self.store.move_items(folder, &[item], dest).expect("moved");
        assert_eq!((outcome.done, outcome.first), (1, None));
    }

    pub fn item(&self, item: ItemId) -> Item {
        self.store.item(item).expect("there")
    }

    pub fn is_gone(&self, item: ItemId) -> bool {
        self.store.item(item).is_err()
    }

    pub fn pending(&self, item: ItemId) -> Pending {
        self.item(item).pending
    }

    pub fn text(&self, item: ItemId) -> String {
        let message = self.store.open_message(item, Access::Read).expect("there");
        match message.get(CONTENT) {
            Ok(Value::Binary(bytes)) => String::from_utf8(bytes).expect("text"),
            _ => String::new(),
        }
    }

    pub fn number(&self, item: ItemId, tag: PropTag) -> Option<i64> {
        self.item(item).bag.number(tag.0)
    }

    /// All normal items of a folder that apps see, oldest id first.
    pub fn items(&self, folder: FolderId) -> Vec<ItemId> {
        let options = ListOptions { sort: Sort::Id, ..ListOptions::default() };
        let mut cursor = self.store.list_items(folder, options).expect("a list");
        let row = || cursor.next().expect("a row");
        std::iter::from_fn(row).map(|row| item_of(&row).expect("an item")).collect()
    }

    pub fn texts(&self, folder: FolderId) -> Vec<String> {
        self.items(folder).into_iter().map(|item| self.text(item)).collect()
    }

    /// The texts in Conflicts.
    pub fn kept(&self) -> Vec<String> {
        self.texts(self.special(IOSTX_FOLDER_CONFLICTS))
    }

    /// The item that a folder has bound to a remote id, one of which only the binding is kept too.
    pub fn bound(&self, folder: FolderId, id: &str) -> Option<ItemId> {
        self.store.find_remote(Some(folder), &[id]).expect("a list").next().expect("a row").and_then(|row| item_of(&row))
    }

    /// What the list of conflicts says: kinds IOSTX_CONFLICT_*, oldest first.
    pub fn conflicts(&self) -> Vec<u32> {
        rows(self.store.list_conflicts(None).expect("a list"), IOSTX_PR_CONFLICT_KIND).iter().map(bits).collect()
    }

    /// The remote ids that must be fetched for a folder, with why (IOSTX_WANTED_*).
    pub fn wanted(&self, folder: FolderId) -> Vec<(String, u32)> {
        let list = || self.store.list_wanted(Some(folder)).expect("a list");
        let ids = rows(list(), IOSTX_PR_REMOTE_ID);
        let why = rows(list(), IOSTX_PR_WANTED_REASON);
        let text = |id: &Value| String::from_utf8_lossy(id.as_binary().expect("an id")).into_owned();
        ids.iter().zip(&why).map(|(id, why)| (text(id), bits(why))).collect()
    }

    /// How many deletions are held in a folder.
    pub fn held(&self, folder: FolderId) -> usize {
        rows(self.store.list_held(Some(folder)).expect("a list"), IOSTX_PR_ENTRYID).len()
    }
}

pub fn item_of(row: &Row) -> Option<ItemId> {
    match row.object {
        Some(Object::Item(item)) => Some(item),
        _ => None,
    }
}

fn bits(value: &Value) -> u32 {
    value.as_bits().expect("a number")
}

/// One column of a table.
pub fn rows(mut cursor: Cursor, tag: u32) -> Vec<Value> {
    let at = cursor.columns().iter().position(|column| column.0 == tag).expect("the column");
    std::iter::from_fn(|| cursor.next().expect("a row")).map(|row| row.values[at].clone()).collect()
}

/// What the server sends.
impl Bench {
    /// A download of a folder that ends well.
    pub fn download(&self, folder: FolderId, pass: impl FnOnce(&Importer)) -> Finished {
        self.download_with(folder, &ImportOptions::default(), pass)
    }

    pub fn download_with(&self, folder: FolderId, options: &ImportOptions, pass: impl FnOnce(&Importer)) -> Finished {
        let memory = SessionMemory::default();
        let sink = self.store.importer(folder, &memory, options.clone()).expect("a sink");
        pass(&sink);
        let finished = sink.finish(true).expect("finished");
        self.store.end_pass(&memory, self.root, true).expect("ended");
        finished
    }

    /// Brings one version of one item.
    pub fn import(&self, folder: FolderId, item: ImportItem) {
        self.import_with(folder, &ImportOptions::default(), item);
    }

    pub fn import_with(&self, folder: FolderId, options: &ImportOptions, item: ImportItem) {
        self.download_with(folder, options, |sink| drop(sink.import_item(item).expect("staged")));
    }

    /// An item that both sides have: its remote id, in version "1".
    pub fn synced(&self, folder: FolderId, id: &str, text: &str) -> ItemId {
        self.import(folder, sent(id, "1").text(text));
        self.bound(folder, id).expect("imported")
    }

    /// The server says that an item is gone.
    pub fn server_deletes(&self, folder: FolderId, id: &str) -> Finished {
        self.download(folder, |sink| sink.delete_remote(&[id.as_bytes()]).expect("staged"))
    }

    /// The server's flags of an item.
    pub fn server_flags(&self, folder: FolderId, id: &str, version: &str, set: u32, clear: u32) {
        let binding = Binding::new(id, version);
        self.download(folder, |sink| {
            drop(sink.import_flags(&[ImportFlags { binding, set, clear, keywords: None }]).expect("staged"))
        });
    }
}

/// A version as the server has it: a mail that is read, with a weak match key.
pub fn sent(id: &str, version: &str) -> ImportItem {
    ImportItem {
        binding: Binding::new(id, version),
        match_key: format!("<{id}@example.org>").into_bytes(),
        values: Bag::new().with(IOSTX_PR_MESSAGE_FLAGS, Value::I4(IOSTX_MSGFLAG_READ as i32)),
        ..ImportItem::default()
    }
}

/// Short forms to say what a version has.
pub trait Version: Sized {
    fn with(self, tag: PropTag, value: Value) -> Self;
    fn text(self, text: &str) -> Self;
    fn number(self, tag: PropTag, number: i32) -> Self {
        self.with(tag, Value::I4(number))
    }
    /// When it was made.
    fn made(self, time: FileTime) -> Self {
        self.with(PropTag(IOSTX_PR_LAST_MODIFICATION_TIME), Value::Time(time))
    }
    /// When it was delivered, which is what folders are sorted by.
    fn delivered(self, time: FileTime) -> Self {
        self.with(PropTag(IOSTX_PR_MESSAGE_DELIVERY_TIME), Value::Time(time))
    }
    fn print(self, fingerprint: &str) -> Self {
        self.with(PropTag(IOSTX_PR_FINGERPRINT), Value::Binary(fingerprint.into()))
    }
    fn unread(self) -> Self {
        self.number(PropTag(IOSTX_PR_MESSAGE_FLAGS), 0)
    }
}

impl Version for ImportItem {
    fn with(mut self, tag: PropTag, value: Value) -> Self {
        self.values.set(tag, value);
        self
    }

    fn text(mut self, text: &str) -> Self {
        self.content = Some(text.into());
        self
    }
}

/// Folders, from both sides.
impl Bench {
    pub fn mkdir(&self, parent: FolderId, name: &str) -> FolderId {
        self.store.create_folder(parent, name, "IPF.Note", 0).expect("a folder")
    }

    pub fn rename(&self, folder: FolderId, name: &str) {
        self.store.set_folder_values(folder, &Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text(name.into()))).expect("renamed");
    }

    pub fn rmdir(&self, folder: FolderId) {
        self.store.delete_folder(folder, IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS).expect("deleted");
    }

    pub fn folder(&self, folder: FolderId) -> Folder {
        self.store.folder(folder).expect("there")
    }

    pub fn options(&self, folder: FolderId, change: impl FnOnce(&mut FolderOptions)) {
        let mut options = self.store.folder_options(folder).expect("there");
        change(&mut options);
        self.store.set_folder_options(folder, options).expect("set");
    }

    /// A download of the folders that ends well; answers how many were what, and whether deletions were held.
    pub fn hierarchy(&self, pass: impl FnOnce(&HierarchyImporter)) -> (FolderCounts, bool) {
        let memory = SessionMemory::default();
        let sink = self.store.hierarchy_importer(self.root, &memory, MassLimit::default(), &Cancel::default()).expect("a sink");
        pass(&sink);
        let held = sink.finish(true).expect("finished");
        self.store.end_pass(&memory, self.root, true).expect("ended");
        (sink.counts(), held)
    }

    /// Brings one version of one folder; its remote id is its first name.
    pub fn import_folder(&self, version: Bag) -> FolderId {
        let mut id = None;
        self.hierarchy(|sink| id = Some(sink.import_folder_change(&version).expect("imported")));
        id.expect("imported")
    }

    /// A folder that both sides have, with its name as its remote id.
    pub fn server_folder(&self, name: &str) -> FolderId {
        self.import_folder(dir(name, name))
    }

    /// The same below another.
    pub fn server_folder_in(&self, parent: &str, name: &str) -> FolderId {
        self.import_folder(dir(name, name).in_folder(parent))
    }

    pub fn offer(&self) -> Offer {
        Offer { root: self.root, folders: None, kinds: 0, only_associated: false, backed_off: false }
    }

    /// What would be done to which folder, in this order: (name, why, temporary name).
    pub fn folder_work(&self) -> Vec<FolderWork> {
        self.store.hierarchy_work(&self.offer()).expect("a list")
    }

    /// Uploads the folders; the server takes everything, and calls new ones by their names. Answers names and reasons as they
    /// were handed out.
    pub fn upload_folders(&self) -> Vec<(String, Pending)> {
        let mut done = Vec::new();
        for work in self.folder_work() {
            let Some(up) = self.store.begin_folder_upload(&work, b"").expect("handed out") else { continue };
            let name = up.folder.name.clone();
            let id = if up.folder.binding.is_bound() { up.folder.binding.remote_id.clone() } else { name.clone().into_bytes() };
            let answer = Answer { ok: true, binding: Some(Binding::new(id, "")), ..Answer::default() };
            self.store.answer_folder(&up, &answer).expect("taken");
            done.push((name, up.why));
        }
        done
    }
}

/// A version of a folder as the server has it.
pub fn dir(id: &str, name: &str) -> Bag {
    Bag::new().with(IOSTX_PR_REMOTE_ID, Value::Binary(id.into())).with(IOSTX_PR_DISPLAY_NAME, Value::Text(name.into()))
}

pub trait FolderVersion {
    fn in_folder(self, parent: &str) -> Self;
    fn version(self, version: &str) -> Self;
    fn changed(self, time: FileTime) -> Self;
}

impl FolderVersion for Bag {
    /// An empty id: below the root.
    fn in_folder(self, parent: &str) -> Self {
        self.with(IOSTX_PR_PARENT_REMOTE_ID, Value::Binary(parent.into()))
    }

    fn version(self, version: &str) -> Self {
        self.with(IOSTX_PR_REMOTE_VERSION, Value::Binary(version.into()))
    }

    fn changed(self, time: FileTime) -> Self {
        self.with(IOSTX_PR_LAST_MODIFICATION_TIME, Value::Time(time))
    }
}

/// Uploads.
impl Bench {
    pub fn table(&self, folder: FolderId) -> UploadTable {
        self.store.upload_table(folder, &self.offer()).expect("a table")
    }

    /// The items that an upload of a folder offers now, and why. They are marked as handed out.
    pub fn offered(&self, folder: FolderId) -> Vec<(ItemId, Pending)> {
        let mut table = self.table(folder);
        let next = || table.next_item(b"").expect("read");
        std::iter::from_fn(next).map(|up| (up.item.id, up.why)).collect()
    }

    /// How much an upload of a folder would offer: items, read states, deletions and moves out. Marks nothing.
    pub fn offers(&self, folder: FolderId) -> (u32, u32, u32) {
        let counts = self.table(folder).counts()[0];
        (counts.messages, counts.reads, counts.deletes)
    }

    /// Uploads all of a folder: the server takes everything and calls new items by their numbers, in version "up".
    pub fn upload(&self, folder: FolderId) -> Vec<(ItemId, Pending)> {
        self.upload_as(folder, taken)
    }

    pub fn upload_as(&self, folder: FolderId, answer: impl Fn(&UploadItem) -> Answer) -> Vec<(ItemId, Pending)> {
        let mut table = self.table(folder);
        let mut done = Vec::new();
        while let Some(up) = table.next_item(b"").expect("read") {
            done.push((up.item.id, up.why));
            let answer = answer(&up);
            table.answer_item(&up, answer);
        }
        let ok = || Answer { ok: true, ..Answer::default() };
        for entry in table.next_reads(1000).expect("read") {
            table.answer_read(&entry, ok());
        }
        for entry in table.next_deletes(1000, b"").expect("read") {
            // Moves out are done from where they went to.
            if entry.dest.is_none() {
                table.answer_delete(&entry, ok());
            }
        }
        table.commit().expect("written");
        done
    }
}

/// The server takes an item.
pub fn taken(up: &UploadItem) -> Answer {
    let id = match up.item.binding.is_bound() {
        true => up.item.binding.remote_id.clone(),
        false => up.item.id.0.to_string().into_bytes(),
    };
    Answer { ok: true, moved: up.source.is_some(), binding: Some(Binding::new(id, "up")), ..Answer::default() }
}

/// The answer to a change of a version that the server no longer has.
pub fn outdated(_: &UploadItem) -> Answer {
    Answer { code: iostx::codes::IOSTX_SYNC_E_CONFLICT, ..Answer::default() }
}
