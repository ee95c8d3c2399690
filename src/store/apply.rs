//! Applying one version from the server: which item it is, and what becomes of it (semantics 1.4, 1.8, 2, 3.2, 8).

use std::cell::RefCell;

use super::contents::{self, CONTENT, Staged};
use super::db::Tx;
use super::identity::{item_by_source, item_pcl, item_source};
use super::incoming::*;
use super::model::*;
use super::options::Direction;
use super::put::{self, Whole};
use super::resolve::{self, Outcome, PendingCase};
use super::server_moves::{SessionMemory, agrees};
use super::{Inner, awaited, change, conflict, held, message, rows_item, rows_track, scope, track};
use crate::codes::{IOSTX_SYNC_E_CONFLICT, IOSTX_SYNC_E_OBJECT_DELETED};
use crate::error::{Error, Result};
use crate::ids::{Compared, Pcl};
use crate::props::{Bag, ItemKind, PropTag, Value, classify, tags};

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

/// Which item an incoming version is.
enum Target {
    None,
    Known(Box<Whole>),
    /// Known by its key only: not bound so far.
    Unbound(Box<Whole>),
    /// Deleted or moved away here.
    Stone(Box<Tombstone>),
}

/// Applies one version.
pub(super) fn apply(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Applied> {
    match find(tx, at, incoming)? {
        Target::None if incoming.flags_only || at.folder.options.direction == Direction::Upload => Ok(Applied::Ignored),
        Target::None => create(tx, at, incoming),
        Target::Known(whole) => update(tx, at, incoming, *whole, true),
        Target::Unbound(whole) => bind(tx, at, incoming, *whole),
        Target::Stone(stone) => meet_stone(tx, at, incoming, *stone),
    }
}

fn find(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Target> {
    let folder = at.folder.id;
    let known = |item: Item| put::with_base(tx, item).map(|whole| Target::Known(Box::new(whole)));
    if let Some(key) = &incoming.source_key
        && let Some(item) = item_by_source(tx.conn(), &at.store.replicas(), key.as_bytes())?
    {
        return known(item);
    }
    let id = &incoming.binding.remote_id;
    if !id.is_empty() {
        if let Some(item) = rows_item::by_remote(tx.conn(), folder, id)? {
            if !is_other_item(at, &item, incoming) {
                return known(item);
            }
            // The server gave the id to another message: the old one is gone.
            let whole = put::with_base(tx, item)?;
            super::absence::delete_by_server(tx, at, whole)?;
        }
        if !at.nothing_open
            && let Some(stone) =
                rows_track::tombstones(tx.conn(), "WHERE folder = ?1 AND remote_id = ?2 LIMIT 1", (folder.0, id))?.pop()
        {
            return Ok(Target::Stone(Box::new(stone)));
        }
    }
    if let Some(whole) = super::server_moves::find_vanished(tx, at, incoming)? {
        return Ok(Target::Known(Box::new(whole)));
    }
    if at.nothing_open || incoming.flags_only {
        return Ok(Target::None);
    }
    find_by_key(tx, at, incoming)
}

/// A known remote id with another weak key is another item.
fn is_other_item(at: &Place<'_>, item: &Item, incoming: &Incoming) -> bool {
    let own_key = || item.match_key == item_source(&at.store.replicas(), item).as_bytes();
    let both = !incoming.match_key.is_empty() && !item.match_key.is_empty() && !item.is(item_bits::STRONG);
    both && incoming.match_key != item.match_key && !own_key()
}

fn is_strong(incoming: &Incoming) -> bool {
    let class = incoming.draft.values.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note");
    incoming.strong.unwrap_or_else(|| track::is_strong_kind(ItemKind::of_class(class)))
}

/// Looks among what is not bound: items of our own, items that lost their id in an epoch, tombstones of either.
fn find_by_key(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Target> {
    let folder = at.folder.id;
    let digest = digest_of(incoming);
    let candidates: Vec<Item> = match (incoming.match_key.is_empty(), digest) {
        (false, _) => rows_item::by_match(tx.conn(), folder, &incoming.match_key)?,
        (true, Some(digest)) => {
            rows_item::query(tx.conn(), "WHERE folder = ?1 AND digest = ?2 AND remote_id IS NULL LIMIT 2", (folder.0, digest))?
        }
        (true, None) => Vec::new(),
    };
    let mut fitting = Vec::new();
    for item in candidates.into_iter().filter(|item| !item.binding.is_bound() && !item.is(item_bits::ARCHIVED)) {
        if may_bind(tx, at, incoming, &item)? {
            fitting.push(item);
        }
    }
    // One to one, or not at all; but of those that lost their ids and are the same, one is as good as the other.
    let same = |item: &Item| item.is(item_bits::EPOCH) && ContentRef::same_bytes(&item.content, &fitting[0].content);
    if fitting.len() == 1 || !fitting.is_empty() && fitting.iter().all(same) {
        let whole = put::with_base(tx, fitting.remove(0))?;
        return Ok(Target::Unbound(Box::new(whole)));
    }
    if incoming.match_key.is_empty() || at.folder.gone == 0 {
        return Ok(Target::None);
    }
    let stones = rows_track::tombstones(
        tx.conn(),
        "WHERE folder = ?1 AND match_key = ?2 AND remote_id IS NULL LIMIT 2",
        (folder.0, &incoming.match_key),
    )?;
    let Ok([stone]) = <[Tombstone; 1]>::try_from(stones) else { return Ok(Target::None) };
    let fits = is_strong(incoming)
        || agrees((&stone.fingerprint, stone.digest), (&incoming.fingerprint, digest))
        || stone.fingerprint.is_empty() && digest.is_none()
        || rows_track::is_marked(tx.conn(), Object::Tombstone(stone.id))?;
    Ok(if fits { Target::Stone(Box::new(stone)) } else { Target::None })
}

/// Whether an unbound item may be taken for the incoming one (semantics 1.4).
fn may_bind(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, item: &Item) -> Result<bool> {
    let prints = !incoming.fingerprint.is_empty() && !item.fingerprint.is_empty();
    if prints && incoming.fingerprint != item.fingerprint {
        return Ok(false);
    }
    if incoming.source_key.is_some()
        && item.source_key.is_some()
        && incoming.source_key != item.source_key
        && !at.folder.is(folder_bits::EPOCH)
    {
        return Ok(false);
    }
    if is_strong(incoming) {
        return Ok(true);
    }
    let server = put::with_base(tx, item.clone())?.server();
    let ours = server.content.map(|content| content.digest);
    match (digest_of(incoming), ours) {
        (Some(theirs), Some(ours)) if theirs == ours => return Ok(true),
        (Some(theirs), _) if item.content.as_ref().is_some_and(|content| content.digest == theirs) => return Ok(true),
        _ => {}
    }
    if item.is(item_bits::EPOCH) {
        return Ok(prints || digest_of(incoming).is_none());
    }
    Ok(!incoming.ambiguous && rows_track::is_marked(tx.conn(), Object::Item(item.id))?)
}

pub(super) fn digest_of(incoming: &Incoming) -> Option<[u8; 32]> {
    incoming.draft.streams.get(&CONTENT).map(Staged::digest)
}

/// The server's version as a whole item: what it had, with what is given put in. The text is not stored yet.
pub(super) fn version(before: &Item, incoming: &Incoming) -> Item {
    let mut after = before.clone();
    if incoming.replace {
        after.bag = Bag::new();
        if let Some(created) = before.bag.get(tags::IOSTX_PR_CREATION_TIME) {
            after.bag.set(tags::IOSTX_PR_CREATION_TIME, created.clone());
        }
        after.content = None;
    }
    for (tag, value) in incoming.draft.values.iter() {
        set_value(&mut after, tag, value);
    }
    for (tag, staged) in &incoming.draft.streams {
        match *tag == CONTENT {
            true => after.content = Some(staged.preview()),
            false => after.bag.set(*tag, Value::Large(staged.preview_large(*tag))),
        }
    }
    if after.content.is_some() {
        // What a header told of the text's size says nothing where the text is.
        after.bag.remove(tags::IOSTX_PR_MESSAGE_SIZE);
    }
    super::items::set_flags(&mut after, incoming.flags.0, incoming.flags.1);
    if let Some(keywords) = &incoming.keywords {
        after.set_keywords(keywords.clone());
    }
    after
}

fn set_value(item: &mut Item, tag: PropTag, value: &Value) {
    let value = (!matches!(value, Value::Error(_) | Value::Null)).then(|| value.clone());
    let is = |known: u32| tag.id() == PropTag(known).id();
    let bits = || value.as_ref().and_then(Value::as_bits).unwrap_or(0);
    if is(tags::IOSTX_PR_MESSAGE_FLAGS) {
        // On an import the bits that only the first save sets are the server's to give.
        const GIVEN: u32 =
            tags::IOSTX_MSGFLAG_READ | tags::IOSTX_MSGFLAG_UNSENT | tags::IOSTX_MSGFLAG_UNMODIFIED | classify::MESSAGE_FLAGS_GIVEN;
        item.flags = (item.flags & !GIVEN) | (bits() & GIVEN);
    } else if is(tags::IOSTX_PR_READ) {
        item.set_read(bits() != 0);
    } else if tag.id() == classify::KEYWORDS.id() {
        let words = value.as_ref().and_then(Value::as_texts).unwrap_or_default().into_iter().map(str::to_owned).collect();
        item.set_keywords(words);
    } else if is(tags::IOSTX_PR_MSG_STATUS) {
        let own = item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & classify::STATUS_LOCAL;
        let bits = bits() & !classify::STATUS_LOCAL | own;
        item.bag.put(tag, (bits != 0).then_some(Value::I4(bits as i32)));
    } else {
        item.bag.put(tag, value);
    }
}

/// Sets what identifies the version: binding, keys, times.
pub(super) fn identify(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, item: &mut Item, fresh_item: bool) -> Result<()> {
    if incoming.binding.is_bound() {
        item.binding.remote_id.clone_from(&incoming.binding.remote_id);
    }
    if incoming.binding.is_bound() || !incoming.binding.remote_version.is_empty() {
        item.binding.remote_version.clone_from(&incoming.binding.remote_version);
    }
    if !incoming.match_key.is_empty() {
        item.match_key.clone_from(&incoming.match_key);
        item.put(item_bits::STRONG, is_strong(incoming));
    }
    if !incoming.fingerprint.is_empty() {
        item.fingerprint.clone_from(&incoming.fingerprint);
    }
    item.put(item_bits::EPOCH, false);
    if fresh_item {
        item.source_key.clone_from(&incoming.source_key);
        if item
            .source_key
            .as_ref()
            .is_some_and(|key| item_source(&at.store.replicas(), &Item { source_key: None, ..item.clone() }) == *key)
        {
            item.source_key = None;
        }
    }
    let mut pcl = if fresh_item || incoming.change_key.is_none() && item.pcl.is_none() {
        None
    } else {
        Some(item_pcl(&at.store.replicas(), item))
    };
    item.cn = tx.new_change()?;
    item.change_key.clone_from(&incoming.change_key);
    if let Some(key) = &incoming.change_key {
        let list = pcl.get_or_insert_with(Pcl::default);
        incoming.pcl.iter().for_each(|given| list.merge(given));
        list.add(key.clone());
    }
    item.pcl = pcl.filter(|list| incoming.change_key.as_ref().is_none_or(|key| *list != Pcl::default().with(key.clone())));
    item.mtime = incoming.time.unwrap_or(tx.now);
    Ok(())
}

fn create(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Applied> {
    if let Some(key) = &incoming.source_key
        && rows_track::was_deleted(tx.conn(), tx.now, key.as_bytes())?
    {
        return Ok(Applied::Ignored);
    }
    let mut item = super::items::blank(at.folder, 0);
    item.id = ItemId(tx.new_object()? as i64);
    item.flags = 0;
    item.put(item_bits::ASSOC, incoming.associated);
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
            let wanted = super::flags::IOSTX_WANTED_BODY;
            return track::want(tx, at.folder.id, &incoming.binding.remote_id, wanted, 0, "").map(|()| Applied::Ignored);
        }
        false => {}
    }
    let mut new = Whole { item, base: Base::default() };
    let fresh = store_text(tx, incoming, None, &mut new)?;
    put::create(tx, at.store, &mut new, fresh)?;
    super::server_moves::note_appeared(at, &new.item);
    unwant(tx, at, incoming)?;
    Ok(Applied::Created(new.item.id))
}

/// The wanted list forgets what has come.
fn unwant(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<()> {
    if !incoming.header && !incoming.flags_only && incoming.binding.is_bound() {
        tx.execute("DELETE FROM wanted WHERE folder = ?1 AND remote_id = ?2", (at.folder.id.0, &incoming.binding.remote_id))?;
    }
    Ok(())
}

/// Puts the incoming text and streamed values into the file where the item or its base refers to them. Answers the stored
/// values that were linked, each with one reference.
pub(super) fn store_text(tx: &Tx<'_>, incoming: &Incoming, old: Option<&Whole>, new: &mut Whole) -> Result<Vec<i64>> {
    let mut fresh = Vec::new();
    for (tag, staged) in incoming.draft.streams.iter().filter(|(tag, _)| **tag != CONTENT) {
        let waits = |bag: &Bag| matches!(bag.get(*tag), Some(Value::Large(large)) if large.content == 0);
        if waits(&new.item.bag) || waits(&new.base.bag) {
            let (value, linked) = message::link_value(tx, *tag, staged)?;
            fresh.extend(linked);
            for bag in [&mut new.item.bag, &mut new.base.bag].into_iter().filter(|bag| waits(bag)) {
                bag.set(*tag, value.clone());
            }
        }
    }
    let Some(text) = incoming.draft.streams.get(&CONTENT) else { return Ok(fresh) };
    let known = old.into_iter().flat_map(|old| [old.item.content.clone(), old.base.content.clone()]).flatten();
    let mut stored =
        known.into_iter().find(|content| content.id.is_some() && content.digest == text.digest() && content.size == text.size());
    for slot in [&mut new.item.content, &mut new.base.content] {
        let waits = slot.as_ref().is_some_and(|content| content.id.is_none() && content.digest == text.digest());
        if !waits {
            continue;
        }
        if stored.is_none() {
            let linked = text.link(tx)?;
            fresh.extend(linked.id);
            stored = Some(linked);
        }
        slot.clone_from(&stored);
    }
    Ok(fresh)
}

/// A version of an item that is known. `bound`: it was bound already.
fn update(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, bound: bool) -> Result<Applied> {
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
        unwant(tx, at, incoming)?;
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
        track::want(tx, at.folder.id, &incoming.binding.remote_id, super::flags::IOSTX_WANTED_BODY, 0, "")?;
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
    let outcome = match change::merge(&before, &after, &old.item) {
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
fn lacks(old: &Whole, incoming: &Incoming, before: &Item, after: &Item) -> bool {
    let full = !incoming.header && !incoming.flags_only && !incoming.same_text;
    let body = before.content.is_none() && after.content.is_some();
    let missing = |tag: PropTag| !classify::is_untracked(tag) && before.bag.get(PropTag(tag.0 & 0xFFFF_0000)).is_none();
    body || full && old.item.is(item_bits::HEADER) && !old.item.is(item_bits::SLIM) || after.bag.tags().any(missing)
}

fn same_version(at: &Place<'_>, old: &Whole, incoming: &Incoming) -> Result<bool> {
    if let Some(key) = &incoming.change_key {
        let theirs = incoming.pcl.clone().unwrap_or_default().with(key.clone());
        return Ok(matches!(item_pcl(&at.store.replicas(), &old.item).compare(&theirs), Compared::Same | Compared::Older));
    }
    let version = &incoming.binding.remote_version;
    Ok(!version.is_empty() && *version == old.item.binding.remote_version)
}

/// Whether the header of another version says that the text that the server had is no more. A mail's text never changes under
/// one id; of other kinds the fingerprint can tell that it did not.
fn outdates_text(old: &Whole, incoming: &Incoming) -> bool {
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
    unwant(tx, at, incoming)?;
    Ok(Applied::Same(old.item.id))
}

/// The first version of an item that was not bound: ours, uploaded without an answer, or one that lost its id.
fn bind(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole) -> Result<Applied> {
    let marked = rows_track::is_marked(tx.conn(), Object::Item(old.item.id))?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    for mut stone in track::sources(tx, &old.item)? {
        // The item is where it was moved to; what is left at its source is to be deleted there.
        stone.moved = false;
        rows_track::put_tombstone(tx, &mut stone)?;
    }
    let mut ours = old.clone();
    ours.item.pending = ours.item.pending.minus(Pending::MOVED);
    if !old.item.pending.has(Pending::NEW) {
        return finish_bind(tx, at, incoming, old, ours);
    }
    ours.item.pending = ours.item.pending.minus(Pending::NEW);
    let uploaded = old.server();
    let mut server = version(&old.item, incoming);
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
        // Both made it, with other content or with one that is not known yet: a conflict. The base is what neither has.
        ours.base = Base { content_changed: true, content: None, bag: Bag::new() };
        ours.item.pending = ours.item.pending.plus(Pending::CONTENT);
    }
    finish_bind(tx, at, incoming, old, ours)
}

fn finish_bind(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole, mut ours: Whole) -> Result<Applied> {
    ours.item.binding.remote_id.clone_from(&incoming.binding.remote_id);
    ours.item.put(item_bits::EPOCH, false);
    put::replace(tx, at.store, &old, &mut ours, Vec::new())?;
    update(tx, at, incoming, ours, false)
}

fn unite_flags(server: &Item, ours: &mut Item) {
    super::items::set_flags(ours, server.flag_set(), 0);
    let words = ours.keywords().into_iter().chain(server.keywords()).map(str::to_owned).collect();
    ours.set_keywords(words);
}

/// A version of an item that was deleted or moved away here.
fn meet_stone(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, stone: Tombstone) -> Result<Applied> {
    if stone.moved {
        return meet_moved(tx, at, incoming, stone);
    }
    awaited::body_of_deleted(tx, at, incoming, stone.item)?;
    let known = stone.binding.is_bound();
    let version = &incoming.binding.remote_version;
    let newer = known && (version.is_empty() || version != &stone.binding.remote_version);
    let text = digest_of(incoming);
    let other_text = match (text, stone.digest) {
        (Some(theirs), Some(ours)) => theirs != ours,
        (Some(_), None) => !version.is_empty(),
        (None, _) => incoming.header && !incoming.fingerprint.is_empty() && incoming.fingerprint != stone.fingerprint,
    };
    // Of one that was uploaded without an answer only the text tells whether the server changed it since.
    let other_text = if known { newer && other_text } else { text.is_some() && stone.digest.is_some() && text != stone.digest };
    if other_text && !incoming.flags_only {
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
    if !incoming.fingerprint.is_empty() {
        now.fingerprint.clone_from(&incoming.fingerprint);
    }
    if now != stone {
        rows_track::put_tombstone(tx, &mut now)?;
    }
    if !known {
        rows_track::drop_attempt(tx, Object::Tombstone(stone.id))?;
    }
    Ok(Applied::Ignored)
}

/// The server changed what was deleted here: it comes back, as the item that it was.
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
    put::create(tx, at.store, &mut new, fresh)?;
    unwant(tx, at, incoming)?;
    Ok(Applied::Conflict(new.item.id))
}

/// The server's version of what was deleted here, as the item that it was. Answers the stored values that were linked for it.
fn version_of_deleted(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> Result<(Whole, Vec<i64>)> {
    let mut item = super::items::blank(at.folder, 0);
    item.id = stone.item;
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
    stone.binding.clone_from(&incoming.binding);
    stone.bits &= !tombstone_bits::EPOCH;
    rows_track::put_tombstone(tx, &mut stone)?;
    // The binding belongs to the tombstone; the item itself has none until its move is confirmed.
    let unbound = Incoming { binding: Binding::default(), ..incoming.clone() };
    let applied = update(tx, at, &unbound, old, false)?;
    unwant(tx, at, incoming)?;
    Ok(applied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::props::PropTag;
    use crate::store::flags::IOSTX_FOLDER_INBOX;
    use crate::store::{OpenOptions, Store, items};

    #[test]
    fn pr_read_of_an_import_sets_the_read_state_and_no_other_flag() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path().join("s.iostx"), OpenOptions::default()).expect("a store");
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).and_then(|inbox| store.folder(inbox)).expect("every store has one");
        let mut item = items::blank(&inbox, 0);
        item.flags = tags::IOSTX_MSGFLAG_UNSENT | tags::IOSTX_MSGFLAG_FROMME;
        set_value(&mut item, PropTag(tags::IOSTX_PR_READ), &Value::Bool(true));
        assert!(item.is_read() && item.flags & tags::IOSTX_MSGFLAG_UNSENT != 0 && item.flags & tags::IOSTX_MSGFLAG_FROMME != 0);
        set_value(&mut item, PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), &Value::I4(tags::IOSTX_MSGFLAG_READ as i32));
        assert!(item.is_read() && item.flags & tags::IOSTX_MSGFLAG_UNSENT == 0);
    }
}
