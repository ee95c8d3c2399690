//! Where a new item is whose upload was not answered, or under which id was not told, and that somebody moved on the server before
//! anybody looked for it: in another folder, where a download shows it as an item of its own (semantics 6.10). So is one that was
//! changed here and vanished from its folder, if the pass that missed it did not show it elsewhere (4.3).
//!
//! What comes with the key of such an item is noted beside it. An app may have moved the item on since: the server may have it in
//! each of the folders that it left. Once the downloads of all of them have told that it is not there, the two are one; if it is
//! there, what came is a copy. As long as not all folders have told, an agent is to wait with the second upload.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::apply::Place;
use super::conflict::{self, Kind};
use super::db::{Tx, query_all, query_opt};
use super::env::{DAY, FileTime};
use super::events::Origin;
use super::model::*;
use super::options::Direction;
use super::put::{self, Whole};
use super::server_moves::{self, Renewed, SessionMemory};
use super::{Store, bind, change, rows_folder, rows_item, rows_track, track, whereabouts};
use crate::error::Result;

/// So many items of one key are looked at: of more nobody could tell which is which.
pub(super) const ALIKE: usize = 16;
/// Whether anything came that may be this item.
const IS_SIGHTED: &str = "SELECT 1 FROM sighting WHERE lost = ?1";

/// Reads the items that may be on the server without anybody having heard of it, by match key: those that were put below a root.
pub(super) fn read_lost(conn: &Connection, root: Option<FolderId>) -> Result<HashMap<Vec<u8>, Vec<ItemId>>> {
    // Those that were handed out where they are, and those that were handed out before they were moved on.
    const LOST: &str = "SELECT item.id, item.match_key, item.folder FROM attempt CROSS JOIN item ON item.id = object \
         LEFT JOIN work ON work.folder = item.folder AND work.item = item.id \
         WHERE kind = 1 AND (mark & 1 <> 0 AND pending & 3 <> 0 OR mark & 2 <> 0) AND remote_id IS NULL \
         AND item.match_key IS NOT NULL \
         UNION SELECT item.id, item.match_key, tombstone.folder FROM attempt CROSS JOIN tombstone ON tombstone.id = object \
         CROSS JOIN item ON item.id = tombstone.item \
         WHERE kind = 2 AND mark & 1 <> 0 AND dest IS NOT NULL AND tombstone.remote_id IS NULL AND item.remote_id IS NULL \
         AND item.match_key IS NOT NULL";
    let mut lost: HashMap<Vec<u8>, Vec<ItemId>> = HashMap::new();
    let mut below: HashMap<FolderId, bool> = HashMap::new();
    let rows = query_all(conn, LOST, [], |row| Ok((ItemId(row.get(0)?), row.get(1)?, FolderId(row.get(2)?))))?;
    for (item, key, folder) in rows {
        let is_below = match below.get(&folder) {
            Some(known) => *known,
            None => *below.entry(folder).or_insert(is_below(conn, folder, root)?),
        };
        if is_below {
            let same_key = lost.entry(key).or_default();
            if same_key.last() != Some(&item) {
                same_key.push(item);
            }
        }
    }
    Ok(lost)
}

/// Whether a folder is on the server of a pass.
pub(super) fn is_below(conn: &Connection, folder: FolderId, root: Option<FolderId>) -> Result<bool> {
    root.map_or(Ok(true), |root| rows_folder::is_within(conn, folder, root))
}

/// An item that may be on the server from an upload or a move that was not answered, or of which the server did not tell the id.
struct Lost {
    whole: Whole,
    /// What it left where it was moved on from.
    left: Vec<Tombstone>,
    /// The folders where the server may have it, as far as we put it there.
    places: Vec<FolderId>,
    /// The server took it where it is here: it was there.
    was_there: bool,
}

fn lost_item(tx: &Tx<'_>, id: ItemId) -> Result<Option<Lost>> {
    let Some(whole) = put::load(tx, id)?.filter(|whole| !whole.item.binding.is_bound()) else { return Ok(None) };
    let left = track::sources(tx.conn(), &whole.item)?;
    let marks = rows_track::attempt(tx.conn(), Object::Item(id))?.map_or(0, |attempt| attempt.marks);
    let place = whole.item.pending.any(Pending::NEW.plus(Pending::MOVED));
    let sent = marks & marks::UNBOUND != 0 || marks & marks::RETRY != 0 && place;
    if !sent && !is_any_sought(tx.conn(), &left, is_marked)? {
        return Ok(None);
    }
    let places = left.iter().map(|stone| stone.folder).chain(sent.then_some(whole.item.folder)).collect();
    Ok(Some(Lost { whole, left, places, was_there: marks & marks::UNBOUND != 0 }))
}

