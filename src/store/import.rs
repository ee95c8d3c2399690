//! Importing the server's changes into one folder: staged, and committed in short transactions (semantics 6.12).
//!
//! What is staged keeps its order. Deletions wait for the end of the table, since they may turn out to be moves or to be too
//! many; a state blob that is given after them waits with them, so that it never runs ahead of what it stands for.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::contents::{CONTENT, Staged};
use super::db::Tx;
use super::events::Origin;
use super::import_listing::Listing;
use super::incoming::*;
use super::items::check_length;
use super::message::{Draft, Message};
use super::model::*;
use super::server_moves::SessionMemory;
use super::staging::{Batch, Queue, Step};
use super::unfinished::BATCH;
use super::{Inner, Store, came, elsewhere, epoch, flags, items, rows_item, track, trash, whereabouts};
use crate::codes::IOSTX_MAPI_E_INVALID_OBJECT;
use crate::error::{Error, Result};
use crate::props::{Value, tags};

/// A deletion that waits for the end of the table.
#[derive(Clone)]
pub(super) enum Deletion {
    Item {
        id: ItemId,
        associated: bool,
    },
    /// Only absence from a listing says so.
    Absent {
        id: ItemId,
        associated: bool,
    },
    Stone(i64),
    /// Absent, with an upload that was not answered.
    InDoubt(ItemId),
    /// The same of what lost its id in an epoch.
    LostStone(i64),
    /// Uploaded before a listing that did not show it, under an id that the server did not tell.
    Untold(ItemId),
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
    /// The tombstones of the folder of which this import tells.
    pub(super) asked: BTreeSet<i64>,
    pub(super) batch: Batch,
    pub(super) state: Mutex<State>,
    hasher: RandomState,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) queue: Queue,
    pub(super) deletions: Vec<Deletion>,
    /// State blobs given after a deletion.
    pub(super) late: Vec<Step>,
    /// The listing that is open.
    pub(super) listing: Option<Listing>,
    pub(super) configured: bool,
    pub(super) config_flags: u32,
    /// The items of an open epoch were listed; whether the associated ones too.
    pub(super) epoch_listed: Option<bool>,
    /// What lost its id in an epoch, with the remote id of something that a listing showed and that it may be.
    pub(super) expected: Vec<(Object, Vec<u8>)>,
    pub(super) finished: bool,
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
        epoch::carry_on(&self.inner, &self.folder(folder)?)?;
        let batch = Batch::of(&self.settings()?, options.background);
        let all_unbound = self.inner.db.reader(|conn| rows_item::is_any_bound(conn, folder)).map(|any| !any)?;
        memory.begin(|| self.inner.db.reader(|conn| elsewhere::read_lost(conn, memory.root())))?;
        let asked = self.inner.db.reader(|conn| whereabouts::asked(conn, &self.inner, folder))?;
        Ok(Arc::new_cyclic(|me| Importer {
            me: me.clone(),
            store: Arc::clone(&self.inner),
            folder,
            options,
            memory: memory.clone(),
            asked,
            batch,
            state: Mutex::new(State { queue: Queue::new(all_unbound), ..State::default() }),
            hasher: RandomState::new(),
        }))
    }

    /// Opens an epoch in a folder whose server voided its ids, from any state that names the folder. Durable at once.
    pub fn begin_epoch(&self, folder: FolderId) -> Result<()> {
        epoch::begin(&self.inner, folder, BATCH)
    }

    /// Ends a pass: what was laid aside in case that it was moved goes, unless the trash keeps it, and after `contents` what the
    /// trash kept for its time. `root`: above the folders of the pass.
    pub fn end_pass(&self, memory: &SessionMemory, root: FolderId, contents: bool) -> Result<()> {
        if contents {
            elsewhere::end_pass(self, memory, root)?;
            came::end_pass(self, memory, root)?;
        }
        let now = self.inner.db.env.now();
        // Without a window it holds what passes laid aside: another one may be under way.
        let is_due = || self.inner.db.reader(|conn| Ok(trash::window(conn)? > 0 && trash::is_due(conn, now)?));
        if memory.end(contents) || (contents && is_due()?) {
            trash::empty(&self.inner, Origin::Import)?;
        }
        Ok(())
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
        let mut counts = state.queue.counts();
        for deletion in &state.deletions {
            if let Deletion::Item { associated, .. } | Deletion::Absent { associated, .. } = deletion {
                counts[usize::from(*associated)].deleted += 1;
            }
        }
        counts
    }

    /// Bytes of content that came so far, also those of versions that turned out to be here already.
    pub fn bytes(&self) -> u64 {
        self.state.lock().queue.bytes
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
        let (failed, stream, associated) = (item.failed.clone(), item.stream, item.associated);
        let mut incoming = incoming_of(&self.store, item)?;
        incoming.ambiguous = self.is_ambiguous(&incoming.match_key);
        self.see(&incoming.binding.remote_id);
        if let Some((code, text)) = failed {
            let remote_id = incoming.binding.remote_id;
            self.stage(Step::Want { remote_id, why: flags::IOSTX_WANTED_FAILED, code, text }, 64)?;
            return Ok(None);
        }
        if !stream {
            self.stage_change(incoming)?;
            return Ok(None);
        }
        let folder = self.store_handle().folder(self.folder)?;
        let blank = items::blank(&folder, if associated { flags::IOSTX_MAPI_ASSOCIATED } else { 0 });
        Ok(Some(self.message(blank, incoming)))
    }

    /// Imports what a probe said of an item of which nothing needs to be fetched.
    pub(super) fn import_known(&self, item: &ImportItem) -> Result<()> {
        let bare = ImportItem { content: None, ..item.clone() };
        self.stage_change(Incoming { same_text: true, ..incoming_of(&self.store, bare)? })
    }

    pub(super) fn store_handle(&self) -> Store {
        Store { inner: Arc::clone(&self.store) }
    }

    /// A message whose save stages what was set on it, on top of `incoming`.
    pub(super) fn message(&self, blank: Item, incoming: Incoming) -> Message {
        let stage = self.stager();
        let saver = move |draft: &Draft| {
            let mut incoming = incoming.clone();
            incoming.draft.values = incoming.draft.values.into_iter().chain(draft.values.clone()).collect();
            incoming.draft.streams.extend(draft.streams.clone());
            incoming.header = incoming.header && !incoming.draft.streams.contains_key(&CONTENT);
            stage(incoming)
        };
        Message::given(&self.store, blank, Arc::new(saver))
    }

    /// Stages changes on behalf of messages, which may outlive a borrow of the importer.
    fn stager(&self) -> impl Fn(Incoming) -> Result<()> + Send + Sync + 'static {
        let me = self.me.clone();
        move |incoming| match me.upgrade() {
            Some(importer) => importer.stage_change(incoming),
            None => Err(Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "the import of this folder has ended")),
        }
    }
}

