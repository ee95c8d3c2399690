//! The manager's own file: registrations, choices, schedules, results, the error log and conflicts. All its SQL stands here.
//!
//! Every call is one transaction. The log is in WAL mode without a flush at each commit: what was committed survives the end of
//! the process; the last moments before a loss of power may be lost, and never anything of the file's order.

use std::path::Path;
use std::time::Duration;

use parking_lot::Mutex;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior};

use super::flags::*;
use super::types::{Conflict, Ended, HandlerInfo, Item, LogEntry, Schedule};
use crate::codes::{IOSTX_E_CLOSED, IOSTX_E_INCOMPATIBLE, IOSTX_MAPI_E_CORRUPT_STORE};
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::store::FileTime;
use crate::store::files;
use crate::store::sql::{self, SqlResult};

/// "iosm" in the header of the file.
const APPLICATION_ID: i32 = 0x696F_736D;
const VERSION: i32 = 1;
/// How long a writer waits for another process; transactions are short.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

const V1: &str = "
CREATE TABLE handler (
    n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, registered INTEGER NOT NULL, description TEXT NOT NULL,
    register_flags INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '', flags INTEGER NOT NULL DEFAULT 0,
    icon TEXT NOT NULL DEFAULT '', enabled INTEGER NOT NULL DEFAULT 1, reason TEXT NOT NULL DEFAULT '',
    run_begin INTEGER, last_run INTEGER, last_result INTEGER NOT NULL DEFAULT 0, last_outcome INTEGER NOT NULL DEFAULT 0,
    last_success INTEGER, schedule_flags INTEGER NOT NULL DEFAULT 0, interval_ms INTEGER NOT NULL DEFAULT 0, daily INTEGER,
    jitter_ms INTEGER NOT NULL DEFAULT 0, next_due INTEGER) STRICT;
CREATE TABLE item (
    handler INTEGER NOT NULL REFERENCES handler (n), id BLOB NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
    flags INTEGER NOT NULL, icon TEXT NOT NULL, by_default INTEGER NOT NULL, checked INTEGER, enabled INTEGER NOT NULL DEFAULT 1,
    reason TEXT NOT NULL DEFAULT '', last_update INTEGER, status INTEGER NOT NULL DEFAULT 0, status_text TEXT NOT NULL DEFAULT '',
    last_run INTEGER, last_success INTEGER, PRIMARY KEY (handler, id)) STRICT, WITHOUT ROWID;
CREATE TABLE log (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, handler INTEGER NOT NULL REFERENCES handler (n), instance BLOB NOT NULL, item BLOB,
    error BLOB, level INTEGER NOT NULL, flags INTEGER NOT NULL, text TEXT NOT NULL, link TEXT NOT NULL, link_text TEXT NOT NULL,
    time INTEGER NOT NULL) STRICT;
CREATE INDEX log_handler ON log (handler, seq);
CREATE TABLE conflict (
    handler INTEGER NOT NULL REFERENCES handler (n), id BLOB NOT NULL, item BLOB NOT NULL, text TEXT NOT NULL,
    time INTEGER NOT NULL, PRIMARY KEY (handler, id)) STRICT, WITHOUT ROWID;
";

/// The file. Any threads at once.
pub(super) struct File {
    conn: Mutex<Option<Connection>>,
}

/// A registered handler, and what is kept of it.
#[derive(Debug, Clone, Default)]
pub(super) struct HandlerRow {
    /// The number of the row, which locks go by.
    pub(super) n: i64,
    pub(super) id: Guid,
    pub(super) description: String,
    pub(super) register_flags: u32,
    pub(super) name: String,
    pub(super) flags: u32,
    pub(super) icon: String,
    pub(super) enabled: bool,
    pub(super) reason: String,
    /// When a run began whose end was not written.
    pub(super) run_begin: Option<FileTime>,
    pub(super) last_run: Option<FileTime>,
    pub(super) last_result: i32,
    pub(super) last_outcome: u32,
    pub(super) last_success: Option<FileTime>,
    pub(super) schedule: Schedule,
    pub(super) next_due: Option<FileTime>,
    pub(super) errors: u32,
    pub(super) warnings: u32,
    pub(super) conflicts: u32,
}

