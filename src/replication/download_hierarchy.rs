//! LR_SYNC_DOWNLOAD_HIERARCHY: the server's folders, into a sink.

use std::sync::Arc;

use super::Session;
use super::flags::*;
use super::results::Verdict;
use super::session::Ended;
use super::table::State;
use crate::error::{Error, Result};
use crate::store::{FolderLock, HierarchyImporter, StateKind};

/// DNHIER: the structure of LR_SYNC_DOWNLOAD_HIERARCHY. The counts are those of the sink.
pub struct DownloadHierarchy {
    /// Out: the sink; it ends with the state.
    pub sink: Arc<HierarchyImporter>,
    /// Out: the state blob of the hierarchy, as it was when the state began.
    pub state_blob: Vec<u8>,
    _lock: FolderLock,
}

impl Session {
    /// The structure of LR_SYNC_DOWNLOAD_HIERARCHY while it is open.
    pub fn download_hierarchy(&self) -> Option<&DownloadHierarchy> {
        self.downloaded_hierarchy.as_ref()
    }

    pub(super) fn begin_download_hierarchy(&mut self) -> Result<()> {
        if !self.plan.down || !self.wants(IOSTX_SYNC_DOWNLOAD_HIERARCHY) {
            return Err(Error::not_found(
                "SyncBeg(LR_SYNC_DOWNLOAD_HIERARCHY): InitSync or the direction leaves out the download of folders",
            ));
        }
        let lock = self.store.lock_hierarchy(self.root)?;
        let sink = Arc::new(self.hierarchy_sink()?);
        let state_blob = self.store.state_blob(StateKind::Hierarchy(self.root))?;
        self.downloaded_hierarchy = Some(DownloadHierarchy { sink, state_blob, _lock: lock });
        self.control.update(|progress| progress.begin_phase(IOSTX_PHASE_DOWNLOAD_HIERARCHY, 0));
        Ok(())
    }

    pub(super) fn end_download_hierarchy(&mut self, verdict: &Verdict) -> Result<Ended> {
        let Some(state) = &self.downloaded_hierarchy else { return Ok(Ended::Left) };
        let held = state.sink.finish(verdict.succeeded(State::DownloadHierarchy))?;
        self.imported();
        Ok(Ended::of(held))
    }
}
