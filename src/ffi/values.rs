//! Values that the library gave.

use super::types::*;
use super::unwritten;

/// The values.
///
/// out: the array, which lives as long as the handle; count: its size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_get(values: *mut iostx_values, out: *mut *const iostx_value, count: *mut usize) -> i32 {
    unwritten()
}

/// One of the values.
///
/// tag: its tag; with IOSTX_PT_UNSPECIFIED of any type. out: the value, which lives as long as the handle.
///
/// Errors: MAPI_E_NOT_FOUND (not among them, or PT_ERROR with that code), or the code of the PT_ERROR that stands for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_find(values: *mut iostx_values, tag: u32, out: *mut *const iostx_value) -> i32 {
    unwritten()
}

/// Frees the values. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_free(values: *mut iostx_values) {
    unwritten();
}
