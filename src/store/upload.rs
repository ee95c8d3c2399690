//! What waits for upload in one folder, handed out as snapshots: the tables of the state "upload table".

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use rusqlite::Connection;

use super::attempts::{Answer, is_due};
use super::db::{Tx, query_all, query_opt};
use super::env::FileTime;
use super::events::Origin;
use super::handed_out::HandedOut;
use super::locks::{Lock, Lockable};
use super::message::Message;
use super::model::*;
use super::put::Whole;
use super::sql::SqlResult;
use super::{Inner, Store, awaited, change, held, identity, results, rows_folder, rows_item, rows_track, track};
use crate::error::Result;
use crate::ids::Xid;
use crate::props::{ItemKind, PropTag, PropType, classify, tags};

/// Items marked and read ahead at a time, unless [`UploadTable::set_batch`] says otherwise: one commit for the marks of these and
/// for the answers of those before.
const BATCH: usize = 1000;

/// Work that a server could come to hold twice: each item of it has a mark of its own while it is handed out.
const MARKED: Pending = Pending(Pending::NEW.0 | Pending::MOVED.0 | Pending::CONTENT.0);

/// Answers that may wait for a commit when no mark makes one: losing them costs a repeat of what is safe to repeat.
const ANSWERS: usize = 4096;

/// Changed read states in a range of ids: 16 is [`Pending::READ`].
const READS: &str = "SELECT item, bits, flags, pending, work.version, source_key, remote_id, remote_version \
     FROM work CROSS JOIN item ON item.id = work.item \
     WHERE work.folder = ?1 AND pending & 16 <> 0 AND item BETWEEN ?2 AND ?3 ORDER BY item";

/// Which work a session wants to see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Folders at and below this one.
    pub root: FolderId,
    /// Only these, in this order.
    pub folders: Option<Vec<FolderId>>,
    /// Only items of these kinds: a bit of 1 shifted by [`ItemKind`] minus one each; 0: all.
    pub kinds: u32,
    /// Only associated items.
    pub only_associated: bool,
    /// Also what waits after a failure.
    pub backed_off: bool,
}

impl Offer {
    fn wants(&self, bits: u32) -> bool {
        let kind = ItemKind::from_number(i64::from(bits >> item_bits::KIND_SHIFT & 0xF));
        let wanted = self.kinds == 0 || kind == ItemKind::Other || self.kinds & (1 << (kind as u32).saturating_sub(1)) != 0;
        wanted && (!self.only_associated || bits & item_bits::ASSOC != 0)
    }
}

/// How much of each kind a table holds (UPTBLE).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadCounts {
    /// New, moved in, changed.
    pub messages: u32,
    /// Changed read state only.
    pub reads: u32,
    /// Deleted, moved out.
    pub deletes: u32,
}

/// A folder that items were moved to (UPMOV).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveTarget {
    /// The folder.
    pub folder: FolderId,
    /// Its name.
    pub name: String,
    /// Its counterpart on the server.
    pub binding: Binding,
    /// How many items were moved there.
    pub count: u32,
}

/// Where a moved-in item came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveSource {
    /// The folder.
    pub folder: FolderId,
    /// The source key that the item had there.
    pub source_key: Xid,
    /// Its counterpart on the server there.
    pub binding: Binding,
    /// The folder's counterpart on the server, also if the folder was deleted here meanwhile.
    pub folder_binding: Binding,
}

/// What a moved-in item left behind.
#[derive(Default)]
pub(super) struct Sources {
    /// Where the server's id of it is known.
    first: Option<MoveSource>,
    /// Its tombstones, that of `first` before the others.
    stones: Vec<i64>,
}

/// Where a moved-out item went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveDest {
    /// The item.
    pub item: ItemId,
    /// The folder.
    pub folder: FolderId,
    /// Its source key there.
    pub source_key: Xid,
    /// Its change key there.
    pub change_key: Xid,
    /// Its predecessor change list there.
    pub change_list: Vec<u8>,
    /// Nothing told so far whether an earlier attempt, of either half, was carried out.
    pub(super) in_doubt: bool,
}

