//! The first version of an item of ours that was not bound to the server's (semantics 1.4).

use super::apply::{Applied, Place, outdates_text, update};
use super::conflict::{self, Kind};
use super::contents::CONTENT;
use super::db::Tx;
use super::incoming::Incoming;
use super::model::*;
use super::put::{self, Whole};
use super::version::{digest_of, version};
use super::{awaited, change, items, rows_track, track};
use crate::error::Result;
use crate::props::ItemKind;

/// The first version of an item that was not bound: ours, uploaded without an answer, or one that lost its id.
pub(super) fn bind(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole) -> Result<Applied> {
    let marked = rows_track::is_marked(tx.conn(), Object::Item(old.item.id))?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    // The item is where it was moved to; what is left at its source is to be deleted there.
    track::end_moves(tx, &old.item)?;
    let mut ours = old.clone();
    ours.item.pending = ours.item.pending.minus(Pending::MOVED);
    if !old.item.pending.has(Pending::NEW) {
        if old.item.pending.has(Pending::MOVED) && !marked {
            keep_other(tx, at, incoming, &old)?;
        }
        return finish_bind(tx, at, incoming, old, ours);
    }
    ours.item.pending = ours.item.pending.minus(Pending::NEW);
    let uploaded = old.server();
    // Of an item that is not as we sent it the server has what it tells, and nothing else of ours.
    let apart = change::without_own(&old.item);
    let mut server = version(&apart, incoming);
    let given = incoming.draft.streams.contains_key(&CONTENT);
    let blind = outdates_text(&old, incoming);
    let same_text = |known: &Item| !blind && (!given || ContentRef::same_bytes(&server.content, &known.content));
    if marked && same_text(&uploaded) {
        // What we uploaded is what the server has: what differs is the server's doing, and what was changed here since is pending.
        if !change::has_text(&old.base) {
            change::take_mirrors(&server, &mut ours.item);
        }
        let mut before = uploaded;
        change::take_mirrors(&server, &mut before);
        ours.base = change::compute(&before, &mut ours.item);
    } else if same_text(&old.item) {
        // Two that were made apart keep the flags of both.
        change::take_mirrors(&server, &mut ours.item);
        unite_flags(&server, &mut ours.item);
        server.content.clone_from(&old.item.content);
        ours.base = change::compute(&server, &mut ours.item);
    } else {
        ours.base = base_of_neither(&mut ours.item);
    }
    finish_bind(tx, at, incoming, old, ours)
}

/// A move that was never handed out met another version under its key: that is no copy of ours. What we moved is deleted where it
/// was, so that a copy of it stays.
fn keep_other(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: &Whole) -> Result<()> {
    let moved = old.server();
    let same_print = !incoming.fingerprint.is_empty() && incoming.fingerprint == moved.fingerprint;
    let same_text = match digest_of(incoming) {
        Some(theirs) => moved.content.as_ref().is_none_or(|ours| ours.digest == theirs),
        None => incoming.same_text || same_print,
    };
    if same_text || moved.content.is_none() {
        return Ok(());
    }
    let why = "moved here to where the server had another version of it; this is the one that was moved";
    conflict::keep_copy(tx, at.store, &moved, Kind::Moves, why).map(|_| ())
}

/// The base of an item that both sides made, with other content or with one that is not known yet, which is a conflict: what neither
/// has.
pub(super) fn base_of_neither(ours: &mut Item) -> Base {
    let neither = Item { content: None, ..change::without_own(ours) };
    let base = change::compute(&neither, ours);
    ours.pending = ours.pending.plus(Pending::CONTENT);
    Base { content_changed: true, ..base }
}

fn finish_bind(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, mut ours: Whole) -> Result<Applied> {
    // What a mail is flagged with since the epoch is not known unless it was told: without its version it is asked for.
    let is_mail = old.item.kind() == ItemKind::Mail && !old.item.is(item_bits::ASSOC);
    let unsure = old.item.is(item_bits::EPOCH) && is_mail && !incoming.tells_flags();
    let versionless =
        unsure.then(|| Incoming { binding: Binding::new(incoming.binding.remote_id.clone(), []), ..incoming.clone() });
    let incoming = versionless.as_ref().unwrap_or(incoming);
    ours.item.binding.remote_id.clone_from(&incoming.binding.remote_id);
    ours.item.put(item_bits::EPOCH, false);
    put::replace(tx, at.store, &old, &mut ours, Vec::new())?;
    // Its body may have been wanted under the id that it lost.
    awaited::want_again(tx, &ours.item)?;
    update(tx, at, incoming, ours, false)
}

fn unite_flags(server: &Item, ours: &mut Item) {
    items::set_flags(ours, server.flag_set(), 0);
    let words = ours.keywords().into_iter().chain(server.keywords()).map(str::to_owned).collect();
    ours.set_keywords(words);
}
