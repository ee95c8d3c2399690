//! The tables of supervision (semantics 9.3): pending work, conflicts, failures, held deletions, wanted ids. They need no session,
//! no lock and no server, and cost as much as there is in them.

use rusqlite::Connection;
use rusqlite::types::Value as SqlValue;

use super::computed::{ItemProps, View, of_type};
use super::computed_folder::{self, pending_count};
use super::computed_work::{of_attempt, stone_property};
use super::cursor::{Cursor, Key, Keys, Part, Row, Table, number};
use super::db::query_opt;
use super::flags::IOSTX_PENDING_HELD;
use super::list::item_row;
use super::listed::known_folder;
use super::model::*;
use super::sql::SqlResult;
use super::{Store, held, rows_folder, rows_item, rows_track, track};
use crate::error::Result;
use crate::props::{PropTag, PropType, Value, tags::*};

/// The columns of pending work and of failures.
const WORK: [u32; 18] = [
    IOSTX_PR_OBJECT_TYPE,
    IOSTX_PR_ENTRYID,
    IOSTX_PR_PARENT_ENTRYID,
    IOSTX_PR_SUBJECT,
    IOSTX_PR_PENDING,
    IOSTX_PR_CHANGED_TAGS,
    IOSTX_PR_KEYWORDS_ADDED,
    IOSTX_PR_KEYWORDS_REMOVED,
    IOSTX_PR_REMOTE_ID,
    IOSTX_PR_REMOTE_VERSION,
    IOSTX_PR_MATCH_KEY,
    IOSTX_PR_SOURCE_FOLDER_ENTRYID,
    IOSTX_PR_ATTEMPTS,
    IOSTX_PR_LAST_ERROR,
    IOSTX_PR_LAST_ERROR_TEXT,
    IOSTX_PR_NEXT_ATTEMPT,
    IOSTX_PR_BACKED_OFF,
    IOSTX_PR_RETRY_MARK,
];
const CONFLICTS: [u32; 9] = [
    IOSTX_PR_ENTRYID,
    IOSTX_PR_PARENT_ENTRYID,
    IOSTX_PR_SUBJECT,
    IOSTX_PR_CONFLICT_KIND,
    IOSTX_PR_CONFLICT_TIME,
    IOSTX_PR_CONFLICT_ITEMS,
    IOSTX_PR_PENDING,
    IOSTX_PR_CONFLICT_TEXT,
    IOSTX_PR_OBJECT_TYPE,
];
const HELD: [u32; 6] =
    [IOSTX_PR_OBJECT_TYPE, IOSTX_PR_ENTRYID, IOSTX_PR_PARENT_ENTRYID, IOSTX_PR_SUBJECT, IOSTX_PR_REMOTE_ID, IOSTX_PR_HELD_COUNT];
const WANTED: [u32; 9] = [
    IOSTX_PR_PARENT_ENTRYID,
    IOSTX_PR_REMOTE_ID,
    IOSTX_PR_WANTED_REASON,
    IOSTX_PR_ATTEMPTS,
    IOSTX_PR_LAST_ERROR,
    IOSTX_PR_NEXT_ATTEMPT,
    IOSTX_PR_BACKED_OFF,
    IOSTX_PR_ENTRYID,
    IOSTX_PR_LAST_ERROR_TEXT,
];

/// Submitted items are never in an upload table, archived ones never offered.
const OFFERED: &str = "bits & 1280 = 0";

