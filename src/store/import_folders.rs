//! Importing the server's folders: by ICS keys and by remote ids (ics.md 3.2, 3.3; semantics 5).

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use super::absence;
use super::apply::Place;
use super::conflict::{self, Kind};
use super::db::Tx;
use super::events::{Change, Origin};
use super::folders::{each_item, new_folder, rebase, remove_row, server_version};
use super::identity::{folder_by_source, folder_change_key, folder_pcl, folder_source};
use super::import_ics::{ICS_CONFIG, check_keys};
use super::incoming::{Cancel, ImportOptions, ListingScope, MassLimit};
use super::items::check_length;
use super::model::*;
use super::server_moves::SessionMemory;
use super::state::{StateKind, check_blob, put_state};
use super::{Inner, Store, rows_folder, rows_track, track};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::{Compared, Pcl, Xid};
use crate::props::{Bag, PropTag, Value, classify, tags};

/// The open import of a hierarchy. Folders are stored at once, one transaction each; deletions at the end.
pub struct HierarchyImporter {
    store: Arc<Inner>,
    root: FolderId,
    limit: MassLimit,
    cancel: Cancel,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    counts: FolderCounts,
    doomed: Vec<FolderId>,
    late: Option<Vec<u8>>,
    listing: Option<Listing>,
    by_absence: usize,
    finished: bool,
}

struct Listing {
    seen: HashSet<FolderId>,
    scope: ListingScope,
}

/// How many folders were what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FolderCounts {
    /// New here.
    pub created: u32,
    /// Changed or moved here.
    pub changed: u32,
    /// Deleted here.
    pub deleted: u32,
}

/// One version of a folder as the server has it.
#[derive(Default)]
struct IncomingFolder {
    source_key: Option<Xid>,
    change_key: Option<Xid>,
    pcl: Pcl,
    time: Option<u64>,
    binding: Binding,
    parent: ParentKey,
    name: Option<String>,
    role: u32,
    values: Bag,
}

#[derive(Default)]
enum ParentKey {
    /// Not given: as it is, or the root.
    #[default]
    None,
    Source(Vec<u8>),
    Remote(Vec<u8>),
}

impl Store {
    /// Opens the import of the folders below `root`. Once `cancel` is set, what begins something new answers MAPI_E_USER_CANCEL.
    pub fn hierarchy_importer(&self, root: FolderId, limit: MassLimit, cancel: &Cancel) -> Result<HierarchyImporter> {
        self.folder(root)?;
        Ok(HierarchyImporter { store: Arc::clone(&self.inner), root, limit, cancel: cancel.clone(), state: Mutex::default() })
    }
}

impl HierarchyImporter {
    /// How many were what so far.
    pub fn counts(&self) -> FolderCounts {
        self.state.lock().counts
    }

    /// Config: hierarchy imports keep no state of their own between passes.
    pub fn config(&self, state: Option<&[u8]>, flags: u32) -> Result<()> {
        check_flags("config", flags, ICS_CONFIG)?;
        let store = Store { inner: Arc::clone(&self.store) };
        state.map_or(Ok(()), |state| store.check_sink_state(StateKind::Hierarchy(self.root), state))
    }

    /// UpdateState: the state up to here.
    pub fn update_state(&self) -> Result<Vec<u8>> {
        Store { inner: Arc::clone(&self.store) }.sink_state(StateKind::Hierarchy(self.root))
    }

    /// ImportFolderChange. SYNC_E_IGNORE: the store has it; SYNC_E_OBJECT_DELETED: deleted here; SYNC_E_NO_PARENT: parents come
    /// first; SYNC_E_CYCLE: it would be its own ancestor. A conflict is decided: the last writer wins.
    pub fn import_folder_change(&self, values: &Bag) -> Result<FolderId> {
        self.cancel.check()?;
        let incoming = read_values(values)?;
        let mut state = self.open()?;
        let (id, created, changed) = self.store.write(Origin::Import, |tx| self.import(tx, &incoming))?;
        state.counts.created += u32::from(created);
        state.counts.changed += u32::from(changed);
        if let Some(seen) = &mut state.listing {
            seen.seen.insert(id);
        }
        match created || changed || incoming.change_key.is_none() {
            true => Ok(id),
            false => Err(Error::of(IOSTX_SYNC_E_IGNORE)),
        }
    }

