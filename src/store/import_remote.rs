//! Importing by remote id: flags, deletions, moves, state blobs.

use super::absence;
use super::apply::{Applied, Place};
use super::db::Tx;
use super::events::Origin;
use super::import::{Deletion, Importer, Step, want_failed};
use super::incoming::*;
use super::items::check_length;
use super::model::*;
use super::put;
use super::state::StateKind;
use super::{rows_item, rows_track};
use crate::codes::*;
use crate::error::Result;

impl Importer {
    /// Imports flags, keywords and versions by remote id, without content. Each answers on its own: MAPI_E_NOT_FOUND for an
    /// item that is not here.
    pub fn import_flags(&self, entries: &[ImportFlags]) -> Result<Vec<i32>> {
        self.options.cancel.check()?;
        self.flush_if_touched(entries.iter().map(|entry| entry.binding.remote_id.as_slice()))?;
        let known: Vec<bool> = self.store.db.read(|conn| {
            let known =
                entries.iter().map(|entry| Ok(rows_item::by_remote(conn, self.folder, &entry.binding.remote_id)?.is_some()));
            known.collect::<Result<_>>()
        })?;
        let mut codes = Vec::with_capacity(entries.len());
        for (entry, known) in entries.iter().zip(known) {
            check_length("remote id", &entry.binding.remote_id)?;
            self.see(&entry.binding.remote_id);
            let incoming = Incoming {
                binding: entry.binding.clone(),
                flags: (entry.set, entry.clear),
                keywords: entry.keywords.clone(),
                flags_only: true,
                ..Incoming::default()
            };
            self.stage_change(incoming)?;
            codes.push(if known { IOSTX_S_OK } else { IOSTX_MAPI_E_NOT_FOUND });
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
                    found.push(Deletion::Item(item.id));
                }
                let stones = rows_track::tombstones(conn, "WHERE folder = ?1 AND remote_id = ?2", (self.folder.0, id))?;
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
                "SELECT id FROM item WHERE folder = ?1 AND remote_id >= ?2 AND (?3 = x'' OR remote_id <= ?3)",
                range,
                |row| row.get(0).map(|id| Deletion::Item(ItemId(id))),
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
        let mut state = self.state.lock();
        let step = Step::State(kind, blob.to_vec());
        if !state.deletions.is_empty() || state.listing.is_some() {
            state.late.push(step);
            return Ok(());
        }
        drop(state);
        self.stage(step, blob.len())
    }

    /// Opens an epoch: see [`super::Store::begin_epoch`].
    pub fn begin_epoch(&self) -> Result<()> {
        self.flush()?;
        self.store.write(Origin::Import, |tx| absence::begin_epoch(tx, self.folder))?;
        let mut state = self.state.lock();
        // What an open listing has shown of the old ids says nothing any more.
        if let Some(listing) = &mut state.listing {
            listing.unseen.clear();
        }
        state.epoch_listed = None;
        Ok(())
    }
}

/// The server moved an item: it comes here with its id, body and pending work. The server's place wins over ours.
pub(super) fn move_remote(
    tx: &Tx<'_>,
    at: &Place<'_>,
    source: FolderId,
    source_id: &[u8],
    dest: &Binding,
) -> Result<Option<Applied>> {
    let item = match rows_item::by_remote(tx.conn(), source, source_id)? {
        Some(item) => Some(item),
        None => {
            let stone = rows_track::tombstones(tx.conn(), "WHERE folder = ?1 AND remote_id = ?2", (source.0, source_id))?.pop();
            return match stone {
                Some(stone) => move_stone(tx, at, stone, dest).map(Some),
                None => want_failed(tx, at.folder.id, &dest.remote_id, 0, "moved on the server, and not known here").map(|()| None),
            };
        }
    };
    let Some(item) = item else { return Ok(None) };
    place_item(tx, at, put::with_base(tx, item)?, dest).map(Some)
}

fn place_item(tx: &Tx<'_>, at: &Place<'_>, old: super::put::Whole, dest: &Binding) -> Result<Applied> {
    if let Some(double) = rows_item::by_remote(tx.conn(), at.folder.id, &dest.remote_id)?.filter(|double| double.id != old.item.id)
    {
        // Both sightings are one item: the one that was here first in this folder goes.
        let double = put::with_base(tx, double)?;
        put::remove(tx, at.store, &double)?;
    }
    let mut new = old.clone();
    new.item.folder = at.folder.id;
    new.item.binding = Binding {
        remote_id: dest.remote_id.clone(),
        remote_version: if dest.remote_version.is_empty() {
            old.item.binding.remote_version.clone()
        } else {
            dest.remote_version.clone()
        },
    };
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    Ok(Applied::Changed(new.item.id))
}

/// Moved on the server what was moved or deleted here.
fn move_stone(tx: &Tx<'_>, at: &Place<'_>, mut stone: Tombstone, dest: &Binding) -> Result<Applied> {
    if stone.moved {
        let Some(old) = put::load(tx, stone.item)? else { return Ok(Applied::Ignored) };
        super::conflict::note(
            tx,
            super::conflict::Kind::Moves,
            at.folder.id,
            stone.item,
            None,
            "moved on both sides; the server's place stands",
        )?;
        rows_track::drop_tombstone(tx, &stone)?;
        let mut home = old.clone();
        home.item.pending = old.item.pending.minus(Pending::MOVED);
        home.item.binding.remote_version.clone_from(&stone.binding.remote_version);
        put::replace(tx, at.store, &old, &mut home, Vec::new())?;
        return place_item(tx, at, home, dest);
    }
    // Deleted here: the deletion follows the item.
    rows_track::drop_tombstone(tx, &stone)?;
    (stone.id, stone.folder, stone.binding) = (0, at.folder.id, dest.clone());
    rows_track::put_tombstone(tx, &mut stone)?;
    Ok(Applied::Ignored)
}
