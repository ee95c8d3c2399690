//! The session beyond IOSTX: full results, functions for the [in] members, options, cancel, progress.

use super::arguments::{self, Out, StructureOut};
use super::guard::{self, call};
use super::ids;
use super::option_types::{iostx_progress, iostx_session_options};
use super::session_object::{SessionObject, on_session, on_walk};
use super::session_options::{c_progress, session_options};
use super::state_types::{iostx_result, iostx_state};
use super::states::full_message;
use super::types::*;
use crate::codes::IOSTX_S_OK;
use crate::error::{Error, Result, check_flags};
use crate::ids::Feid;
use crate::replication::flags::IOSTX_LR_SYNC_IDLE;
use crate::replication::table::{self, State};
use crate::replication::{ResultDetails, Selection};
use crate::store::FolderId;
use std::ffi::c_void;
use std::sync::Arc;

/// A result that the caller filled.
///
/// # Safety
/// The header's contract for what it points to.
pub(super) unsafe fn result_details(result: &iostx_result) -> Result<ResultDetails> {
    // SAFETY: passed on.
    unsafe {
        Ok(ResultDetails {
            code: result.code,
            flags: result.flags,
            retry_after_ms: result.retry_after_ms,
            remote_id: arguments::bytes(result.remote_id, "result.remote_id")?.to_vec(),
            remote_version: arguments::bytes(result.remote_version, "result.remote_version")?.to_vec(),
            text: arguments::optional_text(result.text, "result.text")?.unwrap_or_default().to_owned(),
        })
    }
}

/// Sets the options of the session. Legal in idle only.
///
/// options: copied; the callbacks are kept until they are replaced or the session is freed.
///
/// Errors: E_UNEXPECTED (not in idle), MAPI_E_INVALID_PARAMETER (a member is out of its range; the error names it),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (root).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_options(session: *mut iostx_session, options: *const iostx_session_options) -> i32 {
    call("iostx_session_set_options", session, |object: &Arc<SessionObject>| {
        // SAFETY: the header's contract, for the options and for what they point to.
        let options = unsafe { session_options(&object.store, &arguments::structure(options, "options")?) }?;
        object.walk(|session, _| session.set_options(options))
    })
}

/// The result in full: code, [in] flags, new binding, text of the server, and how long it asks to wait. A new binding becomes
/// durable with its result.
///
/// deferred: NULL for the open state. Else the id of an item that was left with IOSTX_UPM_DEFER; the table must still be open.
/// result: copied.
///
/// Errors: E_UNEXPECTED (in idle), MAPI_E_NOT_FOUND (no answer is owed for that item), MAPI_E_COLLISION (the remote id belongs to
/// another item of the folder; this item's result is not recorded), MAPI_E_INVALID_PARAMETER (struct_size, sizes, text),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_result(
    session: *mut iostx_session,
    deferred: *const iostx_meid,
    result: *const iostx_result,
) -> i32 {
    call("iostx_session_set_result", session, |object: &Arc<SessionObject>| {
        // SAFETY: the header's contract, for the result and for what it points to.
        let (deferred, result) = unsafe {
            let result = arguments::structure(result, "result")?;
            (arguments::optional(deferred, "deferred")?, result_details(&result)?)
        };
        let deferred = deferred.map(|id| object.store.item(id)).transpose()?;
        object.walk(|session, _| session.set_full_result(deferred, result))
    })
}

/// The results of entries of the open UPREAD or UPDEL structure, so that no caller needs to write library memory. May be called in
/// parts.
///
/// first: index of the first entry. results: count of them; the flags are added to those of the entry.
///
/// Errors: E_UNEXPECTED (no such state is open), MAPI_E_INVALID_PARAMETER (beyond the entries).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_entry_results(
    session: *mut iostx_session,
    first: u32,
    count: u32,
    results: *const iostx_result,
) -> i32 {
    on_walk("iostx_session_set_entry_results", session, |session, _| {
        // SAFETY: the header's contract, for the results and for what they point to.
        let results = unsafe {
            let results = arguments::structures(results, count as usize, "results")?;
            results.iter().map(|result| result_details(result)).collect::<Result<Vec<_>>>()?
        };
        session.set_entry_results(first as usize, results)
    })
}

/// The structure of an open state again.
///
/// state: IOSTX_LR_SYNC_* of any open state, not only the innermost; IOSTX_LR_SYNC_IDLE: the innermost.
///
/// Errors: MAPI_E_NOT_FOUND (that state is not open).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_get_state(session: *mut iostx_session, state: u32, out: *mut *mut iostx_state) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    on_session("iostx_session_get_state", session, |session, blocks| {
        let out = out.required("out")?;
        let wanted = match state {
            IOSTX_LR_SYNC_IDLE => Some(session.state()),
            number => State::from_number(number),
        };
        let wanted = wanted.ok_or_else(|| Error::invalid(format!("state: there is no state {state}")))?;
        let found = blocks.pointer(session, wanted);
        out.set(found.ok_or_else(|| Error::not_found(format!("{} is not open", wanted.name())))?);
        Ok(())
    })
}

