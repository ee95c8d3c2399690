//! Connections and transactions: one writer behind a mutex, a small pool of readers, and what rides along with a commit
//! (folder counts, change events).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::{Condvar, Mutex, MutexGuard};
use rusqlite::{CachedStatement, Connection, Params, Row};

use super::connect::{connect, connect_writer};
use super::env::{Environment, FileTime};
use super::events::{Broadcaster, Change, Event, Origin};
use super::fold::Log;
use super::locks::Locks;
use super::model::FolderId;
use super::sql::SqlResult;
use crate::codes::{IOSTX_E_CLOSED, IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_TIMEOUT};
use crate::error::{Error, Result};
use crate::ids::ObjectId;

/// Readers that are kept for the next call.
const POOLED_READERS: usize = 4;
/// Counter values taken from the file at a time; what a process does not use is never used.
const RESERVE: u64 = 1024;

/// The connections of an open store.
pub(super) struct Db {
    path: PathBuf,
    read_only: bool,
    writer: Mutex<Option<Writer>>,
    readers: Mutex<Vec<Connection>>,
    gate: Gate,
    locks: Arc<Locks>,
    pub(super) env: Environment,
    pub(super) events: Broadcaster,
}

/// What tells whether anybody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Versions {
    /// Another value after each commit of another process.
    pub(super) others: i64,
    /// How many rows this process has changed.
    own: u64,
}

/// When a commit is on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Durable {
    AtOnce,
    /// With the next commit that is at once: the log is one sequence, and what follows a gap in it does not count.
    WithTheNext,
    /// The same, and nobody waits for it: what would be taken back can be.
    Sometime,
}

struct Writer {
    /// Before the connection, so that its thread has ended when that is closed: the last one to be closed folds the log.
    log: Option<Log>,
    conn: Connection,
    durable: Durable,
    /// Whether the last commit of anything waits for the next one to be on disk.
    owed: bool,
    objects: Reserve,
    changes: Reserve,
}

/// Counter values that this process may give out.
#[derive(Clone, Copy, Default)]
struct Reserve {
    next: u64,
    end: u64,
}

impl Writer {
    fn set_durable(&mut self, durable: Durable) -> Result<()> {
        if self.durable != durable {
            let level = if durable == Durable::AtOnce { "FULL" } else { "NORMAL" };
            self.conn.execute_batch(&format!("PRAGMA synchronous = {level}")).sql()?;
            self.durable = durable;
        }
        Ok(())
    }
}

/// Counts the calls that are running, so that closing can wait for them.
#[derive(Default)]
struct Gate {
    state: Mutex<GateState>,
    idle: Condvar,
}

#[derive(Default)]
struct GateState {
    running: usize,
    closed: bool,
}

struct Pass<'a>(&'a Gate);

impl Gate {
    fn enter(&self) -> Result<Pass<'_>> {
        let mut state = self.state.lock();
        if state.closed {
            return Err(Error::of(IOSTX_E_CLOSED));
        }
        state.running += 1;
        Ok(Pass(self))
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.running -= 1;
        if state.running == 0 {
            self.0.idle.notify_all();
        }
    }
}

