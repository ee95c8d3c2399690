/*
 * iostx: a local store of folders and items that tracks what changed, and the state machine (IOSTX) that replicates it with any
 * server.
 *
 * This file is generated from the library's source and checked in; `UPDATE_HEADER=1 cargo test --test header` writes it anew.
 *
 * The way of a session: iostx_store_open, iostx_get_sync_object, iostx_init_sync; then iostx_sync_beg and iostx_sync_end, state by
 * state. The documented name of everything that the Outlook Replication API, MAPI or ICS document stands in its comment.
 *
 * CONVENTIONS
 *
 * Results. Functions answer an HRESULT (int32_t): negative is failure, IOSTX_S_OK success; IOSTX_S_FALSE and the codes with _W_
 * are successes that have more to say. Codes are open: a newer library may answer new ones. iostx_error_text gives the text of a
 * code; the get_last_error of an object gives the details of its last failure, as a copy that iostx_error_free frees. On a handle
 * that threads share it is the last failure of any of them. Apart from the errors that a function lists, any may answer
 * MAPI_E_INVALID_OBJECT (a handle), E_POINTER (a required output is NULL), MAPI_E_INVALID_PARAMETER (another argument; the error
 * names it), MAPI_E_INVALID_ENTRYID (an id of another store), IOSTX_E_CLOSED (the store was closed), MAPI_E_BUSY (a second thread
 * in an object that takes one call at a time), MAPI_E_DISK_ERROR, MAPI_E_NOT_ENOUGH_DISK, MAPI_E_CORRUPT_STORE, and
 * MAPI_E_CALL_FAILED for a fault in the library, which never ends the process.
 *
 * Arguments. Inputs come first and are copied: nothing is kept of the caller's memory. An array is a pointer and a count; (NULL, 0)
 * is an empty one. Outputs come last and are written only on success; a pointer output becomes NULL on failure. Text is UTF-8;
 * invalid UTF-8, unknown flags and wrong sizes are refused. Times are units of 100 ns since 1601-01-01 UTC.
 *
 * Handles. A handle (iostx_store and so on) is not an address: one that was freed, is made up, or is of another kind answers
 * MAPI_E_INVALID_OBJECT. What a function gives out, the caller frees with the _free of its kind, which takes NULL, never fails,
 * never blocks, and may be called on any thread; freeing twice does nothing. An object in use goes when that call returns. Objects
 * keep what they came from alive, in whatever order they are freed. Pointers inside a result live as long as the result. Handles
 * inside the structures of states are borrowed: they end with the state, _free on them does nothing, _ref makes an owned one.
 *
 * Threads. Any threads at once: a store, a folder, a synchronization manager and its callbacks, iostx_events_stop, and cancel, is_cancelled and get_progress of a session. One
 * call at a time, from any thread: a session with its states, sinks and their messages; a message, stream, cursor, values. A second
 * call meanwhile answers MAPI_E_BUSY.
 *
 * Callbacks are a function, userdata, and userdata_free, which is called once, when no call will come any more. They are never
 * called under a lock.
 *
 * Structures that a caller fills begin with struct_size: initialize them with their IOSTX_..._INIT. A library reads and writes no
 * more than that size.
 */

#ifndef IOSTX_H
#define IOSTX_H

#include <stddef.h>
#include <stdint.h>

// Initializers. Those of structures that begin with struct_size set it.

#define IOSTX_BYTES_INIT { NULL, 0 }
#define IOSTX_BINDING_INIT { IOSTX_BYTES_INIT, IOSTX_BYTES_INIT }
#define IOSTX_LTID_INIT { { { 0 } }, { 0 }, { 0 } }
#define IOSTX_FEID_INIT { { 0 }, { 0 }, { 0 }, IOSTX_LTID_INIT }
#define IOSTX_MEID_INIT { { 0 }, { 0 }, { 0 }, IOSTX_LTID_INIT, IOSTX_LTID_INIT }
#define IOSTX_STORE_OPTIONS_INIT { (uint32_t)sizeof(iostx_store_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL }
#define IOSTX_STORE_INFO_INIT { (uint32_t)sizeof(iostx_store_info), 0, 0, 0, { { 0 } }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL }
#define IOSTX_FOLDER_OPTIONS_INIT { (uint32_t)sizeof(iostx_folder_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define IOSTX_LIST_OPTIONS_INIT { (uint32_t)sizeof(iostx_list_options), 0, 0, 0, NULL, 0 }
#define IOSTX_EVENTS_OPTIONS_INIT { (uint32_t)sizeof(iostx_events_options), 0, 0, 0, NULL, NULL, NULL, NULL }
#define IOSTX_EVENT_INIT { (uint32_t)sizeof(iostx_event), 0, 0, 0, IOSTX_FEID_INIT, IOSTX_MEID_INIT, IOSTX_FEID_INIT }
#define IOSTX_PROGRESS_INIT { (uint32_t)sizeof(iostx_progress), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, IOSTX_FEID_INIT }
#define IOSTX_SESSION_OPTIONS_INIT \
  { (uint32_t)sizeof(iostx_session_options), 0, 0, 0, 0, 0, 0, 0, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL }
