//! Importing the server's changes into one folder: staged, and committed in short transactions (semantics 6.12).
//!
//! What is staged keeps its order. Deletions wait for the end of the table, since they may turn out to be moves or to be too
//! many; a state blob that is given after them waits with them, so that it never runs ahead of what it stands for.

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::absence;
use super::apply::{self, Applied, Place};
use super::contents::Staged;
use super::db::{Tx, query_opt};
use super::env::{FileTime, SECOND};
use super::events::Origin;
use super::incoming::*;
use super::items::{check_length, is_of_one_item};
use super::message::{Draft, Message};
use super::model::*;
use super::resolve::{ASK_FIRST, PendingCase};
use super::server_moves::SessionMemory;
use super::settings::Settings;
use super::state::{StateKind, put_state};
use super::{Inner, Store, expunge, flags, items, rows_folder, track, trash};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::props::{Value, tags};

/// How much is staged before it is committed.
#[derive(Clone, Copy)]
struct Batch {
    count: usize,
    bytes: usize,
    time: FileTime,
}

/// So small that a writer of an app never waits 50 ms.
const BACKGROUND: Batch = Batch { count: 32, bytes: 512 << 10, time: SECOND / 50 };

impl Batch {
    fn of(settings: &Settings, background: bool) -> Self {
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
    Move { source: FolderId, source_id: Vec<u8>, dest: Binding },
    MoveKeys(Box<super::import_ics::MoveKeys>),
    Want { remote_id: Vec<u8>, code: i32, text: String },
    State(StateKind, Vec<u8>),
}

/// A deletion that waits for the end of the table.
#[derive(Clone)]
pub(super) enum Deletion {
    Item(ItemId),
    /// Only absence from a listing says so.
    Absent(ItemId),
    Stone(i64),
    /// An id of the wanted list that the server has no more.
    Wanted(Vec<u8>),
}

/// The open import of one folder.
pub struct Importer {
    /// Itself, for the messages that it gives out.
    me: Weak<Importer>,
    pub(super) store: Arc<Inner>,
    pub(super) folder: FolderId,
    pub(super) options: ImportOptions,
    memory: SessionMemory,
    batch: Batch,
    /// Whether nothing was in the folder when the import began: then nothing can be known.
    was_empty: bool,
    pub(super) state: Mutex<State>,
    hasher: RandomState,
}

#[derive(Default)]
pub(super) struct State {
    steps: Vec<Step>,
    weight: usize,
    since: FileTime,
    /// Hashes of the remote ids and source keys in `steps`.
    touched: HashSet<u64>,
    /// Hashes of match keys that several unknown items have.
    ambiguous: HashSet<u64>,
    pub(super) deletions: Vec<Deletion>,
    /// State blobs given after a deletion.
    pub(super) late: Vec<Step>,
    pub(super) counts: [ImportCounts; 2],
    /// What the staged steps will most likely add to the counts.
    staged: [ImportCounts; 2],
    /// The listing that is open.
    pub(super) listing: Option<Listing>,
    pub(super) configured: bool,
    pub(super) config_flags: u32,
    /// The items of an open epoch were listed; whether the associated ones too.
    pub(super) epoch_listed: Option<bool>,
    pub(super) finished: bool,
}

/// An open listing.
pub(super) struct Listing {
    /// Hashes of the remote ids that were bound when it began, and were not shown so far.
    pub(super) unseen: HashSet<u64>,
    pub(super) scope: ListingScope,
}

/// What a finished import left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Finished {
    /// Deletions were held back: there were too many.
    pub deletions_held: bool,
}

impl Store {
    /// Opens the import of a folder.
    pub fn importer(&self, folder: FolderId, memory: &SessionMemory, options: ImportOptions) -> Result<Arc<Importer>> {
        let row = self.folder(folder)?;
        let batch = Batch::of(&self.settings()?, options.background);
        Ok(Arc::new_cyclic(|me| Importer {
            me: me.clone(),
            store: Arc::clone(&self.inner),
            folder,
            options,
            memory: memory.clone(),
            batch,
            was_empty: row.total + row.assoc + row.gone == 0,
            state: Mutex::default(),
            hasher: RandomState::new(),
        }))
    }

    /// Opens an epoch in a folder whose server voided its ids, from any state that names the folder. Durable at once.
    pub fn begin_epoch(&self, folder: FolderId) -> Result<()> {
        self.inner.write(Origin::Import, |tx| absence::begin_epoch(tx, folder))
    }

