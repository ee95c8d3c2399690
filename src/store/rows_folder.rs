//! Folder rows: read, insert, update, delete.

use rusqlite::{Connection, Row};

use super::db::{Tx, query_all, query_opt};
use super::model::*;
use super::options::FolderOptions;
use super::sql::SqlResult;
use crate::codes::IOSTX_MAPI_E_OBJECT_DELETED;
use crate::error::{Error, Result};
use crate::ids::{Pcl, Xid};
use crate::props::Bag;

const COLUMNS: &str = "id, parent, name, role, bits, pending, base, mtime, cn, stamp, source_key, change_key, pcl, remote_id, \
     remote_version, total, unread, assoc, work, gone, conflicts, failures, held, wanted, options, bag";

fn read(row: &Row<'_>) -> Result<Folder> {
    let bytes = |at: usize| -> Result<Vec<u8>> { Ok(row.get::<_, Option<Vec<u8>>>(at).sql()?.unwrap_or_default()) };
    let key = |at: usize| -> Result<Option<Xid>> {
        row.get::<_, Option<Vec<u8>>>(at).sql()?.map(|key| Xid::from_slice(&key)).transpose()
    };
    Ok(Folder {
        id: FolderId(row.get(0).sql()?),
        parent: row.get::<_, Option<i64>>(1).sql()?.map(FolderId),
        name: row.get(2).sql()?,
        role: row.get(3).sql()?,
        bits: row.get(4).sql()?,
        pending: Pending(row.get(5).sql()?),
        base: Bag::decode(&bytes(6)?)?,
        mtime: row.get::<_, i64>(7).sql()? as u64,
        cn: row.get::<_, i64>(8).sql()? as u64,
        stamp: row.get(9).sql()?,
        source_key: key(10)?,
        change_key: key(11)?,
        pcl: row.get::<_, Option<Vec<u8>>>(12).sql()?.map(|pcl| Pcl::decode(&pcl)).transpose()?,
        binding: Binding { remote_id: bytes(13)?, remote_version: bytes(14)? },
        total: row.get(15).sql()?,
        unread: row.get(16).sql()?,
        assoc: row.get(17).sql()?,
        work: row.get(18).sql()?,
        gone: row.get(19).sql()?,
        conflicts: row.get(20).sql()?,
        failures: row.get(21).sql()?,
        held: row.get(22).sql()?,
        wanted: row.get(23).sql()?,
        options: FolderOptions::decode(row.get::<_, Option<Vec<u8>>>(24).sql()?.as_deref())?,
        bag: Bag::decode(&bytes(25)?)?,
    })
}

/// The statement that reads folders.
pub(super) fn select(tail: &str) -> String {
    format!("SELECT {COLUMNS} FROM folder {tail}")
}

/// The folders of a query that selects by `tail`.
pub(super) fn query(conn: &Connection, tail: &str, params: impl rusqlite::Params) -> Result<Vec<Folder>> {
    let mut statement = conn.prepare_cached(&select(tail)).sql()?;
    let mut rows = statement.query(params).sql()?;
    let mut folders = Vec::new();
    while let Some(row) = rows.next().sql()? {
        folders.push(read(row)?);
    }
    Ok(folders)
}

/// The folder with this id, also one whose deletion waits for upload.
pub(super) fn find(conn: &Connection, id: FolderId) -> Result<Option<Folder>> {
    Ok(query(conn, "WHERE id = ?1", [id.0])?.pop())
}

/// The folder with this id as apps see it: a deleted one is gone.
pub(super) fn get(conn: &Connection, id: FolderId) -> Result<Folder> {
    only(find(conn, id)?.filter(|folder| !folder.is(folder_bits::DELETED)), id)
}

/// The folder with this id as uploads see it: a deleted one is there until everything is moved out of it.
pub(super) fn get_uploading(conn: &Connection, id: FolderId) -> Result<Folder> {
    only(find(conn, id)?.filter(|folder| !folder.is(folder_bits::DELETED) || folder.gone > 0), id)
}

fn only(found: Option<Folder>, id: FolderId) -> Result<Folder> {
    match found {
        Some(folder) => Ok(folder),
        None => Err(Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("folder {} does not exist, or was deleted", id.0))),
    }
}

/// The special folder with this number.
pub(super) fn special(conn: &Connection, role: u32) -> Result<Option<FolderId>> {
    query_opt(conn, "SELECT id FROM folder WHERE role = ?1 AND role <> 0", [role], |row| row.get(0).map(FolderId))
}

/// The children that apps see, by name.
pub(super) fn children(conn: &Connection, parent: FolderId) -> Result<Vec<Folder>> {
    query(conn, "WHERE parent = ?1 AND bits & 8 = 0 ORDER BY name, id", [parent.0])
}

