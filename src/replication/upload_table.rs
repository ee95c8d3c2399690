//! LR_SYNC_UPLOAD_TABLE: what was changed in one folder, and the answers that are still owed for it.

use std::collections::HashMap;
use std::sync::Arc;

use super::Session;
use super::contents::{Place, Table};
use super::flags::*;
use super::results::ResultDetails;
use super::session::Ended;
use super::table::{self, State};
use crate::codes::{IOSTX_MAPI_E_COLLISION, IOSTX_MAPI_E_NOT_FOUND, IOSTX_MAPI_E_OBJECT_DELETED, IOSTX_S_OK};
use crate::error::{Error, Result, check_flags};
use crate::store::{
    self, Answer, Binding, DeleteEntry, FolderId, FolderLock, ItemId, ReadEntry, Store, UploadItem, item_bits, tombstone_bits,
};

/// Messages that one commit marks at most in the background.
const IN_BACKGROUND: usize = 256;

/// UPTBLE: how many of one kind of items (normal, associated) there are, and how many were done. The totals are upper bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadCounts {
    /// New, moved in and modified items done.
    pub index_mod: u32,
    /// And to do, those done included.
    pub count_mod: u32,
    /// Read states done.
    pub index_read: u32,
    /// And to do.
    pub count_read: u32,
    /// Deletions and moves out done.
    pub index_del: u32,
    /// And to do.
    pub count_del: u32,
}

/// UPMOV: a folder that items of the table were moved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadMove {
    /// In: IOSTX_UPV_*.
    pub flags: u32,
    /// Out: its name.
    pub name: String,
    /// Out: the folder.
    pub folder: FolderId,
    /// Out: its binding.
    pub binding: Binding,
}

/// UPTBL: the structure of LR_SYNC_UPLOAD_TABLE.
pub struct UploadTable {
    /// Out: IOSTX_UPT_PUBLIC.
    pub flags: u32,
    /// Out: name of the folder.
    pub name: String,
    /// Out: the folder.
    pub folder: FolderId,
    /// Out: its binding.
    pub binding: Binding,
    /// Out: counts of normal items in 0, of associated ones in 1.
    pub entries: [UploadCounts; 2],
    /// Out: place of the folder in the list of contents.
    pub index: u32,
    /// Out: folders in that list.
    pub count: u32,
    /// The folders that items were moved to. More may come at the end while the table is open.
    pub moves: Vec<UploadMove>,
    /// The work; `None`: the pass uploads nothing, or the folder is gone.
    pub(super) work: Option<store::UploadTable>,
    /// Items that were left with IOSTX_UPM_DEFER, and the `[in]` flags that they were left with.
    pub(super) owed: HashMap<ItemId, (Arc<UploadItem>, u32)>,
    /// Answers for items moved out, kept until the table ends: IOSTX_UPV_ERROR may still take them back.
    pub(super) held: Vec<(usize, DeleteEntry, Answer)>,
    /// The remote ids that the agent told for items of this table.
    told: HashMap<Vec<u8>, ItemId>,
    /// An epoch was begun while the table was open: what is bound is not offered any more.
    epoch: bool,
    _lock: Option<FolderLock>,
}

impl UploadTable {
    /// The counts of the kind of an item.
    pub(super) fn counts(&mut self, associated: bool) -> &mut UploadCounts {
        &mut self.entries[usize::from(associated)]
    }

    /// The next item that may be offered.
    pub(super) fn next_item(&mut self, cookie: &[u8]) -> Result<Option<Arc<UploadItem>>> {
        let Some(work) = &mut self.work else { return Ok(None) };
        loop {
            match work.next_item(cookie)? {
                Some(upload) if self.epoch && (upload.item.binding.is_bound() || upload.item.is(item_bits::EPOCH)) => {}
                next => return Ok(next),
            }
        }
    }

    /// The next entries of changed read state; in an epoch there are none, since all are bound.
    pub(super) fn next_reads(&mut self, limit: usize) -> Result<Vec<ReadEntry>> {
        match &mut self.work {
            Some(work) if !self.epoch => work.next_reads(limit),
            _ => Ok(Vec::new()),
        }
    }

    /// The next deletions and moves out that may be offered.
    pub(super) fn next_deletes(&mut self, limit: usize, cookie: &[u8]) -> Result<Vec<DeleteEntry>> {
        let Some(work) = &mut self.work else { return Ok(Vec::new()) };
        loop {
            let mut entries = work.next_deletes(limit, cookie)?;
            if entries.is_empty() {
                return Ok(entries);
            }
            let voided = |entry: &DeleteEntry| entry.stone.binding.is_bound() || entry.stone.bits & tombstone_bits::EPOCH != 0;
            entries.retain(|entry| !self.epoch || !voided(entry));
            if !entries.is_empty() {
                return Ok(entries);
            }
        }
    }

