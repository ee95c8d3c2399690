//! What came as new since all folders below a root told in one synchronization. A pass that was stopped, or one over a single folder,
//! may have shown the new place of an item before another pass misses it at the old one: the two are one, as they are within one pass
//! (semantics 4.3).
//!
//! A row of `state` names the first item that came so. It is written with that item, and goes once all folders have told: what was
//! there beside an item then is a copy of it, and stays one.

use rusqlite::Connection;

use super::db::{Durable, Tx, query_all, query_opt};
use super::elsewhere::{self, ALIKE};
use super::events::Origin;
use super::model::*;
use super::server_moves::SessionMemory;
use super::{Store, rows_item};
use crate::error::Result;

/// Of the row in the table `state`; its blob is the id, eight bytes.
const KIND: u32 = 8;

/// These items came as new in a transaction.
pub(super) fn note(tx: &Tx<'_>, memory: &SessionMemory, items: impl Iterator<Item = ItemId>) -> Result<()> {
    const NOTE: &str = "INSERT INTO state (kind, folder, blob) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    let (Some(root), Some(first)) = (memory.root(), items.min()) else { return Ok(()) };
    tx.execute(NOTE, (KIND, root.0, first.0.to_be_bytes())).map(|_| ())
}

fn first(conn: &Connection, root: FolderId) -> Result<Option<ItemId>> {
    const FIRST: &str = "SELECT blob FROM state WHERE kind = ?1 AND folder = ?2";
    let blob: Option<Vec<u8>> = query_opt(conn, FIRST, (KIND, root.0), |row| row.get(0))?;
    Ok(blob.and_then(|blob| blob.try_into().ok()).map(|id| ItemId(i64::from_be_bytes(id))))
}

/// The clean items of the key of one that the server does not show any more, which came after it and since all folders told. Where it
/// came itself since then, nobody can tell which of them was there first.
pub(super) fn after(conn: &Connection, root: Option<FolderId>, item: &Item) -> Result<Vec<Item>> {
    const LATER: &str = "SELECT item.id FROM folder CROSS JOIN item ON item.folder = folder.id \
         WHERE match_key = ?1 AND item.id >= ?2 AND item.id <> ?3 AND item.bits & 2048 <> 0 AND item.remote_id IS NOT NULL LIMIT ?4";
    let Some(root) = root else { return Ok(Vec::new()) };
    let Some(first) = first(conn, root)?.filter(|first| !item.is(item_bits::CAME) || item.id < *first) else {
        return Ok(Vec::new());
    };
    let params = (&item.match_key, first.0.max(item.id.0), item.id.0, ALIKE as i64);
    let mut later = Vec::new();
    for id in query_all(conn, LATER, params, |row| row.get(0).map(ItemId))? {
        let found = rows_item::get(conn, id)?.filter(|found| found.pending.is_clean() && !found.is(item_bits::DELETION_HELD));
        if let Some(found) = found
            && elsewhere::is_below(conn, found.folder, Some(root))?
        {
            later.push(found);
        }
    }
    Ok(later)
}

/// A pass over contents ends: if all folders have told in it, nothing is left to be told of what came.
pub(super) fn end_pass(store: &Store, memory: &SessionMemory, root: FolderId) -> Result<()> {
    let is_over =
        store.inner.db.reader(|conn| Ok(first(conn, root)?.is_some() && elsewhere::all_told(conn, memory, root)?.is_some()))?;
    if !is_over {
        return Ok(());
    }
    // If a power failure takes that back, more is looked at once.
    store.inner.write_as(Origin::Import, Durable::Sometime, |tx| forget(tx, root))
}

/// Nothing is known any more of what came below a root.
pub(super) fn forget(tx: &Tx<'_>, root: FolderId) -> Result<()> {
    tx.execute("DELETE FROM state WHERE kind = ?1 AND folder = ?2", (KIND, root.0)).map(|_| ())
}