#define IOSTX_RESULT_INIT { (uint32_t)sizeof(iostx_result), 0, 0, 0, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT, NULL }
#define IOSTX_REMOTE_OPS_INIT \
  { (uint32_t)sizeof(iostx_remote_ops), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
#define IOSTX_REPLICATE_OPTIONS_INIT { (uint32_t)sizeof(iostx_replicate_options), 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0 }
#define IOSTX_REPLICATE_REPORT_INIT \
  { (uint32_t)sizeof(iostx_replicate_report), 0, { 0, 0, 0, 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0, 0, 0, 0 }, 0, 0, 0, 0, 0, 0, 0 }
#define IOSTX_IMPORT_ITEM_INIT \
  { (uint32_t)sizeof(iostx_import_item), 0, IOSTX_BINDING_INIT, IOSTX_BYTES_INIT, NULL, 0, IOSTX_BYTES_INIT, 0 }
#define IOSTX_IMPORT_FLAGS_INIT { (uint32_t)sizeof(iostx_import_flags), 0, 0, 0, IOSTX_BINDING_INIT, NULL }
#define IOSTX_READSTATE_INIT { (uint32_t)sizeof(iostx_readstate), 0, IOSTX_BYTES_INIT }
#define IOSTX_MESSAGE_MOVE_INIT \
  { (uint32_t)sizeof(iostx_message_move), 0, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT }
#define IOSTX_LISTING_SCOPE_INIT { (uint32_t)sizeof(iostx_listing_scope), 0, IOSTX_BYTES_INIT, IOSTX_BYTES_INIT, 0, 0 }
#define IOSTX_NAME_INIT { (uint32_t)sizeof(iostx_name), 0, 0, 0, { { 0 } }, NULL }
#define IOSTX_SYNCMGR_ITEM_INIT { (uint32_t)sizeof(iostx_syncmgr_item), 0, { { 0 } }, 0, 0, 0, NULL, { 0 }, { 0 } }
#define IOSTX_SYNCMGR_FACTORY_INIT { (uint32_t)sizeof(iostx_syncmgr_factory), 0, NULL, NULL, NULL }
#define IOSTX_SYNCMGR_PROGRESS_ITEM_INIT { (uint32_t)sizeof(iostx_syncmgr_progress_item), 0, NULL, 0, 0, 0, 0 }
#define IOSTX_SYNCMGR_LOG_ERROR_INFO_INIT \
  { (uint32_t)sizeof(iostx_syncmgr_log_error_info), 0, 0, 0, { { 0 } }, { { 0 } }, NULL, NULL }
#define IOSTX_SYNCMGR_CONFLICT_INIT { (uint32_t)sizeof(iostx_syncmgr_conflict), 0, { { 0 } }, { { 0 } }, NULL }
#define IOSTX_SYNCMGR_SCHEDULE_INIT { (uint32_t)sizeof(iostx_syncmgr_schedule), 0, 0, UINT32_MAX, 0 }
#define IOSTX_SYNCMGR_ITEM_OPTIONS_INIT { (uint32_t)sizeof(iostx_syncmgr_item_options), 0, 0, 0, NULL }
#define IOSTX_SYNCMGR_OPTIONS_INIT \
  { (uint32_t)sizeof(iostx_syncmgr_options), 0, 0, 0, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
#define IOSTX_SYNCMGR_STORE_OPTIONS_INIT { (uint32_t)sizeof(iostx_syncmgr_store_options), 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
#define IOSTX_SYNCMGR_EVENTS_OPTIONS_INIT { (uint32_t)sizeof(iostx_syncmgr_events_options), 0, NULL, NULL, NULL }
#define IOSTX_SYNCMGR_EVENT_INIT { (uint32_t)sizeof(iostx_syncmgr_event), 0, { { 0 } }, { { 0 } }, 0, 0, 0, 0, 0 }

// Sets of named properties (MS-OXPROPS), as initializers of an iostx_guid.

/* Sets of named properties, as the 16 bytes of a GUID in memory. The header has them as initializers of an iostx_guid. */

/// PS_MAPI: the set of the properties that have fixed tags.
#define IOSTX_PS_MAPI { { 0x28, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PS_PUBLIC_STRINGS: names that users and agents share, such as "Keywords".
#define IOSTX_PS_PUBLIC_STRINGS { { 0x29, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PS_INTERNET_HEADERS: headers of a message by name.
#define IOSTX_PS_INTERNET_HEADERS { { 0x86, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Appointment.
#define IOSTX_PSETID_APPOINTMENT { { 0x02, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Task.
#define IOSTX_PSETID_TASK { { 0x03, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Address.
#define IOSTX_PSETID_ADDRESS { { 0x04, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Common.
#define IOSTX_PSETID_COMMON { { 0x08, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Log.
#define IOSTX_PSETID_LOG { { 0x0A, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Note.
#define IOSTX_PSETID_NOTE { { 0x0E, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46 } }
/// PSETID_Meeting.
#define IOSTX_PSETID_MEETING { { 0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05 } }

// MUIDPRVNST, g_muidProvPrvNST: the provider of wrapped stores, as an initializer of an iostx_guid.
#define IOSTX_PROVIDER_NST \
  { { 0xE9, 0x2F, 0xEB, 0x75, 0x96, 0x50, 0x44, 0x86, 0x83, 0xB8, 0x7D, 0xE5, 0x22, 0xAA, 0x49, 0x48 } }

/* Result codes: one table of names, values and texts. */

/// S_OK: Success. (0x00000000)
#define IOSTX_S_OK 0
/// S_FALSE: Success, with nothing done or nothing there: a time-out of a wait, an end in idle. (0x00000001)
#define IOSTX_S_FALSE 1
/// E_UNEXPECTED: the state machine does not allow this call now; nothing was changed. (0x8000FFFF)
#define IOSTX_E_UNEXPECTED (-2147418113)
/// E_NOTIMPL. (0x80004001)
#define IOSTX_E_NOTIMPL (-2147467263)
/// E_POINTER: a required output pointer is NULL. (0x80004003)
#define IOSTX_E_POINTER (-2147467261)
/// E_ABORT: a callback asked to stop. (0x80004004)
#define IOSTX_E_ABORT (-2147467260)
/// MAPI_E_CALL_FAILED: E_FAIL: an internal failure; the message of the error says which. A caught panic becomes this code. (0x80004005)
#define IOSTX_MAPI_E_CALL_FAILED (-2147467259)
/// MAPI_E_NOT_ENOUGH_MEMORY: E_OUTOFMEMORY; as the value of a property: too large to hand out, open a stream. (0x8007000E)
#define IOSTX_MAPI_E_NOT_ENOUGH_MEMORY (-2147024882)
/// MAPI_E_INVALID_PARAMETER: E_INVALIDARG: an argument is invalid; the message names it. (0x80070057)
#define IOSTX_MAPI_E_INVALID_PARAMETER (-2147024809)
/// MAPI_E_NO_ACCESS: E_ACCESSDENIED: the file, item or folder may not be used this way. (0x80070005)
#define IOSTX_MAPI_E_NO_ACCESS (-2147024891)
/// MAPI_E_INTERFACE_NOT_SUPPORTED: E_NOINTERFACE. (0x80004002)
#define IOSTX_MAPI_E_INTERFACE_NOT_SUPPORTED (-2147467262)
/// MAPI_E_NO_SUPPORT: The object does not support this operation. (0x80040102)
#define IOSTX_MAPI_E_NO_SUPPORT (-2147221246)
/// MAPI_E_BAD_CHARWIDTH: The character width is not supported. (0x80040103)
#define IOSTX_MAPI_E_BAD_CHARWIDTH (-2147221245)
/// MAPI_E_STRING_TOO_LONG: A text is too long. (0x80040105)
#define IOSTX_MAPI_E_STRING_TOO_LONG (-2147221243)
/// MAPI_E_UNKNOWN_FLAGS: Also SYNC_E_UNKNOWN_FLAGS. (0x80040106)
#define IOSTX_MAPI_E_UNKNOWN_FLAGS (-2147221242)
/// MAPI_E_INVALID_ENTRYID: The bytes are not an entry id of this store. (0x80040107)
#define IOSTX_MAPI_E_INVALID_ENTRYID (-2147221241)
/// MAPI_E_INVALID_OBJECT: The handle was freed, made up, or belongs to another kind of object. (0x80040108)
#define IOSTX_MAPI_E_INVALID_OBJECT (-2147221240)
/// MAPI_E_OBJECT_CHANGED: The object was changed by another since it was opened. (0x80040109)
#define IOSTX_MAPI_E_OBJECT_CHANGED (-2147221239)
/// MAPI_E_OBJECT_DELETED: The object was deleted. (0x8004010A)
#define IOSTX_MAPI_E_OBJECT_DELETED (-2147221238)
/// MAPI_E_BUSY: The object is in use by another call, session or process. (0x8004010B)
#define IOSTX_MAPI_E_BUSY (-2147221237)
/// MAPI_E_NOT_ENOUGH_DISK: The disk is full. (0x8004010D)
#define IOSTX_MAPI_E_NOT_ENOUGH_DISK (-2147221235)
/// MAPI_E_NOT_ENOUGH_RESOURCES: The system is out of resources. (0x8004010E)
#define IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES (-2147221234)
/// MAPI_E_NOT_FOUND: Not found. (0x8004010F)
#define IOSTX_MAPI_E_NOT_FOUND (-2147221233)
/// MAPI_E_VERSION: The version is not supported. (0x80040110)
#define IOSTX_MAPI_E_VERSION (-2147221232)
/// MAPI_E_LOGON_FAILED: Given by agents: counts as a network error, not against the item. (0x80040111)
#define IOSTX_MAPI_E_LOGON_FAILED (-2147221231)
/// MAPI_E_USER_CANCEL: The user cancelled. (0x80040113)
#define IOSTX_MAPI_E_USER_CANCEL (-2147221229)
/// MAPI_E_UNABLE_TO_ABORT: The message is being sent and cannot be taken back. (0x80040114)
#define IOSTX_MAPI_E_UNABLE_TO_ABORT (-2147221228)
/// MAPI_E_NETWORK_ERROR: Given by agents: not counted against the item. (0x80040115)
#define IOSTX_MAPI_E_NETWORK_ERROR (-2147221227)
/// MAPI_E_DISK_ERROR: Reading or writing the disk failed. (0x80040116)
#define IOSTX_MAPI_E_DISK_ERROR (-2147221226)
/// MAPI_E_TOO_COMPLEX: The operation is too complex. (0x80040117)
#define IOSTX_MAPI_E_TOO_COMPLEX (-2147221225)
/// MAPI_E_BAD_COLUMN: A column is not available in this table. (0x80040118)
#define IOSTX_MAPI_E_BAD_COLUMN (-2147221224)
/// MAPI_E_EXTENDED_ERROR: The object has more to say about this error. (0x80040119)
#define IOSTX_MAPI_E_EXTENDED_ERROR (-2147221223)
/// MAPI_E_COMPUTED: The property is computed and cannot be set. (0x8004011A)
#define IOSTX_MAPI_E_COMPUTED (-2147221222)
/// MAPI_E_CORRUPT_DATA: The data is damaged. (0x8004011B)
#define IOSTX_MAPI_E_CORRUPT_DATA (-2147221221)
/// MAPI_E_UNCONFIGURED: The object is not configured yet. (0x8004011C)
#define IOSTX_MAPI_E_UNCONFIGURED (-2147221220)
/// MAPI_E_RECONNECTED: The connection was made anew. (0x80040125)
#define IOSTX_MAPI_E_RECONNECTED (-2147221211)
/// MAPI_E_OFFLINE: Given by agents: not counted against the item. (0x80040126)
#define IOSTX_MAPI_E_OFFLINE (-2147221210)
/// MAPI_E_END_OF_SESSION: The session has ended. (0x80040200)
#define IOSTX_MAPI_E_END_OF_SESSION (-2147220992)
/// MAPI_E_UNKNOWN_ENTRYID: The entry id is not of this store. (0x80040201)
#define IOSTX_MAPI_E_UNKNOWN_ENTRYID (-2147220991)
/// MAPI_E_MISSING_REQUIRED_COLUMN: A required property is missing. (0x80040202)
#define IOSTX_MAPI_E_MISSING_REQUIRED_COLUMN (-2147220990)
/// MAPI_E_BAD_VALUE: A property has an invalid value. (0x80040301)
#define IOSTX_MAPI_E_BAD_VALUE (-2147220735)
/// MAPI_E_INVALID_TYPE: The property type is invalid. (0x80040302)
#define IOSTX_MAPI_E_INVALID_TYPE (-2147220734)
/// MAPI_E_TYPE_NO_SUPPORT: The property type is not supported. (0x80040303)
#define IOSTX_MAPI_E_TYPE_NO_SUPPORT (-2147220733)
/// MAPI_E_UNEXPECTED_TYPE: The property has another type than expected. (0x80040304)
#define IOSTX_MAPI_E_UNEXPECTED_TYPE (-2147220732)
/// MAPI_E_TOO_BIG: The value is too big. (0x80040305)
#define IOSTX_MAPI_E_TOO_BIG (-2147220731)
/// MAPI_E_DECLINE_COPY: The copy was declined. (0x80040306)
#define IOSTX_MAPI_E_DECLINE_COPY (-2147220730)
/// MAPI_E_UNEXPECTED_ID: The property id is unexpected. (0x80040307)
#define IOSTX_MAPI_E_UNEXPECTED_ID (-2147220729)
/// MAPI_E_UNABLE_TO_COMPLETE: The operation could not be completed. (0x80040400)
#define IOSTX_MAPI_E_UNABLE_TO_COMPLETE (-2147220480)
/// MAPI_E_TIMEOUT: The time is over. (0x80040401)
#define IOSTX_MAPI_E_TIMEOUT (-2147220479)
/// MAPI_E_TABLE_EMPTY: The table is empty. (0x80040402)
#define IOSTX_MAPI_E_TABLE_EMPTY (-2147220478)
/// MAPI_E_TABLE_TOO_BIG: The table is too big. (0x80040403)
#define IOSTX_MAPI_E_TABLE_TOO_BIG (-2147220477)
/// MAPI_E_INVALID_BOOKMARK: The position in the table is no longer valid. (0x80040405)
#define IOSTX_MAPI_E_INVALID_BOOKMARK (-2147220475)
/// MAPI_E_WAIT: Wait and try again. (0x80040500)
#define IOSTX_MAPI_E_WAIT (-2147220224)
/// MAPI_E_CANCEL: Cancelled. (0x80040501)
#define IOSTX_MAPI_E_CANCEL (-2147220223)
/// MAPI_E_NOT_ME: Not for this object. (0x80040502)
#define IOSTX_MAPI_E_NOT_ME (-2147220222)
/// MAPI_E_CORRUPT_STORE: The store file is damaged or is not a store. (0x80040600)
#define IOSTX_MAPI_E_CORRUPT_STORE (-2147219968)
/// MAPI_E_NOT_IN_QUEUE: The message is not in the outgoing queue. (0x80040601)
#define IOSTX_MAPI_E_NOT_IN_QUEUE (-2147219967)
/// MAPI_E_NO_SUPPRESS: It cannot be suppressed. (0x80040602)
#define IOSTX_MAPI_E_NO_SUPPRESS (-2147219966)
/// MAPI_E_COLLISION: The name or id is already taken. (0x80040604)
#define IOSTX_MAPI_E_COLLISION (-2147219964)
/// MAPI_E_NOT_INITIALIZED: The object is not initialized. (0x80040605)
#define IOSTX_MAPI_E_NOT_INITIALIZED (-2147219963)
/// MAPI_E_NON_STANDARD: The request is not standard. (0x80040606)
#define IOSTX_MAPI_E_NON_STANDARD (-2147219962)
/// MAPI_E_NO_RECIPIENTS: The message has no recipients. (0x80040607)
#define IOSTX_MAPI_E_NO_RECIPIENTS (-2147219961)
/// MAPI_E_SUBMITTED: The message was submitted and cannot be changed. (0x80040608)
#define IOSTX_MAPI_E_SUBMITTED (-2147219960)
/// MAPI_E_HAS_FOLDERS: The folder has subfolders. (0x80040609)
#define IOSTX_MAPI_E_HAS_FOLDERS (-2147219959)
/// MAPI_E_HAS_MESSAGES: The folder has messages. (0x8004060A)
#define IOSTX_MAPI_E_HAS_MESSAGES (-2147219958)
/// MAPI_E_FOLDER_CYCLE: A folder cannot be moved or copied below itself. (0x8004060B)
#define IOSTX_MAPI_E_FOLDER_CYCLE (-2147219957)
/// MAPI_E_AMBIGUOUS_RECIP: A recipient is ambiguous. (0x80040700)
#define IOSTX_MAPI_E_AMBIGUOUS_RECIP (-2147219712)
/// MAPI_W_NO_SERVICE: The service is not available. (0x00040203)
#define IOSTX_MAPI_W_NO_SERVICE 262659
/// MAPI_W_ERRORS_RETURNED: Success: the missing values have type PT_ERROR. (0x00040380)
#define IOSTX_MAPI_W_ERRORS_RETURNED 263040
/// MAPI_W_POSITION_CHANGED: The position in the table has changed. (0x00040481)
#define IOSTX_MAPI_W_POSITION_CHANGED 263297
/// MAPI_W_APPROX_COUNT: The count is approximate. (0x00040482)
#define IOSTX_MAPI_W_APPROX_COUNT 263298
/// MAPI_W_CANCEL_MESSAGE: The message was cancelled. (0x00040580)
#define IOSTX_MAPI_W_CANCEL_MESSAGE 263552
/// MAPI_W_PARTIAL_COMPLETION: Success: some of the items could not be processed; the message of the error names the first. (0x00040680)
#define IOSTX_MAPI_W_PARTIAL_COMPLETION 263808
/// SYNC_E_OBJECT_DELETED: The object was deleted here before; skip it. (0x80040800)
#define IOSTX_SYNC_E_OBJECT_DELETED (-2147219456)
/// SYNC_E_IGNORE: The store has this version or a newer one; skip it. (0x80040801)
#define IOSTX_SYNC_E_IGNORE (-2147219455)
/// SYNC_E_CONFLICT: Both sides changed the object. (0x80040802)
#define IOSTX_SYNC_E_CONFLICT (-2147219454)
/// SYNC_E_NO_PARENT: The parent folder is unknown; send parents first. (0x80040803)
#define IOSTX_SYNC_E_NO_PARENT (-2147219453)
/// SYNC_E_CYCLE: The folder would be its own ancestor. (0x80040804)
#define IOSTX_SYNC_E_CYCLE (-2147219452)
/// SYNC_E_UNSYNCHRONIZED: The object or state is not in step. (0x80040805)
#define IOSTX_SYNC_E_UNSYNCHRONIZED (-2147219451)
/// SYNC_W_PROGRESS: There is more to do; call again. (0x00040820)
#define IOSTX_SYNC_W_PROGRESS 264224
/// SYNC_W_CLIENT_CHANGE_NEWER: Success of a move: the store held a newer version than the change list says; the given change key was not applied. (0x00040821)
#define IOSTX_SYNC_W_CLIENT_CHANGE_NEWER 264225
/// S_SYNCMGR_MISSINGITEMS: of EnumSyncMgrItems: the enumerator is valid, but items are missing in it; what was saved for them stays. (0x00040201)
#define IOSTX_S_SYNCMGR_MISSINGITEMS 262657
/// S_SYNCMGR_RETRYSYNC: passed into ShowErrorCompleted: prepare and synchronize the given items once more. (0x00040202)
#define IOSTX_S_SYNCMGR_RETRYSYNC 262658
/// S_SYNCMGR_CANCELITEM: answer of Progress: leave this item, as soon as possible. Its value is also that of MAPI_W_NO_SERVICE, whose row the table has. (0x00040203)
#define IOSTX_S_SYNCMGR_CANCELITEM 262659
/// S_SYNCMGR_CANCELALL: answer of Progress: leave all items of this handler, as soon as possible. (0x00040204)
#define IOSTX_S_SYNCMGR_CANCELALL 262660
/// S_SYNCMGR_ITEMDELETED: passed into ShowPropertiesCompleted: the user deleted the item there; the manager forgets it. (0x00040210)
#define IOSTX_S_SYNCMGR_ITEMDELETED 262672
/// S_SYNCMGR_ENUMITEMS: passed into ShowPropertiesCompleted: the set of items has changed; the manager enumerates again. (0x00040211)
#define IOSTX_S_SYNCMGR_ENUMITEMS 262673
/// The store or manager of this object was closed; only _free may still be called. (0xA0580001)
#define IOSTX_E_CLOSED (-1604845567)
/// The file has a newer schema than this library knows; it was not touched. (0xA0580002)
#define IOSTX_E_INCOMPATIBLE (-1604845566)
/// Success: the state was left, and its deletions are held until they are confirmed or rejected. (0x20580001)
#define IOSTX_W_DELETIONS_HELD 542638081

/* States of a session (SYNCSTATE). */

/// LR_SYNC_IDLE: before and after replication; no structure.
#define IOSTX_LR_SYNC_IDLE 0u
/// LR_SYNC: synchronize: direction and selection; iostx_sync.
#define IOSTX_LR_SYNC 1u
/// LR_SYNC_UPLOAD_HIERARCHY: upload hierarchy; iostx_uphier.
#define IOSTX_LR_SYNC_UPLOAD_HIERARCHY 2u
/// LR_SYNC_UPLOAD_FOLDER: upload one folder; iostx_upfld.
#define IOSTX_LR_SYNC_UPLOAD_FOLDER 3u
/// LR_SYNC_CONTENTS: synchronize contents; iostx_synccont.
#define IOSTX_LR_SYNC_CONTENTS 4u
/// LR_SYNC_UPLOAD_TABLE: upload the items of one folder; iostx_uptbl.
#define IOSTX_LR_SYNC_UPLOAD_TABLE 5u
/// LR_SYNC_UPLOAD_MESSAGE: upload one item; iostx_upmsg.
#define IOSTX_LR_SYNC_UPLOAD_MESSAGE 6u
/// LR_SYNC_UPLOAD_MESSAGE_READ: upload read states; iostx_upread.
#define IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ 8u
/// LR_SYNC_UPLOAD_MESSAGE_DEL: upload deletions and moves out; iostx_updel.
#define IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL 9u
/// LR_SYNC_DOWNLOAD_HIERARCHY: download folders; iostx_dnhier.
#define IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY 10u
/// LR_SYNC_DOWNLOAD_TABLE: download the items of one folder; iostx_dntbl.
#define IOSTX_LR_SYNC_DOWNLOAD_TABLE 11u
/// LR_SYNC_DOWNLOAD_HEADER: header to full item, by iostx_sync_hdr_beg only; iostx_hdrsync.
#define IOSTX_LR_SYNC_DOWNLOAD_HEADER 17u

/* Flags of iostx_init_sync: what the session offers. */

/// SYNC_UPLOAD_HIERARCHY: changed folders are uploaded.
#define IOSTX_SYNC_UPLOAD_HIERARCHY 0x00000001u
/// SYNC_DOWNLOAD_HIERARCHY: folders are downloaded.
#define IOSTX_SYNC_DOWNLOAD_HIERARCHY 0x00000002u
/// SYNC_UPLOAD_CONTENTS: changed items are uploaded.
#define IOSTX_SYNC_UPLOAD_CONTENTS 0x00000040u
/// SYNC_DOWNLOAD_CONTENTS: items are downloaded.
#define IOSTX_SYNC_DOWNLOAD_CONTENTS 0x00000080u
/// SYNC_OUTGOING_MAIL: the outgoing queue takes part: until the next InitSync, or its end, the session has the right to send, as
/// by IPSTX::EmulateSpooler, unless another has it. What a sender that died had locked is uncertain from then on. The states
/// offer the same with it and without: what is submitted is in none of their tables.
#define IOSTX_SYNC_OUTGOING_MAIL 0x00000200u
/// SYNC_BACKGROUND: transactions so small that the application never waits over 50 ms.
#define IOSTX_SYNC_BACKGROUND 0x00001000u
/// SYNC_THESE_FOLDERS: only the folders of iostx_sync.folders.
#define IOSTX_SYNC_THESE_FOLDERS 0x00020000u
/// SYNC_HEADERS: imports may bring headers only.
#define IOSTX_SYNC_HEADERS 0x02000000u
/// Ours: items that wait after failures are offered too.
#define IOSTX_SYNC_ALL 0x20000000u
/// SYNC_ONLY_ASSOCIATED: only associated items are offered (the documents give no value; this one is ours).
#define IOSTX_SYNC_ONLY_ASSOCIATED 0x40000000u

/* Flags of iostx_sync. */

/// UPS_UPLOAD_ONLY: [in] upload; only what was changed here is offered.
#define IOSTX_UPS_UPLOAD_ONLY 0x00000001u
/// UPS_DNLOAD_ONLY: [in] download; what is pending for upload stays pending.
#define IOSTX_UPS_DNLOAD_ONLY 0x00000002u
/// UPS_ONE_FOLDER: [in] one folder, that of iostx_sync.folder; with UPS_UPLOAD_ONLY.
#define IOSTX_UPS_ONE_FOLDER 0x00000004u
/// UPS_THESE_FOLDERS: [in] the folders of iostx_sync.folders.
#define IOSTX_UPS_THESE_FOLDERS 0x00000080u
/// UPS_OK: [in] at the end: success.
#define IOSTX_UPS_OK 0x00010000u

/* Flags of iostx_synccont, iostx_uphier. */

/// UPC_OK: [in] success.
#define IOSTX_UPC_OK 0x00010000u
/// UPH_OK: [in] success; never hides what is still pending.
#define IOSTX_UPH_OK 0x00010000u

/* Flags of iostx_upfld; the option words of iostx_sync.folder_options use the same bits. */

/// UPF_NEW: [out] the folder is new.
#define IOSTX_UPF_NEW 0x00000001u
/// UPF_MOD_PARENT: [out] the folder was moved.
#define IOSTX_UPF_MOD_PARENT 0x00000002u
/// UPF_MOD_PROPS: [out] its properties were modified.
#define IOSTX_UPF_MOD_PROPS 0x00000004u
/// UPF_DEL: [out] it was deleted.
#define IOSTX_UPF_DEL 0x00000008u
/// Ours: [out] an earlier upload of it has no known answer: look for it on the server first.
#define IOSTX_UPF_RETRY 0x00000010u
/// UPF_OK: [in] success; without it the change stays pending.
#define IOSTX_UPF_OK 0x00010000u

/* Flags of iostx_uptbl. */

/// UPT_PUBLIC: [out] a public folder: it or one above it has IOSTX_PR_PUBLIC_FOLDER.
#define IOSTX_UPT_PUBLIC 0x00000001u
/// UPT_OK: [in] success; never hides what is still pending.
#define IOSTX_UPT_OK 0x00010000u

/* Flags of iostx_upmsg. */

/// UPM_ASSOC: [out] an associated item.
#define IOSTX_UPM_ASSOC 0x00000001u
/// UPM_NEW: [out] new.
#define IOSTX_UPM_NEW 0x00000002u
/// UPM_MOV: [out] moved here from source_folder.
#define IOSTX_UPM_MOV 0x00000004u
/// UPM_MOD_PROPS: [out] properties modified; changed_tags names them.
#define IOSTX_UPM_MOD_PROPS 0x00000008u
/// UPM_HEADER: [out] only the header is here.
#define IOSTX_UPM_HEADER 0x00000010u
/// Ours: [out] an earlier upload of it has no known answer: look for it in this folder of the server first. There as it is here, it is
/// this one; there otherwise, answer SYNC_E_CONFLICT.
#define IOSTX_UPM_RETRY 0x00000020u
/// Ours: [out] the content was modified.
#define IOSTX_UPM_MOD_CONTENT 0x00000040u
/// Ours: [out] flags, status or keywords were modified.
#define IOSTX_UPM_MOD_FLAGS 0x00000080u
/// Ours: [out] with IOSTX_UPM_RETRY, under IOSTX_SESSION_ELSEWHERE: somebody may have moved it to another folder of the server since. If
/// it is not in this one, answer SYNC_E_CONFLICT, so that the downloads of the other folders tell; without a download to come, upload
/// it. It comes again without this flag once all folders have told, or after a day.
#define IOSTX_UPM_ELSEWHERE 0x00000100u
/// UPM_OK: [in] uploaded.
#define IOSTX_UPM_OK 0x00010000u
/// UPM_MOVED: [in] moved on the server; its entry among the deletions is done too.
#define IOSTX_UPM_MOVED 0x00020000u
/// UPM_COMMIT: [in] make the results so far durable now.
#define IOSTX_UPM_COMMIT 0x00040000u
/// UPM_DELETE: [in] delete the item here now, unless the application changed it since.
#define IOSTX_UPM_DELETE 0x00080000u
/// UPM_SAVE: [in] save the agent's changes to the item; what the application changed since is skipped.
#define IOSTX_UPM_SAVE 0x00100000u
/// Ours: [in] the result comes later, by iostx_session_set_result with this item's id.
#define IOSTX_UPM_DEFER 0x00200000u

/* Flags of iostx_upreade. */

/// UPR_ASSOC: [out] an associated item.
#define IOSTX_UPR_ASSOC 0x00000001u
/// UPR_READ: [out] read; clear: unread.
#define IOSTX_UPR_READ 0x00000002u
/// Ours: [out] an earlier upload of the item has no known answer.
#define IOSTX_UPR_RETRY 0x00000004u
/// UPR_OK: [in] uploaded.
#define IOSTX_UPR_OK 0x00010000u
/// UPR_COMMIT: [in] make it durable now, not at the end of the table.
#define IOSTX_UPR_COMMIT 0x00020000u

/* Flags of iostx_updele. */

/// UPD_ASSOC: [out] an associated item.
#define IOSTX_UPD_ASSOC 0x00000001u
/// UPD_MOV: [out] moved out, to the folder of move.
#define IOSTX_UPD_MOV 0x00000002u
/// Ours: [out] an earlier upload of it has no known answer, and no download told its id: look for it on the server.
#define IOSTX_UPD_RETRY 0x00000004u
/// UPD_OK: [in] done on the server.
#define IOSTX_UPD_OK 0x00010000u
/// UPD_MOVED: [in] moved on the server; the new item in the other folder is done too.
#define IOSTX_UPD_MOVED 0x00020000u
/// UPD_UPDATE: [in] mark the item in its new folder as modified.
#define IOSTX_UPD_UPDATE 0x00040000u
/// UPD_COMMIT: [in] make the results durable now; read in entry 0.
#define IOSTX_UPD_COMMIT 0x00080000u

/* Flags of iostx_upmov. */

/// UPV_ERROR: [in] the folder cannot be opened on the server; the moves into it stay pending.
#define IOSTX_UPV_ERROR 0x00010000u
/// UPV_DIRTY: [in] the upload state of that folder has changed.
#define IOSTX_UPV_DIRTY 0x00020000u
/// UPV_COMMIT: [in] make it durable; read at the end of upload delete.
#define IOSTX_UPV_COMMIT 0x00040000u

/* Flags of iostx_dnhier, iostx_dntbl, iostx_hdrsync. */

/// DNH_OK: [in] success.
#define IOSTX_DNH_OK 0x00010000u
/// DNT_OK: [in] success.
#define IOSTX_DNT_OK 0x00010000u
/// HSF_LOCAL: [in] full is a message of this store.
#define IOSTX_HSF_LOCAL 0x00000008u
/// HSF_COPYDESTRUCTIVE: [in] with HSF_LOCAL: taking full over may consume it.
#define IOSTX_HSF_COPYDESTRUCTIVE 0x00000010u
/// HSF_OK: [in] success.
#define IOSTX_HSF_OK 0x00010000u

/* Spooler (iostx_set_spool_suspend_state). */

/// SS_ACTIVE: messages are sent.
#define IOSTX_SS_ACTIVE 0u
/// SS_SUSPENDED: the outgoing queue answers as if it were empty.
#define IOSTX_SS_SUSPENDED 1u

/* Flags of the import sinks (EdkMdb.h; SYNC_* there, which would clash with the flags of iostx_init_sync). */

/// SYNC_UNICODE: config; accepted, text is always Unicode.
#define IOSTX_ICS_UNICODE 0x00000001u
/// SYNC_NO_DELETIONS: config; of exporters, accepted.
#define IOSTX_ICS_NO_DELETIONS 0x00000002u
/// SYNC_NO_SOFT_DELETIONS: config; of exporters, accepted.
#define IOSTX_ICS_NO_SOFT_DELETIONS 0x00000004u
/// SYNC_READ_STATE: config; of exporters, accepted.
#define IOSTX_ICS_READ_STATE 0x00000008u
/// SYNC_ASSOCIATED: config: associated items wanted; import: the item is associated.
#define IOSTX_ICS_ASSOCIATED 0x00000010u
/// SYNC_NORMAL: config: normal items wanted.
#define IOSTX_ICS_NORMAL 0x00000020u
/// SYNC_NO_CONFLICTS: config, import: a conflict answers SYNC_E_CONFLICT and imports nothing.
#define IOSTX_ICS_NO_CONFLICTS 0x00000040u
/// SYNC_ONLY_SPECIFIED_PROPS: config; of exporters, accepted.
#define IOSTX_ICS_ONLY_SPECIFIED_PROPS 0x00000080u
/// SYNC_NO_FOREIGN_KEYS: config; of exporters, accepted.
#define IOSTX_ICS_NO_FOREIGN_KEYS 0x00000100u
/// SYNC_LIMITED_IMESSAGE: config, import: only part of the message's functions are used.
#define IOSTX_ICS_LIMITED_IMESSAGE 0x00000200u
/// SYNC_CATCHUP: config; of exporters, accepted.
#define IOSTX_ICS_CATCHUP 0x00000400u
/// SYNC_NEW_MESSAGE: import: the item is new, no look-up is needed.
#define IOSTX_ICS_NEW_MESSAGE 0x00000800u
/// SYNC_MSG_SELECTIVE: refused.
#define IOSTX_ICS_MSG_SELECTIVE 0x00001000u
/// SYNC_BEST_BODY: config; of exporters, accepted.
#define IOSTX_ICS_BEST_BODY 0x00002000u
/// SYNC_IGNORE_SPECIFIED_ON_ASSOCIATED: config; of exporters, accepted.
#define IOSTX_ICS_IGNORE_SPECIFIED_ON_ASSOCIATED 0x00004000u
/// SYNC_PROGRESS_MODE: config; of exporters, accepted.
#define IOSTX_ICS_PROGRESS_MODE 0x00008000u
/// SYNC_FXRECOVERMODE: refused.
#define IOSTX_ICS_FXRECOVERMODE 0x00010000u
/// SYNC_FORCE_UNICODE: config; accepted.
#define IOSTX_ICS_FORCE_UNICODE 0x00040000u
/// SYNC_SOFT_DELETE: deletion: a soft one; here it goes to the local trash if the folder has one.
#define IOSTX_ICS_SOFT_DELETE 0x00000001u
/// SYNC_EXPIRY: deletion: the object expired.
#define IOSTX_ICS_EXPIRY 0x00000002u
/// SYNC_READ: iostx_readstate: read; clear: unread.
#define IOSTX_ICS_READ 0x00000001u

/* Flags of iostx_import_item (ours). */

/// Only the header comes: content stays away until it is asked for.
#define IOSTX_IMPORT_HEADER 0x00000001u
/// An associated item.
#define IOSTX_IMPORT_ASSOCIATED 0x00000002u
/// The match key is unique in its folder by protocol (UID of iCalendar and vCard).
#define IOSTX_IMPORT_STRONG_KEY 0x00000004u
/// The content comes by stream, into the message that the call gives out; nothing is stored before iostx_message_save.
#define IOSTX_IMPORT_STREAM 0x00000008u
/// The server says that the item is new.
#define IOSTX_IMPORT_NEW 0x00000010u
/// Fetching the item failed: put the remote id on the wanted list, with the reason in PR_LAST_ERROR and PR_LAST_ERROR_TEXT.
#define IOSTX_IMPORT_FAILED 0x00000020u
/// A conflict answers SYNC_E_CONFLICT and imports nothing.
#define IOSTX_IMPORT_NO_CONFLICTS 0x00000040u

/* Answers of iostx_contents_sink_probe (ours). */

/// The store has this version; nothing is to be done.
#define IOSTX_PROBE_HAVE 1u
/// The item was here without a remote id and is now bound to it; nothing is to be fetched, but flags that the listing did not tell
/// may differ.
#define IOSTX_PROBE_BOUND 2u
/// Flags, keywords and version are wanted (iostx_contents_sink_import_flags).
#define IOSTX_PROBE_WANT_FLAGS 3u
/// The whole item is wanted.
#define IOSTX_PROBE_WANT_ALL 4u
/// The header is wanted, not the content.
#define IOSTX_PROBE_WANT_HEADER 5u
/// The item is outside the scope of the folder; its id and version are kept.
#define IOSTX_PROBE_OUT_OF_SCOPE 6u
/// The item was deleted here, which is pending; nothing is to be fetched.
#define IOSTX_PROBE_DELETED 7u

/* Flags of iostx_listing_scope (ours). */

/// The listing names all normal items of the scope.
#define IOSTX_LISTING_NORMAL 0x00000001u
/// The listing names all associated items of the scope.
#define IOSTX_LISTING_ASSOCIATED 0x00000002u

/* Flags of iostx_session_options (ours). */

/// Swallows exactly one iostx_set_sync_result and one iostx_sync_end after an iostx_sync_beg that failed.
#define IOSTX_SESSION_LENIENT 0x00000001u
/// The agent does what IOSTX_UPM_ELSEWHERE asks for. Without this the flag is not given, and an item that somebody moved on the server
/// before the agent looked for it may be uploaded to its old folder once more.
#define IOSTX_SESSION_ELSEWHERE 0x00000002u

/* Kinds of items, as bits of iostx_session_options.kinds (ours); items of no such kind are always offered. */

/// IPM.Note, IPM.Schedule.Meeting.
#define IOSTX_KIND_MAIL 0x00000001u
/// IPM.Appointment.
#define IOSTX_KIND_CALENDAR 0x00000002u
/// IPM.Contact, IPM.DistList.
#define IOSTX_KIND_CONTACT 0x00000004u
/// IPM.StickyNote.
#define IOSTX_KIND_NOTE 0x00000008u
/// IPM.Activity.
#define IOSTX_KIND_JOURNAL 0x00000010u
/// IPM.Task.
#define IOSTX_KIND_TASK 0x00000020u

/* Phases of iostx_progress (ours). */

/// Nothing runs.
#define IOSTX_PHASE_IDLE 0u
/// Folders are uploaded.
#define IOSTX_PHASE_UPLOAD_HIERARCHY 1u
/// Items are uploaded.
#define IOSTX_PHASE_UPLOAD_CONTENTS 2u
/// Folders are downloaded.
#define IOSTX_PHASE_DOWNLOAD_HIERARCHY 3u
/// Items are downloaded.
#define IOSTX_PHASE_DOWNLOAD_CONTENTS 4u
/// One item is completed.
#define IOSTX_PHASE_DOWNLOAD_HEADER 5u

/* Flags of iostx_store_options. */

/// Open for reading only; writes answer MAPI_E_NO_ACCESS.
#define IOSTX_STORE_READ_ONLY 0x00000001u
/// Answer MAPI_E_NOT_FOUND instead of creating the file.
#define IOSTX_STORE_MUST_EXIST 0x00000002u
/// Answer MAPI_E_COLLISION if the file exists.
#define IOSTX_STORE_CREATE_NEW 0x00000004u

/* Flags to open objects (MAPIDefS.h). */

/// MAPI_MODIFY: open for writing; without it an object is read only.
#define IOSTX_MAPI_MODIFY 0x00000001u
/// SHOW_SOFT_DELETES: what lies in the local trash is seen too.
#define IOSTX_SHOW_SOFT_DELETES 0x00000002u
/// MAPI_CREATE: iostx_message_open_stream: start with an empty value.
#define IOSTX_MAPI_CREATE 0x00000002u
/// MAPI_BEST_ACCESS: open for writing if that is possible, else for reading.
#define IOSTX_MAPI_BEST_ACCESS 0x00000010u
/// MAPI_ASSOCIATED: an associated item; in a listing: associated items instead of normal ones.
#define IOSTX_MAPI_ASSOCIATED 0x00000040u

/* Flags of iostx_store_map_names (MAPIDefS.h). */

/// MAPI_CREATE: give a tag to a name that has none yet; without it such a name gets the tag PT_ERROR (0x0000000A).
#define IOSTX_NAMES_CREATE 0x00000002u

/* Flags of iostx_message_save (MAPIDefS.h, EdkMdb.h). */

/// KEEP_OPEN_READONLY: the message stays open, for reading.
#define IOSTX_KEEP_OPEN_READONLY 0x00000001u
/// KEEP_OPEN_READWRITE: the message stays open, for writing.
#define IOSTX_KEEP_OPEN_READWRITE 0x00000002u
/// FORCE_SAVE: save over what another changed since; the replaced version goes to Conflicts.
#define IOSTX_FORCE_SAVE 0x00000004u
/// SPAMFILTER_ONSAVE: accepted; there is no filter here.
#define IOSTX_SPAMFILTER_ONSAVE 0x00000080u
/// ITEMPROC_FORCE: accepted; there are no rules here.
#define IOSTX_ITEMPROC_FORCE 0x00000800u
/// NON_EMS_XP_SAVE: accepted.
#define IOSTX_NON_EMS_XP_SAVE 0x00001000u

/* Flags of folder calls (MAPIDefS.h). */

/// OPEN_IF_EXISTS: create folder: open the one that has the name instead of answering MAPI_E_COLLISION.
#define IOSTX_OPEN_IF_EXISTS 0x00000001u
/// MESSAGE_MOVE: copy messages: move them.
#define IOSTX_MESSAGE_MOVE 0x00000001u
/// COPY_SUBFOLDERS: copy folder: with everything below it.
#define IOSTX_COPY_SUBFOLDERS 0x00000010u
/// DEL_MESSAGES: delete folder: also if it holds messages.
#define IOSTX_DEL_MESSAGES 0x00000001u
/// DEL_FOLDERS: delete folder: also if it holds folders.
#define IOSTX_DEL_FOLDERS 0x00000004u
/// DEL_ASSOCIATED: delete folder: also if it holds associated items.
#define IOSTX_DEL_ASSOCIATED 0x00000008u
/// DELETE_HARD_DELETE: delete past the trash.
#define IOSTX_DELETE_HARD_DELETE 0x00000010u

/* Flags of iostx_folder_set_read_flags (SetReadFlags). */

/// SUPPRESS_RECEIPT: mark as read and send no read receipt.
#define IOSTX_SUPPRESS_RECEIPT 0x00000001u
/// CLEAR_READ_FLAG: mark as unread.
#define IOSTX_CLEAR_READ_FLAG 0x00000004u
/// GENERATE_RECEIPT_ONLY: send a pending read receipt, change nothing else.
#define IOSTX_GENERATE_RECEIPT_ONLY 0x00000010u
/// CLEAR_RN_PENDING: no read receipt is owed any more.
#define IOSTX_CLEAR_RN_PENDING 0x00000020u
/// CLEAR_NRN_PENDING: no non-read receipt is owed any more.
#define IOSTX_CLEAR_NRN_PENDING 0x00000040u
/// All messages of the folder, instead of a list (in SetReadFlags a list that is NULL).
#define IOSTX_ALL_MESSAGES 0x00010000u

/* Flags of iostx_message_set_recipients (ModifyRecipients). */

/// 0: the rows replace all recipients.
#define IOSTX_MODRECIP_REPLACE 0u
/// MODRECIP_ADD: the rows are added.
#define IOSTX_MODRECIP_ADD 0x00000002u
/// MODRECIP_MODIFY: the rows replace those with the same PR_ROWID.
#define IOSTX_MODRECIP_MODIFY 0x00000004u
/// MODRECIP_REMOVE: the recipients with the PR_ROWID of the rows are removed.
#define IOSTX_MODRECIP_REMOVE 0x00000008u

/* Outgoing queue. */

/// FORCE_SUBMIT: iostx_message_submit: accepted, has no effect.
#define IOSTX_FORCE_SUBMIT 0x00000001u
/// MSG_UNLOCKED: iostx_store_set_lock_state: release the message.
#define IOSTX_MSG_UNLOCKED 0u
/// MSG_LOCKED: iostx_store_set_lock_state: sole access, just before it is sent.
#define IOSTX_MSG_LOCKED 1u
/// SUBMITFLAG_LOCKED: PR_SUBMIT_FLAGS: the message is locked for sending.
#define IOSTX_SUBMITFLAG_LOCKED 0x00000001u
/// SUBMITFLAG_PREPROCESS: PR_SUBMIT_FLAGS: the message needs preprocessing.
#define IOSTX_SUBMITFLAG_PREPROCESS 0x00000002u
/// Waits to be sent.
#define IOSTX_OUTGOING_QUEUED 1u
/// Is being sent.
#define IOSTX_OUTGOING_LOCKED 2u
/// Was being sent when the program ended; it is not sent again without the word of agent or user.
#define IOSTX_OUTGOING_UNCERTAIN 3u

/* Flags of iostx_store_check. */

/// Looks at what can be looked at without reading every page.
#define IOSTX_CHECK_QUICK 0x00000001u
/// Only the file: pages, indexes, references.
#define IOSTX_CHECK_FILE 0x00000002u
/// Only the change tracking: bases, pending work, tombstones, counts.
#define IOSTX_CHECK_TRACKING 0x00000004u

/* Flags of iostx_store_list_folders. */

/// CONVENIENT_DEPTH: the whole tree below the parent, parents before children; without it the direct children.
#define IOSTX_FOLDERS_DEPTH 0x00000001u
/// Only folders that have pending work.
#define IOSTX_FOLDERS_PENDING 0x00000002u

/* Sort keys of iostx_list_options. */

/// By date: delivery time, else modification time.
#define IOSTX_SORT_DATE 0u
/// By subject, without prefix and case.
#define IOSTX_SORT_SUBJECT 1u
/// By sender's name, without case.
#define IOSTX_SORT_SENDER 2u
/// By size.
#define IOSTX_SORT_SIZE 3u
/// By order of creation.
#define IOSTX_SORT_ID 4u

/* Flags of iostx_list_options. */

/// Descending order.
#define IOSTX_LIST_DESCENDING 0x00000001u
/// Associated items instead of normal ones.
#define IOSTX_LIST_ASSOCIATED 0x00000002u
/// Only unread items.
#define IOSTX_LIST_UNREAD 0x00000004u
/// Only flagged items.
#define IOSTX_LIST_FLAGGED 0x00000008u
/// What lies in the local trash of the folder.
#define IOSTX_LIST_TRASH 0x00000010u

/* Origins of iostx_stream_seek and iostx_cursor_seek. */

/// BOOKMARK_BEGINNING, STREAM_SEEK_SET: from the beginning.
#define IOSTX_SEEK_BEGIN 0u
/// BOOKMARK_CURRENT, STREAM_SEEK_CUR: from the current position.
#define IOSTX_SEEK_CURRENT 1u
/// BOOKMARK_END, STREAM_SEEK_END: from the end.
#define IOSTX_SEEK_END 2u

/* Kinds of columns of a page (iostx_page_column.kind). */

/// The values are in numbers.
#define IOSTX_COLUMN_NUMBERS 1u
/// The values are in text, between offsets.
#define IOSTX_COLUMN_TEXT 2u

/* Kinds of events (iostx_event.kind). */

/// An item was created or came in.
#define IOSTX_EVENT_ITEM_CREATED 1u
/// An item changed; changed says what.
#define IOSTX_EVENT_ITEM_CHANGED 2u
/// An item was deleted.
#define IOSTX_EVENT_ITEM_DELETED 3u
/// An item was moved; old_feid is where it was, changed says what else changed.
#define IOSTX_EVENT_ITEM_MOVED 4u
/// A folder was created.
#define IOSTX_EVENT_FOLDER_CREATED 5u
/// A folder was renamed or its properties changed.
#define IOSTX_EVENT_FOLDER_CHANGED 6u
/// A folder was deleted.
#define IOSTX_EVENT_FOLDER_DELETED 7u
/// A folder was moved, and perhaps renamed with it; old_feid is its old parent.
#define IOSTX_EVENT_FOLDER_MOVED 8u
/// The items of a folder changed in another process: list it again.
#define IOSTX_EVENT_FOLDER_CONTENTS 9u
/// The outgoing queue changed.
#define IOSTX_EVENT_OUTGOING_CHANGED 10u
/// The application wants the whole of a header-only item.
#define IOSTX_EVENT_FULL_WANTED 11u
/// A conflict was kept.
#define IOSTX_EVENT_CONFLICT 12u
/// An item failed so often that it is listed under failures.
#define IOSTX_EVENT_FAILURE 13u
/// Deletions of a folder are held.
#define IOSTX_EVENT_HELD 14u
/// The queue was full and events were lost: list again.
#define IOSTX_EVENT_OVERFLOW 32u

/* Masks of events (iostx_events_options.mask): bit k - 1 stands for kind k. */

/// IOSTX_EVENT_ITEM_CREATED.
#define IOSTX_EVENTMASK_ITEM_CREATED 0x00000001u
/// IOSTX_EVENT_ITEM_CHANGED.
#define IOSTX_EVENTMASK_ITEM_CHANGED 0x00000002u
/// IOSTX_EVENT_ITEM_DELETED.
#define IOSTX_EVENTMASK_ITEM_DELETED 0x00000004u
/// IOSTX_EVENT_ITEM_MOVED.
#define IOSTX_EVENTMASK_ITEM_MOVED 0x00000008u
/// IOSTX_EVENT_FOLDER_CREATED.
#define IOSTX_EVENTMASK_FOLDER_CREATED 0x00000010u
/// IOSTX_EVENT_FOLDER_CHANGED.
#define IOSTX_EVENTMASK_FOLDER_CHANGED 0x00000020u
/// IOSTX_EVENT_FOLDER_DELETED.
#define IOSTX_EVENTMASK_FOLDER_DELETED 0x00000040u
/// IOSTX_EVENT_FOLDER_MOVED.
#define IOSTX_EVENTMASK_FOLDER_MOVED 0x00000080u
/// IOSTX_EVENT_FOLDER_CONTENTS.
#define IOSTX_EVENTMASK_FOLDER_CONTENTS 0x00000100u
/// IOSTX_EVENT_OUTGOING_CHANGED.
#define IOSTX_EVENTMASK_OUTGOING_CHANGED 0x00000200u
/// IOSTX_EVENT_FULL_WANTED.
#define IOSTX_EVENTMASK_FULL_WANTED 0x00000400u
/// IOSTX_EVENT_CONFLICT.
#define IOSTX_EVENTMASK_CONFLICT 0x00000800u
/// IOSTX_EVENT_FAILURE.
#define IOSTX_EVENTMASK_FAILURE 0x00001000u
/// IOSTX_EVENT_HELD.
#define IOSTX_EVENTMASK_HELD 0x00002000u
/// All kinds.
#define IOSTX_EVENTMASK_ALL 0u

/* What changed (iostx_event.changed). */

/// Properties.
#define IOSTX_CHANGED_PROPERTIES 0x00000001u
/// Content.
#define IOSTX_CHANGED_CONTENT 0x00000002u
/// Read state, flags, status or keywords.
#define IOSTX_CHANGED_FLAGS 0x00000004u
/// Remote id or version.
#define IOSTX_CHANGED_BINDING 0x00000008u
/// What is pending.
#define IOSTX_CHANGED_PENDING 0x00000010u

/* Where a change came from (iostx_event.origin). */

/// A call of the application in this process.
#define IOSTX_ORIGIN_APP 1u
/// An import by a session in this process.
#define IOSTX_ORIGIN_IMPORT 2u
/// Another process.
#define IOSTX_ORIGIN_OTHER 3u

/* What is pending (IOSTX_PR_PENDING). */

/// New.
#define IOSTX_PENDING_NEW 0x00000001u
/// Moved in; of a folder: it has another parent.
#define IOSTX_PENDING_MOVED 0x00000002u
/// Properties.
#define IOSTX_PENDING_PROPERTIES 0x00000004u
/// Content.
#define IOSTX_PENDING_CONTENT 0x00000008u
/// Read state.
#define IOSTX_PENDING_READ 0x00000010u
/// Other flags, status or keywords.
#define IOSTX_PENDING_FLAGS 0x00000020u
/// Deleted: of an item a tombstone.
#define IOSTX_PENDING_DELETED 0x00000040u
/// Moved out: a tombstone.
#define IOSTX_PENDING_MOVED_OUT 0x00000080u
/// Held by a conflict: not offered until it is resolved.
#define IOSTX_PENDING_HELD 0x00000100u

/* Roles of special folders (IOSTX_PR_SPECIAL_FOLDER, iostx_store_get_special_folder). */

/// No special role.
#define IOSTX_FOLDER_NONE 0u
/// The root of everything.
#define IOSTX_FOLDER_ROOT 1u
/// The root of what users see.
#define IOSTX_FOLDER_IPM_SUBTREE 2u
/// Inbox.
#define IOSTX_FOLDER_INBOX 3u
/// Outbox.
#define IOSTX_FOLDER_OUTBOX 4u
/// Sent Items.
#define IOSTX_FOLDER_SENT 5u
/// Deleted Items.
#define IOSTX_FOLDER_DELETED 6u
/// Drafts.
#define IOSTX_FOLDER_DRAFTS 7u
/// Calendar.
#define IOSTX_FOLDER_CALENDAR 8u
/// Contacts.
#define IOSTX_FOLDER_CONTACTS 9u
/// Journal.
#define IOSTX_FOLDER_JOURNAL 10u
/// Notes.
#define IOSTX_FOLDER_NOTES 11u
/// Tasks.
#define IOSTX_FOLDER_TASKS 12u
/// Junk.
#define IOSTX_FOLDER_JUNK 13u
/// Archive.
#define IOSTX_FOLDER_ARCHIVE 14u
/// Sync Issues; local only.
#define IOSTX_FOLDER_SYNC_ISSUES 15u
/// Conflicts, below Sync Issues; local only.
#define IOSTX_FOLDER_CONFLICTS 16u
/// Local Failures, below Sync Issues; local only.
#define IOSTX_FOLDER_LOCAL_FAILURES 17u
/// Server Failures, below Sync Issues; local only.
#define IOSTX_FOLDER_SERVER_FAILURES 18u
/// What the server deleted and the store keeps for a while; local only.
#define IOSTX_FOLDER_TRASH 19u
/// Views; outside the IPM subtree.
#define IOSTX_FOLDER_VIEWS 20u
/// Common views; outside the IPM subtree.
#define IOSTX_FOLDER_COMMON_VIEWS 21u
/// Search root; outside the IPM subtree.
#define IOSTX_FOLDER_SEARCH_ROOT 22u

/* Direction of a folder (iostx_folder_options.direction). */

/// Both ways.
#define IOSTX_DIRECTION_BOTH 0u
/// Upload only: imports give versions only, for guarding.
#define IOSTX_DIRECTION_UPLOAD 1u
/// Download only, local writes answer MAPI_E_NO_ACCESS.
#define IOSTX_DIRECTION_DOWNLOAD_REFUSE 2u
/// Download only, local writes are kept and never offered.
#define IOSTX_DIRECTION_DOWNLOAD_KEEP 3u
/// Download only, local writes are reverted after a copy was kept.
#define IOSTX_DIRECTION_DOWNLOAD_REVERT 4u
/// Deletions of the server unbind the item here and keep it; it is never offered.
#define IOSTX_DIRECTION_ARCHIVE 5u

/* Scope of a folder (iostx_folder_options.scope). */

/// Everything.
#define IOSTX_SCOPE_ALL 0u
/// Nothing.
#define IOSTX_SCOPE_NONE 1u
/// Headers only.
#define IOSTX_SCOPE_HEADERS 2u
/// Items newer than scope_since.
#define IOSTX_SCOPE_NEWER 3u
/// The newest scope_count items; flagged and unread ones always stay.
#define IOSTX_SCOPE_NEWEST 4u
/// Items up to scope_size bytes; larger ones as headers.
#define IOSTX_SCOPE_SIZE 5u

/* What the mark \Deleted leads to (iostx_folder_options.expunge). */

/// Nothing: it is a flag like others.
#define IOSTX_EXPUNGE_NONE 0u
/// Marked items are deleted here, once the server has the mark; nothing is deleted there.
#define IOSTX_EXPUNGE_HERE 1u
/// Marked items are deleted on the server with the next upload, and stay here, unbound; they are not offered again.
#define IOSTX_EXPUNGE_THERE 2u
/// Marked items are deleted on both sides, with the next upload; by way of Deleted Items where the folder has that option.
#define IOSTX_EXPUNGE_BOTH 3u

/* Flags of iostx_folder_options. */

/// The folder is never offered to a server.
#define IOSTX_FOLDEROPTION_LOCAL_ONLY 0x00000001u
/// A deletion here becomes a move to the folder with the role Deleted Items on the server.
#define IOSTX_FOLDEROPTION_TRASH 0x00000002u
/// A deletion wins over a change of the other side; a copy of what was changed is kept.
#define IOSTX_FOLDEROPTION_DELETION_WINS 0x00000004u

/* Why a remote id is wanted (IOSTX_PR_WANTED_REASON). */

/// Its import failed.
#define IOSTX_WANTED_FAILED 1u
/// The application asked for the body.
#define IOSTX_WANTED_BODY 2u
/// A local change was reverted or dropped.
#define IOSTX_WANTED_REVERTED 3u
/// It came into the scope of the folder.
#define IOSTX_WANTED_SCOPE 4u
/// The server told of its flags or of its move, and it was never here.
#define IOSTX_WANTED_UNKNOWN 5u

/* Policies for conflicts (ours). */

/// Of a folder: that of the session; of a session: last writer wins.
#define IOSTX_POLICY_DEFAULT 0u
/// The later one wins, the loser goes to Conflicts.
#define IOSTX_POLICY_LAST_WRITER 1u
/// The server's wins, the local one goes to Conflicts.
#define IOSTX_POLICY_SERVER 2u
/// The local one wins, the server's goes to Conflicts.
#define IOSTX_POLICY_LOCAL 3u
/// The local one stays and is not offered, the server's is kept beside it, until it is resolved.
#define IOSTX_POLICY_HOLD 4u
/// The server's keeps the identity, the local one becomes a new item.
#define IOSTX_POLICY_KEEP_BOTH 5u
/// The callback ask decides.
#define IOSTX_POLICY_ASK 6u

/* Kinds of conflicts (ours). */

/// Changed on both sides.
#define IOSTX_CONFLICT_CHANGE_CHANGE 1u
/// Changed on the server, deleted here.
#define IOSTX_CONFLICT_CHANGE_DELETE 2u
/// Deleted on the server, changed here.
#define IOSTX_CONFLICT_DELETE_CHANGE 3u
/// Moved to different folders.
#define IOSTX_CONFLICT_MOVE_MOVE 4u
/// A folder renamed on both sides.
#define IOSTX_CONFLICT_FOLDER_NAME 5u
/// A folder moved on both sides.
#define IOSTX_CONFLICT_FOLDER_PARENT 6u
/// A version was replaced by a forced save, or given up by the user.
#define IOSTX_CONFLICT_REPLACED 7u
/// Held: the local version waits, the server's newest is kept beside it.
#define IOSTX_CONFLICT_HELD 8u

/* Outcomes of a conflict: answers of the callback ask, and choices of iostx_store_resolve_conflict (ours). */

/// The later one.
#define IOSTX_CHOICE_LAST_WRITER 1u
/// The server's version; the local one goes to Conflicts.
#define IOSTX_CHOICE_SERVER 2u
/// The local version; the server's goes to Conflicts.
#define IOSTX_CHOICE_LOCAL 3u
/// Not decided now.
#define IOSTX_CHOICE_HOLD 4u
/// Both, as two items.
#define IOSTX_CHOICE_KEEP_BOTH 5u
/// The merged message that the callback filled or the caller gives.
#define IOSTX_CHOICE_MERGED 6u

/* The one table of flags and keywords that agents and apps share. */

/// The item was read. MSGFLAG_READ; the keyword \Seen; Maildir S.
#define IOSTX_FLAG_READ 0x01u
/// The item is flagged for follow-up. PR_FLAG_STATUS 2; \Flagged; Maildir F.
#define IOSTX_FLAG_FLAGGED 0x02u
/// The item was replied to. PR_LAST_VERB_EXECUTED 102; \Answered; Maildir R.
#define IOSTX_FLAG_ANSWERED 0x04u
/// The item was forwarded. PR_LAST_VERB_EXECUTED 104; $Forwarded; Maildir P.
#define IOSTX_FLAG_FORWARDED 0x08u
/// The item is a draft. MSGFLAG_UNSENT; \Draft; Maildir D.
#define IOSTX_FLAG_DRAFT 0x10u
/// The item is marked for deletion. MSGSTATUS_DELMARKED; \Deleted; Maildir T.
#define IOSTX_FLAG_DELETED 0x20u
/// All of the above.
#define IOSTX_FLAG_ALL 0x3Fu

/* Property types (MS-OXCDATA 2.11.1). A tag is (id << 16) | type. */

/// PT_UNSPECIFIED: in a request: whatever type the property has.
#define IOSTX_PT_UNSPECIFIED 0x0000u
/// PT_NULL: no value.
#define IOSTX_PT_NULL 0x0001u
/// PT_I2: 16-bit integer, in value.i2.
#define IOSTX_PT_I2 0x0002u
/// PT_LONG (PT_I4): 32-bit integer, in value.i4.
#define IOSTX_PT_LONG 0x0003u
/// PT_R4: 32-bit float, in value.r4.
#define IOSTX_PT_R4 0x0004u
/// PT_DOUBLE (PT_R8): 64-bit float, in value.r8.
#define IOSTX_PT_DOUBLE 0x0005u
/// PT_CURRENCY: 64-bit integer in units of 1/10000, in value.i8.
#define IOSTX_PT_CURRENCY 0x0006u
/// PT_APPTIME: days since 1899-12-30 as a 64-bit float, in value.r8.
#define IOSTX_PT_APPTIME 0x0007u
/// PT_ERROR: the value is missing; value.error says why.
#define IOSTX_PT_ERROR 0x000Au
/// PT_BOOLEAN: zero or not, in value.i2; the library gives 0 or 1.
#define IOSTX_PT_BOOLEAN 0x000Bu
/// PT_OBJECT: no value; the object is reached through its own functions.
#define IOSTX_PT_OBJECT 0x000Du
/// PT_I8 (PT_LONGLONG): 64-bit integer, in value.i8.
#define IOSTX_PT_I8 0x0014u
/// PT_STRING8: 8-bit text; read as UTF-8, and given back as PT_UNICODE.
#define IOSTX_PT_STRING8 0x001Eu
/// PT_UNICODE: text in UTF-8, in value.bytes; a NUL that is not counted follows it.
#define IOSTX_PT_UNICODE 0x001Fu
/// PT_SYSTIME: units of 100 ns since 1601-01-01 UTC, in value.time.
#define IOSTX_PT_SYSTIME 0x0040u
/// PT_CLSID: a GUID, in value.guid.
#define IOSTX_PT_CLSID 0x0048u
/// PT_BINARY: bytes, in value.bytes.
#define IOSTX_PT_BINARY 0x0102u
/// MV_FLAG: added to a type: many values, in value.list. Its items are int16_t, int32_t, int64_t, float, double, uint64_t, iostx_guid, or iostx_bytes for text and binary.
#define IOSTX_PT_MV_FLAG 0x1000u
/// PT_MV_I2: list of int16_t.
#define IOSTX_PT_MV_I2 0x1002u
/// PT_MV_LONG: list of int32_t.
#define IOSTX_PT_MV_LONG 0x1003u
/// PT_MV_R4: list of float.
#define IOSTX_PT_MV_R4 0x1004u
/// PT_MV_DOUBLE: list of double.
#define IOSTX_PT_MV_DOUBLE 0x1005u
/// PT_MV_CURRENCY: list of int64_t in units of 1/10000.
#define IOSTX_PT_MV_CURRENCY 0x1006u
/// PT_MV_APPTIME: list of double.
#define IOSTX_PT_MV_APPTIME 0x1007u
/// PT_MV_I8: list of int64_t.
#define IOSTX_PT_MV_I8 0x1014u
/// PT_MV_STRING8: list of iostx_bytes; given back as PT_MV_UNICODE.
#define IOSTX_PT_MV_STRING8 0x101Eu
/// PT_MV_UNICODE: list of iostx_bytes, each UTF-8.
#define IOSTX_PT_MV_UNICODE 0x101Fu
/// PT_MV_SYSTIME: list of uint64_t.
#define IOSTX_PT_MV_SYSTIME 0x1040u
/// PT_MV_CLSID: list of iostx_guid.
#define IOSTX_PT_MV_CLSID 0x1048u
/// PT_MV_BINARY: list of iostx_bytes.
#define IOSTX_PT_MV_BINARY 0x1102u

/* Properties of any object. */

/// PR_ENTRYID: entry id: 46 bytes of a folder (iostx_feid), 70 of a message (iostx_meid). Read only.
#define IOSTX_PR_ENTRYID 0x0FFF0102u
/// PR_PARENT_ENTRYID: entry id of the folder that holds the object. Read only.
#define IOSTX_PR_PARENT_ENTRYID 0x0E090102u
/// PR_STORE_ENTRYID: entry id of the store. Read only.
#define IOSTX_PR_STORE_ENTRYID 0x0FFB0102u
/// PR_RECORD_KEY: identity within the store, comparable byte for byte. Read only.
#define IOSTX_PR_RECORD_KEY 0x0FF90102u
/// PR_STORE_RECORD_KEY: replica GUID of the store, 16 bytes. Read only.
#define IOSTX_PR_STORE_RECORD_KEY 0x0FFA0102u
/// PR_SEARCH_KEY: key that copies of an object share.
#define IOSTX_PR_SEARCH_KEY 0x300B0102u
/// PR_INSTANCE_KEY: identity of a row of a table. Read only.
#define IOSTX_PR_INSTANCE_KEY 0x0FF60102u
/// PR_MAPPING_SIGNATURE: GUID within which tags of named properties mean the same. Read only.
#define IOSTX_PR_MAPPING_SIGNATURE 0x0FF80102u
/// PR_OBJECT_TYPE: kind of object, one of IOSTX_OBJECT_*. Read only.
#define IOSTX_PR_OBJECT_TYPE 0x0FFE0003u
/// PR_ACCESS: what may be done with the object. Read only.
#define IOSTX_PR_ACCESS 0x0FF40003u
/// PR_ACCESS_LEVEL: 0 read only, 1 may be modified. Read only.
#define IOSTX_PR_ACCESS_LEVEL 0x0FF70003u
/// PR_DISPLAY_NAME: name of a folder or a recipient.
#define IOSTX_PR_DISPLAY_NAME 0x3001001Fu
/// PR_COMMENT: comment.
#define IOSTX_PR_COMMENT 0x3004001Fu
/// PR_CREATION_TIME: when created.
#define IOSTX_PR_CREATION_TIME 0x30070040u
/// PR_LAST_MODIFICATION_TIME: when last modified; decides conflicts.
#define IOSTX_PR_LAST_MODIFICATION_TIME 0x30080040u
/// PR_LAST_MODIFIER_NAME: who last modified it.
#define IOSTX_PR_LAST_MODIFIER_NAME 0x3FFA001Fu
/// PR_CREATOR_NAME: who created it.
#define IOSTX_PR_CREATOR_NAME 0x3FF8001Fu
/// PR_TARGET_ENTRYID: entry id of the object that this one stands for.
#define IOSTX_PR_TARGET_ENTRYID 0x30100102u

/* Identity and versions (MS-OXCFXICS 2.2.1). */

/// PR_SOURCE_KEY: identity across replicas, an XID; here always 22 bytes (iostx_skey).
#define IOSTX_PR_SOURCE_KEY 0x65E00102u
/// PR_PARENT_SOURCE_KEY: source key of the folder; empty for the folder that the sink was opened on.
#define IOSTX_PR_PARENT_SOURCE_KEY 0x65E10102u
/// PR_CHANGE_KEY: version of the object, an XID of 17 to 24 bytes: who wrote it last, and that writer's counter.
#define IOSTX_PR_CHANGE_KEY 0x65E20102u
/// PR_PREDECESSOR_CHANGE_LIST: per namespace the highest change seen in this version, as SizedXids, the change key included.
#define IOSTX_PR_PREDECESSOR_CHANGE_LIST 0x65E30102u
/// PR_CHANGE_NUMBER: PidTagChangeNumber: the store's own number of the last change. Read only.
#define IOSTX_PR_CHANGE_NUMBER 0x67A40014u
/// PR_MID: PidTagMid: internal id of a message. Read only.
#define IOSTX_PR_MID 0x674A0014u
/// PR_FOLDER_ID: PidTagFolderId: internal id of a folder. Read only.
#define IOSTX_PR_FOLDER_ID 0x67480014u
/// PR_PARENT_FOLDER_ID: PidTagParentFolderId: internal id of the parent. Read only.
#define IOSTX_PR_PARENT_FOLDER_ID 0x67490014u
/// PR_LOCAL_COMMIT_TIME: when the object was last committed here. Read only.
#define IOSTX_PR_LOCAL_COMMIT_TIME 0x67090040u
/// PR_LOCAL_COMMIT_TIME_MAX: newest commit of what a folder holds. Read only.
#define IOSTX_PR_LOCAL_COMMIT_TIME_MAX 0x670A0040u
/// PR_DELETED_COUNT_TOTAL: messages ever deleted from a folder. Read only.
#define IOSTX_PR_DELETED_COUNT_TOTAL 0x670B0003u
/// PR_HIERARCHY_CHANGE_NUM: grows with each change of the hierarchy below a folder. Read only.
#define IOSTX_PR_HIERARCHY_CHANGE_NUM 0x663E0003u
/// PR_ORIGINAL_ENTRYID: entry id in the folder that the object came from.
#define IOSTX_PR_ORIGINAL_ENTRYID 0x3A120102u
/// PR_CONTENTS_SYNCHRONIZER: names the contents synchronizer; never opened here.
#define IOSTX_PR_CONTENTS_SYNCHRONIZER 0x662D000Du
/// PR_HIERARCHY_SYNCHRONIZER: names the hierarchy synchronizer; never opened here.
#define IOSTX_PR_HIERARCHY_SYNCHRONIZER 0x662C000Du
/// PR_COLLECTOR: names the import sink; never opened here.
#define IOSTX_PR_COLLECTOR 0x662E000Du
/// PR_OST_OLFI: reserve of ids (OLFI) as other stores keep it; only kept.
#define IOSTX_PR_OST_OLFI 0x7C070102u
/// PR_OST_OSTID: id of an offline store; only kept.
#define IOSTX_PR_OST_OSTID 0x7C040102u
/// PR_RESOLVE_METHOD: how conflicts in a folder are resolved: 0 default, 1 last writer wins, 2 no notification.
#define IOSTX_PR_RESOLVE_METHOD 0x3FE70003u
/// PR_CONFLICT_ITEMS: on the winner the entry ids of its losers, on the loser that of its winner.
#define IOSTX_PR_CONFLICT_ITEMS 0x10981102u
/// PR_CONFLICT_ENTRYID: entry id of the item in conflict.
#define IOSTX_PR_CONFLICT_ENTRYID 0x3FF00102u

/* Properties of the store. */

/// PR_STORE_SUPPORT_MASK: what the store can do, bits IOSTX_STORE_*_OK.
#define IOSTX_PR_STORE_SUPPORT_MASK 0x340D0003u
/// PR_STORE_STATE: state of the store.
#define IOSTX_PR_STORE_STATE 0x340E0003u
/// PR_MDB_PROVIDER: kind of the store's provider.
#define IOSTX_PR_MDB_PROVIDER 0x34140102u
/// PR_VALID_FOLDER_MASK: which special folders are valid.
#define IOSTX_PR_VALID_FOLDER_MASK 0x35DF0003u
/// PR_STORE_UNICODE_MASK: Unicode support.
#define IOSTX_PR_STORE_UNICODE_MASK 0x340F0003u
/// PR_IPM_SUBTREE_ENTRYID: entry id of the IPM subtree.
#define IOSTX_PR_IPM_SUBTREE_ENTRYID 0x35E00102u
/// PR_IPM_OUTBOX_ENTRYID: entry id of the Outbox.
#define IOSTX_PR_IPM_OUTBOX_ENTRYID 0x35E20102u
/// PR_IPM_WASTEBASKET_ENTRYID: entry id of Deleted Items.
#define IOSTX_PR_IPM_WASTEBASKET_ENTRYID 0x35E30102u
/// PR_IPM_SENTMAIL_ENTRYID: entry id of Sent Items.
#define IOSTX_PR_IPM_SENTMAIL_ENTRYID 0x35E40102u
/// PR_VIEWS_ENTRYID: entry id of the views folder.
#define IOSTX_PR_VIEWS_ENTRYID 0x35E50102u
/// PR_COMMON_VIEWS_ENTRYID: entry id of the common views folder.
#define IOSTX_PR_COMMON_VIEWS_ENTRYID 0x35E60102u
/// PR_FINDER_ENTRYID: entry id of the search root.
#define IOSTX_PR_FINDER_ENTRYID 0x35E70102u
/// PR_PROFILE_OFFLINE_STORE_PATH: path of an offline store, as profiles keep it.
#define IOSTX_PR_PROFILE_OFFLINE_STORE_PATH 0x6610001Eu

/* Entry ids of special folders on the root and the Inbox (MS-OXOSFLD). */

/// PR_IPM_APPOINTMENT_ENTRYID: Calendar.
#define IOSTX_PR_IPM_APPOINTMENT_ENTRYID 0x36D00102u
/// PR_IPM_CONTACT_ENTRYID: Contacts.
#define IOSTX_PR_IPM_CONTACT_ENTRYID 0x36D10102u
/// PR_IPM_JOURNAL_ENTRYID: Journal.
#define IOSTX_PR_IPM_JOURNAL_ENTRYID 0x36D20102u
/// PR_IPM_NOTE_ENTRYID: Notes.
#define IOSTX_PR_IPM_NOTE_ENTRYID 0x36D30102u
/// PR_IPM_TASK_ENTRYID: Tasks.
#define IOSTX_PR_IPM_TASK_ENTRYID 0x36D40102u
/// PR_REM_ONLINE_ENTRYID: online reminders.
#define IOSTX_PR_REM_ONLINE_ENTRYID 0x36D50102u
/// PR_REM_OFFLINE_ENTRYID: offline reminders.
#define IOSTX_PR_REM_OFFLINE_ENTRYID 0x36D60102u
/// PR_IPM_DRAFTS_ENTRYID: Drafts.
#define IOSTX_PR_IPM_DRAFTS_ENTRYID 0x36D70102u
/// PR_ADDITIONAL_REN_ENTRYIDS: list: Conflicts, Sync Issues, Local Failures, Server Failures, Junk.
#define IOSTX_PR_ADDITIONAL_REN_ENTRYIDS 0x36D81102u
/// PR_ADDITIONAL_REN_ENTRYIDS_EX: more special folders, as blocks.
#define IOSTX_PR_ADDITIONAL_REN_ENTRYIDS_EX 0x36D90102u

/* Properties of folders. */

/// PR_CONTAINER_CLASS: kind of items, IPF.Note and so on; a hint.
#define IOSTX_PR_CONTAINER_CLASS 0x3613001Fu
/// PR_FOLDER_TYPE: 0 root, 1 generic, 2 search.
#define IOSTX_PR_FOLDER_TYPE 0x36010003u
/// PR_CONTENT_COUNT: normal items in the folder. Read only.
#define IOSTX_PR_CONTENT_COUNT 0x36020003u
/// PR_CONTENT_UNREAD: unread items in the folder. Read only.
#define IOSTX_PR_CONTENT_UNREAD 0x36030003u
/// PR_ASSOC_CONTENT_COUNT: associated items in the folder. Read only.
#define IOSTX_PR_ASSOC_CONTENT_COUNT 0x36170003u
/// PR_SUBFOLDERS: whether there are subfolders. Read only.
#define IOSTX_PR_SUBFOLDERS 0x360A000Bu
/// PR_FOLDER_CHILD_COUNT: number of subfolders. Read only.
#define IOSTX_PR_FOLDER_CHILD_COUNT 0x66380003u
/// PR_ATTR_HIDDEN: hidden from listings.
#define IOSTX_PR_ATTR_HIDDEN 0x10F4000Bu
/// PR_EXTENDED_FOLDER_FLAGS: flags of views.
#define IOSTX_PR_EXTENDED_FOLDER_FLAGS 0x36DA0102u
/// PR_DEF_POST_MSGCLASS: message class of new items.
#define IOSTX_PR_DEF_POST_MSGCLASS 0x36E5001Fu
/// PR_RIGHTS: rights of the user.
#define IOSTX_PR_RIGHTS 0x66390003u
/// PR_HAS_RULES: whether rules are set.
#define IOSTX_PR_HAS_RULES 0x663A000Bu
/// PR_OFFLINE_FLAGS: offline flags.
#define IOSTX_PR_OFFLINE_FLAGS 0x663D0003u
/// PR_DELETED_ON: when it was deleted.
#define IOSTX_PR_DELETED_ON 0x668F0040u

/* State of messages. */

/// PR_MESSAGE_CLASS: class of the item, IPM.Note and so on.
#define IOSTX_PR_MESSAGE_CLASS 0x001A001Fu
/// PR_MESSAGE_FLAGS: bits IOSTX_MSGFLAG_*.
#define IOSTX_PR_MESSAGE_FLAGS 0x0E070003u
/// PR_MSG_STATUS: bits IOSTX_MSGSTATUS_*.
#define IOSTX_PR_MSG_STATUS 0x0E170003u
/// PR_MESSAGE_SIZE: size in bytes, at most 2147483647. Read only.
#define IOSTX_PR_MESSAGE_SIZE 0x0E080003u
/// PR_MESSAGE_SIZE_EXTENDED: size in bytes. Read only.
#define IOSTX_PR_MESSAGE_SIZE_EXTENDED 0x0E080014u
/// PR_HASATTACH: has attachments, as whoever wrote the native text says; where nobody did, as IOSTX_MSGFLAG_HASATTACH.
#define IOSTX_PR_HASATTACH 0x0E1B000Bu
/// PR_READ: whether it is read.
#define IOSTX_PR_READ 0x0E69000Bu
/// PR_ASSOCIATED: whether it is associated (hidden). Read only.
#define IOSTX_PR_ASSOCIATED 0x67AA000Bu
/// PR_ICON_INDEX: icon.
#define IOSTX_PR_ICON_INDEX 0x10800003u
/// PR_FLAG_STATUS: follow-up: absent none, 1 complete, 2 flagged.
#define IOSTX_PR_FLAG_STATUS 0x10900003u
/// PR_FLAG_COMPLETE_TIME: when the follow-up was completed.
#define IOSTX_PR_FLAG_COMPLETE_TIME 0x10910040u
/// PR_FOLLOWUP_ICON: colour of the follow-up flag.
#define IOSTX_PR_FOLLOWUP_ICON 0x10950003u
/// PR_TODO_ITEM_FLAGS: follow-up bits.
#define IOSTX_PR_TODO_ITEM_FLAGS 0x0E2B0003u
/// PR_LAST_VERB_EXECUTED: 102 replied, 103 replied to all, 104 forwarded.
#define IOSTX_PR_LAST_VERB_EXECUTED 0x10810003u
/// PR_LAST_VERB_EXECUTION_TIME: when that was done.
#define IOSTX_PR_LAST_VERB_EXECUTION_TIME 0x10820040u
/// PR_IN_CONFLICT: stands for a version in conflict.
#define IOSTX_PR_IN_CONFLICT 0x666C000Bu

/* Subject and times. */

/// PR_SUBJECT: subject.
#define IOSTX_PR_SUBJECT 0x0037001Fu
/// PR_SUBJECT_PREFIX: prefix of the subject, such as "Re: ".
#define IOSTX_PR_SUBJECT_PREFIX 0x003D001Fu
/// PR_NORMALIZED_SUBJECT: subject without its prefix.
#define IOSTX_PR_NORMALIZED_SUBJECT 0x0E1D001Fu
/// PR_ORIGINAL_SUBJECT: subject of the original.
#define IOSTX_PR_ORIGINAL_SUBJECT 0x0049001Fu
/// PR_CONVERSATION_TOPIC: topic of the conversation.
#define IOSTX_PR_CONVERSATION_TOPIC 0x0070001Fu
/// PR_CONVERSATION_INDEX: place in the conversation.
#define IOSTX_PR_CONVERSATION_INDEX 0x00710102u
/// PR_IMPORTANCE: 0 low, 1 normal, 2 high.
#define IOSTX_PR_IMPORTANCE 0x00170003u
/// PR_PRIORITY: -1 not urgent, 0 normal, 1 urgent.
#define IOSTX_PR_PRIORITY 0x00260003u
/// PR_SENSITIVITY: 0 none, 1 personal, 2 private, 3 confidential.
#define IOSTX_PR_SENSITIVITY 0x00360003u
/// PR_CLIENT_SUBMIT_TIME: when submitted.
#define IOSTX_PR_CLIENT_SUBMIT_TIME 0x00390040u
/// PR_MESSAGE_DELIVERY_TIME: when delivered.
#define IOSTX_PR_MESSAGE_DELIVERY_TIME 0x0E060040u
/// PR_DEFERRED_SEND_TIME: when to send.
#define IOSTX_PR_DEFERRED_SEND_TIME 0x3FEF0040u

/* People. */

/// PR_SENDER_NAME: name of the sender.
#define IOSTX_PR_SENDER_NAME 0x0C1A001Fu
/// PR_SENDER_ADDRTYPE: kind of the sender's address.
#define IOSTX_PR_SENDER_ADDRTYPE 0x0C1E001Fu
/// PR_SENDER_EMAIL_ADDRESS: address of the sender.
#define IOSTX_PR_SENDER_EMAIL_ADDRESS 0x0C1F001Fu
/// PR_SENDER_ENTRYID: entry id of the sender.
#define IOSTX_PR_SENDER_ENTRYID 0x0C190102u
/// PR_SENDER_SEARCH_KEY: search key of the sender.
#define IOSTX_PR_SENDER_SEARCH_KEY 0x0C1D0102u
/// PR_SENT_REPRESENTING_NAME: name of whom the sender stands for.
#define IOSTX_PR_SENT_REPRESENTING_NAME 0x0042001Fu
/// PR_SENT_REPRESENTING_ADDRTYPE: kind of that address.
#define IOSTX_PR_SENT_REPRESENTING_ADDRTYPE 0x0064001Fu
/// PR_SENT_REPRESENTING_EMAIL_ADDRESS: that address.
#define IOSTX_PR_SENT_REPRESENTING_EMAIL_ADDRESS 0x0065001Fu
/// PR_SENT_REPRESENTING_ENTRYID: entry id of whom the sender stands for.
#define IOSTX_PR_SENT_REPRESENTING_ENTRYID 0x00410102u
/// PR_RECEIVED_BY_NAME: name of the receiver.
#define IOSTX_PR_RECEIVED_BY_NAME 0x0040001Fu
/// PR_DISPLAY_TO: names of the primary recipients.
#define IOSTX_PR_DISPLAY_TO 0x0E04001Fu
/// PR_DISPLAY_CC: names of the copied recipients.
#define IOSTX_PR_DISPLAY_CC 0x0E03001Fu
/// PR_DISPLAY_BCC: names of the blind recipients.
#define IOSTX_PR_DISPLAY_BCC 0x0E02001Fu

/* Body and internet text. */

/// PR_BODY: plain text.
#define IOSTX_PR_BODY 0x1000001Fu
/// PR_HTML: HTML text.
#define IOSTX_PR_HTML 0x10130102u
/// PR_RTF_COMPRESSED: compressed RTF.
#define IOSTX_PR_RTF_COMPRESSED 0x10090102u
/// PR_RTF_IN_SYNC: whether RTF and text agree.
#define IOSTX_PR_RTF_IN_SYNC 0x0E1F000Bu
/// PR_NATIVE_BODY_INFO: which body is the native one.
#define IOSTX_PR_NATIVE_BODY_INFO 0x10160003u
/// PR_INTERNET_MESSAGE_ID: Message-ID.
#define IOSTX_PR_INTERNET_MESSAGE_ID 0x1035001Fu
/// PR_IN_REPLY_TO_ID: In-Reply-To.
#define IOSTX_PR_IN_REPLY_TO_ID 0x1042001Fu
/// PR_INTERNET_REFERENCES: References.
#define IOSTX_PR_INTERNET_REFERENCES 0x1039001Fu
/// PR_TRANSPORT_MESSAGE_HEADERS: headers of the message.
#define IOSTX_PR_TRANSPORT_MESSAGE_HEADERS 0x007D001Fu
/// PR_INTERNET_CONTENT: the item's native text (MIME, iCalendar, vCard), byte for byte; read and written by stream.
#define IOSTX_PR_INTERNET_CONTENT 0x66590102u
/// PR_INTERNET_CPID: code page.
#define IOSTX_PR_INTERNET_CPID 0x3FDE0003u

/* Recipients. */

/// PR_MESSAGE_RECIPIENTS: the recipients; see iostx_message_get_recipients.
#define IOSTX_PR_MESSAGE_RECIPIENTS 0x0E12000Du
/// PR_RECIPIENT_TYPE: 0 originator, 1 to, 2 copy, 3 blind copy.
#define IOSTX_PR_RECIPIENT_TYPE 0x0C150003u
/// PR_ADDRTYPE: kind of the address, such as SMTP.
#define IOSTX_PR_ADDRTYPE 0x3002001Fu
/// PR_EMAIL_ADDRESS: the address.
#define IOSTX_PR_EMAIL_ADDRESS 0x3003001Fu
/// PR_SMTP_ADDRESS: internet address.
#define IOSTX_PR_SMTP_ADDRESS 0x39FE001Fu
/// PR_ROWID: number of the row.
#define IOSTX_PR_ROWID 0x30000003u
/// PR_RESPONSIBILITY: whether somebody took responsibility for delivery.
#define IOSTX_PR_RESPONSIBILITY 0x0E0F000Bu

/* Attachments, as other stores keep them; here they are part of the native text. */

/// PR_MESSAGE_ATTACHMENTS: the attachments.
#define IOSTX_PR_MESSAGE_ATTACHMENTS 0x0E13000Du
/// PR_ATTACH_NUM: number of the attachment.
#define IOSTX_PR_ATTACH_NUM 0x0E210003u
/// PR_ATTACH_SIZE: size.
#define IOSTX_PR_ATTACH_SIZE 0x0E200003u
/// PR_ATTACH_METHOD: 1 by value, 5 embedded message, 6 OLE.
#define IOSTX_PR_ATTACH_METHOD 0x37050003u
/// PR_ATTACH_DATA_BIN: data.
#define IOSTX_PR_ATTACH_DATA_BIN 0x37010102u
/// PR_ATTACH_DATA_OBJ: object.
#define IOSTX_PR_ATTACH_DATA_OBJ 0x3701000Du
/// PR_ATTACH_FILENAME: short file name.
#define IOSTX_PR_ATTACH_FILENAME 0x3704001Fu
/// PR_ATTACH_LONG_FILENAME: file name.
#define IOSTX_PR_ATTACH_LONG_FILENAME 0x3707001Fu
/// PR_ATTACH_EXTENSION: file extension.
#define IOSTX_PR_ATTACH_EXTENSION 0x3703001Fu
/// PR_ATTACH_MIME_TAG: MIME type.
#define IOSTX_PR_ATTACH_MIME_TAG 0x370E001Fu
/// PR_RENDERING_POSITION: place in the body.
#define IOSTX_PR_RENDERING_POSITION 0x370B0003u

/* Sending. */

/// PR_SUBMIT_FLAGS: bits IOSTX_SUBMITFLAG_*. Read only.
#define IOSTX_PR_SUBMIT_FLAGS 0x0E140003u
/// PR_DELETE_AFTER_SUBMIT: delete when sent.
#define IOSTX_PR_DELETE_AFTER_SUBMIT 0x0E01000Bu
/// PR_SENTMAIL_ENTRYID: folder to move it to when sent.
#define IOSTX_PR_SENTMAIL_ENTRYID 0x0E0A0102u
/// PR_READ_RECEIPT_REQUESTED: whether a read receipt is asked for.
#define IOSTX_PR_READ_RECEIPT_REQUESTED 0x0029000Bu

/* Calendar and contacts. */

/// PR_START_DATE: start.
#define IOSTX_PR_START_DATE 0x00600040u
/// PR_END_DATE: end.
#define IOSTX_PR_END_DATE 0x00610040u
/// PR_OWNER_APPT_ID: id of the owner's appointment.
#define IOSTX_PR_OWNER_APPT_ID 0x00620003u
/// PR_GIVEN_NAME: given name.
#define IOSTX_PR_GIVEN_NAME 0x3A06001Fu
/// PR_SURNAME: surname.
#define IOSTX_PR_SURNAME 0x3A11001Fu
/// PR_COMPANY_NAME: company.
#define IOSTX_PR_COMPANY_NAME 0x3A16001Fu
/// PR_TITLE: job title.
#define IOSTX_PR_TITLE 0x3A17001Fu
/// PR_BUSINESS_TELEPHONE_NUMBER: business telephone.
#define IOSTX_PR_BUSINESS_TELEPHONE_NUMBER 0x3A08001Fu
/// PR_HOME_TELEPHONE_NUMBER: home telephone.
#define IOSTX_PR_HOME_TELEPHONE_NUMBER 0x3A09001Fu
/// PR_MOBILE_TELEPHONE_NUMBER: mobile telephone.
#define IOSTX_PR_MOBILE_TELEPHONE_NUMBER 0x3A1C001Fu

/* Remote headers. */

/// PR_MESSAGE_DOWNLOAD_TIME: estimated seconds to fetch the whole item.
#define IOSTX_PR_MESSAGE_DOWNLOAD_TIME 0x0E180003u
/// PR_HEADER_FOLDER_ENTRYID: folder of the headers.
#define IOSTX_PR_HEADER_FOLDER_ENTRYID 0x3E0A0102u
/// PR_REMOTE_PROGRESS: progress of the fetch.
#define IOSTX_PR_REMOTE_PROGRESS 0x3E0B0003u

/* Properties of this library. */

/// IOSTX_PR_REMOTE_ID: id of the object on the server: opaque, at most 1024 bytes, unique among the items of a folder. Setting it is no local change.
#define IOSTX_PR_REMOTE_ID 0x7E010102u
/// IOSTX_PR_REMOTE_VERSION: version of the object on the server: opaque, at most 1024 bytes; empty means unknown. Setting it is no local change.
#define IOSTX_PR_REMOTE_VERSION 0x7E020102u
/// IOSTX_PR_MATCH_KEY: match key: what the item is recognised by when its remote id is unknown (UID of iCalendar and vCard, Message-ID). Setting it is no local change.
#define IOSTX_PR_MATCH_KEY 0x7E030102u
/// IOSTX_PR_PARENT_REMOTE_ID: remote id of the parent folder.
#define IOSTX_PR_PARENT_REMOTE_ID 0x7E040102u
/// IOSTX_PR_SPECIAL_FOLDER: role of a folder, one of IOSTX_FOLDER_*.
#define IOSTX_PR_SPECIAL_FOLDER 0x7E050003u
/// IOSTX_PR_FINGERPRINT: fingerprint: what a listing tells of an item without its body (size, date, a digest of the server's).
#define IOSTX_PR_FINGERPRINT 0x7E060102u
/// IOSTX_PR_MATCH_STRENGTH: strength of the match key, one of IOSTX_MATCH_*.
#define IOSTX_PR_MATCH_STRENGTH 0x7E070003u
/// IOSTX_PR_CONTENT_SIZE: size in bytes of PR_INTERNET_CONTENT. Read only.
#define IOSTX_PR_CONTENT_SIZE 0x7E080014u
/// IOSTX_PR_PENDING: what is pending for upload, bits IOSTX_PENDING_*. Read only.
#define IOSTX_PR_PENDING 0x7E090003u
/// IOSTX_PR_PENDING_COUNT: pending changes in a folder, itself included. Read only.
#define IOSTX_PR_PENDING_COUNT 0x7E0A0003u
/// IOSTX_PR_LOCAL_ONLY: the folder is never offered to a server.
#define IOSTX_PR_LOCAL_ONLY 0x7E0B000Bu
/// IOSTX_PR_CHANGED_TAGS: tags of the properties that are pending. Read only.
#define IOSTX_PR_CHANGED_TAGS 0x7E0C1003u
/// PidNameKeywords: keywords (categories) of the item: the named property "Keywords" of PS_PUBLIC_STRINGS, which has this tag in
/// every store.
#define IOSTX_PR_KEYWORDS 0x8000101Fu
/// PidLidHeaderItem: not zero when only the header of the item is here: the named property 0x8578 of PSETID_Common, which has this
/// tag in every store. Read only.
#define IOSTX_PR_HEADER_ITEM 0x80010003u
/// IOSTX_PR_KEYWORDS_ADDED: keywords added since the last synchronization. Read only.
#define IOSTX_PR_KEYWORDS_ADDED 0x7E0E101Fu
/// IOSTX_PR_KEYWORDS_REMOVED: keywords removed since the last synchronization. Read only.
#define IOSTX_PR_KEYWORDS_REMOVED 0x7E0F101Fu
/// IOSTX_PR_ATTEMPTS: attempts that failed in a row. Read only.
#define IOSTX_PR_ATTEMPTS 0x7E100003u
/// IOSTX_PR_LAST_ERROR: code of the last failure. Read only.
#define IOSTX_PR_LAST_ERROR 0x7E110003u
/// IOSTX_PR_LAST_ERROR_TEXT: text of the last failure, as the agent gave it. Read only.
#define IOSTX_PR_LAST_ERROR_TEXT 0x7E12001Fu
/// IOSTX_PR_NEXT_ATTEMPT: when the item is offered again. Read only.
#define IOSTX_PR_NEXT_ATTEMPT 0x7E130040u
/// IOSTX_PR_BACKED_OFF: whether that time lies ahead. Read only.
#define IOSTX_PR_BACKED_OFF 0x7E14000Bu
/// IOSTX_PR_WANTED_REASON: why a remote id is on the wanted list, one of IOSTX_WANTED_*. Read only.
#define IOSTX_PR_WANTED_REASON 0x7E150003u
/// IOSTX_PR_HELD_COUNT: deletions of a folder that are held. Read only.
#define IOSTX_PR_HELD_COUNT 0x7E160003u
/// IOSTX_PR_RETRY_MARK: whether an upload was begun whose answer is not known. Read only.
#define IOSTX_PR_RETRY_MARK 0x7E17000Bu
/// IOSTX_PR_COOKIE: cookie that the agent left with that attempt. Read only.
#define IOSTX_PR_COOKIE 0x7E180102u
/// IOSTX_PR_LAST_OCCURRENCE: end of the last occurrence of a recurring item, for the scope of its folder.
#define IOSTX_PR_LAST_OCCURRENCE 0x7E1A0040u
/// IOSTX_PR_SERVER_FLAGS: the message flags as the server had them last. Read only.
#define IOSTX_PR_SERVER_FLAGS 0x7E1B0003u
/// IOSTX_PR_DEPTH: depth of a folder below the folder that was listed; its children have 1. Read only.
#define IOSTX_PR_DEPTH 0x7E1C0003u
/// IOSTX_PR_SOURCE_FOLDER_ENTRYID: folder that a moved item came from. Read only.
#define IOSTX_PR_SOURCE_FOLDER_ENTRYID 0x7E1D0102u
/// IOSTX_PR_SOURCE_REMOTE_ID: remote id of a moved item in the folder that it came from. Read only.
#define IOSTX_PR_SOURCE_REMOTE_ID 0x7E1E0102u
/// IOSTX_PR_CONFLICT_KIND: kind of a conflict, one of IOSTX_CONFLICT_*. Read only.
#define IOSTX_PR_CONFLICT_KIND 0x7E1F0003u
/// IOSTX_PR_CONFLICT_TIME: when the conflict was found. Read only.
#define IOSTX_PR_CONFLICT_TIME 0x7E200040u
/// IOSTX_PR_OUTGOING_STATE: state of a queued message, one of IOSTX_OUTGOING_*. Read only.
#define IOSTX_PR_OUTGOING_STATE 0x7E210003u
/// IOSTX_PR_CHECK_SEVERITY: severity of a finding of iostx_store_check: 1 remark, 2 error. Read only.
#define IOSTX_PR_CHECK_SEVERITY 0x7E220003u
/// IOSTX_PR_CHECK_TEXT: a finding of iostx_store_check in words. Read only.
#define IOSTX_PR_CHECK_TEXT 0x7E23001Fu
/// IOSTX_PR_CONFLICT_TEXT: what happened in a conflict, in words. Read only.
#define IOSTX_PR_CONFLICT_TEXT 0x7E24001Fu
/// IOSTX_PR_CONFLICT_COUNT: conflicts of a folder that were kept or wait. Read only.
#define IOSTX_PR_CONFLICT_COUNT 0x7E250003u
/// IOSTX_PR_FAILURE_COUNT: what failed too often in a folder, itself included. Read only.
#define IOSTX_PR_FAILURE_COUNT 0x7E260003u
/// IOSTX_PR_WANTED_COUNT: remote ids of a folder that must be fetched. Read only.
#define IOSTX_PR_WANTED_COUNT 0x7E270003u
/// IOSTX_PR_PUBLIC_FOLDER: whether a folder, with those below it, is a public one, which many users share. The agent says so when it
/// imports the folder; the structure of an upload table has it as IOSTX_UPT_PUBLIC.
#define IOSTX_PR_PUBLIC_FOLDER 0x7E28000Bu

/* Bits of PR_MESSAGE_FLAGS (MS-OXCMSG 2.2.1.6). */

/// MSGFLAG_READ: read.
#define IOSTX_MSGFLAG_READ 0x00000001u
/// MSGFLAG_UNMODIFIED: not modified since it was received or first saved.
#define IOSTX_MSGFLAG_UNMODIFIED 0x00000002u
/// MSGFLAG_SUBMIT: in the outgoing queue. Read only.
#define IOSTX_MSGFLAG_SUBMIT 0x00000004u
/// MSGFLAG_UNSENT: a draft.
#define IOSTX_MSGFLAG_UNSENT 0x00000008u
/// MSGFLAG_HASATTACH: has attachments. Given by imports, kept when an app sets flags; the store does not look into the native text.
#define IOSTX_MSGFLAG_HASATTACH 0x00000010u
/// MSGFLAG_FROMME: sent by the user.
#define IOSTX_MSGFLAG_FROMME 0x00000020u
/// MSGFLAG_ASSOCIATED: associated. Read only.
#define IOSTX_MSGFLAG_ASSOCIATED 0x00000040u
/// MSGFLAG_RESEND: a message to be sent again.
#define IOSTX_MSGFLAG_RESEND 0x00000080u
/// MSGFLAG_RN_PENDING: a read receipt is owed.
#define IOSTX_MSGFLAG_RN_PENDING 0x00000100u
/// MSGFLAG_NRN_PENDING: a non-read receipt is owed.
#define IOSTX_MSGFLAG_NRN_PENDING 0x00000200u
/// MSGFLAG_EVERREAD: was read at least once. Read only.
#define IOSTX_MSGFLAG_EVERREAD 0x00000400u
/// MSGFLAG_ORIGIN_X400: came by X.400.
#define IOSTX_MSGFLAG_ORIGIN_X400 0x00001000u
/// MSGFLAG_ORIGIN_INTERNET: came by the internet.
#define IOSTX_MSGFLAG_ORIGIN_INTERNET 0x00002000u
/// MSGFLAG_ORIGIN_MISC_EXT: came by another way.
#define IOSTX_MSGFLAG_ORIGIN_MISC_EXT 0x00008000u
/// MSGFLAG_OUTLOOK_NON_EMS_XP: came by another transport than Exchange.
#define IOSTX_MSGFLAG_OUTLOOK_NON_EMS_XP 0x00010000u

/* Bits of PR_MSG_STATUS. */

/// MSGSTATUS_HIGHLIGHTED: highlighted.
#define IOSTX_MSGSTATUS_HIGHLIGHTED 0x00000001u
/// MSGSTATUS_TAGGED: tagged.
#define IOSTX_MSGSTATUS_TAGGED 0x00000002u
/// MSGSTATUS_HIDDEN: hidden.
#define IOSTX_MSGSTATUS_HIDDEN 0x00000004u
/// MSGSTATUS_DELMARKED: marked for deletion (IMAP \Deleted).
#define IOSTX_MSGSTATUS_DELMARKED 0x00000008u
/// MSGSTATUS_DRAFT: a draft.
#define IOSTX_MSGSTATUS_DRAFT 0x00000100u
/// MSGSTATUS_ANSWERED: answered.
#define IOSTX_MSGSTATUS_ANSWERED 0x00000200u
/// MSGSTATUS_IN_CONFLICT: in conflict. Read only.
#define IOSTX_MSGSTATUS_IN_CONFLICT 0x00000800u
/// MSGSTATUS_REMOTE_DOWNLOAD: the user wants the whole item.
#define IOSTX_MSGSTATUS_REMOTE_DOWNLOAD 0x00001000u
/// MSGSTATUS_REMOTE_DELETE: the user wants it deleted on the server.
#define IOSTX_MSGSTATUS_REMOTE_DELETE 0x00002000u
/// MSGSTATUS_MDNSENT: a disposition notification was sent ($MDNSent).
#define IOSTX_MSGSTATUS_MDNSENT 0x00004000u

/* Values of PR_OBJECT_TYPE. */

/// MAPI_STORE: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_STORE 1u
/// MAPI_ADDRESS_BOOK: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_ADDRESS_BOOK 2u
/// MAPI_FOLDER: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_FOLDER 3u
/// MAPI_AB_CONTAINER: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_AB_CONTAINER 4u
/// MAPI_MESSAGE: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_MESSAGE 5u
/// MAPI_MAIL_USER: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_MAIL_USER 6u
/// MAPI_ATTACHMENT: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_ATTACHMENT 7u
/// MAPI_DISTLIST: value of PR_OBJECT_TYPE.
#define IOSTX_OBJECT_DISTLIST 8u

/* Bits of PR_STORE_SUPPORT_MASK. */

/// STORE_MODIFY_OK: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_MODIFY_OK 0x00000008u
/// STORE_CREATE_OK: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_CREATE_OK 0x00000010u
/// STORE_SUBMIT_OK: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_SUBMIT_OK 0x00000080u
/// STORE_UNICODE_OK: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_UNICODE_OK 0x00040000u
/// STORE_ITEMPROC: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_ITEMPROC 0x00200000u
/// STORE_PUSHER_OK: bit of PR_STORE_SUPPORT_MASK.
#define IOSTX_STORE_PUSHER_OK 0x00800000u

/* Values of PR_RECIPIENT_TYPE. */

/// MAPI_ORIG: originator.
#define IOSTX_RECIPIENT_ORIG 0u
/// MAPI_TO: primary.
#define IOSTX_RECIPIENT_TO 1u
/// MAPI_CC: copy.
#define IOSTX_RECIPIENT_CC 2u
/// MAPI_BCC: blind copy.
#define IOSTX_RECIPIENT_BCC 3u

/* Strength of a match key. */

/// No key.
#define IOSTX_MATCH_NONE 0u
/// Several items may share it (Message-ID).
#define IOSTX_MATCH_WEAK 1u
/// Unique in its folder by protocol (UID of iCalendar and vCard).
#define IOSTX_MATCH_STRONG 2u

/* Kinds of names of named properties (iostx_name.kind). */

/// MNID_ID: the name is a number.
#define IOSTX_MNID_ID 0u
/// MNID_STRING: the name is a text.
#define IOSTX_MNID_STRING 1u

/* Numbers of named properties, with the set they belong to (MS-OXPROPS). */

/// Appointment: start, PT_SYSTIME.
#define IOSTX_LID_APPOINTMENT_START 0x820Du
/// Appointment: end, PT_SYSTIME.
#define IOSTX_LID_APPOINTMENT_END 0x820Eu
/// Appointment: duration in minutes, PT_LONG.
#define IOSTX_LID_APPOINTMENT_DURATION 0x8213u
/// Appointment: location, PT_UNICODE.
#define IOSTX_LID_LOCATION 0x8208u
/// Appointment: busy status, PT_LONG.
#define IOSTX_LID_BUSY_STATUS 0x8205u
/// Appointment: all day, PT_BOOLEAN.
#define IOSTX_LID_ALL_DAY 0x8215u
/// Appointment: recurring, PT_BOOLEAN.
#define IOSTX_LID_RECURRING 0x8223u
/// Meeting: global object id, PT_BINARY.
#define IOSTX_LID_GLOBAL_OBJECT_ID 0x0003u
/// Meeting: global object id of the series, PT_BINARY.
#define IOSTX_LID_CLEAN_GLOBAL_OBJECT_ID 0x0023u
/// Task: status, PT_LONG.
#define IOSTX_LID_TASK_STATUS 0x8101u
/// Task: part done, 0 to 1, PT_DOUBLE.
#define IOSTX_LID_TASK_PERCENT_COMPLETE 0x8102u
/// Task: start, PT_SYSTIME.
#define IOSTX_LID_TASK_START 0x8104u
/// Task: due, PT_SYSTIME.
#define IOSTX_LID_TASK_DUE 0x8105u
/// Task: when completed, PT_SYSTIME.
#define IOSTX_LID_TASK_COMPLETED 0x810Fu
/// Task: is complete, PT_BOOLEAN.
#define IOSTX_LID_TASK_COMPLETE 0x811Cu
/// Address: file as, PT_UNICODE.
#define IOSTX_LID_FILE_UNDER 0x8005u
/// Address: name of the first e-mail address, PT_UNICODE.
#define IOSTX_LID_EMAIL1_NAME 0x8080u
/// Address: first e-mail address, PT_UNICODE.
#define IOSTX_LID_EMAIL1_ADDRESS 0x8083u
/// Log: type of a journal entry, PT_UNICODE.
#define IOSTX_LID_LOG_TYPE 0x8700u
/// Log: start, PT_SYSTIME.
#define IOSTX_LID_LOG_START 0x8706u
/// Log: duration in minutes, PT_LONG.
#define IOSTX_LID_LOG_DURATION 0x8707u
/// Log: end, PT_SYSTIME.
#define IOSTX_LID_LOG_END 0x8708u
/// Note: colour, PT_LONG.
#define IOSTX_LID_NOTE_COLOR 0x8B00u
/// Note: width, PT_LONG.
#define IOSTX_LID_NOTE_WIDTH 0x8B02u
/// Note: height, PT_LONG.
#define IOSTX_LID_NOTE_HEIGHT 0x8B03u
/// Common: start, PT_SYSTIME.
#define IOSTX_LID_COMMON_START 0x8516u
/// Common: end, PT_SYSTIME.
#define IOSTX_LID_COMMON_END 0x8517u
/// Common: reminder is set, PT_BOOLEAN.
#define IOSTX_LID_REMINDER_SET 0x8503u
/// Common: time of the reminder, PT_SYSTIME.
#define IOSTX_LID_REMINDER_TIME 0x8502u
/// Common: not zero when only the header is here, PT_LONG.
#define IOSTX_LID_HEADER_ITEM 0x8578u

/* Flags of iostx_replicate_options (ours). */

/// The download comes before the upload.
#define IOSTX_REPLICATE_DOWNLOAD_FIRST 0x00000001u

/* Flags of iostx_replicate_report (ours). */

/// Deletions are held until they are confirmed or rejected (iostx_store_list_held).
#define IOSTX_REPLICATE_DELETIONS_HELD 0x00000001u

/* Why a run was started (SYNCMGRFLAG). The low byte is a number, not bits: compare (flags & IOSTX_SYNCMGRFLAG_EVENTMASK). */

/// SYNCMGRFLAG_CONNECT: the network came up.
#define IOSTX_SYNCMGRFLAG_CONNECT 0x1u
/// SYNCMGRFLAG_PENDINGDISCONNECT: the network is about to go.
#define IOSTX_SYNCMGRFLAG_PENDINGDISCONNECT 0x2u
/// SYNCMGRFLAG_MANUAL: a user started it.
#define IOSTX_SYNCMGRFLAG_MANUAL 0x3u
/// SYNCMGRFLAG_IDLE: the machine is idle.
#define IOSTX_SYNCMGRFLAG_IDLE 0x4u
/// SYNCMGRFLAG_INVOKE: a program started it (ISyncMgrSynchronizeInvoke).
#define IOSTX_SYNCMGRFLAG_INVOKE 0x5u
/// SYNCMGRFLAG_SCHEDULED: a schedule started it.
#define IOSTX_SYNCMGRFLAG_SCHEDULED 0x6u
/// SYNCMGRFLAG_EVENTMASK: mask of the number.
#define IOSTX_SYNCMGRFLAG_EVENTMASK 0xFFu
/// SYNCMGRFLAG_SETTINGS: opened only to configure: no synchronization follows.
#define IOSTX_SYNCMGRFLAG_SETTINGS 0x100u
/// SYNCMGRFLAG_MAYBOTHERUSER: the handler may show windows.
#define IOSTX_SYNCMGRFLAG_MAYBOTHERUSER 0x200u

/* State of an item in a run (SYNCMGRSTATUS). A number. */

/// SYNCMGRSTATUS_STOPPED: not running.
#define IOSTX_SYNCMGRSTATUS_STOPPED 0x0u
/// SYNCMGRSTATUS_SKIPPED: passed over. The only one that SetItemStatus is given.
#define IOSTX_SYNCMGRSTATUS_SKIPPED 0x1u
/// SYNCMGRSTATUS_PENDING: its turn comes.
#define IOSTX_SYNCMGRSTATUS_PENDING 0x2u
/// SYNCMGRSTATUS_UPDATING: being synchronized.
#define IOSTX_SYNCMGRSTATUS_UPDATING 0x3u
/// SYNCMGRSTATUS_SUCCEEDED: done.
#define IOSTX_SYNCMGRSTATUS_SUCCEEDED 0x4u
/// SYNCMGRSTATUS_FAILED: failed.
#define IOSTX_SYNCMGRSTATUS_FAILED 0x5u
/// SYNCMGRSTATUS_PAUSED: paused.
#define IOSTX_SYNCMGRSTATUS_PAUSED 0x6u
/// SYNCMGRSTATUS_RESUMING: going on.
#define IOSTX_SYNCMGRSTATUS_RESUMING 0x7u
/// SYNCMGRSTATUS_UPDATING_INDETERMINATE: being synchronized, nobody knows how far.
#define IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE 0x8u
/// SYNCMGRSTATUS_DELETED: the item is gone: the manager forgets it.
#define IOSTX_SYNCMGRSTATUS_DELETED 0x100u

/* What a handler can do (SYNCMGRHANDLERFLAGS). Bits. */

/// SYNCMGRHANDLER_HASPROPERTIES: it has properties to show.
#define IOSTX_SYNCMGRHANDLER_HASPROPERTIES 0x1u
/// SYNCMGRHANDLER_MAYESTABLISHCONNECTION: it may call EstablishConnection.
#define IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION 0x2u
/// SYNCMGRHANDLER_ALWAYSLISTHANDLER: to be listed even without items.
#define IOSTX_SYNCMGRHANDLER_ALWAYSLISTHANDLER 0x4u
/// SYNCMGRHANDLER_HIDDEN: not to be shown to users.
#define IOSTX_SYNCMGRHANDLER_HIDDEN 0x8u
/// SYNCMGRHANDLERFLAG_MASK: the known bits.
#define IOSTX_SYNCMGRHANDLERFLAG_MASK 0xFu

/* What an item is (SYNCMGRITEMFLAGS). Bits. */

/// SYNCMGRITEM_HASPROPERTIES: it has properties to show.
#define IOSTX_SYNCMGRITEM_HASPROPERTIES 0x1u
/// SYNCMGRITEM_TEMPORARY: what is saved for it may be discarded when it is gone.
#define IOSTX_SYNCMGRITEM_TEMPORARY 0x2u
/// SYNCMGRITEM_ROAMINGUSER: it follows the user, not the machine. Only carried.
#define IOSTX_SYNCMGRITEM_ROAMINGUSER 0x4u
/// SYNCMGRITEM_LASTUPDATETIME: last_update is filled.
#define IOSTX_SYNCMGRITEM_LASTUPDATETIME 0x8u
/// SYNCMGRITEM_MAYDELETEITEM: users may delete it. Only carried.
#define IOSTX_SYNCMGRITEM_MAYDELETEITEM 0x10u
/// SYNCMGRITEM_HIDDEN: not to be shown to users.
#define IOSTX_SYNCMGRITEM_HIDDEN 0x20u
/// SYNCMGRITEM_ITEMFLAGMASK: the known bits.
#define IOSTX_SYNCMGRITEM_ITEMFLAGMASK 0x7Fu

/* Choice of an item (SYNCMGRITEMSTATE). */

/// SYNCMGRITEMSTATE_UNCHECKED: not chosen.
#define IOSTX_SYNCMGRITEMSTATE_UNCHECKED 0x0u
/// SYNCMGRITEMSTATE_CHECKED: chosen.
#define IOSTX_SYNCMGRITEMSTATE_CHECKED 0x1u

/* Levels of the error log (SYNCMGRLOGLEVEL). */

/// SYNCMGRLOGLEVEL_INFORMATION: for information.
#define IOSTX_SYNCMGRLOGLEVEL_INFORMATION 0x1u
/// SYNCMGRLOGLEVEL_WARNING: a warning.
#define IOSTX_SYNCMGRLOGLEVEL_WARNING 0x2u
/// SYNCMGRLOGLEVEL_ERROR: an error.
#define IOSTX_SYNCMGRLOGLEVEL_ERROR 0x3u
/// SYNCMGRLOGLEVEL_LOGLEVELMAX: the highest level.
#define IOSTX_SYNCMGRLOGLEVEL_LOGLEVELMAX 0x3u
/// SYNCMGRERRORFLAG_ENABLEJUMPTEXT: users may open the line: ISyncMgrSynchronize::ShowError.
#define IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT 0x1u

/* Flags of UpdateItems (SYNCMGRINVOKEFLAGS). There is no 0x1. */

/// SYNCMGRINVOKE_STARTSYNC: start at once; without it users are asked to choose first (IOSTX_SYNCMGR_EVENT_CHOICE).
#define IOSTX_SYNCMGRINVOKE_STARTSYNC 0x2u
/// SYNCMGRINVOKE_MINIMIZED: that choice begins minimized.
#define IOSTX_SYNCMGRINVOKE_MINIMIZED 0x4u

/* Events that a registered handler wants to run at (SYNCMGRREGISTERFLAGS). Bits, unlike IOSTX_SYNCMGRFLAG_*. */

/// SYNCMGRREGISTERFLAG_CONNECT: when the network comes up.
#define IOSTX_SYNCMGRREGISTERFLAG_CONNECT 0x1u
/// SYNCMGRREGISTERFLAG_PENDINGDISCONNECT: before the network goes.
#define IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT 0x2u
/// SYNCMGRREGISTERFLAG_IDLE: when the machine is idle.
#define IOSTX_SYNCMGRREGISTERFLAG_IDLE 0x4u
/// SYNCMGRREGISTERFLAGS_MASK: the known bits.
#define IOSTX_SYNCMGRREGISTERFLAGS_MASK 0x7u

/* Which members of iostx_syncmgr_progress_item are filled. Others keep what they were. */

/// SYNCMGRPROGRESSITEM_STATUSTEXT: status_text.
#define IOSTX_SYNCMGRPROGRESSITEM_STATUSTEXT 0x1u
/// SYNCMGRPROGRESSITEM_STATUSTYPE: status_type.
#define IOSTX_SYNCMGRPROGRESSITEM_STATUSTYPE 0x2u
/// SYNCMGRPROGRESSITEM_PROGVALUE: prog_value.
#define IOSTX_SYNCMGRPROGRESSITEM_PROGVALUE 0x4u
/// SYNCMGRPROGRESSITEM_MAXVALUE: max_value.
#define IOSTX_SYNCMGRPROGRESSITEM_MAXVALUE 0x8u
/// SYNCMGRLOGERROR_ERRORFLAGS: error_flags.
#define IOSTX_SYNCMGRLOGERROR_ERRORFLAGS 0x1u
/// SYNCMGRLOGERROR_ERRORID: error_id.
#define IOSTX_SYNCMGRLOGERROR_ERRORID 0x2u
/// SYNCMGRLOGERROR_ITEMID: item_id.
#define IOSTX_SYNCMGRLOGERROR_ITEMID 0x4u
/// link and link_text. This library's own.
#define IOSTX_SYNCMGRLOGERROR_LINK 0x10000u

/* Sizes of names, in UTF-16 units with the NUL; in C three bytes for each. */

/// MAX_SYNCMGRHANDLERNAME: name of a handler.
#define IOSTX_MAX_SYNCMGRHANDLERNAME 0x20u
/// MAX_SYNCMGRITEMNAME: name of an item.
#define IOSTX_MAX_SYNCMGRITEMNAME 0x80u

/* How a conflict is resolved (SyncMgrResolveConflict). */

/// RFC_CANCEL: not now: the conflict stays.
#define IOSTX_RFC_CANCEL 0x0u
/// RFC_KEEPBOTH: keep both versions.
#define IOSTX_RFC_KEEPBOTH 0x1u
/// RFC_KEEPLOCAL: keep the version that is here.
#define IOSTX_RFC_KEEPLOCAL 0x2u
/// RFC_KEEPNETWORK: keep the server's version.
#define IOSTX_RFC_KEEPNETWORK 0x3u
/// RFC_APPLY_TO_ALL: a bit beside: the same for all other conflicts of this handler.
#define IOSTX_RFC_APPLY_TO_ALL 0x10u
/// RFCF_APPLY_ALL: offer to apply the choice to all.
#define IOSTX_RFCF_APPLY_ALL 0x1u
/// RFCCM_VIEWLOCAL: show the version that is here.
#define IOSTX_RFCCM_VIEWLOCAL 0x1u
/// RFCCM_VIEWNETWORK: show the server's version.
#define IOSTX_RFCCM_VIEWNETWORK 0x2u
/// RFCCM_NEEDELEMENT: never used.
#define IOSTX_RFCCM_NEEDELEMENT 0x3u

/* How a run ended. This library's own, as all that follows. */

/// There was no run yet.
#define IOSTX_SYNCMGR_OUTCOME_NONE 0x0u
/// SynchronizeCompleted(S_OK).
#define IOSTX_SYNCMGR_OUTCOME_SUCCEEDED 0x1u
/// A call, or the run, answered a failure; last_result says which.
#define IOSTX_SYNCMGR_OUTCOME_FAILED 0x2u
/// It was stopped.
#define IOSTX_SYNCMGR_OUTCOME_CANCELLED 0x3u
/// Initialize or PrepareForSync answered S_FALSE: not this time.
#define IOSTX_SYNCMGR_OUTCOME_DECLINED 0x4u
/// No item was chosen.
#define IOSTX_SYNCMGR_OUTCOME_NOTHING 0x5u
/// No sign of life for too long: it was given up.
#define IOSTX_SYNCMGR_OUTCOME_STUCK 0x6u
/// The process ended in the middle.
#define IOSTX_SYNCMGR_OUTCOME_INTERRUPTED 0x7u
/// Not begun: another process runs this handler.
#define IOSTX_SYNCMGR_OUTCOME_ELSEWHERE 0x8u

/* What a handler does now. */

/// This process has no factory for it.
#define IOSTX_SYNCMGR_STATE_UNAVAILABLE 0x0u
/// Nothing.
#define IOSTX_SYNCMGR_STATE_IDLE 0x1u
/// It waits for its turn.
#define IOSTX_SYNCMGR_STATE_QUEUED 0x2u
/// From Initialize to PrepareForSyncCompleted.
#define IOSTX_SYNCMGR_STATE_PREPARING 0x3u
/// From Synchronize to SynchronizeCompleted.
#define IOSTX_SYNCMGR_STATE_SYNCHRONIZING 0x4u
/// It shows properties or an error, or resolves conflicts.
#define IOSTX_SYNCMGR_STATE_SHOWING 0x5u
/// Given up, but a call of it has not returned.
#define IOSTX_SYNCMGR_STATE_STUCK 0x6u

/* What an application tells iostx_syncmgr_notify. */

/// The network came up.
#define IOSTX_SYNCMGR_NOTIFY_CONNECT 0x1u
/// The network is about to go.
#define IOSTX_SYNCMGR_NOTIFY_PENDINGDISCONNECT 0x2u
/// The machine is idle.
#define IOSTX_SYNCMGR_NOTIFY_IDLE 0x3u
/// The machine is about to sleep: nothing is begun until it resumes.
#define IOSTX_SYNCMGR_NOTIFY_SUSPEND 0x4u
/// It woke up: what was missed is caught up.
#define IOSTX_SYNCMGR_NOTIFY_RESUME 0x5u
/// There is a network.
#define IOSTX_SYNCMGR_POLL_ONLINE 0x1u
/// The machine is idle.
#define IOSTX_SYNCMGR_POLL_IDLE 0x2u

/* Flags of iostx_syncmgr_options. */

/// No clock thread: the host calls iostx_syncmgr_run_due.
#define IOSTX_SYNCMGR_NO_CLOCK 0x1u
/// Runs that a user or a program starts may show windows: SYNCMGRFLAG_MAYBOTHERUSER.
#define IOSTX_SYNCMGR_INTERACTIVE 0x2u
/// A time that passed while the machine slept or no process ran is made up for, once.
#define IOSTX_SYNCMGR_SCHEDULE_CATCH_UP 0x1u
/// The time of day is UTC, not local time.
#define IOSTX_SYNCMGR_SCHEDULE_UTC 0x2u
/// checked.
#define IOSTX_SYNCMGR_ITEMOPTION_CHECKED 0x1u
/// enabled and reason.
#define IOSTX_SYNCMGR_ITEMOPTION_ENABLED 0x2u

/* Kinds of events of a manager. */

/// Events were lost: list again.
#define IOSTX_SYNCMGR_EVENT_OVERFLOW 0x0u
/// Handlers were registered, unregistered, attached, detached, their options changed, or one has nothing to do any more.
#define IOSTX_SYNCMGR_EVENT_HANDLERS 0x1u
/// The items of a handler, or their choices, changed.
#define IOSTX_SYNCMGR_EVENT_ITEMS 0x2u
/// A run waits for its turn.
#define IOSTX_SYNCMGR_EVENT_QUEUED 0x3u
/// A run began.
#define IOSTX_SYNCMGR_EVENT_STARTED 0x4u
/// Progress of an item.
#define IOSTX_SYNCMGR_EVENT_PROGRESS 0x5u
/// A run ended: code, and in status IOSTX_SYNCMGR_OUTCOME_*.
#define IOSTX_SYNCMGR_EVENT_ENDED 0x6u
/// A line of the log was added.
#define IOSTX_SYNCMGR_EVENT_ERROR_LOGGED 0x7u
/// Lines of the log were deleted.
#define IOSTX_SYNCMGR_EVENT_ERROR_DELETED 0x8u
/// A program asks users to choose (UpdateItems without STARTSYNC): show the items, then iostx_syncmgr_start. status: the invoke flags.
#define IOSTX_SYNCMGR_EVENT_CHOICE 0x9u
/// Properties, an error, or the resolving of conflicts are done: code.
#define IOSTX_SYNCMGR_EVENT_SHOWN 0xAu
/// The list of conflicts changed.
#define IOSTX_SYNCMGR_EVENT_CONFLICTS 0xBu

/* Columns of the lists of a manager. */

/// IOSTX_PR_SYNCMGR_HANDLER: id of the handler.
#define IOSTX_PR_SYNCMGR_HANDLER 0x7E300048u
/// IOSTX_PR_SYNCMGR_ITEM: id of the item.
#define IOSTX_PR_SYNCMGR_ITEM 0x7E310048u
/// IOSTX_PR_SYNCMGR_NAME: name of the handler or item.
#define IOSTX_PR_SYNCMGR_NAME 0x7E32001Fu
/// IOSTX_PR_SYNCMGR_DESCRIPTION: description that the handler was registered with.
#define IOSTX_PR_SYNCMGR_DESCRIPTION 0x7E33001Fu
/// IOSTX_PR_SYNCMGR_REGISTER_FLAGS: IOSTX_SYNCMGRREGISTERFLAG_*.
#define IOSTX_PR_SYNCMGR_REGISTER_FLAGS 0x7E340003u
/// IOSTX_PR_SYNCMGR_FLAGS: IOSTX_SYNCMGRHANDLER_*, IOSTX_SYNCMGRITEM_*, or IOSTX_SYNCMGRERRORFLAG_*.
#define IOSTX_PR_SYNCMGR_FLAGS 0x7E350003u
/// IOSTX_PR_SYNCMGR_ICON: icon, by name.
#define IOSTX_PR_SYNCMGR_ICON 0x7E36001Fu
/// IOSTX_PR_SYNCMGR_ICON_HANDLE: icon, as the pointer that the handler gave in this process.
#define IOSTX_PR_SYNCMGR_ICON_HANDLE 0x7E370014u
/// IOSTX_PR_SYNCMGR_STATE: IOSTX_SYNCMGR_STATE_*.
#define IOSTX_PR_SYNCMGR_STATE 0x7E380003u
/// IOSTX_PR_SYNCMGR_STATUS: IOSTX_SYNCMGRSTATUS_* of an item: now, or at the end of its last run.
#define IOSTX_PR_SYNCMGR_STATUS 0x7E390003u
/// IOSTX_PR_SYNCMGR_STATUS_TEXT: text of the status.
#define IOSTX_PR_SYNCMGR_STATUS_TEXT 0x7E3A001Fu
/// IOSTX_PR_SYNCMGR_PROG_VALUE: how far the item, or all of a handler, is.
#define IOSTX_PR_SYNCMGR_PROG_VALUE 0x7E3B0003u
/// IOSTX_PR_SYNCMGR_MAX_VALUE: what that counts to.
#define IOSTX_PR_SYNCMGR_MAX_VALUE 0x7E3C0003u
/// IOSTX_PR_SYNCMGR_CHECKED: whether the item is chosen.
#define IOSTX_PR_SYNCMGR_CHECKED 0x7E3D000Bu
/// IOSTX_PR_SYNCMGR_ENABLED: whether it may run at all.
#define IOSTX_PR_SYNCMGR_ENABLED 0x7E3E000Bu
/// IOSTX_PR_SYNCMGR_REASON: why not.
#define IOSTX_PR_SYNCMGR_REASON 0x7E3F001Fu
/// IOSTX_PR_SYNCMGR_LAST_RUN: when its last run ended.
#define IOSTX_PR_SYNCMGR_LAST_RUN 0x7E400040u
/// IOSTX_PR_SYNCMGR_LAST_RESULT: code of its last run.
#define IOSTX_PR_SYNCMGR_LAST_RESULT 0x7E410003u
/// IOSTX_PR_SYNCMGR_LAST_OUTCOME: IOSTX_SYNCMGR_OUTCOME_* of its last run.
#define IOSTX_PR_SYNCMGR_LAST_OUTCOME 0x7E420003u
/// IOSTX_PR_SYNCMGR_LAST_SUCCESS: when it last succeeded.
#define IOSTX_PR_SYNCMGR_LAST_SUCCESS 0x7E430040u
/// IOSTX_PR_SYNCMGR_LAST_UPDATE: ftLastUpdate: when the handler says that the item was last updated.
#define IOSTX_PR_SYNCMGR_LAST_UPDATE 0x7E440040u
/// IOSTX_PR_SYNCMGR_NEXT_RUN: when its schedule is due.
#define IOSTX_PR_SYNCMGR_NEXT_RUN 0x7E450040u
/// IOSTX_PR_SYNCMGR_ERRORS: lines of level error in the log.
#define IOSTX_PR_SYNCMGR_ERRORS 0x7E460003u
/// IOSTX_PR_SYNCMGR_WARNINGS: lines of level warning in the log.
#define IOSTX_PR_SYNCMGR_WARNINGS 0x7E470003u
/// IOSTX_PR_SYNCMGR_CONFLICTS: conflicts that wait.
#define IOSTX_PR_SYNCMGR_CONFLICTS 0x7E480003u
/// IOSTX_PR_SYNCMGR_LEVEL: IOSTX_SYNCMGRLOGLEVEL_*.
#define IOSTX_PR_SYNCMGR_LEVEL 0x7E490003u
/// IOSTX_PR_SYNCMGR_TEXT: text of a line of the log, or of a conflict.
#define IOSTX_PR_SYNCMGR_TEXT 0x7E4A001Fu
/// IOSTX_PR_SYNCMGR_ERROR_ID: ErrorID of a line of the log.
#define IOSTX_PR_SYNCMGR_ERROR_ID 0x7E4B0048u
/// IOSTX_PR_SYNCMGR_LINK: where the link of a line leads.
#define IOSTX_PR_SYNCMGR_LINK 0x7E4C001Fu
/// IOSTX_PR_SYNCMGR_LINK_TEXT: text of the link.
#define IOSTX_PR_SYNCMGR_LINK_TEXT 0x7E4D001Fu
/// IOSTX_PR_SYNCMGR_TIME: when it was logged, or found.
#define IOSTX_PR_SYNCMGR_TIME 0x7E4E0040u
/// IOSTX_PR_SYNCMGR_CAN_OPEN: whether iostx_syncmgr_show_error can open the line now.
#define IOSTX_PR_SYNCMGR_CAN_OPEN 0x7E4F000Bu
/// IOSTX_PR_SYNCMGR_CONFLICT_ID: id of a conflict.
#define IOSTX_PR_SYNCMGR_CONFLICT_ID 0x7E500048u
/// IOSTX_PR_SYNCMGR_SEQUENCE: number of a line of the log; later lines have higher ones.
#define IOSTX_PR_SYNCMGR_SEQUENCE 0x7E510014u

/// What an agent answers one by one, given to an operation of it by iostx_replicate. It ends when the operation returns. Any threads at
/// once.
typedef struct iostx_batch iostx_batch;

/// An import sink for items (IExchangeImportContentsChanges). Belongs to the session's thread; ends with its state.
typedef struct iostx_contents_sink iostx_contents_sink;

/// A table, read row by row or page by page. One call at a time.
typedef struct iostx_cursor iostx_cursor;

/// A subscription to change events. One thread waits, any thread stops.
typedef struct iostx_events iostx_events;

/// A folder. Any threads at once.
typedef struct iostx_folder iostx_folder;

/// An import sink for folders (IExchangeImportHierarchyChanges). Belongs to the session's thread; ends with its state.
typedef struct iostx_hierarchy_sink iostx_hierarchy_sink;

/// A message, as it was when it was opened. One call at a time.
typedef struct iostx_message iostx_message;

/// A synchronization session (IOSTX). One call at a time; cancel, is_cancelled and get_progress on any thread at any time.
typedef struct iostx_session iostx_session;

/// A store: one file of folders and items. Any threads at once.
typedef struct iostx_store iostx_store;

/// A large value, read and written in chunks. One call at a time.
typedef struct iostx_stream iostx_stream;

/// A synchronization manager (SyncMgr). Any threads at once.
typedef struct iostx_syncmgr iostx_syncmgr;

/// What a handler reports to (ISyncMgrSynchronizeCallback). Any threads at once. Borrowed: it ends with its handler object; use
/// iostx_syncmgr_callback_ref for what may report later.
typedef struct iostx_syncmgr_callback iostx_syncmgr_callback;

/// A subscription to the events of a manager. One thread waits, any thread stops.
typedef struct iostx_syncmgr_events iostx_syncmgr_events;

/// Values that the library gave. One call at a time.
typedef struct iostx_values iostx_values;

/// Details of a failure (MAPIERROR). Made by the library; iostx_error_free frees it with its texts.
typedef struct iostx_error {
  /// Size of this structure.
  uint32_t struct_size;
  /// The code.
  int32_t code;
  /// ulLowLevelError: what SQLite (extended result code) or the operating system (errno) said, else 0.
  int32_t system_code;
  /// ulContext: the state of the session (IOSTX_LR_*) in which it happened, else 0.
  uint32_t context;
  /// lpszError: one line, UTF-8: the argument, the object, the cause.
  const char *message;
  /// lpszComponent: the function that failed.
  const char *component;
} iostx_error;

/// Options of a store. Zero means the default everywhere.
typedef struct iostx_store_options {
  /// sizeof(iostx_store_options).
  uint32_t struct_size;
  /// IOSTX_STORE_READ_ONLY, IOSTX_STORE_MUST_EXIST, IOSTX_STORE_CREATE_NEW. Only at iostx_store_open.
  uint32_t flags;
  /// Days that the local trash keeps what the server deleted; default: no trash. UINT32_MAX: for ever.
  uint32_t trash_days;
  /// Share of a folder, in percent, above which deletions from the server are held; default 50. UINT32_MAX: never.
  uint32_t mass_delete_percent;
  /// Count of items above which they are held (both must be exceeded); default 20.
  uint32_t mass_delete_count;
  /// Staged imports after which a transaction is committed; default 500.
  uint32_t batch_items;
  /// Bytes of staged imports after which it is committed; default 2 MiB.
  uint64_t batch_bytes;
  /// Milliseconds after which it is committed; default 200.
  uint32_t batch_ms;
  /// Zero.
  uint32_t reserved;
  /// Replaces the clock: units of 100 ns since 1601-01-01 UTC. For tests; any thread. NULL: the system's. Only at
  /// iostx_store_open.
  uint64_t (*now)(void *userdata);
  /// Replaces the source of random bytes, from which GUIDs are made. For tests; any thread. NULL: the system's. Only at
  /// iostx_store_open.
  void (*random)(void *userdata, uint8_t *buffer, size_t size);
  /// Given to the callbacks.
  void *userdata;
  /// Called once with userdata when no callback will be called any more, also when the open fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_store_options;

/// A GUID, as its 16 bytes in memory (the first three fields little-endian).
typedef struct iostx_guid {
  /// The bytes.
  uint8_t bytes[16];
} iostx_guid;

/// What a store is and holds.
typedef struct iostx_store_info {
  /// sizeof(iostx_store_info).
  uint32_t struct_size;
  /// IOSTX_STORE_READ_ONLY if it was opened so.
  uint32_t flags;
  /// Version of the schema.
  uint32_t schema_version;
  /// Zero.
  uint32_t reserved;
  /// Replica GUID.
  struct iostx_guid guid;
  /// Bytes of the file, without its write-ahead log.
  uint64_t file_size;
  /// Folders.
  uint64_t folder_count;
  /// Items, associated ones included.
  uint64_t item_count;
  /// Items with work pending for upload, tombstones included.
  uint64_t pending_count;
  /// Deletions and moves out that the server does not know yet.
  uint64_t tombstone_count;
  /// Conflicts kept.
  uint64_t conflict_count;
  /// Items listed under failures.
  uint64_t failure_count;
  /// Deletions held by the mass-delete guard.
  uint64_t held_count;
  /// Remote ids on wanted lists.
  uint64_t wanted_count;
  /// Messages in the outgoing queue.
  uint64_t outgoing_count;
  /// Path of the file, UTF-8; valid as long as the store handle.
  const char *path;
} iostx_store_info;

/// LTID: long-term id of a folder or an item, 24 bytes. An object keeps it for life, moves included.
typedef struct iostx_ltid {
  /// Replica GUID of the store that made it.
  struct iostx_guid guid;
  /// globcnt: counter, most significant byte first.
  uint8_t counter[6];
  /// wLevel: zero.
  uint8_t level[2];
} iostx_ltid;

/// FEID: entry id of a folder, 46 bytes.
typedef struct iostx_feid {
  /// abFlags: zero; not looked at.
  uint8_t flags[4];
  /// muid: replica GUID of the store that holds the folder.
  uint8_t provider[16];
  /// placeholder: zero; not looked at.
  uint8_t placeholder[2];
  /// ltid: the folder.
  struct iostx_ltid folder;
} iostx_feid;

/// MEID: entry id of a message, 70 bytes; the first 46 are those of its folder's FEID. An outdated folder part still finds the
/// item. Where a list may name folders too, a message part of zeros stands for the folder itself.
typedef struct iostx_meid {
  /// abFlags: zero; not looked at.
  uint8_t flags[4];
  /// muid: replica GUID of the store that holds the item.
  uint8_t provider[16];
  /// placeholder: zero; not looked at.
  uint8_t placeholder[2];
  /// ltidFld: the folder.
  struct iostx_ltid folder;
  /// ltidMsg: the item.
  struct iostx_ltid message;
} iostx_meid;

/// Bytes, or text in UTF-8, with their count. (NULL, 0) is the empty one. What the library gives lives as long as the object that
/// holds it; what a caller gives is copied.
typedef struct iostx_bytes {
  /// First byte; may be NULL if size is 0.
  const uint8_t *data;
  /// Count of bytes. A NUL after a text is not counted.
  size_t size;
} iostx_bytes;

/// The name of a named property.
typedef struct iostx_name {
  /// sizeof(iostx_name); in an array the first one's is the distance from each to the next.
  uint32_t struct_size;
  /// IOSTX_MNID_ID or IOSTX_MNID_STRING.
  uint32_t kind;
  /// The number, for IOSTX_MNID_ID.
  uint32_t id;
  /// Type (IOSTX_PT_*) that the resulting tag is to have.
  uint32_t type;
  /// The set, such as IOSTX_PSETID_COMMON.
  struct iostx_guid set;
  /// The text, for IOSTX_MNID_STRING; else NULL.
  const char *name;
} iostx_name;

/// Many values of one property.
typedef struct iostx_list {
  /// Array of int16_t, int32_t, int64_t, float, double, uint64_t, iostx_guid, or iostx_bytes (text and binary), as the type says.
  const void *items;
  /// Count of items.
  size_t count;
} iostx_list;

/// The value of a property; the type in the tag says which member holds it.
typedef union iostx_value_union {
  /// PT_I2; PT_BOOLEAN as 0 or 1.
  int16_t i2;
  /// PT_LONG.
  int32_t i4;
  /// PT_I8, PT_CURRENCY.
  int64_t i8;
  /// PT_R4.
  float r4;
  /// PT_DOUBLE, PT_APPTIME.
  double r8;
  /// PT_SYSTIME: units of 100 ns since 1601-01-01 UTC.
  uint64_t time;
  /// PT_ERROR: why the value is missing.
  int32_t error;
  /// PT_CLSID.
  struct iostx_guid guid;
  /// PT_UNICODE in UTF-8, PT_STRING8, PT_BINARY.
  struct iostx_bytes bytes;
  /// Types with IOSTX_PT_MV_FLAG.
  struct iostx_list list;
} iostx_value_union;

/// A property and its value (SPropValue). A missing value has the type PT_ERROR in its tag and MAPI_E_NOT_FOUND as its value; one
/// that is too large to be handed out has MAPI_E_NOT_ENOUGH_MEMORY: open a stream.
typedef struct iostx_value {
  /// (id << 16) | type.
  uint32_t tag;
  /// Zero.
  uint32_t reserved;
  /// The value.
  union iostx_value_union value;
} iostx_value;

/// What iostx_folder_list lists.
typedef struct iostx_list_options {
  /// sizeof(iostx_list_options).
  uint32_t struct_size;
  /// IOSTX_LIST_*.
  uint32_t flags;
  /// IOSTX_SORT_*.
  uint32_t sort;
  /// Zero.
  uint32_t reserved;
  /// Tags of the columns; PR_ENTRYID, PR_SUBJECT and PR_MESSAGE_DELIVERY_TIME if there are none.
  const uint32_t *columns;
  /// Count of columns.
  size_t column_count;
} iostx_list_options;

/// Options of a folder.
typedef struct iostx_folder_options {
  /// sizeof(iostx_folder_options).
  uint32_t struct_size;
  /// IOSTX_FOLDEROPTION_*.
  uint32_t flags;
  /// IOSTX_DIRECTION_*.
  uint32_t direction;
  /// IOSTX_SCOPE_*.
  uint32_t scope;
  /// IOSTX_POLICY_*; IOSTX_POLICY_DEFAULT: that of the session.
  uint32_t policy;
  /// IOSTX_EXPUNGE_*.
  uint32_t expunge;
  /// Items deleted here that one pass offers at most; more are held, as deletions of the server are. 0: no limit.
  uint32_t delete_limit;
  /// Zero.
  uint32_t reserved;
  /// For IOSTX_SCOPE_NEWER: units of 100 ns since 1601-01-01 UTC; recurring items count by their last occurrence.
  uint64_t scope_since;
  /// For IOSTX_SCOPE_NEWEST: items.
  uint64_t scope_count;
  /// For IOSTX_SCOPE_SIZE: bytes.
  uint64_t scope_size;
} iostx_folder_options;

/// A row of values, such as one recipient.
typedef struct iostx_row {
  /// The values.
  const struct iostx_value *values;
  /// Count of values.
  size_t count;
} iostx_row;

/// One column of a page.
typedef struct iostx_page_column {
  /// Tag of the column.
  uint32_t tag;
  /// IOSTX_COLUMN_NUMBERS or IOSTX_COLUMN_TEXT.
  uint32_t kind;
  /// Per row 1 if there is a value, else 0.
  const uint8_t *present;
  /// Per row the value: integers, booleans and times as they are; PT_R4, PT_DOUBLE and PT_APPTIME as the bits of a double. NULL
  /// for IOSTX_COLUMN_TEXT.
  const int64_t *numbers;
  /// Per row where its value begins in text; one more at the end. Value i has offsets[i + 1] - offsets[i] - 1 bytes, and a NUL
  /// after it. NULL for IOSTX_COLUMN_NUMBERS.
  const uint64_t *offsets;
  /// The texts (UTF-8), binary values and GUIDs, one after the other. Of lists: texts with a NUL between; binary values each behind
  /// its size, a little-endian 32-bit number; numbers as 64-bit ones, little-endian.
  const uint8_t *text;
} iostx_page_column;

/// Up to as many rows as asked for, column by column. Belongs to the cursor; valid until its next call.
typedef struct iostx_page {
  /// Size of this structure.
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Rows in the page.
  size_t row_count;
  /// Columns.
  size_t column_count;
  /// The columns.
  const struct iostx_page_column *columns;
} iostx_page;

/// Options of a subscription to events.
typedef struct iostx_events_options {
  /// sizeof(iostx_events_options).
  uint32_t struct_size;
  /// IOSTX_EVENTMASK_*; 0: all kinds.
  uint32_t mask;
  /// Events that may wait; when more come, they are replaced by one IOSTX_EVENT_OVERFLOW. Default 1,000.
  uint32_t queue_limit;
  /// Zero.
  uint32_t reserved;
  /// Only events of this folder and of what is in it; NULL: of the whole store.
  const struct iostx_feid *folder;
  /// Says that an event waits; called on any thread, once until the queue was read; must not call the library. May be NULL.
  void (*wake)(void *userdata);
  /// Given to wake.
  void *userdata;
  /// Called once with userdata when wake will not be called any more, also when the open fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_events_options;

/// A change event.
typedef struct iostx_event {
  /// sizeof(iostx_event).
  uint32_t struct_size;
  /// IOSTX_EVENT_*.
  uint32_t kind;
  /// IOSTX_CHANGED_*, in events of items that changed or were moved; else 0.
  uint32_t changed;
  /// IOSTX_ORIGIN_*.
  uint32_t origin;
  /// The folder.
  struct iostx_feid feid;
  /// The item; zeros in events of folders.
  struct iostx_meid meid;
  /// Where the object was, in events of moves; else zeros.
  struct iostx_feid old_feid;
} iostx_event;

/// SYNC: the structure of IOSTX_LR_SYNC. The [in] members are read when the next state begins.
typedef struct iostx_sync {
  /// ulFlags: [in] IOSTX_UPS_*: one direction at a time; neither direction bit: both.
  uint32_t flags;
  /// pwzPath: [out] path of the store.
  const char *path;
  /// [in] the folder of IOSTX_UPS_ONE_FOLDER.
  struct iostx_feid folder;
  /// pel: [in] the folders of IOSTX_UPS_THESE_FOLDERS; the client's memory, copied when the next state begins.
  const struct iostx_feid *folders;
  /// pulFolderOptions: [in] one word per folder (IOSTX_UPF_*), or NULL.
  const uint32_t *folder_options;
  /// [in] count of folders.
  size_t folder_count;
  /// [out] the account's state blob under the session's root.
  struct iostx_bytes state_blob;
} iostx_sync;

/// UPHIER: the structure of IOSTX_LR_SYNC_UPLOAD_HIERARCHY.
typedef struct iostx_uphier {
  /// ulFlags: [in] IOSTX_UPH_OK.
  uint32_t flags;
  /// iEnt: [out] folders done.
  uint32_t index;
  /// cEnt: [out] folders to do; fewer once one failed that others need: they wait for another pass.
  uint32_t count;
} iostx_uphier;

/// What an object is called on the server: opaque bytes of the agent, each at most 1024.
typedef struct iostx_binding {
  /// Id, unique among the items of a folder; empty: not bound.
  struct iostx_bytes remote_id;
  /// Version (ETag, MODSEQ, a digest); empty: unknown.
  struct iostx_bytes remote_version;
} iostx_binding;

/// UPFLD: the structure of IOSTX_LR_SYNC_UPLOAD_FOLDER.
typedef struct iostx_upfld {
  /// ulFlags: [out] why: IOSTX_UPF_NEW and so on; [in] IOSTX_UPF_OK.
  uint32_t flags;
  /// pfld: [out] the folder as it was handed out, borrowed; NULL if it was deleted.
  struct iostx_folder *folder;
  /// feid: [out] its id.
  struct iostx_feid feid;
  /// [out] its binding.
  struct iostx_binding binding;
  /// [out] binding of its parent.
  struct iostx_binding parent_binding;
  /// [out] tags of the modified properties.
  const uint32_t *changed_tags;
  /// [out] count of changed_tags.
  size_t changed_count;
} iostx_upfld;

/// SYNCCONT: the structure of IOSTX_LR_SYNC_CONTENTS.
typedef struct iostx_synccont {
  /// ulFlags: [in] IOSTX_UPC_OK.
  uint32_t flags;
  /// iEnt: [out] the folder whose table begins next; a client may write it to choose one.
  uint32_t index;
  /// cEnt: [out] folders in the list.
  uint32_t count;
} iostx_synccont;

/// UPTBLE: counts of one kind of items in an upload table. Never changes size.
typedef struct iostx_uptble {
  /// iEntMod: [out] new, moved in and modified items done.
  uint32_t index_mod;
  /// cEntMod: [out] and to do.
  uint32_t count_mod;
  /// iEntRead: [out] read states done.
  uint32_t index_read;
  /// cEntRead: [out] and to do.
  uint32_t count_read;
  /// iEntDel: [out] deletions and moves out done.
  uint32_t index_del;
  /// cEntDel: [out] and to do.
  uint32_t count_del;
} iostx_uptble;

/// UPMOV: a folder that items of the open table were moved to; a chain.
typedef struct iostx_upmov {
  /// ulFlags: [in] IOSTX_UPV_*. IOSTX_UPV_COMMIT is read at the end of upload delete, the others at the end of the table.
  uint32_t flags;
  /// pszName: [out] name of the destination folder, UTF-8.
  const char *name;
  /// feid: [out] the destination folder.
  struct iostx_feid feid;
  /// pfld: [in] the client's object for the folder on the server; only carried.
  void *client_folder;
  /// pxicc: [in] the client's sink for it; only carried.
  void *client_sink;
  /// cEntMov: [in] items moved there.
  uint32_t count;
  /// [out] binding of the destination folder.
  struct iostx_binding binding;
  /// pupmovNext: [out] the next one, or NULL.
  struct iostx_upmov *next;
} iostx_upmov;

/// UPTBL: the structure of IOSTX_LR_SYNC_UPLOAD_TABLE.
typedef struct iostx_uptbl {
  /// ulFlags: [in] IOSTX_UPT_OK; [out] IOSTX_UPT_PUBLIC.
  uint32_t flags;
  /// pszName: [out] name of the folder, UTF-8.
  const char *name;
  /// feid: [out] the folder.
  struct iostx_feid feid;
  /// rgte: [out] normal items in 0, associated ones in 1. Counts are upper bounds.
  struct iostx_uptble entries[2];
  /// iEnt: [out] place of the folder in the list.
  uint32_t index;
  /// cEnt: [out] folders in the list.
  uint32_t count;
  /// pupmovHead: [out] the folders that items were moved to, or NULL.
  struct iostx_upmov *moves;
  /// [out] binding of the folder.
  struct iostx_binding binding;
} iostx_uptbl;

/// SKEY: source key, 22 bytes. A message that is moved to another folder gets a new one.
typedef struct iostx_skey {
  /// Namespace: the replica GUID of the store that made it.
  struct iostx_guid guid;
  /// Counter, most significant byte first.
  uint8_t counter[6];
} iostx_skey;

/// UPMSG: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE: one item to upload, as a snapshot.
typedef struct iostx_upmsg {
  /// ulFlags: [out] why: IOSTX_UPM_NEW and so on; [in] IOSTX_UPM_OK and so on.
  uint32_t flags;
  /// pmsg: [out] the item, borrowed; iostx_message_ref keeps it readable beyond this state.
  struct iostx_message *message;
  /// meid: [out] its id.
  struct iostx_meid meid;
  /// feid: [out] the folder that it was moved from.
  struct iostx_feid source_folder;
  /// binChg: [out] its change key.
  struct iostx_bytes change_key;
  /// binPcl: [out] its change list.
  struct iostx_bytes change_list;
  /// skeySrc: [out] source key of the item in the folder that it was moved from.
  struct iostx_skey source_key;
  /// [out] its binding; the version is the one that the pending change was made on (If-Match).
  struct iostx_binding binding;
  /// [out] its binding in the folder that it was moved from; without an id if no download told whether it ever was there.
  struct iostx_binding source_binding;
  /// [out] its match key.
  struct iostx_bytes match_key;
  /// [out] tags of the modified properties.
  const uint32_t *changed_tags;
  /// [out] count of changed_tags.
  size_t changed_count;
  /// [out] the values that the session options asked for, in that order, then IOSTX_PR_KEYWORDS_ADDED and
  /// IOSTX_PR_KEYWORDS_REMOVED where there are any.
  const struct iostx_value *values;
  /// [out] count of values.
  size_t value_count;
  /// [out] size of its content in bytes.
  uint64_t content_size;
  /// [out] the cookie that was set with an attempt whose answer is not known.
  struct iostx_bytes cookie;
  /// [out] attempts that failed in a row.
  uint32_t attempts;
  /// [out] the binding of source_folder, also if that was deleted here meanwhile.
  struct iostx_binding source_folder_binding;
} iostx_upmsg;

/// UPREADE: the read state of one item. Never changes size.
typedef struct iostx_upreade {
  /// ulFlags: [out] IOSTX_UPR_ASSOC, IOSTX_UPR_READ, IOSTX_UPR_RETRY; [in] IOSTX_UPR_OK, IOSTX_UPR_COMMIT.
  uint32_t flags;
  /// [in] why it failed; IOSTX_S_OK if it did not or was not tried.
  int32_t result;
  /// skey: [out] the item.
  struct iostx_skey source_key;
  /// [out] its binding.
  struct iostx_binding binding;
  /// Zero.
  uint64_t reserved[4];
} iostx_upreade;

/// UPREAD: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ.
typedef struct iostx_upread {
  /// pupre: [out] the entries.
  struct iostx_upreade *entries;
  /// cEnt: [out] count of entries.
  uint32_t count;
} iostx_upread;

/// UPDELE: one item that was deleted or moved out. Never changes size.
typedef struct iostx_updele {
  /// ulFlags: [out] IOSTX_UPD_ASSOC, IOSTX_UPD_MOV, IOSTX_UPD_RETRY; [in] IOSTX_UPD_OK and so on.
  uint32_t flags;
  /// [in] why it failed; IOSTX_S_OK if it did not or was not tried.
  int32_t result;
  /// skey: [out] the item, as it was here.
  struct iostx_skey source_key;
  /// skeyDst: [out] its source key in the destination folder.
  struct iostx_skey dest_key;
  /// binChg: [out] change key of the item in the destination folder.
  struct iostx_bytes change_key;
  /// binPcl: [out] its change list there.
  struct iostx_bytes change_list;
  /// pupmov: [out] the destination folder, or NULL.
  struct iostx_upmov *move;
  /// [out] its binding here.
  struct iostx_binding binding;
  /// [out] its id in the destination folder.
  struct iostx_meid dest;
  /// Zero.
  uint64_t reserved[4];
} iostx_updele;

/// UPDEL: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL.
typedef struct iostx_updel {
  /// pupde: [out] the entries.
  struct iostx_updele *entries;
  /// cEnt: [out] count of entries.
  uint32_t count;
} iostx_updel;

/// DNHIER: the structure of IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY.
typedef struct iostx_dnhier {
  /// ulFlags: [in] IOSTX_DNH_OK.
  uint32_t flags;
  /// pxihc: [out] the sink, borrowed.
  struct iostx_hierarchy_sink *sink;
  /// cEntNew: [out] new folders so far.
  uint32_t count_new;
  /// cEntMod: [out] modified folders so far.
  uint32_t count_mod;
  /// cEntDel: [out] deleted folders so far.
  uint32_t count_del;
  /// [out] the hierarchy's state blob.
  struct iostx_bytes state_blob;
} iostx_dnhier;

/// DNTBLE: counts of one kind of items in a download table. Never changes size.
typedef struct iostx_dntble {
  /// cEntNew: [out] new items so far.
  uint32_t count_new;
  /// cEntMod: [out] modified items so far.
  uint32_t count_mod;
  /// cEntRead: [out] read states so far.
  uint32_t count_read;
  /// cEntDel: [out] deleted items so far.
  uint32_t count_del;
} iostx_dntble;

/// DNTBL: the structure of IOSTX_LR_SYNC_DOWNLOAD_TABLE.
typedef struct iostx_dntbl {
  /// ulFlags: [in] IOSTX_DNT_OK.
  uint32_t flags;
  /// pxicc: [out] the sink for items, borrowed.
  struct iostx_contents_sink *contents;
  /// pxihc: [out] the sink for folders, borrowed.
  struct iostx_hierarchy_sink *hierarchy;
  /// pszName: [out] name of the folder, UTF-8.
  const char *name;
  /// ftLastMod: [out] when the folder was last modified; units of 100 ns since 1601-01-01 UTC.
  uint64_t last_modified;
  /// ulRights: [out] PR_RIGHTS of the folder.
  uint32_t rights;
  /// feid: [out] the folder.
  struct iostx_feid feid;
  /// rgte: [out] normal items in 0, associated ones in 1.
  struct iostx_dntble entries[2];
  /// [out] binding of the folder.
  struct iostx_binding binding;
  /// [out] the folder's state blob.
  struct iostx_bytes state_blob;
} iostx_dntbl;

/// HDRSYNC: the structure of IOSTX_LR_SYNC_DOWNLOAD_HEADER.
typedef struct iostx_hdrsync {
  /// pupmsg: [out] the header item.
  const struct iostx_upmsg *header;
  /// feidPar: [out] its folder.
  struct iostx_feid parent;
  /// ulFlags: [in] IOSTX_HSF_*.
  uint32_t flags;
  /// pmsgFull: [out] an empty message to fill, borrowed; [in] or one of the client's own.
  struct iostx_message *full;
} iostx_hdrsync;

/// The structure of a state; the tag says which member is valid.
typedef union iostx_state_union {
  /// IOSTX_LR_SYNC.
  struct iostx_sync sync;
  /// IOSTX_LR_SYNC_UPLOAD_HIERARCHY.
  struct iostx_uphier uphier;
  /// IOSTX_LR_SYNC_UPLOAD_FOLDER.
  struct iostx_upfld upfld;
  /// IOSTX_LR_SYNC_CONTENTS.
  struct iostx_synccont synccont;
  /// IOSTX_LR_SYNC_UPLOAD_TABLE.
  struct iostx_uptbl uptbl;
  /// IOSTX_LR_SYNC_UPLOAD_MESSAGE.
  struct iostx_upmsg upmsg;
  /// IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ.
  struct iostx_upread upread;
  /// IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL.
  struct iostx_updel updel;
  /// IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY.
  struct iostx_dnhier dnhier;
  /// IOSTX_LR_SYNC_DOWNLOAD_TABLE.
  struct iostx_dntbl dntbl;
  /// IOSTX_LR_SYNC_DOWNLOAD_HEADER.
  struct iostx_hdrsync hdrsync;
} iostx_state_union;

/// The structure of an open state. It belongs to the session and is valid, at its address and current, until the state's
/// iostx_sync_end, which sets the tag to IOSTX_LR_SYNC_IDLE; its memory lives as long as the session. Nobody else copies or
/// allocates one: it may grow at its end.
typedef struct iostx_state {
  /// IOSTX_LR_SYNC_*.
  uint32_t tag;
  /// Bytes filled, from the start of this structure.
  uint32_t size;
  /// The structure of the state.
  union iostx_state_union body;
} iostx_state;

/// A conflict, for the callbacks ask and merge: one item that both sides changed. The messages are borrowed until the callback
/// returns.
typedef struct iostx_conflict {
  /// Size of this structure.
  uint32_t struct_size;
  /// IOSTX_CONFLICT_*.
  uint32_t kind;
  /// The item.
  struct iostx_meid meid;
  /// The version that both sides started from; of its content only what is still here.
  struct iostx_message *base;
  /// The version here.
  struct iostx_message *local;
  /// The server's version.
  struct iostx_message *server;
  /// The version here with everything merged that does not conflict: what is set on it is the merged version.
  struct iostx_message *merged;
} iostx_conflict;

/// How far a session is.
typedef struct iostx_progress {
  /// sizeof(iostx_progress).
  uint32_t struct_size;
  /// Innermost open state, IOSTX_LR_SYNC_*.
  uint32_t state;
  /// IOSTX_PHASE_*.
  uint32_t phase;
  /// Folders done in this phase.
  uint32_t folders_done;
  /// Folders of this phase, as far as known.
  uint32_t folders_total;
  /// Zero.
  uint32_t reserved;
  /// Items done.
  uint64_t items_done;
  /// Items to do, as far as known: pending work, and what iostx_session_expect said.
  uint64_t items_total;
  /// Bytes of content done.
  uint64_t bytes_done;
  /// Bytes to do, as far as known.
  uint64_t bytes_total;
  /// Items uploaded.
  uint64_t uploaded;
  /// Items downloaded.
  uint64_t downloaded;
  /// Deletions done, both ways.
  uint64_t deleted;
  /// Conflicts kept.
  uint64_t conflicts;
  /// Failures recorded.
  uint64_t failures;
  /// The folder at work; zeros if none.
  struct iostx_feid folder;
} iostx_progress;

/// Options of a session. Zero means the default everywhere.
typedef struct iostx_session_options {
  /// sizeof(iostx_session_options).
  uint32_t struct_size;
  /// IOSTX_SESSION_*.
  uint32_t flags;
  /// IOSTX_KIND_*: kinds of items that are offered; 0: all.
  uint32_t kinds;
  /// IOSTX_POLICY_*.
  uint32_t policy;
  /// Entries of one UPREAD or UPDEL, and messages that one commit marks; default 1,000.
  uint32_t vector_limit;
  /// As in iostx_store_options; 0: the store's.
  uint32_t mass_delete_percent;
  /// As in iostx_store_options; 0: the store's.
  uint32_t mass_delete_count;
  /// Zero.
  uint32_t reserved;
  /// The folder in which the session works; NULL: the IPM subtree. It stands for the top of the server's: its items take part and
  /// all folders below it, but not its own name and place. Blobs of hierarchy and account are kept per root.
  const struct iostx_feid *root;
  /// Tags of the values that iostx_upmsg.values brings along.
  const uint32_t *columns;
  /// Count of columns.
  size_t column_count;
  /// Decides a conflict under IOSTX_POLICY_ASK: puts one of IOSTX_CHOICE_* into choice. A failure code means IOSTX_CHOICE_HOLD.
  /// Called on the session's thread, before the transaction; may use the store, not the session. May be called again for the same
  /// conflict if the item changed meanwhile.
  int32_t (*ask)(void *userdata, const struct iostx_conflict *conflict, uint32_t *choice);
  /// Merges the contents of an item: fills conflict->merged and answers IOSTX_S_OK; IOSTX_S_FALSE or a failure code: it cannot be
  /// merged. Called as ask is.
  int32_t (*merge)(void *userdata, const struct iostx_conflict *conflict);
  /// Told of progress, on the session's thread, at most every 100 ms, and of what a phase came to when it ends; may use the store,
  /// not the session.
  void (*progress)(void *userdata, const struct iostx_progress *progress);
  /// Given to the callbacks.
  void *userdata;
  /// Called once with userdata when no callback will be called any more, also when the call fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_session_options;

/// The result of an upload in full (iostx_session_set_result).
typedef struct iostx_result {
  /// sizeof(iostx_result); in an array the first one's is the distance from each to the next.
  uint32_t struct_size;
  /// IOSTX_S_OK, or why it failed.
  int32_t code;
  /// [in] flags of the state or entry, such as IOSTX_UPM_OK; added to those in the structure.
  uint32_t flags;
  /// How long the server asks to wait, in milliseconds; 0: not asked.
  uint32_t retry_after_ms;
  /// The object's new id on the server; empty: as before.
  struct iostx_bytes remote_id;
  /// Its new version there; empty: unknown.
  struct iostx_bytes remote_version;
  /// What the server said, UTF-8, for the lists of failures; may be NULL.
  const char *text;
} iostx_result;

/// READSTATE: the read state of one item, for iostx_contents_sink_import_per_user_read_state_change.
typedef struct iostx_readstate {
  /// sizeof(iostx_readstate); in an array the first one's is the distance from each to the next.
  uint32_t struct_size;
  /// ulFlags: IOSTX_ICS_READ if read, 0 if unread.
  uint32_t flags;
  /// pbSourceKey: source key of the item.
  struct iostx_bytes source_key;
} iostx_readstate;

/// The parameters of ImportMessageMove; none may be empty.
typedef struct iostx_message_move {
  /// sizeof(iostx_message_move).
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// pbSourceKeySrcFolder: source key of the folder that the message leaves.
  struct iostx_bytes source_folder_key;
  /// pbSourceKeySrcMessage: source key of the message there.
  struct iostx_bytes source_message_key;
  /// pbPCLMessage: change list of the message there.
  struct iostx_bytes change_list;
  /// pbSourceKeyDestMessage: its new source key.
  struct iostx_bytes dest_message_key;
  /// pbChangeNumDestMessage: its new change key.
  struct iostx_bytes dest_change_key;
} iostx_message_move;

/// One item that comes from the server (iostx_contents_sink_import_item, iostx_contents_sink_probe).
typedef struct iostx_import_item {
  /// sizeof(iostx_import_item); in an array the first one's is the distance from each to the next.
  uint32_t struct_size;
  /// IOSTX_IMPORT_*.
  uint32_t flags;
  /// What it is called on the server; the id is required.
  struct iostx_binding binding;
  /// Its match key, if the agent knows it.
  struct iostx_bytes match_key;
  /// Its properties; IOSTX_PR_FINGERPRINT among them gives its fingerprint. One of the type PT_ERROR: the server has none, and it
  /// is taken from the item. What is not given stays as it is.
  const struct iostx_value *values;
  /// Count of values.
  size_t value_count;
  /// Its content: the native text (MIME, iCalendar, vCard), whole. (NULL, 0) with IOSTX_IMPORT_HEADER or IOSTX_IMPORT_STREAM.
  struct iostx_bytes content;
  /// Size of the content on the server, in bytes, also when it does not come along; 0: unknown.
  uint64_t content_size;
} iostx_import_item;

/// What a listing names in full. Empty members do not narrow it.
typedef struct iostx_listing_scope {
  /// sizeof(iostx_listing_scope).
  uint32_t struct_size;
  /// IOSTX_LISTING_*; 0: both kinds of items.
  uint32_t flags;
  /// First remote id (memcmp), inclusive.
  struct iostx_bytes first;
  /// Last remote id (memcmp), inclusive.
  struct iostx_bytes last;
  /// Only items at or after this time (delivery time, else modification time); units of 100 ns since 1601-01-01 UTC; 0: all.
  uint64_t since;
  /// Only items before this time; 0: all.
  uint64_t until;
} iostx_listing_scope;

/// Flags and keywords of one item that come from the server, without its content.
typedef struct iostx_import_flags {
  /// sizeof(iostx_import_flags); in an array the first one's is the distance from each to the next.
  uint32_t struct_size;
  /// IOSTX_FLAG_* that the server has set.
  uint32_t set;
  /// IOSTX_FLAG_* that the server has clear. A flag in neither stays as it is; one in both is refused.
  uint32_t clear;
  /// Zero.
  uint32_t reserved;
  /// The item, and its new version.
  struct iostx_binding binding;
  /// All its keywords, as one value of type PT_MV_UNICODE; NULL: they stay as they are.
  const struct iostx_value *keywords;
} iostx_import_flags;

/// A folder that could be downloaded, for changed_folders.
typedef struct iostx_folder_state {
  /// \[in\] 0: the server has nothing new of it. 1 at first.
  uint32_t changed;
  /// Zero.
  uint32_t reserved;
  /// \[out\] The folder.
  struct iostx_feid feid;
  /// \[out\] Its binding.
  struct iostx_binding binding;
  /// \[out\] Its state blob.
  struct iostx_bytes state_blob;
} iostx_folder_state;

/// A failure that did not stop a run.
typedef struct iostx_replicate_failure {
  /// sizeof(iostx_replicate_failure).
  uint32_t struct_size;
  /// The state in which it happened, IOSTX_LR_SYNC_*.
  uint32_t state;
  /// What failed.
  int32_t code;
  /// Zero.
  uint32_t reserved;
  /// The folder; zeros: the hierarchy as a whole.
  struct iostx_feid folder;
  /// The item; zeros: the folder as a whole.
  struct iostx_meid message;
  /// What the server or the store said; never NULL.
  const char *text;
} iostx_replicate_failure;

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
typedef struct iostx_remote_ops {
  /// sizeof(iostx_remote_ops).
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Given to the operations.
  void *userdata;
  /// Called once with userdata when iostx_replicate returns, also on failure; may be NULL.
  void (*userdata_free)(void *userdata);
  /// Brings the server's folders into hierarchy->sink: all of them between iostx_hierarchy_sink_listing_begin and _complete, or what
  /// changed since hierarchy->state_blob. NULL, with upload_folder NULL too: folders are not bound, and the agent knows where items
  /// belong; what changes of folders counts as uploaded, except that one was deleted. Else nothing is uploaded into a folder that the
  /// server does not know yet.
  int32_t (*list_folders)(void *userdata, const struct iostx_dnhier *hierarchy);
  /// Creates, renames, moves or deletes a folder, as folder->flags say; with IOSTX_UPF_RETRY it may be done already: look first. The
  /// answer of index 0: IOSTX_UPF_OK with the folder's binding, or a failing code.
  int32_t (*upload_folder)(void *userdata, const struct iostx_upfld *folder, struct iostx_batch *answers);
  /// Sets `changed` to 0 for the folders of which the server has nothing new. Called once per download; sync->state_blob is that of
  /// the account. Folders that still want items are visited whatever it says. NULL: all are visited.
  int32_t (*changed_folders)(void *userdata, const struct iostx_sync *sync, struct iostx_folder_state *folders, size_t count);
  /// Brings what is new in a folder since table->state_blob into table->contents, and sets the new blob there.
  int32_t (*list_changes)(void *userdata, const struct iostx_dntbl *table);
  /// Uploads new, moved-in and modified items into a folder, in whatever order, and answers each with iostx_batch_answer: IOSTX_UPM_OK
  /// and the binding, or a failing code with the server's text. If it fails with anything but the line and leaves items of a larger
  /// batch unanswered, it is asked for these again one by one, with IOSTX_UPM_RETRY, so that the bad one is found.
  int32_t (*upload)(void *userdata, const struct iostx_uptbl *table, struct iostx_batch *items);
  /// Sets read states; the answer of index i, for reads->entries[i]: IOSTX_UPR_OK, or a failing code. NULL: the server has no read
  /// states, and they count as uploaded.
  int32_t (*set_read)(void *userdata, const struct iostx_uptbl *table, const struct iostx_upread *reads, struct iostx_batch *answers);
  /// Deletes items; the answer of index i, for deletes->entries[i]: IOSTX_UPD_OK, or a failing code. An entry with IOSTX_UPD_MOV is
  /// left unanswered by an agent that moves items where they arrive; one that moves them here answers IOSTX_UPD_MOVED too.
  int32_t (*remove)(void *userdata, const struct iostx_uptbl *table, const struct iostx_updel *deletes, struct iostx_batch *answers);
  /// Fetches whole items that the folder still wants into table->contents: bodies that the application asked for, and what failed
  /// before. What cannot be fetched is imported with IOSTX_IMPORT_FAILED. NULL: list_changes looks after the wanted list.
  int32_t (*fetch_full)(void *userdata, const struct iostx_dntbl *table, const struct iostx_bytes *remote_ids, size_t count);
  /// Sends a message of the outgoing queue. The answer of index 0: IOSTX_S_OK once it is sent, or a failing code if it is not. Without
  /// an answer nobody knows, and the message is not sent again without the user's word. NULL: the queue is left alone.
  int32_t (*send)(void *userdata, struct iostx_message *message, struct iostx_batch *answers);
  /// Told of what failed without stopping the run; may be NULL.
  void (*failed)(void *userdata, const struct iostx_replicate_failure *failure);
} iostx_remote_ops;

/// Options of iostx_replicate. Zero means the default everywhere.
typedef struct iostx_replicate_options {
  /// sizeof(iostx_replicate_options).
  uint32_t struct_size;
  /// IOSTX_REPLICATE_DOWNLOAD_FIRST.
  uint32_t flags;
  /// IOSTX_SYNC_*, as for iostx_init_sync; none of the kinds of work: all, the outgoing queue included.
  uint32_t init_flags;
  /// IOSTX_UPS_UPLOAD_ONLY or IOSTX_UPS_DNLOAD_ONLY; default: both.
  uint32_t direction;
  /// Items of one batch at most; default 100.
  uint32_t window;
  /// How often in a row the run begins again after the line failed; default 3. UINT32_MAX: never.
  uint32_t retries;
  /// Content of one batch at most, in bytes, unless one item is larger; default 8 MiB.
  uint64_t window_bytes;
  /// Milliseconds before it begins again for the first time, doubled each time, a minute at most; default 1000.
  uint32_t retry_delay_ms;
  /// Zero.
  uint32_t reserved;
  /// Only these folders; default: the root of the session, and all below it.
  const struct iostx_feid *folders;
  /// How many they are.
  size_t folder_count;
} iostx_replicate_options;

/// What was done in one direction.
typedef struct iostx_replicate_counts {
  /// New items.
  uint64_t created;
  /// Items whose content, properties, flags or keywords changed.
  uint64_t changed;
  /// Items of which only the read state changed.
  uint64_t read;
  /// Items moved on the server; the download counts moves as changes.
  uint64_t moved;
  /// Items deleted.
  uint64_t deleted;
  /// Folders created, changed and deleted.
  uint64_t folders;
  /// Bytes of content.
  uint64_t bytes;
  /// Zero.
  uint64_t reserved;
} iostx_replicate_counts;

/// What a run came to; also filled if it failed.
typedef struct iostx_replicate_report {
  /// sizeof(iostx_replicate_report).
  uint32_t struct_size;
  /// IOSTX_REPLICATE_DELETIONS_HELD.
  uint32_t flags;
  /// From here to the server.
  struct iostx_replicate_counts up;
  /// From the server to here.
  struct iostx_replicate_counts down;
  /// Messages of the outgoing queue that were sent.
  uint64_t sent;
  /// Conflicts that were kept.
  uint64_t conflicts;
  /// Items that the server refused.
  uint64_t failures;
  /// Items that the agent left without an answer.
  uint64_t unanswered;
  /// Folders that failed as a whole.
  uint64_t folders_failed;
  /// Folders that another session or process was synchronizing; the hierarchy counts as one.
  uint64_t folders_busy;
  /// How often the run began again after the line failed.
  uint64_t retries;
} iostx_replicate_report;

/// Options of a manager. Zero means the default everywhere. Its functions are called on any thread.
typedef struct iostx_syncmgr_options {
  /// sizeof(iostx_syncmgr_options).
  uint32_t struct_size;
  /// IOSTX_SYNCMGR_NO_CLOCK, IOSTX_SYNCMGR_INTERACTIVE.
  uint32_t flags;
  /// Handlers that run side by side, at most; default 4.
  uint32_t parallel;
  /// Milliseconds without a sign of life during a run after which a handler is given up; default: never.
  uint32_t timeout_ms;
  /// Lines of the error log kept for each handler; default 1,000.
  uint32_t log_limit;
  /// Milliseconds between two calls of poll; default 30,000.
  uint32_t poll_interval_ms;
  /// hWndParent of runs: only carried. May be NULL.
  void *window;
  /// Opens a connection (EstablishConnection); name is NULL for the default one. NULL: handlers get MAPI_E_NO_SUPPORT.
  int32_t (*connect)(void *userdata, const char *name);
  /// Closes one that was opened, when no handler runs any more. May be NULL.
  void (*disconnect)(void *userdata, const char *name);
  /// Asked by the clock for IOSTX_SYNCMGR_POLL_*; a bit that comes is an event. NULL: the application calls iostx_syncmgr_notify.
  uint32_t (*poll)(void *userdata);
  /// Replaces the clock: units of 100 ns since 1601-01-01 UTC. For tests. NULL: the system's.
  uint64_t (*now)(void *userdata);
  /// Replaces the source of random bytes. For tests. NULL: the system's.
  void (*random)(void *userdata, uint8_t *buffer, size_t size);
  /// Given to the functions.
  void *userdata;
  /// Called once with userdata when no function will be called any more, also when the open fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_syncmgr_options;

/// SYNCMGRHANDLERINFO. A handler fills what the manager passes.
typedef struct iostx_syncmgr_handler_info {
  /// cbSize: set by the manager.
  uint32_t struct_size;
  /// SyncMgrHandlerFlags: IOSTX_SYNCMGRHANDLER_*. Unknown bits are left out.
  uint32_t flags;
  /// hIcon: only carried. May be NULL.
  void *icon;
  /// wszHandlerName, UTF-8, with a NUL; what is longer than 31 UTF-16 units is cut.
  char name[96];
  /// The icon by name; may be empty.
  char icon_name[96];
} iostx_syncmgr_handler_info;

/// SYNCMGRITEM. A handler fills what the manager passes.
typedef struct iostx_syncmgr_item {
  /// cbSize: set by the manager.
  uint32_t struct_size;
  /// dwFlags: IOSTX_SYNCMGRITEM_*. Unknown bits are left out.
  uint32_t flags;
  /// ItemID: stable from run to run; not zero.
  struct iostx_guid item_id;
  /// dwItemState: IOSTX_SYNCMGRITEMSTATE_*, the choice as long as the user said nothing else.
  uint32_t item_state;
  /// Zero.
  uint32_t reserved;
  /// ftLastUpdate, with IOSTX_SYNCMGRITEM_LASTUPDATETIME: units of 100 ns since 1601-01-01 UTC.
  uint64_t last_update;
  /// hIcon: only carried. May be NULL.
  void *icon;
  /// wszItemName, UTF-8, with a NUL; what is longer than 127 UTF-16 units is cut.
  char name[384];
  /// The icon by name; may be empty.
  char icon_name[96];
} iostx_syncmgr_item;

/// ISyncMgrEnumItems. EnumSyncMgrItems fills what the manager passes; the manager asks to the end and then calls userdata_free.
typedef struct iostx_syncmgr_enumerator {
  /// Set by the manager.
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Given to the functions.
  void *userdata;
  /// Release; may be NULL.
  void (*userdata_free)(void *userdata);
  /// Next: fills one item, in which struct_size is set. IOSTX_S_FALSE: there are no more, and nothing was filled.
  int32_t (*next)(void *userdata, struct iostx_syncmgr_item *item);
  /// Skip: this manager never calls it; may be NULL.
  int32_t (*skip)(void *userdata, uint32_t count);
  /// Reset: this manager never calls it; may be NULL.
  int32_t (*reset)(void *userdata);
  /// Clone: this manager never calls it; may be NULL.
  int32_t (*clone)(void *userdata, struct iostx_syncmgr_enumerator *out);
} iostx_syncmgr_enumerator;

/// ISyncMgrSynchronize. A factory fills what the manager passes. All functions are called on a thread of the run, one at a time;
/// they may use the callback and the manager, but neither close it nor detach from it. Each answers an HRESULT.
typedef struct iostx_syncmgr_handler {
  /// Set by the manager.
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Given to the functions.
  void *userdata;
  /// Release: called once, after set_progress_callback(NULL). No function is called after it. May be NULL.
  void (*userdata_free)(void *userdata);
  /// Initialize: the first call. flags: IOSTX_SYNCMGRFLAG_*, in force for the life of this object. cookie: what
  /// iostx_syncmgr_update_items was given; valid during the call. IOSTX_S_FALSE: not this time.
  int32_t (*initialize)(void *userdata, uint32_t flags, struct iostx_bytes cookie);
  /// GetHandlerInfo: fills info.
  int32_t (*get_handler_info)(void *userdata, struct iostx_syncmgr_handler_info *info);
  /// EnumSyncMgrItems: fills the enumerator. IOSTX_S_SYNCMGR_MISSINGITEMS: there are more items; what is saved of them stays.
  int32_t (*enum_sync_mgr_items)(void *userdata, struct iostx_syncmgr_enumerator *items);
  /// GetItemObject: reserved, never called; may be NULL.
  int32_t (*get_item_object)(void *userdata, const struct iostx_guid *item, const struct iostx_guid *interface_id, void **object);
  /// ShowProperties: item is zero for the handler's own. A success code promises iostx_syncmgr_callback_show_properties_completed.
  /// May be NULL.
  int32_t (*show_properties)(void *userdata, void *window, const struct iostx_guid *item);
  /// SetProgressCallback: what to report to from now on; valid until userdata_free was called. NULL: let go of it.
  int32_t (*set_progress_callback)(void *userdata, struct iostx_syncmgr_callback *callback);
  /// PrepareForSync: the chosen items, to be copied. Exactly IOSTX_S_OK promises iostx_syncmgr_callback_prepare_completed.
  int32_t (*prepare_for_sync)(void *userdata, const struct iostx_guid *items, size_t count, void *window);
  /// Synchronize. Exactly IOSTX_S_OK promises iostx_syncmgr_callback_synchronize_completed.
  int32_t (*synchronize)(void *userdata, void *window);
  /// SetItemStatus: skip this item; status is IOSTX_SYNCMGRSTATUS_SKIPPED. May be NULL: Progress says so too.
  int32_t (*set_item_status)(void *userdata, const struct iostx_guid *item, uint32_t status);
  /// ShowError: a line that this object logged. A success code promises iostx_syncmgr_callback_show_error_completed. May be NULL.
  int32_t (*show_error)(void *userdata, void *window, const struct iostx_guid *error);
  /// Resolves a conflict that was reported: choice is IOSTX_RFC_KEEPBOTH, _KEEPLOCAL or _KEEPNETWORK. This library's own. May be
  /// NULL.
  int32_t (*resolve_conflict)(void *userdata, const struct iostx_guid *conflict, const struct iostx_guid *item, uint32_t choice);
} iostx_syncmgr_handler;

/// Makes handler objects for a registered id.
typedef struct iostx_syncmgr_factory {
  /// sizeof(iostx_syncmgr_factory).
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Fills handler, in which struct_size is set, for one run. Called on the thread of the run. A failure is the result of the run.
  int32_t (*create)(void *userdata, struct iostx_syncmgr_handler *handler);
  /// Given to create.
  void *userdata;
  /// Called once with userdata when create will not be called any more, also when iostx_syncmgr_attach fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_syncmgr_factory;

/// What to change of an item.
typedef struct iostx_syncmgr_item_options {
  /// sizeof(iostx_syncmgr_item_options).
  uint32_t struct_size;
  /// IOSTX_SYNCMGR_ITEMOPTION_*.
  uint32_t mask;
  /// IOSTX_SYNCMGRITEMSTATE_*: the user's choice, which overrides the handler's.
  uint32_t checked;
  /// 0: it never runs, whatever is chosen; 1: it may.
  uint32_t enabled;
  /// Why it is disabled, UTF-8; may be NULL.
  const char *reason;
} iostx_syncmgr_item_options;

/// When a handler runs by itself. With neither an interval nor a time of day: never.
typedef struct iostx_syncmgr_schedule {
  /// sizeof(iostx_syncmgr_schedule).
  uint32_t struct_size;
  /// IOSTX_SYNCMGR_SCHEDULE_*.
  uint32_t flags;
  /// Milliseconds from one run to the next; 0: no interval.
  uint64_t interval_ms;
  /// Minute of the day, 0 to 1439, local time; UINT32_MAX: no time of day.
  uint32_t daily_minute;
  /// A random part of so many milliseconds is added to each time.
  uint32_t jitter_ms;
} iostx_syncmgr_schedule;

/// SYNCMGRPROGRESSITEM. What the mask does not name stays as it was.
typedef struct iostx_syncmgr_progress_item {
  /// cbSize: sizeof(iostx_syncmgr_progress_item).
  uint32_t struct_size;
  /// IOSTX_SYNCMGRPROGRESSITEM_*.
  uint32_t mask;
  /// lpcStatusText: UTF-8.
  const char *status_text;
  /// dwStatusType: IOSTX_SYNCMGRSTATUS_*.
  uint32_t status_type;
  /// iProgValue.
  int32_t prog_value;
  /// iMaxValue.
  int32_t max_value;
  /// Zero.
  uint32_t reserved;
} iostx_syncmgr_progress_item;

/// SYNCMGRLOGERRORINFO.
typedef struct iostx_syncmgr_log_error_info {
  /// cbSize: sizeof(iostx_syncmgr_log_error_info).
  uint32_t struct_size;
  /// IOSTX_SYNCMGRLOGERROR_*.
  uint32_t mask;
  /// dwSyncMgrErrorFlags: IOSTX_SYNCMGRERRORFLAG_*.
  uint32_t error_flags;
  /// Zero.
  uint32_t reserved;
  /// ErrorID: names the line for this handler object.
  struct iostx_guid error_id;
  /// ItemID.
  struct iostx_guid item_id;
  /// Where a link of the line leads, UTF-8; may be NULL.
  const char *link;
  /// The text of the link; may be NULL.
  const char *link_text;
} iostx_syncmgr_log_error_info;

/// A conflict that waits to be resolved.
typedef struct iostx_syncmgr_conflict {
  /// sizeof(iostx_syncmgr_conflict).
  uint32_t struct_size;
  /// Zero.
  uint32_t reserved;
  /// Its id: unique for the handler, stable.
  struct iostx_guid conflict_id;
  /// The item that it lies in.
  struct iostx_guid item_id;
  /// What it is about, for users; UTF-8.
  const char *text;
} iostx_syncmgr_conflict;

/// Options of a subscription to a manager.
typedef struct iostx_syncmgr_events_options {
  /// sizeof(iostx_syncmgr_events_options).
  uint32_t struct_size;
  /// Events that may wait; when more come, they are replaced by one IOSTX_SYNCMGR_EVENT_OVERFLOW. Default 1,000.
  uint32_t queue_limit;
  /// Says that an event waits; called on any thread, once until the queue was read; must not call the library. May be NULL.
  void (*wake)(void *userdata);
  /// Given to wake.
  void *userdata;
  /// Called once with userdata when wake will not be called any more, also when the open fails; may be NULL.
  void (*userdata_free)(void *userdata);
} iostx_syncmgr_events_options;

/// An event of a manager. What does not count for a kind is zero.
typedef struct iostx_syncmgr_event {
  /// sizeof(iostx_syncmgr_event).
  uint32_t struct_size;
  /// IOSTX_SYNCMGR_EVENT_*.
  uint32_t kind;
  /// The handler; zero where it is about more than one.
  struct iostx_guid handler_id;
  /// The item; zero where it is about no single one.
  struct iostx_guid item_id;
  /// The number of the run, unique in this manager; 0 outside of runs.
  uint64_t run;
  /// IOSTX_SYNCMGRSTATUS_* of the item, IOSTX_SYNCMGR_OUTCOME_* of the run, or the level of a line.
  uint32_t status;
  /// iProgValue of the item.
  int32_t prog_value;
  /// iMaxValue of the item.
  int32_t max_value;
  /// The code of what ended.
  int32_t code;
} iostx_syncmgr_event;

/// A handler whose items are the folders of a store.
typedef struct iostx_syncmgr_store_options {
  /// sizeof(iostx_syncmgr_store_options).
  uint32_t struct_size;
  /// IOSTX_SYNCMGRREGISTERFLAG_*.
  uint32_t register_flags;
  /// The store; kept open by the handler.
  struct iostx_store *store;
  /// Name of the handler, UTF-8.
  const char *name;
  /// The place to log on, in PrepareForSync. May be NULL.
  int32_t (*prepare)(void *userdata, void *window);
  /// Synchronizes these folders, in Synchronize: drives session, which is borrowed and ends with the call, and so does callback, for
  /// what it reports itself. What it answers is the outcome. iostx_session_is_cancelled says whether the run was stopped,
  /// iostx_session_is_skipped whether a folder is to be left out.
  int32_t (*synchronize)(void *userdata,
                         struct iostx_session *session,
                         struct iostx_syncmgr_callback *callback,
                         const struct iostx_feid *folders,
                         size_t count);
  /// Given to the functions.
  void *userdata;
  /// Called once with userdata when no function will be called any more; may be NULL.
  void (*userdata_free)(void *userdata);
  /// A user opened a line of the error log: shows it, with the right to show a window (EnableModeless); not called while another handler
  /// has it. IOSTX_S_SYNCMGR_RETRYSYNC: what it is about is tried again at once. May be NULL: then it is.
  int32_t (*show_error)(void *userdata, void *window, const struct iostx_guid *error);
} iostx_syncmgr_store_options;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/* Library and errors. */

/// Version of the library, such as "0.1.0". Never NULL, never freed.
const char *iostx_version(void);

/// Version of the ABI, which is the number in the library's file name (SONAME). Additions do not raise it.
uint32_t iostx_abi_version(void);

/// The fixed text of a code: one line without a full stop, in English. Never NULL, never freed; a code that the library does not
/// know gets a text that says so.
const char *iostx_error_text(int32_t code);

/// The documented name of a code, such as "MAPI_E_NOT_FOUND". Never freed; NULL for a code that the library does not know.
const char *iostx_error_name(int32_t code);

/// Frees what a get_last_error or an open gave, with its texts. NULL, or one that was freed already: nothing happens.
void iostx_error_free(struct iostx_error *error);

/// Handles and results that are alive in this process; for tests. Borrowed handles do not count.
uint64_t iostx_live_objects(void);

/* The store. */

/// Opens a store, or creates it.
///
/// path: the file, UTF-8. options: NULL means the defaults; where they say 0, what the file keeps holds. out: the store; free it
/// with iostx_store_free. error: the details of a failure, since a failed open leaves no object to ask; may be NULL; free it with
/// iostx_error_free.
///
/// The file and its side files are readable by the owner only. Several processes may have a store open.
///
/// Errors: MAPI_E_INVALID_PARAMETER (path is NULL or not UTF-8, struct_size), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (the folder
/// of the file, or with IOSTX_STORE_MUST_EXIST or IOSTX_STORE_READ_ONLY the file), MAPI_E_COLLISION (IOSTX_STORE_CREATE_NEW),
/// MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE (the file is damaged, or is no store), IOSTX_E_INCOMPATIBLE (a newer version made it; it
/// was not touched), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
int32_t iostx_store_open(const char *path,
                         const struct iostx_store_options *options,
                         struct iostx_store **out,
                         struct iostx_error **error);

/// Closes a store: refuses new calls on it and on all its objects (IOSTX_E_CLOSED), cancels its sessions, stops its events, and
/// waits for running calls and callbacks. The handles stay to be freed.
///
/// timeout_ms: how long to wait; UINT32_MAX: without limit.
///
/// Errors: MAPI_E_TIMEOUT (calls still run; the store closes when the last one returns), MAPI_E_BUSY (called inside a callback of
/// this store). Closed already: IOSTX_S_FALSE.
int32_t iostx_store_close(struct iostx_store *store, uint32_t timeout_ms);

/// Frees the handle. Objects made from the store keep it open until they are freed too. NULL, or freed already: nothing happens.
void iostx_store_free(struct iostx_store *store);

/// The last failure of a call on this store, of any thread.
///
/// out: the details, freed with iostx_error_free; NULL if nothing failed yet.
int32_t iostx_store_get_last_error(struct iostx_store *store, struct iostx_error **out);

/// Says what the store is and holds. Costs as much as there are folders.
///
/// info: struct_size set by the caller (IOSTX_STORE_INFO_INIT).
int32_t iostx_store_get_info(struct iostx_store *store, struct iostx_store_info *info);

/// Sets the options that can change while the store is open: trash window, mass-delete guard, batch limits. They are kept in the
/// file and hold for all who have it open. 0 means the default; flags and callbacks must be 0 and NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_NO_ACCESS (opened for reading only).
int32_t iostx_store_set_options(struct iostx_store *store, const struct iostx_store_options *options);

/// The options in force, the defaults filled in; the callbacks are given back as NULL.
int32_t iostx_store_get_options(struct iostx_store *store, struct iostx_store_options *options);

/// Checks the file and the change tracking. Changes nothing.
///
/// flags: IOSTX_CHECK_*; 0: everything. out: one row per finding, with IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT and, where it
/// concerns one object, PR_ENTRYID; no row: all is well.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_DISK_ERROR.
int32_t iostx_store_check(struct iostx_store *store, uint32_t flags, struct iostx_cursor **out);

/// Folds the write-ahead log into the file, for a backup or before a suspend.
///
/// Errors: MAPI_E_BUSY (a reader of another process stands in the way; as much as possible was done).
int32_t iostx_store_checkpoint(struct iostx_store *store);

/// Gives the store a new replica GUID; to be called after the file was restored from a backup or copied, since otherwise ids would
/// be given out twice. Ids that were given out before stay.
int32_t iostx_store_renew_guid(struct iostx_store *store);

/* What is in a store: finding and opening folders and messages. */

/// The id of a special folder.
///
/// which: IOSTX_FOLDER_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no such role), MAPI_E_NOT_FOUND (the store has no folder of that role).
int32_t iostx_store_get_special_folder(struct iostx_store *store, uint32_t which, struct iostx_feid *out);

/// Lists folders.
///
/// parent: the folder whose subfolders are listed; NULL: the root. tags: the columns, any property of folders: counts, unread,
/// IOSTX_PR_PENDING_COUNT, the binding, IOSTX_PR_DEPTH; none: PR_ENTRYID, PR_PARENT_ENTRYID, PR_DISPLAY_NAME. flags:
/// IOSTX_FOLDERS_*. Rows are sorted by name, without case, below their parent.
///
/// Errors: MAPI_E_NOT_FOUND (parent), MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_COLUMN.
int32_t iostx_store_list_folders(struct iostx_store *store,
                                 const struct iostx_feid *parent,
                                 const uint32_t *tags,
                                 size_t tag_count,
                                 uint32_t flags,
                                 struct iostx_cursor **out);

/// Opens a folder.
///
/// out: free it with iostx_folder_free.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID (not of this store).
int32_t iostx_store_open_folder(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_folder **out);

/// Opens a message: a snapshot, which later changes do not touch (IMsgStore::OpenEntry).
///
/// flags: IOSTX_MAPI_MODIFY for writing, IOSTX_MAPI_BEST_ACCESS, IOSTX_SHOW_SOFT_DELETES. out: free it with iostx_message_free.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (for writing:
/// a store opened for reading only, a folder that refuses local writes; for either: a queued message that is locked),
/// MAPI_E_SUBMITTED (a queued message, for writing).
int32_t iostx_store_open_message(struct iostx_store *store,
                                 const struct iostx_meid *message,
                                 uint32_t flags,
                                 struct iostx_message **out);

/// Opens a folder or a message by its raw entry id of 46 or 70 bytes (IMsgStore::OpenEntry).
///
/// entry_id: empty means the root folder. flags: as iostx_store_open_message. out_folder, out_message: the one that it is is set,
/// the other becomes NULL; both are required.
///
/// Errors: as iostx_store_open_folder and iostx_store_open_message; MAPI_E_INVALID_ENTRYID (wrong size).
int32_t iostx_store_open_entry(struct iostx_store *store,
                               struct iostx_bytes entry_id,
                               uint32_t flags,
                               struct iostx_folder **out_folder,
                               struct iostx_message **out_message);

/// Finds items by their ids on the server. Several hits for one id are normal if folder is NULL.
///
/// folder: where to look; NULL: in all folders. out: rows of IOSTX_PR_REMOTE_ID, PR_ENTRYID, PR_PARENT_ENTRYID,
/// IOSTX_PR_REMOTE_VERSION, in the order of remote_ids; ids that are unknown have no row.
int32_t iostx_store_find_remote(struct iostx_store *store,
                                const struct iostx_feid *folder,
                                const struct iostx_bytes *remote_ids,
                                size_t count,
                                struct iostx_cursor **out);

/// Asks for the whole of items of which only the header is here: sets MSGSTATUS_REMOTE_DOWNLOAD, puts them on the wanted list, and
/// tells subscribers (IOSTX_EVENT_FULL_WANTED). Items that are whole already are passed over. One commit.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
int32_t iostx_store_request_full(struct iostx_store *store, const struct iostx_meid *messages, size_t count);

/* Named properties of a store. */

/// Gives named properties their tags in this store (IMAPIProp::GetIDsFromNames). A name keeps its tag for ever.
///
/// flags: IOSTX_NAMES_CREATE gives a tag to new names. tags: an array of count, filled in the same order; a name that has no tag
/// gets IOSTX_PT_ERROR and the call answers MAPI_W_ERRORS_RETURNED.
///
/// Errors: MAPI_E_INVALID_PARAMETER (kind, type, text), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_RESOURCES (no tags left).
int32_t iostx_store_map_names(struct iostx_store *store,
                              const struct iostx_name *names,
                              size_t count,
                              uint32_t flags,
                              uint32_t *tags);

/// The names of named properties (IMAPIProp::GetNamesFromIDs).
///
/// out: two values per tag, in the same order: the set (PT_CLSID), then the number (PT_LONG) or the text (PT_UNICODE). For a tag
/// that has no name both are PT_ERROR, and the call answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
int32_t iostx_store_get_names(struct iostx_store *store, const uint32_t *tags, size_t count, struct iostx_values **out);

/* Folders. */

/// Creates a subfolder (IMAPIFolder::CreateFolder).
///
/// name: not empty, UTF-8. container_class: such as "IPF.Note"; NULL: that of the parent. flags: IOSTX_OPEN_IF_EXISTS. out: free it
/// with iostx_folder_free.
///
/// Errors: MAPI_E_COLLISION (a sibling has the name, without case), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS,
/// MAPI_E_NO_ACCESS (read-only store, or a folder that refuses local writes), MAPI_E_OBJECT_DELETED (the parent).
int32_t iostx_folder_create_folder(struct iostx_folder *parent,
                                   const char *name,
                                   const char *container_class,
                                   uint32_t flags,
                                   struct iostx_folder **out);

/// Creates a message (IMAPIFolder::CreateMessage). Nothing is stored before iostx_message_save.
///
/// flags: IOSTX_MAPI_ASSOCIATED. out: free it with iostx_message_free.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED (the folder).
int32_t iostx_folder_create_message(struct iostx_folder *folder, uint32_t flags, struct iostx_message **out);

/// The folder's id.
int32_t iostx_folder_get_id(struct iostx_folder *folder, struct iostx_feid *out);

/// Reads properties (IMAPIProp::GetProps), as they are now. The folder of an iostx_upfld has those that it was handed out with, but
/// for what was set through that handle since; attempts, subfolders and the parent's binding are as they are now there too.
///
/// tags: none means all that the folder has. flags: 0. out: one value per tag, in the same order; missing ones are PT_ERROR, and
/// the call answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
///
/// Errors: MAPI_E_OBJECT_DELETED, MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_folder_get_values(struct iostx_folder *folder,
                                const uint32_t *tags,
                                size_t count,
                                uint32_t flags,
                                struct iostx_values **out);

/// Sets properties (IMAPIProp::SetProps), in one commit; all or nothing. PR_DISPLAY_NAME renames. Binding, match key and
/// IOSTX_PR_LOCAL_ONLY are properties too; setting them is no local change.
///
/// Errors: MAPI_E_COLLISION (name, or remote id among the siblings), MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE,
/// MAPI_E_BAD_VALUE, MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_set_values(struct iostx_folder *folder, const struct iostx_value *values, size_t count);

/// Deletes properties (IMAPIProp::DeleteProps), in one commit. Those that are not there are passed over.
///
/// Errors: MAPI_E_COMPUTED (a property that cannot be deleted), MAPI_E_NO_ACCESS, MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_delete_values(struct iostx_folder *folder, const uint32_t *tags, size_t count);

/// Lists the items of the folder (IMAPIContainer::GetContentsTable).
///
/// options: NULL means the defaults. out: a cursor that reads by key: the folder may change meanwhile.
///
/// Errors: MAPI_E_BAD_COLUMN, MAPI_E_INVALID_PARAMETER (sort), MAPI_E_UNKNOWN_FLAGS, MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_list(struct iostx_folder *folder, const struct iostx_list_options *options, struct iostx_cursor **out);

/// Walks the bound items of the folder in the order of their remote ids (memcmp), for agents that compare listings.
///
/// out: rows of PR_ENTRYID, IOSTX_PR_REMOTE_ID, IOSTX_PR_REMOTE_VERSION, PR_READ, PR_MESSAGE_FLAGS and IOSTX_PR_KEYWORDS, all as the
/// server had them last. Items of which only the binding is kept are among them.
int32_t iostx_folder_walk_remote(struct iostx_folder *folder,
                                 struct iostx_cursor **out);

/// Moves the folder, with all that it holds, below another parent (IMAPIFolder::CopyFolder with FOLDER_MOVE). The handle stays
/// valid.
///
/// Errors: MAPI_E_FOLDER_CYCLE, MAPI_E_COLLISION (name), MAPI_E_NO_ACCESS (a special folder, a read-only store),
/// MAPI_E_NO_SUPPORT (between replicated and local folders: copy it, then delete it), MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_move(struct iostx_folder *folder, struct iostx_folder *parent);

/// Copies the folder with its items below another parent (IMAPIFolder::CopyFolder).
///
/// flags: IOSTX_COPY_SUBFOLDERS copies what is below it too. out: the copy; may be NULL; free it with iostx_folder_free.
///
/// Errors: MAPI_E_FOLDER_CYCLE (into itself, with subfolders), MAPI_E_COLLISION (name), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
/// MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_copy(struct iostx_folder *folder, struct iostx_folder *parent, uint32_t flags, struct iostx_folder **out);

/// Deletes the folder (IMAPIFolder::DeleteFolder). The handle stays to be freed.
///
/// flags: IOSTX_DEL_MESSAGES, IOSTX_DEL_FOLDERS, IOSTX_DEL_ASSOCIATED: also if it holds such.
///
/// Errors: MAPI_E_HAS_MESSAGES, MAPI_E_HAS_FOLDERS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (a special folder, one that refuses local
/// writes, a read-only store), MAPI_E_SUBMITTED (messages in it are queued to be sent), MAPI_E_NO_SUPPORT (items that were taken
/// out of it wait for bodies that only the server has), MAPI_E_OBJECT_DELETED.
int32_t iostx_folder_delete(struct iostx_folder *folder,
                            uint32_t flags);

/// An owned second handle, for example of a borrowed one (iostx_upfld.folder), which reads the same properties.
///
/// out: free it with iostx_folder_free.
int32_t iostx_folder_ref(struct iostx_folder *folder, struct iostx_folder **out);

/// The last failure of a call on this folder, of any thread. As iostx_store_get_last_error.
int32_t iostx_folder_get_last_error(struct iostx_folder *folder, struct iostx_error **out);

/// Frees the handle. NULL, freed already, or borrowed: nothing happens.
void iostx_folder_free(struct iostx_folder *folder);

/* Options of a folder for synchronization. */

/// The folder's options for synchronization.
///
/// options: struct_size set by the caller (IOSTX_FOLDER_OPTIONS_INIT).
int32_t iostx_folder_get_options(struct iostx_folder *folder, struct iostx_folder_options *options);

/// Sets the folder's options for synchronization; they are kept in the store. All members are set: read them first. What leaves the
/// scope goes from here at once, but for pending work, flagged and unread items; what comes into it is put on the wanted list; items
/// that are marked for deletion are expunged as the options say.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a member is out of its range; the error names it), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS,
/// MAPI_E_NO_SUPPORT (IOSTX_FOLDEROPTION_LOCAL_ONLY can change only while no server can know of the folder or of what is below it).
int32_t iostx_folder_set_options(struct iostx_folder *folder,
                                 const struct iostx_folder_options *options);

/* What is done to many messages of a folder at once. */

/// Copies or moves messages of this folder to another (IMAPIFolder::CopyMessages), in one commit.
///
/// flags: IOSTX_MESSAGE_MOVE moves. out_ids: an array of count for the new ids, zeros for messages that were not found; may be
/// NULL. A moved message keeps its long-term id.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_ENTRYID, MAPI_E_NO_ACCESS (a read-only store; a folder that refuses local writes
/// refuses the whole call), MAPI_E_OBJECT_DELETED (a folder).
int32_t iostx_folder_copy_messages(struct iostx_folder *folder,
                                   const struct iostx_meid *messages,
                                   size_t count,
                                   struct iostx_folder *destination,
                                   uint32_t flags,
                                   struct iostx_meid *out_ids);

/// Deletes messages of this folder (IMAPIFolder::DeleteMessages), in one commit.
///
/// flags: IOSTX_DELETE_HARD_DELETE: past Deleted Items, where the folder's options would move them there.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_folder_copy_messages.
int32_t iostx_folder_delete_messages(struct iostx_folder *folder, const struct iostx_meid *messages, size_t count, uint32_t flags);

/// Marks messages of this folder as read or unread (IMAPIFolder::SetReadFlags), in one commit.
///
/// messages, count: as everywhere an empty list, NULL or not, is no message. flags: 0 read, IOSTX_CLEAR_READ_FLAG unread; with
/// IOSTX_ALL_MESSAGES all normal messages of the folder, and the list must be empty (in SetReadFlags, a list that is NULL). The
/// flags about receipts are accepted; with one of them but IOSTX_SUPPRESS_RECEIPT the call changes nothing, since receipts are
/// the business of who sends.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_folder_copy_messages, and
/// MAPI_E_INVALID_PARAMETER for a list with IOSTX_ALL_MESSAGES.
int32_t iostx_folder_set_read_flags(struct iostx_folder *folder, const struct iostx_meid *messages, size_t count, uint32_t flags);

/// Sets the same values, adds and removes keywords on many messages of this folder, in one commit.
///
/// values: as iostx_message_set_values; PR_MSG_STATUS and PR_FLAG_STATUS among them (IMAPIFolder::SetMessageStatus).
/// keywords_add, keywords_remove: texts, UTF-8; keywords compare without case.
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found. Errors: as iostx_message_set_values and iostx_folder_copy_messages.
int32_t iostx_folder_update_messages(struct iostx_folder *folder,
                                     const struct iostx_meid *messages,
                                     size_t count,
                                     const struct iostx_value *values,
                                     size_t value_count,
                                     const char *const *keywords_add,
                                     size_t add_count,
                                     const char *const *keywords_remove,
                                     size_t remove_count);

/* Messages. */

/// The message's id.
///
/// Errors: MAPI_E_NOT_FOUND (it was never saved; an item that comes from a server has one when it is imported).
int32_t iostx_message_get_id(struct iostx_message *message, struct iostx_meid *out);

/// Reads properties (IMAPIProp::GetProps), as they were when the message was opened, with what was set since.
///
/// tags: none means all that the message has; a tag with IOSTX_PT_UNSPECIFIED takes any type. flags: 0. out: one value per tag, in
/// the same order. Missing ones are PT_ERROR with MAPI_E_NOT_FOUND, those too large to be handed out PT_ERROR with
/// MAPI_E_NOT_ENOUGH_MEMORY (open a stream); the call then answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_OBJECT_CHANGED (a part that was not read yet is gone).
int32_t iostx_message_get_values(struct iostx_message *message,
                                 const uint32_t *tags,
                                 size_t count,
                                 uint32_t flags,
                                 struct iostx_values **out);

/// Sets properties (IMAPIProp::SetProps); all or nothing. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE, MAPI_E_BAD_VALUE (invalid UTF-8 too; the error names the tag),
/// MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS (opened for reading only), MAPI_E_NO_SUPPORT (content of a header-only item).
int32_t iostx_message_set_values(struct iostx_message *message, const struct iostx_value *values, size_t count);

/// Deletes properties (IMAPIProp::DeleteProps). Those that are not there are passed over. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED, MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT.
int32_t iostx_message_delete_values(struct iostx_message *message, const uint32_t *tags, size_t count);

/// What of the message was pending for upload when it was opened or last saved.
///
/// out: IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED, IOSTX_PR_KEYWORDS_REMOVED, IOSTX_PR_ATTEMPTS,
/// IOSTX_PR_LAST_ERROR, IOSTX_PR_LAST_ERROR_TEXT, and the changed properties as the server had them last, PT_ERROR where it had
/// none; by tag, ascending. Free it with iostx_values_free.
int32_t iostx_message_get_pending(struct iostx_message *message, struct iostx_values **out);

/// The recipients (IMessage::GetRecipientTable).
///
/// out: one row per recipient, by PR_ROWID; the columns are all properties that any of them has. A cursor over the snapshot: it
/// does not change.
int32_t iostx_message_get_recipients(struct iostx_message *message, struct iostx_cursor **out);

/// Sets the recipients (IMessage::ModifyRecipients). Stored by iostx_message_save.
///
/// rows: the values of each. flags: IOSTX_MODRECIP_REPLACE, IOSTX_MODRECIP_ADD, IOSTX_MODRECIP_MODIFY or IOSTX_MODRECIP_REMOVE.
///
/// Errors: MAPI_E_INVALID_PARAMETER (rows without PR_ROWID, where it is needed), MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_VALUE,
/// MAPI_E_NO_ACCESS.
int32_t iostx_message_set_recipients(struct iostx_message *message, const struct iostx_row *rows, size_t count, uint32_t flags);

/// Opens a text or binary property as a stream (IMAPIProp::OpenProperty). A stream for reading reads the version that the message
/// was opened on, also after that was replaced.
///
/// flags: 0 to read; IOSTX_MAPI_MODIFY, alone or with IOSTX_MAPI_CREATE, to write a new value, which starts empty and is written
/// from its beginning to its end. out: free it with iostx_stream_free.
///
/// Errors: MAPI_E_NOT_FOUND (to read), MAPI_E_NO_SUPPORT (not text or binary; the content of a header-only item),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (opened for reading only), MAPI_E_COMPUTED.
int32_t iostx_message_open_stream(struct iostx_message *message, uint32_t tag, uint32_t flags, struct iostx_stream **out);

/// Reads the content (PR_INTERNET_CONTENT) in one call.
///
/// buffer, size: where it goes. got: its size; with (NULL, 0) only that.
///
/// Errors: MAPI_E_NOT_FOUND (header only, or no content), MAPI_E_TOO_BIG (the buffer is too small; nothing is written).
int32_t iostx_message_get_content(struct iostx_message *message, void *buffer, size_t size, size_t *got);

/// Sets the content (PR_INTERNET_CONTENT) in one call. Stored by iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT (a header-only item).
int32_t iostx_message_set_content(struct iostx_message *message, const void *data, size_t size);

/// Stores what was set (IMAPIProp::SaveChanges), in one commit; what was not set is not written. The message stays open for
/// writing, on the version that was saved, unless flags say otherwise.
///
/// flags: IOSTX_KEEP_OPEN_READONLY, IOSTX_KEEP_OPEN_READWRITE, IOSTX_FORCE_SAVE; IOSTX_SPAMFILTER_ONSAVE, IOSTX_ITEMPROC_FORCE and
/// IOSTX_NON_EMS_XP_SAVE are accepted. Nothing was set: IOSTX_S_OK, nothing is written. On a message that an import sink gave out,
/// this is the import.
///
/// Errors: MAPI_E_OBJECT_CHANGED (another changed what would be written since it was opened; IOSTX_FORCE_SAVE saves, and the
/// replaced version goes to Conflicts), MAPI_E_OBJECT_DELETED, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_SUBMITTED,
/// MAPI_E_NOT_ENOUGH_DISK; of an import: SYNC_E_CONFLICT.
int32_t iostx_message_save(struct iostx_message *message, uint32_t flags);

/// Saves the message and puts it into the outgoing queue (IMessage::SubmitMessage). The handle then answers MAPI_E_INVALID_OBJECT
/// to everything but iostx_message_free.
///
/// flags: IOSTX_FORCE_SUBMIT is accepted.
///
/// Errors: MAPI_E_NO_RECIPIENTS, MAPI_E_SUBMITTED (it is in the queue already), MAPI_E_NO_SUPPORT (a message of a session), and
/// those of iostx_message_save; the handle then stays valid.
int32_t iostx_message_submit(struct iostx_message *message, uint32_t flags);

/// An owned second handle on the same open message, for example of a borrowed one (iostx_upmsg.message); it outlives the state.
///
/// out: free it with iostx_message_free.
int32_t iostx_message_ref(struct iostx_message *message, struct iostx_message **out);

/// The last failure of a call on this message. As iostx_store_get_last_error.
int32_t iostx_message_get_last_error(struct iostx_message *message, struct iostx_error **out);

/// Frees the handle; what was set and not saved is dropped. NULL, freed already, or borrowed: nothing happens.
void iostx_message_free(struct iostx_message *message);

/* Streams: large values in chunks. */

/// A stream in memory, empty, for reading and writing: for the state that iostx_contents_sink_config and its like take.
///
/// out: free it with iostx_stream_free.
int32_t iostx_stream_create(struct iostx_stream **out);

/// Reads from the current position.
///
/// got: bytes read; fewer than size only at the end, 0 at the end.
///
/// Errors: MAPI_E_OBJECT_CHANGED (the value was replaced and its old version is gone).
int32_t iostx_stream_read(struct iostx_stream *stream, void *buffer, size_t size, size_t *got);

/// Appends all of data; a stream in memory takes it at its position. Taken over by iostx_stream_commit, stored by
/// iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading), MAPI_E_BAD_VALUE (a text that is not UTF-8), MAPI_E_UNABLE_TO_COMPLETE
/// (committed already), MAPI_E_NOT_ENOUGH_DISK.
int32_t iostx_stream_write(struct iostx_stream *stream, const void *data, size_t size);

/// Moves the position.
///
/// offset: bytes from the origin. origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. position: the new position from
/// the beginning; may be NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER (before the beginning; origin), MAPI_E_NO_SUPPORT (a stream of a message that writes only
/// appends).
int32_t iostx_stream_seek(struct iostx_stream *stream, int64_t offset, uint32_t origin, uint64_t *position);

/// The size of the value in bytes.
int32_t iostx_stream_get_size(struct iostx_stream *stream, uint64_t *size);

/// Sets the size in bytes. A stream of a message that writes can only be emptied, to start over; one in memory is cut, or filled
/// up with zeros.
///
/// Errors: as iostx_stream_write; MAPI_E_NO_SUPPORT (another size).
int32_t iostx_stream_set_size(struct iostx_stream *stream, uint64_t size);

/// Gives what was written to the message, whose save then stores it. The stream takes no more. Of a stream that reads, or of one in
/// memory, it does nothing.
///
/// Errors: MAPI_E_BAD_VALUE (a text that ends within a character), MAPI_E_UNABLE_TO_COMPLETE (committed already),
/// MAPI_E_NOT_ENOUGH_DISK.
int32_t iostx_stream_commit(struct iostx_stream *stream);

/// The last failure of a call on this stream. As iostx_store_get_last_error.
int32_t iostx_stream_get_last_error(struct iostx_stream *stream, struct iostx_error **out);

/// Frees the stream; what was written and not committed is dropped. NULL, or freed already: nothing happens.
void iostx_stream_free(struct iostx_stream *stream);

/* Values that the library gave. */

/// The values.
///
/// out: the array, which lives as long as the handle; count: its size.
int32_t iostx_values_get(struct iostx_values *values, const struct iostx_value **out, size_t *count);

/// One of the values.
///
/// tag: its tag; with IOSTX_PT_UNSPECIFIED of any type. out: the value, which lives as long as the handle.
///
/// Errors: MAPI_E_NOT_FOUND (not among them, or of another type), or the code of the PT_ERROR that stands for it.
int32_t iostx_values_find(struct iostx_values *values, uint32_t tag, const struct iostx_value **out);

/// Frees the values. NULL, or freed already: nothing happens.
void iostx_values_free(struct iostx_values *values);

/* Cursors: tables, read row by row or page by page. No transaction is open between calls. */

/// The next row.
///
/// row: one value per column, missing ones PT_ERROR; valid until the next call on the cursor. columns: count of columns. At the
/// end: IOSTX_S_FALSE, row NULL, columns 0.
///
/// Errors: MAPI_E_OBJECT_DELETED (the folder is gone).
int32_t iostx_cursor_next(struct iostx_cursor *cursor, const struct iostx_value **row, size_t *columns);

/// The next rows, column by column; the fastest way to read.
///
/// rows: at most so many; fewer may come. Negative: the rows before the position, still in the order of the table; the position is
/// then before the first of them. page: valid until the next call on the cursor. None left in that direction: IOSTX_S_FALSE and a
/// page of no rows.
///
/// Errors: MAPI_E_INVALID_PARAMETER (0), MAPI_E_OBJECT_DELETED.
int32_t iostx_cursor_next_page(struct iostx_cursor *cursor, int32_t rows, const struct iostx_page **page);

/// Moves the position (IMAPITable::SeekRow). It stops at the ends.
///
/// origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. rows: how many rows from there, either way.
///
/// Errors: MAPI_E_INVALID_PARAMETER (origin).
int32_t iostx_cursor_seek(struct iostx_cursor *cursor, uint32_t origin, int64_t rows);

/// Moves the position before the row of a message (IMAPITable::FindRow).
///
/// Errors: MAPI_E_NOT_FOUND (no such row; the position stays), MAPI_E_NO_SUPPORT (a table that is not of messages).
int32_t iostx_cursor_find(struct iostx_cursor *cursor, const struct iostx_meid *message);

/// Where the cursor is (IMAPITable::QueryPosition).
///
/// row: rows before the position. total: rows of the table.
int32_t iostx_cursor_get_position(struct iostx_cursor *cursor, uint64_t *row, uint64_t *total);

/// The last failure of a call on this cursor. As iostx_store_get_last_error.
int32_t iostx_cursor_get_last_error(struct iostx_cursor *cursor, struct iostx_error **out);

/// Frees the cursor with its last row and page. NULL, or freed already: nothing happens.
void iostx_cursor_free(struct iostx_cursor *cursor);

/* Change events. */

/// Subscribes to the changes of a store, those of other processes included, which are noticed within a second.
///
/// options: NULL means the defaults. out: a queue of its own; free it with iostx_events_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER (mask), MAPI_E_INVALID_ENTRYID, MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED (folder).
int32_t iostx_events_open(struct iostx_store *store, const struct iostx_events_options *options, struct iostx_events **out);

/// Takes the next event, and waits for one.
///
/// timeout_ms: how long; 0: not at all; UINT32_MAX: without limit. event: struct_size set by the caller (IOSTX_EVENT_INIT). After
/// IOSTX_EVENT_OVERFLOW events were lost: list again. Time-out: IOSTX_S_FALSE.
///
/// Errors: MAPI_E_USER_CANCEL (iostx_events_stop was called), MAPI_E_BUSY (another thread waits).
int32_t iostx_events_next(struct iostx_events *events, uint32_t timeout_ms, struct iostx_event *event);

/// Ends the subscription: iostx_events_next in another thread returns, and wake is not called any more once this returns. Any
/// thread. A wake that runs is waited for.
int32_t iostx_events_stop(struct iostx_events *events);

/// The last failure of a call on this subscription. As iostx_store_get_last_error.
int32_t iostx_events_get_last_error(struct iostx_events *events, struct iostx_error **out);

/// Stops and frees the subscription. NULL, or freed already: nothing happens.
void iostx_events_free(struct iostx_events *events);

/* The documented methods of IOSTX and IPSTX. */

/// IPSTX::GetSyncObject: starts a synchronization session on the store, in idle. One session may do any number of rounds of
/// iostx_init_sync. Sessions on different folders run in parallel.
///
/// out: free it with iostx_session_free.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading only).
int32_t iostx_get_sync_object(struct iostx_store *store, struct iostx_session **out);

/// IPSTX::EmulateSpooler: lets the store act as the spooler of outgoing mail. Only while it does, iostx_store_get_outgoing_queue,
/// iostx_store_set_lock_state and iostx_store_finished_msg work, or while a session of this store handle does it
/// (IOSTX_SYNC_OUTGOING_MAIL). Off releases the messages that were locked.
///
/// on: 1 or 0.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_BUSY (another process spools).
int32_t iostx_emulate_spooler(struct iostx_store *store, uint32_t on);

/// IPSTX2::SetSpoolSuspendState: suspends or resumes sending. While it is suspended the outgoing queue lists nothing.
///
/// state: IOSTX_SS_ACTIVE or IOSTX_SS_SUSPENDED.
///
/// Errors: MAPI_E_INVALID_PARAMETER.
int32_t iostx_set_spool_suspend_state(struct iostx_store *store, uint32_t state);

/// IPSTX6::DisconnectStore: cancels the sessions of this store handle, ends its spooling, and folds the write-ahead log. The store
/// stays open for the application.
///
/// flags: 0.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_disconnect_store(struct iostx_store *store, uint32_t flags);

/// IOSTX::InitSync: says that synchronization is about to start, and what it is to offer. Clears an earlier cancel.
///
/// flags: IOSTX_SYNC_*; of the four kinds (hierarchy and contents, up and down) those given; none of them: all four.
///
/// Errors: E_UNEXPECTED (not in idle), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_init_sync(struct iostx_session *session, uint32_t flags);

/// IOSTX::SyncBeg: enters a state.
///
/// state: IOSTX_LR_SYNC_*. out: the structure of the state, owned by the session, valid until the iostx_sync_end that leaves it;
/// NULL on failure. Each success is matched by one iostx_sync_end; a failure enters nothing.
///
/// Errors: E_UNEXPECTED (not legal now: the error names the state and what is legal; iostx_init_sync is missing),
/// MAPI_E_INVALID_PARAMETER (no such state; the flags of the outer structure contradict each other), MAPI_E_NOT_FOUND (no more
/// folders, tables, items or entries), MAPI_E_BUSY (another session or process synchronizes this folder), MAPI_E_USER_CANCEL.
int32_t iostx_sync_beg(struct iostx_session *session, uint32_t state, struct iostx_state **out);

/// IOSTX::SyncEnd: reads the [in] members of the innermost open structure and leaves its state, also when it fails: the result is
/// then not recorded and the work stays pending. Only after E_UNEXPECTED and MAPI_E_BUSY the state is as before.
///
/// Answers IOSTX_S_FALSE in idle, where it does nothing, and IOSTX_W_DELETIONS_HELD, a success, if the mass-delete guard held
/// deletions of the table that was left.
///
/// Errors: E_UNEXPECTED (in download header: iostx_sync_hdr_end leaves it), MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR,
/// MAPI_E_COLLISION (the new remote id belongs to another item).
int32_t iostx_sync_end(struct iostx_session *session);

/// IOSTX::SyncHdrBeg: enters the download header state for one item of which only the header is here. Legal in idle and in
/// download table.
///
/// message: its id. out: the structure; its member full has an empty message to fill, or is set to one of the client's own.
///
/// Errors: E_UNEXPECTED, MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED, MAPI_E_INVALID_ENTRYID, MAPI_E_NO_SUPPORT (the item is whole),
/// MAPI_E_BUSY, MAPI_E_USER_CANCEL.
int32_t iostx_sync_hdr_beg(struct iostx_session *session, const struct iostx_meid *message, struct iostx_state **out);

/// IOSTX::SyncHdrEnd: with IOSTX_HSF_OK and no failing result, replaces the header by the full item. Goes back to the state
/// before, as iostx_sync_end does.
///
/// Errors: E_UNEXPECTED (not in download header), MAPI_E_INVALID_OBJECT (full), and those of iostx_sync_end.
int32_t iostx_sync_hdr_end(struct iostx_session *session);

/// IOSTX::SetSyncResult: the result of the replication in the current state, before its iostx_sync_end; later ones replace it.
///
/// code: IOSTX_S_OK, or why it failed. Network, logon and cancel codes do not count against the item; SYNC_E_CONFLICT lets it wait
/// for the folder's next download. iostx_session_set_result is the full form.
///
/// Errors: E_UNEXPECTED (in idle).
int32_t iostx_set_sync_result(struct iostx_session *session, int32_t code);

/// IOSTX::GetLastError: details of the last failure of a call on this session.
///
/// code: the code that the failed call gave. flags: 0. out: the details, freed with iostx_error_free; NULL, with IOSTX_S_OK, if
/// there are none for that code.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_get_last_error(struct iostx_session *session, int32_t code, uint32_t flags, struct iostx_error **out);

/* The session beyond IOSTX: full results, functions for the [in] members, options, cancel, progress. */

/// Sets the options of the session. Legal in idle only.
///
/// options: copied; the callbacks are kept until they are replaced or the session is freed.
///
/// Errors: E_UNEXPECTED (not in idle), MAPI_E_INVALID_PARAMETER (a member is out of its range; the error names it),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_FOUND (root).
int32_t iostx_session_set_options(struct iostx_session *session, const struct iostx_session_options *options);

/// The result in full: code, [in] flags, new binding, text of the server, and how long it asks to wait. A new binding becomes
/// durable with its result.
///
/// deferred: NULL for the open state. Else the id of an item that was left with IOSTX_UPM_DEFER; the table must still be open.
/// result: copied.
///
/// Errors: E_UNEXPECTED (in idle), MAPI_E_NOT_FOUND (no answer is owed for that item), MAPI_E_COLLISION (the remote id belongs to
/// another item of the folder; this item's result is not recorded), MAPI_E_INVALID_PARAMETER (struct_size, sizes, text),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_session_set_result(struct iostx_session *session,
                                 const struct iostx_meid *deferred,
                                 const struct iostx_result *result);

/// The results of entries of the open UPREAD or UPDEL structure, so that no caller needs to write library memory. May be called in
/// parts.
///
/// first: index of the first entry. results: count of them; the flags are added to those of the entry.
///
/// Errors: E_UNEXPECTED (no such state is open), MAPI_E_INVALID_PARAMETER (beyond the entries).
int32_t iostx_session_set_entry_results(struct iostx_session *session,
                                        uint32_t first,
                                        uint32_t count,
                                        const struct iostx_result *results);

/// The structure of an open state again.
///
/// state: IOSTX_LR_SYNC_* of any open state, not only the innermost; IOSTX_LR_SYNC_IDLE: the innermost.
///
/// Errors: MAPI_E_NOT_FOUND (that state is not open).
int32_t iostx_session_get_state(struct iostx_session *session, uint32_t state, struct iostx_state **out);

/// Sets the [in] members of the open iostx_sync structure: direction and selection.
///
/// flags: IOSTX_UPS_*. folders: with IOSTX_UPS_THESE_FOLDERS the folders, with IOSTX_UPS_ONE_FOLDER the one. folder_options: one
/// word per folder, or NULL. All are copied.
///
/// Errors: E_UNEXPECTED (IOSTX_LR_SYNC is not the innermost open state), MAPI_E_INVALID_PARAMETER (flags contradict each other),
/// MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_session_set_selection(struct iostx_session *session,
                                    uint32_t flags,
                                    const struct iostx_feid *folders,
                                    const uint32_t *folder_options,
                                    size_t count);

/// Sets the [in] member index of the open iostx_synccont structure: the folder whose table begins next.
///
/// Errors: E_UNEXPECTED (IOSTX_LR_SYNC_CONTENTS is not the innermost open state), MAPI_E_NOT_FOUND (not below count).
int32_t iostx_session_set_index(struct iostx_session *session, uint32_t index);

/// Sets the [in] members of one iostx_upmov structure of the open upload table.
///
/// destination: the folder that it stands for. flags: IOSTX_UPV_*. moved: items moved there. client_folder, client_sink: only
/// carried.
///
/// Errors: E_UNEXPECTED (no upload table is open), MAPI_E_NOT_FOUND (no items were moved there), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_session_set_move(struct iostx_session *session,
                               const struct iostx_feid *destination,
                               uint32_t flags,
                               uint32_t moved,
                               void *client_folder,
                               void *client_sink);

/// Sets the [in] members of the open iostx_hdrsync structure.
///
/// flags: IOSTX_HSF_*. full: the message with the full item; NULL: the one that the structure has.
///
/// Errors: E_UNEXPECTED (not in download header), MAPI_E_INVALID_OBJECT (full), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_session_set_header(struct iostx_session *session, uint32_t flags, struct iostx_message *full);

/// Sets the state blob of the account under the session's root: where servers keep one state for all folders. It is written after
/// all imports made before this call, never before them.
///
/// Errors: E_UNEXPECTED (in idle), MAPI_E_TOO_BIG (over 16 MiB).
int32_t iostx_session_set_state_blob(struct iostx_session *session, struct iostx_bytes blob);

/// Sets the cookie that is kept with the retry marks set from now on, such as UIDNEXT before the send; iostx_upmsg.cookie gives it
/// back when such an item comes again.
///
/// cookie: at most 1024 bytes; empty: none.
///
/// Errors: MAPI_E_TOO_BIG.
int32_t iostx_session_set_attempt_cookie(struct iostx_session *session, struct iostx_bytes cookie);

/// Begins an epoch: the server voided the ids of the folder of the open table (UIDVALIDITY). Durable. Until its listing is
/// complete no bound item or tombstone of the folder is offered; items bind again by match key and fingerprint.
///
/// Errors: E_UNEXPECTED (no open state names a folder).
int32_t iostx_session_begin_epoch(struct iostx_session *session);

/// Says how much the agent knows is to come, for the progress.
///
/// items: count. bytes: their content. Both replace what was said before in this state.
int32_t iostx_session_expect(struct iostx_session *session, uint64_t items, uint64_t bytes);

/// Cancels: the next iostx_sync_beg, import or iostx_session_set_result answers MAPI_E_USER_CANCEL; what was done stays done.
/// iostx_init_sync clears it. Any thread, at any time.
int32_t iostx_session_cancel(struct iostx_session *session);

/// Whether the session was cancelled: 1 if so, 0 if not, or a failure code (negative). Any thread, at any time.
int32_t iostx_session_is_cancelled(struct iostx_session *session);

/// Skips one folder until the next iostx_init_sync: its tables are passed over (one that the agent chose is refused with MAPI_E_BUSY).
/// Of a table that is open, an upload offers nothing more, and a download's imports answer MAPI_E_USER_CANCEL, while
/// iostx_session_is_cancelled answers 0: leave that table and go on with the next one. What was done stays done, the rest stays pending.
/// Any thread, at any time.
///
/// Errors: MAPI_E_UNKNOWN_ENTRYID (no such folder).
int32_t iostx_session_skip_folder(struct iostx_session *session,
                                  const struct iostx_feid *feid);

/// Whether a folder is skipped: 1 if so, 0 if not, or a failure code (negative). Any thread, at any time. Agents ask it during long work
/// on one folder.
int32_t iostx_session_is_skipped(struct iostx_session *session,
                                 const struct iostx_feid *feid);

/// How far the session is. Any thread, at any time.
///
/// progress: struct_size set by the caller (IOSTX_PROGRESS_INIT).
int32_t iostx_session_get_progress(struct iostx_session *session, struct iostx_progress *progress);

/// Frees the session, in any state: open work stays pending, without counting a failure. Its structures, sinks and borrowed
/// handles end. NULL, or freed already: nothing happens.
void iostx_session_free(struct iostx_session *session);

/* The import sink for items (IExchangeImportContentsChanges), and what this library adds to it. */

/// IExchangeImportContentsChanges::Config. Optional here; at most once per sink, before any import.
///
/// stream: the state of an earlier iostx_contents_sink_update_state, or NULL. flags: IOSTX_ICS_* of config.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, E_UNEXPECTED (twice, or after an import), MAPI_E_CORRUPT_DATA (the state).
int32_t iostx_contents_sink_config(struct iostx_contents_sink *sink, struct iostx_stream *stream, uint32_t flags);

/// IExchangeImportContentsChanges::UpdateState: writes the current state, which includes the imports made so far; they are
/// committed first.
///
/// stream: its contents are replaced by the state; NULL means that of config. flags: 0.
///
/// Errors: MAPI_E_UNKNOWN_FLAGS, MAPI_E_INVALID_PARAMETER (there is no stream), MAPI_E_NO_ACCESS (a stream for reading).
int32_t iostx_contents_sink_update_state(struct iostx_contents_sink *sink, struct iostx_stream *stream, uint32_t flags);

/// IExchangeImportContentsChanges::ImportMessageChange: decides by source key, change key and change list, and gives out an empty
/// message to fill. Nothing is stored before iostx_message_save on it.
///
/// values: in any order; PR_CHANGE_KEY, or IOSTX_PR_REMOTE_ID, is required. PR_SOURCE_KEY may be missing if PR_ENTRYID is there; an
/// empty change list and a missing PR_LAST_MODIFICATION_TIME are taken. Binding, match key and fingerprint may be among them.
/// flags: IOSTX_ICS_ASSOCIATED, IOSTX_ICS_NO_CONFLICTS, IOSTX_ICS_NEW_MESSAGE, IOSTX_ICS_LIMITED_IMESSAGE. out: free it with
/// iostx_message_free; NULL with every code but success.
///
/// Errors: SYNC_E_IGNORE (it is here already: skip it), SYNC_E_OBJECT_DELETED (deleted here before: skip it), SYNC_E_CONFLICT,
/// MAPI_E_INVALID_PARAMETER (a key is missing or malformed), MAPI_E_COLLISION (the remote id belongs to another item),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_import_message_change(struct iostx_contents_sink *sink,
                                                  const struct iostx_value *values,
                                                  size_t count,
                                                  uint32_t flags,
                                                  struct iostx_message **out);

/// IExchangeImportContentsChanges::ImportMessageDeletion. Unknown keys are passed over and remembered. All are checked first.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_import_message_deletion(struct iostx_contents_sink *sink,
                                                    uint32_t flags,
                                                    const struct iostx_bytes *source_keys,
                                                    size_t count);

/// IExchangeImportContentsChanges::ImportPerUserReadStateChange. Associated and missing messages are passed over.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_import_per_user_read_state_change(struct iostx_contents_sink *sink,
                                                              const struct iostx_readstate *entries,
                                                              size_t count);