/// Puts a remote id on the wanted list, and counts the failure.
pub(super) fn want_failed(tx: &Tx<'_>, folder: FolderId, remote_id: &[u8], code: i32, text: &str) -> Result<()> {
    track::want(tx, folder, remote_id, flags::IOSTX_WANTED_FAILED, code, text)?;
    tx.execute(
        "UPDATE wanted SET attempts = attempts + 1, next = ?3 + 600000000 * (1 << min(attempts, 10)) WHERE folder = ?1 AND remote_id = ?2",
        (folder.0, remote_id, tx.now as i64),
    )?;
    Ok(())
}

/// What was given as an item, as a version.
fn incoming_of(store: &Arc<Inner>, item: ImportItem) -> Result<Incoming> {
    check_length("remote id", &item.binding.remote_id)?;
    check_length("remote version", &item.binding.remote_version)?;
    check_length("match key", &item.match_key)?;
    let mut incoming = Incoming {
        binding: item.binding,
        match_key: item.match_key,
        strong: item.strong,
        associated: item.associated,
        header: item.header,
        no_conflicts: item.no_conflicts,
        ..Incoming::default()
    };
    super::import_ics::take_keys(item.values, &mut incoming)?;
    if item.header && item.content_size > 0 && incoming.draft.values.get(tags::IOSTX_PR_MESSAGE_SIZE).is_none() {
        incoming.draft.values.set(tags::IOSTX_PR_MESSAGE_SIZE, Value::I4(i32::try_from(item.content_size).unwrap_or(i32::MAX)));
    }
    if let Some(content) = item.content {
        incoming.draft.streams.insert(CONTENT, Staged::of_given(store, content)?);
    }
    Ok(incoming)
}
