//! What loses a conflict is kept: a copy in "Conflicts", linked with the item that stayed (ics.md 2.2).

use super::db::{Tx, query_opt};
use super::events::Change;
use super::flags::*;
use super::identity::stamp_item;
use super::model::*;
use super::put::{self, Whole};
use super::{Inner, change, rows_folder, rows_item};
use crate::error::Result;
use crate::ids::Meid;
use crate::props::{PropType, Value, tags};

/// Reports without a copy that are kept; older ones go.
const REPORTS: i64 = 1000;

/// What happened; the numbers are IOSTX_CONFLICT_*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Kind {
    /// Both sides changed the same field.
    Changes = IOSTX_CONFLICT_CHANGE_CHANGE,
    /// Changed on the server, deleted here.
    DeletedHere = IOSTX_CONFLICT_CHANGE_DELETE,
    /// Deleted on the server, changed here.
    DeletedThere = IOSTX_CONFLICT_DELETE_CHANGE,
    /// Moved on both sides.
    Moves = IOSTX_CONFLICT_MOVE_MOVE,
    /// A folder was renamed on both sides.
    FolderName = IOSTX_CONFLICT_FOLDER_NAME,
    /// A folder was moved on both sides.
    FolderParent = IOSTX_CONFLICT_FOLDER_PARENT,
    /// A version was replaced by a forced save, or dropped.
    Replaced = IOSTX_CONFLICT_REPLACED,
    /// Held: the copy is the server's newest version.
    Held = IOSTX_CONFLICT_HELD,
}

/// Whose version a copy is; 0 in rows that are reports, or that name an item that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Side {
    /// Ours.
    Ours = 1,
    /// The server's.
    Server = 2,
}

/// Keeps a version of an item in Conflicts. `detail` says which version it is and why it is there.
pub(super) fn keep_copy(tx: &Tx<'_>, store: &Inner, version: &Item, kind: Kind, detail: &str) -> Result<ItemId> {
    keep_copy_in(tx, store, version, IOSTX_FOLDER_CONFLICTS, kind, detail)
}

/// The same in another of the folders below Sync Issues.
pub(super) fn keep_copy_in(tx: &Tx<'_>, store: &Inner, version: &Item, role: u32, kind: Kind, detail: &str) -> Result<ItemId> {
    let folder = rows_folder::special(tx.conn(), role)?.unwrap_or(version.folder);
    let mut item = version.clone();
    item.id = ItemId(tx.new_object()? as i64);
    item.folder = folder;
    item.pending = Pending::NONE;
    item.binding = Binding::default();
    item.bits &= item_bits::ASSOC | item_bits::HEADER | item_bits::STRONG;
    item.source_key = None;
    // Bytes of which only the digest was known cannot be kept.
    item.content = item.content.filter(|content| content.id.is_some());
    stamp_item(tx, &store.replicas(), &mut item)?;
    item.mtime = version.mtime;
    item.bag.set(tags::IOSTX_PR_CONFLICT_ITEMS, entry_ids(&[meid(store, version.folder, version.id)]));
    let mut copy = Whole { item, base: Base::default() };
    // What the store has until the caller writes the outcome is ours; anything else came from the server.
    let ours = rows_item::get(tx.conn(), version.id)?.is_some_and(|now| change::same_to_server(&now, version));
    put::create(tx, store, &mut copy, Vec::new())?;
    note(tx, kind, version.folder, version.id, Some(copy.item.id), detail)?;
    let side = if ours { Side::Ours } else { Side::Server };
    tx.execute("UPDATE conflict SET side = ?2 WHERE copy = ?1", (copy.item.id.0, side as u32))?;
    Ok(copy.item.id)
}

/// Links an item that stayed with a copy of what lost; the caller writes the item.
pub(super) fn link(store: &Inner, winner: &mut Item, folder: FolderId, copy: ItemId) {
    let mut ids: Vec<Value> = match winner.bag.remove(tags::IOSTX_PR_CONFLICT_ITEMS) {
        Some(Value::Multi(PropType::Binary, ids)) => ids,
        _ => Vec::new(),
    };
    ids.push(Value::Binary(meid(store, folder, copy).to_bytes().to_vec()));
    winner.bag.set(tags::IOSTX_PR_CONFLICT_ITEMS, Value::Multi(PropType::Binary, ids));
}

fn entry_ids(ids: &[Meid]) -> Value {
    Value::Multi(PropType::Binary, ids.iter().map(|id| Value::Binary(id.to_bytes().to_vec())).collect())
}

fn meid(store: &Inner, folder: FolderId, item: ItemId) -> Meid {
    let replicas = store.replicas();
    Meid { store: replicas.store(), folder: replicas.ltid(folder.counter()), message: replicas.ltid(item.counter()) }
}

/// Notes what happened, for the list of conflicts.
pub(super) fn note(tx: &Tx<'_>, kind: Kind, folder: FolderId, item: ItemId, copy: Option<ItemId>, detail: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO conflict (kind, folder, item, copy, time, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (kind as u32, folder.0, item.0, copy.map(|copy| copy.0), tx.now as i64, detail),
    )?;
    if copy.is_none() {
        tx.execute(
            "DELETE FROM conflict WHERE copy IS NULL AND id <= (SELECT id FROM conflict WHERE copy IS NULL ORDER BY id DESC LIMIT 1 OFFSET ?1)",
            [REPORTS],
        )?;
    }
    tx.note(Change::Conflict(folder, item));
    Ok(())
}

/// The server's newest version of an item whose conflict is held.
pub(super) fn held_copy(tx: &Tx<'_>, item: ItemId) -> Result<Option<(i64, ItemId)>> {
    query_opt(
        tx.conn(),
        "SELECT id, copy FROM conflict WHERE item = ?1 AND kind = ?2 AND copy IS NOT NULL ORDER BY id DESC LIMIT 1",
        (item.0, Kind::Held as u32),
        |row| Ok((row.get(0)?, ItemId(row.get(1)?))),
    )
}

/// Nothing is left to decide about an item that was held: what is kept beside it stays, as of any other conflict.
pub(super) fn end_hold(tx: &Tx<'_>, item: &mut Item) -> Result<()> {
    if item.is(item_bits::HOLD) {
        item.put(item_bits::HOLD, false);
        tx.execute(
            "UPDATE conflict SET kind = ?3 WHERE item = ?1 AND kind = ?2",
            (item.id.0, Kind::Held as u32, Kind::Changes as u32),
        )?;
    }
    Ok(())
}

/// Takes a copy and its row away: somebody decided, or a newer version took its place.
pub(super) fn drop_copy(tx: &Tx<'_>, store: &Inner, row: i64, copy: ItemId) -> Result<()> {
    tx.execute("DELETE FROM conflict WHERE id = ?1", [row])?;
    if let Some(whole) = put::load(tx, copy)? {
        put::remove(tx, store, &whole)?;
    }
    Ok(())
}
