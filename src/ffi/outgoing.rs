//! The outgoing queue, for who sends (iostx_emulate_spooler).

use super::arguments::{self, Out};
use super::cursor;
use super::guard::{Object, call};
use super::objects::{MessageObject, StoreObject};
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_INVALID_OBJECT, IOSTX_MAPI_E_NOT_IN_QUEUE};
use crate::error::{Error, check_flags};
use crate::store::flags::{IOSTX_MSG_LOCKED, IOSTX_MSG_UNLOCKED};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The queued messages, oldest submission first (IMsgStore::GetOutgoingQueue). Changes come as IOSTX_EVENT_OUTGOING_CHANGED.
///
/// flags: 0. out: rows of PR_ENTRYID, PR_CLIENT_SUBMIT_TIME, PR_DISPLAY_BCC, PR_DISPLAY_CC, PR_DISPLAY_TO, PR_MESSAGE_FLAGS,
/// PR_MESSAGE_SIZE, PR_PRIORITY, PR_SENDER_NAME, PR_SUBJECT, PR_SUBMIT_FLAGS, PR_DEFERRED_SEND_TIME, IOSTX_PR_OUTGOING_STATE.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_outgoing_queue(store: *mut iostx_store, flags: u32, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_get_outgoing_queue", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        check_flags("get_outgoing_queue", flags, 0)?;
        let suspended = store.suspended.load(Ordering::Relaxed);
        let queue = store.spooling(|spooler| if suspended { spooler.suspended_queue() } else { spooler.queue(Vec::new()) })?;
        out.set(cursor::give(store, queue));
        Ok(())
    })
}

/// Locks a queued message just before it is sent, or releases it (IMsgStore::SetLockState). What was set on the message is saved
/// first; since a queued message takes no changes, that answers MAPI_E_SUBMITTED, and the message is not sent as it was before them.
/// A lock commits a mark, so that after a crash the message shows as uncertain and is not sent again by itself.
///
/// state: IOSTX_MSG_LOCKED or IOSTX_MSG_UNLOCKED.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_NO_ACCESS (it is locked
/// already, or uncertain: unlocking it is the word that it may be sent again), MAPI_E_SUBMITTED, MAPI_E_INVALID_PARAMETER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_set_lock_state(store: *mut iostx_store, message: *mut iostx_message, state: u32) -> i32 {
    call("iostx_store_set_lock_state", store, |store: &Arc<StoreObject>| {
        let object = MessageObject::table().get(message);
        let object = object.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "message is not a message's handle"))?;
        let (message, _turn) = object.enter()?;
        let item = message.id().ok_or_else(|| Error::of(IOSTX_MAPI_E_NOT_IN_QUEUE))?;
        if message.has_changes() {
            message.save(0)?;
        }
        store.spooling(|spooler| match state {
            IOSTX_MSG_LOCKED => spooler.lock(item),
            IOSTX_MSG_UNLOCKED => spooler.unlock(item),
            other => Err(Error::invalid(format!("state: {other} is neither MSG_LOCKED nor MSG_UNLOCKED"))),
        })
    })
}

/// Takes a message out of the queue (IMsgStore::AbortSubmit). It stays where it is, as a draft.
///
/// Errors: MAPI_E_NOT_IN_QUEUE, MAPI_E_UNABLE_TO_ABORT (it is locked).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_abort_submit(store: *mut iostx_store, message: *const iostx_meid) -> i32 {
    call("iostx_store_abort_submit", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let item = store.item(unsafe { arguments::required(message, "message") }?)?;
        store.core.abort_submit(item)
    })
}

/// Says that a locked message was sent (IMsgStore::FinishedMsg): it leaves the queue, and is moved to the folder of
/// PR_SENTMAIL_ENTRYID, deleted if PR_DELETE_AFTER_SUBMIT is set, or stays. Its copy for Sent is uploaded with a retry mark, since
/// servers make their own.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_UNCONFIGURED (it is not
/// locked).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_finished_msg(store: *mut iostx_store, message: *const iostx_meid) -> i32 {
    call("iostx_store_finished_msg", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let item = store.item(unsafe { arguments::required(message, "message") }?)?;
        store.spooling(|spooler| spooler.finished(item))
    })
}
