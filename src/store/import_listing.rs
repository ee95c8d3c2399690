//! Listings, in which absence means deletion, and the end of an import: what waited for it, and the guard against too many
//! deletions (semantics 7).

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use rusqlite::Connection;

use super::apply::Place;
use super::db::{Durable, Tx, query_all, query_opt};
use super::env::FileTime;
use super::events::Origin;
use super::import::{Deletion, Finished, Importer, State};
use super::import_end::{Doomed, Steps};
use super::incoming::ListingScope;
use super::model::*;
use super::options::{Direction, Scope};
use super::put;
use super::unfinished::Unfinished;
use super::{absence, elsewhere, epoch, results, rows_folder, rows_track, scope, track, whereabouts};
use crate::codes::IOSTX_E_UNEXPECTED;
use crate::error::{Error, Result};

/// An open listing.
pub(super) struct Listing {
    /// What was bound when it began and was not shown so far: hashes of the remote ids, and whose they were.
    unseen: HashMap<u64, Holder>,
    /// What had been uploaded when it began, under ids that the server did not tell; and whether each is associated.
    untold: Vec<(ItemId, bool)>,
    /// The tombstones that there were then of uploads that were not answered.
    doubtful: BTreeSet<i64>,
    scope: ListingScope,
}

/// Whose a remote id is: the number of an item, also of one that was deleted or moved away here; 0: only to be fetched.
type Holder = i64;

impl Listing {
    /// What it has shown of ids says nothing any more: the server voided them.
    pub(super) fn forget(&mut self) {
        self.unseen.clear();
        self.untold.clear();
        self.doubtful.clear();
    }
}

impl Importer {
    /// Notes that the server has an item of this id.
    pub(super) fn see(&self, remote_id: &[u8]) {
        if let Some(listing) = &mut self.state.lock().listing {
            listing.unseen.remove(&self.hash(remote_id));
        }
    }

    /// Whether the open listing did not show the id, which was this one's when it began.
    fn misses(&self, listing: &Listing, remote_id: &[u8], holder: Holder) -> bool {
        listing.unseen.get(&self.hash(remote_id)) == Some(&holder)
    }

    /// Begins a listing: until [`Importer::listing_complete`], every item that the server shows is noted, and what it does not
    /// show was deleted there.
    pub fn listing_begin(&self, scope: ListingScope) -> Result<()> {
        self.flush()?;
        let mut state = self.state.lock();
        if state.listing.is_some() {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_begin: a listing is open already"));
        }
        let mut unseen = HashMap::new();
        for sql in KNOWN_IDS {
            let mut after = Vec::new();
            loop {
                let page: Vec<(Vec<u8>, Holder)> = self
                    .store
                    .db
                    .reader(|conn| query_all(conn, sql, (self.folder.0, &after), |row| Ok((row.get(0)?, row.get(1)?))))?;
                let Some((last, _)) = page.last() else { break };
                after.clone_from(last);
                unseen.extend(page.iter().map(|(id, holder)| (self.hash(id), *holder)));
            }
        }
        let untold = self.store.db.reader(|conn| untold(conn, self.folder))?;
        let doubtful = self.store.db.reader(|conn| whereabouts::doubtful(conn, self.folder))?;
        state.listing = Some(Listing { unseen, untold, doubtful, scope });
        Ok(())
    }

