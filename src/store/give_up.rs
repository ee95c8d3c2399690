//! Local work that the user gives up, since it cannot be uploaded (semantics 9.3): what is ours is kept in Local Failures, and the
//! server's version comes back.

use super::conflict::{self, Kind};
use super::db::Tx;
use super::events::{Change, Origin};
use super::flags::{IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_WANTED_REVERTED};
use super::folder_base::{rebase, server_version};
use super::folder_versions::{revive, undo_move};
use super::folders::{change_of, check_movable, each_item, remove_row};
use super::items::Outcome;
use super::model::*;
use super::put::{self, Whole};
use super::{Inner, Store, absence, awaited, outgoing, rows_folder, rows_track, scope, track};
use crate::codes::{IOSTX_MAPI_E_HAS_FOLDERS, IOSTX_MAPI_E_NOT_FOUND};
use crate::error::{Error, Result};

const WHY: &str = "given up by the user";

impl Store {
    /// Gives up local changes that cannot be uploaded.
    ///
    /// Of an item a copy goes to Local Failures, the item goes back to what the server had, and the server's version goes on the
    /// wanted list. A deletion that is given up brings the item back the same way.
    ///
    /// A folder gets back the name, the place and the properties that the server has, or comes back if it was deleted here; what was
    /// in it is then listed anew. A new folder goes, with the new ones below it: what was in them goes to Local Failures. What was
    /// given up is reported on the list of conflicts.
    ///
    /// Passed over, with the first reason in the outcome: what has nothing pending (`MAPI_E_NOT_FOUND`), a new special folder
    /// (`MAPI_E_NO_ACCESS`), a new folder with messages that are queued to be sent (`MAPI_E_SUBMITTED`), with items whose bodies
    /// others wait for (`MAPI_E_NO_SUPPORT`).
    pub fn drop_change(&self, objects: &[Object]) -> Result<Outcome> {
        self.inner.write(Origin::App, |tx| {
            let mut outcome = Outcome::default();
            for object in objects {
                outcome.add(drop_change(tx, &self.inner, *object))?;
            }
            Ok(outcome)
        })
    }
}

fn drop_change(tx: &Tx<'_>, store: &Inner, object: Object) -> Result<()> {
    match object {
        Object::Item(item) => drop_item(tx, store, item),
        Object::Folder(folder) => drop_folder(tx, store, folder),
        Object::Tombstone(id) => match rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop() {
            Some(stone) if stone.moved => drop_item(tx, store, stone.item),
            Some(stone) => undelete(tx, &stone, WHY),
            None => Err(nothing(object)),
        },
    }
}

fn nothing(object: Object) -> Error {
    Error::new(IOSTX_MAPI_E_NOT_FOUND, format!("{object:?} has nothing pending"))
}

fn drop_item(tx: &Tx<'_>, store: &Inner, id: ItemId) -> Result<()> {
    let Some(old) = put::load(tx, id)? else {
        let stones = rows_track::tombstones(tx.conn(), "WHERE item = ?1", [id.0])?;
        if stones.is_empty() {
            return Err(nothing(Object::Item(id)));
        }
        return stones.iter().try_for_each(|stone| undelete(tx, stone, WHY));
    };
    if old.item.pending.is_clean() {
        return Err(nothing(Object::Item(id)));
    }
    if let Some((row, copy)) = conflict::held_copy(tx, id)? {
        // The conflict ends with the change: what was held beside it is what the item becomes.
        conflict::drop_copy(tx, store, row, copy)?;
    }
    let (folder, binding) = (old.item.folder, old.item.binding.clone());
    let mut free = old.clone();
    free.item.put(item_bits::HOLD, false);
    if free.item != old.item {
        put::replace(tx, store, &old, &mut free, Vec::new())?;
    }
    scope::revert_item(tx, store, free, WHY)?;
    match binding.is_bound() {
        true => track::want(tx, folder, &binding.remote_id, IOSTX_WANTED_REVERTED, 0, WHY),
        false => Ok(()),
    }
}

/// Takes a deletion back: the item is fetched again.
pub(super) fn undelete(tx: &Tx<'_>, stone: &Tombstone, why: &str) -> Result<()> {
    if stone.binding.is_bound() {
        track::want(tx, stone.folder, &stone.binding.remote_id, IOSTX_WANTED_REVERTED, 0, why)?;
    }
    rows_track::forget_deleted(tx, &stone.source_key)?;
    rows_track::drop_tombstone(tx, stone)
}