/// An item, and what is kept of it.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemRow {
    pub(super) handler: Guid,
    pub(super) id: Guid,
    pub(super) name: String,
    pub(super) flags: u32,
    pub(super) icon: String,
    /// The user's choice, else the handler's.
    pub(super) checked: bool,
    pub(super) enabled: bool,
    pub(super) reason: String,
    pub(super) last_update: Option<FileTime>,
    pub(super) status: u32,
    pub(super) status_text: String,
    pub(super) last_run: Option<FileTime>,
    pub(super) last_success: Option<FileTime>,
}

/// A line of the log.
#[derive(Debug, Clone)]
pub(super) struct LogRow {
    pub(super) seq: i64,
    pub(super) handler: Guid,
    pub(super) instance: Guid,
    pub(super) time: FileTime,
    pub(super) entry: LogEntry,
}

/// How an item stands at the end of its part.
#[derive(Debug, Clone)]
pub(super) struct ItemResult {
    pub(super) item: Guid,
    pub(super) status: u32,
    pub(super) text: String,
}

/// What to change of an item's options.
#[derive(Debug, Clone, Default)]
pub struct ItemOptions {
    /// Whether it is chosen.
    pub checked: Option<bool>,
    /// Whether it may run at all, and if not, why.
    pub enabled: Option<(bool, String)>,
}

