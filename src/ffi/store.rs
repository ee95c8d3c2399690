//! The store.

use super::arguments::{self, Out, StructureOut};
use super::guard::{self, Object, call, caught};
use super::objects::{StoreObject, Userdata};
use super::option_types::{iostx_store_info, iostx_store_options};
use super::types::*;
use super::{cursor, errors};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::store::flags::*;
use crate::store::{Environment, MassLimit, OpenOptions, Settings, Store};
use std::ffi::{CString, c_char};
use std::sync::Arc;
use std::time::{Duration, Instant};

mod names;
mod objects;

pub use names::*;
pub use objects::*;

/// # Safety
/// The header's contract for both.
unsafe fn open(path: *const c_char, options: *const iostx_store_options) -> Result<StoreObject> {
    // SAFETY: the header's contract, here and below.
    let options = unsafe { arguments::optional_structure(options, "options") }?;
    let given = options.as_ref().map(open_options).transpose()?.unwrap_or_default();
    // SAFETY: as above.
    let path = unsafe { arguments::text(path, "path") }?;
    if path.is_empty() {
        return Err(Error::invalid("path is empty"));
    }
    let core = Store::open(path, given)?;
    if let Some(options) = options {
        let kept = core.settings()?;
        core.set_settings(&settings(&options, &kept))?;
    }
    // It was a C string a moment ago.
    Ok(StoreObject::new(core, CString::new(path).unwrap_or_default()))
}

/// The settings among the options; where they say 0, others.
fn settings(options: &iostx_store_options, otherwise: &Settings) -> Settings {
    let or = |given: u32, other: u32| if given == 0 { other } else { given };
    Settings {
        trash_days: or(options.trash_days, otherwise.trash_days),
        mass_limit: MassLimit {
            percent: or(options.mass_delete_percent, otherwise.mass_limit.percent),
            count: or(options.mass_delete_count, otherwise.mass_limit.count),
        },
        batch_items: or(options.batch_items, otherwise.batch_items),
        batch_bytes: if options.batch_bytes == 0 { otherwise.batch_bytes } else { options.batch_bytes },
        batch_ms: or(options.batch_ms, otherwise.batch_ms),
    }
}

fn open_options(options: &iostx_store_options) -> Result<OpenOptions> {
    // First of all, so that it is freed whatever fails.
    let userdata = Userdata::new(options.userdata, options.userdata_free);
    check_flags("store_open", options.flags, IOSTX_STORE_READ_ONLY | IOSTX_STORE_MUST_EXIST | IOSTX_STORE_CREATE_NEW)?;
    let mut environment = Environment::default();
    if let Some(now) = options.now {
        let userdata = Arc::clone(&userdata);
        // SAFETY: the caller gave the function for this userdata, to be called on any thread.
        environment = environment.with_clock(move || unsafe { now(userdata.pointer()) });
    }
    if let Some(random) = options.random {
        let userdata = Arc::clone(&userdata);
        environment = environment.with_random(move |bytes| {
            // SAFETY: as above; the function fills the bytes.
            unsafe { random(userdata.pointer(), bytes.as_mut_ptr(), bytes.len()) };
            true
        });
    }
    Ok(OpenOptions {
        read_only: options.flags & IOSTX_STORE_READ_ONLY != 0,
        must_exist: options.flags & IOSTX_STORE_MUST_EXIST != 0,
        must_be_new: options.flags & IOSTX_STORE_CREATE_NEW != 0,
        environment,
    })
}

/// The longest wait that is not for ever.
const LONG: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

fn close(store: &StoreObject, timeout_ms: u32) -> Result<i32> {
    if store.gate.is_entered_here() {
        return Err(Error::new(IOSTX_MAPI_E_BUSY, "a callback of this store cannot close it"));
    }
    let timeout = if timeout_ms == u32::MAX { LONG } else { Duration::from_millis(timeout_ms.into()) };
    let begin = Instant::now();
    let was_open = store.gate.close();
    store.stop_children();
    if !store.gate.wait(Some(timeout)) {
        return Err(Error::new(IOSTX_MAPI_E_TIMEOUT, "calls on the store still run; it closes when the last of them returns"));
    }
    store.core.close(timeout.saturating_sub(begin.elapsed()))?;
    Ok(if was_open { IOSTX_S_OK } else { IOSTX_S_FALSE })
}

/// Opens a store, or creates it.
///
/// path: the file, UTF-8. options: NULL means the defaults; where they say 0, what the file keeps holds. out: the store; free it
/// with iostx_store_free. error: the details of a failure, since a failed open leaves no object to ask; may be NULL; free it with
/// iostx_error_free.
///
/// The file and its side files are readable by the owner only. Several processes may have a store open.
///
/// Errors: MAPI_E_INVALID_PARAMETER (path is NULL or not UTF-8, struct_size), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (the folder
/// of the file, or with IOSTX_STORE_MUST_EXIST or IOSTX_STORE_READ_ONLY the file), MAPI_E_COLLISION (IOSTX_STORE_CREATE_NEW),
/// MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE (the file is damaged, or is no store), IOSTX_E_INCOMPATIBLE (a newer version made it; it
/// was not touched), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_open(
    path: *const c_char,
    options: *const iostx_store_options,
    out: *mut *mut iostx_store,
    error: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let (out, error) = unsafe { (Out::pointer(out), Out::pointer(error)) };
    let opened = caught(|| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let store = unsafe { open(path, options) }?;
        out.set(StoreObject::table().insert(Arc::new(store)));
        Ok(())
    });
    let Err(failure) = opened else { return IOSTX_S_OK };
    let code = failure.code;
    guard::shield(code, || {
        if let Ok(Some(error)) = error.optional("error") {
            error.set(errors::give_error(failure, "iostx_store_open"));
        }
        code
    })
}

