//! The import sink of contents as ICS has it: by source key, change key and predecessor change list (ics.md 3).

use rusqlite::Connection;

use super::apply::{Applied, Place};
use super::claims::check_free;
use super::contents::{CONTENT, Staged};
use super::db::Tx;
use super::events::Origin;
use super::flags::IOSTX_MAPI_ASSOCIATED;
use super::identity::{Replicas, folder_by_source, item_by_source, item_pcl, item_source};
use super::import::{Deletion, Importer};
use super::import_remote::{follow, undo_move};
use super::incoming::Incoming;
use super::items::blank;
use super::keys::{Keys, limited};
use super::message::Message;
use super::model::*;
use super::put;
use super::staging::Step;
use super::state::StateKind;
use super::{Store, held, rows_item, rows_track};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::{Compared, Meid, Pcl, Xid};
use crate::props::{Bag, PropTag, tags};

/// The keys of a move (IExchangeImportContentsChanges::ImportMessageMove); none may be empty.
#[derive(Debug, Clone)]
pub struct MoveKeys {
    /// The source key of the folder that the message leaves.
    pub source_folder: Vec<u8>,
    /// The source key that the message had there.
    pub source_message: Vec<u8>,
    /// The predecessor change list of the message there.
    pub change_list: Vec<u8>,
    /// Its new source key.
    pub dest_message: Vec<u8>,
    /// Its new change key.
    pub dest_change: Vec<u8>,
}

/// The flags of ImportMessageChange, with their ICS values.
const ICS_ASSOCIATED: u32 = 0x10;
const ICS_NO_CONFLICTS: u32 = 0x40;
const ICS_CHANGE: u32 = ICS_ASSOCIATED | ICS_NO_CONFLICTS | 0x200 | 0x800;
/// The flags of Config: all documented ones but SYNC_MSG_SELECTIVE and SYNC_FXRECOVERMODE, which are internal.
pub(super) const ICS_CONFIG: u32 = 0x4_EFFF;

impl Importer {
    /// Config: the state of an earlier import, and flags. Without it the import is stateless, which most are.
    pub fn config(&self, state: Option<&[u8]>, flags: u32) -> Result<()> {
        check_flags("config", flags, ICS_CONFIG)?;
        if let Some(state) = state {
            self.handle().check_sink_state(StateKind::Folder(self.folder), state)?;
        }
        let mut inner = self.state.lock();
        inner.configured = true;
        inner.config_flags = flags;
        Ok(())
    }

    /// UpdateState: the state up to here. Everything imported so far is committed first.
    pub fn update_state(&self) -> Result<Vec<u8>> {
        self.flush()?;
        self.handle().sink_state(StateKind::Folder(self.folder))
    }

    fn handle(&self) -> Store {
        Store { inner: std::sync::Arc::clone(&self.store) }
    }

    /// ImportMessageChange: an empty message to fill; the change is imported when it is saved. No message, but an answer to skip
    /// the item: SYNC_E_IGNORE (the store has it), SYNC_E_OBJECT_DELETED (deleted here), SYNC_E_CONFLICT (conflicts forbidden).
    pub fn import_message_change(&self, values: &Bag, flags: u32) -> Result<Message> {
        self.options.cancel.check()?;
        check_flags("import_message_change", flags, ICS_CHANGE)?;
        let config = self.state.lock().config_flags;
        let mut incoming = Incoming {
            replace: true,
            associated: flags & ICS_ASSOCIATED != 0,
            no_conflicts: (flags | config) & ICS_NO_CONFLICTS != 0,
            ..Incoming::default()
        };
        take_keys(values.clone(), &mut incoming)?;
        if incoming.source_key.is_none() && !incoming.binding.is_bound() {
            return Err(Error::invalid(
                "values: PR_SOURCE_KEY is missing, and neither PR_ENTRYID nor IOSTX_PR_REMOTE_ID stands for it",
            ));
        }
        if incoming.change_key.is_none() && !incoming.binding.is_bound() {
            return Err(Error::invalid("values: PR_CHANGE_KEY is missing"));
        }
        let ids = [
            incoming.binding.remote_id.clone(),
            incoming.source_key.as_ref().map(|key| key.as_bytes().to_vec()).unwrap_or_default(),
        ];
        self.flush_if_touched(ids.iter().filter(|id| !id.is_empty()).map(Vec::as_slice))?;
        self.see(&incoming.binding.remote_id);
        self.compare(&incoming)?;
        let folder = self.handle().folder(self.folder)?;
        let empty = blank(&folder, if incoming.associated { IOSTX_MAPI_ASSOCIATED } else { 0 });
        Ok(self.message(empty, incoming))
    }

