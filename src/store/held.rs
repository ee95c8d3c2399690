//! Deletions that the mass-delete guard holds, of the server and of the user: carried out or refused by the user (semantics 7.2).

use std::cell::RefCell;

use rusqlite::Connection;

use super::apply::Place;
use super::db::{Tx, query_all, query_opt};
use super::events::{Change, Origin};
use super::identity::folder_source;
use super::incoming::{ImportItem, ImportOptions};
use super::model::*;
use super::put::{self, Whole};
use super::server_moves::SessionMemory;
use super::unfinished::{BATCH, Unfinished};
use super::{
    Importer, Inner, Store, absence, folder_deletions, folders, give_up, identity, rows_folder, rows_item, rows_track, track, trash,
};
use crate::error::{Error, Result};
use crate::props::Bag;

/// The numbers of items, of folders and of tombstones in the table of held deletions.
pub(super) const ITEM: u32 = 1;
pub(super) const FOLDER: u32 = 2;
pub(super) const TOMBSTONE: u32 = 3;

/// Items decided in one transaction; many of them take several, so that nobody waits for long.
const DECIDED: usize = 256;

impl Store {
    /// Carries out the held deletions of a folder, and of those below it that were held with it, as if the server had just told
    /// them: what was changed here since stays. `MAPI_E_NOT_FOUND`: nothing is held.
    pub fn confirm_held(&self, folder: FolderId) -> Result<()> {
        let own = self.inner.write(Origin::App, |tx| {
            let held = held_stones(tx, folder)?;
            held.iter().try_for_each(|stone| put_bits(tx, stone, tombstone_bits::HELD, tombstone_bits::CONFIRMED))?;
            Ok(held.len())
        })?;
        let items = self.decide_items(folder, |tx, at, old| absence::delete_by_server(tx, at, old).map(|_| ()))?;
        trash::empty(&self.inner, Origin::App)?;
        let folders = self.inner.db.read(|conn| held_folders(conn, folder))?;
        // Children first.
        for id in folders.iter().rev() {
            folder_deletions::delete_folder(&self.inner, Origin::App, &SessionMemory::default(), *id)?;
        }
        something_held(folder, own + items + folders.len())
    }

