//! What a sink has taken and not yet committed. It is committed in short transactions by count, bytes or time, in the order in
//! which it came, and never while the agent has control (semantics 6.12).

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::apply::{self, Applied, Place};
use super::contents::Staged;
use super::db::{Durable, Tx, query_opt};
use super::env::{FileTime, SECOND};
use super::events::Origin;
use super::filter::Filter;
use super::flags::IOSTX_WANTED_FAILED;
use super::import::{Importer, want_failed};
use super::import_ics::{MoveKeys, move_keys};
use super::import_remote::move_remote;
use super::incoming::*;
use super::items::is_of_one_item;
use super::model::*;
use super::options::Policy;
use super::resolve::{ASK_FIRST, PendingCase};
use super::settings::Settings;
use super::state::{StateKind, put_state};
use super::{came, epoch, expunge, identity, message, rows_folder, rows_item, track};
use crate::codes::IOSTX_MAPI_E_INVALID_OBJECT;
use crate::error::{Error, Result};

/// How much is staged before it is committed.
#[derive(Clone, Copy)]
pub(super) struct Batch {
    count: usize,
    bytes: usize,
    time: FileTime,
}

/// A commit of so many bytes leaves much in memory.
const LARGE: usize = 1 << 20;
/// So small that a writer of an app never waits 50 ms.
const BACKGROUND: Batch = Batch { count: 32, bytes: 512 << 10, time: SECOND / 50 };

impl Batch {
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn of(settings: &Settings, background: bool) -> Self {
        let batch = Batch {
            count: settings.batch_items as usize,
            bytes: usize::try_from(settings.batch_bytes).unwrap_or(usize::MAX),
            time: u64::from(settings.batch_ms) * (SECOND / 1000),
        };
        match background {
            true => Batch {
                count: batch.count.min(BACKGROUND.count),
                bytes: batch.bytes.min(BACKGROUND.bytes),
                time: batch.time.min(BACKGROUND.time),
            },
            false => batch,
        }
    }
}

/// One staged step.
#[derive(Clone)]
pub(super) enum Step {
    Change(Box<Incoming>),
    Move {
        source: FolderId,
        source_id: Vec<u8>,
        dest: Binding,
    },
    MoveKeys(Box<MoveKeys>),
    /// `why`: IOSTX_WANTED_*.
    Want {
        remote_id: Vec<u8>,
        why: u32,
        code: i32,
        text: String,
    },
    State(StateKind, Vec<u8>),
}

impl Step {
    /// The remote ids and source keys of the folder that it is about.
    fn ids(&self) -> impl Iterator<Item = &[u8]> {
        let none: &[u8] = &[];
        let ids = match self {
            Step::Change(incoming) => {
                [incoming.binding.remote_id.as_slice(), incoming.source_key.as_ref().map_or(none, |key| key.as_bytes())]
            }
            Step::Move { source_id, dest, .. } => [source_id.as_slice(), dest.remote_id.as_slice()],
            Step::MoveKeys(keys) => [keys.source_message.as_slice(), keys.dest_message.as_slice()],
            Step::Want { remote_id, .. } => [remote_id.as_slice(), none],
            Step::State(..) => [none, none],
        };
        ids.into_iter().filter(|id| !id.is_empty())
    }

    /// The version that the ids will have.
    fn version(&self) -> &[u8] {
        match self {
            Step::Change(incoming) => &incoming.binding.remote_version,
            Step::Move { dest, .. } => &dest.remote_version,
            Step::MoveKeys(_) | Step::Want { .. } | Step::State(..) => &[],
        }
    }
}

/// What waits to be committed.
#[derive(Default)]
pub(super) struct Queue {
    steps: Vec<Step>,
    weight: usize,
    since: FileTime,
    /// Hashes of the ids in `steps`, with the hash of the version that each will have.
    touched: HashMap<u64, u64>,
    /// What the steps will most likely add to the counts.
    likely: [ImportCounts; 2],
    /// Hashes of match keys that several unknown items have.
    ambiguous: HashSet<u64>,
    counts: [ImportCounts; 2],
    /// Bytes of content that came.
    pub(super) bytes: u64,
    /// Hashes of the ids that were committed, if no item of the folder was bound before: it knows no others.
    known: Option<Filter>,
}

impl Queue {
    /// For a folder of which no item is bound yet, or for any other.
    pub(super) fn new(all_unbound: bool) -> Self {
        Queue { known: all_unbound.then(Filter::new), ..Queue::default() }
    }

