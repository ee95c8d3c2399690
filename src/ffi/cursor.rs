//! Cursors: tables, read row by row or page by page. No transaction is open between calls.

use super::arguments::{self, Out};
use super::convert::ValueBlock;
use super::errors::LastError;
use super::guard::{self, Gate, Object, call, exclusive};
use super::handles::Table;
use super::objects::{StoreObject, object};
use super::option_types::{iostx_page, iostx_page_column};
use super::syncmgr::ManagerObject;
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_NO_SUPPORT, IOSTX_S_FALSE, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::props::PropTag;
use crate::store::flags::{IOSTX_COLUMN_NUMBERS, IOSTX_COLUMN_TEXT, IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT, IOSTX_SEEK_END};
use crate::store::{ColumnData, Cursor, Page, Row, Rows, SeekOrigin};
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;

/// A cursor, with the row and the page that it gave out last.
pub struct CursorObject {
    owner: Owner,
    state: Mutex<State>,
    last_error: LastError,
}

object!(CursorObject, iostx_cursor, 5, |cursor| Some(cursor.owner.gate()));

/// What is listed belongs to a store or to a synchronization manager.
enum Owner {
    Store(Arc<StoreObject>),
    Manager(Arc<ManagerObject>),
}

impl Owner {
    fn gate(&self) -> &Gate {
        match self {
            Owner::Store(store) => &store.gate,
            Owner::Manager(manager) => &manager.gate,
        }
    }
}

/// A table that is read from the file as it goes, or one in memory.
enum Listed {
    Cursor(Cursor),
    Rows(Rows),
}

impl Listed {
    fn columns(&self) -> &[PropTag] {
        match self {
            Listed::Cursor(cursor) => cursor.columns(),
            Listed::Rows(rows) => rows.columns(),
        }
    }

    fn next(&mut self) -> Result<Option<Row>> {
        match self {
            Listed::Cursor(cursor) => cursor.next(),
            Listed::Rows(rows) => Ok(rows.next()),
        }
    }

    fn next_page(&mut self, count: i32) -> Result<Page> {
        match self {
            Listed::Cursor(cursor) => cursor.next_page(count),
            Listed::Rows(rows) => rows.next_page(count),
        }
    }

    fn seek(&mut self, origin: SeekOrigin, count: i64) -> Result<i64> {
        match self {
            Listed::Cursor(cursor) => cursor.seek(origin, count),
            Listed::Rows(rows) => Ok(rows.seek(origin, count)),
        }
    }

    fn position(&self) -> Result<(u64, u64)> {
        match self {
            Listed::Cursor(cursor) => cursor.position(),
            Listed::Rows(rows) => Ok(rows.position()),
        }
    }
}

struct State {
    cursor: Listed,
    row: ValueBlock,
    page: PageBlock,
}

impl CursorObject {
    fn enter(&self) -> Result<MutexGuard<'_, State>> {
        exclusive(&self.state)
    }
}

/// A new handle of a cursor.
pub fn give(store: &Arc<StoreObject>, cursor: Cursor) -> *mut iostx_cursor {
    insert(Owner::Store(Arc::clone(store)), Listed::Cursor(cursor))
}

/// A new handle of a list of a synchronization manager.
pub fn give_rows(manager: &Arc<ManagerObject>, rows: Rows) -> *mut iostx_cursor {
    insert(Owner::Manager(Arc::clone(manager)), Listed::Rows(rows))
}

fn insert(owner: Owner, cursor: Listed) -> *mut iostx_cursor {
    let state = State { cursor, row: ValueBlock::default(), page: PageBlock::default() };
    CursorObject::table().insert(Arc::new(CursorObject { owner, state: Mutex::new(state), last_error: LastError::default() }))
}

/// A page for C, with all that it points to.
#[derive(Default)]
struct PageBlock {
    page: Page,
    columns: Vec<iostx_page_column>,
    header: Vec<iostx_page>,
}

// SAFETY: the pointers point into the page and the columns beside them; only who has the block to himself replaces those.
unsafe impl Send for PageBlock {}

impl PageBlock {
    /// Replaces the page; what is given out is valid until the next one.
    fn fill(&mut self, page: Page) -> *const iostx_page {
        self.page = page;
        self.columns.clear();
        for column in &self.page.columns {
            let mut c = iostx_page_column {
                tag: column.tag.0,
                kind: IOSTX_COLUMN_NUMBERS,
                present: column.present.as_ptr(),
                numbers: std::ptr::null(),
                offsets: std::ptr::null(),
                text: std::ptr::null(),
            };
            match &column.data {
                ColumnData::Numbers(numbers) => c.numbers = numbers.as_ptr(),
                ColumnData::Bytes { offsets, bytes } => {
                    c.kind = IOSTX_COLUMN_TEXT;
                    (c.offsets, c.text) = (offsets.as_ptr(), bytes.as_ptr());
                }
            }
            self.columns.push(c);
        }
        self.header.clear();
        self.header.push(iostx_page {
            struct_size: size_of::<iostx_page>() as u32,
            reserved: 0,
            row_count: self.page.len(),
            column_count: self.columns.len(),
            columns: self.columns.as_ptr(),
        });
        self.header.as_ptr()
    }
}

