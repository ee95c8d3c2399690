//! Moves that a server shows as a deletion and an import, in either order and in any folder of one pass (semantics 4.3).
//!
//! What a pass remembers does not grow with what it imports: items are found again in the store, by match key, in the folders
//! that got new items and among what was laid aside. Only items that had work pending are kept in memory, with that work.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::apply::{self, Place};
use super::db::Tx;
use super::env::FileTime;
use super::flags::IOSTX_FOLDER_TRASH;
use super::identity::item_source;
use super::incoming::{Decision, Incoming};
use super::message::Draft;
use super::model::*;
use super::options::Policy;
use super::put::{self, Whole};
use super::version::digest_of;
use super::{change, rows_folder, rows_item, rows_track};
use crate::error::Result;
use crate::props::flags::IOSTX_FLAG_ALL;
use crate::props::{ItemKind, tags};

/// What one pass over many folders remembers.
#[derive(Clone, Default)]
pub struct SessionMemory {
    inner: Arc<Mutex<Memory>>,
}

#[derive(Default)]
struct Memory {
    /// Folders that imports of this pass made items in, and the first of those items.
    grown: BTreeSet<FolderId>,
    first_new: Option<ItemId>,
    /// Since when items are laid aside; `None`: none is.
    since: Option<FileTime>,
    /// Deleted items that had work pending, by match key.
    work: HashMap<Vec<u8>, Vec<Vanished>>,
}

/// A deleted item that had work pending.
#[derive(Clone)]
struct Vanished {
    item: ItemId,
    fingerprint: Vec<u8>,
    digest: Option<[u8; 32]>,
    pending: Pending,
    base: Base,
}

impl SessionMemory {
    /// Ends the pass; answers whether anything was laid aside.
    pub(super) fn end(&self) -> bool {
        std::mem::take(&mut *self.inner.lock()).since.is_some()
    }
}

/// Whether two sightings can be of the same item: fingerprints that are known must agree, and so must the text.
pub(super) fn agrees(a: (&[u8], Option<[u8; 32]>), b: (&[u8], Option<[u8; 32]>)) -> bool {
    let prints = !a.0.is_empty() && !b.0.is_empty();
    let digests = a.1.is_some() && b.1.is_some();
    (!prints || a.0 == b.0) && (!digests || a.1 == b.1) && (prints || digests)
}

fn text_of(item: &Item) -> Option<[u8; 32]> {
    item.content.as_ref().map(|content| content.digest)
}

/// Remembers that an item was laid aside, or lost its binding, since the server deleted it.
pub(super) fn note_vanished(tx: &Tx<'_>, at: &Place<'_>, old: &Whole) {
    let item = &old.item;
    if item.match_key.is_empty() {
        return;
    }
    let mut memory = at.memory.inner.lock();
    memory.since.get_or_insert(tx.now);
    if item.pending.is_clean() {
        return;
    }
    // Stored values of the base go with the row; the bytes themselves are still known by their digest.
    let content = old.base.content.clone().map(|content| ContentRef { id: None, ..content });
    let vanished = Vanished {
        item: item.id,
        fingerprint: item.fingerprint.clone(),
        digest: text_of(&old.server()),
        pending: item.pending,
        base: Base { content, ..old.base.clone() },
    };
    memory.work.entry(item.match_key.clone()).or_default().push(vanished);
}

