//! What an answer of the server settles. Only the version that was handed out is settled; what the app did since stays
//! pending, computed against that version (semantics 6.8).

use std::collections::BTreeSet;

use super::attempts::{Answer, Verdict, settle_failure};
use super::claims::{self, is_taken};
use super::db::Tx;
use super::model::*;
use super::options::Expunge;
use super::put::{self, Whole};
use super::upload::{DeleteEntry, ReadEntry, Settled, UploadItem};
use super::{
    Inner, awaited, change, contents, expunge, folder_versions, message, rows_folder, rows_item, rows_track, track, whereabouts,
};
use crate::codes::IOSTX_MAPI_E_COLLISION;
use crate::error::Result;

/// Writes down a list of answers.
pub(super) fn settle(tx: &Tx<'_>, store: &Inner, answers: &[Settled]) -> Result<()> {
    for answer in answers {
        match answer {
            Settled::Item(up, answer) => settle_item(tx, store, up, answer)?,
            Settled::Read(entry, answer) => settle_read(tx, store, entry, answer)?,
            Settled::Delete(entry, answer) => settle_delete(tx, store, entry, answer)?,
        }
    }
    expunge_settled(tx, store, answers)
}

/// What the server knows by now to be marked as deleted goes, where the folder says so.
fn expunge_settled(tx: &Tx<'_>, store: &Inner, answers: &[Settled]) -> Result<()> {
    let uploaded = || {
        answers.iter().filter_map(|settled| match settled {
            Settled::Item(up, _) => Some((up.item.folder, up.item.id)),
            Settled::Read(entry, _) => Some((entry.folder, entry.item)),
            Settled::Delete(..) => None,
        })
    };
    // The answers of one table are about one folder.
    let Some((folder, _)) = uploaded().next() else { return Ok(()) };
    let Some(folder) = rows_folder::find(tx.conn(), folder)?.filter(|folder| folder.options.expunge != Expunge::Never) else {
        return Ok(());
    };
    uploaded().try_for_each(|(_, item)| expunge::carry_out(tx, store, &folder, item))
}

fn settle_item(tx: &Tx<'_>, store: &Inner, up: &UploadItem, answer: &Answer) -> Result<()> {
    let (id, folder) = (up.item.id, up.item.folder);
    if answer.verdict() != Verdict::Done {
        return settle_not_done(tx, store, up, answer);
    }
    if let Some(binding) = &answer.binding
        && is_taken(tx.conn(), folder, &binding.remote_id, id)?
    {
        let refused =
            Answer { code: IOSTX_MAPI_E_COLLISION, text: "the server gave the id of another item".into(), ..Answer::default() };
        return settle_collision(tx, up, &refused);
    }
    if settle_unchanged(tx, store, up, answer)? {
        return Ok(());
    }
    settle_source(tx, up, answer)?;
    match put::load(tx, id)? {
        Some(now) if now.item.folder == folder => settle_here(tx, store, up, answer, now),
        now => {
            // Moved on or deleted since: the tombstone that it left in this folder now knows what the server calls it.
            settle_left_behind(tx, up, answer)?;
            match now {
                Some(now) => rebase(tx, store, now, &up.item, |_| ()),
                None => Ok(()),
            }
        }
    }
}

/// The id that was told is of another item. Whether the server has this one nobody knows: it is looked for once more.
fn settle_collision(tx: &Tx<'_>, up: &UploadItem, refused: &Answer) -> Result<()> {
    let object = Object::Item(up.item.id);
    if rows_item::get(tx.conn(), up.item.id)?.is_none_or(|now| now.folder != up.item.folder) {
        return Ok(());
    }
    settle_failure(tx, object, up.item.folder, refused, None)?;
    match rows_track::attempt(tx.conn(), object)?.filter(|_| super::upload::needs_mark(up)) {
        Some(attempt) => rows_track::put_attempt(tx, &Attempt { marks: attempt.marks | marks::RETRY, ..attempt }),
        None => Ok(()),
    }
}