/// One item handed out (UPMSG): a snapshot. What the app does to the item afterwards stays pending.
pub struct UploadItem {
    /// The item as handed out.
    pub item: Arc<Item>,
    pub(super) base: Arc<Base>,
    /// The item as a message.
    pub message: Message,
    /// What to upload; the read state of an item that the server knows is not in it.
    pub why: Pending,
    /// It may be on the server already: look for it first.
    pub retry: bool,
    /// Attempts that failed in a row.
    pub attempts: u32,
    /// Whether anything is remembered of attempts.
    pub(super) has_attempt: bool,
    /// What the agent asked to keep with the attempt whose answer was lost.
    pub cookie: Vec<u8>,
    /// Properties that differ from the server's.
    pub changed_tags: Vec<PropTag>,
    /// Keywords that the server lacks.
    pub keywords_added: Vec<String>,
    /// Keywords that the server has too many.
    pub keywords_removed: Vec<String>,
    /// Where a moved-in item came from.
    pub source: Option<MoveSource>,
    /// The tombstones that it had left then, that of `source` first.
    pub(super) stones: Vec<i64>,
    /// PR_SOURCE_KEY.
    pub source_key: Xid,
    /// PR_CHANGE_KEY.
    pub change_key: Xid,
    /// PR_PREDECESSOR_CHANGE_LIST.
    pub change_list: Vec<u8>,
}

/// The read state of one item (UPREADE).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEntry {
    /// The item.
    pub item: ItemId,
    /// PR_SOURCE_KEY.
    pub source_key: Xid,
    /// Read, or unread.
    pub read: bool,
    /// An associated item.
    pub associated: bool,
    /// The item itself may be on the server under another id: look for it first.
    pub retry: bool,
    /// Its counterpart on the server.
    pub binding: Binding,
    pub(super) folder: FolderId,
    pub(super) version: i64,
    pub(super) pending: Pending,
    /// Whether anything may be remembered of attempts.
    pub(super) has_attempt: bool,
}

/// A deletion or move out (UPDELE).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteEntry {
    /// What is left of the item.
    pub stone: Tombstone,
    /// The item may be on the server under an id that nobody told: look for it first.
    pub retry: bool,
    /// Where a moved-out item went to.
    pub dest: Option<MoveDest>,
}

/// An answer that is not durable yet.
pub(super) enum Settled {
    Item(Arc<UploadItem>, Answer),
    Read(ReadEntry, Answer),
    Delete(Box<DeleteEntry>, Answer),
}

impl Settled {
    /// The item of which the answer tells whether the server has what was handed out, where no mark of the item tells it.
    fn ends_doubt(&self) -> Option<ItemId> {
        match self {
            Settled::Item(up, answer) => (!answer.is_unknown() && !needs_mark(up)).then_some(up.item.id),
            Settled::Read(entry, answer) => (!answer.is_unknown()).then_some(entry.item),
            Settled::Delete(..) => None,
        }
    }
}

/// The open table of one folder. What is in it was fixed when it was opened.
pub struct UploadTable {
    store: Arc<Inner>,
    folder: Folder,
    items: VecDeque<ItemId>,
    reads: VecDeque<ItemId>,
    deletes: VecDeque<i64>,
    counts: [UploadCounts; 2],
    moves: Vec<MoveTarget>,
    ready: VecDeque<Arc<UploadItem>>,
    answers: Vec<Settled>,
    /// Moves whose halves this table has handed out.
    claims: BTreeMap<ItemId, Lock>,
    /// Match keys of items that the server has under ids that it did not tell.
    untold: BTreeSet<Vec<u8>>,
    /// Items that are handed out without a mark of their own.
    unmarked: HandedOut,
    deletions_held: bool,
    batch: usize,
}

