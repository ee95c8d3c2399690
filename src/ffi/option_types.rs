//! The C structures that a caller fills or lets the library fill: options, information, events, imports.
//!
//! Each starts with `struct_size`, set by its IOSTX_..._INIT macro: no more than that is read or written, so that they can grow.

use super::types::*;
use std::ffi::{c_char, c_void};

/// Options of a store. Zero means the default everywhere.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_store_options {
    /// sizeof(iostx_store_options).
    pub struct_size: u32,
    /// IOSTX_STORE_READ_ONLY, IOSTX_STORE_MUST_EXIST, IOSTX_STORE_CREATE_NEW. Only at iostx_store_open.
    pub flags: u32,
    /// Days that the local trash keeps what the server deleted; default: no trash. UINT32_MAX: for ever.
    pub trash_days: u32,
    /// Share of a folder, in percent, above which deletions from the server are held; default 50. UINT32_MAX: never.
    pub mass_delete_percent: u32,
    /// Count of items above which they are held (both must be exceeded); default 20.
    pub mass_delete_count: u32,
    /// Staged imports after which a transaction is committed; default 500.
    pub batch_items: u32,
    /// Bytes of staged imports after which it is committed; default 2 MiB.
    pub batch_bytes: u64,
    /// Milliseconds after which it is committed; default 200.
    pub batch_ms: u32,
    /// Zero.
    pub reserved: u32,
    /// Replaces the clock: units of 100 ns since 1601-01-01 UTC. For tests; any thread. NULL: the system's. Only at
    /// iostx_store_open.
    pub now: Option<unsafe extern "C" fn(userdata: *mut c_void) -> u64>,
    /// Replaces the source of random bytes, from which GUIDs are made. For tests; any thread. NULL: the system's. Only at
    /// iostx_store_open.
    pub random: Option<unsafe extern "C" fn(userdata: *mut c_void, buffer: *mut u8, size: usize)>,
    /// Given to the callbacks.
    pub userdata: *mut c_void,
    /// Called once with userdata when no callback will be called any more, also when the open fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// What a store is and holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_store_info {
    /// sizeof(iostx_store_info).
    pub struct_size: u32,
    /// IOSTX_STORE_READ_ONLY if it was opened so.
    pub flags: u32,
    /// Version of the schema.
    pub schema_version: u32,
    /// Zero.
    pub reserved: u32,
    /// Replica GUID.
    pub guid: iostx_guid,
    /// Bytes of the file, without its write-ahead log.
    pub file_size: u64,
    /// Folders.
    pub folder_count: u64,
    /// Items, associated ones included.
    pub item_count: u64,
    /// Items with work pending for upload, tombstones included.
    pub pending_count: u64,
    /// Deletions and moves out that the server does not know yet.
    pub tombstone_count: u64,
    /// Conflicts kept.
    pub conflict_count: u64,
    /// Items listed under failures.
    pub failure_count: u64,
    /// Deletions held by the mass-delete guard.
    pub held_count: u64,
    /// Remote ids on wanted lists.
    pub wanted_count: u64,
    /// Messages in the outgoing queue.
    pub outgoing_count: u64,
    /// Path of the file, UTF-8; valid as long as the store handle.
    pub path: *const c_char,
}

/// Options of a folder.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_folder_options {
    /// sizeof(iostx_folder_options).
    pub struct_size: u32,
    /// IOSTX_FOLDEROPTION_*.
    pub flags: u32,
    /// IOSTX_DIRECTION_*.
    pub direction: u32,
    /// IOSTX_SCOPE_*.
    pub scope: u32,
    /// IOSTX_POLICY_*; IOSTX_POLICY_DEFAULT: that of the session.
    pub policy: u32,
    /// IOSTX_EXPUNGE_*.
    pub expunge: u32,
    /// Items deleted here that one pass offers at most; more are held, as deletions of the server are. 0: no limit.
    pub delete_limit: u32,
    /// Zero.
    pub reserved: u32,
    /// For IOSTX_SCOPE_NEWER: units of 100 ns since 1601-01-01 UTC; recurring items count by their last occurrence.
    pub scope_since: u64,
    /// For IOSTX_SCOPE_NEWEST: items.
    pub scope_count: u64,
    /// For IOSTX_SCOPE_SIZE: bytes.
    pub scope_size: u64,
}

/// What iostx_folder_list lists.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_list_options {
    /// sizeof(iostx_list_options).
    pub struct_size: u32,
    /// IOSTX_LIST_*.
    pub flags: u32,
    /// IOSTX_SORT_*.
    pub sort: u32,
    /// Zero.
    pub reserved: u32,
    /// Tags of the columns; PR_ENTRYID, PR_SUBJECT and PR_MESSAGE_DELIVERY_TIME if there are none.
    pub columns: *const u32,
    /// Count of columns.
    pub column_count: usize,
}