    /// `MAPI_E_COLLISION` if a result says of an item that the server calls it by another item's id.
    pub(super) fn check_remote_id(&self, upload: &UploadItem, result: &ResultDetails) -> Result<()> {
        let id = &result.remote_id;
        if result.code < IOSTX_S_OK || id.is_empty() || *id == upload.item.binding.remote_id {
            return Ok(());
        }
        let holder = match (self.told.get(id), &self.work) {
            (Some(item), _) => Some(*item),
            (None, Some(work)) => work.holder_of(id)?,
            (None, None) => None,
        };
        match holder.filter(|item| *item != upload.item.id) {
            Some(item) => {
                let message = format!("the remote id belongs to item {} of the folder: the result is not recorded", item.0);
                Err(Error::new(IOSTX_MAPI_E_COLLISION, message))
            }
            None => Ok(()),
        }
    }

    /// Records the answer for an item.
    pub(super) fn answer_item(&mut self, upload: &Arc<UploadItem>, answer: Answer) {
        if let Some(binding) = answer.binding.as_ref().filter(|binding| answer.ok && binding.is_bound()) {
            self.told.insert(binding.remote_id.clone(), upload.item.id);
        }
        if let Some(work) = &mut self.work {
            work.answer_item(upload, answer);
        }
    }

    /// The place of a destination among the moves; it is added if it was not known when the table began.
    pub(super) fn move_to(&mut self, folder: FolderId, store: &Store) -> Result<usize> {
        if let Some(at) = self.moves.iter().position(|to| to.folder == folder) {
            return Ok(at);
        }
        let folder = store.folder(folder)?;
        self.moves.push(UploadMove { flags: 0, name: folder.name, folder: folder.id, binding: folder.binding });
        Ok(self.moves.len() - 1)
    }

    /// Takes the answer for an entry of a vector of deletions.
    pub(super) fn answer_delete(&mut self, entry: &DeleteEntry, move_index: Option<usize>, answer: Answer) {
        match (move_index, &mut self.work) {
            (Some(at), _) => self.held.push((at, entry.clone(), answer)),
            (None, Some(work)) => work.answer_delete(entry, answer),
            (None, None) => {}
        }
    }

    /// Records the answers for moves: all, or those whose destinations have IOSTX_UPV_COMMIT. Moves into folders that cannot be
    /// opened on the server (IOSTX_UPV_ERROR) stay pending. Answers whether a destination is to be committed.
    pub(super) fn settle_moves(&mut self, all: bool) -> bool {
        let mut commit = false;
        for (at, entry, answer) in std::mem::take(&mut self.held) {
            let flags = self.moves[at].flags;
            commit |= flags & IOSTX_UPV_COMMIT != 0;
            if !all && flags & IOSTX_UPV_COMMIT == 0 {
                self.held.push((at, entry, answer));
            } else if flags & IOSTX_UPV_ERROR == 0
                && let Some(work) = &mut self.work
            {
                work.answer_delete(&entry, answer);
            }
        }
        commit
    }
}

impl Session {
    /// The structure of LR_SYNC_UPLOAD_TABLE while it is open.
    pub fn upload_table(&self) -> Option<&UploadTable> {
        self.table.as_ref()
    }

    /// Sets the `[in]` flags of a destination of moves, IOSTX_UPV_*.
    ///
    /// Errors: `E_UNEXPECTED` (no upload table is open), `MAPI_E_NOT_FOUND` (no items were moved there), `MAPI_E_UNKNOWN_FLAGS`.
    pub fn set_move(&mut self, destination: FolderId, flags: u32) -> Result<()> {
        let result = self.try_set_move(destination, flags);
        self.note(result)
    }

    fn try_set_move(&mut self, destination: FolderId, flags: u32) -> Result<()> {
        let now = self.state();
        let Some(table) = &mut self.table else { return Err(table::out_of_order(now, "a destination of moves")) };
        check_flags("UPMOV", flags, IOSTX_UPV_ERROR | IOSTX_UPV_DIRTY | IOSTX_UPV_COMMIT)?;
        let found = table.moves.iter_mut().find(|to| to.folder == destination);
        found.ok_or_else(|| Error::not_found("no item of this table was moved to that folder"))?.flags = flags;
        Ok(())
    }

    pub(super) fn begin_upload_table(&mut self) -> Result<()> {
        self.begin_table(Table::Upload, Self::enter_upload_table)
    }

