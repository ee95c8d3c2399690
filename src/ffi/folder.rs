//! Folders.

use super::arguments::{self, Out, StructureOut};
use super::guard::{self, Object, call};
use super::objects::{FolderObject, MessageObject, StoreObject, partial};
use super::option_types::{iostx_folder_options, iostx_list_options};
use super::types::*;
use super::{convert, cursor, ids, values};
use crate::codes::{IOSTX_MAPI_E_INVALID_OBJECT, IOSTX_MAPI_E_NOT_FOUND, IOSTX_S_OK};
use crate::error::{Error, Result, check_flags};
use crate::props::tags::{IOSTX_PR_CONTAINER_CLASS, IOSTX_PR_DISPLAY_NAME};
use crate::props::{Bag, PropTag, Value};
use crate::store::flags::*;
use crate::store::{
    Direction, Expunge, Folder, FolderId, FolderOptions, ItemId, ItemUpdate, ListOptions, Policy, Scope, folder_bits,
};
use std::collections::HashMap;
use std::ffi::c_char;
use std::sync::Arc;

/// Another folder of the same store, given by its handle.
fn other(handle: *mut iostx_folder, store: &Arc<StoreObject>, name: &str) -> Result<FolderId> {
    let folder = FolderObject::table().get(handle);
    let folder = folder.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, format!("{name} is not a folder's handle")))?;
    if !Arc::ptr_eq(&folder.store, store) {
        return Err(Error::invalid(format!("{name} is a folder of another store, or of another handle of this one")));
    }
    Ok(folder.id)
}

/// One of a list, by its number.
fn pick<T: Copy>(all: &[T], number: u32, name: &str) -> Result<T> {
    let found = usize::try_from(number).ok().and_then(|number| all.get(number));
    found.copied().ok_or_else(|| Error::invalid(format!("{name}: {number} is not known")))
}

const DIRECTIONS: [Direction; 6] = [
    Direction::Both,
    Direction::Upload,
    Direction::DownloadRefuse,
    Direction::DownloadKeep,
    Direction::DownloadRevert,
    Direction::Archive,
];

const EXPUNGES: [Expunge; 4] = [Expunge::Never, Expunge::Here, Expunge::There, Expunge::Both];

fn folder_options(options: &iostx_folder_options) -> Result<FolderOptions> {
    let known = IOSTX_FOLDEROPTION_LOCAL_ONLY | IOSTX_FOLDEROPTION_TRASH | IOSTX_FOLDEROPTION_DELETION_WINS;
    check_flags("folder_set_options", options.flags, known)?;
    Ok(FolderOptions {
        scope: match options.scope {
            IOSTX_SCOPE_ALL => Scope::All,
            IOSTX_SCOPE_NONE => Scope::None,
            IOSTX_SCOPE_HEADERS => Scope::Headers,
            IOSTX_SCOPE_NEWER => Scope::Newer(options.scope_since),
            IOSTX_SCOPE_NEWEST => Scope::Newest(options.scope_count),
            IOSTX_SCOPE_SIZE => Scope::UpTo(options.scope_size),
            other => return Err(Error::invalid(format!("scope: {other} is not known"))),
        },
        direction: pick(&DIRECTIONS, options.direction, "direction")?,
        policy: match options.policy {
            IOSTX_POLICY_DEFAULT => None,
            number => Some(pick(&Policy::ALL, number - 1, "policy")?),
        },
        expunge: pick(&EXPUNGES, options.expunge, "expunge")?,
        deletion_wins: options.flags & IOSTX_FOLDEROPTION_DELETION_WINS != 0,
        trash: options.flags & IOSTX_FOLDEROPTION_TRASH != 0,
        local_delete_limit: options.delete_limit,
    })
}

