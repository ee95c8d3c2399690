//! Other tables than listings of items: folders, items by remote id, the walk over bound items, the outgoing queue, findings.

use rusqlite::types::Value as SqlValue;

use super::computed::{ItemProps, View, is_column};
use super::computed_folder::{self, pending_count};
use super::cursor::{Cursor, Edge, Key, Keys, Part, Row, Table, number};
use super::db::query_all;
use super::flags::*;
use super::list::item_row;
use super::message::Message;
use super::model::*;
use super::{Store, rows_folder, rows_item};
use crate::error::{Error, Result, check_flags};
use crate::props::{Bag, PropTag, Value, tags::*};

/// Rows that were found once and are remembered by what they are about: few, by design.
pub(super) trait Remembered: Send + Sync {
    /// How many there are.
    fn len(&self) -> usize;

    /// The row at a place; `None` if it is gone meanwhile.
    fn row(&self, view: View<'_>, at: usize, columns: &[PropTag]) -> Result<Option<Row>>;
}

impl<T: Remembered> Part for T {
    fn keys(&self, _: View<'_>, from: &Edge, backwards: bool, skip: u64, limit: usize) -> Result<Vec<Key>> {
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let at = self.place(from);
        let key = |at: usize| vec![SqlValue::Integer(at as i64)];
        Ok(match backwards {
            true => (0..at).rev().skip(skip).take(limit).map(key).collect(),
            false => (at..self.len()).skip(skip).take(limit).map(key).collect(),
        })
    }

    fn rest(&self, _: View<'_>, from: &Edge, backwards: bool) -> Result<u64> {
        let at = self.place(from);
        Ok(if backwards { at } else { self.len() - at } as u64)
    }

    fn row(&self, view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
        Remembered::row(self, view, number(key, 0) as usize, columns)
    }
}

trait Place {
    fn place(&self, edge: &Edge) -> usize;
}

impl<T: Remembered> Place for T {
    /// How many rows lie before a place.
    fn place(&self, edge: &Edge) -> usize {
        match edge {
            Edge::Begin => 0,
            Edge::End => self.len(),
            Edge::Before(key) => number(key, 0) as usize,
            Edge::After(key) => number(key, 0) as usize + 1,
        }
    }
}

/// Folders, each with its depth below the one that was listed.
struct Folders(Vec<(FolderId, u32)>);

impl Remembered for Folders {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, view: View<'_>, at: usize, columns: &[PropTag]) -> Result<Option<Row>> {
        let (id, depth) = self.0[at];
        let Some(folder) = rows_folder::find(view.conn, id)?.filter(|folder| !folder.is(folder_bits::DELETED)) else {
            return Ok(None);
        };
        let get = |tag: PropTag| match tag.id() == PropTag(IOSTX_PR_DEPTH).id() {
            true => Ok(Some(Value::I4(depth as i32))),
            false => computed_folder::in_view(view, &folder, tag),
        };
        Row::of(Some(Object::Folder(id)), columns, get).map(Some)
    }
}

/// Items that were looked up.
struct Found(Vec<ItemId>);

impl Remembered for Found {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, view: View<'_>, at: usize, columns: &[PropTag]) -> Result<Option<Row>> {
        item_row(view, self.0[at], columns)
    }
}

/// Rows that were read already and do not change.
struct Fixed(Vec<Bag>);

impl Remembered for Fixed {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, _: View<'_>, at: usize, columns: &[PropTag]) -> Result<Option<Row>> {
        Row::of(None, columns, |tag| Ok(self.0[at].get(tag).cloned())).map(Some)
    }
}

/// A table without rows.
pub(super) fn nothing() -> impl Part {
    Fixed(Vec::new())
}

impl Message {
    /// The recipients as a table: one row each, as they were when the message was opened and with what was set since; the columns
    /// are all that any of them has.
    pub fn list_recipients(&self) -> Result<Cursor> {
        let rows = self.recipients()?;
        let columns: std::collections::BTreeSet<PropTag> = rows.iter().flat_map(Bag::tags).filter(|tag| is_column(*tag)).collect();
        Cursor::new(&self.store(), columns.into_iter().collect(), vec![Box::new(Fixed(rows))])
    }
}

impl Store {
    /// Lists folders: the children of `parent` (`None`: the root), with IOSTX_FOLDERS_DEPTH the whole tree below it, parents
    /// first; with IOSTX_FOLDERS_PENDING those that have pending work. Each level is sorted by name, without case. Any property of
    /// folders can be a column, IOSTX_PR_DEPTH too; none: PR_ENTRYID, PR_PARENT_ENTRYID, PR_DISPLAY_NAME.
    pub fn list_folders(&self, parent: Option<FolderId>, columns: Vec<PropTag>, flags: u32) -> Result<Cursor> {
        check_flags("list_folders", flags, IOSTX_FOLDERS_DEPTH | IOSTX_FOLDERS_PENDING)?;
        let top = match parent {
            Some(parent) => self.folder(parent)?.id,
            None => self.special_folder(IOSTX_FOLDER_ROOT)?,
        };
        let folders = self.inner.db.reader(|conn| rows_folder::query(conn, "WHERE bits & 8 = 0", []))?;
        let mut tree = Vec::new();
        collect(&folders, top, flags & IOSTX_FOLDERS_DEPTH != 0, &mut tree);
        if flags & IOSTX_FOLDERS_PENDING != 0 {
            let busy: std::collections::HashSet<_> =
                folders.iter().filter(|folder| pending_count(folder) > 0).map(|folder| folder.id).collect();
            tree.retain(|(id, _)| busy.contains(id));
        }
        let columns = or_default(columns, &[IOSTX_PR_ENTRYID, IOSTX_PR_PARENT_ENTRYID, IOSTX_PR_DISPLAY_NAME]);
        Cursor::new(self, columns, vec![Box::new(Folders(tree))])
    }

