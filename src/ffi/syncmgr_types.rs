//! The C structures of the synchronization manager (mobsync.h).
//!
//! Each starts with `struct_size`: set by its IOSTX_..._INIT where a caller fills it, by the manager where a handler does, which then
//! fills no more than that.

use super::types::*;
use std::ffi::{c_char, c_void};

/// SYNCMGRHANDLERINFO. A handler fills what the manager passes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_handler_info {
    /// cbSize: set by the manager.
    pub struct_size: u32,
    /// SyncMgrHandlerFlags: IOSTX_SYNCMGRHANDLER_*. Unknown bits are left out.
    pub flags: u32,
    /// hIcon: only carried. May be NULL.
    pub icon: *mut c_void,
    /// wszHandlerName, UTF-8, with a NUL; what is longer than 31 UTF-16 units is cut.
    pub name: [c_char; 96],
    /// The icon by name; may be empty.
    pub icon_name: [c_char; 96],
}

/// SYNCMGRITEM. A handler fills what the manager passes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_item {
    /// cbSize: set by the manager.
    pub struct_size: u32,
    /// dwFlags: IOSTX_SYNCMGRITEM_*. Unknown bits are left out.
    pub flags: u32,
    /// ItemID: stable from run to run; not zero.
    pub item_id: iostx_guid,
    /// dwItemState: IOSTX_SYNCMGRITEMSTATE_*, the choice as long as the user said nothing else.
    pub item_state: u32,
    /// Zero.
    pub reserved: u32,
    /// ftLastUpdate, with IOSTX_SYNCMGRITEM_LASTUPDATETIME: units of 100 ns since 1601-01-01 UTC.
    pub last_update: u64,
    /// hIcon: only carried. May be NULL.
    pub icon: *mut c_void,
    /// wszItemName, UTF-8, with a NUL; what is longer than 127 UTF-16 units is cut.
    pub name: [c_char; 384],
    /// The icon by name; may be empty.
    pub icon_name: [c_char; 96],
}

/// ISyncMgrEnumItems. EnumSyncMgrItems fills what the manager passes; the manager asks to the end and then calls userdata_free.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_enumerator {
    /// Set by the manager.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Given to the functions.
    pub userdata: *mut c_void,
    /// Release; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Next: fills one item, in which struct_size is set. IOSTX_S_FALSE: there are no more, and nothing was filled.
    pub next: Option<unsafe extern "C" fn(userdata: *mut c_void, item: *mut iostx_syncmgr_item) -> i32>,
    /// Skip: this manager never calls it; may be NULL.
    pub skip: Option<unsafe extern "C" fn(userdata: *mut c_void, count: u32) -> i32>,
    /// Reset: this manager never calls it; may be NULL.
    pub reset: Option<unsafe extern "C" fn(userdata: *mut c_void) -> i32>,
    /// Clone: this manager never calls it; may be NULL.
    pub clone: Option<unsafe extern "C" fn(userdata: *mut c_void, out: *mut iostx_syncmgr_enumerator) -> i32>,
}

/// ISyncMgrSynchronize. A factory fills what the manager passes. All functions are called on a thread of the run, one at a time;
/// they may use the callback and the manager, but neither close it nor detach from it. Each answers an HRESULT.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_handler {
    /// Set by the manager.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Given to the functions.
    pub userdata: *mut c_void,
    /// Release: called once, after set_progress_callback(NULL). No function is called after it. May be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Initialize: the first call. flags: IOSTX_SYNCMGRFLAG_*, in force for the life of this object. cookie: what
    /// iostx_syncmgr_update_items was given; valid during the call. IOSTX_S_FALSE: not this time.
    pub initialize: Option<unsafe extern "C" fn(userdata: *mut c_void, flags: u32, cookie: iostx_bytes) -> i32>,
    /// GetHandlerInfo: fills info.
    pub get_handler_info: Option<unsafe extern "C" fn(userdata: *mut c_void, info: *mut iostx_syncmgr_handler_info) -> i32>,
    /// EnumSyncMgrItems: fills the enumerator. IOSTX_S_SYNCMGR_MISSINGITEMS: there are more items; what is saved of them stays.
    pub enum_sync_mgr_items: Option<unsafe extern "C" fn(userdata: *mut c_void, items: *mut iostx_syncmgr_enumerator) -> i32>,
    /// GetItemObject: reserved, never called; may be NULL.
    pub get_item_object: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            item: *const iostx_guid,
            interface_id: *const iostx_guid,
            object: *mut *mut c_void,
        ) -> i32,
    >,
    /// ShowProperties: item is zero for the handler's own. A success code promises iostx_syncmgr_callback_show_properties_completed.
    /// May be NULL.
    pub show_properties: Option<unsafe extern "C" fn(userdata: *mut c_void, window: *mut c_void, item: *const iostx_guid) -> i32>,
    /// SetProgressCallback: what to report to from now on; valid until userdata_free was called. NULL: let go of it.
    pub set_progress_callback: Option<unsafe extern "C" fn(userdata: *mut c_void, callback: *mut iostx_syncmgr_callback) -> i32>,
    /// PrepareForSync: the chosen items, to be copied. Exactly IOSTX_S_OK promises iostx_syncmgr_callback_prepare_completed.
    pub prepare_for_sync:
        Option<unsafe extern "C" fn(userdata: *mut c_void, items: *const iostx_guid, count: usize, window: *mut c_void) -> i32>,
    /// Synchronize. Exactly IOSTX_S_OK promises iostx_syncmgr_callback_synchronize_completed.
    pub synchronize: Option<unsafe extern "C" fn(userdata: *mut c_void, window: *mut c_void) -> i32>,
    /// SetItemStatus: skip this item; status is IOSTX_SYNCMGRSTATUS_SKIPPED. May be NULL: Progress says so too.
    pub set_item_status: Option<unsafe extern "C" fn(userdata: *mut c_void, item: *const iostx_guid, status: u32) -> i32>,
    /// ShowError: a line that this object logged. A success code promises iostx_syncmgr_callback_show_error_completed. May be NULL.
    pub show_error: Option<unsafe extern "C" fn(userdata: *mut c_void, window: *mut c_void, error: *const iostx_guid) -> i32>,
    /// Resolves a conflict that was reported: choice is IOSTX_RFC_KEEPBOTH, _KEEPLOCAL or _KEEPNETWORK. This library's own. May be
    /// NULL.
    pub resolve_conflict: Option<
        unsafe extern "C" fn(userdata: *mut c_void, conflict: *const iostx_guid, item: *const iostx_guid, choice: u32) -> i32,
    >,
}

