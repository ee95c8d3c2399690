//! Who numbers what: the replica GUIDs of a store, entry ids, source keys, change keys.

use rusqlite::Connection;

use super::db::{Tx, query_all, query_opt};
use super::model::*;
use super::{Inner, Store, rows_item};
use crate::codes::{IOSTX_MAPI_E_INVALID_ENTRYID, IOSTX_MAPI_E_UNKNOWN_ENTRYID};
use crate::error::{Error, Result};
use crate::ids::{Feid, Guid, Ltid, Meid, Pcl, Xid};

/// From when on a GUID was in force. A store has one at first, and one more for each time it was restored or copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Replica {
    first_object: u64,
    first_change: u64,
    guid: Guid,
}

/// The GUIDs of a store, oldest first; never empty once the store is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Replicas(Vec<Replica>);

impl Replicas {
    pub(super) fn load(conn: &Connection) -> Result<Self> {
        let rows = query_all(conn, "SELECT first_object, first_change, guid FROM replica ORDER BY first_object", [], |row| {
            Ok(Replica {
                first_object: row.get::<_, i64>(0)? as u64,
                first_change: row.get::<_, i64>(1)? as u64,
                guid: Guid(row.get(2)?),
            })
        })?;
        if rows.is_empty() {
            return Err(Error::new(crate::codes::IOSTX_MAPI_E_CORRUPT_STORE, "the store has no replica GUID"));
        }
        Ok(Replicas(rows))
    }

    /// Gives the store a GUID that is in force from now on.
    pub(super) fn renew(tx: &Tx<'_>, guid: Guid) -> Result<()> {
        let (object, change) = (tx.new_object()?, tx.new_change()?);
        tx.execute(
            "INSERT INTO replica (first_object, first_change, guid) VALUES (?1, ?2, ?3)",
            (object as i64, change as i64, guid.0),
        )?;
        Ok(())
    }

    fn in_force(&self, before: impl Fn(&Replica) -> bool) -> Guid {
        self.0.iter().rev().find(|replica| before(replica)).or(self.0.first()).map_or(Guid::ZERO, |replica| replica.guid)
    }

    /// The GUID in force now.
    pub(super) fn current(&self) -> Guid {
        self.0.last().map_or(Guid::ZERO, |replica| replica.guid)
    }

    /// The GUID that entry ids carry: the store's first, so that they stay what they are.
    pub(super) fn store(&self) -> Guid {
        self.0.first().map_or(Guid::ZERO, |replica| replica.guid)
    }

    fn owns(&self, guid: Guid) -> bool {
        self.0.iter().any(|replica| replica.guid == guid)
    }

    /// The long-term id of an object.
    pub(super) fn ltid(&self, counter: u64) -> Ltid {
        Ltid::new(self.in_force(|replica| replica.first_object <= counter), counter)
    }

    /// The change key of a change number.
    pub(super) fn change_key(&self, cn: u64) -> Xid {
        Xid::from(Ltid::new(self.in_force(|replica| replica.first_change <= cn), cn).gid())
    }
}

/// The source key of an item.
pub(super) fn item_source(replicas: &Replicas, item: &Item) -> Xid {
    item.source_key.clone().unwrap_or_else(|| Xid::from(replicas.ltid(item.id.counter()).gid()))
}

/// The change key of an item.
pub(super) fn item_change_key(replicas: &Replicas, item: &Item) -> Xid {
    item.change_key.clone().unwrap_or_else(|| replicas.change_key(item.cn))
}

/// The predecessor change list of an item.
pub(super) fn item_pcl(replicas: &Replicas, item: &Item) -> Pcl {
    item.pcl.clone().unwrap_or_else(|| Pcl::default().with(item_change_key(replicas, item)))
}

/// The source key of a folder.
pub(super) fn folder_source(replicas: &Replicas, folder: &Folder) -> Xid {
    folder.source_key.clone().unwrap_or_else(|| Xid::from(replicas.ltid(folder.id.counter()).gid()))
}

/// The change key of a folder.
pub(super) fn folder_change_key(replicas: &Replicas, folder: &Folder) -> Xid {
    folder.change_key.clone().unwrap_or_else(|| replicas.change_key(folder.cn))
}

/// The predecessor change list of a folder.
pub(super) fn folder_pcl(replicas: &Replicas, folder: &Folder) -> Pcl {
    folder.pcl.clone().unwrap_or_else(|| Pcl::default().with(folder_change_key(replicas, folder)))
}

/// Gives an item a new version of our own: new change number and key, the list extended by it (ics.md 1.3, "modify").
pub(super) fn stamp_item(tx: &Tx<'_>, replicas: &Replicas, item: &mut Item) -> Result<()> {
    // A list of one namespace, ours, is what a missing list stands for.
    let pcl = (item.pcl.is_some() || item.change_key.is_some()).then(|| item_pcl(replicas, item));
    item.cn = tx.new_change()?;
    item.change_key = None;
    item.pcl = pcl.map(|list| list.with(replicas.change_key(item.cn)));
    item.mtime = tx.now;
    Ok(())
}

