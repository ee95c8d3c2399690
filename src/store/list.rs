//! Listings of the items of a folder: sorted, filtered, read by key.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, params_from_iter};

use super::computed::{ItemProps, View, is_in_bag_alone};
use super::cursor::{Cursor, Edge, Key, Keys, Part, Row, Stretch, Take, number};
use super::db::query_opt;
use super::events::Origin;
use super::flags::*;
use super::model::*;
use super::sql::SqlResult;
use super::{Store, rows_item};
use crate::codes::IOSTX_MAPI_E_OBJECT_DELETED;
use crate::error::{Error, Result, check_flags};
use crate::props::{PropTag, tags::*};

/// What a listing is sorted by; the item's id decides among equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The time of delivery, else of submission, start or creation, else of the last change.
    #[default]
    Date,
    /// The subject without prefix and case, by its first 40 characters.
    Subject,
    /// The sender's name without case, by its first 40 characters.
    Sender,
    /// The size.
    Size,
    /// The order of creation.
    Id,
}

impl Sort {
    /// The sort key with a number IOSTX_SORT_*.
    pub fn from_number(number: u32) -> Result<Self> {
        match number {
            IOSTX_SORT_DATE => Ok(Sort::Date),
            IOSTX_SORT_SUBJECT => Ok(Sort::Subject),
            IOSTX_SORT_SENDER => Ok(Sort::Sender),
            IOSTX_SORT_SIZE => Ok(Sort::Size),
            IOSTX_SORT_ID => Ok(Sort::Id),
            other => Err(Error::invalid(format!("sort: {other} is no sort key"))),
        }
    }

    /// The column, and the word for it in names of indexes.
    fn column(self) -> (&'static str, &'static str) {
        match self {
            Sort::Date => ("sort_time", "time"),
            Sort::Subject => ("subject", "subject"),
            Sort::Sender => ("sender", "sender"),
            Sort::Size => ("size", "size"),
            Sort::Id => ("id", "id"),
        }
    }
}

/// Which items of a folder are listed, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListOptions {
    /// The columns; none: PR_ENTRYID, PR_SUBJECT, PR_MESSAGE_DELIVERY_TIME.
    pub columns: Vec<PropTag>,
    /// The sort key.
    pub sort: Sort,
    /// From high to low.
    pub descending: bool,
    /// Associated items instead of normal ones.
    pub associated: bool,
    /// Unread ones only.
    pub unread: bool,
    /// Flagged ones only.
    pub flagged: bool,
    /// What the server deleted from the folder and the local trash keeps, instead of what is in the folder.
    pub trash: bool,
}

impl ListOptions {
    /// The options that flags IOSTX_LIST_* and a sort key IOSTX_SORT_* stand for.
    pub fn from_flags(flags: u32, sort: u32, columns: Vec<PropTag>) -> Result<Self> {
        const KNOWN: u32 =
            IOSTX_LIST_DESCENDING | IOSTX_LIST_ASSOCIATED | IOSTX_LIST_UNREAD | IOSTX_LIST_FLAGGED | IOSTX_LIST_TRASH;
        check_flags("list", flags, KNOWN)?;
        let has = |flag: u32| flags & flag != 0;
        Ok(ListOptions {
            columns,
            sort: Sort::from_number(sort)?,
            descending: has(IOSTX_LIST_DESCENDING),
            associated: has(IOSTX_LIST_ASSOCIATED),
            unread: has(IOSTX_LIST_UNREAD),
            flagged: has(IOSTX_LIST_FLAGGED),
            trash: has(IOSTX_LIST_TRASH),
        })
    }
}

impl Store {
    /// IMAPIContainer::GetContentsTable: the items of a folder. A page costs the same in a small folder and in a large one. The
    /// first listing of a store by another key than the date, or with a filter, makes the index for it. Read-only stores have
    /// only the indexes that were made before; without one, a page looks at every item of the folder.
    ///
    /// `MAPI_E_OBJECT_DELETED` (the folder), `MAPI_E_BAD_COLUMN`.
    pub fn list_items(&self, folder: FolderId, options: ListOptions) -> Result<Cursor> {
        let columns = match options.columns.is_empty() {
            true => vec![PropTag(IOSTX_PR_ENTRYID), PropTag(IOSTX_PR_SUBJECT), PropTag(IOSTX_PR_MESSAGE_DELIVERY_TIME)],
            false => options.columns.clone(),
        };
        let index = self.index_for(&options)?;
        let trash = if options.trash { Some(self.special_folder(IOSTX_FOLDER_TRASH)?) } else { None };
        let part = Items::new(folder, trash, &options, index);
        Cursor::new(self, columns, vec![Box::new(part)])
    }