    fn open(&self) -> Result<parking_lot::MutexGuard<'_, State>> {
        let state = self.state.lock();
        match state.finished {
            true => Err(Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "the import of the hierarchy has ended")),
            false => Ok(state),
        }
    }

    fn import(&self, tx: &Tx<'_>, incoming: &IncomingFolder) -> Result<(FolderId, bool, bool)> {
        let parent = self.parent(tx, incoming)?;
        if let Some(known) = self.find(tx, incoming, parent)? {
            return self.update(tx, incoming, known, parent);
        }
        if let Some(key) = &incoming.source_key
            && rows_track::was_deleted(tx.conn(), tx.now, key.as_bytes())?
        {
            return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED));
        }
        let parent = parent.unwrap_or(self.root);
        let above = rows_folder::get(tx.conn(), parent)?;
        let name = incoming.name.clone().ok_or_else(|| Error::invalid("values: PR_DISPLAY_NAME is missing or empty"))?;
        let mut folder = new_folder(tx, &above, &name, incoming.values.clone())?;
        identify(tx, &self.store, incoming, &mut folder);
        if folder.role != 0 && rows_folder::special(tx.conn(), folder.role)?.is_some() {
            folder.role = 0;
        }
        rows_folder::insert(tx, &folder)?;
        tx.note(Change::FolderCreated(folder.id));
        Ok((folder.id, true, false))
    }

    /// The parent here; an empty key, the store's own key and the root's key mean the root.
    fn parent(&self, tx: &Tx<'_>, incoming: &IncomingFolder) -> Result<Option<FolderId>> {
        let replicas = self.store.replicas();
        let found = match &incoming.parent {
            ParentKey::None => return Ok(None),
            ParentKey::Source(key) if key.is_empty() => return Ok(Some(self.root)),
            ParentKey::Source(key) => {
                let top = key.len() == 22 && key[16..] == [0; 6];
                match folder_by_source(tx.conn(), &replicas, key)? {
                    Some(folder) => Some(folder.id),
                    None if top => Some(self.root),
                    None => None,
                }
            }
            ParentKey::Remote(id) if id.is_empty() => return Ok(Some(self.root)),
            ParentKey::Remote(id) => self.by_remote(tx, id)?.map(|folder| folder.id),
        };
        match found {
            Some(id) => Ok(Some(id)),
            None => Err(Error::of(IOSTX_SYNC_E_NO_PARENT)),
        }
    }

    fn by_remote(&self, tx: &Tx<'_>, id: &[u8]) -> Result<Option<Folder>> {
        for folder in rows_folder::query(tx.conn(), "WHERE remote_id = ?1", [id])? {
            if rows_folder::is_within(tx.conn(), folder.id, self.root)? {
                return Ok(Some(folder));
            }
        }
        Ok(None)
    }

    /// The folder that it is: by key, by remote id, by role, or a pending new one of the same name and parent.
    fn find(&self, tx: &Tx<'_>, incoming: &IncomingFolder, parent: Option<FolderId>) -> Result<Option<Folder>> {
        if let Some(key) = &incoming.source_key
            && let Some(folder) = folder_by_source(tx.conn(), &self.store.replicas(), key.as_bytes())?
        {
            return Ok(Some(folder));
        }
        if incoming.binding.is_bound()
            && let Some(folder) = self.by_remote(tx, &incoming.binding.remote_id)?
        {
            return Ok(Some(folder));
        }
        if incoming.role != 0
            && let Some(id) = rows_folder::special(tx.conn(), incoming.role)?
        {
            let folder = rows_folder::find(tx.conn(), id)?.filter(|folder| !folder.binding.is_bound() && folder.id != self.root);
            if folder.as_ref().is_some_and(|folder| folder.source_key.is_none()) {
                return Ok(folder);
            }
        }
        let name = incoming.name.as_deref().unwrap_or_default();
        let parent = parent.unwrap_or(self.root);
        let same_name = rows_folder::query(tx.conn(), "WHERE parent = ?1 AND name = ?2 AND remote_id IS NULL", (parent.0, name))?;
        for folder in same_name {
            let unbound = rows_track::is_marked(tx.conn(), Object::Folder(folder.id))?;
            if folder.pending.has(Pending::NEW) || unbound {
                return Ok(Some(folder));
            }
        }
        Ok(None)
    }

    fn update(
        &self,
        tx: &Tx<'_>,
        incoming: &IncomingFolder,
        old: Folder,
        parent: Option<FolderId>,
    ) -> Result<(FolderId, bool, bool)> {
        let replicas = self.store.replicas();
        let mut theirs_newer = true;
        if let Some(key) = &incoming.change_key {
            let theirs = incoming.pcl.clone().with(key.clone());
            match folder_pcl(&replicas, &old).compare(&theirs) {
                Compared::Same | Compared::Older if old.source_key.is_some() => return Ok((old.id, false, false)),
                Compared::Conflict => theirs_newer = self.theirs_wins(tx, incoming, &old),
                _ => {}
            }
        } else if old.pending.any(Pending::PROPS.plus(Pending::MOVED)) {
            theirs_newer = self.theirs_wins(tx, incoming, &old);
        }
        drop(replicas);
        if old.is(folder_bits::DELETED) {
            return self.meet_deleted(tx, incoming, old);
        }
        let was_new = old.pending.has(Pending::NEW);
        let before = server_version(&old);
        let mut after = before.clone();
        after.name = incoming.name.clone().unwrap_or(before.name.clone());
        after.parent =
            if old.role != 0 && parent.is_none_or(|parent| parent == self.root) { before.parent } else { parent.or(before.parent) };
        if old.role != 0 {
            after.name.clone_from(&before.name);
        }
        for (tag, value) in incoming.values.iter() {
            after.bag.put(tag, (!matches!(value, Value::Error(_))).then(|| value.clone()));
        }
        let mut new = merge(tx, &before, &after, &old, theirs_newer)?;
        if let Some(parent) = new.parent.filter(|parent| old.parent != Some(*parent)) {
            if rows_folder::is_within(tx.conn(), parent, old.id)? {
                self.open_cycle(tx, &old, &mut new, &after)?;
            }
        }
        new.pending = new.pending.minus(Pending::NEW);
        identify(tx, &self.store, incoming, &mut new);
        rebase(&after, &mut new);
        if was_new || incoming.binding.is_bound() && !old.binding.is_bound() {
            rows_track::drop_attempt(tx, Object::Folder(old.id))?;
        }
        let visible = new.name != old.name || new.parent != old.parent || new.bag != old.bag;
        let differs = Folder { cn: old.cn, mtime: old.mtime, ..new.clone() } != old;
        if differs {
            rows_folder::update(tx, &new)?;
        }
        if new.parent != old.parent {
            tx.note(Change::FolderMoved(new.id));
        } else if visible {
            tx.note(Change::FolderChanged(new.id));
        }
        Ok((new.id, false, differs && (visible || incoming.change_key.is_some())))
    }

    /// Folders: the last writer wins, the server on ties.
    fn theirs_wins(&self, tx: &Tx<'_>, incoming: &IncomingFolder, ours: &Folder) -> bool {
        let Some(time) = incoming.time.filter(|time| *time <= tx.now + 5 * super::env::MINUTE) else { return true };
        match ours.mtime.cmp(&time) {
            std::cmp::Ordering::Greater => false,
            std::cmp::Ordering::Less => true,
            std::cmp::Ordering::Equal => {
                let own = folder_change_key(&self.store.replicas(), ours);
                incoming.change_key.as_ref().is_none_or(|key| key.namespace() != own.namespace() || *key != own)
            }
        }
    }

    /// Deleted here: it comes back if the server changed it.
    fn meet_deleted(&self, tx: &Tx<'_>, incoming: &IncomingFolder, mut folder: Folder) -> Result<(FolderId, bool, bool)> {
        let renamed = incoming.name.as_ref().is_some_and(|name| *name != folder.name);
        let version = &incoming.binding.remote_version;
        let changed = renamed || !version.is_empty() && *version != folder.binding.remote_version || incoming.change_key.is_some();
        if !changed {
            return Ok((folder.id, false, false));
        }
        if incoming.change_key.is_some()
            && rows_track::was_deleted(tx.conn(), tx.now, folder_source(&self.store.replicas(), &folder).as_bytes())?
        {
            return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED));
        }
        revive(tx, &self.store, &mut folder)?;
        if let Some(name) = &incoming.name {
            folder.name.clone_from(name);
        }
        identify(tx, &self.store, incoming, &mut folder);
        rows_folder::update(tx, &folder)?;
        conflict::note(
            tx,
            Kind::FolderName,
            folder.id,
            ItemId(0),
            None,
            "deleted here and changed on the server: the folder came back",
        )?;
        tx.note(Change::FolderCreated(folder.id));
        Ok((folder.id, true, false))
    }

    /// A server move that would make a circle undoes the local one that is in its way.
    fn open_cycle(&self, tx: &Tx<'_>, old: &Folder, new: &mut Folder, after: &Folder) -> Result<()> {
        let mut at = after.parent;
        while let Some(id) = at.filter(|id| *id != old.id) {
            let Some(mut folder) = rows_folder::find(tx.conn(), id)? else { break };
            if folder.pending.has(Pending::MOVED) {
                let server = server_version(&folder);
                folder.parent = server.parent;
                rebase(&server, &mut folder);
                rows_folder::update(tx, &folder)?;
                conflict::note(
                    tx,
                    Kind::FolderParent,
                    id,
                    ItemId(0),
                    None,
                    "moved below a folder that the server moved below it; the local move was undone",
                )?;
                tx.note(Change::FolderMoved(id));
                break;
            }
            at = folder.parent;
        }
        match new.parent {
            Some(parent) if rows_folder::is_within(tx.conn(), parent, old.id)? => Err(Error::of(IOSTX_SYNC_E_CYCLE)),
            _ => Ok(()),
        }
    }

    /// ImportFolderDeletion: with contents and subfolders, at the end of the state. Unknown keys are passed over.
    pub fn import_folder_deletion(&self, keys: &[&[u8]], flags: u32) -> Result<()> {
        self.cancel.check()?;
        check_flags("import_folder_deletion", flags, 0x3)?;
        let keys = check_keys(keys)?;
        let replicas = self.store.replicas().clone();
        let found = self.store.db.read(|conn| {
            let found = keys.iter().map(|key| folder_by_source(conn, &replicas, key.as_bytes()));
            found.collect::<Result<Vec<_>>>()
        })?;
        let ids: Vec<FolderId> = found.into_iter().flatten().map(|folder| folder.id).filter(|id| *id != self.root).collect();
        self.open()?.doomed.extend(ids);
        Ok(())
    }

    /// The server deleted folders. Unknown ids are passed over.
    pub fn delete_remote(&self, ids: &[&[u8]]) -> Result<()> {
        self.cancel.check()?;
        let mut found = Vec::new();
        self.store.db.read(|conn| {
            for id in ids {
                check_length("remote id", id)?;
                for folder in rows_folder::query(conn, "WHERE remote_id = ?1", [id])? {
                    if folder.id != self.root && rows_folder::is_within(conn, folder.id, self.root)? {
                        found.push(folder.id);
                    }
                }
            }
            Ok(())
        })?;
        self.open()?.doomed.extend(found);
        Ok(())
    }

    /// Begins a listing: until [`HierarchyImporter::listing_complete`], absence means deletion. Of the scope only the range of
    /// remote ids counts.
    pub fn listing_begin(&self, scope: ListingScope) -> Result<()> {
        let mut state = self.open()?;
        if state.listing.is_some() {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_begin: a listing is open already"));
        }
        state.listing = Some(Listing { seen: HashSet::new(), scope });
        Ok(())
    }

    /// Ends a listing: bound folders below the root that it did not show are deleted at the end of the state.
    pub fn listing_complete(&self) -> Result<()> {
        self.cancel.check()?;
        let mut state = self.open()?;
        let Listing { seen, scope } =
            state.listing.take().ok_or_else(|| Error::new(IOSTX_E_UNEXPECTED, "listing_complete: no listing was begun"))?;
        let absent = self.store.db.read(|conn| {
            let mut absent = Vec::new();
            for id in rows_folder::subtree(conn, self.root, true)?.into_iter().filter(|id| *id != self.root && !seen.contains(id)) {
                let folder = rows_folder::find(conn, id)?;
                if folder.is_some_and(|folder| {
                    folder.binding.is_bound() && !folder.is(folder_bits::LOCAL_ONLY) && scope.names(&folder.binding.remote_id)
                }) {
                    absent.push(id);
                }
            }
            Ok(absent)
        })?;
        state.by_absence += absent.len();
        state.doomed.extend(absent);
        Ok(())
    }

    /// The state blob of the hierarchy, for all imports made so far.
    pub fn set_state_blob(&self, blob: &[u8]) -> Result<()> {
        check_blob(blob)?;
        let mut state = self.open()?;
        if state.doomed.is_empty() && state.listing.is_none() {
            drop(state);
            return Store { inner: Arc::clone(&self.store) }.set_state_blob(StateKind::Hierarchy(self.root), blob);
        }
        state.late = Some(blob.to_vec());
        Ok(())
    }

    /// Ends the import. `ok`: the server's folders are complete (DNH_OK). Answers whether deletions were held.
    pub fn finish(&self, ok: bool) -> Result<bool> {
        let mut state = self.state.lock();
        if state.finished {
            return Ok(false);
        }
        state.finished = true;
        let root = Store { inner: Arc::clone(&self.store) }.folder(self.root)?;
        if state.doomed.is_empty() && state.late.is_none() && (!ok || root.is(folder_bits::DOWNLOADED)) {
            return Ok(false);
        }
        let doomed = std::mem::take(&mut state.doomed);
        let late = state.late.take().filter(|_| state.listing.is_none());
        let (held, deleted) = self.store.write(Origin::Import, |tx| {
            let result = self.delete(tx, &doomed)?;
            if let Some(blob) = late {
                put_state(tx, StateKind::Hierarchy(self.root), &blob)?;
            }
            if ok {
                let mut root = rows_folder::get(tx.conn(), self.root)?;
                if !root.is(folder_bits::DOWNLOADED) {
                    root.bits |= folder_bits::DOWNLOADED;
                    rows_folder::update(tx, &root)?;
                }
            }
            Ok(result)
        })?;
        state.counts.deleted += deleted;
        Ok(held)
    }

    fn delete(&self, tx: &Tx<'_>, doomed: &[FolderId]) -> Result<(bool, u32)> {
        let mut all = Vec::new();
        for id in doomed {
            for below in rows_folder::subtree(tx.conn(), *id, true)? {
                if !all.contains(&below) {
                    all.push(below);
                }
            }
        }
        let (mut lost, mut total) = (0, 0);
        for id in rows_folder::subtree(tx.conn(), self.root, true)? {
            let count = rows_folder::find(tx.conn(), id)?.map_or(0, |folder| folder.total + folder.assoc);
            total += count;
            lost += if all.contains(&id) { count } else { 0 };
        }
        // A folder counts with what it holds.
        if lost * 100 > total * i64::from(self.limit.percent) && lost > i64::from(self.limit.count) {
            for id in &all {
                tx.execute(
                    "INSERT OR REPLACE INTO held (folder, kind, object, time) VALUES (?1, 2, ?1, ?2)",
                    (id.0, tx.now as i64),
                )?;
                tx.note(Change::Held(*id));
            }
            return Ok((true, 0));
        }
        let mut deleted = 0;
        // Children first.
        for id in all.into_iter().rev() {
            deleted += u32::from(delete_folder(tx, &self.store, id)?);
        }
        Ok((false, deleted))
    }
}

