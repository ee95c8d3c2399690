//! Rows of change tracking: bases, tombstones, attempts, remembered keys of deleted objects.

use rusqlite::{Connection, Row};

use super::attempts::QUARANTINE;
use super::db::{Tx, query_all, query_opt};
use super::env::DAY;
use super::events::{Change, changed};
use super::model::*;
use super::put::Whole;
use super::rows_item::{self, read_content};
use super::sql::SqlResult;
use crate::error::Result;
use crate::ids::{Pcl, Xid};
use crate::props::Bag;

/// How long the source keys of deleted objects are remembered (ics.md 1.3; semantics 1.2).
const REMEMBERED: u64 = 90 * DAY;

/// The base of an item; one without differences if it has none.
pub(super) fn base(conn: &Connection, item: &Item) -> Result<Base> {
    // Only work on what the server knows has a base.
    if item.pending.minus(Pending::NEW.plus(Pending::READ).plus(Pending::MOVED)).is_clean() {
        return Ok(Base::default());
    }
    let mut statement = conn
        .prepare_cached("SELECT changed, content, content_size, digest, bag FROM work WHERE folder = ?1 AND item = ?2")
        .sql()?;
    let mut rows = statement.query((item.folder.0, item.id.0)).sql()?;
    rows.next().sql()?.map_or(Ok(Base::default()), |row| read_base(row, 0))
}

/// A base from five columns of `work`, the first at `at`.
fn read_base(row: &Row<'_>, at: usize) -> Result<Base> {
    let Some(bag) = row.get_ref(at + 4).sql()?.as_blob_or_null().unwrap_or_default() else { return Ok(Base::default()) };
    Ok(Base { content_changed: row.get(at).sql()?, content: read_content(row, at + 1)?, bag: Bag::decode(bag)? })
}

/// Runs over the items with pending work of a folder whose ids lie in a range, each with its base, in one statement.
pub(super) fn each_with_base(
    conn: &Connection,
    folder: FolderId,
    first: ItemId,
    last: ItemId,
    mut act: impl FnMut(Item, Base) -> Result<()>,
) -> Result<()> {
    let sql = format!(
        "SELECT {}, pending, changed, work.content, work.content_size, work.digest, work.bag \
         FROM work CROSS JOIN item ON item.id = work.item \
         WHERE work.folder = ?1 AND work.item BETWEEN ?2 AND ?3 ORDER BY work.item",
        rows_item::COLUMNS
    );
    let mut statement = conn.prepare_cached(&sql).sql()?;
    let mut rows = statement.query((folder.0, first.0, last.0)).sql()?;
    while let Some(row) = rows.next().sql()? {
        act(rows_item::read(row)?, read_base(row, rows_item::WIDTH)?)?;
    }
    Ok(())
}

/// Writes what is pending of an item, and its base, over what `old` had. Contents are linked and released by the caller.
pub(super) fn put_work(tx: &Tx<'_>, old: Option<&Whole>, new: &Whole) -> Result<()> {
    let (item, base) = (&new.item, &new.base);
    let old = old.filter(|old| !old.item.pending.is_clean());
    if item.pending.is_clean() {
        return old.map_or(Ok(()), |old| drop_work(tx, &old.item));
    }
    match old {
        Some(old) if old.base == *base => {
            const UPDATE: &str = "UPDATE work SET folder = ?3, pending = ?4, version = ?5 WHERE folder = ?1 AND item = ?2";
            tx.execute(UPDATE, (old.item.folder.0, item.id.0, item.folder.0, item.pending.0, item.version))?;
            return Ok(());
        }
        Some(old) => drop_work(tx, &old.item)?,
        None => {}
    }
    let content = base.content.as_ref();
    tx.execute(
        "INSERT INTO work (folder, item, pending, version, changed, content, content_size, digest, bag) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            item.folder.0,
            item.id.0,
            item.pending.0,
            item.version,
            base.content_changed,
            content.and_then(|content| content.id),
            content.map_or(0, |content| content.size as i64),
            content.map(|content| content.digest),
            (!base.is_empty()).then(|| base.bag.encode()),
        ),
    )?;
    Ok(())
}

/// Nothing of an item is pending any more.
pub(super) fn drop_work(tx: &Tx<'_>, item: &Item) -> Result<()> {
    tx.execute("DELETE FROM work WHERE folder = ?1 AND item = ?2", (item.folder.0, item.id.0))?;
    Ok(())
}

