//! A server's version of a folder against the one here: name and place merge on their own, a circle is opened, and what was
//! deleted here comes back if the server changed or filled it (semantics 5.3, 5.4).

use super::conflict::{self, Kind};
use super::db::Tx;
use super::env::MINUTE;
use super::events::Change;
use super::folder_base::{rebase, server_version};
use super::folder_values::check_role;
use super::folders::change_of;
use super::identity::{folder_pcl, folder_source, stamp_folder};
use super::keys::Keys;
use super::model::*;
use super::{Inner, rows_folder, rows_track};
use crate::codes::{IOSTX_SYNC_E_CYCLE, IOSTX_SYNC_E_OBJECT_DELETED};
use crate::error::{Error, Result};
use crate::ids::{Compared, Pcl, Xid};
use crate::props::{Bag, PropTag, Value, classify, tags};

/// What an import came to.
pub(super) struct Imported {
    pub(super) id: FolderId,
    pub(super) created: bool,
    pub(super) changed: bool,
}

impl Imported {
    fn same(id: FolderId) -> Self {
        Imported { id, created: false, changed: false }
    }

    pub(super) fn created(id: FolderId) -> Self {
        Imported { id, created: true, changed: false }
    }
}

/// One version of a folder as the server has it.
#[derive(Default)]
pub(super) struct IncomingFolder {
    pub(super) source_key: Option<Xid>,
    pub(super) change_key: Option<Xid>,
    pub(super) pcl: Pcl,
    pub(super) time: Option<u64>,
    pub(super) binding: Binding,
    pub(super) parent: ParentKey,
    pub(super) name: Option<String>,
    pub(super) role: u32,
    pub(super) values: Bag,
}

#[derive(Default)]
pub(super) enum ParentKey {
    /// Not given: as it is, or the root.
    #[default]
    None,
    Source(Vec<u8>),
    Remote(Vec<u8>),
}

/// The server's version of a folder that is known, which the server has in `parent`.
pub(super) fn update(
    tx: &Tx<'_>,
    store: &Inner,
    root: FolderId,
    incoming: &IncomingFolder,
    old: Folder,
    parent: Option<FolderId>,
) -> Result<Imported> {
    let mut theirs_newer = true;
    if let Some(key) = &incoming.change_key {
        let replicas = store.replicas();
        let theirs = incoming.pcl.clone().with(key.clone());
        let known = incoming.source_key.as_ref() == Some(&folder_source(&replicas, &old));
        match folder_pcl(&replicas, &old).compare(&theirs) {
            Compared::Same | Compared::Older if known => return Ok(Imported::same(old.id)),
            Compared::Conflict => theirs_newer = theirs_wins(tx, incoming, &old),
            _ => {}
        }
    } else if old.pending.any(Pending::PROPS.plus(Pending::MOVED)) {
        theirs_newer = theirs_wins(tx, incoming, &old);
    }
    if old.is(folder_bits::DELETED) {
        return meet_deleted(tx, store, incoming, old, parent);
    }
    let before = server_version(&old);
    let after = version(&before, root, incoming, parent);
    let mut new = merge(tx, &before, &after, &old, theirs_newer)?;
    if new.parent != old.parent
        && let Some(parent) = new.parent
    {
        make_way(tx, store, parent, old.id)?;
        refill(tx, store, parent)?;
    }
    new.pending = new.pending.minus(Pending::NEW);
    identify(tx, store, incoming, &mut new)?;
    rebase(&after, &mut new);
    if !new.pending.is_clean() {
        // What is still ours to upload is a version of ours, which has seen the server's.
        if incoming.change_key.is_some() {
            stamp_folder(tx, &store.replicas(), &mut new)?;
        }
        new.mtime = old.mtime;
    }
    if old.pending.has(Pending::NEW) || incoming.binding.is_bound() && !old.binding.is_bound() {
        rows_track::drop_attempt(tx, Object::Folder(old.id))?;
    }
    let visible = new.name != old.name || new.parent != old.parent || new.bag != old.bag;
    let differs = Folder { cn: old.cn, mtime: old.mtime, ..new.clone() } != old;
    if differs {
        rows_folder::update(tx, &new)?;
    }
    if visible {
        tx.note(change_of(&old, &new));
    }
    Ok(Imported { id: new.id, created: false, changed: differs && (visible || incoming.change_key.is_some()) })
}