/// IExchangeImportContentsChanges::ImportMessageMove, on the sink of the destination folder.
///
/// Answers SYNC_W_CLIENT_CHANGE_NEWER, a success, if the store holds a newer version than the change list says: the move is done,
/// the given change key was not applied.
///
/// Errors: SYNC_E_OBJECT_DELETED (the message is gone), MAPI_E_INVALID_PARAMETER (an empty or malformed member),
/// MAPI_E_COLLISION (the new source key is taken), MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_import_message_move(struct iostx_contents_sink *sink, const struct iostx_message_move *move);

/// Imports one item by its remote id in one call: binding, match key, values, content or header only. Saved imports are seen by
/// the session at once and committed in batches.
///
/// item: copied. out: may be NULL. With IOSTX_IMPORT_STREAM it is required: the message to write the content to; nothing is
/// imported before iostx_message_save on it; free it with iostx_message_free. Without that flag it becomes NULL.
///
/// What the store has to say is known when the batch is committed: an item that it refuses then (a conflict, with
/// IOSTX_IMPORT_NO_CONFLICTS) goes on the wanted list with the reason, and never stops the rest.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no remote id; an id, version or key is too long), MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_VALUE,
/// MAPI_E_USER_CANCEL, and those of a commit.
int32_t iostx_contents_sink_import_item(struct iostx_contents_sink *sink,
                                        const struct iostx_import_item *item,
                                        struct iostx_message **out);

