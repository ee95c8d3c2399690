//! Streams: large values in chunks.

use super::types::*;
use super::unwritten;
use std::ffi::c_void;

/// A stream in memory, empty, for reading and writing: for the state that iostx_contents_sink_config and its like take.
///
/// out: free it with iostx_stream_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_create(out: *mut *mut iostx_stream) -> i32 {
    unwritten()
}

/// Reads from the current position.
///
/// got: bytes read; fewer than size only at the end, 0 at the end.
///
/// Errors: MAPI_E_OBJECT_CHANGED (the value was replaced and its old version is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_read(stream: *mut iostx_stream, buffer: *mut c_void, size: usize, got: *mut usize) -> i32 {
    unwritten()
}

/// Writes all of data at the current position. Taken over by iostx_stream_commit, stored by iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading), MAPI_E_TOO_BIG, MAPI_E_NOT_ENOUGH_DISK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_write(stream: *mut iostx_stream, data: *const c_void, size: usize) -> i32 {
    unwritten()
}

/// Moves the position.
///
/// offset: bytes from the origin. origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. position: the new position from
/// the beginning; may be NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER (before the beginning or after the end; origin).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_seek(stream: *mut iostx_stream, offset: i64, origin: u32, position: *mut u64) -> i32 {
    unwritten()
}

/// The size of the value in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_get_size(stream: *mut iostx_stream, size: *mut u64) -> i32 {
    unwritten()
}

/// Cuts the value, or fills it up with zeros, to a size in bytes. A position beyond it moves to its end.
///
/// Errors: as iostx_stream_write.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_set_size(stream: *mut iostx_stream, size: u64) -> i32 {
    unwritten()
}

/// Gives what was written to the message, whose save then stores it. More may be written and committed afterwards.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading), MAPI_E_BAD_VALUE (a text that is not UTF-8), MAPI_E_NOT_ENOUGH_DISK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_commit(stream: *mut iostx_stream) -> i32 {
    unwritten()
}

/// The last failure of a call on this stream. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_get_last_error(stream: *mut iostx_stream, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}

/// Frees the stream; what was written and not committed is dropped. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_free(stream: *mut iostx_stream) {
    unwritten();
}
