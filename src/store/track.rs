//! What a local operation on one item leaves to be uploaded: the table of semantics 3, row by row.

use rusqlite::Connection;

use super::change;
use super::db::{Tx, query_opt};
use super::identity::{is_own_key, item_change_key, item_pcl, item_source, stamp_item};
use super::model::*;
use super::options::Direction;
use super::put::{self, Whole};
use super::{Inner, awaited, claims, handed_out, held, rows_item, rows_track, whereabouts};
use crate::codes::{IOSTX_MAPI_E_NO_ACCESS, IOSTX_MAPI_E_SUBMITTED};
use crate::error::{Error, Result};
use crate::ids::{Ltid, Xid};
use crate::props::{ItemKind, tags};

/// Whether changes of what is in the folder are tracked at all.
pub(super) fn is_tracked(folder: &Folder) -> bool {
    !folder.is(folder_bits::LOCAL_ONLY)
}

/// Refuses local writes to a folder that takes none.
pub(super) fn check_writable(folder: &Folder) -> Result<()> {
    if folder.options.direction == Direction::DownloadRefuse {
        let name = &folder.name;
        return Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, format!("folder '{name}' only downloads: local changes are refused")));
    }
    Ok(())
}

/// Refuses local changes to an item that is in the outgoing queue.
pub(super) fn check_changeable(item: &Item) -> Result<()> {
    if item.is(item_bits::SUBMITTED) {
        return Err(Error::new(IOSTX_MAPI_E_SUBMITTED, "the message was submitted: take it out of the queue first"));
    }
    Ok(())
}

/// A source key that no object had before.
pub(super) fn new_source_key(tx: &Tx<'_>, store: &Inner) -> Result<Xid> {
    Ok(Xid::from(Ltid::new(store.replicas().current(), tx.new_object()?).gid()))
}

/// Makes sure that an item can be recognized on the server (semantics 1.4): by its Message-ID, else by its source key.
pub(super) fn ensure_match_key(store: &Inner, item: &mut Item) {
    if !item.match_key.is_empty() {
        return;
    }
    match item.bag.text(tags::IOSTX_PR_INTERNET_MESSAGE_ID) {
        Some(id) if !id.is_empty() && id.len() <= MAX_REMOTE => {
            item.match_key = id.as_bytes().to_vec();
            item.put(item_bits::STRONG, false);
        }
        _ => {
            item.match_key = item_source(&store.replicas(), item).as_bytes().to_vec();
            item.put(item_bits::STRONG, true);
        }
    }
}

/// Whether match keys of this kind are unique in their folder by protocol.
pub(super) fn is_strong_kind(kind: ItemKind) -> bool {
    !matches!(kind, ItemKind::Mail | ItemKind::Other)
}

/// Row "create, copy": a new item. In a folder with a pending deletion of the same strong key it takes the binding over.
/// `fresh`: stored values that carry a reference of the caller already.
pub(super) fn create(tx: &Tx<'_>, store: &Inner, folder: &Folder, mut item: Item, fresh: Vec<i64>) -> Result<Item> {
    check_writable(folder)?;
    item.id = ItemId(tx.new_object()? as i64);
    item.folder = folder.id;
    item.pending = Pending::NONE;
    item.cn = tx.new_change()?;
    item.mtime = tx.now;
    let mut new = Whole { item, base: Base::default() };
    if is_tracked(folder) && !new.item.is(item_bits::SUBMITTED) {
        ensure_match_key(store, &mut new.item);
        if !take_over(tx, &mut new)? {
            new.item.pending = Pending::NEW;
        }
    }
    put::create(tx, store, &mut new, fresh)?;
    Ok(new.item)
}

