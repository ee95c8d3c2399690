//! Moves that a server shows as a deletion and an import, in either order and in any folder of one pass (semantics 4.3).
//!
//! What a pass remembers does not grow with what it imports: items are found again in the store, by match key, in the folders
//! that got new items and among what was laid aside. Only items that had work pending are kept in memory, with that work.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::apply::{self, Place};
use super::conflict::{self, Kind};
use super::db::Tx;
use super::env::FileTime;
use super::flags::IOSTX_FOLDER_TRASH;
use super::identity::item_source;
use super::incoming::{Decision, Incoming};
use super::message::Draft;
use super::model::*;
use super::options::Policy;
use super::put::{self, Whole};
use super::version::{digest_of, is_strong, version};
use super::{came, change, held, rows_folder, rows_item, rows_track, track};
use crate::error::Result;
use crate::props::flags::IOSTX_FLAG_ALL;
use crate::props::{ItemKind, tags};

/// What one pass over many folders remembers.
#[derive(Clone, Default)]
pub struct SessionMemory {
    inner: Arc<Mutex<Memory>>,
    root: Option<FolderId>,
}

#[derive(Default)]
struct Memory {
    /// Folders that imports of this pass made items in, whether those told flags, and the first of those items.
    grown: BTreeMap<FolderId, bool>,
    first_new: Option<ItemId>,
    /// Since when items are laid aside; `None`: none is.
    since: Option<FileTime>,
    /// Deleted items that had work pending, and those that were not laid aside, by match key.
    work: HashMap<Vec<u8>, Vec<Vanished>>,
    /// New items that had a retry mark when the first download began, by match key; `None`: none began so far.
    lost: Option<HashMap<Vec<u8>, Vec<ItemId>>>,
    renewed: Vec<Renewed>,
    /// The folders whose downloads are complete, numbered in their order from 1 on; 0: nothing is new, as was known before.
    told: BTreeMap<FolderId, u64>,
    downloads: u64,
    /// Of the whole synchronization: the server has told all its folders.
    told_hierarchy: bool,
}

/// An item that became new since it was changed here and vanished from its folder.
#[derive(Clone, Copy)]
pub(super) struct Renewed {
    pub(super) item: ItemId,
    pub(super) home: FolderId,
    /// The number of the last download before.
    pub(super) after: u64,
}

/// A deleted item that had work pending, or that is still in its folder.
#[derive(Clone)]
struct Vanished {
    item: ItemId,
    strong: bool,
    fingerprint: Vec<u8>,
    digest: Option<[u8; 32]>,
    /// What the server had of it; `None`: what is here.
    server: Option<Box<Item>>,
}

impl SessionMemory {
    /// Of passes over the folders below a root: other ones are on another server. Without a root all are on one.
    pub fn of(root: FolderId) -> Self {
        SessionMemory { root: Some(root), ..SessionMemory::default() }
    }

    /// Above the folders of the pass.
    pub(super) fn root(&self) -> Option<FolderId> {
        self.root
    }

    /// Ends a pass over contents, or all of the synchronization; answers whether anything was laid aside.
    pub(super) fn end(&self, contents: bool) -> bool {
        let mut memory = self.inner.lock();
        let told_hierarchy = contents && memory.told_hierarchy;
        std::mem::replace(&mut *memory, Memory { told_hierarchy, ..Memory::default() }).since.is_some()
    }

    /// The first download of the pass begins; `read` answers what is lost.
    pub(super) fn begin(&self, read: impl FnOnce() -> Result<HashMap<Vec<u8>, Vec<ItemId>>>) -> Result<()> {
        let mut memory = self.inner.lock();
        if memory.lost.is_none() {
            memory.lost = Some(read()?);
        }
        Ok(())
    }

    /// The lost items of a key.
    pub(super) fn lost_of(&self, key: &[u8]) -> Vec<ItemId> {
        let memory = self.inner.lock();
        memory.lost.as_ref().and_then(|lost| lost.get(key)).cloned().unwrap_or_default()
    }

    /// All lost items.
    pub(super) fn lost(&self) -> Vec<ItemId> {
        self.inner.lock().lost.iter().flat_map(HashMap::values).flatten().copied().collect()
    }

