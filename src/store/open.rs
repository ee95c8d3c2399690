//! Opening, making, closing a store; the folders that every store has.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Mutex, RwLock};

use super::contents::{self, Pins};
use super::db::{Db, Tx, query_opt};
use super::env::Environment;
use super::events::{EventOptions, Events, Origin};
use super::flags::*;
use super::identity::Replicas;
use super::locks::Locks;
use super::model::*;
use super::names::Names;
use super::other_process::Watcher;
use super::sql::SqlResult;
use super::{Inner, Store, files, folders, rows_folder, schema, trash};
use crate::codes::{IOSTX_E_INCOMPATIBLE, IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_NOT_FOUND};
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::props::{Bag, PropName, Value, tags};

/// How to open a store.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// Read only, without side files. No process may write the store meanwhile; one with a log that was not folded in is refused.
    pub read_only: bool,
    /// Do not make a store that is not there.
    pub must_exist: bool,
    /// Do not open a store that is there.
    pub must_be_new: bool,
    /// Clock and source of GUIDs.
    pub environment: Environment,
}

/// Facts of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// The replica GUID in force.
    pub replica: Guid,
    /// The schema version.
    pub schema: u32,
    /// The size of the file in bytes, without its log.
    pub file_size: u64,
    /// Folders, special ones among them.
    pub folders: u64,
    /// Items, associated ones among them.
    pub items: u64,
    /// Items with work to upload, and tombstones.
    pub pending: u64,
    /// Of those, deletions and moves out.
    pub tombstones: u64,
    /// Conflicts that were kept or wait.
    pub conflicts: u64,
    /// What failed so often that it is no longer tried by itself.
    pub failures: u64,
    /// Deletions of the server that are held.
    pub held: u64,
    /// Remote ids that must be fetched.
    pub wanted: u64,
    /// Messages in the outgoing queue.
    pub outgoing: u64,
}