fn drop_folder(tx: &Tx<'_>, store: &Inner, id: FolderId) -> Result<()> {
    let folder = rows_folder::find(tx.conn(), id)?.filter(|folder| !folder.pending.is_clean());
    let folder = folder.ok_or_else(|| nothing(Object::Folder(id)))?;
    if folder.is(folder_bits::DELETED) {
        return revive(tx, store, folder, "deleted here, which the user gave up: the folder came back");
    }
    if folder.pending.has(Pending::NEW) {
        let parent = folder.parent.unwrap_or(id);
        remove_new(tx, store, &folder)?;
        let what = format!("the new folder '{}' was given up; what was in it is in Local Failures", folder.name);
        return conflict::note(tx, Kind::Replaced, parent, ItemId(0), None, &what);
    }
    restore(tx, store, folder)
}

/// Gives a folder the name, the place and the properties back that the server has.
fn restore(tx: &Tx<'_>, store: &Inner, folder: Folder) -> Result<()> {
    let id = folder.id;
    if folder.pending.has(Pending::MOVED) {
        undo_move(tx, store, folder, "moved here, which the user gave up: the folder is where the server has it")?;
    }
    rows_track::drop_attempt(tx, Object::Folder(id))?;
    let Some(old) = rows_folder::find(tx.conn(), id)?.filter(|folder| folder.pending.has(Pending::PROPS)) else { return Ok(()) };
    let server = server_version(&old);
    let mut new = Folder { name: server.name.clone(), bag: server.bag.clone(), ..old.clone() };
    rebase(&server, &mut new);
    rows_folder::update(tx, &new)?;
    tx.note(change_of(&old, &new));
    let what = match old.name == new.name {
        true => "properties changed here, which the user gave up".to_owned(),
        false => format!("renamed '{}' here, which the user gave up: the server's name stands", old.name),
    };
    conflict::note(tx, Kind::FolderName, id, ItemId(0), None, &what)
}

/// Removes a folder that the server does not have, with what is new in it. What is below it only by a move of ours goes home.
fn remove_new(tx: &Tx<'_>, store: &Inner, folder: &Folder) -> Result<()> {
    let (new, guests) = new_below(tx, folder)?;
    let ids: Vec<FolderId> = new.iter().map(|folder| folder.id).collect();
    for folder in &new {
        check_movable(folder)?;
        outgoing::check_none_queued(tx, folder)?;
        awaited::check_free(tx, folder, &ids)?;
    }
    for guest in guests {
        undo_move(tx, store, guest, "moved into a new folder that the user gave up: the folder is where the server has it")?;
    }
    for folder in new.iter().rev() {
        each_item(tx, folder.id, |whole| remove_from_new(tx, store, whole))?;
        // What was moved out of it stays there as an item of its own.
        for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1", [folder.id.0])? {
            absence::send_moved_again(tx, store, &stone)?;
        }
        if !folder.is(folder_bits::DELETED) {
            tx.note(Change::FolderDeleted(folder.id));
        }
        remove_row(tx, folder.id)?;
    }
    Ok(())
}

/// The folder and those below it that the server does not have either, parents first; and those that only we moved there.
fn new_below(tx: &Tx<'_>, top: &Folder) -> Result<(Vec<Folder>, Vec<Folder>)> {
    let (mut new, mut guests) = (vec![top.clone()], Vec::new());
    let mut at = 0;
    while let Some(parent) = new.get(at) {
        for child in rows_folder::query(tx.conn(), "WHERE parent = ?1 ORDER BY id", [parent.id.0])? {
            if child.pending.has(Pending::MOVED) {
                guests.push(child);
            } else if child.pending.any(Pending::NEW.plus(Pending::DELETED)) {
                new.push(child);
            } else {
                let text = format!("'{}' is below '{}', and on the server: move it first", child.name, top.name);
                return Err(Error::new(IOSTX_MAPI_E_HAS_FOLDERS, text));
            }
        }
        at += 1;
    }
    Ok((new, guests))
}

fn remove_from_new(tx: &Tx<'_>, store: &Inner, whole: Whole) -> Result<()> {
    if whole.item.pending.any(Pending::NEW.plus(Pending::MOVED)) {
        return scope::revert_item(tx, store, whole, WHY);
    }
    if !whole.item.is(item_bits::SLIM) {
        conflict::keep_copy_in(tx, store, &whole.item, IOSTX_FOLDER_LOCAL_FAILURES, Kind::Replaced, WHY)?;
    }
    put::remove(tx, store, &whole)
}
