//! The synchronization manager: opening, registration, running, and what users set and look at.

use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::arguments::{self, Out, StructureOut};
use super::errors::{self, LastError};
use super::guard::{self, Gate, Object, call, caught};
use super::handles::Table;
use super::objects::{Userdata, object};
use super::syncmgr_handler::{CFactory, from_native, with_name};
use super::syncmgr_types::*;
use super::types::*;
use super::{cursor, events};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::store::Rows;
use crate::syncmgr::flags::*;
use crate::syncmgr::{Connector, ItemOptions, Notification, Options, Schedule, SyncMgr, Token};

/// A manager.
pub struct ManagerObject {
    pub(super) core: SyncMgr,
    /// Counts the calls on the manager and on its lists and subscriptions.
    pub(super) gate: Gate,
    last_error: LastError,
}

object!(ManagerObject, iostx_syncmgr, 20, |manager| Some(&manager.gate));

/// The functions of the application, as a hook of the manager.
struct Hook {
    connect: unsafe extern "C" fn(*mut c_void, *const c_char) -> i32,
    disconnect: Option<unsafe extern "C" fn(*mut c_void, *const c_char)>,
    userdata: Arc<Userdata>,
}

impl Connector for Hook {
    fn connect(&self, name: Option<&str>) -> Result<()> {
        // SAFETY: the caller gave the function for this userdata, to be called on any thread.
        match with_name(name, |name| unsafe { (self.connect)(self.userdata.pointer(), name) }) {
            0.. => Ok(()),
            code => Err(Error::of(code)),
        }
    }

    fn disconnect(&self, name: Option<&str>) {
        if let Some(disconnect) = self.disconnect {
            // SAFETY: as above.
            with_name(name, |name| unsafe { disconnect(self.userdata.pointer(), name) });
        }
    }
}

fn open_options(given: &iostx_syncmgr_options) -> Result<Options> {
    // First of all, so that it is freed whatever fails.
    let userdata = Userdata::new(given.userdata, given.userdata_free);
    check_flags("syncmgr_open", given.flags, IOSTX_SYNCMGR_NO_CLOCK | IOSTX_SYNCMGR_INTERACTIVE)?;
    let mut options = Options::default();
    if let Some(now) = given.now {
        let userdata = Arc::clone(&userdata);
        // SAFETY: the caller gave the function for this userdata, to be called on any thread.
        options.environment = options.environment.with_clock(move || unsafe { now(userdata.pointer()) });
    }
    if let Some(random) = given.random {
        let userdata = Arc::clone(&userdata);
        options.environment = options.environment.with_random(move |bytes| {
            // SAFETY: as above; the function fills the bytes.
            unsafe { random(userdata.pointer(), bytes.as_mut_ptr(), bytes.len()) };
            true
        });
    }
    if let Some(poll) = given.poll {
        let userdata = Arc::clone(&userdata);
        // SAFETY: as above.
        options.poll = Some(Box::new(move || unsafe { poll(userdata.pointer()) }));
    }
    if let Some(connect) = given.connect {
        options.connector = Some(Arc::new(Hook { connect, disconnect: given.disconnect, userdata }));
    }
    options.clock_thread = given.flags & IOSTX_SYNCMGR_NO_CLOCK == 0;
    options.interactive = given.flags & IOSTX_SYNCMGR_INTERACTIVE != 0;
    options.window = from_native(given.window);
    if given.parallel > 0 {
        options.parallel = given.parallel as usize;
    }
    if given.log_limit > 0 {
        options.log_limit = given.log_limit;
    }
    if given.poll_interval_ms > 0 {
        options.poll_interval = Duration::from_millis(given.poll_interval_ms.into());
    }
    options.timeout = (given.timeout_ms > 0).then(|| Duration::from_millis(given.timeout_ms.into()));
    Ok(options)
}

/// # Safety
/// The header's contract for both.
unsafe fn open(path: *const c_char, options: *const iostx_syncmgr_options) -> Result<ManagerObject> {
    // SAFETY: the header's contract, here and below.
    let given = unsafe { arguments::optional_structure(options, "options") }?;
    let options = given.as_ref().map(open_options).transpose()?.unwrap_or_default();
    // SAFETY: as above.
    let path = unsafe { arguments::text(path, "path") }?;
    if path.is_empty() {
        return Err(Error::invalid("path is empty"));
    }
    Ok(ManagerObject { core: SyncMgr::open(path, options)?, gate: Gate::default(), last_error: LastError::default() })
}

