//! What waits for upload of the folders themselves, in an order that a server can follow (semantics 5.1, 5.2).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::attempts::{Answer, Verdict, is_due, settle_failure};
use super::db::query_opt;
use super::events::Origin;
use super::folders::{rebase, remove_row, server_version};
use super::model::*;
use super::upload::Offer;
use super::{Store, rows_folder, rows_track, track};
use crate::error::Result;
use crate::props::PropTag;

/// A folder that waits for upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderWork {
    /// The folder.
    pub id: FolderId,
    /// Why: [`Pending::NEW`], `MOVED`, `PROPS` or `DELETED`.
    pub why: Pending,
    /// A name to give it for the time being, since another folder still has the one it shall have.
    pub temporary_name: Option<String>,
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
    /// The folders that may be uploaded now, in the order to do it.
    pub fn hierarchy_work(&self, offer: &Offer) -> Result<Vec<FolderWork>> {
        let any = self.inner.db.reader(|conn| {
            // Two looks into indexes that hold only folders with work.
            const ANY: &str = "SELECT EXISTS (SELECT 1 FROM folder INDEXED BY folder_pending WHERE pending <> 0) \
                 OR EXISTS (SELECT 1 FROM folder INDEXED BY folder_work WHERE (work <> 0 OR gone <> 0) AND role <> 0)";
            query_opt(conn, ANY, [], |row| row.get::<_, bool>(0))
        })?;
        if any != Some(true) {
            return Ok(Vec::new());
        }
        let now = self.inner.db.env.now();
        self.inner.db.read(|conn| {
            let mut pending = Vec::new();
            for folder in rows_folder::query(conn, "INDEXED BY folder_pending WHERE pending <> 0 ORDER BY id", [])?
                .into_iter()
                .chain(unbound_special(conn, offer)?)
            {
                let due = match rows_track::attempt(conn, Object::Folder(folder.id))? {
                    Some(attempt) => is_due(&attempt, now, offer.backed_off),
                    None => true,
                };
                let listed = offer.folders.as_ref().is_none_or(|listed| listed.contains(&folder.id));
                if due
                    && listed
                    && track::is_tracked(&folder)
                    && folder.options.direction.uploads()
                    && rows_folder::is_within(conn, folder.id, offer.root)?
                {
                    pending.push(folder);
                }
            }
            Plan::new(conn, pending)?.order()
        })
    }

    /// Hands a folder out: a new one is marked first. `None` if nothing of it is pending any more.
    pub fn begin_folder_upload(&self, work: &FolderWork, cookie: &[u8]) -> Result<Option<FolderUpload>> {
        let found = self.inner.db.read(|conn| {
            let Some(mut folder) = rows_folder::find(conn, work.id)? else { return Ok(None) };
            let parent = folder.parent.map(|parent| rows_folder::find(conn, parent)).transpose()?.flatten();
            let why = if folder.pending.is_clean() { work.why } else { folder.pending };
            if folder.pending.is_clean() && folder.binding.is_bound() {
                return Ok(None);
            }
            let attempt = rows_track::attempt(conn, Object::Folder(work.id))?.filter(|attempt| attempt.marks & marks::RETRY != 0);
            let changed_tags = folder.base.tags().filter(|tag| tag.0 != super::folders::BASE_PARENT).collect();
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
        })?;
        if let Some(upload) = found.as_ref().filter(|upload| upload.why.has(Pending::NEW)) {
            self.inner.write(Origin::Import, |tx| {
                let object = Object::Folder(upload.folder.id);
                let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
                attempt.marks |= marks::RETRY;
                attempt.cookie = cookie.to_vec();
                rows_track::put_attempt(tx, &attempt)
            })?;
        }
        Ok(found)
    }

    /// Writes down the answer for a folder that was handed out.
    pub fn answer_folder(&self, upload: &FolderUpload, answer: &Answer) -> Result<()> {
        let id = upload.folder.id;
        self.inner.write(Origin::Import, |tx| {
            if answer.verdict() != Verdict::Done {
                return settle_failure(tx, Object::Folder(id), id, answer);
            }
            let Some(now) = rows_folder::find(tx.conn(), id)? else { return Ok(()) };
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

/// Special folders that no server folder was bound to: offered as new once they hold work and a hierarchy download has shown
/// that the server has none of that role (semantics 3.4).
fn unbound_special(conn: &Connection, offer: &Offer) -> Result<Vec<Folder>> {
    let Some(root) = rows_folder::find(conn, offer.root)?.filter(|root| root.is(folder_bits::DOWNLOADED)) else {
        return Ok(Vec::new());
    };
    let mut folders = rows_folder::query(
        conn,
        "INDEXED BY folder_work WHERE (work <> 0 OR gone <> 0) AND role <> 0 AND pending = 0 AND remote_id IS NULL AND id <> ?1 ORDER BY id",
        [root.id.0],
    )?;
    for folder in &mut folders {
        folder.pending = Pending::NEW;
    }
    Ok(folders)
}

/// Who must go before whom.
struct Plan {
    folders: BTreeMap<FolderId, Folder>,
    before: BTreeMap<FolderId, Vec<FolderId>>,
    /// Deletions that must wait for a move out, and all that must wait for them.
    waiting: BTreeSet<FolderId>,
}

impl Plan {
    fn new(conn: &Connection, pending: Vec<Folder>) -> Result<Self> {
        let folders: BTreeMap<_, _> = pending.into_iter().map(|folder| (folder.id, folder)).collect();
        let mut plan = Plan { folders, before: BTreeMap::new(), waiting: BTreeSet::new() };
        let ids: Vec<FolderId> = plan.folders.keys().copied().collect();
        for id in &ids {
            for other in &ids {
                if id != other && plan.must_follow(conn, *id, *other)? {
                    plan.before.entry(*id).or_default().push(*other);
                }
            }
            if plan.folders[id].is(folder_bits::DELETED) && moves_out(conn, *id)? {
                plan.waiting.insert(*id);
            }
        }
        Ok(plan)
    }

    /// Whether `id` can only be done after `other`.
    fn must_follow(&self, conn: &Connection, id: FolderId, other: FolderId) -> Result<bool> {
        let (this, that) = (&self.folders[&id], &self.folders[&other]);
        let placed = |folder: &Folder| folder.pending.any(Pending::NEW.plus(Pending::MOVED));
        if this.is(folder_bits::DELETED) {
            // Children first; and what was moved out from below must be out.
            if that.is(folder_bits::DELETED) {
                return Ok(that.parent == Some(id));
            }
            let was_below = server_version(that).parent;
            return match was_below.filter(|_| that.pending.has(Pending::MOVED)) {
                Some(parent) => rows_folder::is_within(conn, parent, id),
                None => Ok(false),
            };
        }
        if placed(this) && this.parent == Some(other) && placed(that) {
            return Ok(true);
        }
        // The name that it wants is still taken on the server by one that goes or changes its own.
        let theirs = server_version(that);
        let known = !that.pending.has(Pending::NEW) || that.is(folder_bits::DELETED);
        Ok(known
            && theirs.name == this.name
            && theirs.parent == this.parent
            && (that.is(folder_bits::DELETED) || that.name != theirs.name || that.parent != theirs.parent))
    }

    /// All of them, each after those that it must follow; a circle of names is opened with a temporary one.
    fn order(mut self) -> Result<Vec<FolderWork>> {
        self.spread_waiting();
        let mut done = BTreeSet::new();
        let mut work = Vec::new();
        let mut left: Vec<FolderId> = self.folders.keys().copied().filter(|id| !self.waiting.contains(id)).collect();
        let mut renamed = BTreeSet::new();
        while !left.is_empty() {
            let ready = |id: &FolderId| {
                self.before.get(id).is_none_or(|before| before.iter().all(|other| done.contains(other) || renamed.contains(other)))
            };
            match left.iter().position(ready) {
                Some(at) => {
                    let id = left.remove(at);
                    done.insert(id);
                    work.push(self.entry(id, None));
                }
                None => {
                    // A circle: one of its folders that has a name on the server steps aside.
                    let Some(at) = left
                        .iter()
                        .position(|id| !renamed.contains(id) && !self.folders[id].pending.any(Pending::NEW.plus(Pending::DELETED)))
                    else {
                        break;
                    };
                    let id = left[at];
                    renamed.insert(id);
                    work.push(self.entry(id, Some(format!("{}.iostx-{}", self.folders[&id].name, id.0))));
                }
            }
        }
        Ok(work)
    }

    fn spread_waiting(&mut self) {
        loop {
            let more: Vec<FolderId> = self
                .before
                .iter()
                .filter(|(id, before)| !self.waiting.contains(id) && before.iter().any(|other| self.waiting.contains(other)))
                .map(|(id, _)| *id)
                .collect();
            if more.is_empty() {
                return;
            }
            self.waiting.extend(more);
        }
    }

    fn entry(&self, id: FolderId, temporary_name: Option<String>) -> FolderWork {
        FolderWork { id, why: self.folders[&id].pending, temporary_name }
    }
}

/// Whether an item that was in the folder or below it waits to be moved out of it on the server.
fn moves_out(conn: &Connection, folder: FolderId) -> Result<bool> {
    for id in rows_folder::subtree(conn, folder, true)? {
        let moved = query_opt(conn, "SELECT 1 FROM tombstone WHERE folder = ?1 AND dest IS NOT NULL LIMIT 1", [id.0], |_| Ok(()))?;
        if moved.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