    /// Finds items by remote id, in one folder or in all, in the order of `ids`; an id that is unknown has no row, one that
    /// several folders have has several. Items of which only the binding is kept are found too. The columns are
    /// IOSTX_PR_REMOTE_ID, PR_ENTRYID, PR_PARENT_ENTRYID, IOSTX_PR_REMOTE_VERSION.
    pub fn find_remote(&self, folder: Option<FolderId>, ids: &[impl AsRef<[u8]>]) -> Result<Cursor> {
        let folder = folder.map(|folder| self.folder(folder)).transpose()?;
        let found = self.inner.db.read(|conn| {
            let mut found = Vec::new();
            for id in ids.iter().map(AsRef::as_ref) {
                found.extend(match &folder {
                    Some(folder) => {
                        let sql = "SELECT id FROM item WHERE folder = ?1 AND remote_id = ?2";
                        query_all(conn, sql, (folder.id.0, id), |row| row.get(0).map(ItemId))?
                    }
                    // Folders are few: one look into the index for each. CROSS keeps them the outer loop; else all items are read.
                    None => {
                        let sql = "SELECT item.id FROM folder CROSS JOIN item INDEXED BY item_remote ON item.folder = folder.id \
                                   WHERE item.remote_id = ?1 ORDER BY folder.id";
                        query_all(conn, sql, [id], |row| row.get(0).map(ItemId))?
                    }
                });
            }
            Ok(found)
        })?;
        let columns = [IOSTX_PR_REMOTE_ID, IOSTX_PR_ENTRYID, IOSTX_PR_PARENT_ENTRYID, IOSTX_PR_REMOTE_VERSION];
        Cursor::new(self, columns.map(PropTag).to_vec(), vec![Box::new(Found(found))])
    }

    /// Walks the bound items of a folder in the order of their remote ids, byte by byte: also those of which only the binding is
    /// kept. The columns are PR_ENTRYID, IOSTX_PR_REMOTE_ID, IOSTX_PR_REMOTE_VERSION, PR_READ, PR_MESSAGE_FLAGS and
    /// IOSTX_PR_KEYWORDS, all as the server had them last.
    pub fn walk_remote(&self, folder: FolderId) -> Result<Cursor> {
        let folder = self.folder(folder)?.id;
        let columns = [
            IOSTX_PR_ENTRYID,
            IOSTX_PR_REMOTE_ID,
            IOSTX_PR_REMOTE_VERSION,
            IOSTX_PR_READ,
            IOSTX_PR_MESSAGE_FLAGS,
            IOSTX_PR_KEYWORDS,
        ];
        let keys = Keys {
            source: "item INDEXED BY item_remote WHERE folder = ?1 AND remote_id IS NOT NULL".into(),
            params: vec![SqlValue::Integer(folder.0)],
            order: vec!["remote_id", "id"],
            descending: false,
        };
        Cursor::new(self, columns.map(PropTag).to_vec(), vec![Box::new(Table { keys, read: server_row, item: Some("id") })])
    }
}

/// What is below a folder, parents first, each level by name without case.
fn collect(folders: &[Folder], top: FolderId, deep: bool, tree: &mut Vec<(FolderId, u32)>) {
    let mut children: std::collections::HashMap<FolderId, Vec<&Folder>> = std::collections::HashMap::new();
    for folder in folders {
        if let Some(parent) = folder.parent {
            children.entry(parent).or_default().push(folder);
        }
    }
    // Sorted from last to first, since the stack gives the last one out first.
    children
        .values_mut()
        .for_each(|siblings| siblings.sort_by_cached_key(|folder| std::cmp::Reverse((folder.name.to_lowercase(), folder.id))));
    let mut stack: Vec<(FolderId, u32)> = Vec::new();
    let push = |stack: &mut Vec<_>, children: &mut std::collections::HashMap<FolderId, Vec<&Folder>>, of: FolderId, depth: u32| {
        // Taken out, so that a damaged tree with a cycle ends.
        stack.extend(children.remove(&of).unwrap_or_default().into_iter().map(|folder| (folder.id, depth)));
    };
    push(&mut stack, &mut children, top, 1);
    while let Some((id, depth)) = stack.pop() {
        tree.push((id, depth));
        if deep {
            push(&mut stack, &mut children, id, depth + 1);
        }
    }
}

/// The columns that were asked for, or those of the table.
pub(super) fn or_default(columns: Vec<PropTag>, default: &[u32]) -> Vec<PropTag> {
    if columns.is_empty() { default.iter().copied().map(PropTag).collect() } else { columns }
}

/// The row of a bound item, as the server had it last.
fn server_row(view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
    let Some(item) = rows_item::get(view.conn, ItemId(number(key, 1)))? else { return Ok(None) };
    let server = ItemProps::new(view, &item).server()?;
    let props = ItemProps::new(view, &server);
    Row::of(Some(Object::Item(item.id)), columns, |tag| props.get(tag)).map(Some)
}

/// The outgoing queue, oldest submission first.
pub(super) fn queue() -> Table {
    let keys = Keys { source: "outgoing WHERE 1".into(), params: Vec::new(), order: vec!["time", "item"], descending: false };
    Table { keys, read: |view, key, columns| item_row(view, ItemId(number(key, 1)), columns), item: Some("item") }
}

/// Refuses a folder that is not there.
pub(super) fn known_folder(store: &Store, folder: Option<FolderId>) -> Result<()> {
    match folder {
        Some(folder) => {
            store.folder(folder).map(|_| ()).map_err(|_| Error::not_found(format!("folder {} does not exist", folder.0)))
        }
        None => Ok(()),
    }
}
