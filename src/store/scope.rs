//! What of a folder is kept here, and local changes that a folder does not upload (semantics 9.4, 9.5).

use super::conflict::{self, Kind};
use super::db::Tx;
use super::flags::{IOSTX_FOLDER_LOCAL_FAILURES, IOSTX_WANTED_REVERTED};
use super::model::*;
use super::options::{Direction, Scope};
use super::put::{self, Whole};
use super::{Inner, rows_folder, rows_item, rows_track, track};
use crate::error::Result;
use crate::props::{Bag, tags};

/// Whether an item lies outside of its folder's scope by itself. "The newest N" is decided over all of them, by [`sweep`].
pub(super) fn is_out(folder: &Folder, item: &Item) -> bool {
    match folder.options.scope {
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

/// Leaves of an item what tells it from others: binding, keys, fingerprint.
pub(super) fn slim(item: &mut Item) {
    item.put(item_bits::SLIM, true);
    item.content = None;
    let times = [tags::IOSTX_PR_MESSAGE_DELIVERY_TIME, tags::IOSTX_PR_LAST_OCCURRENCE, tags::IOSTX_PR_MESSAGE_CLASS];
    item.bag = item.bag.iter().filter(|(tag, _)| times.contains(&tag.0)).map(|(tag, value)| (tag, value.clone())).collect::<Bag>();
}

/// Drops the bodies of clean items that left the scope; at the end of a folder's download.
pub(super) fn sweep(tx: &Tx<'_>, store: &Inner, folder: &Folder) -> Result<()> {
    const CLEAN: &str = "NOT EXISTS (SELECT 1 FROM work WHERE work.folder = item.folder AND work.item = item.id)";
    let leaving = match folder.options.scope {
        Scope::Newer(time) => rows_item::query(
            tx.conn(),
            &format!("WHERE folder = ?1 AND bits & 9 = 0 AND sort_time < ?2 AND {CLEAN}"),
            (folder.id.0, time as i64),
        )?,
        Scope::Newest(count) => rows_item::query(
            tx.conn(),
            &format!("WHERE folder = ?1 AND bits & 9 = 0 AND {CLEAN} ORDER BY sort_time DESC, id DESC LIMIT -1 OFFSET ?2"),
            (folder.id.0, count as i64),
        )?,
        Scope::None => rows_item::query(tx.conn(), &format!("WHERE folder = ?1 AND bits & 9 = 0 AND {CLEAN}"), [folder.id.0])?,
        Scope::All | Scope::Headers | Scope::UpTo(_) => return Ok(()),
    };
    let newest = matches!(folder.options.scope, Scope::Newest(_));
    for item in leaving.into_iter().filter(|item| !is_kept(item) && (newest || is_out(folder, item))) {
        let old = Whole { item, base: Base::default() };
        let mut new = old.clone();
        slim(&mut new.item);
        put::replace(tx, store, &old, &mut new, Vec::new())?;
    }
    Ok(())
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
        if !stone.moved {
            rows_track::forget_deleted(tx, &stone.source_key)?;
        }
        rows_track::drop_tombstone(tx, &stone)?;
    }
    Ok(())
}

/// Takes an item back to the server's version; ours goes to Local Failures. A new item goes there altogether.
pub(super) fn revert_item(tx: &Tx<'_>, store: &Inner, old: Whole, why: &str) -> Result<()> {
    conflict::keep_copy_in(tx, store, &old.item, IOSTX_FOLDER_LOCAL_FAILURES, Kind::Replaced, why)?;
    if old.item.pending.any(Pending::NEW.plus(Pending::MOVED)) {
        for stone in track::sources(tx, &old.item)? {
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