    /// Ends a pass: what was laid aside in case that it was moved goes, unless the trash keeps it, and what the trash kept for its
    /// time.
    pub fn end_pass(&self, memory: &SessionMemory) -> Result<()> {
        let now = self.inner.db.env.now();
        // Without a window it holds what passes laid aside: another one may be under way.
        let is_due = || self.inner.db.reader(|conn| Ok(trash::window(conn)? > 0 && trash::is_due(conn, now)?));
        if !memory.end() && !is_due()? {
            return Ok(());
        }
        self.inner.write(Origin::Import, |tx| trash::empty(tx, &self.inner))
    }
}

impl Importer {
    /// The folder.
    pub fn folder(&self) -> FolderId {
        self.folder
    }

    /// How many were what so far: normal items, associated items.
    pub fn counts(&self) -> [ImportCounts; 2] {
        let state = self.state.lock();
        let mut counts = state.counts;
        for (side, staged) in counts.iter_mut().zip(&state.staged) {
            side.created += staged.created;
            side.changed += staged.changed;
            side.read += staged.read;
        }
        counts[0].deleted += state.deletions.len() as u32;
        counts
    }

    /// What a staged version will most likely be: counters move with the call, not with the commit (semantics 6.2).
    fn foresee(&self, state: &State, incoming: &Incoming) -> Result<Option<Applied>> {
        let id = &incoming.binding.remote_id;
        let key = incoming.source_key.as_ref().map_or(&[][..], |key| key.as_bytes());
        if [id.as_slice(), key].iter().any(|id| !id.is_empty() && state.touched.contains(&self.hash(id))) {
            return Ok(None);
        }
        let known = match self.was_empty {
            true => None,
            false => self.store.db.reader(|conn| match id.is_empty() {
                true => super::identity::item_by_source(conn, &self.store.replicas(), key),
                false => super::rows_item::by_remote(conn, self.folder, id),
            })?,
        };
        Ok(match known {
            None if incoming.flags_only => None,
            None => Some(Applied::Created(ItemId(0))),
            Some(item)
                if incoming.binding.is_bound() && item.binding == incoming.binding && !item.binding.remote_version.is_empty() =>
            {
                None
            }
            Some(item) if incoming.flags_only => Some(Applied::Read(item.id)),
            Some(item) => Some(Applied::Changed(item.id)),
        })
    }

    pub(super) fn memory(&self) -> &SessionMemory {
        &self.memory
    }

    pub(super) fn hash(&self, id: &[u8]) -> u64 {
        self.hasher.hash_one(id)
    }

    /// Imports one item. With `stream`, the message that comes back takes the text and is stored when it is saved.
    pub fn import_item(&self, item: ImportItem) -> Result<Option<Message>> {
        self.options.cancel.check()?;
        if !item.binding.is_bound() {
            return Err(Error::invalid("binding: an item needs a remote id"));
        }
        let mut incoming = incoming_of(&self.store, &item)?;
        incoming.ambiguous = self.is_ambiguous(&item.match_key);
        self.see(&item.binding.remote_id);
        if let Some((code, text)) = item.failed {
            self.stage(Step::Want { remote_id: item.binding.remote_id, code, text }, 64)?;
            return Ok(None);
        }
        if !item.stream {
            self.stage_change(incoming)?;
            return Ok(None);
        }
        let folder = self.store_handle().folder(self.folder)?;
        let blank = items::blank(&folder, if item.associated { flags::IOSTX_MAPI_ASSOCIATED } else { 0 });
        Ok(Some(self.message(blank, incoming)))
    }

    /// Imports what a probe said of an item of which nothing needs to be fetched.
    pub(super) fn import_known(&self, item: &ImportItem) -> Result<()> {
        let bare = ImportItem { content: None, ..item.clone() };
        self.stage_change(Incoming { same_text: true, ..incoming_of(&self.store, &bare)? })
    }

    /// Remembers match keys that several unknown items of the server have.
    pub(super) fn note_ambiguous(&self, keys: &HashSet<&[u8]>) {
        self.state.lock().ambiguous.extend(keys.iter().map(|key| self.hash(key)));
    }

    fn is_ambiguous(&self, key: &[u8]) -> bool {
        self.state.lock().ambiguous.contains(&self.hash(key))
    }

    pub(super) fn store_handle(&self) -> Store {
        Store { inner: Arc::clone(&self.store) }
    }

    /// A message whose save stages what was set on it, on top of `incoming`.
    pub(super) fn message(&self, blank: Item, incoming: Incoming) -> Message {
        let queue = self.queue();
        let saver = move |draft: &Draft| {
            let mut incoming = incoming.clone();
            incoming.draft.values = incoming.draft.values.into_iter().chain(draft.values.clone()).collect();
            incoming.draft.streams.extend(draft.streams.clone());
            incoming.header = incoming.header && !incoming.draft.streams.contains_key(&super::contents::CONTENT);
            queue(incoming)
        };
        Message::given(&self.store, blank, Arc::new(saver))
    }

