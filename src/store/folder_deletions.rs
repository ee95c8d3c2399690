//! Folders that the server deleted: the guard against mass deletion, and what becomes of what was in them (semantics 5.4, 7.2).

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::apply::Place;
use super::conflict::{self, Kind};
use super::db::{Tx, query_opt};
use super::events::{Change, Origin};
use super::flags::{IOSTX_FOLDER_OUTBOX, IOSTX_WANTED_REVERTED};
use super::folder_base::server_version;
use super::folder_versions::undo_move;
use super::folders::remove_row;
use super::identity::folder_source;
use super::incoming::{ImportOptions, MassLimit};
use super::model::*;
use super::put::{self, Whole};
use super::server_moves::SessionMemory;
use super::state::{self, StateKind};
use super::{Inner, absence, came, held, rows_folder, rows_item, rows_track, track, unfinished};
use crate::error::Result;
use crate::props::Bag;

/// The folders that a hierarchy import is to delete.
#[derive(Default)]
pub(super) struct Doomed {
    /// Said outright.
    pub(super) told: Vec<FolderId>,
    /// Only absence from a listing says so.
    pub(super) absent: Vec<FolderId>,
}

impl Doomed {
    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty() && self.absent.is_empty()
    }
}

/// Items or tombstones settled in one transaction, so that nobody waits for all of a large folder.
const BATCH: usize = 32;

/// Deletes them with all that the server has below them, or holds them all if that is too much, which is decided once, for all.
/// Answers whether they are held, and how many were deleted. What a stop leaves is deleted with the next hierarchy: the blob comes
/// after it.
pub(super) fn delete(
    store: &Inner,
    memory: &SessionMemory,
    root: FolderId,
    doomed: &Doomed,
    limit: MassLimit,
) -> Result<(bool, u32)> {
    if doomed.is_empty() {
        return Ok((false, 0));
    }
    let (all, held) = store.write(Origin::Import, |tx| {
        let all = server_subtrees(tx, store, doomed.told.iter().chain(&doomed.absent).copied())?;
        if !is_mass(tx, root, doomed, &all, limit)? {
            return Ok((all, false));
        }
        for id in &all {
            held::list(tx, *id, held::FOLDER, id.0)?;
            tx.note(Change::Held(*id));
        }
        Ok((Vec::new(), true))
    })?;
    let mut deleted = 0;
    // Children first.
    for id in all.into_iter().rev() {
        deleted += u32::from(delete_folder(store, Origin::Import, memory, id)?);
    }
    Ok((held, deleted))
}

/// The folders and what is below them, parents first: as the server has them, but with what is new here. What was only moved
/// there by us, and is elsewhere on the server, goes home.
pub(super) fn server_subtrees(tx: &Tx<'_>, store: &Inner, tops: impl Iterator<Item = FolderId>) -> Result<Vec<FolderId>> {
    let mut all: Vec<FolderId> = tops.collect();
    let mut seen: BTreeSet<FolderId> = all.iter().copied().collect();
    all.retain({
        let mut once = BTreeSet::new();
        move |id| once.insert(*id)
    });
    let mut guests = Vec::new();
    let mut at = 0;
    while let Some(id) = all.get(at).copied() {
        at += 1;
        for child in rows_folder::query(tx.conn(), "WHERE parent = ?1 ORDER BY id", [id.0])? {
            match child.pending.has(Pending::MOVED) {
                true => guests.push(child),
                false if seen.insert(child.id) => all.push(child.id),
                false => {}
            }
        }
        // A guest may turn out to be from below one of them.
        if at == all.len() {
            guests.retain(|guest| match server_version(guest).parent.filter(|home| seen.contains(home)) {
                Some(_) => {
                    if seen.insert(guest.id) {
                        all.push(guest.id);
                    }
                    false
                }
                None => !seen.contains(&guest.id),
            });
        }
    }
    for guest in guests {
        undo_move(tx, store, guest, "moved into a folder that the server deleted; the local move was undone")?;
    }
    sort_by_depth(tx, all)
}

fn sort_by_depth(tx: &Tx<'_>, all: Vec<FolderId>) -> Result<Vec<FolderId>> {
    let mut deep = Vec::with_capacity(all.len());
    for id in all {
        deep.push((rows_folder::depth(tx.conn(), id)?, id));
    }
    deep.sort_unstable();
    Ok(deep.into_iter().map(|(_, id)| id).collect())
}

/// Whether it is more than the guard lets pass: a folder counts with what it holds. Absence alone may not take the last of two
/// or more folders.
fn is_mass(tx: &Tx<'_>, root: FolderId, doomed: &Doomed, all: &[FolderId], limit: MassLimit) -> Result<bool> {
    if limit.percent == u32::MAX {
        return Ok(false);
    }
    let all: BTreeSet<FolderId> = all.iter().copied().collect();
    let (mut total, mut lost) = (0, 0);
    let (mut bound, mut left) = (0, 0);
    for id in rows_folder::subtree(tx.conn(), root, true)?.into_iter().filter(|id| *id != root) {
        let Some(folder) = rows_folder::find(tx.conn(), id)?.filter(|folder| folder.binding.is_bound()) else { continue };
        let weight = 1 + folder.total + folder.assoc;
        total += weight;
        bound += 1;
        match all.contains(&id) {
            true => lost += weight,
            false => left += 1,
        }
    }
    let empties = doomed.told.is_empty() && bound >= 2 && left == 0 && !doomed.absent.is_empty();
    Ok(empties || lost * 100 > total * i64::from(limit.percent) && lost > i64::from(limit.count))
}