fn take_over(tx: &Tx<'_>, new: &mut Whole) -> Result<bool> {
    if !new.item.is(item_bits::STRONG) {
        return Ok(false);
    }
    let stones = rows_track::tombstones(
        tx.conn(),
        "WHERE folder = ?1 AND match_key = ?2 AND dest IS NULL AND bits & 2 <> 0 ORDER BY id DESC LIMIT 1",
        (new.item.folder.0, &new.item.match_key),
    )?;
    let Some(stone) = stones.into_iter().next() else { return Ok(false) };
    take_place(tx, new, &stone)?;
    Ok(true)
}

/// Gives an item the place on the server of what a tombstone stands for.
fn take_place(tx: &Tx<'_>, new: &mut Whole, stone: &Tombstone) -> Result<()> {
    let attempt = rows_track::attempt(tx.conn(), Object::Tombstone(stone.id))?.filter(|attempt| attempt.marks != 0);
    let known = stone.binding.is_bound() || stone.bits & tombstone_bits::EPOCH != 0;
    new.item.binding = stone.binding.clone();
    new.item.put(item_bits::EPOCH, stone.bits & tombstone_bits::EPOCH != 0);
    new.item.pending = if known { Pending::NONE } else { Pending::NEW };
    if known || attempt.is_some() {
        new.base = change::compute(&change::known_by_stone(&new.item, stone), &mut new.item);
    }
    if let Some(attempt) = attempt {
        rows_track::put_attempt(tx, &attempt.of_item(new.item.id))?;
    }
    rows_track::drop_tombstone(tx, stone)
}

/// Row "change": writes `item` over `old` and computes what is pending.
pub(super) fn modify(tx: &Tx<'_>, store: &Inner, folder: &Folder, old: &Whole, mut item: Item, fresh: Vec<i64>) -> Result<Item> {
    check_writable(folder)?;
    check_changeable(&old.item)?;
    let server = old.server();
    if !change::diff(&old.item, &item).is_empty() {
        stamp_item(tx, &store.replicas(), &mut item)?;
    }
    let mut new = Whole { item, base: Base::default() };
    if is_tracked(folder) && !new.item.is(item_bits::ARCHIVED) {
        ensure_match_key(store, &mut new.item);
        if is_known(tx, &new.item)? {
            let server = if is_in_doubt(tx, &old.item)? { change::in_doubt(&server, &old.item, &new.item) } else { server };
            new.base = change::compute(&server, &mut new.item);
        }
        // A change by the user ends the waiting that earlier failures caused.
        rows_track::forgive(tx, Object::Item(new.item.id))?;
    }
    put::replace(tx, store, old, &mut new, fresh)?;
    Ok(new.item)
}

/// Whether the server has a version of the item that changes are counted against, or may have one since an upload was not
/// answered (semantics 3.1).
fn is_known(tx: &Tx<'_>, item: &Item) -> Result<bool> {
    Ok(!item.pending.has(Pending::NEW) || rows_track::is_marked(tx.conn(), Object::Item(item.id))?)
}

/// Whether the server may have what is pending of an item that it knows: it was handed out, and no answer came.
fn is_in_doubt(tx: &Tx<'_>, item: &Item) -> Result<bool> {
    if item.pending.is_clean() || item.pending.has(Pending::NEW) {
        return Ok(false);
    }
    let marked = rows_track::attempt(tx.conn(), Object::Item(item.id))?.is_some_and(|attempt| attempt.marks & marks::RETRY != 0);
    Ok(marked || handed_out::is_open(tx.conn(), item.id)?)
}

/// Row "delete".
pub(super) fn delete(tx: &Tx<'_>, store: &Inner, folder: &Folder, old: &Whole) -> Result<()> {
    check_writable(folder)?;
    check_changeable(&old.item)?;
    // Where the id is known, it is deleted by that.
    let old = &if old.item.binding.is_bound() { old.clone() } else { held::taken(tx, store, old)? };
    let item = &old.item;
    match is_tracked(folder) && !item.is(item_bits::ARCHIVED) {
        true => drop(bury_all(tx, store, old)?),
        false => end_moves(tx, item)?,
    }
    rows_track::remember_deleted(tx, &item_source(&store.replicas(), item))?;
    put::remove(tx, store, old)
}

