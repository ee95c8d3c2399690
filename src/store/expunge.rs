//! What the mark \Deleted leads to where a folder expunges (semantics 9.6).
//!
//! Here: an item that the server has with the mark leaves this store, but for the row that keeps it from being fetched again. There:
//! it is deleted on the server and stays here, unbound. Both: it is deleted as if the user deleted it.

use super::apply::Applied;
use super::db::Tx;
use super::events::Origin;
use super::flags::{IOSTX_FOLDER_DELETED, IOSTX_WANTED_BODY};
use super::items::delete_item;
use super::model::*;
use super::options::Expunge;
use super::put::{self, Whole};
use super::{Inner, Store, absence, rows_folder, rows_item, scope, track};
use crate::error::Result;
use crate::props::tags;

/// Items in one transaction, so that nobody waits for long.
const BATCH: usize = 256;

/// MSGSTATUS_DELMARKED.
fn is_marked(item: &Item) -> bool {
    item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & tags::IOSTX_MSGSTATUS_DELMARKED != 0
}

fn deletes_here(folder: &Folder) -> bool {
    matches!(folder.options.expunge, Expunge::Here | Expunge::Both)
}

fn deletes_there(folder: &Folder) -> bool {
    let wanted = matches!(folder.options.expunge, Expunge::There | Expunge::Both);
    wanted && track::is_tracked(folder) && folder.options.direction.uploads()
}

/// Whether an item of the server is kept out of the folder by its mark.
pub(super) fn keeps_out(folder: &Folder, item: &Item) -> bool {
    deletes_here(folder) && !deletes_there(folder) && item.pending.is_clean() && is_marked(item)
}

/// Does with an item what its mark asks for, if it bears one.
pub(super) fn carry_out(tx: &Tx<'_>, store: &Inner, folder: &Folder, id: ItemId) -> Result<()> {
    if folder.options.expunge == Expunge::Never {
        return Ok(());
    }
    const LEFT_ALONE: u32 = item_bits::SLIM
        | item_bits::ARCHIVED
        | item_bits::HOLD
        | item_bits::DELETION_HELD
        | item_bits::SUBMITTED
        | item_bits::EPOCH;
    let applies = |item: &Item| item.folder == folder.id && is_marked(item) && item.bits & LEFT_ALONE == 0;
    let Some(old) = put::load(tx, id)?.filter(|old| applies(&old.item)) else { return Ok(()) };
    match (deletes_here(folder), deletes_there(folder)) {
        (_, true) if !is_free(&old) => Ok(()),
        (true, true) => {
            let trash = rows_folder::special(tx.conn(), IOSTX_FOLDER_DELETED)?.unwrap_or(folder.id);
            delete_item(tx, store, folder, trash, &old)
        }
        (false, true) => delete_there(tx, store, old),
        (true, false) if old.item.binding.is_bound() && old.item.pending.is_clean() => scope::drop_body(tx, store, old),
        _ => Ok(()),
    }
}

/// Whether the item may be deleted on the server: the mark is ours, or nothing else of ours would be lost with it.
fn is_free(old: &Whole) -> bool {
    let before = old.base.bag.get(crate::props::PropTag(tags::IOSTX_PR_MSG_STATUS & 0xFFFF_0000));
    let unmarked = before.is_some_and(|bits| bits.as_bits().unwrap_or(0) & tags::IOSTX_MSGSTATUS_DELMARKED == 0);
    unmarked || old.item.pending.has(Pending::NEW) || !old.item.pending.any(Pending::PROPS.plus(Pending::CONTENT))
}

/// Leaves a deletion for the server, and keeps the item as one of our own that is never offered. Of a header the body is fetched
/// first, since only the server has it.
fn delete_there(tx: &Tx<'_>, store: &Inner, old: Whole) -> Result<()> {
    if old.item.is(item_bits::HEADER) {
        return match old.item.binding.is_bound() {
            true => track::want(tx, old.item.folder, &old.item.binding.remote_id, IOSTX_WANTED_BODY, 0, ""),
            false => Ok(()),
        };
    }
    track::leave_deletion(tx, store, &old)?;
    absence::archive(tx, store, &old)
}

/// After the import of a version: what it says of the mark, and whether flags bring an item back that had left the folder's scope.
pub(super) fn imported(tx: &Tx<'_>, store: &Inner, folder: &Folder, flags_only: bool, applied: Applied) -> Result<()> {
    let narrow = scope::is_narrow(&folder.options);
    let id = match applied {
        Applied::Created(id) | Applied::Changed(id) | Applied::Read(id) | Applied::Conflict(id) if narrow => id,
        _ => return Ok(()),
    };
    if flags_only && let Some(item) = rows_item::get(tx.conn(), id)?.filter(|item| item.is(item_bits::SLIM)) {
        return if scope::returns(folder, &item) { scope::want_body(tx, &item) } else { Ok(()) };
    }
    carry_out(tx, store, folder, id)
}

impl Store {
    /// Before the work of a folder is offered: items that were marked here become deletions.
    pub(super) fn expunge_marked(&self, folder: FolderId) -> Result<()> {
        let row = self.uploading_folder(folder)?;
        if !deletes_there(&row) {
            return Ok(());
        }
        let changed = self
            .inner
            .db
            .reader(|conn| rows_item::query(conn, "WHERE id IN (SELECT item FROM work WHERE folder = ?1)", [folder.0]))?;
        let marked: Vec<ItemId> = changed.iter().filter(|item| is_marked(item)).map(|item| item.id).collect();
        self.expunge_all(&row, &marked)
    }

    /// Does with items of a folder what their marks ask for.
    pub(super) fn expunge_all(&self, folder: &Folder, items: &[ItemId]) -> Result<()> {
        for some in items.chunks(BATCH) {
            self.inner.write(Origin::App, |tx| some.iter().try_for_each(|item| carry_out(tx, &self.inner, folder, *item)))?;
        }
        Ok(())
    }
}
