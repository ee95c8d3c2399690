//! The way up: folders, then items, then the folders that had to wait until they were empty.

use super::batch::Batch;
use super::drive::{Begun, Drive, Reach, reach};
use super::report::Failure;
use super::walk::Walk;
use crate::codes::*;
use crate::error::{Error, Result};
use crate::replication::flags::*;
use crate::replication::{ResultDetails, State, UploadMessage};
use crate::store::{FolderId, ItemId};

impl<W: Walk> Drive<'_, W> {
    /// All that goes up.
    pub fn upload(&mut self) -> Result<()> {
        // What is sent is filed, perhaps in a folder that is new with it.
        self.send_outgoing()?;
        self.upload_folders()?;
        let moved = self.report.up.moved;
        self.upload_contents()?;
        if self.report.up.moved != moved {
            // What arrived in one folder can be deleted from another one now, and what was moved there can be changed.
            self.upload_contents()?;
        }
        self.upload_folders()
    }

    fn upload_folders(&mut self) -> Result<()> {
        if !self.begin_hierarchy(State::UploadHierarchy)? {
            return Ok(());
        }
        let result = self.upload_each_folder();
        self.settle(State::UploadHierarchy, None, result, IOSTX_UPH_OK)
    }

    fn upload_each_folder(&mut self) -> Result<()> {
        while self.begin(State::UploadFolder)? {
            let open = self.walk.session().upload_folder().map(|open| (open.upload.folder.id, open.flags));
            let (folder, flags) = open.unzip();
            let result = match self.walk.upload_folder() {
                Ok(result) => result,
                // The server has no folders: what they are called here, and where they are, it need not be told. That one with all
                // that was in it is gone cannot be told.
                Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT && !self.walk.binds_folders() => match flags {
                    Some(flags) if flags & IOSTX_UPF_DEL == 0 => ResultDetails::success(IOSTX_UPF_OK),
                    _ => {
                        self.end(0)?;
                        continue;
                    }
                },
                Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => return self.end(0),
                Err(e) if reach(&e) == Reach::Folder => ResultDetails { text: e.message, ..ResultDetails::failure(e.code) },
                Err(e) => return Err(e),
            };
            if let Some(error) = Failure::error_of(result.code, &result.text) {
                self.report.folders_failed += 1;
                self.failed(State::UploadFolder, folder, None, error);
            } else if result.flags & IOSTX_UPF_OK != 0 {
                self.report.up.folders += 1;
            }
            self.walk.session().set_full_result(None, result)?;
            self.end(0)?;
        }
        Ok(())
    }

    pub fn upload_contents(&mut self) -> Result<()> {
        if !self.begin(State::Contents)? {
            return Ok(());
        }
        loop {
            match self.begin_table(State::UploadTable)? {
                Begun::Entered => {}
                Begun::Refused => continue,
                Begun::NoMore => break,
            }
            let table = self.walk.session().upload_table().map(|table| (table.folder, table.binding.is_bound()));
            let folder = table.map(|(folder, _)| folder);
            // What the server does not know is not uploaded to, if it knows folders at all.
            let known = table.is_none_or(|(_, bound)| bound) || !self.walk.binds_folders();
            let result = if known { self.upload_table(folder) } else { Ok(()) };
            self.settle(State::UploadTable, folder, result, IOSTX_UPT_OK)?;
        }
        self.end(IOSTX_UPC_OK)
    }

    fn upload_table(&mut self, folder: Option<FolderId>) -> Result<()> {
        self.upload_items(folder)?;
        self.upload_reads(folder)?;
        self.upload_deletes(folder)
    }

    // --- Items --------------------------------------------------------------------------------------------------------------

    fn upload_items(&mut self, folder: Option<FolderId>) -> Result<()> {
        loop {
            let items = self.next_items()?;
            if items.is_empty() {
                return Ok(());
            }
            let mut batch = Batch::of_items(items);
            let alone = batch.len() == 1;
            let said = self.walk.upload(&mut batch);
            let unanswered = self.take_answers(folder, batch)?;
            match said {
                Ok(()) => self.report.unanswered += unanswered.len() as u64,
                Err(e) if reach(&e) != Reach::Folder => return Err(e),
                // What was not handed out yet is not asked for.
                Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => return Ok(()),
                Err(e) if alone => self.refuse(folder, unanswered, &e)?,
                Err(_) => self.upload_one_by_one(folder, unanswered)?,
            }
        }
    }

    /// The items of the next batch, each left with its answer owed.
    fn next_items(&mut self) -> Result<Vec<UploadMessage>> {
        let (mut items, mut bytes) = (Vec::new(), 0);
        while items.len() < self.options.window as usize && bytes < self.options.window_bytes {
            if !self.begin(State::UploadMessage)? {
                break;
            }
            let Some(mut item) = self.walk.session().upload_message().cloned() else { break };
            if !self.downloads_items() {
                // Nothing would tell where the server has it.
                item.flags &= !IOSTX_UPM_ELSEWHERE;
            }
            bytes += size_of(&item);
            items.push(item);
            self.end(IOSTX_UPM_DEFER)?;
        }
        Ok(items)
    }

    /// Records the answers; the items without one are given back.
    fn take_answers(&mut self, folder: Option<FolderId>, batch: Batch) -> Result<Vec<UploadMessage>> {
        let mut unanswered = Vec::new();
        for (item, answer) in batch.into_parts() {
            match answer {
                Some(result) => self.take_answer(folder, &item, result)?,
                None => unanswered.push(item),
            }
        }
        Ok(unanswered)
    }

    fn take_answer(&mut self, folder: Option<FolderId>, item: &UploadMessage, result: ResultDetails) -> Result<()> {
        let id = item.upload.item.id;
        let refused = Failure::error_of(result.code, &result.text);
        let (ok, moved) = (result.flags & IOSTX_UPM_OK != 0, result.flags & IOSTX_UPM_MOVED != 0);
        // An answer that the store does not take leaves the item pending, with its mark.
        let error = match self.walk.session().set_full_result(Some(id), result) {
            Ok(()) => refused,
            Err(e) if reach(&e) == Reach::Folder => Some(e),
            Err(e) => return Err(e),
        };
        match error {
            // Not a failure: the download brings what the server has.
            Some(e) if e.code == IOSTX_SYNC_E_CONFLICT => self.sought |= item.flags & IOSTX_UPM_ELSEWHERE != 0,
            Some(e) => {
                self.report.failures += 1;
                self.failed(State::UploadMessage, folder, Some(id), e);
            }
            None if ok => self.count(item, moved),
            None => self.report.unanswered += 1,
        }
        Ok(())
    }

    fn count(&mut self, item: &UploadMessage, moved: bool) {
        let up = &mut self.report.up;
        match item.flags {
            flags if flags & IOSTX_UPM_MOV != 0 => up.moved += 1,
            flags if flags & IOSTX_UPM_NEW != 0 => up.created += 1,
            _ => up.changed += 1,
        }
        let sent = IOSTX_UPM_NEW | IOSTX_UPM_MOD_CONTENT | if moved { 0 } else { IOSTX_UPM_MOV };
        if item.flags & sent != 0 {
            up.bytes += size_of(item);
        }
    }

    /// Finds the item that made a batch fail: asks for each by itself, to be looked for first, since the batch may have got that far.
    fn upload_one_by_one(&mut self, folder: Option<FolderId>, items: Vec<UploadMessage>) -> Result<()> {
        for mut item in items {
            item.flags |= IOSTX_UPM_RETRY;
            let mut batch = Batch::of_items(vec![item]);
            let said = self.walk.upload(&mut batch);
            let unanswered = self.take_answers(folder, batch)?;
            match said {
                Ok(()) => self.report.unanswered += unanswered.len() as u64,
                Err(e) if reach(&e) != Reach::Folder => return Err(e),
                Err(e) => self.refuse(folder, unanswered, &e)?,
            }
        }
        Ok(())
    }

    fn refuse(&mut self, folder: Option<FolderId>, items: Vec<UploadMessage>, error: &Error) -> Result<()> {
        for item in items {
            let result = ResultDetails { text: error.message.clone(), ..ResultDetails::failure(error.code) };
            self.take_answer(folder, &item, result)?;
        }
        Ok(())
    }

    // --- Read states and deletions ------------------------------------------------------------------------------------------

    fn upload_reads(&mut self, folder: Option<FolderId>) -> Result<()> {
        while self.begin(State::UploadRead)? {
            let items: Vec<_> = (self.walk.session().upload_reads().iter())
                .flat_map(|reads| reads.entries.iter().map(|read| (read.entry.item, 0)))
                .collect();
            let mut batch = Batch::of(items.len());
            let mut said = self.walk.set_read(&mut batch);
            if said.as_ref().is_err_and(|e| e.code == IOSTX_MAPI_E_NO_SUPPORT) {
                // The server has no read states: what it does not have it need not be told.
                for index in 0..batch.len() {
                    batch.answer(index, ResultDetails::success(IOSTX_UPR_OK))?;
                }
                said = Ok(());
            }
            let (done, _) = self.take_entries(State::UploadRead, folder, &items, batch)?;
            self.report.up.read += done;
            said?;
        }
        Ok(())
    }

    fn upload_deletes(&mut self, folder: Option<FolderId>) -> Result<()> {
        while self.begin(State::UploadDelete)? {
            let items: Vec<_> = (self.walk.session().upload_deletes().iter())
                .flat_map(|deletes| deletes.entries.iter().map(|delete| (delete.entry.stone.item, delete.flags)))
                .collect();
            let mut batch = Batch::of(items.len());
            let said = self.walk.remove(&mut batch);
            let (done, moved) = self.take_entries(State::UploadDelete, folder, &items, batch)?;
            self.report.up.deleted += done - moved;
            self.report.up.moved += moved;
            match said {
                Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => {}
                said => said?,
            }
        }
        Ok(())
    }

    /// Records the answers for the entries of the open vector, and leaves it. Answers how many were done, and how many of these are
    /// moves.
    fn take_entries(
        &mut self,
        state: State,
        folder: Option<FolderId>,
        entries: &[(ItemId, u32)],
        batch: Batch,
    ) -> Result<(u64, u64)> {
        let (mut done, mut moved) = (0, 0);
        let mut results = Vec::with_capacity(entries.len());
        for ((item, flags), answer) in entries.iter().zip(batch.into_answers()) {
            let is_move = flags & IOSTX_UPD_MOV != 0;
            let result = answer.unwrap_or_else(|| {
                // The other half of a move speaks for both.
                self.report.unanswered += u64::from(!is_move);
                ResultDetails::default()
            });
            match Failure::error_of(result.code, &result.text) {
                Some(e) if e.code == IOSTX_SYNC_E_CONFLICT => {}
                Some(e) => {
                    self.report.failures += 1;
                    self.failed(state, folder, Some(*item), e);
                }
                None if result.flags & crate::replication::table::OK != 0 => {
                    done += 1;
                    moved += u64::from(is_move);
                }
                None => {}
            }
            results.push(result);
        }
        self.walk.session().set_entry_results(0, results)?;
        self.end(0)?;
        Ok((done, moved))
    }
}

fn size_of(item: &UploadMessage) -> u64 {
    item.upload.item.content.as_ref().map_or(0, |content| content.size)
}
