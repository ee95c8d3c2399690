//! Importing by remote id: flags, deletions, moves, state blobs.

use rusqlite::Connection;

use super::apply::{Applied, Place};
use super::conflict::{self, Kind};
use super::db::{Tx, query_opt};
use super::flags::IOSTX_WANTED_UNKNOWN;
use super::identity::item_source;
use super::import::{Deletion, Importer};
use super::incoming::*;
use super::items::check_length;
use super::model::*;
use super::put::{self, Whole};
use super::staging::Step;
use super::state::StateKind;
use super::{absence, claims, epoch, held, rows_item, rows_track, track};
use crate::codes::*;
use crate::error::Result;

impl Importer {
    /// Imports flags, keywords and versions by remote id, without content. Each answers on its own: MAPI_E_NOT_FOUND for an
    /// item that was never here, which goes on the wanted list.
    pub fn import_flags(&self, entries: &[ImportFlags]) -> Result<Vec<i32>> {
        self.options.cancel.check()?;
        for entry in entries {
            check_length("remote id", &entry.binding.remote_id)?;
            check_length("remote version", &entry.binding.remote_version)?;
        }
        self.flush_if_touched(entries.iter().map(|entry| entry.binding.remote_id.as_slice()))?;
        let known: Vec<bool> = self.store.db.read(|conn| {
            let known = entries.iter().map(|entry| is_known(conn, self.folder, &entry.binding.remote_id));
            known.collect::<Result<_>>()
        })?;
        let mut codes = Vec::with_capacity(entries.len());
        for (entry, known) in entries.iter().zip(known) {
            self.see(&entry.binding.remote_id);
            if !known {
                let text = "the server told its flags, and it is not known here".into();
                let remote_id = entry.binding.remote_id.clone();
                self.stage(Step::Want { remote_id, why: IOSTX_WANTED_UNKNOWN, code: 0, text }, 64)?;
                codes.push(IOSTX_MAPI_E_NOT_FOUND);
                continue;
            }
            let incoming = Incoming {
                binding: entry.binding.clone(),
                flags: (entry.set, entry.clear),
                keywords: entry.keywords.clone(),
                flags_only: true,
                ..Incoming::default()
            };
            self.stage_change(incoming)?;
            codes.push(IOSTX_S_OK);
        }
        Ok(codes)
    }

    /// The server deleted items. Unknown ids are passed over. Done at the end of the table.
    pub fn delete_remote(&self, ids: &[&[u8]]) -> Result<()> {
        self.options.cancel.check()?;
        self.flush_if_touched(ids.iter().copied())?;
        let mut found = Vec::new();
        self.store.db.read(|conn| {
            for id in ids {
                check_length("remote id", id)?;
                if let Some(item) = rows_item::by_remote(conn, self.folder, id)? {
                    found.push(Deletion::Item { id: item.id, associated: item.is(item_bits::ASSOC) });
                }
                let stones = rows_track::stones_by_remote(conn, self.folder, id)?;
                found.extend(stones.iter().map(|stone| Deletion::Stone(stone.id)));
                let wanted = "SELECT remote_id FROM wanted WHERE folder = ?1 AND remote_id = ?2";
                found.extend(super::db::query_all(conn, wanted, (self.folder.0, id), |row| row.get(0).map(Deletion::Wanted))?);
            }
            Ok(())
        })?;
        self.state.lock().deletions.extend(found);
        Ok(())
    }

