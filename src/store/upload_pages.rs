//! Handing out what a table holds, a page at a time: what a server could come to hold twice is marked on disk before
//! (semantics 6.10).

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;

use super::attempts::is_due;
use super::db::{Tx, query_all};
use super::env::FileTime;
use super::locks::Lockable;
use super::model::*;
use super::put::Whole;
use super::sql::SqlResult;
use super::upload::*;
use super::upload_table::{UploadTable, any_attempts, is_offerable};
use super::{elsewhere, identity, rows_folder, rows_item, rows_track, whereabouts};
use crate::error::Result;
use crate::ids::Xid;
use crate::props::tags;

/// Answers that may wait for a commit when no mark makes one: losing them costs a repeat of what is safe to repeat.
const ANSWERS: usize = 4096;

/// Changed read states in a range of ids: 16 is [`Pending::READ`].
const READS: &str = "SELECT item, bits, flags, pending, work.version, source_key, remote_id, remote_version \
     FROM work CROSS JOIN item ON item.id = work.item \
     WHERE work.folder = ?1 AND pending & 16 <> 0 AND item BETWEEN ?2 AND ?3 ORDER BY item";

impl UploadTable {
    /// The next new, moved-in or changed item; `None` when there are no more. When this returns, the retry mark of the item is on
    /// disk with `cookie`, and so are the answers given before the batch that it belongs to.
    pub fn next_item(&mut self, cookie: &[u8]) -> Result<Option<Arc<UploadItem>>> {
        loop {
            while self.ready.is_empty() && !self.items.is_empty() {
                self.fill(cookie)?;
            }
            match self.ready.pop_front() {
                Some(up) if self.is_hidden(&up) => {}
                next => return Ok(next),
            }
        }
    }

    /// Whether a look for an item could find another one of its key, whose id on the server nobody told: it waits until a download
    /// has bound that one.
    fn is_hidden(&self, up: &UploadItem) -> bool {
        up.retry && up.why.has(Pending::NEW) && self.untold.contains(&up.item.match_key)
    }