    /// The comparison of ics.md 2.1, before a message is given out.
    fn compare(&self, incoming: &Incoming) -> Result<()> {
        let Some(key) = &incoming.source_key else { return Ok(()) };
        let replicas = self.store.replicas();
        let now = self.store.db.env.now();
        let (known, deleted) = self
            .store
            .db
            .read(|conn| Ok((self.by_key(conn, key.as_bytes())?, rows_track::was_deleted(conn, now, key.as_bytes())?)))?;
        known.iter().for_each(|known| self.see(known.remote_id()));
        let item = match known {
            Some(Keyed::Here(item)) => item,
            // The content of what was moved away here is taken all the same.
            Some(Keyed::MovedAway(_, item)) => item,
            Some(Keyed::DeletedHere(_)) => return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED)),
            None if deleted => return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED)),
            None => return Ok(()),
        };
        if item.is(item_bits::ASSOC) != incoming.associated {
            return Err(Error::invalid("flags: SYNC_ASSOCIATED disagrees with the kind of the item in the store"));
        }
        let remote_id = &incoming.binding.remote_id;
        self.store.db.reader(|conn| check_free(conn, item.folder, remote_id, item.id))?;
        let Some(change) = &incoming.change_key else { return Ok(()) };
        let theirs = incoming.pcl.clone().unwrap_or_default().with(change.clone());
        match item_pcl(&replicas, &item).compare(&theirs) {
            Compared::Same | Compared::Older => Err(Error::of(IOSTX_SYNC_E_IGNORE)),
            Compared::Conflict if incoming.no_conflicts => Err(Error::of(IOSTX_SYNC_E_CONFLICT)),
            Compared::Newer | Compared::Conflict => Ok(()),
        }
    }

    /// What a source key stands for here.
    fn by_key(&self, conn: &Connection, key: &[u8]) -> Result<Option<Keyed>> {
        if let Some(item) = item_by_source(conn, &self.store.replicas(), key)? {
            return Ok(Some(Keyed::Here(item)));
        }
        stone_by_source(conn, self.folder, key)
    }

    /// ImportMessageDeletion: unknown keys are passed over, and remembered as deleted. A malformed key refuses them all.
    pub fn import_message_deletion(&self, keys: &[&[u8]], flags: u32) -> Result<()> {
        self.options.cancel.check()?;
        check_flags("import_message_deletion", flags, 0x3)?;
        let keys = check_keys(keys)?;
        self.flush_if_touched(keys.iter().map(Xid::as_bytes))?;
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        self.store.db.read(|conn| {
            for key in keys {
                match self.by_key(conn, key.as_bytes())? {
                    Some(Keyed::Here(item)) => {
                        // In another folder it is not what was deleted in this one.
                        if item.folder == self.folder {
                            found.push(Deletion::Item { id: item.id, associated: item.is(item_bits::ASSOC) });
                        }
                        continue;
                    }
                    Some(Keyed::MovedAway(stone, _) | Keyed::DeletedHere(stone)) => found.push(Deletion::Stone(stone.id)),
                    None => {}
                }
                unknown.push(key);
            }
            Ok(())
        })?;
        if !unknown.is_empty() {
            self.store.write(Origin::Import, |tx| unknown.iter().try_for_each(|key| rows_track::remember_deleted(tx, key)))?;
        }
        self.state.lock().deletions.extend(found);
        Ok(())
    }

    /// ImportPerUserReadStateChange: associated and missing items are passed over.
    pub fn import_read_state(&self, entries: &[(&[u8], bool)]) -> Result<()> {
        self.options.cancel.check()?;
        let keys: Vec<&[u8]> = entries.iter().map(|(key, _)| *key).collect();
        let keys = check_keys(&keys)?;
        self.flush_if_touched(keys.iter().map(Xid::as_bytes))?;
        let known = self.store.db.read(|conn| {
            let known = keys.iter().map(|key| self.by_key(conn, key.as_bytes()));
            known.collect::<Result<Vec<_>>>()
        })?;
        for (known, (_, read)) in known.into_iter().zip(entries) {
            known.iter().for_each(|known| self.see(known.remote_id()));
            let Some(Keyed::Here(item) | Keyed::MovedAway(_, item)) = known else { continue };
            if item.is(item_bits::ASSOC) {
                continue;
            }
            let bit = crate::props::flags::IOSTX_FLAG_READ;
            let flags = if *read { (bit, 0) } else { (0, bit) };
            let source_key = Some(item_source(&self.store.replicas(), &item));
            self.stage_change(Incoming { source_key, flags, flags_only: true, ..Incoming::default() })?;
        }
        Ok(())
    }

    /// ImportMessageMove, on the sink of the destination. S_OK; SYNC_E_OBJECT_DELETED if the message is gone; success with
    /// SYNC_W_CLIENT_CHANGE_NEWER if the store holds a newer version than the change list says.
    pub fn import_message_move(&self, keys: MoveKeys) -> Result<i32> {
        self.options.cancel.check()?;
        for (name, bytes) in [
            ("source_folder", &keys.source_folder),
            ("source_message", &keys.source_message),
            ("dest_message", &keys.dest_message),
            ("dest_change", &keys.dest_change),
        ] {
            Xid::from_slice(bytes).map_err(|e| e.during(name))?;
        }
        if keys.change_list.is_empty() {
            return Err(Error::invalid("change_list: it may not be empty"));
        }
        let theirs = Pcl::decode(&keys.change_list)?;
        self.flush()?;
        let source = self.store.db.read(|conn| find_moved(conn, &self.store.replicas(), &keys))?;
        let item = match source {
            Some(Keyed::Here(item) | Keyed::MovedAway(_, item)) => item,
            Some(Keyed::DeletedHere(stone)) => {
                self.store.db.read(|conn| check_dest(conn, &self.store.replicas(), &keys, stone.item))?;
                // The deletion follows the message.
                self.stage(Step::MoveKeys(Box::new(keys)), 256)?;
                return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED));
            }
            None => return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED)),
        };
        self.store.db.read(|conn| check_dest(conn, &self.store.replicas(), &keys, item.id))?;
        let newer = !theirs.includes(&item_pcl(&self.store.replicas(), &item));
        self.stage(Step::MoveKeys(Box::new(keys)), 256)?;
        Ok(if newer { IOSTX_SYNC_W_CLIENT_CHANGE_NEWER } else { IOSTX_S_OK })
    }
}