    /// The index that a listing reads, made if it is not there; `None` where it cannot be made.
    fn index_for(&self, options: &ListOptions) -> Result<Option<String>> {
        let (column, word) = options.sort.column();
        let (filter, condition) = match (options.unread, options.flagged) {
            // Fewer items are flagged than unread: with both, the others are passed over.
            (_, true) => ("_flagged", " WHERE bits & 4 <> 0"),
            (true, false) => ("_unread", " WHERE bits & 2 <> 0"),
            (false, false) => ("", ""),
        };
        let name = if options.trash { format!("item_trash_{word}{filter}") } else { format!("item_{word}{filter}") };
        let folder = if options.trash { "origin" } else { "folder" };
        let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?1";
        if self.inner.db.reader(|conn| query_opt(conn, sql, [&name], |_| Ok(())))?.is_some() {
            return Ok(Some(name));
        }
        if self.inner.db.is_read_only() {
            return Ok(None);
        }
        let last = if options.sort == Sort::Id { String::new() } else { format!(", {column}") };
        // Few items have an origin: those that never had one are in no index of the trash.
        let condition = match (options.trash, condition) {
            (true, "") => " WHERE origin IS NOT NULL".to_owned(),
            (true, condition) => format!("{condition} AND origin IS NOT NULL"),
            (false, condition) => condition.to_owned(),
        };
        let sql = format!("CREATE INDEX IF NOT EXISTS {name} ON item ({folder}, (bits & 9){last}){condition}");
        self.inner.write(Origin::App, |tx| tx.execute(&sql, []))?;
        Ok(Some(name))
    }
}

/// The rows of a listing.
struct Items {
    /// The folder that was asked for.
    folder: FolderId,
    /// Where the items are that were in it.
    trash: Option<FolderId>,
    group: u32,
    /// The bits that all listed items have.
    filter: u32,
    column: &'static str,
    keys: Keys,
}

impl Items {
    fn new(folder: FolderId, trash: Option<FolderId>, options: &ListOptions, index: Option<String>) -> Self {
        let filter = if options.unread { item_bits::UNREAD } else { 0 } | if options.flagged { item_bits::FLAGGED } else { 0 };
        let group = if options.associated { item_bits::ASSOC } else { 0 };
        let (column, _) = options.sort.column();
        let mut source = String::from("item");
        if let Some(index) = index {
            source += &format!(" INDEXED BY {index}");
        }
        // The group leaves slim rows out. The conditions stand as in the indexes, which is how SQLite knows that they serve.
        source += if trash.is_some() { " WHERE origin = ?1" } else { " WHERE folder = ?1" };
        source += " AND (bits & 9) = ?2";
        for (bit, condition) in [(item_bits::UNREAD, " AND bits & 2 <> 0"), (item_bits::FLAGGED, " AND bits & 4 <> 0")] {
            source += if filter & bit != 0 { condition } else { "" };
        }
        let mut params = vec![SqlValue::Integer(folder.0), SqlValue::Integer(i64::from(group))];
        if let Some(trash) = trash {
            // One that was taken out of the trash keeps its origin.
            source += " AND origin IS NOT NULL AND folder = ?3";
            params.push(SqlValue::Integer(trash.0));
        }
        let order = if options.sort == Sort::Id { vec!["id"] } else { vec![column, "id"] };
        Items { folder, trash, group, filter, column, keys: Keys { source, params, order, descending: options.descending } }
    }

    /// How many rows there are, where the folder counts them anyway.
    fn counted(&self, conn: &Connection) -> Result<Option<i64>> {
        let column = match (self.group, self.filter) {
            _ if self.trash.is_some() => return Ok(None),
            (item_bits::ASSOC, 0) => "assoc",
            (0, 0) => "total",
            (0, item_bits::UNREAD) => "unread",
            _ => return Ok(None),
        };
        query_opt(conn, &format!("SELECT {column} FROM folder WHERE id = ?1"), [self.folder.0], |row| row.get(0))
    }
}

impl Part for Items {
    fn keys(&self, view: View<'_>, from: &Edge, backwards: bool, skip: u64, limit: usize) -> Result<Vec<Key>> {
        self.keys.keys(view.conn, from, backwards, skip, limit)
    }

    fn rest(&self, view: View<'_>, from: &Edge, backwards: bool) -> Result<u64> {
        match (from, backwards) {
            (Edge::Begin, false) | (Edge::End, true) => match self.counted(view.conn)? {
                Some(count) => Ok(count as u64),
                None => self.keys.rest(view.conn, from, backwards),
            },
            _ => self.keys.rest(view.conn, from, backwards),
        }
    }

    fn row(&self, view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
        item_row(view, ItemId(number(key, key.len() - 1)), columns)
    }

