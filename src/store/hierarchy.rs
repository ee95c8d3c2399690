//! What waits for upload of the folders themselves, in an order that a server can follow (semantics 5.1, 5.2).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::attempts::{Answer, Verdict, is_due, settle_failure};
use super::db::query_opt;
use super::events::Origin;
use super::folder_base::{BASE_PARENT, rebase, server_version};
use super::folder_plan::Plan;
use super::folder_versions::refill;
use super::folders::remove_row;
use super::model::*;
use super::upload_folders::Offer;
use super::{Store, held, rows_folder, rows_track, track};
use crate::codes::{IOSTX_MAPI_E_HAS_FOLDERS, IOSTX_MAPI_E_HAS_MESSAGES};
use crate::error::Result;
use crate::props::PropTag;

/// A folder that waits for upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderWork {
    /// The folder.
    pub id: FolderId,
    /// Why: [`Pending::NEW`], `MOVED`, `PROPS` or `DELETED`.
    pub why: Pending,
    /// Folders without whose upload this one cannot be uploaded: a parent that is new too, one that has the name.
    pub after: Vec<FolderId>,
    /// A name to give it for the time being, since another folder still has the one it shall have.
    pub temporary_name: Option<String>,
    pub(super) step: Step,
}

/// How much of what is pending of a folder is uploaded at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// All of it.
    Whole,
    /// All, but under a temporary name.
    TemporaryName,
    /// Only a temporary name, where the server has the folder.
    RenameInPlace,
}

/// A folder handed out for upload (UPFLD): a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderUpload {
    /// The folder as handed out, with the name to give it on the server.
    pub folder: Folder,
    /// Why.
    pub why: Pending,
    /// It may be on the server already: look for it first.
    pub retry: bool,
    /// What the agent asked to keep with the attempt whose answer was lost.
    pub cookie: Vec<u8>,
    /// The parent's counterpart on the server.
    pub parent_binding: Binding,
    /// Properties that differ from the server's.
    pub changed_tags: Vec<PropTag>,
    /// The name is a temporary one: with success the folder stays pending.
    pub temporary: bool,
}

impl Store {
    /// Whether there is any folder that may have to be uploaded. Two looks into indexes that hold only folders with work.
    pub fn has_hierarchy_work(&self) -> Result<bool> {
        const ANY: &str = "SELECT EXISTS (SELECT 1 FROM folder INDEXED BY folder_pending WHERE pending <> 0) \
             OR EXISTS (SELECT 1 FROM folder INDEXED BY folder_work WHERE (work <> 0 OR gone <> 0) AND role <> 0)";
        let any = self.inner.db.reader(|conn| query_opt(conn, ANY, [], |row| row.get(0)))?;
        Ok(any.unwrap_or(false))
    }

    /// The folders that may be uploaded now, in the order to do it.
    pub fn hierarchy_work(&self, offer: &Offer) -> Result<Vec<FolderWork>> {
        let now = self.inner.db.env.now();
        self.inner.db.read(|conn| {
            let (mut pending, mut waiting) = (Vec::new(), BTreeSet::new());
            let changed = rows_folder::query(conn, "INDEXED BY folder_pending WHERE pending <> 0 ORDER BY id", [])?;
            let special = unbound_special(conn, offer, &changed, &mut waiting)?;
            for folder in changed.into_iter().chain(special) {
                // The root stands for the top of the server's, whatever it is called here.
                let below = folder.id != offer.root && rows_folder::is_within(conn, folder.id, offer.root)?;
                if !below || !track::is_tracked(&folder) {
                    continue;
                }
                let attempt = rows_track::attempt(conn, Object::Folder(folder.id))?;
                let due = attempt.is_none_or(|attempt| is_due(&attempt, now, offer.backed_off));
                let listed = offer.folders.as_ref().is_none_or(|listed| listed.contains(&folder.id));
                if !due || !listed || !folder.options.direction.uploads() || held::is_folder_held(conn, folder.id)? {
                    // Others may have to wait with it.
                    waiting.insert(folder.id);
                }
                pending.push(folder);
            }
            Plan::order(conn, pending, waiting)
        })
    }

    /// The root of a session stands for the top of the server's: what it is called here, and where it is, waits for nothing.
    pub fn settle_root(&self, root: FolderId) -> Result<()> {
        let waits = |folder: &Folder| !folder.pending.is_clean() && !folder.is(folder_bits::DELETED);
        if !self.inner.db.read(|conn| rows_folder::find(conn, root))?.as_ref().is_some_and(waits) {
            return Ok(());
        }
        self.inner.write(Origin::Import, |tx| {
            let Some(now) = rows_folder::find(tx.conn(), root)?.filter(waits) else { return Ok(()) };
            let mut new = now.clone();
            new.pending = new.pending.minus(Pending::NEW);
            rebase(&now, &mut new);
            rows_folder::update(tx, &new)
        })
    }