/// Whether the server may have an item from an upload to a folder that it left since, where nobody heard of it.
pub(super) fn is_left_behind(conn: &Connection, item: &Item) -> Result<bool> {
    Ok(item.pending.has(Pending::MOVED) && is_any_sought(conn, &track::sources(conn, item)?, is_marked)?)
}

fn is_marked(attempt: &Attempt) -> bool {
    attempt.marks & marks::RETRY != 0
}

/// Whether something holds of the attempt of any of these tombstones whose id on the server nobody knows.
fn is_any_sought(conn: &Connection, left: &[Tombstone], holds: impl Fn(&Attempt) -> bool) -> Result<bool> {
    for stone in left.iter().filter(|stone| !stone.binding.is_bound()) {
        if rows_track::attempt(conn, Object::Tombstone(stone.id))?.is_some_and(|attempt| holds(&attempt)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An item came as new: notes that it may be one that was uploaded to another folder, and answers which.
pub(super) fn note_came(tx: &Tx<'_>, at: &Place<'_>, came: &Item) -> Result<Option<ItemId>> {
    if came.match_key.is_empty() {
        return Ok(None);
    }
    for id in at.memory.lost_of(&came.match_key).into_iter().take(ALIKE) {
        const NOTE: &str = "INSERT OR IGNORE INTO sighting (item, lost) VALUES (?1, ?2)";
        let fits = lost_item(tx, id)?.is_some_and(|lost| !lost.places.contains(&came.folder) && may_be(&lost.whole, came));
        // One that is sighted already is not sighted twice.
        if fits && tx.execute(NOTE, (came.id.0, id.0))? == 1 {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Whether one may be what the upload of the other made: by a strong key alone, else by the text, or its size where only the header
/// came, if what a listing told does not speak against it.
fn may_be(lost: &Whole, came: &Item) -> bool {
    if lost.item.is(item_bits::STRONG) && came.is(item_bits::STRONG) {
        return true;
    }
    let sent = lost.server();
    let prints = !sent.fingerprint.is_empty() && !came.fingerprint.is_empty();
    let same_text = match (&sent.content, &came.content) {
        (Some(sent), Some(came)) => sent.digest == came.digest,
        _ => sent.size() == came.size(),
    };
    same_text && !(prints && sent.fingerprint != came.fingerprint)
}

/// Whether anything that came waits to be joined.
pub(super) fn is_anything_to_join(conn: &Connection) -> Result<bool> {
    Ok(query_opt(conn, "SELECT 1 FROM sighting LIMIT 1", [], |_| Ok(()))?.is_some())
}

/// A download is complete. What came elsewhere is the item that was lost, if each of the folders where we put that has told in this
/// pass, and has not shown it. Looks at so many that came after an item; answers the last of them if there are more.
pub(super) fn join_told(tx: &Tx<'_>, at: &Place<'_>, after: ItemId, limit: usize) -> Result<Option<ItemId>> {
    const PAIRS: &str = "SELECT item, lost FROM sighting WHERE item > ?1 ORDER BY item LIMIT ?2";
    let pairs = query_all(tx.conn(), PAIRS, (after.0, limit as i64), |row| Ok((ItemId(row.get(0)?), ItemId(row.get(1)?))))?;
    for (came, lost) in &pairs {
        let mut lost = Some(*lost);
        while let Some(one) = lost.take() {
            let is_found = lost_item(tx, one)?.is_none();
            if is_found || is_settled(tx, at, *came, one)? {
                tx.execute("DELETE FROM sighting WHERE item = ?1", [came.0])?;
            }
            if is_found && let Some(came) = rows_item::get(tx.conn(), *came)? {
                // It may be another one that is like the one that was found.
                lost = note_came(tx, at, &came)?;
            }
        }
    }
    Ok(pairs.last().filter(|_| pairs.len() == limit).map(|(came, ..)| *came))
}

/// Joins the two of a pair, or finds that they are not one; `false`: the rest of the pass, or a later one, is to tell.
fn is_settled(tx: &Tx<'_>, at: &Place<'_>, came: ItemId, lost: ItemId) -> Result<bool> {
    let Some(lost) = lost_item(tx, lost)? else { return Ok(true) };
    // What was not fetched in a folder may be it.
    if !have_told(tx.conn(), at.memory, &lost.places)? {
        return Ok(false);
    }
    let Some(came) = put::load(tx, came)?.filter(|came| came.item.binding.is_bound()) else { return Ok(true) };
    // Where an id is known it is still, as the download of that folder told.
    let is_known = lost.left.iter().any(|stone| stone.binding.is_bound());
    if is_known || lost.places.contains(&came.item.folder) || !may_be(&lost.whole, &came.item) {
        return Ok(true);
    }
    // What is changed here is uploaded first.
    if !came.item.pending.is_clean() || came.item.is(item_bits::DELETION_HELD) {
        return Ok(false);
    }
    match originals(tx, at, &came.item)? {
        // What was there and is there no more has gone somewhere, whatever else is like it.
        homes if homes.is_empty() || lost.was_there => join(tx, at, &lost, &came).map(|()| true),
        // One that is still there may have been copied; and one that was moved is told of with its folder.
        homes => Ok(homes.iter().all(|home| at.memory.is_told(*home))),
    }
}

/// Where there are other items of ours that the server had before, and may have moved or copied to where one came.
fn originals(tx: &Tx<'_>, at: &Place<'_>, came: &Item) -> Result<Vec<FolderId>> {
    const OTHERS: &str = "SELECT item.id FROM folder CROSS JOIN item ON item.folder = folder.id \
         WHERE match_key = ?1 AND item.remote_id IS NOT NULL AND item.id <> ?2 LIMIT ?3";
    let others = query_all(tx.conn(), OTHERS, (&came.match_key, came.id.0, ALIKE as i64), |row| row.get(0).map(ItemId))?;
    let too_many = others.len() == ALIKE;
    let mut homes = Vec::new();
    for id in others {
        let other = put::load(tx, id)?.filter(|other| too_many || may_be(other, came));
        if let Some(other) = other
            && is_below(tx.conn(), other.item.folder, at.memory.root())?
        {
            homes.push(other.item.folder);
        }
    }
    Ok(homes)
}

fn have_told(conn: &Connection, memory: &SessionMemory, places: &[FolderId]) -> Result<bool> {
    for place in places {
        if !memory.is_told(*place) || whereabouts::is_anything_unknown(conn, *place)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The item goes to where the server has it. What was sent is what the server had: what differs from it is the server's doing, and
/// what was changed here since is pending; of two moves the server's stands (semantics 4.3). With another text it may be one that
/// somebody else made: neither of them is lost.
fn join(tx: &Tx<'_>, at: &Place<'_>, lost: &Lost, came: &Whole) -> Result<()> {
    let old = &lost.whole;
    if !lost.left.is_empty() {
        conflict::note(tx, Kind::Moves, came.item.folder, old.item.id, None, "moved on both sides; the server's place stands")?;
    }
    lost.left.iter().try_for_each(|stone| rows_track::drop_tombstone(tx, stone))?;
    let mut ours = old.clone();
    ours.item.pending = ours.item.pending.minus(Pending::NEW).minus(Pending::MOVED);
    let sent = old.server();
    ours.base = match came.item.content.is_none() || ContentRef::same_bytes(&sent.content, &came.item.content) {
        true => change::compute(&sent, &mut ours.item),
        false => bind::base_of_neither(&mut ours.item),
    };
    put::replace(tx, at.store, old, &mut ours, Vec::new())?;
    server_moves::join(tx, at, ours, came)
}

/// A pass over contents ends. Where all folders have told and none has shown it, an item is not on the server: from now on it is
/// enough to look for it in its own folder. Of what vanished in this pass those tell that were downloaded after.
pub(super) fn end_pass(store: &Store, memory: &SessionMemory, root: FolderId) -> Result<()> {
    let (lost, renewed) = (memory.lost(), memory.renewed());
    if lost.is_empty() && renewed.is_empty() {
        return Ok(());
    }
    let doubtful = store.inner.db.reader(|conn| {
        let Some(all) = all_told(conn, memory, root)? else { return Ok(Vec::new()) };
        let told_since = |gone: &&Renewed| all.iter().all(|(folder, number)| *folder == gone.home || *number > gone.after);
        let mut missed: Vec<(ItemId, Vec<Object>)> =
            renewed.iter().filter(told_since).map(|gone| (gone.item, vec![Object::Item(gone.item)])).collect();
        for id in lost {
            missed.push((id, told_of(conn, memory, id)?));
        }
        let mut doubtful = Vec::new();
        for (id, objects) in missed {
            if query_opt(conn, IS_SIGHTED, [id.0], |_| Ok(()))?.is_none() {
                doubtful.extend(in_doubt(conn, objects)?.into_iter().map(|attempt| attempt.object));
            }
        }
        Ok(doubtful)
    })?;
    if doubtful.is_empty() {
        return Ok(());
    }
    store.inner.write(Origin::Import, |tx| {
        for attempt in in_doubt(tx.conn(), doubtful)? {
            rows_track::put_attempt(tx, &Attempt { marks: attempt.marks | marks::NOT_ELSEWHERE, ..attempt })?;
        }
        Ok(())
    })
}

/// An item and what it left in other folders, as far as their folders have told.
fn told_of(conn: &Connection, memory: &SessionMemory, id: ItemId) -> Result<Vec<Object>> {
    let left = rows_track::tombstones(conn, "WHERE item = ?1 AND dest IS NOT NULL AND remote_id IS NULL", [id.0])?;
    let home = rows_item::get(conn, id)?.map(|item| (Object::Item(id), item.folder));
    let places = home.into_iter().chain(left.iter().map(|stone| (Object::Tombstone(stone.id), stone.folder)));
    Ok(places.filter(|(_, folder)| memory.is_told(*folder)).map(|(object, _)| object).collect())
}

/// The attempts of these objects that may have brought them to where nobody looks.
fn in_doubt(conn: &Connection, objects: Vec<Object>) -> Result<Vec<Attempt>> {
    let attempts = objects.into_iter().map(|object| rows_track::attempt(conn, object));
    Ok(attempts.collect::<Result<Vec<_>>>()?.into_iter().flatten().filter(is_in_doubt).collect())
}

fn is_in_doubt(attempt: &Attempt) -> bool {
    attempt.marks & (marks::RETRY | marks::NOT_ELSEWHERE) == marks::RETRY
}

/// The folders below a root that the server has, or had when they were downloaded last, and the numbers of their downloads; `None`
/// if this synchronization has not told of all of them. Of one that was deleted here it cannot until that is done there.
pub(super) fn all_told(conn: &Connection, memory: &SessionMemory, root: FolderId) -> Result<Option<Vec<(FolderId, u64)>>> {
    let mut told = Vec::new();
    for id in rows_folder::subtree(conn, root, true)? {
        let Some(folder) = rows_folder::find(conn, id)? else { continue };
        let comes = folder.options.direction != Direction::Upload && !folder.is(folder_bits::LOCAL_ONLY);
        let bound = folder.binding.is_bound();
        // Of a root this bit says that its folders were downloaded.
        let downloaded = id != root && folder.is(folder_bits::DOWNLOADED);
        let number = memory.told_at(id);
        let waits = comes && (bound || downloaded) && number.is_none();
        if waits || bound && !memory.is_hierarchy_told() {
            return Ok(None);
        }
        told.extend(number.map(|number| (id, number)));
    }
    Ok(Some(told))
}

/// Whether the server may have an item that was moved on, and of which no place has an id, in another folder than those that it left.
pub(super) fn is_left_anywhere(conn: &Connection, left: &[Tombstone], now: FileTime) -> Result<bool> {
    let nowhere = left.iter().all(|stone| !stone.binding.is_bound());
    Ok(nowhere && is_any_sought(conn, left, |attempt| is_anywhere(attempt, now))?)
}

/// An item that was moved on is handed out to be sought: from now on the day counts that others wait for it.
pub(super) fn begin_search(tx: &Tx<'_>, left: &[i64]) -> Result<()> {
    for stone in left {
        let attempt = rows_track::attempt(tx.conn(), Object::Tombstone(*stone))?;
        if let Some(attempt) = attempt.filter(|attempt| attempt.fails == 0 && attempt.since == 0) {
            rows_track::put_attempt(tx, &Attempt { since: tx.now, ..attempt })?;
        }
    }
    Ok(())
}

/// Whether the server may have a new item in another folder than where it was uploaded to. Nobody waits for that for more than a
/// day: not all agents download all folders.
pub(super) fn is_anywhere(attempt: &Attempt, now: FileTime) -> bool {
    is_in_doubt(attempt) && (attempt.since == 0 || now.abs_diff(attempt.since) < DAY)
}

impl Store {
    /// The folders with something that is offered again after their next download.
    pub(crate) fn awaited_downloads(&self) -> Result<HashSet<FolderId>> {
        const AWAITED: &str = "SELECT folder FROM attempt CROSS JOIN item ON item.id = object WHERE kind = 1 AND mark & 4 <> 0 \
             UNION SELECT folder FROM attempt CROSS JOIN tombstone ON tombstone.id = object WHERE kind = 2 AND mark & 4 <> 0";
        let folders = self.inner.db.reader(|conn| query_all(conn, AWAITED, [], |row| row.get(0).map(FolderId)))?;
        Ok(folders.into_iter().collect())
    }

    /// The server has nothing new of a folder, as a pass found out without its download.
    pub(crate) fn folder_unchanged(&self, memory: &SessionMemory, folder: FolderId) {
        memory.tell_unchanged(folder);
    }
}
