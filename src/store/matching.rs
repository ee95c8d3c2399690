//! Which item of ours a version from the server is (semantics 1.4, 4.3, 7.3).

use rusqlite::Connection;

use super::absence;
use super::apply::Place;
use super::claims::{self, check_free};
use super::db::Tx;
use super::identity::{is_own_key, item_by_source};
use super::import_ics::{Keyed, stone_by_source};
use super::incoming::Incoming;
use super::model::*;
use super::put::{self, Whole};
use super::version::{digest_of, is_strong, version};
use super::{change, elsewhere, handed_out, items, rows_item, rows_track, server_moves};
use crate::error::Result;
use crate::ids::Xid;
use crate::props::classify;

/// Which item an incoming version is.
pub(super) enum Target {
    None,
    Known(Box<Whole>),
    /// Known by its key only: not bound so far.
    Unbound(Box<Whole>),
    /// Deleted or moved away here.
    Stone(Box<Tombstone>),
}

/// The item that a version is. One that the server replaced by another under the same id is deleted on the way.
pub(super) fn find(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming) -> Result<Target> {
    let folder = at.folder.id;
    let known = |item: Item| put::with_base(tx, item).map(|whole| Target::Known(Box::new(whole)));
    if let Some(key) = &incoming.source_key
        && let Some(item) = item_by_source(tx.conn(), &at.store.replicas(), key.as_bytes())?
    {
        check_free(tx.conn(), item.folder, &incoming.binding.remote_id, item.id)?;
        return known(item);
    }
    if let Some(key) = &incoming.source_key
        && !at.nothing_open
        && let Some(Keyed::MovedAway(stone, _)) = stone_by_source(tx.conn(), folder, key.as_bytes())?
        // One that is back, and has an id of the server here, is that; and what another one left under it is that one's.
        && claims::is_free(tx, &stone, &incoming.binding.remote_id)?
    {
        return Ok(Target::Stone(stone));
    }
    let id = &incoming.binding.remote_id;
    if !id.is_empty() {
        if let Some(item) = rows_item::by_remote(tx.conn(), folder, id)? {
            if !is_other_item(at, &item, incoming) {
                return known(item);
            }
            // The server gave the id to another message: the old one is gone.
            let whole = put::with_base(tx, item)?;
            absence::delete_by_server(tx, at, whole)?;
        }
        if !at.nothing_open
            && let Some(stone) = rows_track::stones_by_remote(tx.conn(), folder, id)?.into_iter().next()
        {
            return Ok(Target::Stone(Box::new(stone)));
        }
    }
    if let Some(whole) = server_moves::find_vanished(tx, at, incoming)? {
        return Ok(Target::Known(Box::new(whole)));
    }
    if at.nothing_open || incoming.flags_only {
        return Ok(Target::None);
    }
    let sighting = Sighting {
        source_key: incoming.source_key.as_ref(),
        key: &incoming.match_key,
        strong: is_strong(incoming),
        fingerprint: &incoming.fingerprint,
        digest: digest_of(incoming),
        ambiguous: incoming.ambiguous,
    };
    let mut found = Vec::new();
    for fit in find_unbound(tx.conn(), at.folder, &sighting)? {
        found.push(match fit {
            Unbound::Item(item) => Target::Unbound(Box::new(put::with_base(tx, item)?)),
            Unbound::Stone(stone) => Target::Stone(Box::new(stone)),
        });
    }
    // Of several that are the same, the one that has the flags too.
    let best = found.iter().position(|target| match target {
        Target::Unbound(whole) => changes_text_only(whole, incoming),
        Target::Stone(stone) => has_flags(at, incoming, stone),
        Target::None | Target::Known(_) => false,
    });
    Ok(found.into_iter().nth(best.unwrap_or(0)).unwrap_or(Target::None))
}