/// Closes a store: refuses new calls on it and on all its objects (IOSTX_E_CLOSED), cancels its sessions, stops its events, and
/// waits for running calls and callbacks. The handles stay to be freed.
///
/// timeout_ms: how long to wait; UINT32_MAX: without limit.
///
/// Errors: MAPI_E_TIMEOUT (calls still run; the store closes when the last one returns), MAPI_E_BUSY (called inside a callback of
/// this store). Closed already: IOSTX_S_FALSE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_close(store: *mut iostx_store, timeout_ms: u32) -> i32 {
    guard::peek(store, |store: &Arc<StoreObject>| match close(store, timeout_ms) {
        Ok(code) => code,
        Err(error) => {
            let code = error.code;
            store.last_error().set(error, "iostx_store_close", 0);
            code
        }
    })
}

/// Frees the handle. Objects made from the store keep it open until they are freed too. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_free(store: *mut iostx_store) {
    guard::free::<StoreObject>(store);
}

/// The last failure of a call on this store, of any thread.
///
/// out: the details, freed with iostx_error_free; NULL if nothing failed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_last_error(store: *mut iostx_store, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<StoreObject>(store, out) }
}

/// Says what the store is and holds. Costs as much as there are folders.
///
/// info: struct_size set by the caller (IOSTX_STORE_INFO_INIT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_info(store: *mut iostx_store, info: *mut iostx_store_info) -> i32 {
    call("iostx_store_get_info", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(info, "info") }?;
        let info = store.core.info()?;
        place.fill(iostx_store_info {
            struct_size: size_of::<iostx_store_info>() as u32,
            flags: if store.core.is_read_only() { IOSTX_STORE_READ_ONLY } else { 0 },
            schema_version: info.schema,
            reserved: 0,
            guid: iostx_guid { bytes: info.replica.0 },
            file_size: info.file_size,
            folder_count: info.folders,
            item_count: info.items,
            pending_count: info.pending,
            tombstone_count: info.tombstones,
            conflict_count: info.conflicts,
            failure_count: info.failures,
            held_count: info.held,
            wanted_count: info.wanted,
            outgoing_count: info.outgoing,
            path: store.path.as_ptr(),
        });
        Ok(())
    })
}

/// Sets the options that can change while the store is open: trash window, mass-delete guard, batch limits. They are kept in the
/// file and hold for all who have it open. 0 means the default; flags and callbacks must be 0 and NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS (opened for reading only).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_set_options(store: *mut iostx_store, options: *const iostx_store_options) -> i32 {
    call("iostx_store_set_options", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let options = unsafe { arguments::structure(options, "options") }?;
        if options.flags != 0 || options.now.is_some() || options.random.is_some() || options.userdata_free.is_some() {
            return Err(Error::invalid("options: flags and callbacks can only be given when the store is opened"));
        }
        store.core.set_settings(&settings(&options, &Settings::default()))
    })
}

/// The options in force, the defaults filled in; the callbacks are given back as NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_options(store: *mut iostx_store, options: *mut iostx_store_options) -> i32 {
    call("iostx_store_get_options", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(options, "options") }?;
        let settings = store.core.settings()?;
        place.fill(iostx_store_options {
            struct_size: size_of::<iostx_store_options>() as u32,
            flags: if store.core.is_read_only() { IOSTX_STORE_READ_ONLY } else { 0 },
            trash_days: settings.trash_days,
            mass_delete_percent: settings.mass_limit.percent,
            mass_delete_count: settings.mass_limit.count,
            batch_items: settings.batch_items,
            batch_bytes: settings.batch_bytes,
            batch_ms: settings.batch_ms,
            reserved: 0,
            now: None,
            random: None,
            userdata: std::ptr::null_mut(),
            userdata_free: None,
        });
        Ok(())
    })
}

/// Checks the file and the change tracking. Changes nothing.
///
/// flags: IOSTX_CHECK_*; 0: everything. out: one row per finding, with IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT and, where it
/// concerns one object, PR_ENTRYID; no row: all is well.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_DISK_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_check(store: *mut iostx_store, flags: u32, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_check", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        out.set(cursor::give(store, store.core.check(flags)?));
        Ok(())
    })
}

/// Folds the write-ahead log into the file, for a backup or before a suspend.
///
/// Errors: MAPI_E_BUSY (a reader of another process stands in the way; as much as possible was done).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_checkpoint(store: *mut iostx_store) -> i32 {
    call("iostx_store_checkpoint", store, |store: &Arc<StoreObject>| store.core.checkpoint())
}

/// Gives the store a new replica GUID; to be called after the file was restored from a backup or copied, since otherwise ids would
/// be given out twice. Ids that were given out before stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_renew_guid(store: *mut iostx_store) -> i32 {
    call("iostx_store_renew_guid", store, |store: &Arc<StoreObject>| store.core.renew_guid())
}