/// The lock of a folder, or of a hierarchy, while it is synchronized.
pub struct FolderLock(#[allow(dead_code)] Lock);

impl Store {
    /// Locks a folder for synchronization against all sessions of all processes; a busy one answers MAPI_E_BUSY.
    pub fn lock_folder(&self, folder: FolderId) -> Result<FolderLock> {
        self.inner.locks.take(Lockable::Folder(folder.0)).map(FolderLock)
    }

    /// The same for the hierarchy below a folder.
    pub fn lock_hierarchy(&self, root: FolderId) -> Result<FolderLock> {
        self.inner.locks.take(Lockable::Hierarchy(root.0)).map(FolderLock)
    }

    /// The folders with work to upload, parents first, deleted ones last. An upper bound: what is in them may have to wait.
    pub fn upload_folders(&self, offer: &Offer) -> Result<Vec<FolderId>> {
        self.inner.db.read(|conn| {
            let with_work = rows_folder::query(conn, "INDEXED BY folder_work WHERE work <> 0 OR gone <> 0 ORDER BY id", [])?;
            let uploads = |folder: &Folder| {
                track::is_tracked(folder) && folder.options.direction.uploads() && !folder.pending.has(Pending::NEW)
            };
            // In one that was deleted here there is only what is to be moved out of it: last, since most of that is done from where
            // it goes to.
            let (deleted, there): (Vec<_>, Vec<_>) = with_work.iter().partition(|folder| folder.is(folder_bits::DELETED));
            let mut found = Vec::new();
            for folder in there.into_iter().chain(deleted).filter(|folder| uploads(folder)) {
                if rows_folder::is_within(conn, folder.id, offer.root)? && !held::is_folder_held(conn, folder.id)? {
                    found.push(folder.id);
                }
            }
            Ok(select(found, offer))
        })
    }

    /// The folders to download, parents first.
    pub fn download_folders(&self, offer: &Offer) -> Result<Vec<FolderId>> {
        self.inner.db.read(|conn| {
            let mut found = Vec::new();
            for id in rows_folder::subtree(conn, offer.root, false)? {
                let folder = rows_folder::get(conn, id)?;
                let holds_items = folder.role != super::flags::IOSTX_FOLDER_IPM_SUBTREE;
                let there = !folder.pending.has(Pending::NEW) && folder.options.scope != super::options::Scope::None;
                if track::is_tracked(&folder) && holds_items && there {
                    found.push(id);
                }
            }
            Ok(select(found, offer))
        })
    }

    /// A folder of that list, also one that was deleted here, as long as something is to be moved out of it.
    pub fn uploading_folder(&self, folder: FolderId) -> Result<Folder> {
        self.inner.db.reader(|conn| rows_folder::get_uploading(conn, folder))
    }

    /// Opens the table of a folder.
    pub fn upload_table(&self, folder: FolderId, offer: &Offer) -> Result<UploadTable> {
        let now = self.inner.db.env.now();
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
            let folder = &table.folder;
            let uploads = track::is_tracked(folder) && folder.options.direction.uploads() && !folder.pending.has(Pending::NEW);
            if uploads && !held::is_folder_held(conn, folder.id)? {
                table.find_items(conn, offer, now)?;
                table.find_tombstones(conn, offer, now)?;
            }
            Ok(table)
        })
    }
}

fn select(found: Vec<FolderId>, offer: &Offer) -> Vec<FolderId> {
    match &offer.folders {
        Some(listed) => listed.iter().copied().filter(|id| found.contains(id)).collect(),
        None => found,
    }
}

