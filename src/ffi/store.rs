//! The store.

use super::arguments::{self, Out, StructureOut};
use super::guard::{self, Object, call, caught};
use super::objects::{FolderObject, MessageObject, StoreObject, Userdata, partial};
use super::option_types::{iostx_store_info, iostx_store_options};
use super::types::*;
use super::{cursor, errors, ids, values};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::props::tags::{IOSTX_MNID_ID, IOSTX_MNID_STRING, IOSTX_PT_ERROR};
use crate::props::{NameId, PropName, PropTag, Value};
use crate::store::flags::*;
use crate::store::{Access, Entry, Environment, MassLimit, OpenOptions, Settings, Store};
use std::ffi::{CString, c_char};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// # Safety
/// The header's contract for both.
unsafe fn open(path: *const c_char, options: *const iostx_store_options) -> Result<StoreObject> {
    // SAFETY: the header's contract, here and below.
    let options = unsafe { arguments::optional_structure(options, "options") }?;
    let given = options.as_ref().map(open_options).transpose()?.unwrap_or_default();
    // SAFETY: as above.
    let path = unsafe { arguments::text(path, "path") }?;
    if path.is_empty() {
        return Err(Error::invalid("path is empty"));
    }
    let core = Store::open(path, given)?;
    if let Some(options) = options {
        let kept = core.settings()?;
        core.set_settings(&settings(&options, &kept))?;
    }
    // It was a C string a moment ago.
    Ok(StoreObject::new(core, CString::new(path).unwrap_or_default()))
}

/// The settings among the options; where they say 0, others.
fn settings(options: &iostx_store_options, otherwise: &Settings) -> Settings {
    let or = |given: u32, other: u32| if given == 0 { other } else { given };
    Settings {
        trash_days: or(options.trash_days, otherwise.trash_days),
        mass_limit: MassLimit {
            percent: or(options.mass_delete_percent, otherwise.mass_limit.percent),
            count: or(options.mass_delete_count, otherwise.mass_limit.count),
        },
        batch_items: or(options.batch_items, otherwise.batch_items),
        batch_bytes: if options.batch_bytes == 0 { otherwise.batch_bytes } else { options.batch_bytes },
        batch_ms: or(options.batch_ms, otherwise.batch_ms),
    }
}

fn open_options(options: &iostx_store_options) -> Result<OpenOptions> {
    // First of all, so that it is freed whatever fails.
    let userdata = Userdata::new(options.userdata, options.userdata_free);
    check_flags("store_open", options.flags, IOSTX_STORE_READ_ONLY | IOSTX_STORE_MUST_EXIST | IOSTX_STORE_CREATE_NEW)?;
    let mut environment = Environment::default();
    if let Some(now) = options.now {
        let userdata = Arc::clone(&userdata);
        // SAFETY: the caller gave the function for this userdata, to be called on any thread.
        environment = environment.with_clock(move || unsafe { now(userdata.pointer()) });
    }
    if let Some(random) = options.random {
        let userdata = Arc::clone(&userdata);
        environment = environment.with_random(move |bytes| {
            // SAFETY: as above; the function fills the bytes.
            unsafe { random(userdata.pointer(), bytes.as_mut_ptr(), bytes.len()) };
            true
        });
    }
    Ok(OpenOptions {
        read_only: options.flags & IOSTX_STORE_READ_ONLY != 0,
        must_exist: options.flags & IOSTX_STORE_MUST_EXIST != 0,
        must_be_new: options.flags & IOSTX_STORE_CREATE_NEW != 0,
        environment,
    })
}

/// The longest wait that is not for ever.
const LONG: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

