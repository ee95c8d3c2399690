//! Importing the server's folders: by ICS keys and by remote ids (ics.md 3.2, 3.3; semantics 5).

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;

use super::db::Tx;
use super::events::{Change, Origin};
use super::folder_deletions::{self, Doomed};
use super::folder_versions::{Imported, IncomingFolder, ParentKey, identify, read_values, refill, update};
use super::folders::new_folder;
use super::identity::folder_by_source;
use super::import_ics::{ICS_CONFIG, check_keys};
use super::incoming::{Cancel, ListingScope, MassLimit};
use super::items::check_length;
use super::model::*;
use super::server_moves::SessionMemory;
use super::state::{StateKind, check_blob, put_state};
use super::{Inner, Store, rows_folder, rows_track, track};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::props::Bag;

/// The open import of a hierarchy. Folders are stored at once, one transaction each; deletions at the end.
pub struct HierarchyImporter {
    store: Arc<Inner>,
    root: FolderId,
    limit: MassLimit,
    cancel: Cancel,
    memory: SessionMemory,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    counts: FolderCounts,
    doomed: Doomed,
    late: Option<Vec<u8>>,
    /// While a listing is open: the folders in its scope that were bound when it began, and were not shown so far.
    unseen: Option<HashSet<FolderId>>,
    finished: bool,
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

impl Store {
    /// Opens the import of the folders below `root`. Once `cancel` is set, what begins something new answers MAPI_E_USER_CANCEL.
    pub fn hierarchy_importer(
        &self,
        root: FolderId,
        memory: &SessionMemory,
        limit: MassLimit,
        cancel: &Cancel,
    ) -> Result<HierarchyImporter> {
        self.folder(root)?;
        let (memory, cancel) = (memory.clone(), cancel.clone());
        Ok(HierarchyImporter { store: Arc::clone(&self.inner), root, limit, cancel, memory, state: Mutex::default() })
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
        let imported = self.store.write(Origin::Import, |tx| self.import(tx, &incoming))?;
        state.counts.created += u32::from(imported.created);
        state.counts.changed += u32::from(imported.changed);
        if let Some(unseen) = &mut state.unseen {
            unseen.remove(&imported.id);
        }
        match imported.created || imported.changed || incoming.change_key.is_none() {
            true => Ok(imported.id),
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

    fn import(&self, tx: &Tx<'_>, incoming: &IncomingFolder) -> Result<Imported> {
        let parent = self.parent(tx, incoming)?;
        if let Some(known) = self.find(tx, incoming, parent)? {
            // The server has it: a deletion of it that is held has come to nothing.
            if tx.execute("DELETE FROM held WHERE folder = ?1 AND kind = 2", [known.id.0])? > 0 {
                tx.note(Change::Held(known.id));
            }
            return update(tx, &self.store, self.root, incoming, known, parent);
        }
        if let Some(key) = &incoming.source_key
            && rows_track::was_deleted(tx.conn(), tx.now, key.as_bytes())?
        {
            return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED));
        }
        let parent = parent.unwrap_or(self.root);
        refill(tx, &self.store, parent)?;
        let above = rows_folder::get(tx.conn(), parent)?;
        let name = incoming.name.clone().ok_or_else(|| Error::invalid("values: PR_DISPLAY_NAME is missing or empty"))?;
        let mut folder = new_folder(tx, &above, &name, incoming.values.clone())?;
        identify(tx, &self.store, incoming, &mut folder)?;
        rows_folder::insert(tx, &folder)?;
        tx.note(Change::FolderCreated(folder.id));
        Ok(Imported::created(folder.id))
    }

    /// The parent here; an empty key, the store's own key and the root's key mean the root. `None`: the server does not say, as one
    /// without a hierarchy.
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

