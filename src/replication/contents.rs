//! LR_SYNC_CONTENTS: the folders whose items are replicated, and which of them the next table is for.

use super::Session;
use super::flags::*;
use super::table::{self, State};
use crate::codes::IOSTX_MAPI_E_BUSY;
use crate::error::{Error, Result};
use crate::store::FolderId;

/// The two kinds of tables of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    Upload = 1,
    Download = 2,
}

/// SYNCCONT: the structure of LR_SYNC_CONTENTS.
#[derive(Debug, Default)]
pub struct Contents {
    /// Out: the folder of the last table, and of the next one unless that kind of table was there already.
    pub index: u32,
    /// Out: folders in the list, which is fixed.
    pub count: u32,
    folders: Vec<FolderId>,
    /// The index that the agent chose for the next table.
    chosen: Option<u32>,
    /// The kinds of tables that were entered, or refused, for the folder at `index`.
    served: u32,
}

impl Contents {
    fn new(folders: Vec<FolderId>) -> Self {
        Contents { count: folders.len() as u32, folders, ..Contents::default() }
    }

    /// The folders of the list.
    pub fn folders(&self) -> &[FolderId] {
        &self.folders
    }

    /// The place and the folder that a table begins for. The place moves on only when this kind of table was already entered or
    /// refused there, and the agent did not choose another one (semantics 6.4).
    fn next(&self, table: Table) -> Result<(u32, FolderId)> {
        let index = match self.chosen {
            Some(index) => index,
            None if self.served & table as u32 != 0 => self.index + 1,
            None => self.index,
        };
        match self.folders.get(index as usize) {
            Some(folder) => Ok((index, *folder)),
            None => Err(Error::not_found(format!("there is no table {index}: the list has {} folders", self.count))),
        }
    }

    fn serve(&mut self, index: u32, table: Table) {
        if self.chosen.is_some() || index != self.index {
            self.served = 0;
        }
        self.index = index;
        self.chosen = None;
        self.served |= table as u32;
    }
}

impl Session {
    /// The structure of LR_SYNC_CONTENTS while it is open.
    pub fn contents(&self) -> Option<&Contents> {
        self.contents.as_ref()
    }

    /// Chooses the folder whose table begins next.
    ///
    /// Errors: `E_UNEXPECTED` (LR_SYNC_CONTENTS is not the innermost state), `MAPI_E_NOT_FOUND` (not below count).
    pub fn set_index(&mut self, index: u32) -> Result<()> {
        let result = self.try_set_index(index);
        self.note(result)
    }

    fn try_set_index(&mut self, index: u32) -> Result<()> {
        let now = self.state();
        match self.contents.as_mut().filter(|_| now == State::Contents) {
            Some(contents) if index < contents.count => {
                contents.chosen = Some(index);
                contents.index = index;
                contents.served = 0;
                Ok(())
            }
            Some(contents) => Err(Error::not_found(format!("index {index}: the list has {} folders", contents.count))),
            None => Err(table::out_of_order(now, "the index of LR_SYNC_CONTENTS")),
        }
    }

    /// Takes the index as the agent left it in the structure: another one than the library wrote chooses the folder of the next
    /// table.
    pub fn index_written(&mut self, index: u32) {
        if let Some(contents) = self.contents.as_mut().filter(|contents| contents.index != index) {
            contents.chosen = Some(index);
        }
    }

    /// The list holds what the pass uploads, downloads, or both: each folder once.
    pub(super) fn begin_contents(&mut self) -> Result<()> {
        let offer = self.offer();
        let mut folders = Vec::new();
        if self.downloads_contents() {
            folders = self.store.download_folders(&offer)?;
        }
        if self.uploads_contents() {
            let listed: std::collections::HashSet<FolderId> = folders.iter().copied().collect();
            let upload = self.store.upload_folders(&offer)?;
            folders.extend(upload.into_iter().filter(|folder| !listed.contains(folder)));
        }
        folders.retain(|folder| !self.control.is_skipped(*folder));
        let phase = if self.downloads_contents() { IOSTX_PHASE_DOWNLOAD_CONTENTS } else { IOSTX_PHASE_UPLOAD_CONTENTS };
        self.control.update(|progress| progress.begin_phase(phase, folders.len()));
        self.contents = Some(Contents::new(folders));
        Ok(())
    }

