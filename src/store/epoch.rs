//! Epochs: a server that voids its ids (semantics 7.3). What was bound loses its id, and waits to be recognized by key and
//! fingerprint in a complete listing.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::db::{Tx, query_all, query_opt};
use super::model::*;
use super::{rows_folder, rows_track};
use crate::error::Result;

/// The kind of the row of `state` that keeps how many items and tombstones an open epoch took the ids of.
const COUNT: u32 = 4;
/// The share of them, in percent, that must be recognized for the rest to be taken for deleted.
const ENOUGH: i64 = 80;

/// Opens an epoch: nothing bound is offered until a listing completes; items and tombstones wait to be recognized.
pub(super) fn begin(tx: &Tx<'_>, id: FolderId) -> Result<()> {
    let mut folder = rows_folder::get(tx.conn(), id)?;
    folder.bits |= folder_bits::EPOCH;
    rows_folder::update(tx, &folder)?;
    tx.execute(
        "UPDATE item SET remote_id = NULL, remote_version = NULL, bits = bits | 64, version = version + 1 WHERE folder = ?1 AND remote_id IS NOT NULL",
        [id.0],
    )?;
    tx.execute("UPDATE work SET version = (SELECT version FROM item WHERE item.id = work.item) WHERE folder = ?1", [id.0])?;
    tx.execute(
        "UPDATE tombstone SET remote_id = NULL, remote_version = NULL, bits = bits | 4 WHERE folder = ?1 AND remote_id IS NOT NULL",
        [id.0],
    )?;
    // What was to be fetched had ids of the old epoch.
    tx.execute("DELETE FROM wanted WHERE folder = ?1", [id.0])?;
    let count = lost_items(tx.conn(), id)?.len() + lost_stones(tx.conn(), id)?.len();
    tx.execute(
        "INSERT OR REPLACE INTO state (kind, folder, blob) VALUES (?1, ?2, ?3)",
        (COUNT, id.0, (count as i64).to_le_bytes()),
    )?;
    Ok(())
}

/// What a listing did not show of an epoch.
pub(super) struct Lost {
    pub(super) items: Vec<ItemId>,
    /// What is left of items that were moved away here.
    pub(super) moved: Vec<Tombstone>,
    /// So much was recognized that the rest may be taken for deleted.
    pub(super) rest_is_deleted: bool,
}

/// Ends an epoch after a complete listing, of the associated items too or only of the others. What is `expected` may be something
/// that the listing showed, and that nobody has fetched so far.
pub(super) fn end(tx: &Tx<'_>, id: FolderId, associated: bool, expected: &BTreeSet<Object>) -> Result<Lost> {
    let mut folder = rows_folder::get(tx.conn(), id)?;
    if folder.is(folder_bits::EPOCH) {
        folder.bits &= !folder_bits::EPOCH;
        rows_folder::update(tx, &folder)?;
    }
    let had = query_opt(tx.conn(), "SELECT blob FROM state WHERE kind = ?1 AND folder = ?2", (COUNT, id.0), |row| row.get(0))?;
    let (mut items, mut moved) = (Vec::new(), Vec::new());
    // What was not listed, or not fetched, keeps waiting.
    let (mut unlisted, mut gone) = (0, 0);
    for (item, is_associated) in lost_items(tx.conn(), id)? {
        match (associated || !is_associated) && !expected.contains(&Object::Item(item)) {
            true => items.push(item),
            false => unlisted += 1,
        }
    }
    for mut stone in lost_stones(tx.conn(), id)? {
        if !associated && stone.bits & tombstone_bits::ASSOC != 0 || expected.contains(&Object::Tombstone(stone.id)) {
            unlisted += 1;
        } else if stone.moved {
            stone.bits &= !tombstone_bits::EPOCH;
            rows_track::put_tombstone(tx, &mut stone)?;
            moved.push(stone);
        } else {
            // Deleted here, and gone there too.
            rows_track::drop_tombstone(tx, &stone)?;
            gone += 1;
        }
    }
    if unlisted == 0 {
        tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", (COUNT, id.0))?;
    }
    let lost = (items.len() + moved.len()) as i64;
    // What was not listed, and what was deleted here, is missed by nobody.
    let had = (had.map_or(0, i64::from_le_bytes) - unlisted - gone).max(lost);
    Ok(Lost { items, moved, rest_is_deleted: (had - lost) * 100 >= had * ENOUGH })
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
