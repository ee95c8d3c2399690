//! Deletions of the server that the mass-delete guard holds: carried out or refused by the user (semantics 7.2).

use std::cell::RefCell;

use rusqlite::Connection;

use super::apply::Place;
use super::db::{Tx, query_all, query_opt};
use super::events::{Change, Origin};
use super::identity::folder_source;
use super::incoming::ImportOptions;
use super::model::*;
use super::put::{self, Whole};
use super::server_moves::SessionMemory;
use super::{Inner, Store, absence, folder_deletions, folders, identity, rows_folder, rows_track, track};
use crate::error::{Error, Result};
use crate::props::Bag;

/// The number of an item in the table of held deletions; that of a folder is 2.
pub(super) const ITEM: u32 = 1;

/// Items decided in one transaction; many of them take several, so that nobody waits for long.
const BATCH: usize = 256;

impl Store {
    /// Carries out the held deletions of a folder, and of those below it that were held with it, as if the server had just told
    /// them: what was changed here since stays. `MAPI_E_NOT_FOUND`: nothing is held.
    pub fn confirm_held(&self, folder: FolderId) -> Result<()> {
        let items = self.decide_items(folder, |tx, at, old| absence::delete_by_server(tx, at, old).map(|_| ()))?;
        let folders = self.inner.write(Origin::App, |tx| {
            absence::empty_trash(tx, &self.inner)?;
            let held = held_folders(tx, folder)?;
            // Children first.
            for id in held.iter().rev() {
                folder_deletions::delete_folder(tx, &self.inner, &SessionMemory::default(), *id)?;
                tx.note(Change::Held(*id));
            }
            Ok(held.len())
        })?;
        something_held(folder, items + folders)
    }

    /// Refuses the held deletions of a folder, and of those below it that were held with it: all becomes new, with a retry mark,
    /// and is uploaded again. `MAPI_E_NOT_FOUND`: nothing is held.
    pub fn reject_held(&self, folder: FolderId) -> Result<()> {
        let items = self.decide_items(folder, |tx, at, old| renew(tx, at.store, &old))?;
        let folders = self.inner.write(Origin::App, |tx| {
            let held = held_folders(tx, folder)?;
            held.iter().try_for_each(|id| renew_folder(tx, &self.inner, *id))?;
            Ok(held.len())
        })?;
        something_held(folder, items + folders)
    }

    /// Runs over the items whose deletion is held; answers how many there were.
    fn decide_items(&self, folder: FolderId, decide: impl Fn(&Tx<'_>, &Place<'_>, Whole) -> Result<()>) -> Result<usize> {
        let (options, memory, case) = (ImportOptions::default(), SessionMemory::default(), RefCell::default());
        let mut count = 0;
        loop {
            let done = self.inner.write(Origin::App, |tx| {
                let Some(row) = rows_folder::find(tx.conn(), folder)? else { return Ok(0) };
                let at = Place {
                    store: &self.inner,
                    folder: &row,
                    options: &options,
                    memory: &memory,
                    case: &case,
                    nothing_open: false,
                };
                let sql = "SELECT object FROM held WHERE folder = ?1 AND kind = 1 LIMIT ?2";
                let held = query_all(tx.conn(), sql, (folder.0, BATCH as i64), |row| row.get(0).map(ItemId))?;
                for item in &held {
                    if let Some(old) = release(tx, &self.inner, folder, *item)? {
                        decide(tx, &at, old)?;
                    }
                }
                if !held.is_empty() {
                    tx.note(Change::Held(folder));
                }
                Ok(held.len())
            })?;
            if done == 0 {
                return Ok(count);
            }
            count += done;
        }
    }
}

fn something_held(folder: FolderId, count: usize) -> Result<()> {
    match count {
        0 => Err(Error::not_found(format!("no deletions are held in folder {}", folder.0))),
        _ => Ok(()),
    }
}

/// Whether the deletion of a folder itself is held: nothing of it is offered meanwhile.
pub(super) fn is_folder_held(conn: &Connection, folder: FolderId) -> Result<bool> {
    Ok(query_opt(conn, "SELECT 1 FROM held WHERE folder = ?1 AND kind = 2 LIMIT 1", [folder.0], |_| Ok(()))?.is_some())
}

/// The folder and those below it whose own deletion is held, parents first.
fn held_folders(tx: &Tx<'_>, folder: FolderId) -> Result<Vec<FolderId>> {
    let mut held = Vec::new();
    for id in rows_folder::subtree(tx.conn(), folder, true)? {
        if is_folder_held(tx.conn(), id)? {
            held.push(id);
        }
    }
    Ok(held)
}

/// Takes an item from the list; answers it if it is still there.
fn release(tx: &Tx<'_>, store: &Inner, folder: FolderId, item: ItemId) -> Result<Option<Whole>> {
    tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = 1 AND object = ?2", (folder.0, item.0))?;
    let Some(old) = put::load(tx, item)? else { return Ok(None) };
    let mut new = old.clone();
    new.item.put(item_bits::DELETION_HELD, false);
    put::replace(tx, store, &old, &mut new, Vec::new())?;
    // One that was moved away meanwhile is no longer what the server deleted.
    Ok(Some(new).filter(|new| new.item.folder == folder))
}

/// Makes an item that the server deleted new again. The server may yet have it, so that the upload looks first.
fn renew(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    absence::renew(tx, store, old)?;
    rows_track::put_attempt(tx, &Attempt { marks: marks::RETRY, ..Attempt::new(Object::Item(old.item.id)) })
}

/// Makes a folder that the server deleted new again, with what is bound in it; its tombstones have nothing left to delete.
fn renew_folder(tx: &Tx<'_>, store: &Inner, id: FolderId) -> Result<()> {
    tx.execute("DELETE FROM held WHERE folder = ?1", [id.0])?;
    tx.note(Change::Held(id));
    let Some(mut folder) = rows_folder::find(tx.conn(), id)? else { return Ok(()) };
    folders::each_item(tx, id, |whole| match whole.item.pending.has(Pending::NEW) {
        true => Ok(()),
        false => renew(tx, store, &whole),
    })?;
    for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1 AND dest IS NULL", [id.0])? {
        rows_track::drop_tombstone(tx, &stone)?;
    }
    rows_track::remember_deleted(tx, &folder_source(&store.replicas(), &folder))?;
    folder.binding = Binding::default();
    folder.source_key = Some(track::new_source_key(tx, store)?);
    identity::stamp_folder(tx, &store.replicas(), &mut folder)?;
    (folder.pending, folder.base) = (Pending::NEW, Bag::new());
    rows_folder::update(tx, &folder)?;
    rows_track::put_attempt(tx, &Attempt { marks: marks::RETRY, ..Attempt::new(Object::Folder(id)) })?;
    tx.note(Change::FolderChanged(id));
    Ok(())
}