/// The server's version as a whole folder: what it had, with what is given put in. Special folders keep name and place.
fn version(before: &Folder, root: FolderId, incoming: &IncomingFolder, parent: Option<FolderId>) -> Folder {
    let mut after = before.clone();
    let special = before.role != 0;
    if let Some(name) = incoming.name.as_ref().filter(|_| !special) {
        after.name.clone_from(name);
    }
    if let Some(parent) = parent.filter(|parent| !special || *parent != root) {
        after.parent = Some(parent);
    }
    for (tag, value) in incoming.values.iter() {
        after.bag.put(tag, (!matches!(value, Value::Error(_))).then(|| value.clone()));
    }
    after
}

/// Folders: the last writer wins, the server on ties. A time far ahead of this clock says nothing.
fn theirs_wins(tx: &Tx<'_>, incoming: &IncomingFolder, ours: &Folder) -> bool {
    incoming.time.is_none_or(|time| time > tx.now + 5 * MINUTE || time >= ours.mtime)
}

/// Deleted here: it comes back if the server changed it.
fn meet_deleted(
    tx: &Tx<'_>,
    store: &Inner,
    incoming: &IncomingFolder,
    mut folder: Folder,
    parent: Option<FolderId>,
) -> Result<Imported> {
    let source = folder_source(&store.replicas(), &folder);
    if incoming.change_key.is_some() && rows_track::was_deleted(tx.conn(), tx.now, source.as_bytes())? {
        return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED));
    }
    if incoming.binding.is_bound() && !folder.binding.is_bound() {
        // Our own, uploaded before it was deleted: now it is known what to delete.
        folder.binding.clone_from(&incoming.binding);
        rows_track::drop_attempt(tx, Object::Folder(folder.id))?;
        rows_folder::update(tx, &folder)?;
        return Ok(Imported::same(folder.id));
    }
    let differs = |known: &[u8], now: &[u8]| !known.is_empty() && !now.is_empty() && known != now;
    let renamed = incoming.name.as_ref().is_some_and(|name| *name != folder.name);
    let moved = parent.is_some() && parent != folder.parent;
    if !renamed && !moved && !differs(&folder.binding.remote_version, &incoming.binding.remote_version) {
        return Ok(Imported::same(folder.id));
    }
    folder.name = incoming.name.clone().unwrap_or(folder.name);
    folder.parent = parent.or(folder.parent);
    identify(tx, store, incoming, &mut folder)?;
    revive(tx, store, folder.clone(), "deleted here and changed on the server: the folder came back")?;
    Ok(Imported::created(folder.id))
}

/// The server put something into a folder: if it was deleted here, it comes back.
pub(super) fn refill(tx: &Tx<'_>, store: &Inner, id: FolderId) -> Result<()> {
    match rows_folder::find(tx.conn(), id)?.filter(|folder| folder.is(folder_bits::DELETED)) {
        Some(folder) => revive(tx, store, folder, "deleted here and filled on the server: the folder came back"),
        None => Ok(()),
    }
}

/// Takes the deletion of a folder back, and of those above it that were deleted too. What was in them is listed anew.
pub(super) fn revive(tx: &Tx<'_>, store: &Inner, folder: Folder, why: &str) -> Result<()> {
    conflict::note(tx, Kind::DeletedHere, folder.id, ItemId(0), None, why)?;
    let mut next = Some(folder);
    while let Some(mut folder) = next.filter(|folder| folder.is(folder_bits::DELETED)) {
        folder.bits &= !(folder_bits::DELETED | folder_bits::DOWNLOADED);
        // One that was never said to be on the server is new again, and still looked for first.
        let in_doubt = !folder.binding.is_bound() && rows_track::is_marked(tx.conn(), Object::Folder(folder.id))?;
        folder.pending = if in_doubt { Pending::NEW } else { Pending::NONE };
        rows_track::forget_deleted(tx, &folder_source(&store.replicas(), &folder))?;
        if !in_doubt {
            rows_track::drop_attempt(tx, Object::Folder(folder.id))?;
        }
        forget_items_state(tx, folder.id)?;
        rows_folder::update(tx, &folder)?;
        tx.note(Change::FolderCreated(folder.id));
        next = folder.parent.map(|parent| rows_folder::find(tx.conn(), parent)).transpose()?.flatten();
    }
    Ok(())
}

/// The items of the folder are gone here: an agent that asks for changes only would never see them again.
fn forget_items_state(tx: &Tx<'_>, folder: FolderId) -> Result<()> {
    tx.execute("DELETE FROM state WHERE kind = 1 AND folder = ?1", [folder.0]).map(|_| ())
}

