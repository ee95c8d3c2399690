//! What a handler reports (ISyncMgrSynchronizeCallback), from any thread. When the run is over each answers E_UNEXPECTED.
//!
//! Progress then answers IOSTX_S_SYNCMGR_CANCELALL; once the handler object is gone, a borrowed handle answers
//! MAPI_E_INVALID_OBJECT.

use std::ffi::c_char;
use std::sync::Arc;

use super::arguments::{self, Out};
use super::guard::{self, Object, call};
use super::syncmgr_handler::{CallbackObject, item};
use super::syncmgr_types::*;
use super::types::*;
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::syncmgr::flags::*;
use crate::syncmgr::{Conflict, LogEntry, Progress};

/// # Safety
/// The header's contract for the pointer.
unsafe fn id(pointer: *const iostx_guid, name: &str) -> Result<Guid> {
    // SAFETY: passed on.
    unsafe { arguments::required(pointer, name) }.map(|guid| Guid(guid.bytes))
}

/// ShowPropertiesCompleted.
///
/// code: IOSTX_S_SYNCMGR_ITEMDELETED: the item is forgotten; IOSTX_S_SYNCMGR_ENUMITEMS: the items are enumerated again.
///
/// Errors: E_UNEXPECTED (no ShowProperties is open, or it was completed already).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_show_properties_completed(callback: *mut iostx_syncmgr_callback, code: i32) -> i32 {
    call("iostx_syncmgr_callback_show_properties_completed", callback, |object: &Arc<CallbackObject>| {
        object.callback.show_properties_completed(code)
    })
}

/// PrepareForSyncCompleted. Exactly IOSTX_S_OK goes on to Synchronize; with another code the handler is released.
///
/// Errors: E_UNEXPECTED (no PrepareForSync is open, or it was completed already).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_prepare_completed(callback: *mut iostx_syncmgr_callback, code: i32) -> i32 {
    call("iostx_syncmgr_callback_prepare_completed", callback, |object: &Arc<CallbackObject>| {
        object.callback.prepare_completed(code)
    })
}

/// SynchronizeCompleted: the outcome of the run. Also owed after a cancel.
///
/// Errors: E_UNEXPECTED (no Synchronize is open, or it was completed already).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_synchronize_completed(callback: *mut iostx_syncmgr_callback, code: i32) -> i32 {
    call("iostx_syncmgr_callback_synchronize_completed", callback, |object: &Arc<CallbackObject>| {
        object.callback.synchronize_completed(code)
    })
}

/// ShowErrorCompleted.
///
/// code: IOSTX_S_SYNCMGR_RETRYSYNC prepares and synchronizes items again on the same handler object; else items are not looked at.
/// items: none means those that failed in the last run, or all of it.
///
/// Errors: E_UNEXPECTED (no ShowError is open, or it was completed already), MAPI_E_INVALID_PARAMETER (an item that was not
/// enumerated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_show_error_completed(
    callback: *mut iostx_syncmgr_callback,
    code: i32,
    items: *const iostx_guid,
    count: usize,
) -> i32 {
    call("iostx_syncmgr_callback_show_error_completed", callback, |object: &Arc<CallbackObject>| {
        // With another code the array is not looked at.
        let count = if code == IOSTX_S_SYNCMGR_RETRYSYNC { count } else { 0 };
        // SAFETY: the header's contract.
        let items = unsafe { arguments::array(items, count, "items") }?;
        object.callback.show_error_completed(code, &items.iter().map(|guid| Guid(guid.bytes)).collect::<Vec<_>>())
    })
}

/// EnableModeless. The reverse of OLE's method of this name.
///
/// enable: 1: may a window be shown? IOSTX_S_OK: yes; IOSTX_S_FALSE: no: the run may not bother users, or another handler shows one.
/// It never blocks. 0: the window is gone.
///
/// Errors: MAPI_E_INVALID_PARAMETER (enable).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_enable_modeless(callback: *mut iostx_syncmgr_callback, enable: u32) -> i32 {
    call("iostx_syncmgr_callback_enable_modeless", callback, |object: &Arc<CallbackObject>| match enable {
        0 => object.callback.leave_modal().map(|()| IOSTX_S_OK),
        1 => object.callback.enter_modal().map(|may| if may { IOSTX_S_OK } else { IOSTX_S_FALSE }),
        other => Err(Error::invalid(format!("enable: {other} is neither 0 nor 1"))),
    })
}

