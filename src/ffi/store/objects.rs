//! What is in a store: finding and opening folders and messages.

use super::super::arguments::{self, Out};
use super::super::guard::{Object, call};
use super::super::objects::{FolderObject, MessageObject, StoreObject, partial};
use super::super::types::*;
use super::super::{cursor, ids};
use crate::error::{Error, Result, check_flags};
use crate::props::PropTag;
use crate::store::flags::*;
use crate::store::{Access, Entry};
use std::sync::Arc;

fn access(call: &str, flags: u32) -> Result<Access> {
    // What lies in the local trash is opened by its id as anything else is.
    check_flags(call, flags, IOSTX_MAPI_MODIFY | IOSTX_MAPI_BEST_ACCESS | IOSTX_SHOW_SOFT_DELETES)?;
    Ok(match flags {
        flags if flags & IOSTX_MAPI_BEST_ACCESS != 0 => Access::Best,
        flags if flags & IOSTX_MAPI_MODIFY != 0 => Access::Modify,
        _ => Access::Read,
    })
}

/// The id of a special folder.
///
/// which: IOSTX_FOLDER_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no such role), MAPI_E_NOT_FOUND (the store has no folder of that role).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_special_folder(store: *mut iostx_store, which: u32, out: *mut iostx_feid) -> i32 {
    call("iostx_store_get_special_folder", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let out = unsafe { Out::value(out) }.required("out")?;
        if which == IOSTX_FOLDER_NONE || which > IOSTX_FOLDER_SEARCH_ROOT {
            return Err(Error::invalid(format!("which: there is no role {which}")));
        }
        out.set(ids::c_feid(store.core.feid(store.core.special_folder(which)?)));
        Ok(())
    })
}

/// Lists folders.
///
/// parent: the folder whose subfolders are listed; NULL: the root. tags: the columns, any property of folders: counts, unread,
/// IOSTX_PR_PENDING_COUNT, the binding, IOSTX_PR_DEPTH; none: PR_ENTRYID, PR_PARENT_ENTRYID, PR_DISPLAY_NAME. flags:
/// IOSTX_FOLDERS_*. Rows are sorted by name, without case, below their parent.
///
/// Errors: MAPI_E_NOT_FOUND (parent), MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_COLUMN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_folders(
    store: *mut iostx_store,
    parent: *const iostx_feid,
    tags: *const u32,
    tag_count: usize,
    flags: u32,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_list_folders", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let (parent, tags) = unsafe { (arguments::optional(parent, "parent")?, arguments::array(tags, tag_count, "tags")?) };
        let parent = parent.map(|id| store.folder(id)).transpose()?;
        let columns = tags.iter().copied().map(PropTag).collect();
        out.set(cursor::give(store, store.core.list_folders(parent, columns, flags)?));
        Ok(())
    })
}

/// Opens a folder.
///
/// out: free it with iostx_folder_free.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID (not of this store).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_open_folder(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_folder,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_open_folder", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let id = store.folder(unsafe { arguments::required(folder, "folder") }?)?;
        let folder = store.core.folder(id)?;
        out.set(FolderObject::table().insert(FolderObject::new(store, folder.id)));
        Ok(())
    })
}

/// Opens a message: a snapshot, which later changes do not touch (IMsgStore::OpenEntry).
///
/// flags: IOSTX_MAPI_MODIFY for writing, IOSTX_MAPI_BEST_ACCESS, IOSTX_SHOW_SOFT_DELETES. out: free it with iostx_message_free.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (for writing:
/// a store opened for reading only, a folder that refuses local writes; for either: a queued message that is locked),
/// MAPI_E_SUBMITTED (a queued message, for writing).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_open_message(
    store: *mut iostx_store,
    message: *const iostx_meid,
    flags: u32,
    out: *mut *mut iostx_message,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_open_message", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        let access = access("open_message", flags)?;
        // SAFETY: as above.
        let id = store.item(unsafe { arguments::required(message, "message") }?)?;
        let message = store.core.open_message(id, access)?;
        out.set(MessageObject::table().insert(MessageObject::new(store, message)));
        Ok(())
    })
}

/// Opens a folder or a message by its raw entry id of 46 or 70 bytes (IMsgStore::OpenEntry).
///
/// entry_id: empty means the root folder. flags: as iostx_store_open_message. out_folder, out_message: the one that it is is set,
/// the other becomes NULL; both are required.
///
/// Errors: as iostx_store_open_folder and iostx_store_open_message; MAPI_E_INVALID_ENTRYID (wrong size).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_open_entry(
    store: *mut iostx_store,
    entry_id: iostx_bytes,
    flags: u32,
    out_folder: *mut *mut iostx_folder,
    out_message: *mut *mut iostx_message,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let (out_folder, out_message) = unsafe { (Out::pointer(out_folder), Out::pointer(out_message)) };
    call("iostx_store_open_entry", store, |store: &Arc<StoreObject>| {
        let (out_folder, out_message) = (out_folder.required("out_folder")?, out_message.required("out_message")?);
        let access = access("open_entry", flags)?;
        // SAFETY: as above.
        let bytes = unsafe { arguments::bytes(entry_id, "entry_id") }?;
        let entry = match bytes {
            [] => Entry::Folder(store.core.special_folder(IOSTX_FOLDER_ROOT)?),
            bytes => {
                store.check_entry(bytes)?;
                store.core.open_entry(bytes)?
            }
        };
        match entry {
            Entry::Folder(id) => out_folder.set(FolderObject::table().insert(FolderObject::new(store, id))),
            Entry::Item(id) => {
                let message = store.core.open_message(id, access)?;
                out_message.set(MessageObject::table().insert(MessageObject::new(store, message)));
            }
        }
        Ok(())
    })
}

/// Finds items by their ids on the server. Several hits for one id are normal if folder is NULL.
///
/// folder: where to look; NULL: in all folders. out: rows of IOSTX_PR_REMOTE_ID, PR_ENTRYID, PR_PARENT_ENTRYID,
/// IOSTX_PR_REMOTE_VERSION, in the order of remote_ids; ids that are unknown have no row.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_find_remote(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    remote_ids: *const iostx_bytes,
    count: usize,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_find_remote", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above, for the ids and for the bytes of each.
        let (folder, ids) = unsafe {
            let ids = arguments::array(remote_ids, count, "remote_ids")?.iter();
            let ids = ids.map(|id| arguments::bytes(*id, "remote_ids[]")).collect::<Result<Vec<_>>>()?;
            (arguments::optional(folder, "folder")?, ids)
        };
        let folder = folder.map(|id| store.folder(id)).transpose()?;
        out.set(cursor::give(store, store.core.find_remote(folder, &ids)?));
        Ok(())
    })
}

/// Asks for the whole of items of which only the header is here: sets MSGSTATUS_REMOTE_DOWNLOAD, puts them on the wanted list, and
/// tells subscribers (IOSTX_EVENT_FULL_WANTED). Items that are whole already are passed over. One commit.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_request_full(store: *mut iostx_store, messages: *const iostx_meid, count: usize) -> i32 {
    const NAME: &str = "iostx_store_request_full";
    call(NAME, store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let items = store.items(unsafe { arguments::array(messages, count, "messages") }?)?;
        Ok(partial(&**store, NAME, store.core.request_full(&items)?))
    })
}