/// Asks what of a listing is to be fetched, before anything is; many items at once. Binds items that were here unbound, and keeps
/// ids and versions of those outside the scope; changes nothing else.
///
/// items: binding, match key, values (IOSTX_PR_FINGERPRINT, times, size) as far as known. answers: one of IOSTX_PROBE_* each.
///
/// Errors: MAPI_E_INVALID_PARAMETER (no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_probe(struct iostx_contents_sink *sink,
                                  const struct iostx_import_item *items,
                                  size_t count,
                                  uint32_t *answers);

/// Lists the remote ids that still must be fetched, those that wait after failures marked.
///
/// out: rows of IOSTX_PR_REMOTE_ID, IOSTX_PR_WANTED_REASON, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR, IOSTX_PR_NEXT_ATTEMPT,
/// IOSTX_PR_BACKED_OFF, PR_ENTRYID (of the item, if it is here).
int32_t iostx_contents_sink_list_wanted(struct iostx_contents_sink *sink, struct iostx_cursor **out);

/// Begins a listing: until iostx_contents_sink_listing_complete, what is imported, probed or given flags counts as being there.
///
/// scope: what the listing names in full; NULL: the whole folder.
///
/// Errors: E_UNEXPECTED (a listing is open), MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_contents_sink_listing_begin(struct iostx_contents_sink *sink, const struct iostx_listing_scope *scope);

