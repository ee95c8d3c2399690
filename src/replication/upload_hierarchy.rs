//! LR_SYNC_UPLOAD_HIERARCHY and LR_SYNC_UPLOAD_FOLDER: the folders that were changed here, one by one.

use std::collections::{HashSet, VecDeque};

use super::Session;
use super::flags::*;
use super::results::Verdict;
use super::session::Ended;
use super::table::State;
use crate::error::{Error, Result};
use crate::store::{FolderId, FolderLock, FolderUpload, FolderWork, Pending};

/// UPHIER: the structure of LR_SYNC_UPLOAD_HIERARCHY.
pub struct UploadHierarchy {
    /// Out: folders done.
    pub index: u32,
    /// Out: folders to do, those done included.
    pub count: u32,
    work: VecDeque<FolderWork>,
    /// Folders that this pass did not upload: what needs them has to wait for another.
    failed: HashSet<FolderId>,
    _lock: FolderLock,
}

/// UPFLD: the structure of LR_SYNC_UPLOAD_FOLDER.
pub struct UploadFolder {
    /// Out: why: IOSTX_UPF_NEW and so on.
    pub flags: u32,
    /// Out: the folder as it was when it was handed out, its parent's binding, the modified properties.
    pub upload: FolderUpload,
    /// The lock, if the folder was entered straight from LR_SYNC.
    _lock: Option<FolderLock>,
}

/// The documented bits for what is pending of a folder.
fn reasons(why: Pending) -> u32 {
    let bits = [
        (Pending::NEW, IOSTX_UPF_NEW),
        (Pending::MOVED, IOSTX_UPF_MOD_PARENT),
        (Pending::PROPS, IOSTX_UPF_MOD_PROPS),
        (Pending::DELETED, IOSTX_UPF_DEL),
    ];
    bits.into_iter().filter(|(pending, _)| why.any(*pending)).fold(0, |flags, (_, flag)| flags | flag)
}

impl UploadFolder {
    /// Whether the folder was deleted: it cannot be opened any more.
    pub fn is_deleted(&self) -> bool {
        self.flags & IOSTX_UPF_DEL != 0
    }
}

impl Session {
    /// The structure of LR_SYNC_UPLOAD_HIERARCHY while it is open.
    pub fn upload_hierarchy(&self) -> Option<&UploadHierarchy> {
        self.hierarchy.as_ref()
    }

    /// The structure of LR_SYNC_UPLOAD_FOLDER while it is open.
    pub fn upload_folder(&self) -> Option<&UploadFolder> {
        self.folder.as_ref()
    }

    /// The changed folders that this pass offers, in the order to hand them out, and the lock under which that stays true.
    ///
    /// Other processes are locked out only if there is something to hand out.
    fn folder_work(&self) -> Result<(VecDeque<FolderWork>, FolderLock)> {
        let mut lock = self.store.claim_hierarchy(self.root)?;
        if !self.plan.up || !self.wants(IOSTX_SYNC_UPLOAD_HIERARCHY) || !self.store.has_hierarchy_work()? {
            return Ok((VecDeque::new(), lock));
        }
        lock.extend()?;
        self.store.settle_root(self.root)?;
        let work = self.store.hierarchy_work(&self.offer())?;
        Ok((work.into_iter().filter(|work| self.plan.lets(work.id, reasons(work.why))).collect(), lock))
    }

    pub(super) fn begin_upload_hierarchy(&mut self) -> Result<()> {
        let (work, lock) = self.folder_work()?;
        let count = work.len();
        self.hierarchy = Some(UploadHierarchy { index: 0, count: count as u32, work, failed: HashSet::new(), _lock: lock });
        self.control.update(|progress| progress.begin_phase(IOSTX_PHASE_UPLOAD_HIERARCHY, count));
        Ok(())
    }

    pub(super) fn begin_upload_folder(&mut self) -> Result<()> {
        let Some(hierarchy) = &mut self.hierarchy else { return self.begin_one_folder() };
        // One that cannot be handed out is passed over: the next call gives the next folder.
        while let Some(work) = hierarchy.work.pop_front() {
            let waits = std::iter::once(&work.id).chain(&work.after).any(|id| hierarchy.failed.contains(id));
            let upload = if waits { None } else { self.store.begin_folder_upload(&work, &self.cookie)? };
            if let Some(upload) = upload {
                return self.hand_out_folder(upload, None);
            }
            // It needs one that failed, or nothing is pending of it any more.
            if waits {
                hierarchy.failed.insert(work.id);
            }
            hierarchy.count -= 1;
        }
        Err(Error::not_found("SyncBeg(LR_SYNC_UPLOAD_FOLDER): all changed folders were handed out"))
    }

    /// Straight from LR_SYNC (UPS_ONE_FOLDER).
    fn begin_one_folder(&mut self) -> Result<()> {
        let (work, lock) = self.folder_work()?;
        for work in work {
            if let Some(upload) = self.store.begin_folder_upload(&work, &self.cookie)? {
                self.control.update(|progress| progress.begin_phase(IOSTX_PHASE_UPLOAD_HIERARCHY, 1));
                return self.hand_out_folder(upload, Some(lock));
            }
        }
        Err(Error::not_found("SyncBeg(LR_SYNC_UPLOAD_FOLDER): nothing of this folder is to be uploaded now"))
    }

    fn hand_out_folder(&mut self, upload: FolderUpload, lock: Option<FolderLock>) -> Result<()> {
        let retry = if upload.retry { IOSTX_UPF_RETRY } else { 0 };
        let folder = upload.folder.id;
        self.folder = Some(UploadFolder { flags: reasons(upload.why) | retry, upload, _lock: lock });
        self.control.update(|progress| progress.folder = Some(folder));
        Ok(())
    }

    pub(super) fn end_upload_folder(&mut self, verdict: &Verdict) -> Result<Ended> {
        let Some(folder) = &self.folder else { return Ok(Ended::Left) };
        let ok = !verdict.unknown && verdict.succeeded(State::UploadFolder);
        if let Some(hierarchy) = &mut self.hierarchy {
            hierarchy.index += 1;
            if !ok {
                hierarchy.failed.insert(folder.upload.folder.id);
            }
        }
        if !verdict.unknown {
            let result = verdict.result.clone().unwrap_or_default();
            let answer = result.into_answer(ok);
            self.store.answer_folder(&folder.upload, &answer)?;
            self.control.update(|progress| progress.answered(&answer));
        }
        self.control.update(|progress| progress.folders_done += 1);
        Ok(Ended::Left)
    }
}
