//! The driver: walks the states of a session for an agent that gives the operations of its server.

use super::arguments::{self, Out, StructureOut};
use super::driver_remote::{BatchObject, CRemote};
use super::driver_types::*;
use super::guard::{Object, call, shield};
use super::objects::Userdata;
use super::session::result_details;
use super::session_object::SessionObject;
use super::state_types::{iostx_result, iostx_upmsg};
use super::types::*;
use crate::codes::{IOSTX_MAPI_W_PARTIAL_COMPLETION, IOSTX_S_OK};
use crate::driver::flags::*;
use crate::driver::{self, Counts, ReplicateOptions, Report};
use crate::error::{Error, Result, check_flags};
use crate::ids::Feid;
use crate::replication::Selection;
use crate::replication::flags::{IOSTX_UPS_DNLOAD_ONLY, IOSTX_UPS_THESE_FOLDERS, IOSTX_UPS_UPLOAD_ONLY};
use std::sync::Arc;

/// # Safety
/// The header's contract for what the options point to.
unsafe fn replicate_options(given: Option<iostx_replicate_options>) -> Result<ReplicateOptions> {
    let default = ReplicateOptions::default();
    let Some(given) = given else { return Ok(default) };
    check_flags("options.flags", given.flags, IOSTX_REPLICATE_DOWNLOAD_FIRST)?;
    check_flags("options.direction", given.direction, IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY)?;
    // SAFETY: passed on.
    let folders = unsafe { arguments::array(given.folders, given.folder_count, "options.folders") }?;
    let folders: Vec<Feid> = folders.iter().map(super::ids::feid).collect();
    let these = if folders.is_empty() { 0 } else { IOSTX_UPS_THESE_FOLDERS };
    let or = |given: u32, default: u32| if given == 0 { default } else { given };
    Ok(ReplicateOptions {
        init_flags: given.init_flags,
        selection: Selection { flags: given.direction | these, folders, ..Selection::default() },
        download_first: given.flags & IOSTX_REPLICATE_DOWNLOAD_FIRST != 0,
        window: or(given.window, default.window),
        window_bytes: if given.window_bytes == 0 { default.window_bytes } else { given.window_bytes },
        retries: if given.retries == u32::MAX { 0 } else { or(given.retries, default.retries) },
        retry_delay_ms: or(given.retry_delay_ms, default.retry_delay_ms),
    })
}

fn c_counts(counts: &Counts) -> iostx_replicate_counts {
    let Counts { created, changed, read, moved, deleted, folders, bytes } = *counts;
    iostx_replicate_counts { created, changed, read, moved, deleted, folders, bytes, reserved: 0 }
}

fn c_report(report: &Report) -> iostx_replicate_report {
    iostx_replicate_report {
        struct_size: 0,
        flags: if report.deletions_held { IOSTX_REPLICATE_DELETIONS_HELD } else { 0 },
        up: c_counts(&report.up),
        down: c_counts(&report.down),
        sent: report.sent,
        conflicts: report.conflicts,
        failures: report.failures,
        unanswered: report.unanswered,
        folders_failed: report.folders_failed,
        folders_busy: report.folders_busy,
        retries: report.retries,
    }
}

/// Synchronizes: walks the states of an idle session for an agent that gives the operations of its server. Uploads what is pending,
/// sends what waits in the outgoing queue, then downloads what is new. It sees to the order of the states, batches, the retry marks,
/// bad items, lines that fail, wanted lists, and the report. Begins with InitSync, which clears an earlier cancel; policy, callbacks
/// and root are those of the session's options.
///
/// ops: copied; its functions are called on this thread, until this call returns. options: NULL means the defaults. report: filled
/// also if the run fails; NULL: not wanted.
///
/// Answers MAPI_W_PARTIAL_COMPLETION, a success, if items or folders failed or were left out; the error of the session names the
/// first.
///
/// Errors: E_UNEXPECTED (the session is not idle), MAPI_E_BUSY (from inside an operation), MAPI_E_INVALID_PARAMETER,
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL, MAPI_E_NETWORK_ERROR and MAPI_E_TIMEOUT (after the retries), MAPI_E_OFFLINE,
/// MAPI_E_LOGON_FAILED, and what the store says of itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_replicate(
    session: *mut iostx_session,
    ops: *const iostx_remote_ops,
    options: *const iostx_replicate_options,
    report: *mut iostx_replicate_report,
) -> i32 {
    call("iostx_replicate", session, |object: &Arc<SessionObject>| {
        // SAFETY: the header's contract, here and below.
        let ops = unsafe { arguments::structure(ops, "ops") }?;
        // First of all, so that it is freed whatever fails.
        let userdata = Userdata::new(ops.userdata, ops.userdata_free);
        // SAFETY: as above.
        let (options, out) = unsafe {
            let out = if report.is_null() { None } else { Some(StructureOut::new(report, "report")?) };
            (replicate_options(arguments::optional_structure(options, "options")?)?, out)
        };
        let _driven = object.drive()?;
        let mut report = Report::default();
        let result = driver::run(&mut CRemote::new(object, ops, userdata), &options, &mut report);
        if let Some(out) = out {
            out.fill(c_report(&report));
        }
        result.map(|()| match &report.first_failure {
            _ if report.is_clean() => IOSTX_S_OK,
            first => {
                let first = first.as_ref().map_or("items were left without an answer", |first| first.message.as_str());
                object.remember(Error::new(IOSTX_MAPI_W_PARTIAL_COMPLETION, first), "iostx_replicate");
                IOSTX_MAPI_W_PARTIAL_COMPLETION
            }
        })
    })
}

/// How many answers a batch waits for.
///
/// Answers 0 for what is no batch, or one whose operation has returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_batch_get_count(batch: *mut iostx_batch) -> usize {
    shield(0, || BatchObject::table().get(batch).map_or(0, |batch| batch.len()))
}

/// An item of a batch that is to be uploaded.
///
/// index: below iostx_batch_get_count. out: its structure; valid, with its message, until the operation returns.
///
/// Errors: MAPI_E_INVALID_PARAMETER (there are not so many), MAPI_E_NO_SUPPORT (the batch is not one of items: what it waits for stands
/// in the structure that the operation was given).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_batch_get(batch: *mut iostx_batch, index: usize, out: *mut *const iostx_upmsg) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out.cast::<*mut iostx_upmsg>()) };
    call("iostx_batch_get", batch, |batch: &Arc<BatchObject>| {
        let out = out.required("out")?;
        out.set(batch.item(index)?.cast_mut());
        Ok(())
    })
}

/// Answers for one thing of a batch. A later answer replaces an earlier one.
///
/// index: of the item, or of the entry of the structure that the operation was given; 0 for a folder or a message. result: copied.
///
/// Errors: MAPI_E_INVALID_PARAMETER (there are not so many; struct_size, sizes, text).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_batch_answer(batch: *mut iostx_batch, index: usize, result: *const iostx_result) -> i32 {
    call("iostx_batch_answer", batch, |batch: &Arc<BatchObject>| {
        // SAFETY: the header's contract, for the result and for what it points to.
        let result = unsafe { result_details(&arguments::structure(result, "result")?) }?;
        batch.answer(index, result)
    })
}