/// Completes the listing: items within its scope that were bound before it began and did not appear are deleted, at the end of the
/// state, under the mass-delete guard. Only this makes absence mean deletion.
///
/// Errors: E_UNEXPECTED (no listing is open), MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_listing_complete(struct iostx_contents_sink *sink);

/// Imports flags, keywords and versions by remote id, without content.
///
/// results: one code each, or NULL: IOSTX_S_OK, or MAPI_E_NOT_FOUND (unknown here: it goes on the wanted list).
///
/// Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a flag in set and in clear; no remote id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_import_flags(struct iostx_contents_sink *sink,
                                         const struct iostx_import_flags *items,
                                         size_t count,
                                         int32_t *results);

/// Imports deletions by remote id. Unknown ids are passed over. They are carried out at the end of the state, under the
/// mass-delete guard.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an empty or over-long id), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_delete_remote(struct iostx_contents_sink *sink,
                                          const struct iostx_bytes *ids,
                                          size_t count,
                                          uint32_t flags);

/// Imports the deletion of all items whose remote ids lie between two, both inclusive, as memcmp orders them.
///
/// flags, errors: as iostx_contents_sink_delete_remote. An empty first or last leaves that end open.
int32_t iostx_contents_sink_delete_remote_range(struct iostx_contents_sink *sink,
                                                struct iostx_bytes first,
                                                struct iostx_bytes last,
                                                uint32_t flags);