impl Store {
    /// Lists what waits for upload, in one folder or in all: folders, items, then deletions and moves out. What waits after
    /// failures and what a conflict holds is listed too, marked; this is the dry run of an upload.
    pub fn list_pending(&self, folder: Option<FolderId>) -> Result<Cursor> {
        known_folder(self, folder)?;
        // Folders that do not upload are few, and those of them that have work fewer.
        let never = self.inner.db.reader(|conn| rows_folder::query(conn, "WHERE work <> 0 OR gone <> 0 OR pending <> 0", []))?;
        let never =
            never.iter().filter(|folder| !uploads(folder)).map(|folder| folder.id.0.to_string()).collect::<Vec<_>>().join(",");
        let excluded = |column: &str| if never.is_empty() { String::new() } else { format!(" AND {column} NOT IN ({never})") };
        let folders = format!("folder INDEXED BY folder_pending WHERE pending <> 0{}", excluded("id"));
        let items = format!("work CROSS JOIN item ON item.id = work.item WHERE {OFFERED}{}", excluded("work.folder"));
        let stones = format!("tombstone INDEXED BY tombstone_folder WHERE 1{}", excluded("folder"));
        let parts = vec![
            part(folders, folder.map(|folder| ("id", folder)), vec!["id"], folder_work, None),
            part(
                items,
                folder.map(|folder| ("work.folder", folder)),
                vec!["work.folder", "work.item"],
                item_work,
                Some("work.item"),
            ),
            part(stones, folder.map(|folder| ("folder", folder)), vec!["folder", "id"], stone_work, Some("item")),
        ];
        Cursor::new(self, WORK.map(PropTag).to_vec(), parts)
    }

    /// Lists what failed so often that it is no longer tried by itself: folders, items, deletions.
    pub fn list_failures(&self, folder: Option<FolderId>) -> Result<Cursor> {
        known_folder(self, folder)?;
        let failed = |kind: u32, read: ReadRow, item| {
            let source = format!("attempt INDEXED BY attempt_failed WHERE failed_in IS NOT NULL AND kind = {kind}");
            part(source, folder.map(|folder| ("failed_in", folder)), vec!["failed_in", "object"], read, item)
        };
        let parts = vec![
            failed(rows_track::ATTEMPT_FOLDER, folder_work, None),
            failed(rows_track::ATTEMPT_ITEM, item_work, Some("object")),
            failed(rows_track::ATTEMPT_TOMBSTONE, stone_work, None),
        ];
        Cursor::new(self, WORK.map(PropTag).to_vec(), parts)
    }

    /// Lists conflicts, oldest first: those that were decided, with the version that was kept, and those that wait.
    pub fn list_conflicts(&self, folder: Option<FolderId>) -> Result<Cursor> {
        known_folder(self, folder)?;
        let within = folder.map(|folder| ("folder", folder));
        let part = part("conflict WHERE 1".into(), within, vec!["id"], conflict_row, Some("item"));
        Cursor::new(self, CONFLICTS.map(PropTag).to_vec(), vec![part])
    }

    /// Lists deletions of the server that the mass-delete guard holds.
    pub fn list_held(&self, folder: Option<FolderId>) -> Result<Cursor> {
        known_folder(self, folder)?;
        let within = folder.map(|folder| ("folder", folder));
        let part = part("held WHERE 1".into(), within, vec!["folder", "kind", "object"], held_row, None);
        Cursor::new(self, HELD.map(PropTag).to_vec(), vec![part])
    }

    /// Lists remote ids that still must be fetched, with why, attempts and the next attempt.
    pub fn list_wanted(&self, folder: Option<FolderId>) -> Result<Cursor> {
        known_folder(self, folder)?;
        let within = folder.map(|folder| ("folder", folder));
        let part = part("wanted WHERE 1".into(), within, vec!["folder", "remote_id"], wanted_row, None);
        Cursor::new(self, WANTED.map(PropTag).to_vec(), vec![part])
    }
}

/// Whether anything in the folder is ever offered.
pub(super) fn uploads(folder: &Folder) -> bool {
    track::is_tracked(folder) && folder.options.direction.uploads()
}