fn close(manager: &ManagerObject, timeout_ms: u32) -> Result<i32> {
    if manager.gate.is_entered_here() || manager.core.is_in_callback() {
        return Err(Error::new(IOSTX_MAPI_E_BUSY, "a callback of this manager cannot close it"));
    }
    let timeout = if timeout_ms == u32::MAX { events::FOR_EVER } else { Duration::from_millis(timeout_ms.into()) };
    let begin = Instant::now();
    let was_open = manager.gate.close();
    manager.core.close(timeout)?;
    if !manager.gate.wait(Some(timeout.saturating_sub(begin.elapsed()))) {
        return Err(Error::new(IOSTX_MAPI_E_TIMEOUT, "calls on the manager still run"));
    }
    Ok(if was_open { IOSTX_S_OK } else { IOSTX_S_FALSE })
}

/// # Safety
/// The header's contract for the pointer.
unsafe fn id(pointer: *const iostx_guid, name: &str) -> Result<Guid> {
    // SAFETY: passed on.
    unsafe { arguments::required(pointer, name) }.map(|guid| Guid(guid.bytes))
}

/// # Safety
/// The header's contract for the pointer.
unsafe fn optional_id(pointer: *const iostx_guid, name: &str) -> Result<Option<Guid>> {
    // SAFETY: passed on.
    unsafe { arguments::optional(pointer, name) }.map(|guid| guid.map(|guid| Guid(guid.bytes)))
}

/// # Safety
/// The header's contract for the array.
unsafe fn ids(pointer: *const iostx_guid, count: usize, name: &str) -> Result<Vec<Guid>> {
    // SAFETY: passed on.
    unsafe { arguments::array(pointer, count, name) }.map(|all| all.iter().map(|guid| Guid(guid.bytes)).collect())
}

// Opening and closing a manager.

/// Opens a synchronization manager, or makes its file. Runs whose process ended in the middle get their result now.
///
/// path: the manager's own file, UTF-8; not a store. options: NULL means the defaults. error: details of a failure, freed with
/// iostx_error_free; may be NULL.
///
/// Errors: MAPI_E_NOT_FOUND (the folder), MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE (not a file of a manager), IOSTX_E_INCOMPATIBLE,
/// MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_open(
    path: *const c_char,
    options: *const iostx_syncmgr_options,
    out: *mut *mut iostx_syncmgr,
    error: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let (out, error) = unsafe { (Out::pointer(out), Out::pointer(error)) };
    guard::shield(IOSTX_MAPI_E_CALL_FAILED, || {
        let opened = caught(|| {
            let out = out.required("out");
            // The options are taken charge of also when there is no place for the manager.
            // SAFETY: as above.
            let manager = unsafe { open(path, options) };
            out?.set(ManagerObject::table().insert(Arc::new(manager?)));
            Ok(())
        });
        match opened {
            Ok(()) => IOSTX_S_OK,
            Err(failure) => {
                let code = failure.code;
                if let Ok(Some(place)) = error.optional("error") {
                    place.set(errors::give_error(failure, "iostx_syncmgr_open"));
                }
                code
            }
        }
    })
}

/// Ends the manager: new calls answer IOSTX_E_CLOSED, runs are cancelled, subscriptions stopped, handlers waited for; then handler
/// objects and factories are released. Was closed already: IOSTX_S_FALSE.
///
/// timeout_ms: how long to wait; UINT32_MAX: without limit.
///
/// Errors: MAPI_E_TIMEOUT (a handler has not returned: call again to wait on, or leave it; all is released when it returns),
/// MAPI_E_BUSY (called inside a callback).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_close(manager: *mut iostx_syncmgr, timeout_ms: u32) -> i32 {
    guard::peek(manager, |manager: &Arc<ManagerObject>| match caught(|| close(manager, timeout_ms)) {
        Ok(code) => code,
        Err(error) => {
            let code = error.code;
            manager.last_error().set(error, "iostx_syncmgr_close", 0);
            code
        }
    })
}

