//! Cursors: tables read by key, forwards and backwards. Between two calls a cursor holds a key and nothing else: no transaction,
//! no rows; so rows may come and go meanwhile, and it reads on where it was.

use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, params_from_iter};

use super::Store;
use super::computed::{View, is_column};
use super::db::query_opt;
use super::model::{ItemId, Object};
use super::page::Page;
use super::sql::SqlResult;
use crate::codes::{IOSTX_MAPI_E_BAD_COLUMN, IOSTX_MAPI_E_NO_SUPPORT, IOSTX_MAPI_E_NOT_ENOUGH_MEMORY, IOSTX_MAPI_E_NOT_FOUND};
use crate::error::{Error, Result};
use crate::props::{PropTag, Value};

/// The most rows that one call gives out, however many were asked for.
const MAX_ROWS: usize = 4096;
/// After so many bytes a page ends early.
const MAX_BYTES: usize = 4 << 20;

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row is about, where that is one object.
    pub object: Option<Object>,
    /// One value per column; a missing one is PT_ERROR with the reason.
    pub values: Vec<Value>,
}

impl Row {
    /// A row, given how each column's value is found.
    pub(super) fn of(object: Option<Object>, columns: &[PropTag], get: impl Fn(PropTag) -> Result<Option<Value>>) -> Result<Self> {
        let values = columns.iter().map(|tag| Ok(shown(get(*tag)?))).collect::<Result<_>>()?;
        Ok(Row { object, values })
    }

    /// A row of the values that were found, one for each column.
    pub(super) fn found(object: Option<Object>, values: Vec<Option<Value>>) -> Self {
        Row { object, values: values.into_iter().map(shown).collect() }
    }
}

fn shown(value: Option<Value>) -> Value {
    match value {
        None => Value::Error(IOSTX_MAPI_E_NOT_FOUND),
        Some(Value::Large(_)) => Value::Error(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY),
        Some(value) => value,
    }
}

/// From where [`Cursor::seek`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeekOrigin {
    /// BOOKMARK_BEGINNING.
    Begin,
    /// BOOKMARK_CURRENT.
    Current,
    /// BOOKMARK_END.
    End,
}

/// What a row is found by again; unique in its part and in its order.
pub(super) type Key = Vec<SqlValue>;

/// A place between two rows of a part.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Edge {
    Begin,
    End,
    Before(Key),
    After(Key),
}

/// Which way rows are read, and how many at most.
#[derive(Clone, Copy)]
pub(super) struct Stretch {
    pub(super) backwards: bool,
    pub(super) limit: usize,
}

/// Takes a row with its key, `None` if it is gone; whether more are wanted.
pub(super) type Take<'a> = dyn FnMut(Key, Option<Row>) -> bool + 'a;

/// A stretch of a table whose rows have one form and one order.
pub(super) trait Part: Send + Sync {
    /// Keys from a place on, the nearest first, after leaving out `skip`.
    fn keys(&self, view: View<'_>, from: &Edge, backwards: bool, skip: u64, limit: usize) -> Result<Vec<Key>>;

    /// How many rows lie in a direction from a place.
    fn rest(&self, view: View<'_>, from: &Edge, backwards: bool) -> Result<u64>;

    /// The row of a key; `None` if it is gone.
    fn row(&self, view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>>;

    /// Hands rows from a place on to `take`, the nearest first, until it answers that it has enough. Answers how many there were.
    fn each(&self, view: View<'_>, from: &Edge, stretch: Stretch, columns: &[PropTag], take: &mut Take<'_>) -> Result<usize> {
        let keys = self.keys(view, from, stretch.backwards, 0, stretch.limit)?;
        let count = keys.len();
        for key in keys {
            let row = self.row(view, &key, columns)?;
            if !take(key, row) {
                break;
            }
        }
        Ok(count)
    }

    /// The key of an item's row.
    fn find(&self, _: View<'_>, _: ItemId) -> Result<Option<Key>> {
        Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "find: not a table of items"))
    }

    /// Whether what is listed is still there.
    fn check(&self, _: View<'_>) -> Result<()> {
        Ok(())
    }
}

/// A table of rows: a listing of items, of folders, of pending work and the like.
pub struct Cursor {
    store: Store,
    columns: Vec<PropTag>,
    parts: Vec<Box<dyn Part>>,
    part: usize,
    edge: Edge,
}

impl Cursor {
    /// A cursor at the beginning of a table of one or more parts.
    pub(super) fn new(store: &Store, columns: Vec<PropTag>, parts: Vec<Box<dyn Part>>) -> Result<Self> {
        let columns: Vec<PropTag> = columns.into_iter().map(PropTag::normalized).collect();
        if let Some(bad) = columns.iter().find(|tag| !is_column(**tag)) {
            return Err(Error::new(
                IOSTX_MAPI_E_BAD_COLUMN,
                format!("property {bad} cannot be a column: it has no type that lists show"),
            ));
        }
        let cursor = Cursor { store: store.clone(), columns, parts, part: 0, edge: Edge::Begin };
        cursor.read(|_| Ok(()))?;
        Ok(cursor)
    }