fn close(store: &StoreObject, timeout_ms: u32) -> Result<i32> {
    if store.gate.is_entered_here() {
        return Err(Error::new(IOSTX_MAPI_E_BUSY, "a callback of this store cannot close it"));
    }
    let timeout = if timeout_ms == u32::MAX { LONG } else { Duration::from_millis(timeout_ms.into()) };
    let begin = Instant::now();
    let was_open = store.gate.close();
    store.stop_children();
    if !store.gate.wait(Some(timeout)) {
        return Err(Error::new(IOSTX_MAPI_E_TIMEOUT, "calls on the store still run; it closes when the last of them returns"));
    }
    store.core.close(timeout.saturating_sub(begin.elapsed()))?;
    Ok(if was_open { IOSTX_S_OK } else { IOSTX_S_FALSE })
}

/// The type that the tag of a name is to have.
fn type_of(name: &iostx_name) -> Result<u16> {
    let kind = u16::try_from(name.r#type).map_err(|_| Error::invalid(format!("names[].type: 0x{:08X} is no type", name.r#type)))?;
    PropTag(u32::from(kind)).kind().map_err(|error| Error::invalid(error.message).during("names[].type"))?;
    Ok(kind)
}

/// # Safety
/// The header's contract for the text.
unsafe fn read_name(name: &iostx_name) -> Result<PropName> {
    let set = Guid(name.set.bytes);
    match name.kind {
        IOSTX_MNID_ID => Ok(PropName { set, id: NameId::Number(name.id) }),
        // SAFETY: passed on.
        IOSTX_MNID_STRING => {
            Ok(PropName { set, id: NameId::Text(unsafe { arguments::text(name.name, "names[].name") }?.to_owned()) })
        }
        other => Err(Error::invalid(format!("names[].kind: {other} is not known"))),
    }
}

/// Set and name of a tag, as two values.
fn name_values(tag: u32, name: Option<PropName>) -> [(u32, Option<Value>); 2] {
    let Some(name) = name else { return [(tag, None), (tag, None)] };
    let id = match name.id {
        NameId::Number(number) => Value::I4(number as i32),
        NameId::Text(text) => Value::Text(text),
    };
    [(tag, Some(Value::Guid(name.set))), (tag, Some(id))]
}

fn access(call: &str, flags: u32) -> Result<Access> {
    // What lies in the local trash is opened by its id as anything else is.
    check_flags(call, flags, IOSTX_MAPI_MODIFY | IOSTX_MAPI_BEST_ACCESS | IOSTX_SHOW_SOFT_DELETES)?;
    Ok(match flags {
        flags if flags & IOSTX_MAPI_BEST_ACCESS != 0 => Access::Best,
        flags if flags & IOSTX_MAPI_MODIFY != 0 => Access::Modify,
        _ => Access::Read,
    })
}

/// Opens a store, or creates it.
///
/// path: the file, UTF-8. options: NULL means the defaults; where they say 0, what the file keeps holds. out: the store; free it
/// with iostx_store_free. error: the details of a failure, since a failed open leaves no object to ask; may be NULL; free it with
/// iostx_error_free.
///
/// The file and its side files are readable by the owner only. Several processes may have a store open.
///
/// Errors: MAPI_E_INVALID_PARAMETER (path is NULL or not UTF-8, struct_size), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (the folder
/// of the file, or with IOSTX_STORE_MUST_EXIST or IOSTX_STORE_READ_ONLY the file), MAPI_E_COLLISION (IOSTX_STORE_CREATE_NEW),
/// MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE (the file is damaged, or is no store), IOSTX_E_INCOMPATIBLE (a newer version made it; it
/// was not touched), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_open(
    path: *const c_char,
    options: *const iostx_store_options,
    out: *mut *mut iostx_store,
    error: *mut *mut iostx_error,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let (out, error) = unsafe { (Out::pointer(out), Out::pointer(error)) };
    let opened = caught(|| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let store = unsafe { open(path, options) }?;
        out.set(StoreObject::table().insert(Arc::new(store)));
        Ok(())
    });
    let Err(failure) = opened else { return IOSTX_S_OK };
    let code = failure.code;
    guard::shield(code, || {
        if let Ok(Some(error)) = error.optional("error") {
            error.set(errors::give_error(failure, "iostx_store_open"));
        }
        code
    })
}