/// Whether an incoming version changes nothing of what the server had of an item but the text and what mirrors it.
fn changes_text_only(whole: &Whole, incoming: &Incoming) -> bool {
    let (before, after) = (whole.server(), version(&whole.server(), incoming));
    before.is_read() == after.is_read() && change::diff(&before, &after).bag.tags().all(classify::is_mirror)
}

/// Whether an incoming version has the flags that the server had of what was deleted or moved away here.
fn has_flags(at: &Place<'_>, incoming: &Incoming, stone: &Tombstone) -> bool {
    let mut unknown = items::blank(at.folder, 0);
    unknown.flags = 0;
    let theirs = version(&unknown, incoming);
    let had = change::known_by_stone(&theirs, stone);
    theirs.is_read() == had.is_read() && !change::pending_of(&change::diff(&had, &theirs)).has(Pending::FLAGS)
}

/// A known remote id with another weak key is another item.
fn is_other_item(at: &Place<'_>, item: &Item, incoming: &Incoming) -> bool {
    let own_key = || is_own_key(&at.store.replicas(), &item.match_key);
    has_other_key(item, &incoming.match_key) && !own_key()
}

/// Whether a weak key that is given is another than that of the item.
pub(super) fn has_other_key(item: &Item, key: &[u8]) -> bool {
    !key.is_empty() && !item.match_key.is_empty() && !item.is(item_bits::STRONG) && item.match_key != key
}

/// What is known of an item of the server whose id none of ours has.
pub(super) struct Sighting<'a> {
    pub(super) source_key: Option<&'a Xid>,
    /// The match key; empty: none.
    pub(super) key: &'a [u8],
    pub(super) strong: bool,
    pub(super) fingerprint: &'a [u8],
    pub(super) digest: Option<[u8; 32]>,
    /// Several unknown items of the server have this weak key: it tells none of them.
    pub(super) ambiguous: bool,
}

/// Something of ours whose id on the server is not known: never bound, uploaded without an answer, or lost in an epoch.
pub(super) enum Unbound {
    Item(Item),
    /// Deleted or moved away here.
    Stone(Tombstone),
}

impl Unbound {
    pub(super) fn object(&self) -> Object {
        match self {
            Unbound::Item(item) => Object::Item(item.id),
            Unbound::Stone(stone) => Object::Tombstone(stone.id),
        }
    }

    pub(super) fn fingerprint(&self) -> &[u8] {
        match self {
            Unbound::Item(item) => &item.fingerprint,
            Unbound::Stone(stone) => &stone.fingerprint,
        }
    }

    /// Whether it lost its id in an epoch.
    pub(super) fn is_lost(&self) -> bool {
        match self {
            Unbound::Item(item) => item.is(item_bits::EPOCH),
            Unbound::Stone(stone) => stone.bits & tombstone_bits::EPOCH != 0,
        }
    }

    /// Whether the server may have it from us.
    fn may_be_there(&self, conn: &Connection) -> Result<bool> {
        Ok(self.is_lost() || rows_track::is_marked(conn, self.object())?)
    }

    /// Whether it has a text, here or as the server had it.
    fn has_text(&self, conn: &Connection, digest: [u8; 32]) -> Result<bool> {
        let here = match self {
            Unbound::Item(item) => item.content.as_ref().map(|content| content.digest),
            Unbound::Stone(_) => None,
        };
        Ok(here == Some(digest) || self.digest(conn)? == Some(digest))
    }

    /// The text that the server had of it.
    fn digest(&self, conn: &Connection) -> Result<Option<[u8; 32]>> {
        match self {
            Unbound::Item(item) => server_digest(conn, item),
            Unbound::Stone(stone) => Ok(stone.digest),
        }
    }
}

fn server_digest(conn: &Connection, item: &Item) -> Result<Option<[u8; 32]>> {
    let base = rows_track::base(conn, item)?;
    let content = if base.content_changed { base.content } else { item.content.clone() };
    Ok(content.map(|content| content.digest))
}