type ReadRow = fn(View<'_>, &Key, &[PropTag]) -> Result<Option<Row>>;

fn part(
    mut source: String,
    within: Option<(&str, FolderId)>,
    order: Vec<&'static str>,
    read: ReadRow,
    item: Option<&'static str>,
) -> Box<dyn Part> {
    let mut params = Vec::new();
    if let Some((column, folder)) = within {
        source += &format!(" AND {column} = ?1");
        params.push(SqlValue::Integer(folder.0));
    }
    Box::new(Table { keys: Keys { source, params, order, descending: false }, read, item })
}

/// The number of the object, which is the last of a key.
fn object(key: &Key) -> i64 {
    number(key, key.len().saturating_sub(1))
}

fn folder_work(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let Some(folder) = rows_folder::find(view.conn, FolderId(object(key)))? else { return Ok(None) };
    Row::of(Some(Object::Folder(folder.id)), columns, |tag| computed_folder::in_view(view, &folder, tag)).map(Some)
}

fn item_work(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    item_row(view, ItemId(object(key)), columns)
}

fn stone_work(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let Some(stone) = rows_track::tombstones(view.conn, "WHERE id = ?1", [object(key)])?.pop() else { return Ok(None) };
    Row::of(Some(Object::Tombstone(stone.id)), columns, |tag| stone_property(view, &stone, tag)).map(Some)
}

/// A row of the table of conflicts.
struct Conflict {
    kind: i32,
    folder: FolderId,
    item: ItemId,
    copy: Option<ItemId>,
    time: i64,
    detail: String,
}

fn conflict_row(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let sql = "SELECT kind, folder, item, copy, time, detail FROM conflict WHERE id = ?1";
    let conflict = query_opt(view.conn, sql, [object(key)], |row| {
        Ok(Conflict {
            kind: row.get(0)?,
            folder: FolderId(row.get(1)?),
            item: ItemId(row.get(2)?),
            copy: row.get::<_, Option<i64>>(3)?.map(ItemId),
            time: row.get(4)?,
            detail: row.get(5)?,
        })
    })?;
    let Some(conflict) = conflict else { return Ok(None) };
    let item = rows_item::get(view.conn, conflict.item)?;
    let copy = conflict.copy.map(|copy| rows_item::get(view.conn, copy)).transpose()?.flatten();
    let about = match conflict.item {
        ItemId(0) => Object::Folder(conflict.folder),
        item => Object::Item(item),
    };
    let get = |tag: PropTag| {
        let value = match tag.0 {
            IOSTX_PR_CONFLICT_KIND => Some(Value::I4(conflict.kind)),
            IOSTX_PR_CONFLICT_TIME => Some(Value::Time(conflict.time as u64)),
            IOSTX_PR_CONFLICT_TEXT => Some(Value::Text(conflict.detail.clone())),
            IOSTX_PR_CONFLICT_ITEMS => {
                copy.as_ref().map(|copy| Value::Multi(PropType::Binary, vec![view.meid(copy.folder, copy.id)]))
            }
            IOSTX_PR_PENDING => {
                let held = item.as_ref().is_some_and(|item| item.is(item_bits::HOLD));
                Some(Value::I4(if held { IOSTX_PENDING_HELD as i32 } else { 0 }))
            }
            _ => match (about, item.as_ref()) {
                (Object::Folder(folder), _) => {
                    let folder = rows_folder::find(view.conn, folder)?;
                    folder.map(|folder| computed_folder::in_view(view, &folder, tag)).transpose()?.flatten()
                }
                (_, Some(item)) => ItemProps::new(view, item).get(tag)?,
                (_, None) => of_lost_item(view, &conflict, copy.as_ref(), tag)?,
            },
        };
        Ok(of_type(tag, value))
    };
    Row::of(Some(about), columns, get).map(Some)
}

/// What is known of an item in conflict that is gone: its id, and the subject by the version that was kept.
fn of_lost_item(view: View<'_>, conflict: &Conflict, copy: Option<&Item>, tag: PropTag) -> Result<Option<Value>> {
    Ok(match tag.0 {
        IOSTX_PR_OBJECT_TYPE => Some(Value::I4(IOSTX_OBJECT_MESSAGE as i32)),
        IOSTX_PR_ENTRYID => Some(view.meid(conflict.folder, conflict.item)),
        IOSTX_PR_PARENT_ENTRYID => Some(view.feid(conflict.folder)),
        _ => copy.map(|copy| ItemProps::new(view, copy).get(tag)).transpose()?.flatten(),
    })
}

fn held_row(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let folder = FolderId(number(key, 0));
    let count = |tag: PropTag| -> Result<Option<Value>> {
        let folder = rows_folder::find(view.conn, folder)?;
        Ok(folder.map(|folder| computed_folder::in_view(view, &folder, tag)).transpose()?.flatten())
    };
    match number(key, 1) as u32 {
        held::ITEM => {}
        held::TOMBSTONE => return stone_work(view, key, columns),
        _ => return folder_work(view, key, columns),
    }
    let Some(item) = rows_item::get(view.conn, ItemId(object(key)))? else { return Ok(None) };
    let props = ItemProps::new(view, &item);
    let get = |tag: PropTag| if tag.0 == IOSTX_PR_HELD_COUNT { count(tag) } else { props.get(tag) };
    Row::of(Some(Object::Item(item.id)), columns, get).map(Some)
}

fn wanted_row(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let folder = FolderId(number(key, 0));
    let Some(SqlValue::Blob(remote_id)) = key.get(1) else { return Ok(None) };
    let item = rows_item::by_remote(view.conn, folder, remote_id)?;
    let sql = "SELECT why, code, text, attempts, next, time FROM wanted WHERE folder = ?1 AND remote_id = ?2";
    // A wanted id waits as an upload does; the attempt has no object of its own.
    let row = query_opt(view.conn, sql, (folder.0, remote_id), |row| {
        let attempt = Attempt {
            code: row.get(1)?,
            text: row.get(2)?,
            fails: row.get(3)?,
            next: row.get::<_, i64>(4)? as u64,
            ..Attempt::new(Object::Folder(folder))
        };
        Ok((row.get::<_, i32>(0)?, attempt))
    })?;
    let Some((why, attempt)) = row else { return Ok(None) };
    let get = |tag: PropTag| {
        Ok(match tag.0 {
            IOSTX_PR_PARENT_ENTRYID => Some(view.feid(folder)),
            IOSTX_PR_REMOTE_ID => Some(Value::Binary(remote_id.clone())),
            IOSTX_PR_WANTED_REASON => Some(Value::I4(why)),
            IOSTX_PR_ENTRYID => item.as_ref().map(|item| view.meid(folder, item.id)),
            IOSTX_PR_BACKED_OFF => Some(Value::Bool(view.now < attempt.next)),
            _ => of_attempt(Some(&attempt), view.now, tag),
        })
    };
    Row::of(item.as_ref().map(|item| Object::Item(item.id)), columns, get).map(Some)
}

/// One piece of pending work, for counting.
pub(super) struct Work {
    pub(super) pending: Pending,
    pub(super) deleted: bool,
    pub(super) moved_out: bool,
    /// A conflict, a held deletion or an open epoch is in the way.
    pub(super) held: bool,
    pub(super) attempt: Option<Attempt>,
}

/// Runs over the pending items and tombstones of a folder.
pub(super) fn each_pending(conn: &Connection, folder: FolderId, mut see: impl FnMut(Work)) -> Result<()> {
    const HELD: u32 = item_bits::HOLD | item_bits::DELETION_HELD | item_bits::EPOCH;
    let items = format!(
        "SELECT pending, bits, work.item FROM work CROSS JOIN item ON item.id = work.item WHERE work.folder = ?1 AND {OFFERED} ORDER BY work.item"
    );
    let mut statement = conn.prepare_cached(&items).sql()?;
    let mut rows = statement.query([folder.0]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let bits: u32 = row.get(1).sql()?;
        let attempt = rows_track::attempt(conn, Object::Item(ItemId(row.get(2).sql()?)))?;
        let pending = Pending(row.get(0).sql()?);
        see(Work { pending, deleted: false, moved_out: false, held: bits & HELD != 0, attempt });
    }
    let mut statement = conn.prepare_cached("SELECT id, dest IS NOT NULL, bits FROM tombstone WHERE folder = ?1").sql()?;
    let mut rows = statement.query([folder.0]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let (moved_out, bits): (bool, u32) = (row.get(1).sql()?, row.get(2).sql()?);
        let attempt = rows_track::attempt(conn, Object::Tombstone(row.get(0).sql()?))?;
        see(Work { pending: Pending::NONE, deleted: !moved_out, moved_out, held: bits & tombstone_bits::EPOCH != 0, attempt });
    }
    Ok(())
}

/// What there is to look after in one folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SupervisionCounts {
    /// What waits for upload, the folder itself included.
    pub pending: u64,
    /// Conflicts that were kept or wait.
    pub conflicts: u64,
    /// What failed too often.
    pub failures: u64,
    /// Deletions that are held.
    pub held: u64,
    /// Remote ids that must be fetched.
    pub wanted: u64,
}

