//! Which folders take part in a synchronization, and their locks.

use super::locks::{Lock, Lockable};
use super::model::*;
use super::{Store, held, rows_folder, track};
use crate::error::Result;
use crate::props::ItemKind;

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
    /// Whether the server has the folder, as far as is known; the root stands for what it has at any rate.
    fn is_there(&self, folder: &Folder) -> bool {
        folder.id == self.root || !folder.pending.has(Pending::NEW)
    }

    /// Whether items of the folder may be uploaded.
    pub(super) fn uploads_from(&self, folder: &Folder) -> bool {
        track::is_tracked(folder) && folder.options.direction.uploads() && self.is_there(folder)
    }

    pub(super) fn wants(&self, bits: u32) -> bool {
        let kind = ItemKind::from_number(i64::from(bits >> item_bits::KIND_SHIFT & 0xF));
        let wanted = self.kinds == 0 || kind == ItemKind::Other || self.kinds & (1 << (kind as u32).saturating_sub(1)) != 0;
        wanted && (!self.only_associated || bits & item_bits::ASSOC != 0)
    }
}

/// The lock of a folder, or of a hierarchy, while it is synchronized.
pub struct FolderLock(Lock);

impl FolderLock {
    /// Makes a claim a lock against all sessions of all processes; where another process has it: MAPI_E_BUSY.
    pub fn extend(&mut self) -> Result<()> {
        self.0.extend()
    }
}

impl Store {
    /// Locks a folder for synchronization against all sessions of all processes; a busy one answers MAPI_E_BUSY.
    pub fn lock_folder(&self, folder: FolderId) -> Result<FolderLock> {
        self.inner.locks.take(Lockable::Folder(folder.0)).map(FolderLock)
    }

    /// The same for the hierarchy below a folder.
    pub fn lock_hierarchy(&self, root: FolderId) -> Result<FolderLock> {
        self.inner.locks.take(Lockable::Hierarchy(root.0)).map(FolderLock)
    }

    /// The same against the sessions of this open store only: enough as long as nothing is done with the hierarchy.
    pub fn claim_hierarchy(&self, root: FolderId) -> Result<FolderLock> {
        self.inner.locks.claim(Lockable::Hierarchy(root.0)).map(FolderLock)
    }

    /// The folders with work to upload, parents first, deleted ones last. An upper bound: what is in them may have to wait.
    pub fn upload_folders(&self, offer: &Offer) -> Result<Vec<FolderId>> {
        self.inner.db.read(|conn| {
            let with_work = rows_folder::query(conn, "INDEXED BY folder_work WHERE work <> 0 OR gone <> 0 ORDER BY id", [])?;
            // In one that was deleted here there is only what is to be moved out of it: last, since most of that is done from where
            // it goes to.
            let (deleted, there): (Vec<_>, Vec<_>) = with_work.iter().partition(|folder| folder.is(folder_bits::DELETED));
            let mut found = Vec::new();
            for folder in there.into_iter().chain(deleted).filter(|folder| offer.uploads_from(folder)) {
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
                let there = offer.is_there(&folder) && folder.options.scope != super::options::Scope::None;
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
}

fn select(found: Vec<FolderId>, offer: &Offer) -> Vec<FolderId> {
    match &offer.folders {
        Some(listed) => listed.iter().copied().filter(|id| found.contains(id)).collect(),
        None => found,
    }
}
