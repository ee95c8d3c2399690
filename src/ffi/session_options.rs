//! Options of a session: read from C, with its callbacks as those of the core.

use std::sync::Arc;

use super::arguments;
use super::guard::Object;
use super::ids;
use super::objects::{MessageObject, StoreObject, Userdata};
use super::option_types::*;
use super::types::*;
use crate::codes::{IOSTX_S_FALSE, IOSTX_S_OK};
use crate::error::{Error, Result, check_flags};
use crate::props::PropTag;
use crate::replication::flags::{IOSTX_SESSION_ELSEWHERE, IOSTX_SESSION_LENIENT};
use crate::replication::{Progress, SessionOptions};
use crate::store::flags::*;
use crate::store::{ConflictCase, MassLimit, Policy, Store};

/// The options of a session.
///
/// # Safety
/// The header's contract for what the options point to.
pub unsafe fn session_options(store: &Arc<StoreObject>, options: &iostx_session_options) -> Result<SessionOptions> {
    // First of all, so that it is freed whatever fails.
    let userdata = Userdata::new(options.userdata, options.userdata_free);
    check_flags("session_set_options", options.flags, IOSTX_SESSION_LENIENT | IOSTX_SESSION_ELSEWHERE)?;
    let defaults = SessionOptions::default();
    // SAFETY: passed on.
    let (root, columns) = unsafe {
        (
            arguments::optional(options.root, "options.root")?,
            arguments::array(options.columns, options.column_count, "options.columns")?,
        )
    };
    let mut read = SessionOptions {
        root: root.map(|id| store.folder(id)).transpose()?,
        kinds: options.kinds,
        policy: policy(options.policy)?,
        columns: columns.iter().copied().map(PropTag).collect(),
        vector_limit: if options.vector_limit == 0 { defaults.vector_limit } else { options.vector_limit },
        elsewhere: options.flags & IOSTX_SESSION_ELSEWHERE != 0,
        lenient: options.flags & IOSTX_SESSION_LENIENT != 0,
        mass_delete: mass_delete(options.mass_delete_percent, options.mass_delete_count),
        ..defaults
    };
    if let Some(ask) = options.ask {
        let (store, userdata) = (Arc::clone(store), Arc::clone(&userdata));
        read.ask = Some(Arc::new(move |case: &ConflictCase| {
            let mut choice = 0;
            // SAFETY: the caller gave the function for this userdata; the conflict lives until it returns.
            let code = with_conflict(&store, case, |conflict| unsafe { ask(userdata.pointer(), conflict, &mut choice) });
            if code < IOSTX_S_OK { Policy::Hold } else { chosen(choice) }
        }));
    }
    if let Some(merge) = options.merge {
        let (store, userdata) = (Arc::clone(store), Arc::clone(&userdata));
        read.merge = Some(Arc::new(move |case: &ConflictCase| {
            // SAFETY: as above.
            let code = with_conflict(&store, case, |conflict| unsafe { merge(userdata.pointer(), conflict) });
            code >= IOSTX_S_OK && code != IOSTX_S_FALSE
        }));
    }
    if let Some(tell) = options.progress {
        let store = store.core.clone();
        read.progress = Some(Arc::new(move |progress: &Progress| {
            // SAFETY: the caller gave the function for this userdata; the structure lives until it returns.
            unsafe { tell(userdata.pointer(), &c_progress(&store, progress)) }
        }));
    }
    Ok(read)
}

fn policy(number: u32) -> Result<Policy> {
    match number.checked_sub(1) {
        None => Ok(Policy::default()),
        Some(at) => {
            let found = Policy::ALL.get(at as usize).copied();
            found.ok_or_else(|| Error::invalid(format!("options.policy: {number} is not known")))
        }
    }
}

/// The limits of the mass-delete guard; of two zeros those of the store.
pub fn mass_delete(percent: u32, count: u32) -> Option<MassLimit> {
    let defaults = MassLimit::default();
    let or = |given: u32, default: u32| if given == 0 { default } else { given };
    (percent != 0 || count != 0).then(|| MassLimit { percent: or(percent, defaults.percent), count: or(count, defaults.count) })
}

/// What the callback ask chose. A number that is not known decides nothing.
fn chosen(choice: u32) -> Policy {
    match choice {
        IOSTX_CHOICE_LAST_WRITER => Policy::LastWriter,
        IOSTX_CHOICE_SERVER => Policy::Server,
        IOSTX_CHOICE_LOCAL => Policy::Local,
        IOSTX_CHOICE_KEEP_BOTH => Policy::KeepBoth,
        // What was set on the merged message is the outcome.
        IOSTX_CHOICE_MERGED => Policy::Ask,
        _ => Policy::Hold,
    }
}

/// Lends the messages of a conflict to a callback.
fn with_conflict(store: &Arc<StoreObject>, case: &ConflictCase, callback: impl FnOnce(*const iostx_conflict) -> i32) -> i32 {
    let table = MessageObject::table();
    let lend = |message: &crate::store::Message| table.lend(MessageObject::new(store, message.clone()));
    let conflict = iostx_conflict {
        struct_size: size_of::<iostx_conflict>() as u32,
        kind: IOSTX_CONFLICT_CHANGE_CHANGE,
        meid: ids::c_meid(store.core.meid(case.folder, case.item)),
        base: lend(&case.base),
        local: lend(&case.local),
        server: lend(&case.server),
        merged: lend(&case.merged),
    };
    let code = callback(&conflict);
    for handle in [conflict.base, conflict.local, conflict.server, conflict.merged] {
        drop(table.take_back(handle));
    }
    code
}

/// Progress, for C.
pub fn c_progress(store: &Store, progress: &Progress) -> iostx_progress {
    iostx_progress {
        struct_size: size_of::<iostx_progress>() as u32,
        state: progress.state.number(),
        phase: progress.phase,
        folders_done: progress.folders_done,
        folders_total: progress.folders_total,
        reserved: 0,
        items_done: progress.items_done,
        items_total: progress.items_total,
        bytes_done: progress.bytes_done,
        bytes_total: progress.bytes_total,
        uploaded: progress.uploaded,
        downloaded: progress.downloaded,
        deleted: progress.deleted,
        conflicts: progress.conflicts,
        failures: progress.failures,
        folder: progress.folder.map_or(iostx_feid::default(), |folder| ids::c_feid(store.feid(folder))),
    }
}