impl File {
    /// Opens the file, or makes it.
    pub(super) fn open(path: &Path) -> Result<File> {
        files::prepare(path, false, false).map_err(|e| e.during(path.display()))?;
        let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE | OpenFlags::SQLITE_OPEN_READ_WRITE;
        let mut conn = sql::open(path, flags)?;
        conn.busy_timeout(BUSY_TIMEOUT).sql()?;
        let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).sql()?;
        let pragma =
            |conn: &Connection, name: &str| conn.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i32>(0)).sql();
        if tables > 0 && pragma(&conn, "application_id")? != APPLICATION_ID {
            return Err(Error::new(IOSTX_MAPI_E_CORRUPT_STORE, "the file is not one of a synchronization manager"));
        }
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
        )
        .sql()?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
        match pragma(&tx, "user_version")? {
            0 => tx
                .execute_batch(&format!("{V1} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"))
                .sql()?,
            VERSION => {}
            newer => {
                let message = format!("the file has version {newer}, and this library knows {VERSION}");
                return Err(Error::new(IOSTX_E_INCOMPATIBLE, message));
            }
        }
        tx.commit().sql()?;
        Ok(File { conn: Mutex::new(Some(conn)) })
    }

    /// Closes it; later calls answer `IOSTX_E_CLOSED`.
    pub(super) fn close(&self) {
        let conn = self.conn.lock().take();
        drop(conn);
    }

    fn read<T>(&self, f: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let mut guard = self.conn.lock();
        let conn = guard.as_mut().ok_or_else(|| Error::of(IOSTX_E_CLOSED))?;
        let tx = conn.transaction().sql()?;
        let result = f(&tx)?;
        tx.finish().sql()?;
        Ok(result)
    }

    fn write<T>(&self, f: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut guard = self.conn.lock();
        let conn = guard.as_mut().ok_or_else(|| Error::of(IOSTX_E_CLOSED))?;
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).sql()?;
        let result = f(&tx)?;
        tx.commit().sql()?;
        Ok(result)
    }

    // --- Registration ---------------------------------------------------------------------------------------------------------

    /// Registers an id. What was kept from an earlier registration is there again. A schedule that waited begins anew.
    pub(super) fn register(&self, id: Guid, description: Option<&str>, flags: u32) -> Result<()> {
        self.write(|tx| {
            tx.prepare_cached(
                "INSERT INTO handler (id, registered, description, register_flags) VALUES (?1, 1, coalesce(?2, ''), ?3)
                 ON CONFLICT (id) DO UPDATE SET registered = 1, description = coalesce(?2, description), register_flags = ?3",
            )
            .sql()?
            .execute((id.0, description, flags))
            .sql()?;
            Ok(())
        })
    }

    /// Whether it was registered.
    pub(super) fn unregister(&self, id: Guid) -> Result<bool> {
        let sql = "UPDATE handler SET registered = 0 WHERE id = ?1 AND registered";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute([id.0]).sql().map(|rows| rows > 0))
    }

    /// All registered handlers, in the order of registration.
    pub(super) fn handlers(&self) -> Result<Vec<HandlerRow>> {
        self.read(|conn| query(conn, &format!("{HANDLER} WHERE registered ORDER BY n"), [], handler_row))
    }

    /// One registered handler.
    pub(super) fn handler(&self, id: Guid) -> Result<Option<HandlerRow>> {
        let sql = format!("{HANDLER} WHERE registered AND id = ?1");
        self.read(|conn| conn.prepare_cached(&sql).sql()?.query_row([id.0], handler_row).optional().sql())
    }

    /// Durable enable and disable of a handler.
    pub(super) fn set_enabled(&self, id: Guid, enabled: bool, reason: &str) -> Result<()> {
        let sql = "UPDATE handler SET enabled = ?2, reason = ?3 WHERE id = ?1";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute((id.0, enabled, reason)).sql().map(|_| ()))
    }

    // --- Items ----------------------------------------------------------------------------------------------------------------

    /// Keeps what a handler says of itself.
    pub(super) fn set_info(&self, id: Guid, info: &HandlerInfo) -> Result<()> {
        let sql = "UPDATE handler SET name = ?2, flags = ?3, icon = ?4 WHERE id = ?1";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute((id.0, &info.name, info.flags, &info.icon_name)).sql().map(|_| ()))
    }

    /// Merges an enumeration with what is kept. Of items that are absent, a complete list drops everything, an incomplete one
    /// only what is temporary.
    pub(super) fn merge_items(&self, id: Guid, items: &[Item], complete: bool) -> Result<()> {
        self.write(|tx| {
            let n = number(tx, id)?;
            tx.prepare_cached("UPDATE item SET position = -1 WHERE handler = ?1").sql()?.execute([n]).sql()?;
            for (position, item) in items.iter().enumerate() {
                put_item(tx, n, position as i64, item)?;
            }
            let absent = "DELETE FROM item WHERE handler = ?1 AND position = -1 AND (?2 OR flags & ?3)";
            tx.prepare_cached(absent).sql()?.execute((n, complete, IOSTX_SYNCMGRITEM_TEMPORARY)).sql()?;
            Ok(())
        })
    }

    /// Adds an item behind the others, or changes it.
    pub(super) fn add_item(&self, id: Guid, item: &Item) -> Result<()> {
        self.write(|tx| {
            let n = number(tx, id)?;
            let last = "SELECT coalesce(max(position), -1) + 1 FROM item WHERE handler = ?1";
            let position = tx.prepare_cached(last).sql()?.query_row([n], |row| row.get(0)).sql()?;
            put_item(tx, n, position, item)
        })
    }

    /// Forgets an item.
    pub(super) fn forget_item(&self, id: Guid, item: Guid) -> Result<()> {
        let sql = "DELETE FROM item WHERE handler = (SELECT n FROM handler WHERE id = ?1) AND id = ?2";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute((id.0, item.0)).sql().map(|_| ()))
    }

    /// The items of a handler, or of all, as they were enumerated last.
    pub(super) fn items(&self, handler: Option<Guid>) -> Result<Vec<ItemRow>> {
        let sql =
            "SELECT h.id, i.id, i.name, i.flags, i.icon, coalesce(i.checked, i.by_default), i.enabled, i.reason, i.last_update,
                   i.status, i.status_text, i.last_run, i.last_success FROM item i JOIN handler h ON h.n = i.handler
                   WHERE h.registered AND (?1 IS NULL OR h.id = ?1) ORDER BY h.n, i.position < 0, i.position, i.id";
        self.read(|conn| query(conn, sql, [handler.map(|id| id.0)], item_row))
    }

    /// Changes the options of an item; whether there is one.
    pub(super) fn set_item_options(&self, id: Guid, item: Guid, options: &ItemOptions) -> Result<bool> {
        let (enabled, reason) = options.enabled.clone().map_or((None, None), |(on, reason)| (Some(on), Some(reason)));
        let sql = "UPDATE item SET checked = coalesce(?3, checked), enabled = coalesce(?4, enabled), reason = coalesce(?5, reason)
                   WHERE handler = (SELECT n FROM handler WHERE id = ?1) AND id = ?2";
        self.write(|tx| {
            tx.prepare_cached(sql).sql()?.execute((id.0, item.0, options.checked, enabled, reason)).sql().map(|rows| rows > 0)
        })
    }

    // --- Runs -----------------------------------------------------------------------------------------------------------------

    /// A run begins. Answers whether one before it never ended: its process did.
    pub(super) fn begin_run(&self, id: Guid, now: FileTime) -> Result<bool> {
        self.write(|tx| {
            let n = number(tx, id)?;
            let unfinished = "SELECT run_begin IS NOT NULL FROM handler WHERE n = ?1";
            let unfinished = tx.prepare_cached(unfinished).sql()?.query_row([n], |row| row.get(0)).sql()?;
            tx.prepare_cached("UPDATE handler SET run_begin = ?2 WHERE n = ?1").sql()?.execute((n, now as i64)).sql()?;
            Ok(unfinished)
        })
    }

    /// How items stand.
    pub(super) fn item_results(&self, id: Guid, results: &[ItemResult], now: FileTime) -> Result<()> {
        self.write(|tx| put_results(tx, number(tx, id)?, results, now))
    }

    /// A run has ended: exactly one result for each.
    pub(super) fn end_run(&self, id: Guid, ended: Ended, results: &[ItemResult], now: FileTime) -> Result<()> {
        self.write(|tx| {
            let n = number(tx, id)?;
            put_results(tx, n, results, now)?;
            let success = ended.outcome == IOSTX_SYNCMGR_OUTCOME_SUCCEEDED;
            let sql = "UPDATE handler SET run_begin = NULL, last_run = ?2, last_result = ?3, last_outcome = ?4,
                       last_success = iif(?5, ?2, last_success) WHERE n = ?1";
            tx.prepare_cached(sql).sql()?.execute((n, now as i64, ended.code, ended.outcome, success)).sql()?;
            Ok(())
        })
    }

    // --- Schedules ------------------------------------------------------------------------------------------------------------

    /// Sets the schedule of a handler, and when it is due first.
    pub(super) fn set_schedule(&self, id: Guid, schedule: &Schedule, due: Option<FileTime>) -> Result<()> {
        let Schedule { flags, interval_ms, daily, jitter_ms } = *schedule;
        let sql =
            "UPDATE handler SET schedule_flags = ?2, interval_ms = ?3, daily = ?4, jitter_ms = ?5, next_due = ?6 WHERE id = ?1";
        self.write(|tx| {
            let due = due.map(|due| due as i64);
            tx.prepare_cached(sql).sql()?.execute((id.0, flags, interval_ms as i64, daily, jitter_ms, due)).sql().map(|_| ())
        })
    }

    /// Moves the due time on; only the first who does so for a time (of all processes) is told `true`.
    pub(super) fn advance(&self, id: Guid, from: FileTime, to: Option<FileTime>) -> Result<bool> {
        let sql = "UPDATE handler SET next_due = ?3 WHERE id = ?1 AND next_due = ?2";
        self.write(|tx| {
            tx.prepare_cached(sql).sql()?.execute((id.0, from as i64, to.map(|to| to as i64))).sql().map(|rows| rows > 0)
        })
    }

    // --- The error log ----------------------------------------------------------------------------------------------------------

    /// Adds a line, and lets the oldest of this handler go when there are more than `limit`.
    pub(super) fn log(&self, id: Guid, instance: Guid, entry: &LogEntry, now: FileTime, limit: u32) -> Result<()> {
        self.write(|tx| {
            let n = number(tx, id)?;
            let guid = |guid: Option<Guid>| guid.map(|guid| guid.0);
            let sql = "INSERT INTO log (handler, instance, item, error, level, flags, text, link, link_text, time)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
            let LogEntry { level, flags, text, link, link_text, error, item } = entry;
            let row = (n, instance.0, guid(*item), guid(*error), level, flags, text, link, link_text, now as i64);
            tx.prepare_cached(sql).sql()?.execute(row).sql()?;
            let oldest = "DELETE FROM log WHERE handler = ?1
                          AND seq <= (SELECT seq FROM log WHERE handler = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)";
            tx.prepare_cached(oldest).sql()?.execute((n, limit)).sql()?;
            Ok(())
        })
    }

    /// Deletes the lines of an instance, or those with an id; how many there were.
    pub(super) fn delete_logged(&self, instance: Guid, error: Option<Guid>) -> Result<usize> {
        let sql = "DELETE FROM log WHERE instance = ?1 AND (?2 IS NULL OR error = ?2)";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute((instance.0, error.map(|id| id.0))).sql())
    }

    /// Deletes the lines of a handler, or of all.
    pub(super) fn clear_log(&self, handler: Option<Guid>) -> Result<usize> {
        let sql = "DELETE FROM log WHERE ?1 IS NULL OR handler = (SELECT n FROM handler WHERE id = ?1)";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute([handler.map(|id| id.0)]).sql())
    }

    /// The lines of a handler, or of all, oldest first.
    pub(super) fn logged(&self, handler: Option<Guid>) -> Result<Vec<LogRow>> {
        let sql = "SELECT l.seq, h.id, l.instance, l.time, l.level, l.text, l.flags, l.error, l.item, l.link, l.link_text
                   FROM log l JOIN handler h ON h.n = l.handler WHERE ?1 IS NULL OR h.id = ?1 ORDER BY l.seq";
        self.read(|conn| query(conn, sql, [handler.map(|id| id.0)], log_row))
    }

    // --- Conflicts ------------------------------------------------------------------------------------------------------------

    /// Keeps a conflict; one with the same id is replaced.
    pub(super) fn add_conflict(&self, id: Guid, conflict: &Conflict, now: FileTime) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO conflict (handler, id, item, text, time) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.write(|tx| {
            let row = (number(tx, id)?, conflict.id.0, conflict.item.0, &conflict.text, now as i64);
            tx.prepare_cached(sql).sql()?.execute(row).sql().map(|_| ())
        })
    }

    /// Keeps these conflicts of an item, each with the time at which it was found first, and lets others of it go; whether anything changed.
    pub(super) fn set_conflicts(&self, id: Guid, item: Guid, conflicts: &[Conflict], now: FileTime) -> Result<bool> {
        self.write(|tx| {
            let n = number(tx, id)?;
            let mut known: Vec<Guid> =
                query(tx, "SELECT id FROM conflict WHERE handler = ?1 AND item = ?2", (n, item.0), |row| row.get(0).map(Guid))?;
            let mut changed = false;
            let put = "INSERT INTO conflict (handler, id, item, text, time) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT DO UPDATE SET item = ?3, text = ?4 WHERE item IS NOT ?3 OR text IS NOT ?4";
            for conflict in conflicts {
                let row = (n, conflict.id.0, item.0, &conflict.text, now as i64);
                changed |= tx.prepare_cached(put).sql()?.execute(row).sql()? > 0;
                known.retain(|id| *id != conflict.id);
            }
            for gone in known {
                let sql = "DELETE FROM conflict WHERE handler = ?1 AND id = ?2";
                changed |= tx.prepare_cached(sql).sql()?.execute((n, gone.0)).sql()? > 0;
            }
            Ok(changed)
        })
    }

    /// Lets a conflict go; whether there was one.
    pub(super) fn remove_conflict(&self, id: Guid, conflict: Guid) -> Result<bool> {
        let sql = "DELETE FROM conflict WHERE handler = (SELECT n FROM handler WHERE id = ?1) AND id = ?2";
        self.write(|tx| tx.prepare_cached(sql).sql()?.execute((id.0, conflict.0)).sql().map(|rows| rows > 0))
    }

    /// The conflicts of a handler, or of all, with their handlers and times.
    pub(super) fn conflicts(&self, handler: Option<Guid>) -> Result<Vec<(Guid, Conflict, FileTime)>> {
        let sql = "SELECT h.id, c.id, c.item, c.text, c.time FROM conflict c JOIN handler h ON h.n = c.handler
                   WHERE ?1 IS NULL OR h.id = ?1 ORDER BY h.n, c.time, c.id";
        self.read(|conn| {
            query(conn, sql, [handler.map(|id| id.0)], |row| {
                let conflict = Conflict { id: Guid(row.get(1)?), item: Guid(row.get(2)?), text: row.get(3)? };
                Ok((Guid(row.get(0)?), conflict, time(row, 4)?.unwrap_or(0)))
            })
        })
    }
}

