//! Probing before anything is fetched: does the store have it, can it be bound without its body, what of it is needed
//! (semantics 1.5).

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::db::{Durable, query_all};
use super::import::Importer;
use super::incoming::ImportItem;
use super::items::{blank, check_length};
use super::matching::{Sighting, Unbound, find_unbound, has_other_key};
use super::model::*;
use super::options::Scope;
use super::{awaited, rows_item, rows_track, scope, server_moves, track};
use crate::error::Result;
use crate::props::{ItemKind, Value, tags};

/// What an agent should do about an item that a listing shows. The numbers are IOSTX_PROBE_*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Probe {
    /// The store has this version.
    Have = 1,
    /// The store bound an item of its own to it; nothing needs to be fetched, but flags that the listing did not tell may differ.
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

/// What a look at one item found.
struct Look {
    answer: Probe,
    /// What of ours that is not bound it may be, with the answer for each; of several one is as good as the other.
    fits: Vec<(Object, Probe)>,
    /// Those are the same as it by their fingerprints, so that it does not matter which sighting gets which of them.
    alike: bool,
    /// Those of them that lost their ids in an epoch.
    lost: Vec<Object>,
    /// It was deleted here in another version.
    is_newer: bool,
}

impl From<Probe> for Look {
    fn from(answer: Probe) -> Self {
        Look { answer, fits: Vec::new(), alike: false, lost: Vec::new(), is_newer: false }
    }
}

impl Importer {
    /// Answers for each item what is needed of it. In a listing, probing an item counts as seeing it.
    pub fn probe(&self, items: &[ImportItem]) -> Result<Vec<Probe>> {
        self.options.cancel.check()?;
        for item in items {
            check_length("remote id", &item.binding.remote_id)?;
            check_length("match key", &item.match_key)?;
        }
        items.iter().for_each(|item| self.see(&item.binding.remote_id));
        self.flush_if_touched(items.iter().map(|item| item.binding.remote_id.as_slice()))?;
        self.release_shown(items)?;
        let folder = self.store_handle().folder(self.folder)?;
        let looks: Vec<Look> = self.store.db.read(|conn| items.iter().map(|item| self.look(conn, &folder, item)).collect())?;
        let owners = Owners::of(items, &looks);
        let told_by_nothing = items.iter().zip(&looks).filter(|(item, look)| owners.are_contested(look, item));
        self.note_ambiguous(told_by_nothing.map(|(item, _)| item.match_key.as_slice()));
        let mut answers = Vec::with_capacity(items.len());
        for (item, look) in items.iter().zip(&looks) {
            let own = look.fits.iter().find(|(fit, _)| owners.own(*fit, item));
            let answer = match own {
                Some((_, answer)) => *answer,
                None if look.fits.is_empty() => look.answer,
                None => self.look_new(&folder, item),
            };
            // What is left is the binding, or a slim row that keeps it from being asked for again.
            match (own, answer) {
                (Some(_), Probe::Bound | Probe::Deleted | Probe::OutOfScope) => self.import_known(item)?,
                // The deletion is to name the version that the server has now.
                (None, Probe::Deleted) if look.is_newer => self.import_known(item)?,
                (None, Probe::OutOfScope) => self.import_known(&presumed(item))?,
                _ => {}
            }
            if matches!(answer, Probe::WantAll | Probe::WantHeader | Probe::WantFlags) {
                self.expect_of(&look.lost, &item.binding.remote_id);
            }
            answers.push(answer);
        }
        Ok(answers)
    }

    /// What lost its id is not absent from a listing that shows something which it may be: only what is fetched tells.
    fn expect_of(&self, lost: &[Object], remote_id: &[u8]) {
        let mut state = self.state.lock();
        if state.listing.is_some() {
            state.expected.extend(lost.iter().map(|object| (*object, remote_id.to_vec())));
        }
    }