    /// The server deleted all items whose remote id is from `first` to `last`, both included, compared byte by byte; an empty one
    /// leaves that end open.
    pub fn delete_remote_range(&self, first: &[u8], last: &[u8]) -> Result<()> {
        self.options.cancel.check()?;
        check_length("first", first)?;
        check_length("last", last)?;
        self.flush()?;
        let found = self.store.db.read(|conn| {
            let range = (self.folder.0, first, last);
            let mut found = super::db::query_all(
                conn,
                "SELECT id, bits & 1 FROM item WHERE folder = ?1 AND remote_id >= ?2 AND (?3 = x'' OR remote_id <= ?3)",
                range,
                |row| Ok(Deletion::Item { id: ItemId(row.get(0)?), associated: row.get(1)? }),
            )?;
            found.extend(super::db::query_all(
                conn,
                "SELECT id FROM tombstone WHERE folder = ?1 AND remote_id >= ?2 AND (?3 = x'' OR remote_id <= ?3)",
                range,
                |row| row.get(0).map(Deletion::Stone),
            )?);
            found.extend(super::db::query_all(
                conn,
                "SELECT remote_id FROM wanted WHERE folder = ?1 AND remote_id >= ?2 AND (?3 = x'' OR remote_id <= ?3)",
                range,
                |row| row.get(0).map(Deletion::Wanted),
            )?);
            Ok(found)
        })?;
        self.state.lock().deletions.extend(found);
        Ok(())
    }

    /// The server moved an item here, out of another folder or from another id.
    pub fn move_remote(&self, source: FolderId, source_id: &[u8], dest: Binding) -> Result<()> {
        self.options.cancel.check()?;
        check_length("remote id", source_id)?;
        check_length("remote id", &dest.remote_id)?;
        self.see(&dest.remote_id);
        self.flush_if_touched([source_id].into_iter())?;
        self.stage(Step::Move { source, source_id: source_id.to_vec(), dest }, 256)
    }

    /// The state blob of the folder, for all imports made so far.
    pub fn set_state_blob(&self, blob: &[u8]) -> Result<()> {
        self.set_state(StateKind::Folder(self.folder), blob)
    }

    /// The state blob of the account below `root`, for all imports made so far.
    pub fn set_account_blob(&self, root: FolderId, blob: &[u8]) -> Result<()> {
        self.set_state(StateKind::Account(root), blob)
    }

    fn set_state(&self, kind: StateKind, blob: &[u8]) -> Result<()> {
        super::state::check_blob(blob)?;
        // In an epoch it stands for the listing that ends it.
        let epoch = self.is_in_epoch()?;
        let mut state = self.state.lock();
        let step = Step::State(kind, blob.to_vec());
        if !state.deletions.is_empty() || state.listing.is_some() || epoch {
            state.late.push(step);
            return Ok(());
        }
        drop(state);
        self.stage(step, blob.len())
    }

    /// Opens an epoch: see [`super::Store::begin_epoch`].
    pub fn begin_epoch(&self) -> Result<()> {
        self.flush()?;
        epoch::begin(&self.store, self.folder, self.batch.count())?;
        let mut state = self.state.lock();
        // What an open listing has shown of the old ids says nothing any more.
        if let Some(listing) = &mut state.listing {
            listing.forget();
        }
        state.epoch_listed = None;
        state.expected.clear();
        Ok(())
    }
}

/// Whether a remote id is that of an item of the folder, or of one that was deleted or moved away here.
fn is_known(conn: &Connection, folder: FolderId, id: &[u8]) -> Result<bool> {
    let stone = "SELECT 1 FROM tombstone WHERE folder = ?1 AND remote_id = ?2 LIMIT 1";
    Ok(rows_item::by_remote(conn, folder, id)?.is_some() || query_opt(conn, stone, (folder.0, id), |_| Ok(()))?.is_some())
}

/// The server moved an item: it comes here with its id, body and pending work. The server's place wins over ours.
pub(super) fn move_remote(
    tx: &Tx<'_>,
    at: &Place<'_>,
    source: FolderId,
    source_id: &[u8],
    dest: &Binding,
) -> Result<Option<Applied>> {
    if let Some(item) = rows_item::by_remote(tx.conn(), source, source_id)? {
        return place_item(tx, at, put::with_base(tx, item)?, dest).map(Some);
    }
    let stone = rows_track::stones_by_remote(tx.conn(), source, source_id)?.pop();
    match stone {
        Some(stone) if stone.moved => match undo_move(tx, at, stone)? {
            Some(home) => place_item(tx, at, home, dest).map(Some),
            None => Ok(None),
        },
        Some(stone) => {
            let there = Tombstone { binding: dest.clone(), ..stone.clone() };
            follow(tx, at, &stone, there).map(|()| Some(Applied::Ignored))
        }
        None => {
            let text = "moved on the server, and not known here";
            track::want(tx, at.folder.id, &dest.remote_id, IOSTX_WANTED_UNKNOWN, 0, text).map(|()| None)
        }
    }
}