    /// The tags of the columns.
    pub fn columns(&self) -> &[PropTag] {
        &self.columns
    }

    /// The store that is listed.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The next row; `None` at the end, where later calls may find rows that were added meanwhile. `MAPI_E_OBJECT_DELETED`: what
    /// is listed is gone.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Row>> {
        Ok(self.rows(1)?.pop())
    }

    /// Up to `rows` rows from the position on; negative: those before it, which then is before the first of them. Always in the
    /// order of the table. Fewer may come than were asked for; none means that there are none in that direction.
    pub fn rows(&mut self, rows: i64) -> Result<Vec<Row>> {
        if rows == 0 {
            return Err(Error::invalid("rows: 0 rows were asked for"));
        }
        let backwards = rows < 0;
        let limit = usize::try_from(rows.unsigned_abs()).map_or(MAX_ROWS, |rows| rows.min(MAX_ROWS));
        let (mut found, part, edge) = self.read(|view| self.collect(view, backwards, limit))?;
        (self.part, self.edge) = (part, edge);
        if backwards {
            found.reverse();
        }
        Ok(found)
    }

    /// As [`Cursor::rows`], column by column.
    pub fn next_page(&mut self, rows: i32) -> Result<Page> {
        let rows = self.rows(i64::from(rows))?;
        Ok(Page::of(&self.columns, rows))
    }

    /// Moves the position by rows from an origin (IMAPITable::SeekRow); it stops at the ends. Answers by how many it moved.
    pub fn seek(&mut self, origin: SeekOrigin, rows: i64) -> Result<i64> {
        let (part, edge) = match origin {
            SeekOrigin::Begin => (0, Edge::Begin),
            SeekOrigin::Current => (self.part, self.edge.clone()),
            SeekOrigin::End => (self.parts.len() - 1, Edge::End),
        };
        let (moved, part, edge) = self.read(|view| self.walk(view, part, edge, rows))?;
        (self.part, self.edge) = (part, edge);
        Ok(moved)
    }

    /// Moves the position before the row of an item (IMAPITable::FindRow). `MAPI_E_NOT_FOUND`: no such row, the position stays;
    /// `MAPI_E_NO_SUPPORT`: the table is not of items.
    pub fn find(&mut self, item: ItemId) -> Result<()> {
        let found = self.read(|view| {
            let mut refusal = None;
            for (at, part) in self.parts.iter().enumerate() {
                match part.find(view, item) {
                    Ok(Some(key)) => return Ok((at, Edge::Before(key))),
                    Ok(None) => refusal = Some(Error::not_found(format!("find: item {} has no row in this table", item.0))),
                    Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => refusal = refusal.or(Some(e)),
                    Err(e) => return Err(e),
                }
            }
            Err(refusal.unwrap_or_else(|| Error::not_found("find: the table has no rows")))
        })?;
        (self.part, self.edge) = found;
        Ok(())
    }

    /// How many rows lie before the position, and how many the table has (IMAPITable::QueryPosition), now.
    pub fn position(&self) -> Result<(u64, u64)> {
        self.read(|view| {
            let (mut before, mut total) = (0, 0);
            for (at, part) in self.parts.iter().enumerate() {
                let rows = part.rest(view, &Edge::Begin, false)?;
                total += rows;
                before += match at.cmp(&self.part) {
                    std::cmp::Ordering::Less => rows,
                    std::cmp::Ordering::Equal => part.rest(view, &self.edge, true)?,
                    std::cmp::Ordering::Greater => 0,
                };
            }
            Ok((before, total))
        })
    }

