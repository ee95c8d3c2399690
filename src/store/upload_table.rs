//! What waits for upload in one folder: the tables of the state "upload table".

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rusqlite::Connection;

use super::attempts::{Answer, is_due};
use super::db::{Tx, query_all, query_opt};
use super::env::FileTime;
use super::events::Origin;
use super::handed_out::HandedOut;
use super::locks::Lock;
use super::model::*;
use super::sql::SqlResult;
use super::upload::*;
use super::upload_folders::Offer;
use super::{Inner, Store, awaited, epoch, held, results, rows_folder, rows_item, rows_track, track, whereabouts};
use crate::error::Result;

/// Items marked and read ahead at a time, unless [`UploadTable::set_batch`] says otherwise: one commit for the marks of these and
/// for the answers of those before.
const BATCH: usize = 1000;

/// The open table of one folder. What is in it was fixed when it was opened.
pub struct UploadTable {
    pub(super) store: Arc<Inner>,
    pub(super) folder: Folder,
    pub(super) items: VecDeque<ItemId>,
    pub(super) reads: VecDeque<ItemId>,
    pub(super) deletes: VecDeque<i64>,
    pub(super) counts: [UploadCounts; 2],
    pub(super) moves: Vec<MoveTarget>,
    pub(super) ready: VecDeque<Arc<UploadItem>>,
    pub(super) answers: Vec<Settled>,
    /// Moves whose halves this table has handed out.
    pub(super) claims: BTreeMap<ItemId, Lock>,
    /// Match keys of items that the server has under ids that it did not tell.
    pub(super) untold: BTreeSet<Vec<u8>>,
    /// Items that are handed out without a mark of their own.
    pub(super) unmarked: HandedOut,
    pub(super) deletions_held: bool,
    pub(super) batch: usize,
}

impl Store {
    /// Opens the table of a folder.
    pub fn upload_table(&self, folder: FolderId, offer: &Offer) -> Result<UploadTable> {
        let now = self.inner.db.env.now();
        epoch::carry_on(&self.inner, &self.uploading_folder(folder)?)?;
        self.expunge_marked(folder)?;
        let deletions_held = self.hold_local_deletions(folder)?;
        self.inner.db.read(|conn| {
            let folder = rows_folder::get_uploading(conn, folder)?;
            let mut table = UploadTable {
                store: Arc::clone(&self.inner),
                folder,
                items: VecDeque::new(),
                reads: VecDeque::new(),
                deletes: VecDeque::new(),
                counts: Default::default(),
                moves: Vec::new(),
                ready: VecDeque::new(),
                answers: Vec::new(),
                claims: BTreeMap::new(),
                untold: BTreeSet::new(),
                unmarked: HandedOut::default(),
                deletions_held,
                batch: BATCH,
            };
            if offer.uploads_from(&table.folder) && !held::is_folder_held(conn, table.folder.id)? {
                table.find_items(conn, offer, now)?;
                table.find_tombstones(conn, offer, now)?;
            }
            Ok(table)
        })
    }
}

/// Whether anything is remembered of attempts to upload items. Most of the time nothing is: one look instead of one for each.
pub(super) fn any_attempts(conn: &Connection) -> Result<bool> {
    Ok(query_opt(conn, "SELECT 1 FROM attempt WHERE kind = 1 LIMIT 1", [], |_| Ok(()))?.is_some())
}

/// Why an item with pending work is not offered now, if it is not.
pub(super) fn is_offerable(folder: &Folder, bits: u32, pending: Pending, bound: bool) -> bool {
    const NEVER: u32 = item_bits::HOLD
        | item_bits::SUBMITTED
        | item_bits::SLIM
        | item_bits::EPOCH
        | item_bits::DELETION_HELD
        | item_bits::ARCHIVED;
    let waits_for_body = bits & item_bits::HEADER != 0 && pending.has(Pending::NEW);
    bits & NEVER == 0 && !waits_for_body && !(folder.is(folder_bits::EPOCH) && bound)
}

