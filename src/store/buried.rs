//! A version of what was deleted or moved away here (semantics 3.2, 8).

use super::apply::{Applied, Place, lacks, same_version, unwant, update};
use super::db::Tx;
use super::incoming::Incoming;
use super::model::*;
use super::put::{self, Whole};
use super::version::{digest_of, identify, store_text, version};
use super::{awaited, change, claims, conflict, contents, items, rows_item, rows_track};
use crate::codes::IOSTX_SYNC_E_OBJECT_DELETED;
use crate::error::{Error, Result};
use crate::props::{Bag, ItemKind, tags};

/// A version of an item that was deleted or moved away here.
pub(super) fn meet_stone(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, stone: Tombstone) -> Result<Applied> {
    if stone.moved {
        return meet_moved(tx, at, incoming, stone);
    }
    awaited::body_of_deleted(tx, at, incoming, stone.item)?;
    let known = stone.binding.is_bound();
    let version = &incoming.binding.remote_version;
    let newer = known && (version.is_empty() || version != &stone.binding.remote_version);
    let text = digest_of(incoming);
    let other_print = incoming.header && !incoming.fingerprint.is_empty() && incoming.fingerprint != stone.fingerprint;
    let both = text.is_some() && stone.digest.is_some();
    let brings_more = brings_more(at, incoming, &stone);
    let changed = match known {
        // Of what is no mail a version of the same text may lack what the last one had.
        true if newer && (brings_more || may_have_other_properties(incoming, &stone)) => true,
        true => {
            newer
                && match (text, stone.digest) {
                    (Some(theirs), Some(ours)) => theirs != ours,
                    (Some(_), None) => !version.is_empty(),
                    (None, _) => other_print,
                }
        }
        // Lost in an epoch, or uploaded without an answer: only what both are known to have tells whether the server changed it.
        false => brings_more || both && text != stone.digest || other_print && !stone.fingerprint.is_empty(),
    };
    if changed && !incoming.flags_only {
        if !at.folder.options.deletion_wins {
            return resurrect(tx, at, incoming, &stone);
        }
        let (version, fresh) = version_of_deleted(tx, at, incoming, &stone)?;
        let why = "the server changed it after it was deleted here; the deletion stands, this is the server's version";
        conflict::keep_copy(tx, at.store, &version.item, conflict::Kind::DeletedHere, why)?;
        contents::relink(tx, at.store, fresh, Vec::new())?;
    } else if known && newer && !version.is_empty() {
        conflict::note(
            tx,
            conflict::Kind::DeletedHere,
            at.folder.id,
            stone.item,
            None,
            "the server changed flags of an item that was deleted here; the deletion stands",
        )?;
    }
    // The deletion will name what the server has now.
    let mut now = stone.clone();
    now.binding.clone_from(&incoming.binding);
    now.bits &= !tombstone_bits::EPOCH;
    now.digest = text.or(stone.digest);
    if is_whole(incoming) {
        now.own = Some(change::own_of(&alone(at, incoming, &stone)));
    }
    if !incoming.fingerprint.is_empty() {
        now.fingerprint.clone_from(&incoming.fingerprint);
    }
    if now != stone {
        claims::leave(tx, &mut now)?;
    }
    if !known {
        rows_track::drop_attempt(tx, Object::Tombstone(stone.id))?;
    }
    Ok(Applied::Ignored)
}

/// Whether all that the server has comes, and not what a listing shows of it.
fn is_whole(incoming: &Incoming) -> bool {
    !incoming.header && !incoming.flags_only && !incoming.same_text
}

/// What comes, and nothing else, as an item with the text that the server has of it.
fn alone(at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> Item {
    let nothing = Item { bag: Bag::new(), ..items::blank(at.folder, 0) };
    let text = stone.digest.map(|digest| ContentRef { id: None, size: 0, digest });
    let given = version(&nothing, incoming);
    Item { content: given.content.clone().or(text), ..given }
}

/// Whether a version has properties that no text repeats, and that the last one known here did not have: somebody gave it them.
fn brings_more(at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> bool {
    let known = stone.own.as_ref().filter(|_| is_whole(incoming));
    known.is_some_and(|known| change::has_more(&alone(at, incoming, stone), known))
}

fn may_have_other_properties(incoming: &Incoming, stone: &Tombstone) -> bool {
    let class = incoming.draft.values.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note");
    let same_print = !incoming.fingerprint.is_empty() && incoming.fingerprint == stone.fingerprint;
    ItemKind::of_class(class) != ItemKind::Mail && !incoming.header && !same_print
}

/// The server changed what was deleted here: it comes back, as the item that it was. One that was moved and uploaded elsewhere as
/// a copy lives there; what comes back is another.
fn resurrect(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> Result<Applied> {
    rows_track::drop_tombstone(tx, stone)?;
    rows_track::forget_deleted(tx, &stone.source_key)?;
    conflict::note(
        tx,
        conflict::Kind::DeletedHere,
        at.folder.id,
        stone.item,
        None,
        "deleted here and changed on the server: it came back",
    )?;
    let (mut new, fresh) = version_of_deleted(tx, at, incoming, stone)?;
    if rows_item::get(tx.conn(), stone.item)?.is_some() {
        new.item.id = ItemId(tx.new_object()? as i64);
    }
    put::create(tx, at.store, &mut new, fresh)?;
    unwant(tx, at, incoming, &new.item)?;
    Ok(Applied::Conflict(new.item.id))
}

/// The server's version of what was deleted here, as the item that it was. Answers the stored values that were linked for it.
fn version_of_deleted(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> Result<(Whole, Vec<i64>)> {
    let mut item = items::blank(at.folder, 0);
    // The item itself may be elsewhere by now: moved by a copy, of which only the original was left to delete.
    item.id = match rows_item::get(tx.conn(), stone.item)? {
        Some(_) => ItemId(tx.new_object()? as i64),
        None => stone.item,
    };
    item.flags = 0;
    item.put(item_bits::ASSOC, stone.bits & tombstone_bits::ASSOC != 0);
    item.put(item_bits::HEADER, incoming.header);
    item.match_key.clone_from(&stone.match_key);
    item.put(item_bits::STRONG, stone.bits & tombstone_bits::STRONG != 0);
    let mut item = version(&item, incoming);
    identify(tx, at, incoming, &mut item, true)?;
    item.source_key = Some(stone.source_key.clone());
    let mut new = Whole { item, base: Base::default() };
    let fresh = store_text(tx, incoming, None, &mut new)?;
    Ok((new, fresh))
}

/// The server changed what was moved away here: the content is taken, the move stays pending.
fn meet_moved(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, mut stone: Tombstone) -> Result<Applied> {
    let Some(old) = put::load(tx, stone.item)? else { return Err(Error::of(IOSTX_SYNC_E_OBJECT_DELETED)) };
    // Against the binding that it had here.
    let mut here = old.clone();
    here.item.binding.clone_from(&stone.binding);
    let before = here.server();
    if !lacks(&here, incoming, &before, &version(&before, incoming)) && same_version(at, &here, incoming)? {
        return Ok(Applied::Same(stone.item));
    }
    if incoming.binding.is_bound() {
        stone.binding.clone_from(&incoming.binding);
        stone.bits &= !tombstone_bits::EPOCH;
    }
    claims::leave(tx, &mut stone)?;
    // The binding belongs to the tombstone; the item itself has none until its move is confirmed.
    let unbound = Incoming { binding: Binding::default(), ..incoming.clone() };
    let applied = update(tx, at, &unbound, old.clone(), false)?;
    unwant(tx, at, incoming, &old.item)?;
    Ok(applied)
}
