//! Deletions by the server, said outright or by absence from a listing; the guard against mass deletion; and deletions
//! that turn out to be moves (semantics 3.2, 4.3, 4.4, 7, 8).

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::apply::Place;
use super::conflict::{self, Kind};
use super::db::{Tx, query_all, query_opt};
use super::events::Change;
use super::flags::IOSTX_FOLDER_TRASH;
use super::identity::{item_source, stamp_item};
use super::import_remote::undo_move;
use super::model::*;
use super::options::Direction;
use super::put::{self, Whole};
use super::{Inner, held, rows_folder, rows_item, rows_track, server_moves, track, trash};
use crate::error::Result;
use crate::props::{Value, tags};

/// The server deleted an item. Answers whether it is gone here.
pub(super) fn delete_by_server(tx: &Tx<'_>, at: &Place<'_>, old: Whole) -> Result<bool> {
    let item = &old.item;
    if let Some(double) = server_moves::find_double(tx, at, item)? {
        return server_moves::join(tx, at, old, &double).map(|()| false);
    }
    if item.is(item_bits::SUBMITTED) {
        conflict::note(tx, Kind::DeletedThere, item.folder, item.id, None, "queued here and deleted on the server: it is sent")?;
        return renew(tx, at.store, &old).map(|()| false);
    }
    if at.folder.options.direction == Direction::Archive {
        return archive(tx, at.store, &old).map(|()| false);
    }
    let work = item.pending.any(Pending::PROPS.plus(Pending::CONTENT));
    let bodiless = is_bodiless(item);
    if work && !bodiless && !at.folder.options.deletion_wins {
        conflict::note(
            tx,
            Kind::DeletedThere,
            item.folder,
            item.id,
            None,
            "changed here and deleted on the server: it stays, as new",
        )?;
        server_moves::note_vanished(at, &old);
        return renew_vanished(tx, at, &old).map(|()| false);
    }
    if work {
        conflict::keep_copy(
            tx,
            at.store,
            item,
            Kind::DeletedThere,
            if bodiless {
                "its header was changed here and the item deleted on the server: this is what there was of it"
            } else {
                "changed here and deleted on the server: the deletion won, this one was ours"
            },
        )?;
    } else if item.pending.any(Pending::FLAGS.plus(Pending::READ)) {
        conflict::note(
            tx,
            Kind::DeletedThere,
            item.folder,
            item.id,
            None,
            "flags changed here and the item deleted on the server: deleted",
        )?;
    }
    lay_aside(tx, at, old)?;
    Ok(true)
}

/// Whether an item is what the server can have deleted in a folder: one that left meanwhile, or that was moved in here and is not
/// confirmed, is not.
pub(super) fn is_of_server(item: &Item, folder: FolderId) -> bool {
    item.folder == folder && !item.pending.has(Pending::MOVED)
}

/// Of a header nobody has the text once the server deleted it: it could never be uploaded.
fn is_bodiless(item: &Item) -> bool {
    item.is(item_bits::HEADER) && item.content.is_none()
}

/// Keeps an item that the server deletes as one of our own that is never offered again.
pub(super) fn archive(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    part(tx, store, old, Base::default(), |item| {
        item.pending = Pending::NONE;
        item.put(item_bits::ARCHIVED, true);
    })
}

/// Makes an item that the server deleted new again.
pub(super) fn renew(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    part(tx, store, old, Base::default(), |item| item.pending = Pending::NEW)
}

/// The same of what was changed here, and may only have left its folder: somebody may have moved it, to a folder that was downloaded
/// before, or is downloaded later. What shows up there with its key is it.
fn renew_vanished(tx: &Tx<'_>, at: &Place<'_>, old: &Whole) -> Result<()> {
    if old.item.match_key.is_empty() {
        rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
        return renew(tx, at.store, old);
    }
    at.memory.note_renewed(old.item.id, at.folder.id);
    renew_in_doubt(tx, at.store, old)
}

/// The same where the server may yet have it: the upload looks first, and what was changed here is counted against that.
pub(super) fn renew_in_doubt(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    part(tx, store, old, old.base.clone(), |item| item.pending = as_new(item.pending))?;
    mark(tx, &old.item)
}

/// Uploads an item whole again that the server may have got from us: the upload looks first. The base stays: it tells what is
/// pending of the item if the look finds it.
fn send_again(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    let mut new = old.clone();
    forget_print(&mut new.item);
    new.item.pending = as_new(old.item.pending);
    put::replace(tx, store, old, &mut new, Vec::new())?;
    mark(tx, &old.item)
}

/// The upload looks first. What cannot be uploaded, a header, waits for the listing that shows it.
fn mark(tx: &Tx<'_>, item: &Item) -> Result<()> {
    let marks = if is_bodiless(item) { marks::UNBOUND } else { marks::RETRY };
    rows_track::put_attempt(tx, &Attempt { marks, ..Attempt::new(Object::Item(item.id)) })
}

fn as_new(pending: Pending) -> Pending {
    pending.minus(Pending::MOVED).plus(Pending::NEW)
}

