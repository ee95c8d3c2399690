//! Probing before anything is fetched: does the store have it, can it be bound without its body, what of it is needed
//! (semantics 1.5).

use std::collections::HashSet;

use super::import::Importer;
use super::incoming::ImportItem;
use super::items::check_length;
use super::model::*;
use super::options::Scope;
use super::{awaited, rows_item, rows_track, scope, server_moves, track};
use crate::error::Result;
use crate::props::{ItemKind, tags};

/// What an agent should do about an item that a listing shows. The numbers are IOSTX_PROBE_*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Probe {
    /// The store has this version.
    Have = 1,
    /// The store bound an item of its own to it; nothing needs to be fetched.
    Bound = 2,
    /// Flags and version are needed, not the body.
    WantFlags = 3,
    /// The whole item is needed.
    WantAll = 4,
    /// Only the header is needed.
    WantHeader = 5,
    /// The folder's scope leaves it out.
    OutOfScope = 6,
    /// It was deleted here; the deletion is on its way.
    Deleted = 7,
}

impl Importer {
    /// Answers for each item what is needed of it. In a listing, probing an item counts as seeing it.
    pub fn probe(&self, items: &[ImportItem]) -> Result<Vec<Probe>> {
        self.options.cancel.check()?;
        for item in items {
            check_length("remote id", &item.binding.remote_id)?;
            self.see(&item.binding.remote_id);
        }
        self.flush_if_touched(items.iter().map(|item| item.binding.remote_id.as_slice()))?;
        self.release_shown(items)?;
        let folder = super::Store { inner: std::sync::Arc::clone(&self.store) }.folder(self.folder)?;
        let look = |item| self.store.db.read(|conn| self.look(conn, &folder, item));
        let mut answers = items.iter().map(look).collect::<Result<Vec<_>>>()?;
        // A key that several unknown items have tells none of them.
        let twice = shared_keys(items, &answers);
        self.note_ambiguous(&twice);
        for (item, answer) in items.iter().zip(&mut answers) {
            if *answer == Probe::Bound && twice.contains(item.match_key.as_slice()) {
                *answer = self.look_new(&folder, item);
            }
            if matches!(answer, Probe::Bound | Probe::OutOfScope) {
                // Both leave a row: the binding, or the slim row that keeps it from being asked for again.
                self.import_known(item)?;
            }
        }
        Ok(answers)
    }

    fn look(&self, conn: &rusqlite::Connection, folder: &Folder, item: &ImportItem) -> Result<Probe> {
        if let Some(known) = rows_item::by_remote(conn, self.folder, &item.binding.remote_id)? {
            return Ok(self.look_known(folder, item, &known));
        }
        let stones =
            rows_track::tombstones(conn, "WHERE folder = ?1 AND remote_id = ?2 LIMIT 1", (self.folder.0, &item.binding.remote_id))?;
        if let Some(stone) = stones.first() {
            let same = !item.binding.remote_version.is_empty() && stone.binding.remote_version == item.binding.remote_version;
            if awaited::is_awaited(conn, stone.item)? {
                return Ok(Probe::WantAll);
            }
            let settled = same || kind(item) == ItemKind::Mail;
            return Ok(if settled && (same || !stone.moved) { Probe::Deleted } else { Probe::WantAll });
        }
        if self.is_bindable(conn, item)? {
            return Ok(Probe::Bound);
        }
        Ok(self.look_new(folder, item))
    }

    fn look_known(&self, folder: &Folder, item: &ImportItem, known: &Item) -> Probe {
        let other = !item.match_key.is_empty()
            && !known.match_key.is_empty()
            && !known.is(item_bits::STRONG)
            && item.match_key != known.match_key;
        if other {
            return Probe::WantAll;
        }
        if known.is(item_bits::SLIM) {
            return if scope::is_out(folder, known) { Probe::OutOfScope } else { Probe::WantAll };
        }
        let asked = known.bag.bits(tags::IOSTX_PR_MSG_STATUS) & tags::IOSTX_MSGSTATUS_REMOTE_DOWNLOAD != 0;
        if known.is(item_bits::HEADER) && (asked || !self.headers_do(folder, item)) {
            return Probe::WantAll;
        }
        let version = &item.binding.remote_version;
        if !version.is_empty() && *version == known.binding.remote_version {
            return Probe::Have;
        }
        // A mail's text never changes under one id; of other kinds only the version knows.
        let immutable = known.kind() == ItemKind::Mail && known.is(item_bits::ASSOC) == item.associated;
        let print = fingerprint(item);
        let differs = !known.fingerprint.is_empty() && !print.is_empty() && known.fingerprint != print;
        if immutable && !differs { Probe::WantFlags } else { Probe::WantAll }
    }