/// What of ours a sighting is. One answer; none if several fit, since keys bind one to one or not at all; or several that the
/// server may have from us and that are the same, of which one is as good as the other. What has the very text that was seen goes
/// before what has another, and what the server may have before what never left.
pub(super) fn find_unbound(conn: &Connection, folder: &Folder, sighting: &Sighting<'_>) -> Result<Vec<Unbound>> {
    let (mut items, mut stones) = (Vec::new(), Vec::new());
    for item in items_of_key(conn, folder.id, sighting)?.into_iter().filter(|item| !item.is(item_bits::ARCHIVED)) {
        if fits_item(conn, folder, sighting, &item)? {
            items.push(Unbound::Item(item));
        }
    }
    if folder.gone > 0 {
        for stone in stones_of_key(conn, folder.id, sighting)? {
            if fits_stone(conn, sighting, &stone)? {
                stones.push(Unbound::Stone(stone));
            }
        }
    }
    let mut all: Vec<Unbound> = items.into_iter().chain(stones).collect();
    if let Some(digest) = sighting.digest {
        all = prefer(all, |fit| fit.has_text(conn, digest))?;
    }
    all = prefer(all, |fit| fit.may_be_there(conn))?;
    if all.len() < 2 || are_the_same(conn, &all, sighting.digest.is_some())? {
        return Ok(all);
    }
    // What was deleted here may be another one: nothing is lost if ours is taken for it.
    let items = all.iter().filter(|fit| matches!(fit, Unbound::Item(_))).count();
    Ok(if items == 1 { all.into_iter().take(1).collect() } else { Vec::new() })
}

/// Those of which something holds, if it holds of any.
fn prefer(all: Vec<Unbound>, holds: impl Fn(&Unbound) -> Result<bool>) -> Result<Vec<Unbound>> {
    if all.len() < 2 {
        return Ok(all);
    }
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for fit in all {
        if holds(&fit)? { first.push(fit) } else { rest.push(fit) }
    }
    Ok(if first.is_empty() { rest } else { first })
}

/// Whether several are the same as far as the server can have them from us. As long as the text of what was seen is not known,
/// nothing else will be either: only what is the same in everything can stand for one another then.
fn are_the_same(conn: &Connection, all: &[Unbound], text_known: bool) -> Result<bool> {
    let Some(first) = all.first() else { return Ok(false) };
    let print = all.iter().map(Unbound::fingerprint).find(|print| !print.is_empty()).unwrap_or_default();
    let digest = first.digest(conn)?;
    for other in all {
        // One that no listing told of yet has no print; where the text is seen too, that tells more.
        let same_print = other.fingerprint() == print || text_known && other.fingerprint().is_empty();
        if !same_print
            || other.digest(conn)? != digest
            || !other.may_be_there(conn)?
            || !text_known && !other.is_lost() && !is_same_item(conn, first, other)?
        {
            return Ok(false);
        }
    }
    Ok(!print.is_empty() || digest.is_some())
}

/// Whether the server had the same of two items in everything.
fn is_same_item(conn: &Connection, a: &Unbound, b: &Unbound) -> Result<bool> {
    let (Unbound::Item(a), Unbound::Item(b)) = (a, b) else { return Ok(false) };
    let server = |item: &Item| -> Result<Item> { Ok(change::server_version(item, &rows_track::base(conn, item)?)) };
    Ok(change::same_to_server(&server(a)?, &server(b)?))
}

/// The unbound items with the key; without a key, those with the text.
fn items_of_key(conn: &Connection, folder: FolderId, sighting: &Sighting<'_>) -> Result<Vec<Item>> {
    match (sighting.key.is_empty(), sighting.digest) {
        (false, _) => {
            let items = rows_item::by_match(conn, folder, sighting.key)?;
            Ok(items.into_iter().filter(|item| !item.binding.is_bound()).collect())
        }
        (true, Some(digest)) => {
            rows_item::query(conn, "WHERE folder = ?1 AND digest = ?2 AND remote_id IS NULL LIMIT 2", (folder.0, digest))
        }
        (true, None) => Ok(Vec::new()),
    }
}

