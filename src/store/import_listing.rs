//! Listings, in which absence means deletion, and the end of an import: what waited for it, and the guard against too many
//! deletions (semantics 7).

use std::cell::RefCell;
use std::collections::HashSet;

use super::absence;
use super::apply::Place;
use super::db::{Tx, query_opt};
use super::import::{Deletion, Finished, Importer, Listing, State};
use super::incoming::ListingScope;
use super::model::*;
use super::put;
use super::{results, rows_track, scope};
use crate::codes::IOSTX_E_UNEXPECTED;
use crate::error::{Error, Result};

impl Importer {
    pub(super) fn see(&self, remote_id: &[u8]) {
        let mut state = self.state.lock();
        if let Some(listing) = &mut state.listing {
            let hash = self.hash(remote_id);
            listing.seen.insert(hash);
        }
    }

    /// Begins a listing: until [`Importer::listing_complete`], every item that the server shows is noted, and what it does not
    /// show was deleted there.
    pub fn listing_begin(&self, scope: ListingScope) -> Result<()> {
        self.flush()?;
        let mut state = self.state.lock();
        if state.listing.is_some() {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_begin: a listing is open already"));
        }
        state.listing = Some(Listing { seen: HashSet::new(), scope });
        Ok(())
    }

    /// Ends a listing: bound items within its scope that it did not show, and with no attempt open, are deleted at the end of the
    /// table.
    pub fn listing_complete(&self) -> Result<()> {
        self.options.cancel.check()?;
        self.flush()?;
        let mut state = self.state.lock();
        let Some(listing) = state.listing.take() else {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_complete: no listing was begun"));
        };
        let mut after = Vec::new();
        loop {
            let page = self.store.db.reader(|conn| absence::bound_page(conn, self.folder, &after))?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.remote_id);
            for bound in page {
                let covered = listing.scope.covers(&bound.remote_id, bound.bits & item_bits::ASSOC != 0, bound.time);
                if covered && !bound.has_attempt && !listing.seen.contains(&self.hash(&bound.remote_id)) {
                    state.deletions.push(Deletion::Item(bound.item));
                    state.by_absence += 1;
                }
            }
        }
        self.find_absent_stones(&mut state, &listing)?;
        if self.is_in_epoch()? {
            state.epoch = true;
        }
        Ok(())
    }

    /// Tombstones of what the server no longer shows are settled.
    fn find_absent_stones(&self, state: &mut State, listing: &Listing) -> Result<()> {
        let stones = self
            .store
            .db
            .reader(|conn| rows_track::tombstones(conn, "WHERE folder = ?1 AND remote_id IS NOT NULL", [self.folder.0]))?;
        for stone in stones {
            let id = &stone.binding.remote_id;
            let timed = listing.scope.since > 0 || listing.scope.until > 0;
            let covered = listing.scope.covers(id, stone.bits & tombstone_bits::ASSOC != 0, listing.scope.since);
            // The time of what is gone is not known: a listing by time says nothing of it.
            if covered && !timed && !listing.seen.contains(&self.hash(&stone.binding.remote_id)) {
                state.deletions.push(Deletion::Stone(stone.id));
            }
        }
        Ok(())
    }

    fn is_in_epoch(&self) -> Result<bool> {
        Ok(self.store_handle().folder(self.folder)?.is(folder_bits::EPOCH))
    }

    /// Ends the import: the rest is committed, then the deletions with the blobs that stand for them. `ok`: the server's changes
    /// are complete (DNT_OK).
    pub fn finish(&self, ok: bool) -> Result<Finished> {
        let mut state = self.state.lock();
        if state.finished {
            return Ok(Finished::default());
        }
        self.flush_state(&mut state)?;
        state.finished = true;
        let listing_open = state.listing.is_some();
        let late = std::mem::take(&mut state.late);
        let deletions = std::mem::take(&mut state.deletions);
        let folder = self.store_handle().folder(self.folder)?;
        let quiet = deletions.is_empty() && late.is_empty() && !state.epoch && !self.has_leftovers(&folder, ok)?;
        if quiet {
            return Ok(Finished::default());
        }
        let case = RefCell::new(None);
        let by_absence = state.by_absence;
        let (held, deleted) = self.in_place(&case, |tx, at| {
            let mut targets = deletions.clone();
            let mut held = false;
            if state.epoch && ok && !listing_open {
                let (lost, recognized) = absence::end_epoch(tx, self.folder)?;
                if recognized {
                    targets.extend(lost.into_iter().map(Deletion::Item));
                } else {
                    absence::hold(tx, at.store, self.folder, &lost)?;
                    held = true;
                }
            }
            let deleted = self.delete(tx, at, &targets, by_absence)?;
            if !listing_open {
                late.iter().try_for_each(|step| self.take_step(tx, at, step).map(|_| ()))?;
            }
            if ok {
                results::download_completed(tx, self.folder)?;
                scope::revert(tx, at.store, at.folder)?;
                scope::sweep(tx, at.store, at.folder)?;
            }
            Ok((held || deleted.is_none(), deleted.unwrap_or_default()))
        })?;
        for (side, more) in state.counts.iter_mut().zip(deleted) {
            side.deleted += more;
        }
        Ok(Finished { deletions_held: held })
    }

    fn has_leftovers(&self, folder: &Folder, ok: bool) -> Result<bool> {
        if !ok {
            return Ok(false);
        }
        let plain = folder.options.scope == super::options::Scope::All
            && folder.options.direction != super::options::Direction::DownloadRevert;
        let waiting =
            self.store.db.reader(|conn| query_opt(conn, "SELECT 1 FROM attempt WHERE mark & 4 <> 0 LIMIT 1", [], |_| Ok(())))?;
        Ok(!folder.is(folder_bits::DOWNLOADED) || !plain || waiting.is_some())
    }

    /// Deletes, or holds if it would be too many; then `None`.
    fn delete(&self, tx: &Tx<'_>, at: &Place<'_>, targets: &[Deletion], by_absence: usize) -> Result<Option<[u32; 2]>> {
        let mut doomed: Vec<ItemId> =
            targets.iter().filter_map(|target| if let Deletion::Item(id) = target { Some(*id) } else { None }).collect();
        doomed.sort_unstable();
        doomed.dedup();
        let total = (at.folder.total + at.folder.assoc).max(0) as u64;
        let limit = self.options.mass_limit;
        let many = doomed.len() as u64;
        let mass = many * 100 > total * u64::from(limit.percent) && many > u64::from(limit.count);
        let empties = by_absence as u64 >= total && total >= 2 && by_absence > 0;
        let archive = at.folder.options.direction == super::options::Direction::Archive;
        let held = (mass || empties) && !archive;
        for target in targets {
            if let Deletion::Stone(id) = target
                && let Some(stone) = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop()
            {
                absence::delete_stone(tx, at, &stone)?;
            }
        }
        if held {
            absence::hold(tx, at.store, self.folder, &doomed)?;
            return Ok(None);
        }
        let mut deleted = [0; 2];
        for id in doomed {
            let Some(whole) = put::load(tx, id)?.filter(|whole| whole.item.folder == self.folder) else { continue };
            let side = usize::from(whole.item.is(item_bits::ASSOC));
            deleted[side] += u32::from(absence::delete_by_server(tx, at, whole)?);
        }
        Ok(Some(deleted))
    }
}
