//! The import sink for items (IExchangeImportContentsChanges), and what this library adds to it.

use super::option_types::*;
use super::types::*;
use super::unwritten;

/// IExchangeImportContentsChanges::Config. Optional here; at most once per sink, before any import.
///
/// stream: the state of an earlier iostx_contents_sink_update_state, or NULL. flags: IOSTX_ICS_* of config.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, E_UNEXPECTED (twice, or after an import), MAPI_E_CORRUPT_DATA (the state).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_config(sink: *mut iostx_contents_sink, stream: *mut iostx_stream, flags: u32) -> i32 {
    unwritten()
}

/// IExchangeImportContentsChanges::UpdateState: writes the current state, which includes the imports made so far; they are
/// committed first.
///
/// stream: NULL means that of config. flags: 0.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (there is no stream).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_update_state(
    sink: *mut iostx_contents_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    unwritten()
}

/// IExchangeImportContentsChanges::ImportMessageChange: decides by source key, change key and change list, and gives out an empty
/// message to fill. Nothing is stored before iostx_message_save on it.
///
/// values: in any order; PR_CHANGE_KEY, or IOSTX_PR_REMOTE_ID, is required. PR_SOURCE_KEY may be missing if PR_ENTRYID is there; an
/// empty change list and a missing PR_LAST_MODIFICATION_TIME are taken. Binding, match key and fingerprint may be among them.
/// flags: IOSTX_ICS_ASSOCIATED, IOSTX_ICS_NO_CONFLICTS, IOSTX_ICS_NEW_MESSAGE, IOSTX_ICS_LIMITED_IMESSAGE. out: free it with
/// iostx_message_free; NULL with every code but success.
///
/// Errors: SYNC_E_IGNORE (it is here already: skip it), SYNC_E_OBJECT_DELETED (deleted here before: skip it), SYNC_E_CONFLICT,
/// MAPI_E_INVALID_PARAMETER (a key is missing or malformed), MAPI_E_COLLISION (the remote id belongs to another item),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_change(
    sink: *mut iostx_contents_sink,
    values: *const iostx_value,
    count: usize,
    flags: u32,
    out: *mut *mut iostx_message,
) -> i32 {
    unwritten()
}

/// IExchangeImportContentsChanges::ImportMessageDeletion. Unknown keys are passed over and remembered. All are checked first.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_deletion(
    sink: *mut iostx_contents_sink,
    flags: u32,
    source_keys: *const iostx_bytes,
    count: usize,
) -> i32 {
    unwritten()
}

/// IExchangeImportContentsChanges::ImportPerUserReadStateChange. Associated and missing messages are passed over.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_per_user_read_state_change(
    sink: *mut iostx_contents_sink,
    entries: *const iostx_readstate,
    count: usize,
) -> i32 {
    unwritten()
}

/// IExchangeImportContentsChanges::ImportMessageMove, on the sink of the destination folder.
///
/// Answers SYNC_W_CLIENT_CHANGE_NEWER, a success, if the store holds a newer version than the change list says: the move is done,
/// the given change key was not applied.
///
/// Errors: SYNC_E_OBJECT_DELETED (the message is gone), MAPI_E_INVALID_PARAMETER (an empty or malformed member),
/// MAPI_E_COLLISION (the new source key is taken), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_message_move(
    sink: *mut iostx_contents_sink,
    r#move: *const iostx_message_move,
) -> i32 {
    unwritten()
}

/// Imports one item by its remote id in one call: binding, match key, values, content or header only. Saved imports are seen by
/// the session at once and committed in batches.
///
/// item: copied. out: may be NULL. With IOSTX_IMPORT_STREAM it is required: the message to write the content to; nothing is
/// imported before iostx_message_save on it. Without, it is the imported item, for reading. Free it with iostx_message_free.
///
/// Answers IOSTX_S_FALSE if that version was here already and nothing changed.
///
/// Errors: SYNC_E_IGNORE (older than what was deleted or is here), SYNC_E_CONFLICT (with IOSTX_IMPORT_NO_CONFLICTS, or under a
/// policy that refuses), MAPI_E_INVALID_PARAMETER (no remote id; sizes), MAPI_E_TOO_BIG, MAPI_E_COLLISION, MAPI_E_UNKNOWN_FLAGS,
/// MAPI_E_BAD_VALUE, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_item(
    sink: *mut iostx_contents_sink,
    item: *const iostx_import_item,
    out: *mut *mut iostx_message,
) -> i32 {
    unwritten()
}