/// Closes a store: refuses new calls on it and on all its objects (IOSTX_E_CLOSED), cancels its sessions, stops its events, and
/// waits for running calls and callbacks. The handles stay to be freed.
///
/// timeout_ms: how long to wait; UINT32_MAX: without limit.
///
/// Errors: MAPI_E_TIMEOUT (calls still run; the store closes when the last one returns), MAPI_E_BUSY (called inside a callback of
/// this store). Closed already: IOSTX_S_FALSE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_close(store: *mut iostx_store, timeout_ms: u32) -> i32 {
    guard::peek(store, |store: &Arc<StoreObject>| match close(store, timeout_ms) {
        Ok(code) => code,
        Err(error) => {
            let code = error.code;
            store.last_error().set(error, "iostx_store_close", 0);
            code
        }
    })
}

/// Frees the handle. Objects made from the store keep it open until they are freed too. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_free(store: *mut iostx_store) {
    guard::free::<StoreObject>(store);
}

/// The last failure of a call on this store, of any thread.
///
/// out: the details, freed with iostx_error_free; NULL if nothing failed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_last_error(store: *mut iostx_store, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<StoreObject>(store, out) }
}

/// Says what the store is and holds. Costs as much as there are folders.
///
/// info: struct_size set by the caller (IOSTX_STORE_INFO_INIT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_info(store: *mut iostx_store, info: *mut iostx_store_info) -> i32 {
    call("iostx_store_get_info", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(info, "info") }?;
        let info = store.core.info()?;
        place.fill(iostx_store_info {
            struct_size: size_of::<iostx_store_info>() as u32,
            flags: if store.core.is_read_only() { IOSTX_STORE_READ_ONLY } else { 0 },
            schema_version: info.schema,
            reserved: 0,
            guid: iostx_guid { bytes: info.replica.0 },
            file_size: info.file_size,
            folder_count: info.folders,
            item_count: info.items,
            pending_count: info.pending,
            tombstone_count: info.tombstones,
            conflict_count: info.conflicts,
            failure_count: info.failures,
            held_count: info.held,
            wanted_count: info.wanted,
            outgoing_count: info.outgoing,
            path: store.path.as_ptr(),
        });
        Ok(())
    })
}

/// Sets the options that can change while the store is open: trash window, mass-delete guard, batch limits. They are kept in the
/// file and hold for all who have it open. 0 means the default; flags and callbacks must be 0 and NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS (opened for reading only).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_set_options(store: *mut iostx_store, options: *const iostx_store_options) -> i32 {
    call("iostx_store_set_options", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let options = unsafe { arguments::structure(options, "options") }?;
        if options.flags != 0 || options.now.is_some() || options.random.is_some() || options.userdata_free.is_some() {
            return Err(Error::invalid("options: flags and callbacks can only be given when the store is opened"));
        }
        store.core.set_settings(&settings(&options, &Settings::default()))
    })
}

/// The options in force, the defaults filled in; the callbacks are given back as NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_options(store: *mut iostx_store, options: *mut iostx_store_options) -> i32 {
    call("iostx_store_get_options", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(options, "options") }?;
        let settings = store.core.settings()?;
        place.fill(iostx_store_options {
            struct_size: size_of::<iostx_store_options>() as u32,
            flags: if store.core.is_read_only() { IOSTX_STORE_READ_ONLY } else { 0 },
            trash_days: settings.trash_days,
            mass_delete_percent: settings.mass_limit.percent,
            mass_delete_count: settings.mass_limit.count,
            batch_items: settings.batch_items,
            batch_bytes: settings.batch_bytes,
            batch_ms: settings.batch_ms,
            reserved: 0,
            now: None,
            random: None,
            userdata: std::ptr::null_mut(),
            userdata_free: None,
        });
        Ok(())
    })
}

