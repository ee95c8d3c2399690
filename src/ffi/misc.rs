//! Library and errors.

use super::types::iostx_error;
use super::unwritten;
use std::ffi::c_char;

/// Version of the library, such as "0.1.0". Never NULL, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_version() -> *const c_char {
    c"".as_ptr()
}

/// Version of the ABI, which is the number in the library's file name (SONAME). Additions do not raise it.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_abi_version() -> u32 {
    0
}

/// The fixed text of a code: one line without a full stop, in English. Never NULL, never freed; a code that the library does not
/// know gets a text that says so.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_error_text(code: i32) -> *const c_char {
    c"".as_ptr()
}

/// The documented name of a code, such as "MAPI_E_NOT_FOUND". Never freed; NULL for a code that the library does not know.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_error_name(code: i32) -> *const c_char {
    std::ptr::null()
}

/// Frees what a get_last_error or an open gave, with its texts. NULL, or one that was freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_error_free(error: *mut iostx_error) {
    unwritten();
}

/// Handles and results that are alive in this process; for tests. Borrowed handles do not count.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_live_objects() -> u64 {
    0
}