/// Leaves of the pending work of an item what is `left`, if the item is still at this version; answers whether it is. With a new
/// binding the item gets its next version.
pub(super) fn settle_work(
    tx: &Tx<'_>,
    (folder, item, version): (FolderId, ItemId, i64),
    left: Pending,
    binding: Option<(&Binding, &Binding)>,
) -> Result<bool> {
    const DONE: &str = "DELETE FROM work WHERE folder = ?1 AND item = ?2 AND version = ?3";
    const LESS: &str = "UPDATE work SET pending = ?4, version = version + ?5 WHERE folder = ?1 AND item = ?2 AND version = ?3";
    let binding = binding.filter(|(old, new)| old != new);
    let rows = match left.is_clean() {
        true => tx.execute(DONE, (folder.0, item.0, version))?,
        false => tx.execute(LESS, (folder.0, item.0, version, left.0, binding.is_some()))?,
    };
    if rows == 0 {
        return Ok(false);
    }
    if let Some((old, new)) = binding {
        rows_item::rebind(tx, item, old, new)?;
    }
    if left.is_clean() {
        tx.count(folder, |delta| delta.work -= 1);
    }
    let bits = changed::PENDING | if binding.is_some() { changed::BINDING } else { 0 };
    tx.note(Change::ItemChanged(folder, item, bits));
    Ok(true)
}

const TOMBSTONE: &str = "id, folder, item, dest, bits, source_key, change_key, pcl, remote_id, remote_version, match_key, fingerprint, digest, flags, \
     own, time";

fn read_tombstone(row: &Row<'_>) -> Result<Tombstone> {
    let bytes = |at: usize| -> Result<Vec<u8>> { Ok(row.get::<_, Option<Vec<u8>>>(at).sql()?.unwrap_or_default()) };
    Ok(Tombstone {
        id: row.get(0).sql()?,
        folder: FolderId(row.get(1).sql()?),
        item: ItemId(row.get(2).sql()?),
        moved: row.get::<_, Option<i64>>(3).sql()?.is_some(),
        bits: row.get(4).sql()?,
        source_key: Xid::from_slice(&bytes(5)?)?,
        change_key: Xid::from_slice(&bytes(6)?)?,
        pcl: Pcl::decode(&bytes(7)?)?,
        binding: Binding { remote_id: bytes(8)?, remote_version: bytes(9)? },
        match_key: bytes(10)?,
        fingerprint: bytes(11)?,
        digest: row.get(12).sql()?,
        flags: Bag::decode(&bytes(13)?)?,
        own: row.get::<_, Option<Vec<u8>>>(14).sql()?.map(|own| Bag::decode(&own)).transpose()?,
        time: row.get::<_, i64>(15).sql()? as u64,
    })
}

/// Tombstones that match; for results that are small by design, or with a limit in `tail`.
pub(super) fn tombstones(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Tombstone>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {TOMBSTONE} FROM tombstone {tail}")).sql()?;
    let mut rows = statement.query(params).sql()?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().sql()? {
        found.push(read_tombstone(row)?);
    }
    Ok(found)
}

/// What was deleted or moved away in a folder of what the server has there under a remote id.
pub(super) fn stones_by_remote(conn: &Connection, folder: FolderId, remote_id: &[u8]) -> Result<Vec<Tombstone>> {
    tombstones(conn, "WHERE folder = ?1 AND remote_id = ?2", (folder.0, remote_id))
}

/// Inserts a tombstone (its own number is given here), or writes one over. One with another place or binding goes by `claims`.
pub(super) fn put_tombstone(tx: &Tx<'_>, stone: &mut Tombstone) -> Result<()> {
    let new = stone.id == 0;
    let or_null = |bytes: &[u8]| (!bytes.is_empty()).then(|| bytes.to_vec());
    if new {
        stone.id = tx.new_change()? as i64;
        tx.count(stone.folder, |delta| delta.gone += 1);
        tx.anything_gone.set(Some(true));
    }
    let flags = if stone.flags.is_empty() { Vec::new() } else { stone.flags.encode() };
    tx.execute(
        &format!(
            "INSERT OR REPLACE INTO tombstone ({TOMBSTONE}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
        ),
        rusqlite::params![
            stone.id,
            stone.folder.0,
            stone.item.0,
            stone.moved.then_some(stone.item.0),
            stone.bits,
            stone.source_key.as_bytes(),
            stone.change_key.as_bytes(),
            stone.pcl.encode(),
            or_null(&stone.binding.remote_id),
            or_null(&stone.binding.remote_version),
            or_null(&stone.match_key),
            or_null(&stone.fingerprint),
            stone.digest,
            or_null(&flags),
            stone.own.as_ref().map(Bag::encode),
            stone.time as i64,
        ],
    )?;
    Ok(())
}

