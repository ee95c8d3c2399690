//! What of a folder is kept here, and local changes that a folder does not upload (semantics 9.4, 9.5).

use std::collections::HashSet;

use rusqlite::Connection;

use super::conflict::{self, Kind};
use super::db::{Tx, query_all};
use super::events::Origin;
use super::flags::{IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_WANTED_BODY, IOSTX_WANTED_REVERTED};
use super::model::*;
use super::options::{Direction, Expunge, FolderOptions, Scope};
use super::put::{self, Whole};
use super::{Inner, Store, absence, expunge, rows_folder, rows_item, rows_track, track};
use crate::error::Result;
use crate::props::{Bag, tags};

/// Items in one transaction, so that nobody waits for long.
const BATCH: usize = 64;

/// Whether an item lies outside of its folder's scope by itself. "The newest N" is decided over all of them, by [`leaving`].
pub(super) fn is_out(folder: &Folder, item: &Item) -> bool {
    match folder.options.scope {
        _ if expunge::keeps_out(folder, item) => true,
        Scope::None => true,
        Scope::Newer(time) => {
            item.bag.time(tags::IOSTX_PR_LAST_OCCURRENCE).unwrap_or_else(|| item.sort_time()) < time && !is_kept(item)
        }
        _ => false,
    }
}

/// Pending work is never dropped; flagged and unread items always stay.
fn is_kept(item: &Item) -> bool {
    !item.pending.is_clean()
        || !item.binding.is_bound()
        || item.bag.number(tags::IOSTX_PR_FLAG_STATUS) == Some(2)
        || !item.is_read()
}

/// Whether the options of a folder may keep items of the server out of it.
pub(super) fn is_narrow(options: &FolderOptions) -> bool {
    options.expunge != Expunge::Never || matches!(options.scope, Scope::None | Scope::Newer(_) | Scope::Newest(_))
}

/// Whether an item that had left the scope belongs into the folder again, by itself.
pub(super) fn returns(folder: &Folder, item: &Item) -> bool {
    match folder.options.scope {
        Scope::Newest(_) => is_kept(item) && !expunge::keeps_out(folder, item),
        _ => !is_out(folder, item),
    }
}

/// Leaves of an item what tells it from others: binding, keys, fingerprint, and what scopes look at.
pub(super) fn slim(item: &mut Item) {
    use tags::*;
    const KEPT: [u32; 5] = [
        IOSTX_PR_MESSAGE_DELIVERY_TIME,
        IOSTX_PR_LAST_OCCURRENCE,
        IOSTX_PR_MESSAGE_CLASS,
        IOSTX_PR_MSG_STATUS,
        IOSTX_PR_FLAG_STATUS,
    ];
    item.put(item_bits::SLIM, true);
    item.content = None;
    item.bag = item.bag.iter().filter(|(tag, _)| KEPT.contains(&tag.0)).map(|(tag, value)| (tag, value.clone())).collect::<Bag>();
}

/// Drops the body of a clean item, and all else but what tells it from others.
pub(super) fn drop_body(tx: &Tx<'_>, store: &Inner, old: Whole) -> Result<()> {
    let mut new = old.clone();
    slim(&mut new.item);
    put::replace(tx, store, &old, &mut new, Vec::new())
}

/// Puts an item of which only the binding is here on the wanted list.
pub(super) fn want_body(tx: &Tx<'_>, item: &Item) -> Result<()> {
    track::want(tx, item.folder, &item.binding.remote_id, IOSTX_WANTED_BODY, 0, "")
}

/// Drops the bodies of clean items that left the scope; at the end of a folder's download.
pub(super) fn sweep(store: &Inner, folder: FolderId, origin: Origin) -> Result<()> {
    let (folder, leaving) = store.db.read(|conn| {
        let folder = rows_folder::get(conn, folder)?;
        let leaving = leaving(conn, &folder)?;
        Ok((folder, leaving))
    })?;
    for some in leaving.chunks(BATCH) {
        store.write(origin, |tx| some.iter().try_for_each(|id| leave(tx, store, &folder, *id)))?;
    }
    Ok(())
}

/// The items that may have left the scope of their folder.
fn leaving(conn: &Connection, folder: &Folder) -> Result<Vec<ItemId>> {
    let (tail, value) = match folder.options.scope {
        Scope::Newer(time) => ("AND sort_time < ?2", time),
        Scope::Newest(count) => ("ORDER BY sort_time DESC, id DESC LIMIT -1 OFFSET ?2", count),
        Scope::None => ("AND ?2 = 0", 0),
        Scope::All | Scope::Headers | Scope::UpTo(_) => return Ok(Vec::new()),
    };
    const CLEAN: &str = "NOT EXISTS (SELECT 1 FROM work WHERE work.folder = item.folder AND work.item = item.id)";
    let sql = format!("SELECT id FROM item WHERE folder = ?1 AND bits & 9 = 0 AND {CLEAN} {tail}");
    query_all(conn, &sql, (folder.id.0, value as i64), |row| row.get(0).map(ItemId))
}

