//! The documented methods of IOSTX and IPSTX.

use super::arguments::{self, Out};
use super::guard::{self, Object, call};
use super::objects::StoreObject;
use super::session_object::{SessionObject, on_walk};
use super::state_types::iostx_state;
use super::states::{About, Blocks};
use super::types::*;
use crate::codes::IOSTX_S_OK;
use crate::error::{Error, Result, check_flags};
use crate::replication::flags::{IOSTX_SS_ACTIVE, IOSTX_SS_SUSPENDED};
use crate::replication::{Ended, Session};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Reads the innermost structure and leaves its state. What cannot be read counts as no result: the state is left all the same,
/// and its work stays pending.
fn leave(session: &mut Session, blocks: &mut Blocks, end: impl FnOnce(&mut Session) -> Result<Ended>) -> Result<i32> {
    // SAFETY: no list of the caller's is read when a state is left.
    let read = unsafe { blocks.sync_in(session, About::End) };
    if read.is_err() {
        session.set_flags(0);
    }
    let ended = end(session)?;
    read.map(|()| ended.code())
}

/// IPSTX::GetSyncObject: starts a synchronization session on the store, in idle. One session may do any number of rounds of
/// iostx_init_sync. Sessions on different folders run in parallel.
///
/// out: free it with iostx_session_free.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading only).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_get_sync_object(store: *mut iostx_store, out: *mut *mut iostx_session) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_get_sync_object", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        out.set(SessionObject::table().insert(SessionObject::new(store)?));
        Ok(())
    })
}

/// IPSTX::EmulateSpooler: lets the store act as the spooler of outgoing mail. Only while it does, iostx_store_get_outgoing_queue,
/// iostx_store_set_lock_state and iostx_store_finished_msg work, or while a session of this store handle does it
/// (IOSTX_SYNC_OUTGOING_MAIL). Off releases the messages that were locked.
///
/// on: 1 or 0.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_BUSY (another process spools).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_emulate_spooler(store: *mut iostx_store, on: u32) -> i32 {
    call("iostx_emulate_spooler", store, |store: &Arc<StoreObject>| match on {
        0 | 1 => store.emulate_spooler(on == 1),
        other => Err(Error::invalid(format!("on: {other} is neither 0 nor 1"))),
    })
}

/// IPSTX2::SetSpoolSuspendState: suspends or resumes sending. While it is suspended the outgoing queue lists nothing.
///
/// state: IOSTX_SS_ACTIVE or IOSTX_SS_SUSPENDED.
///
/// Errors: MAPI_E_INVALID_PARAMETER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_set_spool_suspend_state(store: *mut iostx_store, state: u32) -> i32 {
    call("iostx_set_spool_suspend_state", store, |store: &Arc<StoreObject>| {
        let suspended = match state {
            IOSTX_SS_ACTIVE => false,
            IOSTX_SS_SUSPENDED => true,
            other => return Err(Error::invalid(format!("state: {other} is neither SS_ACTIVE nor SS_SUSPENDED"))),
        };
        store.suspended.store(suspended, Ordering::Relaxed);
        Ok(())
    })
}

/// IPSTX6::DisconnectStore: cancels the sessions of this store handle, ends its spooling, and folds the write-ahead log. The store
/// stays open for the application.
///
/// flags: 0.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_disconnect_store(store: *mut iostx_store, flags: u32) -> i32 {
    call("iostx_disconnect_store", store, |store: &Arc<StoreObject>| {
        check_flags("disconnect_store", flags, 0)?;
        store.cancel_sessions();
        store.end_spooling()?;
        store.core.checkpoint()
    })
}

/// IOSTX::InitSync: says that synchronization is about to start, and what it is to offer. Clears an earlier cancel.
///
/// flags: IOSTX_SYNC_*; of the four kinds (hierarchy and contents, up and down) those given; none of them: all four.
///
/// Errors: E_UNEXPECTED (not in idle), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_init_sync(session: *mut iostx_session, flags: u32) -> i32 {
    call("iostx_init_sync", session, |object: &Arc<SessionObject>| {
        object.walk(|session, _| {
            session.init_sync(flags)?;
            session.spooler().into_iter().for_each(|spooler| object.store.lend_spooler(spooler));
            Ok(())
        })
    })
}