    /// Stages changes on behalf of messages, which may outlive a borrow of the importer.
    fn queue(&self) -> impl Fn(Incoming) -> Result<()> + Send + Sync + 'static {
        let me = self.me.clone();
        move |incoming| match me.upgrade() {
            Some(importer) => importer.stage_change(incoming),
            None => Err(Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "the import of this folder has ended")),
        }
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
        if state.steps.is_empty() {
            state.since = self.store.db.env.now();
        }
        if let Step::Change(incoming) = &step {
            if let Some(likely) = self.foresee(&state, incoming)? {
                count(&mut state.staged, (incoming.associated, likely));
            }
            let keys = [incoming.binding.remote_id.as_slice(), incoming.source_key.as_ref().map_or(&[], |key| key.as_bytes())];
            let hashes: Vec<u64> = keys.iter().filter(|key| !key.is_empty()).map(|key| self.hash(key)).collect();
            state.touched.extend(hashes);
        }
        state.steps.push(step);
        state.weight += weight;
        let batch = self.batch;
        let now = self.store.db.env.now();
        let full = state.steps.len() >= batch.count || state.weight >= batch.bytes || now.saturating_sub(state.since) >= batch.time;
        match full {
            true => self.flush_state(&mut state),
            false => Ok(()),
        }
    }

    /// Commits what is staged, but for deletions and what waits for them.
    pub fn flush(&self) -> Result<()> {
        self.flush_state(&mut self.state.lock())
    }

    /// Commits what is staged if it touches one of these ids, so that a look-up sees it.
    pub(super) fn flush_if_touched<'b>(&self, ids: impl Iterator<Item = &'b [u8]>) -> Result<()> {
        let mut state = self.state.lock();
        if state.touched.is_empty() {
            return Ok(());
        }
        let mut ids = ids;
        match ids.any(|id| state.touched.contains(&self.hash(id))) {
            true => self.flush_state(&mut state),
            false => Ok(()),
        }
    }

    pub(super) fn flush_state(&self, state: &mut State) -> Result<()> {
        let mut steps = std::mem::take(&mut state.steps);
        state.touched.clear();
        state.weight = 0;
        state.staged = Default::default();
        if steps.is_empty() {
            return Ok(());
        }
        match self.commit(&mut steps) {
            Ok(applied) => {
                applied.into_iter().for_each(|done| count(&mut state.counts, done));
                Ok(())
            }
            Err(e) if is_of_one_item(&e) => self.commit_one_by_one(state, steps),
            Err(e) => {
                // Nothing is lost: the steps wait for the next call.
                state.weight = self.batch.bytes;
                steps.append(&mut state.steps);
                state.steps = steps;
                Err(e)
            }
        }
    }

    /// One bad item never stops the rest: each step in a transaction of its own, the bad one onto the wanted list.
    fn commit_one_by_one(&self, state: &mut State, steps: Vec<Step>) -> Result<()> {
        for step in steps {
            let mut one = vec![step];
            match self.commit(&mut one) {
                Ok(applied) => applied.into_iter().for_each(|done| count(&mut state.counts, done)),
                Err(e) if is_of_one_item(&e) => self.note_failure(&one[0], &e)?,
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn note_failure(&self, step: &Step, error: &Error) -> Result<()> {
        let remote_id = match step {
            Step::Change(incoming) => &incoming.binding.remote_id,
            Step::Move { dest, .. } => &dest.remote_id,
            _ => return Err(error.clone()),
        };
        if remote_id.is_empty() {
            return Err(error.clone());
        }
        let mut want = vec![Step::Want { remote_id: remote_id.clone(), code: error.code, text: error.message.clone() }];
        self.commit(&mut want).map(|_| ())
    }

    /// Applies steps in one transaction; callbacks that must decide a conflict are asked outside of it.
    fn commit(&self, steps: &mut [Step]) -> Result<Vec<(bool, Applied)>> {
        loop {
            let case = RefCell::new(None);
            let at = RefCell::new(0);
            let result = self.in_place(&case, |tx, place| {
                let mut applied = Vec::with_capacity(steps.len());
                for (n, step) in steps.iter().enumerate() {
                    at.replace(n);
                    applied.extend(self.take_step(tx, place, step)?);
                }
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
        self.store.write(Origin::Import, |tx| {
            let folder = rows_folder::get(tx.conn(), self.folder)?;
            let nothing_open = folder.gone == 0 && !folder.is(folder_bits::EPOCH) && is_all_bound(tx, &folder)?;
            let place =
                Place { store: &self.store, folder: &folder, options: &self.options, memory: &self.memory, case, nothing_open };
            f(tx, &place)
        })
    }

    pub(super) fn take_step(&self, tx: &Tx<'_>, at: &Place<'_>, step: &Step) -> Result<Option<(bool, Applied)>> {
        match step {
            Step::Change(incoming) => {
                let applied = apply::apply(tx, at, incoming)?;
                expunge::imported(tx, at.store, at.folder, incoming.flags_only, applied)?;
                Ok(Some((incoming.associated, applied)))
            }
            Step::Move { source, source_id, dest } => {
                super::import_remote::move_remote(tx, at, *source, source_id, dest).map(|done| done.map(|done| (false, done)))
            }
            Step::MoveKeys(keys) => super::import_ics::move_keys(tx, at, keys).map(|done| Some((false, done))),
            Step::Want { remote_id, code, text } => want_failed(tx, self.folder, remote_id, *code, text).map(|()| None),
            Step::State(kind, blob) => put_state(tx, *kind, blob).map(|()| None),
        }
    }

    /// Lets the callbacks look at a conflict. Nothing is locked meanwhile.
    fn ask(&self, case: &PendingCase) -> Decision {
        let none: super::message::Saver = Arc::new(|_| Ok(()));
        let give = |item: &Item| Message::given(&self.store, item.clone(), Arc::clone(&none));
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
        match self.options.ask.as_ref().filter(|_| self.policy() == super::options::Policy::Ask) {
            Some(ask) => match ask(&seen) {
                super::options::Policy::Ask if !seen.merged.draft().is_empty() => Decision::Merged(seen.merged.draft()),
                policy => Decision::Policy(policy),
            },
            None => Decision::Policy(self.policy()),
        }
    }

    fn policy(&self) -> super::options::Policy {
        let folder = self.store_handle().folder(self.folder);
        folder.ok().and_then(|folder| folder.options.policy).unwrap_or(self.options.policy)
    }
}

/// Whether no item of the folder waits for a binding, so that an unknown remote id can only be a new item.
fn is_all_bound(tx: &Tx<'_>, folder: &Folder) -> Result<bool> {
    if folder.work == 0 && folder.is(folder_bits::DOWNLOADED) {
        // Uploaded, and the server did not tell the id, or lost in an epoch and held: nothing is pending, and a binding is wanted
        // all the same.
        let untold = "SELECT EXISTS (SELECT 1 FROM attempt WHERE kind = 1 AND mark & ?1 <> 0) \
                      OR EXISTS (SELECT 1 FROM held WHERE folder = ?2 AND kind = 1)";
        let untold = query_opt(tx.conn(), untold, (marks::UNBOUND, folder.id.0), |row| row.get::<_, bool>(0))?;
        if untold != Some(true) {
            return Ok(true);
        }
    }
    let unbound =
        query_opt(tx.conn(), "SELECT 1 FROM item WHERE folder = ?1 AND remote_id IS NULL LIMIT 1", [folder.id.0], |_| Ok(()))?;
    Ok(unbound.is_none())
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

pub(super) fn want_failed(tx: &Tx<'_>, folder: FolderId, remote_id: &[u8], code: i32, text: &str) -> Result<()> {
    track::want(tx, folder, remote_id, flags::IOSTX_WANTED_FAILED, code, text)?;
    tx.execute(
        "UPDATE wanted SET attempts = attempts + 1, next = ?3 + 600000000 * (1 << min(attempts, 10)) WHERE folder = ?1 AND remote_id = ?2",
        (folder.0, remote_id, tx.now as i64),
    )?;
    Ok(())
}

/// What was given as an item, as a version.
fn incoming_of(store: &Arc<Inner>, item: &ImportItem) -> Result<Incoming> {
    check_length("remote id", &item.binding.remote_id)?;
    check_length("remote version", &item.binding.remote_version)?;
    check_length("match key", &item.match_key)?;
    let mut incoming = Incoming {
        binding: item.binding.clone(),
        match_key: item.match_key.clone(),
        strong: item.strong,
        associated: item.associated,
        header: item.header,
        no_conflicts: item.no_conflicts,
        ..Incoming::default()
    };
    super::import_ics::take_keys(&item.values, &mut incoming)?;
    if item.header && item.content_size > 0 && incoming.draft.values.get(tags::IOSTX_PR_MESSAGE_SIZE).is_none() {
        incoming.draft.values.set(tags::IOSTX_PR_MESSAGE_SIZE, Value::I4(i32::try_from(item.content_size).unwrap_or(i32::MAX)));
    }
    if let Some(content) = &item.content {
        incoming.draft.streams.insert(super::contents::CONTENT, Staged::of_given(store, content)?);
    }
    Ok(incoming)
}