/// Frees the handle. Lists and subscriptions keep the manager open until they are freed too; one that was not closed then ends as
/// iostx_syncmgr_close ends it, without waiting. NULL, or freed already:
/// nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_free(manager: *mut iostx_syncmgr) {
    guard::free::<ManagerObject>(manager);
}

/// The last failure of a call on this manager, of any thread. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_get_last_error(manager: *mut iostx_syncmgr, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<ManagerObject>(manager, out) }
}

// Registration (ISyncMgrRegister), and the code for it.

/// RegisterSyncMgrHandler: keeps an id in the file. What was kept from an earlier registration is there again.
///
/// description: for users, until the handler has told its name; NULL: as before, or none. flags: IOSTX_SYNCMGRREGISTERFLAG_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_register_handler(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    description: *const c_char,
    flags: u32,
) -> i32 {
    call("iostx_syncmgr_register_handler", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (id, description) = unsafe { (id(handler_id, "handler_id")?, arguments::optional_text(description, "description")?) };
        manager.core.register_handler(id, description, flags)
    })
}

/// UnregisterSyncMgrHandler: the handler is neither listed nor run any more; a run of it that has begun goes on to its end.
///
/// Errors: MAPI_E_NOT_FOUND (it is not registered).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_unregister_handler(manager: *mut iostx_syncmgr, handler_id: *const iostx_guid) -> i32 {
    call("iostx_syncmgr_unregister_handler", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        manager.core.unregister_handler(unsafe { id(handler_id, "handler_id") }?)
    })
}

/// GetHandlerRegistrationInfo. Not registered: IOSTX_S_FALSE, and flags is not written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_get_handler_registration_info(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    flags: *mut u32,
) -> i32 {
    call("iostx_syncmgr_get_handler_registration_info", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (id, flags) = unsafe { (id(handler_id, "handler_id")?, Out::value(flags).required("flags")?) };
        match manager.core.registration(id)? {
            Some(registered) => {
                flags.set(registered);
                Ok(IOSTX_S_OK)
            }
            None => Ok(IOSTX_S_FALSE),
        }
    })
}

/// This process serves a registered id.
///
/// factory: copied; its userdata is freed when no call of it will come any more, also on failure. token: for iostx_syncmgr_detach.
///
/// Errors: MAPI_E_NOT_FOUND (not registered), MAPI_E_COLLISION (it has a factory in this manager already).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_attach(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    factory: *const iostx_syncmgr_factory,
    token: *mut u64,
) -> i32 {
    call("iostx_syncmgr_attach", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract, here and below.
        let given = unsafe { arguments::structure(factory, "factory") }?;
        // First of all, so that it is freed whatever fails.
        let userdata = Userdata::new(given.userdata, given.userdata_free);
        let create = given.create.ok_or_else(|| Error::invalid("factory.create is NULL"))?;
        // SAFETY: as above.
        let (id, token) = unsafe { (id(handler_id, "handler_id")?, Out::value(token).required("token")?) };
        token.set(manager.core.attach(id, Arc::new(CFactory { create, userdata }))?.0);
        Ok(())
    })
}

/// Takes a factory back: no call of it or of its handlers comes after that.
///
/// Errors: MAPI_E_BUSY (a handler of it is at work: it was asked to stop; detach again after IOSTX_SYNCMGR_EVENT_HANDLERS. Also
/// inside a callback), MAPI_E_NOT_FOUND (no such token).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_detach(manager: *mut iostx_syncmgr, token: u64) -> i32 {
    call("iostx_syncmgr_detach", manager, |manager: &Arc<ManagerObject>| manager.core.detach(Token(token)))
}

// Running (ISyncMgrSynchronizeInvoke, and starting and stopping from outside). All return at once.