/// What a listing told was of the server's version. It would keep one that was changed here since from being recognized.
fn forget_print(item: &mut Item) {
    if item.pending.any(Pending::CONTENT.plus(Pending::PROPS)) {
        item.fingerprint.clear();
    }
}

/// Makes an item whose folder the server deletes new in another one.
pub(super) fn rehome(tx: &Tx<'_>, store: &Inner, old: &Whole, to: FolderId) -> Result<()> {
    track::end_moves(tx, &old.item)?;
    part(tx, store, old, Base::default(), |item| (item.pending, item.folder) = (Pending::NEW, to))
}

/// Parts an item from what the server had of it, under a source key of its own: one that was deleted never comes back (ics.md
/// 1.3). It is the version that it was, and as old.
fn part(tx: &Tx<'_>, store: &Inner, old: &Whole, base: Base, change: impl FnOnce(&mut Item)) -> Result<()> {
    rows_track::remember_deleted(tx, &item_source(&store.replicas(), &old.item))?;
    let mut new = Whole { item: old.item.clone(), base };
    new.item.put(item_bits::EPOCH | item_bits::CAME, false);
    conflict::end_hold(tx, &mut new.item)?;
    new.item.binding = Binding::default();
    forget_print(&mut new.item);
    change(&mut new.item);
    new.item.source_key = Some(track::new_source_key(tx, store)?);
    stamp_item(tx, &store.replicas(), &mut new.item)?;
    new.item.mtime = old.item.mtime;
    track::ensure_match_key(store, &mut new.item);
    put::replace(tx, store, old, &mut new, Vec::new())
}

/// Takes an item out of its folder, into the trash: for the trash window, or until the pass ends in case that it was moved.
pub(super) fn lay_aside(tx: &Tx<'_>, at: &Place<'_>, old: Whole) -> Result<()> {
    let key = item_source(&at.store.replicas(), &old.item);
    rows_track::remember_deleted(tx, &key)?;
    for stone in track::sources(tx.conn(), &old.item)? {
        rows_track::drop_tombstone(tx, &stone)?;
    }
    let trash = rows_folder::special(tx.conn(), IOSTX_FOLDER_TRASH)?;
    let keep =
        trash.is_some() && !old.item.is(item_bits::SLIM) && (!old.item.match_key.is_empty() || trash::window(tx.conn())? > 0);
    let Some(trash) = trash.filter(|_| keep) else { return put::remove(tx, at.store, &old) };
    server_moves::note_laid_aside(tx, at, &old);
    let mut new = Whole { item: old.item.clone(), base: Base::default() };
    new.item.folder = trash;
    new.item.binding = Binding::default();
    new.item.pending = Pending::NONE;
    new.item.source_key = Some(key);
    new.item.put(item_bits::EPOCH | item_bits::DELETION_HELD, false);
    conflict::end_hold(tx, &mut new.item)?;
    new.item.bag.set(tags::IOSTX_PR_DELETED_ON, Value::Time(tx.now));
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    // So that the trash can be listed by folder.
    tx.execute("UPDATE item SET origin = ?2 WHERE id = ?1", (old.item.id.0, old.item.folder.0))?;
    tx.execute("INSERT OR IGNORE INTO setting (name, value) VALUES ('trash_since', ?1)", [tx.now as i64]).map(|_| ())
}

/// Whether the deletion of what a tombstone stands for takes an item of ours with it: one that was moved away here, with no other
/// work and no attempt open (semantics 4.4).
pub(super) fn takes_item(tx: &Tx<'_>, stone: &Tombstone) -> Result<bool> {
    let marked = |object| rows_track::is_marked(tx.conn(), object);
    if !stone.moved || marked(Object::Tombstone(stone.id))? || marked(Object::Item(stone.item))? || is_elsewhere(tx, stone)? {
        return Ok(false);
    }
    Ok(rows_item::get(tx.conn(), stone.item)?.is_some_and(|item| !item.pending.any(Pending::PROPS.plus(Pending::CONTENT))))
}

/// Whether the server may have the item in another place too, where we moved it and from where it was moved on: an answer was lost.
fn is_elsewhere(tx: &Tx<'_>, stone: &Tombstone) -> Result<bool> {
    let Some(item) = rows_item::get(tx.conn(), stone.item)?.filter(|_| stone.moved) else { return Ok(false) };
    Ok(track::sources(tx.conn(), &item)?.iter().any(|source| source.id != stone.id))
}

/// The server deleted what was deleted or moved away here, unless it moved it too: then its place stands (semantics 4.3).
pub(super) fn delete_stone(tx: &Tx<'_>, at: &Place<'_>, stone: &Tombstone) -> Result<()> {
    let moved = if stone.moved { put::load(tx, stone.item)? } else { None };
    if let Some(old) = &moved
        && let Some(double) = server_moves::find_double(tx, at, &old.item)?
    {
        let Some(home) = undo_move(tx, at, stone.clone())? else { return Ok(()) };
        return server_moves::join(tx, at, home, &double);
    }
    if !takes_item(tx, stone)? {
        return keep_moved(tx, at, stone);
    }
    rows_track::drop_tombstone(tx, stone)?;
    let Some(old) = moved else { return Ok(()) };
    conflict::note(tx, Kind::Moves, stone.folder, stone.item, None, "moved here and deleted on the server: deleted")?;
    lay_aside(tx, at, old)
}