/// The server deleted a folder. Items with pending work go to Conflicts; a special folder only loses its binding. Answers
/// whether the folder is gone.
pub(super) fn delete_folder(tx: &Tx<'_>, store: &Inner, id: FolderId) -> Result<bool> {
    let Some(folder) = rows_folder::find(tx.conn(), id)? else { return Ok(false) };
    tx.execute("DELETE FROM held WHERE folder = ?1", [id.0])?;
    let (options, memory, case) = (ImportOptions::default(), SessionMemory::default(), std::cell::RefCell::new(None));
    let at = Place { store, folder: &folder, options: &options, memory: &memory, case: &case, nothing_open: false };
    each_item(tx, id, |whole| {
        if !whole.item.pending.minus(Pending::READ).minus(Pending::FLAGS).is_clean() {
            conflict::keep_copy(
                tx,
                store,
                &whole.item,
                Kind::DeletedThere,
                "its folder was deleted on the server; this one had changes of ours",
            )?;
        }
        for mut stone in track::sources(tx, &whole.item)? {
            stone.moved = false;
            rows_track::put_tombstone(tx, &mut stone)?;
        }
        super::put::remove(tx, store, &whole)
    })?;
    for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1", [id.0])? {
        absence::delete_stone(tx, &at, &stone)?;
    }
    let has_children = !rows_folder::query(tx.conn(), "WHERE parent = ?1 LIMIT 1", [id.0])?.is_empty();
    if folder.role != 0 || has_children {
        // Something of ours is below it, or every store has it: it stays, unbound; below it, as new.
        let mut kept = rows_folder::find(tx.conn(), id)?.unwrap_or(folder);
        kept.binding = Binding::default();
        kept.bits &= !(folder_bits::DOWNLOADED | folder_bits::EPOCH);
        (kept.pending, kept.base) = (if has_children && kept.role == 0 { Pending::NEW } else { Pending::NONE }, Bag::new());
        rows_folder::update(tx, &kept)?;
        return Ok(false);
    }
    rows_track::remember_deleted(tx, &folder_source(&store.replicas(), &folder))?;
    tx.note(Change::FolderDeleted(id));
    remove_row(tx, id)?;
    Ok(true)
}