/// UpdateItems: a program runs one handler, which is given the cookie.
///
/// flags: IOSTX_SYNCMGRINVOKE_*; without STARTSYNC an event (IOSTX_SYNCMGR_EVENT_CHOICE) asks the application to let users choose, and
/// iostx_syncmgr_start of this handler then runs it with the cookie. cookie: copied.
///
/// Errors: MAPI_E_NOT_FOUND (not registered), MAPI_E_NO_SUPPORT (no factory), MAPI_E_NO_ACCESS (disabled), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_update_items(
    manager: *mut iostx_syncmgr,
    flags: u32,
    handler_id: *const iostx_guid,
    cookie: iostx_bytes,
) -> i32 {
    call("iostx_syncmgr_update_items", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (id, cookie) = unsafe { (id(handler_id, "handler_id")?, arguments::bytes(cookie, "cookie")?) };
        manager.core.update_items(flags, id, cookie)
    })
}

/// UpdateAll: a program runs all handlers that this process serves.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_update_all(manager: *mut iostx_syncmgr) -> i32 {
    call("iostx_syncmgr_update_all", manager, |manager: &Arc<ManagerObject>| manager.core.update_all())
}

/// Starts a handler for a user, or all that this process serves. A run that is asked for during a run is folded into one more.
///
/// handler_id: NULL: all. items: exactly these; none: those that are chosen.
///
/// Errors: MAPI_E_NOT_FOUND (a handler that is not registered, an item that is not known), MAPI_E_NO_SUPPORT (no factory),
/// MAPI_E_NO_ACCESS (disabled).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_start(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    items: *const iostx_guid,
    count: usize,
) -> i32 {
    call("iostx_syncmgr_start", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, items) = unsafe { (optional_id(handler_id, "handler_id")?, ids(items, count, "items")?) };
        manager.core.start(handler, &items)
    })
}

/// Stops a handler, or all: what waits is dropped, what runs is to end as soon as it can.
///
/// handler_id: NULL: all. items: only these are skipped; none: all.
///
/// Errors: MAPI_E_NOT_FOUND (handler, item), MAPI_E_NO_ACCESS (an item that is disabled).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_stop(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    items: *const iostx_guid,
    count: usize,
) -> i32 {
    call("iostx_syncmgr_stop", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, items) = unsafe { (optional_id(handler_id, "handler_id")?, ids(items, count, "items")?) };
        manager.core.stop(handler, &items)
    })
}

/// The application tells of the machine: handlers that are registered for the event run.
///
/// event: IOSTX_SYNCMGR_NOTIFY_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (event).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_notify(manager: *mut iostx_syncmgr, event: u32) -> i32 {
    call("iostx_syncmgr_notify", manager, |manager: &Arc<ManagerObject>| {
        manager.core.notify(match event {
            IOSTX_SYNCMGR_NOTIFY_CONNECT => Notification::Connect,
            IOSTX_SYNCMGR_NOTIFY_PENDINGDISCONNECT => Notification::PendingDisconnect,
            IOSTX_SYNCMGR_NOTIFY_IDLE => Notification::Idle,
            IOSTX_SYNCMGR_NOTIFY_SUSPEND => Notification::Suspend,
            IOSTX_SYNCMGR_NOTIFY_RESUME => Notification::Resume,
            other => return Err(Error::invalid(format!("event: {other} is not known"))),
        })
    })
}

/// Does what is due: begins runs whose schedule says so, gives up handlers without a sign of life. For hosts that have no clock
/// thread (IOSTX_SYNCMGR_NO_CLOCK), and harmless for others.
///
/// next_ms: when to call again, in milliseconds; UINT64_MAX: not before another call changes something.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_run_due(manager: *mut iostx_syncmgr, next_ms: *mut u64) -> i32 {
    call("iostx_syncmgr_run_due", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { Out::value(next_ms) }.required("next_ms")?;
        let next = manager.core.run_due()?;
        place.set(next.map_or(u64::MAX, |next| u64::try_from(next.as_millis()).unwrap_or(u64::MAX)));
        Ok(())
    })
}

// Dialogs and conflicts. All return at once; IOSTX_SYNCMGR_EVENT_SHOWN tells when they are done.

/// ShowProperties.
///
/// item_id: NULL: those of the handler itself. window: only carried.
///
/// Errors: MAPI_E_NO_SUPPORT (it has none, no factory), MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (disabled).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_show_properties(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    item_id: *const iostx_guid,
    window: *mut c_void,
) -> i32 {
    call("iostx_syncmgr_show_properties", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, item) = unsafe { (id(handler_id, "handler_id")?, optional_id(item_id, "item_id")?) };
        manager.core.show_properties(handler, item, from_native(window))
    })
}