/// Gives a folder a new version of our own.
pub(super) fn stamp_folder(tx: &Tx<'_>, replicas: &Replicas, folder: &mut Folder) -> Result<()> {
    let pcl = (folder.pcl.is_some() || folder.change_key.is_some()).then(|| folder_pcl(replicas, folder));
    folder.cn = tx.new_change()?;
    folder.change_key = None;
    folder.pcl = pcl.map(|list| list.with(replicas.change_key(folder.cn)));
    folder.mtime = tx.now;
    Ok(())
}

/// The item with a source key: derived from its id, or its own since it was moved or imported.
pub(super) fn item_by_source(conn: &Connection, replicas: &Replicas, key: &[u8]) -> Result<Option<Item>> {
    let id = match rows_item::id_by_source(conn, key)? {
        Some(id) => Some(id),
        None => own_counter(replicas, key).map(|counter| ItemId(counter as i64)),
    };
    let item = id.map(|id| rows_item::get(conn, id)).transpose()?.flatten();
    Ok(item.filter(|item| item_source(replicas, item).as_bytes() == key))
}

/// The folder with a source key.
pub(super) fn folder_by_source(conn: &Connection, replicas: &Replicas, key: &[u8]) -> Result<Option<Folder>> {
    let found = query_opt(conn, "SELECT id FROM folder WHERE source_key = ?1", [key], |row| row.get::<_, i64>(0))?;
    let id = found.or_else(|| own_counter(replicas, key).map(|counter| counter as i64));
    let folder = id.map(|id| super::rows_folder::find(conn, FolderId(id))).transpose()?.flatten();
    Ok(folder.filter(|folder| folder_source(replicas, folder).as_bytes() == key))
}

/// Whether a match key is no more than a source key that this store gave: it names one item, and none of another origin.
pub(super) fn is_own_key(replicas: &Replicas, key: &[u8]) -> bool {
    own_counter(replicas, key).is_some()
}

fn own_counter(replicas: &Replicas, key: &[u8]) -> Option<u64> {
    let ltid = Ltid::from_slice(key).filter(|_| key.len() == 22)?;
    (replicas.owns(ltid.guid) && replicas.ltid(ltid.counter) == ltid).then_some(ltid.counter)
}

impl Inner {
    pub(super) fn replicas(&self) -> parking_lot::RwLockReadGuard<'_, Replicas> {
        self.replicas.read()
    }
}

impl Store {
    /// The replica GUID in force.
    pub fn replica_guid(&self) -> Guid {
        self.inner.replicas().current()
    }

    /// The folder's entry id.
    pub fn feid(&self, folder: FolderId) -> Feid {
        let replicas = self.inner.replicas();
        Feid { store: replicas.store(), folder: replicas.ltid(folder.counter()) }
    }

    /// The item's entry id while it is in `folder`.
    pub fn meid(&self, folder: FolderId, item: ItemId) -> Meid {
        let replicas = self.inner.replicas();
        Meid { store: replicas.store(), folder: replicas.ltid(folder.counter()), message: replicas.ltid(item.counter()) }
    }

    /// The folder that a long-term id stands for; one of a foreign replica is looked up as a source key.
    pub fn folder_of(&self, ltid: &Ltid) -> Result<FolderId> {
        let folder = self.inner.db.reader(|conn| folder_by_source(conn, &self.inner.replicas(), &ltid.gid()))?;
        if let Some(folder) = folder {
            return Ok(folder.id);
        }
        self.own_id(ltid).map(FolderId)
    }

    /// The item that a long-term id stands for. One of our own numbers stands for the item for life; one of a foreign replica is
    /// looked up as a source key.
    pub fn item_of(&self, ltid: &Ltid) -> Result<ItemId> {
        if self.inner.replicas().owns(ltid.guid) {
            return self.own_id(ltid).map(ItemId);
        }
        let item = self.inner.db.reader(|conn| item_by_source(conn, &self.inner.replicas(), &ltid.gid()))?;
        item.map(|item| item.id).ok_or_else(|| Error::new(IOSTX_MAPI_E_UNKNOWN_ENTRYID, "the entry id is of another store"))
    }

    fn own_id(&self, ltid: &Ltid) -> Result<i64> {
        let replicas = self.inner.replicas();
        if !replicas.owns(ltid.guid) {
            return Err(Error::new(IOSTX_MAPI_E_UNKNOWN_ENTRYID, "the entry id is of another store"));
        }
        if replicas.ltid(ltid.counter) != *ltid || ltid.counter == 0 {
            return Err(Error::new(IOSTX_MAPI_E_INVALID_ENTRYID, "the entry id was never given out by this store"));
        }
        Ok(ltid.counter as i64)
    }

    /// Gives the store a new replica GUID: to be called on a store file that was restored or copied, before anything else is
    /// done with it. Ids already given out stay valid.
    pub fn renew_guid(&self) -> Result<()> {
        let guid = self.inner.db.env.guid()?;
        self.inner.write(super::Origin::App, |tx| Replicas::renew(tx, guid))?;
        let replicas = self.inner.db.reader(Replicas::load)?;
        *self.inner.replicas.write() = replicas;
        Ok(())
    }
}