/// What a source key stands for here.
pub(super) enum Keyed {
    Here(Item),
    /// It was moved to another folder here, and has another key there.
    MovedAway(Box<Tombstone>, Item),
    DeletedHere(Box<Tombstone>),
}

impl Keyed {
    /// What the server calls it, empty if nobody said.
    fn remote_id(&self) -> &[u8] {
        match self {
            Keyed::Here(item) => &item.binding.remote_id,
            Keyed::MovedAway(stone, _) | Keyed::DeletedHere(stone) => &stone.binding.remote_id,
        }
    }
}

/// What was moved out of a folder or deleted in it, by the source key that it had there.
pub(super) fn stone_by_source(conn: &Connection, folder: FolderId, key: &[u8]) -> Result<Option<Keyed>> {
    let stone = rows_track::tombstones(conn, "WHERE source_key = ?1 AND folder = ?2 LIMIT 1", (key, folder.0))?.pop();
    let Some(stone) = stone.map(Box::new) else { return Ok(None) };
    let item = if stone.moved { rows_item::get(conn, stone.item)? } else { None };
    Ok(Some(match item {
        Some(item) => Keyed::MovedAway(stone, item),
        None => Keyed::DeletedHere(stone),
    }))
}

/// What a move by keys speaks of.
fn find_moved(conn: &Connection, replicas: &Replicas, keys: &MoveKeys) -> Result<Option<Keyed>> {
    let Some(source) = folder_by_source(conn, replicas, &keys.source_folder)? else { return Ok(None) };
    match item_by_source(conn, replicas, &keys.source_message)?.filter(|item| item.folder == source.id) {
        Some(item) => Ok(Some(Keyed::Here(item))),
        None => stone_by_source(conn, source.id, &keys.source_message),
    }
}

/// Refuses a new key that another message has, or had where it was moved away or deleted here.
fn check_dest(conn: &Connection, replicas: &Replicas, keys: &MoveKeys, moved: ItemId) -> Result<()> {
    let holder = item_by_source(conn, replicas, &keys.dest_message)?.map(|item| item.id);
    let left = rows_track::tombstones(conn, "WHERE source_key = ?1", [&keys.dest_message])?;
    match holder.into_iter().chain(left.iter().map(|stone| stone.item)).all(|item| item == moved) {
        true => Ok(()),
        false => Err(Error::new(IOSTX_MAPI_E_COLLISION, "dest_message: another message has this source key")),
    }
}

/// Checks all keys before anything is done with one.
pub(super) fn check_keys(keys: &[&[u8]]) -> Result<Vec<Xid>> {
    keys.iter().map(|key| Xid::from_slice(key).map_err(|e| e.during("source key"))).collect()
}

