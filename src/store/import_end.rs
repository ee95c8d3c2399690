//! What the end of an import does with deletions by the server: the end of an epoch, and the guard against too many (semantics 7.2,
//! 7.3). Much of it takes many transactions, so that nobody waits for long; each decision stands from its first one (6.17).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::apply::Place;
use super::db::{Tx, query_opt};
use super::flags::IOSTX_WANTED_BODY;
use super::import::{Deletion, Importer};
use super::model::*;
use super::options::Direction;
use super::put;
use super::resolve::PendingCase;
use super::unfinished::Unfinished;
use super::{absence, epoch, held, rows_folder, rows_track, server_moves, track};
use crate::error::Result;

/// Where the steps of an end are taken.
pub(super) enum Steps<'a> {
    /// All of them in one transaction.
    Within(&'a Tx<'a>, &'a Place<'a>),
    /// Each batch in one of its own.
    Batches(&'a RefCell<Option<PendingCase>>),
}

/// What came of deletions by the server.
#[derive(Default)]
pub(super) struct Settled {
    pub(super) counts: [u32; 2],
    /// Some are held for the user.
    pub(super) held: bool,
    /// Of an epoch: something waits for its id all the same.
    pub(super) epoch_left_something: bool,
}

/// What the server deleted, of items that are here.
#[derive(Default)]
pub(super) struct Doomed {
    /// Whether the server said so outright, or only absence from a listing does.
    pub(super) items: BTreeMap<ItemId, bool>,
    /// What is left of items that were moved away here, and go with the server's deletion.
    pub(super) moved: Vec<Tombstone>,
    /// Items of the folder that are held already.
    held: BTreeSet<ItemId>,
}

impl Importer {
    /// Whether the end has more to do than a transaction should have.
    pub(super) fn is_more_than_a_batch(
        &self,
        epoch_listed: Option<bool>,
        expected: &[(Object, Vec<u8>)],
        deletions: &[Deletion],
    ) -> Result<bool> {
        let lost = match epoch_listed {
            Some(_) => self.store.db.read(|conn| epoch::count_lost(conn, self.folder))?,
            None => 0,
        };
        Ok(usize::try_from(lost).unwrap_or(0) + expected.len() + deletions.len() > self.batch.count())
    }

    /// Ends an epoch that was listed, and deletes, or holds if it would be too many. What a stop leaves is done with the next listing, or
    /// when the server tells it again: the blob comes after it.
    pub(super) fn settle(
        &self,
        steps: &Steps<'_>,
        epoch_listed: Option<bool>,
        expected: &[(Object, Vec<u8>)],
        deletions: &[Deletion],
    ) -> Result<Settled> {
        let (mut settled, mut doomed) = (Settled::default(), Doomed::default());
        let mut targets = deletions.to_vec();
        if let Some(associated) = epoch_listed {
            settled.held = self.settle_epoch(steps, associated, expected, &mut targets)?;
        }
        self.each(steps, &targets, |tx, at, some| self.doom(tx, at, some, &mut doomed))?;
        settled.held |= self.hold(steps, &mut doomed)?;
        self.each(steps, &doomed.moved, |tx, at, some| self.delete_doomed(tx, at, some, &[], &mut settled.counts))?;
        let items: Vec<ItemId> = doomed.items.keys().copied().collect();
        self.each(steps, &items, |tx, at, some| self.delete_doomed(tx, at, &[], some, &mut settled.counts))?;
        if epoch_listed.is_some() {
            settled.epoch_left_something = self.read_for(steps, |conn| epoch::count_lost(conn, self.folder))? > 0;
        }
        Ok(settled)
    }

    /// Runs over all of something.
    fn each<T>(&self, steps: &Steps<'_>, all: &[T], mut step: impl FnMut(&Tx<'_>, &Place<'_>, &[T]) -> Result<()>) -> Result<()> {
        match steps {
            Steps::Within(tx, at) => step(tx, at, all),
            Steps::Batches(case) => {
                all.chunks(self.batch.count()).try_for_each(|some| self.in_place(case, |tx, at| step(tx, at, some)))
            }
        }
    }

