//! Epochs: a server that voids its ids (semantics 7.3). What was bound loses its id, and waits to be recognized by key and
//! fingerprint in a complete listing.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::db::{Tx, query_all, query_opt};
use super::events::Origin;
use super::model::*;
use super::unfinished::{BATCH, Unfinished};
use super::{Inner, rows_folder, rows_track};
use crate::error::Result;

/// The kind of the row of `state` that keeps how many items and tombstones an open epoch took the ids of.
const COUNT: u32 = 4;
/// The share of them, in percent, that must be recognized for the rest to be taken for deleted.
const ENOUGH: i64 = 80;

/// Opens an epoch: nothing bound is offered until a listing completes; items and tombstones wait to be recognized. It takes a
/// transaction for each `batch` of them; what a stop leaves [`carry_on`] does.
pub(super) fn begin(store: &Inner, id: FolderId, batch: usize) -> Result<()> {
    let mut more = store.write(Origin::Import, |tx| {
        open(tx, id)?;
        void_some(tx, id, batch)
    })?;
    while more {
        more = store.write(Origin::Import, |tx| void_some(tx, id, batch))?;
    }
    let lost = store.db.read(|conn| count_lost(conn, id))?;
    store.write(Origin::Import, |tx| {
        // An epoch that a stop kept from its end, and that is begun anew, has done with some of them.
        let count = lost.max(had(tx.conn(), id)?);
        tx.execute("INSERT OR REPLACE INTO state (kind, folder, blob) VALUES (?1, ?2, ?3)", (COUNT, id.0, count.to_le_bytes()))?;
        Unfinished::Voiding.end(tx, id)
    })
}

/// Before anything is imported or offered: no id of the old epoch may count as one of the new.
pub(super) fn carry_on(store: &Inner, folder: &Folder) -> Result<()> {
    let is_begun = || store.db.reader(|conn| Unfinished::Voiding.is_open(conn, folder.id));
    if folder.is(folder_bits::EPOCH) && is_begun()? { begin(store, folder.id, BATCH) } else { Ok(()) }
}

fn open(tx: &Tx<'_>, id: FolderId) -> Result<()> {
    let mut folder = rows_folder::get(tx.conn(), id)?;
    if !folder.is(folder_bits::EPOCH) {
        // What an epoch left that has ended counts with the rest.
        tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", (COUNT, id.0))?;
        folder.bits |= folder_bits::EPOCH;
        rows_folder::update(tx, &folder)?;
    }
    Unfinished::Voiding.begin(tx, id)
}

/// Takes the ids of some of what has one; answers whether there may be more.
fn void_some(tx: &Tx<'_>, id: FolderId, batch: usize) -> Result<bool> {
    const ITEMS: &str = "SELECT id FROM item INDEXED BY item_remote WHERE folder = ?1 AND remote_id IS NOT NULL LIMIT ?2";
    const VOID_ITEM: &str =
        "UPDATE item SET remote_id = NULL, remote_version = NULL, bits = bits | 64, version = version + 1 WHERE id = ?1";
    const VOID_WORK: &str = "UPDATE work SET version = (SELECT version FROM item WHERE id = ?2) WHERE folder = ?1 AND item = ?2";
    const STONES: &str =
        "SELECT id FROM tombstone INDEXED BY tombstone_remote WHERE folder = ?1 AND remote_id IS NOT NULL LIMIT ?2";
    const VOID_STONE: &str = "UPDATE tombstone SET remote_id = NULL, remote_version = NULL, bits = bits | 4 WHERE id = ?1";
    // What was to be fetched had ids of the old epoch.
    const UNWANT: &str =
        "DELETE FROM wanted WHERE folder = ?1 AND remote_id IN (SELECT remote_id FROM wanted WHERE folder = ?1 LIMIT ?2)";
    let some = |sql, room: usize| query_all(tx.conn(), sql, (id.0, room as i64), |row| row.get::<_, i64>(0));
    let items = some(ITEMS, batch)?;
    for item in &items {
        tx.execute(VOID_ITEM, [item])?;
        tx.execute(VOID_WORK, (id.0, item))?;
    }
    let stones = some(STONES, batch - items.len())?;
    stones.iter().try_for_each(|stone| tx.execute(VOID_STONE, [stone]).map(|_| ()))?;
    let room = batch - items.len() - stones.len();
    Ok(tx.execute(UNWANT, (id.0, room as i64))? == room)
}

/// How many items and tombstones lost their ids.
fn had(conn: &Connection, id: FolderId) -> Result<i64> {
    let sql = "SELECT blob FROM state WHERE kind = ?1 AND folder = ?2";
    Ok(query_opt(conn, sql, (COUNT, id.0), |row| row.get(0))?.map_or(0, i64::from_le_bytes))
}

/// What a listing did not show of an epoch.
pub(super) struct Lost {
    pub(super) items: Vec<ItemId>,
    /// What is left of items that were moved away here.
    pub(super) moved: Vec<i64>,
    /// What was deleted here, and is gone there too.
    pub(super) gone: Vec<i64>,
    /// So much was recognized that the rest may be taken for deleted.
    pub(super) rest_is_deleted: bool,
}

