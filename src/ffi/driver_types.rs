//! The C structures of the driver.

use std::ffi::{c_char, c_void};

use super::state_types::*;
use super::types::*;

/// A server, as an agent reaches it: the operations that iostx_replicate calls, on the thread that called it, each in the state that it
/// is for and with the structure of that state, which is valid until the operation returns.
///
/// An operation may use the store, the sink of its structure, and what of the session does not walk: iostx_session_set_state_blob,
/// iostx_session_begin_epoch, iostx_session_expect, iostx_session_set_attempt_cookie, iostx_session_cancel, iostx_session_is_cancelled,
/// iostx_session_get_progress. Calls that enter or leave states, set options or results answer MAPI_E_BUSY.
///
/// NULL: the server has no such operation, as when it answers MAPI_E_NO_SUPPORT. What else an operation answers decides how the run
/// goes on. MAPI_E_NETWORK_ERROR, MAPI_E_TIMEOUT: the line failed; the run begins again after a while. MAPI_E_OFFLINE,
/// MAPI_E_LOGON_FAILED, MAPI_E_USER_CANCEL: the run ends. Another failure: of this folder; it is told to `failed`, and the next one
/// follows.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_remote_ops {
    /// sizeof(iostx_remote_ops).
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Given to the operations.
    pub userdata: *mut c_void,
    /// Called once with userdata when iostx_replicate returns, also on failure; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Brings the server's folders into hierarchy->sink: all of them between iostx_hierarchy_sink_listing_begin and _complete, or what
    /// changed since hierarchy->state_blob. NULL, with upload_folder NULL too: folders are not bound, and the agent knows where items
    /// belong; what changes of folders counts as uploaded, except that one was deleted. Else nothing is uploaded into a folder that the
    /// server does not know yet.
    pub list_folders: Option<unsafe extern "C" fn(userdata: *mut c_void, hierarchy: *const iostx_dnhier) -> i32>,
    /// Creates, renames, moves or deletes a folder, as folder->flags say; with IOSTX_UPF_RETRY it may be done already: look first. The
    /// answer of index 0: IOSTX_UPF_OK with the folder's binding, or a failing code.
    pub upload_folder:
        Option<unsafe extern "C" fn(userdata: *mut c_void, folder: *const iostx_upfld, answers: *mut iostx_batch) -> i32>,
    /// Sets `changed` to 0 for the folders of which the server has nothing new. Called once per download; sync->state_blob is that of
    /// the account. Folders that still want items are visited whatever it says. NULL: all are visited.
    pub changed_folders: Option<
        unsafe extern "C" fn(userdata: *mut c_void, sync: *const iostx_sync, folders: *mut iostx_folder_state, count: usize) -> i32,
    >,
    /// Brings what is new in a folder since table->state_blob into table->contents, and sets the new blob there.
    pub list_changes: Option<unsafe extern "C" fn(userdata: *mut c_void, table: *const iostx_dntbl) -> i32>,
    /// Uploads new, moved-in and modified items into a folder, in whatever order, and answers each with iostx_batch_answer: IOSTX_UPM_OK
    /// and the binding, or a failing code with the server's text. If it fails with anything but the line and leaves items of a larger
    /// batch unanswered, it is asked for these again one by one, with IOSTX_UPM_RETRY, so that the bad one is found.
    pub upload: Option<unsafe extern "C" fn(userdata: *mut c_void, table: *const iostx_uptbl, items: *mut iostx_batch) -> i32>,
    /// Sets read states; the answer of index i, for reads->entries[i]: IOSTX_UPR_OK, or a failing code. NULL: the server has no read
    /// states, and they count as uploaded.
    pub set_read: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            table: *const iostx_uptbl,
            reads: *const iostx_upread,
            answers: *mut iostx_batch,
        ) -> i32,
    >,
    /// Deletes items; the answer of index i, for deletes->entries[i]: IOSTX_UPD_OK, or a failing code. An entry with IOSTX_UPD_MOV is
    /// left unanswered by an agent that moves items where they arrive; one that moves them here answers IOSTX_UPD_MOVED too.
    pub remove: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            table: *const iostx_uptbl,
            deletes: *const iostx_updel,
            answers: *mut iostx_batch,
        ) -> i32,
    >,
    /// Fetches whole items that the folder still wants into table->contents: bodies that the application asked for, and what failed
    /// before. What cannot be fetched is imported with IOSTX_IMPORT_FAILED. NULL: list_changes looks after the wanted list.
    pub fetch_full: Option<
        unsafe extern "C" fn(userdata: *mut c_void, table: *const iostx_dntbl, remote_ids: *const iostx_bytes, count: usize) -> i32,
    >,
    /// Sends a message of the outgoing queue. The answer of index 0: IOSTX_S_OK once it is sent, or a failing code if it is not. Without
    /// an answer nobody knows, and the message is not sent again without the user's word. NULL: the queue is left alone.
    pub send: Option<unsafe extern "C" fn(userdata: *mut c_void, message: *mut iostx_message, answers: *mut iostx_batch) -> i32>,
    /// Told of what failed without stopping the run; may be NULL.
    pub failed: Option<unsafe extern "C" fn(userdata: *mut c_void, failure: *const iostx_replicate_failure)>,
}