/// Imports a move by remote ids, on the sink of the destination folder: the item keeps its long-term id, body and pending work.
///
/// source_folder, source_id: where it was. dest: what it is called here.
///
/// An item that is unknown there goes on the wanted list.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an empty or over-long id), MAPI_E_USER_CANCEL.
int32_t iostx_contents_sink_move_remote(struct iostx_contents_sink *sink,
                                        const struct iostx_feid *source_folder,
                                        struct iostx_bytes source_id,
                                        const struct iostx_binding *dest);

/// Sets the folder's state blob. It stands for all imports made so far, and is committed with them, never before them. An equal
/// blob writes nothing.
///
/// Errors: MAPI_E_TOO_BIG (over 16 MiB).
int32_t iostx_contents_sink_set_state_blob(struct iostx_contents_sink *sink, struct iostx_bytes blob);

/// Commits the imports made so far, with the blob, now.
///
/// Errors: MAPI_E_NOT_ENOUGH_DISK, MAPI_E_DISK_ERROR, MAPI_E_BUSY.
int32_t iostx_contents_sink_flush(struct iostx_contents_sink *sink);

/// The last failure of a call on this sink. As iostx_store_get_last_error.
int32_t iostx_contents_sink_get_last_error(struct iostx_contents_sink *sink, struct iostx_error **out);

