//! Library and errors.

use super::types::iostx_error;
use super::{errors, guard, handles};
use crate::codes::{self, CODES};
use std::collections::HashMap;
use std::ffi::{CStr, CString, c_char};
use std::sync::LazyLock;

/// The version, as C has it.
const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => c"",
};

/// The number of the ABI: the first part of the version, as the SONAME has it.
const ABI: u32 = match u32::from_str_radix(env!("CARGO_PKG_VERSION_MAJOR"), 10) {
    Ok(number) => number,
    Err(_) => 0,
};

/// Name and text of every code, as C has them.
static TEXTS: LazyLock<HashMap<i32, (CString, CString)>> = LazyLock::new(|| {
    // No name or text has a NUL in it.
    let c = |text: &str| CString::new(text).unwrap_or_default();
    CODES.iter().map(|row| (row.code, (c(row.name), c(row.text)))).collect()
});

/// The text of a code that is not in the table.
static UNKNOWN: LazyLock<CString> = LazyLock::new(|| CString::new(codes::text(i32::MIN)).unwrap_or_default());

/// Version of the library, such as "0.1.0". Never NULL, never freed.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_version() -> *const c_char {
    VERSION.as_ptr()
}

/// Version of the ABI, which is the number in the library's file name (SONAME). Additions do not raise it.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_abi_version() -> u32 {
    ABI
}

/// The fixed text of a code: one line without a full stop, in English. Never NULL, never freed; a code that the library does not
/// know gets a text that says so.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_error_text(code: i32) -> *const c_char {
    guard::shield(c"".as_ptr(), || TEXTS.get(&code).map_or_else(|| UNKNOWN.as_ptr(), |(_, text)| text.as_ptr()))
}

/// The documented name of a code, such as "MAPI_E_NOT_FOUND". Never freed; NULL for a code that the library does not know.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_error_name(code: i32) -> *const c_char {
    guard::shield(std::ptr::null(), || TEXTS.get(&code).map_or(std::ptr::null(), |(name, _)| name.as_ptr()))
}

/// Frees what a get_last_error or an open gave, with its texts. NULL, or one that was freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_error_free(error: *mut iostx_error) {
    guard::shield((), || errors::free(error));
}

/// Handles and results that are alive in this process; for tests. Borrowed handles do not count.
#[unsafe(no_mangle)]
pub extern "C" fn iostx_live_objects() -> u64 {
    handles::live_objects()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pointer: *const c_char) -> &'static str {
        assert!(!pointer.is_null());
        // SAFETY: the functions above give texts that are never freed.
        unsafe { CStr::from_ptr(pointer) }.to_str().expect("a text")
    }

    #[test]
    fn version_and_abi_are_those_of_the_package() {
        assert_eq!(text(iostx_version()), env!("CARGO_PKG_VERSION"));
        assert_eq!(iostx_abi_version().to_string(), env!("CARGO_PKG_VERSION_MAJOR"));
    }

    #[test]
    fn every_code_has_its_name_and_text_and_an_unknown_one_says_so() {
        for row in CODES {
            assert_eq!(text(iostx_error_text(row.code)), row.text);
            assert_eq!(text(iostx_error_name(row.code)), row.name);
        }
        assert_eq!(text(iostx_error_text(12345)), codes::text(12345));
        assert!(iostx_error_name(12345).is_null());
    }
}