fn c_options(folder: &Folder) -> iostx_folder_options {
    let options = &folder.options;
    let flag = |on: bool, flag: u32| if on { flag } else { 0 };
    let (scope, since, count, size) = match options.scope {
        Scope::All => (IOSTX_SCOPE_ALL, 0, 0, 0),
        Scope::None => (IOSTX_SCOPE_NONE, 0, 0, 0),
        Scope::Headers => (IOSTX_SCOPE_HEADERS, 0, 0, 0),
        Scope::Newer(time) => (IOSTX_SCOPE_NEWER, time, 0, 0),
        Scope::Newest(count) => (IOSTX_SCOPE_NEWEST, 0, count, 0),
        Scope::UpTo(size) => (IOSTX_SCOPE_SIZE, 0, 0, size),
    };
    iostx_folder_options {
        struct_size: size_of::<iostx_folder_options>() as u32,
        flags: flag(folder.is(folder_bits::LOCAL_ONLY), IOSTX_FOLDEROPTION_LOCAL_ONLY)
            | flag(options.trash, IOSTX_FOLDEROPTION_TRASH)
            | flag(options.deletion_wins, IOSTX_FOLDEROPTION_DELETION_WINS),
        direction: options.direction as u32,
        scope,
        policy: options.policy.map_or(IOSTX_POLICY_DEFAULT, |policy| policy as u32 + 1),
        expunge: options.expunge as u32,
        delete_limit: options.local_delete_limit,
        reserved: 0,
        scope_since: since,
        scope_count: count,
        scope_size: size,
    }
}

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
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_create_folder", parent, |parent: &Arc<FolderObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let (name, class) =
            unsafe { (arguments::text(name, "name")?, arguments::optional_text(container_class, "container_class")?) };
        let core = &parent.store.core;
        let class = match class {
            Some(class) => class.to_owned(),
            None => core.folder(parent.id)?.bag.text(IOSTX_PR_CONTAINER_CLASS).unwrap_or_default().to_owned(),
        };
        let id = core.create_folder(parent.id, name, &class, flags)?;
        out.set(FolderObject::table().insert(FolderObject::new(&parent.store, id)));
        Ok(())
    })
}

/// Creates a message (IMAPIFolder::CreateMessage). Nothing is stored before iostx_message_save.
///
/// flags: IOSTX_MAPI_ASSOCIATED. out: free it with iostx_message_free.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (the folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_create_message(folder: *mut iostx_folder, flags: u32, out: *mut *mut iostx_message) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_create_message", folder, |folder: &Arc<FolderObject>| {
        let out = out.required("out")?;
        check_flags("create_message", flags, IOSTX_MAPI_ASSOCIATED)?;
        let message = folder.store.core.create_message(folder.id, flags & IOSTX_MAPI_ASSOCIATED != 0)?;
        out.set(MessageObject::table().insert(MessageObject::new(&folder.store, message)));
        Ok(())
    })
}

/// The folder's id.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_id(folder: *mut iostx_folder, out: *mut iostx_feid) -> i32 {
    call("iostx_folder_get_id", folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let out = unsafe { Out::value(out) }.required("out")?;
        out.set(ids::c_feid(folder.store.core.feid(folder.id)));
        Ok(())
    })
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
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_get_values", folder, |folder: &Arc<FolderObject>| {
        let out = out.required("out")?;
        check_flags("get_values", flags, 0)?;
        // SAFETY: as above.
        let tags: Vec<PropTag> = unsafe { arguments::array(tags, count, "tags") }?.iter().copied().map(PropTag).collect();
        let mut found = folder.store.core.folder_values(folder.id, &tags)?;
        if let Some(name) = &folder.handed_out_name {
            let named = found.iter_mut().filter(|(tag, _)| tag.id() == PropTag(IOSTX_PR_DISPLAY_NAME).id());
            named.for_each(|(_, value)| *value = Some(Value::Text(name.clone())));
        }
        let (handle, code) = values::give(found.iter().map(|(tag, value)| (tag.0, value.as_ref())));
        out.set(handle);
        Ok(code)
    })
}

/// Sets properties (IMAPIProp::SetProps), in one commit; all or nothing. PR_DISPLAY_NAME renames. Binding, match key and
/// IOSTX_PR_LOCAL_ONLY are properties too; setting them is no local change.
///
/// Errors: MAPI_E_COLLISION (name, or remote id among the siblings), MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE,
/// MAPI_E_BAD_VALUE, MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_values(folder: *mut iostx_folder, values: *const iostx_value, count: usize) -> i32 {
    call("iostx_folder_set_values", folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let values = unsafe { convert::read_bag(arguments::array(values, count, "values")?) }?;
        folder.store.core.set_folder_values(folder.id, &values)
    })
}

/// Deletes properties (IMAPIProp::DeleteProps), in one commit. Those that are not there are passed over.
///
/// Errors: MAPI_E_COMPUTED (a property that cannot be deleted), MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_delete_values(folder: *mut iostx_folder, tags: *const u32, count: usize) -> i32 {
    call("iostx_folder_delete_values", folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let tags = unsafe { arguments::array(tags, count, "tags") }?;
        let mut values = Bag::new();
        tags.iter().for_each(|tag| values.set(*tag, Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
        folder.store.core.set_folder_values(folder.id, &values)
    })
}

/// The folder's options for synchronization.
///
/// options: struct_size set by the caller (IOSTX_FOLDER_OPTIONS_INIT).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_options(folder: *mut iostx_folder, options: *mut iostx_folder_options) -> i32 {
    call("iostx_folder_get_options", folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let out = unsafe { StructureOut::new(options, "options") }?;
        out.fill(c_options(&folder.store.core.folder(folder.id)?));
        Ok(())
    })
}