/// Whether anything is remembered of attempts to upload items. Most of the time nothing is: one look instead of one for each.
fn any_attempts(conn: &Connection) -> Result<bool> {
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
            if attempt.is_some_and(|attempt| !is_due(&attempt, now, offer.backed_off)) {
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

    /// The next new, moved-in or changed item; `None` when there are no more. When this returns, the retry mark of the item is on
    /// disk with `cookie`, and so are the answers given before the batch that it belongs to.
    pub fn next_item(&mut self, cookie: &[u8]) -> Result<Option<Arc<UploadItem>>> {
        loop {
            while self.ready.is_empty() && !self.items.is_empty() {
                self.fill(cookie)?;
            }
            match self.ready.pop_front() {
                Some(up) if self.is_hidden(&up) => {}
                next => return Ok(next),
            }
        }
    }

    /// Whether a look for an item could find another one of its key, whose id on the server nobody told: it waits until a download
    /// has bound that one.
    fn is_hidden(&self, up: &UploadItem) -> bool {
        up.retry && up.why.has(Pending::NEW) && self.untold.contains(&up.item.match_key)
    }

    /// Reads the next batch and marks it, in the commit that makes the answers so far durable.
    fn fill(&mut self, cookie: &[u8]) -> Result<()> {
        let ids: Vec<ItemId> = self.items.drain(..self.items.len().min(self.batch)).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(()) };
        let now = self.store.db.env.now();
        let batch = self.store.db.read(|conn| {
            let attempts = any_attempts(conn)?;
            let mut batch = Vec::with_capacity(ids.len());
            rows_track::each_with_base(conn, self.folder.id, *first, *last, |item, base| {
                let offered = is_offerable(&self.folder, item.bits, item.pending, item.binding.is_bound());
                if ids.binary_search(&item.id).is_err() || item.pending.minus(Pending::READ).is_clean() || !offered {
                    return Ok(());
                }
                let attempt = if attempts { rows_track::attempt(conn, Object::Item(item.id))? } else { None };
                if attempt.as_ref().is_none_or(|attempt| is_due(attempt, now, true)) {
                    let sources = self.sources_of(conn, &item)?;
                    batch.push((Whole { item, base }, attempt, sources));
                }
                Ok(())
            })?;
            Ok(batch)
        })?;
        let mut ready = Vec::with_capacity(batch.len());
        for (whole, attempt, sources) in batch {
            if !self.claim(&whole.item)? {
                continue;
            }
            ready.push(Arc::new(hand_out(&self.store, &self.folder, whole, attempt, sources)));
        }
        let (to_mark, others): (Vec<&UploadItem>, Vec<_>) = ready.iter().map(|up| &**up).partition(|up| needs_mark(up));
        let mut left = BTreeSet::new();
        if !to_mark.is_empty() || self.unmarked.must_note(others.len()) || self.answers.len() >= ANSWERS {
            left = self.settle(!others.is_empty(), |tx| {
                let left = left_since(tx, &to_mark)?;
                let ids = to_mark.iter().map(|up| up.item.id).filter(|id| !left.contains(id));
                ids.map(Object::Item).try_for_each(|item| mark(tx, item, cookie))?;
                Ok(left)
            })?;
        }
        self.ready.extend(ready.into_iter().filter(|up| !left.contains(&up.item.id)));
        Ok(())
    }

    /// The tombstones of a moved-in item: first the one that it is moved from, if the server's id is known there.
    fn sources_of(&self, conn: &Connection, item: &Item) -> Result<Sources> {
        if !item.pending.has(Pending::MOVED) {
            return Ok(Sources::default());
        }
        const LEFT: &str = "WHERE item = ?1 AND dest IS NOT NULL ORDER BY remote_id IS NULL, id";
        let left = rows_track::tombstones(conn, LEFT, [item.id.0])?;
        let stones = left.iter().map(|stone| stone.id).collect();
        let Some(Tombstone { folder, source_key, binding, .. }) = left.into_iter().next() else { return Ok(Sources::default()) };
        let folder_binding = rows_folder::find(conn, folder)?.map(|folder| folder.binding).unwrap_or_default();
        Ok(Sources { first: Some(MoveSource { folder, source_key, binding, folder_binding }), stones })
    }

    /// Claims a move for this session; both halves are one (semantics 4.1).
    fn claim(&mut self, item: &Item) -> Result<bool> {
        if !item.pending.has(Pending::MOVED) || self.claims.contains_key(&item.id) {
            return Ok(true);
        }
        match self.store.locks.take(Lockable::Move(item.id.0)) {
            Ok(lock) => {
                self.claims.insert(item.id, lock);
                Ok(true)
            }
            Err(e) if e.code == crate::codes::IOSTX_MAPI_E_BUSY => Ok(false),
            Err(e) => Err(e),
        }
    }

    /// The next entries of changed read state, at most `limit`; none when there are no more.
    pub fn next_reads(&mut self, limit: usize) -> Result<Vec<ReadEntry>> {
        let mut entries = Vec::new();
        while entries.is_empty() && !self.reads.is_empty() {
            entries = self.read_page(limit.max(1))?;
        }
        if self.unmarked.must_note(entries.len()) {
            self.settle(true, |_| Ok(()))?;
        }
        Ok(entries)
    }

    /// The entries of the next `limit` ids; those whose read state is no longer pending are passed over.
    fn read_page(&mut self, limit: usize) -> Result<Vec<ReadEntry>> {
        let ids: Vec<ItemId> = self.reads.drain(..self.reads.len().min(limit)).collect();
        let (Some(first), Some(last)) = (ids.first(), ids.last()) else { return Ok(Vec::new()) };
        let replicas = self.store.replicas();
        self.store.db.read(|conn| {
            let attempts = any_attempts(conn)?;
            let mut statement = conn.prepare_cached(READS).sql()?;
            let mut rows = statement.query((self.folder.id.0, first.0, last.0)).sql()?;
            let mut entries = Vec::with_capacity(ids.len());
            while let Some(row) = rows.next().sql()? {
                let item = ItemId(row.get(0).sql()?);
                if ids.binary_search(&item).is_err() {
                    continue;
                }
                let (bits, flags): (u32, u32) = (row.get(1).sql()?, row.get(2).sql()?);
                if !is_offerable(&self.folder, bits, Pending::READ, row.get_ref(6).sql()? != rusqlite::types::ValueRef::Null) {
                    continue;
                }
                let source_key = match row.get_ref(5).sql()?.as_bytes_or_null().unwrap_or_default() {
                    Some(key) => Xid::from_slice(key)?,
                    None => Xid::from(replicas.ltid(item.counter()).gid()),
                };
                entries.push(ReadEntry {
                    item,
                    folder: self.folder.id,
                    source_key,
                    read: flags & tags::IOSTX_MSGFLAG_READ != 0,
                    associated: bits & item_bits::ASSOC != 0,
                    retry: attempts && rows_track::is_marked(conn, Object::Item(item))?,
                    has_attempt: attempts,
                    version: row.get(4).sql()?,
                    pending: Pending(row.get(3).sql()?),
                    binding: Binding {
                        remote_id: row.get::<_, Option<Vec<u8>>>(6).sql()?.unwrap_or_default(),
                        remote_version: row.get::<_, Option<Vec<u8>>>(7).sql()?.unwrap_or_default(),
                    },
                });
            }
            Ok(entries)
        })
    }

    /// The next deletions and moves out, at most `limit`; none when there are no more. Moves out are marked before they are
    /// handed out.
    pub fn next_deletes(&mut self, limit: usize, cookie: &[u8]) -> Result<Vec<DeleteEntry>> {
        let mut entries = Vec::new();
        while entries.is_empty() && !self.deletes.is_empty() {
            entries = self.delete_page(limit.max(1), cookie)?;
        }
        Ok(entries)
    }

    /// The entries of the next `limit` tombstones; those that are gone, or claimed by another session, are passed over.
    fn delete_page(&mut self, limit: usize, cookie: &[u8]) -> Result<Vec<DeleteEntry>> {
        let ids: Vec<i64> = self.deletes.drain(..self.deletes.len().min(limit)).collect();
        let store = Arc::clone(&self.store);
        let found = store.db.read(|conn| {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                let Some(stone) = rows_track::tombstones(conn, "WHERE id = ?1", [id])?.pop() else { continue };
                let retry = rows_track::is_marked(conn, Object::Tombstone(id))?;
                let item = if stone.moved { rows_item::get(conn, stone.item)? } else { None };
                let in_doubt = retry || rows_track::is_marked(conn, Object::Item(stone.item))?;
                found.push((stone, retry, in_doubt, item));
            }
            Ok(found)
        })?;
        let mut entries = Vec::with_capacity(found.len());
        for (stone, retry, in_doubt, item) in found {
            let replicas = store.replicas();
            let dest = match item {
                Some(item) if stone.moved => {
                    if !self.claim(&item)? {
                        continue;
                    }
                    Some(MoveDest {
                        item: item.id,
                        folder: item.folder,
                        source_key: identity::item_source(&replicas, &item),
                        change_key: identity::item_change_key(&replicas, &item),
                        change_list: identity::item_pcl(&replicas, &item).encode(),
                        in_doubt,
                    })
                }
                _ => None,
            };
            entries.push(DeleteEntry { stone, retry, dest });
        }
        let unmarked = |entry: &&DeleteEntry| !entry.retry || entry.stone.bits & tombstone_bits::CARRIED != 0;
        let moved: Vec<&DeleteEntry> = entries.iter().filter(|entry| entry.dest.is_some()).filter(unmarked).collect();
        let mut undone = BTreeSet::new();
        if !self.answers.is_empty() || !moved.is_empty() {
            undone = self.settle(false, |tx| {
                let mut undone = BTreeSet::new();
                for entry in moved {
                    match is_as_read(tx, entry)? {
                        true => mark_move(tx, &entry.stone, cookie)?,
                        false => drop(undone.insert(entry.stone.id)),
                    }
                }
                Ok(undone)
            })?;
        }
        entries.retain(|entry| !undone.contains(&entry.stone.id));
        Ok(entries)
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
    fn settle<T>(&mut self, unmarked: bool, more: impl FnOnce(&Tx<'_>) -> Result<T>) -> Result<T> {
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

/// An item as it is handed out.
pub(super) fn hand_out(
    store: &Arc<Inner>,
    folder: &Folder,
    whole: Whole,
    attempt: Option<Attempt>,
    sources: Sources,
) -> UploadItem {
    let replicas = store.replicas();
    let (item, base) = (Arc::new(whole.item), Arc::new(whole.base));
    let place = item.pending.any(Pending::NEW.plus(Pending::MOVED));
    let (keywords_added, keywords_removed) = match base.bag.get(classify::KEYWORDS.with_type(PropType::Unspecified)) {
        Some(_) => change::keyword_changes(&change::server_version(&item, &base), &item),
        None => (Vec::new(), Vec::new()),
    };
    let marked = attempt.as_ref().is_some_and(|attempt| attempt.marks & marks::RETRY != 0);
    // Until a folder has completed one download, anything new here may be there too (semantics 6.10).
    let first = item.pending.has(Pending::NEW) && !folder.is(folder_bits::DOWNLOADED);
    UploadItem {
        message: Message::snapshot(store, &item, &base),
        why: if place { item.pending } else { item.pending.minus(Pending::READ) },
        retry: marked || first,
        attempts: attempt.as_ref().map_or(0, |attempt| attempt.fails),
        has_attempt: attempt.is_some(),
        cookie: attempt.filter(|_| marked).map(|attempt| attempt.cookie).unwrap_or_default(),
        changed_tags: base.bag.tags().map(computed_type(&item)).collect(),
        keywords_added,
        keywords_removed,
        stones: sources.stones,
        source: sources.first,
        source_key: identity::item_source(&replicas, &item),
        change_key: identity::item_change_key(&replicas, &item),
        change_list: identity::item_pcl(&replicas, &item).encode(),
        item,
        base,
    }
}

/// The tag of a changed property with the type that it has now; one that was removed keeps its old type.
fn computed_type(item: &Item) -> impl Fn(PropTag) -> PropTag + '_ {
    |tag| {
        let now = item.bag.tags().find(|known| known.id() == tag.id());
        now.unwrap_or(tag)
    }
}

/// Whether a server could come to hold the item twice.
pub(super) fn needs_mark(up: &UploadItem) -> bool {
    up.why.any(MARKED)
}

/// Those of the items that were moved or deleted after they were read: without a mark they left nothing behind that could take
/// the answer of an upload, so they are not handed out. Nor are new and moved ones that were changed: if the answer is lost, what
/// the mark says is that the server may have the item as it is here.
fn left_since(tx: &Tx<'_>, items: &[&UploadItem]) -> Result<BTreeSet<ItemId>> {
    let unbound = |up: &UploadItem| up.why.any(Pending::NEW.plus(Pending::MOVED));
    let rows: Vec<String> = items
        .iter()
        .map(|up| format!("[{},{},{}]", up.item.id.0, up.item.folder.0, if unbound(up) { up.item.version } else { 0 }))
        .collect();
    const LEFT: &str = "SELECT value ->> 0 FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM item WHERE id = value ->> 0 \
        AND folder = value ->> 1 AND (value ->> 2 = 0 OR version = value ->> 2))";
    let left = query_all(tx.conn(), LEFT, [format!("[{}]", rows.join(","))], |row| row.get(0).map(ItemId))?;
    Ok(left.into_iter().collect())
}

/// Whether a move out is still the one that was read: the item may have been moved home or on, or deleted.
fn is_as_read(tx: &Tx<'_>, entry: &DeleteEntry) -> Result<bool> {
    let stone = rows_track::tombstones(tx.conn(), "WHERE id = ?1", [entry.stone.id])?.pop();
    let folder = rows_item::get(tx.conn(), entry.stone.item)?.map(|item| item.folder);
    Ok(stone.is_some_and(|stone| stone.moved) && folder == entry.dest.as_ref().map(|dest| dest.folder))
}

/// From now on the mark of the tombstone is its own. The item may come to be where it was moved to: it is marked too.
fn mark_move(tx: &Tx<'_>, stone: &Tombstone, cookie: &[u8]) -> Result<()> {
    tx.execute("UPDATE tombstone SET bits = bits & ~16 WHERE id = ?1", [stone.id])?;
    mark(tx, Object::Item(stone.item), cookie)?;
    mark(tx, Object::Tombstone(stone.id), cookie)
}

fn mark(tx: &Tx<'_>, object: Object, cookie: &[u8]) -> Result<()> {
    let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
    attempt.marks |= marks::RETRY;
    attempt.cookie = cookie.to_vec();
    rows_track::put_attempt(tx, &attempt)
}