/* The import sink for folders (IExchangeImportHierarchyChanges), and what this library adds to it. */

/// IExchangeImportHierarchyChanges::Config. As iostx_contents_sink_config.
int32_t iostx_hierarchy_sink_config(struct iostx_hierarchy_sink *sink, struct iostx_stream *stream, uint32_t flags);

/// IExchangeImportHierarchyChanges::UpdateState. As iostx_contents_sink_update_state.
int32_t iostx_hierarchy_sink_update_state(struct iostx_hierarchy_sink *sink, struct iostx_stream *stream, uint32_t flags);

/// IExchangeImportHierarchyChanges::ImportFolderChange: creates, renames, moves or changes a folder. Parents come first.
///
/// values: in any order. PR_DISPLAY_NAME, and PR_SOURCE_KEY with PR_CHANGE_KEY or IOSTX_PR_REMOTE_ID, are required. The parent by
/// PR_PARENT_SOURCE_KEY or IOSTX_PR_PARENT_REMOTE_ID; empty, or the key of the root: the session's root; missing: a new folder comes
/// there, a known one stays where it is. IOSTX_PR_SPECIAL_FOLDER gives its role. Other properties of folders are stored.
///
/// Errors: SYNC_E_IGNORE (it is here already), SYNC_E_NO_PARENT (unknown here: send parents first), SYNC_E_OBJECT_DELETED (deleted
/// here before), SYNC_E_CYCLE, MAPI_E_INVALID_PARAMETER (a key is missing or malformed; no name), MAPI_E_COLLISION (the remote id
/// belongs to another folder), MAPI_E_BAD_VALUE, MAPI_E_USER_CANCEL.
int32_t iostx_hierarchy_sink_import_folder_change(struct iostx_hierarchy_sink *sink,
                                                  const struct iostx_value *values,
                                                  size_t count);