/// The item that an incoming version stands for, if it vanished from another folder in this pass: it is brought here, with its
/// pending work.
pub(super) fn find_vanished(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Option<Whole>> {
    if incoming.match_key.is_empty() || incoming.flags_only {
        return Ok(None);
    }
    let sighting = (incoming.fingerprint.as_slice(), digest_of(incoming));
    let Some(found) = look(tx.conn(), at.memory, &incoming.match_key, sighting)? else { return Ok(None) };
    let Some(old) = put::load(tx, found.item)? else { return Ok(None) };
    at.memory.inner.lock().work.remove(&incoming.match_key);
    let mut new = Whole { item: old.item.clone(), base: found.base };
    new.item.folder = at.folder.id;
    new.item.pending = found.pending.minus(Pending::NEW).minus(Pending::MOVED);
    new.item.bag.remove(tags::IOSTX_PR_DELETED_ON);
    // It is bound here from now on; the version is taken by what comes next.
    new.item.binding = Binding::new(incoming.binding.remote_id.clone(), Vec::new());
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    Ok(Some(new))
}

fn look(conn: &Connection, memory: &SessionMemory, key: &[u8], sighting: (&[u8], Option<[u8; 32]>)) -> Result<Option<Vanished>> {
    let since = {
        let memory = memory.inner.lock();
        let Some(since) = memory.since else { return Ok(None) };
        let fits = |gone: &&Vanished| agrees((&gone.fingerprint, gone.digest), sighting);
        if let Some(found) = memory.work.get(key).and_then(|list| list.iter().find(fits)) {
            return Ok(Some(found.clone()));
        }
        since
    };
    let Some(trash) = rows_folder::special(conn, IOSTX_FOLDER_TRASH)? else { return Ok(None) };
    let laid_aside = rows_item::by_match(conn, trash, key)?.into_iter().find(|item| {
        let recent = item.bag.time(tags::IOSTX_PR_DELETED_ON).is_some_and(|time| time >= since);
        recent && agrees((&item.fingerprint, text_of(item)), sighting)
    });
    Ok(laid_aside.map(|item| Vanished {
        item: item.id,
        fingerprint: Vec::new(),
        digest: None,
        pending: Pending::NONE,
        base: Base::default(),
    }))
}

/// The item of this key and fingerprint that vanished elsewhere in this pass.
pub(super) fn find_vanished_id(
    conn: &Connection,
    memory: &SessionMemory,
    key: &[u8],
    fingerprint: &[u8],
) -> Result<Option<ItemId>> {
    Ok(look(conn, memory, key, (fingerprint, None))?.map(|vanished| vanished.item))
}

/// Remembers an item that was imported as new, in case that its deletion elsewhere follows.
pub(super) fn note_appeared(at: &Place<'_>, item: &Item) {
    if item.match_key.is_empty() {
        return;
    }
    let mut memory = at.memory.inner.lock();
    memory.grown.insert(item.folder);
    memory.first_new.get_or_insert(item.id);
}

/// The item that was imported as new in this pass and is the one that the server deletes now.
pub(super) fn find_appeared(tx: &Tx<'_>, at: &Place<'_>, item: &Item) -> Result<Option<Whole>> {
    let (folders, first) = {
        let memory = at.memory.inner.lock();
        match memory.first_new {
            Some(first) if !item.match_key.is_empty() => (memory.grown.clone(), first),
            _ => return Ok(None),
        }
    };
    let digest = text_of(item).filter(|_| !item.pending.has(Pending::CONTENT));
    for folder in folders {
        for found in rows_item::by_match(tx.conn(), folder, &item.match_key)? {
            let imported = found.id >= first && found.id != item.id && found.binding.is_bound() && found.pending.is_clean();
            // What has the text that is pending here is that change of ours, which was carried out though nobody told.
            let ours = item.pending.has(Pending::CONTENT) && text_of(&found).is_some() && text_of(&found) == text_of(item);
            if imported && (ours || agrees((&found.fingerprint, text_of(&found)), (&item.fingerprint, digest))) {
                return put::with_base(tx, found).map(Some);
            }
        }
    }
    Ok(None)
}

/// Joins the two: the old item moves to where the new one is, with all it had, and takes what else the server changed; the new
/// row goes.
pub(super) fn join(tx: &Tx<'_>, at: &Place<'_>, old: Whole, double: &Whole) -> Result<()> {
    // Its row goes before the binding changes hands: a remote id is unique in its folder.
    put::remove(tx, at.store, double)?;
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
    drop(replicas);
    if new.item.pending.has(Pending::CONTENT) && ContentRef::same_bytes(&new.item.content, &double.item.content) {
        let mut server = old.server();
        change::take_text(&new.item, &mut server);
        new.base = change::compute(&server, &mut new.item);
    }
    rows_track::remember_deleted(tx, &item_source(&at.store.replicas(), &old.item))?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    let folder = rows_folder::get(tx.conn(), new.item.folder)?;
    let there = Place { folder: &folder, nothing_open: false, ..*at };
    apply::update(tx, &there, &rest_of(&there, double, &new), new.clone(), false).map(|_| ())
}

/// What the server's item has beside its text, as a version of `ours`. Nobody can be asked in the middle of a deletion: what a
/// callback would decide is held.
fn rest_of(at: &Place<'_>, double: &Whole, ours: &Whole) -> Incoming {
    let item = &double.item;
    let (flags, words) = (item.flag_set(), item.keywords());
    // Items of other kinds have flags only if somebody gave them some.
    let flagged = item.kind() == ItemKind::Mail || flags != 0 || !words.is_empty();
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