    /// Reads, without keeping writers waiting where each batch has a transaction of its own.
    fn read_for<T>(&self, steps: &Steps<'_>, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        match steps {
            Steps::Within(tx, _) => read(tx.conn()),
            Steps::Batches(_) => self.store.db.read(read),
        }
    }

    /// What a complete listing of an epoch did not show was deleted there, if enough was recognized; else it is held. Answers
    /// whether something is.
    fn settle_epoch(
        &self,
        steps: &Steps<'_>,
        associated: bool,
        expected: &[(Object, Vec<u8>)],
        targets: &mut Vec<Deletion>,
    ) -> Result<bool> {
        let shown: BTreeSet<Object> = expected.iter().map(|(object, _)| *object).collect();
        let lost = self.read_for(steps, |conn| epoch::lost_items(conn, self.folder))?;
        self.each(steps, &lost, |tx, at, some| some.iter().try_for_each(|(id, _)| self.join_lost(tx, at, *id, &shown)))?;
        let mut waiting = BTreeSet::new();
        self.each(steps, expected, |tx, _, some| self.want_expected(tx, some, &mut waiting))?;
        let lost = self.read_for(steps, |conn| epoch::lost(conn, self.folder, associated, &waiting))?;
        let holds = !lost.rest_is_deleted || self.is_holding(steps)?;
        if holds {
            self.begin_holding(steps)?;
        }
        self.each(steps, &lost.gone, |tx, _, some| {
            let stones = some.iter().map(|id| stone(tx, *id)).collect::<Result<Vec<_>>>()?;
            stones.iter().flatten().try_for_each(|stone| rows_track::drop_tombstone(tx, stone))
        })?;
        // What was handed out and not answered may be there under a name that nobody knows: it is looked for.
        let mut sure = Vec::new();
        self.each(steps, &lost.items, |tx, at, some| {
            for id in some {
                match put::load(tx, *id)? {
                    Some(old) if rows_track::is_marked(tx.conn(), Object::Item(*id))? => {
                        absence::renew_in_doubt(tx, at.store, &old)?;
                    }
                    _ => sure.push(*id),
                }
            }
            Ok(())
        })?;
        if !holds {
            targets.extend(sure.into_iter().map(|id| Deletion::Absent { id, associated }));
            targets.extend(lost.moved.into_iter().map(Deletion::LostStone));
            return Ok(false);
        }
        self.each(steps, &sure, |tx, at, some| self.hold_items(tx, at, some))?;
        self.each(steps, &lost.moved, |tx, at, some| {
            let stones = some.iter().map(|id| stone(tx, *id)).collect::<Result<Vec<_>>>()?;
            stones.iter().flatten().try_for_each(|stone| absence::keep_moved(tx, at, stone))
        })?;
        Ok(!sure.is_empty())
    }

    /// An event that was changed there has another fingerprint: its key tells. What was moved before shows up elsewhere.
    fn join_lost(&self, tx: &Tx<'_>, at: &Place<'_>, id: ItemId, shown: &BTreeSet<Object>) -> Result<()> {
        let is_lost = |item: &Item| item.folder == self.folder && item.is(item_bits::EPOCH);
        let Some(old) = put::load(tx, id)?.filter(|old| is_lost(&old.item)) else { return Ok(()) };
        let double = match shown.contains(&Object::Item(id)) {
            true => server_moves::find_holder(tx, &old.item)?,
            false => server_moves::find_double(tx, at, &old.item)?,
        };
        match double {
            Some(double) => server_moves::join(tx, at, old, &double),
            None => Ok(()),
        }
    }

    /// What was shown and never came is wanted. Adds what of ours it may be, which goes on waiting for its id.
    fn want_expected(&self, tx: &Tx<'_>, expected: &[(Object, Vec<u8>)], waiting: &mut BTreeSet<Object>) -> Result<()> {
        const CAME: &str = "SELECT 1 FROM item WHERE folder = ?1 AND remote_id = ?2 \
             UNION ALL SELECT 1 FROM tombstone WHERE folder = ?1 AND remote_id = ?2 LIMIT 1";
        const ASKED: &str = "SELECT 1 FROM wanted WHERE folder = ?1 AND remote_id = ?2";
        for (object, id) in expected {
            let is = |sql: &str| query_opt(tx.conn(), sql, (self.folder.0, id), |_| Ok(())).map(|found| found.is_some());
            if is(CAME)? || !epoch::is_lost(tx.conn(), *object)? {
                continue;
            }
            if !is(ASKED)? {
                track::want(tx, self.folder, id, IOSTX_WANTED_BODY, 0, "shown in a listing, and not fetched")?;
            }
            waiting.insert(*object);
        }
        Ok(())
    }

    /// Holds what is doomed if it is too much: nothing of it is then. A stop in the middle of that changes nothing: all that the server
    /// has deleted by the next time is held.
    fn hold(&self, steps: &Steps<'_>, doomed: &mut Doomed) -> Result<bool> {
        if doomed.items.is_empty() && doomed.moved.is_empty() {
            return Ok(false);
        }
        let folder = self.read_for(steps, |conn| rows_folder::get(conn, self.folder))?;
        let already = self.read_for(steps, |conn| absence::held_items(conn, self.folder))?;
        let held = doomed.items.keys().any(|id| already.contains(id));
        let goes_on = self.is_holding(steps)?;
        if !goes_on {
            // What is held already stays so until the user decides.
            doomed.items.retain(|id, _| !already.contains(id));
            doomed.held = already;
            if !self.read_for(steps, |conn| self.is_mass(conn, &folder, doomed))? {
                return Ok(held);
            }
        }
        self.spare_moved(steps, doomed)?;
        if !goes_on && !self.read_for(steps, |conn| self.is_mass(conn, &folder, doomed))? {
            return Ok(held);
        }
        self.begin_holding(steps)?;
        let items: Vec<ItemId> = std::mem::take(&mut doomed.items).into_keys().collect();
        self.each(steps, &items, |tx, at, some| self.hold_items(tx, at, some))?;
        let moved = std::mem::take(&mut doomed.moved);
        self.each(steps, &moved, |tx, at, some| some.iter().try_for_each(|stone| absence::keep_moved(tx, at, stone)))?;
        Ok(held || !items.is_empty())
    }

    fn is_holding(&self, steps: &Steps<'_>) -> Result<bool> {
        self.read_for(steps, |conn| Unfinished::Holding.is_open(conn, self.folder))
    }

    /// From here on all is held, until the end of an import that was told all there is. In one transaction there is nothing between.
    fn begin_holding(&self, steps: &Steps<'_>) -> Result<()> {
        match steps {
            Steps::Within(..) => Ok(()),
            Steps::Batches(case) => self.in_place(case, |tx, _| Unfinished::Holding.begin(tx, self.folder)),
        }
    }

    /// What the pass has shown elsewhere was moved there, and is no deletion.
    fn spare_moved(&self, steps: &Steps<'_>, doomed: &mut Doomed) -> Result<()> {
        let items: Vec<ItemId> = doomed.items.keys().copied().collect();
        self.each(steps, &items, |tx, at, some| {
            for id in some {
                let Some(old) = put::load(tx, *id)?.filter(|old| old.item.folder == self.folder) else { continue };
                if let Some(double) = server_moves::find_double(tx, at, &old.item)? {
                    server_moves::join(tx, at, held::shown(tx, at.store, old)?, &double)?;
                    doomed.items.remove(id);
                }
            }
            Ok(())
        })
    }

    /// Holds deletions for the user, unless the rest of the pass shows that they are moves.
    fn hold_items(&self, tx: &Tx<'_>, at: &Place<'_>, items: &[ItemId]) -> Result<()> {
        absence::hold(tx, at.store, self.folder, items)?;
        for id in items {
            if let Some(old) = put::load(tx, *id)?.filter(|old| old.item.folder == self.folder) {
                server_moves::note_vanished(at, &old);
            }
        }
        Ok(())
    }

    /// Whether these are more deletions than the guard lets pass, of what the server had in the folder: what was moved away here
    /// and not there counts too. Absence alone may not take the last of two or more.
    fn is_mass(&self, conn: &Connection, folder: &Folder, doomed: &Doomed) -> Result<bool> {
        let limit = self.options.mass_limit;
        let many = (doomed.items.len() + doomed.moved.len()) as u64;
        let absent = doomed.items.values().filter(|told| !**told).count() as u64;
        // Nothing is deleted in an archive, nor where only uploads count.
        let deletes = !matches!(folder.options.direction, Direction::Archive | Direction::Upload);
        if limit.percent == u32::MAX || !deletes || many <= u64::from(limit.count) && absent < 2 {
            return Ok(false);
        }
        let had = absence::known_to_server(conn, self.folder)? + doomed.moved.len() as u64;
        let mass = many * 100 > had * u64::from(limit.percent) && many > u64::from(limit.count);
        let left = had.saturating_sub(doomed.held.len() as u64);
        Ok(mass || absent >= 2 && absent + doomed.moved.len() as u64 >= left)
    }
}

/// A tombstone, if it is still there: of an epoch, which waits for its id no longer.
fn stone(tx: &Tx<'_>, id: i64) -> Result<Option<Tombstone>> {
    let stone = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop();
    Ok(stone.map(|stone| Tombstone { bits: stone.bits & !tombstone_bits::EPOCH, ..stone }))
}