    /// The folder that it is: by key, by remote id, by role below the root, or a pending new one of the same name and parent.
    fn find(&self, tx: &Tx<'_>, incoming: &IncomingFolder, parent: Option<FolderId>) -> Result<Option<Folder>> {
        let holder = if incoming.binding.is_bound() { self.by_remote(tx, &incoming.binding.remote_id)? } else { None };
        if let Some(key) = &incoming.source_key
            && let Some(folder) = folder_by_source(tx.conn(), &self.store.replicas(), key.as_bytes())?
        {
            return match holder.is_none_or(|holder| holder.id == folder.id) {
                true => Ok(Some(folder)),
                false => Err(Error::new(IOSTX_MAPI_E_COLLISION, "another folder has this remote id")),
            };
        }
        if holder.is_some() {
            return Ok(holder);
        }
        if incoming.role != 0
            && let Some(id) = rows_folder::special(tx.conn(), incoming.role)?
        {
            // Local folders have no counterpart on a server, whatever it calls its own; what lies elsewhere is another server's.
            let takes = |folder: &Folder| {
                !folder.binding.is_bound() && folder.source_key.is_none() && folder.id != self.root && track::is_tracked(folder)
            };
            if let Some(folder) = rows_folder::find(tx.conn(), id)?.filter(takes)
                && rows_folder::is_within(tx.conn(), id, self.root)?
            {
                return Ok(Some(folder));
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
        self.open()?.doomed.told.extend(ids);
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
        self.open()?.doomed.told.extend(found);
        Ok(())
    }

    /// Begins a listing: until [`HierarchyImporter::listing_complete`], absence means deletion. Of the scope only the range of
    /// remote ids counts.
    pub fn listing_begin(&self, scope: ListingScope) -> Result<()> {
        let mut state = self.open()?;
        if state.unseen.is_some() {
            return Err(Error::new(IOSTX_E_UNEXPECTED, "listing_begin: a listing is open already"));
        }
        let bound = self.store.db.read(|conn| {
            let mut bound = HashSet::new();
            for id in rows_folder::subtree(conn, self.root, true)?.into_iter().filter(|id| *id != self.root) {
                let folder = rows_folder::find(conn, id)?.filter(|folder| !folder.is(folder_bits::LOCAL_ONLY));
                let id = folder.filter(|folder| folder.binding.is_bound() && scope.names(&folder.binding.remote_id));
                bound.extend(id.map(|folder| folder.id));
            }
            Ok(bound)
        })?;
        state.unseen = Some(bound);
        Ok(())
    }

    /// Ends a listing: folders within its scope that were bound when it began, that it did not show, and with no attempt open, are
    /// deleted at the end of the state.
    pub fn listing_complete(&self) -> Result<()> {
        self.cancel.check()?;
        let mut state = self.open()?;
        let unseen = state.unseen.take().ok_or_else(|| Error::new(IOSTX_E_UNEXPECTED, "listing_complete: no listing was begun"))?;
        self.store.db.read(|conn| {
            for id in unseen {
                if !rows_track::is_marked(conn, Object::Folder(id))? {
                    state.doomed.absent.push(id);
                }
            }
            Ok(())
        })
    }

    /// The state blob of the hierarchy, for all imports made so far.
    pub fn set_state_blob(&self, blob: &[u8]) -> Result<()> {
        check_blob(blob)?;
        let mut state = self.open()?;
        if state.doomed.is_empty() && state.unseen.is_none() {
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
        if ok {
            self.memory.tell_hierarchy();
        }
        let root = Store { inner: Arc::clone(&self.store) }.folder(self.root)?;
        let waiting = self.store.db.reader(rows_track::folders_after_download)?;
        let done = !ok || root.is(folder_bits::DOWNLOADED) && waiting.is_empty();
        if state.doomed.is_empty() && state.late.is_none() && done {
            return Ok(false);
        }
        let doomed = std::mem::take(&mut state.doomed);
        let late = state.late.take().filter(|_| state.unseen.is_none());
        let (held, deleted) = folder_deletions::delete(&self.store, &self.memory, self.root, &doomed, self.limit)?;
        self.store.write(Origin::Import, |tx| {
            if let Some(blob) = late {
                put_state(tx, StateKind::Hierarchy(self.root), &blob)?;
            }
            if ok {
                self.downloaded(tx)?;
            }
            Ok(())
        })?;
        state.counts.deleted += deleted;
        Ok(held)
    }

    /// The server's folders are known; what waited for that is offered again.
    fn downloaded(&self, tx: &Tx<'_>) -> Result<()> {
        let mut root = rows_folder::get(tx.conn(), self.root)?;
        if !root.is(folder_bits::DOWNLOADED) {
            root.bits |= folder_bits::DOWNLOADED;
            rows_folder::update(tx, &root)?;
        }
        for mut attempt in rows_track::folders_after_download(tx.conn())? {
            if let Object::Folder(folder) = attempt.object
                && rows_folder::is_within(tx.conn(), folder, self.root)?
            {
                attempt.marks &= !marks::AFTER_DOWNLOAD;
                rows_track::put_attempt(tx, &attempt)?;
            }
        }
        Ok(())
    }
}