    fn headers_do(&self, folder: &Folder, item: &ImportItem) -> bool {
        self.options.headers
            || folder.options.scope == Scope::Headers
            || matches!(folder.options.scope, Scope::UpTo(limit) if item.content_size > limit)
    }

    /// Whether an item of ours can be taken for it without its body.
    fn is_bindable(&self, conn: &rusqlite::Connection, item: &ImportItem) -> Result<bool> {
        if item.match_key.is_empty() {
            return Ok(false);
        }
        let print = fingerprint(item);
        let vanished = server_moves::has_vanished(conn, self.memory(), &item.match_key, &print)?;
        if vanished {
            return Ok(true);
        }
        let strong = item.strong.unwrap_or_else(|| track::is_strong_kind(kind(item)));
        let mut fitting = 0;
        for own in rows_item::by_match(conn, self.folder, &item.match_key)?.iter().filter(|own| !own.binding.is_bound()) {
            let prints = !print.is_empty() && !own.fingerprint.is_empty();
            let same = prints && print == own.fingerprint;
            let marked = rows_track::is_marked(conn, Object::Item(own.id))?;
            let fits = own.is(item_bits::EPOCH) && (same || !prints && !strong)
                || marked && !strong && (same || !prints)
                || same && !own.pending.has(Pending::NEW);
            fitting += usize::from(fits);
        }
        Ok(fitting == 1 || fitting == 0 && self.is_bindable_stone(conn, item, &print)?)
    }

    /// Whether it is what was deleted or moved away here and lost its id, or was uploaded without an answer.
    fn is_bindable_stone(&self, conn: &rusqlite::Connection, item: &ImportItem, print: &[u8]) -> Result<bool> {
        let unbound = "WHERE folder = ?1 AND match_key = ?2 AND remote_id IS NULL LIMIT 2";
        let stones = rows_track::tombstones(conn, unbound, (self.folder.0, &item.match_key))?;
        let Ok([stone]) = <[Tombstone; 1]>::try_from(stones) else { return Ok(false) };
        let same = print.is_empty() || stone.fingerprint.is_empty() || print == stone.fingerprint;
        Ok(same && (stone.bits & tombstone_bits::EPOCH != 0 || rows_track::is_marked(conn, Object::Tombstone(stone.id))?))
    }

    fn look_new(&self, folder: &Folder, item: &ImportItem) -> Probe {
        let mut unknown = super::items::blank(folder, 0);
        unknown.bag = item.values.clone();
        unknown.binding = item.binding.clone();
        unknown.set_read(item.values.bits(tags::IOSTX_PR_MESSAGE_FLAGS) & tags::IOSTX_MSGFLAG_READ != 0);
        if unknown.sort_time() > 0 && scope::is_out(folder, &unknown) {
            return Probe::OutOfScope;
        }
        if self.headers_do(folder, item) { Probe::WantHeader } else { Probe::WantAll }
    }

    /// The wanted list of the folder, from the remote id after `after`: what is due for another try.
    pub fn wanted(&self, after: &[u8], limit: usize) -> Result<Vec<Wanted>> {
        self.flush()?;
        let now = self.store.db.env.now();
        self.store.db.reader(|conn| {
            super::db::query_all(
                conn,
                "SELECT remote_id, why, code, text, attempts, next FROM wanted WHERE folder = ?1 AND remote_id > ?2 AND next <= ?3 ORDER BY remote_id LIMIT ?4",
                (self.folder.0, after, now as i64, limit as i64),
                |row| {
                    Ok(Wanted {
                        remote_id: row.get(0)?,
                        why: row.get(1)?,
                        code: row.get(2)?,
                        text: row.get(3)?,
                        attempts: row.get(4)?,
                        next: row.get::<_, i64>(5)? as u64,
                    })
                },
            )
        })
    }
}

/// A remote id that still must be fetched (semantics 1.7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What the server calls it.
    pub remote_id: Vec<u8>,
    /// IOSTX_WANTED_*.
    pub why: u32,
    /// The last failure; 0: none.
    pub code: i32,
    /// What was said of it.
    pub text: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Not again before then.
    pub next: super::env::FileTime,
}

/// The match keys by which more than one item could be bound.
fn shared_keys<'a>(items: &'a [ImportItem], answers: &[Probe]) -> HashSet<&'a [u8]> {
    let bound = items.iter().zip(answers).filter(|(_, answer)| **answer == Probe::Bound);
    let (mut seen, mut twice) = (HashSet::new(), HashSet::new());
    for key in bound.map(|(item, _)| item.match_key.as_slice()) {
        if !seen.insert(key) {
            twice.insert(key);
        }
    }
    twice
}

fn kind(item: &ImportItem) -> ItemKind {
    ItemKind::of_class(item.values.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note"))
}

fn fingerprint(item: &ImportItem) -> Vec<u8> {
    item.values.binary(tags::IOSTX_PR_FINGERPRINT).unwrap_or_default().to_vec()
}
