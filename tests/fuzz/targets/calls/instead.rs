//! Functions that are called instead of those of the header, and callbacks.

use std::cell::{Cell, OnceCell};
use std::ffi::{CString, c_char, c_void};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};

use iostx::ffi::cursor::iostx_cursor_next;
use iostx::ffi::events::iostx_events_next;
use iostx::ffi::misc::iostx_error_free;
use iostx::ffi::option_types::*;
use iostx::ffi::session::iostx_session_set_entry_results;
use iostx::ffi::state_types::iostx_result;
use iostx::ffi::store::{iostx_store_close, iostx_store_open};
use iostx::ffi::syncmgr::{iostx_syncmgr_close, iostx_syncmgr_open};
use iostx::ffi::syncmgr_events::iostx_syncmgr_events_next;
use iostx::ffi::syncmgr_types::*;
use iostx::ffi::types::*;
use iostx::ffi::values::iostx_values_get;

use super::super::populated;
use super::caller::Caller;
use super::walk::look_at_value;

thread_local! {
    static SCRATCH: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

/// A file of this thread's own folder.
pub fn path(name: &str) -> PathBuf {
    SCRATCH.with(|dir| dir.get_or_init(populated::scratch).path().join(name))
}

pub fn c_path(name: &str) -> CString {
    CString::new(path(name).into_os_string().into_encoded_bytes()).unwrap_or_default()
}

/// Whatever name is given: the store of this input, one that is not there, or a folder.
unsafe fn some_path(given: *const c_char, names: [&str; 3]) -> Option<CString> {
    // SAFETY: a text of the caller.
    let given = unsafe { given.as_ref() }?;
    Some(c_path(names[*given as u8 as usize % names.len()]))
}

pub unsafe extern "C" fn store_open(
    given: *const c_char,
    options: *const iostx_store_options,
    out: *mut *mut iostx_store,
    error: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: passed on, here and below.
    unsafe {
        let path = some_path(given, ["s.iostx", "other.iostx", "."]);
        iostx_store_open(path.as_ref().map_or(std::ptr::null(), |path| path.as_ptr()), options, out, error)
    }
}

pub unsafe extern "C" fn syncmgr_open(
    given: *const c_char,
    options: *const iostx_syncmgr_options,
    out: *mut *mut iostx_syncmgr,
    error: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: as above.
    unsafe {
        let path = some_path(given, ["m.db", "s.iostx", "."]);
        iostx_syncmgr_open(path.as_ref().map_or(std::ptr::null(), |path| path.as_ptr()), options, out, error)
    }
}

pub unsafe extern "C" fn store_close(store: *mut iostx_store, timeout_ms: u32) -> i32 {
    // SAFETY: as above.
    unsafe { iostx_store_close(store, timeout_ms % 8) }
}

pub unsafe extern "C" fn syncmgr_close(manager: *mut iostx_syncmgr, timeout_ms: u32) -> i32 {
    // SAFETY: as above.
    unsafe { iostx_syncmgr_close(manager, timeout_ms % 8) }
}

pub unsafe extern "C" fn events_next(events: *mut iostx_events, timeout_ms: u32, event: *mut iostx_event) -> i32 {
    // SAFETY: as above.
    unsafe { iostx_events_next(events, timeout_ms % 2, event) }
}

pub unsafe extern "C" fn syncmgr_events_next(
    events: *mut iostx_syncmgr_events,
    timeout_ms: u32,
    event: *mut iostx_syncmgr_event,
) -> i32 {
    // SAFETY: as above.
    unsafe { iostx_syncmgr_events_next(events, timeout_ms % 2, event) }
}

/// The count stands in front of the array, which has four.
pub unsafe extern "C" fn session_set_entry_results(
    session: *mut iostx_session,
    first: u32,
    count: u32,
    results: *const iostx_result,
) -> i32 {
    // SAFETY: as above.
    unsafe { iostx_session_set_entry_results(session, first % 16, count % 5, results) }
}

/// An error is no handle: only NULL may be given that is not one.
pub unsafe extern "C" fn error_free(error: *mut iostx_error) {
    // SAFETY: as above.
    unsafe { iostx_error_free(error) }
}

thread_local! {
    static LOOK: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread reads what calls lend: only where no other thread ends it.
pub fn look_at_what_is_lent(look: bool) {
    LOOK.set(look);
}

unsafe fn look(code: i32, values: *const *const iostx_value, count: *const usize) -> i32 {
    // SAFETY: outputs of a call that has just returned.
    unsafe {
        if LOOK.get() && code == 0 && !values.is_null() && !count.is_null() {
            (0..*count).for_each(|n| look_at_value(&*(*values).add(n)));
        }
    }
    code
}

pub unsafe extern "C" fn values_get(values: *mut iostx_values, out: *mut *const iostx_value, count: *mut usize) -> i32 {
    // SAFETY: as above.
    unsafe { look(iostx_values_get(values, out, count), out, count) }
}

pub unsafe extern "C" fn cursor_next(cursor: *mut iostx_cursor, row: *mut *const iostx_value, columns: *mut usize) -> i32 {
    // SAFETY: as above.
    unsafe { look(iostx_cursor_next(cursor, row, columns), row, columns) }
}

// Callbacks.

static COUNT: AtomicU8 = AtomicU8::new(0);

unsafe extern "C" fn still(_: *mut c_void) -> u64 {
    134_000_000_000_000_000
}

unsafe extern "C" fn counted(_: *mut c_void, buffer: *mut u8, size: usize) {
    // SAFETY: a buffer of that size.
    unsafe { buffer.write_bytes(COUNT.fetch_add(1, Ordering::Relaxed), size) };
}

unsafe extern "C" fn answer(_: *mut c_void, conflict: *const iostx_conflict, choice: *mut u32) -> i32 {
    // SAFETY: both are there for the call.
    unsafe {
        *choice = u32::from((*conflict).meid.message.counter[5]) % 8;
        if *choice == 7 { iostx::codes::IOSTX_MAPI_E_NO_ACCESS } else { 0 }
    }
}

unsafe extern "C" fn no_merge(_: *mut c_void, _: *const iostx_conflict) -> i32 {
    iostx::codes::IOSTX_MAPI_E_NO_SUPPORT
}

pub fn clock(_: &mut Caller<'_>) -> Option<unsafe extern "C" fn(*mut c_void) -> u64> {
    Some(still)
}

pub fn chance(_: &mut Caller<'_>) -> Option<unsafe extern "C" fn(*mut c_void, *mut u8, usize)> {
    Some(counted)
}

pub fn ask(caller: &mut Caller<'_>) -> Option<unsafe extern "C" fn(*mut c_void, *const iostx_conflict, *mut u32) -> i32> {
    (caller.input.byte() & 1 == 1).then_some(answer)
}

pub fn merge(caller: &mut Caller<'_>) -> Option<unsafe extern "C" fn(*mut c_void, *const iostx_conflict) -> i32> {
    (caller.input.byte() & 1 == 1).then_some(no_merge)
}
