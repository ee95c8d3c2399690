//! Supervision: what is pending, in conflict, failing, held or wanted, and what to do about it. Needs no session and no server.

use super::arguments::{self, Out};
use super::cursor;
use super::guard::{Object, call};
use super::objects::{MessageObject, StoreObject, partial};
use super::types::*;
use crate::codes::IOSTX_MAPI_E_INVALID_OBJECT;
use crate::error::{Error, Result};
use crate::store::flags::*;
use crate::store::{Choice, Cursor, FolderId, Store};
use std::sync::Arc;

/// Gives out one of the lists, of one folder or of all.
///
/// # Safety
/// The header's contract for `folder` and `out`.
unsafe fn list(
    name: &'static str,
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
    rows: impl FnOnce(&Store, Option<FolderId>) -> Result<Cursor>,
) -> i32 {
    // SAFETY: passed on, here and below.
    let out = unsafe { Out::pointer(out) };
    call(name, store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let folder = unsafe { arguments::optional(folder, "folder") }?.map(|id| store.folder(id)).transpose()?;
        out.set(cursor::give(store, rows(&store.core, folder)?));
        Ok(())
    })
}

/// Lists what is pending for upload: also what waits after failures, marked. This is the dry run of an upload.
///
/// folder: only that one; NULL: all. out: rows of PR_OBJECT_TYPE, PR_ENTRYID, PR_PARENT_ENTRYID, PR_SUBJECT (of a folder its name),
/// IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED, IOSTX_PR_KEYWORDS_REMOVED, IOSTX_PR_REMOTE_ID,
/// IOSTX_PR_REMOTE_VERSION, IOSTX_PR_MATCH_KEY, IOSTX_PR_SOURCE_FOLDER_ENTRYID, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR,
/// IOSTX_PR_LAST_ERROR_TEXT, IOSTX_PR_NEXT_ATTEMPT, IOSTX_PR_BACKED_OFF, IOSTX_PR_RETRY_MARK.
///
/// Errors: MAPI_E_NOT_FOUND (folder), MAPI_E_INVALID_ENTRYID.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_pending(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_store_list_pending", store, folder, out, Store::list_pending) }
}

/// Lists conflicts that were kept or wait to be resolved.
///
/// out: rows of PR_ENTRYID (the item), PR_PARENT_ENTRYID, PR_SUBJECT, IOSTX_PR_CONFLICT_KIND, IOSTX_PR_CONFLICT_TIME,
/// PR_CONFLICT_ITEMS (the version that was kept), IOSTX_PR_PENDING (IOSTX_PENDING_HELD if it waits), IOSTX_PR_CONFLICT_TEXT (what
/// happened), PR_OBJECT_TYPE. folder, errors: as iostx_store_list_pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_conflicts(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_store_list_conflicts", store, folder, out, Store::list_conflicts) }
}

/// Lists items that failed so often that they are not tried again by themselves; columns as iostx_store_list_pending. folder,
/// errors: as there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_failures(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_store_list_failures", store, folder, out, Store::list_failures) }
}

/// Lists deletions of the server that the mass-delete guard held.
///
/// out: rows of PR_OBJECT_TYPE, PR_ENTRYID, PR_PARENT_ENTRYID, PR_SUBJECT (of a folder its name), IOSTX_PR_REMOTE_ID,
/// IOSTX_PR_HELD_COUNT (of its folder). folder, errors: as iostx_store_list_pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_held(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_store_list_held", store, folder, out, Store::list_held) }
}

/// Lists remote ids that still must be fetched.
///
/// out: rows of PR_PARENT_ENTRYID, the columns of iostx_contents_sink_list_wanted, and IOSTX_PR_LAST_ERROR_TEXT. folder, errors: as
/// iostx_store_list_pending.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_list_wanted(
    store: *mut iostx_store,
    folder: *const iostx_feid,
    out: *mut *mut iostx_cursor,
) -> i32 {
    // SAFETY: the header's contract, passed on.
    unsafe { list("iostx_store_list_wanted", store, folder, out, Store::list_wanted) }
}

