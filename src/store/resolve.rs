//! Deciding a conflict of two changes, and writing what was decided. Whatever loses is kept (semantics 8, ics.md 2.2).

use super::apply::{Applied, Place, unwant};
use super::conflict::{self, Kind};
use super::contents::CONTENT;
use super::db::Tx;
use super::env::MINUTE;
use super::identity::{item_change_key, item_pcl};
use super::incoming::{Decision, Incoming};
use super::message::apply_draft;
use super::model::*;
use super::options::Policy;
use super::put::{self, Whole};
use super::version::{identify, store_text, version};
use super::{Inner, awaited, change, rows_folder, track};
use crate::error::{Error, Result};
use crate::props::{PropTag, classify};

/// A server's clock may be ahead of ours by this much; a time further ahead says nothing.
const CLOCK_SKEW: u64 = 5 * MINUTE;

/// The code of the error that rolls a transaction back because a callback must decide first. It never leaves the store.
pub(super) const ASK_FIRST: i32 = i32::MIN;

/// A conflict for a callback.
pub(super) struct PendingCase {
    pub(super) old: Whole,
    pub(super) after: Item,
    pub(super) merged: Item,
    /// The incoming text, which is not stored yet.
    pub(super) incoming: Incoming,
}

/// What becomes of an item.
pub(super) enum Outcome {
    /// Both changes, merged.
    Merged(Item),
    /// The server's version; ours is kept as a copy.
    Server(Item),
    /// Ours, to be uploaded; the server's is kept as a copy.
    Local(Item),
    /// Ours, not offered; the server's newest is kept beside it.
    Hold(Item),
    /// The server's; ours becomes an item of its own.
    KeepBoth(Item),
    /// What a callback made of the two.
    Decided(Item, Box<super::message::Draft>),
}

/// Decides between the server's version `after` and ours; `merged` is ours with all else merged.
pub(super) fn decide(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: &Whole, after: &Item, merged: Item) -> Result<Outcome> {
    let policy = at.folder.options.policy.unwrap_or(at.options.policy);
    let asks = policy == Policy::Ask && at.options.ask.is_some() || at.options.merge.is_some();
    let decision = match &incoming.decided {
        Some((seen, decision)) if *seen == old.item.version => decision.clone(),
        _ if asks => {
            let case = PendingCase { old: old.clone(), after: after.clone(), merged, incoming: incoming.clone() };
            at.case.replace(Some(case));
            return Err(Error::new(ASK_FIRST, "a callback must decide first"));
        }
        _ => Decision::Policy(policy),
    };
    // The server's text with our flags: flags merged already.
    let server = || {
        let mut item = after.clone();
        copy_flags(&merged, &mut item);
        item
    };
    Ok(match decision {
        Decision::Merged(draft) => Outcome::Decided(merged, Box::new(draft)),
        Decision::Policy(Policy::Server) => Outcome::Server(server()),
        Decision::Policy(Policy::Local) => Outcome::Local(merged),
        Decision::Policy(Policy::Hold) => Outcome::Hold(merged),
        Decision::Policy(Policy::KeepBoth) => Outcome::KeepBoth(after.clone()),
        Decision::Policy(Policy::LastWriter | Policy::Ask) => match ours_is_later(tx, at, incoming, &old.item) {
            true => Outcome::Local(merged),
            false => Outcome::Server(server()),
        },
    })
}

/// Last writer wins: the later modification time; on a tie the greater namespace of the change key, then the imported one.
fn ours_is_later(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, ours: &Item) -> bool {
    let Some(theirs) = incoming.time.filter(|time| *time <= tx.now + CLOCK_SKEW) else { return false };
    match ours.mtime.cmp(&theirs) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => {
            let own = item_change_key(&at.store.replicas(), ours).namespace();
            incoming.change_key.as_ref().is_some_and(|key| own > key.namespace())
        }
    }
}

