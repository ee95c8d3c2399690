//! Events of a synchronization manager.

use std::sync::Arc;
use std::time::Duration;

use super::arguments::{self, Out, StructureOut};
use super::errors::LastError;
use super::events::{FOR_EVER, Wake};
use super::guard::{self, Gate, Object, call};
use super::handles::Table;
use super::objects::{Turn, Userdata, object};
use super::syncmgr::ManagerObject;
use super::syncmgr_handler::guid;
use super::syncmgr_types::{iostx_syncmgr_event, iostx_syncmgr_events_options};
use super::types::*;
use crate::codes::{IOSTX_S_FALSE, IOSTX_S_OK};
use crate::queue::QueueOptions;
use crate::syncmgr::{SyncEvent, SyncEvents};

/// A subscription to a manager.
pub struct ManagerEventsObject {
    manager: Arc<ManagerObject>,
    events: SyncEvents,
    wake: Arc<Wake<ManagerObject>>,
    turn: Turn,
    last_error: LastError,
}

object!(ManagerEventsObject, iostx_syncmgr_events, 22, |events| Some(&events.manager.gate));

impl ManagerEventsObject {
    fn stop(&self) {
        self.events.stop();
        self.wake.stop();
    }
}

fn c_event(event: &SyncEvent) -> iostx_syncmgr_event {
    iostx_syncmgr_event {
        struct_size: size_of::<iostx_syncmgr_event>() as u32,
        kind: event.kind,
        handler_id: guid(event.handler),
        item_id: guid(event.item),
        run: event.run,
        status: event.status,
        prog_value: event.value,
        max_value: event.max,
        code: event.code,
    }
}

/// Subscribes to what happens in this manager. What other processes do with its file is not among it.
///
/// options: NULL means the defaults. out: a queue of its own; free it with iostx_syncmgr_events_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_events_open(
    manager: *mut iostx_syncmgr,
    options: *const iostx_syncmgr_events_options,
    out: *mut *mut iostx_syncmgr_events,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_syncmgr_events_open", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: as above.
        let options = unsafe { arguments::optional_structure(options, "options") }?;
        // First of all, so that the userdata is freed whatever fails.
        let userdata = options.map_or((std::ptr::null_mut(), None), |options| (options.userdata, options.userdata_free));
        let userdata = Userdata::new(userdata.0, userdata.1);
        let wake = Arc::new(Wake::new(manager, options.and_then(|options| options.wake), userdata));
        let out = out.required("out")?;
        let caller = Arc::clone(&wake);
        let mut queue = QueueOptions { wake: Some(Box::new(move || caller.call())), ..QueueOptions::default() };
        match options.map_or(0, |options| options.queue_limit) {
            0 => {}
            limit => queue.capacity = limit as usize,
        }
        let (events, turn, last_error) = (manager.core.events(queue)?, Turn::default(), LastError::default());
        let object = ManagerEventsObject { manager: Arc::clone(manager), events, wake, turn, last_error };
        out.set(ManagerEventsObject::table().insert(Arc::new(object)));
        Ok(())
    })
}

/// Takes the next event, and waits for one.
///
/// timeout_ms: how long; 0: not at all; UINT32_MAX: without limit. event: struct_size set by the caller (IOSTX_SYNCMGR_EVENT_INIT).
/// After IOSTX_SYNCMGR_EVENT_OVERFLOW events were lost: list again. Time-out: IOSTX_S_FALSE.
///
/// Errors: MAPI_E_USER_CANCEL (stopped, or the manager was closed), MAPI_E_BUSY (another thread waits).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_events_next(
    events: *mut iostx_syncmgr_events,
    timeout_ms: u32,
    event: *mut iostx_syncmgr_event,
) -> i32 {
    call("iostx_syncmgr_events_next", events, |events: &Arc<ManagerEventsObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(event, "event") }?;
        let _turn = events.turn.take()?;
        let timeout = if timeout_ms == u32::MAX { FOR_EVER } else { Duration::from_millis(timeout_ms.into()) };
        match events.events.next(timeout)? {
            Some(event) => {
                place.fill(c_event(&event));
                Ok(IOSTX_S_OK)
            }
            None => Ok(IOSTX_S_FALSE),
        }
    })
}

/// Ends the subscription: iostx_syncmgr_events_next in another thread returns, and wake is not called any more once this returns. Any
/// thread. A wake that runs is waited for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_events_stop(events: *mut iostx_syncmgr_events) -> i32 {
    guard::peek(events, |events: &Arc<ManagerEventsObject>| {
        events.stop();
        IOSTX_S_OK
    })
}

/// The last failure of a call on this subscription. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_events_get_last_error(events: *mut iostx_syncmgr_events, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<ManagerEventsObject>(events, out) }
}

/// Stops and frees the subscription. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_events_free(events: *mut iostx_syncmgr_events) {
    guard::shield((), || {
        if let Some(events) = ManagerEventsObject::table().free(events) {
            events.stop();
        }
    });
}