/// Sets the [in] members of the open iostx_sync structure: direction and selection.
///
/// flags: IOSTX_UPS_*. folders: with IOSTX_UPS_THESE_FOLDERS the folders, with IOSTX_UPS_ONE_FOLDER the one. folder_options: one
/// word per folder, or NULL. All are copied.
///
/// Errors: E_UNEXPECTED (IOSTX_LR_SYNC is not the innermost open state), MAPI_E_INVALID_PARAMETER (flags contradict each other),
/// MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_selection(
    session: *mut iostx_session,
    flags: u32,
    folders: *const iostx_feid,
    folder_options: *const u32,
    count: usize,
) -> i32 {
    on_walk("iostx_session_set_selection", session, |session, blocks| {
        // SAFETY: the header's contract.
        let (folders, options) = unsafe {
            let options = if folder_options.is_null() { &[] } else { arguments::array(folder_options, count, "folder_options")? };
            (arguments::array(folders, count, "folders")?, options)
        };
        if session.state() != State::Synchronize {
            return Err(table::out_of_order(session.state(), "the selection of LR_SYNC"));
        }
        session.check_selection(&Selection {
            flags,
            folder: folders.first().map_or(Feid::default(), ids::feid),
            folders: folders.iter().map(ids::feid).collect(),
            folder_options: options.to_vec(),
        })?;
        blocks.change(session, State::Synchronize, |body, kept| {
            kept.folders = folders.to_vec();
            kept.folder_options = options.to_vec();
            // SAFETY: the state is open, so that this member is valid.
            let sync = unsafe { &mut body.sync };
            sync.flags = flags;
            sync.folder = folders.first().copied().unwrap_or_default();
            sync.folders = kept.folders.as_ptr();
            sync.folder_options = if options.is_empty() { std::ptr::null() } else { kept.folder_options.as_ptr() };
            sync.folder_count = count;
        });
        Ok(())
    })
}

/// Sets the [in] member index of the open iostx_synccont structure: the folder whose table begins next.
///
/// Errors: E_UNEXPECTED (IOSTX_LR_SYNC_CONTENTS is not the innermost open state), MAPI_E_NOT_FOUND (not below count).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_index(session: *mut iostx_session, index: u32) -> i32 {
    on_walk("iostx_session_set_index", session, |session, blocks| {
        session.set_index(index)?;
        blocks.change(session, State::Contents, |body, _| body.synccont.index = index);
        Ok(())
    })
}

/// Sets the [in] members of one iostx_upmov structure of the open upload table.
///
/// destination: the folder that it stands for. flags: IOSTX_UPV_*. moved: items moved there. client_folder, client_sink: only
/// carried.
///
/// Errors: E_UNEXPECTED (no upload table is open), MAPI_E_NOT_FOUND (no items were moved there), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_move(
    session: *mut iostx_session,
    destination: *const iostx_feid,
    flags: u32,
    moved: u32,
    client_folder: *mut c_void,
    client_sink: *mut c_void,
) -> i32 {
    call("iostx_session_set_move", session, |object: &Arc<SessionObject>| {
        // SAFETY: the header's contract.
        let folder = object.store.folder(unsafe { arguments::required(destination, "destination") }?)?;
        object.run(|session, blocks| {
            session.set_move(folder, flags)?;
            let at = session.upload_table().and_then(|table| table.moves.iter().position(|to| to.folder == folder));
            if let Some(target) = at.and_then(|at| blocks.move_to(session, at)) {
                target.change(0, |target| {
                    (target.flags, target.count) = (flags, moved);
                    (target.client_folder, target.client_sink) = (client_folder, client_sink);
                });
            }
            Ok(())
        })
    })
}

/// Sets the [in] members of the open iostx_hdrsync structure.
///
/// flags: IOSTX_HSF_*. full: the message with the full item; NULL: the one that the structure has.
///
/// Errors: E_UNEXPECTED (not in download header), MAPI_E_INVALID_OBJECT (full), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_header(session: *mut iostx_session, flags: u32, full: *mut iostx_message) -> i32 {
    on_walk("iostx_session_set_header", session, |session, blocks| {
        if session.state() != State::DownloadHeader {
            return Err(table::out_of_order(session.state(), "the full message of a header"));
        }
        check_flags("set_header", flags, State::DownloadHeader.row().reads)?;
        if !full.is_null() {
            full_message(full)?;
        }
        blocks.change(session, State::DownloadHeader, |body, _| {
            // SAFETY: the state is open, so that this member is valid.
            let header = unsafe { &mut body.hdrsync };
            header.flags = flags;
            if !full.is_null() {
                header.full = full;
            }
        });
        Ok(())
    })
}

