//! What is done to many messages of a folder at once.

use super::super::guard::call;
use super::super::objects::{FolderObject, partial};
use super::super::types::*;
use super::super::{arguments, convert, ids};
use super::other;
use crate::codes::*;
use crate::error::{Error, check_flags};
use crate::store::flags::*;
use crate::store::{ItemId, ItemUpdate};
use std::collections::HashMap;
use std::ffi::c_char;
use std::sync::Arc;

/// Copies or moves messages of this folder to another (IMAPIFolder::CopyMessages), in one commit.
///
/// flags: IOSTX_MESSAGE_MOVE moves. out_ids: an array of count for the new ids, zeros for messages that were not found; may be
/// NULL. A moved message keeps its long-term id.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID, MAPI_E_NO_ACCESS (a read-only store; a folder that refuses local writes
/// refuses the whole call), MAPI_E_OBJECT_DELETED (a folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_copy_messages(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    destination: *mut iostx_folder,
    flags: u32,
    out_ids: *mut iostx_meid,
) -> i32 {
    const NAME: &str = "iostx_folder_copy_messages";
    call(NAME, folder, |folder: &Arc<FolderObject>| {
        check_flags("copy_messages", flags, IOSTX_MESSAGE_MOVE)?;
        let store = &folder.store;
        // SAFETY: the header's contract.
        let (items, out_ids) = unsafe {
            let items = store.items(arguments::array(messages, count, "messages")?)?;
            (items, if out_ids.is_null() { None } else { Some(arguments::array_out(out_ids, count, "out_ids")?) })
        };
        let to = other(destination, store, "destination")?;
        let (outcome, new_ids) = match flags & IOSTX_MESSAGE_MOVE {
            0 => store.core.copy_items(folder.id, &items, to)?,
            _ => {
                let (outcome, moved) = store.core.move_items_told(folder.id, &items, to)?;
                (outcome, moved.into_iter().map(|item| (item, item)).collect())
            }
        };
        if let Some(out_ids) = out_ids {
            let new_ids: HashMap<ItemId, ItemId> = new_ids.into_iter().collect();
            for (out, item) in out_ids.iter_mut().zip(&items) {
                *out = new_ids.get(item).map_or(iostx_meid::default(), |new| ids::c_meid(store.core.meid(to, *new)));
            }
        }
        Ok(partial(&**folder, NAME, outcome))
    })
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
    const NAME: &str = "iostx_folder_delete_messages";
    call(NAME, folder, |folder: &Arc<FolderObject>| {
        check_flags("delete_messages", flags, IOSTX_DELETE_HARD_DELETE)?;
        // SAFETY: the header's contract.
        let items = folder.store.items(unsafe { arguments::array(messages, count, "messages") }?)?;
        let core = &folder.store.core;
        let outcome = match flags & IOSTX_DELETE_HARD_DELETE {
            0 => core.delete_items(folder.id, &items)?,
            _ => core.delete_items_for_good(folder.id, &items)?,
        };
        Ok(partial(&**folder, NAME, outcome))
    })
}

/// Marks messages of this folder as read or unread (IMAPIFolder::SetReadFlags), in one commit.
///
/// messages, count: as everywhere an empty list, NULL or not, is no message. flags: 0 read, IOSTX_CLEAR_READ_FLAG unread; with
/// IOSTX_ALL_MESSAGES all normal messages of the folder, and the list must be empty (in SetReadFlags, a list that is NULL). The
/// flags about receipts are accepted; with one of them but IOSTX_SUPPRESS_RECEIPT the call changes nothing, since receipts are
/// the business of who sends.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_folder_copy_messages, and
/// MAPI_E_INVALID_PARAMETER for a list with IOSTX_ALL_MESSAGES.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_read_flags(
    folder: *mut iostx_folder,
    messages: *const iostx_meid,
    count: usize,
    flags: u32,
) -> i32 {
    const NAME: &str = "iostx_folder_set_read_flags";
    const RECEIPTS: u32 = IOSTX_GENERATE_RECEIPT_ONLY | IOSTX_CLEAR_RN_PENDING | IOSTX_CLEAR_NRN_PENDING;
    call(NAME, folder, |folder: &Arc<FolderObject>| {
        check_flags("set_read_flags", flags, IOSTX_SUPPRESS_RECEIPT | IOSTX_CLEAR_READ_FLAG | RECEIPTS | IOSTX_ALL_MESSAGES)?;
        // SAFETY: the header's contract.
        let items = folder.store.items(unsafe { arguments::array(messages, count, "messages") }?)?;
        // Receipts are the business of who sends; a call that is only about them changes nothing here.
        if flags & RECEIPTS != 0 {
            return Ok(IOSTX_S_OK);
        }
        let read = flags & IOSTX_CLEAR_READ_FLAG == 0;
        let outcome = match (flags & IOSTX_ALL_MESSAGES, items.is_empty()) {
            (0, _) => folder.store.core.set_read(folder.id, &items, read)?,
            (_, true) => folder.store.core.set_read_all(folder.id, read)?,
            (_, false) => return Err(Error::invalid("messages: a list, and IOSTX_ALL_MESSAGES")),
        };
        Ok(partial(&**folder, NAME, outcome))
    })
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
    const NAME: &str = "iostx_folder_update_messages";
    call(NAME, folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let (items, update) = unsafe {
            let items = folder.store.items(arguments::array(messages, count, "messages")?)?;
            let update = ItemUpdate {
                values: convert::read_bag(arguments::array(values, value_count, "values")?)?,
                keywords_add: arguments::texts(keywords_add, add_count, "keywords_add")?,
                keywords_remove: arguments::texts(keywords_remove, remove_count, "keywords_remove")?,
                ..ItemUpdate::default()
            };
            (items, update)
        };
        Ok(partial(&**folder, NAME, folder.store.core.update_items(folder.id, &items, &update)?))
    })
}
