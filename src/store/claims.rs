//! What belongs to one only: a remote id of a folder to one item or one tombstone of it (semantics 1.3); a deletion that waits in a
//! folder to none of the items that are there (3); a held deletion to the folder where it is held (7.2); a mark to what may still be
//! looked for (6.10).
//!
//! Whatever gives an item or a tombstone another place or another remote id goes by here: `put` with each item, `leave` and
//! `leave_deletion` with tombstones. So imports that contradict each other are refused, each on its own, and leave no rows that do.

use rusqlite::Connection;

use super::db::{Tx, query_opt};
use super::model::*;
use super::{held, rows_item, rows_track};
use crate::codes::IOSTX_MAPI_E_COLLISION;
use crate::error::{Error, Result};

/// Whether another item of the folder has this remote id, or had it and waits to be deleted: that would delete this one too.
pub(super) fn is_taken(conn: &Connection, folder: FolderId, remote_id: &[u8], item: ItemId) -> Result<bool> {
    if remote_id.is_empty() {
        return Ok(false);
    }
    if rows_item::by_remote(conn, folder, remote_id)?.is_some_and(|holder| holder.id != item) {
        return Ok(true);
    }
    let stones = rows_track::stones_by_remote(conn, folder, remote_id)?;
    Ok(stones.iter().any(|stone| stone.item != item))
}

/// Refuses a remote id that is taken.
pub(super) fn check_free(conn: &Connection, folder: FolderId, remote_id: &[u8], item: ItemId) -> Result<()> {
    match is_taken(conn, folder, remote_id, item)? {
        true => Err(collision()),
        false => Ok(()),
    }
}

/// `MAPI_E_COLLISION`.
pub(super) fn collision() -> Error {
    Error::new(IOSTX_MAPI_E_COLLISION, "another item of the folder has this remote id, or one of any folder this source key")
}

/// An item is about to be written over what it was.
pub(super) fn change(tx: &Tx<'_>, old: &Item, new: &mut Item) -> Result<()> {
    let moves = old.folder != new.folder;
    if moves || old.binding.remote_id != new.binding.remote_id {
        arrive(tx, new)?;
    }
    if old.is(item_bits::DELETION_HELD) && (moves || !new.is(item_bits::DELETION_HELD)) {
        // It is held where it was, and nowhere else.
        new.put(item_bits::DELETION_HELD, false);
        held::unlist(tx, old)?;
    }
    let is_settled = |item: &Item| item.binding.is_bound() && item.pending.is_clean();
    if is_settled(new) && !is_settled(old) {
        rows_track::unmark(tx, Object::Item(new.id))?;
    }
    Ok(())
}

/// An item is about to be written with a place or a remote id that it did not have. That no other item has this id, an index tells.
/// What is to be deleted there under its number is none of it any more.
pub(super) fn arrive(tx: &Tx<'_>, item: &Item) -> Result<()> {
    if !is_anything_gone(tx)? {
        return Ok(());
    }
    let id = &item.binding.remote_id;
    if !id.is_empty() && !rows_track::stones_by_remote(tx.conn(), item.folder, id)?.is_empty() {
        return Err(collision());
    }
    deletions_in(tx, item)?.into_iter().try_for_each(|mut stone| part(tx, &mut stone))
}

fn is_anything_gone(tx: &Tx<'_>) -> Result<bool> {
    let anything = match tx.anything_gone.get() {
        Some(anything) => anything,
        None => query_opt(tx.conn(), "SELECT 1 FROM tombstone LIMIT 1", [], |_| Ok(()))?.is_some(),
    };
    tx.anything_gone.set(Some(anything));
    Ok(anything)
}

/// The deletions of an item that wait in the folder where it is, the last one first.
pub(super) fn deletions_in(tx: &Tx<'_>, item: &Item) -> Result<Vec<Tombstone>> {
    const OWN: &str = "WHERE item = ?1 AND folder = ?2 AND dest IS NULL ORDER BY id DESC";
    rows_track::tombstones(tx.conn(), OWN, (item.id.0, item.folder.0))
}

/// Writes a tombstone as a deletion; where the item is, as that of one that it never was.
pub(super) fn leave_deletion(tx: &Tx<'_>, mut stone: Tombstone) -> Result<()> {
    stone.moved = false;
    put(tx, &mut stone)
}

/// Writes a tombstone in a place or under a remote id that it did not have.
pub(super) fn leave(tx: &Tx<'_>, stone: &mut Tombstone) -> Result<()> {
    if !is_free(tx, stone, &stone.binding.remote_id)? {
        return Err(collision());
    }
    put(tx, stone)
}

/// Whether a tombstone may have a remote id.
pub(super) fn is_free(tx: &Tx<'_>, stone: &Tombstone, remote_id: &[u8]) -> Result<bool> {
    if remote_id.is_empty() {
        return Ok(true);
    }
    let others = rows_track::stones_by_remote(tx.conn(), stone.folder, remote_id)?;
    Ok(others.iter().all(|other| other.id == stone.id) && rows_item::by_remote(tx.conn(), stone.folder, remote_id)?.is_none())
}

fn put(tx: &Tx<'_>, stone: &mut Tombstone) -> Result<()> {
    const THERE: &str = "SELECT 1 FROM item WHERE id = ?1 AND folder = ?2";
    match !stone.moved && query_opt(tx.conn(), THERE, (stone.item.0, stone.folder.0), |_| Ok(()))?.is_some() {
        true => part(tx, stone),
        false => rows_track::put_tombstone(tx, stone),
    }
}

/// Makes a deletion that of an item that there never was.
fn part(tx: &Tx<'_>, stone: &mut Tombstone) -> Result<()> {
    stone.item = ItemId(tx.new_object()? as i64);
    rows_track::put_tombstone(tx, stone)
}
