//! Applying one version from the server: what becomes of the item that it is (semantics 1.8, 2, 8).

use std::cell::RefCell;

use super::contents::CONTENT;
use super::db::Tx;
use super::identity::item_pcl;
use super::incoming::*;
use super::matching::{self, Target};
use super::model::*;
use super::options::Direction;
use super::put::{self, Whole};
use super::resolve::{self, Outcome, PendingCase};
use super::server_moves::{self, SessionMemory};
use super::version::{identify, store_text, version};
use super::{Inner, bind, buried, change, elsewhere, flags, held, items, rows_track, scope, track};
use crate::codes::IOSTX_SYNC_E_CONFLICT;
use crate::error::{Error, Result};
use crate::ids::Compared;
use crate::props::{ItemKind, PropTag, Value, classify, tags};

/// What applying came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// Nothing new: the store had it.
    Same(ItemId),
    /// Deleted here, and that stands; or not wanted.
    Ignored,
    Created(ItemId),
    Changed(ItemId),
    /// Only the read state changed.
    Read(ItemId),
    Conflict(ItemId),
}

/// Where and how versions are applied.
pub(super) struct Place<'a> {
    pub(super) store: &'a Inner,
    pub(super) folder: &'a Folder,
    pub(super) options: &'a ImportOptions,
    pub(super) memory: &'a SessionMemory,
    /// The conflict that a callback must decide before the transaction can be done.
    pub(super) case: &'a RefCell<Option<PendingCase>>,
    /// No tombstone, no unbound item was in the folder when its download began: look-ups that cannot find anything are left out.
    pub(super) nothing_open: bool,
}

