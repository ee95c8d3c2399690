//! What apps do to folders, and what it leaves to be uploaded.

use super::db::{Tx, query_all, query_opt};
use super::events::{Change, Origin};
use super::flags::*;
use super::folder_base::{server_version, track_change};
use super::folder_values::{set_local_only, set_value};
use super::identity::{folder_source, stamp_folder};
use super::items::delete_item;
use super::model::*;
use super::options::{FolderOptions, Scope};
use super::put::{self, Whole};
use super::{Inner, Store, awaited, outgoing, rows_folder, rows_item, rows_track, track};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::props::{Bag, Value, tags};

impl Store {
    /// A folder, whole.
    pub fn folder(&self, id: FolderId) -> Result<Folder> {
        self.inner.db.reader(|conn| rows_folder::get(conn, id))
    }

    /// The subfolders, by name.
    pub fn subfolders(&self, parent: FolderId) -> Result<Vec<Folder>> {
        self.inner.db.reader(|conn| rows_folder::children(conn, parent))
    }

    /// Whether the folder, or one above it, is a public one (IOSTX_PR_PUBLIC_FOLDER).
    pub fn is_public_folder(&self, id: FolderId) -> Result<bool> {
        self.inner.db.read(|conn| {
            let mut tree = std::iter::once(id).chain(rows_folder::above(conn, id)?);
            let is_marked = |folder: Folder| folder.bag.bits(tags::IOSTX_PR_PUBLIC_FOLDER) != 0;
            tree.try_fold(false, |found, id| Ok(found || rows_folder::find(conn, id)?.is_some_and(is_marked)))
        })
    }

    /// IMAPIFolder::CreateFolder. A name that a sibling has: MAPI_E_COLLISION, or with IOSTX_OPEN_IF_EXISTS that folder.
    pub fn create_folder(&self, parent: FolderId, name: &str, class: &str, flags: u32) -> Result<FolderId> {
        check_flags("create_folder", flags, IOSTX_OPEN_IF_EXISTS)?;
        check_name(name)?;
        self.inner.write(Origin::App, |tx| {
            let above = rows_folder::get(tx.conn(), parent)?;
            if let Some(sibling) = by_name(tx, parent, name)?.first() {
                return match flags & IOSTX_OPEN_IF_EXISTS {
                    0 => Err(collision(name)),
                    _ => Ok(*sibling),
                };
            }
            track::check_writable(&above)?;
            let mut bag = Bag::new().with(tags::IOSTX_PR_CREATION_TIME, Value::Time(tx.now));
            if !class.is_empty() {
                bag.set(tags::IOSTX_PR_CONTAINER_CLASS, Value::Text(class.to_owned()));
            }
            let mut folder = new_folder(tx, &above, name, bag)?;
            if track::is_tracked(&folder) {
                folder.pending = Pending::NEW;
            }
            rows_folder::insert(tx, &folder)?;
            tx.note(Change::FolderCreated(folder.id));
            Ok(folder.id)
        })
    }

    /// Sets properties of a folder: its name (renaming it), class, comment and others; binding, role and "local only" among
    /// them, which are no local change.
    pub fn set_folder_values(&self, id: FolderId, values: &Bag) -> Result<()> {
        self.inner.write(Origin::App, |tx| {
            let old = rows_folder::get(tx.conn(), id)?;
            let mut new = old.clone();
            values.iter().try_for_each(|(tag, value)| set_value(tx, &mut new, tag, value))?;
            if new.name != old.name {
                check_movable(&old)?;
                if let Some(parent) = new.parent {
                    check_free(tx, parent, &new.name, id)?;
                }
            }
            save(tx, &self.inner, &old, new)
        })
    }

    /// Scope, direction, policy and the like.
    pub fn folder_options(&self, id: FolderId) -> Result<FolderOptions> {
        Ok(self.folder(id)?.options)
    }

    /// Sets scope, direction, policy and the like. No local change. What leaves the scope goes at once, what comes into it is put on
    /// the wanted list, and items that bear the mark of deletion are expunged as the options say.
    pub fn set_folder_options(&self, id: FolderId, options: FolderOptions) -> Result<()> {
        self.set_options(id, options, None)
    }

    /// As [`Store::set_folder_options`]; also whether the folder is local, in the same commit.
    pub fn set_folder_replication(&self, id: FolderId, options: FolderOptions, local_only: bool) -> Result<()> {
        self.set_options(id, options, Some(local_only))
    }