/// The folders in which there is anything to look after.
const BUSY: &str = "WHERE work <> 0 OR gone <> 0 OR pending <> 0 OR conflicts <> 0 OR failures <> 0 OR held <> 0 OR wanted <> 0 \
     ORDER BY id";

impl Store {
    /// The folders in which there is anything to look after, each with its counts. Costs as much as there are folders.
    pub fn supervision_counts(&self) -> Result<Vec<(FolderId, SupervisionCounts)>> {
        let folders = self.inner.db.reader(|conn| rows_folder::query(conn, BUSY, []))?;
        let counts = folders.iter().map(|folder| {
            let counts = SupervisionCounts {
                pending: if uploads(folder) { pending_count(folder) as u64 } else { 0 },
                conflicts: folder.conflicts as u64,
                failures: folder.failures as u64,
                held: folder.held as u64,
                wanted: folder.wanted as u64,
            };
            (folder.id, counts)
        });
        Ok(counts.filter(|(_, counts)| *counts != SupervisionCounts::default()).collect())
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::{OpenOptions, Origin};

    /// The steps that SQLite takes to count, and what it counts.
    fn count(store: &Store) -> (i32, SupervisionCounts) {
        let steps = store.inner.db.reader(|conn| {
            let mut statement = conn.prepare(&rows_folder::select(BUSY)).sql()?;
            let mut rows = statement.query([]).sql()?;
            while rows.next().sql()?.is_some() {}
            drop(rows);
            Ok(statement.get_status(StatementStatus::VmStep))
        });
        (steps.expect("counted"), store.supervision_counts().expect("counts")[0].1)
    }

    #[test]
    fn rule_9_3_counting_costs_as_much_as_there_are_folders_whatever_is_in_them() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path().join("counts.store"), OpenOptions::default()).expect("a store");
        let add = |first: i64, end: i64| {
            let rows = [
                "INSERT INTO conflict (kind, folder, item, time, detail) SELECT 1, folder.id, ?1, 0, '' FROM folder WHERE role = 3",
                "INSERT INTO held SELECT id, 1, ?1, 0 FROM folder WHERE role = 3",
                "INSERT INTO wanted SELECT id, CAST(?1 AS BLOB), 1, 0, '', 0, 0, 0 FROM folder WHERE role = 3",
                "INSERT INTO attempt SELECT 1, ?1, 0, NULL, 8, 0, 0, 0, '', id FROM folder WHERE role = 3",
            ];
            let all = |tx: &crate::store::db::Tx<'_>| -> Result<()> {
                (first..end).try_for_each(|n| rows.iter().try_for_each(|sql| tx.execute(sql, [n]).map(|_| ())))
            };
            store.inner.write(Origin::App, all).expect("written");
        };
        let of = |n: u64| SupervisionCounts { pending: 0, conflicts: n, failures: n, held: n, wanted: n };
        add(0, 1);
        let (few, counts) = count(&store);
        assert_eq!(counts, of(1));
        add(1, 1000);
        assert_eq!(count(&store), (few, of(1000)));
    }
}