/// Moves an item by its keys: identity, body and pending work stay. The server's place wins over ours.
pub(super) fn move_keys(tx: &Tx<'_>, at: &Place<'_>, keys: &MoveKeys) -> Result<Applied> {
    let (dest_key, change) = (Xid::from_slice(&keys.dest_message)?, Xid::from_slice(&keys.dest_change)?);
    let found = find_moved(tx.conn(), &at.store.replicas(), keys)?;
    let old = match found {
        None => return Ok(Applied::Ignored),
        Some(Keyed::Here(item)) => put::with_base(tx, item)?,
        Some(Keyed::MovedAway(stone, _)) => match undo_move(tx, at, *stone)? {
            Some(old) => old,
            None => return Ok(Applied::Ignored),
        },
        Some(Keyed::DeletedHere(stone)) => {
            check_dest(tx.conn(), &at.store.replicas(), keys, stone.item)?;
            rows_track::remember_deleted(tx, &dest_key)?;
            let there = Tombstone { source_key: dest_key, binding: Binding::default(), change_key: change, ..(*stone).clone() };
            return follow(tx, at, &stone, there).map(|()| Applied::Ignored);
        }
    };
    let old = held::shown(tx, at.store, old)?;
    check_dest(tx.conn(), &at.store.replicas(), keys, old.item.id)?;
    let mut new = old.clone();
    let list = item_pcl(&at.store.replicas(), &old.item);
    if Pcl::decode(&keys.change_list)?.includes(&list) {
        new.item.pcl = Some(list.with(change.clone()));
        new.item.change_key = Some(change);
    }
    new.item.source_key = Some(dest_key.clone());
    if old.item.folder != at.folder.id {
        new.item.folder = at.folder.id;
        new.item.binding = Binding::default();
        rows_track::remember_deleted(tx, &Xid::from_slice(&keys.source_message)?)?;
    }
    rows_track::forget_deleted(tx, &dest_key)?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    Ok(Applied::Changed(new.item.id))
}

/// Takes what identifies the version out of a list of values; the rest is the item's.
pub(super) fn take_keys(values: Bag, incoming: &mut Incoming) -> Result<()> {
    use tags::*;
    let is = |tag: PropTag, known: u32| tag.id() == PropTag(known).id();
    let mut keys = Keys { binding: std::mem::take(&mut incoming.binding), ..Keys::default() };
    // The one published client gives an entry id made of the source key instead of the key (ics.md 3.4).
    let entry = values.binary(IOSTX_PR_ENTRYID).filter(|bytes| bytes.len() == Meid::SIZE);
    let instead = entry.map(|meid| Xid::from_slice(&meid[46..68]));
    for (tag, value) in values {
        if keys.take(tag, &value)? {
            continue;
        }
        let bytes = value.as_binary().unwrap_or_default();
        match tag {
            t if is(t, IOSTX_PR_MATCH_KEY) => incoming.match_key = limited("IOSTX_PR_MATCH_KEY", bytes)?,
            t if is(t, IOSTX_PR_FINGERPRINT) => incoming.fingerprint = limited("IOSTX_PR_FINGERPRINT", bytes)?,
            t if is(t, IOSTX_PR_MATCH_STRENGTH) => incoming.strong = Some(value.as_bits() == Some(IOSTX_MATCH_STRONG)),
            t if is(t, IOSTX_PR_ASSOCIATED) => incoming.associated |= value.as_bits().is_some_and(|bits| bits != 0),
            // Ids, and what else the store computes itself.
            t if is(t, IOSTX_PR_ENTRYID)
                || is(t, IOSTX_PR_PARENT_SOURCE_KEY)
                || crate::props::classify::is_computed(t) && !is(t, IOSTX_PR_MESSAGE_SIZE) => {}
            t if t.id() == CONTENT.id() => drop(incoming.draft.streams.insert(CONTENT, Staged::of_bytes(bytes))),
            t => {
                if is(t, IOSTX_PR_MESSAGE_FLAGS) && value.as_bits().is_some_and(|bits| bits & IOSTX_MSGFLAG_ASSOCIATED != 0) {
                    incoming.associated = true;
                }
                incoming.draft.values.set(t, value);
            }
        }
    }
    if keys.source.is_none() {
        keys.source = instead.transpose()?;
    }
    (incoming.source_key, incoming.change_key, incoming.pcl) = (keys.source, keys.change, keys.change_list);
    (incoming.time, incoming.binding) = (keys.time, keys.binding);
    Ok(())
}
