//! Resolving a conflict afterwards: the user chooses between the version that an item has now and the one that was kept
//! (semantics 8). Whatever is not chosen stays in Conflicts.

use super::conflict::{self, Kind, Side};
use super::db::{Tx, query_all};
use super::events::{Change, Origin};
use super::flags::*;
use super::message::Message;
use super::model::*;
use super::put::{self, Whole};
use super::{Inner, Store, change, contents, resolve, rows_folder, track};
use crate::error::{Error, Result};
use crate::ids::Meid;
use crate::props::{PropTag, PropType, Value, classify, tags};

/// How a conflict is resolved.
#[derive(Clone, Copy)]
pub enum Choice<'a> {
    /// The version with the later modification time; the server's of two of one time.
    LastWriter,
    /// The server's version.
    Server,
    /// Our version.
    Local,
    /// Both, as two items.
    KeepBoth,
    /// What this message says: its properties and text are copied.
    Merged(&'a Message),
}

/// A row of the table of conflicts.
struct Case {
    row: i64,
    folder: FolderId,
    item: ItemId,
    copy: Option<ItemId>,
    side: u32,
}

impl Store {
    /// Resolves the conflicts of an item, which may be named by the version that was kept. The newest of them decides what the
    /// choice means; all leave the list. What was not chosen stays in Conflicts as an item of its own, linked with the winner.
    ///
    /// `MAPI_E_NOT_FOUND`: the item has no conflict.
    pub fn resolve_conflict(&self, item: ItemId, choice: Choice<'_>) -> Result<()> {
        self.inner.write(Origin::App, |tx| {
            let cases = cases(tx, item)?;
            let item = cases.first().map(|case| case.item).unwrap_or(item);
            let newest = cases.iter().find(|case| case.copy.is_some()).or(cases.first());
            let newest = newest.ok_or_else(|| Error::not_found(format!("item {} has no conflict", item.0)))?;
            let copy = kept(tx, newest)?;
            let now = put::load(tx, item)?.filter(|now| !now.item.is(item_bits::SLIM));
            match (now, copy) {
                (Some(now), copy) if now.item.is(item_bits::HOLD) => end_hold(tx, &self.inner, now, newest, copy, choice)?,
                (Some(now), Some(copy)) => exchange(tx, &self.inner, now, newest, copy, choice)?,
                (Some(now), None) => {
                    if let Choice::Merged(message) = choice {
                        merge(tx, &self.inner, now, message)?;
                    }
                }
                (None, Some(copy)) => bring_back(tx, &self.inner, newest, copy, choice)?,
                (None, None) => {}
            }
            tx.execute("DELETE FROM conflict WHERE item = ?1 AND item <> 0", [item.0])?;
            tx.execute("DELETE FROM conflict WHERE id = ?1", [newest.row])?;
            tx.note(Change::Conflict(newest.folder, item));
            Ok(())
        })
    }

    /// Takes the reports on a folder itself (names and places that both sides changed) off the list of conflicts. Answers how
    /// many there were.
    pub fn dismiss_folder_conflicts(&self, folder: FolderId) -> Result<usize> {
        self.inner.write(Origin::App, |tx| tx.execute("DELETE FROM conflict WHERE folder = ?1 AND item = 0", [folder.0]))
    }
}

/// The conflicts in which an item is, the newest first; if it is a copy, those of the item that it is a copy of.
fn cases(tx: &Tx<'_>, item: ItemId) -> Result<Vec<Case>> {
    let sql = "SELECT id, folder, item, copy, side FROM conflict \
               WHERE item IN (SELECT item FROM conflict WHERE (item = ?1 OR copy = ?1) AND item <> 0) ORDER BY id DESC";
    query_all(tx.conn(), sql, [item.0], |row| {
        Ok(Case {
            row: row.get(0)?,
            folder: FolderId(row.get(1)?),
            item: ItemId(row.get(2)?),
            copy: row.get::<_, Option<i64>>(3)?.map(ItemId),
            side: row.get(4)?,
        })
    })
}

/// The version that was kept, if it is still where such versions are kept: one that has become an item of its own is not touched.
fn kept(tx: &Tx<'_>, case: &Case) -> Result<Option<Whole>> {
    let Some(copy) = case.copy.map(|copy| put::load(tx, copy)).transpose()?.flatten() else { return Ok(None) };
    let folder = rows_folder::find(tx.conn(), copy.item.folder)?;
    Ok(folder.filter(|folder| !track::is_tracked(folder)).map(|_| copy))
}

/// A conflict that was held: the base of the item is the server's newest version.
fn end_hold(tx: &Tx<'_>, store: &Inner, now: Whole, case: &Case, copy: Option<Whole>, choice: Choice<'_>) -> Result<()> {
    let folder = rows_folder::get(tx.conn(), now.item.folder)?;
    let server = now.server();
    let later = copy.as_ref().is_none_or(|copy| now.item.mtime > copy.item.mtime);
    let choice = match choice {
        Choice::LastWriter if later => Choice::Local,
        Choice::LastWriter => Choice::Server,
        other => other,
    };
    let mut item = now.item.clone();
    let mut fresh = Vec::new();
    match choice {
        Choice::Server | Choice::KeepBoth => {
            // The server's version with our flags, which merge in any case.
            item = server.clone();
            item.pending = now.item.pending;
            resolve::copy_flags(&now.item, &mut item);
            if let Choice::KeepBoth = choice {
                resolve::keep_both(tx, store, &folder, &now.item)?;
            } else {
                let why = "the server's version was chosen; this one was ours";
                let ours = conflict::keep_copy(tx, store, &now.item, Kind::Changes, why)?;
                relink(tx, store, &mut item, None, Some(ours))?;
            }
            if let Some(copy) = copy {
                conflict::drop_copy(tx, store, case.row, copy.item.id)?;
            }
        }
        Choice::Merged(message) => {
            let why = "it was merged with the server's version; this one was ours";
            let ours = conflict::keep_copy(tx, store, &now.item, Kind::Changes, why)?;
            let (version, linked) = message.version(tx)?;
            item = with_version_of(&now.item, &version);
            fresh = linked;
            relink(tx, store, &mut item, None, Some(ours))?;
        }
        Choice::Local | Choice::LastWriter => relink(tx, store, &mut item, None, copy.map(|copy| copy.item.id))?,
    }
    item.put(item_bits::HOLD, false);
    let mut new = Whole { base: change::compute(&server, &mut item), item };
    put::replace(tx, store, &now, &mut new, fresh)
}

