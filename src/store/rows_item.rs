//! Item rows: read, insert, update, delete, each keeping the counts of the folder right.

use rusqlite::{Connection, Row};

use super::claims;
use super::computed::normalized_subject;
use super::db::{Tx, query_opt};
use super::model::*;
use super::sql::{SqlResult, is_of_another_row};
use crate::error::{Error, Result};
use crate::ids::{Pcl, Xid};
use crate::props::{Bag, PropTag, Value, tags};

/// The columns of table `item` that make an item, in the order that [`read`] expects; what is pending comes after them.
pub(super) const COLUMNS: &str = "item.id, item.folder, bits, flags, mtime, cn, item.version, item.content, item.content_size, \
     item.digest, source_key, change_key, pcl, remote_id, remote_version, match_key, fingerprint, item.bag";
/// How many these are, with what is pending.
pub(super) const WIDTH: usize = 19;
/// What is pending of an item, where its row of `work` is not read with it.
const PENDING: &str = "(SELECT pending FROM work WHERE work.folder = item.folder AND work.item = item.id)";

/// An item from a row of [`COLUMNS`] and what is pending.
pub(super) fn read(row: &Row<'_>) -> Result<Item> {
    let key = |at: usize| -> Result<Option<Xid>> {
        let bytes = row.get_ref(at).sql()?.as_bytes_or_null().map_err(wrong_type)?;
        bytes.map(Xid::from_slice).transpose().map_err(|e| corrupt(row, e))
    };
    let bytes = |at: usize| -> Result<Vec<u8>> {
        Ok(row.get_ref(at).sql()?.as_bytes_or_null().map_err(wrong_type)?.map(<[u8]>::to_vec).unwrap_or_default())
    };
    let pcl = row.get_ref(12).sql()?.as_bytes_or_null().map_err(wrong_type)?;
    Ok(Item {
        id: ItemId(row.get(0).sql()?),
        folder: FolderId(row.get(1).sql()?),
        bits: row.get(2).sql()?,
        flags: row.get(3).sql()?,
        mtime: row.get::<_, i64>(4).sql()? as u64,
        cn: row.get::<_, i64>(5).sql()? as u64,
        version: row.get(6).sql()?,
        content: read_content(row, 7)?,
        source_key: key(10)?,
        change_key: key(11)?,
        pcl: pcl.map(Pcl::decode).transpose().map_err(|e| corrupt(row, e))?,
        binding: Binding { remote_id: bytes(13)?, remote_version: bytes(14)? },
        match_key: bytes(15)?,
        fingerprint: bytes(16)?,
        bag: Bag::decode(row.get_ref(17).sql()?.as_bytes().map_err(wrong_type)?).map_err(|e| corrupt(row, e))?,
        pending: Pending(row.get::<_, Option<u32>>(18).sql()?.unwrap_or_default()),
    })
}

/// Properties from the bag in a column of a row that has the item's id in its first one.
pub(super) fn pick(row: &Row<'_>, at: usize, tags: &[PropTag]) -> Result<Vec<Option<Value>>> {
    Bag::pick(row.get_ref(at).sql()?.as_bytes().map_err(wrong_type)?, tags).map_err(|e| corrupt(row, e))
}

/// A content from three columns: number, size, digest. No digest means no content.
pub(super) fn read_content(row: &Row<'_>, at: usize) -> Result<Option<ContentRef>> {
    let digest: Option<[u8; 32]> = row.get(at + 2).sql()?;
    let Some(digest) = digest else { return Ok(None) };
    Ok(Some(ContentRef { id: row.get(at).sql()?, size: row.get::<_, i64>(at + 1).sql()? as u64, digest }))
}

fn wrong_type(error: rusqlite::types::FromSqlError) -> Error {
    Error::corrupt(format!("a row has a column of a wrong type: {error}"))
}

fn corrupt(row: &Row<'_>, error: Error) -> Error {
    let id: i64 = row.get(0).unwrap_or(0);
    Error::corrupt(format!("item {id}: {}", error.message))
}

/// The item with this id.
pub(super) fn get(conn: &Connection, id: ItemId) -> Result<Option<Item>> {
    Ok(query(conn, "WHERE id = ?1", [id.0])?.pop())
}