    /// An item that was changed here vanished from a folder, and is new.
    pub(super) fn note_renewed(&self, item: ItemId, home: FolderId) {
        let mut memory = self.inner.lock();
        let after = memory.downloads;
        memory.renewed.push(Renewed { item, home, after });
    }

    /// The items that became new so in this pass.
    pub(super) fn renewed(&self) -> Vec<Renewed> {
        self.inner.lock().renewed.clone()
    }

    /// The download of a folder is complete.
    pub(super) fn tell(&self, folder: FolderId) {
        let mut memory = self.inner.lock();
        memory.downloads += 1;
        let number = memory.downloads;
        memory.told.insert(folder, number);
    }

    /// The server has nothing new of a folder, as was known before some downloads of this pass.
    pub(super) fn tell_unchanged(&self, folder: FolderId) {
        self.inner.lock().told.entry(folder).or_insert(0);
    }

    /// The server has told all its folders.
    pub(super) fn tell_hierarchy(&self) {
        self.inner.lock().told_hierarchy = true;
    }

    pub(super) fn is_told(&self, folder: FolderId) -> bool {
        self.told_at(folder).is_some()
    }

    /// The number of the download of a folder; `None`: it has not told in this pass.
    pub(super) fn told_at(&self, folder: FolderId) -> Option<u64> {
        self.inner.lock().told.get(&folder).copied()
    }

    pub(super) fn is_hierarchy_told(&self) -> bool {
        self.inner.lock().told_hierarchy
    }
}

/// What tells whether an item is another one of its key: a strong key alone, else the fingerprint and the text.
#[derive(Clone, Copy)]
struct Traits<'a> {
    strong: bool,
    fingerprint: &'a [u8],
    digest: Option<[u8; 32]>,
}

impl Traits<'_> {
    /// Whether two sightings of one key can be of the same item. A strong key is unique by protocol; else fingerprints that are
    /// known must agree, and so must the text.
    fn agrees(&self, other: &Traits<'_>) -> bool {
        self.strong && other.strong || self.is_alike(other)
    }

    /// The same whatever the key tells.
    fn is_alike(&self, other: &Traits<'_>) -> bool {
        let prints = !self.fingerprint.is_empty() && !other.fingerprint.is_empty();
        let digests = self.digest.is_some() && other.digest.is_some();
        let differ = prints && self.fingerprint != other.fingerprint || digests && self.digest != other.digest;
        !differ && (prints || digests)
    }
}

fn traits_of(item: &Item) -> Traits<'_> {
    Traits { strong: item.is(item_bits::STRONG), fingerprint: &item.fingerprint, digest: text_of(item) }
}

fn text_of(item: &Item) -> Option<[u8; 32]> {
    item.content.as_ref().map(|content| content.digest)
}

/// Remembers that an item was laid aside since the server deleted it.
pub(super) fn note_laid_aside(tx: &Tx<'_>, at: &Place<'_>, old: &Whole) {
    if old.item.match_key.is_empty() {
        return;
    }
    at.memory.inner.lock().since.get_or_insert(tx.now);
    if !old.item.pending.is_clean() {
        note_vanished(at, old);
    }
}

/// Remembers an item as it was when the server was found not to have it any more.
pub(super) fn note_vanished(at: &Place<'_>, old: &Whole) {
    let item = &old.item;
    if item.match_key.is_empty() {
        return;
    }
    let mut server = old.server();
    // Stored values of the base go with the row; the bytes themselves are still known by their digest.
    server.content = server.content.map(|content| ContentRef { id: None, ..content });
    let vanished = Vanished {
        item: item.id,
        strong: item.is(item_bits::STRONG),
        fingerprint: item.fingerprint.clone(),
        digest: text_of(&server),
        server: Some(Box::new(server)),
    };
    at.memory.inner.lock().work.entry(item.match_key.clone()).or_default().push(vanished);
}

