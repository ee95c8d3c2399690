//! Who waits for the body of a header-only item: copies of it, and the item itself once it was moved into a folder that is not
//! synchronized. As long as anybody waits, the server's item is not deleted (semantics 3.3).

use rusqlite::Connection;

use super::apply::Place;
use super::contents::{self, CONTENT};
use super::db::{Tx, query_all, query_opt};
use super::flags::IOSTX_WANTED_BODY;
use super::incoming::Incoming;
use super::model::*;
use super::{Inner, change, items, put, rows_folder, rows_item, rows_track, track, version};
use crate::codes::IOSTX_MAPI_E_NO_SUPPORT;
use crate::error::{Error, Result};
use crate::props::tags;

/// Lets `waiter` wait for the body of an item, or of the item that this one waits for itself.
pub(super) fn wait(tx: &Tx<'_>, item: ItemId, waiter: ItemId) -> Result<()> {
    let origin = query_opt(tx.conn(), "SELECT item FROM awaited WHERE waiter = ?1", [item.0], |row| row.get(0).map(ItemId))?;
    let origin = origin.unwrap_or(item);
    tx.execute("INSERT OR IGNORE INTO awaited (item, waiter) VALUES (?1, ?2)", (origin.0, waiter.0))?;
    want(tx, origin)
}

/// An item waits no longer for its own body: it is back in a folder that is synchronized.
pub(super) fn stop(tx: &Tx<'_>, item: ItemId) -> Result<()> {
    tx.execute("DELETE FROM awaited WHERE item = ?1 AND waiter = ?1", [item.0]).map(|_| ())
}

/// Whether anybody waits for the body of the item.
pub(super) fn is_awaited(conn: &Connection, item: ItemId) -> Result<bool> {
    Ok(query_opt(conn, "SELECT 1 FROM awaited WHERE item = ?1 LIMIT 1", [item.0], |_| Ok(()))?.is_some())
}

/// Refuses to delete a folder, with others, while somebody outside of them waits for a body that only the server has there.
pub(super) fn check_free(tx: &Tx<'_>, folder: &Folder, deleted: &[FolderId]) -> Result<()> {
    const WAITERS: &str = "SELECT waiting.folder FROM awaited JOIN item AS waiting ON waiting.id = waiter \
         WHERE awaited.item IN (SELECT id FROM item WHERE folder = ?1 UNION SELECT item FROM tombstone WHERE folder = ?1)";
    let waiters = query_all(tx.conn(), WAITERS, [folder.id.0], |row| row.get(0).map(FolderId))?;
    match waiters.iter().all(|waiter| deleted.contains(waiter)) {
        true => Ok(()),
        false => Err(Error::new(
            IOSTX_MAPI_E_NO_SUPPORT,
            format!(
                "folder '{}': items that were copied or moved out of it wait for their bodies: download them first",
                folder.name
            ),
        )),
    }
}

/// Puts the body of an item on the wanted list of the folder where the server has it.
pub(super) fn want(tx: &Tx<'_>, item: ItemId) -> Result<()> {
    let here = rows_item::get(tx.conn(), item)?.map(|item| (item.folder, item.binding));
    let left = rows_track::tombstones(tx.conn(), "WHERE item = ?1 AND remote_id IS NOT NULL ORDER BY id LIMIT 1", [item.0])?;
    let left = left.into_iter().map(|stone| (stone.folder, stone.binding));
    match here.into_iter().chain(left).find(|(_, binding)| binding.is_bound()) {
        Some((folder, binding)) => track::want(tx, folder, &binding.remote_id, IOSTX_WANTED_BODY, 0, ""),
        None => Ok(()),
    }
}

/// A header-only item whose move was confirmed: its body is wanted where it is now, if anybody asked for it.
pub(super) fn want_again(tx: &Tx<'_>, item: &Item) -> Result<()> {
    let asked = item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & tags::IOSTX_MSGSTATUS_REMOTE_DOWNLOAD != 0;
    match item.is(item_bits::HEADER) && (asked || is_awaited(tx.conn(), item.id)?) {
        true => want(tx, item.id),
        false => Ok(()),
    }
}

/// The body of an item has come: whoever waited gets it, and the server's item may go.
pub(super) fn body_came(tx: &Tx<'_>, store: &Inner, from: &Item) -> Result<()> {
    let waiters = query_all(tx.conn(), "SELECT waiter FROM awaited WHERE item = ?1", [from.id.0], |row| row.get(0).map(ItemId))?;
    if waiters.is_empty() {
        return Ok(());
    }
    for waiter in waiters.into_iter().filter(|waiter| *waiter != from.id) {
        let Some(old) = put::load(tx, waiter)? else { continue };
        let mut new = old.clone();
        change::take_text(from, &mut new.item);
        new.item.bag.remove(tags::IOSTX_PR_MESSAGE_SIZE);
        new.item.put(item_bits::HEADER, false);
        put::replace(tx, store, &old, &mut new, Vec::new())?;
    }
    tx.execute("DELETE FROM awaited WHERE item = ?1", [from.id.0])?;
    let Some(now) = rows_item::get(tx.conn(), from.id)? else { return Ok(()) };
    if track::is_tracked(&rows_folder::get(tx.conn(), now.folder)?) {
        return Ok(());
    }
    track::end_moves(tx, &now)
}

/// The same for the body of an item that was deleted here: only those who waited take it.
pub(super) fn body_of_deleted(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, item: ItemId) -> Result<()> {
    let Some(text) = incoming.draft.streams.get(&CONTENT).filter(|_| !incoming.flags_only) else { return Ok(()) };
    if !is_awaited(tx.conn(), item)? {
        return Ok(());
    }
    let content = text.link(tx)?;
    let mut from = version::version(&items::blank(at.folder, 0), incoming);
    (from.id, from.content) = (item, Some(content.clone()));
    body_came(tx, at.store, &from)?;
    contents::relink(tx, at.store, content.id.into_iter().collect(), Vec::new())
}