/// Sets the folder's options for synchronization; they are kept in the store. All members are set: read them first. What leaves the
/// scope goes from here at once, but for pending work, flagged and unread items; what comes into it is put on the wanted list; items
/// that are marked for deletion are expunged as the options say.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a member is out of its range; the error names it), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
/// MAPI_E_NO_SUPPORT (IOSTX_FOLDEROPTION_LOCAL_ONLY can change only while no server can know of the folder or of what is below it).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_set_options(folder: *mut iostx_folder, options: *const iostx_folder_options) -> i32 {
    call("iostx_folder_set_options", folder, |folder: &Arc<FolderObject>| {
        // SAFETY: the header's contract.
        let options = unsafe { arguments::structure(options, "options") }?;
        let local_only = options.flags & IOSTX_FOLDEROPTION_LOCAL_ONLY != 0;
        let core = &folder.store.core;
        let options = folder_options(&options)?;
        core.set_folder_replication(folder.id, options, local_only)
    })
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
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_list", folder, |folder: &Arc<FolderObject>| {
        let out = out.required("out")?;
        // SAFETY: as above, for the options and for their columns.
        let options = unsafe {
            match arguments::optional_structure(options, "options")? {
                Some(options) => {
                    let columns = arguments::array(options.columns, options.column_count, "options.columns")?;
                    ListOptions::from_flags(options.flags, options.sort, columns.iter().copied().map(PropTag).collect())?
                }
                None => ListOptions::default(),
            }
        };
        out.set(cursor::give(&folder.store, folder.store.core.list_items(folder.id, options)?));
        Ok(())
    })
}

/// Walks the bound items of the folder in the order of their remote ids (memcmp), for agents that compare listings.
///
/// out: rows of PR_ENTRYID, IOSTX_PR_REMOTE_ID, IOSTX_PR_REMOTE_VERSION, PR_READ, PR_MESSAGE_FLAGS and IOSTX_PR_KEYWORDS, all as the
/// server had them last. Items of which only the binding is kept are among them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_walk_remote(folder: *mut iostx_folder, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_walk_remote", folder, |folder: &Arc<FolderObject>| {
        let out = out.required("out")?;
        out.set(cursor::give(&folder.store, folder.store.core.walk_remote(folder.id)?));
        Ok(())
    })
}

/// Moves the folder, with all that it holds, below another parent (IMAPIFolder::CopyFolder with FOLDER_MOVE). The handle stays
/// valid.
///
/// Errors: MAPI_E_FOLDER_CYCLE, MAPI_E_COLLISION (name), MAPI_E_NO_ACCESS (a special folder, a read-only store),
/// MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_move(folder: *mut iostx_folder, parent: *mut iostx_folder) -> i32 {
    call("iostx_folder_move", folder, |folder: &Arc<FolderObject>| {
        let parent = other(parent, &folder.store, "parent")?;
        folder.store.core.move_folder(folder.id, parent)
    })
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
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_copy", folder, |folder: &Arc<FolderObject>| {
        let out = out.optional("out")?;
        let parent = other(parent, &folder.store, "parent")?;
        let copy = folder.store.core.copy_folder(folder.id, parent, "", flags)?;
        if let Some(out) = out {
            out.set(FolderObject::table().insert(FolderObject::new(&folder.store, copy)));
        }
        Ok(())
    })
}

/// Deletes the folder (IMAPIFolder::DeleteFolder). The handle stays to be freed.
///
/// flags: IOSTX_DEL_MESSAGES, IOSTX_DEL_FOLDERS, IOSTX_DEL_ASSOCIATED: also if it holds such.
///
/// Errors: MAPI_E_HAS_MESSAGES, MAPI_E_HAS_FOLDERS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (a special folder, one that refuses local
/// writes, a read-only store), MAPI_E_SUBMITTED (messages in it are queued to be sent), MAPI_E_NO_SUPPORT (items that were taken
/// out of it wait for bodies that only the server has), MAPI_E_OBJECT_DELETED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_delete(folder: *mut iostx_folder, flags: u32) -> i32 {
    call("iostx_folder_delete", folder, |folder: &Arc<FolderObject>| folder.store.core.delete_folder(folder.id, flags))
}

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

/// An owned second handle, for example of a borrowed one (iostx_upfld.folder).
///
/// out: free it with iostx_folder_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_ref(folder: *mut iostx_folder, out: *mut *mut iostx_folder) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_ref", folder, |folder: &Arc<FolderObject>| {
        out.required("out")?.set(FolderObject::table().insert(FolderObject::new(&folder.store, folder.id)));
        Ok(())
    })
}

/// The last failure of a call on this folder, of any thread. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_get_last_error(folder: *mut iostx_folder, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<FolderObject>(folder, out) }
}

/// Frees the handle. NULL, freed already, or borrowed: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_free(folder: *mut iostx_folder) {
    guard::free::<FolderObject>(folder);
}