/// Removes a tombstone and what is remembered of its attempts.
pub(super) fn drop_tombstone(tx: &Tx<'_>, stone: &Tombstone) -> Result<()> {
    if tx.execute("DELETE FROM tombstone WHERE id = ?1", [stone.id])? > 0 {
        tx.count(stone.folder, |delta| delta.gone -= 1);
    }
    if stone.bits & tombstone_bits::HELD != 0 {
        tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = 3 AND object = ?2", (stone.folder.0, stone.id))?;
    }
    drop_attempt(tx, Object::Tombstone(stone.id))
}

fn key_of(object: Object) -> (u32, i64) {
    match object {
        Object::Item(id) => (1, id.0),
        Object::Tombstone(id) => (2, id),
        Object::Folder(id) => (3, id.0),
    }
}

/// The number of a kind of object in the table of attempts.
pub(super) const ATTEMPT_ITEM: u32 = 1;
pub(super) const ATTEMPT_TOMBSTONE: u32 = 2;
pub(super) const ATTEMPT_FOLDER: u32 = 3;

pub(super) const ATTEMPT: &str = "kind, object, mark, cookie, fails, since, next, code, text";

pub(super) fn read_attempt(row: &Row<'_>) -> rusqlite::Result<Attempt> {
    read_attempt_at(row, 0)
}

/// An attempt from a row in which its columns start at `at`.
pub(super) fn read_attempt_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Attempt> {
    let number: i64 = row.get(at + 1)?;
    let object = match row.get::<_, u32>(at)? {
        ATTEMPT_TOMBSTONE => Object::Tombstone(number),
        ATTEMPT_FOLDER => Object::Folder(FolderId(number)),
        _ => Object::Item(ItemId(number)),
    };
    Ok(Attempt {
        object,
        marks: row.get(at + 2)?,
        cookie: row.get::<_, Option<Vec<u8>>>(at + 3)?.unwrap_or_default(),
        fails: row.get(at + 4)?,
        since: row.get::<_, i64>(at + 5)? as u64,
        next: row.get::<_, i64>(at + 6)? as u64,
        code: row.get(at + 7)?,
        text: row.get(at + 8)?,
    })
}

/// What is remembered of attempts to upload an object.
pub(super) fn attempt(conn: &Connection, object: Object) -> Result<Option<Attempt>> {
    let (kind, number) = key_of(object);
    query_opt(conn, &format!("SELECT {ATTEMPT} FROM attempt WHERE kind = ?1 AND object = ?2"), (kind, number), read_attempt)
}

/// Whether the object was handed out and counts as possibly on the server (semantics 3.1).
pub(super) fn is_marked(conn: &Connection, object: Object) -> Result<bool> {
    Ok(attempt(conn, object)?.is_some_and(|attempt| attempt.marks & (marks::RETRY | marks::UNBOUND) != 0))
}

/// Writes what is remembered of attempts; removes it when nothing is left to remember.
pub(super) fn put_attempt(tx: &Tx<'_>, attempt: &Attempt) -> Result<()> {
    // Where it is not says something only of what may be somewhere.
    let marked = attempt.marks & marks::RETRY != 0;
    let marks = if marked { attempt.marks } else { attempt.marks & !marks::NOT_ELSEWHERE };
    if marks == 0 && attempt.fails == 0 && attempt.next == 0 {
        return drop_attempt(tx, attempt.object);
    }
    let (kind, number) = key_of(attempt.object);
    let failed_in = match attempt.fails >= QUARANTINE {
        true => folder_of(tx, attempt.object)?,
        false => None,
    };
    tx.execute(
        &format!(
            "INSERT INTO attempt ({ATTEMPT}, failed_in) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
             ON CONFLICT (kind, object) DO UPDATE SET mark = excluded.mark, cookie = excluded.cookie, fails = excluded.fails, \
             since = excluded.since, next = excluded.next, code = excluded.code, text = excluded.text, failed_in = excluded.failed_in"
        ),
        rusqlite::params![
            kind,
            number,
            marks,
            (!attempt.cookie.is_empty()).then_some(&attempt.cookie),
            attempt.fails,
            attempt.since as i64,
            attempt.next as i64,
            attempt.code,
            attempt.text,
            failed_in,
        ],
    )?;
    Ok(())
}

