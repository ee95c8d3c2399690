//! The C structures that everything uses: ids, bytes, values, handles, errors.
//!
//! Names, members and layout are fixed (docs/stability): outside programs are written against them.

use std::ffi::{c_char, c_void};

/// A GUID, as its 16 bytes in memory (the first three fields little-endian).
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct iostx_guid {
    /// The bytes.
    pub bytes: [u8; 16],
}

/// LTID: long-term id of a folder or an item, 24 bytes. An object keeps it for life, moves included.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct iostx_ltid {
    /// Replica GUID of the store that made it.
    pub guid: iostx_guid,
    /// globcnt: counter, most significant byte first.
    pub counter: [u8; 6],
    /// wLevel: zero.
    pub level: [u8; 2],
}

/// SKEY: source key, 22 bytes. A message that is moved to another folder gets a new one.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct iostx_skey {
    /// Namespace: the replica GUID of the store that made it.
    pub guid: iostx_guid,
    /// Counter, most significant byte first.
    pub counter: [u8; 6],
}

/// FEID: entry id of a folder, 46 bytes.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct iostx_feid {
    /// abFlags: zero; not looked at.
    pub flags: [u8; 4],
    /// muid: replica GUID of the store that holds the folder.
    pub provider: [u8; 16],
    /// placeholder: zero; not looked at.
    pub placeholder: [u8; 2],
    /// ltid: the folder.
    pub folder: iostx_ltid,
}

/// MEID: entry id of a message, 70 bytes; the first 46 are those of its folder's FEID. An outdated folder part still finds the
/// item. Where a list may name folders too, a message part of zeros stands for the folder itself.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct iostx_meid {
    /// abFlags: zero; not looked at.
    pub flags: [u8; 4],
    /// muid: replica GUID of the store that holds the item.
    pub provider: [u8; 16],
    /// placeholder: zero; not looked at.
    pub placeholder: [u8; 2],
    /// ltidFld: the folder.
    pub folder: iostx_ltid,
    /// ltidMsg: the item.
    pub message: iostx_ltid,
}

/// Bytes, or text in UTF-8, with their count. (NULL, 0) is the empty one. What the library gives lives as long as the object that
/// holds it; what a caller gives is copied.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iostx_bytes {
    /// First byte; may be NULL if size is 0.
    pub data: *const u8,
    /// Count of bytes. A NUL after a text is not counted.
    pub size: usize,
}

/// What an object is called on the server: opaque bytes of the agent, each at most 1024.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iostx_binding {
    /// Id, unique among the items of a folder; empty: not bound.
    pub remote_id: iostx_bytes,
    /// Version (ETag, MODSEQ, a digest); empty: unknown.
    pub remote_version: iostx_bytes,
}

/// Many values of one property.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iostx_list {
    /// Array of int16_t, int32_t, int64_t, float, double, uint64_t, iostx_guid, or iostx_bytes (text and binary), as the type says.
    pub items: *const c_void,
    /// Count of items.
    pub count: usize,
}

/// The value of a property; the type in the tag says which member holds it.
#[repr(C)]
#[derive(Clone, Copy)]
pub union iostx_value_union {
    /// PT_I2; PT_BOOLEAN as 0 or 1.
    pub i2: i16,
    /// PT_LONG.
    pub i4: i32,
    /// PT_I8, PT_CURRENCY.
    pub i8: i64,
    /// PT_R4.
    pub r4: f32,
    /// PT_DOUBLE, PT_APPTIME.
    pub r8: f64,
    /// PT_SYSTIME: units of 100 ns since 1601-01-01 UTC.
    pub time: u64,
    /// PT_ERROR: why the value is missing.
    pub error: i32,
    /// PT_CLSID.
    pub guid: iostx_guid,
    /// PT_UNICODE in UTF-8, PT_STRING8, PT_BINARY.
    pub bytes: iostx_bytes,
    /// Types with IOSTX_PT_MV_FLAG.
    pub list: iostx_list,
}