    fn set_options(&self, id: FolderId, options: FolderOptions, local_only: Option<bool>) -> Result<()> {
        let fits = self.inner.write(Origin::App, |tx| {
            let old = rows_folder::get(tx.conn(), id)?;
            let mut new = Folder { options, ..old.clone() };
            if let Some(local) = local_only {
                set_local_only(tx, &mut new, local)?;
            }
            if new != old {
                rows_folder::update(tx, &new)?;
                tx.note(Change::FolderChanged(id));
            }
            Ok(old.options.scope == options.scope && old.options.expunge == options.expunge)
        })?;
        // Nothing is downloaded of a folder without scope: what an interrupted call left must go now.
        if fits && options.scope != Scope::None { Ok(()) } else { self.fit_folder(id) }
    }

    /// IMAPIFolder::CopyFolder with FOLDER_MOVE.
    pub fn move_folder(&self, id: FolderId, parent: FolderId) -> Result<()> {
        self.inner.write(Origin::App, |tx| {
            let old = rows_folder::get(tx.conn(), id)?;
            let above = rows_folder::get(tx.conn(), parent)?;
            check_movable(&old)?;
            track::check_writable(&above)?;
            if rows_folder::is_within(tx.conn(), parent, id)? {
                return Err(Error::new(IOSTX_MAPI_E_FOLDER_CYCLE, format!("folder '{}' cannot be moved below itself", old.name)));
            }
            if track::is_tracked(&old) != track::is_tracked(&above) {
                return Err(Error::new(
                    IOSTX_MAPI_E_NO_SUPPORT,
                    format!("folder '{}' cannot be moved between replicated and local folders: copy it, then delete it", old.name),
                ));
            }
            check_free(tx, parent, &old.name, id)?;
            let mut new = old.clone();
            new.parent = Some(parent);
            save(tx, &self.inner, &old, new)
        })
    }

    /// IMAPIFolder::CopyFolder: the folder with its items, and with IOSTX_COPY_SUBFOLDERS all below it. Every copy is a new
    /// object.
    pub fn copy_folder(&self, id: FolderId, parent: FolderId, name: &str, flags: u32) -> Result<FolderId> {
        check_flags("copy_folder", flags, IOSTX_COPY_SUBFOLDERS)?;
        let source = self.folder(id)?;
        let name = if name.is_empty() { source.name.as_str() } else { name };
        let within = self.inner.db.reader(|conn| rows_folder::is_within(conn, parent, id))?;
        if within {
            return Err(Error::new(IOSTX_MAPI_E_FOLDER_CYCLE, format!("folder '{}' cannot be copied below itself", source.name)));
        }
        let class = source.bag.text(tags::IOSTX_PR_CONTAINER_CLASS).unwrap_or("");
        let copy = self.create_folder(parent, name, class, 0)?;
        self.copy_contents(id, copy)?;
        if flags & IOSTX_COPY_SUBFOLDERS != 0 {
            for child in self.subfolders(id)? {
                self.copy_folder(child.id, copy, &child.name, flags)?;
            }
        }
        Ok(copy)
    }

