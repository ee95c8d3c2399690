//! Items whose flags, properties or read state were handed out and not answered yet. No server can come to hold such an item
//! twice, so it needs no retry mark of its own: one row per folder names them all. As long as one is named, the server may have
//! what was handed out, and setting it back here is a change like any other.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::db::{Tx, query_all, query_opt};
use super::model::*;
use crate::error::Result;

/// What one table hands out without marks, and how many answers each item still waits for.
#[derive(Default)]
pub(super) struct HandedOut {
    waiting: BTreeMap<ItemId, i32>,
    /// Whether they are written down.
    noted: bool,
}

impl HandedOut {
    /// An item that will wait for one more answer.
    pub(super) fn expect(&mut self, item: ItemId) {
        *self.waiting.entry(item).or_default() += 1;
    }

    /// Whether items that are about to be handed out must be written down first.
    pub(super) fn must_note(&self, count: usize) -> bool {
        count > 0 && !self.noted
    }

    /// Writes down what is handed out, or forgets what was answered once all is handed out, in a transaction of `write` that also
    /// makes the answers for `answered` durable. If it fails, nothing was answered.
    pub(super) fn settle<T>(
        &mut self,
        folder: FolderId,
        answered: Vec<ItemId>,
        (begins, all_out): (bool, bool),
        write: impl FnOnce(&dyn Fn(&Tx<'_>) -> Result<bool>) -> Result<(T, bool)>,
    ) -> Result<T> {
        self.count(&answered, -1);
        let done = write(&|tx| match self.noted {
            false if begins => self.note(tx, folder).map(|()| true),
            true if all_out && !begins => self.prune(tx, folder),
            noted => Ok(noted),
        });
        match done {
            Ok((value, noted)) => {
                self.noted = noted;
                Ok(value)
            }
            Err(e) => {
                self.count(&answered, 1);
                Err(e)
            }
        }
    }

    fn count(&mut self, items: &[ItemId], by: i32) {
        for item in items {
            self.waiting.entry(*item).and_modify(|left| *left += by);
        }
    }

    /// Names the items, besides those named before that still wait for an answer.
    fn note(&self, tx: &Tx<'_>, folder: FolderId) -> Result<()> {
        let mut all = still_open(tx, folder)?;
        all.extend(self.waiting.keys().map(|item| item.0));
        write(tx, folder, all)
    }

    /// Forgets those that were answered, and those of which nothing is pending. Answers whether any are left.
    fn prune(&self, tx: &Tx<'_>, folder: FolderId) -> Result<bool> {
        let mut open = still_open(tx, folder)?;
        open.retain(|item| self.waiting.get(&ItemId(*item)).is_none_or(|left| *left > 0));
        let left = !open.is_empty();
        write(tx, folder, open)?;
        Ok(left)
    }
}

/// Whether the server may have something of an item that was handed out, and no answer came.
pub(super) fn is_open(conn: &Connection, item: ItemId) -> Result<bool> {
    const NAMED: &str = "SELECT 1 FROM handed_out, json_each(items) WHERE value = ?1 LIMIT 1";
    Ok(query_opt(conn, NAMED, [item.0], |_| Ok(()))?.is_some())
}

fn still_open(tx: &Tx<'_>, folder: FolderId) -> Result<Vec<i64>> {
    const PENDING: &str = "SELECT item.id FROM handed_out, json_each(items) JOIN item ON item.id = value \
                           JOIN work ON work.folder = item.folder AND work.item = item.id WHERE handed_out.folder = ?1";
    query_all(tx.conn(), PENDING, [folder.0], |row| row.get(0))
}

fn write(tx: &Tx<'_>, folder: FolderId, mut items: Vec<i64>) -> Result<()> {
    items.sort_unstable();
    items.dedup();
    if items.is_empty() {
        return tx.execute("DELETE FROM handed_out WHERE folder = ?1", [folder.0]).map(|_| ());
    }
    let list: Vec<String> = items.iter().map(i64::to_string).collect();
    let list = format!("[{}]", list.join(","));
    tx.execute("INSERT OR REPLACE INTO handed_out (folder, items) VALUES (?1, ?2)", (folder.0, list)).map(|_| ())
}