/// What an item is read with from table `item`.
pub(super) fn columns() -> String {
    format!("{COLUMNS}, {PENDING}")
}

/// The items of a query: for results that are small by design.
pub(super) fn query(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Item>> {
    let sql = ["SELECT ", COLUMNS, ", ", PENDING, " FROM item ", tail].concat();
    let mut statement = conn.prepare_cached(&sql).sql()?;
    let mut rows = statement.query(params).sql()?;
    let mut items = Vec::new();
    while let Some(row) = rows.next().sql()? {
        items.push(read(row)?);
    }
    Ok(items)
}

/// The item of a folder with this remote id.
pub(super) fn by_remote(conn: &Connection, folder: FolderId, remote_id: &[u8]) -> Result<Option<Item>> {
    Ok(query(conn, "WHERE folder = ?1 AND remote_id = ?2", (folder.0, remote_id))?.pop())
}

/// The bits and the remote version of the item of a folder with this remote id.
pub(super) fn version_by_remote(conn: &Connection, folder: FolderId, remote_id: &[u8]) -> Result<Option<(u32, Vec<u8>)>> {
    const VERSION: &str = "SELECT bits, ifnull(remote_version, x'') FROM item WHERE folder = ?1 AND remote_id = ?2";
    query_opt(conn, VERSION, (folder.0, remote_id), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether an item of a folder is bound.
pub(super) fn is_any_bound(conn: &Connection, folder: FolderId) -> Result<bool> {
    const ANY: &str = "SELECT 1 FROM item WHERE folder = ?1 AND remote_id IS NOT NULL LIMIT 1";
    Ok(query_opt(conn, ANY, [folder.0], |_| Ok(()))?.is_some())
}

/// The items of a folder with this match key; a strong key has one at most, but for imports that broke the rule.
pub(super) fn by_match(conn: &Connection, folder: FolderId, key: &[u8]) -> Result<Vec<Item>> {
    query(conn, "WHERE folder = ?1 AND match_key = ?2 LIMIT 16", (folder.0, key))
}

/// Whether an item of a folder has this match key.
pub(super) fn has_match(conn: &Connection, folder: FolderId, key: &[u8]) -> Result<bool> {
    const ANY: &str = "SELECT 1 FROM item WHERE folder = ?1 AND match_key = ?2 LIMIT 1";
    Ok(!key.is_empty() && query_opt(conn, ANY, (folder.0, key), |_| Ok(()))?.is_some())
}

/// The item with a source key that is not derived from its id.
pub(super) fn id_by_source(conn: &Connection, key: &[u8]) -> Result<Option<ItemId>> {
    query_opt(conn, "SELECT id FROM item WHERE source_key = ?1", [key], |row| row.get(0).map(ItemId))
}

fn or_null(bytes: &[u8]) -> Option<&[u8]> {
    (!bytes.is_empty()).then_some(bytes)
}

/// Whether the folder counts the item among its items.
fn counted(item: &Item) -> (i64, i64, i64) {
    if item.is(item_bits::SLIM) {
        return (0, 0, 0);
    }
    match item.is(item_bits::ASSOC) {
        true => (0, 0, 1),
        false => (1, i64::from(item.is(item_bits::UNREAD)), 0),
    }
}

fn recount(tx: &Tx<'_>, item: &Item, sign: i64) {
    let (total, unread, assoc) = counted(item);
    tx.count(item.folder, |delta| {
        delta.total += sign * total;
        delta.unread += sign * unread;
        delta.assoc += sign * assoc;
        // What waits in the outgoing queue is no work for an upload.
        delta.work += sign * i64::from(!item.pending.is_clean() && !item.is(item_bits::SUBMITTED));
    });
}

/// Inserts an item. Its content is linked, and what is pending of it written, by the caller.
pub(super) fn insert(tx: &Tx<'_>, item: &mut Item) -> Result<()> {
    item.refresh_bits();
    item.version = 1;
    write(
        tx,
        "INSERT INTO item (id, folder, bits, flags, mtime, cn, version, content, content_size, digest, source_key, change_key, \
         pcl, remote_id, remote_version, match_key, fingerprint, bag, sort_time, size, subject, sender) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
        item,
    )?;
    recount(tx, item, 1);
    Ok(())
}

/// Writes an item over its row. `old` is the row as it is now. Its contents are linked and released by the caller.
pub(super) fn update(tx: &Tx<'_>, old: &Item, item: &mut Item) -> Result<()> {
    item.refresh_bits();
    item.version = old.version + 1;
    write(
        tx,
        "UPDATE item SET folder = ?2, bits = ?3, flags = ?4, mtime = ?5, cn = ?6, version = ?7, content = ?8, content_size = ?9, \
         digest = ?10, source_key = ?11, change_key = ?12, pcl = ?13, remote_id = ?14, remote_version = ?15, match_key = ?16, \
         fingerprint = ?17, bag = ?18, sort_time = ?19, size = ?20, subject = ?21, sender = ?22 WHERE id = ?1",
        item,
    )?;
    recount(tx, old, -1);
    recount(tx, item, 1);
    if old.folder != item.folder {
        super::rows_track::move_failure(tx, item)?;
    }
    Ok(())
}

/// Writes another binding of an item, and no more.
pub(super) fn rebind(tx: &Tx<'_>, item: ItemId, old: &Binding, new: &Binding) -> Result<()> {
    const VERSION: &str = "UPDATE item SET version = version + 1, remote_version = ?2 WHERE id = ?1";
    const BOTH: &str = "UPDATE item SET version = version + 1, remote_version = ?2, remote_id = ?3 WHERE id = ?1";
    let version = or_null(&new.remote_version);
    // The remote id stands in an index, which is left alone where it does not change.
    match old.remote_id == new.remote_id {
        true => tx.execute(VERSION, (item.0, version))?,
        false => tx.execute(BOTH, (item.0, version, or_null(&new.remote_id)))?,
    };
    Ok(())
}

fn write(tx: &Tx<'_>, sql: &str, item: &Item) -> Result<()> {
    let content = item.content.as_ref();
    let written = tx.execute(
        sql,
        rusqlite::params![
            item.id.0,
            item.folder.0,
            item.bits,
            item.flags,
            item.mtime as i64,
            item.cn as i64,
            item.version,
            content.and_then(|content| content.id),
            content.map_or(0, |content| content.size as i64),
            content.map(|content| content.digest),
            item.source_key.as_ref().map(Xid::as_bytes),
            item.change_key.as_ref().map(Xid::as_bytes),
            item.pcl.as_ref().map(Pcl::encode),
            or_null(&item.binding.remote_id),
            or_null(&item.binding.remote_version),
            or_null(&item.match_key),
            or_null(&item.fingerprint),
            item.bag.encode(),
            item.sort_time() as i64,
            item.size() as i64,
            sort_subject(item),
            sort_sender(item),
        ],
    );
    match written {
        // One row for an id of the server in a folder, and one for a source key.
        Err(e) if is_of_another_row(&e) => Err(claims::collision()),
        written => written.map(|_| ()),
    }
}

/// What a folder is sorted by subject with: the subject without its prefix.
pub(super) fn sort_subject(item: &Item) -> String {
    sort_text(normalized_subject(item).or_else(|| item.bag.text(tags::IOSTX_PR_DISPLAY_NAME)))
}

/// What a folder is sorted by sender with.
pub(super) fn sort_sender(item: &Item) -> String {
    let known = [tags::IOSTX_PR_SENDER_NAME, tags::IOSTX_PR_SENT_REPRESENTING_NAME, tags::IOSTX_PR_SENDER_EMAIL_ADDRESS];
    sort_text(known.into_iter().find_map(|tag| item.bag.text(tag)))
}

/// A text as it is sorted: in lower case, and not all of a long one.
fn sort_text(text: Option<&str>) -> String {
    let text = text.unwrap_or_default();
    text.char_indices().nth(40).map_or(text, |(end, _)| &text[..end]).to_lowercase()
}

/// Deletes the row of an item; its queue entry goes with it. Contents are released by the caller.
pub(super) fn delete(tx: &Tx<'_>, item: &Item) -> Result<()> {
    tx.execute("DELETE FROM item WHERE id = ?1", [item.id.0])?;
    recount(tx, item, -1);
    Ok(())
}
