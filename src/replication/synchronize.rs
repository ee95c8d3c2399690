//! LR_SYNC: direction and selection of one pass, and the state blob of the account.

use std::path::Path;

use super::Session;
use super::flags::*;
use super::results::check_bits;
use super::table::{self, State};
use crate::error::{Error, Result};
use crate::ids::Feid;
use crate::store::{FolderId, StateKind};

/// What the agent selects in LR_SYNC. It is read when the next state begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// IOSTX_UPS_*: one direction at a time; neither direction bit means both.
    pub flags: u32,
    /// The folder of IOSTX_UPS_ONE_FOLDER.
    pub folder: Feid,
    /// The folders of IOSTX_UPS_THESE_FOLDERS, or of IOSTX_SYNC_THESE_FOLDERS.
    pub folders: Vec<Feid>,
    /// One word of IOSTX_UPF_* per folder: which changes of the folder itself are uploaded; 0: all. Empty: 0 for all.
    pub folder_options: Vec<u32>,
}

impl Selection {
    fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    fn check(&self) -> Result<()> {
        check_bits(State::Synchronize.row(), self.flags)?;
        if self.has(IOSTX_UPS_UPLOAD_ONLY) && self.has(IOSTX_UPS_DNLOAD_ONLY) {
            return Err(Error::invalid("SYNC.flags: UPS_UPLOAD_ONLY and UPS_DNLOAD_ONLY exclude each other; neither means both"));
        }
        if self.has(IOSTX_UPS_ONE_FOLDER) && (!self.has(IOSTX_UPS_UPLOAD_ONLY) || self.has(IOSTX_UPS_THESE_FOLDERS)) {
            return Err(Error::invalid("SYNC.flags: UPS_ONE_FOLDER goes with UPS_UPLOAD_ONLY, and not with UPS_THESE_FOLDERS"));
        }
        if self.has(IOSTX_UPS_ONE_FOLDER) && self.folder == Feid::default() {
            return Err(Error::invalid("SYNC.folder: UPS_ONE_FOLDER needs the id of the folder"));
        }
        if !self.folder_options.is_empty() && self.folder_options.len() != self.folders.len() {
            return Err(Error::invalid("SYNC.folder_options: one word per folder is needed"));
        }
        let mut words = self.folder_options.iter();
        words.try_for_each(|word| check_bits(State::UploadFolder.row(), *word)).map_err(|e| e.during("SYNC.folder_options"))
    }
}

/// SYNC: the structure of LR_SYNC.
#[derive(Debug, Clone, Default)]
pub struct Synchronize {
    /// In: direction and selection.
    pub selection: Selection,
    /// Out: the state blob of the account under the session's root.
    pub state_blob: Vec<u8>,
    /// Whether the blob was written since it was read.
    stale: bool,
}

impl Synchronize {
    pub(super) fn forget_blob(&mut self) {
        self.stale = true;
    }
}

/// The selection as the states of the pass need it.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    /// Whether the pass uploads.
    pub up: bool,
    /// Whether the pass downloads.
    pub down: bool,
    /// Only these folders; `None`: all.
    pub folders: Option<Vec<FolderId>>,
    /// The folder that is uploaded straight from LR_SYNC.
    pub one_folder: Option<FolderId>,
    /// Option words of folders, where there are any.
    pub words: Vec<(FolderId, u32)>,
}

/// The bits of an option word that narrow what is uploaded.
const REASONS: u32 = IOSTX_UPF_NEW | IOSTX_UPF_MOD_PARENT | IOSTX_UPF_MOD_PROPS | IOSTX_UPF_DEL;

impl Plan {
    /// Whether the option word of a folder lets a change of it through; `why`: IOSTX_UPF_*.
    pub fn lets(&self, folder: FolderId, why: u32) -> bool {
        let word = self.words.iter().find(|(id, _)| *id == folder).map_or(0, |(_, word)| word & REASONS);
        word == 0 || word & why != 0
    }
}

impl Session {
    /// The structure of LR_SYNC while it is open.
    pub fn synchronize(&self) -> Option<&Synchronize> {
        self.is_open(State::Synchronize).then_some(&self.synchronize)
    }

