//! Folders.

use super::arguments::{self, Out};
use super::guard::{self, Object, call};
use super::objects::{FolderObject, MessageObject, StoreObject};
use super::option_types::iostx_list_options;
use super::types::*;
use super::{convert, cursor, ids, values};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::props::tags::IOSTX_PR_CONTAINER_CLASS;
use crate::props::{Bag, PropTag, Value};
use crate::store::flags::*;
use crate::store::{FolderId, ListOptions};
use std::ffi::c_char;
use std::sync::Arc;

mod messages;
mod options;

pub use messages::*;
pub use options::*;

/// Another folder of the same store, given by its handle.
fn other(handle: *mut iostx_folder, store: &Arc<StoreObject>, name: &str) -> Result<FolderId> {
    let folder = FolderObject::table().get(handle);
    let folder = folder.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, format!("{name} is not a folder's handle")))?;
    if !Arc::ptr_eq(&folder.store, store) {
        return Err(Error::invalid(format!("{name} is a folder of another store, or of another handle of this one")));
    }
    Ok(folder.id)
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

/// Reads properties (IMAPIProp::GetProps), as they are now. The folder of an iostx_upfld has those that it was handed out with, but
/// for what was set through that handle since; attempts, subfolders and the parent's binding are as they are now there too.
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
        let found = folder.values(&tags)?;
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
        folder.set_values(&values)
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
        folder.set_values(&values)
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
/// MAPI_E_NO_SUPPORT (between replicated and local folders: copy it, then delete it), MAPI_E_OBJECT_DELETED.
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

/// An owned second handle, for example of a borrowed one (iostx_upfld.folder), which reads the same properties.
///
/// out: free it with iostx_folder_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_folder_ref(folder: *mut iostx_folder, out: *mut *mut iostx_folder) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_folder_ref", folder, |folder: &Arc<FolderObject>| {
        out.required("out")?.set(FolderObject::table().insert(folder.another()));
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
