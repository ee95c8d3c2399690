//! Folders.

use super::option_types::{iostx_folder_options, iostx_list_options};
use super::types::*;
use super::unwritten;
use std::ffi::c_char;

/// Creates a subfolder (IMAPIFolder::CreateFolder).
///
/// name: not empty, UTF-8. container_class: such as "IPF.Note"; NULL: that of the parent. flags: IOSTX_OPEN_IF_EXISTS. out: free it
/// with iostx_folder_free.
///
/// Errors: MAPI_E_COLLISION (a sibling has the name, without case), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
/// MAPI_E_NO_ACCESS (read-only store, or a folder that refuses local writes), MAPI_E_OBJECT_DELETED (the parent).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_create_folder(
    parent: *mut iostx_folder,
    name: *const c_char,
    container_class: *const c_char,
    flags: u32,
    out: *mut *mut iostx_folder,
) -> i32 {
    unwritten()
}

/// Creates a message (IMAPIFolder::CreateMessage). Nothing is stored before iostx_message_save.
///
/// flags: IOSTX_MAPI_ASSOCIATED. out: free it with iostx_message_free.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (the folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_create_message(folder: *mut iostx_folder, flags: u32, out: *mut *mut iostx_message) -> i32 {
    unwritten()
}

/// The folder's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_id(folder: *mut iostx_folder, out: *mut iostx_feid) -> i32 {
    unwritten()
}

/// Reads properties (IMAPIProp::GetProps), as they are now.
///
/// tags: none means all that the folder has. flags: 0. out: one value per tag, in the same order; missing ones are PT_ERROR, and
/// the call answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
///
/// Errors: MAPI_E_OBJECT_DELETED, MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_values(
    folder: *mut iostx_folder,
    tags: *const u32,
    count: usize,
    flags: u32,
    out: *mut *mut iostx_values,
) -> i32 {
    unwritten()
}

/// Sets properties (IMAPIProp::SetProps), in one commit; all or nothing. PR_DISPLAY_NAME renames. Binding, match key and
/// IOSTX_PR_LOCAL_ONLY are properties too; setting them is no local change.
///
/// Errors: MAPI_E_COLLISION (name, or remote id among the siblings), MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE,
/// MAPI_E_BAD_VALUE, MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_values(folder: *mut iostx_folder, values: *const iostx_value, count: usize) -> i32 {
    unwritten()
}

/// Deletes properties (IMAPIProp::DeleteProps), in one commit. Those that are not there are passed over.
///
/// Errors: MAPI_E_COMPUTED (a property that cannot be deleted), MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_delete_values(folder: *mut iostx_folder, tags: *const u32, count: usize) -> i32 {
    unwritten()
}

/// The folder's options for synchronization.
///
/// options: struct_size set by the caller (IOSTX_FOLDER_OPTIONS_INIT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_options(folder: *mut iostx_folder, options: *mut iostx_folder_options) -> i32 {
    unwritten()
}

/// Sets the folder's options for synchronization; they are kept in the store. All members are set: read them first.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a member is out of its range; the error names it), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_options(folder: *mut iostx_folder, options: *const iostx_folder_options) -> i32 {
    unwritten()
}

/// Lists the items of the folder (IMAPIContainer::GetContentsTable).
///
/// options: NULL means the defaults. out: a cursor that reads by key: the folder may change meanwhile.
///
/// Errors: MAPI_E_BAD_COLUMN, MAPI_E_INVALID_PARAMETER (sort), MAPI_E_UNKNOWN_FLAGS, MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_list(
    folder: *mut iostx_folder,
    options: *const iostx_list_options,
    out: *mut *mut iostx_cursor,
) -> i32 {
    unwritten()
}

/// Walks the bound items of the folder in the order of their remote ids (memcmp), for agents that compare listings.
///
/// out: rows of PR_ENTRYID, IOSTX_PR_REMOTE_ID, IOSTX_PR_REMOTE_VERSION, PR_READ, and PR_MESSAGE_FLAGS; each as the server had it
/// last.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_walk_remote(folder: *mut iostx_folder, out: *mut *mut iostx_cursor) -> i32 {
    unwritten()
}

