//! Result codes: one table of names, values and texts.
//!
//! Values are HRESULTs as MAPI (MAPICode.h), ICS (MS-OXCFXICS), the Synchronization Manager (mobsync.h) and COM document them. Codes of this library's own carry the
//! customer bit and facility 0x058. A value, once published, is never given another meaning.

/// S_OK: Success. (0x00000000)
pub const IOSTX_S_OK: i32 = 0;
/// S_FALSE: Success, with nothing done or nothing there: a time-out of a wait, an end in idle. (0x00000001)
pub const IOSTX_S_FALSE: i32 = 1;
/// E_UNEXPECTED: the state machine does not allow this call now; nothing was changed. (0x8000FFFF)
pub const IOSTX_E_UNEXPECTED: i32 = -2147418113;
/// E_NOTIMPL. (0x80004001)
pub const IOSTX_E_NOTIMPL: i32 = -2147467263;
/// E_POINTER: a required output pointer is NULL. (0x80004003)
pub const IOSTX_E_POINTER: i32 = -2147467261;
/// E_ABORT: a callback asked to stop. (0x80004004)
pub const IOSTX_E_ABORT: i32 = -2147467260;
/// MAPI_E_CALL_FAILED: E_FAIL: an internal failure; the message of the error says which. A caught panic becomes this code. (0x80004005)
pub const IOSTX_MAPI_E_CALL_FAILED: i32 = -2147467259;
/// MAPI_E_NOT_ENOUGH_MEMORY: E_OUTOFMEMORY; as the value of a property: too large to hand out, open a stream. (0x8007000E)
pub const IOSTX_MAPI_E_NOT_ENOUGH_MEMORY: i32 = -2147024882;
/// MAPI_E_INVALID_PARAMETER: E_INVALIDARG: an argument is invalid; the message names it. (0x80070057)
pub const IOSTX_MAPI_E_INVALID_PARAMETER: i32 = -2147024809;
/// MAPI_E_NO_ACCESS: E_ACCESSDENIED: the file, item or folder may not be used this way. (0x80070005)
pub const IOSTX_MAPI_E_NO_ACCESS: i32 = -2147024891;
/// MAPI_E_INTERFACE_NOT_SUPPORTED: E_NOINTERFACE. (0x80004002)
pub const IOSTX_MAPI_E_INTERFACE_NOT_SUPPORTED: i32 = -2147467262;
/// MAPI_E_NO_SUPPORT: The object does not support this operation. (0x80040102)
pub const IOSTX_MAPI_E_NO_SUPPORT: i32 = -2147221246;
/// MAPI_E_BAD_CHARWIDTH: The character width is not supported. (0x80040103)
pub const IOSTX_MAPI_E_BAD_CHARWIDTH: i32 = -2147221245;
/// MAPI_E_STRING_TOO_LONG: A text is too long. (0x80040105)
pub const IOSTX_MAPI_E_STRING_TOO_LONG: i32 = -2147221243;
/// MAPI_E_UNKNOWN_FLAGS: Also SYNC_E_UNKNOWN_FLAGS. (0x80040106)
pub const IOSTX_MAPI_E_UNKNOWN_FLAGS: i32 = -2147221242;
/// MAPI_E_INVALID_ENTRYID: The bytes are not an entry id of this store. (0x80040107)
pub const IOSTX_MAPI_E_INVALID_ENTRYID: i32 = -2147221241;
/// MAPI_E_INVALID_OBJECT: The handle was freed, made up, or belongs to another kind of object. (0x80040108)
pub const IOSTX_MAPI_E_INVALID_OBJECT: i32 = -2147221240;
/// MAPI_E_OBJECT_CHANGED: The object was changed by another since it was opened. (0x80040109)
pub const IOSTX_MAPI_E_OBJECT_CHANGED: i32 = -2147221239;
/// MAPI_E_OBJECT_DELETED: The object was deleted. (0x8004010A)
pub const IOSTX_MAPI_E_OBJECT_DELETED: i32 = -2147221238;
/// MAPI_E_BUSY: The object is in use by another call, session or process. (0x8004010B)
pub const IOSTX_MAPI_E_BUSY: i32 = -2147221237;
/// MAPI_E_NOT_ENOUGH_DISK: The disk is full. (0x8004010D)
pub const IOSTX_MAPI_E_NOT_ENOUGH_DISK: i32 = -2147221235;
/// MAPI_E_NOT_ENOUGH_RESOURCES: The system is out of resources. (0x8004010E)
pub const IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES: i32 = -2147221234;
/// MAPI_E_NOT_FOUND: Not found. (0x8004010F)
pub const IOSTX_MAPI_E_NOT_FOUND: i32 = -2147221233;
/// MAPI_E_VERSION: The version is not supported. (0x80040110)
pub const IOSTX_MAPI_E_VERSION: i32 = -2147221232;
/// MAPI_E_LOGON_FAILED: Given by agents: counts as a network error, not against the item. (0x80040111)
pub const IOSTX_MAPI_E_LOGON_FAILED: i32 = -2147221231;
/// MAPI_E_USER_CANCEL: The user cancelled. (0x80040113)
pub const IOSTX_MAPI_E_USER_CANCEL: i32 = -2147221229;
/// MAPI_E_UNABLE_TO_ABORT: The message is being sent and cannot be taken back. (0x80040114)
pub const IOSTX_MAPI_E_UNABLE_TO_ABORT: i32 = -2147221228;
/// MAPI_E_NETWORK_ERROR: Given by agents: not counted against the item. (0x80040115)
pub const IOSTX_MAPI_E_NETWORK_ERROR: i32 = -2147221227;
/// MAPI_E_DISK_ERROR: Reading or writing the disk failed. (0x80040116)
pub const IOSTX_MAPI_E_DISK_ERROR: i32 = -2147221226;
/// MAPI_E_TOO_COMPLEX: The operation is too complex. (0x80040117)
pub const IOSTX_MAPI_E_TOO_COMPLEX: i32 = -2147221225;
/// MAPI_E_BAD_COLUMN: A column is not available in this table. (0x80040118)
pub const IOSTX_MAPI_E_BAD_COLUMN: i32 = -2147221224;
/// MAPI_E_EXTENDED_ERROR: The object has more to say about this error. (0x80040119)
pub const IOSTX_MAPI_E_EXTENDED_ERROR: i32 = -2147221223;
/// MAPI_E_COMPUTED: The property is computed and cannot be set. (0x8004011A)
pub const IOSTX_MAPI_E_COMPUTED: i32 = -2147221222;
/// MAPI_E_CORRUPT_DATA: The data is damaged. (0x8004011B)
pub const IOSTX_MAPI_E_CORRUPT_DATA: i32 = -2147221221;
/// MAPI_E_UNCONFIGURED: The object is not configured yet. (0x8004011C)
pub const IOSTX_MAPI_E_UNCONFIGURED: i32 = -2147221220;
/// MAPI_E_RECONNECTED: The connection was made anew. (0x80040125)
pub const IOSTX_MAPI_E_RECONNECTED: i32 = -2147221211;
/// MAPI_E_OFFLINE: Given by agents: not counted against the item. (0x80040126)
pub const IOSTX_MAPI_E_OFFLINE: i32 = -2147221210;
/// MAPI_E_END_OF_SESSION: The session has ended. (0x80040200)
pub const IOSTX_MAPI_E_END_OF_SESSION: i32 = -2147220992;
/// MAPI_E_UNKNOWN_ENTRYID: The entry id is not of this store. (0x80040201)
pub const IOSTX_MAPI_E_UNKNOWN_ENTRYID: i32 = -2147220991;
/// MAPI_E_MISSING_REQUIRED_COLUMN: A required property is missing. (0x80040202)
pub const IOSTX_MAPI_E_MISSING_REQUIRED_COLUMN: i32 = -2147220990;
/// MAPI_E_BAD_VALUE: A property has an invalid value. (0x80040301)
pub const IOSTX_MAPI_E_BAD_VALUE: i32 = -2147220735;
/// MAPI_E_INVALID_TYPE: The property type is invalid. (0x80040302)
pub const IOSTX_MAPI_E_INVALID_TYPE: i32 = -2147220734;
/// MAPI_E_TYPE_NO_SUPPORT: The property type is not supported. (0x80040303)
pub const IOSTX_MAPI_E_TYPE_NO_SUPPORT: i32 = -2147220733;
/// MAPI_E_UNEXPECTED_TYPE: The property has another type than expected. (0x80040304)
pub const IOSTX_MAPI_E_UNEXPECTED_TYPE: i32 = -2147220732;
/// MAPI_E_TOO_BIG: The value is too big. (0x80040305)
pub const IOSTX_MAPI_E_TOO_BIG: i32 = -2147220731;
/// MAPI_E_DECLINE_COPY: The copy was declined. (0x80040306)
pub const IOSTX_MAPI_E_DECLINE_COPY: i32 = -2147220730;
/// MAPI_E_UNEXPECTED_ID: The property id is unexpected. (0x80040307)
pub const IOSTX_MAPI_E_UNEXPECTED_ID: i32 = -2147220729;
/// MAPI_E_UNABLE_TO_COMPLETE: The operation could not be completed. (0x80040400)
pub const IOSTX_MAPI_E_UNABLE_TO_COMPLETE: i32 = -2147220480;
/// MAPI_E_TIMEOUT: The time is over. (0x80040401)
pub const IOSTX_MAPI_E_TIMEOUT: i32 = -2147220479;
/// MAPI_E_TABLE_EMPTY: The table is empty. (0x80040402)
pub const IOSTX_MAPI_E_TABLE_EMPTY: i32 = -2147220478;
/// MAPI_E_TABLE_TOO_BIG: The table is too big. (0x80040403)
pub const IOSTX_MAPI_E_TABLE_TOO_BIG: i32 = -2147220477;
/// MAPI_E_INVALID_BOOKMARK: The position in the table is no longer valid. (0x80040405)
pub const IOSTX_MAPI_E_INVALID_BOOKMARK: i32 = -2147220475;
/// MAPI_E_WAIT: Wait and try again. (0x80040500)
pub const IOSTX_MAPI_E_WAIT: i32 = -2147220224;
/// MAPI_E_CANCEL: Cancelled. (0x80040501)
pub const IOSTX_MAPI_E_CANCEL: i32 = -2147220223;
/// MAPI_E_NOT_ME: Not for this object. (0x80040502)
pub const IOSTX_MAPI_E_NOT_ME: i32 = -2147220222;
/// MAPI_E_CORRUPT_STORE: The store file is damaged or is not a store. (0x80040600)
pub const IOSTX_MAPI_E_CORRUPT_STORE: i32 = -2147219968;
/// MAPI_E_NOT_IN_QUEUE: The message is not in the outgoing queue. (0x80040601)
pub const IOSTX_MAPI_E_NOT_IN_QUEUE: i32 = -2147219967;
/// MAPI_E_NO_SUPPRESS: It cannot be suppressed. (0x80040602)
pub const IOSTX_MAPI_E_NO_SUPPRESS: i32 = -2147219966;
/// MAPI_E_COLLISION: The name or id is already taken. (0x80040604)
pub const IOSTX_MAPI_E_COLLISION: i32 = -2147219964;
/// MAPI_E_NOT_INITIALIZED: The object is not initialized. (0x80040605)
pub const IOSTX_MAPI_E_NOT_INITIALIZED: i32 = -2147219963;
/// MAPI_E_NON_STANDARD: The request is not standard. (0x80040606)
pub const IOSTX_MAPI_E_NON_STANDARD: i32 = -2147219962;
/// MAPI_E_NO_RECIPIENTS: The message has no recipients. (0x80040607)
pub const IOSTX_MAPI_E_NO_RECIPIENTS: i32 = -2147219961;
/// MAPI_E_SUBMITTED: The message was submitted and cannot be changed. (0x80040608)
pub const IOSTX_MAPI_E_SUBMITTED: i32 = -2147219960;
/// MAPI_E_HAS_FOLDERS: The folder has subfolders. (0x80040609)
pub const IOSTX_MAPI_E_HAS_FOLDERS: i32 = -2147219959;
/// MAPI_E_HAS_MESSAGES: The folder has messages. (0x8004060A)
pub const IOSTX_MAPI_E_HAS_MESSAGES: i32 = -2147219958;
/// MAPI_E_FOLDER_CYCLE: A folder cannot be moved or copied below itself. (0x8004060B)
pub const IOSTX_MAPI_E_FOLDER_CYCLE: i32 = -2147219957;
/// MAPI_E_AMBIGUOUS_RECIP: A recipient is ambiguous. (0x80040700)
pub const IOSTX_MAPI_E_AMBIGUOUS_RECIP: i32 = -2147219712;
/// MAPI_W_NO_SERVICE: The service is not available. (0x00040203)
pub const IOSTX_MAPI_W_NO_SERVICE: i32 = 262659;
/// MAPI_W_ERRORS_RETURNED: Success: the missing values have type PT_ERROR. (0x00040380)
pub const IOSTX_MAPI_W_ERRORS_RETURNED: i32 = 263040;
/// MAPI_W_POSITION_CHANGED: The position in the table has changed. (0x00040481)
pub const IOSTX_MAPI_W_POSITION_CHANGED: i32 = 263297;
/// MAPI_W_APPROX_COUNT: The count is approximate. (0x00040482)
pub const IOSTX_MAPI_W_APPROX_COUNT: i32 = 263298;
/// MAPI_W_CANCEL_MESSAGE: The message was cancelled. (0x00040580)
pub const IOSTX_MAPI_W_CANCEL_MESSAGE: i32 = 263552;
/// MAPI_W_PARTIAL_COMPLETION: Success: some of the items could not be processed; the message of the error names the first. (0x00040680)
pub const IOSTX_MAPI_W_PARTIAL_COMPLETION: i32 = 263808;
/// SYNC_E_OBJECT_DELETED: The object was deleted here before; skip it. (0x80040800)
pub const IOSTX_SYNC_E_OBJECT_DELETED: i32 = -2147219456;
/// SYNC_E_IGNORE: The store has this version or a newer one; skip it. (0x80040801)
pub const IOSTX_SYNC_E_IGNORE: i32 = -2147219455;
/// SYNC_E_CONFLICT: Both sides changed the object. (0x80040802)
pub const IOSTX_SYNC_E_CONFLICT: i32 = -2147219454;
/// SYNC_E_NO_PARENT: The parent folder is unknown; send parents first. (0x80040803)
pub const IOSTX_SYNC_E_NO_PARENT: i32 = -2147219453;
/// SYNC_E_CYCLE: The folder would be its own ancestor. (0x80040804)
pub const IOSTX_SYNC_E_CYCLE: i32 = -2147219452;
/// SYNC_E_UNSYNCHRONIZED: The object or state is not in step. (0x80040805)
pub const IOSTX_SYNC_E_UNSYNCHRONIZED: i32 = -2147219451;
/// SYNC_W_PROGRESS: There is more to do; call again. (0x00040820)
pub const IOSTX_SYNC_W_PROGRESS: i32 = 264224;
/// SYNC_W_CLIENT_CHANGE_NEWER: Success of a move: the store held a newer version than the change list says; the given change key was not applied. (0x00040821)
pub const IOSTX_SYNC_W_CLIENT_CHANGE_NEWER: i32 = 264225;
/// S_SYNCMGR_MISSINGITEMS: of EnumSyncMgrItems: the enumerator is valid, but items are missing in it; what was saved for them stays. (0x00040201)
pub const IOSTX_S_SYNCMGR_MISSINGITEMS: i32 = 262657;
/// S_SYNCMGR_RETRYSYNC: passed into ShowErrorCompleted: prepare and synchronize the given items once more. (0x00040202)
pub const IOSTX_S_SYNCMGR_RETRYSYNC: i32 = 262658;
/// S_SYNCMGR_CANCELITEM: answer of Progress: leave this item, as soon as possible. Its value is also that of MAPI_W_NO_SERVICE, whose row the table has. (0x00040203)
pub const IOSTX_S_SYNCMGR_CANCELITEM: i32 = 262659;
/// S_SYNCMGR_CANCELALL: answer of Progress: leave all items of this handler, as soon as possible. (0x00040204)
pub const IOSTX_S_SYNCMGR_CANCELALL: i32 = 262660;
/// S_SYNCMGR_ITEMDELETED: passed into ShowPropertiesCompleted: the user deleted the item there; the manager forgets it. (0x00040210)
pub const IOSTX_S_SYNCMGR_ITEMDELETED: i32 = 262672;
/// S_SYNCMGR_ENUMITEMS: passed into ShowPropertiesCompleted: the set of items has changed; the manager enumerates again. (0x00040211)
pub const IOSTX_S_SYNCMGR_ENUMITEMS: i32 = 262673;
/// The store or manager of this object was closed; only _free may still be called. (0xA0580001)
pub const IOSTX_E_CLOSED: i32 = -1604845567;
/// The file has a newer schema than this library knows; it was not touched. (0xA0580002)
pub const IOSTX_E_INCOMPATIBLE: i32 = -1604845566;
/// Success: the state was left, and its deletions are held until they are confirmed or rejected. (0x20580001)
pub const IOSTX_W_DELETIONS_HELD: i32 = 542638081;