    /// Reads the next batch and marks it, in the commit that makes the answers so far durable.
    fn fill(&mut self, cookie: &[u8]) -> Result<()> {
        let ids: Vec<ItemId> = self.items.drain(..self.items.len().min(self.batch)).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(()) };
        let now = self.store.db.env.now();
        let batch = self.store.db.read(|conn| {
            let attempts = any_attempts(conn)?;
            let mut batch = Vec::with_capacity(ids.len());
            rows_track::each_with_base(conn, self.folder.id, *first, *last, |item, base| {
                let offered = is_offerable(&self.folder, item.bits, item.pending, item.binding.is_bound());
                if ids.binary_search(&item.id).is_err() || item.pending.minus(Pending::READ).is_clean() || !offered {
                    return Ok(());
                }
                let attempt = if attempts { rows_track::attempt(conn, Object::Item(item.id))? } else { None };
                let waits = attempt.as_ref().is_some_and(|attempt| !is_due(attempt, now, true))
                    || item.pending.has(Pending::MOVED) && whereabouts::is_asked(conn, item.id)?;
                if !waits {
                    let sources = self.sources_of(conn, &item, now)?;
                    batch.push((Whole { item, base }, attempt, sources));
                }
                Ok(())
            })?;
            Ok(batch)
        })?;
        let mut ready = Vec::with_capacity(batch.len());
        for (whole, attempt, sources) in batch {
            if !self.claim(&whole.item)? {
                continue;
            }
            ready.push(Arc::new(hand_out(&self.store, &self.folder, whole, attempt, sources, now)));
        }
        let (to_mark, others): (Vec<&UploadItem>, Vec<_>) = ready.iter().map(|up| &**up).partition(|up| needs_mark(up));
        let mut left = BTreeSet::new();
        if !to_mark.is_empty() || self.unmarked.must_note(others.len()) || self.answers.len() >= ANSWERS {
            left = self.settle(!others.is_empty(), |tx| {
                let left = left_since(tx, &to_mark)?;
                let marked = to_mark.iter().filter(|up| !left.contains(&up.item.id));
                marked.map(|up| (Object::Item(up.item.id), up.elsewhere, &up.stones)).try_for_each(|(item, elsewhere, left)| {
                    if elsewhere {
                        elsewhere::begin_search(tx, left)?;
                    }
                    // What is sent now may be moved again: the day that it may be sought for begins anew.
                    mark(tx, item, cookie, !elsewhere)
                })?;
                Ok(left)
            })?;
        }
        self.ready.extend(ready.into_iter().filter(|up| !left.contains(&up.item.id)));
        Ok(())
    }

    /// The tombstones of a moved-in item, the last place first: that is the one that it is moved from, if the server's id is known
    /// there.
    fn sources_of(&self, conn: &Connection, item: &Item, now: FileTime) -> Result<Sources> {
        if !item.pending.has(Pending::MOVED) {
            return Ok(Sources::default());
        }
        const LEFT: &str = "WHERE item = ?1 AND dest IS NOT NULL ORDER BY remote_id IS NULL, id DESC";
        let left = rows_track::tombstones(conn, LEFT, [item.id.0])?;
        let stones = left.iter().map(|stone| stone.id).collect();
        let elsewhere = elsewhere::is_left_anywhere(conn, &left, now)?;
        let Some(Tombstone { folder, source_key, binding, .. }) = left.into_iter().next() else { return Ok(Sources::default()) };
        let folder_binding = rows_folder::find(conn, folder)?.map(|folder| folder.binding).unwrap_or_default();
        Ok(Sources { first: Some(MoveSource { folder, source_key, binding, folder_binding }), stones, elsewhere })
    }

    /// Claims a move for this session; both halves are one (semantics 4.1).
    fn claim(&mut self, item: &Item) -> Result<bool> {
        if !item.pending.has(Pending::MOVED) || self.claims.contains_key(&item.id) {
            return Ok(true);
        }
        match self.store.locks.take(Lockable::Move(item.id.0)) {
            Ok(lock) => {
                self.claims.insert(item.id, lock);
                Ok(true)
            }
            Err(e) if e.code == crate::codes::IOSTX_MAPI_E_BUSY => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The next entries of changed read state, at most `limit`; none when there are no more.
    pub fn next_reads(&mut self, limit: usize) -> Result<Vec<ReadEntry>> {
        let mut entries = Vec::new();
        while entries.is_empty() && !self.reads.is_empty() {
            entries = self.read_page(limit.max(1))?;
        }
        if self.unmarked.must_note(entries.len()) {
            self.settle(true, |_| Ok(()))?;
        }
        Ok(entries)
    }

    /// The entries of the next `limit` ids; those whose read state is no longer pending are passed over.
    fn read_page(&mut self, limit: usize) -> Result<Vec<ReadEntry>> {
        let ids: Vec<ItemId> = self.reads.drain(..self.reads.len().min(limit)).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        let replicas = self.store.replicas();
        self.store.db.read(|conn| {
            let attempts = any_attempts(conn)?;
            let mut statement = conn.prepare_cached(READS).sql()?;
            let mut rows = statement.query((self.folder.id.0, first.0, last.0)).sql()?;
            let mut entries = Vec::with_capacity(ids.len());
            while let Some(row) = rows.next().sql()? {
                let item = ItemId(row.get(0).sql()?);
                if ids.binary_search(&item).is_err() {
                    continue;
                }
                let (bits, flags): (u32, u32) = (row.get(1).sql()?, row.get(2).sql()?);
                if !is_offerable(&self.folder, bits, Pending::READ, row.get_ref(6).sql()? != rusqlite::types::ValueRef::Null) {
                    continue;
                }
                let source_key = match row.get_ref(5).sql()?.as_bytes_or_null().unwrap_or_default() {
                    Some(key) => Xid::from_slice(key)?,
                    None => Xid::from(replicas.ltid(item.counter()).gid()),
                };
                entries.push(ReadEntry {
                    item,
                    folder: self.folder.id,
                    source_key,
                    read: flags & tags::IOSTX_MSGFLAG_READ != 0,
                    associated: bits & item_bits::ASSOC != 0,
                    retry: attempts && rows_track::is_marked(conn, Object::Item(item))?,
                    has_attempt: attempts,
                    version: row.get(4).sql()?,
                    pending: Pending(row.get(3).sql()?),
                    binding: Binding {
                        remote_id: row.get::<_, Option<Vec<u8>>>(6).sql()?.unwrap_or_default(),
                        remote_version: row.get::<_, Option<Vec<u8>>>(7).sql()?.unwrap_or_default(),
                    },
                });
            }
            Ok(entries)
        })
    }

    /// The next deletions and moves out, at most `limit`; none when there are no more. Moves out are marked before they are
    /// handed out.
    pub fn next_deletes(&mut self, limit: usize, cookie: &[u8]) -> Result<Vec<DeleteEntry>> {
        let mut entries = Vec::new();
        while entries.is_empty() && !self.deletes.is_empty() {
            entries = self.delete_page(limit.max(1), cookie)?;
        }
        Ok(entries)
    }

    /// The entries of the next `limit` tombstones; those that are gone, or claimed by another session, are passed over.
    fn delete_page(&mut self, limit: usize, cookie: &[u8]) -> Result<Vec<DeleteEntry>> {
        let ids: Vec<i64> = self.deletes.drain(..self.deletes.len().min(limit)).collect();
        let store = Arc::clone(&self.store);
        let found = store.db.read(|conn| {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                let Some(stone) = rows_track::tombstones(conn, "WHERE id = ?1", [id])?.pop() else { continue };
                let retry = rows_track::is_marked(conn, Object::Tombstone(id))?;
                let item = if stone.moved { rows_item::get(conn, stone.item)? } else { None };
                let in_doubt = retry || rows_track::is_marked(conn, Object::Item(stone.item))?;
                found.push((stone, retry, in_doubt, item));
            }
            Ok(found)
        })?;
        let mut entries = Vec::with_capacity(found.len());
        for (stone, retry, in_doubt, item) in found {
            let replicas = store.replicas();
            let dest = match item {
                Some(item) if stone.moved => {
                    if !self.claim(&item)? {
                        continue;
                    }
                    Some(MoveDest {
                        item: item.id,
                        folder: item.folder,
                        source_key: identity::item_source(&replicas, &item),
                        change_key: identity::item_change_key(&replicas, &item),
                        change_list: identity::item_pcl(&replicas, &item).encode(),
                        in_doubt,
                    })
                }
                _ => None,
            };
            entries.push(DeleteEntry { stone, retry, dest });
        }
        let unmarked = |entry: &&DeleteEntry| !entry.retry || entry.stone.bits & tombstone_bits::CARRIED != 0;
        let moved: Vec<&DeleteEntry> = entries.iter().filter(|entry| entry.dest.is_some()).filter(unmarked).collect();
        let mut undone = BTreeSet::new();
        if !self.answers.is_empty() || !moved.is_empty() {
            undone = self.settle(false, |tx| {
                let mut undone = BTreeSet::new();
                for entry in moved {
                    match is_as_read(tx, entry)? {
                        true => mark_move(tx, &entry.stone, cookie)?,
                        false => drop(undone.insert(entry.stone.id)),
                    }
                }
                Ok(undone)
            })?;
        }
        entries.retain(|entry| !undone.contains(&entry.stone.id));
        Ok(entries)
    }
}

