// Generated from include/iostx.h by generate.py; not to be edited. scripts/lint.sh checks that it is current.

using System;

namespace Iostx
{
    /// <summary>Result codes. Negative is failure. New ones may come.</summary>
    public static class Code
    {
        /// <summary>S_OK: Success. (0x00000000)</summary>
        public const int S_OK = 0;
        /// <summary>S_FALSE: Success, with nothing done or nothing there: a time-out of a wait, an end in idle. (0x00000001)</summary>
        public const int S_FALSE = 1;
        /// <summary>E_UNEXPECTED: the state machine does not allow this call now; nothing was changed. (0x8000FFFF)</summary>
        public const int E_UNEXPECTED = -2147418113;
        /// <summary>E_NOTIMPL. (0x80004001)</summary>
        public const int E_NOTIMPL = -2147467263;
        /// <summary>E_POINTER: a required output pointer is NULL. (0x80004003)</summary>
        public const int E_POINTER = -2147467261;
        /// <summary>E_ABORT: a callback asked to stop. (0x80004004)</summary>
        public const int E_ABORT = -2147467260;
        /// <summary>MAPI_E_CALL_FAILED: E_FAIL: an internal failure; the message of the error says which. A caught panic becomes this code. (0x80004005)</summary>
        public const int MAPI_E_CALL_FAILED = -2147467259;
        /// <summary>MAPI_E_NOT_ENOUGH_MEMORY: E_OUTOFMEMORY; as the value of a property: too large to hand out, open a stream. (0x8007000E)</summary>
        public const int MAPI_E_NOT_ENOUGH_MEMORY = -2147024882;
        /// <summary>MAPI_E_INVALID_PARAMETER: E_INVALIDARG: an argument is invalid; the message names it. (0x80070057)</summary>
        public const int MAPI_E_INVALID_PARAMETER = -2147024809;
        /// <summary>MAPI_E_NO_ACCESS: E_ACCESSDENIED: the file, item or folder may not be used this way. (0x80070005)</summary>
        public const int MAPI_E_NO_ACCESS = -2147024891;
        /// <summary>MAPI_E_INTERFACE_NOT_SUPPORTED: E_NOINTERFACE. (0x80004002)</summary>
        public const int MAPI_E_INTERFACE_NOT_SUPPORTED = -2147467262;
        /// <summary>MAPI_E_NO_SUPPORT: The object does not support this operation. (0x80040102)</summary>
        public const int MAPI_E_NO_SUPPORT = -2147221246;
        /// <summary>MAPI_E_BAD_CHARWIDTH: The character width is not supported. (0x80040103)</summary>
        public const int MAPI_E_BAD_CHARWIDTH = -2147221245;
        /// <summary>MAPI_E_STRING_TOO_LONG: A text is too long. (0x80040105)</summary>
        public const int MAPI_E_STRING_TOO_LONG = -2147221243;
        /// <summary>MAPI_E_UNKNOWN_FLAGS: Also SYNC_E_UNKNOWN_FLAGS. (0x80040106)</summary>
        public const int MAPI_E_UNKNOWN_FLAGS = -2147221242;
        /// <summary>MAPI_E_INVALID_ENTRYID: The bytes are not an entry id of this store. (0x80040107)</summary>
        public const int MAPI_E_INVALID_ENTRYID = -2147221241;
        /// <summary>MAPI_E_INVALID_OBJECT: The handle was freed, made up, or belongs to another kind of object. (0x80040108)</summary>
        public const int MAPI_E_INVALID_OBJECT = -2147221240;
        /// <summary>MAPI_E_OBJECT_CHANGED: The object was changed by another since it was opened. (0x80040109)</summary>
        public const int MAPI_E_OBJECT_CHANGED = -2147221239;
        /// <summary>MAPI_E_OBJECT_DELETED: The object was deleted. (0x8004010A)</summary>
        public const int MAPI_E_OBJECT_DELETED = -2147221238;
        /// <summary>MAPI_E_BUSY: The object is in use by another call, session or process. (0x8004010B)</summary>
        public const int MAPI_E_BUSY = -2147221237;
        /// <summary>MAPI_E_NOT_ENOUGH_DISK: The disk is full. (0x8004010D)</summary>
        public const int MAPI_E_NOT_ENOUGH_DISK = -2147221235;
        /// <summary>MAPI_E_NOT_ENOUGH_RESOURCES: The system is out of resources. (0x8004010E)</summary>
        public const int MAPI_E_NOT_ENOUGH_RESOURCES = -2147221234;
        /// <summary>MAPI_E_NOT_FOUND: Not found. (0x8004010F)</summary>
        public const int MAPI_E_NOT_FOUND = -2147221233;
        /// <summary>MAPI_E_VERSION: The version is not supported. (0x80040110)</summary>
        public const int MAPI_E_VERSION = -2147221232;
        /// <summary>MAPI_E_LOGON_FAILED: Given by agents: counts as a network error, not against the item. (0x80040111)</summary>
        public const int MAPI_E_LOGON_FAILED = -2147221231;
        /// <summary>MAPI_E_USER_CANCEL: The user cancelled. (0x80040113)</summary>
        public const int MAPI_E_USER_CANCEL = -2147221229;
        /// <summary>MAPI_E_UNABLE_TO_ABORT: The message is being sent and cannot be taken back. (0x80040114)</summary>
        public const int MAPI_E_UNABLE_TO_ABORT = -2147221228;
        /// <summary>MAPI_E_NETWORK_ERROR: Given by agents: not counted against the item. (0x80040115)</summary>
        public const int MAPI_E_NETWORK_ERROR = -2147221227;
        /// <summary>MAPI_E_DISK_ERROR: Reading or writing the disk failed. (0x80040116)</summary>
        public const int MAPI_E_DISK_ERROR = -2147221226;
        /// <summary>MAPI_E_TOO_COMPLEX: The operation is too complex. (0x80040117)</summary>
        public const int MAPI_E_TOO_COMPLEX = -2147221225;
        /// <summary>MAPI_E_BAD_COLUMN: A column is not available in this table. (0x80040118)</summary>
        public const int MAPI_E_BAD_COLUMN = -2147221224;
        /// <summary>MAPI_E_EXTENDED_ERROR: The object has more to say about this error. (0x80040119)</summary>
        public const int MAPI_E_EXTENDED_ERROR = -2147221223;
        /// <summary>MAPI_E_COMPUTED: The property is computed and cannot be set. (0x8004011A)</summary>
        public const int MAPI_E_COMPUTED = -2147221222;
        /// <summary>MAPI_E_CORRUPT_DATA: The data is damaged. (0x8004011B)</summary>
        public const int MAPI_E_CORRUPT_DATA = -2147221221;
        /// <summary>MAPI_E_UNCONFIGURED: The object is not configured yet. (0x8004011C)</summary>
        public const int MAPI_E_UNCONFIGURED = -2147221220;
        /// <summary>MAPI_E_RECONNECTED: The connection was made anew. (0x80040125)</summary>
        public const int MAPI_E_RECONNECTED = -2147221211;
        /// <summary>MAPI_E_OFFLINE: Given by agents: not counted against the item. (0x80040126)</summary>
        public const int MAPI_E_OFFLINE = -2147221210;
        /// <summary>MAPI_E_END_OF_SESSION: The session has ended. (0x80040200)</summary>
        public const int MAPI_E_END_OF_SESSION = -2147220992;
        /// <summary>MAPI_E_UNKNOWN_ENTRYID: The entry id is not of this store. (0x80040201)</summary>
        public const int MAPI_E_UNKNOWN_ENTRYID = -2147220991;
        /// <summary>MAPI_E_MISSING_REQUIRED_COLUMN: A required property is missing. (0x80040202)</summary>
        public const int MAPI_E_MISSING_REQUIRED_COLUMN = -2147220990;
        /// <summary>MAPI_E_BAD_VALUE: A property has an invalid value. (0x80040301)</summary>
        public const int MAPI_E_BAD_VALUE = -2147220735;
        /// <summary>MAPI_E_INVALID_TYPE: The property type is invalid. (0x80040302)</summary>
        public const int MAPI_E_INVALID_TYPE = -2147220734;
        /// <summary>MAPI_E_TYPE_NO_SUPPORT: The property type is not supported. (0x80040303)</summary>
        public const int MAPI_E_TYPE_NO_SUPPORT = -2147220733;
        /// <summary>MAPI_E_UNEXPECTED_TYPE: The property has another type than expected. (0x80040304)</summary>
        public const int MAPI_E_UNEXPECTED_TYPE = -2147220732;
        /// <summary>MAPI_E_TOO_BIG: The value is too big. (0x80040305)</summary>
        public const int MAPI_E_TOO_BIG = -2147220731;
        /// <summary>MAPI_E_DECLINE_COPY: The copy was declined. (0x80040306)</summary>
        public const int MAPI_E_DECLINE_COPY = -2147220730;
        /// <summary>MAPI_E_UNEXPECTED_ID: The property id is unexpected. (0x80040307)</summary>
        public const int MAPI_E_UNEXPECTED_ID = -2147220729;
        /// <summary>MAPI_E_UNABLE_TO_COMPLETE: The operation could not be completed. (0x80040400)</summary>
        public const int MAPI_E_UNABLE_TO_COMPLETE = -2147220480;
        /// <summary>MAPI_E_TIMEOUT: The time is over. (0x80040401)</summary>
        public const int MAPI_E_TIMEOUT = -2147220479;
        /// <summary>MAPI_E_TABLE_EMPTY: The table is empty. (0x80040402)</summary>
        public const int MAPI_E_TABLE_EMPTY = -2147220478;
        /// <summary>MAPI_E_TABLE_TOO_BIG: The table is too big. (0x80040403)</summary>
        public const int MAPI_E_TABLE_TOO_BIG = -2147220477;
        /// <summary>MAPI_E_INVALID_BOOKMARK: The position in the table is no longer valid. (0x80040405)</summary>
        public const int MAPI_E_INVALID_BOOKMARK = -2147220475;
        /// <summary>MAPI_E_WAIT: Wait and try again. (0x80040500)</summary>
        public const int MAPI_E_WAIT = -2147220224;
        /// <summary>MAPI_E_CANCEL: Cancelled. (0x80040501)</summary>
        public const int MAPI_E_CANCEL = -2147220223;
        /// <summary>MAPI_E_NOT_ME: Not for this object. (0x80040502)</summary>
        public const int MAPI_E_NOT_ME = -2147220222;
        /// <summary>MAPI_E_CORRUPT_STORE: The store file is damaged or is not a store. (0x80040600)</summary>
        public const int MAPI_E_CORRUPT_STORE = -2147219968;
        /// <summary>MAPI_E_NOT_IN_QUEUE: The message is not in the outgoing queue. (0x80040601)</summary>
        public const int MAPI_E_NOT_IN_QUEUE = -2147219967;
        /// <summary>MAPI_E_NO_SUPPRESS: It cannot be suppressed. (0x80040602)</summary>
        public const int MAPI_E_NO_SUPPRESS = -2147219966;
        /// <summary>MAPI_E_COLLISION: The name or id is already taken. (0x80040604)</summary>
        public const int MAPI_E_COLLISION = -2147219964;
        /// <summary>MAPI_E_NOT_INITIALIZED: The object is not initialized. (0x80040605)</summary>
        public const int MAPI_E_NOT_INITIALIZED = -2147219963;
        /// <summary>MAPI_E_NON_STANDARD: The request is not standard. (0x80040606)</summary>
        public const int MAPI_E_NON_STANDARD = -2147219962;
        /// <summary>MAPI_E_NO_RECIPIENTS: The message has no recipients. (0x80040607)</summary>
        public const int MAPI_E_NO_RECIPIENTS = -2147219961;
        /// <summary>MAPI_E_SUBMITTED: The message was submitted and cannot be changed. (0x80040608)</summary>
        public const int MAPI_E_SUBMITTED = -2147219960;
        /// <summary>MAPI_E_HAS_FOLDERS: The folder has subfolders. (0x80040609)</summary>
        public const int MAPI_E_HAS_FOLDERS = -2147219959;
        /// <summary>MAPI_E_HAS_MESSAGES: The folder has messages. (0x8004060A)</summary>
        public const int MAPI_E_HAS_MESSAGES = -2147219958;
        /// <summary>MAPI_E_FOLDER_CYCLE: A folder cannot be moved or copied below itself. (0x8004060B)</summary>
        public const int MAPI_E_FOLDER_CYCLE = -2147219957;
        /// <summary>MAPI_E_AMBIGUOUS_RECIP: A recipient is ambiguous. (0x80040700)</summary>
        public const int MAPI_E_AMBIGUOUS_RECIP = -2147219712;
        /// <summary>MAPI_W_NO_SERVICE: The service is not available. (0x00040203)</summary>
        public const int MAPI_W_NO_SERVICE = 262659;
        /// <summary>MAPI_W_ERRORS_RETURNED: Success: the missing values have type PT_ERROR. (0x00040380)</summary>
        public const int MAPI_W_ERRORS_RETURNED = 263040;
        /// <summary>MAPI_W_POSITION_CHANGED: The position in the table has changed. (0x00040481)</summary>
        public const int MAPI_W_POSITION_CHANGED = 263297;
        /// <summary>MAPI_W_APPROX_COUNT: The count is approximate. (0x00040482)</summary>
        public const int MAPI_W_APPROX_COUNT = 263298;
        /// <summary>MAPI_W_CANCEL_MESSAGE: The message was cancelled. (0x00040580)</summary>
        public const int MAPI_W_CANCEL_MESSAGE = 263552;
        /// <summary>MAPI_W_PARTIAL_COMPLETION: Success: some of the items could not be processed; the message of the error names the first. (0x00040680)</summary>
        public const int MAPI_W_PARTIAL_COMPLETION = 263808;
        /// <summary>SYNC_E_OBJECT_DELETED: The object was deleted here before; skip it. (0x80040800)</summary>
        public const int SYNC_E_OBJECT_DELETED = -2147219456;
        /// <summary>SYNC_E_IGNORE: The store has this version or a newer one; skip it. (0x80040801)</summary>
        public const int SYNC_E_IGNORE = -2147219455;
        /// <summary>SYNC_E_CONFLICT: Both sides changed the object. (0x80040802)</summary>
        public const int SYNC_E_CONFLICT = -2147219454;
        /// <summary>SYNC_E_NO_PARENT: The parent folder is unknown; send parents first. (0x80040803)</summary>
        public const int SYNC_E_NO_PARENT = -2147219453;
        /// <summary>SYNC_E_CYCLE: The folder would be its own ancestor. (0x80040804)</summary>
        public const int SYNC_E_CYCLE = -2147219452;
        /// <summary>SYNC_E_UNSYNCHRONIZED: The object or state is not in step. (0x80040805)</summary>
        public const int SYNC_E_UNSYNCHRONIZED = -2147219451;
        /// <summary>SYNC_W_PROGRESS: There is more to do; call again. (0x00040820)</summary>
        public const int SYNC_W_PROGRESS = 264224;
        /// <summary>SYNC_W_CLIENT_CHANGE_NEWER: Success of a move: the store held a newer version than the change list says; the given change key was not applied. (0x00040821)</summary>
        public const int SYNC_W_CLIENT_CHANGE_NEWER = 264225;
        /// <summary>S_SYNCMGR_MISSINGITEMS: of EnumSyncMgrItems: the enumerator is valid, but items are missing in it; what was saved for them stays. (0x00040201)</summary>
        public const int S_SYNCMGR_MISSINGITEMS = 262657;
        /// <summary>S_SYNCMGR_RETRYSYNC: passed into ShowErrorCompleted: prepare and synchronize the given items once more. (0x00040202)</summary>
        public const int S_SYNCMGR_RETRYSYNC = 262658;
        /// <summary>S_SYNCMGR_CANCELITEM: answer of Progress: leave this item, as soon as possible. Its value is also that of MAPI_W_NO_SERVICE, whose row the table has. (0x00040203)</summary>
        public const int S_SYNCMGR_CANCELITEM = 262659;
        /// <summary>S_SYNCMGR_CANCELALL: answer of Progress: leave all items of this handler, as soon as possible. (0x00040204)</summary>
        public const int S_SYNCMGR_CANCELALL = 262660;
        /// <summary>S_SYNCMGR_ITEMDELETED: passed into ShowPropertiesCompleted: the user deleted the item there; the manager forgets it. (0x00040210)</summary>
        public const int S_SYNCMGR_ITEMDELETED = 262672;
        /// <summary>S_SYNCMGR_ENUMITEMS: passed into ShowPropertiesCompleted: the set of items has changed; the manager enumerates again. (0x00040211)</summary>
        public const int S_SYNCMGR_ENUMITEMS = 262673;
        /// <summary>The store or manager of this object was closed; only _free may still be called. (0xA0580001)</summary>
        public const int E_CLOSED = -1604845567;
        /// <summary>The file has a newer schema than this library knows; it was not touched. (0xA0580002)</summary>
        public const int E_INCOMPATIBLE = -1604845566;
        /// <summary>Success: the state was left, and its deletions are held until they are confirmed or rejected. (0x20580001)</summary>
        public const int W_DELETIONS_HELD = 542638081;
    }