    /// Copies all items, some hundred a transaction, so that no other writer waits long.
    fn copy_contents(&self, from: FolderId, to: FolderId) -> Result<()> {
        let mut after = 0;
        loop {
            let last = self.inner.write(Origin::App, |tx| {
                let dest = rows_folder::get(tx.conn(), to)?;
                let page = rows_item::query(
                    tx.conn(),
                    "WHERE folder = ?1 AND id > ?2 AND bits & 8 = 0 ORDER BY id LIMIT 256",
                    (from.0, after),
                )?;
                for item in &page {
                    track::copy(tx, &self.inner, item, &dest)?;
                }
                Ok(page.last().map(|item| item.id.0))
            })?;
            match last {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }

    /// IMAPIFolder::DeleteFolder. Without IOSTX_DEL_MESSAGES a folder with items, without IOSTX_DEL_ASSOCIATED one with associated
    /// items, without IOSTX_DEL_FOLDERS one with subfolders is refused.
    pub fn delete_folder(&self, id: FolderId, flags: u32) -> Result<()> {
        let known = IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS | IOSTX_DEL_ASSOCIATED | IOSTX_DELETE_HARD_DELETE;
        check_flags("delete_folder", flags, known)?;
        self.inner.write(Origin::App, |tx| {
            let folder = rows_folder::get(tx.conn(), id)?;
            let below = rows_folder::subtree(tx.conn(), id, false)?;
            for id in &below {
                let folder = rows_folder::get(tx.conn(), *id)?;
                check_movable(&folder)?;
                track::check_writable(&folder)?;
                awaited::check_free(tx, &folder, &below)?;
                outgoing::check_none_queued(tx, &folder)?;
            }
            if below.len() > 1 && flags & IOSTX_DEL_FOLDERS == 0 {
                return Err(Error::new(IOSTX_MAPI_E_HAS_FOLDERS, format!("folder '{}' has subfolders", folder.name)));
            }
            if folder.total > 0 && flags & IOSTX_DEL_MESSAGES == 0 {
                return Err(Error::new(IOSTX_MAPI_E_HAS_MESSAGES, format!("folder '{}' has items", folder.name)));
            }
            if folder.assoc > 0 && flags & IOSTX_DEL_ASSOCIATED == 0 {
                return Err(Error::new(IOSTX_MAPI_E_HAS_MESSAGES, format!("folder '{}' has associated items", folder.name)));
            }
            for id in below.into_iter().rev() {
                delete_one(tx, &self.inner, id)?;
            }
            Ok(())
        })
    }

    /// IMAPIFolder::EmptyFolder: deletes all items, with IOSTX_DEL_ASSOCIATED the associated ones too.
    pub fn empty_folder(&self, id: FolderId, flags: u32) -> Result<()> {
        check_flags("empty_folder", flags, IOSTX_DEL_ASSOCIATED | IOSTX_DELETE_HARD_DELETE)?;
        self.inner.write(Origin::App, |tx| {
            let folder = rows_folder::get(tx.conn(), id)?;
            let trash = rows_folder::special(tx.conn(), IOSTX_FOLDER_DELETED)?.unwrap_or(id);
            let associated = flags & IOSTX_DEL_ASSOCIATED != 0;
            each_item(tx, id, |whole| match whole.item.is(item_bits::SLIM) || whole.item.is(item_bits::ASSOC) && !associated {
                true => Ok(()),
                false => delete_item(tx, &self.inner, &folder, trash, &whole),
            })
        })
    }
}

/// A folder row that is not written yet.
pub(super) fn new_folder(tx: &Tx<'_>, parent: &Folder, name: &str, bag: Bag) -> Result<Folder> {
    let bits = parent.bits & folder_bits::LOCAL_ONLY & if parent.role == IOSTX_FOLDER_ROOT { 0 } else { u32::MAX };
    blank(tx, Some(parent.id), name, bits, bag)
}

/// The same for any parent; the root has none.
pub(super) fn blank(tx: &Tx<'_>, parent: Option<FolderId>, name: &str, bits: u32, bag: Bag) -> Result<Folder> {
    Ok(Folder {
        id: FolderId(tx.new_object()? as i64),
        parent,
        name: name.to_owned(),
        role: 0,
        bits,
        pending: Pending::NONE,
        base: Bag::new(),
        mtime: tx.now,
        cn: tx.new_change()?,
        stamp: 0,
        source_key: None,
        change_key: None,
        pcl: None,
        binding: Binding::default(),
        total: 0,
        unread: 0,
        assoc: 0,
        work: 0,
        gone: 0,
        conflicts: 0,
        failures: 0,
        held: 0,
        wanted: 0,
        options: FolderOptions::default(),
        bag,
    })
}

/// The subfolders with a name, compared without case; the one with exactly that name comes first.
pub(super) fn by_name(tx: &Tx<'_>, parent: FolderId, name: &str) -> Result<Vec<FolderId>> {
    let siblings = query_all(tx.conn(), "SELECT id, name FROM folder WHERE parent = ?1 AND bits & 8 = 0", [parent.0], |row| {
        Ok((FolderId(row.get(0)?), row.get::<_, String>(1)?))
    })?;
    let wanted = name.to_lowercase();
    let mut same: Vec<_> = siblings.into_iter().filter(|(_, other)| other.to_lowercase() == wanted).collect();
    same.sort_by_key(|(_, other)| other != name);
    Ok(same.into_iter().map(|(id, _)| id).collect())
}

fn check_free(tx: &Tx<'_>, parent: FolderId, name: &str, own: FolderId) -> Result<()> {
    match by_name(tx, parent, name)?.iter().any(|sibling| *sibling != own) {
        true => Err(collision(name)),
        false => Ok(()),
    }
}

fn collision(name: &str) -> Error {
    Error::new(IOSTX_MAPI_E_COLLISION, format!("a folder '{name}' exists there already"))
}

pub(super) fn check_name(name: &str) -> Result<()> {
    match name.len() {
        0 => Err(Error::invalid("name: a folder needs a name")),
        1..=MAX_REMOTE => Ok(()),
        n => Err(Error::new(IOSTX_MAPI_E_STRING_TOO_LONG, format!("name: {n} bytes; at most {MAX_REMOTE} are allowed"))),
    }
}

/// Refuses to rename, move or delete the folders that every store has.
pub(super) fn check_movable(folder: &Folder) -> Result<()> {
    match folder.role {
        IOSTX_FOLDER_NONE => Ok(()),
        _ => {
            Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, format!("'{}' is a special folder: it stays where and what it is", folder.name)))
        }
    }
}