fn place_item(tx: &Tx<'_>, at: &Place<'_>, old: Whole, dest: &Binding) -> Result<Applied> {
    let old = held::shown(tx, at.store, old)?;
    remove_double(tx, at, &dest.remote_id, old.item.id)?;
    let mut new = old.clone();
    new.item.put(item_bits::EPOCH, false);
    new.item.binding.remote_id.clone_from(&dest.remote_id);
    if !dest.remote_version.is_empty() {
        new.item.binding.remote_version.clone_from(&dest.remote_version);
    }
    if old.item.folder != at.folder.id {
        new.item.folder = at.folder.id;
        rows_track::remember_deleted(tx, &item_source(&at.store.replicas(), &old.item))?;
        new.item.source_key = Some(track::new_source_key(tx, at.store)?);
    }
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    Ok(Applied::Changed(new.item.id))
}

/// Takes a move of ours back, since the server moved the item too. Answers the item, where we had moved it, if it is still here.
pub(super) fn undo_move(tx: &Tx<'_>, at: &Place<'_>, stone: Tombstone) -> Result<Option<Whole>> {
    let Some(old) = put::load(tx, stone.item)? else { return Ok(None) };
    conflict::note(tx, Kind::Moves, at.folder.id, stone.item, None, "moved on both sides; the server's place stands")?;
    rows_track::drop_tombstone(tx, &stone)?;
    track::end_moves(tx, &old.item)?;
    rows_track::drop_attempt(tx, Object::Item(stone.item))?;
    let mut home = old.clone();
    home.item.pending = old.item.pending.minus(Pending::MOVED);
    home.item.binding.remote_version.clone_from(&stone.binding.remote_version);
    put::replace(tx, at.store, &old, &mut home, Vec::new())?;
    Ok(Some(home))
}

/// What was seen in this folder under the id that an item is moved to is that item: what was here first goes. What was moved away
/// from here was replaced on the server, or has come back.
fn remove_double(tx: &Tx<'_>, at: &Place<'_>, remote_id: &[u8], moved: ItemId) -> Result<()> {
    let left = rows_track::stones_by_remote(tx.conn(), at.folder.id, remote_id)?;
    for stone in left {
        match stone.item == moved {
            true => rows_track::drop_tombstone(tx, &stone)?,
            false => absence::keep_moved(tx, at, &stone)?,
        }
    }
    let double = rows_item::by_remote(tx.conn(), at.folder.id, remote_id)?.filter(|double| double.id != moved);
    let Some(double) = double else { return Ok(()) };
    let double = put::with_base(tx, double)?;
    if double.item.pending.any(Pending::PROPS.plus(Pending::CONTENT)) {
        let why = "the server moved another item onto it; this one was changed here";
        conflict::keep_copy(tx, at.store, &double.item, Kind::Moves, why)?;
    }
    put::remove(tx, at.store, &double)
}

/// Deleted here and moved on the server: the deletion follows the item.
pub(super) fn follow(tx: &Tx<'_>, at: &Place<'_>, stone: &Tombstone, mut there: Tombstone) -> Result<()> {
    rows_track::drop_tombstone(tx, stone)?;
    let id = &there.binding.remote_id;
    if rows_item::by_remote(tx.conn(), at.folder.id, id)?.is_some_and(|copy| copy.id == stone.item) {
        // The original went onto the copy that was moved there from here: nothing is left to delete.
        return Ok(());
    }
    remove_double(tx, at, id, stone.item)?;
    (there.id, there.folder) = (0, at.folder.id);
    there.bits &= !tombstone_bits::HELD;
    claims::leave(tx, &mut there)
}