    /// How many were what, with what is not committed yet as it will most likely be.
    pub(super) fn counts(&self) -> [ImportCounts; 2] {
        let mut counts = self.counts;
        for (side, likely) in counts.iter_mut().zip(&self.likely) {
            side.created += likely.created;
            side.changed += likely.changed;
            side.read += likely.read;
        }
        counts
    }

    pub(super) fn add_deleted(&mut self, deleted: [u32; 2]) {
        self.counts.iter_mut().zip(deleted).for_each(|(side, more)| side.deleted += more);
    }

    fn take_result(&mut self, applied: Vec<(bool, Applied)>) {
        applied.into_iter().for_each(|done| count(&mut self.counts, done));
    }
}

fn count(counts: &mut [ImportCounts; 2], (associated, applied): (bool, Applied)) {
    let side = &mut counts[usize::from(associated)];
    match applied {
        Applied::Same(_) | Applied::Ignored => {}
        Applied::Created(_) => side.created += 1,
        Applied::Changed(_) => side.changed += 1,
        Applied::Read(_) => side.read += 1,
        Applied::Conflict(_) => {
            side.changed += 1;
            side.conflicts += 1;
        }
    }
}

impl Importer {
    /// Remembers match keys that several unknown items of the server have.
    pub(super) fn note_ambiguous<'k>(&self, keys: impl Iterator<Item = &'k [u8]>) {
        self.state.lock().queue.ambiguous.extend(keys.map(|key| self.hash(key)));
    }

    pub(super) fn is_ambiguous(&self, key: &[u8]) -> bool {
        self.state.lock().queue.ambiguous.contains(&self.hash(key))
    }

    pub(super) fn stage_change(&self, incoming: Incoming) -> Result<()> {
        let weight = 200 + incoming.draft.values.weight() + incoming.draft.streams.values().map(Staged::weight).sum::<usize>();
        self.stage(Step::Change(Box::new(incoming)), weight)
    }

    pub(super) fn stage(&self, step: Step, weight: usize) -> Result<()> {
        let mut state = self.state.lock();
        if state.finished {
            return Err(Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "the import of this folder has ended"));
        }
        let queue = &mut state.queue;
        let now = self.store.db.env.now();
        if queue.steps.is_empty() {
            queue.since = now;
        }
        if let Step::Change(incoming) = &step {
            if let Some(likely) = self.foresee(queue, incoming)? {
                count(&mut queue.likely, likely);
            }
            queue.bytes += incoming.draft.streams.values().map(Staged::size).sum::<u64>();
        }
        let version = self.hash(step.version());
        queue.touched.extend(step.ids().map(|id| (self.hash(id), version)));
        queue.steps.push(step);
        queue.weight += weight;
        let batch = self.batch;
        let full = queue.steps.len() >= batch.count || queue.weight >= batch.bytes || now.saturating_sub(queue.since) >= batch.time;
        match full {
            true => self.flush_queue(queue, Durable::AtOnce),
            false => Ok(()),
        }
    }

    /// What a version will most likely be: counters move with the call, not with the commit (semantics 6.2).
    fn foresee(&self, queue: &Queue, incoming: &Incoming) -> Result<Option<(bool, Applied)>> {
        const SOME: ItemId = ItemId(0);
        let id = &incoming.binding.remote_id;
        let key = incoming.source_key.as_ref().map_or(&[][..], |key| key.as_bytes());
        let version = &incoming.binding.remote_version;
        let known_as = |associated, same: bool| match (same && !version.is_empty(), incoming.flags_only) {
            (true, _) => None,
            (false, true) => Some((associated, Applied::Read(SOME))),
            (false, false) => Some((associated, Applied::Changed(SOME))),
        };
        let staged = [id.as_slice(), key].into_iter().find_map(|id| queue.touched.get(&self.hash(id)).filter(|_| !id.is_empty()));
        if let Some(staged) = staged {
            return Ok(known_as(incoming.associated, *staged == self.hash(version)));
        }
        let known = match id.is_empty() {
            true => {
                let item = self.store.db.reader(|conn| identity::item_by_source(conn, &self.store.replicas(), key))?;
                item.map(|item| (item.is(item_bits::ASSOC), false))
            }
            false if queue.known.as_ref().is_some_and(|known| !known.may_have(self.hash(id))) => None,
            false => self
                .store
                .db
                .reader(|conn| rows_item::version_by_remote(conn, self.folder, id))?
                .map(|(bits, held)| (bits & item_bits::ASSOC != 0, held == *version)),
        };
        Ok(match known {
            None if incoming.flags_only => None,
            None => Some((incoming.associated, Applied::Created(SOME))),
            Some((associated, same)) => known_as(associated, same),
        })
    }

    /// Commits what is staged, but for deletions and what waits for them.
    pub fn flush(&self) -> Result<()> {
        self.flush_as(Durable::AtOnce)?;
        self.store.db.settle()
    }

    /// The same, durable as asked for.
    pub(super) fn flush_as(&self, durable: Durable) -> Result<()> {
        self.flush_queue(&mut self.state.lock().queue, durable)
    }

    /// Commits what is staged if it touches one of these ids, so that a look-up sees it. What comes later makes it durable.
    pub(super) fn flush_if_touched<'b>(&self, mut ids: impl Iterator<Item = &'b [u8]>) -> Result<()> {
        let queue = &mut self.state.lock().queue;
        if queue.touched.is_empty() || !ids.any(|id| queue.touched.contains_key(&self.hash(id))) {
            return Ok(());
        }
        self.flush_queue(queue, Durable::WithTheNext)
    }

    pub(super) fn flush_queue(&self, queue: &mut Queue, durable: Durable) -> Result<()> {
        let mut steps = std::mem::take(&mut queue.steps);
        if let Some(known) = &mut queue.known {
            queue.touched.keys().for_each(|id| known.insert(*id));
        }
        queue.touched.clear();
        let weight = std::mem::take(&mut queue.weight);
        queue.likely = Default::default();
        if steps.is_empty() {
            return Ok(());
        }
        match self.commit(&mut steps, durable) {
            Ok(applied) => {
                queue.take_result(applied);
                match weight >= LARGE {
                    true => self.store.db.forget_pages(),
                    false => Ok(()),
                }
            }
            Err(e) if is_of_one_item(&e) => self.commit_one_by_one(queue, steps),
            Err(e) => {
                // Nothing is lost: the steps wait for the next call.
                self.put_back(queue, steps);
                Err(e)
            }
        }
    }

    /// One bad item never stops the rest: each step in a transaction of its own, the bad one onto the wanted list.
    fn commit_one_by_one(&self, queue: &mut Queue, mut steps: Vec<Step>) -> Result<()> {
        let mut first = None;
        for at in 0..steps.len() {
            let result = match self.commit(&mut steps[at..=at], Durable::AtOnce) {
                Err(e) if is_of_one_item(&e) => match want_of(&steps[at], &e) {
                    Some(want) => self.commit(&mut [want], Durable::AtOnce),
                    // Nobody knows how it is called there: the caller is told, and the rest goes on.
                    None => {
                        first.get_or_insert(e);
                        Ok(Vec::new())
                    }
                },
                result => result,
            };
            match result {
                Ok(applied) => queue.take_result(applied),
                Err(e) => {
                    self.put_back(queue, steps.split_off(at));
                    return Err(e);
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn put_back(&self, queue: &mut Queue, mut steps: Vec<Step>) {
        queue.weight = self.batch.bytes;
        for step in &steps {
            let version = self.hash(step.version());
            queue.touched.extend(step.ids().map(|id| (self.hash(id), version)));
        }
        steps.append(&mut queue.steps);
        queue.steps = steps;
    }

    /// Applies steps in one transaction; callbacks that must decide a conflict are asked outside of it.
    fn commit(&self, steps: &mut [Step], durable: Durable) -> Result<Vec<(bool, Applied)>> {
        loop {
            let case = RefCell::new(None);
            let at = RefCell::new(0);
            let result = self.in_place_as(durable, &case, |tx, place| {
                // A move may leave something open for the steps after it.
                let moves = steps.iter().any(|step| matches!(step, Step::Move { .. } | Step::MoveKeys(_)));
                let place = &Place { nothing_open: place.nothing_open && !moves, ..*place };
                let mut applied = Vec::with_capacity(steps.len());
                for (n, step) in steps.iter().enumerate() {
                    at.replace(n);
                    applied.extend(self.take_step(tx, place, step)?);
                }
                let new = applied.iter().filter_map(|(_, applied)| match applied {
                    Applied::Created(item) => Some(*item),
                    _ => None,
                });
                came::note(tx, place.memory, new)?;
                Ok(applied)
            });
            match (result, case.into_inner()) {
                (Err(e), Some(case)) if e.code == ASK_FIRST => {
                    let decision = self.ask(&case);
                    if let Step::Change(incoming) = &mut steps[at.into_inner()] {
                        incoming.decided = Some((case.old.item.version, decision));
                    }
                }
                (result, _) => return result,
            }
        }
    }

    pub(super) fn in_place<T>(
        &self,
        case: &RefCell<Option<PendingCase>>,
        f: impl FnOnce(&Tx<'_>, &Place<'_>) -> Result<T>,
    ) -> Result<T> {
        self.in_place_as(Durable::AtOnce, case, f)
    }

    fn in_place_as<T>(
        &self,
        durable: Durable,
        case: &RefCell<Option<PendingCase>>,
        f: impl FnOnce(&Tx<'_>, &Place<'_>) -> Result<T>,
    ) -> Result<T> {
        self.store.write_as(Origin::Import, durable, |tx| {
            let folder = rows_folder::get(tx.conn(), self.folder)?;
            let nothing_open = folder.gone == 0 && !folder.is(folder_bits::EPOCH) && is_all_bound(tx, &folder)?;
            let place =
                Place { store: &self.store, folder: &folder, options: &self.options, memory: self.memory(), case, nothing_open };
            f(tx, &place)
        })
    }

    pub(super) fn take_step(&self, tx: &Tx<'_>, at: &Place<'_>, step: &Step) -> Result<Option<(bool, Applied)>> {
        match step {
            Step::Change(incoming) => {
                let (associated, applied) = apply::apply(tx, at, incoming)?;
                expunge::imported(tx, at.store, at.folder, incoming.flags_only, applied)?;
                Ok(Some((associated, applied)))
            }
            Step::Move { source, source_id, dest } => {
                move_remote(tx, at, *source, source_id, dest).map(|done| done.map(|done| (false, done)))
            }
            Step::MoveKeys(keys) => move_keys(tx, at, keys).map(|done| Some((false, done))),
            Step::Want { remote_id, why: IOSTX_WANTED_FAILED, code, text } => {
                want_failed(tx, self.folder, remote_id, *code, text).map(|()| None)
            }
            Step::Want { remote_id, why, code, text } => track::want(tx, self.folder, remote_id, *why, *code, text).map(|()| None),
            Step::State(kind, blob) => put_state(tx, *kind, blob).map(|()| None),
        }
    }

    /// Lets the callbacks look at a conflict. Nothing is locked meanwhile.
    fn ask(&self, case: &PendingCase) -> Decision {
        let none: message::Saver = Arc::new(|_| Ok(()));
        let give = |item: &Item| message::Message::given(&self.store, item.clone(), Arc::clone(&none));
        let server = give(&case.after);
        server.preset(&case.incoming.draft);
        let seen = ConflictCase {
            folder: self.folder,
            item: case.old.item.id,
            base: give(&case.old.server()),
            local: give(&case.old.item),
            server,
            merged: give(&case.merged),
        };
        if self.options.merge.as_ref().is_some_and(|merge| merge(&seen)) {
            return Decision::Merged(seen.merged.draft());
        }
        match self.options.ask.as_ref().filter(|_| self.policy() == Policy::Ask) {
            Some(ask) => match ask(&seen) {
                Policy::Ask if !seen.merged.draft().is_empty() => Decision::Merged(seen.merged.draft()),
                policy => Decision::Policy(policy),
            },
            None => Decision::Policy(self.policy()),
        }
    }

    fn policy(&self) -> Policy {
        let folder = self.store_handle().folder(self.folder);
        folder.ok().and_then(|folder| folder.options.policy).unwrap_or(self.options.policy)
    }
}

/// What is to be fetched again since a step failed.
fn want_of(step: &Step, error: &Error) -> Option<Step> {
    let remote_id = match step {
        Step::Change(incoming) => &incoming.binding.remote_id,
        Step::Move { dest, .. } => &dest.remote_id,
        Step::MoveKeys(_) | Step::Want { .. } | Step::State(..) => return None,
    };
    let want =
        || Step::Want { remote_id: remote_id.clone(), why: IOSTX_WANTED_FAILED, code: error.code, text: error.message.clone() };
    (!remote_id.is_empty()).then(want)
}

/// Whether no item of the folder waits for a binding, so that an unknown remote id can only be a new item.
fn is_all_bound(tx: &Tx<'_>, folder: &Folder) -> Result<bool> {
    if folder.work == 0 && folder.is(folder_bits::DOWNLOADED) {
        // Uploaded, and the server did not tell the id: nothing is pending, and a binding is wanted all the same.
        let untold = "SELECT EXISTS (SELECT 1 FROM attempt WHERE kind = 1 AND mark & ?1 <> 0)";
        let untold = query_opt(tx.conn(), untold, [marks::UNBOUND], |row| row.get::<_, bool>(0))?;
        if untold != Some(true) && !epoch::left_something(tx.conn(), folder.id)? {
            return Ok(true);
        }
    }
    let unbound =
        query_opt(tx.conn(), "SELECT 1 FROM item WHERE folder = ?1 AND remote_id IS NULL LIMIT 1", [folder.id.0], |_| Ok(()))?;
    Ok(unbound.is_none())
}