    /// Ends a listing: items within its scope that were bound when it began, that it did not show, and with no attempt open, are
    /// deleted at the end of the table. One that names all normal items ends an epoch.
    pub fn listing_complete(&self) -> Result<()> {
        self.options.cancel.check()?;
        self.flush()?;
        let mut state = self.state.lock();
        let Some(listing) = state.listing.take() else {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_complete: no listing was begun"));
        };
        let mut after = Vec::new();
        loop {
            let page = self.store.db.reader(|conn| bound_page(conn, self.folder, &after))?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.remote_id);
            for bound in page {
                let covered = listing.scope.covers(&bound.remote_id, bound.bits & item_bits::ASSOC != 0, bound.time);
                if covered && self.misses(&listing, &bound.remote_id, bound.item.0) {
                    let associated = bound.bits & item_bits::ASSOC != 0;
                    state.deletions.push(match bound.has_attempt {
                        true => Deletion::InDoubt(bound.item),
                        false => Deletion::Absent { id: bound.item, associated },
                    });
                }
            }
        }
        self.find_absent_stones(&mut state, &listing)?;
        self.find_absent_wanted(&mut state, &listing)?;
        if listing.scope.is_whole() {
            let listed = listing.untold.iter().filter(|(_, associated)| listing.scope.associated || !associated);
            state.deletions.extend(listed.map(|(id, _)| Deletion::Untold(*id)));
        }
        let in_epoch = self.is_in_epoch()? || self.store.db.reader(|conn| epoch::waits(conn, self.folder))?;
        if listing.scope.is_whole() && in_epoch {
            state.epoch_listed = Some(listing.scope.associated);
        }
        Ok(())
    }

    /// Tombstones of what the server no longer shows are settled.
    fn find_absent_stones(&self, state: &mut State, listing: &Listing) -> Result<()> {
        let stones = self
            .store
            .db
            .reader(|conn| rows_track::tombstones(conn, "WHERE folder = ?1 AND remote_id IS NOT NULL", [self.folder.0]))?;
        if listing.scope.is_whole() {
            // What was uploaded without an answer and has not shown up is not there, unless it is something that was not fetched.
            let (doubtful, unknown) = self.store.db.read(|conn| {
                Ok((whereabouts::doubtful(conn, self.folder)?, whereabouts::is_anything_unknown(conn, self.folder)?))
            })?;
            if !unknown {
                state.deletions.extend(doubtful.intersection(&listing.doubtful).copied().map(Deletion::Stone));
            }
        }
        for stone in stones {
            let id = &stone.binding.remote_id;
            let timed = listing.scope.since > 0 || listing.scope.until > 0;
            let covered = listing.scope.covers(id, stone.bits & tombstone_bits::ASSOC != 0, listing.scope.since);
            // The time of what is gone is not known: a listing by time says nothing of it.
            if covered && !timed && self.misses(listing, id, stone.item.0) {
                state.deletions.push(Deletion::Stone(stone.id));
            }
        }
        Ok(())
    }

    /// What was to be fetched and is gone from the server is not waited for.
    fn find_absent_wanted(&self, state: &mut State, listing: &Listing) -> Result<()> {
        if listing.scope.since > 0 || listing.scope.until > 0 {
            return Ok(());
        }
        let wanted: Vec<Vec<u8>> = self
            .store
            .db
            .reader(|conn| query_all(conn, "SELECT remote_id FROM wanted WHERE folder = ?1", [self.folder.0], |row| row.get(0)))?;
        let gone =
            wanted.into_iter().filter(|id| listing.scope.covers(id, false, 0) && listing.unseen.contains_key(&self.hash(id)));
        state.deletions.extend(gone.map(Deletion::Wanted));
        Ok(())
    }

    pub(super) fn is_in_epoch(&self) -> Result<bool> {
        Ok(self.store_handle().folder(self.folder)?.is(folder_bits::EPOCH))
    }

    /// Ends the import: the rest is committed, then the deletions with the blobs that stand for them. `ok`: the server's changes
    /// are complete (DNT_OK).
    pub fn finish(&self, ok: bool) -> Result<Finished> {
        let mut state = self.state.lock();
        if state.finished {
            return Ok(Finished::default());
        }
        let more = !state.deletions.is_empty() || !state.late.is_empty() || state.epoch_listed.is_some();
        self.flush_queue(&mut state.queue, if more { Durable::WithTheNext } else { Durable::AtOnce })?;
        state.finished = true;
        let listing_open = state.listing.is_some();
        let late = std::mem::take(&mut state.late);
        let deletions = std::mem::take(&mut state.deletions);
        let expected = std::mem::take(&mut state.expected);
        let folder = self.store_handle().folder(self.folder)?;
        if ok && !listing_open {
            self.memory().tell(self.folder);
        }
        let was_holding = self.store.db.reader(|conn| Unfinished::Holding.is_open(conn, self.folder))?;
        let quiet = !(ok && was_holding)
            && deletions.is_empty()
            && late.is_empty()
            && state.epoch_listed.is_none()
            && !self.has_leftovers(&folder, ok)?;
        if quiet {
            return self.store.db.settle().map(|()| Finished::default());
        }
        let case = RefCell::new(None);
        let epoch_listed = state.epoch_listed.filter(|_| !listing_open);
        let settle = |steps: &Steps<'_>| self.settle(steps, epoch_listed, &expected, &deletions);
        // What is too much for one transaction goes ahead of the last, which the blobs come with.
        let ahead = match self.is_more_than_a_batch(epoch_listed, &expected, &deletions)? {
            true => Some(settle(&Steps::Batches(&case))?),
            false => None,
        };
        let (settled, mut joined) = self.in_place(&case, |tx, at| {
            let settled = match ahead {
                Some(settled) => settled,
                None => settle(&Steps::Within(tx, at))?,
            };
            if epoch_listed.is_some() {
                epoch::end(tx, self.folder, settled.epoch_left_something)?;
            }
            if ok && !listing_open || !was_holding {
                Unfinished::Holding.end(tx, self.folder)?;
            }
            // A blob stands for all of a listing, and in an epoch for nothing less.
            if !listing_open && !rows_folder::get(tx.conn(), self.folder)?.is(folder_bits::EPOCH) {
                late.iter().try_for_each(|step| self.take_step(tx, at, step).map(|_| ()))?;
            }
            let mut joined = None;
            if ok {
                results::download_completed(tx, at.store, self.folder, &self.asked)?;
                scope::revert(tx, at.store, at.folder)?;
                joined = elsewhere::join_told(tx, at, ItemId(0), self.batch.count())?;
            }
            Ok((settled, joined))
        })?;
        while let Some(last) = joined {
            joined = self.in_place(&case, |tx, at| elsewhere::join_told(tx, at, last, self.batch.count()))?;
        }
        state.queue.add_deleted(settled.counts);
        if ok {
            scope::sweep(&self.store, self.folder, Origin::Import)?;
        }
        // The last transaction may have changed nothing.
        self.store.db.settle()?;
        Ok(Finished { deletions_held: settled.held })
    }

    fn has_leftovers(&self, folder: &Folder, ok: bool) -> Result<bool> {
        if !ok {
            return Ok(false);
        }
        let plain = folder.options.scope == Scope::All && folder.options.direction != Direction::DownloadRevert;
        let waiting =
            self.store.db.reader(|conn| query_opt(conn, "SELECT 1 FROM attempt WHERE mark & 4 <> 0 LIMIT 1", [], |_| Ok(())))?;
        Ok(!folder.is(folder_bits::DOWNLOADED)
            || !plain
            || waiting.is_some()
            || self.store.db.reader(elsewhere::is_anything_to_join)?)
    }

    pub(super) fn delete_doomed(
        &self,
        tx: &Tx<'_>,
        at: &Place<'_>,
        moved: &[Tombstone],
        items: &[ItemId],
        counts: &mut [u32; 2],
    ) -> Result<()> {
        moved.iter().try_for_each(|stone| absence::delete_stone(tx, at, stone))?;
        for id in items {
            let Some(whole) = put::load(tx, *id)?.filter(|whole| absence::is_of_server(&whole.item, self.folder)) else { continue };
            let side = usize::from(whole.item.is(item_bits::ASSOC));
            counts[side] += u32::from(absence::delete_by_server(tx, at, whole)?);
        }
        Ok(())
    }

    /// Adds what of the targets takes something of ours with it; all else is settled at once.
    pub(super) fn doom(&self, tx: &Tx<'_>, at: &Place<'_>, targets: &[Deletion], doomed: &mut Doomed) -> Result<()> {
        let (mut stones, mut lost) = (BTreeSet::new(), BTreeSet::new());
        for target in targets {
            match target {
                Deletion::Item { id, .. } | Deletion::Absent { id, .. } => {
                    let told = matches!(target, Deletion::Item { .. });
                    *doomed.items.entry(*id).or_default() |= told;
                }
                Deletion::Stone(id) => drop(stones.insert(*id)),
                Deletion::InDoubt(id) => absence::miss_in_doubt(tx, at, *id)?,
                Deletion::LostStone(id) => {
                    lost.insert(*id);
                    stones.insert(*id);
                }
                Deletion::Untold(id) => absence::miss_untold(tx, at, *id)?,
                Deletion::Wanted(id) => track::unwant(tx, self.folder, id)?,
            }
        }
        for id in stones {
            let Some(mut stone) = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop() else { continue };
            if lost.contains(&id) {
                stone.bits &= !tombstone_bits::EPOCH;
            }
            match absence::takes_item(tx, &stone)? {
                true => doomed.moved.push(stone),
                false => absence::delete_stone(tx, at, &stone)?,
            }
        }
        Ok(())
    }
}

