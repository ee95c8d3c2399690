//! The one way an item, its base and its large values are written together.

use super::contents;
use super::db::Tx;
use super::events::{Change, changed};
use super::model::*;
use super::{Inner, change, claims, conflict, held, rows_item, rows_track};
use crate::error::Result;

/// An item and its base, as they are or shall be.
#[derive(Debug, Clone)]
pub(super) struct Whole {
    pub(super) item: Item,
    pub(super) base: Base,
}

impl Whole {
    /// What the server holds of it.
    pub(super) fn server(&self) -> Item {
        change::server_version(&self.item, &self.base)
    }

    fn contents(&self) -> Vec<i64> {
        let mut ids = contents::of_item(&self.item);
        ids.extend(contents::of_base(&self.base));
        ids
    }
}

/// Reads an item with its base.
pub(super) fn load(tx: &Tx<'_>, id: ItemId) -> Result<Option<Whole>> {
    rows_item::get(tx.conn(), id)?.map(|item| with_base(tx, item)).transpose()
}

/// Adds the base to an item that was just read.
pub(super) fn with_base(tx: &Tx<'_>, item: Item) -> Result<Whole> {
    let base = rows_track::base(tx.conn(), &item)?;
    Ok(Whole { item, base })
}

/// Writes a new item. `fresh`: stored values that carry a reference of the caller already.
pub(super) fn create(tx: &Tx<'_>, store: &Inner, new: &mut Whole, mut fresh: Vec<i64>) -> Result<()> {
    fresh.extend(contents::spill(tx, &mut new.item.bag, None)?);
    claims::arrive(tx, &new.item)?;
    rows_item::insert(tx, &mut new.item)?;
    rows_track::put_work(tx, None, new)?;
    contents::relink(tx, store, fresh, new.contents())?;
    if !new.item.is(item_bits::SLIM) {
        tx.note(Change::ItemCreated(new.item.folder, new.item.id));
    }
    Ok(())
}

/// Writes an item over what it was. `fresh`: stored values that carry a reference of the caller already.
pub(super) fn replace(tx: &Tx<'_>, store: &Inner, old: &Whole, new: &mut Whole, fresh: Vec<i64>) -> Result<()> {
    let mut before = old.contents();
    before.extend(fresh);
    before.extend(contents::spill(tx, &mut new.item.bag, Some(&old.item.bag))?);
    claims::change(tx, &old.item, &mut new.item)?;
    rows_item::update(tx, &old.item, &mut new.item)?;
    contents::forget_gone(tx, &mut new.base, &before)?;
    rows_track::put_work(tx, Some(old), new)?;
    contents::relink(tx, store, before, new.contents())?;
    if tx.listening {
        note_change(tx, &old.item, &new.item);
    }
    Ok(())
}

/// One event for what became of an item. Apps do not see one that left the scope of its folder.
fn note_change(tx: &Tx<'_>, old: &Item, new: &Item) {
    let bits = what_changed(old, new);
    match (old.is(item_bits::SLIM), new.is(item_bits::SLIM)) {
        (false, false) if old.folder != new.folder => tx.note(Change::ItemMoved(new.id, old.folder, new.folder, bits)),
        (false, false) if bits != 0 => tx.note(Change::ItemChanged(new.folder, new.id, bits)),
        (false, true) => tx.note(Change::ItemDeleted(old.folder, old.id)),
        (true, false) => tx.note(Change::ItemCreated(new.folder, new.id)),
        _ => {}
    }
}

fn what_changed(old: &Item, new: &Item) -> u32 {
    let differences = change::pending_of(&change::diff(old, new));
    let mut bits = 0;
    for (differs, bit) in [
        (differences.has(Pending::PROPS), changed::PROPS),
        (differences.has(Pending::CONTENT), changed::CONTENT),
        (differences.has(Pending::FLAGS) || old.is_read() != new.is_read(), changed::FLAGS),
        (old.binding != new.binding, changed::BINDING),
        (old.pending != new.pending, changed::PENDING),
    ] {
        bits |= if differs { bit } else { 0 };
    }
    bits
}

/// Removes an item, its base, its large values and what is remembered of it. A tombstone is the caller's business.
pub(super) fn remove(tx: &Tx<'_>, store: &Inner, old: &Whole) -> Result<()> {
    conflict::end_hold(tx, &mut old.item.clone())?;
    rows_item::delete(tx, &old.item)?;
    rows_track::drop_work(tx, &old.item)?;
    contents::relink(tx, store, old.contents(), Vec::new())?;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    held::unlist(tx, &old.item)?;
    if !old.item.is(item_bits::SLIM) {
        tx.note(Change::ItemDeleted(old.item.folder, old.item.id));
    }
    Ok(())
}