/// One row of the table of codes.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// The HRESULT.
    pub code: i32,
    /// The documented name, without the library's prefix where the name is not ours.
    pub name: &'static str,
    /// What it says, in one line without a full stop.
    pub text: &'static str,
}

/// Every code that the library knows, in the order of the constants above.
pub static CODES: &[CodeInfo] = &[
    row(IOSTX_S_OK, "S_OK", "the call succeeded"),
    row(IOSTX_S_FALSE, "S_FALSE", "the call succeeded and there was nothing to do"),
    row(IOSTX_E_UNEXPECTED, "E_UNEXPECTED", "the call is not legal in the current state"),
    row(IOSTX_E_NOTIMPL, "E_NOTIMPL", "the call is not implemented"),
    row(IOSTX_E_POINTER, "E_POINTER", "a required pointer is NULL"),
    row(IOSTX_E_ABORT, "E_ABORT", "the operation was aborted"),
    row(IOSTX_MAPI_E_CALL_FAILED, "MAPI_E_CALL_FAILED", "the call failed for an internal reason"),
    row(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY, "MAPI_E_NOT_ENOUGH_MEMORY", "not enough memory, or the value is too large for this call"),
    row(IOSTX_MAPI_E_INVALID_PARAMETER, "MAPI_E_INVALID_PARAMETER", "an argument is invalid"),
    row(IOSTX_MAPI_E_NO_ACCESS, "MAPI_E_NO_ACCESS", "access is denied"),
    row(IOSTX_MAPI_E_INTERFACE_NOT_SUPPORTED, "MAPI_E_INTERFACE_NOT_SUPPORTED", "the interface is not supported"),
    row(IOSTX_MAPI_E_NO_SUPPORT, "MAPI_E_NO_SUPPORT", "the object does not support this operation"),
    row(IOSTX_MAPI_E_BAD_CHARWIDTH, "MAPI_E_BAD_CHARWIDTH", "the character width is not supported"),
    row(IOSTX_MAPI_E_STRING_TOO_LONG, "MAPI_E_STRING_TOO_LONG", "a text is too long"),
    row(IOSTX_MAPI_E_UNKNOWN_FLAGS, "MAPI_E_UNKNOWN_FLAGS", "a flag is unknown to this call"),
    row(IOSTX_MAPI_E_INVALID_ENTRYID, "MAPI_E_INVALID_ENTRYID", "the bytes are not an entry id of this store"),
    row(IOSTX_MAPI_E_INVALID_OBJECT, "MAPI_E_INVALID_OBJECT", "the handle is not a live object of the expected kind"),
    row(IOSTX_MAPI_E_OBJECT_CHANGED, "MAPI_E_OBJECT_CHANGED", "the object was changed by another since it was opened"),
    row(IOSTX_MAPI_E_OBJECT_DELETED, "MAPI_E_OBJECT_DELETED", "the object was deleted"),
    row(IOSTX_MAPI_E_BUSY, "MAPI_E_BUSY", "the object is in use by another call, session or process"),
    row(IOSTX_MAPI_E_NOT_ENOUGH_DISK, "MAPI_E_NOT_ENOUGH_DISK", "the disk is full"),
    row(IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES, "MAPI_E_NOT_ENOUGH_RESOURCES", "the system is out of resources"),
    row(IOSTX_MAPI_E_NOT_FOUND, "MAPI_E_NOT_FOUND", "not found"),
    row(IOSTX_MAPI_E_VERSION, "MAPI_E_VERSION", "the version is not supported"),
    row(IOSTX_MAPI_E_LOGON_FAILED, "MAPI_E_LOGON_FAILED", "the server refused the logon"),
    row(IOSTX_MAPI_E_USER_CANCEL, "MAPI_E_USER_CANCEL", "the user cancelled"),
    row(IOSTX_MAPI_E_UNABLE_TO_ABORT, "MAPI_E_UNABLE_TO_ABORT", "the message is being sent and cannot be taken back"),
    row(IOSTX_MAPI_E_NETWORK_ERROR, "MAPI_E_NETWORK_ERROR", "the network or the server failed"),
    row(IOSTX_MAPI_E_DISK_ERROR, "MAPI_E_DISK_ERROR", "reading or writing the disk failed"),
    row(IOSTX_MAPI_E_TOO_COMPLEX, "MAPI_E_TOO_COMPLEX", "the operation is too complex"),
    row(IOSTX_MAPI_E_BAD_COLUMN, "MAPI_E_BAD_COLUMN", "a column is not available in this table"),
    row(IOSTX_MAPI_E_EXTENDED_ERROR, "MAPI_E_EXTENDED_ERROR", "the object has more to say about this error"),
    row(IOSTX_MAPI_E_COMPUTED, "MAPI_E_COMPUTED", "the property is computed and cannot be set"),
    row(IOSTX_MAPI_E_CORRUPT_DATA, "MAPI_E_CORRUPT_DATA", "the data is damaged"),
    row(IOSTX_MAPI_E_UNCONFIGURED, "MAPI_E_UNCONFIGURED", "the object is not configured yet"),
    row(IOSTX_MAPI_E_RECONNECTED, "MAPI_E_RECONNECTED", "the connection was made anew"),
    row(IOSTX_MAPI_E_OFFLINE, "MAPI_E_OFFLINE", "the server is offline"),
    row(IOSTX_MAPI_E_END_OF_SESSION, "MAPI_E_END_OF_SESSION", "the session has ended"),
    row(IOSTX_MAPI_E_UNKNOWN_ENTRYID, "MAPI_E_UNKNOWN_ENTRYID", "the entry id is not of this store"),
    row(IOSTX_MAPI_E_MISSING_REQUIRED_COLUMN, "MAPI_E_MISSING_REQUIRED_COLUMN", "a required property is missing"),
    row(IOSTX_MAPI_E_BAD_VALUE, "MAPI_E_BAD_VALUE", "a property has an invalid value"),
    row(IOSTX_MAPI_E_INVALID_TYPE, "MAPI_E_INVALID_TYPE", "the property type is invalid"),
    row(IOSTX_MAPI_E_TYPE_NO_SUPPORT, "MAPI_E_TYPE_NO_SUPPORT", "the property type is not supported"),
    row(IOSTX_MAPI_E_UNEXPECTED_TYPE, "MAPI_E_UNEXPECTED_TYPE", "the property has another type than expected"),
    row(IOSTX_MAPI_E_TOO_BIG, "MAPI_E_TOO_BIG", "the value is too big"),
    row(IOSTX_MAPI_E_DECLINE_COPY, "MAPI_E_DECLINE_COPY", "the copy was declined"),
    row(IOSTX_MAPI_E_UNEXPECTED_ID, "MAPI_E_UNEXPECTED_ID", "the property id is unexpected"),
    row(IOSTX_MAPI_E_UNABLE_TO_COMPLETE, "MAPI_E_UNABLE_TO_COMPLETE", "the operation could not be completed"),
    row(IOSTX_MAPI_E_TIMEOUT, "MAPI_E_TIMEOUT", "the time is over"),
    row(IOSTX_MAPI_E_TABLE_EMPTY, "MAPI_E_TABLE_EMPTY", "the table is empty"),
    row(IOSTX_MAPI_E_TABLE_TOO_BIG, "MAPI_E_TABLE_TOO_BIG", "the table is too big"),
    row(IOSTX_MAPI_E_INVALID_BOOKMARK, "MAPI_E_INVALID_BOOKMARK", "the position in the table is no longer valid"),
    row(IOSTX_MAPI_E_WAIT, "MAPI_E_WAIT", "wait and try again"),
    row(IOSTX_MAPI_E_CANCEL, "MAPI_E_CANCEL", "cancelled"),
    row(IOSTX_MAPI_E_NOT_ME, "MAPI_E_NOT_ME", "not for this object"),
    row(IOSTX_MAPI_E_CORRUPT_STORE, "MAPI_E_CORRUPT_STORE", "the store file is damaged or is not a store"),
    row(IOSTX_MAPI_E_NOT_IN_QUEUE, "MAPI_E_NOT_IN_QUEUE", "the message is not in the outgoing queue"),
    row(IOSTX_MAPI_E_NO_SUPPRESS, "MAPI_E_NO_SUPPRESS", "it cannot be suppressed"),
    row(IOSTX_MAPI_E_COLLISION, "MAPI_E_COLLISION", "the name or id is already taken"),
    row(IOSTX_MAPI_E_NOT_INITIALIZED, "MAPI_E_NOT_INITIALIZED", "the object is not initialized"),
    row(IOSTX_MAPI_E_NON_STANDARD, "MAPI_E_NON_STANDARD", "the request is not standard"),
    row(IOSTX_MAPI_E_NO_RECIPIENTS, "MAPI_E_NO_RECIPIENTS", "the message has no recipients"),
    row(IOSTX_MAPI_E_SUBMITTED, "MAPI_E_SUBMITTED", "the message was submitted and cannot be changed"),
    row(IOSTX_MAPI_E_HAS_FOLDERS, "MAPI_E_HAS_FOLDERS", "the folder has subfolders"),
    row(IOSTX_MAPI_E_HAS_MESSAGES, "MAPI_E_HAS_MESSAGES", "the folder has messages"),
    row(IOSTX_MAPI_E_FOLDER_CYCLE, "MAPI_E_FOLDER_CYCLE", "a folder cannot be moved or copied below itself"),
    row(IOSTX_MAPI_E_AMBIGUOUS_RECIP, "MAPI_E_AMBIGUOUS_RECIP", "a recipient is ambiguous"),
    row(
        IOSTX_MAPI_W_NO_SERVICE,
        "MAPI_W_NO_SERVICE",
        "the service is not available; of a synchronization manager: leave this item",
    ),
    row(IOSTX_MAPI_W_ERRORS_RETURNED, "MAPI_W_ERRORS_RETURNED", "some values could not be returned"),
    row(IOSTX_MAPI_W_POSITION_CHANGED, "MAPI_W_POSITION_CHANGED", "the position in the table has changed"),
    row(IOSTX_MAPI_W_APPROX_COUNT, "MAPI_W_APPROX_COUNT", "the count is approximate"),
    row(IOSTX_MAPI_W_CANCEL_MESSAGE, "MAPI_W_CANCEL_MESSAGE", "the message was cancelled"),
    row(IOSTX_MAPI_W_PARTIAL_COMPLETION, "MAPI_W_PARTIAL_COMPLETION", "some of the items could not be processed"),
    row(IOSTX_SYNC_E_OBJECT_DELETED, "SYNC_E_OBJECT_DELETED", "the object was deleted here before; skip it"),
    row(IOSTX_SYNC_E_IGNORE, "SYNC_E_IGNORE", "the store has this version or a newer one; skip it"),
    row(IOSTX_SYNC_E_CONFLICT, "SYNC_E_CONFLICT", "both sides changed the object"),
    row(IOSTX_SYNC_E_NO_PARENT, "SYNC_E_NO_PARENT", "the parent folder is unknown; send parents first"),
    row(IOSTX_SYNC_E_CYCLE, "SYNC_E_CYCLE", "the folder would be its own ancestor"),
    row(IOSTX_SYNC_E_UNSYNCHRONIZED, "SYNC_E_UNSYNCHRONIZED", "the object or state is not in step"),
    row(IOSTX_SYNC_W_PROGRESS, "SYNC_W_PROGRESS", "there is more to do; call again"),
    row(IOSTX_SYNC_W_CLIENT_CHANGE_NEWER, "SYNC_W_CLIENT_CHANGE_NEWER", "moved; the store held a newer version, which stays"),
    row(IOSTX_S_SYNCMGR_MISSINGITEMS, "S_SYNCMGR_MISSINGITEMS", "the list of items is not complete"),
    row(IOSTX_S_SYNCMGR_RETRYSYNC, "S_SYNCMGR_RETRYSYNC", "synchronize these items once more"),
    row(IOSTX_S_SYNCMGR_CANCELALL, "S_SYNCMGR_CANCELALL", "leave all items of this handler"),
    row(IOSTX_S_SYNCMGR_ITEMDELETED, "S_SYNCMGR_ITEMDELETED", "the item was deleted"),
    row(IOSTX_S_SYNCMGR_ENUMITEMS, "S_SYNCMGR_ENUMITEMS", "the set of items has changed"),
    row(IOSTX_E_CLOSED, "IOSTX_E_CLOSED", "the store or manager is closed"),
    row(IOSTX_E_INCOMPATIBLE, "IOSTX_E_INCOMPATIBLE", "the store was made by a newer version of the library"),
    row(IOSTX_W_DELETIONS_HELD, "IOSTX_W_DELETIONS_HELD", "deletions were held back by the mass-delete guard"),
];