/// IExchangeImportHierarchyChanges::ImportFolderDeletion: deletes folders with all that they hold, at the end of the state, under
/// the mass-delete guard. Unknown keys are passed over.
///
/// flags: IOSTX_ICS_SOFT_DELETE, IOSTX_ICS_EXPIRY.
///
/// Errors: MAPI_E_INVALID_PARAMETER (a malformed key, or NULL), MAPI_E_UNKNOWN_FLAGS, MAPI_E_USER_CANCEL.
int32_t iostx_hierarchy_sink_import_folder_deletion(struct iostx_hierarchy_sink *sink,
                                                    uint32_t flags,
                                                    const struct iostx_bytes *source_keys,
                                                    size_t count);

/// Imports deletions of folders by remote id. As iostx_hierarchy_sink_import_folder_deletion.
int32_t iostx_hierarchy_sink_delete_remote(struct iostx_hierarchy_sink *sink, const struct iostx_bytes *ids, size_t count);

/// Begins a listing of folders. As iostx_contents_sink_listing_begin.
///
/// scope: only first and last are looked at; NULL: all folders below the session's root.
int32_t iostx_hierarchy_sink_listing_begin(struct iostx_hierarchy_sink *sink, const struct iostx_listing_scope *scope);

/// Completes the listing: folders that did not appear are deleted. As iostx_contents_sink_listing_complete.
int32_t iostx_hierarchy_sink_listing_complete(struct iostx_hierarchy_sink *sink);

/// Sets the hierarchy's state blob, which is kept per root. As iostx_contents_sink_set_state_blob.
int32_t iostx_hierarchy_sink_set_state_blob(struct iostx_hierarchy_sink *sink, struct iostx_bytes blob);

/// The last failure of a call on this sink. As iostx_store_get_last_error.
int32_t iostx_hierarchy_sink_get_last_error(struct iostx_hierarchy_sink *sink, struct iostx_error **out);

/* The driver: walks the states of a session for an agent that gives the operations of its server. */

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
int32_t iostx_replicate(struct iostx_session *session,
                        const struct iostx_remote_ops *ops,
                        const struct iostx_replicate_options *options,
                        struct iostx_replicate_report *report);

/// How many answers a batch waits for.
///
/// Answers 0 for what is no batch, or one whose operation has returned.
size_t iostx_batch_get_count(struct iostx_batch *batch);

/// An item of a batch that is to be uploaded.
///
/// index: below iostx_batch_get_count. out: its structure; valid, with its message, until the operation returns.
///
/// Errors: MAPI_E_INVALID_PARAMETER (there are not so many), MAPI_E_NO_SUPPORT (the batch is not one of items: what it waits for stands
/// in the structure that the operation was given).
int32_t iostx_batch_get(struct iostx_batch *batch,
                        size_t index,
                        const struct iostx_upmsg **out);

/// Answers for one thing of a batch. A later answer replaces an earlier one.
///
/// index: of the item, or of the entry of the structure that the operation was given; 0 for a folder or a message. result: copied.
///
/// Errors: MAPI_E_INVALID_PARAMETER (there are not so many; struct_size, sizes, text).
int32_t iostx_batch_answer(struct iostx_batch *batch, size_t index, const struct iostx_result *result);

/* Supervision: what is pending, in conflict, failing, held or wanted, and what to do about it. Needs no session and no server. */

/// Lists what is pending for upload: also what waits after failures, marked. This is the dry run of an upload.
///
/// folder: only that one; NULL: all. out: rows of PR_OBJECT_TYPE, PR_ENTRYID, PR_PARENT_ENTRYID, PR_SUBJECT (of a folder its name),
/// IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED, IOSTX_PR_KEYWORDS_REMOVED, IOSTX_PR_REMOTE_ID,
/// IOSTX_PR_REMOTE_VERSION, IOSTX_PR_MATCH_KEY, IOSTX_PR_SOURCE_FOLDER_ENTRYID, IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR,
/// IOSTX_PR_LAST_ERROR_TEXT, IOSTX_PR_NEXT_ATTEMPT, IOSTX_PR_BACKED_OFF, IOSTX_PR_RETRY_MARK.
///
/// Errors: MAPI_E_NOT_FOUND (folder), MAPI_E_INVALID_ENTRYID.
int32_t iostx_store_list_pending(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_cursor **out);

/// Lists conflicts that were kept or wait to be resolved.
///
/// out: rows of PR_ENTRYID (the item), PR_PARENT_ENTRYID, PR_SUBJECT, IOSTX_PR_CONFLICT_KIND, IOSTX_PR_CONFLICT_TIME,
/// PR_CONFLICT_ITEMS (the version that was kept), IOSTX_PR_PENDING (IOSTX_PENDING_HELD if it waits), IOSTX_PR_CONFLICT_TEXT (what
/// happened), PR_OBJECT_TYPE. folder, errors: as iostx_store_list_pending.
int32_t iostx_store_list_conflicts(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_cursor **out);

/// Lists items that failed so often that they are not tried again by themselves; columns as iostx_store_list_pending. folder,
/// errors: as there.
int32_t iostx_store_list_failures(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_cursor **out);

/// Lists deletions of the server that the mass-delete guard held.
///
/// out: rows of PR_OBJECT_TYPE, PR_ENTRYID, PR_PARENT_ENTRYID, PR_SUBJECT (of a folder its name), IOSTX_PR_REMOTE_ID,
/// IOSTX_PR_HELD_COUNT (of its folder). folder, errors: as iostx_store_list_pending.
int32_t iostx_store_list_held(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_cursor **out);

/// Lists remote ids that still must be fetched.
///
/// out: rows of PR_PARENT_ENTRYID, the columns of iostx_contents_sink_list_wanted, and IOSTX_PR_LAST_ERROR_TEXT. folder, errors: as
/// iostx_store_list_pending.
int32_t iostx_store_list_wanted(struct iostx_store *store, const struct iostx_feid *folder, struct iostx_cursor **out);

/// Lets items that failed be offered again at once, their attempts forgotten. One commit.
///
/// messages: a message part of zeros stands for the folder. Answers MAPI_W_PARTIAL_COMPLETION if some were not found.
int32_t iostx_store_retry(struct iostx_store *store, const struct iostx_meid *messages, size_t count);

/// Gives up local changes that cannot be uploaded: a copy goes to Local Failures, and the server's version goes on the wanted
/// list. A folder gets the server's name, place and properties back, or comes back if it was deleted here; a new one goes, and what
/// was in it goes to Local Failures. One commit.
///
/// messages: a message part of zeros stands for the folder. Answers MAPI_W_PARTIAL_COMPLETION if some were not found, had nothing
/// pending, or cannot be given up: a new special folder, a new folder with messages in the outgoing queue.
int32_t iostx_store_drop_change(struct iostx_store *store, const struct iostx_meid *messages, size_t count);

/// Resolves a conflict.
///
/// message: the item. choice: IOSTX_CHOICE_SERVER, IOSTX_CHOICE_LOCAL, IOSTX_CHOICE_KEEP_BOTH, IOSTX_CHOICE_LAST_WRITER or
/// IOSTX_CHOICE_MERGED. merged: with the last one a message with the result, which is copied; else NULL.
///
/// Errors: MAPI_E_NOT_FOUND (no such conflict), MAPI_E_INVALID_PARAMETER (choice, merged).
int32_t iostx_store_resolve_conflict(struct iostx_store *store,
                                     const struct iostx_meid *message,
                                     uint32_t choice,
                                     struct iostx_message *merged);

/// Carries out the held deletions of a folder.
///
/// Errors: MAPI_E_NOT_FOUND (folder; nothing is held).
int32_t iostx_store_confirm_held(struct iostx_store *store, const struct iostx_feid *folder);

/// Refuses the held deletions of a folder: the items become new, with a retry mark, and are uploaded again.
///
/// Errors: as iostx_store_confirm_held.
int32_t iostx_store_reject_held(struct iostx_store *store, const struct iostx_feid *folder);

/* The outgoing queue, for who sends (iostx_emulate_spooler). */

/// The queued messages, oldest submission first (IMsgStore::GetOutgoingQueue). Changes come as IOSTX_EVENT_OUTGOING_CHANGED.
///
/// flags: 0. out: rows of PR_ENTRYID, PR_CLIENT_SUBMIT_TIME, PR_DISPLAY_BCC, PR_DISPLAY_CC, PR_DISPLAY_TO, PR_MESSAGE_FLAGS,
/// PR_MESSAGE_SIZE, PR_PRIORITY, PR_SENDER_NAME, PR_SUBJECT, PR_SUBMIT_FLAGS, PR_DEFERRED_SEND_TIME, IOSTX_PR_OUTGOING_STATE.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_store_get_outgoing_queue(struct iostx_store *store, uint32_t flags, struct iostx_cursor **out);

/// Locks a queued message just before it is sent, or releases it (IMsgStore::SetLockState). What was set on the message is saved
/// first; since a queued message takes no changes, that answers MAPI_E_SUBMITTED, and the message is not sent as it was before them.
/// A lock commits a mark, so that after a crash the message shows as uncertain and is not sent again by itself.
///
/// state: IOSTX_MSG_LOCKED or IOSTX_MSG_UNLOCKED.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_NO_ACCESS (it is locked
/// already, or uncertain: unlocking it is the word that it may be sent again), MAPI_E_SUBMITTED, MAPI_E_INVALID_PARAMETER.
int32_t iostx_store_set_lock_state(struct iostx_store *store,
                                   struct iostx_message *message,
                                   uint32_t state);

/// Takes a message out of the queue (IMsgStore::AbortSubmit). It stays where it is, as a draft.
///
/// Errors: MAPI_E_NOT_IN_QUEUE, MAPI_E_UNABLE_TO_ABORT (it is locked).
int32_t iostx_store_abort_submit(struct iostx_store *store, const struct iostx_meid *message);

/// Says that a locked message was sent (IMsgStore::FinishedMsg): it leaves the queue, and is moved to the folder of
/// PR_SENTMAIL_ENTRYID, deleted if PR_DELETE_AFTER_SUBMIT is set, or stays. Its copy for Sent is uploaded with a retry mark, since
/// servers make their own.
///
/// Errors: MAPI_E_NO_SUPPORT (the store does not emulate the spooler), MAPI_E_NOT_IN_QUEUE, MAPI_E_UNCONFIGURED (it is not
/// locked).
int32_t iostx_store_finished_msg(struct iostx_store *store, const struct iostx_meid *message);

/* Opening and closing a manager. */

/// Opens a synchronization manager, or makes its file. Runs whose process ended in the middle get their result now.
///
/// path: the manager's own file, UTF-8; not a store. options: NULL means the defaults. error: details of a failure, freed with
/// iostx_error_free; may be NULL.
///
/// Errors: MAPI_E_NOT_FOUND (the folder), MAPI_E_NO_ACCESS, MAPI_E_CORRUPT_STORE (not a file of a manager), IOSTX_E_INCOMPATIBLE,
/// MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_open(const char *path,
                           const struct iostx_syncmgr_options *options,
                           struct iostx_syncmgr **out,
                           struct iostx_error **error);

/// Ends the manager: new calls answer IOSTX_E_CLOSED, runs are cancelled, subscriptions stopped, handlers waited for; then handler
/// objects and factories are released. Was closed already: IOSTX_S_FALSE.
///
/// timeout_ms: how long to wait; UINT32_MAX: without limit.
///
/// Errors: MAPI_E_TIMEOUT (a handler has not returned: call again to wait on, or leave it; all is released when it returns),
/// MAPI_E_BUSY (called inside a callback).
int32_t iostx_syncmgr_close(struct iostx_syncmgr *manager, uint32_t timeout_ms);

/// Frees the handle. Lists and subscriptions keep the manager open until they are freed too; one that was not closed then ends as
/// iostx_syncmgr_close ends it, without waiting. NULL, or freed already:
/// nothing happens.
void iostx_syncmgr_free(struct iostx_syncmgr *manager);

/// The last failure of a call on this manager, of any thread. As iostx_store_get_last_error.
int32_t iostx_syncmgr_get_last_error(struct iostx_syncmgr *manager, struct iostx_error **out);

/* Registration (ISyncMgrRegister), and the code for it. */

/// RegisterSyncMgrHandler: keeps an id in the file. What was kept from an earlier registration is there again.
///
/// description: for users, until the handler has told its name; NULL: as before, or none. flags: IOSTX_SYNCMGRREGISTERFLAG_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_register_handler(struct iostx_syncmgr *manager,
                                       const struct iostx_guid *handler_id,
                                       const char *description,
                                       uint32_t flags);

/// UnregisterSyncMgrHandler: the handler is neither listed nor run any more; a run of it that has begun goes on to its end.
///
/// Errors: MAPI_E_NOT_FOUND (it is not registered).
int32_t iostx_syncmgr_unregister_handler(struct iostx_syncmgr *manager, const struct iostx_guid *handler_id);

/// GetHandlerRegistrationInfo. Not registered: IOSTX_S_FALSE, and flags is not written.
int32_t iostx_syncmgr_get_handler_registration_info(struct iostx_syncmgr *manager,
                                                    const struct iostx_guid *handler_id,
                                                    uint32_t *flags);

/// This process serves a registered id.
///
/// factory: copied; its userdata is freed when no call of it will come any more, also on failure. token: for iostx_syncmgr_detach.
///
/// Errors: MAPI_E_NOT_FOUND (not registered), MAPI_E_COLLISION (it has a factory in this manager already).
int32_t iostx_syncmgr_attach(struct iostx_syncmgr *manager,
                             const struct iostx_guid *handler_id,
                             const struct iostx_syncmgr_factory *factory,
                             uint64_t *token);

/// Takes a factory back: no call of it or of its handlers comes after that.
///
/// Errors: MAPI_E_BUSY (a handler of it is at work: it was asked to stop; detach again after IOSTX_SYNCMGR_EVENT_HANDLERS. Also
/// inside a callback), MAPI_E_NOT_FOUND (no such token).
int32_t iostx_syncmgr_detach(struct iostx_syncmgr *manager, uint64_t token);

/* Running (ISyncMgrSynchronizeInvoke, and starting and stopping from outside). All return at once. */

/// UpdateItems: a program runs one handler, which is given the cookie.
///
/// flags: IOSTX_SYNCMGRINVOKE_*; without STARTSYNC an event (IOSTX_SYNCMGR_EVENT_CHOICE) asks the application to let users choose, and
/// iostx_syncmgr_start of this handler then runs it with the cookie. cookie: copied.
///
/// Errors: MAPI_E_NOT_FOUND (not registered), MAPI_E_NO_SUPPORT (no factory), MAPI_E_NO_ACCESS (disabled), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_update_items(struct iostx_syncmgr *manager,
                                   uint32_t flags,
                                   const struct iostx_guid *handler_id,
                                   struct iostx_bytes cookie);

/// UpdateAll: a program runs all handlers that this process serves.
int32_t iostx_syncmgr_update_all(struct iostx_syncmgr *manager);

/// Starts a handler for a user, or all that this process serves. A run that is asked for during a run is folded into one more.
///
/// handler_id: NULL: all. items: exactly these; none: those that are chosen.
///
/// Errors: MAPI_E_NOT_FOUND (a handler that is not registered, an item that is not known), MAPI_E_NO_SUPPORT (no factory),
/// MAPI_E_NO_ACCESS (disabled).
int32_t iostx_syncmgr_start(struct iostx_syncmgr *manager,
                            const struct iostx_guid *handler_id,
                            const struct iostx_guid *items,
                            size_t count);

/// Stops a handler, or all: what waits is dropped, what runs is to end as soon as it can.
///
/// handler_id: NULL: all. items: only these are skipped; none: all.
///
/// Errors: MAPI_E_NOT_FOUND (handler, item), MAPI_E_NO_ACCESS (an item that is disabled).
int32_t iostx_syncmgr_stop(struct iostx_syncmgr *manager,
                           const struct iostx_guid *handler_id,
                           const struct iostx_guid *items,
                           size_t count);

/// The application tells of the machine: handlers that are registered for the event run.
///
/// event: IOSTX_SYNCMGR_NOTIFY_*.
///
/// Errors: MAPI_E_INVALID_PARAMETER (event).
int32_t iostx_syncmgr_notify(struct iostx_syncmgr *manager, uint32_t event);

/// Does what is due: begins runs whose schedule says so, gives up handlers without a sign of life. For hosts that have no clock
/// thread (IOSTX_SYNCMGR_NO_CLOCK), and harmless for others.
///
/// next_ms: when to call again, in milliseconds; UINT64_MAX: not before another call changes something.
int32_t iostx_syncmgr_run_due(struct iostx_syncmgr *manager, uint64_t *next_ms);

/* Dialogs and conflicts. All return at once; IOSTX_SYNCMGR_EVENT_SHOWN tells when they are done. */

/// ShowProperties.
///
/// item_id: NULL: those of the handler itself. window: only carried.
///
/// Errors: MAPI_E_NO_SUPPORT (it has none, no factory), MAPI_E_NOT_FOUND, MAPI_E_NO_ACCESS (disabled).
int32_t iostx_syncmgr_show_properties(struct iostx_syncmgr *manager,
                                      const struct iostx_guid *handler_id,
                                      const struct iostx_guid *item_id,
                                      void *window);

/// ShowError: opens a line of the error log. A retry that its completion asks for is a run of its own.
///
/// Errors: MAPI_E_NOT_FOUND (it cannot be opened, or not any more), MAPI_E_NO_SUPPORT (no factory).
int32_t iostx_syncmgr_show_error(struct iostx_syncmgr *manager,
                                 const struct iostx_guid *handler_id,
                                 const struct iostx_guid *error_id,
                                 void *window);

/// Has a handler resolve conflicts that it reported. What cannot be resolved stays listed, with a line in the error log.
///
/// choice: IOSTX_RFC_*; with IOSTX_RFC_APPLY_TO_ALL all of this handler.
///
/// Errors: MAPI_E_NOT_FOUND (handler, conflict), MAPI_E_INVALID_PARAMETER (choice), MAPI_E_NO_SUPPORT (no factory).
int32_t iostx_syncmgr_resolve_conflicts(struct iostx_syncmgr *manager,
                                        const struct iostx_guid *handler_id,
                                        const struct iostx_guid *conflicts,
                                        size_t count,
                                        uint32_t choice);

/* What users set. */

/// Chooses an item, or enables or disables it for good.
///
/// options: struct_size set by the caller (IOSTX_SYNCMGR_ITEM_OPTIONS_INIT).
///
/// Errors: MAPI_E_NOT_FOUND (handler; an item that was never enumerated), MAPI_E_UNKNOWN_FLAGS (mask).
int32_t iostx_syncmgr_set_item_options(struct iostx_syncmgr *manager,
                                       const struct iostx_guid *handler_id,
                                       const struct iostx_guid *item_id,
                                       const struct iostx_syncmgr_item_options *options);

/// Enables or disables a handler for good.
///
/// enabled: 0 or 1. reason: why it is disabled, UTF-8; may be NULL.
///
/// Errors: MAPI_E_NOT_FOUND.
int32_t iostx_syncmgr_set_handler_enabled(struct iostx_syncmgr *manager,
                                          const struct iostx_guid *handler_id,
                                          uint32_t enabled,
                                          const char *reason);

/// Sets when a handler runs by itself.
///
/// schedule: struct_size set by the caller (IOSTX_SYNCMGR_SCHEDULE_INIT); NULL: never.
///
/// Errors: MAPI_E_NOT_FOUND, MAPI_E_INVALID_PARAMETER (a minute above 1439, an interval above a year), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_set_schedule(struct iostx_syncmgr *manager,
                                   const struct iostx_guid *handler_id,
                                   const struct iostx_syncmgr_schedule *schedule);

/// The schedule of a handler.
///
/// schedule: struct_size set by the caller (IOSTX_SYNCMGR_SCHEDULE_INIT).
///
/// Errors: MAPI_E_NOT_FOUND.
int32_t iostx_syncmgr_get_schedule(struct iostx_syncmgr *manager,
                                   const struct iostx_guid *handler_id,
                                   struct iostx_syncmgr_schedule *schedule);

/// Deletes the lines of the error log.
///
/// handler_id: NULL: of all handlers.
int32_t iostx_syncmgr_clear_errors(struct iostx_syncmgr *manager, const struct iostx_guid *handler_id);

/* What users look at. Each list is as it was when it was asked for. */

/// Lists the registered handlers, with what is kept of them and what they do in this process.
///
/// out: rows of IOSTX_PR_SYNCMGR_ HANDLER, NAME, DESCRIPTION, REGISTER_FLAGS, FLAGS, ICON, STATE, PROG_VALUE and MAX_VALUE (1000 for
/// each item of the run), ENABLED, REASON, LAST_RUN, LAST_RESULT, LAST_OUTCOME, LAST_SUCCESS, NEXT_RUN, ERRORS, WARNINGS, CONFLICTS.
int32_t iostx_syncmgr_list_handlers(struct iostx_syncmgr *manager,
                                    struct iostx_cursor **out);

/// Lists items as they were enumerated last; those that run as they are now.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ HANDLER, ITEM, NAME, FLAGS, ICON, ICON_HANDLE, CHECKED, ENABLED,
/// REASON, STATUS, STATUS_TEXT, PROG_VALUE, MAX_VALUE, LAST_RUN, LAST_SUCCESS, LAST_UPDATE.
///
/// Errors: MAPI_E_NOT_FOUND (handler).
int32_t iostx_syncmgr_list_items(struct iostx_syncmgr *manager,
                                 const struct iostx_guid *handler_id,
                                 struct iostx_cursor **out);

/// Lists the error log, oldest first.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ SEQUENCE, HANDLER, ITEM, ERROR_ID, LEVEL, TEXT, FLAGS, CAN_OPEN, LINK,
/// LINK_TEXT, TIME.
int32_t iostx_syncmgr_list_errors(struct iostx_syncmgr *manager,
                                  const struct iostx_guid *handler_id,
                                  struct iostx_cursor **out);

/// Lists the conflicts that wait to be resolved.
///
/// handler_id: NULL: of all handlers. out: rows of IOSTX_PR_SYNCMGR_ HANDLER, CONFLICT_ID, ITEM, TEXT, TIME.
int32_t iostx_syncmgr_list_conflicts(struct iostx_syncmgr *manager, const struct iostx_guid *handler_id, struct iostx_cursor **out);

/* What a handler reports (ISyncMgrSynchronizeCallback), from any thread. When the run is over each answers E_UNEXPECTED. */

/// ShowPropertiesCompleted.
///
/// code: IOSTX_S_SYNCMGR_ITEMDELETED: the item is forgotten; IOSTX_S_SYNCMGR_ENUMITEMS: the items are enumerated again.
///
/// Errors: E_UNEXPECTED (no ShowProperties is open, or it was completed already).
int32_t iostx_syncmgr_callback_show_properties_completed(struct iostx_syncmgr_callback *callback, int32_t code);

/// PrepareForSyncCompleted. Exactly IOSTX_S_OK goes on to Synchronize; with another code the handler is released.
///
/// Errors: E_UNEXPECTED (no PrepareForSync is open, or it was completed already).
int32_t iostx_syncmgr_callback_prepare_completed(struct iostx_syncmgr_callback *callback, int32_t code);

/// SynchronizeCompleted: the outcome of the run. Also owed after a cancel.
///
/// Errors: E_UNEXPECTED (no Synchronize is open, or it was completed already).
int32_t iostx_syncmgr_callback_synchronize_completed(struct iostx_syncmgr_callback *callback, int32_t code);

/// ShowErrorCompleted.
///
/// code: IOSTX_S_SYNCMGR_RETRYSYNC prepares and synchronizes items again on the same handler object; else items are not looked at.
/// items: none means those that failed in the last run, or all of it.
///
/// Errors: E_UNEXPECTED (no ShowError is open, or it was completed already), MAPI_E_INVALID_PARAMETER (an item that was not
/// enumerated).
int32_t iostx_syncmgr_callback_show_error_completed(struct iostx_syncmgr_callback *callback,
                                                    int32_t code,
                                                    const struct iostx_guid *items,
                                                    size_t count);

/// EnableModeless. The reverse of OLE's method of this name.
///
/// enable: 1: may a window be shown? IOSTX_S_OK: yes; IOSTX_S_FALSE: no: the run may not bother users, or another handler shows one.
/// It never blocks. 0: the window is gone.
///
/// Errors: MAPI_E_INVALID_PARAMETER (enable).
int32_t iostx_syncmgr_callback_enable_modeless(struct iostx_syncmgr_callback *callback,
                                               uint32_t enable);

/// Progress: report and question in one, at least before each item is begun.
///
/// progress: NULL only asks. IOSTX_S_OK: go on; IOSTX_S_SYNCMGR_CANCELITEM: leave this item; IOSTX_S_SYNCMGR_CANCELALL: leave all. All
/// three are success codes.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an item that was not enumerated, a status that is not known), MAPI_E_UNKNOWN_FLAGS (mask).
int32_t iostx_syncmgr_callback_progress(struct iostx_syncmgr_callback *callback,
                                        const struct iostx_guid *item_id,
                                        const struct iostx_syncmgr_progress_item *progress);

/// LogError: adds a line to the error log.
///
/// level: IOSTX_SYNCMGRLOGLEVEL_*. info: NULL: about the handler, without an id. With IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT and an
/// error_id users can open the line, and the handler object is kept after the run as long as they can.
///
/// Errors: MAPI_E_INVALID_PARAMETER (level, text, an item that was not enumerated), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_callback_log_error(struct iostx_syncmgr_callback *callback,
                                         uint32_t level,
                                         const char *text,
                                         const struct iostx_syncmgr_log_error_info *info);

/// DeleteLogError: removes the lines with an id; zero: all that this handler object logged, and no others.
///
/// Errors: MAPI_E_NOT_FOUND (no such line).
int32_t iostx_syncmgr_callback_delete_log_error(struct iostx_syncmgr_callback *callback, const struct iostx_guid *error_id);

/// EstablishConnection: asks the application for a connection, which stays until no handler runs any more.
///
/// name: NULL: the default one.
///
/// Errors: E_UNEXPECTED (the handler has not IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION), MAPI_E_NO_SUPPORT (the application has
/// no function for it), and what that function answered.
int32_t iostx_syncmgr_callback_establish_connection(struct iostx_syncmgr_callback *callback, const char *name);

/// Adds an item that was found while running. This library's own.
///
/// item: struct_size set by the caller (IOSTX_SYNCMGR_ITEM_INIT). chosen: 1 if it belongs to this run, else 0: users said no.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros, a name that is not UTF-8).
int32_t iostx_syncmgr_callback_propose_item(struct iostx_syncmgr_callback *callback,
                                            const struct iostx_syncmgr_item *proposed,
                                            uint32_t *chosen);

/// Keeps a conflict until it is resolved with iostx_syncmgr_resolve_conflicts. One with the same id is replaced. This library's own.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an item that was not enumerated).
int32_t iostx_syncmgr_callback_report_conflict(struct iostx_syncmgr_callback *callback,
                                               const struct iostx_syncmgr_conflict *conflict);

/// Lets a conflict go that was resolved otherwise. This library's own.
///
/// Errors: MAPI_E_NOT_FOUND.
int32_t iostx_syncmgr_callback_remove_conflict(struct iostx_syncmgr_callback *callback, const struct iostx_guid *conflict_id);

/// An owned handle of a callback, which outlives the handler object; free it with iostx_syncmgr_callback_free.
int32_t iostx_syncmgr_callback_ref(struct iostx_syncmgr_callback *callback, struct iostx_syncmgr_callback **out);

/// The last failure of a call on this callback. As iostx_store_get_last_error.
int32_t iostx_syncmgr_callback_get_last_error(struct iostx_syncmgr_callback *callback, struct iostx_error **out);

/// Frees a handle that iostx_syncmgr_callback_ref gave. NULL, freed already, or borrowed: nothing happens.
void iostx_syncmgr_callback_free(struct iostx_syncmgr_callback *callback);

/* Events of a synchronization manager. */

/// Subscribes to what happens in this manager. What other processes do with its file is not among it.
///
/// options: NULL means the defaults. out: a queue of its own; free it with iostx_syncmgr_events_free.
int32_t iostx_syncmgr_events_open(struct iostx_syncmgr *manager,
                                  const struct iostx_syncmgr_events_options *options,
                                  struct iostx_syncmgr_events **out);

/// Takes the next event, and waits for one.
///
/// timeout_ms: how long; 0: not at all; UINT32_MAX: without limit. event: struct_size set by the caller (IOSTX_SYNCMGR_EVENT_INIT).
/// After IOSTX_SYNCMGR_EVENT_OVERFLOW events were lost: list again. Time-out: IOSTX_S_FALSE.
///
/// Errors: MAPI_E_USER_CANCEL (stopped, or the manager was closed), MAPI_E_BUSY (another thread waits).
int32_t iostx_syncmgr_events_next(struct iostx_syncmgr_events *events, uint32_t timeout_ms, struct iostx_syncmgr_event *event);

/// Ends the subscription: iostx_syncmgr_events_next in another thread returns, and wake is not called any more once this returns. Any
/// thread. A wake that runs is waited for.
int32_t iostx_syncmgr_events_stop(struct iostx_syncmgr_events *events);

/// The last failure of a call on this subscription. As iostx_store_get_last_error.
int32_t iostx_syncmgr_events_get_last_error(struct iostx_syncmgr_events *events, struct iostx_error **out);

/// Stops and frees the subscription. NULL, or freed already: nothing happens.
void iostx_syncmgr_events_free(struct iostx_syncmgr_events *events);

/* A ready handler for stores: its items are the folders of a store, the application's agent synchronizes them. */

/// Registers a handler whose items are the folders of a store, and attaches its factory. Each folder has an icon by name for what it holds:
/// "mail", "calendar", "contacts", "notes", "journal", "tasks", "folder".
///
/// Progress of the session becomes that of the folder at work; a cancel of the run cancels the session, and a folder that users skip is
/// skipped in it (iostx_session_skip_folder), as are those that are not chosen: the agent may leave the choice to the session. A folder that
/// comes during the run is proposed as an item. After a run that succeeded, what failed for good is logged, as lines that can be opened and
/// then are tried again, and conflicts that were kept are reported: iostx_syncmgr_resolve_conflicts resolves them in the store. A status
/// FAILED or SKIPPED that the agent reported of a folder stands.
///
/// options: struct_size set by the caller (IOSTX_SYNCMGR_STORE_OPTIONS_INIT); its userdata is freed also on failure. token: for
/// iostx_syncmgr_detach.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros, no synchronize), MAPI_E_COLLISION (the id has a factory), MAPI_E_UNKNOWN_FLAGS.
int32_t iostx_syncmgr_add_store_handler(struct iostx_syncmgr *manager,
                                        const struct iostx_guid *handler_id,
                                        const struct iostx_syncmgr_store_options *options,
                                        uint64_t *token);

/// The item of a folder at the handlers of its store, for what an agent reports itself.
///
/// Errors: MAPI_E_UNKNOWN_ENTRYID (an id of another store).
int32_t iostx_syncmgr_store_item(struct iostx_store *store, const struct iostx_feid *feid, struct iostx_guid *item_id);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* IOSTX_H */
