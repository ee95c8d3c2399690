//! LR_SYNC_DOWNLOAD_TABLE: the server's items of one folder, into a sink.

use std::sync::Arc;

use super::Session;
use super::contents::{Place, Table};
use super::flags::*;
use super::results::Verdict;
use super::session::Ended;
use super::table::State;
use crate::error::{Error, Result};
use crate::props::tags;
use crate::store::{
    Binding, FileTime, FolderId, FolderLock, HierarchyImporter, ImportCounts, ImportOptions, Importer, MassLimit, StateKind,
};

/// DNTBL: the structure of LR_SYNC_DOWNLOAD_TABLE. The counts are those of the sink.
pub struct DownloadTable {
    /// Out: the sink for items; it ends with the state. `None`: the folder was deleted since the list was made.
    pub contents: Option<Arc<Importer>>,
    /// Out: the sink for folders; it ends with the state.
    pub hierarchy: Arc<HierarchyImporter>,
    /// Out: name of the folder.
    pub name: String,
    /// Out: when the folder was last modified.
    pub last_modified: FileTime,
    /// Out: PR_RIGHTS of the folder.
    pub rights: u32,
    /// Out: the folder.
    pub folder: FolderId,
    /// Out: its binding.
    pub binding: Binding,
    /// Out: place of the folder in the list of contents.
    pub index: u32,
    /// Out: the folder's state blob, as it was when the state began.
    pub state_blob: Vec<u8>,
    /// What of the sink's counts the progress has seen.
    told: ImportCounts,
    told_bytes: u64,
    _lock: FolderLock,
}

impl Session {
    /// The structure of LR_SYNC_DOWNLOAD_TABLE while it is open.
    pub fn download_table(&self) -> Option<&DownloadTable> {
        self.downloaded_table.as_ref()
    }

    /// The sink for items that is open.
    pub(super) fn open_importer(&self) -> Option<Arc<Importer>> {
        self.downloaded_table.as_ref().and_then(|table| table.contents.clone())
    }

    /// The agent knows that the server has nothing new of a folder, which is as good as a download of it.
    pub(crate) fn folder_unchanged(&mut self, folder: FolderId) {
        self.store.folder_unchanged(&self.memory, folder);
    }

    pub(super) fn hierarchy_sink(&self) -> Result<HierarchyImporter> {
        self.store.hierarchy_importer(self.root, &self.memory, self.mass_limit()?, self.control.flag())
    }

    /// Above how many deletions a download is held: as the session says, else as the store does.
    fn mass_limit(&self) -> Result<MassLimit> {
        match self.options.mass_delete {
            Some(limit) => Ok(limit),
            None => Ok(self.store.settings()?.mass_limit),
        }
    }

    pub(super) fn begin_download_table(&mut self) -> Result<()> {
        if !self.downloads_contents() {
            return Err(Error::not_found(
                "SyncBeg(LR_SYNC_DOWNLOAD_TABLE): InitSync or the direction leaves out the download of items",
            ));
        }
        self.begin_table(Table::Download, Self::enter_download_table)
    }

    fn enter_download_table(&mut self, place: Place) -> Result<()> {
        let lock = self.store.lock_folder(place.folder)?;
        let mut table = DownloadTable {
            contents: None,
            hierarchy: Arc::new(self.hierarchy_sink()?),
            name: String::new(),
            last_modified: 0,
            rights: 0,
            folder: place.folder,
            binding: Binding::default(),
            index: place.index,
            state_blob: Vec::new(),
            told: ImportCounts::default(),
            told_bytes: 0,
            _lock: lock,
        };
        if let Some(folder) = self.folder_unless_gone(place.folder)? {
            table.contents = Some(self.store.importer(place.folder, &self.memory, self.import_options(place.folder)?)?);
            table.state_blob = self.store.state_blob(StateKind::Folder(place.folder))?;
            table.rights = folder.bag.bits(tags::IOSTX_PR_RIGHTS);
            (table.name, table.binding, table.last_modified) = (folder.name, folder.binding, folder.mtime);
        }
        self.downloaded_table = Some(table);
        self.control.update(|progress| progress.phase = IOSTX_PHASE_DOWNLOAD_CONTENTS);
        Ok(())
    }

    /// Brings the progress up to date with what the open sinks have taken. Whoever calls a sink calls this now and then; the end of
    /// the state does it too.
    pub fn imported(&mut self) {
        if let Some(table) = &mut self.downloaded_table
            && let Some(sink) = &table.contents
        {
            let (now, before) = (sum(sink.counts()), table.told);
            table.told = now;
            let all = sink.bytes();
            let bytes = all - std::mem::replace(&mut table.told_bytes, all);
            self.control.update(|progress| {
                let more = |of: fn(&ImportCounts) -> u32| u64::from(of(&now).saturating_sub(of(&before)));
                let items = more(|counts| counts.created + counts.changed + counts.read);
                progress.items_done += items + more(|counts| counts.deleted);
                progress.bytes_done += bytes;
                progress.downloaded += items;
                progress.deleted += more(|counts| counts.deleted);
                progress.conflicts += more(|counts| counts.conflicts);
            });
        }
        if let Some(hierarchy) = &self.downloaded_hierarchy {
            let counts = hierarchy.sink.counts();
            self.control.update(|progress| progress.folders_done = counts.created + counts.changed + counts.deleted);
        }
        self.tell();
    }

    fn import_options(&self, folder: FolderId) -> Result<ImportOptions> {
        Ok(ImportOptions {
            policy: self.options.policy,
            ask: self.options.ask.clone(),
            merge: self.options.merge.clone(),
            headers: self.wants(IOSTX_SYNC_HEADERS),
            background: self.wants(IOSTX_SYNC_BACKGROUND),
            kinds: self.options.kinds,
            mass_limit: self.mass_limit()?,
            cancel: self.control.sink_flag(folder),
        })
    }

    pub(super) fn end_download_table(&mut self, verdict: &Verdict) -> Result<Ended> {
        let Some(table) = &self.downloaded_table else { return Ok(Ended::Left) };
        let ok = verdict.succeeded(State::DownloadTable);
        let folders_held = table.hierarchy.finish(ok)?;
        let items = table.contents.as_ref().map(|sink| sink.finish(ok)).transpose()?.unwrap_or_default();
        self.imported();
        Ok(Ended::of(folders_held || items.deletions_held))
    }
}

/// Normal and associated items together.
fn sum(counts: [ImportCounts; 2]) -> ImportCounts {
    let [a, b] = counts;
    ImportCounts {
        created: a.created + b.created,
        changed: a.changed + b.changed,
        read: a.read + b.read,
        deleted: a.deleted + b.deleted,
        conflicts: a.conflicts + b.conflicts,
    }
}