const HANDLER: &str =
    "SELECT n, id, description, register_flags, name, flags, icon, enabled, reason, run_begin, last_run, last_result,
    last_outcome, last_success, schedule_flags, interval_ms, daily, jitter_ms, next_due,
    (SELECT count(*) FROM log WHERE handler = n AND level = 3), (SELECT count(*) FROM log WHERE handler = n AND level = 2),
    (SELECT count(*) FROM conflict WHERE handler = n) FROM handler";

fn handler_row(row: &Row<'_>) -> rusqlite::Result<HandlerRow> {
    Ok(HandlerRow {
        n: row.get(0)?,
        id: Guid(row.get(1)?),
        description: row.get(2)?,
        register_flags: row.get(3)?,
        name: row.get(4)?,
        flags: row.get(5)?,
        icon: row.get(6)?,
        enabled: row.get(7)?,
        reason: row.get(8)?,
        run_begin: time(row, 9)?,
        last_run: time(row, 10)?,
        last_result: row.get(11)?,
        last_outcome: row.get(12)?,
        last_success: time(row, 13)?,
        schedule: Schedule {
            flags: row.get(14)?,
            interval_ms: row.get::<_, i64>(15)? as u64,
            daily: row.get(16)?,
            jitter_ms: row.get(17)?,
        },
        next_due: time(row, 18)?,
        errors: row.get(19)?,
        warnings: row.get(20)?,
        conflicts: row.get(21)?,
    })
}