/// One column of a page.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_page_column {
    /// Tag of the column.
    pub tag: u32,
    /// IOSTX_COLUMN_NUMBERS or IOSTX_COLUMN_TEXT.
    pub kind: u32,
    /// Per row 1 if there is a value, else 0.
    pub present: *const u8,
    /// Per row the value: integers, booleans and times as they are; PT_R4, PT_DOUBLE and PT_APPTIME as the bits of a double. NULL
    /// for IOSTX_COLUMN_TEXT.
    pub numbers: *const i64,
    /// Per row where its value begins in text; one more at the end. Value i has offsets[i + 1] - offsets[i] - 1 bytes, and a NUL
    /// after it. NULL for IOSTX_COLUMN_NUMBERS.
    pub offsets: *const u64,
    /// The texts (UTF-8), binary values and GUIDs, one after the other. Of lists: texts with a NUL between; binary values each behind
    /// its size, a little-endian 32-bit number; numbers as 64-bit ones, little-endian.
    pub text: *const u8,
}

/// Up to as many rows as asked for, column by column. Belongs to the cursor; valid until its next call.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_page {
    /// Size of this structure.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Rows in the page.
    pub row_count: usize,
    /// Columns.
    pub column_count: usize,
    /// The columns.
    pub columns: *const iostx_page_column,
}

/// Options of a subscription to events.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_events_options {
    /// sizeof(iostx_events_options).
    pub struct_size: u32,
    /// IOSTX_EVENTMASK_*; 0: all kinds.
    pub mask: u32,
    /// Events that may wait; when more come, they are replaced by one IOSTX_EVENT_OVERFLOW. Default 1,000.
    pub queue_limit: u32,
    /// Zero.
    pub reserved: u32,
    /// Only events of this folder and of what is in it; NULL: of the whole store.
    pub folder: *const iostx_feid,
    /// Says that an event waits; called on any thread, once until the queue was read; must not call the library. May be NULL.
    pub wake: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Given to wake.
    pub userdata: *mut c_void,
    /// Called once with userdata when wake will not be called any more, also when the open fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// A change event.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_event {
    /// sizeof(iostx_event).
    pub struct_size: u32,
    /// IOSTX_EVENT_*.
    pub kind: u32,
    /// IOSTX_CHANGED_*, in events of items that changed or were moved; else 0.
    pub changed: u32,
    /// IOSTX_ORIGIN_*.
    pub origin: u32,
    /// The folder.
    pub feid: iostx_feid,
    /// The item; zeros in events of folders.
    pub meid: iostx_meid,
    /// Where the object was, in events of moves; else zeros.
    pub old_feid: iostx_feid,
}

/// How far a session is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_progress {
    /// sizeof(iostx_progress).
    pub struct_size: u32,
    /// Innermost open state, IOSTX_LR_SYNC_*.
    pub state: u32,
    /// IOSTX_PHASE_*.
    pub phase: u32,
    /// Folders done in this phase.
    pub folders_done: u32,
    /// Folders of this phase, as far as known.
    pub folders_total: u32,
    /// Zero.
    pub reserved: u32,
    /// Items done.
    pub items_done: u64,
    /// Items to do, as far as known: pending work, and what iostx_session_expect said.
    pub items_total: u64,
    /// Bytes of content done.
    pub bytes_done: u64,
    /// Bytes to do, as far as known.
    pub bytes_total: u64,
    /// Items uploaded.
    pub uploaded: u64,
    /// Items downloaded.
    pub downloaded: u64,
    /// Deletions done, both ways.
    pub deleted: u64,
    /// Conflicts kept.
    pub conflicts: u64,
    /// Failures recorded.
    pub failures: u64,
    /// The folder at work; zeros if none.
    pub folder: iostx_feid,
}

/// A conflict, for the callbacks ask and merge: one item that both sides changed. The messages are borrowed until the callback
/// returns.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_conflict {
    /// Size of this structure.
    pub struct_size: u32,
    /// IOSTX_CONFLICT_*.
    pub kind: u32,
    /// The item.
    pub meid: iostx_meid,
    /// The version that both sides started from; of its content only what is still here.
    pub base: *mut iostx_message,
    /// The version here.
    pub local: *mut iostx_message,
    /// The server's version.
    pub server: *mut iostx_message,
    /// The version here with everything merged that does not conflict: what is set on it is the merged version.
    pub merged: *mut iostx_message,
}