pub(super) fn copy_flags(from: &Item, to: &mut Item) {
    to.set_read(from.is_read());
    let tags: Vec<PropTag> = from.bag.tags().chain(to.bag.tags()).filter(|tag| classify::is_flag(*tag)).collect();
    for tag in tags {
        let tag = PropTag(tag.0 & 0xFFFF_0000);
        to.set_tracked(tag, from.tracked(tag));
    }
    let message_flags = PropTag(crate::props::tags::IOSTX_PR_MESSAGE_FLAGS);
    to.set_tracked(message_flags, from.tracked(message_flags));
}

/// Writes an outcome; the base becomes the server's version.
pub(super) fn write(
    tx: &Tx<'_>,
    at: &Place<'_>,
    incoming: &Incoming,
    old: Whole,
    after: Item,
    outcome: Outcome,
) -> Result<Applied> {
    let (mut item, conflict) = match &outcome {
        Outcome::Merged(item) => (item.clone(), false),
        Outcome::Server(item) | Outcome::Local(item) | Outcome::Hold(item) | Outcome::KeepBoth(item) => (item.clone(), true),
        Outcome::Decided(item, _) => (item.clone(), true),
    };
    let mut fresh = Vec::new();
    if let Outcome::Decided(_, draft) = &outcome {
        fresh = apply_draft(tx, draft, &mut item)?;
    }
    item.bits = (item.bits & !item_bits::HEADER) | (after.bits & item_bits::HEADER);
    item.pending = old.item.pending;
    if matches!(outcome, Outcome::KeepBoth(_)) {
        item.pending = item.pending.minus(Pending::NEW);
    }
    let ours_version = (old.item.mtime, item_pcl(&at.store.replicas(), &old.item));
    identify(tx, at, incoming, &mut item, false)?;
    let mut new = Whole { base: change::compute(&after, &mut item), item };
    keep_version(at, incoming, ours_version, &mut new.item);
    fresh.extend(store_text(tx, incoming, Some(&old), &mut new)?);
    let server = server_copy(tx, incoming, &new);
    match outcome {
        Outcome::Server(_) => {
            let copy = conflict::keep_copy(
                tx,
                at.store,
                &old.item,
                Kind::Changes,
                "both sides changed it; the server's version won, this one was ours",
            )?;
            link(tx, at, &mut new.item, copy)?;
        }
        Outcome::Local(_) => {
            let copy = conflict::keep_copy(
                tx,
                at.store,
                &server,
                Kind::Changes,
                "both sides changed it; ours won, this is the server's version",
            )?;
            link(tx, at, &mut new.item, copy)?;
        }
        Outcome::Decided(..) => {
            for (version, why) in [
                (&server, "both sides changed it, and a program merged them; this is the server's version"),
                (&old.item, "both sides changed it, and a program merged them; this one was ours"),
            ] {
                let copy = conflict::keep_copy(tx, at.store, version, Kind::Changes, why)?;
                link(tx, at, &mut new.item, copy)?;
            }
        }
        Outcome::Hold(_) => {
            conflict::keep_copy(
                tx,
                at.store,
                &server,
                Kind::Held,
                "both sides changed it; held until somebody decides, this is the server's version",
            )?;
            new.item.put(item_bits::HOLD, true);
        }
        Outcome::KeepBoth(_) => keep_both(tx, at.store, at.folder, &old.item)?,
        Outcome::Merged(_) => {}
    }
    let got_body = old.item.is(item_bits::HEADER) && !new.item.is(item_bits::HEADER);
    let read_only = change::diff(&old.item, &new.item).is_empty() && old.item.is_read() != new.item.is_read();
    if !new.item.is(item_bits::HEADER) {
        forget_request(&mut new.item);
    }
    // Flags alone do not bring an item back that left the scope of its folder.
    new.item.put(item_bits::SLIM, new.item.is(item_bits::SLIM) && (incoming.flags_only || incoming.same_text));
    put::replace(tx, at.store, &old, &mut new, fresh)?;
    unwant(tx, at, incoming, &new.item)?;
    if got_body {
        awaited::body_came(tx, at.store, &new.item)?;
    }
    Ok(match (conflict, read_only) {
        (true, _) => Applied::Conflict(new.item.id),
        (false, true) => Applied::Read(new.item.id),
        (false, false) => Applied::Changed(new.item.id),
    })
}