/// The same for tombstones.
fn stones_of_key(conn: &Connection, folder: FolderId, sighting: &Sighting<'_>) -> Result<Vec<Tombstone>> {
    match (sighting.key.is_empty(), sighting.digest) {
        (false, _) => {
            rows_track::tombstones(conn, "WHERE folder = ?1 AND match_key = ?2 AND remote_id IS NULL", (folder.0, sighting.key))
        }
        (true, Some(digest)) => {
            rows_track::tombstones(conn, "WHERE folder = ?1 AND digest = ?2 AND remote_id IS NULL LIMIT 2", (folder.0, digest))
        }
        (true, None) => Ok(Vec::new()),
    }
}

/// Whether an unbound item may be taken for what was seen (semantics 1.4).
fn fits_item(conn: &Connection, folder: &Folder, sighting: &Sighting<'_>, item: &Item) -> Result<bool> {
    let marked = rows_track::is_marked(conn, Object::Item(item.id))?;
    let prints = !sighting.fingerprint.is_empty() && !item.fingerprint.is_empty();
    let agree = prints && sighting.fingerprint == item.fingerprint;
    // What the server has may change under a key that is unique by protocol. After an upload that may have been done, the print of
    // what it had before says nothing.
    let may_be_there = marked || !item.pending.has(Pending::NEW);
    let changes = sighting.strong && item.is(item_bits::STRONG) && may_be_there;
    if prints && !agree && !changes && !is_print_in_doubt(conn, item, marked)? {
        return Ok(false);
    }
    let foreign_key = sighting.source_key.is_some() && item.source_key.is_some() && sighting.source_key != item.source_key.as_ref();
    if foreign_key && !folder.is(folder_bits::EPOCH) {
        return Ok(false);
    }
    if sighting.strong {
        return Ok(true);
    }
    let ours = item.content.as_ref().map(|content| content.digest);
    let server = server_digest(conn, item)?;
    if sighting.digest.is_some() && (sighting.digest == server || sighting.digest == ours) {
        return Ok(true);
    }
    if item.is(item_bits::EPOCH) {
        let unlike = sighting.digest.is_some() && server.is_some();
        return Ok(agree || !unlike && !sighting.ambiguous);
    }
    Ok(!sighting.ambiguous && (marked || elsewhere::is_left_behind(conn, item)?))
}

/// Whether an upload that was not answered may have made what a listing told of an item untrue.
fn is_print_in_doubt(conn: &Connection, item: &Item, marked: bool) -> Result<bool> {
    let changed = item.pending.any(Pending::CONTENT.plus(Pending::PROPS)) && !item.pending.has(Pending::NEW);
    Ok(changed && (marked && item.pending.has(Pending::CONTENT) || handed_out::is_open(conn, item.id)?))
}

/// Whether what is left of an item may be taken for what was seen.
fn fits_stone(conn: &Connection, sighting: &Sighting<'_>, stone: &Tombstone) -> Result<bool> {
    if sighting.strong && !sighting.key.is_empty() {
        return Ok(true);
    }
    let prints = !sighting.fingerprint.is_empty() && !stone.fingerprint.is_empty();
    let digests = sighting.digest.is_some() && stone.digest.is_some();
    if prints && sighting.fingerprint != stone.fingerprint {
        return Ok(false);
    }
    // What was handed out and not answered may be there as it was handed out, or as somebody made it since.
    let marked = rows_track::is_marked(conn, Object::Tombstone(stone.id))?;
    if prints || digests {
        return Ok(!digests || sighting.digest == stone.digest || marked && !sighting.ambiguous);
    }
    let nothing_known = stone.fingerprint.is_empty() && sighting.digest.is_none();
    let likely = nothing_known || stone.bits & tombstone_bits::EPOCH != 0 || marked;
    Ok(likely && !sighting.ambiguous)
}