impl Db {
    /// Opens the file, which must exist, and brings it up to date with `prepare`, which runs in one transaction.
    pub(super) fn open(
        path: &Path,
        read_only: bool,
        locks: &Arc<Locks>,
        env: Environment,
        prepare: impl FnOnce(&Connection) -> Result<()>,
    ) -> Result<Self> {
        let (conn, log) = match read_only {
            true => {
                let conn = connect(path, true)?;
                prepare(&conn)?;
                (conn, None)
            }
            false => {
                let mut conn = connect_writer(path)?;
                let turn = locks.turn();
                conn.execute_batch("BEGIN IMMEDIATE").sql()?;
                drop(turn);
                prepare(&conn)?;
                conn.execute_batch("COMMIT").sql()?;
                let log = Log::of(path, &mut conn)?;
                (conn, Some(log))
            }
        };
        Ok(Db {
            path: path.to_owned(),
            read_only,
            writer: Mutex::new(Some(Writer {
                log,
                conn,
                durable: Durable::AtOnce,
                owed: false,
                objects: Reserve::default(),
                changes: Reserve::default(),
            })),
            readers: Mutex::new(Vec::new()),
            gate: Gate::default(),
            locks: Arc::clone(locks),
            env,
            events: Broadcaster::default(),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Refuses writes to a store that is open for reading only.
    pub(super) fn check_writable(&self) -> Result<()> {
        match self.read_only {
            false => Ok(()),
            true => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the store was opened read-only")),
        }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.gate.state.lock().closed
    }

    /// Refuses new calls, wakes those that wait for events, waits for the others, and closes the connections.
    pub(super) fn close(&self, timeout: Duration) -> Result<()> {
        let mut state = self.gate.state.lock();
        state.closed = true;
        self.events.stop_all();
        let deadline = std::time::Instant::now() + timeout;
        while state.running > 0 {
            if self.gate.idle.wait_until(&mut state, deadline).timed_out() && state.running > 0 {
                return Err(Error::new(IOSTX_MAPI_E_TIMEOUT, format!("close: {} calls are still running", state.running)));
            }
        }
        drop(state);
        self.readers.lock().clear();
        // Taken out under the lock, closed outside of it: closing may fold the log into the file.
        let writer = self.writer.lock().take();
        drop(writer);
        Ok(())
    }

    /// Runs `f` on a reader, in one read transaction.
    pub(super) fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.reader(|conn| {
            conn.prepare_cached("BEGIN").sql()?.execute([]).sql()?;
            let result = f(conn);
            // A read transaction has nothing to lose.
            let ended = conn.prepare_cached("ROLLBACK").sql()?.execute([]).sql();
            ended.and(result)
        })
    }

    /// Runs `f` on a reader without a transaction: for a single statement.
    pub(super) fn reader<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let _pass = self.gate.enter()?;
        let pooled = self.readers.lock().pop();
        let conn = match pooled {
            Some(conn) => conn,
            None => connect(&self.path, self.read_only)?,
        };
        let result = f(&conn);
        let mut readers = self.readers.lock();
        if readers.len() < POOLED_READERS && conn.is_autocommit() {
            readers.push(conn);
        }
        result
    }

    /// Runs `f` in a write transaction and commits it, or rolls it back if `f` fails. Events are published after the commit.
    pub(super) fn write<T>(&self, origin: Origin, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_as(origin, Durable::AtOnce, f)
    }

    /// The same, for what nothing refers to yet: it is on disk once the next transaction is that refers to it.
    pub(super) fn write_ahead<T>(&self, origin: Origin, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_as(origin, Durable::WithTheNext, f)
    }

    pub(super) fn write_as<T>(&self, origin: Origin, durable: Durable, f: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        self.check_writable()?;
        let _pass = self.gate.enter()?;
        let mut guard = self.writer.lock();
        let writer = guard.as_mut().ok_or_else(|| Error::of(IOSTX_E_CLOSED))?;
        writer.set_durable(durable)?;
        let rows_before = writer.conn.total_changes();
        let turn = self.locks.turn();
        writer.conn.prepare_cached("BEGIN IMMEDIATE").sql()?.execute([]).sql()?;
        drop(turn);
        let tx = Tx {
            conn: &writer.conn,
            now: self.env.now(),
            origin,
            objects: Cell::new(writer.objects),
            changes: Cell::new(writer.changes),
            reserved: Cell::default(),
            deltas: RefCell::default(),
            log: RefCell::default(),
            listening: self.events.has_subscribers(),
            anything_wanted: Cell::default(),
            anything_gone: Cell::default(),
        };
        let result = f(&tx).and_then(|value| tx.flush_deltas().map(|()| value));
        let (objects, changes, log) = (tx.objects.get(), tx.changes.get(), tx.log.take());
        let reserved = tx.reserved.get();
        let result = result.and_then(|value| writer.conn.prepare_cached("COMMIT").sql()?.execute([]).sql().map(|_| value));
        let mut full = None;
        match &result {
            Ok(_) => {
                (writer.objects, writer.changes) = (objects, changes);
                if writer.conn.total_changes() != rows_before {
                    writer.owed = match durable {
                        Durable::AtOnce => false,
                        Durable::WithTheNext => true,
                        Durable::Sometime => writer.owed,
                    };
                }
                full = writer.log.as_mut().and_then(|log| log.committed(origin, &writer.conn));
            }
            // What was reserved in the transaction is undone with it, and what was reserved before may have been given out.
            Err(_) => {
                if !writer.conn.is_autocommit() {
                    writer.conn.execute_batch("ROLLBACK").sql()?;
                }
                writer.objects.skip(objects);
                writer.changes.skip(changes);
            }
        }
        // Whoever waits is next: one thread that writes again and again would keep the others out.
        MutexGuard::unlock_fair(guard);
        if let Some(stop) = full {
            stop.fold();
            self.fold_rest();
        }
        if result.is_ok() {
            if reserved {
                // A number that was shown is never used again, though the power fails. If the disk does, the next commit tells.
                let _ = self.settle();
            }
            self.events.publish(&log);
        }
        result
    }

    fn fold_rest(&self) {
        if let Some(Writer { log: Some(log), conn, .. }) = self.writer.lock().as_mut() {
            log.fold_rest(conn);
        }
    }

    /// What was committed until now is on disk afterwards, however it was committed.
    pub(super) fn settle(&self) -> Result<()> {
        let owed = self.writer.lock().as_ref().is_some_and(|writer| writer.owed);
        // A commit that changes nothing does not wait for the disk: a number that nobody gets is something.
        const SOMETHING: &str = "UPDATE counter SET next = next + 1 WHERE name = 'object'";
        match owed {
            true => self.write(Origin::App, |tx| tx.execute(SOMETHING, []).map(|_| ())),
            false => Ok(()),
        }
    }

    /// Gives back the memory of the pages that large values passed through: they are not read again soon.
    pub(super) fn forget_pages(&self) -> Result<()> {
        match self.writer.lock().as_ref() {
            Some(writer) => writer.conn.execute_batch("PRAGMA shrink_memory").sql(),
            None => Ok(()),
        }
    }

    /// What tells whether anybody wrote since.
    pub(super) fn versions(&self) -> Result<Versions> {
        let _pass = self.gate.enter()?;
        let guard = self.writer.lock();
        let conn = &guard.as_ref().ok_or_else(|| Error::of(IOSTX_E_CLOSED))?.conn;
        // Of the connections of this process only this one writes.
        let others = conn.prepare_cached("PRAGMA data_version").sql()?.query_row([], |row| row.get(0)).sql()?;
        Ok(Versions { others, own: conn.total_changes() })
    }

    /// Folds the log into the file.
    pub(super) fn checkpoint(&self) -> Result<()> {
        let _pass = self.gate.enter()?;
        let mut guard = self.writer.lock();
        let writer = guard.as_mut().ok_or_else(|| Error::of(IOSTX_E_CLOSED))?;
        if let Some(log) = &mut writer.log {
            log.wait();
        }
        let busy: i64 = writer.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).sql()?;
        match busy {
            0 => Ok(()),
            _ => Err(Error::new(crate::codes::IOSTX_MAPI_E_BUSY, "checkpoint: another process is reading the log; try again")),
        }
    }
}