/// Applies one version. Answers also whether it is of an associated item: flags alone do not tell.
pub(super) fn apply(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<(bool, Applied)> {
    let target = matching::find(tx, at, incoming)?;
    let associated = match &target {
        Target::Known(whole) | Target::Unbound(whole) => whole.item.is(item_bits::ASSOC),
        Target::Stone(stone) => stone.bits & tombstone_bits::ASSOC != 0,
        Target::None => incoming.associated,
    };
    Ok((associated, take(tx, at, incoming, target)?))
}

fn take(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, target: Target) -> Result<Applied> {
    match target {
        Target::None if incoming.flags_only || at.folder.options.direction == Direction::Upload => Ok(Applied::Ignored),
        Target::None => create(tx, at, incoming),
        Target::Known(whole) => update(tx, at, incoming, *whole, true),
        Target::Unbound(whole) => bind::bind(tx, at, incoming, *whole),
        Target::Stone(stone) => buried::meet_stone(tx, at, incoming, *stone),
    }
}

fn create(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Applied> {
    if let Some(key) = &incoming.source_key
        && rows_track::was_deleted(tx.conn(), tx.now, key.as_bytes())?
    {
        return Ok(Applied::Ignored);
    }
    let mut item = items::blank(at.folder, 0);
    item.id = ItemId(tx.new_object()? as i64);
    item.flags = 0;
    item.put(item_bits::ASSOC, incoming.associated);
    item.put(item_bits::CAME, true);
    item.put(item_bits::HEADER, incoming.header);
    let mut item = version(&item, incoming);
    if item.bag.get(tags::IOSTX_PR_CREATION_TIME).is_none() {
        item.bag.set(tags::IOSTX_PR_CREATION_TIME, Value::Time(tx.now));
    }
    identify(tx, at, incoming, &mut item, true)?;
    match scope::is_out(at.folder, &item) {
        true => scope::slim(&mut item),
        // What a probe found for it is gone meanwhile: it must be fetched after all.
        false if incoming.same_text => {
            let wanted = flags::IOSTX_WANTED_BODY;
            return track::want(tx, at.folder.id, &incoming.binding.remote_id, wanted, 0, "").map(|()| Applied::Ignored);
        }
        false => {}
    }
    let mut new = Whole { item, base: Base::default() };
    let fresh = store_text(tx, incoming, None, &mut new)?;
    put::create(tx, at.store, &mut new, fresh)?;
    server_moves::note_appeared(at, &new.item, incoming);
    elsewhere::note_came(tx, at, &new.item)?;
    unwant(tx, at, incoming, &new.item)?;
    Ok(Applied::Created(new.item.id))
}

/// The wanted list forgets what has come: all of the item, or its id where the text is here already.
pub(super) fn unwant(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, after: &Item) -> Result<()> {
    let came = if incoming.same_text { !after.is(item_bits::HEADER) } else { !incoming.header && !incoming.flags_only };
    if came && incoming.binding.is_bound() {
        track::unwant(tx, at.folder.id, &incoming.binding.remote_id)?;
    }
    Ok(())
}

/// A version of an item that is known. `bound`: it was bound already.
pub(super) fn update(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, bound: bool) -> Result<Applied> {
    let old = held::shown(tx, at.store, old)?;
    if old.item.is(item_bits::HOLD) {
        return resolve::update_held(tx, at, incoming, old);
    }
    let before = old.server();
    let mut after = version(&before, incoming);
    let lacks = lacks(&old, incoming, &before, &after);
    let same = same_version(at, &old, incoming)?;
    if bound && !lacks && same {
        // It may have been wanted for a change of ours that was given up.
        unwant(tx, at, incoming, &old.item)?;
        return Ok(Applied::Same(old.item.id));
    }
    if bound && !same && !incoming.flags_only && !old.item.pending.is_clean() {
        // Whether an upload whose answer was lost was done: this is what the server has.
        rows_track::unmark(tx, Object::Item(old.item.id))?;
    }
    if at.folder.options.direction == Direction::Upload {
        return take_version_only(tx, at, incoming, old);
    }
    let outdated = !same && outdates_text(&old, incoming);
    if outdated && change::has_text(&old.base) {
        // Both sides changed the text, and only the header of theirs is here: decided when all of it comes.
        track::want(tx, at.folder.id, &incoming.binding.remote_id, flags::IOSTX_WANTED_BODY, 0, "")?;
        return Ok(Applied::Same(old.item.id));
    }
    if outdated {
        after.content = None;
    }
    after.put(item_bits::HEADER, is_header(&old, incoming, &after));
    if incoming.associated != old.item.is(item_bits::ASSOC) && !incoming.flags_only && incoming.replace {
        return Err(Error::invalid("SYNC_ASSOCIATED disagrees with the kind of the item in the store"));
    }
    if change::same_to_server(&before, &after) && !lacks {
        return take_version_only(tx, at, incoming, old);
    }
    merge(tx, at, incoming, old, after)
}

/// Takes what another row has, which turned out to be the same item: `incoming` is that without its text.
pub(super) fn take_row(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, row: &Item) -> Result<Applied> {
    let before = old.server();
    let unknown = before.content.is_none() && !old.base.content_changed;
    if unknown
        || ContentRef::same_bytes(&before.content, &row.content)
        || row.content.as_ref().is_none_or(|text| text.id.is_none())
        || old.item.is(item_bits::HOLD)
    {
        return update(tx, at, incoming, old, false);
    }
    let mut after = version(&before, incoming);
    after.content.clone_from(&row.content);
    after.put(item_bits::HEADER, false);
    merge(tx, at, incoming, old, after)
}

/// Merges the server's version of an item with what is here.
fn merge(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, after: Item) -> Result<Applied> {
    let outcome = match change::merge(&old.server(), &after, &old.item) {
        change::Merged::Clean(merged) => Outcome::Merged(*merged),
        change::Merged::Conflict(_) if incoming.no_conflicts => return Err(Error::of(IOSTX_SYNC_E_CONFLICT)),
        change::Merged::Conflict(merged) => resolve::decide(tx, at, incoming, &old, &after, *merged)?,
    };
    resolve::write(tx, at, incoming, old, after, outcome)
}

/// Gives a header-only item its body, whatever its version says.
pub(super) fn fill(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole) -> Result<()> {
    update(tx, at, incoming, old, false).map(|_| ())
}

/// Whether the incoming version brings something that the store does not have: a body where only the header is.
pub(super) fn lacks(old: &Whole, incoming: &Incoming, before: &Item, after: &Item) -> bool {
    let full = !incoming.header && !incoming.flags_only && !incoming.same_text;
    let body = before.content.is_none() && after.content.is_some();
    let missing = |tag: PropTag| !classify::is_untracked(tag) && before.bag.get(PropTag(tag.0 & 0xFFFF_0000)).is_none();
    body || full && old.item.is(item_bits::HEADER) && !old.item.is(item_bits::SLIM) || after.bag.tags().any(missing)
}

pub(super) fn same_version(at: &Place<'_>, old: &Whole, incoming: &Incoming) -> Result<bool> {
    if let Some(key) = &incoming.change_key {
        let theirs = incoming.pcl.clone().unwrap_or_default().with(key.clone());
        return Ok(matches!(item_pcl(&at.store.replicas(), &old.item).compare(&theirs), Compared::Same | Compared::Older));
    }
    let version = &incoming.binding.remote_version;
    Ok(!version.is_empty() && *version == old.item.binding.remote_version)
}

/// Whether the header of another version says that the text that the server had is no more. A mail's text never changes under
/// one id; of other kinds the fingerprint can tell that it did not.
pub(super) fn outdates_text(old: &Whole, incoming: &Incoming) -> bool {
    let same_print = !incoming.fingerprint.is_empty() && incoming.fingerprint == old.item.fingerprint;
    let fixed = old.item.kind() == ItemKind::Mail && !old.item.is(item_bits::ASSOC);
    let known = old.item.content.is_some() || old.base.content_changed;
    incoming.header && !incoming.same_text && known && !same_print && !fixed && !incoming.draft.streams.contains_key(&CONTENT)
}

/// Whether only the header of an item is here after this version.
fn is_header(old: &Whole, incoming: &Incoming, after: &Item) -> bool {
    match incoming.flags_only || incoming.same_text {
        true => old.item.is(item_bits::HEADER),
        false => incoming.header && after.content.is_none(),
    }
}

/// Only what identifies the version changed: the echo of our own upload, or nothing at all.
fn take_version_only(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole) -> Result<Applied> {
    let mut new = old.clone();
    if incoming.binding.is_bound() {
        new.item.binding.remote_id.clone_from(&incoming.binding.remote_id);
    }
    if !incoming.binding.remote_version.is_empty() {
        new.item.binding.remote_version.clone_from(&incoming.binding.remote_version);
    }
    if !incoming.fingerprint.is_empty() {
        new.item.fingerprint.clone_from(&incoming.fingerprint);
    }
    if let Some(key) = &incoming.change_key {
        let mut list = item_pcl(&at.store.replicas(), &old.item);
        incoming.pcl.iter().for_each(|given| list.merge(given));
        list.add(key.clone());
        new.item.pcl = Some(list);
        if old.item.pending.is_clean() {
            new.item.change_key = Some(key.clone());
        }
    }
    new.item.put(item_bits::EPOCH, false);
    if new.item != old.item {
        put::replace(tx, at.store, &old, &mut new, Vec::new())?;
    }
    unwant(tx, at, incoming, &new.item)?;
    Ok(Applied::Same(old.item.id))
}