/// Drops the body of an item if it may go, and did not come back meanwhile.
fn leave(tx: &Tx<'_>, store: &Inner, folder: &Folder, id: ItemId) -> Result<()> {
    let Some(item) = rows_item::get(tx.conn(), id)?.filter(|item| item.folder == folder.id && !is_kept(item)) else {
        return Ok(());
    };
    let goes = matches!(folder.options.scope, Scope::Newest(_)) || is_out(folder, &item);
    if goes && !item.is(item_bits::SLIM) { drop_body(tx, store, Whole { item, base: Base::default() }) } else { Ok(()) }
}

/// Items that had left the scope, as far as a wider one may take them in again, and those of them that it leaves out.
fn returning(conn: &Connection, folder: &Folder) -> Result<(Vec<Item>, Vec<Item>)> {
    let newest = match folder.options.scope {
        Scope::Newest(count) => {
            let sql = "SELECT id FROM item WHERE folder = ?1 AND bits & 1 = 0 ORDER BY sort_time DESC, id DESC LIMIT ?2";
            query_all(conn, sql, (folder.id.0, count as i64), |row| row.get(0).map(ItemId))?.into_iter().collect()
        }
        _ => HashSet::new(),
    };
    let away = rows_item::query(conn, "WHERE folder = ?1 AND bits & 8 <> 0 AND remote_id IS NOT NULL", [folder.id.0])?;
    let in_newest = |item: &Item| newest.contains(&item.id) && !expunge::keeps_out(folder, item);
    Ok(away.into_iter().partition(|item| returns(folder, item) || in_newest(item)))
}

impl Store {
    /// Fits what is here of a folder to its options when they were changed: what left the scope goes, what came into it is wanted,
    /// and items that are marked as deleted are expunged. Nothing of it touches the server but deletions there.
    pub(super) fn fit_folder(&self, id: FolderId) -> Result<()> {
        let folder = self.folder(id)?;
        let (back, out) = self.inner.db.read(|conn| returning(conn, &folder))?;
        sweep(&self.inner, id, Origin::App)?;
        for some in back.chunks(BATCH) {
            self.inner.write(Origin::App, |tx| some.iter().try_for_each(|item| want_body(tx, item)))?;
        }
        for some in out.chunks(BATCH) {
            let forget = |tx: &Tx<'_>, item: &Item| track::unwant(tx, id, &item.binding.remote_id);
            self.inner.write(Origin::App, |tx| some.iter().try_for_each(|item| forget(tx, item)))?;
        }
        if folder.options.expunge != Expunge::Never {
            let sql = "SELECT id FROM item WHERE folder = ?1 AND bits & 8 = 0";
            let all = self.inner.db.reader(|conn| query_all(conn, sql, [id.0], |row| row.get(0).map(ItemId)))?;
            self.expunge_all(&folder, &all)?;
        }
        Ok(())
    }
}

/// Undoes local changes in a folder that only downloads and says so; each is kept in Local Failures first.
pub(super) fn revert(tx: &Tx<'_>, store: &Inner, folder: &Folder) -> Result<()> {
    if folder.options.direction != Direction::DownloadRevert {
        return Ok(());
    }
    for item in rows_item::query(tx.conn(), "WHERE id IN (SELECT item FROM work WHERE folder = ?1)", [folder.id.0])? {
        let whole = put::with_base(tx, item)?;
        revert_item(tx, store, whole, "changed in a folder that only downloads")?;
    }
    for stone in rows_track::tombstones(tx.conn(), "WHERE folder = ?1", [folder.id.0])? {
        if stone.binding.is_bound() {
            track::want(
                tx,
                stone.folder,
                &stone.binding.remote_id,
                IOSTX_WANTED_REVERTED,
                0,
                "deleted in a folder that only downloads",
            )?;
        }
        // It comes again under the key that it had; what was moved away stays there as an item of its own.
        rows_track::forget_deleted(tx, &stone.source_key)?;
        absence::send_moved_again(tx, store, &stone)?;
    }
    Ok(())
}

/// Takes an item back to the server's version; ours goes to Local Failures. A new item goes there altogether.
pub(super) fn revert_item(tx: &Tx<'_>, store: &Inner, old: Whole, why: &str) -> Result<()> {
    conflict::keep_copy_in(tx, store, &old.item, IOSTX_FOLDER_LOCAL_FAILURES, Kind::Replaced, why)?;
    if old.item.pending.any(Pending::NEW.plus(Pending::MOVED)) {
        for stone in track::sources(tx.conn(), &old.item)? {
            if stone.binding.is_bound() {
                track::want(tx, stone.folder, &stone.binding.remote_id, IOSTX_WANTED_REVERTED, 0, why)?;
            }
            // It comes again under the key that it had there.
            rows_track::forget_deleted(tx, &stone.source_key)?;
            rows_track::drop_tombstone(tx, &stone)?;
        }
        return put::remove(tx, store, &old);
    }
    let mut server = old.server();
    let lost = server.content.as_ref().is_some_and(|content| content.id.is_none());
    if lost {
        server.content = None;
        server.put(item_bits::HEADER, true);
    }
    if lost && rows_folder::find(tx.conn(), old.item.folder)?.is_some() {
        track::want(tx, old.item.folder, &old.item.binding.remote_id, IOSTX_WANTED_REVERTED, 0, why)?;
    }
    server.pending = Pending::NONE;
    rows_track::drop_attempt(tx, Object::Item(old.item.id))?;
    let mut new = Whole { item: server, base: Base::default() };
    put::replace(tx, store, &old, &mut new, Vec::new())
}