/// Progress: report and question in one, at least before each item is begun.
///
/// progress: NULL only asks. IOSTX_S_OK: go on; IOSTX_S_SYNCMGR_CANCELITEM: leave this item; IOSTX_S_SYNCMGR_CANCELALL: leave all. All
/// three are success codes.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an item that was not enumerated, a status that is not known), MAPI_E_UNKNOWN_FLAGS (mask).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_progress(
    callback: *mut iostx_syncmgr_callback,
    item_id: *const iostx_guid,
    progress: *const iostx_syncmgr_progress_item,
) -> i32 {
    call("iostx_syncmgr_callback_progress", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract, here and below.
        let (item, given) = unsafe { (id(item_id, "item_id")?, arguments::optional_structure(progress, "progress")?) };
        let Some(given) = given else { return object.callback.progress(item, None).map(|answer| answer.code()) };
        const KNOWN: u32 = IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT
            | IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE
            | IOSTX_SYNCMGRPROGRESSITEM_PROGVALUE
            | IOSTX_SYNCMGRPROGRESSITEM_MAXVALUE;
        check_flags("progress.mask", given.mask, KNOWN)?;
        let has = |bit: u32| given.mask & bit != 0;
        let text = match has(IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT) {
            // SAFETY: as above.
            true => Some(unsafe { arguments::text(given.status_text, "progress.status_text") }?),
            false => None,
        };
        let progress = Progress {
            text,
            status: has(IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE).then_some(given.status_type),
            value: has(IOSTX_SYNCMGRPROGRESSITEM_PROGVALUE).then_some(given.prog_value),
            max: has(IOSTX_SYNCMGRPROGRESSITEM_MAXVALUE).then_some(given.max_value),
        };
        object.callback.progress(item, Some(progress)).map(|answer| answer.code())
    })
}

/// LogError: adds a line to the error log.
///
/// level: IOSTX_SYNCMGRLOGLEVEL_*. info: NULL: about the handler, without an id. With IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT and an
/// error_id users can open the line, and the handler object is kept after the run as long as they can.
///
/// Errors: MAPI_E_INVALID_PARAMETER (level, text, an item that was not enumerated), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_log_error(
    callback: *mut iostx_syncmgr_callback,
    level: u32,
    text: *const c_char,
    info: *const iostx_syncmgr_log_error_info,
) -> i32 {
    call("iostx_syncmgr_callback_log_error", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract, here and below.
        let text = unsafe { arguments::text(text, "text") }?.to_owned();
        let mut entry = LogEntry { level, text, ..LogEntry::default() };
        // SAFETY: as above.
        if let Some(info) = unsafe { arguments::optional_structure(info, "info") }? {
            const KNOWN: u32 = IOSTX_SYNCMGRLOGERROR_ERRORFLAGS
                | IOSTX_SYNCMGRLOGERROR_ERRORID
                | IOSTX_SYNCMGRLOGERROR_ITEMID
                | IOSTX_SYNCMGRLOGERROR_LINK;
            check_flags("info.mask", info.mask, KNOWN)?;
            let has = |bit: u32| info.mask & bit != 0;
            entry.flags = if has(IOSTX_SYNCMGRLOGERROR_ERRORFLAGS) { info.error_flags } else { 0 };
            entry.error = has(IOSTX_SYNCMGRLOGERROR_ERRORID).then_some(Guid(info.error_id.bytes));
            entry.item = has(IOSTX_SYNCMGRLOGERROR_ITEMID).then_some(Guid(info.item_id.bytes));
            if has(IOSTX_SYNCMGRLOGERROR_LINK) {
                // SAFETY: as above.
                let (link, words) = unsafe {
                    (arguments::optional_text(info.link, "info.link")?, arguments::optional_text(info.link_text, "info.link_text")?)
                };
                (entry.link, entry.link_text) = (link.unwrap_or_default().to_owned(), words.unwrap_or_default().to_owned());
            }
        }
        object.callback.log_error(&entry)
    })
}