/// Writes a folder that an app changed, with what is pending of it computed anew.
fn save(tx: &Tx<'_>, inner: &Inner, old: &Folder, mut new: Folder) -> Result<()> {
    track_change(old, &mut new);
    if new == *old {
        return Ok(());
    }
    if new.name != old.name || new.parent != old.parent || new.bag != old.bag {
        track::check_writable(old)?;
        stamp_folder(tx, &inner.replicas(), &mut new)?;
    }
    rows_folder::update(tx, &new)?;
    tx.note(change_of(old, &new));
    Ok(())
}

/// The event that tells of a folder that was `old` and is `new`.
pub(super) fn change_of(old: &Folder, new: &Folder) -> Change {
    match old.parent.filter(|_| old.parent != new.parent) {
        Some(from) => Change::FolderMoved(new.id, from),
        None => Change::FolderChanged(new.id),
    }
}

/// Runs over all items of a folder, slim ones too, a page at a time.
pub(super) fn each_item(tx: &Tx<'_>, folder: FolderId, mut act: impl FnMut(Whole) -> Result<()>) -> Result<()> {
    let mut after = 0;
    loop {
        let page = rows_item::query(tx.conn(), "WHERE folder = ?1 AND id > ?2 ORDER BY id LIMIT 256", (folder.0, after))?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id.0;
        for item in page {
            act(put::with_base(tx, item)?)?;
        }
    }
}

/// Deletes one folder whose subfolders are gone: without a trace if the server never heard of it, else as pending work.
fn delete_one(tx: &Tx<'_>, inner: &Inner, id: FolderId) -> Result<()> {
    let mut folder = rows_folder::get(tx.conn(), id)?;
    let attempt = rows_track::attempt(tx.conn(), Object::Folder(id))?.unwrap_or(Attempt::new(Object::Folder(id)));
    let marked = attempt.marks & (marks::RETRY | marks::UNBOUND) != 0;
    let known = track::is_tracked(&folder) && (!folder.pending.has(Pending::NEW) || marked);
    rows_track::remember_deleted(tx, &folder_source(&inner.replicas(), &folder))?;
    // The keys of the items are not remembered as deleted: if the folder comes back, so do they; if not, nobody brings them.
    each_item(tx, id, |whole| {
        track::end_moves(tx, &whole.item)?;
        put::remove(tx, inner, &whole)
    })?;
    // What was moved out of it must be fetched from the server before the folder goes there: such tombstones stay.
    for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1 AND dest IS NULL", [id.0])? {
        rows_track::forget_deleted(tx, &stone.source_key)?;
        rows_track::drop_tombstone(tx, &stone)?;
    }
    tx.note(Change::FolderDeleted(id));
    if !known {
        let deleted_below: Option<i64> =
            query_opt(tx.conn(), "SELECT id FROM folder WHERE parent = ?1 LIMIT 1", [id.0], |row| row.get(0))?;
        if deleted_below.is_none() {
            return remove_row(tx, id);
        }
    }
    if marked {
        // Its id may never have been told: the deletion looks for it first.
        rows_track::put_attempt(tx, &Attempt { marks: marks::RETRY, fails: 0, since: 0, next: 0, ..attempt })?;
    }
    // What is left is the folder as the server has it: there it is to be deleted.
    let server = server_version(&folder);
    if server.parent.map(|parent| rows_folder::find(tx.conn(), parent)).transpose()?.flatten().is_some() {
        folder = server;
    }
    folder.bits |= folder_bits::DELETED;
    (folder.pending, folder.base) = (Pending::DELETED, Bag::new());
    rows_folder::update(tx, &folder)
}

/// Takes the row of a folder away, with the tombstones left in it.
pub(super) fn remove_row(tx: &Tx<'_>, id: FolderId) -> Result<()> {
    for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1", [id.0])? {
        rows_track::drop_tombstone(tx, &stone)?;
    }
    rows_folder::delete(tx, id)
}
