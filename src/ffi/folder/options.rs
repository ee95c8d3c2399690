//! Options of a folder for synchronization.

use super::super::arguments::{self, StructureOut};
use super::super::guard::call;
use super::super::objects::FolderObject;
use super::super::option_types::iostx_folder_options;
use super::super::types::*;
use crate::error::{Error, Result, check_flags};
use crate::store::flags::*;
use crate::store::{Direction, Expunge, Folder, FolderOptions, Policy, Scope, folder_bits};
use std::sync::Arc;

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