    /// Hands a folder out: a new one is marked first. `None` if nothing of it is pending any more.
    pub fn begin_folder_upload(&self, work: &FolderWork, cookie: &[u8]) -> Result<Option<FolderUpload>> {
        let found = self.inner.db.read(|conn| as_handed_out(conn, work))?;
        if found.as_ref().is_none_or(|upload| !upload.why.has(Pending::NEW)) {
            return Ok(found);
        }
        // Read once more in the transaction of the mark: until then the app could delete the folder without a trace.
        self.inner.write(Origin::Import, |tx| {
            let found = as_handed_out(tx.conn(), work)?;
            if found.as_ref().is_some_and(|upload| upload.why.has(Pending::NEW)) {
                let object = Object::Folder(work.id);
                let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
                attempt.marks |= marks::RETRY;
                attempt.cookie = cookie.to_vec();
                rows_track::put_attempt(tx, &attempt)?;
            }
            Ok(found)
        })
    }

    /// Writes down the answer for a folder that was handed out.
    pub fn answer_folder(&self, upload: &FolderUpload, answer: &Answer) -> Result<()> {
        let id = upload.folder.id;
        self.inner.write(Origin::Import, |tx| {
            let Some(now) = rows_folder::find(tx.conn(), id)? else { return Ok(()) };
            if upload.why.has(Pending::DELETED) && matches!(answer.code, IOSTX_MAPI_E_HAS_MESSAGES | IOSTX_MAPI_E_HAS_FOLDERS) {
                return refill(tx, &self.inner, id);
            }
            if answer.verdict() != Verdict::Done {
                return settle_failure(tx, Object::Folder(id), id, answer, None);
            }
            if upload.why.has(Pending::DELETED) {
                let child =
                    query_opt(tx.conn(), "SELECT id FROM folder WHERE parent = ?1 LIMIT 1", [id.0], |row| row.get::<_, i64>(0))?;
                return if child.is_none() { remove_row(tx, id) } else { Ok(()) };
            }
            let mut new = now.clone();
            if let Some(told) = &answer.binding {
                if told.is_bound() {
                    new.binding = told.clone();
                } else {
                    new.binding.remote_version.clone_from(&told.remote_version);
                }
            }
            let untold = upload.why.has(Pending::NEW) && !new.binding.is_bound();
            let mut attempt = Attempt::new(Object::Folder(id));
            attempt.marks = if untold { marks::UNBOUND } else { 0 };
            rows_track::put_attempt(tx, &attempt)?;
            new.pending = new.pending.minus(Pending::NEW);
            if !new.is(folder_bits::DELETED) {
                rebase(&upload.folder, &mut new);
            }
            rows_folder::update(tx, &new)
        })
    }
}

/// A folder as it is handed out now; `None` if nothing of it is pending any more.
fn as_handed_out(conn: &Connection, work: &FolderWork) -> Result<Option<FolderUpload>> {
    let Some(mut folder) = rows_folder::find(conn, work.id)? else { return Ok(None) };
    let mut why = if folder.pending.is_clean() { work.why } else { folder.pending };
    if folder.pending.is_clean() && folder.binding.is_bound() {
        return Ok(None);
    }
    if work.step == Step::RenameInPlace {
        folder.parent = server_version(&folder).parent;
        why = Pending::PROPS;
    }
    let parent = folder.parent.map(|parent| rows_folder::find(conn, parent)).transpose()?.flatten();
    let attempt = rows_track::attempt(conn, Object::Folder(work.id))?.filter(|attempt| attempt.marks & marks::RETRY != 0);
    let changed_tags = folder.base.tags().filter(|tag| tag.0 != BASE_PARENT).collect();
    if let Some(name) = &work.temporary_name {
        folder.name.clone_from(name);
    }
    Ok(Some(FolderUpload {
        why,
        retry: attempt.is_some(),
        cookie: attempt.map(|attempt| attempt.cookie).unwrap_or_default(),
        parent_binding: parent.map(|parent| parent.binding).unwrap_or_default(),
        changed_tags,
        temporary: work.temporary_name.is_some(),
        folder,
    }))
}

/// Special folders that no server folder was bound to: offered as new once they hold work, `changed` folders among it, and a
/// hierarchy download has shown that the server has none of that role (semantics 3.4). Until then folders that go into them wait.
fn unbound_special(conn: &Connection, offer: &Offer, changed: &[Folder], waiting: &mut BTreeSet<FolderId>) -> Result<Vec<Folder>> {
    const UNBOUND: &str = "role <> 0 AND pending = 0 AND remote_id IS NULL AND bits & 1 = 0 AND id <> ?1";
    let mut found: BTreeMap<FolderId, Folder> = BTreeMap::new();
    let with_items = format!("INDEXED BY folder_work WHERE (work <> 0 OR gone <> 0) AND {UNBOUND}");
    for folder in rows_folder::query(conn, &with_items, [offer.root.0])? {
        found.insert(folder.id, folder);
    }
    let is_known = rows_folder::find(conn, offer.root)?.is_some_and(|root| root.is(folder_bits::DOWNLOADED));
    for folder in changed.iter().filter(|folder| folder.pending.any(Pending::NEW.plus(Pending::MOVED))) {
        let mut at = folder.parent.filter(|_| folder.id != offer.root);
        while let Some(above) = at {
            for special in rows_folder::query(conn, &format!("WHERE id = ?2 AND {UNBOUND}"), (offer.root.0, above.0))? {
                found.insert(special.id, special);
                if !is_known {
                    waiting.insert(folder.id);
                }
            }
            at = rows_folder::parent(conn, above)?.filter(|_| above != offer.root);
        }
    }
    if !is_known {
        return Ok(Vec::new());
    }
    Ok(found.into_values().map(|folder| Folder { pending: Pending::NEW, ..folder }).collect())
}