/// What the server is to delete of an item that stays here, as one that it never had. The item may come back from there as another.
pub(super) fn leave_deletion(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    if let Some(mut stone) = bury_all(tx, store, old)? {
        stone.item = ItemId(tx.new_object()? as i64);
        rows_track::put_tombstone(tx, &mut stone)?;
    }
    Ok(())
}

/// Leaves tombstones wherever the server has an item; answers that of the folder where the item is.
fn bury_all(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<Option<Tombstone>> {
    let marked = rows_track::is_marked(tx.conn(), Object::Item(old.item.id))?;
    end_moves(tx, &old.item)?;
    match !old.item.pending.any(Pending::NEW.plus(Pending::MOVED)) || marked {
        true => bury(tx, store, old, false).map(Some),
        false => Ok(None),
    }
}

/// What a moved item left in other folders is to be deleted there.
pub(super) fn end_moves(tx: &Tx<'_>, item: &Item) -> Result<()> {
    sources(tx.conn(), item)?.into_iter().try_for_each(|stone| claims::leave_deletion(tx, stone))
}

/// The tombstones of a moved item, the first place first.
pub(super) fn sources(conn: &Connection, item: &Item) -> Result<Vec<Tombstone>> {
    rows_track::tombstones(conn, "WHERE item = ?1 AND dest IS NOT NULL ORDER BY id", [item.id.0])
}

/// Leaves a tombstone where an item is now; an open attempt goes over to it.
pub(super) fn bury(tx: &Tx<'_>, store: &Inner, old: &Whole, moved: bool) -> Result<Tombstone> {
    let replicas = store.replicas();
    let item = &old.item;
    let bit = |from: u32, to: u32| if item.is(from) { to } else { 0 };
    let server = old.server();
    let mut stone = Tombstone {
        id: 0,
        folder: item.folder,
        item: item.id,
        moved,
        bits: bit(item_bits::ASSOC, tombstone_bits::ASSOC)
            | bit(item_bits::STRONG, tombstone_bits::STRONG)
            | bit(item_bits::EPOCH, tombstone_bits::EPOCH),
        source_key: item_source(&replicas, item),
        change_key: item_change_key(&replicas, item),
        pcl: item_pcl(&replicas, item),
        binding: item.binding.clone(),
        match_key: item.match_key.clone(),
        fingerprint: item.fingerprint.clone(),
        digest: server.content.as_ref().map(|content| content.digest),
        flags: change::flags_of(&server),
        own: (!server.is(item_bits::HEADER)).then(|| change::own_of(&server)),
        time: tx.now,
    };
    rows_track::put_tombstone(tx, &mut stone)?;
    if let Some(attempt) = rows_track::attempt(tx.conn(), Object::Item(item.id))?.filter(|attempt| attempt.marks != 0) {
        // What was uploaded without an answer must be looked for before it is deleted; failures of the upload say nothing.
        let marks = attempt.marks & (marks::RETRY | marks::UNBOUND);
        if marks != 0 && item.pending.has(Pending::CONTENT) && !item.pending.has(Pending::NEW) {
            // What a listing told of the version before says nothing of the one that was uploaded.
            stone.fingerprint.clear();
        }
        // Where the server has it, and whether as it was sent, the download of this folder tells.
        let asked = if item.binding.is_bound() { 0 } else { marks::AFTER_DOWNLOAD };
        let carried = Attempt {
            object: Object::Tombstone(stone.id),
            marks: if marks != 0 { marks::RETRY | asked } else { 0 },
            fails: 0,
            since: 0,
            next: 0,
            ..attempt
        };
        rows_track::put_attempt(tx, &carried)?;
        rows_track::drop_attempt(tx, Object::Item(item.id))?;
        stone.bits |= tombstone_bits::CARRIED;
        rows_track::put_tombstone(tx, &mut stone)?;
    }
    Ok(stone)
}

/// Rows "move": from the folder where the item is to another.
pub(super) fn relocate(tx: &Tx<'_>, store: &Inner, from: &Folder, to: &Folder, old: &Whole) -> Result<Item> {
    check_writable(from)?;
    check_writable(to)?;
    check_changeable(&old.item)?;
    let old = &held::taken(tx, store, old)?;
    let mut new = old.clone();
    new.item.folder = to.id;
    let marked = rows_track::is_marked(tx.conn(), Object::Item(old.item.id))?;
    let stones = sources(tx.conn(), &old.item)?;
    if let Some(home) = stones.iter().find(|stone| stone.folder == to.id && stones.len() == 1 && !marked) {
        let handed_out = home.bits & tombstone_bits::CARRIED == 0 && rows_track::is_marked(tx.conn(), Object::Tombstone(home.id))?;
        if !handed_out {
            return move_home(tx, store, from, new, old, home);
        }
    }
    let known = !old.item.pending.any(Pending::NEW.plus(Pending::MOVED)) || marked;
    new.item.put(item_bits::ARCHIVED, false);
    if !known && stones.is_empty() && is_tracked(to) && !claims::deletions_in(tx, &new.item)?.is_empty() {
        // By way of a folder that is not synchronized, and of one where the server never had it.
        return come_back(tx, store, &mut new, old, &stones);
    }
    match (is_tracked(from) && !old.item.is(item_bits::ARCHIVED), is_tracked(to)) {
        // Nothing of it is known to a server, and still nothing will be.
        (false, false) => {}
        (false, true) => return come_back(tx, store, &mut new, old, &stones),
        (true, true) => {
            if known {
                bury(tx, store, old, true)?;
            }
            if undelete(tx, old.item.id, to.id)? || known {
                new.item.pending = new.item.pending.minus(Pending::NEW).plus(Pending::MOVED);
            }
            whereabouts::ask(tx, old.item.id, to.id)?;
        }
        (true, false) => {
            leave(tx, store, old, known, !stones.is_empty())?;
            (new.item.pending, new.base) = (Pending::NONE, Base::default());
        }
    }
    go(tx, store, &mut new, old)
}

/// Deletions of an item that wait in a folder it comes back to: what they stand for is the item. Answers whether there were any.
fn undelete(tx: &Tx<'_>, item: ItemId, folder: FolderId) -> Result<bool> {
    const WAITING: &str = "WHERE item = ?1 AND folder = ?2 AND dest IS NULL";
    let mut stones = rows_track::tombstones(tx.conn(), WAITING, (item.0, folder.0))?;
    for stone in &mut stones {
        stone.moved = true;
        rows_track::put_tombstone(tx, stone)?;
    }
    Ok(!stones.is_empty())
}

/// Takes an item out of synchronization: what the server has of it is deleted there, once the body is here.
fn leave(tx: &Tx<'_>, store: &Inner, old: &Whole, known: bool, was_moved: bool) -> Result<()> {
    let waits = old.item.is(item_bits::HEADER) && (known || was_moved);
    if known {
        bury(tx, store, old, waits)?;
    }
    if waits {
        return awaited::wait(tx, old.item.id, old.item.id);
    }
    end_moves(tx, &old.item)
}

/// Takes an item into synchronization: as new, or as what it was if its deletion there is still pending.
fn come_back(tx: &Tx<'_>, store: &Inner, new: &mut Whole, old: &Whole, stones: &[Tombstone]) -> Result<Item> {
    let own = claims::deletions_in(tx, &new.item)?;
    (new.item.pending, new.base) = (Pending::NEW, Base::default());
    let restored = new.item.bag.remove(tags::IOSTX_PR_DELETED_ON).is_some();
    if let Some(stone) = own.first() {
        rows_track::remember_deleted(tx, &item_source(&store.replicas(), &old.item))?;
        rows_track::forget_deleted(tx, &stone.source_key)?;
        take_place(tx, new, stone)?;
        new.item.source_key = Some(stone.source_key.clone());
        put::replace(tx, store, old, new, Vec::new())?;
        return Ok(new.item.clone());
    }
    if let Some(stone) = stones.first() {
        // A header that waited for its body: the server has it still.
        new.item.pending = Pending::MOVED;
        new.base = change::compute(&change::known_by_stone(&new.item, stone), &mut new.item);
        awaited::stop(tx, old.item.id)?;
    }
    let item = go(tx, store, new, old)?;
    if restored { mark_restored(tx, &item).map(|()| item) } else { Ok(item) }
}

/// Out of the local trash: the server, which deleted it, may have it yet, so that the upload looks first.
fn mark_restored(tx: &Tx<'_>, item: &Item) -> Result<()> {
    rows_track::put_attempt(tx, &Attempt { marks: marks::RETRY, ..Attempt::new(Object::Item(item.id)) })
}

/// Writes an item in another folder: with another source key, bound to nothing.
fn go(tx: &Tx<'_>, store: &Inner, new: &mut Whole, old: &Whole) -> Result<Item> {
    rows_track::remember_deleted(tx, &item_source(&store.replicas(), &old.item))?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    new.item.binding = Binding::default();
    new.item.put(item_bits::EPOCH, false);
    new.item.source_key = Some(new_source_key(tx, store)?);
    ensure_match_key(store, &mut new.item);
    // A moved message is one more version (ics.md 1.3, "move"), but nobody modified it.
    stamp_item(tx, &store.replicas(), &mut new.item)?;
    new.item.mtime = old.item.mtime;
    put::replace(tx, store, old, new, Vec::new())?;
    Ok(new.item.clone())
}

/// Row "move A, B, A": as if never moved.
fn move_home(tx: &Tx<'_>, store: &Inner, from: &Folder, mut new: Whole, old: &Whole, home: &Tombstone) -> Result<Item> {
    let carried = rows_track::attempt(tx.conn(), Object::Tombstone(home.id))?;
    take_home(tx, store, &mut new, old, home)?;
    if let Some(attempt) = carried {
        // The upload that was open when it left is open again.
        rows_track::put_attempt(tx, &attempt.of_item(old.item.id))?;
        if !home.binding.is_bound() {
            new.item.pending = new.item.pending.plus(Pending::NEW);
        }
    }
    if !is_tracked(from) {
        // What was changed in a folder that is not synchronized was not counted.
        new.base = change::compute(&change::known_by_stone(&new.item, home), &mut new.item);
        awaited::stop(tx, old.item.id)?;
    }
    write_home(tx, store, new, old, home)
}

/// An item that came back is what the server has there still: as if never moved. What it left elsewhere is to be deleted.
pub(super) fn settle_home(tx: &Tx<'_>, store: &Inner, old: &Whole, home: &Tombstone) -> Result<()> {
    let mut new = old.clone();
    take_home(tx, store, &mut new, old, home)?;
    end_moves(tx, &old.item)?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    write_home(tx, store, new, old, home).map(|_| ())
}

/// Gives an item the place of the tombstone that it had left there.
fn take_home(tx: &Tx<'_>, store: &Inner, new: &mut Whole, old: &Whole, home: &Tombstone) -> Result<()> {
    rows_track::remember_deleted(tx, &item_source(&store.replicas(), &old.item))?;
    rows_track::forget_deleted(tx, &home.source_key)?;
    rows_track::drop_tombstone(tx, home)?;
    new.item.binding = home.binding.clone();
    new.item.source_key = Some(home.source_key.clone());
    new.item.pending = new.item.pending.minus(Pending::MOVED);
    Ok(())
}

fn write_home(tx: &Tx<'_>, store: &Inner, mut new: Whole, old: &Whole, home: &Tombstone) -> Result<Item> {
    if new.item.pending.minus(Pending::READ).is_clean() {
        (new.item.change_key, new.item.pcl) = (Some(home.change_key.clone()), Some(home.pcl.clone()));
    }
    put::replace(tx, store, old, &mut new, Vec::new())?;
    Ok(new.item)
}

/// Puts a remote id on the wanted list of a folder; what is there already keeps its attempts.
pub(super) fn want(tx: &Tx<'_>, folder: FolderId, remote_id: &[u8], why: u32, code: i32, text: &str) -> Result<()> {
    tx.execute(
        "INSERT INTO wanted (folder, remote_id, why, code, text, attempts, next, time) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, ?6) \
         ON CONFLICT (folder, remote_id) DO UPDATE SET why = excluded.why, code = excluded.code, text = excluded.text",
        (folder.0, remote_id, why, code, text, tx.now as i64),
    )?;
    tx.anything_wanted.set(Some(true));
    Ok(())
}

/// Takes a remote id off the wanted list of a folder, if it is there.
pub(super) fn unwant(tx: &Tx<'_>, folder: FolderId, remote_id: &[u8]) -> Result<()> {
    let anything = match tx.anything_wanted.get() {
        Some(anything) => anything,
        None => query_opt(tx.conn(), "SELECT 1 FROM wanted LIMIT 1", [], |_| Ok(()))?.is_some(),
    };
    tx.anything_wanted.set(Some(anything));
    if anything {
        tx.execute("DELETE FROM wanted WHERE folder = ?1 AND remote_id = ?2", (folder.0, remote_id))?;
    }
    Ok(())
}

/// Row "copy": a new item in `to` with the same values. The large values are shared.
pub(super) fn copy(tx: &Tx<'_>, store: &Inner, from: &Item, to: &Folder) -> Result<Item> {
    let mut item = from.clone();
    item.binding = Binding::default();
    (item.source_key, item.change_key, item.pcl) = (None, None, None);
    item.fingerprint.clear();
    item.bits &= item_bits::ASSOC | item_bits::HEADER;
    let restored = item.bag.remove(tags::IOSTX_PR_DELETED_ON).is_some();
    // Two items of one folder must not be taken for one another: a strong key stays with the original.
    let taken = from.is(item_bits::STRONG) && !rows_item::by_match(tx.conn(), to.id, &from.match_key)?.is_empty();
    if taken || is_own_key(&store.replicas(), &from.match_key) {
        item.match_key.clear();
    } else if from.is(item_bits::STRONG) {
        item.put(item_bits::STRONG, true);
    }
    let copy = create(tx, store, to, item, Vec::new())?;
    if copy.is(item_bits::HEADER) {
        awaited::wait(tx, from.id, copy.id)?;
    }
    if restored && copy.pending.has(Pending::NEW) {
        mark_restored(tx, &copy)?;
    }
    Ok(copy)
}

/// Sets the read state: no new version, no new modification time (ics.md 1.3).
pub(super) fn set_read(tx: &Tx<'_>, store: &Inner, folder: &Folder, old: &Whole, read: bool) -> Result<bool> {
    if old.item.is_read() == read || old.item.is(item_bits::ASSOC) {
        return Ok(false);
    }
    check_writable(folder)?;
    let mut new = old.clone();
    new.item.set_read(read);
    if is_tracked(folder) && !old.item.is(item_bits::ARCHIVED) && is_known(tx, &old.item)? {
        let back = old.item.pending.has(Pending::READ) && !is_in_doubt(tx, &old.item)?;
        new.item.pending = if back { new.item.pending.minus(Pending::READ) } else { new.item.pending.plus(Pending::READ) };
    }
    put::replace(tx, store, old, &mut new, Vec::new())?;
    Ok(true)
}