    fn look(&self, conn: &Connection, folder: &Folder, item: &ImportItem) -> Result<Look> {
        if let Some(known) = rows_item::by_remote(conn, self.folder, &item.binding.remote_id)? {
            return Ok(self.look_known(folder, item, &known).into());
        }
        let stones = rows_track::stones_by_remote(conn, self.folder, &item.binding.remote_id)?;
        if let Some(stone) = stones.first() {
            return look_stone(conn, item, stone);
        }
        let print = fingerprint(item);
        if !item.match_key.is_empty()
            && let Some(vanished) = server_moves::find_vanished_id(conn, self.memory(), &item.match_key, &print)?
        {
            return Ok(Look { fits: vec![(Object::Item(vanished), Probe::Bound)], ..Look::from(Probe::Bound) });
        }
        let sighting = Sighting {
            source_key: None,
            key: &item.match_key,
            strong: is_strong(item),
            fingerprint: &print,
            digest: None,
            ambiguous: false,
        };
        let found = find_unbound(conn, folder, &sighting)?;
        let fits = found.iter().map(|fit| Ok((fit.object(), self.look_unbound(conn, folder, item, fit)?)));
        Ok(Look {
            fits: fits.collect::<Result<_>>()?,
            lost: found.iter().filter(|fit| fit.is_lost()).map(Unbound::object).collect(),
            alike: !print.is_empty() && found.iter().all(|fit| fit.is_lost() && fit.fingerprint() == print),
            ..Look::from(self.look_new(folder, item))
        })
    }

    /// What is needed of what is ours and has no id so far.
    fn look_unbound(&self, conn: &Connection, folder: &Folder, item: &ImportItem, found: &Unbound) -> Result<Probe> {
        let print = fingerprint(item);
        // Text under a strong key may change, and so may text that was uploaded without an answer, unless it is a mail's: only an
        // equal fingerprint tells that it did not.
        let same_print = !print.is_empty() && print == found.fingerprint();
        let same_text = same_print || !is_strong(item) && (found.is_lost() || kind(item) == ItemKind::Mail);
        let own = match found {
            Unbound::Stone(stone) if !same_text || awaited::is_awaited(conn, stone.item)? => return Ok(Probe::WantAll),
            Unbound::Stone(stone) => return Ok(if stone.moved { Probe::Bound } else { Probe::Deleted }),
            Unbound::Item(own) => own,
        };
        if own.is(item_bits::SLIM) {
            let bound = Item { binding: item.binding.clone(), ..own.clone() };
            return Ok(if scope::is_out(folder, &bound) { Probe::OutOfScope } else { Probe::WantAll });
        }
        let uploaded = found.is_lost() || rows_track::is_marked(conn, Object::Item(own.id))?;
        let all_here = !own.is(item_bits::HEADER) || !is_asked_for(own) && self.headers_do(folder, item);
        // With work of ours on top nobody knows which of the two it has.
        let as_sent = same_print || !own.pending.any(Pending::CONTENT.plus(Pending::PROPS));
        Ok(if uploaded && same_text && as_sent && all_here { Probe::Bound } else { Probe::WantAll })
    }