    fn read<T>(&self, f: impl FnOnce(View<'_>) -> Result<T>) -> Result<T> {
        let inner = &self.store.inner;
        inner.db.read(|conn| {
            let view = View::new(inner, conn);
            self.parts.iter().try_for_each(|part| part.check(view))?;
            f(view)
        })
    }

    fn collect(&self, view: View<'_>, backwards: bool, limit: usize) -> Result<(Vec<Row>, usize, Edge)> {
        let (mut at, mut edge) = (self.part, self.edge.clone());
        let mut rows = Vec::new();
        let mut bytes = 0;
        loop {
            let stretch = Stretch { backwards, limit: limit - rows.len() };
            let from = edge.clone();
            let mut take = |key: Key, row: Option<Row>| {
                edge = if backwards { Edge::Before(key) } else { Edge::After(key) };
                if let Some(row) = row {
                    bytes += row.values.iter().map(Value::weight).sum::<usize>();
                    rows.push(row);
                }
                bytes <= MAX_BYTES
            };
            let ends = self.parts[at].each(view, &from, stretch, &self.columns, &mut take)? < stretch.limit;
            if rows.len() >= limit || bytes > MAX_BYTES {
                return Ok((rows, at, edge));
            }
            if ends {
                match self.beyond(at, backwards) {
                    Some(next) => (at, edge) = next,
                    None => return Ok((rows, at, edge)),
                }
            }
        }
    }

    /// Where the part after another begins, or the one before it ends.
    fn beyond(&self, at: usize, backwards: bool) -> Option<(usize, Edge)> {
        match backwards {
            true => at.checked_sub(1).map(|at| (at, Edge::End)),
            false => Some((at + 1, Edge::Begin)).filter(|(at, _)| *at < self.parts.len()),
        }
    }

    fn walk(&self, view: View<'_>, mut at: usize, mut edge: Edge, rows: i64) -> Result<(i64, usize, Edge)> {
        let backwards = rows < 0;
        let mut left = rows.unsigned_abs();
        while left > 0 {
            if let Some(key) = self.parts[at].keys(view, &edge, backwards, left - 1, 1)?.pop() {
                edge = if backwards { Edge::Before(key) } else { Edge::After(key) };
                left = 0;
                break;
            }
            left -= self.parts[at].rest(view, &edge, backwards)?;
            match self.beyond(at, backwards) {
                Some(next) => (at, edge) = next,
                None => {
                    edge = if backwards { Edge::Begin } else { Edge::End };
                    break;
                }
            }
        }
        let moved = (rows.unsigned_abs() - left) as i64;
        Ok((if backwards { -moved } else { moved }, at, edge))
    }
}

/// The keys of a part that stands in the file: what to select from, and the columns that make key and order.
pub(super) struct Keys {
    /// Between FROM and ORDER BY: tables and a condition, with the parameters ?1 and on.
    pub(super) source: String,
    pub(super) params: Vec<SqlValue>,
    /// The columns of the key, in the order of the table.
    pub(super) order: Vec<&'static str>,
    pub(super) descending: bool,
}

impl Keys {
    pub(super) fn keys(&self, conn: &Connection, from: &Edge, backwards: bool, skip: u64, limit: usize) -> Result<Vec<Key>> {
        let Some((sql, params)) = self.select("", from, backwards, skip, limit) else { return Ok(Vec::new()) };
        let mut statement = conn.prepare_cached(&sql).sql()?;
        let key = |row: &rusqlite::Row<'_>| (0..self.order.len()).map(|at| row.get(at)).collect();
        statement.query_map(params_from_iter(params), key).sql()?.collect::<rusqlite::Result<_>>().sql()
    }

