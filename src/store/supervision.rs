//! Work that is stuck is tried again when the user says so; and what an upload would do (semantics 9.3).

use super::db::Tx;
use super::events::Origin;
use super::items::Outcome;
use super::model::*;
use super::{Store, computed_folder, rows_folder, rows_item, rows_track, supervision_lists};
use crate::codes::IOSTX_MAPI_E_OBJECT_DELETED;
use crate::error::{Error, Result};

impl Store {
    /// Lets what failed be offered again at once; retry marks stay, since they say something else. An item stands for its
    /// tombstones too, and for its place on the wanted list.
    pub fn retry(&self, objects: &[Object]) -> Result<Outcome> {
        self.inner.write(Origin::App, |tx| {
            let mut outcome = Outcome::default();
            for object in objects {
                outcome.add(retry(tx, *object))?;
            }
            Ok(outcome)
        })
    }
}

fn retry(tx: &Tx<'_>, object: Object) -> Result<()> {
    let gone = || Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("{object:?} does not exist, or was deleted"));
    match object {
        Object::Folder(folder) => drop(rows_folder::find(tx.conn(), folder)?.ok_or_else(gone)?),
        Object::Tombstone(id) => drop(rows_track::tombstones(tx.conn(), "WHERE id = ?1", [id])?.pop().ok_or_else(gone)?),
        Object::Item(item) => {
            let found = rows_item::get(tx.conn(), item)?;
            let stones = rows_track::tombstones(tx.conn(), "WHERE item = ?1", [item.0])?;
            if found.is_none() && stones.is_empty() {
                return Err(gone());
            }
            for stone in stones {
                rows_track::forgive(tx, Object::Tombstone(stone.id))?;
            }
            if let Some(found) = found.filter(|found| found.binding.is_bound()) {
                let sql = "UPDATE wanted SET attempts = 0, next = 0 WHERE folder = ?1 AND remote_id = ?2 AND (attempts <> 0 OR next <> 0)";
                tx.execute(sql, (found.folder.0, &found.binding.remote_id))?;
            }
        }
    }
    rows_track::forgive(tx, object)
}

/// How much of what waits for upload in one folder, by kind: the dry run of an upload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PendingCounts {
    /// The folder's own work.
    pub folder: Pending,
    /// New items.
    pub new: u64,
    /// Items moved in.
    pub moved: u64,
    /// Items whose text or properties changed.
    pub changed: u64,
    /// Items of which only flags or keywords changed.
    pub flags: u64,
    /// Items of which only the read state changed.
    pub read: u64,
    /// Deleted items.
    pub deleted: u64,
    /// Items moved out.
    pub moved_out: u64,
    /// Those of the above that wait after failures.
    pub backed_off: u64,
    /// Those of the above that a conflict, a held deletion or an open epoch holds.
    pub held: u64,
}

impl Store {
    /// What an upload would bring to the server now, by folder and kind. Needs no server; costs as much as there is pending.
    pub fn dry_run(&self, folder: Option<FolderId>) -> Result<Vec<(FolderId, PendingCounts)>> {
        let now = self.inner.db.env.now();
        self.inner.db.read(|conn| {
            let tail = "WHERE (work <> 0 OR gone <> 0 OR pending <> 0) AND (?1 IS NULL OR id = ?1) ORDER BY id";
            let folders = rows_folder::query(conn, tail, [folder.map(|folder| folder.0)])?;
            let mut result = Vec::new();
            for folder in
                folders.iter().filter(|folder| supervision_lists::uploads(folder) && computed_folder::pending_count(folder) > 0)
            {
                let mut counts = PendingCounts { folder: folder.pending, ..PendingCounts::default() };
                supervision_lists::each_pending(conn, folder.id, |work| counts.add(&work, now))?;
                result.push((folder.id, counts));
            }
            Ok(result)
        })
    }
}

impl PendingCounts {
    fn add(&mut self, work: &supervision_lists::Work, now: u64) {
        let pending = work.pending;
        let slot = match () {
            () if work.deleted => &mut self.deleted,
            () if work.moved_out => &mut self.moved_out,
            () if pending.has(Pending::NEW) => &mut self.new,
            () if pending.has(Pending::MOVED) => &mut self.moved,
            () if pending.any(Pending::PROPS.plus(Pending::CONTENT)) => &mut self.changed,
            () if pending.has(Pending::FLAGS) => &mut self.flags,
            () => &mut self.read,
        };
        *slot += 1;
        self.backed_off +=
            u64::from(work.attempt.as_ref().is_some_and(|attempt| super::computed_work::is_backed_off(attempt, now)));
        self.held += u64::from(work.held);
    }
}