/// A conflict that was decided: what was kept takes the place of what the item has now, or the other way round.
fn exchange(tx: &Tx<'_>, store: &Inner, now: Whole, case: &Case, copy: Whole, choice: Choice<'_>) -> Result<()> {
    let folder = rows_folder::get(tx.conn(), now.item.folder)?;
    let takes_copy = match choice {
        Choice::Server => case.side == Side::Server as u32,
        Choice::Local => case.side == Side::Ours as u32,
        Choice::LastWriter => copy.item.mtime > now.item.mtime,
        Choice::KeepBoth => {
            track::copy(tx, store, &copy.item, &folder)?;
            return conflict::drop_copy(tx, store, case.row, copy.item.id);
        }
        Choice::Merged(message) => return merge(tx, store, now, message),
    };
    if !takes_copy {
        return Ok(());
    }
    let loser =
        conflict::keep_copy(tx, store, &now.item, Kind::Changes, "the other version was chosen; this is what the item had")?;
    let mut item = with_version_of(&now.item, &copy.item);
    relink(tx, store, &mut item, Some(&copy.item), Some(loser))?;
    track::modify(tx, store, &folder, &now, item, Vec::new())?;
    conflict::drop_copy(tx, store, case.row, copy.item.id)
}

/// The outcome is a message of the caller's; what the item had is kept.
fn merge(tx: &Tx<'_>, store: &Inner, now: Whole, message: &Message) -> Result<()> {
    let folder = rows_folder::get(tx.conn(), now.item.folder)?;
    let loser = conflict::keep_copy(
        tx,
        store,
        &now.item,
        Kind::Changes,
        "the conflict was resolved by merging; this is what the item had",
    )?;
    let (version, fresh) = message.version(tx)?;
    let mut item = with_version_of(&now.item, &version);
    relink(tx, store, &mut item, None, Some(loser))?;
    track::modify(tx, store, &folder, &now, item, fresh).map(|_| ())
}

/// The item is gone; the version that was kept comes back as a new one if it is chosen.
fn bring_back(tx: &Tx<'_>, store: &Inner, case: &Case, copy: Whole, choice: Choice<'_>) -> Result<()> {
    let wanted = match choice {
        Choice::Server => case.side == Side::Server as u32,
        Choice::Local => case.side == Side::Ours as u32,
        Choice::LastWriter | Choice::KeepBoth | Choice::Merged(_) => true,
    };
    if !wanted {
        return Ok(());
    }
    let folder = rows_folder::get(tx.conn(), case.folder)?;
    if let Choice::Merged(message) = choice {
        let (merged, fresh) = message.version(tx)?;
        track::copy(tx, store, &with_version_of(&copy.item, &merged), &folder)?;
        // The new item has references of its own.
        return contents::relink(tx, store, fresh, Vec::new());
    }
    track::copy(tx, store, &copy.item, &folder)?;
    conflict::drop_copy(tx, store, case.row, copy.item.id)
}

/// An item with the text and properties of another version; flags, which merge in any case, stay.
fn with_version_of(now: &Item, version: &Item) -> Item {
    let mut item = now.clone();
    let own: Vec<PropTag> = item.bag.tags().filter(|tag| is_version(*tag)).collect();
    own.into_iter().for_each(|tag| drop(item.bag.remove(tag)));
    for (tag, value) in version.bag.iter().filter(|(tag, _)| is_version(*tag)) {
        item.bag.set(tag, value.clone());
    }
    item.content.clone_from(&version.content);
    item.put(item_bits::HEADER, version.is(item_bits::HEADER) && version.content.is_none());
    item
}

fn is_version(tag: PropTag) -> bool {
    !classify::is_untracked(tag) && !classify::is_flag(tag)
}

/// Brings PR_CONFLICT_ITEMS of a winner up to date: without one copy, with another.
fn relink(tx: &Tx<'_>, store: &Inner, winner: &mut Item, without: Option<&Item>, with: Option<ItemId>) -> Result<()> {
    if let (Some(without), Some(Value::Multi(PropType::Binary, ids))) = (without, winner.bag.get(tags::IOSTX_PR_CONFLICT_ITEMS)) {
        let gone = store.replicas().ltid(without.id.counter());
        let is_gone = |id: &Value| id.as_binary().and_then(Meid::from_slice).is_some_and(|id| id.message == gone);
        let left: Vec<Value> = ids.iter().filter(|id| !is_gone(id)).cloned().collect();
        winner.bag.put(tags::IOSTX_PR_CONFLICT_ITEMS, (!left.is_empty()).then_some(Value::Multi(PropType::Binary, left)));
    }
    if let Some(with) = with {
        let folder = rows_folder::special(tx.conn(), IOSTX_FOLDER_CONFLICTS)?.unwrap_or(winner.folder);
        conflict::link(store, winner, folder, with);
    }
    Ok(())
}