impl UploadTable {
    fn find_items(&mut self, conn: &Connection, offer: &Offer, now: FileTime) -> Result<()> {
        let attempts = any_attempts(conn)?;
        if attempts {
            const UNTOLD: &str = "SELECT match_key FROM attempt JOIN item ON item.id = object \
                 WHERE kind = 1 AND mark & 2 <> 0 AND folder = ?1 AND match_key IS NOT NULL";
            self.untold = query_all(conn, UNTOLD, [self.folder.id.0], |row| row.get(0))?.into_iter().collect();
        }
        const WORK: &str = "SELECT item, bits, pending, remote_id IS NOT NULL FROM work CROSS JOIN item ON item.id = work.item \
             WHERE work.folder = ?1 ORDER BY item";
        let mut statement = conn.prepare_cached(WORK).sql()?;
        let mut rows = statement.query([self.folder.id.0]).sql()?;
        while let Some(row) = rows.next().sql()? {
            let id = ItemId(row.get(0).sql()?);
            let (bits, pending): (u32, Pending) = (row.get(1).sql()?, Pending(row.get(2).sql()?));
            let bound: bool = row.get(3).sql()?;
            if !offer.wants(bits) || !is_offerable(&self.folder, bits, pending, bound) {
                continue;
            }
            let attempt = if attempts { rows_track::attempt(conn, Object::Item(id))? } else { None };
            let waits = attempt.is_some_and(|attempt| !is_due(&attempt, now, offer.backed_off));
            if waits || pending.has(Pending::MOVED) && whereabouts::is_asked(conn, id)? {
                continue;
            }
            let counts = &mut self.counts[usize::from(bits & item_bits::ASSOC != 0)];
            let place = pending.any(Pending::NEW.plus(Pending::MOVED));
            if pending.has(Pending::READ) && !place {
                self.reads.push_back(id);
                self.unmarked.expect(id);
                counts.reads += 1;
            }
            if place || !pending.minus(Pending::READ).is_clean() {
                self.items.push_back(id);
                if !pending.any(MARKED) {
                    self.unmarked.expect(id);
                }
                counts.messages += 1;
            }
        }
        Ok(())
    }

    fn find_tombstones(&mut self, conn: &Connection, offer: &Offer, now: FileTime) -> Result<()> {
        let epoch = self.folder.is(folder_bits::EPOCH);
        if self.folder.gone == 0 {
            return Ok(());
        }
        let mut after = 0;
        loop {
            let page =
                rows_track::tombstones(conn, "WHERE folder = ?1 AND id > ?2 ORDER BY id LIMIT 256", (self.folder.id.0, after))?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for stone in page {
                let waits = stone.bits & (tombstone_bits::EPOCH | tombstone_bits::HELD) != 0 || self.must_wait(conn, &stone)?;
                let associated = stone.bits & tombstone_bits::ASSOC != 0;
                if waits || epoch && stone.binding.is_bound() || offer.only_associated && !associated {
                    continue;
                }
                if rows_track::attempt(conn, Object::Tombstone(stone.id))?
                    .is_some_and(|attempt| !is_due(&attempt, now, offer.backed_off))
                {
                    continue;
                }
                if stone.moved && !self.find_target(conn, &stone)? {
                    continue;
                }
                self.deletes.push_back(stone.id);
                self.counts[usize::from(associated)].deletes += 1;
            }
        }
    }

    /// Whether the server's item must stay for now: somebody waits for its body; or it would be looked for by a key that
    /// another item of the folder has, and that one would be found.
    fn must_wait(&self, conn: &Connection, stone: &Tombstone) -> Result<bool> {
        if !stone.moved && awaited::is_awaited(conn, stone.item)? {
            return Ok(true);
        }
        Ok(!stone.binding.is_bound() && rows_item::has_match(conn, stone.folder, &stone.match_key)?)
    }

