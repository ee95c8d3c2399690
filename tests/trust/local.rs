//! A local store as an app uses it: a file whose clock and chance the test controls, and which can be killed, opened again, and
//! set back to what it was.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iostx::props::{Bag, ItemKind, PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::*;

use crate::fuse::Fuse;
use crate::server::{DirId, Mail, describe};

pub const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);
pub const SUBJECT: PropTag = PropTag(tags::IOSTX_PR_SUBJECT);
pub const CLASS: PropTag = PropTag(tags::IOSTX_PR_MESSAGE_CLASS);
pub const KEY: PropTag = PropTag(tags::IOSTX_PR_MATCH_KEY);
/// A property of the app's own, which no text repeats.
pub const NOTE: PropTag = PropTag(0x6001_001F);

/// The time at which every history begins.
pub const START: FileTime = 134_000_000_000_000_000;

/// An item as an app sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub folder: FolderId,
    pub mail: Mail,
    pub header: bool,
}

/// What an app sees of a store: the items of the folders that a server has too.
pub type View = BTreeMap<ItemId, Seen>;

pub struct Local {
    open: Option<Store>,
    pub fuse: Fuse,
    clock: Arc<AtomicU64>,
    chance: Arc<AtomicU64>,
    dir: tempfile::TempDir,
}

/// The files of a closed store.
#[derive(Clone)]
pub struct Saved {
    bytes: Vec<u8>,
    chance: u64,
}

impl Local {
    pub fn new(number: u64, clock: &Arc<AtomicU64>, revision: &Arc<AtomicU64>) -> Self {
        let dir = quick_folder();
        let fuse = Fuse::new(dir.path().join("store.iostx"), Arc::clone(revision));
        let chance = Arc::new(AtomicU64::new((number + 1) << 32));
        let mut local = Local { open: None, fuse, clock: Arc::clone(clock), chance, dir };
        local.open();
        local
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("store.iostx")
    }

    pub fn store(&self) -> &Store {
        self.open.as_ref().expect("open")
    }

    fn open(&mut self) {
        let (clock, chance, fuse) = (Arc::clone(&self.clock), Arc::clone(&self.chance), self.fuse.clone());
        let now = move || {
            fuse.touch();
            clock.load(Ordering::Relaxed)
        };
        let random = move |bytes: &mut [u8]| {
            for chunk in bytes.chunks_mut(8) {
                let number = chance.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
                chunk.copy_from_slice(&number[..chunk.len()]);
            }
            true
        };
        let environment = Environment::default().with_clock(now).with_random(random);
        let options = OpenOptions { environment, ..OpenOptions::default() };
        self.open = Some(Store::open(self.path(), options).expect("the store opens"));
    }

    /// The program ends, and starts again.
    pub fn reopen(&mut self) {
        self.open = None;
        self.open();
    }

    /// Closes the store, keeps its file, and opens it again.
    pub fn save(&mut self) -> Saved {
        self.open = None;
        let saved = Saved { bytes: std::fs::read(self.path()).expect("read"), chance: self.chance.load(Ordering::Relaxed) };
        self.open();
        saved
    }

    /// Makes the store what it was. Its file stays the same one, so that it is not taken for a copy.
    pub fn restore(&mut self, saved: &Saved) {
        self.open = None;
        for side in ["store.iostx-wal", "store.iostx-shm"] {
            let _ = std::fs::remove_file(self.dir.path().join(side));
        }
        std::fs::write(self.path(), &saved.bytes).expect("written");
        self.chance.store(saved.chance, Ordering::Relaxed);
        self.open();
    }

    /// All bytes of the store and of its log.
    pub fn bytes(&self) -> [Vec<u8>; 2] {
        ["store.iostx", "store.iostx-wal"].map(|name| std::fs::read(self.dir.path().join(name)).unwrap_or_default())
    }

    pub fn special(&self, role: u32) -> FolderId {
        self.store().special_folder(role).expect("every store has one")
    }

    // --- What there is ------------------------------------------------------------------------------------------------------

    /// The folders that a server has, or shall have, with their paths.
    pub fn folders(&self) -> Vec<(FolderId, String)> {
        let mut all = Vec::new();
        self.gather(self.special(IOSTX_FOLDER_IPM_SUBTREE), "", &mut all);
        all
    }