/// Lets items that failed be offered again at once, their attempts forgotten. One commit.
///
/// messages: a message part of zeros stands for the folder. Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_retry(store: *mut iostx_store, messages: *const iostx_meid, count: usize) -> i32 {
    const NAME: &str = "iostx_store_retry";
    call(NAME, store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let ids = unsafe { arguments::array(messages, count, "messages") }?.iter();
        Ok(partial(&**store, NAME, store.core.retry(&ids.map(|id| store.object(id)).collect::<Result<Vec<_>>>()?)?))
    })
}

/// Gives up local changes that cannot be uploaded: a copy goes to Local Failures, and the server's version goes on the wanted
/// list. A folder gets the server's name, place and properties back, or comes back if it was deleted here; a new one goes, and what
/// was in it goes to Local Failures. One commit.
///
/// messages: a message part of zeros stands for the folder. Answers MAPI_W_PARTIAL_COMPLETION if some were not found, had nothing
/// pending, or cannot be given up: a new special folder, a new folder with messages in the outgoing queue.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_drop_change(store: *mut iostx_store, messages: *const iostx_meid, count: usize) -> i32 {
    const NAME: &str = "iostx_store_drop_change";
    call(NAME, store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let ids = unsafe { arguments::array(messages, count, "messages") }?.iter();
        Ok(partial(&**store, NAME, store.core.drop_change(&ids.map(|id| store.object(id)).collect::<Result<Vec<_>>>()?)?))
    })
}

/// Resolves a conflict.
///
/// message: the item. choice: IOSTX_CHOICE_SERVER, IOSTX_CHOICE_LOCAL, IOSTX_CHOICE_KEEP_BOTH, IOSTX_CHOICE_LAST_WRITER or
/// IOSTX_CHOICE_MERGED. merged: with the last one a message with the result, which is copied; else NULL.
///
/// Errors: MAPI_E_NOT_FOUND (no such conflict), MAPI_E_INVALID_PARAMETER (choice, merged).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_resolve_conflict(
    store: *mut iostx_store,
    message: *const iostx_meid,
    choice: u32,
    merged: *mut iostx_message,
) -> i32 {
    call("iostx_store_resolve_conflict", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let item = store.item(unsafe { arguments::required(message, "message") }?)?;
        let object = MessageObject::table().get(merged);
        let merged = match (&object, merged.is_null()) {
            (Some(object), _) => Some(object.enter()?),
            (None, true) => None,
            (None, false) => return Err(Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "merged is not a message's handle")),
        };
        let choice = match (choice, &merged) {
            (IOSTX_CHOICE_MERGED, Some((message, _turn))) => Choice::Merged(message),
            (IOSTX_CHOICE_MERGED, None) => return Err(Error::invalid("merged: a message is needed for this choice")),
            (_, Some(_)) => return Err(Error::invalid("merged: it goes with IOSTX_CHOICE_MERGED alone")),
            (IOSTX_CHOICE_LAST_WRITER, None) => Choice::LastWriter,
            (IOSTX_CHOICE_SERVER, None) => Choice::Server,
            (IOSTX_CHOICE_LOCAL, None) => Choice::Local,
            (IOSTX_CHOICE_KEEP_BOTH, None) => Choice::KeepBoth,
            (other, None) => return Err(Error::invalid(format!("choice: {other} does not resolve a conflict"))),
        };
        store.core.resolve_conflict(item, choice)
    })
}

/// Carries out the held deletions of a folder.
///
/// Errors: MAPI_E_NOT_FOUND (folder; nothing is held).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_confirm_held(store: *mut iostx_store, folder: *const iostx_feid) -> i32 {
    call("iostx_store_confirm_held", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let folder = store.folder(unsafe { arguments::required(folder, "folder") }?)?;
        store.core.confirm_held(folder)
    })
}

/// Refuses the held deletions of a folder: the items become new, with a retry mark, and are uploaded again.
///
/// Errors: as iostx_store_confirm_held.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_reject_held(store: *mut iostx_store, folder: *const iostx_feid) -> i32 {
    call("iostx_store_reject_held", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let folder = store.folder(unsafe { arguments::required(folder, "folder") }?)?;
        store.core.reject_held(folder)
    })
}
