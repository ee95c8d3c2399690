//! Messages.

use super::types::*;
use super::unwritten;
use std::ffi::c_void;

/// The message's id. That of a message that was never saved is the one that it will have.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_id(message: *mut iostx_message, out: *mut iostx_meid) -> i32 {
    unwritten()
}

/// Reads properties (IMAPIProp::GetProps), as they were when the message was opened, with what was set since.
///
/// tags: none means all that the message has; a tag with IOSTX_PT_UNSPECIFIED takes any type. flags: 0. out: one value per tag, in
/// the same order. Missing ones are PT_ERROR with MAPI_E_NOT_FOUND, those too large to be handed out PT_ERROR with
/// MAPI_E_NOT_ENOUGH_MEMORY (open a stream); the call then answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_OBJECT_CHANGED (a part that was not read yet is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_values(
    message: *mut iostx_message,
    tags: *const u32,
    count: usize,
    flags: u32,
    out: *mut *mut iostx_values,
) -> i32 {
    unwritten()
}

/// Sets properties (IMAPIProp::SetProps); all or nothing. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE, MAPI_E_BAD_VALUE (invalid UTF-8 too; the error names the tag),
/// MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS (opened for reading only), MAPI_E_NO_SUPPORT (content of a header-only item).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_values(message: *mut iostx_message, values: *const iostx_value, count: usize) -> i32 {
    unwritten()
}

/// Deletes properties (IMAPIProp::DeleteProps). Those that are not there are passed over. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED, MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_delete_values(message: *mut iostx_message, tags: *const u32, count: usize) -> i32 {
    unwritten()
}

/// What of the message is pending for upload, now.
///
/// out: IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED, IOSTX_PR_KEYWORDS_REMOVED, IOSTX_PR_ATTEMPTS,
/// IOSTX_PR_LAST_ERROR, then the values of the changed tags as the server had them last. Free it with iostx_values_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_pending(message: *mut iostx_message, out: *mut *mut iostx_values) -> i32 {
    unwritten()
}

/// The recipients (IMessage::GetRecipientTable).
///
/// out: one row per recipient, by PR_ROWID; the columns are all properties that any of them has. A cursor over the snapshot: it
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_recipients(message: *mut iostx_message, out: *mut *mut iostx_cursor) -> i32 {
    unwritten()
}

/// Sets the recipients (IMessage::ModifyRecipients). Stored by iostx_message_save.
///
/// rows: the values of each. flags: IOSTX_MODRECIP_REPLACE, IOSTX_MODRECIP_ADD, IOSTX_MODRECIP_MODIFY or IOSTX_MODRECIP_REMOVE.
///
/// Errors: MAPI_E_INVALID_PARAMETER (rows without PR_ROWID, where it is needed), MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_VALUE,
/// MAPI_E_NO_ACCESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_recipients(
    message: *mut iostx_message,
    rows: *const iostx_row,
    count: usize,
    flags: u32,
) -> i32 {
    unwritten()
}

/// Opens a text or binary property as a stream (IMAPIProp::OpenProperty). A stream for reading reads the version that the message
/// was opened on, also after that was replaced.
///
/// flags: IOSTX_MAPI_MODIFY to write; with IOSTX_MAPI_CREATE the value starts empty. out: free it with iostx_stream_free.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_TYPE_NO_SUPPORT (not text or binary), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
/// MAPI_E_NO_SUPPORT (content of a header-only item), MAPI_E_BUSY (a stream writes this property already).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_open_stream(
    message: *mut iostx_message,
    tag: u32,
    flags: u32,
    out: *mut *mut iostx_stream,
) -> i32 {
    unwritten()
}

/// Reads the content (PR_INTERNET_CONTENT) in one call.
///
/// buffer, size: where it goes. got: its size; with (NULL, 0) only that.
///
/// Errors: MAPI_E_NOT_FOUND (header only, or no content), MAPI_E_TOO_BIG (the buffer is too small; nothing is written).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_content(
    message: *mut iostx_message,
    buffer: *mut c_void,
    size: usize,
    got: *mut usize,
) -> i32 {
    unwritten()
}

/// Sets the content (PR_INTERNET_CONTENT) in one call. Stored by iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT (a header-only item).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_content(message: *mut iostx_message, data: *const c_void, size: usize) -> i32 {
    unwritten()
}

/// Stores what was set (IMAPIProp::SaveChanges), in one commit; what was not set is not written. The message stays open for
/// writing, on the version that was saved, unless flags say otherwise.
///
/// flags: IOSTX_KEEP_OPEN_READONLY, IOSTX_KEEP_OPEN_READWRITE, IOSTX_FORCE_SAVE; IOSTX_SPAMFILTER_ONSAVE, IOSTX_ITEMPROC_FORCE and
/// IOSTX_NON_EMS_XP_SAVE are accepted. Nothing was set: IOSTX_S_OK, nothing is written. On a message that an import sink gave out,
/// this is the import.
///
/// Errors: MAPI_E_OBJECT_CHANGED (another changed what would be written since it was opened; IOSTX_FORCE_SAVE saves, and the
/// replaced version goes to Conflicts), MAPI_E_OBJECT_DELETED, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_SUBMITTED,
/// MAPI_E_NOT_ENOUGH_DISK, MAPI_E_BUSY (a stream of it still writes); of an import: SYNC_E_CONFLICT, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_save(message: *mut iostx_message, flags: u32) -> i32 {
    unwritten()
}

/// Saves the message and puts it into the outgoing queue (IMessage::SubmitMessage). The handle then answers MAPI_E_INVALID_OBJECT
/// to everything but iostx_message_free.
///
/// flags: IOSTX_FORCE_SUBMIT is accepted.
///
/// Errors: MAPI_E_NO_RECIPIENTS, MAPI_E_SUBMITTED (it is in the queue already), and those of iostx_message_save; the handle then
/// stays valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_submit(message: *mut iostx_message, flags: u32) -> i32 {
    unwritten()
}

/// An owned second handle on the same open message, for example of a borrowed one (iostx_upmsg.message); it outlives the state.
///
/// out: free it with iostx_message_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_ref(message: *mut iostx_message, out: *mut *mut iostx_message) -> i32 {
    unwritten()
}

/// The last failure of a call on this message. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_last_error(message: *mut iostx_message, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}

/// Frees the handle; what was set and not saved is dropped. NULL, freed already, or borrowed: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_free(message: *mut iostx_message) {
    unwritten();
}