    /// Refuses the held deletions of a folder, and of those below it that were held with it: all becomes new, with a retry mark,
    /// and is uploaded again. `MAPI_E_NOT_FOUND`: nothing is held.
    pub fn reject_held(&self, folder: FolderId) -> Result<()> {
        let own = self.inner.write(Origin::App, |tx| {
            let held = held_stones(tx, folder)?;
            held.iter().try_for_each(|stone| give_up::undelete(tx, stone, "the deletion was held, and taken back"))?;
            Ok(held.len())
        })?;
        let items = self.decide_items(folder, |tx, at, old| absence::renew_in_doubt(tx, at.store, &old))?;
        let folders = self.inner.write(Origin::App, |tx| {
            let held = held_folders(tx.conn(), folder)?;
            held.iter().try_for_each(|id| renew_folder(tx, &self.inner, *id))?;
            Ok(held.len())
        })?;
        something_held(folder, own + items + folders)
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
                let held = query_all(tx.conn(), sql, (folder.0, DECIDED as i64), |row| row.get(0).map(ItemId))?;
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

impl Store {
    /// What the user deleted here is held if it is more than the folder's options let pass at a time. Answers whether it was.
    pub(super) fn hold_local_deletions(&self, folder: FolderId) -> Result<bool> {
        let limit = self.uploading_folder(folder)?.options.local_delete_limit;
        let (deleted, goes_on) = self.inner.db.read(|conn| {
            let sql = "SELECT count(*) FROM tombstone WHERE folder = ?1 AND dest IS NULL AND bits & 96 = 0";
            let deleted = query_opt(conn, sql, [folder.0], |row| row.get::<_, i64>(0))?.unwrap_or(0);
            Ok((deleted, Unfinished::HoldingOwn.is_open(conn, folder)?))
        })?;
        if limit == 0 || !goes_on && deleted <= i64::from(limit) {
            return Ok(false);
        }
        while self.inner.write(Origin::App, |tx| hold_some(tx, folder))? {}
        Ok(true)
    }
}

/// Holds some of what the user deleted; answers whether there may be more.
fn hold_some(tx: &Tx<'_>, folder: FolderId) -> Result<bool> {
    const FREE: &str = "WHERE folder = ?1 AND dest IS NULL AND bits & 96 = 0 ORDER BY id LIMIT ?2";
    let some = rows_track::tombstones(tx.conn(), FREE, (folder.0, BATCH as i64))?;
    some.iter().try_for_each(|stone| put_bits(tx, stone, 0, tombstone_bits::HELD))?;
    tx.note(Change::Held(folder));
    match some.len() == BATCH {
        true => Unfinished::HoldingOwn.begin(tx, folder).map(|()| true),
        false => Unfinished::HoldingOwn.end(tx, folder).map(|()| false),
    }
}

fn held_stones(tx: &Tx<'_>, folder: FolderId) -> Result<Vec<Tombstone>> {
    rows_track::tombstones(tx.conn(), "WHERE folder = ?1 AND bits & 32 <> 0", [folder.0])
}

/// Changes bits of a tombstone, and keeps the list of what is held with them.
fn put_bits(tx: &Tx<'_>, stone: &Tombstone, clear: u32, set: u32) -> Result<()> {
    let mut stone = Tombstone { bits: stone.bits & !clear | set, ..stone.clone() };
    rows_track::put_tombstone(tx, &mut stone)?;
    if stone.bits & tombstone_bits::HELD != 0 {
        return list(tx, stone.folder, TOMBSTONE, stone.id);
    }
    const FREE: &str = "DELETE FROM held WHERE folder = ?1 AND kind = ?2 AND object = ?3";
    tx.execute(FREE, (stone.folder.0, TOMBSTONE, stone.id)).map(|_| ())
}

/// Puts a deletion on the list of what is held. Not by `REPLACE`, which would be counted twice.
pub(super) fn list(tx: &Tx<'_>, folder: FolderId, kind: u32, object: i64) -> Result<()> {
    const HOLD: &str =
        "INSERT INTO held (folder, kind, object, time) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET time = excluded.time";
    tx.execute(HOLD, (folder.0, kind, object, tx.now as i64)).map(|_| ())
}

/// Takes an item off the list. `put` does so with one that is held no more.
pub(super) fn unlist(tx: &Tx<'_>, item: &Item) -> Result<()> {
    tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = 1 AND object = ?2", (item.folder.0, item.id.0)).map(|_| ())
}

/// An item whose deletion is held, and that the server shows: it was not deleted.
pub(super) fn shown(tx: &Tx<'_>, store: &Inner, old: Whole) -> Result<Whole> {
    if !old.item.is(item_bits::DELETION_HELD) {
        return Ok(old);
    }
    tx.note(Change::Held(old.item.folder));
    Ok(release(tx, store, old.item.folder, old.item.id)?.unwrap_or(old))
}

/// An item whose deletion is held, and that an app takes into hand: that decides it. Whether the server has it nobody knows.
pub(super) fn taken(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<Whole> {
    if !old.item.is(item_bits::DELETION_HELD) {
        return Ok(old.clone());
    }
    tx.note(Change::Held(old.item.folder));
    let mut new = old.clone();
    new.item.put(item_bits::DELETION_HELD | item_bits::EPOCH, false);
    put::replace(tx, store, old, &mut new, Vec::new())?;
    rows_track::put_attempt(tx, &Attempt { marks: marks::RETRY, ..Attempt::new(Object::Item(old.item.id)) })?;
    Ok(new)
}

impl Importer {
    /// What a probe shows of a folder is there: deletions of it that are held have come to nothing.
    pub(super) fn release_shown(&self, items: &[ImportItem]) -> Result<()> {
        let shown = self.store.db.read(|conn| {
            if query_opt(conn, "SELECT 1 FROM held WHERE folder = ?1 AND kind = 1 LIMIT 1", [self.folder.0], |_| Ok(()))?.is_none()
            {
                return Ok(Vec::new());
            }
            let known = items.iter().map(|item| rows_item::by_remote(conn, self.folder, &item.binding.remote_id));
            let known: Vec<_> = known.collect::<Result<_>>()?;
            Ok(known.into_iter().flatten().filter(|item| item.is(item_bits::DELETION_HELD)).map(|item| item.id).collect())
        })?;
        if shown.is_empty() {
            return Ok(());
        }
        self.store.write(Origin::Import, |tx| {
            tx.note(Change::Held(self.folder));
            shown.iter().try_for_each(|item| release(tx, &self.store, self.folder, *item).map(|_| ()))
        })
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
fn held_folders(conn: &Connection, folder: FolderId) -> Result<Vec<FolderId>> {
    let mut held = Vec::new();
    for id in rows_folder::subtree(conn, folder, true)? {
        if is_folder_held(conn, id)? {
            held.push(id);
        }
    }
    Ok(held)
}

/// Takes an item from the list; answers it if it is still in the folder.
fn release(tx: &Tx<'_>, store: &Inner, folder: FolderId, item: ItemId) -> Result<Option<Whole>> {
    tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = 1 AND object = ?2", (folder.0, item.0))?;
    let Some(old) = put::load(tx, item)? else { return Ok(None) };
    let mut new = old.clone();
    new.item.put(item_bits::DELETION_HELD, false);
    put::replace(tx, store, &old, &mut new, Vec::new())?;
    Ok(Some(new).filter(|new| absence::is_of_server(&new.item, folder)))
}

/// Makes a folder that the server deleted new again, with what is bound in it; its tombstones have nothing left to delete.
fn renew_folder(tx: &Tx<'_>, store: &Inner, id: FolderId) -> Result<()> {
    tx.execute("DELETE FROM held WHERE folder = ?1", [id.0])?;
    tx.note(Change::Held(id));
    let Some(mut folder) = rows_folder::find(tx.conn(), id)? else { return Ok(()) };
    folders::each_item(tx, id, |whole| match whole.item.pending.any(Pending::NEW.plus(Pending::MOVED)) {
        true => Ok(()),
        false => absence::renew_in_doubt(tx, store, &whole),
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