/// Moves the folder, with all that it holds, below another parent (IMAPIFolder::CopyFolder with FOLDER_MOVE). The handle stays
/// valid.
///
/// Errors: MAPI_E_FOLDER_CYCLE, MAPI_E_COLLISION (name), MAPI_E_NO_ACCESS (a special folder, a read-only store),
/// MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_move(folder: *mut iostx_folder, parent: *mut iostx_folder) -> i32 {
    unwritten()
}

/// Copies the folder with its items below another parent (IMAPIFolder::CopyFolder).
///
/// flags: IOSTX_COPY_SUBFOLDERS copies what is below it too. out: the copy; may be NULL; free it with iostx_folder_free.
///
/// Errors: MAPI_E_FOLDER_CYCLE (into itself, with subfolders), MAPI_E_COLLISION (name), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
/// MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_copy(
    folder: *mut iostx_folder,
    parent: *mut iostx_folder,
    flags: u32,
    out: *mut *mut iostx_folder,
) -> i32 {
    unwritten()
}

/// Deletes the folder (IMAPIFolder::DeleteFolder). The handle stays to be freed.
///
/// flags: IOSTX_DEL_MESSAGES, IOSTX_DEL_FOLDERS, IOSTX_DEL_ASSOCIATED: also if it holds such.
///
/// Errors: MAPI_E_HAS_MESSAGES, MAPI_E_HAS_FOLDERS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (a special folder, a read-only store),
/// MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_delete(folder: *mut iostx_folder, flags: u32) -> i32 {
    unwritten()
}

/// Copies or moves messages of this folder to another (IMAPIFolder::CopyMessages), in one commit.
///
/// flags: IOSTX_MESSAGE_MOVE moves. out_ids: an array of count for the new ids, zeros for messages that were not found; may be
/// NULL. A moved message keeps its long-term id.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (a folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_copy_messages(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    destination: *mut iostx_folder,
    flags: u32,
    out_ids: *mut iostx_meid,
) -> i32 {
    unwritten()
}

/// Deletes messages of this folder (IMAPIFolder::DeleteMessages), in one commit.
///
/// flags: IOSTX_DELETE_HARD_DELETE: past Deleted Items, where the folder's options would move them there.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_folder_copy_messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_delete_messages(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    flags: u32,
) -> i32 {
    unwritten()
}

/// Marks messages of this folder as read or unread (IMAPIFolder::SetReadFlags), in one commit.
///
/// messages: none means all of the folder. flags: 0 read, IOSTX_CLEAR_READ_FLAG unread, and the other flags of SetReadFlags.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_folder_copy_messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_read_flags(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    flags: u32,
) -> i32 {
    unwritten()
}

/// Sets the same values, adds and removes keywords on many messages of this folder, in one commit.
///
/// values: as iostx_message_set_values; PR_MSG_STATUS and PR_FLAG_STATUS among them (IMAPIFolder::SetMessageStatus).
/// keywords_add, keywords_remove: texts, UTF-8; keywords compare without case.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_message_set_values and iostx_folder_copy_messages.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_update_messages(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    values: *const iostx_value,
    value_count: usize,
    keywords_add: *const *const c_char,
    add_count: usize,
    keywords_remove: *const *const c_char,
    remove_count: usize,
) -> i32 {
    unwritten()
}

/// An owned second handle, for example of a borrowed one (iostx_upfld.folder).
///
/// out: free it with iostx_folder_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_ref(folder: *mut iostx_folder, out: *mut *mut iostx_folder) -> i32 {
    unwritten()
}

/// The last failure of a call on this folder, of any thread. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_last_error(folder: *mut iostx_folder, out: *mut *mut iostx_error) -> i32 {
    unwritten()
}

/// Frees the handle. NULL, freed already, or borrowed: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_free(folder: *mut iostx_folder) {
    unwritten();
}