/// A property and its value (SPropValue). A missing value has the type PT_ERROR in its tag and MAPI_E_NOT_FOUND as its value; one
/// that is too large to be handed out has MAPI_E_NOT_ENOUGH_MEMORY: open a stream.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_value {
    /// (id << 16) | type.
    pub tag: u32,
    /// Zero.
    pub reserved: u32,
    /// The value.
    pub value: iostx_value_union,
}

/// A row of values, such as one recipient.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iostx_row {
    /// The values.
    pub values: *const iostx_value,
    /// Count of values.
    pub count: usize,
}

/// The name of a named property.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iostx_name {
    /// sizeof(iostx_name); in an array the first one's is the distance from each to the next.
    pub struct_size: u32,
    /// IOSTX_MNID_ID or IOSTX_MNID_STRING.
    pub kind: u32,
    /// The number, for IOSTX_MNID_ID.
    pub id: u32,
    /// Type (IOSTX_PT_*) that the resulting tag is to have.
    pub r#type: u32,
    /// The set, such as IOSTX_PSETID_COMMON.
    pub set: iostx_guid,
    /// The text, for IOSTX_MNID_STRING; else NULL.
    pub name: *const c_char,
}

/// Details of a failure (MAPIERROR). Made by the library; iostx_error_free frees it with its texts.
#[repr(C)]
#[derive(Debug)]
pub struct iostx_error {
    /// Size of this structure.
    pub struct_size: u32,
    /// The code.
    pub code: i32,
    /// ulLowLevelError: what SQLite (extended result code) or the operating system (errno) said, else 0.
    pub system_code: i32,
    /// ulContext: the state of the session (IOSTX_LR_*) in which it happened, else 0.
    pub context: u32,
    /// lpszError: one line, UTF-8: the argument, the object, the cause.
    pub message: *const c_char,
    /// lpszComponent: the function that failed.
    pub component: *const c_char,
}

/// A store: one file of folders and items. Any threads at once.
pub struct iostx_store {
    _opaque: (),
}
/// A folder. Any threads at once.
pub struct iostx_folder {
    _opaque: (),
}
/// A message, as it was when it was opened. One call at a time.
pub struct iostx_message {
    _opaque: (),
}
/// A large value, read and written in chunks. One call at a time.
pub struct iostx_stream {
    _opaque: (),
}
/// A table, read row by row or page by page. One call at a time.
pub struct iostx_cursor {
    _opaque: (),
}
/// A synchronization session (IOSTX). One call at a time; cancel, is_cancelled and get_progress on any thread at any time.
pub struct iostx_session {
    _opaque: (),
}
/// An import sink for items (IExchangeImportContentsChanges). Belongs to the session's thread; ends with its state.
pub struct iostx_contents_sink {
    _opaque: (),
}
/// An import sink for folders (IExchangeImportHierarchyChanges). Belongs to the session's thread; ends with its state.
pub struct iostx_hierarchy_sink {
    _opaque: (),
}
/// Values that the library gave. One call at a time.
pub struct iostx_values {
    _opaque: (),
}
/// A subscription to change events. One thread waits, any thread stops.
pub struct iostx_events {
    _opaque: (),
}
/// What an agent answers one by one, given to an operation of it by iostx_replicate. It ends when the operation returns. Any threads at
/// once.
pub struct iostx_batch {
    _opaque: (),
}

/// A synchronization manager (SyncMgr). Any threads at once.
pub struct iostx_syncmgr {
    _opaque: (),
}
/// What a handler reports to (ISyncMgrSynchronizeCallback). Any threads at once. Borrowed: it ends with its handler object; use
/// iostx_syncmgr_callback_ref for what may report later.
pub struct iostx_syncmgr_callback {
    _opaque: (),
}
/// A subscription to the events of a manager. One thread waits, any thread stops.
pub struct iostx_syncmgr_events {
    _opaque: (),
}