/// Checks the file and the change tracking. Changes nothing.
///
/// flags: IOSTX_CHECK_*; 0: everything. out: one row per finding, with IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT and, where it
/// concerns one object, PR_ENTRYID; no row: all is well.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_DISK_ERROR.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_check(store: *mut iostx_store, flags: u32, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_check", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        out.set(cursor::give(store, store.core.check(flags)?));
        Ok(())
    })
}

/// Folds the write-ahead log into the file, for a backup or before a suspend.
///
/// Errors: MAPI_E_BUSY (a reader of another process stands in the way; as much as possible was done).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_checkpoint(store: *mut iostx_store) -> i32 {
    call("iostx_store_checkpoint", store, |store: &Arc<StoreObject>| store.core.checkpoint())
}

/// Gives the store a new replica GUID; to be called after the file was restored from a backup or copied, since otherwise ids would
/// be given out twice. Ids that were given out before stay.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_renew_guid(store: *mut iostx_store) -> i32 {
    call("iostx_store_renew_guid", store, |store: &Arc<StoreObject>| store.core.renew_guid())
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

/// Gives named properties their tags in this store (IMAPIProp::GetIDsFromNames). A name keeps its tag for ever.
///
/// flags: IOSTX_NAMES_CREATE gives a tag to new names. tags: an array of count, filled in the same order; a name that has no tag
/// gets IOSTX_PT_ERROR and the call answers MAPI_W_ERRORS_RETURNED.
///
/// Errors: MAPI_E_INVALID_PARAMETER (kind, type, text), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_RESOURCES (no tags left).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_map_names(
    store: *mut iostx_store,
    names: *const iostx_name,
    count: usize,
    flags: u32,
    tags: *mut u32,
) -> i32 {
    call("iostx_store_map_names", store, |store: &Arc<StoreObject>| {
        check_flags("map_names", flags, IOSTX_NAMES_CREATE)?;
        // SAFETY: the header's contract, for the names and for the text of each.
        let (names, tags, types) = unsafe {
            let names = arguments::structures(names, count, "names")?;
            let types: Vec<u16> = names.iter().map(type_of).collect::<Result<_>>()?;
            let read = names.iter().map(|name| read_name(name)).collect::<Result<Vec<_>>>()?;
            (read, arguments::array_out(tags, count, "tags")?, types)
        };
        let ids = store.core.map_names(&names, flags & IOSTX_NAMES_CREATE != 0)?;
        let mut code = IOSTX_S_OK;
        for ((tag, id), kind) in tags.iter_mut().zip(&ids).zip(types) {
            *tag = match id {
                Some(id) => u32::from(*id) << 16 | u32::from(kind),
                None => {
                    code = IOSTX_MAPI_W_ERRORS_RETURNED;
                    IOSTX_PT_ERROR
                }
            };
        }
        Ok(code)
    })
}

/// The names of named properties (IMAPIProp::GetNamesFromIDs).
///
/// out: two values per tag, in the same order: the set (PT_CLSID), then the number (PT_LONG) or the text (PT_UNICODE). For a tag
/// that has no name both are PT_ERROR, and the call answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_names(
    store: *mut iostx_store,
    tags: *const u32,
    count: usize,
    out: *mut *mut iostx_values,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_get_names", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let tags = unsafe { arguments::array(tags, count, "tags") }?;
        let ids: Vec<u16> = tags.iter().map(|tag| PropTag(*tag).id()).collect();
        let found = store.core.get_names(&ids)?;
        let values: Vec<(u32, Option<Value>)> = tags.iter().zip(found).flat_map(|(tag, name)| name_values(*tag, name)).collect();
        let (handle, code) = values::give(values.iter().map(|(tag, value)| (*tag, value.as_ref())));
        out.set(handle);
        Ok(code)
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