/// IOSTX::SyncBeg: enters a state.
///
/// state: IOSTX_LR_SYNC_*. out: the structure of the state, owned by the session, valid until the iostx_sync_end that leaves it;
/// NULL on failure. Each success is matched by one iostx_sync_end; a failure enters nothing.
///
/// Errors: E_UNEXPECTED (not legal now: the error names the state and what is legal; iostx_init_sync is missing),
/// MAPI_E_INVALID_PARAMETER (no such state; the flags of the outer structure contradict each other), MAPI_E_NOT_FOUND (no more
/// folders, tables, items or entries), MAPI_E_BUSY (another session or process synchronizes this folder), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_sync_beg(session: *mut iostx_session, state: u32, out: *mut *mut iostx_state) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    on_walk("iostx_sync_beg", session, |session, blocks| {
        let out = out.required("out")?;
        // SAFETY: as above, for the folder list of the open structure.
        unsafe { blocks.sync_in(session, About::Begin) }?;
        session.begin_number(state)?;
        out.set(blocks.innermost(session));
        Ok(())
    })
}

/// IOSTX::SyncEnd: reads the [in] members of the innermost open structure and leaves its state, also when it fails: the result is
/// then not recorded and the work stays pending. Only after E_UNEXPECTED and MAPI_E_BUSY the state is as before.
///
/// Answers IOSTX_S_FALSE in idle, where it does nothing, and IOSTX_W_DELETIONS_HELD, a success, if the mass-delete guard held
/// deletions of the table that was left.
///
/// Errors: E_UNEXPECTED (in download header: iostx_sync_hdr_end leaves it), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR,
/// MAPI_E_COLLISION (the new remote id belongs to another item).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_sync_end(session: *mut iostx_session) -> i32 {
    on_walk("iostx_sync_end", session, |session, blocks| leave(session, blocks, Session::end))
}

/// IOSTX::SyncHdrBeg: enters the download header state for one item of which only the header is here. Legal in idle and in
/// download table.
///
/// message: its id. out: the structure; its member full has an empty message to fill, or is set to one of the client's own.
///
/// Errors: E_UNEXPECTED, MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID, MAPI_E_NO_SUPPORT (the item is whole),
/// MAPI_E_BUSY, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_sync_hdr_beg(
    session: *mut iostx_session,
    message: *const iostx_meid,
    out: *mut *mut iostx_state,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_sync_hdr_beg", session, |object: &Arc<SessionObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let item = object.store.item(unsafe { arguments::required(message, "message") }?)?;
        object.walk(|session, blocks| {
            session.header_begin(item)?;
            out.set(blocks.innermost(session));
            Ok(())
        })
    })
}

/// IOSTX::SyncHdrEnd: with IOSTX_HSF_OK and no failing result, replaces the header by the full item. Goes back to the state
/// before, as iostx_sync_end does.
///
/// Errors: E_UNEXPECTED (not in download header), MAPI_E_INVALID_OBJECT (full), and those of iostx_sync_end.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_sync_hdr_end(session: *mut iostx_session) -> i32 {
    on_walk("iostx_sync_hdr_end", session, |session, blocks| leave(session, blocks, Session::header_end))
}

/// IOSTX::SetSyncResult: the result of the replication in the current state, before its iostx_sync_end; later ones replace it.
///
/// code: IOSTX_S_OK, or why it failed. Network, logon and cancel codes do not count against the item; SYNC_E_CONFLICT lets it wait
/// for the folder's next download. iostx_session_set_result is the full form.
///
/// Errors: E_UNEXPECTED (in idle).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_set_sync_result(session: *mut iostx_session, code: i32) -> i32 {
    on_walk("iostx_set_sync_result", session, |session, _| session.set_result(code))
}

/// IOSTX::GetLastError: details of the last failure of a call on this session.
///
/// code: the code that the failed call gave. flags: 0. out: the details, freed with iostx_error_free; NULL, with IOSTX_S_OK, if
/// there are none for that code.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_get_last_error(
    session: *mut iostx_session,
    code: i32,
    flags: u32,
    out: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    guard::peek(session, |session: &Arc<SessionObject>| {
        let given = out.required("out").and_then(|out| {
            check_flags("get_last_error", flags, 0)?;
            out.set(session.last_error().give_if(code));
            Ok(())
        });
        given.map_or_else(|error| error.code, |()| IOSTX_S_OK)
    })
}