/// A folder that could be downloaded, for changed_folders.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_folder_state {
    /// \[in\] 0: the server has nothing new of it. 1 at first.
    pub changed: u32,
    /// Zero.
    pub reserved: u32,
    /// \[out\] The folder.
    pub feid: iostx_feid,
    /// \[out\] Its binding.
    pub binding: iostx_binding,
    /// \[out\] Its state blob.
    pub state_blob: iostx_bytes,
}

/// A failure that did not stop a run.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_replicate_failure {
    /// sizeof(iostx_replicate_failure).
    pub struct_size: u32,
    /// The state in which it happened, IOSTX_LR_SYNC_*.
    pub state: u32,
    /// What failed.
    pub code: i32,
    /// Zero.
    pub reserved: u32,
    /// The folder; zeros: the hierarchy as a whole.
    pub folder: iostx_feid,
    /// The item; zeros: the folder as a whole.
    pub message: iostx_meid,
    /// What the server or the store said; never NULL.
    pub text: *const c_char,
}

/// Options of iostx_replicate. Zero means the default everywhere.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_replicate_options {
    /// sizeof(iostx_replicate_options).
    pub struct_size: u32,
    /// IOSTX_REPLICATE_DOWNLOAD_FIRST.
    pub flags: u32,
    /// IOSTX_SYNC_*, as for iostx_init_sync; none of the kinds of work: all, the outgoing queue included.
    pub init_flags: u32,
    /// IOSTX_UPS_UPLOAD_ONLY or IOSTX_UPS_DNLOAD_ONLY; default: both.
    pub direction: u32,
    /// Items of one batch at most; default 100.
    pub window: u32,
    /// How often in a row the run begins again after the line failed; default 3. UINT32_MAX: never.
    pub retries: u32,
    /// Content of one batch at most, in bytes, unless one item is larger; default 8 MiB.
    pub window_bytes: u64,
    /// Milliseconds before it begins again for the first time, doubled each time, a minute at most; default 1000.
    pub retry_delay_ms: u32,
    /// Zero.
    pub reserved: u32,
    /// Only these folders; default: the root of the session, and all below it.
    pub folders: *const iostx_feid,
    /// How many they are.
    pub folder_count: usize,
}

/// What was done in one direction.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct iostx_replicate_counts {
    /// New items.
    pub created: u64,
    /// Items whose content, properties, flags or keywords changed.
    pub changed: u64,
    /// Items of which only the read state changed.
    pub read: u64,
    /// Items moved on the server; the download counts moves as changes.
    pub moved: u64,
    /// Items deleted.
    pub deleted: u64,
    /// Folders created, changed and deleted.
    pub folders: u64,
    /// Bytes of content.
    pub bytes: u64,
    /// Zero.
    pub reserved: u64,
}

/// What a run came to; also filled if it failed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_replicate_report {
    /// sizeof(iostx_replicate_report).
    pub struct_size: u32,
    /// IOSTX_REPLICATE_DELETIONS_HELD.
    pub flags: u32,
    /// From here to the server.
    pub up: iostx_replicate_counts,
    /// From the server to here.
    pub down: iostx_replicate_counts,
    /// Messages of the outgoing queue that were sent.
    pub sent: u64,
    /// Conflicts that were kept.
    pub conflicts: u64,
    /// Items that the server refused.
    pub failures: u64,
    /// Items that the agent left without an answer.
    pub unanswered: u64,
    /// Folders that failed as a whole.
    pub folders_failed: u64,
    /// Folders that another session or process was synchronizing; the hierarchy counts as one.
    pub folders_busy: u64,
    /// How often the run began again after the line failed.
    pub retries: u64,
}