    /// The path of the store (SYNC.pwzPath).
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// Sets direction and selection. The folders are looked up when the next state begins.
    ///
    /// Errors: `E_UNEXPECTED` (LR_SYNC is not the innermost state), `MAPI_E_INVALID_PARAMETER` (it contradicts itself),
    /// `MAPI_E_UNKNOWN_FLAGS`.
    pub fn set_selection(&mut self, selection: Selection) -> Result<()> {
        let result = match self.state() {
            State::Synchronize => selection.check().map(|()| self.synchronize.selection = selection),
            now => Err(table::out_of_order(now, "the selection of LR_SYNC")),
        };
        self.note(result)
    }

    /// Takes the selection as the agent wrote it into the structure, to be looked at when the next state begins.
    pub fn selection_written(&mut self, selection: Selection) {
        if self.state() == State::Synchronize {
            self.synchronize.selection = selection;
        }
    }

    /// Whether a selection could be taken as it is: what the next SyncBeg would say of it.
    ///
    /// Errors: `MAPI_E_INVALID_PARAMETER` (it contradicts itself), `MAPI_E_UNKNOWN_FLAGS`, and those of looking up its folders.
    pub fn check_selection(&self, selection: &Selection) -> Result<()> {
        self.plan_of(selection).map(|_| ())
    }

    /// Sets the `[in]` flags of LR_SYNC, IOSTX_UPS_*.
    ///
    /// Errors: as [`Session::set_selection`].
    pub fn set_direction(&mut self, flags: u32) -> Result<()> {
        let selection = Selection { flags, ..self.synchronize.selection.clone() };
        self.set_selection(selection)
    }

    /// Sets the state blob of the account under the session's root, for servers that keep one state for all folders. It stands for
    /// all imports made so far and is written after them, never before.
    ///
    /// Errors: `E_UNEXPECTED` (idle), `MAPI_E_TOO_BIG`.
    pub fn set_state_blob(&mut self, blob: &[u8]) -> Result<()> {
        let result = self.write_account_blob(blob);
        self.note(result)
    }

    fn write_account_blob(&mut self, blob: &[u8]) -> Result<()> {
        if self.state() == State::Idle {
            return Err(table::out_of_order(State::Idle, "the account's state blob"));
        }
        self.synchronize.forget_blob();
        match self.open_importer() {
            Some(sink) => sink.set_account_blob(self.root, blob),
            // Imports of tables that were left are committed.
            None => self.store.set_state_blob(StateKind::Account(self.root), blob),
        }
    }

    pub(super) fn read_account_blob(&mut self) -> Result<()> {
        self.synchronize.state_blob = self.store.state_blob(StateKind::Account(self.root))?;
        self.synchronize.stale = false;
        Ok(())
    }

    /// Costs no look into the file: the blob was read by InitSync, unless this session wrote it since.
    pub(super) fn begin_synchronize(&mut self) -> Result<()> {
        if self.synchronize.stale {
            self.read_account_blob()?;
        }
        self.synchronize.selection = Selection::default();
        Ok(())
    }

    /// Reads the selection for the state that begins now.
    pub(super) fn read_selection(&self) -> Result<Plan> {
        self.plan_of(&self.synchronize.selection)
    }

    fn plan_of(&self, selection: &Selection) -> Result<Plan> {
        selection.check()?;
        let mut plan =
            Plan { up: !selection.has(IOSTX_UPS_DNLOAD_ONLY), down: !selection.has(IOSTX_UPS_UPLOAD_ONLY), ..Plan::default() };
        if selection.has(IOSTX_UPS_ONE_FOLDER) {
            let folder = self.folder_of(&selection.folder).map_err(|e| e.during("SYNC.folder"))?;
            plan.one_folder = Some(folder);
            plan.folders = Some(vec![folder]);
        } else if selection.has(IOSTX_UPS_THESE_FOLDERS) || self.wants(IOSTX_SYNC_THESE_FOLDERS) {
            self.read_folders(selection, &mut plan)?;
        }
        Ok(plan)
    }

    fn read_folders(&self, selection: &Selection, plan: &mut Plan) -> Result<()> {
        let Selection { folders, folder_options, .. } = selection;
        let ids = folders.iter().map(|feid| self.folder_of(feid));
        let ids = ids.collect::<Result<Vec<_>>>().map_err(|e| e.during("SYNC.folders"))?;
        for (id, word) in ids.iter().zip(folder_options) {
            plan.words.push((*id, *word));
        }
        plan.folders = Some(ids);
        Ok(())
    }

    fn folder_of(&self, feid: &Feid) -> Result<FolderId> {
        self.store.folder_of(&feid.folder)
    }
}