/// Takes a deletion back: the folder, and those above it that were deleted too.
fn revive(tx: &Tx<'_>, store: &Inner, folder: &mut Folder) -> Result<()> {
    folder.bits &= !(folder_bits::DELETED | folder_bits::DOWNLOADED);
    folder.pending = Pending::NONE;
    rows_track::forget_deleted(tx, &folder_source(&store.replicas(), folder))?;
    rows_track::drop_attempt(tx, Object::Folder(folder.id))?;
    let mut at = folder.parent;
    while let Some(id) = at {
        let Some(mut above) = rows_folder::find(tx.conn(), id)?.filter(|above| above.is(folder_bits::DELETED)) else { break };
        above.bits &= !(folder_bits::DELETED | folder_bits::DOWNLOADED);
        above.pending = Pending::NONE;
        rows_track::forget_deleted(tx, &folder_source(&store.replicas(), &above))?;
        rows_folder::update(tx, &above)?;
        tx.note(Change::FolderCreated(id));
        at = above.parent;
    }
    Ok(())
}

/// Name and parent merge on their own; where both changed one, the later writer's stands and the loser is reported.
fn merge(tx: &Tx<'_>, before: &Folder, after: &Folder, ours: &Folder, theirs_newer: bool) -> Result<Folder> {
    let mut new = ours.clone();
    if after.name != before.name {
        if ours.name == before.name || theirs_newer || ours.name == after.name {
            if ours.name != before.name && ours.name != after.name {
                let lost = format!("renamed '{}' here and '{}' on the server; the server's name stands", ours.name, after.name);
                conflict::note(tx, Kind::FolderName, ours.id, ItemId(0), None, &lost)?;
            }
            new.name.clone_from(&after.name);
        } else {
            let lost = format!("renamed '{}' here and '{}' on the server; our name stands", ours.name, after.name);
            conflict::note(tx, Kind::FolderName, ours.id, ItemId(0), None, &lost)?;
        }
    }
    if after.parent != before.parent {
        let both = ours.parent != before.parent && ours.parent != after.parent;
        if !both || theirs_newer {
            new.parent = after.parent;
        }
        if both {
            let whose = if theirs_newer { "the server's place stands" } else { "our place stands" };
            conflict::note(tx, Kind::FolderParent, ours.id, ItemId(0), None, &format!("moved here and on the server; {whose}"))?;
        }
    }
    for tag in after.bag.tags().chain(before.bag.tags()).filter(|tag| !classify::is_untracked(*tag)) {
        let tag = PropTag(tag.0 & 0xFFFF_0000);
        let (b, a, o) = (before.bag.get(tag), after.bag.get(tag), ours.bag.get(tag));
        if a != b && (o == b || theirs_newer) {
            new.bag.put(a.map_or(tag, |value| tag.with_type(value.kind())), a.cloned());
        }
    }
    Ok(new)
}