/// Makes sure that `folder` may be put into `parent`: local moves that would make a circle of it are undone. SYNC_E_CYCLE if that
/// does not help: on the server it would be its own ancestor.
pub(super) fn make_way(tx: &Tx<'_>, store: &Inner, parent: FolderId, folder: FolderId) -> Result<()> {
    while rows_folder::is_within(tx.conn(), parent, folder)? {
        let mut at = parent;
        let moved = loop {
            let found = rows_folder::find(tx.conn(), at)?.filter(|found| found.id != folder);
            match found {
                Some(found) if found.pending.has(Pending::MOVED) => break found,
                Some(Folder { parent: Some(above), .. }) => at = above,
                _ => return Err(Error::of(IOSTX_SYNC_E_CYCLE)),
            }
        };
        undo_move(tx, store, moved, "moved below a folder that the server moved below it; the local move was undone")?;
    }
    Ok(())
}

/// Puts a folder back to where the server has it; what is above it there comes back if it was deleted here.
pub(super) fn undo_move(tx: &Tx<'_>, store: &Inner, folder: Folder, why: &str) -> Result<()> {
    if let Some(home) = server_version(&folder).parent {
        // Its way home may lead through itself by other moves of ours.
        make_way(tx, store, home, folder.id)?;
        // It was taken out before its home was deleted here: it shall not go with it.
        refill(tx, store, home)?;
    }
    let Some(old) = rows_folder::find(tx.conn(), folder.id)?.filter(|folder| folder.pending.has(Pending::MOVED)) else {
        return Ok(());
    };
    let server = server_version(&old);
    let mut folder = Folder { parent: server.parent, ..old.clone() };
    rebase(&server, &mut folder);
    rows_folder::update(tx, &folder)?;
    conflict::note(tx, Kind::FolderParent, folder.id, ItemId(0), None, why)?;
    tx.note(change_of(&old, &folder));
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

/// Sets what identifies the version: binding, keys, time, and the role if no other folder has it.
pub(super) fn identify(tx: &Tx<'_>, store: &Inner, incoming: &IncomingFolder, folder: &mut Folder) -> Result<()> {
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
    if folder.role == 0 && rows_folder::special(tx.conn(), incoming.role)?.is_none() {
        folder.role = incoming.role;
    }
    Ok(())
}

/// Takes keys, binding and place out of a list of values; the rest is the folder's.
pub(super) fn read_values(values: &Bag) -> Result<IncomingFolder> {
    use tags::*;
    let (mut incoming, mut keys) = (IncomingFolder::default(), Keys::default());
    let is = |tag: PropTag, known: u32| tag.id() == PropTag(known).id();
    for (tag, value) in values.iter() {
        if keys.take(tag, value)? {
            continue;
        }
        let bytes = || value.as_binary().unwrap_or_default().to_vec();
        match tag {
            t if is(t, IOSTX_PR_PARENT_SOURCE_KEY) => incoming.parent = ParentKey::Source(bytes()),
            t if is(t, IOSTX_PR_PARENT_REMOTE_ID) => incoming.parent = ParentKey::Remote(bytes()),
            t if is(t, IOSTX_PR_DISPLAY_NAME) => incoming.name = value.as_text().filter(|name| !name.is_empty()).map(str::to_owned),
            t if is(t, IOSTX_PR_SPECIAL_FOLDER) => {
                incoming.role = value.as_bits().unwrap_or(0);
                check_role(incoming.role)?;
            }
            t if is(t, IOSTX_PR_RECORD_KEY) || classify::is_computed(t) => {}
            t => incoming.values.set(t, value.clone()),
        }
    }
    (incoming.source_key, incoming.change_key) = (keys.source, keys.change);
    incoming.pcl = keys.change_list.unwrap_or_default();
    (incoming.time, incoming.binding) = (keys.time, keys.binding);
    if incoming.source_key.is_none() && !incoming.binding.is_bound() {
        return Err(Error::invalid("values: a folder needs PR_SOURCE_KEY or IOSTX_PR_REMOTE_ID"));
    }
    if incoming.change_key.is_none() && !incoming.binding.is_bound() {
        return Err(Error::invalid("values: a folder with PR_SOURCE_KEY needs PR_CHANGE_KEY too"));
    }
    Ok(incoming)
}