impl Reserve {
    /// After a rollback: values up to those given out in it stay unused, and the next one asks the file again.
    fn skip(&mut self, undone: Reserve) {
        let next = self.next.max(undone.next);
        *self = Reserve { next, end: next };
    }
}

/// A write transaction.
pub(super) struct Tx<'a> {
    conn: &'a Connection,
    /// The time at its beginning.
    pub(super) now: FileTime,
    pub(super) origin: Origin,
    objects: Cell<Reserve>,
    changes: Cell<Reserve>,
    /// Whether any were taken from the file.
    reserved: Cell<bool>,
    deltas: RefCell<BTreeMap<FolderId, Delta>>,
    log: RefCell<Vec<Event>>,
    /// Whether anybody listens to change events.
    pub(super) listening: bool,
    /// Whether anything is on the wanted list, once that was asked for or something was put there.
    pub(super) anything_wanted: Cell<Option<bool>>,
    /// The same of tombstones.
    pub(super) anything_gone: Cell<Option<bool>>,
}

/// How the counts of a folder change in a transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Delta {
    pub(super) total: i64,
    pub(super) unread: i64,
    pub(super) assoc: i64,
    pub(super) work: i64,
    pub(super) gone: i64,
}

impl Tx<'_> {
    pub(super) fn conn(&self) -> &Connection {
        self.conn
    }

    pub(super) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.conn.prepare_cached(sql).sql()
    }

    /// Runs a statement that gives no rows; answers how many rows it changed.
    pub(super) fn execute(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params).sql()
    }

    /// A new number for a folder, item or source key.
    pub(super) fn new_object(&self) -> Result<ObjectId> {
        self.number("object", &self.objects)
    }

    /// A new change number.
    pub(super) fn new_change(&self) -> Result<ObjectId> {
        self.number("change", &self.changes)
    }

    fn number(&self, name: &str, reserve: &Cell<Reserve>) -> Result<ObjectId> {
        let mut have = reserve.get();
        if have.next >= have.end {
            let next = query_opt(self.conn, "SELECT next FROM counter WHERE name = ?1", [name], |row| row.get::<_, i64>(0))?;
            let next = next.ok_or_else(|| Error::corrupt(format!("the store has no counter of {name}s")))?;
            have.next = have.next.max(next as u64);
            have.end = have.next + RESERVE;
            if have.end >= 1 << 48 {
                return Err(Error::new(crate::codes::IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "the store has used up its counter"));
            }
            self.execute("UPDATE counter SET next = ?2 WHERE name = ?1", (name, have.end as i64))?;
            self.reserved.set(true);
        }
        let number = have.next;
        have.next += 1;
        reserve.set(have);
        Ok(number)
    }

    /// Notes how the counts of a folder change; written once, at the end.
    pub(super) fn count(&self, folder: FolderId, add: impl FnOnce(&mut Delta)) {
        add(self.deltas.borrow_mut().entry(folder).or_default());
    }

    /// Notes a change event; published after the commit.
    pub(super) fn note(&self, change: Change) {
        if !self.listening {
            return;
        }
        self.log.borrow_mut().push(Event { change, origin: self.origin });
    }

    fn flush_deltas(&self) -> Result<()> {
        for (folder, d) in self.deltas.take() {
            self.execute(
                "UPDATE folder SET total = total + ?2, unread = unread + ?3, assoc = assoc + ?4, work = work + ?5, gone = gone + ?6, \
                 stamp = stamp + 1 WHERE id = ?1",
                (folder.0, d.total, d.unread, d.assoc, d.work, d.gone),
            )?;
        }
        Ok(())
    }
}

/// The first row of a query, or none.
pub(super) fn query_opt<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql).sql()?;
    let mut rows = statement.query(params).sql()?;
    rows.next().sql()?.map(read).transpose().sql()
}

/// All rows of a query: for results that are small by design.
pub(super) fn query_all<T>(
    conn: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).sql()?;
    statement.query_map(params, read).sql()?.collect::<rusqlite::Result<_>>().sql()
}