fn identify(tx: &Tx<'_>, store: &Inner, incoming: &IncomingFolder, folder: &mut Folder) {
    if incoming.binding.is_bound() {
        folder.binding = incoming.binding.clone();
    } else if !incoming.binding.remote_version.is_empty() {
        folder.binding.remote_version.clone_from(&incoming.binding.remote_version);
    }
    if let Some(key) = &incoming.source_key {
        folder.source_key = Some(key.clone());
    }
    if let Some(key) = &incoming.change_key {
        let mut list = folder_pcl(&store.replicas(), folder);
        if folder.pcl.is_none() && folder.change_key.is_none() {
            list = Pcl::default();
        }
        list.merge(&incoming.pcl);
        list.add(key.clone());
        folder.change_key = Some(key.clone());
        folder.pcl = Some(list);
    }
    folder.mtime = incoming.time.unwrap_or(tx.now);
    if incoming.role != 0 && folder.role == 0 {
        folder.role = incoming.role;
    }
}

fn read_values(values: &Bag) -> Result<IncomingFolder> {
    use tags::*;
    let mut incoming = IncomingFolder::default();
    let is = |tag: PropTag, known: u32| tag.id() == PropTag(known).id();
    for (tag, value) in values.iter() {
        let bytes = value.as_binary().unwrap_or_default();
        match tag {
            t if is(t, IOSTX_PR_SOURCE_KEY) => {
                incoming.source_key = Some(Xid::from_slice(bytes).map_err(|e| e.during("PR_SOURCE_KEY"))?)
            }
            t if is(t, IOSTX_PR_CHANGE_KEY) => {
                incoming.change_key = Some(Xid::from_slice(bytes).map_err(|e| e.during("PR_CHANGE_KEY"))?)
            }
            t if is(t, IOSTX_PR_PREDECESSOR_CHANGE_LIST) => {
                incoming.pcl = Pcl::decode(bytes).map_err(|e| e.during("PR_PREDECESSOR_CHANGE_LIST"))?;
            }
            t if is(t, IOSTX_PR_PARENT_SOURCE_KEY) => incoming.parent = ParentKey::Source(bytes.to_vec()),
            t if is(t, IOSTX_PR_PARENT_REMOTE_ID) => incoming.parent = ParentKey::Remote(bytes.to_vec()),
            t if is(t, IOSTX_PR_REMOTE_ID) => {
                check_length("remote id", bytes)?;
                incoming.binding.remote_id = bytes.to_vec();
            }
            t if is(t, IOSTX_PR_REMOTE_VERSION) => {
                check_length("remote version", bytes)?;
                incoming.binding.remote_version = bytes.to_vec();
            }
            t if is(t, IOSTX_PR_LAST_MODIFICATION_TIME) => incoming.time = value.as_time(),
            t if is(t, IOSTX_PR_DISPLAY_NAME) => incoming.name = value.as_text().filter(|name| !name.is_empty()).map(str::to_owned),
            t if is(t, IOSTX_PR_SPECIAL_FOLDER) => incoming.role = value.as_bits().unwrap_or(0),
            t if is(t, IOSTX_PR_RECORD_KEY) || classify::is_computed(t) => {}
            t => incoming.values.set(t, value.clone()),
        }
    }
    if incoming.source_key.is_none() && !incoming.binding.is_bound() {
        return Err(Error::invalid("values: a folder needs PR_SOURCE_KEY or IOSTX_PR_REMOTE_ID"));
    }
    if incoming.change_key.is_none() && !incoming.binding.is_bound() {
        return Err(Error::invalid("values: a folder with PR_SOURCE_KEY needs PR_CHANGE_KEY too"));
    }
    Ok(incoming)
}