/// The item that an incoming version stands for, if it vanished from another folder in this pass: it is brought here, with its
/// pending work.
pub(super) fn find_vanished(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Option<Whole>> {
    if incoming.match_key.is_empty() || incoming.flags_only {
        return Ok(None);
    }
    let sighting = Traits { strong: is_strong(incoming), fingerprint: &incoming.fingerprint, digest: digest_of(incoming) };
    let found = match look(tx.conn(), at.memory, &incoming.match_key, sighting)? {
        None => look_for_ours(tx, at, incoming)?,
        found => found,
    };
    let Some(found) = found else { return Ok(None) };
    let Some(old) = put::load(tx, found.item)? else { return Ok(None) };
    let old = held::shown(tx, at.store, old)?;
    at.memory.inner.lock().work.remove(&incoming.match_key);
    let mut new = Whole { item: old.item.clone(), base: Base::default() };
    new.item.folder = at.folder.id;
    new.item.pending = Pending::NONE;
    new.item.put(item_bits::EPOCH, false);
    let laid_aside = new.item.bag.remove(tags::IOSTX_PR_DELETED_ON).is_some();
    if let Some(server) = found.server {
        if server.pending.has(Pending::MOVED) && !laid_aside {
            conflict::note(tx, Kind::Moves, at.folder.id, old.item.id, None, "moved on both sides; the server's place stands")?;
        }
        new.base = change::compute(&server, &mut new.item);
    }
    if old.item.folder != at.folder.id {
        // The old key counts as that of a deleted item by now: a later version under it would be refused.
        new.item.source_key = Some(track::new_source_key(tx, at.store)?);
    }
    // It is bound here from now on; the version is taken by what comes next.
    new.item.binding = Binding::new(incoming.binding.remote_id.clone(), Vec::new());
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    Ok(Some(new))
}

fn look(conn: &Connection, memory: &SessionMemory, key: &[u8], sighting: Traits<'_>) -> Result<Option<Vanished>> {
    let (vanished, since) = {
        let memory = memory.inner.lock();
        (memory.work.get(key).cloned().unwrap_or_default(), memory.since)
    };
    for gone in vanished {
        let seen = Traits { strong: gone.strong, fingerprint: &gone.fingerprint, digest: gone.digest };
        // It may have been recognized meanwhile where it was moved to here.
        let waits = |item: Item| !item.binding.is_bound() || item.is(item_bits::DELETION_HELD);
        if seen.agrees(&sighting) && rows_item::get(conn, gone.item)?.is_some_and(waits) {
            return Ok(Some(gone));
        }
    }
    let (Some(since), Some(trash)) = (since, rows_folder::special(conn, IOSTX_FOLDER_TRASH)?) else { return Ok(None) };
    let laid_aside = rows_item::by_match(conn, trash, key)?.into_iter().find(|item| {
        let recent = item.bag.time(tags::IOSTX_PR_DELETED_ON).is_some_and(|time| time >= since);
        recent && traits_of(item).agrees(&sighting)
    });
    Ok(laid_aside.map(|item| Vanished { item: item.id, strong: false, fingerprint: Vec::new(), digest: None, server: None }))
}

/// The vanished item with all that is pending of which one comes: our upload was carried out, under another id and without a word.
fn look_for_ours(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Option<Vanished>> {
    let Some(digest) = digest_of(incoming) else { return Ok(None) };
    let vanished = at.memory.inner.lock().work.get(&incoming.match_key).cloned().unwrap_or_default();
    for gone in vanished {
        let (Some(ours), Some(server)) = (put::load(tx, gone.item)?, &gone.server) else { continue };
        let mut theirs = version(server, incoming);
        theirs.content = ours.item.content.clone().filter(|content| content.digest == digest);
        if !ours.item.binding.is_bound() && is_carried_out(&ours.base, &ours.item, &theirs) {
            return Ok(Some(gone));
        }
    }
    Ok(None)
}

/// The item of this key and fingerprint that vanished elsewhere in this pass.
pub(super) fn find_vanished_id(
    conn: &Connection,
    memory: &SessionMemory,
    key: &[u8],
    fingerprint: &[u8],
) -> Result<Option<ItemId>> {
    // What has changed must be fetched, whatever its key says.
    let sighting = Traits { strong: false, fingerprint, digest: None };
    Ok(look(conn, memory, key, sighting)?.map(|vanished| vanished.item))
}

/// Remembers an item that was imported as new, in case that its deletion elsewhere follows.
pub(super) fn note_appeared(at: &Place<'_>, item: &Item, incoming: &Incoming) {
    if item.match_key.is_empty() {
        return;
    }
    let mut memory = at.memory.inner.lock();
    let tells = |tag| incoming.draft.values.get(tag).is_some();
    let told = incoming.flags != (0, 0) || tells(tags::IOSTX_PR_MESSAGE_FLAGS) || tells(tags::IOSTX_PR_READ);
    *memory.grown.entry(item.folder).or_default() |= told;
    memory.first_new.get_or_insert(item.id);
}

/// The other item that the server has for one that it deletes: imported as new in this pass, of the same strong key, or what an
/// upload of ours made of it.
pub(super) fn find_double(tx: &Tx<'_>, at: &Place<'_>, item: &Item) -> Result<Option<Whole>> {
    if let Some(found) = find_appeared(tx, at, item)? {
        return Ok(Some(found));
    }
    match find_holder(tx, item)? {
        None => find_carried_out(tx, item),
        found => Ok(found),
    }
}

/// Whether an item that was changed here was written anew in its folder, with the text that the server had of it: what somebody has
/// changed of the rest makes another fingerprint.
fn is_rewritten(base: &Base, ours: &Item, theirs: &Item) -> bool {
    let had = text_of(&change::server_version(ours, base));
    let work = ours.pending.any(Pending::CONTENT.plus(Pending::PROPS));
    work && ours.folder == theirs.folder && had.is_some() && text_of(theirs) == had
}

/// The item of the same folder and key that the server has, whenever it came, with the text and all that is pending of another.
fn find_carried_out(tx: &Tx<'_>, item: &Item) -> Result<Option<Whole>> {
    if item.match_key.is_empty() || !item.pending.any(Pending::CONTENT.plus(Pending::PROPS)) {
        return Ok(None);
    }
    let base = rows_track::base(tx.conn(), item)?;
    let same_key = rows_item::by_match(tx.conn(), item.folder, &item.match_key)?;
    let is_it = |other: &Item| {
        other.id != item.id && other.binding.is_bound() && other.pending.is_clean() && is_carried_out(&base, item, other)
    };
    same_key.into_iter().find(is_it).map(|found| put::with_base(tx, found)).transpose()
}

/// Whether one has the text that was written here, or the text and all else that is pending of the other: that change of ours, which
/// was carried out though nobody told. What was changed here since is still pending.
fn is_carried_out(base: &Base, ours: &Item, theirs: &Item) -> bool {
    let same_text = text_of(theirs).is_some() && text_of(theirs) == text_of(ours);
    same_text && (base.content_changed || change::is_carried_out(base, ours, theirs))
}

/// The item of the same folder that the server has under the strong key of another: both are one by protocol, whatever their
/// fingerprints say.
pub(super) fn find_holder(tx: &Tx<'_>, item: &Item) -> Result<Option<Whole>> {
    if !item.is(item_bits::STRONG) || item.match_key.is_empty() {
        return Ok(None);
    }
    let same_key = rows_item::by_match(tx.conn(), item.folder, &item.match_key)?;
    let holds =
        |other: &Item| other.id != item.id && other.is(item_bits::STRONG) && other.binding.is_bound() && other.pending.is_clean();
    same_key.into_iter().find(holds).map(|holder| put::with_base(tx, holder)).transpose()
}

/// The item that was imported as new in this pass, or in an earlier one that did not tell of all folders, and is the one that the
/// server deletes now.
fn find_appeared(tx: &Tx<'_>, at: &Place<'_>, item: &Item) -> Result<Option<Whole>> {
    if item.match_key.is_empty() {
        return Ok(None);
    }
    let mut found = choose(tx.conn(), item, came_in_pass(tx.conn(), at.memory, item)?)?;
    // What has no work pending may go: what came is it.
    if found.is_none() && !item.pending.is_clean() && !item.pending.has(Pending::NEW) {
        found = choose(tx.conn(), item, came::after(tx.conn(), at.memory.root(), item)?)?;
    }
    found.map(|found| put::with_base(tx, found)).transpose()
}

/// The items of the key that were imported as new in this pass.
fn came_in_pass(conn: &Connection, memory: &SessionMemory, item: &Item) -> Result<Vec<Item>> {
    let (folders, first) = {
        let memory = memory.inner.lock();
        let Some(first) = memory.first_new else { return Ok(Vec::new()) };
        (memory.grown.keys().copied().collect::<Vec<_>>(), first)
    };
    let mut came = Vec::new();
    for folder in folders {
        came.extend(rows_item::by_match(conn, folder, &item.match_key)?);
    }
    came.retain(|found| found.id >= first && found.id != item.id && found.binding.is_bound() && found.pending.is_clean());
    Ok(came)
}

/// Which of some items that came is the one that the server deletes: first what is the same.
fn choose(conn: &Connection, item: &Item, came: Vec<Item>) -> Result<Option<Item>> {
    if came.is_empty() {
        return Ok(None);
    }
    let base = &rows_track::base(conn, item)?;
    let digest = text_of(item).filter(|_| !item.pending.has(Pending::CONTENT));
    let ours = Traits { digest, ..traits_of(item) };
    let same = |found: &Item| traits_of(found).is_alike(&ours) || is_carried_out(base, item, found);
    // Moved, or written anew, and changed.
    let changed = |found: &Item| traits_of(found).agrees(&ours) || is_rewritten(base, item, found);
    let at = came.iter().position(same).or_else(|| came.iter().position(changed));
    Ok(at.and_then(|at| came.into_iter().nth(at)))
}

/// Joins the two: the old item moves to where the new one is, with all it had, and takes what else the server changed; the new
/// row goes.
pub(super) fn join(tx: &Tx<'_>, at: &Place<'_>, old: Whole, double: &Whole) -> Result<()> {
    // Its id and its key change hands: each is that of one item.
    let mut unbound = double.clone();
    unbound.item.binding = Binding::default();
    unbound.item.source_key = None;
    put::replace(tx, at.store, double, &mut unbound, Vec::new())?;
    let mut new = old.clone();
    if new.item.content.is_none() && double.item.content.as_ref().is_some_and(|content| content.id.is_some()) {
        new.item.put(item_bits::HEADER, true);
    }
    let replicas = at.store.replicas();
    new.item.folder = double.item.folder;
    new.item.binding = double.item.binding.clone();
    new.item.source_key = Some(item_source(&replicas, &double.item));
    new.item.change_key.clone_from(&double.item.change_key);
    new.item.pcl.clone_from(&double.item.pcl);
    new.item.put(item_bits::EPOCH, false);
    drop(replicas);
    if new.item.pending.has(Pending::CONTENT) && ContentRef::same_bytes(&new.item.content, &double.item.content) {
        let mut server = old.server();
        change::take_text(&new.item, &mut server);
        new.base = change::compute(&server, &mut new.item);
    }
    rows_track::remember_deleted(tx, &item_source(&at.store.replicas(), &old.item))?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    let folder = rows_folder::get(tx.conn(), new.item.folder)?;
    let there = Place { folder: &folder, nothing_open: false, ..*at };
    apply::take_row(tx, &there, &rest_of(&there, double, &new), new, &double.item)?;
    // Last, since its text may be of use.
    put::remove(tx, at.store, &unbound)
}

/// What the server's item has beside its text, as a version of `ours`. Nobody can be asked in the middle of a deletion: what a
/// callback would decide is held.
fn rest_of(at: &Place<'_>, double: &Whole, ours: &Whole) -> Incoming {
    let item = &double.item;
    let (flags, words) = (item.flag_set(), item.keywords());
    // Not every server has flags for items of other kinds.
    let told = || at.memory.inner.lock().grown.get(&item.folder).is_some_and(|told| *told);
    let flagged = item.kind() == ItemKind::Mail || flags != 0 || !words.is_empty() || told();
    let asks = at.options.ask.is_some() || at.options.merge.is_some();
    Incoming {
        binding: item.binding.clone(),
        fingerprint: item.fingerprint.clone(),
        match_key: item.match_key.clone(),
        strong: Some(item.is(item_bits::STRONG)),
        associated: item.is(item_bits::ASSOC),
        time: Some(item.mtime),
        same_text: true,
        draft: Draft { values: item.bag.clone(), ..Draft::default() },
        flags: if flagged { (flags, IOSTX_FLAG_ALL & !flags) } else { (0, 0) },
        keywords: flagged.then(|| words.into_iter().map(str::to_owned).collect()),
        decided: asks.then(|| (ours.item.version, Decision::Policy(Policy::Hold))),
        ..Incoming::default()
    }
}