/// The remote ids that a folder knows: only wanted, of tombstones, of items. Each is asked a page at a time.
const KNOWN_IDS: [&str; 3] = [
    "SELECT remote_id, 0 FROM wanted WHERE folder = ?1 AND remote_id > ?2 ORDER BY remote_id LIMIT 4096",
    "SELECT remote_id, item FROM tombstone WHERE folder = ?1 AND remote_id > ?2 ORDER BY remote_id LIMIT 4096",
    "SELECT remote_id, id FROM item WHERE folder = ?1 AND remote_id > ?2 ORDER BY remote_id LIMIT 4096",
];

/// The items of a folder that were uploaded under ids that the server did not tell.
fn untold(conn: &Connection, folder: FolderId) -> Result<Vec<(ItemId, bool)>> {
    let sql = "SELECT item.id, bits & 1 FROM attempt JOIN item ON item.id = object \
               WHERE kind = 1 AND mark & ?2 <> 0 AND folder = ?1 AND remote_id IS NULL";
    query_all(conn, sql, (folder.0, marks::UNBOUND), |row| Ok((ItemId(row.get(0)?), row.get(1)?)))
}

/// A bound item, as far as a listing needs it.
struct Bound {
    item: ItemId,
    remote_id: Vec<u8>,
    bits: u32,
    time: FileTime,
    has_attempt: bool,
}

/// The bound items of a folder, a page at a time, in the order of their remote ids.
fn bound_page(conn: &Connection, folder: FolderId, after: &[u8]) -> Result<Vec<Bound>> {
    query_all(
        conn,
        "SELECT item.id, remote_id, bits, sort_time, object IS NOT NULL FROM item \
         LEFT JOIN attempt ON attempt.kind = 1 AND object = item.id AND mark & 3 <> 0 \
         WHERE folder = ?1 AND remote_id > ?2 ORDER BY remote_id LIMIT 4096",
        (folder.0, after),
        |row| {
            Ok(Bound {
                item: ItemId(row.get(0)?),
                remote_id: row.get(1)?,
                bits: row.get(2)?,
                time: row.get::<_, i64>(3)? as u64,
                has_attempt: row.get(4)?,
            })
        },
    )
}