const fn row(code: i32, name: &'static str, text: &'static str) -> CodeInfo {
    CodeInfo { code, name, text }
}

/// The row of a code; `None` for a code that is not in the table.
pub fn lookup(code: i32) -> Option<&'static CodeInfo> {
    CODES.iter().find(|row| row.code == code)
}

/// The fixed text of a code. A code that is not in the table gets a text that says so.
pub fn text(code: i32) -> &'static str {
    lookup(code).map_or("a code that this library does not know", |row| row.text)
}

/// The documented name of a code, or its hexadecimal form.
pub fn name(code: i32) -> String {
    lookup(code).map_or_else(|| format!("0x{code:08X}"), |row| row.name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_one_row_with_a_name_and_a_text() {
        for (at, row) in CODES.iter().enumerate() {
            assert!(!row.name.is_empty() && !row.text.is_empty());
            assert!(CODES[at + 1..].iter().all(|other| other.code != row.code && other.name != row.name), "{}", row.name);
        }
    }

    #[test]
    fn the_documented_values_stand() {
        assert_eq!(IOSTX_MAPI_E_NOT_FOUND as u32, 0x8004_010F);
        assert_eq!(IOSTX_SYNC_E_OBJECT_DELETED as u32, 0x8004_0800);
        assert_eq!(IOSTX_E_UNEXPECTED as u32, 0x8000_FFFF);
        assert_eq!(name(IOSTX_SYNC_E_IGNORE), "SYNC_E_IGNORE");
    }
}