fn item_row(row: &Row<'_>) -> rusqlite::Result<ItemRow> {
    Ok(ItemRow {
        handler: Guid(row.get(0)?),
        id: Guid(row.get(1)?),
        name: row.get(2)?,
        flags: row.get(3)?,
        icon: row.get(4)?,
        checked: row.get(5)?,
        enabled: row.get(6)?,
        reason: row.get(7)?,
        last_update: time(row, 8)?,
        status: row.get(9)?,
        status_text: row.get(10)?,
        last_run: time(row, 11)?,
        last_success: time(row, 12)?,
    })
}

fn log_row(row: &Row<'_>) -> rusqlite::Result<LogRow> {
    let guid = |at: usize| row.get::<_, Option<[u8; 16]>>(at).map(|bytes| bytes.map(Guid));
    Ok(LogRow {
        seq: row.get(0)?,
        handler: Guid(row.get(1)?),
        instance: Guid(row.get(2)?),
        time: time(row, 3)?.unwrap_or(0),
        entry: LogEntry {
            level: row.get(4)?,
            text: row.get(5)?,
            flags: row.get(6)?,
            error: guid(7)?,
            item: guid(8)?,
            link: row.get(9)?,
            link_text: row.get(10)?,
        },
    })
}

fn time(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<FileTime>> {
    row.get::<_, Option<i64>>(at).map(|time| time.map(|time| time as FileTime))
}

fn query<T>(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    conn.prepare_cached(sql).sql()?.query_map(params, read).sql()?.collect::<rusqlite::Result<_>>().sql()
}

/// The number of a handler, registered or not any more.
fn number(conn: &Connection, id: Guid) -> Result<i64> {
    let sql = "SELECT n FROM handler WHERE id = ?1";
    conn.prepare_cached(sql)
        .sql()?
        .query_row([id.0], |row| row.get(0))
        .optional()
        .sql()?
        .ok_or_else(|| Error::not_found(format!("handler {id} was never registered")))
}

fn put_item(tx: &Transaction<'_>, n: i64, position: i64, item: &Item) -> Result<()> {
    let dated = item.flags & IOSTX_SYNCMGRITEM_LASTUPDATETIME != 0;
    let sql = "INSERT INTO item (handler, id, position, name, flags, icon, by_default, last_update)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               ON CONFLICT DO UPDATE SET position = ?3, name = ?4, flags = ?5, icon = ?6, by_default = ?7, last_update = ?8";
    let Item { id, name, flags, checked, icon_name, last_update, .. } = item;
    let row = (n, id.0, position, name, flags, icon_name, checked, dated.then_some(*last_update as i64));
    tx.prepare_cached(sql).sql()?.execute(row).sql().map(|_| ())
}

fn put_results(tx: &Transaction<'_>, n: i64, results: &[ItemResult], now: FileTime) -> Result<()> {
    let sql = "UPDATE item SET status = ?3, status_text = ?4, last_run = ?5, last_success = iif(?6, ?5, last_success)
               WHERE handler = ?1 AND id = ?2";
    let mut update = tx.prepare_cached(sql).sql()?;
    for ItemResult { item, status, text } in results {
        let success = *status == IOSTX_SYNCMGRSTATUS_SUCCEEDED;
        update.execute((n, item.0, status, text, now as i64, success)).sql()?;
    }
    Ok(())
}