    /// <summary>States of a session.</summary>
    public enum SyncState : uint
    {
        /// <summary>LR_SYNC_IDLE: before and after replication; no structure.</summary>
        Idle = 0x0,
        /// <summary>LR_SYNC: synchronize: direction and selection; iostx_sync.</summary>
        Synchronize = 0x1,
        /// <summary>LR_SYNC_UPLOAD_HIERARCHY: upload hierarchy; iostx_uphier.</summary>
        UploadHierarchy = 0x2,
        /// <summary>LR_SYNC_UPLOAD_FOLDER: upload one folder; iostx_upfld.</summary>
        UploadFolder = 0x3,
        /// <summary>LR_SYNC_CONTENTS: synchronize contents; iostx_synccont.</summary>
        Contents = 0x4,
        /// <summary>LR_SYNC_UPLOAD_TABLE: upload the items of one folder; iostx_uptbl.</summary>
        UploadTable = 0x5,
        /// <summary>LR_SYNC_UPLOAD_MESSAGE: upload one item; iostx_upmsg.</summary>
        UploadMessage = 0x6,
        /// <summary>LR_SYNC_UPLOAD_MESSAGE_READ: upload read states; iostx_upread.</summary>
        UploadMessageRead = 0x8,
        /// <summary>LR_SYNC_UPLOAD_MESSAGE_DEL: upload deletions and moves out; iostx_updel.</summary>
        UploadMessageDel = 0x9,
        /// <summary>LR_SYNC_DOWNLOAD_HIERARCHY: download folders; iostx_dnhier.</summary>
        DownloadHierarchy = 0xA,
        /// <summary>LR_SYNC_DOWNLOAD_TABLE: download the items of one folder; iostx_dntbl.</summary>
        DownloadTable = 0xB,
        /// <summary>LR_SYNC_DOWNLOAD_HEADER: header to full item, by iostx_sync_hdr_beg only; iostx_hdrsync.</summary>
        DownloadHeader = 0x11,
    }