/// An answer that was no success. About an item that was moved on or deleted since it says nothing: the tombstone that it left
/// keeps its mark, and is looked for.
fn settle_not_done(tx: &Tx<'_>, store: &Inner, up: &UploadItem, answer: &Answer) -> Result<()> {
    let Some(now) = put::load(tx, up.item.id)?.filter(|now| now.item.folder == up.item.folder) else { return Ok(()) };
    let moving = (up.why.has(Pending::MOVED) && !up.retry).then_some(now.item.id);
    settle_failure(tx, Object::Item(now.item.id), now.item.folder, answer, moving)?;
    let plain = Whole { item: Item { pending: Pending::NEW, ..now.item.clone() }, base: Base::default() };
    // After a conflict it keeps its mark and what it was handed out as: the download that follows finds that on the server.
    if now.item.pending.has(Pending::NEW) && now.item.pending != Pending::NEW && answer.verdict() == Verdict::Refused {
        // Nothing of it is on the server: there is nothing to count changes against.
        return put::replace(tx, store, &now, &mut plain.clone(), Vec::new());
    }
    Ok(())
}

/// The usual case in few statements: nobody touched the item since it was handed out, and the upload settles all of it.
fn settle_unchanged(tx: &Tx<'_>, store: &Inner, up: &UploadItem, answer: &Answer) -> Result<bool> {
    let item = &up.item;
    let whole = up.why == item.pending && !item.pending.has(Pending::MOVED) && !answer.delete && !answer.save;
    let whole = whole && (item.fingerprint.is_empty() || !outdates_print(up));
    if !whole || (item.pending.has(Pending::NEW) && new_binding(item, answer).remote_id.is_empty()) {
        return Ok(false);
    }
    let binding = new_binding(item, answer);
    let state = (item.folder, item.id, item.version);
    if !rows_track::settle_work(tx, state, Pending::NONE, Some((&item.binding, &binding)))? {
        return Ok(false);
    }
    if !up.base.is_empty() {
        contents::relink(tx, store, contents::of_base(&up.base), Vec::new())?;
    }
    if up.has_attempt || super::upload::needs_mark(up) {
        rows_track::drop_attempt(tx, Object::Item(item.id))?;
    }
    Ok(true)
}

/// The binding after an upload: what the server told, else what was known. A version that is not told is unknown.
fn new_binding(item: &Item, answer: &Answer) -> Binding {
    match &answer.binding {
        Some(told) if told.is_bound() => told.clone(),
        Some(told) => Binding { remote_id: item.binding.remote_id.clone(), remote_version: told.remote_version.clone() },
        None => Binding { remote_id: item.binding.remote_id.clone(), remote_version: Vec::new() },
    }
}

/// Whether an upload makes what a listing told of the item untrue.
fn outdates_print(up: &UploadItem) -> bool {
    up.why.any(Pending::CONTENT.plus(Pending::PROPS))
}

fn settle_here(tx: &Tx<'_>, store: &Inner, up: &UploadItem, answer: &Answer, now: Whole) -> Result<()> {
    let changed = !change::same_to_server(&up.item, &now.item);
    if answer.delete {
        if !changed {
            rows_track::remember_deleted(tx, &message::source_key(store, &now.item))?;
            return put::remove(tx, store, &now);
        }
        rows_track::drop_attempt(tx, Object::Item(now.item.id))?;
        return rebase(tx, store, now, &up.item, |item| {
            item.binding = Binding::default();
            item.pending = item.pending.plus(Pending::NEW);
        });
    }
    let binding = new_binding(&up.item, answer);
    let untold = up.why.any(Pending::NEW.plus(Pending::MOVED)) && !binding.is_bound();
    let mut attempt = Attempt::new(Object::Item(now.item.id));
    // The server did not tell the id: until a download binds it, the item is neither new nor known.
    attempt.marks = if untold { marks::UNBOUND } else { 0 };
    rows_track::put_attempt(tx, &attempt)?;
    let mut server = Item::clone(&up.item);
    if !up.why.has(Pending::READ) && up.item.pending.has(Pending::READ) {
        // The read state has an entry and an answer of its own.
        server.set_read(!up.item.is_read());
    }
    let saved = if answer.save { save_draft(tx, up, &now, &mut server)? } else { None };
    let (old, now, fresh) = match saved {
        Some((item, fresh)) => (now.clone(), Whole { item, base: now.base }, fresh),
        None => (now.clone(), now, Vec::new()),
    };
    let mut new = now;
    new.item.binding = binding;
    if outdates_print(up) {
        new.item.fingerprint.clear();
    }
    new.item.pending = new.item.pending.minus(Pending::NEW).minus(Pending::MOVED);
    new.base = change::compute(&server, &mut new.item);
    put::replace(tx, store, &old, &mut new, fresh)?;
    if up.why.has(Pending::MOVED) { awaited::want_again(tx, &new.item) } else { Ok(()) }
}