/// Name, role, parent's role, container class of each folder that a store is made with.
const SPECIAL: [(&str, u32, u32, &str); 22] = [
    ("", IOSTX_FOLDER_ROOT, 0, ""),
    ("Top of Personal Folders", IOSTX_FOLDER_IPM_SUBTREE, IOSTX_FOLDER_ROOT, ""),
    ("Inbox", IOSTX_FOLDER_INBOX, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Outbox", IOSTX_FOLDER_OUTBOX, IOSTX_FOLDER_IPM_SUBTREE, ""),
    ("Sent Items", IOSTX_FOLDER_SENT, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Deleted Items", IOSTX_FOLDER_DELETED, IOSTX_FOLDER_IPM_SUBTREE, ""),
    ("Drafts", IOSTX_FOLDER_DRAFTS, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Calendar", IOSTX_FOLDER_CALENDAR, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Appointment"),
    ("Contacts", IOSTX_FOLDER_CONTACTS, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Contact"),
    ("Journal", IOSTX_FOLDER_JOURNAL, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Journal"),
    ("Notes", IOSTX_FOLDER_NOTES, IOSTX_FOLDER_IPM_SUBTREE, "IPF.StickyNote"),
    ("Tasks", IOSTX_FOLDER_TASKS, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Task"),
    ("Junk", IOSTX_FOLDER_JUNK, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Archive", IOSTX_FOLDER_ARCHIVE, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Sync Issues", IOSTX_FOLDER_SYNC_ISSUES, IOSTX_FOLDER_IPM_SUBTREE, "IPF.Note"),
    ("Conflicts", IOSTX_FOLDER_CONFLICTS, IOSTX_FOLDER_SYNC_ISSUES, "IPF.Note"),
    ("Local Failures", IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_FOLDER_SYNC_ISSUES, "IPF.Note"),
    ("Server Failures", IOSTX_FOLDER_SERVER_FAILURES, IOSTX_FOLDER_SYNC_ISSUES, "IPF.Note"),
    ("Trash", IOSTX_FOLDER_TRASH, IOSTX_FOLDER_ROOT, ""),
    ("Views", IOSTX_FOLDER_VIEWS, IOSTX_FOLDER_ROOT, ""),
    ("Common Views", IOSTX_FOLDER_COMMON_VIEWS, IOSTX_FOLDER_ROOT, ""),
    ("Search Root", IOSTX_FOLDER_SEARCH_ROOT, IOSTX_FOLDER_ROOT, ""),
];

/// The names and roles of the folders that every store has.
pub(super) fn special_folders() -> impl Iterator<Item = (&'static str, u32)> {
    SPECIAL.into_iter().map(|(name, role, ..)| (name, role))
}

/// Special folders that are never offered to a server, nor is anything in them.
pub(super) const LOCAL: [u32; 9] = [
    IOSTX_FOLDER_ROOT,
    IOSTX_FOLDER_SYNC_ISSUES,
    IOSTX_FOLDER_CONFLICTS,
    IOSTX_FOLDER_LOCAL_FAILURES,
    IOSTX_FOLDER_SERVER_FAILURES,
    IOSTX_FOLDER_TRASH,
    IOSTX_FOLDER_VIEWS,
    IOSTX_FOLDER_COMMON_VIEWS,
    IOSTX_FOLDER_SEARCH_ROOT,
];

impl Store {
    /// Opens the store in a file, or makes it.
    pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Store> {
        let path = path.as_ref();
        open(path, options).map_err(|e| e.during(format!("opening {}", path.display())))
    }

    /// Ends the use of the store by all clones: new calls answer `IOSTX_E_CLOSED`, waiting ones are woken, running ones are
    /// waited for. `MAPI_E_TIMEOUT` if they take longer than `timeout`; the store is closed for new calls then too.
    pub fn close(&self, timeout: Duration) -> Result<()> {
        let begin = std::time::Instant::now();
        self.inner.watcher.stop(timeout);
        self.inner.db.close(timeout.saturating_sub(begin.elapsed()))?;
        self.inner.locks.leave();
        Ok(())
    }

    /// Whether [`Store::close`] was called.
    pub fn is_closed(&self) -> bool {
        self.inner.db.is_closed()
    }

    /// Whether the store was opened for reading only.
    pub fn is_read_only(&self) -> bool {
        self.inner.db.is_read_only()
    }

    /// The path that the store was opened with.
    pub fn path(&self) -> &Path {
        self.inner.db.path()
    }

    /// Clock and source of GUIDs.
    pub fn environment(&self) -> &Environment {
        &self.inner.db.env
    }

    /// Facts of the store.
    pub fn info(&self) -> Result<StoreInfo> {
        let replica = self.replica_guid();
        self.inner.db.read(|conn| {
            let number =
                |sql: &str| -> Result<u64> { Ok(query_opt(conn, sql, [], |row| row.get::<_, i64>(0))?.unwrap_or(0) as u64) };
            Ok(StoreInfo {
                replica,
                schema: number("PRAGMA user_version")? as u32,
                file_size: number("PRAGMA page_size")? * number("PRAGMA page_count")?,
                folders: number("SELECT count(*) FROM folder WHERE bits & 8 = 0")?,
                items: number("SELECT sum(total + assoc) FROM folder")?,
                pending: number("SELECT sum(work + gone) FROM folder")?,
                tombstones: number("SELECT sum(gone) FROM folder")?,
                conflicts: number("SELECT sum(conflicts) FROM folder")?,
                failures: number("SELECT sum(failures) FROM folder")?,
                held: number("SELECT sum(held) FROM folder")?,
                wanted: number("SELECT sum(wanted) FROM folder")?,
                outgoing: number("SELECT count(*) FROM outgoing")?,
            })
        })
    }

    /// The special folder with a number IOSTX_FOLDER_*.
    pub fn special_folder(&self, role: u32) -> Result<FolderId> {
        let found = self.inner.db.reader(|conn| rows_folder::special(conn, role))?;
        found.ok_or_else(|| Error::new(IOSTX_MAPI_E_NOT_FOUND, format!("the store has no special folder {role}")))
    }

    /// Folds the log into the file: before a backup or a suspend.
    pub fn checkpoint(&self) -> Result<()> {
        self.inner.db.checkpoint()
    }

    /// Subscribes to change events.
    pub fn events(&self, options: EventOptions) -> Result<Events> {
        if self.is_closed() {
            return Err(Error::of(crate::codes::IOSTX_E_CLOSED));
        }
        let events = self.inner.db.events.subscribe(options);
        self.inner.watcher.start(&self.inner)?;
        Ok(events)
    }
}

fn open(path: &Path, options: OpenOptions) -> Result<Store> {
    if options.read_only {
        files::prepare(path, true, false)?;
        if files::has_log(path) {
            return Err(Error::new(
                IOSTX_MAPI_E_NO_ACCESS,
                "read-only: the store is in use, or was not closed: open it for writing once, which folds its log in",
            ));
        }
    } else {
        files::prepare(path, options.must_exist, options.must_be_new)?;
    }
    let locks = Locks::open((!options.read_only).then_some(path))?;
    let env = options.environment.clone();
    let db = Db::open(path, options.read_only, &locks, options.environment, |conn| {
        if options.read_only {
            return schema::verify(conn);
        }
        if schema::prepare(conn)? {
            // Counters start at 1; 0 stands for no object.
            conn.execute_batch("INSERT INTO counter (name, next) VALUES ('object', 1), ('change', 1)").sql()?;
            conn.execute("INSERT INTO replica (first_object, first_change, guid) VALUES (0, 0, ?1)", [env.guid()?.0]).sql()?;
        }
        Ok(())
    })?;
    // Not only in a fresh file: whoever made it may have been stopped before this.
    if !has_folders(&db)? {
        if options.read_only {
            return Err(Error::new(IOSTX_E_INCOMPATIBLE, "read-only: the store was not made to its end: open it for writing once"));
        }
        db.write(Origin::App, make_folders)?;
    }
    let replicas = db.reader(Replicas::load)?;
    let inner = Inner {
        db,
        locks,
        pins: Mutex::new(Pins::default()),
        replicas: RwLock::new(replicas),
        names: Names::default(),
        watcher: Watcher::default(),
    };
    let store = Store { inner: Arc::new(inner) };
    if !options.read_only {
        let inner = &store.inner;
        inner.locks.enter(|| inner.recover())?;
        store.renew_if_copied()?;
    }
    Ok(store)
}

const ANY_FOLDER: &str = "SELECT 1 FROM folder LIMIT 1";

fn has_folders(db: &Db) -> Result<bool> {
    db.reader(|conn| Ok(query_opt(conn, ANY_FOLDER, [], |_| Ok(()))?.is_some()))
}

/// Makes the folders that every store has, unless another process just did.
fn make_folders(tx: &Tx<'_>) -> Result<()> {
    if query_opt(tx.conn(), ANY_FOLDER, [], |_| Ok(()))?.is_some() {
        return Ok(());
    }
    tx.execute("INSERT INTO prop_name (id, prop_set, name) VALUES (0x8000, ?1, 'Keywords')", [PropName::PUBLIC_STRINGS.0])?;
    tx.execute("INSERT INTO prop_name (id, prop_set, number) VALUES (0x8001, ?1, 0x8578)", [PropName::COMMON.0])?;
    for (name, role, parent, class) in SPECIAL {
        let mut bag = Bag::new().with(tags::IOSTX_PR_CREATION_TIME, Value::Time(tx.now));
        if !class.is_empty() {
            bag.set(tags::IOSTX_PR_CONTAINER_CLASS, Value::Text(class.to_owned()));
        }
        let bits = if LOCAL.contains(&role) { folder_bits::LOCAL_ONLY } else { 0 };
        let above = rows_folder::special(tx.conn(), parent)?;
        let folder = Folder { role, ..folders::blank(tx, above, name, bits, bag)? };
        rows_folder::insert(tx, &folder)?;
    }
    Ok(())
}

impl Inner {
    /// Cleans up what a crash left: large values that nothing refers to, items laid aside; and what lay in the trash for its time.
    fn recover(&self) -> Result<()> {
        let left = self.db.reader(|conn| query_opt(conn, "SELECT 1 FROM content WHERE refs = 0 LIMIT 1", [], |_| Ok(())))?;
        if left.is_some() {
            self.write(Origin::App, contents::sweep)?;
        }
        if self.db.reader(|conn| trash::is_due(conn, self.db.env.now()))? {
            trash::empty(self, Origin::App)?;
        }
        Ok(())
    }
}

impl Store {
    /// A copied or restored file has another file number than the one noted in it. It gets a new replica GUID, so that the
    /// original and the copy never give out the same id.
    fn renew_if_copied(&self) -> Result<()> {
        let Some(number) = files::file_number(self.path()) else { return Ok(()) };
        let noted = self
            .inner
            .db
            .reader(|conn| query_opt(conn, "SELECT value FROM setting WHERE name = 'file'", [], |row| row.get::<_, i64>(0)))?;
        if noted == Some(number) {
            return Ok(());
        }
        if noted.is_some() {
            self.renew_guid()?;
        }
        self.inner.write(Origin::App, |tx| {
            tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('file', ?1)", [number]).map(|_| ())
        })
    }
}