    /// <summary>What a session offers.</summary>
    [Flags]
    public enum InitFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNC_UPLOAD_HIERARCHY: changed folders are uploaded.</summary>
        UploadHierarchy = 0x1,
        /// <summary>SYNC_DOWNLOAD_HIERARCHY: folders are downloaded.</summary>
        DownloadHierarchy = 0x2,
        /// <summary>SYNC_UPLOAD_CONTENTS: changed items are uploaded.</summary>
        UploadContents = 0x40,
        /// <summary>SYNC_DOWNLOAD_CONTENTS: items are downloaded.</summary>
        DownloadContents = 0x80,
        /// <summary>SYNC_OUTGOING_MAIL: the outgoing queue takes part: until the next InitSync, or its end, the session has the right to send, as by IPSTX::EmulateSpooler, unless another has it. What a sender that died had locked is uncertain from then on. The states offer the same with it and without: what is submitted is in none of their tables.</summary>
        OutgoingMail = 0x200,
        /// <summary>SYNC_BACKGROUND: transactions so small that the application never waits over 50 ms.</summary>
        Background = 0x1000,
        /// <summary>SYNC_THESE_FOLDERS: only the folders of iostx_sync.folders.</summary>
        TheseFolders = 0x20000,
        /// <summary>SYNC_HEADERS: imports may bring headers only.</summary>
        Headers = 0x2000000,
        /// <summary>Ours: items that wait after failures are offered too.</summary>
        All = 0x20000000,
        /// <summary>SYNC_ONLY_ASSOCIATED: only associated items are offered (the documents give no value; this one is ours).</summary>
        OnlyAssociated = 0x40000000,
    }

    /// <summary>Direction and selection of a pass.</summary>
    [Flags]
    public enum SyncFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPS_UPLOAD_ONLY: [in] upload; only what was changed here is offered.</summary>
        UploadOnly = 0x1,
        /// <summary>UPS_DNLOAD_ONLY: [in] download; what is pending for upload stays pending.</summary>
        DownloadOnly = 0x2,
        /// <summary>UPS_ONE_FOLDER: [in] one folder, that of iostx_sync.folder; with UPS_UPLOAD_ONLY.</summary>
        OneFolder = 0x4,
        /// <summary>UPS_THESE_FOLDERS: [in] the folders of iostx_sync.folders.</summary>
        TheseFolders = 0x80,
        /// <summary>UPS_OK: [in] at the end: success.</summary>
        Ok = 0x10000,
    }

    /// <summary>Flags of the state contents.</summary>
    [Flags]
    public enum ContentsFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPC_OK: [in] success.</summary>
        Ok = 0x10000,
    }

    /// <summary>Flags of the state upload hierarchy.</summary>
    [Flags]
    public enum UploadHierarchyFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPH_OK: [in] success; never hides what is still pending.</summary>
        Ok = 0x10000,
    }

    /// <summary>Why a folder is uploaded, and how that went.</summary>
    [Flags]
    public enum UploadFolderFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPF_NEW: [out] the folder is new.</summary>
        New = 0x1,
        /// <summary>UPF_MOD_PARENT: [out] the folder was moved.</summary>
        ModParent = 0x2,
        /// <summary>UPF_MOD_PROPS: [out] its properties were modified.</summary>
        ModProps = 0x4,
        /// <summary>UPF_DEL: [out] it was deleted.</summary>
        Del = 0x8,
        /// <summary>Ours: [out] an earlier upload of it has no known answer: look for it on the server first.</summary>
        Retry = 0x10,
        /// <summary>UPF_OK: [in] success; without it the change stays pending.</summary>
        Ok = 0x10000,
    }

    /// <summary>Flags of an upload table.</summary>
    [Flags]
    public enum UploadTableFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPT_PUBLIC: [out] a public folder: it or one above it has IOSTX_PR_PUBLIC_FOLDER.</summary>
        Public = 0x1,
        /// <summary>UPT_OK: [in] success; never hides what is still pending.</summary>
        Ok = 0x10000,
    }

    /// <summary>Why an item is uploaded, and how that went.</summary>
    [Flags]
    public enum UploadItemFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPM_ASSOC: [out] an associated item.</summary>
        Assoc = 0x1,
        /// <summary>UPM_NEW: [out] new.</summary>
        New = 0x2,
        /// <summary>UPM_MOV: [out] moved here from source_folder.</summary>
        Mov = 0x4,
        /// <summary>UPM_MOD_PROPS: [out] properties modified; changed_tags names them.</summary>
        ModProps = 0x8,
        /// <summary>UPM_HEADER: [out] only the header is here.</summary>
        Header = 0x10,
        /// <summary>Ours: [out] an earlier upload of it has no known answer: look for it in this folder of the server first. There as it is here, it is this one; there otherwise, answer SYNC_E_CONFLICT.</summary>
        Retry = 0x20,
        /// <summary>Ours: [out] the content was modified.</summary>
        ModContent = 0x40,
        /// <summary>Ours: [out] flags, status or keywords were modified.</summary>
        ModFlags = 0x80,
        /// <summary>Ours: [out] with IOSTX_UPM_RETRY, under IOSTX_SESSION_ELSEWHERE: somebody may have moved it to another folder of the server since. If it is not in this one, answer SYNC_E_CONFLICT, so that the downloads of the other folders tell; without a download to come, upload it. It comes again without this flag once all folders have told, or after a day.</summary>
        Elsewhere = 0x100,
        /// <summary>UPM_OK: [in] uploaded.</summary>
        Ok = 0x10000,
        /// <summary>UPM_MOVED: [in] moved on the server; its entry among the deletions is done too.</summary>
        Moved = 0x20000,
        /// <summary>UPM_COMMIT: [in] make the results so far durable now.</summary>
        Commit = 0x40000,
        /// <summary>UPM_DELETE: [in] delete the item here now, unless the application changed it since.</summary>
        Delete = 0x80000,
        /// <summary>UPM_SAVE: [in] save the agent's changes to the item; what the application changed since is skipped.</summary>
        Save = 0x100000,
        /// <summary>Ours: [in] the result comes later, by iostx_session_set_result with this item's id.</summary>
        Defer = 0x200000,
    }

    /// <summary>A read state, and how its upload went.</summary>
    [Flags]
    public enum UploadReadFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPR_ASSOC: [out] an associated item.</summary>
        Assoc = 0x1,
        /// <summary>UPR_READ: [out] read; clear: unread.</summary>
        Read = 0x2,
        /// <summary>Ours: [out] an earlier upload of the item has no known answer.</summary>
        Retry = 0x4,
        /// <summary>UPR_OK: [in] uploaded.</summary>
        Ok = 0x10000,
        /// <summary>UPR_COMMIT: [in] make it durable now, not at the end of the table.</summary>
        Commit = 0x20000,
    }

    /// <summary>A deletion or a move out, and how its upload went.</summary>
    [Flags]
    public enum UploadDeleteFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPD_ASSOC: [out] an associated item.</summary>
        Assoc = 0x1,
        /// <summary>UPD_MOV: [out] moved out, to the folder of move.</summary>
        Mov = 0x2,
        /// <summary>Ours: [out] an earlier upload of it has no known answer, and no download told its id: look for it on the server.</summary>
        Retry = 0x4,
        /// <summary>UPD_OK: [in] done on the server.</summary>
        Ok = 0x10000,
        /// <summary>UPD_MOVED: [in] moved on the server; the new item in the other folder is done too.</summary>
        Moved = 0x20000,
        /// <summary>UPD_UPDATE: [in] mark the item in its new folder as modified.</summary>
        Update = 0x40000,
        /// <summary>UPD_COMMIT: [in] make the results durable now; read in entry 0.</summary>
        Commit = 0x80000,
    }

    /// <summary>What came of a folder that items were moved to.</summary>
    [Flags]
    public enum MoveFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>UPV_ERROR: [in] the folder cannot be opened on the server; the moves into it stay pending.</summary>
        Error = 0x10000,
        /// <summary>UPV_DIRTY: [in] the upload state of that folder has changed.</summary>
        Dirty = 0x20000,
        /// <summary>UPV_COMMIT: [in] make it durable; read at the end of upload delete.</summary>
        Commit = 0x40000,
    }

    /// <summary>Flags of the state download hierarchy.</summary>
    [Flags]
    public enum DownloadHierarchyFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>DNH_OK: [in] success.</summary>
        Ok = 0x10000,
    }

    /// <summary>Flags of a download table.</summary>
    [Flags]
    public enum DownloadTableFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>DNT_OK: [in] success.</summary>
        Ok = 0x10000,
    }

    /// <summary>Flags of the state download header.</summary>
    [Flags]
    public enum HeaderFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>HSF_LOCAL: [in] full is a message of this store.</summary>
        Local = 0x8,
        /// <summary>HSF_COPYDESTRUCTIVE: [in] with HSF_LOCAL: taking full over may consume it.</summary>
        Copydestructive = 0x10,
        /// <summary>HSF_OK: [in] success.</summary>
        Ok = 0x10000,
    }

    /// <summary>Whether the spooler sends.</summary>
    public enum SpoolState : uint
    {
        /// <summary>SS_ACTIVE: messages are sent.</summary>
        Active = 0x0,
        /// <summary>SS_SUSPENDED: the outgoing queue answers as if it were empty.</summary>
        Suspended = 0x1,
    }

    /// <summary>Flags of the documented methods of import sinks.</summary>
    [Flags]
    public enum IcsFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNC_UNICODE: config; accepted, text is always Unicode.</summary>
        Unicode = 0x1,
        /// <summary>SYNC_NO_DELETIONS: config; of exporters, accepted.</summary>
        NoDeletions = 0x2,
        /// <summary>SYNC_NO_SOFT_DELETIONS: config; of exporters, accepted.</summary>
        NoSoftDeletions = 0x4,
        /// <summary>SYNC_READ_STATE: config; of exporters, accepted.</summary>
        ReadState = 0x8,
        /// <summary>SYNC_ASSOCIATED: config: associated items wanted; import: the item is associated.</summary>
        Associated = 0x10,
        /// <summary>SYNC_NORMAL: config: normal items wanted.</summary>
        Normal = 0x20,
        /// <summary>SYNC_NO_CONFLICTS: config, import: a conflict answers SYNC_E_CONFLICT and imports nothing.</summary>
        NoConflicts = 0x40,
        /// <summary>SYNC_ONLY_SPECIFIED_PROPS: config; of exporters, accepted.</summary>
        OnlySpecifiedProps = 0x80,
        /// <summary>SYNC_NO_FOREIGN_KEYS: config; of exporters, accepted.</summary>
        NoForeignKeys = 0x100,
        /// <summary>SYNC_LIMITED_IMESSAGE: config, import: only part of the message's functions are used.</summary>
        LimitedImessage = 0x200,
        /// <summary>SYNC_CATCHUP: config; of exporters, accepted.</summary>
        Catchup = 0x400,
        /// <summary>SYNC_NEW_MESSAGE: import: the item is new, no look-up is needed.</summary>
        NewMessage = 0x800,
        /// <summary>SYNC_MSG_SELECTIVE: refused.</summary>
        MsgSelective = 0x1000,
        /// <summary>SYNC_BEST_BODY: config; of exporters, accepted.</summary>
        BestBody = 0x2000,
        /// <summary>SYNC_IGNORE_SPECIFIED_ON_ASSOCIATED: config; of exporters, accepted.</summary>
        IgnoreSpecifiedOnAssociated = 0x4000,
        /// <summary>SYNC_PROGRESS_MODE: config; of exporters, accepted.</summary>
        ProgressMode = 0x8000,
        /// <summary>SYNC_FXRECOVERMODE: refused.</summary>
        Fxrecovermode = 0x10000,
        /// <summary>SYNC_FORCE_UNICODE: config; accepted.</summary>
        ForceUnicode = 0x40000,
        /// <summary>SYNC_SOFT_DELETE: deletion: a soft one; here it goes to the local trash if the folder has one.</summary>
        SoftDelete = 0x1,
        /// <summary>SYNC_EXPIRY: deletion: the object expired.</summary>
        Expiry = 0x2,
        /// <summary>SYNC_READ: iostx_readstate: read; clear: unread.</summary>
        Read = 0x1,
    }

    /// <summary>Flags of an item that is imported.</summary>
    [Flags]
    public enum ImportFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Only the header comes: content stays away until it is asked for.</summary>
        Header = 0x1,
        /// <summary>An associated item.</summary>
        Associated = 0x2,
        /// <summary>The match key is unique in its folder by protocol (UID of iCalendar and vCard).</summary>
        StrongKey = 0x4,
        /// <summary>The content comes by stream, into the message that the call gives out; nothing is stored before iostx_message_save.</summary>
        Stream = 0x8,
        /// <summary>The server says that the item is new.</summary>
        New = 0x10,
        /// <summary>Fetching the item failed: put the remote id on the wanted list, with the reason in PR_LAST_ERROR and PR_LAST_ERROR_TEXT.</summary>
        Failed = 0x20,
        /// <summary>A conflict answers SYNC_E_CONFLICT and imports nothing.</summary>
        NoConflicts = 0x40,
    }

    /// <summary>What is to be done with an item of a listing.</summary>
    public enum ProbeAnswer : uint
    {
        /// <summary>The store has this version; nothing is to be done.</summary>
        Have = 0x1,
        /// <summary>The item was here without a remote id and is now bound to it; nothing is to be fetched, but flags that the listing did not tell may differ.</summary>
        Bound = 0x2,
        /// <summary>Flags, keywords and version are wanted (iostx_contents_sink_import_flags).</summary>
        WantFlags = 0x3,
        /// <summary>The whole item is wanted.</summary>
        WantAll = 0x4,
        /// <summary>The header is wanted, not the content.</summary>
        WantHeader = 0x5,
        /// <summary>The item is outside the scope of the folder; its id and version are kept.</summary>
        OutOfScope = 0x6,
        /// <summary>The item was deleted here, which is pending; nothing is to be fetched.</summary>
        Deleted = 0x7,
    }

    /// <summary>What a listing names in full.</summary>
    [Flags]
    public enum ListingFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>The listing names all normal items of the scope.</summary>
        Normal = 0x1,
        /// <summary>The listing names all associated items of the scope.</summary>
        Associated = 0x2,
    }

    /// <summary>Flags of a session.</summary>
    [Flags]
    public enum SessionFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Swallows exactly one iostx_set_sync_result and one iostx_sync_end after an iostx_sync_beg that failed.</summary>
        Lenient = 0x1,
        /// <summary>The agent does what IOSTX_UPM_ELSEWHERE asks for. Without this the flag is not given, and an item that somebody moved on the server before the agent looked for it may be uploaded to its old folder once more.</summary>
        Elsewhere = 0x2,
    }

    /// <summary>Kinds of items.</summary>
    [Flags]
    public enum ItemKinds : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>IPM.Note, IPM.Schedule.Meeting.</summary>
        Mail = 0x1,
        /// <summary>IPM.Appointment.</summary>
        Calendar = 0x2,
        /// <summary>IPM.Contact, IPM.DistList.</summary>
        Contact = 0x4,
        /// <summary>IPM.StickyNote.</summary>
        Note = 0x8,
        /// <summary>IPM.Activity.</summary>
        Journal = 0x10,
        /// <summary>IPM.Task.</summary>
        Task = 0x20,
    }

    /// <summary>What a session does.</summary>
    public enum Phase : uint
    {
        /// <summary>Nothing runs.</summary>
        Idle = 0x0,
        /// <summary>Folders are uploaded.</summary>
        UploadHierarchy = 0x1,
        /// <summary>Items are uploaded.</summary>
        UploadContents = 0x2,
        /// <summary>Folders are downloaded.</summary>
        DownloadHierarchy = 0x3,
        /// <summary>Items are downloaded.</summary>
        DownloadContents = 0x4,
        /// <summary>One item is completed.</summary>
        DownloadHeader = 0x5,
    }

    /// <summary>Bits of PR_STORE_SUPPORT_MASK.</summary>
    [Flags]
    public enum StoreSupport : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>STORE_MODIFY_OK: bit of PR_STORE_SUPPORT_MASK.</summary>
        ModifyOk = 0x8,
        /// <summary>STORE_CREATE_OK: bit of PR_STORE_SUPPORT_MASK.</summary>
        CreateOk = 0x10,
        /// <summary>STORE_SUBMIT_OK: bit of PR_STORE_SUPPORT_MASK.</summary>
        SubmitOk = 0x80,
        /// <summary>STORE_UNICODE_OK: bit of PR_STORE_SUPPORT_MASK.</summary>
        UnicodeOk = 0x40000,
        /// <summary>STORE_ITEMPROC: bit of PR_STORE_SUPPORT_MASK.</summary>
        ItemProc = 0x200000,
        /// <summary>STORE_PUSHER_OK: bit of PR_STORE_SUPPORT_MASK.</summary>
        PusherOk = 0x800000,
    }

    /// <summary>How a store is opened.</summary>
    [Flags]
    public enum StoreFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Open for reading only; writes answer MAPI_E_NO_ACCESS.</summary>
        ReadOnly = 0x1,
        /// <summary>Answer MAPI_E_NOT_FOUND instead of creating the file.</summary>
        MustExist = 0x2,
        /// <summary>Answer MAPI_E_COLLISION if the file exists.</summary>
        CreateNew = 0x4,
    }

    /// <summary>How items and streams are opened.</summary>
    [Flags]
    public enum OpenFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>MAPI_MODIFY: open for writing; without it an object is read only.</summary>
        Modify = 0x1,
        /// <summary>SHOW_SOFT_DELETES: what lies in the local trash is seen too.</summary>
        ShowSoftDeletes = 0x2,
        /// <summary>MAPI_CREATE: iostx_message_open_stream: start with an empty value.</summary>
        Create = 0x2,
        /// <summary>MAPI_BEST_ACCESS: open for writing if that is possible, else for reading.</summary>
        BestAccess = 0x10,
        /// <summary>MAPI_ASSOCIATED: an associated item; in a listing: associated items instead of normal ones.</summary>
        Associated = 0x40,
    }

    /// <summary>How named properties are looked up.</summary>
    [Flags]
    public enum NameFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>MAPI_CREATE: give a tag to a name that has none yet; without it such a name gets the tag PT_ERROR (0x0000000A).</summary>
        Create = 0x2,
    }

    /// <summary>How an item is saved.</summary>
    [Flags]
    public enum SaveFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>KEEP_OPEN_READONLY: the message stays open, for reading.</summary>
        KeepOpenReadOnly = 0x1,
        /// <summary>KEEP_OPEN_READWRITE: the message stays open, for writing.</summary>
        KeepOpenReadWrite = 0x2,
        /// <summary>FORCE_SAVE: save over what another changed since; the replaced version goes to Conflicts.</summary>
        ForceSave = 0x4,
        /// <summary>SPAMFILTER_ONSAVE: accepted; there is no filter here.</summary>
        SpamFilterOnsave = 0x80,
        /// <summary>ITEMPROC_FORCE: accepted; there are no rules here.</summary>
        ItemProcForce = 0x800,
        /// <summary>NON_EMS_XP_SAVE: accepted.</summary>
        NonEmsXpSave = 0x1000,
    }

    /// <summary>Flags of calls on folders.</summary>
    [Flags]
    public enum FolderCallFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>OPEN_IF_EXISTS: create folder: open the one that has the name instead of answering MAPI_E_COLLISION.</summary>
        OpenIfExists = 0x1,
        /// <summary>MESSAGE_MOVE: copy messages: move them.</summary>
        MessageMove = 0x1,
        /// <summary>COPY_SUBFOLDERS: copy folder: with everything below it.</summary>
        CopySubfolders = 0x10,
        /// <summary>DEL_MESSAGES: delete folder: also if it holds messages.</summary>
        DelMessages = 0x1,
        /// <summary>DEL_FOLDERS: delete folder: also if it holds folders.</summary>
        DelFolders = 0x4,
        /// <summary>DEL_ASSOCIATED: delete folder: also if it holds associated items.</summary>
        DelAssociated = 0x8,
        /// <summary>DELETE_HARD_DELETE: delete past the trash.</summary>
        DeleteHardDelete = 0x10,
    }

    /// <summary>How read states are set.</summary>
    [Flags]
    public enum ReadFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SUPPRESS_RECEIPT: mark as read and send no read receipt.</summary>
        SuppressReceipt = 0x1,
        /// <summary>CLEAR_READ_FLAG: mark as unread.</summary>
        ClearReadFlag = 0x4,
        /// <summary>GENERATE_RECEIPT_ONLY: send a pending read receipt, change nothing else.</summary>
        GenerateReceiptOnly = 0x10,
        /// <summary>CLEAR_RN_PENDING: no read receipt is owed any more.</summary>
        ClearRnPending = 0x20,
        /// <summary>CLEAR_NRN_PENDING: no non-read receipt is owed any more.</summary>
        ClearNrnPending = 0x40,
        /// <summary>All messages of the folder, instead of a list (in SetReadFlags a list that is NULL).</summary>
        AllMessages = 0x10000,
    }

    /// <summary>How recipients are set.</summary>
    public enum RecipientChange : uint
    {
        /// <summary>0: the rows replace all recipients.</summary>
        Replace = 0x0,
        /// <summary>MODRECIP_ADD: the rows are added.</summary>
        Add = 0x2,
        /// <summary>MODRECIP_MODIFY: the rows replace those with the same PR_ROWID.</summary>
        Modify = 0x4,
        /// <summary>MODRECIP_REMOVE: the recipients with the PR_ROWID of the rows are removed.</summary>
        Remove = 0x8,
    }

    /// <summary>How a message is submitted.</summary>
    [Flags]
    public enum SubmitFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>FORCE_SUBMIT: iostx_message_submit: accepted, has no effect.</summary>
        ForceSubmit = 0x1,
    }

    /// <summary>Whether a queued message is locked for sending.</summary>
    public enum LockState : uint
    {
        /// <summary>MSG_UNLOCKED: iostx_store_set_lock_state: release the message.</summary>
        Unlocked = 0x0,
        /// <summary>MSG_LOCKED: iostx_store_set_lock_state: sole access, just before it is sent.</summary>
        Locked = 0x1,
    }

    /// <summary>Bits of PR_SUBMIT_FLAGS.</summary>
    [Flags]
    public enum SubmitState : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SUBMITFLAG_LOCKED: PR_SUBMIT_FLAGS: the message is locked for sending.</summary>
        Locked = 0x1,
        /// <summary>SUBMITFLAG_PREPROCESS: PR_SUBMIT_FLAGS: the message needs preprocessing.</summary>
        Preprocess = 0x2,
    }

    /// <summary>State of a queued message.</summary>
    public enum OutgoingState : uint
    {
        /// <summary>Waits to be sent.</summary>
        Queued = 0x1,
        /// <summary>Is being sent.</summary>
        Locked = 0x2,
        /// <summary>Was being sent when the program ended; it is not sent again without the word of agent or user.</summary>
        Uncertain = 0x3,
    }

    /// <summary>What of a store is checked.</summary>
    [Flags]
    public enum CheckFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Looks at what can be looked at without reading every page.</summary>
        Quick = 0x1,
        /// <summary>Only the file: pages, indexes, references.</summary>
        File = 0x2,
        /// <summary>Only the change tracking: bases, pending work, tombstones, counts.</summary>
        Tracking = 0x4,
    }

    /// <summary>Which folders are listed.</summary>
    [Flags]
    public enum FolderListFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>CONVENIENT_DEPTH: the whole tree below the parent, parents before children; without it the direct children.</summary>
        Depth = 0x1,
        /// <summary>Only folders that have pending work.</summary>
        Pending = 0x2,
    }

    /// <summary>Order of a listing.</summary>
    public enum SortKey : uint
    {
        /// <summary>By date: delivery time, else modification time.</summary>
        Date = 0x0,
        /// <summary>By subject, without prefix and case.</summary>
        Subject = 0x1,
        /// <summary>By sender's name, without case.</summary>
        Sender = 0x2,
        /// <summary>By size.</summary>
        Size = 0x3,
        /// <summary>By order of creation.</summary>
        Id = 0x4,
    }

    /// <summary>Which items are listed, and how.</summary>
    [Flags]
    public enum ListFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Descending order.</summary>
        Descending = 0x1,
        /// <summary>Associated items instead of normal ones.</summary>
        Associated = 0x2,
        /// <summary>Only unread items.</summary>
        Unread = 0x4,
        /// <summary>Only flagged items.</summary>
        Flagged = 0x8,
        /// <summary>What lies in the local trash of the folder.</summary>
        Trash = 0x10,
    }

    /// <summary>Where a position is counted from.</summary>
    public enum Seek : uint
    {
        /// <summary>BOOKMARK_BEGINNING, STREAM_SEEK_SET: from the beginning.</summary>
        Begin = 0x0,
        /// <summary>BOOKMARK_CURRENT, STREAM_SEEK_CUR: from the current position.</summary>
        Current = 0x1,
        /// <summary>BOOKMARK_END, STREAM_SEEK_END: from the end.</summary>
        End = 0x2,
    }

    /// <summary>What a column of a page holds.</summary>
    public enum ColumnKind : uint
    {
        /// <summary>The values are in numbers.</summary>
        Numbers = 0x1,
        /// <summary>The values are in text, between offsets.</summary>
        Text = 0x2,
    }

    /// <summary>Kinds of change events.</summary>
    public enum EventKind : uint
    {
        /// <summary>An item was created or came in.</summary>
        ItemCreated = 0x1,
        /// <summary>An item changed; changed says what.</summary>
        ItemChanged = 0x2,
        /// <summary>An item was deleted.</summary>
        ItemDeleted = 0x3,
        /// <summary>An item was moved; old_feid is where it was, changed says what else changed.</summary>
        ItemMoved = 0x4,
        /// <summary>A folder was created.</summary>
        FolderCreated = 0x5,
        /// <summary>A folder was renamed or its properties changed.</summary>
        FolderChanged = 0x6,
        /// <summary>A folder was deleted.</summary>
        FolderDeleted = 0x7,
        /// <summary>A folder was moved, and perhaps renamed with it; old_feid is its old parent.</summary>
        FolderMoved = 0x8,
        /// <summary>The items of a folder changed in another process: list it again.</summary>
        FolderContents = 0x9,
        /// <summary>The outgoing queue changed.</summary>
        OutgoingChanged = 0xA,
        /// <summary>The application wants the whole of a header-only item.</summary>
        FullWanted = 0xB,
        /// <summary>A conflict was kept.</summary>
        Conflict = 0xC,
        /// <summary>An item failed so often that it is listed under failures.</summary>
        Failure = 0xD,
        /// <summary>Deletions of a folder are held.</summary>
        Held = 0xE,
        /// <summary>The queue was full and events were lost: list again.</summary>
        Overflow = 0x20,
    }

    /// <summary>Kinds of change events that are wanted.</summary>
    [Flags]
    public enum EventMask : uint
    {
        /// <summary>IOSTX_EVENT_ITEM_CREATED.</summary>
        ItemCreated = 0x1,
        /// <summary>IOSTX_EVENT_ITEM_CHANGED.</summary>
        ItemChanged = 0x2,
        /// <summary>IOSTX_EVENT_ITEM_DELETED.</summary>
        ItemDeleted = 0x4,
        /// <summary>IOSTX_EVENT_ITEM_MOVED.</summary>
        ItemMoved = 0x8,
        /// <summary>IOSTX_EVENT_FOLDER_CREATED.</summary>
        FolderCreated = 0x10,
        /// <summary>IOSTX_EVENT_FOLDER_CHANGED.</summary>
        FolderChanged = 0x20,
        /// <summary>IOSTX_EVENT_FOLDER_DELETED.</summary>
        FolderDeleted = 0x40,
        /// <summary>IOSTX_EVENT_FOLDER_MOVED.</summary>
        FolderMoved = 0x80,
        /// <summary>IOSTX_EVENT_FOLDER_CONTENTS.</summary>
        FolderContents = 0x100,
        /// <summary>IOSTX_EVENT_OUTGOING_CHANGED.</summary>
        OutgoingChanged = 0x200,
        /// <summary>IOSTX_EVENT_FULL_WANTED.</summary>
        FullWanted = 0x400,
        /// <summary>IOSTX_EVENT_CONFLICT.</summary>
        Conflict = 0x800,
        /// <summary>IOSTX_EVENT_FAILURE.</summary>
        Failure = 0x1000,
        /// <summary>IOSTX_EVENT_HELD.</summary>
        Held = 0x2000,
        /// <summary>All kinds.</summary>
        All = 0x0,
    }

    /// <summary>What of an item changed.</summary>
    [Flags]
    public enum ChangedParts : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Properties.</summary>
        Properties = 0x1,
        /// <summary>Content.</summary>
        Content = 0x2,
        /// <summary>Read state, flags, status or keywords.</summary>
        Flags = 0x4,
        /// <summary>Remote id or version.</summary>
        Binding = 0x8,
        /// <summary>What is pending.</summary>
        Pending = 0x10,
    }

    /// <summary>Where a change came from.</summary>
    public enum Origin : uint
    {
        /// <summary>A call of the application in this process.</summary>
        App = 0x1,
        /// <summary>An import by a session in this process.</summary>
        Import = 0x2,
        /// <summary>Another process.</summary>
        Other = 0x3,
    }

    /// <summary>What of an object is pending for upload.</summary>
    [Flags]
    public enum PendingParts : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>New.</summary>
        New = 0x1,
        /// <summary>Moved in; of a folder: it has another parent.</summary>
        Moved = 0x2,
        /// <summary>Properties.</summary>
        Properties = 0x4,
        /// <summary>Content.</summary>
        Content = 0x8,
        /// <summary>Read state.</summary>
        Read = 0x10,
        /// <summary>Other flags, status or keywords.</summary>
        Flags = 0x20,
        /// <summary>Deleted: of an item a tombstone.</summary>
        Deleted = 0x40,
        /// <summary>Moved out: a tombstone.</summary>
        MovedOut = 0x80,
        /// <summary>Held by a conflict: not offered until it is resolved.</summary>
        Held = 0x100,
    }

    /// <summary>Roles of folders.</summary>
    public enum SpecialFolder : uint
    {
        /// <summary>No special role.</summary>
        None = 0x0,
        /// <summary>The root of everything.</summary>
        Root = 0x1,
        /// <summary>The root of what users see.</summary>
        IpmSubtree = 0x2,
        /// <summary>Inbox.</summary>
        Inbox = 0x3,
        /// <summary>Outbox.</summary>
        Outbox = 0x4,
        /// <summary>Sent Items.</summary>
        Sent = 0x5,
        /// <summary>Deleted Items.</summary>
        Deleted = 0x6,
        /// <summary>Drafts.</summary>
        Drafts = 0x7,
        /// <summary>Calendar.</summary>
        Calendar = 0x8,
        /// <summary>Contacts.</summary>
        Contacts = 0x9,
        /// <summary>Journal.</summary>
        Journal = 0xA,
        /// <summary>Notes.</summary>
        Notes = 0xB,
        /// <summary>Tasks.</summary>
        Tasks = 0xC,
        /// <summary>Junk.</summary>
        Junk = 0xD,
        /// <summary>Archive.</summary>
        Archive = 0xE,
        /// <summary>Sync Issues; local only.</summary>
        SyncIssues = 0xF,
        /// <summary>Conflicts, below Sync Issues; local only.</summary>
        Conflicts = 0x10,
        /// <summary>Local Failures, below Sync Issues; local only.</summary>
        LocalFailures = 0x11,
        /// <summary>Server Failures, below Sync Issues; local only.</summary>
        ServerFailures = 0x12,
        /// <summary>What the server deleted and the store keeps for a while; local only.</summary>
        Trash = 0x13,
        /// <summary>Views; outside the IPM subtree.</summary>
        Views = 0x14,
        /// <summary>Common views; outside the IPM subtree.</summary>
        CommonViews = 0x15,
        /// <summary>Search root; outside the IPM subtree.</summary>
        SearchRoot = 0x16,
    }

    /// <summary>Directions in which a folder is synchronized.</summary>
    public enum Direction : uint
    {
        /// <summary>Both ways.</summary>
        Both = 0x0,
        /// <summary>Upload only: imports give versions only, for guarding.</summary>
        Upload = 0x1,
        /// <summary>Download only, local writes answer MAPI_E_NO_ACCESS.</summary>
        DownloadRefuse = 0x2,
        /// <summary>Download only, local writes are kept and never offered.</summary>
        DownloadKeep = 0x3,
        /// <summary>Download only, local writes are reverted after a copy was kept.</summary>
        DownloadRevert = 0x4,
        /// <summary>Deletions of the server unbind the item here and keep it; it is never offered.</summary>
        Archive = 0x5,
    }

    /// <summary>What of a folder is kept here.</summary>
    public enum Scope : uint
    {
        /// <summary>Everything.</summary>
        All = 0x0,
        /// <summary>Nothing.</summary>
        None = 0x1,
        /// <summary>Headers only.</summary>
        Headers = 0x2,
        /// <summary>Items newer than scope_since.</summary>
        Newer = 0x3,
        /// <summary>The newest scope_count items; flagged and unread ones always stay.</summary>
        Newest = 0x4,
        /// <summary>Items up to scope_size bytes; larger ones as headers.</summary>
        Size = 0x5,
    }

    /// <summary>What the mark \Deleted leads to.</summary>
    public enum Expunge : uint
    {
        /// <summary>Nothing: it is a flag like others.</summary>
        None = 0x0,
        /// <summary>Marked items are deleted here, once the server has the mark; nothing is deleted there.</summary>
        Here = 0x1,
        /// <summary>Marked items are deleted on the server with the next upload, and stay here, unbound; they are not offered again.</summary>
        There = 0x2,
        /// <summary>Marked items are deleted on both sides, with the next upload; by way of Deleted Items where the folder has that option.</summary>
        Both = 0x3,
    }

    /// <summary>Flags of the options of a folder.</summary>
    [Flags]
    public enum FolderOptionFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>The folder is never offered to a server.</summary>
        LocalOnly = 0x1,
        /// <summary>A deletion here becomes a move to the folder with the role Deleted Items on the server.</summary>
        Trash = 0x2,
        /// <summary>A deletion wins over a change of the other side; a copy of what was changed is kept.</summary>
        DeletionWins = 0x4,
    }

    /// <summary>Why a remote id is wanted.</summary>
    public enum WantedReason : uint
    {
        /// <summary>Its import failed.</summary>
        Failed = 0x1,
        /// <summary>The application asked for the body.</summary>
        Body = 0x2,
        /// <summary>A local change was reverted or dropped.</summary>
        Reverted = 0x3,
        /// <summary>It came into the scope of the folder.</summary>
        Scope = 0x4,
        /// <summary>The server told of its flags or of its move, and it was never here.</summary>
        Unknown = 0x5,
    }

    /// <summary>Who wins a conflict.</summary>
    public enum ConflictPolicy : uint
    {
        /// <summary>Of a folder: that of the session; of a session: last writer wins.</summary>
        Default = 0x0,
        /// <summary>The later one wins, the loser goes to Conflicts.</summary>
        LastWriter = 0x1,
        /// <summary>The server's wins, the local one goes to Conflicts.</summary>
        Server = 0x2,
        /// <summary>The local one wins, the server's goes to Conflicts.</summary>
        Local = 0x3,
        /// <summary>The local one stays and is not offered, the server's is kept beside it, until it is resolved.</summary>
        Hold = 0x4,
        /// <summary>The server's keeps the identity, the local one becomes a new item.</summary>
        KeepBoth = 0x5,
        /// <summary>The callback ask decides.</summary>
        Ask = 0x6,
    }

    /// <summary>Kinds of conflicts.</summary>
    public enum ConflictKind : uint
    {
        /// <summary>Changed on both sides.</summary>
        ChangeChange = 0x1,
        /// <summary>Changed on the server, deleted here.</summary>
        ChangeDelete = 0x2,
        /// <summary>Deleted on the server, changed here.</summary>
        DeleteChange = 0x3,
        /// <summary>Moved to different folders.</summary>
        MoveMove = 0x4,
        /// <summary>A folder renamed on both sides.</summary>
        FolderName = 0x5,
        /// <summary>A folder moved on both sides.</summary>
        FolderParent = 0x6,
        /// <summary>A version was replaced by a forced save, or given up by the user.</summary>
        Replaced = 0x7,
        /// <summary>Held: the local version waits, the server's newest is kept beside it.</summary>
        Held = 0x8,
    }

    /// <summary>Outcomes of a conflict.</summary>
    public enum ConflictChoice : uint
    {
        /// <summary>The later one.</summary>
        LastWriter = 0x1,
        /// <summary>The server's version; the local one goes to Conflicts.</summary>
        Server = 0x2,
        /// <summary>The local version; the server's goes to Conflicts.</summary>
        Local = 0x3,
        /// <summary>Not decided now.</summary>
        Hold = 0x4,
        /// <summary>Both, as two items.</summary>
        KeepBoth = 0x5,
        /// <summary>The merged message that the callback filled or the caller gives.</summary>
        Merged = 0x6,
    }

    /// <summary>Flags that agents and applications share.</summary>
    [Flags]
    public enum ItemFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>The item was read. MSGFLAG_READ; the keyword \Seen; Maildir S.</summary>
        Read = 0x1,
        /// <summary>The item is flagged for follow-up. PR_FLAG_STATUS 2; \Flagged; Maildir F.</summary>
        Flagged = 0x2,
        /// <summary>The item was replied to. PR_LAST_VERB_EXECUTED 102; \Answered; Maildir R.</summary>
        Answered = 0x4,
        /// <summary>The item was forwarded. PR_LAST_VERB_EXECUTED 104; $Forwarded; Maildir P.</summary>
        Forwarded = 0x8,
        /// <summary>The item is a draft. MSGFLAG_UNSENT; \Draft; Maildir D.</summary>
        Draft = 0x10,
        /// <summary>The item is marked for deletion. MSGSTATUS_DELMARKED; \Deleted; Maildir T.</summary>
        Deleted = 0x20,
        /// <summary>All of the above.</summary>
        All = 0x3F,
    }

    /// <summary>Types of properties: the low half of a tag.</summary>
    public static class PropertyType
    {
        /// <summary>PT_UNSPECIFIED: in a request: whatever type the property has.</summary>
        public const uint Unspecified = 0x0;
        /// <summary>PT_NULL: no value.</summary>
        public const uint Null = 0x1;
        /// <summary>PT_I2: 16-bit integer, in value.i2.</summary>
        public const uint I2 = 0x2;
        /// <summary>PT_LONG (PT_I4): 32-bit integer, in value.i4.</summary>
        public const uint Long = 0x3;
        /// <summary>PT_R4: 32-bit float, in value.r4.</summary>
        public const uint R4 = 0x4;
        /// <summary>PT_DOUBLE (PT_R8): 64-bit float, in value.r8.</summary>
        public const uint Double = 0x5;
        /// <summary>PT_CURRENCY: 64-bit integer in units of 1/10000, in value.i8.</summary>
        public const uint Currency = 0x6;
        /// <summary>PT_APPTIME: days since 1899-12-30 as a 64-bit float, in value.r8.</summary>
        public const uint AppTime = 0x7;
        /// <summary>PT_ERROR: the value is missing; value.error says why.</summary>
        public const uint Error = 0xA;
        /// <summary>PT_BOOLEAN: zero or not, in value.i2; the library gives 0 or 1.</summary>
        public const uint Boolean = 0xB;
        /// <summary>PT_OBJECT: no value; the object is reached through its own functions.</summary>
        public const uint Object = 0xD;
        /// <summary>PT_I8 (PT_LONGLONG): 64-bit integer, in value.i8.</summary>
        public const uint I8 = 0x14;
        /// <summary>PT_STRING8: 8-bit text; read as UTF-8, and given back as PT_UNICODE.</summary>
        public const uint String8 = 0x1E;
        /// <summary>PT_UNICODE: text in UTF-8, in value.bytes; a NUL that is not counted follows it.</summary>
        public const uint Unicode = 0x1F;
        /// <summary>PT_SYSTIME: units of 100 ns since 1601-01-01 UTC, in value.time.</summary>
        public const uint SysTime = 0x40;
        /// <summary>PT_CLSID: a GUID, in value.guid.</summary>
        public const uint Clsid = 0x48;
        /// <summary>PT_BINARY: bytes, in value.bytes.</summary>
        public const uint Binary = 0x102;
        /// <summary>MV_FLAG: added to a type: many values, in value.list. Its items are int16_t, int32_t, int64_t, float, double, uint64_t, iostx_guid, or iostx_bytes for text and binary.</summary>
        public const uint MvFlag = 0x1000;
        /// <summary>PT_MV_I2: list of int16_t.</summary>
        public const uint MvI2 = 0x1002;
        /// <summary>PT_MV_LONG: list of int32_t.</summary>
        public const uint MvLong = 0x1003;
        /// <summary>PT_MV_R4: list of float.</summary>
        public const uint MvR4 = 0x1004;
        /// <summary>PT_MV_DOUBLE: list of double.</summary>
        public const uint MvDouble = 0x1005;
        /// <summary>PT_MV_CURRENCY: list of int64_t in units of 1/10000.</summary>
        public const uint MvCurrency = 0x1006;
        /// <summary>PT_MV_APPTIME: list of double.</summary>
        public const uint MvAppTime = 0x1007;
        /// <summary>PT_MV_I8: list of int64_t.</summary>
        public const uint MvI8 = 0x1014;
        /// <summary>PT_MV_STRING8: list of iostx_bytes; given back as PT_MV_UNICODE.</summary>
        public const uint MvString8 = 0x101E;
        /// <summary>PT_MV_UNICODE: list of iostx_bytes, each UTF-8.</summary>
        public const uint MvUnicode = 0x101F;
        /// <summary>PT_MV_SYSTIME: list of uint64_t.</summary>
        public const uint MvSysTime = 0x1040;
        /// <summary>PT_MV_CLSID: list of iostx_guid.</summary>
        public const uint MvClsid = 0x1048;
        /// <summary>PT_MV_BINARY: list of iostx_bytes.</summary>
        public const uint MvBinary = 0x1102;
    }

    /// <summary>Tags of properties.</summary>
    public static class Tag
    {
        /// <summary>PR_ENTRYID: entry id: 46 bytes of a folder (iostx_feid), 70 of a message (iostx_meid). Read only.</summary>
        public const uint EntryId = 0xFFF0102;
        /// <summary>PR_PARENT_ENTRYID: entry id of the folder that holds the object. Read only.</summary>
        public const uint ParentEntryId = 0xE090102;
        /// <summary>PR_STORE_ENTRYID: entry id of the store. Read only.</summary>
        public const uint StoreEntryId = 0xFFB0102;
        /// <summary>PR_RECORD_KEY: identity within the store, comparable byte for byte. Read only.</summary>
        public const uint RecordKey = 0xFF90102;
        /// <summary>PR_STORE_RECORD_KEY: replica GUID of the store, 16 bytes. Read only.</summary>
        public const uint StoreRecordKey = 0xFFA0102;
        /// <summary>PR_SEARCH_KEY: key that copies of an object share.</summary>
        public const uint SearchKey = 0x300B0102;
        /// <summary>PR_INSTANCE_KEY: identity of a row of a table. Read only.</summary>
        public const uint InstanceKey = 0xFF60102;
        /// <summary>PR_MAPPING_SIGNATURE: GUID within which tags of named properties mean the same. Read only.</summary>
        public const uint MappingSignature = 0xFF80102;
        /// <summary>PR_OBJECT_TYPE: kind of object, one of IOSTX_OBJECT_*. Read only.</summary>
        public const uint ObjectType = 0xFFE0003;
        /// <summary>PR_ACCESS: what may be done with the object. Read only.</summary>
        public const uint Access = 0xFF40003;
        /// <summary>PR_ACCESS_LEVEL: 0 read only, 1 may be modified. Read only.</summary>
        public const uint AccessLevel = 0xFF70003;
        /// <summary>PR_DISPLAY_NAME: name of a folder or a recipient.</summary>
        public const uint DisplayName = 0x3001001F;
        /// <summary>PR_COMMENT: comment.</summary>
        public const uint Comment = 0x3004001F;
        /// <summary>PR_CREATION_TIME: when created.</summary>
        public const uint CreationTime = 0x30070040;
        /// <summary>PR_LAST_MODIFICATION_TIME: when last modified; decides conflicts.</summary>
        public const uint LastModificationTime = 0x30080040;
        /// <summary>PR_LAST_MODIFIER_NAME: who last modified it.</summary>
        public const uint LastModifierName = 0x3FFA001F;
        /// <summary>PR_CREATOR_NAME: who created it.</summary>
        public const uint CreatorName = 0x3FF8001F;
        /// <summary>PR_TARGET_ENTRYID: entry id of the object that this one stands for.</summary>
        public const uint TargetEntryId = 0x30100102;
        /// <summary>PR_SOURCE_KEY: identity across replicas, an XID; here always 22 bytes (iostx_skey).</summary>
        public const uint SourceKey = 0x65E00102;
        /// <summary>PR_PARENT_SOURCE_KEY: source key of the folder; empty for the folder that the sink was opened on.</summary>
        public const uint ParentSourceKey = 0x65E10102;
        /// <summary>PR_CHANGE_KEY: version of the object, an XID of 17 to 24 bytes: who wrote it last, and that writer's counter.</summary>
        public const uint ChangeKey = 0x65E20102;
        /// <summary>PR_PREDECESSOR_CHANGE_LIST: per namespace the highest change seen in this version, as SizedXids, the change key included.</summary>
        public const uint PredecessorChangeList = 0x65E30102;
        /// <summary>PR_CHANGE_NUMBER: PidTagChangeNumber: the store's own number of the last change. Read only.</summary>
        public const uint ChangeNumber = 0x67A40014;
        /// <summary>PR_MID: PidTagMid: internal id of a message. Read only.</summary>
        public const uint Mid = 0x674A0014;
        /// <summary>PR_FOLDER_ID: PidTagFolderId: internal id of a folder. Read only.</summary>
        public const uint FolderId = 0x67480014;
        /// <summary>PR_PARENT_FOLDER_ID: PidTagParentFolderId: internal id of the parent. Read only.</summary>
        public const uint ParentFolderId = 0x67490014;
        /// <summary>PR_LOCAL_COMMIT_TIME: when the object was last committed here. Read only.</summary>
        public const uint LocalCommitTime = 0x67090040;
        /// <summary>PR_LOCAL_COMMIT_TIME_MAX: newest commit of what a folder holds. Read only.</summary>
        public const uint LocalCommitTimeMax = 0x670A0040;
        /// <summary>PR_DELETED_COUNT_TOTAL: messages ever deleted from a folder. Read only.</summary>
        public const uint DeletedCountTotal = 0x670B0003;
        /// <summary>PR_HIERARCHY_CHANGE_NUM: grows with each change of the hierarchy below a folder. Read only.</summary>
        public const uint HierarchyChangeNum = 0x663E0003;
        /// <summary>PR_ORIGINAL_ENTRYID: entry id in the folder that the object came from.</summary>
        public const uint OriginalEntryId = 0x3A120102;
        /// <summary>PR_CONTENTS_SYNCHRONIZER: names the contents synchronizer; never opened here.</summary>
        public const uint ContentsSynchronizer = 0x662D000D;
        /// <summary>PR_HIERARCHY_SYNCHRONIZER: names the hierarchy synchronizer; never opened here.</summary>
        public const uint HierarchySynchronizer = 0x662C000D;
        /// <summary>PR_COLLECTOR: names the import sink; never opened here.</summary>
        public const uint Collector = 0x662E000D;
        /// <summary>PR_OST_OLFI: reserve of ids (OLFI) as other stores keep it; only kept.</summary>
        public const uint OstOlfi = 0x7C070102;
        /// <summary>PR_OST_OSTID: id of an offline store; only kept.</summary>
        public const uint OstOstid = 0x7C040102;
        /// <summary>PR_RESOLVE_METHOD: how conflicts in a folder are resolved: 0 default, 1 last writer wins, 2 no notification.</summary>
        public const uint ResolveMethod = 0x3FE70003;
        /// <summary>PR_CONFLICT_ITEMS: on the winner the entry ids of its losers, on the loser that of its winner.</summary>
        public const uint ConflictItems = 0x10981102;
        /// <summary>PR_CONFLICT_ENTRYID: entry id of the item in conflict.</summary>
        public const uint ConflictEntryId = 0x3FF00102;
        /// <summary>PR_STORE_SUPPORT_MASK: what the store can do, bits IOSTX_STORE_*_OK.</summary>
        public const uint StoreSupportMask = 0x340D0003;
        /// <summary>PR_STORE_STATE: state of the store.</summary>
        public const uint StoreState = 0x340E0003;
        /// <summary>PR_MDB_PROVIDER: kind of the store's provider.</summary>
        public const uint MdbProvider = 0x34140102;
        /// <summary>PR_VALID_FOLDER_MASK: which special folders are valid.</summary>
        public const uint ValidFolderMask = 0x35DF0003;
        /// <summary>PR_STORE_UNICODE_MASK: Unicode support.</summary>
        public const uint StoreUnicodeMask = 0x340F0003;
        /// <summary>PR_IPM_SUBTREE_ENTRYID: entry id of the IPM subtree.</summary>
        public const uint IpmSubtreeEntryId = 0x35E00102;
        /// <summary>PR_IPM_OUTBOX_ENTRYID: entry id of the Outbox.</summary>
        public const uint IpmOutboxEntryId = 0x35E20102;
        /// <summary>PR_IPM_WASTEBASKET_ENTRYID: entry id of Deleted Items.</summary>
        public const uint IpmWastebasketEntryId = 0x35E30102;
        /// <summary>PR_IPM_SENTMAIL_ENTRYID: entry id of Sent Items.</summary>
        public const uint IpmSentMailEntryId = 0x35E40102;
        /// <summary>PR_VIEWS_ENTRYID: entry id of the views folder.</summary>
        public const uint ViewsEntryId = 0x35E50102;
        /// <summary>PR_COMMON_VIEWS_ENTRYID: entry id of the common views folder.</summary>
        public const uint CommonViewsEntryId = 0x35E60102;
        /// <summary>PR_FINDER_ENTRYID: entry id of the search root.</summary>
        public const uint FinderEntryId = 0x35E70102;
        /// <summary>PR_PROFILE_OFFLINE_STORE_PATH: path of an offline store, as profiles keep it.</summary>
        public const uint ProfileOfflineStorePath = 0x6610001E;
        /// <summary>PR_IPM_APPOINTMENT_ENTRYID: Calendar.</summary>
        public const uint IpmAppointmentEntryId = 0x36D00102;
        /// <summary>PR_IPM_CONTACT_ENTRYID: Contacts.</summary>
        public const uint IpmContactEntryId = 0x36D10102;
        /// <summary>PR_IPM_JOURNAL_ENTRYID: Journal.</summary>
        public const uint IpmJournalEntryId = 0x36D20102;
        /// <summary>PR_IPM_NOTE_ENTRYID: Notes.</summary>
        public const uint IpmNoteEntryId = 0x36D30102;
        /// <summary>PR_IPM_TASK_ENTRYID: Tasks.</summary>
        public const uint IpmTaskEntryId = 0x36D40102;
        /// <summary>PR_REM_ONLINE_ENTRYID: online reminders.</summary>
        public const uint RemOnlineEntryId = 0x36D50102;
        /// <summary>PR_REM_OFFLINE_ENTRYID: offline reminders.</summary>
        public const uint RemOfflineEntryId = 0x36D60102;
        /// <summary>PR_IPM_DRAFTS_ENTRYID: Drafts.</summary>
        public const uint IpmDraftsEntryId = 0x36D70102;
        /// <summary>PR_ADDITIONAL_REN_ENTRYIDS: list: Conflicts, Sync Issues, Local Failures, Server Failures, Junk.</summary>
        public const uint AdditionalRenEntryIds = 0x36D81102;
        /// <summary>PR_ADDITIONAL_REN_ENTRYIDS_EX: more special folders, as blocks.</summary>
        public const uint AdditionalRenEntryIdsEx = 0x36D90102;
        /// <summary>PR_CONTAINER_CLASS: kind of items, IPF.Note and so on; a hint.</summary>
        public const uint ContainerClass = 0x3613001F;
        /// <summary>PR_FOLDER_TYPE: 0 root, 1 generic, 2 search.</summary>
        public const uint FolderType = 0x36010003;
        /// <summary>PR_CONTENT_COUNT: normal items in the folder. Read only.</summary>
        public const uint ContentCount = 0x36020003;
        /// <summary>PR_CONTENT_UNREAD: unread items in the folder. Read only.</summary>
        public const uint ContentUnread = 0x36030003;
        /// <summary>PR_ASSOC_CONTENT_COUNT: associated items in the folder. Read only.</summary>
        public const uint AssocContentCount = 0x36170003;
        /// <summary>PR_SUBFOLDERS: whether there are subfolders. Read only.</summary>
        public const uint Subfolders = 0x360A000B;
        /// <summary>PR_FOLDER_CHILD_COUNT: number of subfolders. Read only.</summary>
        public const uint FolderChildCount = 0x66380003;
        /// <summary>PR_ATTR_HIDDEN: hidden from listings.</summary>
        public const uint AttrHidden = 0x10F4000B;
        /// <summary>PR_EXTENDED_FOLDER_FLAGS: flags of views.</summary>
        public const uint ExtendedFolderFlags = 0x36DA0102;
        /// <summary>PR_DEF_POST_MSGCLASS: message class of new items.</summary>
        public const uint DefPostMsgclass = 0x36E5001F;
        /// <summary>PR_RIGHTS: rights of the user.</summary>
        public const uint Rights = 0x66390003;
        /// <summary>PR_HAS_RULES: whether rules are set.</summary>
        public const uint HasRules = 0x663A000B;
        /// <summary>PR_OFFLINE_FLAGS: offline flags.</summary>
        public const uint OfflineFlags = 0x663D0003;
        /// <summary>PR_DELETED_ON: when it was deleted.</summary>
        public const uint DeletedOn = 0x668F0040;
        /// <summary>PR_MESSAGE_CLASS: class of the item, IPM.Note and so on.</summary>
        public const uint MessageClass = 0x1A001F;
        /// <summary>PR_MESSAGE_FLAGS: bits IOSTX_MSGFLAG_*.</summary>
        public const uint MessageFlags = 0xE070003;
        /// <summary>PR_MSG_STATUS: bits IOSTX_MSGSTATUS_*.</summary>
        public const uint MsgStatus = 0xE170003;
        /// <summary>PR_MESSAGE_SIZE: size in bytes, at most 2147483647. Read only.</summary>
        public const uint MessageSize = 0xE080003;
        /// <summary>PR_MESSAGE_SIZE_EXTENDED: size in bytes. Read only.</summary>
        public const uint MessageSizeExtended = 0xE080014;
        /// <summary>PR_HASATTACH: has attachments, as whoever wrote the native text says; where nobody did, as IOSTX_MSGFLAG_HASATTACH.</summary>
        public const uint HasAttach = 0xE1B000B;
        /// <summary>PR_READ: whether it is read.</summary>
        public const uint Read = 0xE69000B;
        /// <summary>PR_ASSOCIATED: whether it is associated (hidden). Read only.</summary>
        public const uint Associated = 0x67AA000B;
        /// <summary>PR_ICON_INDEX: icon.</summary>
        public const uint IconIndex = 0x10800003;
        /// <summary>PR_FLAG_STATUS: follow-up: absent none, 1 complete, 2 flagged.</summary>
        public const uint FlagStatus = 0x10900003;
        /// <summary>PR_FLAG_COMPLETE_TIME: when the follow-up was completed.</summary>
        public const uint FlagCompleteTime = 0x10910040;
        /// <summary>PR_FOLLOWUP_ICON: colour of the follow-up flag.</summary>
        public const uint FollowupIcon = 0x10950003;
        /// <summary>PR_TODO_ITEM_FLAGS: follow-up bits.</summary>
        public const uint TodoItemFlags = 0xE2B0003;
        /// <summary>PR_LAST_VERB_EXECUTED: 102 replied, 103 replied to all, 104 forwarded.</summary>
        public const uint LastVerbExecuted = 0x10810003;
        /// <summary>PR_LAST_VERB_EXECUTION_TIME: when that was done.</summary>
        public const uint LastVerbExecutionTime = 0x10820040;
        /// <summary>PR_IN_CONFLICT: stands for a version in conflict.</summary>
        public const uint InConflict = 0x666C000B;
        /// <summary>PR_SUBJECT: subject.</summary>
        public const uint Subject = 0x37001F;
        /// <summary>PR_SUBJECT_PREFIX: prefix of the subject, such as "Re: ".</summary>
        public const uint SubjectPrefix = 0x3D001F;
        /// <summary>PR_NORMALIZED_SUBJECT: subject without its prefix.</summary>
        public const uint NormalizedSubject = 0xE1D001F;
        /// <summary>PR_ORIGINAL_SUBJECT: subject of the original.</summary>
        public const uint OriginalSubject = 0x49001F;
        /// <summary>PR_CONVERSATION_TOPIC: topic of the conversation.</summary>
        public const uint ConversationTopic = 0x70001F;
        /// <summary>PR_CONVERSATION_INDEX: place in the conversation.</summary>
        public const uint ConversationIndex = 0x710102;
        /// <summary>PR_IMPORTANCE: 0 low, 1 normal, 2 high.</summary>
        public const uint Importance = 0x170003;
        /// <summary>PR_PRIORITY: -1 not urgent, 0 normal, 1 urgent.</summary>
        public const uint Priority = 0x260003;
        /// <summary>PR_SENSITIVITY: 0 none, 1 personal, 2 private, 3 confidential.</summary>
        public const uint Sensitivity = 0x360003;
        /// <summary>PR_CLIENT_SUBMIT_TIME: when submitted.</summary>
        public const uint ClientSubmitTime = 0x390040;
        /// <summary>PR_MESSAGE_DELIVERY_TIME: when delivered.</summary>
        public const uint MessageDeliveryTime = 0xE060040;
        /// <summary>PR_DEFERRED_SEND_TIME: when to send.</summary>
        public const uint DeferredSendTime = 0x3FEF0040;
        /// <summary>PR_SENDER_NAME: name of the sender.</summary>
        public const uint SenderName = 0xC1A001F;
        /// <summary>PR_SENDER_ADDRTYPE: kind of the sender's address.</summary>
        public const uint SenderAddrType = 0xC1E001F;
        /// <summary>PR_SENDER_EMAIL_ADDRESS: address of the sender.</summary>
        public const uint SenderEmailAddress = 0xC1F001F;
        /// <summary>PR_SENDER_ENTRYID: entry id of the sender.</summary>
        public const uint SenderEntryId = 0xC190102;
        /// <summary>PR_SENDER_SEARCH_KEY: search key of the sender.</summary>
        public const uint SenderSearchKey = 0xC1D0102;
        /// <summary>PR_SENT_REPRESENTING_NAME: name of whom the sender stands for.</summary>
        public const uint SentRepresentingName = 0x42001F;
        /// <summary>PR_SENT_REPRESENTING_ADDRTYPE: kind of that address.</summary>
        public const uint SentRepresentingAddrType = 0x64001F;
        /// <summary>PR_SENT_REPRESENTING_EMAIL_ADDRESS: that address.</summary>
        public const uint SentRepresentingEmailAddress = 0x65001F;
        /// <summary>PR_SENT_REPRESENTING_ENTRYID: entry id of whom the sender stands for.</summary>
        public const uint SentRepresentingEntryId = 0x410102;
        /// <summary>PR_RECEIVED_BY_NAME: name of the receiver.</summary>
        public const uint ReceivedByName = 0x40001F;
        /// <summary>PR_DISPLAY_TO: names of the primary recipients.</summary>
        public const uint DisplayTo = 0xE04001F;
        /// <summary>PR_DISPLAY_CC: names of the copied recipients.</summary>
        public const uint DisplayCc = 0xE03001F;
        /// <summary>PR_DISPLAY_BCC: names of the blind recipients.</summary>
        public const uint DisplayBcc = 0xE02001F;
        /// <summary>PR_BODY: plain text.</summary>
        public const uint Body = 0x1000001F;
        /// <summary>PR_HTML: HTML text.</summary>
        public const uint Html = 0x10130102;
        /// <summary>PR_RTF_COMPRESSED: compressed RTF.</summary>
        public const uint RtfCompressed = 0x10090102;
        /// <summary>PR_RTF_IN_SYNC: whether RTF and text agree.</summary>
        public const uint RtfInSync = 0xE1F000B;
        /// <summary>PR_NATIVE_BODY_INFO: which body is the native one.</summary>
        public const uint NativeBodyInfo = 0x10160003;
        /// <summary>PR_INTERNET_MESSAGE_ID: Message-ID.</summary>
        public const uint InternetMessageId = 0x1035001F;
        /// <summary>PR_IN_REPLY_TO_ID: In-Reply-To.</summary>
        public const uint InReplyToId = 0x1042001F;
        /// <summary>PR_INTERNET_REFERENCES: References.</summary>
        public const uint InternetReferences = 0x1039001F;
        /// <summary>PR_TRANSPORT_MESSAGE_HEADERS: headers of the message.</summary>
        public const uint TransportMessageHeaders = 0x7D001F;
        /// <summary>PR_INTERNET_CONTENT: the item's native text (MIME, iCalendar, vCard), byte for byte; read and written by stream.</summary>
        public const uint InternetContent = 0x66590102;
        /// <summary>PR_INTERNET_CPID: code page.</summary>
        public const uint InternetCpid = 0x3FDE0003;
        /// <summary>PR_MESSAGE_RECIPIENTS: the recipients; see iostx_message_get_recipients.</summary>
        public const uint MessageRecipients = 0xE12000D;
        /// <summary>PR_RECIPIENT_TYPE: 0 originator, 1 to, 2 copy, 3 blind copy.</summary>
        public const uint RecipientType = 0xC150003;
        /// <summary>PR_ADDRTYPE: kind of the address, such as SMTP.</summary>
        public const uint AddrType = 0x3002001F;
        /// <summary>PR_EMAIL_ADDRESS: the address.</summary>
        public const uint EmailAddress = 0x3003001F;
        /// <summary>PR_SMTP_ADDRESS: internet address.</summary>
        public const uint SmtpAddress = 0x39FE001F;
        /// <summary>PR_ROWID: number of the row.</summary>
        public const uint Rowid = 0x30000003;
        /// <summary>PR_RESPONSIBILITY: whether somebody took responsibility for delivery.</summary>
        public const uint Responsibility = 0xE0F000B;
        /// <summary>PR_MESSAGE_ATTACHMENTS: the attachments.</summary>
        public const uint MessageAttachments = 0xE13000D;
        /// <summary>PR_ATTACH_NUM: number of the attachment.</summary>
        public const uint AttachNum = 0xE210003;
        /// <summary>PR_ATTACH_SIZE: size.</summary>
        public const uint AttachSize = 0xE200003;
        /// <summary>PR_ATTACH_METHOD: 1 by value, 5 embedded message, 6 OLE.</summary>
        public const uint AttachMethod = 0x37050003;
        /// <summary>PR_ATTACH_DATA_BIN: data.</summary>
        public const uint AttachDataBin = 0x37010102;
        /// <summary>PR_ATTACH_DATA_OBJ: object.</summary>
        public const uint AttachDataObj = 0x3701000D;
        /// <summary>PR_ATTACH_FILENAME: short file name.</summary>
        public const uint AttachFilename = 0x3704001F;
        /// <summary>PR_ATTACH_LONG_FILENAME: file name.</summary>
        public const uint AttachLongFilename = 0x3707001F;
        /// <summary>PR_ATTACH_EXTENSION: file extension.</summary>
        public const uint AttachExtension = 0x3703001F;
        /// <summary>PR_ATTACH_MIME_TAG: MIME type.</summary>
        public const uint AttachMimeTag = 0x370E001F;
        /// <summary>PR_RENDERING_POSITION: place in the body.</summary>
        public const uint RenderingPosition = 0x370B0003;
        /// <summary>PR_SUBMIT_FLAGS: bits IOSTX_SUBMITFLAG_*. Read only.</summary>
        public const uint SubmitFlags = 0xE140003;
        /// <summary>PR_DELETE_AFTER_SUBMIT: delete when sent.</summary>
        public const uint DeleteAfterSubmit = 0xE01000B;
        /// <summary>PR_SENTMAIL_ENTRYID: folder to move it to when sent.</summary>
        public const uint SentMailEntryId = 0xE0A0102;
        /// <summary>PR_READ_RECEIPT_REQUESTED: whether a read receipt is asked for.</summary>
        public const uint ReadReceiptRequested = 0x29000B;
        /// <summary>PR_START_DATE: start.</summary>
        public const uint StartDate = 0x600040;
        /// <summary>PR_END_DATE: end.</summary>
        public const uint EndDate = 0x610040;
        /// <summary>PR_OWNER_APPT_ID: id of the owner's appointment.</summary>
        public const uint OwnerApptId = 0x620003;
        /// <summary>PR_GIVEN_NAME: given name.</summary>
        public const uint GivenName = 0x3A06001F;
        /// <summary>PR_SURNAME: surname.</summary>
        public const uint Surname = 0x3A11001F;
        /// <summary>PR_COMPANY_NAME: company.</summary>
        public const uint CompanyName = 0x3A16001F;
        /// <summary>PR_TITLE: job title.</summary>
        public const uint Title = 0x3A17001F;
        /// <summary>PR_BUSINESS_TELEPHONE_NUMBER: business telephone.</summary>
        public const uint BusinessTelephoneNumber = 0x3A08001F;
        /// <summary>PR_HOME_TELEPHONE_NUMBER: home telephone.</summary>
        public const uint HomeTelephoneNumber = 0x3A09001F;
        /// <summary>PR_MOBILE_TELEPHONE_NUMBER: mobile telephone.</summary>
        public const uint MobileTelephoneNumber = 0x3A1C001F;
        /// <summary>PR_MESSAGE_DOWNLOAD_TIME: estimated seconds to fetch the whole item.</summary>
        public const uint MessageDownloadTime = 0xE180003;
        /// <summary>PR_HEADER_FOLDER_ENTRYID: folder of the headers.</summary>
        public const uint HeaderFolderEntryId = 0x3E0A0102;
        /// <summary>PR_REMOTE_PROGRESS: progress of the fetch.</summary>
        public const uint RemoteProgress = 0x3E0B0003;
        /// <summary>IOSTX_PR_REMOTE_ID: id of the object on the server: opaque, at most 1024 bytes, unique among the items of a folder. Setting it is no local change.</summary>
        public const uint RemoteId = 0x7E010102;
        /// <summary>IOSTX_PR_REMOTE_VERSION: version of the object on the server: opaque, at most 1024 bytes; empty means unknown. Setting it is no local change.</summary>
        public const uint RemoteVersion = 0x7E020102;
        /// <summary>IOSTX_PR_MATCH_KEY: match key: what the item is recognised by when its remote id is unknown (UID of iCalendar and vCard, Message-ID). Setting it is no local change.</summary>
        public const uint MatchKey = 0x7E030102;
        /// <summary>IOSTX_PR_PARENT_REMOTE_ID: remote id of the parent folder.</summary>
        public const uint ParentRemoteId = 0x7E040102;
        /// <summary>IOSTX_PR_SPECIAL_FOLDER: role of a folder, one of IOSTX_FOLDER_*.</summary>
        public const uint SpecialFolder = 0x7E050003;
        /// <summary>IOSTX_PR_FINGERPRINT: fingerprint: what a listing tells of an item without its body (size, date, a digest of the server's).</summary>
        public const uint Fingerprint = 0x7E060102;
        /// <summary>IOSTX_PR_MATCH_STRENGTH: strength of the match key, one of IOSTX_MATCH_*.</summary>
        public const uint MatchStrength = 0x7E070003;
        /// <summary>IOSTX_PR_CONTENT_SIZE: size in bytes of PR_INTERNET_CONTENT. Read only.</summary>
        public const uint ContentSize = 0x7E080014;
        /// <summary>IOSTX_PR_PENDING: what is pending for upload, bits IOSTX_PENDING_*. Read only.</summary>
        public const uint Pending = 0x7E090003;
        /// <summary>IOSTX_PR_PENDING_COUNT: pending changes in a folder, itself included. Read only.</summary>
        public const uint PendingCount = 0x7E0A0003;
        /// <summary>IOSTX_PR_LOCAL_ONLY: the folder is never offered to a server.</summary>
        public const uint LocalOnly = 0x7E0B000B;
        /// <summary>IOSTX_PR_CHANGED_TAGS: tags of the properties that are pending. Read only.</summary>
        public const uint ChangedTags = 0x7E0C1003;
        /// <summary>PidNameKeywords: keywords (categories) of the item: the named property "Keywords" of PS_PUBLIC_STRINGS, which has this tag in every store.</summary>
        public const uint Keywords = 0x8000101F;
        /// <summary>PidLidHeaderItem: not zero when only the header of the item is here: the named property 0x8578 of PSETID_Common, which has this tag in every store. Read only.</summary>
        public const uint HeaderItem = 0x80010003;
        /// <summary>IOSTX_PR_KEYWORDS_ADDED: keywords added since the last synchronization. Read only.</summary>
        public const uint KeywordsAdded = 0x7E0E101F;
        /// <summary>IOSTX_PR_KEYWORDS_REMOVED: keywords removed since the last synchronization. Read only.</summary>
        public const uint KeywordsRemoved = 0x7E0F101F;
        /// <summary>IOSTX_PR_ATTEMPTS: attempts that failed in a row. Read only.</summary>
        public const uint Attempts = 0x7E100003;
        /// <summary>IOSTX_PR_LAST_ERROR: code of the last failure. Read only.</summary>
        public const uint LastError = 0x7E110003;
        /// <summary>IOSTX_PR_LAST_ERROR_TEXT: text of the last failure, as the agent gave it. Read only.</summary>
        public const uint LastErrorText = 0x7E12001F;
        /// <summary>IOSTX_PR_NEXT_ATTEMPT: when the item is offered again. Read only.</summary>
        public const uint NextAttempt = 0x7E130040;
        /// <summary>IOSTX_PR_BACKED_OFF: whether that time lies ahead. Read only.</summary>
        public const uint BackedOff = 0x7E14000B;
        /// <summary>IOSTX_PR_WANTED_REASON: why a remote id is on the wanted list, one of IOSTX_WANTED_*. Read only.</summary>
        public const uint WantedReason = 0x7E150003;
        /// <summary>IOSTX_PR_HELD_COUNT: deletions of a folder that are held. Read only.</summary>
        public const uint HeldCount = 0x7E160003;
        /// <summary>IOSTX_PR_RETRY_MARK: whether an upload was begun whose answer is not known. Read only.</summary>
        public const uint RetryMark = 0x7E17000B;
        /// <summary>IOSTX_PR_COOKIE: cookie that the agent left with that attempt. Read only.</summary>
        public const uint Cookie = 0x7E180102;
        /// <summary>IOSTX_PR_LAST_OCCURRENCE: end of the last occurrence of a recurring item, for the scope of its folder.</summary>
        public const uint LastOccurrence = 0x7E1A0040;
        /// <summary>IOSTX_PR_SERVER_FLAGS: the message flags as the server had them last. Read only.</summary>
        public const uint ServerFlags = 0x7E1B0003;
        /// <summary>IOSTX_PR_DEPTH: depth of a folder below the folder that was listed; its children have 1. Read only.</summary>
        public const uint Depth = 0x7E1C0003;
        /// <summary>IOSTX_PR_SOURCE_FOLDER_ENTRYID: folder that a moved item came from. Read only.</summary>
        public const uint SourceFolderEntryId = 0x7E1D0102;
        /// <summary>IOSTX_PR_SOURCE_REMOTE_ID: remote id of a moved item in the folder that it came from. Read only.</summary>
        public const uint SourceRemoteId = 0x7E1E0102;
        /// <summary>IOSTX_PR_CONFLICT_KIND: kind of a conflict, one of IOSTX_CONFLICT_*. Read only.</summary>
        public const uint ConflictKind = 0x7E1F0003;
        /// <summary>IOSTX_PR_CONFLICT_TIME: when the conflict was found. Read only.</summary>
        public const uint ConflictTime = 0x7E200040;
        /// <summary>IOSTX_PR_OUTGOING_STATE: state of a queued message, one of IOSTX_OUTGOING_*. Read only.</summary>
        public const uint OutgoingState = 0x7E210003;
        /// <summary>IOSTX_PR_CHECK_SEVERITY: severity of a finding of iostx_store_check: 1 remark, 2 error. Read only.</summary>
        public const uint CheckSeverity = 0x7E220003;
        /// <summary>IOSTX_PR_CHECK_TEXT: a finding of iostx_store_check in words. Read only.</summary>
        public const uint CheckText = 0x7E23001F;
        /// <summary>IOSTX_PR_CONFLICT_TEXT: what happened in a conflict, in words. Read only.</summary>
        public const uint ConflictText = 0x7E24001F;
        /// <summary>IOSTX_PR_CONFLICT_COUNT: conflicts of a folder that were kept or wait. Read only.</summary>
        public const uint ConflictCount = 0x7E250003;
        /// <summary>IOSTX_PR_FAILURE_COUNT: what failed too often in a folder, itself included. Read only.</summary>
        public const uint FailureCount = 0x7E260003;
        /// <summary>IOSTX_PR_WANTED_COUNT: remote ids of a folder that must be fetched. Read only.</summary>
        public const uint WantedCount = 0x7E270003;
        /// <summary>IOSTX_PR_PUBLIC_FOLDER: whether a folder, with those below it, is a public one, which many users share. The agent says so when it imports the folder; the structure of an upload table has it as IOSTX_UPT_PUBLIC.</summary>
        public const uint PublicFolder = 0x7E28000B;
        /// <summary>IOSTX_PR_SYNCMGR_HANDLER: id of the handler.</summary>
        public const uint SyncMgrHandler = 0x7E300048;
        /// <summary>IOSTX_PR_SYNCMGR_ITEM: id of the item.</summary>
        public const uint SyncMgrItem = 0x7E310048;
        /// <summary>IOSTX_PR_SYNCMGR_NAME: name of the handler or item.</summary>
        public const uint SyncMgrName = 0x7E32001F;
        /// <summary>IOSTX_PR_SYNCMGR_DESCRIPTION: description that the handler was registered with.</summary>
        public const uint SyncMgrDescription = 0x7E33001F;
        /// <summary>IOSTX_PR_SYNCMGR_REGISTER_FLAGS: IOSTX_SYNCMGRREGISTERFLAG_*.</summary>
        public const uint SyncMgrRegisterFlags = 0x7E340003;
        /// <summary>IOSTX_PR_SYNCMGR_FLAGS: IOSTX_SYNCMGRHANDLER_*, IOSTX_SYNCMGRITEM_*, or IOSTX_SYNCMGRERRORFLAG_*.</summary>
        public const uint SyncMgrFlags = 0x7E350003;
        /// <summary>IOSTX_PR_SYNCMGR_ICON: icon, by name.</summary>
        public const uint SyncMgrIcon = 0x7E36001F;
        /// <summary>IOSTX_PR_SYNCMGR_ICON_HANDLE: icon, as the pointer that the handler gave in this process.</summary>
        public const uint SyncMgrIconHandle = 0x7E370014;
        /// <summary>IOSTX_PR_SYNCMGR_STATE: IOSTX_SYNCMGR_STATE_*.</summary>
        public const uint SyncMgrState = 0x7E380003;
        /// <summary>IOSTX_PR_SYNCMGR_STATUS: IOSTX_SYNCMGRSTATUS_* of an item: now, or at the end of its last run.</summary>
        public const uint SyncMgrStatus = 0x7E390003;
        /// <summary>IOSTX_PR_SYNCMGR_STATUS_TEXT: text of the status.</summary>
        public const uint SyncMgrStatusText = 0x7E3A001F;
        /// <summary>IOSTX_PR_SYNCMGR_PROG_VALUE: how far the item, or all of a handler, is.</summary>
        public const uint SyncMgrProgValue = 0x7E3B0003;
        /// <summary>IOSTX_PR_SYNCMGR_MAX_VALUE: what that counts to.</summary>
        public const uint SyncMgrMaxValue = 0x7E3C0003;
        /// <summary>IOSTX_PR_SYNCMGR_CHECKED: whether the item is chosen.</summary>
        public const uint SyncMgrChecked = 0x7E3D000B;
        /// <summary>IOSTX_PR_SYNCMGR_ENABLED: whether it may run at all.</summary>
        public const uint SyncMgrEnabled = 0x7E3E000B;
        /// <summary>IOSTX_PR_SYNCMGR_REASON: why not.</summary>
        public const uint SyncMgrReason = 0x7E3F001F;
        /// <summary>IOSTX_PR_SYNCMGR_LAST_RUN: when its last run ended.</summary>
        public const uint SyncMgrLastRun = 0x7E400040;
        /// <summary>IOSTX_PR_SYNCMGR_LAST_RESULT: code of its last run.</summary>
        public const uint SyncMgrLastResult = 0x7E410003;
        /// <summary>IOSTX_PR_SYNCMGR_LAST_OUTCOME: IOSTX_SYNCMGR_OUTCOME_* of its last run.</summary>
        public const uint SyncMgrLastOutcome = 0x7E420003;
        /// <summary>IOSTX_PR_SYNCMGR_LAST_SUCCESS: when it last succeeded.</summary>
        public const uint SyncMgrLastSuccess = 0x7E430040;
        /// <summary>IOSTX_PR_SYNCMGR_LAST_UPDATE: ftLastUpdate: when the handler says that the item was last updated.</summary>
        public const uint SyncMgrLastUpdate = 0x7E440040;
        /// <summary>IOSTX_PR_SYNCMGR_NEXT_RUN: when its schedule is due.</summary>
        public const uint SyncMgrNextRun = 0x7E450040;
        /// <summary>IOSTX_PR_SYNCMGR_ERRORS: lines of level error in the log.</summary>
        public const uint SyncMgrErrors = 0x7E460003;
        /// <summary>IOSTX_PR_SYNCMGR_WARNINGS: lines of level warning in the log.</summary>
        public const uint SyncMgrWarnings = 0x7E470003;
        /// <summary>IOSTX_PR_SYNCMGR_CONFLICTS: conflicts that wait.</summary>
        public const uint SyncMgrConflicts = 0x7E480003;
        /// <summary>IOSTX_PR_SYNCMGR_LEVEL: IOSTX_SYNCMGRLOGLEVEL_*.</summary>
        public const uint SyncMgrLevel = 0x7E490003;
        /// <summary>IOSTX_PR_SYNCMGR_TEXT: text of a line of the log, or of a conflict.</summary>
        public const uint SyncMgrText = 0x7E4A001F;
        /// <summary>IOSTX_PR_SYNCMGR_ERROR_ID: ErrorID of a line of the log.</summary>
        public const uint SyncMgrErrorId = 0x7E4B0048;
        /// <summary>IOSTX_PR_SYNCMGR_LINK: where the link of a line leads.</summary>
        public const uint SyncMgrLink = 0x7E4C001F;
        /// <summary>IOSTX_PR_SYNCMGR_LINK_TEXT: text of the link.</summary>
        public const uint SyncMgrLinkText = 0x7E4D001F;
        /// <summary>IOSTX_PR_SYNCMGR_TIME: when it was logged, or found.</summary>
        public const uint SyncMgrTime = 0x7E4E0040;
        /// <summary>IOSTX_PR_SYNCMGR_CAN_OPEN: whether iostx_syncmgr_show_error can open the line now.</summary>
        public const uint SyncMgrCanOpen = 0x7E4F000B;
        /// <summary>IOSTX_PR_SYNCMGR_CONFLICT_ID: id of a conflict.</summary>
        public const uint SyncMgrConflictId = 0x7E500048;
        /// <summary>IOSTX_PR_SYNCMGR_SEQUENCE: number of a line of the log; later lines have higher ones.</summary>
        public const uint SyncMgrSequence = 0x7E510014;
    }

    /// <summary>Bits of PR_MESSAGE_FLAGS.</summary>
    [Flags]
    public enum MessageFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>MSGFLAG_READ: read.</summary>
        Read = 0x1,
        /// <summary>MSGFLAG_UNMODIFIED: not modified since it was received or first saved.</summary>
        Unmodified = 0x2,
        /// <summary>MSGFLAG_SUBMIT: in the outgoing queue. Read only.</summary>
        Submit = 0x4,
        /// <summary>MSGFLAG_UNSENT: a draft.</summary>
        Unsent = 0x8,
        /// <summary>MSGFLAG_HASATTACH: has attachments. Given by imports, kept when an app sets flags; the store does not look into the native text.</summary>
        HasAttach = 0x10,
        /// <summary>MSGFLAG_FROMME: sent by the user.</summary>
        FromMe = 0x20,
        /// <summary>MSGFLAG_ASSOCIATED: associated. Read only.</summary>
        Associated = 0x40,
        /// <summary>MSGFLAG_RESEND: a message to be sent again.</summary>
        Resend = 0x80,
        /// <summary>MSGFLAG_RN_PENDING: a read receipt is owed.</summary>
        RnPending = 0x100,
        /// <summary>MSGFLAG_NRN_PENDING: a non-read receipt is owed.</summary>
        NrnPending = 0x200,
        /// <summary>MSGFLAG_EVERREAD: was read at least once. Read only.</summary>
        Everread = 0x400,
        /// <summary>MSGFLAG_ORIGIN_X400: came by X.400.</summary>
        OriginX400 = 0x1000,
        /// <summary>MSGFLAG_ORIGIN_INTERNET: came by the internet.</summary>
        OriginInternet = 0x2000,
        /// <summary>MSGFLAG_ORIGIN_MISC_EXT: came by another way.</summary>
        OriginMiscExt = 0x8000,
        /// <summary>MSGFLAG_OUTLOOK_NON_EMS_XP: came by another transport than Exchange.</summary>
        OutlookNonEmsXp = 0x10000,
    }

    /// <summary>Bits of PR_MSG_STATUS.</summary>
    [Flags]
    public enum MessageStatus : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>MSGSTATUS_HIGHLIGHTED: highlighted.</summary>
        Highlighted = 0x1,
        /// <summary>MSGSTATUS_TAGGED: tagged.</summary>
        Tagged = 0x2,
        /// <summary>MSGSTATUS_HIDDEN: hidden.</summary>
        Hidden = 0x4,
        /// <summary>MSGSTATUS_DELMARKED: marked for deletion (IMAP \Deleted).</summary>
        DelMarked = 0x8,
        /// <summary>MSGSTATUS_DRAFT: a draft.</summary>
        Draft = 0x100,
        /// <summary>MSGSTATUS_ANSWERED: answered.</summary>
        Answered = 0x200,
        /// <summary>MSGSTATUS_IN_CONFLICT: in conflict. Read only.</summary>
        InConflict = 0x800,
        /// <summary>MSGSTATUS_REMOTE_DOWNLOAD: the user wants the whole item.</summary>
        RemoteDownload = 0x1000,
        /// <summary>MSGSTATUS_REMOTE_DELETE: the user wants it deleted on the server.</summary>
        RemoteDelete = 0x2000,
        /// <summary>MSGSTATUS_MDNSENT: a disposition notification was sent ($MDNSent).</summary>
        Mdnsent = 0x4000,
    }

    /// <summary>Values of PR_OBJECT_TYPE.</summary>
    public enum ObjectType : uint
    {
        /// <summary>MAPI_STORE: value of PR_OBJECT_TYPE.</summary>
        Store = 0x1,
        /// <summary>MAPI_ADDRESS_BOOK: value of PR_OBJECT_TYPE.</summary>
        AddressBook = 0x2,
        /// <summary>MAPI_FOLDER: value of PR_OBJECT_TYPE.</summary>
        Folder = 0x3,
        /// <summary>MAPI_AB_CONTAINER: value of PR_OBJECT_TYPE.</summary>
        AbContainer = 0x4,
        /// <summary>MAPI_MESSAGE: value of PR_OBJECT_TYPE.</summary>
        Message = 0x5,
        /// <summary>MAPI_MAIL_USER: value of PR_OBJECT_TYPE.</summary>
        MailUser = 0x6,
        /// <summary>MAPI_ATTACHMENT: value of PR_OBJECT_TYPE.</summary>
        Attachment = 0x7,
        /// <summary>MAPI_DISTLIST: value of PR_OBJECT_TYPE.</summary>
        Distlist = 0x8,
    }

    /// <summary>Values of PR_RECIPIENT_TYPE.</summary>
    public enum RecipientType : uint
    {
        /// <summary>MAPI_ORIG: originator.</summary>
        Orig = 0x0,
        /// <summary>MAPI_TO: primary.</summary>
        To = 0x1,
        /// <summary>MAPI_CC: copy.</summary>
        Cc = 0x2,
        /// <summary>MAPI_BCC: blind copy.</summary>
        Bcc = 0x3,
    }

    /// <summary>Strength of a match key.</summary>
    public enum MatchStrength : uint
    {
        /// <summary>No key.</summary>
        None = 0x0,
        /// <summary>Several items may share it (Message-ID).</summary>
        Weak = 0x1,
        /// <summary>Unique in its folder by protocol (UID of iCalendar and vCard).</summary>
        Strong = 0x2,
    }

    /// <summary>Kinds of names of named properties.</summary>
    public enum NameKind : uint
    {
        /// <summary>MNID_ID: the name is a number.</summary>
        Id = 0x0,
        /// <summary>MNID_STRING: the name is a text.</summary>
        String = 0x1,
    }

    /// <summary>Numbers of named properties, each with its set.</summary>
    public static class Lid
    {
        /// <summary>Appointment: start, PT_SYSTIME.</summary>
        public const uint AppointmentStart = 0x820D;
        /// <summary>Appointment: end, PT_SYSTIME.</summary>
        public const uint AppointmentEnd = 0x820E;
        /// <summary>Appointment: duration in minutes, PT_LONG.</summary>
        public const uint AppointmentDuration = 0x8213;
        /// <summary>Appointment: location, PT_UNICODE.</summary>
        public const uint Location = 0x8208;
        /// <summary>Appointment: busy status, PT_LONG.</summary>
        public const uint BusyStatus = 0x8205;
        /// <summary>Appointment: all day, PT_BOOLEAN.</summary>
        public const uint AllDay = 0x8215;
        /// <summary>Appointment: recurring, PT_BOOLEAN.</summary>
        public const uint Recurring = 0x8223;
        /// <summary>Meeting: global object id, PT_BINARY.</summary>
        public const uint GlobalObjectId = 0x3;
        /// <summary>Meeting: global object id of the series, PT_BINARY.</summary>
        public const uint CleanGlobalObjectId = 0x23;
        /// <summary>Task: status, PT_LONG.</summary>
        public const uint TaskStatus = 0x8101;
        /// <summary>Task: part done, 0 to 1, PT_DOUBLE.</summary>
        public const uint TaskPercentComplete = 0x8102;
        /// <summary>Task: start, PT_SYSTIME.</summary>
        public const uint TaskStart = 0x8104;
        /// <summary>Task: due, PT_SYSTIME.</summary>
        public const uint TaskDue = 0x8105;
        /// <summary>Task: when completed, PT_SYSTIME.</summary>
        public const uint TaskCompleted = 0x810F;
        /// <summary>Task: is complete, PT_BOOLEAN.</summary>
        public const uint TaskComplete = 0x811C;
        /// <summary>Address: file as, PT_UNICODE.</summary>
        public const uint FileUnder = 0x8005;
        /// <summary>Address: name of the first e-mail address, PT_UNICODE.</summary>
        public const uint Email1Name = 0x8080;
        /// <summary>Address: first e-mail address, PT_UNICODE.</summary>
        public const uint Email1Address = 0x8083;
        /// <summary>Log: type of a journal entry, PT_UNICODE.</summary>
        public const uint LogType = 0x8700;
        /// <summary>Log: start, PT_SYSTIME.</summary>
        public const uint LogStart = 0x8706;
        /// <summary>Log: duration in minutes, PT_LONG.</summary>
        public const uint LogDuration = 0x8707;
        /// <summary>Log: end, PT_SYSTIME.</summary>
        public const uint LogEnd = 0x8708;
        /// <summary>Note: colour, PT_LONG.</summary>
        public const uint NoteColor = 0x8B00;
        /// <summary>Note: width, PT_LONG.</summary>
        public const uint NoteWidth = 0x8B02;
        /// <summary>Note: height, PT_LONG.</summary>
        public const uint NoteHeight = 0x8B03;
        /// <summary>Common: start, PT_SYSTIME.</summary>
        public const uint CommonStart = 0x8516;
        /// <summary>Common: end, PT_SYSTIME.</summary>
        public const uint CommonEnd = 0x8517;
        /// <summary>Common: reminder is set, PT_BOOLEAN.</summary>
        public const uint ReminderSet = 0x8503;
        /// <summary>Common: time of the reminder, PT_SYSTIME.</summary>
        public const uint ReminderTime = 0x8502;
        /// <summary>Common: not zero when only the header is here, PT_LONG.</summary>
        public const uint HeaderItem = 0x8578;
    }

    /// <summary>How a run goes.</summary>
    [Flags]
    public enum ReplicateFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>The download comes before the upload.</summary>
        DownloadFirst = 0x1,
    }

    /// <summary>What is to be told of a run.</summary>
    [Flags]
    public enum ReplicateReportFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>Deletions are held until they are confirmed or rejected (iostx_store_list_held).</summary>
        DeletionsHeld = 0x1,
    }

    /// <summary>Why a run was started: the low byte is a number, behind it come bits.</summary>
    public enum SyncMgrFlags : uint
    {
        /// <summary>SYNCMGRFLAG_CONNECT: the network came up.</summary>
        Connect = 0x1,
        /// <summary>SYNCMGRFLAG_PENDINGDISCONNECT: the network is about to go.</summary>
        PendingDisconnect = 0x2,
        /// <summary>SYNCMGRFLAG_MANUAL: a user started it.</summary>
        Manual = 0x3,
        /// <summary>SYNCMGRFLAG_IDLE: the machine is idle.</summary>
        Idle = 0x4,
        /// <summary>SYNCMGRFLAG_INVOKE: a program started it (ISyncMgrSynchronizeInvoke).</summary>
        Invoke = 0x5,
        /// <summary>SYNCMGRFLAG_SCHEDULED: a schedule started it.</summary>
        Scheduled = 0x6,
        /// <summary>SYNCMGRFLAG_EVENTMASK: mask of the number.</summary>
        EventMask = 0xFF,
        /// <summary>SYNCMGRFLAG_SETTINGS: opened only to configure: no synchronization follows.</summary>
        Settings = 0x100,
        /// <summary>SYNCMGRFLAG_MAYBOTHERUSER: the handler may show windows.</summary>
        MayBotherUser = 0x200,
    }

    /// <summary>State of an item in a run.</summary>
    public enum SyncMgrStatus : uint
    {
        /// <summary>SYNCMGRSTATUS_STOPPED: not running.</summary>
        Stopped = 0x0,
        /// <summary>SYNCMGRSTATUS_SKIPPED: passed over. The only one that SetItemStatus is given.</summary>
        Skipped = 0x1,
        /// <summary>SYNCMGRSTATUS_PENDING: its turn comes.</summary>
        Pending = 0x2,
        /// <summary>SYNCMGRSTATUS_UPDATING: being synchronized.</summary>
        Updating = 0x3,
        /// <summary>SYNCMGRSTATUS_SUCCEEDED: done.</summary>
        Succeeded = 0x4,
        /// <summary>SYNCMGRSTATUS_FAILED: failed.</summary>
        Failed = 0x5,
        /// <summary>SYNCMGRSTATUS_PAUSED: paused.</summary>
        Paused = 0x6,
        /// <summary>SYNCMGRSTATUS_RESUMING: going on.</summary>
        Resuming = 0x7,
        /// <summary>SYNCMGRSTATUS_UPDATING_INDETERMINATE: being synchronized, nobody knows how far.</summary>
        UpdatingIndeterminate = 0x8,
        /// <summary>SYNCMGRSTATUS_DELETED: the item is gone: the manager forgets it.</summary>
        Deleted = 0x100,
    }

    /// <summary>What a handler can do.</summary>
    [Flags]
    public enum SyncMgrHandlerFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRHANDLER_HASPROPERTIES: it has properties to show.</summary>
        HasProperties = 0x1,
        /// <summary>SYNCMGRHANDLER_MAYESTABLISHCONNECTION: it may call EstablishConnection.</summary>
        MayEstablishConnection = 0x2,
        /// <summary>SYNCMGRHANDLER_ALWAYSLISTHANDLER: to be listed even without items.</summary>
        AlwaysListHandler = 0x4,
        /// <summary>SYNCMGRHANDLER_HIDDEN: not to be shown to users.</summary>
        Hidden = 0x8,
        /// <summary>SYNCMGRHANDLERFLAG_MASK: the known bits.</summary>
        Mask = 0xF,
    }

    /// <summary>What an item is.</summary>
    [Flags]
    public enum SyncMgrItemFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRITEM_HASPROPERTIES: it has properties to show.</summary>
        HasProperties = 0x1,
        /// <summary>SYNCMGRITEM_TEMPORARY: what is saved for it may be discarded when it is gone.</summary>
        Temporary = 0x2,
        /// <summary>SYNCMGRITEM_ROAMINGUSER: it follows the user, not the machine. Only carried.</summary>
        RoamingUser = 0x4,
        /// <summary>SYNCMGRITEM_LASTUPDATETIME: last_update is filled.</summary>
        LastUpdateTime = 0x8,
        /// <summary>SYNCMGRITEM_MAYDELETEITEM: users may delete it. Only carried.</summary>
        MayDeleteItem = 0x10,
        /// <summary>SYNCMGRITEM_HIDDEN: not to be shown to users.</summary>
        Hidden = 0x20,
        /// <summary>SYNCMGRITEM_ITEMFLAGMASK: the known bits.</summary>
        ItemFlagMask = 0x7F,
    }

    /// <summary>Whether an item is chosen.</summary>
    public enum SyncMgrItemState : uint
    {
        /// <summary>SYNCMGRITEMSTATE_UNCHECKED: not chosen.</summary>
        Unchecked = 0x0,
        /// <summary>SYNCMGRITEMSTATE_CHECKED: chosen.</summary>
        Checked = 0x1,
    }

    /// <summary>Levels of the error log.</summary>
    public enum SyncMgrLogLevel : uint
    {
        /// <summary>SYNCMGRLOGLEVEL_INFORMATION: for information.</summary>
        Information = 0x1,
        /// <summary>SYNCMGRLOGLEVEL_WARNING: a warning.</summary>
        Warning = 0x2,
        /// <summary>SYNCMGRLOGLEVEL_ERROR: an error.</summary>
        Error = 0x3,
        /// <summary>SYNCMGRLOGLEVEL_LOGLEVELMAX: the highest level.</summary>
        LogLevelMax = 0x3,
    }

    /// <summary>Flags of a line of the error log.</summary>
    [Flags]
    public enum SyncMgrErrorFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRERRORFLAG_ENABLEJUMPTEXT: users may open the line: ISyncMgrSynchronize::ShowError.</summary>
        EnableJumpText = 0x1,
    }

    /// <summary>How a program starts a handler.</summary>
    [Flags]
    public enum SyncMgrInvokeFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRINVOKE_STARTSYNC: start at once; without it users are asked to choose first (IOSTX_SYNCMGR_EVENT_CHOICE).</summary>
        StartSync = 0x2,
        /// <summary>SYNCMGRINVOKE_MINIMIZED: that choice begins minimized.</summary>
        Minimized = 0x4,
    }

    /// <summary>Events that a registered handler wants to run at.</summary>
    [Flags]
    public enum SyncMgrRegisterFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRREGISTERFLAG_CONNECT: when the network comes up.</summary>
        Connect = 0x1,
        /// <summary>SYNCMGRREGISTERFLAG_PENDINGDISCONNECT: before the network goes.</summary>
        PendingDisconnect = 0x2,
        /// <summary>SYNCMGRREGISTERFLAG_IDLE: when the machine is idle.</summary>
        Idle = 0x4,
        /// <summary>SYNCMGRREGISTERFLAGS_MASK: the known bits.</summary>
        Mask = 0x7,
    }

    /// <summary>Which parts of a progress are told.</summary>
    [Flags]
    public enum SyncMgrProgressMask : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRPROGRESSITEM_STATUSTEXT: status_text.</summary>
        StatusText = 0x1,
        /// <summary>SYNCMGRPROGRESSITEM_STATUSTYPE: status_type.</summary>
        StatusType = 0x2,
        /// <summary>SYNCMGRPROGRESSITEM_PROGVALUE: prog_value.</summary>
        ProgValue = 0x4,
        /// <summary>SYNCMGRPROGRESSITEM_MAXVALUE: max_value.</summary>
        MaxValue = 0x8,
    }

    /// <summary>Which parts of a line are told.</summary>
    [Flags]
    public enum SyncMgrLogErrorMask : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>SYNCMGRLOGERROR_ERRORFLAGS: error_flags.</summary>
        ErrorFlags = 0x1,
        /// <summary>SYNCMGRLOGERROR_ERRORID: error_id.</summary>
        ErrorId = 0x2,
        /// <summary>SYNCMGRLOGERROR_ITEMID: item_id.</summary>
        ItemId = 0x4,
        /// <summary>link and link_text. This library's own.</summary>
        Link = 0x10000,
    }

    /// <summary>Sizes of names, in UTF-16 units with the NUL.</summary>
    public static class SyncMgrSizes
    {
        /// <summary>MAX_SYNCMGRHANDLERNAME: name of a handler.</summary>
        public const uint Syncmgrhandlername = 0x20;
        /// <summary>MAX_SYNCMGRITEMNAME: name of an item.</summary>
        public const uint Syncmgritemname = 0x80;
    }

    /// <summary>How a conflict of a handler is resolved.</summary>
    public enum ResolveChoice : uint
    {
        /// <summary>RFC_CANCEL: not now: the conflict stays.</summary>
        Cancel = 0x0,
        /// <summary>RFC_KEEPBOTH: keep both versions.</summary>
        KeepBoth = 0x1,
        /// <summary>RFC_KEEPLOCAL: keep the version that is here.</summary>
        KeepLocal = 0x2,
        /// <summary>RFC_KEEPNETWORK: keep the server's version.</summary>
        KeepNetwork = 0x3,
        /// <summary>RFC_APPLY_TO_ALL: a bit beside: the same for all other conflicts of this handler.</summary>
        ApplyToAll = 0x10,
    }

    /// <summary>What is offered when a conflict is resolved.</summary>
    [Flags]
    public enum ResolveFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>RFCF_APPLY_ALL: offer to apply the choice to all.</summary>
        ApplyAll = 0x1,
    }

    /// <summary>Which version of a conflict is shown.</summary>
    public enum ResolveView : uint
    {
        /// <summary>RFCCM_VIEWLOCAL: show the version that is here.</summary>
        ViewLocal = 0x1,
        /// <summary>RFCCM_VIEWNETWORK: show the server's version.</summary>
        ViewNetwork = 0x2,
        /// <summary>RFCCM_NEEDELEMENT: never used.</summary>
        NeedElement = 0x3,
    }

    /// <summary>How a run ended.</summary>
    public enum SyncMgrOutcome : uint
    {
        /// <summary>There was no run yet.</summary>
        None = 0x0,
        /// <summary>SynchronizeCompleted(S_OK).</summary>
        Succeeded = 0x1,
        /// <summary>A call, or the run, answered a failure; last_result says which.</summary>
        Failed = 0x2,
        /// <summary>It was stopped.</summary>
        Cancelled = 0x3,
        /// <summary>Initialize or PrepareForSync answered S_FALSE: not this time.</summary>
        Declined = 0x4,
        /// <summary>No item was chosen.</summary>
        Nothing = 0x5,
        /// <summary>No sign of life for too long: it was given up.</summary>
        Stuck = 0x6,
        /// <summary>The process ended in the middle.</summary>
        Interrupted = 0x7,
        /// <summary>Not begun: another process runs this handler.</summary>
        Elsewhere = 0x8,
    }

    /// <summary>What a handler does now.</summary>
    public enum SyncMgrState : uint
    {
        /// <summary>This process has no factory for it.</summary>
        Unavailable = 0x0,
        /// <summary>Nothing.</summary>
        Idle = 0x1,
        /// <summary>It waits for its turn.</summary>
        Queued = 0x2,
        /// <summary>From Initialize to PrepareForSyncCompleted.</summary>
        Preparing = 0x3,
        /// <summary>From Synchronize to SynchronizeCompleted.</summary>
        Synchronizing = 0x4,
        /// <summary>It shows properties or an error, or resolves conflicts.</summary>
        Showing = 0x5,
        /// <summary>Given up, but a call of it has not returned.</summary>
        Stuck = 0x6,
    }

    /// <summary>What an application tells a manager.</summary>
    public enum SyncMgrNotify : uint
    {
        /// <summary>The network came up.</summary>
        Connect = 0x1,
        /// <summary>The network is about to go.</summary>
        PendingDisconnect = 0x2,
        /// <summary>The machine is idle.</summary>
        Idle = 0x3,
        /// <summary>The machine is about to sleep: nothing is begun until it resumes.</summary>
        Suspend = 0x4,
        /// <summary>It woke up: what was missed is caught up.</summary>
        Resume = 0x5,
    }

    /// <summary>What an application answers the clock of a manager.</summary>
    [Flags]
    public enum SyncMgrPoll : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>There is a network.</summary>
        Online = 0x1,
        /// <summary>The machine is idle.</summary>
        Idle = 0x2,
    }

    /// <summary>How a schedule counts.</summary>
    [Flags]
    public enum SyncMgrScheduleFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>A time that passed while the machine slept or no process ran is made up for, once.</summary>
        CatchUp = 0x1,
        /// <summary>The time of day is UTC, not local time.</summary>
        Utc = 0x2,
    }

    /// <summary>Which options of an item are set.</summary>
    [Flags]
    public enum SyncMgrItemOptionMask : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>checked.</summary>
        Checked = 0x1,
        /// <summary>enabled and reason.</summary>
        Enabled = 0x2,
    }

    /// <summary>Kinds of events of a manager.</summary>
    public enum SyncMgrEventKind : uint
    {
        /// <summary>Events were lost: list again.</summary>
        Overflow = 0x0,
        /// <summary>Handlers were registered, unregistered, attached, detached, their options changed, or one has nothing to do any more.</summary>
        Handlers = 0x1,
        /// <summary>The items of a handler, or their choices, changed.</summary>
        Items = 0x2,
        /// <summary>A run waits for its turn.</summary>
        Queued = 0x3,
        /// <summary>A run began.</summary>
        Started = 0x4,
        /// <summary>Progress of an item.</summary>
        Progress = 0x5,
        /// <summary>A run ended: code, and in status IOSTX_SYNCMGR_OUTCOME_*.</summary>
        Ended = 0x6,
        /// <summary>A line of the log was added.</summary>
        ErrorLogged = 0x7,
        /// <summary>Lines of the log were deleted.</summary>
        ErrorDeleted = 0x8,
        /// <summary>A program asks users to choose (UpdateItems without STARTSYNC): show the items, then iostx_syncmgr_start. status: the invoke flags.</summary>
        Choice = 0x9,
        /// <summary>Properties, an error, or the resolving of conflicts are done: code.</summary>
        Shown = 0xA,
        /// <summary>The list of conflicts changed.</summary>
        Conflicts = 0xB,
    }

    /// <summary>Flags of a manager.</summary>
    [Flags]
    public enum SyncMgrOptionFlags : uint
    {
        /// <summary>None.</summary>
        None = 0,
        /// <summary>No clock thread: the host calls iostx_syncmgr_run_due.</summary>
        NoClock = 0x1,
        /// <summary>Runs that a user or a program starts may show windows: SYNCMGRFLAG_MAYBOTHERUSER.</summary>
        Interactive = 0x2,
    }

    /// <summary>Sets of named properties, and the provider of wrapped stores.</summary>
    public static class PropertySet
    {
        /// <summary>PS_MAPI: the set of the properties that have fixed tags.</summary>
        public static readonly Guid Mapi = Octets.ParseGuid("2803020000000000c000000000000046");
        /// <summary>PS_PUBLIC_STRINGS: names that users and agents share, such as "Keywords".</summary>
        public static readonly Guid PublicStrings = Octets.ParseGuid("2903020000000000c000000000000046");
        /// <summary>PS_INTERNET_HEADERS: headers of a message by name.</summary>
        public static readonly Guid InternetHeaders = Octets.ParseGuid("8603020000000000c000000000000046");
        /// <summary>PSETID_Appointment.</summary>
        public static readonly Guid Appointment = Octets.ParseGuid("0220060000000000c000000000000046");
        /// <summary>PSETID_Task.</summary>
        public static readonly Guid Task = Octets.ParseGuid("0320060000000000c000000000000046");
        /// <summary>PSETID_Address.</summary>
        public static readonly Guid Address = Octets.ParseGuid("0420060000000000c000000000000046");
        /// <summary>PSETID_Common.</summary>
        public static readonly Guid Common = Octets.ParseGuid("0820060000000000c000000000000046");
        /// <summary>PSETID_Log.</summary>
        public static readonly Guid Log = Octets.ParseGuid("0a20060000000000c000000000000046");
        /// <summary>PSETID_Note.</summary>
        public static readonly Guid Note = Octets.ParseGuid("0e20060000000000c000000000000046");
        /// <summary>PSETID_Meeting.</summary>
        public static readonly Guid Meeting = Octets.ParseGuid("90dad86e0b451b1098da00aa003f1305");
        public static readonly Guid ProviderNst = Octets.ParseGuid("e92feb759650448683b87de522aa4948");
    }
}