/// Makes handler objects for a registered id.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_factory {
    /// sizeof(iostx_syncmgr_factory).
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Fills handler, in which struct_size is set, for one run. Called on the thread of the run. A failure is the result of the run.
    pub create: Option<unsafe extern "C" fn(userdata: *mut c_void, handler: *mut iostx_syncmgr_handler) -> i32>,
    /// Given to create.
    pub userdata: *mut c_void,
    /// Called once with userdata when create will not be called any more, also when iostx_syncmgr_attach fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// SYNCMGRPROGRESSITEM. What the mask does not name stays as it was.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_progress_item {
    /// cbSize: sizeof(iostx_syncmgr_progress_item).
    pub struct_size: u32,
    /// IOSTX_SYNCMGRPROGRESSITEM_*.
    pub mask: u32,
    /// lpcStatusText: UTF-8.
    pub status_text: *const c_char,
    /// dwStatusType: IOSTX_SYNCMGRSTATUS_*.
    pub status_type: u32,
    /// iProgValue.
    pub prog_value: i32,
    /// iMaxValue.
    pub max_value: i32,
    /// Zero.
    pub reserved: u32,
}

/// SYNCMGRLOGERRORINFO.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_log_error_info {
    /// cbSize: sizeof(iostx_syncmgr_log_error_info).
    pub struct_size: u32,
    /// IOSTX_SYNCMGRLOGERROR_*.
    pub mask: u32,
    /// dwSyncMgrErrorFlags: IOSTX_SYNCMGRERRORFLAG_*.
    pub error_flags: u32,
    /// Zero.
    pub reserved: u32,
    /// ErrorID: names the line for this handler object.
    pub error_id: iostx_guid,
    /// ItemID.
    pub item_id: iostx_guid,
    /// Where a link of the line leads, UTF-8; may be NULL.
    pub link: *const c_char,
    /// The text of the link; may be NULL.
    pub link_text: *const c_char,
}

/// A conflict that waits to be resolved.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_conflict {
    /// sizeof(iostx_syncmgr_conflict).
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Its id: unique for the handler, stable.
    pub conflict_id: iostx_guid,
    /// The item that it lies in.
    pub item_id: iostx_guid,
    /// What it is about, for users; UTF-8.
    pub text: *const c_char,
}

/// When a handler runs by itself. With neither an interval nor a time of day: never.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_schedule {
    /// sizeof(iostx_syncmgr_schedule).
    pub struct_size: u32,
    /// IOSTX_SYNCMGR_SCHEDULE_*.
    pub flags: u32,
    /// Milliseconds from one run to the next; 0: no interval.
    pub interval_ms: u64,
    /// Minute of the day, 0 to 1439, local time; UINT32_MAX: no time of day.
    pub daily_minute: u32,
    /// A random part of so many milliseconds is added to each time.
    pub jitter_ms: u32,
}

/// What to change of an item.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_item_options {
    /// sizeof(iostx_syncmgr_item_options).
    pub struct_size: u32,
    /// IOSTX_SYNCMGR_ITEMOPTION_*.
    pub mask: u32,
    /// IOSTX_SYNCMGRITEMSTATE_*: the user's choice, which overrides the handler's.
    pub checked: u32,
    /// 0: it never runs, whatever is chosen; 1: it may.
    pub enabled: u32,
    /// Why it is disabled, UTF-8; may be NULL.
    pub reason: *const c_char,
}