/// Options of a session. Zero means the default everywhere.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_session_options {
    /// sizeof(iostx_session_options).
    pub struct_size: u32,
    /// IOSTX_SESSION_*.
    pub flags: u32,
    /// IOSTX_KIND_*: kinds of items that are offered; 0: all.
    pub kinds: u32,
    /// IOSTX_POLICY_*.
    pub policy: u32,
    /// Entries of one UPREAD or UPDEL, and messages that one commit marks; default 1,000.
    pub vector_limit: u32,
    /// As in iostx_store_options; 0: the store's.
    pub mass_delete_percent: u32,
    /// As in iostx_store_options; 0: the store's.
    pub mass_delete_count: u32,
    /// Zero.
    pub reserved: u32,
    /// The folder in which the session works; NULL: the IPM subtree. It stands for the top of the server's: its items take part and
    /// all folders below it, but not its own name and place. Blobs of hierarchy and account are kept per root.
    pub root: *const iostx_feid,
    /// Tags of the values that iostx_upmsg.values brings along.
    pub columns: *const u32,
    /// Count of columns.
    pub column_count: usize,
    /// Decides a conflict under IOSTX_POLICY_ASK: puts one of IOSTX_CHOICE_* into choice. A failure code means IOSTX_CHOICE_HOLD.
    /// Called on the session's thread, before the transaction; may use the store, not the session. May be called again for the same
    /// conflict if the item changed meanwhile.
    pub ask: Option<unsafe extern "C" fn(userdata: *mut c_void, conflict: *const iostx_conflict, choice: *mut u32) -> i32>,
    /// Merges the contents of an item: fills conflict->merged and answers IOSTX_S_OK; IOSTX_S_FALSE or a failure code: it cannot be
    /// merged. Called as ask is.
    pub merge: Option<unsafe extern "C" fn(userdata: *mut c_void, conflict: *const iostx_conflict) -> i32>,
    /// Told of progress, on the session's thread, at most every 100 ms, and of what a phase came to when it ends; may use the store,
    /// not the session.
    pub progress: Option<unsafe extern "C" fn(userdata: *mut c_void, progress: *const iostx_progress)>,
    /// Given to the callbacks.
    pub userdata: *mut c_void,
    /// Called once with userdata when no callback will be called any more, also when the call fails; may be NULL.
    pub userdata_free: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// One item that comes from the server (iostx_contents_sink_import_item, iostx_contents_sink_probe).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_import_item {
    /// sizeof(iostx_import_item); in an array the first one's is the distance from each to the next.
    pub struct_size: u32,
    /// IOSTX_IMPORT_*.
    pub flags: u32,
    /// What it is called on the server; the id is required.
    pub binding: iostx_binding,
    /// Its match key, if the agent knows it.
    pub match_key: iostx_bytes,
    /// Its properties; IOSTX_PR_FINGERPRINT among them gives its fingerprint. One of the type PT_ERROR: the server has none, and it
    /// is taken from the item. What is not given stays as it is.
    pub values: *const iostx_value,
    /// Count of values.
    pub value_count: usize,
    /// Its content: the native text (MIME, iCalendar, vCard), whole. (NULL, 0) with IOSTX_IMPORT_HEADER or IOSTX_IMPORT_STREAM.
    pub content: iostx_bytes,
    /// Size of the content on the server, in bytes, also when it does not come along; 0: unknown.
    pub content_size: u64,
}

/// Flags and keywords of one item that come from the server, without its content.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_import_flags {
    /// sizeof(iostx_import_flags); in an array the first one's is the distance from each to the next.
    pub struct_size: u32,
    /// IOSTX_FLAG_* that the server has set.
    pub set: u32,
    /// IOSTX_FLAG_* that the server has clear. A flag in neither stays as it is; one in both is refused.
    pub clear: u32,
    /// Zero.
    pub reserved: u32,
    /// The item, and its new version.
    pub binding: iostx_binding,
    /// All its keywords, as one value of type PT_MV_UNICODE; NULL: they stay as they are.
    pub keywords: *const iostx_value,
}

/// READSTATE: the read state of one item, for iostx_contents_sink_import_per_user_read_state_change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_readstate {
    /// sizeof(iostx_readstate); in an array the first one's is the distance from each to the next.
    pub struct_size: u32,
    /// ulFlags: IOSTX_ICS_READ if read, 0 if unread.
    pub flags: u32,
    /// pbSourceKey: source key of the item.
    pub source_key: iostx_bytes,
}

/// The parameters of ImportMessageMove; none may be empty.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_message_move {
    /// sizeof(iostx_message_move).
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// pbSourceKeySrcFolder: source key of the folder that the message leaves.
    pub source_folder_key: iostx_bytes,
    /// pbSourceKeySrcMessage: source key of the message there.
    pub source_message_key: iostx_bytes,
    /// pbPCLMessage: change list of the message there.
    pub change_list: iostx_bytes,
    /// pbSourceKeyDestMessage: its new source key.
    pub dest_message_key: iostx_bytes,
    /// pbChangeNumDestMessage: its new change key.
    pub dest_change_key: iostx_bytes,
}

/// What a listing names in full. Empty members do not narrow it.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_listing_scope {
    /// sizeof(iostx_listing_scope).
    pub struct_size: u32,
    /// IOSTX_LISTING_*; 0: both kinds of items.
    pub flags: u32,
    /// First remote id (memcmp), inclusive.
    pub first: iostx_bytes,
    /// Last remote id (memcmp), inclusive.
    pub last: iostx_bytes,
    /// Only items at or after this time (delivery time, else modification time); units of 100 ns since 1601-01-01 UTC; 0: all.
    pub since: u64,
    /// Only items before this time; 0: all.
    pub until: u64,
}