/// UPM_SAVE: what the agent set goes into the item and counts as the server's, but for what the app changed since.
fn save_draft(tx: &Tx<'_>, up: &UploadItem, now: &Whole, server: &mut Item) -> Result<Option<(Item, Vec<i64>)>> {
    let mut draft = up.message.draft();
    let since = change::diff(&up.item, &now.item);
    draft.values = draft.values.into_iter().filter(|(tag, _)| !since.bag.tags().any(|changed| changed.id() == tag.id())).collect();
    if since.content_changed {
        draft.streams.retain(|tag, _| tag.id() != contents::CONTENT.id());
    }
    if draft.is_empty() {
        return Ok(None);
    }
    let mut item = now.item.clone();
    let fresh = message::apply_draft(tx, &draft, &mut item)?;
    for tag in draft.values.tags() {
        let tag = crate::props::PropTag(tag.0 & 0xFFFF_0000);
        server.set_tracked(tag, item.tracked(tag));
    }
    for tag in draft.streams.keys() {
        match tag.id() == contents::CONTENT.id() {
            true => server.content = item.content.clone(),
            false => server.set_tracked(*tag, item.tracked(*tag)),
        }
    }
    Ok(Some((item, fresh)))
}

/// Computes what is pending of an item anew, against the version that the server has now.
fn rebase(tx: &Tx<'_>, store: &Inner, now: Whole, server: &Item, adjust: impl FnOnce(&mut Item)) -> Result<()> {
    let mut new = now.clone();
    adjust(&mut new.item);
    new.base = match new.item.pending.has(Pending::NEW) {
        true => Base::default(),
        false => change::compute(server, &mut new.item),
    };
    put::replace(tx, store, &now, &mut new, Vec::new())
}

/// The tombstones in the folders where an uploaded item came from: gone with a move on the server; after the upload of a copy
/// they become deletions, since now the server has the item twice.
fn settle_source(tx: &Tx<'_>, up: &UploadItem, answer: &Answer) -> Result<()> {
    if !up.why.has(Pending::MOVED) {
        return Ok(());
    }
    // Only those that it had when it was handed out: later ones were left by later moves.
    for (n, id) in up.stones.iter().enumerate() {
        let Some(stone) = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop() else { continue };
        // An item that was moved there and back may be where it was all the time: what it is bound to is not to be deleted.
        let itself = stone.folder == up.item.folder && stone.binding.remote_id == new_binding(&up.item, answer).remote_id;
        match answer.moved && n == 0 || itself && stone.binding.is_bound() {
            true => forget_stone(tx, &stone)?,
            false => make_deletion(tx, stone)?,
        }
    }
    Ok(())
}

/// What a tombstone stands for is no longer there on the server.
fn forget_stone(tx: &Tx<'_>, stone: &Tombstone) -> Result<()> {
    track::unwant(tx, stone.folder, &stone.binding.remote_id)?;
    rows_track::drop_tombstone(tx, stone)
}

/// What a tombstone stands for is to be deleted on the server: the item is elsewhere there.
fn make_deletion(tx: &Tx<'_>, stone: Tombstone) -> Result<()> {
    if stone.binding.is_bound() {
        rows_track::drop_attempt(tx, Object::Tombstone(stone.id))?;
    }
    claims::leave_deletion(tx, stone)
}