/// DeleteLogError: removes the lines with an id; zero: all that this handler object logged, and no others.
///
/// Errors: MAPI_E_NOT_FOUND (no such line).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_delete_log_error(
    callback: *mut iostx_syncmgr_callback,
    error_id: *const iostx_guid,
) -> i32 {
    call("iostx_syncmgr_callback_delete_log_error", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract.
        let error = unsafe { id(error_id, "error_id") }?;
        object.callback.delete_log_error((error != Guid::ZERO).then_some(error))
    })
}

/// EstablishConnection: asks the application for a connection, which stays until no handler runs any more.
///
/// name: NULL: the default one.
///
/// Errors: E_UNEXPECTED (the handler has not IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION), MAPI_E_NO_SUPPORT (the application has
/// no function for it), and what that function answered.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_establish_connection(
    callback: *mut iostx_syncmgr_callback,
    name: *const c_char,
) -> i32 {
    call("iostx_syncmgr_callback_establish_connection", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract.
        object.callback.establish_connection(unsafe { arguments::optional_text(name, "name") }?)
    })
}

/// Adds an item that was found while running. This library's own.
///
/// item: struct_size set by the caller (IOSTX_SYNCMGR_ITEM_INIT). chosen: 1 if it belongs to this run, else 0: users said no.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros, a name that is not UTF-8).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_propose_item(
    callback: *mut iostx_syncmgr_callback,
    proposed: *const iostx_syncmgr_item,
    chosen: *mut u32,
) -> i32 {
    call("iostx_syncmgr_callback_propose_item", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract.
        let (proposed, chosen) = unsafe { (arguments::structure(proposed, "proposed")?, Out::value(chosen).required("chosen")?) };
        chosen.set(u32::from(object.callback.propose_item(&item(&proposed)?)?));
        Ok(())
    })
}

/// Keeps a conflict until it is resolved with iostx_syncmgr_resolve_conflicts. One with the same id is replaced. This library's own.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an item that was not enumerated).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_report_conflict(
    callback: *mut iostx_syncmgr_callback,
    conflict: *const iostx_syncmgr_conflict,
) -> i32 {
    call("iostx_syncmgr_callback_report_conflict", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract, here and below.
        let conflict = unsafe { arguments::structure(conflict, "conflict") }?;
        // SAFETY: as above.
        let text = unsafe { arguments::text(conflict.text, "conflict.text") }?.to_owned();
        object.callback.report_conflict(&Conflict {
            id: Guid(conflict.conflict_id.bytes),
            item: Guid(conflict.item_id.bytes),
            text,
        })
    })
}

/// Lets a conflict go that was resolved otherwise. This library's own.
///
/// Errors: MAPI_E_NOT_FOUND.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_remove_conflict(
    callback: *mut iostx_syncmgr_callback,
    conflict_id: *const iostx_guid,
) -> i32 {
    call("iostx_syncmgr_callback_remove_conflict", callback, |object: &Arc<CallbackObject>| {
        // SAFETY: the header's contract.
        object.callback.remove_conflict(unsafe { id(conflict_id, "conflict_id") }?)
    })
}

/// An owned handle of a callback, which outlives the handler object; free it with iostx_syncmgr_callback_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_ref(
    callback: *mut iostx_syncmgr_callback,
    out: *mut *mut iostx_syncmgr_callback,
) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_syncmgr_callback_ref", callback, |object: &Arc<CallbackObject>| {
        out.required("out")?.set(CallbackObject::table().insert(CallbackObject::new(object.callback.clone())));
        Ok(())
    })
}

/// The last failure of a call on this callback. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_get_last_error(
    callback: *mut iostx_syncmgr_callback,
    out: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<CallbackObject>(callback, out) }
}

/// Frees a handle that iostx_syncmgr_callback_ref gave. NULL, freed already, or borrowed: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_callback_free(callback: *mut iostx_syncmgr_callback) {
    guard::free::<CallbackObject>(callback);
}