/// Asks what of a listing is to be fetched, before anything is; many items at once. Binds items that were here unbound, and keeps
/// ids and versions of those outside the scope; changes nothing else.
///
/// items: binding, match key, values (IOSTX_PR_FINGERPRINT, times, size) as far as known. answers: one of IOSTX_PROBE_* each.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_probe(
    sink: *mut iostx_contents_sink,
    items: *const iostx_import_item,
    count: usize,
    answers: *mut u32,
) -> i32 {
    unwritten()
}

/// Lists the remote ids that still must be fetched, those that wait after failures marked.
///
/// out: rows of IOSTX_PR_REMOTE_ID, IOSTX_PR_WANTED_REASON, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR, IOSTX_PR_NEXT_ATTEMPT,
/// IOSTX_PR_BACKED_OFF, PR_ENTRYID (of the item, if it is here).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_list_wanted(sink: *mut iostx_contents_sink, out: *mut *mut iostx_cursor) -> i32 {
    unwritten()
}

/// Begins a listing: until iostx_contents_sink_listing_complete, what is imported, probed or given flags counts as being there.
///
/// scope: what the listing names in full; NULL: the whole folder.
///
/// Errors: E_UNEXPECTED (a listing is open), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_listing_begin(
    sink: *mut iostx_contents_sink,
    scope: *const iostx_listing_scope,
) -> i32 {
    unwritten()
}

/// Completes the listing: items within its scope that were bound before it began and did not appear are deleted, at the end of the
/// state, under the mass-delete guard. Only this makes absence mean deletion.
///
/// Errors: E_UNEXPECTED (no listing is open), MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_listing_complete(sink: *mut iostx_contents_sink) -> i32 {
    unwritten()
}

/// Imports flags, keywords and versions by remote id, without content.
///
/// results: one code each, or NULL: IOSTX_S_OK, IOSTX_S_FALSE (nothing changed), MAPI_E_NOT_FOUND (unknown here: it goes on the
/// wanted list).
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a flag in set and in clear; no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_import_flags(
    sink: *mut iostx_contents_sink,
    items: *const iostx_import_flags,
    count: usize,
    results: *mut i32,
) -> i32 {
    unwritten()
}

/// Imports deletions by remote id. Unknown ids are passed over. They are carried out at the end of the state, under the
/// mass-delete guard.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an empty or over-long id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_delete_remote(
    sink: *mut iostx_contents_sink,
    ids: *const iostx_bytes,
    count: usize,
    flags: u32,
) -> i32 {
    unwritten()
}

/// Imports the deletion of all items whose remote ids lie between two, both inclusive, as memcmp orders them.
///
/// flags, errors: as iostx_contents_sink_delete_remote. An empty first or last leaves that end open.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_delete_remote_range(
    sink: *mut iostx_contents_sink,
    first: iostx_bytes,
    last: iostx_bytes,
    flags: u32,
) -> i32 {
    unwritten()
}

/// Imports a move by remote ids, on the sink of the destination folder: the item keeps its long-term id, body and pending work.
///
/// source_folder, source_id: where it was. dest: what it is called here.
///
/// Errors: MAPI_E_NOT_FOUND (unknown in the source folder: import it here instead), SYNC_E_OBJECT_DELETED (deleted here),
/// MAPI_E_COLLISION (dest belongs to another item), MAPI_E_INVALID_PARAMETER, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_move_remote(
    sink: *mut iostx_contents_sink,
    source_folder: *const iostx_feid,
    source_id: iostx_bytes,
    dest: *const iostx_binding,
) -> i32 {
    unwritten()
}

/// Sets the folder's state blob. It stands for all imports made so far, and is committed with them, never before them. An equal
/// blob writes nothing.
///
/// Errors: MAPI_E_TOO_BIG (over 16 MiB).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_set_state_blob(sink: *mut iostx_contents_sink, blob: iostx_bytes) -> i32 {
    unwritten()
}

/// Commits the imports made so far, with the blob, now.
///
/// Errors: MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_flush(sink: *mut iostx_contents_sink) -> i32 {
    unwritten()
}

/// The last failure of a call on this sink. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_contents_sink_get_last_error(sink: *mut iostx_contents_sink, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}