/// ShowError: opens a line of the error log. A retry that its completion asks for is a run of its own.
///
/// Errors: MAPI_E_NOT_FOUND (it cannot be opened, or not any more), MAPI_E_NO_SUPPORT (no factory).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_show_error(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    error_id: *const iostx_guid,
    window: *mut c_void,
) -> i32 {
    call("iostx_syncmgr_show_error", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, error) = unsafe { (id(handler_id, "handler_id")?, id(error_id, "error_id")?) };
        manager.core.show_error(handler, error, from_native(window))
    })
}

/// Has a handler resolve conflicts that it reported. What cannot be resolved stays listed, with a line in the error log.
///
/// choice: IOSTX_RFC_*; with IOSTX_RFC_APPLY_TO_ALL all of this handler.
///
/// Errors: MAPI_E_NOT_FOUND (handler, conflict), MAPI_E_INVALID_PARAMETER (choice), MAPI_E_NO_SUPPORT (no factory).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_resolve_conflicts(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    conflicts: *const iostx_guid,
    count: usize,
    choice: u32,
) -> i32 {
    call("iostx_syncmgr_resolve_conflicts", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, conflicts) = unsafe { (id(handler_id, "handler_id")?, ids(conflicts, count, "conflicts")?) };
        manager.core.resolve_conflicts(handler, &conflicts, choice)
    })
}

// What users set.

/// Chooses an item, or enables or disables it for good.
///
/// options: struct_size set by the caller (IOSTX_SYNCMGR_ITEM_OPTIONS_INIT).
///
/// Errors: MAPI_E_NOT_FOUND (handler; an item that was never enumerated), MAPI_E_UNKNOWN_FLAGS (mask).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_set_item_options(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    item_id: *const iostx_guid,
    options: *const iostx_syncmgr_item_options,
) -> i32 {
    call("iostx_syncmgr_set_item_options", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract, here and below.
        let (handler, item) = unsafe { (id(handler_id, "handler_id")?, id(item_id, "item_id")?) };
        // SAFETY: as above.
        let options = unsafe { arguments::structure(options, "options") }?;
        check_flags("options.mask", options.mask, IOSTX_SYNCMGR_ITEMOPTION_CHECKED | IOSTX_SYNCMGR_ITEMOPTION_ENABLED)?;
        let checked = (options.mask & IOSTX_SYNCMGR_ITEMOPTION_CHECKED != 0).then_some(options.checked != 0);
        let enabled = match options.mask & IOSTX_SYNCMGR_ITEMOPTION_ENABLED {
            0 => None,
            // SAFETY: as above.
            _ => Some((options.enabled != 0, unsafe { arguments::optional_text(options.reason, "options.reason") }?)),
        };
        let enabled = enabled.map(|(on, reason)| (on, reason.unwrap_or_default().to_owned()));
        manager.core.set_item_options(handler, item, &ItemOptions { checked, enabled })
    })
}

/// Enables or disables a handler for good.
///
/// enabled: 0 or 1. reason: why it is disabled, UTF-8; may be NULL.
///
/// Errors: MAPI_E_NOT_FOUND.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_set_handler_enabled(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    enabled: u32,
    reason: *const c_char,
) -> i32 {
    call("iostx_syncmgr_set_handler_enabled", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, reason) = unsafe { (id(handler_id, "handler_id")?, arguments::optional_text(reason, "reason")?) };
        manager.core.set_handler_enabled(handler, enabled != 0, reason.unwrap_or_default())
    })
}

/// Sets when a handler runs by itself.
///
/// schedule: struct_size set by the caller (IOSTX_SYNCMGR_SCHEDULE_INIT); NULL: never.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_INVALID_PARAMETER (a minute above 1439, an interval above a year), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_set_schedule(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    schedule: *const iostx_syncmgr_schedule,
) -> i32 {
    call("iostx_syncmgr_set_schedule", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract, here and below.
        let handler = unsafe { id(handler_id, "handler_id") }?;
        // SAFETY: as above.
        let schedule = unsafe { arguments::optional_structure(schedule, "schedule") }?;
        let schedule = schedule.map_or_else(Schedule::default, |given| Schedule {
            flags: given.flags,
            interval_ms: given.interval_ms,
            daily: Some(given.daily_minute).filter(|minute| *minute != u32::MAX),
            jitter_ms: given.jitter_ms,
        });
        manager.core.set_schedule(handler, &schedule)
    })
}