    pub(super) fn uploads_contents(&self) -> bool {
        self.plan.up && self.wants(IOSTX_SYNC_UPLOAD_CONTENTS)
    }

    pub(super) fn downloads_contents(&self) -> bool {
        self.plan.down && self.wants(IOSTX_SYNC_DOWNLOAD_CONTENTS)
    }

    /// Goes to the folder that a table begins for, and begins it with `enter`. A folder that is refused (busy, damaged) counts as
    /// asked for: the next call for this kind of table passes it over. One that is skipped is passed over at once, unless the agent
    /// chose it: then it is refused.
    pub(super) fn begin_table<T>(&mut self, table: Table, enter: impl FnOnce(&mut Self, Place) -> Result<T>) -> Result<T> {
        let state = self.state();
        let Some(contents) = &mut self.contents else { return Err(table::out_of_order(state, "a table")) };
        let place = loop {
            let chosen = contents.chosen.is_some();
            let (index, folder) = contents.next(table).inspect_err(|_| contents.chosen = None)?;
            contents.serve(index, table);
            if !self.control.is_skipped(folder) {
                break Place { index, count: contents.count, folder };
            }
            if chosen {
                return Err(Error::new(IOSTX_MAPI_E_BUSY, format!("folder {index} of the list is skipped")));
            }
        };
        self.control.update(|progress| progress.begin_folder(place.index, place.folder));
        enter(self, place)
    }
}

/// A folder in the list of contents.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub index: u32,
    pub count: u32,
    pub folder: FolderId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::IOSTX_MAPI_E_NOT_FOUND;

    fn list(count: i64) -> Contents {
        Contents::new((10..10 + count).map(FolderId).collect())
    }

    fn ask(contents: &mut Contents, table: Table) -> Option<i64> {
        match contents.next(table) {
            Ok((index, folder)) => {
                contents.serve(index, table);
                Some(folder.0)
            }
            Err(e) => {
                assert_eq!(e.code, IOSTX_MAPI_E_NOT_FOUND);
                contents.chosen = None;
                None
            }
        }
    }

    #[test]
    fn both_kinds_of_tables_serve_one_folder_before_the_index_moves_on() {
        let mut contents = list(2);
        for folder in [10, 11] {
            assert_eq!(ask(&mut contents, Table::Upload), Some(folder));
            assert_eq!(ask(&mut contents, Table::Download), Some(folder));
        }
        assert_eq!((ask(&mut contents, Table::Upload), ask(&mut contents, Table::Download)), (None, None));
        assert_eq!(contents.index, 1, "asking for too many leaves the index");
    }

    #[test]
    fn one_kind_of_table_alone_goes_through_the_list() {
        let mut contents = list(3);
        let folders: Vec<_> = std::iter::from_fn(|| ask(&mut contents, Table::Download)).collect();
        assert_eq!(folders, [10, 11, 12]);
    }

    #[test]
    fn an_index_that_the_agent_wrote_is_taken_and_one_past_the_end_changes_nothing() {
        let mut contents = list(3);
        contents.chosen = Some(2);
        assert_eq!(ask(&mut contents, Table::Upload), Some(12));
        assert_eq!(ask(&mut contents, Table::Download), Some(12));
        contents.chosen = Some(9);
        assert_eq!(ask(&mut contents, Table::Upload), None);
        assert_eq!(contents.index, 2);
        contents.chosen = Some(0);
        assert_eq!(ask(&mut contents, Table::Download), Some(10));
        assert_eq!(ask(&mut contents, Table::Download), Some(11));
    }
}