    fn gather(&self, parent: FolderId, path: &str, all: &mut Vec<(FolderId, String)>) {
        let mut children = self.store().subfolders(parent).expect("read");
        children.sort_by_key(|folder| folder.id);
        for child in children.iter().filter(|child| !child.is(folder_bits::LOCAL_ONLY | folder_bits::DELETED)) {
            let path = if path.is_empty() { child.name.clone() } else { format!("{path}/{}", child.name) };
            all.push((child.id, path.clone()));
            self.gather(child.id, &path, all);
        }
    }

    pub fn items(&self, folder: FolderId) -> Vec<ItemId> {
        let mut cursor = self.store().list_items(folder, ListOptions::default()).expect("a list");
        let mut items: Vec<ItemId> = std::iter::from_fn(|| cursor.next().expect("a row")).filter_map(|row| item_of(&row)).collect();
        items.sort();
        items
    }

    pub fn mail(&self, id: ItemId) -> Seen {
        let item = self.store().item(id).expect("there");
        let message = self.store().open_message(id, Access::Read).expect("there");
        let text = message.get(CONTENT).ok().and_then(|value| value.as_binary().map(<[u8]>::to_vec)).unwrap_or_default();
        let mail = Mail { text: String::from_utf8(text).expect("text"), ..mail_of(&item) };
        Seen { folder: item.folder, mail, header: item.is(item_bits::HEADER) }
    }

    pub fn view(&self) -> View {
        self.folders().iter().flat_map(|(folder, _)| self.items(*folder)).map(|item| (item, self.mail(item))).collect()
    }

    /// The versions that were kept of conflicts and failures.
    pub fn kept(&self) -> Vec<Mail> {
        let folders =
            [IOSTX_FOLDER_CONFLICTS, IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_FOLDER_SERVER_FAILURES].map(|role| self.special(role));
        folders.iter().flat_map(|folder| self.items(*folder)).map(|item| self.mail(item).mail).collect()
    }