/// The next row.
///
/// row: one value per column, missing ones PT_ERROR; valid until the next call on the cursor. columns: count of columns. At the
/// end: IOSTX_S_FALSE, row NULL, columns 0.
///
/// Errors: MAPI_E_OBJECT_DELETED (the folder is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_next(cursor: *mut iostx_cursor, row: *mut *const iostx_value, columns: *mut usize) -> i32 {
    // SAFETY: the header's contract.
    let (row, columns) = unsafe { (Out::const_pointer(row), Out::value(columns)) };
    call("iostx_cursor_next", cursor, |cursor: &Arc<CursorObject>| {
        let (row, columns) = (row.required("row")?, columns.required("columns")?);
        let mut state = cursor.enter()?;
        let State { cursor, row: block, .. } = &mut *state;
        let Some(next) = cursor.next()? else {
            columns.set(0);
            return Ok(IOSTX_S_FALSE);
        };
        block.fill(cursor.columns().iter().map(|tag| tag.0).zip(next.values.iter().map(Some)));
        row.set(block.as_slice().as_ptr());
        columns.set(block.as_slice().len());
        Ok(IOSTX_S_OK)
    })
}

/// The next rows, column by column; the fastest way to read.
///
/// rows: at most so many; fewer may come. Negative: the rows before the position, still in the order of the table; the position is
/// then before the first of them. page: valid until the next call on the cursor. None left in that direction: IOSTX_S_FALSE and a
/// page of no rows.
///
/// Errors: MAPI_E_INVALID_PARAMETER (0), MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_next_page(cursor: *mut iostx_cursor, rows: i32, page: *mut *const iostx_page) -> i32 {
    // SAFETY: the header's contract.
    let page = unsafe { Out::const_pointer(page) };
    call("iostx_cursor_next_page", cursor, |cursor: &Arc<CursorObject>| {
        let page = page.required("page")?;
        let mut state = cursor.enter()?;
        let next = state.cursor.next_page(rows)?;
        let code = if next.is_empty() { IOSTX_S_FALSE } else { IOSTX_S_OK };
        page.set(state.page.fill(next));
        Ok(code)
    })
}

/// Moves the position (IMAPITable::SeekRow). It stops at the ends.
///
/// origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. rows: how many rows from there, either way.
///
/// Errors: MAPI_E_INVALID_PARAMETER (origin).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_seek(cursor: *mut iostx_cursor, origin: u32, rows: i64) -> i32 {
    call("iostx_cursor_seek", cursor, |cursor: &Arc<CursorObject>| {
        let origin = match origin {
            IOSTX_SEEK_BEGIN => SeekOrigin::Begin,
            IOSTX_SEEK_CURRENT => SeekOrigin::Current,
            IOSTX_SEEK_END => SeekOrigin::End,
            other => return Err(Error::invalid(format!("origin: {other} is not known"))),
        };
        cursor.enter()?.cursor.seek(origin, rows).map(|_| ())
    })
}

/// Moves the position before the row of a message (IMAPITable::FindRow).
///
/// Errors: MAPI_E_NOT_FOUND (no such row; the position stays), MAPI_E_NO_SUPPORT (a table that is not of messages).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_find(cursor: *mut iostx_cursor, message: *const iostx_meid) -> i32 {
    call("iostx_cursor_find", cursor, |cursor: &Arc<CursorObject>| {
        // SAFETY: the header's contract.
        let message = unsafe { arguments::required(message, "message") }?;
        match (&cursor.owner, &mut cursor.enter()?.cursor) {
            (Owner::Store(store), Listed::Cursor(cursor)) => cursor.find(store.item(message)?),
            _ => Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "find: not a table of items")),
        }
    })
}

/// Where the cursor is (IMAPITable::QueryPosition).
///
/// row: rows before the position. total: rows of the table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_get_position(cursor: *mut iostx_cursor, row: *mut u64, total: *mut u64) -> i32 {
    // SAFETY: the header's contract.
    let (row, total) = unsafe { (Out::value(row), Out::value(total)) };
    call("iostx_cursor_get_position", cursor, |cursor: &Arc<CursorObject>| {
        let (row, total) = (row.required("row")?, total.required("total")?);
        let (before, all) = cursor.enter()?.cursor.position()?;
        row.set(before);
        total.set(all);
        Ok(())
    })
}

/// The last failure of a call on this cursor. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_get_last_error(cursor: *mut iostx_cursor, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<CursorObject>(cursor, out) }
}

/// Frees the cursor with its last row and page. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_free(cursor: *mut iostx_cursor) {
    guard::free::<CursorObject>(cursor);
}