    /// Notes where an item was moved to; answers whether the server has that folder.
    fn find_target(&mut self, conn: &Connection, stone: &Tombstone) -> Result<bool> {
        let dest = query_opt(conn, "SELECT folder FROM item WHERE id = ?1", [stone.item.0], |row| row.get(0).map(FolderId))?;
        let Some(dest) = dest else { return Ok(false) };
        if let Some(known) = self.moves.iter_mut().find(|known| known.folder == dest) {
            known.count += 1;
            return Ok(true);
        }
        // A folder that uploads nothing is not told to the server, and nothing is moved there.
        let uploads = |folder: &Folder| track::is_tracked(folder) && folder.options.direction.uploads();
        let takes = |folder: &Folder| uploads(folder) && !folder.pending.has(Pending::NEW);
        let Some(folder) = rows_folder::find(conn, dest)?.filter(takes) else {
            return Ok(false);
        };
        self.moves.push(MoveTarget { folder: dest, name: folder.name, binding: folder.binding, count: 1 });
        Ok(true)
    }

    /// The folder as it was when the table was opened.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Whether there were more deletions than the folder's options let pass: they are held until they are confirmed or rejected.
    pub fn deletions_held(&self) -> bool {
        self.deletions_held
    }

    /// How many items are marked and read ahead at a time; at least one. More of them cost fewer commits, and leave more items to
    /// look for after a crash.
    pub fn set_batch(&mut self, items: usize) {
        self.batch = items.max(1);
    }

    /// How much there was when the table was opened: normal items, associated items.
    pub fn counts(&self) -> [UploadCounts; 2] {
        self.counts
    }

    /// The folders that items were moved to.
    pub fn moves(&self) -> &[MoveTarget] {
        &self.moves
    }

    /// Takes the answer for an item; durable with the next batch, [`UploadTable::commit`], or the end of the table.
    pub fn answer_item(&mut self, item: &Arc<UploadItem>, answer: Answer) {
        if answer.is_done_untold(item) {
            self.untold.insert(item.item.match_key.clone());
        }
        self.answers.push(Settled::Item(Arc::clone(item), answer));
    }

    /// Takes the answer for a read-state entry.
    pub fn answer_read(&mut self, entry: &ReadEntry, answer: Answer) {
        self.answers.push(Settled::Read(entry.clone(), answer));
    }

    /// Takes the answer for a deletion.
    pub fn answer_delete(&mut self, entry: &DeleteEntry, answer: Answer) {
        self.answers.push(Settled::Delete(Box::new(entry.clone()), answer));
    }

    /// Makes the answers so far durable.
    pub fn commit(&mut self) -> Result<()> {
        if self.answers.is_empty() {
            return Ok(());
        }
        self.settle(false, |_| Ok(()))
    }

    /// Makes the answers so far durable, in one commit with `more` and, if `unmarked` ones are about to be handed out, with the
    /// list of those. After a failure the answers wait for the next one.
    pub(super) fn settle<T>(&mut self, unmarked: bool, more: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
        let all_out = self.items.is_empty() && self.reads.is_empty();
        let answered = self.answers.iter().filter_map(Settled::ends_doubt).collect();
        let (store, answers) = (&self.store, &self.answers);
        let value = self.unmarked.settle(self.folder.id, answered, (unmarked, all_out), |note| {
            store.write(Origin::Import, |tx| {
                results::settle(tx, store, answers)?;
                Ok((more(tx)?, note(tx)?))
            })
        })?;
        self.answers.clear();
        Ok(value)
    }

    /// The item of the folder that has a remote id, as far as answers are durable.
    pub fn holder_of(&self, remote_id: &[u8]) -> Result<Option<ItemId>> {
        const HOLDER: &str = "SELECT id FROM item WHERE folder = ?1 AND remote_id = ?2";
        self.store.db.reader(|conn| query_opt(conn, HOLDER, (self.folder.id.0, remote_id), |row| row.get(0).map(ItemId)))
    }
}
