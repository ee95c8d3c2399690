//! Where the server has an item that was moved on or deleted before anybody told what became of it: after an upload or a move
//! without an answer it may be in each of the places that it left since. Neither it nor its deletion is offered before a download has
//! told of each of them (semantics 3.1, 4.1): so no agent has to look for it in other folders, nor takes for ours what somebody has
//! changed there, nor deletes that.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::db::{Tx, query_all, query_opt};
use super::locks::Lockable;
use super::model::*;
use super::put;
use super::{Inner, rows_track, track};
use crate::codes::IOSTX_MAPI_E_BUSY;
use crate::error::Result;

/// What is left in a folder of items that were moved on or deleted, where nobody told whether the server has them there.
const DOUBTFUL: &str = "SELECT tombstone.id FROM tombstone JOIN attempt ON kind = 2 AND object = tombstone.id \
     WHERE folder = ?1 AND remote_id IS NULL AND bits & 4 = 0 AND mark & 1 <> 0";

/// An item comes back to where the server may have it all the time: whether it left there the next download tells.
pub(super) fn ask(tx: &Tx<'_>, item: ItemId, folder: FolderId) -> Result<()> {
    const BOUND: &str = "WHERE item = ?1 AND folder = ?2 AND dest IS NOT NULL AND remote_id IS NOT NULL";
    for stone in rows_track::tombstones(tx.conn(), BOUND, (item.0, folder.0))? {
        let object = Object::Tombstone(stone.id);
        let attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
        rows_track::put_attempt(tx, &Attempt { marks: attempt.marks | marks::AFTER_DOWNLOAD, ..attempt })?;
    }
    Ok(())
}

/// Whether a download must first tell where the server has a moved-in item. A folder that was deleted here gets none.
pub(super) fn is_asked(conn: &Connection, item: ItemId) -> Result<bool> {
    const ASKED: &str = "SELECT 1 FROM tombstone JOIN attempt ON kind = 2 AND object = tombstone.id \
         JOIN folder ON folder.id = tombstone.folder \
         WHERE item = ?1 AND dest IS NOT NULL AND mark & 4 <> 0 AND folder.bits & 8 = 0 LIMIT 1";
    Ok(query_opt(conn, ASKED, [item.0], |_| Ok(()))?.is_some())
}

/// The tombstones of a folder of which a download that begins now will tell. Not those of moves that a session has in hand: they
/// may be carried out meanwhile.
pub(super) fn asked(conn: &Connection, store: &Inner, folder: FolderId) -> Result<BTreeSet<i64>> {
    const ASKED: &str = "SELECT tombstone.id, item FROM attempt CROSS JOIN tombstone ON tombstone.id = object \
         WHERE kind = 2 AND mark & 4 <> 0 AND folder = ?1";
    let found = query_all(conn, ASKED, [folder.0], |row| Ok((row.get(0)?, ItemId(row.get(1)?))))?;
    let mut asked = BTreeSet::new();
    for (stone, item) in found {
        match store.locks.take(Lockable::Move(item.0)) {
            Ok(_) => drop(asked.insert(stone)),
            Err(e) if e.code == IOSTX_MAPI_E_BUSY => {}
            Err(e) => return Err(e),
        }
    }
    Ok(asked)
}

/// What of a folder is in doubt: a whole listing that begins now and does not show it says that it is not there.
pub(super) fn doubtful(conn: &Connection, folder: FolderId) -> Result<BTreeSet<i64>> {
    Ok(query_all(conn, DOUBTFUL, [folder.0], |row| row.get(0))?.into_iter().collect())
}

/// Whether something of a folder is yet to be fetched: it may be any of ours.
pub(super) fn is_anything_unknown(conn: &Connection, folder: FolderId) -> Result<bool> {
    Ok(query_opt(conn, "SELECT 1 FROM wanted WHERE folder = ?1 LIMIT 1", [folder.0], |_| Ok(()))?.is_some())
}

/// A download has told of a tombstone: what the server was found to have has its id by now, and what it was found not to have is
/// gone. An item that is back where the server has it all the time is home, as if never moved.
pub(super) fn settle(tx: &Tx<'_>, store: &Inner, attempt: Attempt, stone: i64) -> Result<()> {
    let Some(stone) = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [stone])?.pop() else { return Ok(()) };
    let back = |old: &put::Whole| old.item.folder == stone.folder && old.item.pending.has(Pending::MOVED);
    match put::load(tx, stone.item)?.filter(|old| stone.moved && stone.binding.is_bound() && back(old)) {
        Some(old) => track::settle_home(tx, store, &old, &stone),
        None => rows_track::put_attempt(tx, &Attempt { marks: attempt.marks & !marks::AFTER_DOWNLOAD, ..attempt }),
    }
}
