//! The outgoing queue, for who sends (iostx_emulate_spooler).

use super::types::*;
use super::unwritten;

/// The queued messages, oldest submission first (IMsgStore::GetOutgoingQueue). Changes come as IOSTX_EVENT_OUTGOING_CHANGED.
///
/// flags: 0. out: rows of PR_ENTRYID, PR_CLIENT_SUBMIT_TIME, PR_DISPLAY_BCC, PR_DISPLAY_CC, PR_DISPLAY_TO, PR_MESSAGE_FLAGS,
/// PR_MESSAGE_SIZE, PR_PRIORITY, PR_SENDER_NAME, PR_SUBJECT, PR_SUBMIT_FLAGS, PR_DEFERRED_SEND_TIME, IOSTX_PR_OUTGOING_STATE.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_outgoing_queue(store: *mut iostx_store, flags: u32, out: *mut *mut iostx_cursor) -> i32 {
    unwritten()
}

/// Locks a queued message just before it is sent, or releases it (IMsgStore::SetLockState). What was set on the message is saved
/// first. A lock commits a mark, so that after a crash the message shows as uncertain and is not sent again by itself.
///
/// state: IOSTX_MSG_LOCKED or IOSTX_MSG_UNLOCKED.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_NO_ACCESS (another locked it),
/// MAPI_E_INVALID_PARAMETER.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_set_lock_state(store: *mut iostx_store, message: *mut iostx_message, state: u32) -> i32 {
    unwritten()
}

/// Takes a message out of the queue (IMsgStore::AbortSubmit). It stays where it is, as a draft.
///
/// Errors: MAPI_E_NOT_IN_QUEUE, MAPI_E_UNABLE_TO_ABORT (it is locked).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_abort_submit(store: *mut iostx_store, message: *const iostx_meid) -> i32 {
    unwritten()
}

/// Says that a locked message was sent (IMsgStore::FinishedMsg): it leaves the queue, and is moved to the folder of
/// PR_SENTMAIL_ENTRYID, deleted if PR_DELETE_AFTER_SUBMIT is set, or stays. Its copy for Sent is uploaded with a retry mark, since
/// servers make their own.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_UNCONFIGURED (it is not
/// locked).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_finished_msg(store: *mut iostx_store, message: *const iostx_meid) -> i32 {
    unwritten()
}
