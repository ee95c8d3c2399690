//! Cursors: tables, read row by row or page by page. No transaction is open between calls.

use super::option_types::iostx_page;
use super::types::*;
use super::unwritten;

/// The next row.
///
/// row: one value per column, missing ones PT_ERROR; valid until the next call on the cursor. columns: count of columns. At the
/// end: IOSTX_S_FALSE, row NULL, columns 0.
///
/// Errors: MAPI_E_OBJECT_DELETED (the folder is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_next(cursor: *mut iostx_cursor, row: *mut *const iostx_value, columns: *mut usize) -> i32 {
    unwritten()
}

/// The next rows, column by column; the fastest way to read.
///
/// rows: at most so many. Negative: the rows before the position, still in the order of the table; the position is then before
/// the first of them. page: valid until the next call on the cursor. None left in that direction: IOSTX_S_FALSE and a page of no
/// rows.
///
/// Errors: MAPI_E_INVALID_PARAMETER (0), MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_next_page(cursor: *mut iostx_cursor, rows: i32, page: *mut *const iostx_page) -> i32 {
    unwritten()
}

/// Moves the position (IMAPITable::SeekRow). It stops at the ends.
///
/// origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. rows: how many rows from there, either way.
///
/// Errors: MAPI_E_INVALID_PARAMETER (origin).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_seek(cursor: *mut iostx_cursor, origin: u32, rows: i64) -> i32 {
    unwritten()
}

/// Moves the position before the row of a message (IMAPITable::FindRow).
///
/// Errors: MAPI_E_NOT_FOUND (no such row; the position stays), MAPI_E_NO_SUPPORT (a table that is not of messages).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_find(cursor: *mut iostx_cursor, message: *const iostx_meid) -> i32 {
    unwritten()
}

/// Where the cursor is (IMAPITable::QueryPosition).
///
/// row: rows before the position. total: rows of the table.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_get_position(cursor: *mut iostx_cursor, row: *mut u64, total: *mut u64) -> i32 {
    unwritten()
}

/// The last failure of a call on this cursor. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_get_last_error(cursor: *mut iostx_cursor, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}

/// Frees the cursor with its last row and page. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_cursor_free(cursor: *mut iostx_cursor) {
    unwritten();
}