    fn look_known(&self, folder: &Folder, item: &ImportItem, known: &Item) -> Probe {
        if has_other_key(known, &item.match_key) {
            return Probe::WantAll;
        }
        if known.is(item_bits::SLIM) {
            return if scope::is_out(folder, known) { Probe::OutOfScope } else { Probe::WantAll };
        }
        if known.is(item_bits::HEADER) && (is_asked_for(known) || !self.headers_do(folder, item)) {
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

    fn look_new(&self, folder: &Folder, item: &ImportItem) -> Probe {
        let item = presumed(item);
        let mut unknown = blank(folder, 0);
        unknown.bag = item.values.clone();
        unknown.binding = item.binding.clone();
        let read = item.values.bits(tags::IOSTX_PR_MESSAGE_FLAGS) & tags::IOSTX_MSGFLAG_READ != 0;
        unknown.set_read(read || item.values.bits(tags::IOSTX_PR_READ) != 0);
        if unknown.sort_time() > 0 && scope::is_out(folder, &unknown) {
            return Probe::OutOfScope;
        }
        if self.headers_do(folder, &item) { Probe::WantHeader } else { Probe::WantAll }
    }

    /// The wanted list of the folder, from the remote id after `after`: what is due for another try.
    pub fn wanted(&self, after: &[u8], limit: usize) -> Result<Vec<Wanted>> {
        self.flush_as(Durable::WithTheNext)?;
        let now = self.store.db.env.now();
        self.store.db.reader(|conn| {
            query_all(
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

/// Who gets what of ours: for each thing without an id, the remote ids that it may have.
struct Owners<'a>(HashMap<Object, Vec<&'a [u8]>>);

impl<'a> Owners<'a> {
    /// Decides between several sightings of what may be the same of ours: each gets one if they are alike and as far as there are
    /// enough; else none does.
    fn of(items: &'a [ImportItem], looks: &[Look]) -> Self {
        let (mut claims, mut seen): (HashMap<Object, Vec<&[u8]>>, _) = (HashMap::new(), HashSet::new());
        for (item, look) in items.iter().zip(looks) {
            let id = item.binding.remote_id.as_slice();
            for (fit, _) in &look.fits {
                if seen.insert((*fit, id)) {
                    claims.entry(*fit).or_default().push(id);
                }
            }
        }
        for look in looks {
            let Some(ids) = look.fits.first().and_then(|(fit, _)| claims.get(fit)) else { continue };
            if ids.len() > 1 && (look.alike || ids.len() <= look.fits.len()) {
                for ((fit, _), id) in look.fits.iter().zip(ids.clone()) {
                    claims.insert(*fit, vec![id]);
                }
            }
        }
        Owners(claims)
    }

    fn own(&self, fit: Object, item: &ImportItem) -> bool {
        self.0.get(&fit).is_some_and(|ids| ids.as_slice() == [item.binding.remote_id.as_slice()])
    }

    /// Whether several sightings may be the same of ours, and nothing tells which of them is.
    fn are_contested(&self, look: &Look, item: &ImportItem) -> bool {
        let id = item.binding.remote_id.as_slice();
        look.fits.iter().any(|(fit, _)| self.0.get(fit).is_some_and(|ids| ids.len() > 1 && ids.contains(&id)))
    }
}

/// What was deleted or moved away here under this id.
fn look_stone(conn: &Connection, item: &ImportItem, stone: &Tombstone) -> Result<Look> {
    if awaited::is_awaited(conn, stone.item)? {
        return Ok(Probe::WantAll.into());
    }
    let same = !item.binding.remote_version.is_empty() && stone.binding.remote_version == item.binding.remote_version;
    let settled = same || kind(item) == ItemKind::Mail && !stone.moved;
    Ok(if settled { Look { is_newer: !same, ..Probe::Deleted.into() } } else { Probe::WantAll.into() })
}

/// As an item is taken whose flags nobody told: as read, since an unread one would never leave the scope of its folder.
fn presumed(item: &ImportItem) -> ImportItem {
    let told = [tags::IOSTX_PR_MESSAGE_FLAGS, tags::IOSTX_PR_READ].iter().any(|tag| item.values.get(*tag).is_some());
    let mut item = item.clone();
    if !told {
        item.values.set(tags::IOSTX_PR_MESSAGE_FLAGS, Value::I4(tags::IOSTX_MSGFLAG_READ as i32));
    }
    item
}

/// Whether the app asked for the whole of a header-only item.
fn is_asked_for(item: &Item) -> bool {
    item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & tags::IOSTX_MSGSTATUS_REMOTE_DOWNLOAD != 0
}

fn is_strong(item: &ImportItem) -> bool {
    item.strong.unwrap_or_else(|| track::is_strong_kind(kind(item)))
}

fn kind(item: &ImportItem) -> ItemKind {
    ItemKind::of_class(item.values.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note"))
}

fn fingerprint(item: &ImportItem) -> Vec<u8> {
    item.values.binary(tags::IOSTX_PR_FINGERPRINT).unwrap_or_default().to_vec()
}