    /// The statement for the keys in a direction from a place, behind other columns; `None`: nothing lies there.
    pub(super) fn select(
        &self,
        before: &str,
        from: &Edge,
        backwards: bool,
        skip: u64,
        limit: usize,
    ) -> Option<(String, Vec<SqlValue>)> {
        let (condition, mut params) = self.beyond(from, backwards)?;
        let direction = if self.descending == backwards { "ASC" } else { "DESC" };
        let order: Vec<String> = self.order.iter().map(|column| format!("{column} {direction}")).collect();
        let sql = format!(
            "SELECT {before}{} FROM {}{condition} ORDER BY {} LIMIT ?{} OFFSET ?{}",
            self.order.join(", "),
            self.source,
            order.join(", "),
            params.len() + 1,
            params.len() + 2
        );
        params.push(SqlValue::Integer(limit as i64));
        params.push(SqlValue::Integer(i64::try_from(skip).unwrap_or(i64::MAX)));
        Some((sql, params))
    }

    pub(super) fn rest(&self, conn: &Connection, from: &Edge, backwards: bool) -> Result<u64> {
        let Some((condition, params)) = self.beyond(from, backwards) else { return Ok(0) };
        let sql = format!("SELECT count(*) FROM {}{condition}", self.source);
        let count: i64 = conn.prepare_cached(&sql).sql()?.query_row(params_from_iter(params), |row| row.get(0)).sql()?;
        Ok(count as u64)
    }

    /// The key of the first row that has an item in a column.
    fn find(&self, conn: &Connection, column: &str, item: ItemId) -> Result<Option<Key>> {
        let order = self.order.join(", ");
        let sql = format!("SELECT {order} FROM {} AND {column} = ?{} ORDER BY {order} LIMIT 1", self.source, self.params.len() + 1);
        let params = self.params.iter().cloned().chain([SqlValue::Integer(item.0)]);
        let key = |row: &rusqlite::Row<'_>| (0..self.order.len()).map(|at| row.get(at)).collect();
        query_opt(conn, &sql, params_from_iter(params), key)
    }

    /// The condition for what lies in a direction from a place, and all parameters; `None`: nothing lies there.
    fn beyond(&self, from: &Edge, backwards: bool) -> Option<(String, Vec<SqlValue>)> {
        let (key, inclusive) = match (from, backwards) {
            (Edge::Begin, true) | (Edge::End, false) => return None,
            (Edge::Begin, false) | (Edge::End, true) => return Some((String::new(), self.params.clone())),
            (Edge::Before(key), backwards) => (key, !backwards),
            (Edge::After(key), backwards) => (key, backwards),
        };
        let operator = match (self.descending == backwards, inclusive) {
            (true, false) => ">",
            (true, true) => ">=",
            (false, false) => "<",
            (false, true) => "<=",
        };
        let first = self.params.len() + 1;
        let marks: Vec<String> = (first..first + key.len()).map(|n| format!("?{n}")).collect();
        let condition = format!(" AND ({}) {operator} ({})", self.order.join(", "), marks.join(", "));
        Some((condition, self.params.iter().chain(key).cloned().collect()))
    }
}

/// How the row of a key is read.
type ReadRow = fn(View<'_>, &Key, &[PropTag]) -> Result<Option<Row>>;

/// A part that stands in the file.
pub(super) struct Table {
    pub(super) keys: Keys,
    pub(super) read: ReadRow,
    /// The column that has the item of a row, where there is one.
    pub(super) item: Option<&'static str>,
}

impl Part for Table {
    fn keys(&self, view: View<'_>, from: &Edge, backwards: bool, skip: u64, limit: usize) -> Result<Vec<Key>> {
        self.keys.keys(view.conn, from, backwards, skip, limit)
    }

    fn rest(&self, view: View<'_>, from: &Edge, backwards: bool) -> Result<u64> {
        self.keys.rest(view.conn, from, backwards)
    }

    fn row(&self, view: View<'_>, key: &Key, columns: &[PropTag]) -> Result<Option<Row>> {
        (self.read)(view, key, columns)
    }

    fn find(&self, view: View<'_>, item: ItemId) -> Result<Option<Key>> {
        let column = self.item.ok_or_else(|| Error::new(IOSTX_MAPI_E_NO_SUPPORT, "find: not a table of items"))?;
        self.keys.find(view.conn, column, item)
    }
}

/// The integer at a place of a key; keys are made by this library, so that it is always there.
pub(super) fn number(key: &Key, at: usize) -> i64 {
    match key.get(at) {
        Some(SqlValue::Integer(n)) => *n,
        _ => 0,
    }
}
