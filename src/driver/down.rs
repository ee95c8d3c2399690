//! The way down: the server's folders, then what is new in each, then what it still wants.

use std::collections::HashSet;
use std::sync::Arc;

use super::drive::{Begun, Drive, Reach, reach};
use super::remote::FolderState;
use super::walk::Walk;
use crate::codes::{IOSTX_MAPI_E_NO_SUPPORT, IOSTX_MAPI_E_NOT_FOUND, IOSTX_MAPI_E_OBJECT_DELETED};
use crate::error::Result;
use crate::replication::State;
use crate::replication::flags::*;
use crate::store::{FolderId, Importer, StateKind};

/// Wanted items that are asked for at once.
const WANTED: usize = 100;

impl<W: Walk> Drive<'_, W> {
    /// The folders.
    pub fn download_folders(&mut self) -> Result<()> {
        if !self.begin_hierarchy(State::DownloadHierarchy)? {
            return Ok(());
        }
        let sink = self.walk.session().download_hierarchy().map(|open| Arc::clone(&open.sink));
        let result = match self.walk.list_folders() {
            // The agent has the folders that the store has.
            Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => return self.end(0),
            result => result,
        };
        self.settle(State::DownloadHierarchy, None, result, IOSTX_DNH_OK)?;
        if let Some(sink) = sink {
            let counts = sink.counts();
            self.report.down.folders += u64::from(counts.created + counts.changed + counts.deleted);
        }
        Ok(())
    }

    /// The items.
    pub fn download_contents(&mut self) -> Result<()> {
        if !self.begin(State::Contents)? {
            return Ok(());
        }
        let folders = self.walk.session().contents().map_or(Vec::new(), |contents| contents.folders().to_vec());
        for (index, folder) in self.folders_to_visit(&folders)? {
            let control = self.walk.session().control().clone();
            if control.is_skipped(folder) {
                continue;
            }
            self.walk.session().set_index(index)?;
            if self.begin_table(State::DownloadTable)? != Begun::Entered {
                continue;
            }
            let sink = self.walk.session().download_table().and_then(|table| table.contents.clone());
            let result = sink.as_ref().map_or(Ok(()), |sink| self.download_table(sink));
            let settled = self.settle(State::DownloadTable, Some(folder), result, IOSTX_DNT_OK);
            // What came before the line failed stays.
            sink.inspect(|sink| self.count_down(sink));
            settled?;
        }
        self.end(IOSTX_UPC_OK)
    }

    /// The folders that the server has something new of, or that still want something; all that it knows if the agent cannot tell.
    /// With their places in the list.
    fn folders_to_visit(&mut self, folders: &[FolderId]) -> Result<Vec<(u32, FolderId)>> {
        let store = self.walk.session().store().clone();
        let binds = self.walk.binds_folders();
        let mut states = Vec::with_capacity(folders.len());
        for folder in folders {
            match store.folder(*folder) {
                Ok(found) if binds && !found.binding.is_bound() => {}
                Ok(found) => {
                    let state_blob = store.state_blob(StateKind::Folder(*folder))?;
                    states.push(FolderState { folder: *folder, binding: found.binding, state_blob, changed: true });
                }
                // It went since the list was made.
                Err(e) if matches!(e.code, IOSTX_MAPI_E_NOT_FOUND | IOSTX_MAPI_E_OBJECT_DELETED) => {}
                Err(e) => return Err(e),
            }
        }
        match self.walk.changed_folders(&mut states) {
            Ok(()) => {
                let counts = store.supervision_counts()?;
                let wanting: HashSet<FolderId> =
                    counts.into_iter().filter(|(_, counts)| counts.wanted != 0).map(|(folder, _)| folder).collect();
                // What waits for the download of its folder waits for one that has nothing new too.
                let awaited = store.awaited_downloads()?;
                let visited =
                    |state: &FolderState| state.changed || wanting.contains(&state.folder) || awaited.contains(&state.folder);
                let unchanged = states.iter().filter(|state| !visited(state)).map(|state| state.folder);
                unchanged.for_each(|folder| self.walk.session().folder_unchanged(folder));
                states.retain(visited);
            }
            Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => {}
            // Not knowing is no reason to miss something.
            Err(e) if reach(&e) == Reach::Folder => self.failed(State::Contents, None, None, e),
            Err(e) => return Err(e),
        }
        let visits: HashSet<FolderId> = states.into_iter().map(|state| state.folder).collect();
        Ok((0..).zip(folders.iter().copied()).filter(|(_, folder)| visits.contains(folder)).collect())
    }

    fn download_table(&mut self, sink: &Importer) -> Result<()> {
        match self.walk.list_changes() {
            Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => {}
            result => result?,
        }
        let mut after = Vec::new();
        loop {
            let wanted = sink.wanted(&after, WANTED)?;
            let Some(last) = wanted.last() else { return Ok(()) };
            after.clone_from(&last.remote_id);
            match self.walk.fetch_full(&wanted) {
                Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => return Ok(()),
                result => result?,
            }
        }
    }

    fn count_down(&mut self, sink: &Importer) {
        self.report.down.bytes += sink.bytes();
        for counts in sink.counts() {
            let down = &mut self.report.down;
            down.created += u64::from(counts.created);
            down.changed += u64::from(counts.changed);
            down.read += u64::from(counts.read);
            down.deleted += u64::from(counts.deleted);
        }
    }
}
