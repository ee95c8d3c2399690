//! What a client wrote into the structures, taken over: [in] members and [in] bits, nothing else.

use super::super::blocks::Block;
use super::super::guard::Object;
use super::super::objects::MessageObject;
use super::super::state_types::*;
use super::super::types::*;
use super::super::{arguments, ids};
use crate::codes::IOSTX_MAPI_E_INVALID_OBJECT;
use crate::error::{Error, Result};
use crate::ids::Feid;
use crate::replication::flags::*;
use crate::replication::{Selection, Session};
use crate::store::Message;

/// # Safety
/// As `sync_in`.
pub(super) unsafe fn read_selection(session: &mut Session, sync: &iostx_sync) -> Result<()> {
    let lists = sync.flags & IOSTX_UPS_THESE_FOLDERS != 0 || session.init_flags() & IOSTX_SYNC_THESE_FOLDERS != 0;
    let (mut folders, mut folder_options) = (Vec::new(), Vec::new());
    if lists {
        // SAFETY: passed on.
        match unsafe { arguments::array(sync.folders, sync.folder_count, "SYNC.folders") } {
            Ok(list) => folders.extend(list.iter().map(ids::feid)),
            // A list that cannot be read is an id that no folder has: SyncBeg then refuses it as it refuses others.
            Err(_) => folders.push(Feid::default()),
        }
        if !sync.folder_options.is_null() {
            // SAFETY: passed on.
            folder_options = unsafe { arguments::array(sync.folder_options, sync.folder_count, "SYNC.folder_options") }?.to_vec();
        }
    }
    session.set_selection(Selection { flags: sync.flags, folder: ids::feid(&sync.folder), folders, folder_options })
}

pub(super) fn read_reads(session: &mut Session, block: &Block) {
    let count = session.upload_reads().map_or(0, |reads| reads.entries.len());
    for at in 0..count {
        let entry = block.reads.current().read(at);
        session.entry_written(at, entry.flags, entry.result);
    }
}

pub(super) fn read_deletes(session: &mut Session, block: &Block) {
    let count = session.upload_deletes().map_or(0, |deletes| deletes.entries.len());
    for at in 0..count {
        let entry = block.deletes.current().read(at);
        session.entry_written(at, entry.flags, entry.result);
    }
}

/// The full message of a header: the one that was handed out, or one of the client's own.
pub(super) fn read_full(session: &mut Session, handle: *mut iostx_message, flags: u32) -> Result<()> {
    match full_message(handle) {
        Ok(full) => session.set_header(0, Some(full))?,
        // Without success nobody looks at it.
        Err(_) if flags & IOSTX_HSF_OK == 0 => {}
        Err(error) => return Err(error),
    }
    session.set_flags(flags);
    Ok(())
}

/// The message of a handle that the client gave as the full item.
pub fn full_message(handle: *mut iostx_message) -> Result<Message> {
    let object = MessageObject::table().get(handle);
    let object = object.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "full is not a message's handle"))?;
    Ok(object.message().clone())
}
