//! The import sink for folders (IExchangeImportHierarchyChanges), and what this library adds to it.

use super::option_types::iostx_listing_scope;
use super::types::*;
use super::unwritten;

/// IExchangeImportHierarchyChanges::Config. As iostx_contents_sink_config.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_config(
    sink: *mut iostx_hierarchy_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    unwritten()
}

/// IExchangeImportHierarchyChanges::UpdateState. As iostx_contents_sink_update_state.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_update_state(
    sink: *mut iostx_hierarchy_sink,
    stream: *mut iostx_stream,
    flags: u32,
) -> i32 {
    unwritten()
}

/// IExchangeImportHierarchyChanges::ImportFolderChange: creates, renames, moves or changes a folder. Parents come first.
///
/// values: in any order. PR_DISPLAY_NAME, and PR_SOURCE_KEY with PR_CHANGE_KEY or IOSTX_PR_REMOTE_ID, are required. The parent by
/// PR_PARENT_SOURCE_KEY or IOSTX_PR_PARENT_REMOTE_ID; empty, missing, or the key of the root: the session's root.
/// IOSTX_PR_SPECIAL_FOLDER gives its role. Other properties of folders are stored.
///
/// Answers IOSTX_S_FALSE if nothing changed.
///
/// Errors: SYNC_E_IGNORE (it is here already), SYNC_E_NO_PARENT (unknown here: send parents first), SYNC_E_OBJECT_DELETED (deleted
/// here before), SYNC_E_CYCLE, MAPI_E_INVALID_PARAMETER (a key is missing or malformed; no name), MAPI_E_COLLISION (the remote id
/// belongs to another folder), MAPI_E_BAD_VALUE, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_import_folder_change(
    sink: *mut iostx_hierarchy_sink,
    values: *const iostx_value,
    count: usize,
) -> i32 {
    unwritten()
}

/// IExchangeImportHierarchyChanges::ImportFolderDeletion: deletes folders with all that they hold, at the end of the state, under
/// the mass-delete guard. Unknown keys are passed over.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_import_folder_deletion(
    sink: *mut iostx_hierarchy_sink,
    flags: u32,
    source_keys: *const iostx_bytes,
    count: usize,
) -> i32 {
    unwritten()
}

/// Imports deletions of folders by remote id. As iostx_hierarchy_sink_import_folder_deletion.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_delete_remote(
    sink: *mut iostx_hierarchy_sink,
    ids: *const iostx_bytes,
    count: usize,
) -> i32 {
    unwritten()
}

/// Begins a listing of folders. As iostx_contents_sink_listing_begin.
///
/// scope: only first and last are looked at; NULL: all folders below the session's root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_listing_begin(
    sink: *mut iostx_hierarchy_sink,
    scope: *const iostx_listing_scope,
) -> i32 {
    unwritten()
}

/// Completes the listing: folders that did not appear are deleted. As iostx_contents_sink_listing_complete.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_listing_complete(sink: *mut iostx_hierarchy_sink) -> i32 {
    unwritten()
}

/// Sets the hierarchy's state blob, which is kept per root. As iostx_contents_sink_set_state_blob.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_set_state_blob(sink: *mut iostx_hierarchy_sink, blob: iostx_bytes) -> i32 {
    unwritten()
}

/// The last failure of a call on this sink. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_hierarchy_sink_get_last_error(sink: *mut iostx_hierarchy_sink, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}
