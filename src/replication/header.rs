//! LR_SYNC_DOWNLOAD_HEADER: one item of which only the header is here becomes whole.

use super::Session;
use super::flags::*;
use super::results::Verdict;
use super::session::Ended;
use super::table::{self, State};
use super::upload_message::UploadMessage;
use crate::error::{Result, check_flags};
use crate::store::{FolderId, FolderLock, ItemId, Message};

/// HDRSYNC: the structure of LR_SYNC_DOWNLOAD_HEADER.
pub struct DownloadHeader {
    /// Out: the header item.
    pub header: UploadMessage,
    /// Out: its folder.
    pub parent: FolderId,
    /// Out: an empty message to fill, or `[in]` one of the agent's own.
    pub full: Message,
    _lock: Option<FolderLock>,
}

impl Session {
    /// The structure of LR_SYNC_DOWNLOAD_HEADER while it is open.
    pub fn download_header(&self) -> Option<&DownloadHeader> {
        self.header.as_ref()
    }

    /// Sets the `[in]` members of the open structure: IOSTX_HSF_*, and the full item if it is not the message handed out.
    ///
    /// Errors: `E_UNEXPECTED` (not in download header), `MAPI_E_UNKNOWN_FLAGS`.
    pub fn set_header(&mut self, flags: u32, full: Option<Message>) -> Result<()> {
        let result = self.try_set_header(flags, full);
        self.note(result)
    }

    fn try_set_header(&mut self, flags: u32, full: Option<Message>) -> Result<()> {
        let now = self.state();
        let Some(header) = &mut self.header else { return Err(table::out_of_order(now, "the full message of a header")) };
        check_flags("HDRSYNC", flags, now.row().reads)?;
        if let Some(full) = full {
            header.full = full;
        }
        self.set_flags(flags);
        Ok(())
    }

    pub(super) fn begin_download_header(&mut self, item: ItemId) -> Result<()> {
        if let Some(sink) = self.open_importer() {
            // The header may be among the imports that are not committed yet.
            sink.flush()?;
        }
        let header = self.store.open_header(item)?;
        let parent = header.item.folder;
        let held = self.downloaded_table.as_ref().is_some_and(|table| table.folder == parent);
        let lock = if held { None } else { Some(self.store.lock_folder(parent)?) };
        let full = self.store.loose_message(parent)?;
        let header = UploadMessage::new(header, &self.options.columns);
        self.header = Some(DownloadHeader { header, parent, full, _lock: lock });
        self.control.update(|progress| (progress.phase, progress.folder) = (IOSTX_PHASE_DOWNLOAD_HEADER, Some(parent)));
        Ok(())
    }

    pub(super) fn end_download_header(&mut self, verdict: &Verdict) -> Result<Ended> {
        let Some(header) = self.header.as_ref().filter(|_| verdict.succeeded(State::DownloadHeader)) else {
            return Ok(Ended::Left);
        };
        let bits = verdict.bits(State::DownloadHeader);
        let (local, consume) = (bits & IOSTX_HSF_LOCAL != 0, bits & IOSTX_HSF_COPYDESTRUCTIVE != 0);
        self.store.replace_header(header.header.upload.item.id, &header.full, local, consume)?;
        self.control.update(|progress| progress.downloaded += 1);
        Ok(Ended::Left)
    }
}