/// The schedule of a handler.
///
/// schedule: struct_size set by the caller (IOSTX_SYNCMGR_SCHEDULE_INIT).
///
/// Errors: MAPI_E_NOT_FOUND.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_get_schedule(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    schedule: *mut iostx_syncmgr_schedule,
) -> i32 {
    call("iostx_syncmgr_get_schedule", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        let (handler, place) = unsafe { (id(handler_id, "handler_id")?, StructureOut::new(schedule, "schedule")?) };
        let Schedule { flags, interval_ms, daily, jitter_ms } = manager.core.schedule(handler)?;
        place.fill(iostx_syncmgr_schedule {
            struct_size: size_of::<iostx_syncmgr_schedule>() as u32,
            flags,
            interval_ms,
            daily_minute: daily.unwrap_or(u32::MAX),
            jitter_ms,
        });
        Ok(())
    })
}

/// Deletes the lines of the error log.
///
/// handler_id: NULL: of all handlers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_clear_errors(manager: *mut iostx_syncmgr, handler_id: *const iostx_guid) -> i32 {
    call("iostx_syncmgr_clear_errors", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract.
        manager.core.clear_errors(unsafe { optional_id(handler_id, "handler_id") }?)
    })
}

// What users look at. Each list is as it was when it was asked for.

/// Gives out one of the lists.
///
/// # Safety
/// The header's contract for `handler` and `out`.
unsafe fn list(
    name: &'static str,
    manager: *mut iostx_syncmgr,
    handler: *const iostx_guid,
    out: *mut *mut iostx_cursor,
    rows: impl FnOnce(&SyncMgr, Option<Guid>) -> Result<Rows>,
) -> i32 {
    // SAFETY: passed on, here and below.
    let out = unsafe { Out::pointer(out) };
    call(name, manager, |manager: &Arc<ManagerObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let handler = unsafe { optional_id(handler, "handler_id") }?;
        out.set(cursor::give_rows(manager, rows(&manager.core, handler)?));
        Ok(())
    })
}

/// Lists the registered handlers, with what is kept of them and what they do in this process.
///
/// out: rows of IOSTX_PR_SYNCMGR_ HANDLER, NAME, DESCRIPTION, REGISTER_FLAGS, FLAGS, ICON, STATE, PROG_VALUE and MAX_VALUE (1000 for
/// each item of the run), ENABLED, REASON, LAST_RUN, LAST_RESULT, LAST_OUTCOME, LAST_SUCCESS, NEXT_RUN, ERRORS, WARNINGS, CONFLICTS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_list_handlers(manager: *mut iostx_syncmgr, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_syncmgr_list_handlers", manager, std::ptr::null(), out, |core, _| core.list_handlers()) }
}

/// Lists items as they were enumerated last; those that run as they are now.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ HANDLER, ITEM, NAME, FLAGS, ICON, ICON_HANDLE, CHECKED, ENABLED,
/// REASON, STATUS, STATUS_TEXT, PROG_VALUE, MAX_VALUE, LAST_RUN, LAST_SUCCESS, LAST_UPDATE.
///
/// Errors: MAPI_E_NOT_FOUND (handler).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_list_items(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_syncmgr_list_items", manager, handler_id, out, SyncMgr::list_items) }
}

/// Lists the error log, oldest first.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ SEQUENCE, HANDLER, ITEM, ERROR_ID, LEVEL, TEXT, FLAGS, CAN_OPEN, LINK,
/// LINK_TEXT, TIME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_list_errors(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_syncmgr_list_errors", manager, handler_id, out, SyncMgr::list_errors) }
}

/// Lists the conflicts that wait to be resolved.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ HANDLER, CONFLICT_ID, ITEM, TEXT, TIME.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_list_conflicts(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_syncmgr_list_conflicts", manager, handler_id, out, SyncMgr::list_conflicts) }
}