    /// What is here, a line each, as [`crate::server::Server::summary`] has it. Special folders that no server has do not count.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, path) in self.folders() {
            let items = self.items(id);
            let folder = self.store().folder(id).expect("there");
            if folder.role == 0 || folder.binding.is_bound() || !items.is_empty() {
                lines.push(format!("{path}/"));
            }
            lines.extend(items.iter().map(|item| describe(&path, &self.mail(*item).mail)));
        }
        lines.sort();
        lines
    }

    /// The same with what binds it to the server, for people.
    pub fn details(&self) -> Vec<String> {
        let paths: BTreeMap<FolderId, String> = self.folders().into_iter().collect();
        let describe = |(id, seen): (&ItemId, &Seen)| {
            let item = self.store().item(*id).expect("there");
            let binding = &item.binding;
            let [remote, version] = [&binding.remote_id, &binding.remote_version].map(|bytes| String::from_utf8_lossy(bytes));
            let key = String::from_utf8_lossy(&item.match_key);
            let what = describe(&paths[&seen.folder], &seen.mail);
            format!("{}: {what}  [{remote} {version}] key {key} bits {:x} pending {:x}", id.0, item.bits & 0xFFF, item.pending.0)
        };
        self.view().iter().map(describe).collect()
    }

    /// What waits, in words; empty: nothing does.
    pub fn waiting(&self) -> Vec<String> {
        let mut cursor = self.store().list_pending(None).expect("a list");
        let row = || cursor.next().expect("a row");
        let rows: Vec<Row> = std::iter::from_fn(row).collect();
        let shown = [tags::IOSTX_PR_PENDING, tags::IOSTX_PR_ATTEMPTS, tags::IOSTX_PR_RETRY_MARK];
        let at = shown.map(|tag| cursor.columns().iter().position(|column| column.0 == tag).expect("a column"));
        rows.iter().map(|row| format!("{:?} pending, attempts, mark: {:?}", row.object, at.map(|at| &row.values[at]))).collect()
    }

    /// What the check of the store finds wrong.
    pub fn check(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let checked = self.store().check_each(IOSTX_CHECK_TRACKING, |found| {
            if found.severity == Severity::Error {
                wrong.push(format!("{:?}: {}", found.object, found.text));
            }
        });
        if let Err(e) = checked {
            wrong.push(e.to_string());
        }
        wrong
    }

    /// The server's number of a folder.
    pub fn dir_of(&self, folder: FolderId) -> Option<DirId> {
        if let Ok(folder) = self.store().folder(folder) {
            return dir_id(&folder.binding.remote_id);
        }
        // One that was deleted here keeps its binding until the server has deleted it too.
        let mut pending = self.store().list_pending(None).ok()?;
        let at = pending.columns().iter().position(|column| column.0 == tags::IOSTX_PR_REMOTE_ID)?;
        let found = std::iter::from_fn(|| pending.next().expect("a row")).find(|row| row.object == Some(Object::Folder(folder)))?;
        dir_id(found.values[at].as_binary()?)
    }

    /// The folder with a path.
    pub fn by_path(&self, path: &str) -> Option<FolderId> {
        self.folders().into_iter().find(|(_, found)| found == path).map(|(id, _)| id)
    }

    // --- What an app does ---------------------------------------------------------------------------------------------------

    pub fn create(&self, folder: FolderId, mail: &Mail) -> iostx::error::Result<ItemId> {
        let message = self.store().create_message(folder, false)?;
        if mail.event {
            message.set(CLASS, Value::Text("IPM.Appointment".into()))?;
        }
        if !mail.key.is_empty() {
            message.set(KEY, Value::Binary(mail.key.clone()))?;
        }
        message.set(SUBJECT, Value::Text(mail.name.clone()))?;
        message.set(CONTENT, Value::Binary(mail.text.clone().into_bytes()))?;
        if !mail.note.is_empty() {
            message.set(NOTE, Value::Text(mail.note.clone()))?;
        }
        message.save(0)?;
        Ok(message.id().expect("a saved message has an id"))
    }

    pub fn set(&self, item: ItemId, tag: PropTag, value: Value) -> iostx::error::Result<()> {
        let message = self.store().open_message(item, Access::Modify)?;
        message.set(tag, value)?;
        message.save(0)
    }

    pub fn update(&self, item: ItemId, update: &ItemUpdate) -> iostx::error::Result<()> {
        let folder = self.store().item(item)?.folder;
        done(self.store().update_items(folder, &[item], update)?)
    }

    pub fn set_read(&self, item: ItemId, read: bool) -> iostx::error::Result<()> {
        let folder = self.store().item(item)?.folder;
        done(self.store().set_read(folder, &[item], read)?)
    }

    pub fn delete(&self, item: ItemId) -> iostx::error::Result<()> {
        let folder = self.store().item(item)?.folder;
        done(self.store().delete_items(folder, &[item])?)
    }

    pub fn move_to(&self, item: ItemId, dest: FolderId) -> iostx::error::Result<()> {
        let folder = self.store().item(item)?.folder;
        done(self.store().move_items(folder, &[item], dest)?)
    }

    pub fn copy(&self, item: ItemId, dest: FolderId) -> iostx::error::Result<()> {
        let folder = self.store().item(item)?.folder;
        done(self.store().copy_items(folder, &[item], dest)?.0)
    }

    pub fn rename(&self, folder: FolderId, name: &str) -> iostx::error::Result<()> {
        let values = Bag::new().with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(name.into()));
        self.store().set_folder_values(folder, &values)
    }
}

fn done(outcome: Outcome) -> iostx::error::Result<()> {
    outcome.first.map_or(Ok(()), Err)
}

/// An item without its text.
pub fn mail_of(item: &Item) -> Mail {
    let text = |tag: PropTag| item.bag.get(tag).and_then(Value::as_text).unwrap_or_default().to_owned();
    Mail {
        name: text(SUBJECT),
        key: item.match_key.clone(),
        event: item.kind() == ItemKind::Calendar,
        strong: item.is(item_bits::STRONG),
        note: text(NOTE),
        flags: item.flag_set(),
        words: item.keywords().into_iter().map(str::to_owned).collect(),
        ..Mail::default()
    }
}

pub fn item_of(row: &Row) -> Option<ItemId> {
    match row.object {
        Some(Object::Item(item)) => Some(item),
        _ => None,
    }
}

/// The number in a folder's remote id.
pub fn dir_id(remote: &[u8]) -> Option<DirId> {
    std::str::from_utf8(remote).ok()?.strip_prefix('f')?.parse().ok()
}

/// A temporary folder, in memory where the system has such a place: what is tested here is not whether disks keep their word.
fn quick_folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let quick = memory.is_dir().then(|| tempfile::tempdir_in(memory).ok()).flatten();
    quick.unwrap_or_else(|| tempfile::tempdir().expect("a temporary folder"))
}