/// The server's version to be kept, with the time at which it was made, as far as anybody knows.
fn server_copy(tx: &Tx<'_>, incoming: &Incoming, new: &Whole) -> Item {
    let mut server = change::server_version(&new.item, &new.base);
    server.mtime = incoming.time.unwrap_or(tx.now);
    server
}

/// What is still ours to upload is a version of ours, which has seen the server's.
fn keep_version(at: &Place<'_>, incoming: &Incoming, ours: (u64, crate::ids::Pcl), item: &mut Item) {
    if item.pending.minus(Pending::READ).is_clean() {
        return;
    }
    item.mtime = item.mtime.max(ours.0);
    if incoming.change_key.is_some() || item.pcl.is_some() {
        let replicas = at.store.replicas();
        let mut list = item_pcl(&replicas, item);
        list.merge(&ours.1);
        item.change_key = None;
        list.add(replicas.change_key(item.cn));
        item.pcl = Some(list);
    }
}

fn link(tx: &Tx<'_>, at: &Place<'_>, winner: &mut Item, copy: ItemId) -> Result<()> {
    let folder = rows_folder::special(tx.conn(), super::flags::IOSTX_FOLDER_CONFLICTS)?.unwrap_or(at.folder.id);
    conflict::link(at.store, winner, folder, copy);
    Ok(())
}

/// Ours becomes a new item with a match key of its own.
pub(super) fn keep_both(tx: &Tx<'_>, store: &Inner, folder: &Folder, ours: &Item) -> Result<()> {
    let mut item = ours.clone();
    item.binding = Binding::default();
    (item.source_key, item.change_key, item.pcl) = (None, None, None);
    item.match_key.clear();
    item.fingerprint.clear();
    item.bits &= item_bits::ASSOC;
    // A name of its own, so that nobody takes it for the other: the source key that it gets.
    item.bag.remove(crate::props::tags::IOSTX_PR_INTERNET_MESSAGE_ID);
    item.content = item.content.filter(|content| content.id.is_some());
    let created = track::create(tx, store, folder, item, Vec::new())?;
    conflict::note(
        tx,
        Kind::Changes,
        folder.id,
        ours.id,
        Some(created.id),
        "both sides changed it; both are kept, this one was ours",
    )
}

fn forget_request(item: &mut Item) {
    use crate::props::tags::*;
    let status = item.bag.bits(IOSTX_PR_MSG_STATUS) & !IOSTX_MSGSTATUS_REMOTE_DOWNLOAD;
    let value = (status != 0).then_some(crate::props::Value::I4(status as i32));
    item.bag.put(IOSTX_PR_MSG_STATUS, value);
}

/// A further version of an item whose conflict is held: the copy beside it is replaced; flags still merge.
pub(super) fn update_held(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, old: Whole) -> Result<Applied> {
    let same = &incoming.binding.remote_version;
    if !same.is_empty() && *same == old.item.binding.remote_version {
        return Ok(Applied::Same(old.item.id));
    }
    let before = old.server();
    let after = version(&before, incoming);
    if change::same_to_server(&before, &after) && !incoming.draft.streams.contains_key(&CONTENT) {
        return Ok(Applied::Same(old.item.id));
    }
    let merged = match change::merge(&before, &after, &old.item) {
        change::Merged::Clean(item) | change::Merged::Conflict(item) => *item,
    };
    let mut item = old.item.clone();
    copy_flags(&merged, &mut item);
    identify(tx, at, incoming, &mut item, false)?;
    item.mtime = old.item.mtime;
    let mut new = Whole { base: change::compute(&after, &mut item), item };
    let fresh = store_text(tx, incoming, Some(&old), &mut new)?;
    if let Some((row, copy)) = conflict::held_copy(tx, old.item.id)? {
        conflict::drop_copy(tx, at.store, row, copy)?;
    }
    let server = server_copy(tx, incoming, &new);
    conflict::keep_copy(tx, at.store, &server, Kind::Held, "held until somebody decides; this is the server's newest version")?;
    put::replace(tx, at.store, &old, &mut new, fresh)?;
    Ok(Applied::Conflict(new.item.id))
}