/// Those of the items that were moved or deleted after they were read: without a mark they left nothing behind that could take
/// the answer of an upload, so they are not handed out. Nor are new and moved ones that were changed: if the answer is lost, what
/// the mark says is that the server may have the item as it is here.
fn left_since(tx: &Tx<'_>, items: &[&UploadItem]) -> Result<BTreeSet<ItemId>> {
    let unbound = |up: &UploadItem| up.why.any(Pending::NEW.plus(Pending::MOVED));
    let rows: Vec<String> = items
        .iter()
        .map(|up| format!("[{},{},{}]", up.item.id.0, up.item.folder.0, if unbound(up) { up.item.version } else { 0 }))
        .collect();
    const LEFT: &str = "SELECT value ->> 0 FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM item WHERE id = value ->> 0 \
        AND folder = value ->> 1 AND (value ->> 2 = 0 OR version = value ->> 2))";
    let left = query_all(tx.conn(), LEFT, [format!("[{}]", rows.join(","))], |row| row.get(0).map(ItemId))?;
    Ok(left.into_iter().collect())
}

/// Whether a move out is still the one that was read: the item may have been moved home or on, or deleted.
fn is_as_read(tx: &Tx<'_>, entry: &DeleteEntry) -> Result<bool> {
    let stone = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [entry.stone.id])?.pop();
    let folder = rows_item::get(tx.conn(), entry.stone.item)?.map(|item| item.folder);
    Ok(stone.is_some_and(|stone| stone.moved) && folder == entry.dest.as_ref().map(|dest| dest.folder))
}

/// From now on the mark of the tombstone is its own. The item may come to be where it was moved to: it is marked too.
fn mark_move(tx: &Tx<'_>, stone: &Tombstone, cookie: &[u8]) -> Result<()> {
    tx.execute("UPDATE tombstone SET bits = bits & ~16 WHERE id = ?1", [stone.id])?;
    mark(tx, Object::Item(stone.item), cookie, false)?;
    mark(tx, Object::Tombstone(stone.id), cookie, false)
}

fn mark(tx: &Tx<'_>, object: Object, cookie: &[u8], anew: bool) -> Result<()> {
    let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
    attempt.marks = attempt.marks & !marks::NOT_ELSEWHERE | marks::RETRY;
    attempt.cookie = cookie.to_vec();
    if anew && attempt.fails == 0 {
        attempt.since = 0;
    }
    rows_track::put_attempt(tx, &attempt)
}