    /// With one statement, which is several times as fast as one for each row; and of columns that stand in the bag alone, nothing
    /// else is read.
    fn each(&self, view: View<'_>, from: &Edge, stretch: Stretch, columns: &[PropTag], take: &mut Take<'_>) -> Result<usize> {
        let in_bag = columns.iter().all(|tag| is_in_bag_alone(view.inner, *tag));
        let (before, width) = if in_bag { ("id, bag".to_owned(), 2) } else { (rows_item::columns(), rows_item::WIDTH) };
        let Some((sql, params)) = self.keys.select(&(before + ", "), from, stretch.backwards, 0, stretch.limit) else {
            return Ok(0);
        };
        let mut statement = view.conn.prepare_cached(&sql).sql()?;
        let mut rows = statement.query(params_from_iter(params)).sql()?;
        let mut count = 0;
        while let Some(row) = rows.next().sql()? {
            count += 1;
            let key = (0..self.keys.order.len()).map(|at| row.get(width + at)).collect::<rusqlite::Result<Key>>().sql()?;
            let listed = match in_bag {
                true => Row::found(Some(Object::Item(ItemId(row.get(0).sql()?))), rows_item::pick(row, 1, columns)?),
                false => listed_row(view, &rows_item::read(row)?, columns)?,
            };
            if !take(key, Some(listed)) {
                break;
            }
        }
        Ok(count)
    }

    fn find(&self, view: View<'_>, item: ItemId) -> Result<Option<Key>> {
        let sql =
            format!("SELECT {}, id FROM item WHERE id = ?1 AND folder = ?2 AND (bits & 9) = ?3 AND bits & ?4 = ?4", self.column);
        let key =
            query_opt(view.conn, &sql, (item.0, self.folder.0, self.group, self.filter), |row| Ok(vec![row.get(0)?, row.get(1)?]))?;
        Ok(key.map(|mut key: Key| if self.keys.order.len() == 1 { key.split_off(1) } else { key }))
    }

    fn check(&self, view: View<'_>) -> Result<()> {
        let there = query_opt(view.conn, "SELECT 1 FROM folder WHERE id = ?1 AND bits & 8 = 0", [self.folder.0], |_| Ok(()))?;
        there.ok_or_else(|| {
            Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("folder {} does not exist, or was deleted", self.folder.0))
        })
    }
}

/// The row of an item; `None` if it is gone.
pub(super) fn item_row(view: View<'_>, id: ItemId, columns: &[PropTag]) -> Result<Option<Row>> {
    rows_item::get(view.conn, id)?.map(|item| listed_row(view, &item, columns)).transpose()
}

fn listed_row(view: View<'_>, item: &Item, columns: &[PropTag]) -> Result<Row> {
    let props = ItemProps::new(view, item);
    Row::of(Some(Object::Item(item.id)), columns, |tag| props.get(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{OpenOptions, Store};

    /// What SQLite does for the keys of one page.
    fn plan(store: &Store, options: &ListOptions, from: &Edge, backwards: bool) -> String {
        let folder = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
        let index = store.index_for(options).expect("an index");
        let trash = options.trash.then(|| store.special_folder(IOSTX_FOLDER_TRASH).expect("every store has one"));
        let part = Items::new(folder, trash, options, index);
        store
            .inner
            .db
            .reader(|conn| {
                let (sql, params) = part.keys.select("", from, backwards, 0, 50).expect("not an end");
                let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).sql()?;
                let steps = statement.query_map(rusqlite::params_from_iter(params), |row| row.get::<_, String>(3)).sql()?;
                Ok(steps.collect::<rusqlite::Result<Vec<_>>>().sql()?.join("; "))
            })
            .expect("a plan")
    }

    #[test]
    fn every_page_of_every_listing_is_a_walk_along_an_index_from_the_key_on() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path().join("s.iostx"), OpenOptions::default()).expect("a store");
        let key = |sort: Sort| match sort {
            Sort::Id => vec![SqlValue::Integer(7)],
            Sort::Subject | Sort::Sender => vec![SqlValue::Text("m".into()), SqlValue::Integer(7)],
            Sort::Date | Sort::Size => vec![SqlValue::Integer(5), SqlValue::Integer(7)],
        };
        for sort in [Sort::Date, Sort::Subject, Sort::Sender, Sort::Size, Sort::Id] {
            for bits in 0..32_u32 {
                let options = ListOptions {
                    sort,
                    descending: bits & 1 != 0,
                    unread: bits & 2 != 0,
                    flagged: bits & 4 != 0,
                    associated: bits & 8 != 0,
                    trash: bits & 16 != 0,
                    ..ListOptions::default()
                };
                for backwards in [false, true] {
                    for from in [Edge::Before(key(sort)), Edge::After(key(sort))] {
                        let plan = plan(&store, &options, &from, backwards);
                        assert!(plan.starts_with("SEARCH item USING") && !plan.contains(';'), "{options:?}: {plan}");
                        let bound = if sort == Sort::Id { "rowid" } else { "(" };
                        assert!(plan.contains(bound) && plan.contains(['<', '>']), "{options:?}: {plan}");
                    }
                }
            }
        }
    }
}