/// What a complete listing, of the associated items too or only of the others, did not show. What is `expected` may be something
/// that it showed, and that nobody has fetched so far.
pub(super) fn lost(conn: &Connection, id: FolderId, associated: bool, expected: &BTreeSet<Object>) -> Result<Lost> {
    let (mut items, mut moved, mut gone) = (Vec::new(), Vec::new(), Vec::new());
    // What was not listed, or not fetched, keeps waiting.
    let mut unlisted = 0;
    for (item, is_associated) in lost_items(conn, id)? {
        match (associated || !is_associated) && !expected.contains(&Object::Item(item)) {
            true => items.push(item),
            false => unlisted += 1,
        }
    }
    for stone in lost_stones(conn, id)? {
        if !associated && stone.bits & tombstone_bits::ASSOC != 0 || expected.contains(&Object::Tombstone(stone.id)) {
            unlisted += 1;
        } else if stone.moved {
            moved.push(stone.id);
        } else {
            gone.push(stone.id);
        }
    }
    let lost = (items.len() + moved.len()) as i64;
    // What was not listed, and what was deleted here, is missed by nobody.
    let had = (had(conn, id)? - unlisted - gone.len() as i64).max(lost);
    Ok(Lost { items, moved, gone, rest_is_deleted: (had - lost) * 100 >= had * ENOUGH })
}

/// Ends an epoch, once what its listing did not show is settled. What was not listed, or not fetched, waits for the next one.
pub(super) fn end(tx: &Tx<'_>, id: FolderId, anything_left: bool) -> Result<()> {
    let mut folder = rows_folder::get(tx.conn(), id)?;
    if folder.is(folder_bits::EPOCH) {
        folder.bits &= !folder_bits::EPOCH;
        rows_folder::update(tx, &folder)?;
    }
    match anything_left {
        true => Ok(()),
        false => tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", (COUNT, id.0)).map(|_| ()),
    }
}

/// Whether an epoch has ended for a part of the folder only: what was not listed or not fetched waits for the next listing.
pub(super) fn waits(conn: &Connection, folder: FolderId) -> Result<bool> {
    let sql = "SELECT 1 FROM state WHERE kind = ?1 AND folder = ?2";
    Ok(query_opt(conn, sql, (COUNT, folder.0), |_| Ok(()))?.is_some())
}

/// Whether something lost its id in an epoch and has none so far.
pub(super) fn is_lost(conn: &Connection, object: Object) -> Result<bool> {
    let (sql, number) = match object {
        Object::Item(item) => ("SELECT 1 FROM item WHERE id = ?1 AND remote_id IS NULL AND bits & 64 <> 0", item.0),
        Object::Tombstone(stone) => ("SELECT 1 FROM tombstone WHERE id = ?1 AND remote_id IS NULL AND bits & 4 <> 0", stone),
        Object::Folder(_) => return Ok(false),
    };
    Ok(query_opt(conn, sql, [number], |_| Ok(()))?.is_some())
}

/// Whether something of the folder may wait for its id since an epoch.
pub(super) fn left_something(conn: &Connection, folder: FolderId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM state WHERE kind = ?1 AND folder = ?2) \
               OR EXISTS (SELECT 1 FROM held WHERE folder = ?2 AND kind = 1)";
    Ok(query_opt(conn, sql, (COUNT, folder.0), |row| row.get(0))? == Some(true))
}

/// How many items and tombstones lost their ids and were not recognized so far.
pub(super) fn count_lost(conn: &Connection, folder: FolderId) -> Result<i64> {
    let count = |sql| query_opt(conn, sql, [folder.0], |row| row.get::<_, i64>(0)).map(Option::unwrap_or_default);
    let items = count("SELECT count(*) FROM item WHERE folder = ?1 AND remote_id IS NULL AND bits & 576 = 64")?;
    Ok(items + count("SELECT count(*) FROM tombstone WHERE folder = ?1 AND remote_id IS NULL AND bits & 4 <> 0")?)
}

/// The items that lost their ids and were not recognized so far, and whether they are associated ones. What is held for the user
/// since an earlier epoch is his to decide.
pub(super) fn lost_items(conn: &Connection, folder: FolderId) -> Result<Vec<(ItemId, bool)>> {
    let sql = "SELECT id, bits & 1 FROM item WHERE folder = ?1 AND remote_id IS NULL AND bits & 576 = 64";
    query_all(conn, sql, [folder.0], |row| Ok((ItemId(row.get(0)?), row.get(1)?)))
}

/// The same of what was deleted or moved away here.
fn lost_stones(conn: &Connection, folder: FolderId) -> Result<Vec<Tombstone>> {
    rows_track::tombstones(conn, "WHERE folder = ?1 AND remote_id IS NULL AND bits & 4 <> 0", [folder.0])
}