/// Where an object is, for the count of what failed there.
fn folder_of(tx: &Tx<'_>, object: Object) -> Result<Option<i64>> {
    let (sql, number) = match object {
        Object::Folder(folder) => return Ok(Some(folder.0)),
        Object::Item(item) => ("SELECT folder FROM item WHERE id = ?1", item.0),
        Object::Tombstone(stone) => ("SELECT folder FROM tombstone WHERE id = ?1", stone),
    };
    query_opt(tx.conn(), sql, [number], |row| row.get(0))
}

/// An item went to another folder, and with it what failed of it.
pub(super) fn move_failure(tx: &Tx<'_>, item: &Item) -> Result<()> {
    const MOVE: &str = "UPDATE attempt SET failed_in = ?2 WHERE kind = 1 AND object = ?1 AND failed_in IS NOT NULL";
    tx.execute(MOVE, (item.id.0, item.folder.0)).map(|_| ())
}

pub(super) fn drop_attempt(tx: &Tx<'_>, object: Object) -> Result<()> {
    tx.execute("DELETE FROM attempt WHERE kind = ?1 AND object = ?2", key_of(object))?;
    Ok(())
}

/// Remembers that an object with this source key was deleted.
pub(super) fn remember_deleted(tx: &Tx<'_>, key: &Xid) -> Result<()> {
    tx.execute("INSERT OR REPLACE INTO deleted_key (key, time) VALUES (?1, ?2)", (key.as_bytes(), tx.now as i64))?;
    // A few of the oldest on the way, so that the table never needs a sweep.
    tx.execute(
        "DELETE FROM deleted_key WHERE key IN (SELECT key FROM deleted_key WHERE time < ?1 ORDER BY time LIMIT 2)",
        [tx.now.saturating_sub(REMEMBERED) as i64],
    )?;
    Ok(())
}

pub(super) fn forget_deleted(tx: &Tx<'_>, key: &Xid) -> Result<()> {
    tx.execute("DELETE FROM deleted_key WHERE key = ?1", [key.as_bytes()])?;
    Ok(())
}

/// Whether an object with this source key was deleted within the time that is remembered.
pub(super) fn was_deleted(conn: &Connection, now: u64, key: &[u8]) -> Result<bool> {
    let time = query_opt(conn, "SELECT time FROM deleted_key WHERE key = ?1", [key], |row| row.get::<_, i64>(0))?;
    Ok(time.is_some_and(|time| (time as u64).saturating_add(REMEMBERED) > now))
}

/// A success ends a row of failures; marks stay.
pub(super) fn forgive(tx: &Tx<'_>, object: Object) -> Result<()> {
    match attempt(tx.conn(), object)?.filter(|attempt| attempt.fails > 0 || attempt.next > 0) {
        Some(found) => put_attempt(tx, &Attempt { fails: 0, since: 0, next: 0, ..found }),
        None => Ok(()),
    }
}

/// Nobody has to look any more whether an attempt was done, or under which id.
pub(super) fn unmark(tx: &Tx<'_>, object: Object) -> Result<()> {
    const OPEN: u32 = marks::RETRY | marks::UNBOUND;
    match attempt(tx.conn(), object)?.filter(|attempt| attempt.marks & OPEN != 0) {
        Some(found) => put_attempt(tx, &Attempt { marks: found.marks & !OPEN, ..found }),
        None => Ok(()),
    }
}

/// The attempts to upload folders that wait for the next completed download of the hierarchy.
pub(super) fn folders_after_download(conn: &Connection) -> Result<Vec<Attempt>> {
    query_all(conn, &format!("SELECT {ATTEMPT} FROM attempt WHERE kind = 3 AND mark & 4 <> 0"), [], read_attempt)
}

/// The attempts in a folder that wait for its next completed download.
pub(super) fn attempts_after_download(conn: &Connection, folder: FolderId) -> Result<Vec<Attempt>> {
    const WAITING: &str = "SELECT kind, object, mark, cookie, fails, since, next, code, text FROM attempt";
    let mut found = query_all(
        conn,
        &format!("{WAITING} JOIN item ON item.id = object WHERE kind = 1 AND mark & 4 <> 0 AND folder = ?1"),
        [folder.0],
        read_attempt,
    )?;
    found.extend(query_all(
        conn,
        &format!("{WAITING} JOIN tombstone ON tombstone.id = object WHERE kind = 2 AND mark & 4 <> 0 AND folder = ?1"),
        [folder.0],
        read_attempt,
    )?);
    Ok(found)
}