/// Options of a manager. Zero means the default everywhere. Its functions are called on any thread.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_options {
    /// sizeof(iostx_syncmgr_options).
    pub struct_size: u32,
    /// IOSTX_SYNCMGR_NO_CLOCK, IOSTX_SYNCMGR_INTERACTIVE.
    pub flags: u32,
    /// Handlers that run side by side, at most; default 4.
    pub parallel: u32,
    /// Milliseconds without a sign of life during a run after which a handler is given up; default: never.
    pub timeout_ms: u32,
    /// Lines of the error log kept for each handler; default 1,000.
    pub log_limit: u32,
    /// Milliseconds between two calls of poll; default 30,000.
    pub poll_interval_ms: u32,
    /// hWndParent of runs: only carried. May be NULL.
    pub window: *mut c_void,
    /// Opens a connection (EstablishConnection); name is NULL for the default one. NULL: handlers get MAPI_E_NO_SUPPORT.
    pub connect: Option<unsafe extern "C" fn(userdata: *mut c_void, name: *const c_char) -> i32>,
    /// Closes one that was opened, when no handler runs any more. May be NULL.
    pub disconnect: Option<unsafe extern "C" fn(userdata: *mut c_void, name: *const c_char)>,
    /// Asked by the clock for IOSTX_SYNCMGR_POLL_*; a bit that comes is an event. NULL: the application calls iostx_syncmgr_notify.
    pub poll: Option<unsafe extern "C" fn(userdata: *mut c_void) -> u32>,
    /// Replaces the clock: units of 100 ns since 1601-01-01 UTC. For tests. NULL: the system's.
    pub now: Option<unsafe extern "C" fn(userdata: *mut c_void) -> u64>,
    /// Replaces the source of random bytes. For tests. NULL: the system's.
    pub random: Option<unsafe extern "C" fn(userdata: *mut c_void, buffer: *mut u8, size: usize)>,
    /// Given to the functions.
    pub userdata: *mut c_void,
    /// Called once with userdata when no function will be called any more, also when the open fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// A handler whose items are the folders of a store.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_store_options {
    /// sizeof(iostx_syncmgr_store_options).
    pub struct_size: u32,
    /// IOSTX_SYNCMGRREGISTERFLAG_*.
    pub register_flags: u32,
    /// The store; kept open by the handler.
    pub store: *mut iostx_store,
    /// Name of the handler, UTF-8.
    pub name: *const c_char,
    /// The place to log on, in PrepareForSync. May be NULL.
    pub prepare: Option<unsafe extern "C" fn(userdata: *mut c_void, window: *mut c_void) -> i32>,
    /// Synchronizes these folders, in Synchronize: drives session, which is borrowed and ends with the call, and so does callback, for
    /// what it reports itself. What it answers is the outcome. iostx_session_is_cancelled says whether the run was stopped,
    /// iostx_session_is_skipped whether a folder is to be left out.
    pub synchronize: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut iostx_session,
            callback: *mut iostx_syncmgr_callback,
            folders: *const iostx_feid,
            count: usize,
        ) -> i32,
    >,
    /// Given to the functions.
    pub userdata: *mut c_void,
    /// Called once with userdata when no function will be called any more; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// A user opened a line of the error log: shows it, with the right to show a window (EnableModeless); not called while another handler
    /// has it. IOSTX_S_SYNCMGR_RETRYSYNC: what it is about is tried again at once. May be NULL: then it is.
    pub show_error: Option<unsafe extern "C" fn(userdata: *mut c_void, window: *mut c_void, error: *const iostx_guid) -> i32>,
}

/// Options of a subscription to a manager.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_events_options {
    /// sizeof(iostx_syncmgr_events_options).
    pub struct_size: u32,
    /// Events that may wait; when more come, they are replaced by one IOSTX_SYNCMGR_EVENT_OVERFLOW. Default 1,000.
    pub queue_limit: u32,
    /// Says that an event waits; called on any thread, once until the queue was read; must not call the library. May be NULL.
    pub wake: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Given to wake.
    pub userdata: *mut c_void,
    /// Called once with userdata when wake will not be called any more, also when the open fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// An event of a manager. What does not count for a kind is zero.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_syncmgr_event {
    /// sizeof(iostx_syncmgr_event).
    pub struct_size: u32,
    /// IOSTX_SYNCMGR_EVENT_*.
    pub kind: u32,
    /// The handler; zero where it is about more than one.
    pub handler_id: iostx_guid,
    /// The item; zero where it is about no single one.
    pub item_id: iostx_guid,
    /// The number of the run, unique in this manager; 0 outside of runs.
    pub run: u64,
    /// IOSTX_SYNCMGRSTATUS_* of the item, IOSTX_SYNCMGR_OUTCOME_* of the run, or the level of a line.
    pub status: u32,
    /// iProgValue of the item.
    pub prog_value: i32,
    /// iMaxValue of the item.
    pub max_value: i32,
    /// The code of what ended.
    pub code: i32,
}