/// Sets the state blob of the account under the session's root: where servers keep one state for all folders. It is written after
/// all imports made before this call, never before them.
///
/// Errors: E_UNEXPECTED (in idle), MAPI_E_TOO_BIG (over 16 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_state_blob(session: *mut iostx_session, blob: iostx_bytes) -> i32 {
    on_session("iostx_session_set_state_blob", session, |session, _| {
        // SAFETY: the header's contract.
        session.set_state_blob(unsafe { arguments::bytes(blob, "blob") }?)
    })
}

/// Sets the cookie that is kept with the retry marks set from now on, such as UIDNEXT before the send; iostx_upmsg.cookie gives it
/// back when such an item comes again.
///
/// cookie: at most 1024 bytes; empty: none.
///
/// Errors: MAPI_E_TOO_BIG.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_set_attempt_cookie(session: *mut iostx_session, cookie: iostx_bytes) -> i32 {
    on_session("iostx_session_set_attempt_cookie", session, |session, _| {
        // SAFETY: the header's contract.
        session.set_attempt_cookie(unsafe { arguments::bytes(cookie, "cookie") }?)
    })
}

/// Begins an epoch: the server voided the ids of the folder of the open table (UIDVALIDITY). Durable. Until its listing is
/// complete no bound item or tombstone of the folder is offered; items bind again by match key and fingerprint.
///
/// Errors: E_UNEXPECTED (no open state names a folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_begin_epoch(session: *mut iostx_session) -> i32 {
    on_session("iostx_session_begin_epoch", session, |session, _| session.begin_epoch())
}

/// Says how much the agent knows is to come, for the progress.
///
/// items: count. bytes: their content. Both replace what was said before in this state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_expect(session: *mut iostx_session, items: u64, bytes: u64) -> i32 {
    on_session("iostx_session_expect", session, |session, _| {
        session.expect(items, bytes);
        Ok(())
    })
}

/// Cancels: the next iostx_sync_beg, import or iostx_session_set_result answers MAPI_E_USER_CANCEL; what was done stays done.
/// iostx_init_sync clears it. Any thread, at any time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_cancel(session: *mut iostx_session) -> i32 {
    guard::peek(session, |session: &Arc<SessionObject>| {
        session.control.cancel();
        IOSTX_S_OK
    })
}

/// Whether the session was cancelled: 1 if so, 0 if not, or a failure code (negative). Any thread, at any time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_is_cancelled(session: *mut iostx_session) -> i32 {
    guard::peek(session, |session: &Arc<SessionObject>| i32::from(session.control.is_cancelled()))
}

/// Skips one folder until the next iostx_init_sync: its tables are passed over (one that the agent chose is refused with MAPI_E_BUSY).
/// Of a table that is open, an upload offers nothing more, and a download's imports answer MAPI_E_USER_CANCEL, while
/// iostx_session_is_cancelled answers 0: leave that table and go on with the next one. What was done stays done, the rest stays pending.
/// Any thread, at any time.
///
/// Errors: MAPI_E_UNKNOWN_ENTRYID (no such folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_skip_folder(session: *mut iostx_session, feid: *const iostx_feid) -> i32 {
    call("iostx_session_skip_folder", session, |session: &Arc<SessionObject>| {
        // SAFETY: the header's contract.
        session.control.skip_folder(unsafe { folder(session, feid) }?);
        Ok(())
    })
}

/// Whether a folder is skipped: 1 if so, 0 if not, or a failure code (negative). Any thread, at any time. Agents ask it during long work
/// on one folder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_is_skipped(session: *mut iostx_session, feid: *const iostx_feid) -> i32 {
    call("iostx_session_is_skipped", session, |session: &Arc<SessionObject>| {
        // SAFETY: the header's contract.
        Ok(i32::from(session.control.is_skipped(unsafe { folder(session, feid) }?)))
    })
}

/// The folder of this store that an entry id names.
///
/// # Safety
/// The header's contract for the pointer.
unsafe fn folder(session: &SessionObject, feid: *const iostx_feid) -> Result<FolderId> {
    // SAFETY: passed on.
    let feid = ids::feid(unsafe { arguments::required(feid, "feid") }?);
    session.store.core.folder_of(&feid.folder)
}

/// How far the session is. Any thread, at any time.
///
/// progress: struct_size set by the caller (IOSTX_PROGRESS_INIT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_get_progress(session: *mut iostx_session, progress: *mut iostx_progress) -> i32 {
    call("iostx_session_get_progress", session, |session: &Arc<SessionObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(progress, "progress") }?;
        place.fill(c_progress(&session.store.core, &session.control.progress()));
        Ok(())
    })
}

/// Frees the session, in any state: open work stays pending, without counting a failure. Its structures, sinks and borrowed
/// handles end. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_session_free(session: *mut iostx_session) {
    guard::free::<SessionObject>(session);
}