/// The server deleted a folder. Items with pending work go to Conflicts, queued messages to the Outbox, the others to where deleted
/// items go; a special folder only loses its binding. Answers whether the folder is gone.
///
/// It takes a transaction for each [`BATCH`] of what is in it. The row, and what says that the deletion was held, go with the last.
pub(super) fn delete_folder(store: &Inner, origin: Origin, memory: &SessionMemory, id: FolderId) -> Result<bool> {
    let mut done = Done::default();
    loop {
        if let Some(gone) = store.write(origin, |tx| delete_some(tx, store, memory, id, &mut done))? {
            return Ok(gone);
        }
    }
}

/// The last item and the last tombstone of a folder that were settled.
#[derive(Default)]
struct Done {
    item: i64,
    stone: i64,
}

/// One transaction of the deletion of a folder; answers `None` if there is more to do.
fn delete_some(tx: &Tx<'_>, store: &Inner, memory: &SessionMemory, id: FolderId, done: &mut Done) -> Result<Option<bool>> {
    let Some(folder) = rows_folder::find(tx.conn(), id)? else { return Ok(Some(false)) };
    let (options, case) = (ImportOptions::default(), RefCell::new(None));
    let at = Place { store, folder: &folder, options: &options, memory, case: &case, nothing_open: false };
    // Should the server have the folder again after a stop, it is to tell all that is in it.
    state::forget(tx, StateKind::Folder(id))?;
    let items =
        rows_item::query(tx.conn(), &format!("WHERE folder = ?1 AND id > ?2 ORDER BY id LIMIT {BATCH}"), (id.0, done.item))?;
    let mut room = BATCH - items.len();
    for item in items {
        done.item = item.id.0;
        tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = ?2 AND object = ?3", (id.0, held::ITEM, item.id.0))?;
        delete_item(tx, &at, put::with_base(tx, item)?)?;
    }
    if room > 0 {
        let tail = "WHERE folder = ?1 AND id > ?2 ORDER BY id LIMIT ?3";
        for stone in rows_track::tombstones(tx.conn(), tail, (id.0, done.stone, room as i64))? {
            room -= 1;
            done.stone = stone.id;
            absence::delete_stone(tx, &at, &stone)?;
        }
    }
    if room == 0 {
        return Ok(None);
    }
    delete_empty(tx, store, &folder).map(Some)
}

/// The end of a folder of which nothing is left but its row. Answers whether that is gone too.
fn delete_empty(tx: &Tx<'_>, store: &Inner, folder: &Folder) -> Result<bool> {
    let id = folder.id;
    if tx.execute("DELETE FROM held WHERE folder = ?1", [id.0])? > 0 {
        tx.note(Change::Held(id));
    }
    unfinished::forget(tx, id)?;
    came::forget(tx, id)?;
    let has_children = query_opt(tx.conn(), "SELECT 1 FROM folder WHERE parent = ?1 LIMIT 1", [id.0], |_| Ok(()))?.is_some();
    if folder.role != 0 || has_children {
        // Every store has it, or such a one is below it: it stays, unbound; the latter as new.
        let mut kept = rows_folder::find(tx.conn(), id)?.unwrap_or(folder.clone());
        kept.binding = Binding::default();
        kept.bits &= !(folder_bits::DOWNLOADED | folder_bits::EPOCH);
        (kept.pending, kept.base) = (if kept.role == 0 { Pending::NEW } else { Pending::NONE }, Bag::new());
        rows_folder::update(tx, &kept)?;
        return Ok(false);
    }
    rows_track::remember_deleted(tx, &folder_source(&store.replicas(), folder))?;
    tx.note(Change::FolderDeleted(id));
    remove_row(tx, id)?;
    Ok(true)
}

fn delete_item(tx: &Tx<'_>, at: &Place<'_>, whole: Whole) -> Result<()> {
    let item = &whole.item;
    if item.is(item_bits::SUBMITTED)
        && let Some(outbox) = rows_folder::special(tx.conn(), IOSTX_FOLDER_OUTBOX)?.filter(|outbox| *outbox != at.folder.id)
    {
        // The user said that it is to be sent.
        return absence::rehome(tx, at.store, &whole, outbox);
    }
    if !item.pending.minus(Pending::READ).minus(Pending::FLAGS).is_clean() {
        let why = "its folder was deleted on the server; this one had changes of ours";
        conflict::keep_copy(tx, at.store, item, Kind::DeletedThere, why)?;
    } else if !item.pending.is_clean() {
        let why = "flags changed here and the folder deleted on the server: deleted";
        conflict::note(tx, Kind::DeletedThere, item.folder, item.id, None, why)?;
    }
    for stone in track::sources(tx.conn(), item)? {
        // It was moved here by us: on the server it still is where it was, and comes from there again.
        if stone.binding.is_bound() {
            let why = "moved into a folder that the server deleted";
            track::want(tx, stone.folder, &stone.binding.remote_id, IOSTX_WANTED_REVERTED, 0, why)?;
        }
        rows_track::forget_deleted(tx, &stone.source_key)?;
        rows_track::drop_tombstone(tx, &stone)?;
    }
    absence::lay_aside(tx, at, whole)
}
