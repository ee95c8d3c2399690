//! Change events.

use super::option_types::{iostx_event, iostx_events_options};
use super::types::*;
use super::unwritten;

/// Subscribes to the changes of a store, those of other processes included, which are noticed within a second.
///
/// options: NULL means the defaults. out: a queue of its own; free it with iostx_events_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER (mask, folder), MAPI_E_NOT_FOUND (folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_open(
    store: *mut iostx_store,
    options: *const iostx_events_options,
    out: *mut *mut iostx_events,
) -> i32 {
    unwritten()
}

/// Takes the next event, and waits for one.
///
/// timeout_ms: how long; 0: not at all; UINT32_MAX: without limit. event: struct_size set by the caller (IOSTX_EVENT_INIT). After
/// IOSTX_EVENT_OVERFLOW events were lost: list again. Time-out: IOSTX_S_FALSE.
///
/// Errors: MAPI_E_USER_CANCEL (iostx_events_stop was called), MAPI_E_BUSY (another thread waits).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_next(events: *mut iostx_events, timeout_ms: u32, event: *mut iostx_event) -> i32 {
    unwritten()
}

/// Ends the subscription: iostx_events_next in another thread returns, and wake is not called any more once this returns. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_stop(events: *mut iostx_events) -> i32 {
    unwritten()
}

/// The last failure of a call on this subscription. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_get_last_error(events: *mut iostx_events, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}

/// Stops and frees the subscription. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_free(events: *mut iostx_events) {
    unwritten();
}