/// An item that was moved on or deleted after it was handed out: its tombstone here learns the binding.
fn settle_left_behind(tx: &Tx<'_>, up: &UploadItem, answer: &Answer) -> Result<()> {
    for mut stone in rows_track::tombstones(tx.conn(), "WHERE item = ?1 AND folder = ?2", (up.item.id.0, up.item.folder.0))? {
        let told = new_binding(&up.item, answer);
        if told.is_bound() && claims::is_free(tx, &stone, &told.remote_id)? {
            stone.binding = told;
            rows_track::drop_attempt(tx, Object::Tombstone(stone.id))?;
        }
        stone.digest = up.item.content.as_ref().map(|content| content.digest);
        rows_track::put_tombstone(tx, &mut stone)?;
    }
    Ok(())
}

fn settle_read(tx: &Tx<'_>, store: &Inner, entry: &ReadEntry, answer: &Answer) -> Result<()> {
    if answer.verdict() != Verdict::Done {
        let Some(folder) = rows_item::get(tx.conn(), entry.item)?.map(|item| item.folder) else { return Ok(()) };
        return settle_failure(tx, Object::Item(entry.item), folder, answer, None);
    }
    let left = entry.pending.minus(Pending::READ);
    let told = answer.binding.as_ref().map(|binding| &binding.remote_version).filter(|version| !version.is_empty());
    let binding = told.map(|version| Binding { remote_version: version.clone(), ..entry.binding.clone() });
    let rebound = binding.as_ref().map(|binding| (&entry.binding, binding));
    if !rows_track::settle_work(tx, (entry.folder, entry.item, entry.version), left, rebound)? {
        return read_changed_since(tx, store, entry, answer);
    }
    if entry.has_attempt { rows_track::forgive(tx, Object::Item(entry.item)) } else { Ok(()) }
}

/// The item changed since: what is pending of its read state follows from what the server knows now.
fn read_changed_since(tx: &Tx<'_>, store: &Inner, entry: &ReadEntry, answer: &Answer) -> Result<()> {
    let Some(now) = put::load(tx, entry.item)?.filter(|now| !now.item.pending.has(Pending::NEW)) else { return Ok(()) };
    let mut new = now.clone();
    let differs = now.item.is_read() != entry.read;
    new.item.pending = if differs { now.item.pending.plus(Pending::READ) } else { now.item.pending.minus(Pending::READ) };
    if let Some(told) = answer.binding.as_ref().filter(|told| !told.remote_version.is_empty() && now.item.binding.is_bound()) {
        new.item.binding.remote_version = told.remote_version.clone();
    }
    rows_track::forgive(tx, Object::Item(entry.item))?;
    put::replace(tx, store, &now, &mut new, Vec::new())
}

fn settle_delete(tx: &Tx<'_>, store: &Inner, entry: &DeleteEntry, answer: &Answer) -> Result<()> {
    let object = Object::Tombstone(entry.stone.id);
    if answer.verdict() != Verdict::Done {
        let moving = entry.dest.as_ref().filter(|dest| !dest.in_doubt).map(|dest| dest.item);
        return settle_failure(tx, object, entry.stone.folder, answer, moving);
    }
    let Some(mut stone) = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [entry.stone.id])?.pop() else {
        return if entry.dest.is_none() { lose_place(tx, store, entry) } else { Ok(()) };
    };
    let Some(dest) = &entry.dest else { return forget_stone(tx, &stone) };
    let binding = answer.binding.clone().unwrap_or_default();
    forget_stone(tx, &stone)?;
    match put::load(tx, dest.item)? {
        // Still where it was when the move was handed out.
        Some(now) if stone.moved && now.item.folder == dest.folder => settle_dest(tx, store, now, answer, binding),
        // Moved on or deleted since: on the server it is at that destination now, and must go on from there.
        _ if answer.moved => {
            let left = rows_track::tombstones(tx.conn(), "WHERE item = ?1 AND folder = ?2", (dest.item.0, dest.folder.0))?.pop();
            stone = left.unwrap_or(Tombstone { id: 0, folder: dest.folder, source_key: dest.source_key.clone(), ..stone });
            stone.binding = if claims::is_free(tx, &stone, &binding.remote_id)? { binding } else { Binding::default() };
            claims::leave(tx, &mut stone)?;
            let marks = if stone.binding.is_bound() { 0 } else { marks::RETRY };
            rows_track::put_attempt(tx, &Attempt { marks, ..Attempt::new(Object::Tombstone(stone.id)) })
        }
        Some(now) if stone.moved => settle_dest(tx, store, now, answer, binding),
        _ => Ok(()),
    }
}