/// No hierarchy is deeper: what goes on longer is a circle.
const DEEPEST: usize = 10_000;

/// The folders above a folder, nearest first. A circle of folders, which no call makes, is damage.
pub(super) fn above(conn: &Connection, folder: FolderId) -> Result<Vec<FolderId>> {
    let mut above = Vec::new();
    let mut at = folder;
    while let Some(parent) = parent(conn, at)? {
        if above.len() == DEEPEST {
            return Err(Error::corrupt(format!("the folders above folder {} are a circle", folder.0)));
        }
        above.push(parent);
        at = parent;
    }
    Ok(above)
}

/// The parent of a folder.
pub(super) fn parent(conn: &Connection, folder: FolderId) -> Result<Option<FolderId>> {
    let parent = query_opt(conn, "SELECT parent FROM folder WHERE id = ?1", [folder.0], |row| row.get::<_, Option<i64>>(0))?;
    Ok(parent.flatten().map(FolderId))
}

/// Whether `folder` is `ancestor` or below it.
pub(super) fn is_within(conn: &Connection, folder: FolderId, ancestor: FolderId) -> Result<bool> {
    Ok(folder == ancestor || above(conn, folder)?.contains(&ancestor))
}

/// How many folders are above a folder.
pub(super) fn depth(conn: &Connection, folder: FolderId) -> Result<usize> {
    above(conn, folder).map(|above| above.len())
}

/// A folder and all folders below it, parents first, deleted ones too if wanted.
pub(super) fn subtree(conn: &Connection, top: FolderId, with_deleted: bool) -> Result<Vec<FolderId>> {
    query_all(
        conn,
        "WITH RECURSIVE tree (id, depth) AS (SELECT id, 0 FROM folder WHERE id = ?1 UNION ALL \
         SELECT folder.id, depth + 1 FROM folder JOIN tree ON folder.parent = tree.id \
         WHERE depth < 10000 AND (?2 OR folder.bits & 8 = 0)) \
         SELECT id FROM tree ORDER BY depth, id",
        (top.0, with_deleted),
        |row| row.get(0).map(FolderId),
    )
}

/// Inserts a folder.
pub(super) fn insert(tx: &Tx<'_>, folder: &Folder) -> Result<()> {
    write(
        tx,
        "INSERT INTO folder (id, parent, name, role, bits, pending, base, mtime, cn, source_key, change_key, pcl, remote_id, \
         remote_version, options, bag) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        folder,
    )
}

/// Writes a folder over its row; the counts and the stamp are left to the transaction.
pub(super) fn update(tx: &Tx<'_>, folder: &Folder) -> Result<()> {
    write(
        tx,
        "UPDATE folder SET parent = ?2, name = ?3, role = ?4, bits = ?5, pending = ?6, base = ?7, mtime = ?8, cn = ?9, source_key = ?10, \
         change_key = ?11, pcl = ?12, remote_id = ?13, remote_version = ?14, options = ?15, bag = ?16 WHERE id = ?1",
        folder,
    )?;
    tx.count(folder.id, |_| ());
    Ok(())
}

fn write(tx: &Tx<'_>, sql: &str, folder: &Folder) -> Result<()> {
    let or_null = |bytes: &[u8]| (!bytes.is_empty()).then(|| bytes.to_vec());
    tx.execute(
        sql,
        rusqlite::params![
            folder.id.0,
            folder.parent.map(|parent| parent.0),
            folder.name,
            folder.role,
            folder.bits,
            folder.pending.0,
            (!folder.base.is_empty()).then(|| folder.base.encode()),
            folder.mtime as i64,
            folder.cn as i64,
            folder.source_key.as_ref().map(Xid::as_bytes),
            folder.change_key.as_ref().map(Xid::as_bytes),
            folder.pcl.as_ref().map(Pcl::encode),
            or_null(&folder.binding.remote_id),
            or_null(&folder.binding.remote_version),
            folder.options.encode(),
            folder.bag.encode(),
        ],
    )?;
    Ok(())
}

/// Removes the row of an empty folder and all that is kept for it.
pub(super) fn delete(tx: &Tx<'_>, id: FolderId) -> Result<()> {
    // What was reported of its items stays; its parent stands in for it.
    let heir = "UPDATE conflict SET folder = (SELECT parent FROM folder WHERE id = ?1) WHERE folder = ?1 AND item <> 0";
    tx.execute(heir, [id.0])?;
    for table in ["state", "wanted", "held", "conflict"] {
        tx.execute(&format!("DELETE FROM {table} WHERE folder = ?1"), [id.0])?;
    }
    super::rows_track::drop_attempt(tx, Object::Folder(id))?;
    tx.execute("DELETE FROM folder WHERE id = ?1", [id.0])?;
    Ok(())
}