    fn enter_upload_table(&mut self, place: Place) -> Result<()> {
        let lock = self.store.lock_folder(place.folder)?;
        let mut table = UploadTable {
            flags: 0,
            name: String::new(),
            folder: place.folder,
            binding: Binding::default(),
            entries: Default::default(),
            index: place.index,
            count: place.count,
            moves: Vec::new(),
            work: None,
            owed: HashMap::new(),
            held: Vec::new(),
            told: HashMap::new(),
            epoch: false,
            _lock: Some(lock),
        };
        if let Some(folder) = unless_gone(self.store.uploading_folder(place.folder))? {
            (table.name, table.binding) = (folder.name, folder.binding);
            table.flags = if self.store.is_public_folder(place.folder)? { IOSTX_UPT_PUBLIC } else { 0 };
            if self.uploads_contents() {
                let mut work = self.store.upload_table(place.folder, &self.offer())?;
                work.set_batch(self.batch());
                table.fill(work);
            }
        }
        let todo = table.entries.iter().map(|of| u64::from(of.count_mod + of.count_read + of.count_del)).sum::<u64>();
        self.control.update(|progress| {
            progress.phase = IOSTX_PHASE_UPLOAD_CONTENTS;
            progress.items_total += todo;
        });
        self.table = Some(table);
        Ok(())
    }

    /// How many messages one commit marks: as many as the options say, in the background no more than nobody has to wait for.
    fn batch(&self) -> usize {
        let limit = self.options.vector_limit as usize;
        if self.wants(IOSTX_SYNC_BACKGROUND) { limit.min(IN_BACKGROUND) } else { limit }
    }

    /// The folder of a table; `None` if it was deleted since the list was made.
    pub(super) fn folder_unless_gone(&self, id: FolderId) -> Result<Option<store::Folder>> {
        unless_gone(self.store.folder(id))
    }

    /// `MAPI_E_NOT_FOUND` if the folder of the open table is skipped: it offers nothing more, and all that is left stays pending.
    pub(super) fn check_table_not_skipped(&self) -> Result<()> {
        match self.table.as_ref().is_some_and(|table| self.control.is_skipped(table.folder)) {
            true => Err(Error::not_found("the folder is skipped: what is left of it stays pending")),
            false => Ok(()),
        }
    }

    /// IOSTX_UPT_OK changes nothing that is pending: what was not answered, or came meanwhile, is offered again.
    pub(super) fn end_upload_table(&mut self) -> Result<Ended> {
        let Some(table) = &mut self.table else { return Ok(Ended::Left) };
        table.settle_moves(true);
        let Some(work) = &mut table.work else { return Ok(Ended::Left) };
        work.commit()?;
        Ok(Ended::of(work.deletions_held()))
    }

    /// The answer for an item that was left with IOSTX_UPM_DEFER.
    pub(super) fn settle_deferred(&mut self, item: ItemId, result: ResultDetails) -> Result<()> {
        let Some(table) = &mut self.table else {
            return Err(table::out_of_order(self.state(), "the answer for an item left with UPM_DEFER"));
        };
        result.check(State::UploadMessage.row())?;
        let missing = || Error::not_found("no answer is owed for this item: it was not left with UPM_DEFER, or was answered");
        let (owed, flags) = table.owed.get(&item).ok_or_else(missing)?;
        table.check_remote_id(owed, &result)?;
        let (owed, flags) = (Arc::clone(owed), *flags);
        table.owed.remove(&item);
        let bits = (flags | result.flags) & State::UploadMessage.row().reads;
        let ok = bits & IOSTX_UPM_OK != 0 && result.code >= IOSTX_S_OK;
        self.settle_message(&owed, result, bits, ok)
    }

    /// Begins an epoch for the folder of the innermost state that names one: the server voided its ids.
    ///
    /// Errors: `E_UNEXPECTED` (no open state names a folder).
    pub fn begin_epoch(&mut self) -> Result<()> {
        let result = match (self.open_importer(), self.named_folder()) {
            (Some(sink), _) => sink.begin_epoch(),
            (None, Some(folder)) => self.store.begin_epoch(folder).map(|()| {
                if let Some(table) = &mut self.table {
                    table.epoch = true;
                }
            }),
            (None, None) => Err(table::out_of_order(self.state(), "an epoch")),
        };
        self.note(result)
    }

    /// The folder that an open state is about.
    fn named_folder(&self) -> Option<FolderId> {
        let table = self.table.as_ref().map(|table| table.folder);
        let header = || self.header.as_ref().map(|header| header.parent);
        let folder = || self.folder.as_ref().map(|folder| folder.upload.folder.id);
        table.or_else(header).or_else(folder)
    }
}

impl UploadTable {
    fn fill(&mut self, work: store::UploadTable) {
        for (entry, counts) in self.entries.iter_mut().zip(work.counts()) {
            entry.count_mod = counts.messages;
            entry.count_read = counts.reads;
            entry.count_del = counts.deletes;
        }
        self.moves = (work.moves().iter())
            .map(|to| UploadMove { flags: 0, name: to.name.clone(), folder: to.folder, binding: to.binding.clone() })
            .collect();
        self.work = Some(work);
    }
}

fn unless_gone(found: Result<store::Folder>) -> Result<Option<store::Folder>> {
    match found {
        Ok(folder) => Ok(Some(folder)),
        Err(e) if matches!(e.code, IOSTX_MAPI_E_NOT_FOUND | IOSTX_MAPI_E_OBJECT_DELETED) => Ok(None),
        Err(e) => Err(e),
    }
}