/// The place on the server that an item took over from a deleted one went with the deletion, which was on its way already: the
/// item is new there.
fn lose_place(tx: &Tx<'_>, store: &Inner, entry: &DeleteEntry) -> Result<()> {
    let (folder, binding) = (entry.stone.folder, &entry.stone.binding);
    let holder = match binding.is_bound() {
        true => rows_item::by_remote(tx.conn(), folder, &binding.remote_id)?,
        false => None,
    };
    let Some(now) = holder.map(|item| put::load(tx, item.id)).transpose()?.flatten() else { return Ok(()) };
    let mut new = Whole { item: now.item.clone(), base: Base::default() };
    (new.item.binding, new.item.pending) = (Binding::default(), Pending::NEW);
    rows_track::drop_attempt(tx, Object::Item(now.item.id))?;
    put::replace(tx, store, &now, &mut new, Vec::new())
}

/// The other half of a move that was done from its source.
fn settle_dest(tx: &Tx<'_>, store: &Inner, now: Whole, answer: &Answer, binding: Binding) -> Result<()> {
    let others = track::sources(tx.conn(), &now.item)?;
    let mut new = now.clone();
    if !answer.moved {
        // Gone at its source and not at its destination. Where the server may have another copy, that is what is moved now: it
        // must not go before the item is there. Else the item must be uploaded whole.
        if !others.is_empty() {
            return Ok(());
        }
        new.item.pending = Pending::NEW;
        new.base = Base::default();
        rows_track::drop_attempt(tx, Object::Item(now.item.id))?;
        return put::replace(tx, store, &now, &mut new, Vec::new());
    }
    others.into_iter().try_for_each(|stone| make_deletion(tx, stone))?;
    new.item.pending = new.item.pending.minus(Pending::MOVED);
    let untold = !binding.is_bound() || is_taken(tx.conn(), now.item.folder, &binding.remote_id, now.item.id)?;
    if !untold {
        new.item.binding = binding;
    }
    let mut attempt = Attempt::new(Object::Item(now.item.id));
    attempt.marks = if untold { marks::UNBOUND } else { 0 };
    rows_track::put_attempt(tx, &attempt)?;
    if answer.update {
        // The server's text counts as unknown, so that ours is uploaded.
        new.base.content_changed = true;
        new.base.content = None;
        new.item.pending = new.item.pending.plus(Pending::CONTENT);
    }
    put::replace(tx, store, &now, &mut new, Vec::new())?;
    awaited::want_again(tx, &new.item)
}

/// What a folder's download brought to an end (DNT_OK): items that waited for it are offered again, and new ones no longer
/// come with the retry flag. `asked`: the tombstones of which it has told.
pub(super) fn download_completed(tx: &Tx<'_>, store: &Inner, folder: FolderId, asked: &BTreeSet<i64>) -> Result<()> {
    let row = rows_folder::get(tx.conn(), folder)?;
    if !row.is(folder_bits::DOWNLOADED) {
        let mut row = row;
        row.bits |= folder_bits::DOWNLOADED;
        rows_folder::update(tx, &row)?;
    }
    let waiting = rows_track::attempts_after_download(tx.conn(), folder)?;
    for mut attempt in waiting {
        if let Object::Tombstone(stone) = attempt.object {
            if asked.contains(&stone) {
                whereabouts::settle(tx, store, attempt, stone)?;
            }
            continue;
        }
        attempt.marks &= !marks::AFTER_DOWNLOAD;
        rows_track::put_attempt(tx, &attempt)?;
        // What became of a moved item only the download of where it was can tell, which a deleted folder does not get.
        if let Object::Item(id) = attempt.object
            && let Some(item) = rows_item::get(tx.conn(), id)?
        {
            track::sources(tx.conn(), &item)?.iter().try_for_each(|stone| folder_versions::refill(tx, store, stone.folder))?;
        }
    }
    Ok(())
}
