//! The local trash: what the server deleted is kept for some days (semantics 9.6), or until the pass ends in case that it was moved.

use rusqlite::Connection;

use super::db::{Tx, query_opt};
use super::env::{DAY, FileTime};
use super::events::Origin;
use super::flags::IOSTX_FOLDER_TRASH;
use super::model::ItemId;
use super::{Inner, put, rows_folder, rows_item};
use crate::error::Result;
use crate::props::tags;

/// Items that one transaction removes, so that nobody waits for long.
const BATCH: usize = 64;

fn setting(conn: &Connection, name: &str) -> Result<Option<i64>> {
    query_opt(conn, "SELECT value FROM setting WHERE name = ?1", [name], |row| row.get(0))
}

/// How long the trash keeps what the server deleted, in FILETIME ticks; 0: no trash is kept.
pub(super) fn window(conn: &Connection) -> Result<u64> {
    let days = setting(conn, "trash_days")?.unwrap_or(0).max(0) as u64;
    Ok(if days >= u64::from(u32::MAX) { u64::MAX } else { days.saturating_mul(DAY) })
}

/// Whether something in the trash may be older than its window. The store remembers since when something lies there, so that
/// asking costs nothing.
pub(super) fn is_due(conn: &Connection, now: FileTime) -> Result<bool> {
    let Some(since) = setting(conn, "trash_since")? else { return Ok(false) };
    Ok((since as u64).saturating_add(window(conn)?) <= now)
}

/// Empties the trash of what is older than its window, a batch to a transaction.
pub(super) fn empty(store: &Inner, origin: Origin) -> Result<()> {
    let began = store.db.env.now();
    let (mut oldest, mut after) = (began, Some(ItemId(0)));
    while let Some(from) = after {
        after = store.write(origin, |tx| empty_some(tx, store, from, &mut oldest))?;
    }
    Ok(())
}

/// The items of the trash after one, as many as one transaction takes; answers the last one if there may be more.
fn empty_some(tx: &Tx<'_>, store: &Inner, after: ItemId, oldest: &mut FileTime) -> Result<Option<ItemId>> {
    let Some(trash) = rows_folder::special(tx.conn(), IOSTX_FOLDER_TRASH)? else { return Ok(None) };
    let window = window(tx.conn())?;
    let page =
        rows_item::query(tx.conn(), &format!("WHERE folder = ?1 AND id > ?2 ORDER BY id LIMIT {BATCH}"), (trash.0, after.0))?;
    let last = page.last().map(|item| item.id).filter(|_| page.len() == BATCH);
    for item in page {
        match item.bag.time(tags::IOSTX_PR_DELETED_ON) {
            Some(time) if time.saturating_add(window) > tx.now => *oldest = time.min(*oldest),
            _ => put::remove(tx, store, &put::with_base(tx, item)?)?,
        }
    }
    if last.is_none() {
        // What came since the first of them is no older than that.
        match query_opt(tx.conn(), "SELECT 1 FROM item WHERE folder = ?1 LIMIT 1", [trash.0], |_| Ok(()))? {
            Some(()) => tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('trash_since', ?1)", [*oldest as i64])?,
            None => tx.execute("DELETE FROM setting WHERE name = 'trash_since'", [])?,
        };
    }
    Ok(last)
}