/// The server no longer has what was moved away here, or so it seems: either our move was done and nobody told, or there is work
/// to save, or too much would go. The item is uploaded whole, after a look for it, unless it shows up elsewhere in this pass.
pub(super) fn keep_moved(tx: &Tx<'_>, at: &Place<'_>, stone: &Tombstone) -> Result<()> {
    if is_elsewhere(tx, stone)? {
        // It goes on from there. A second copy would be on the server until the other one is deleted.
        return rows_track::drop_tombstone(tx, stone);
    }
    if let Some(old) = send_moved_again(tx, at.store, stone)? {
        server_moves::note_vanished(at, &old);
    }
    Ok(())
}

/// Ends a move: the item is uploaded whole to where it is now, after a look for it. Answers the item as it was.
pub(super) fn send_moved_again(tx: &Tx<'_>, store: &Inner, stone: &Tombstone) -> Result<Option<Whole>> {
    rows_track::drop_tombstone(tx, stone)?;
    let Some(old) = put::load(tx, stone.item)?.filter(|_| stone.moved) else { return Ok(None) };
    track::end_moves(tx, &old.item)?;
    send_again(tx, store, &old)?;
    Ok(Some(old))
}

/// A listing did not show an item with an attempt open: that is no deletion. But the upload may have given it another id, and
/// somebody may have moved it: what is known to be it is it.
pub(super) fn miss_in_doubt(tx: &Tx<'_>, at: &Place<'_>, id: ItemId) -> Result<()> {
    let Some(old) = put::load(tx, id)?.filter(|old| is_of_server(&old.item, at.folder.id)) else { return Ok(()) };
    match server_moves::find_double(tx, at, &old.item)? {
        Some(double) => server_moves::join(tx, at, old, &double),
        None => Ok(()),
    }
}

/// A whole listing did not show what was uploaded before it began, to a server that did not tell the id: somebody deleted, moved
/// or rewrote it there (semantics 6.10).
pub(super) fn miss_untold(tx: &Tx<'_>, at: &Place<'_>, id: ItemId) -> Result<()> {
    let is_untold = |old: &Whole| old.item.folder == at.folder.id && !old.item.binding.is_bound();
    let Some(old) = put::load(tx, id)?.filter(is_untold) else { return Ok(()) };
    if rows_track::attempt(tx.conn(), Object::Item(id))?.is_none_or(|attempt| attempt.marks & marks::UNBOUND == 0) {
        return Ok(());
    }
    if let Some(double) = server_moves::find_double(tx, at, &old.item)? {
        return server_moves::join(tx, at, old, &double);
    }
    if is_bodiless(&old.item) {
        return delete_by_server(tx, at, old).map(|_| ());
    }
    send_again(tx, at.store, &old)?;
    server_moves::note_vanished(at, &old);
    Ok(())
}

/// How many items the server had in a folder, as far as is known here.
pub(super) fn known_to_server(conn: &Connection, folder: FolderId) -> Result<u64> {
    let sql = "SELECT count(*) FROM item INDEXED BY item_remote WHERE folder = ?1 AND remote_id IS NOT NULL";
    let bound = query_opt(conn, sql, [folder.0], |row| row.get::<_, i64>(0))?.unwrap_or(0);
    let sql = "SELECT count(*) FROM item WHERE folder = ?1 AND remote_id IS NULL AND bits & 64 <> 0";
    let lost = query_opt(conn, sql, [folder.0], |row| row.get::<_, i64>(0))?.unwrap_or(0);
    Ok((bound + lost).max(0) as u64)
}

/// The items of a folder whose deletion is held.
pub(super) fn held_items(conn: &Connection, folder: FolderId) -> Result<BTreeSet<ItemId>> {
    let sql = "SELECT object FROM held WHERE folder = ?1 AND kind = 1";
    Ok(query_all(conn, sql, [folder.0], |row| row.get(0).map(ItemId))?.into_iter().collect())
}

/// Holds the deletion of items for the user: they stay, and are not offered.
pub(super) fn hold(tx: &Tx<'_>, store: &Inner, folder: FolderId, items: &[ItemId]) -> Result<()> {
    for id in items {
        let Some(old) = put::load(tx, *id)?.filter(|old| is_of_server(&old.item, folder)) else { continue };
        if old.item.is(item_bits::DELETION_HELD) {
            continue;
        }
        let mut new = old.clone();
        new.item.put(item_bits::DELETION_HELD, true);
        put::replace(tx, store, &old, &mut new, Vec::new())?;
        held::list(tx, folder, held::ITEM, id.0)?;
    }
    tx.note(Change::Held(folder));
    Ok(())
}
