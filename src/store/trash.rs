//! The local trash: what the server deleted is kept for some days (semantics 9.6), or until the pass ends in case that it was moved.

use rusqlite::Connection;

use super::db::{Tx, query_opt};
use super::env::{DAY, FileTime};
use super::flags::IOSTX_FOLDER_TRASH;
use super::folders::each_item;
use super::{Inner, put, rows_folder};
use crate::error::Result;
use crate::props::tags;

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

/// Empties the trash of what is older than its window.
pub(super) fn empty(tx: &Tx<'_>, store: &Inner) -> Result<()> {
    let Some(trash) = rows_folder::special(tx.conn(), IOSTX_FOLDER_TRASH)? else { return Ok(()) };
    let window = window(tx.conn())?;
    let mut oldest: Option<FileTime> = None;
    each_item(tx, trash, |whole| match whole.item.bag.time(tags::IOSTX_PR_DELETED_ON) {
        Some(time) if time.saturating_add(window) > tx.now => {
            oldest = Some(oldest.map_or(time, |oldest| oldest.min(time)));
            Ok(())
        }
        _ => put::remove(tx, store, &whole),
    })?;
    match oldest {
        Some(time) => tx.execute("INSERT OR REPLACE INTO setting (name, value) VALUES ('trash_since', ?1)", [time as i64])?,
        None => tx.execute("DELETE FROM setting WHERE name = 'trash_since'", [])?,
    };
    Ok(())
}
