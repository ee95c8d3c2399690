//! The numbers of the store: flags of its calls, kinds of events, what is pending, roles of folders.
//!
//! Those that MAPI documents have its names and values (MAPIDefS.h, EdkMdb.h); the others are this library's own. These constants
//! go into the C header as they stand.

// Flags of iostx_store_options.
/// Open for reading only; writes answer MAPI_E_NO_ACCESS.
pub const IOSTX_STORE_READ_ONLY: u32 = 0x00000001_u32;
/// Answer MAPI_E_NOT_FOUND instead of creating the file.
pub const IOSTX_STORE_MUST_EXIST: u32 = 0x00000002_u32;
/// Answer MAPI_E_COLLISION if the file exists.
pub const IOSTX_STORE_CREATE_NEW: u32 = 0x00000004_u32;

// Flags to open objects (MAPIDefS.h).
/// MAPI_MODIFY: open for writing; without it an object is read only.
pub const IOSTX_MAPI_MODIFY: u32 = 0x00000001_u32;
/// SHOW_SOFT_DELETES: what lies in the local trash is seen too.
pub const IOSTX_SHOW_SOFT_DELETES: u32 = 0x00000002_u32;
/// MAPI_CREATE: iostx_message_open_stream: start with an empty value.
pub const IOSTX_MAPI_CREATE: u32 = 0x00000002_u32;
/// MAPI_BEST_ACCESS: open for writing if that is possible, else for reading.
pub const IOSTX_MAPI_BEST_ACCESS: u32 = 0x00000010_u32;
/// MAPI_ASSOCIATED: an associated item; in a listing: associated items instead of normal ones.
pub const IOSTX_MAPI_ASSOCIATED: u32 = 0x00000040_u32;

// Flags of iostx_store_map_names (MAPIDefS.h).
/// MAPI_CREATE: give a tag to a name that has none yet; without it such a name gets the tag PT_ERROR (0x0000000A).
pub const IOSTX_NAMES_CREATE: u32 = 0x00000002_u32;

// Flags of iostx_message_save (MAPIDefS.h, EdkMdb.h).
/// KEEP_OPEN_READONLY: the message stays open, for reading.
pub const IOSTX_KEEP_OPEN_READONLY: u32 = 0x00000001_u32;
/// KEEP_OPEN_READWRITE: the message stays open, for writing.
pub const IOSTX_KEEP_OPEN_READWRITE: u32 = 0x00000002_u32;
/// FORCE_SAVE: save over what another changed since; the replaced version goes to Conflicts.
pub const IOSTX_FORCE_SAVE: u32 = 0x00000004_u32;
/// SPAMFILTER_ONSAVE: accepted; there is no filter here.
pub const IOSTX_SPAMFILTER_ONSAVE: u32 = 0x00000080_u32;
/// ITEMPROC_FORCE: accepted; there are no rules here.
pub const IOSTX_ITEMPROC_FORCE: u32 = 0x00000800_u32;
/// NON_EMS_XP_SAVE: accepted.
pub const IOSTX_NON_EMS_XP_SAVE: u32 = 0x00001000_u32;

// Flags of folder calls (MAPIDefS.h).
/// OPEN_IF_EXISTS: create folder: open the one that has the name instead of answering MAPI_E_COLLISION.
pub const IOSTX_OPEN_IF_EXISTS: u32 = 0x00000001_u32;
/// MESSAGE_MOVE: copy messages: move them.
pub const IOSTX_MESSAGE_MOVE: u32 = 0x00000001_u32;
/// COPY_SUBFOLDERS: copy folder: with everything below it.
pub const IOSTX_COPY_SUBFOLDERS: u32 = 0x00000010_u32;
/// DEL_MESSAGES: delete folder: also if it holds messages.
pub const IOSTX_DEL_MESSAGES: u32 = 0x00000001_u32;
/// DEL_FOLDERS: delete folder: also if it holds folders.
pub const IOSTX_DEL_FOLDERS: u32 = 0x00000004_u32;
/// DEL_ASSOCIATED: delete folder: also if it holds associated items.
pub const IOSTX_DEL_ASSOCIATED: u32 = 0x00000008_u32;
/// DELETE_HARD_DELETE: delete past the trash.
pub const IOSTX_DELETE_HARD_DELETE: u32 = 0x00000010_u32;

// Flags of iostx_folder_set_read_flags (SetReadFlags).
/// SUPPRESS_RECEIPT: mark as read and send no read receipt.
pub const IOSTX_SUPPRESS_RECEIPT: u32 = 0x00000001_u32;
/// CLEAR_READ_FLAG: mark as unread.
pub const IOSTX_CLEAR_READ_FLAG: u32 = 0x00000004_u32;
/// GENERATE_RECEIPT_ONLY: send a pending read receipt, change nothing else.
pub const IOSTX_GENERATE_RECEIPT_ONLY: u32 = 0x00000010_u32;
/// CLEAR_RN_PENDING: no read receipt is owed any more.
pub const IOSTX_CLEAR_RN_PENDING: u32 = 0x00000020_u32;
/// CLEAR_NRN_PENDING: no non-read receipt is owed any more.
pub const IOSTX_CLEAR_NRN_PENDING: u32 = 0x00000040_u32;
/// All messages of the folder, instead of a list (in SetReadFlags a list that is NULL).
pub const IOSTX_ALL_MESSAGES: u32 = 0x00010000_u32;

// Flags of iostx_message_set_recipients (ModifyRecipients).
/// 0: the rows replace all recipients.
pub const IOSTX_MODRECIP_REPLACE: u32 = 0_u32;
/// MODRECIP_ADD: the rows are added.
pub const IOSTX_MODRECIP_ADD: u32 = 0x00000002_u32;
/// MODRECIP_MODIFY: the rows replace those with the same PR_ROWID.
pub const IOSTX_MODRECIP_MODIFY: u32 = 0x00000004_u32;
/// MODRECIP_REMOVE: the recipients with the PR_ROWID of the rows are removed.
pub const IOSTX_MODRECIP_REMOVE: u32 = 0x00000008_u32;

// Outgoing queue.
/// FORCE_SUBMIT: iostx_message_submit: accepted, has no effect.
pub const IOSTX_FORCE_SUBMIT: u32 = 0x00000001_u32;
/// MSG_UNLOCKED: iostx_store_set_lock_state: release the message.
pub const IOSTX_MSG_UNLOCKED: u32 = 0_u32;
/// MSG_LOCKED: iostx_store_set_lock_state: sole access, just before it is sent.
pub const IOSTX_MSG_LOCKED: u32 = 1_u32;
/// SUBMITFLAG_LOCKED: PR_SUBMIT_FLAGS: the message is locked for sending.
pub const IOSTX_SUBMITFLAG_LOCKED: u32 = 0x00000001_u32;
/// SUBMITFLAG_PREPROCESS: PR_SUBMIT_FLAGS: the message needs preprocessing.
pub const IOSTX_SUBMITFLAG_PREPROCESS: u32 = 0x00000002_u32;
/// Waits to be sent.
pub const IOSTX_OUTGOING_QUEUED: u32 = 1_u32;
/// Is being sent.
pub const IOSTX_OUTGOING_LOCKED: u32 = 2_u32;
/// Was being sent when the program ended; it is not sent again without the word of agent or user.
pub const IOSTX_OUTGOING_UNCERTAIN: u32 = 3_u32;

// Flags of iostx_store_check.
/// Looks at what can be looked at without reading every page.
pub const IOSTX_CHECK_QUICK: u32 = 0x00000001_u32;
/// Only the file: pages, indexes, references.
pub const IOSTX_CHECK_FILE: u32 = 0x00000002_u32;
/// Only the change tracking: bases, pending work, tombstones, counts.
pub const IOSTX_CHECK_TRACKING: u32 = 0x00000004_u32;

// Flags of iostx_store_list_folders.
/// CONVENIENT_DEPTH: the whole tree below the parent, parents before children; without it the direct children.
pub const IOSTX_FOLDERS_DEPTH: u32 = 0x00000001_u32;
/// Only folders that have pending work.
pub const IOSTX_FOLDERS_PENDING: u32 = 0x00000002_u32;

// Sort keys of iostx_list_options.
/// By date: delivery time, else modification time.
pub const IOSTX_SORT_DATE: u32 = 0_u32;
/// By subject, without prefix and case.
pub const IOSTX_SORT_SUBJECT: u32 = 1_u32;
/// By sender's name, without case.
pub const IOSTX_SORT_SENDER: u32 = 2_u32;
/// By size.
pub const IOSTX_SORT_SIZE: u32 = 3_u32;
/// By order of creation.
pub const IOSTX_SORT_ID: u32 = 4_u32;

// Flags of iostx_list_options.
/// Descending order.
pub const IOSTX_LIST_DESCENDING: u32 = 0x00000001_u32;
/// Associated items instead of normal ones.
pub const IOSTX_LIST_ASSOCIATED: u32 = 0x00000002_u32;
/// Only unread items.
pub const IOSTX_LIST_UNREAD: u32 = 0x00000004_u32;
/// Only flagged items.
pub const IOSTX_LIST_FLAGGED: u32 = 0x00000008_u32;
/// What lies in the local trash of the folder.
pub const IOSTX_LIST_TRASH: u32 = 0x00000010_u32;

// Origins of iostx_stream_seek and iostx_cursor_seek.
/// BOOKMARK_BEGINNING, STREAM_SEEK_SET: from the beginning.
pub const IOSTX_SEEK_BEGIN: u32 = 0_u32;
/// BOOKMARK_CURRENT, STREAM_SEEK_CUR: from the current position.
pub const IOSTX_SEEK_CURRENT: u32 = 1_u32;
/// BOOKMARK_END, STREAM_SEEK_END: from the end.
pub const IOSTX_SEEK_END: u32 = 2_u32;

// Kinds of columns of a page (iostx_page_column.kind).
/// The values are in numbers.
pub const IOSTX_COLUMN_NUMBERS: u32 = 1_u32;
/// The values are in text, between offsets.
pub const IOSTX_COLUMN_TEXT: u32 = 2_u32;

// Kinds of events (iostx_event.kind).
/// An item was created or came in.
pub const IOSTX_EVENT_ITEM_CREATED: u32 = 1_u32;
/// An item changed; changed says what.
pub const IOSTX_EVENT_ITEM_CHANGED: u32 = 2_u32;
/// An item was deleted.
pub const IOSTX_EVENT_ITEM_DELETED: u32 = 3_u32;
/// An item was moved; old_feid is where it was, changed says what else changed.
pub const IOSTX_EVENT_ITEM_MOVED: u32 = 4_u32;
/// A folder was created.
pub const IOSTX_EVENT_FOLDER_CREATED: u32 = 5_u32;
/// A folder was renamed or its properties changed.
pub const IOSTX_EVENT_FOLDER_CHANGED: u32 = 6_u32;
/// A folder was deleted.
pub const IOSTX_EVENT_FOLDER_DELETED: u32 = 7_u32;
/// A folder was moved, and perhaps renamed with it; old_feid is its old parent.
pub const IOSTX_EVENT_FOLDER_MOVED: u32 = 8_u32;
/// The items of a folder changed in another process: list it again.
pub const IOSTX_EVENT_FOLDER_CONTENTS: u32 = 9_u32;
/// The outgoing queue changed.
pub const IOSTX_EVENT_OUTGOING_CHANGED: u32 = 10_u32;
/// The application wants the whole of a header-only item.
pub const IOSTX_EVENT_FULL_WANTED: u32 = 11_u32;
/// A conflict was kept.
pub const IOSTX_EVENT_CONFLICT: u32 = 12_u32;
/// An item failed so often that it is listed under failures.
pub const IOSTX_EVENT_FAILURE: u32 = 13_u32;
/// Deletions of a folder are held.
pub const IOSTX_EVENT_HELD: u32 = 14_u32;
/// The queue was full and events were lost: list again.
pub const IOSTX_EVENT_OVERFLOW: u32 = 32_u32;

// Masks of events (iostx_events_options.mask): bit k - 1 stands for kind k.
/// IOSTX_EVENT_ITEM_CREATED.
pub const IOSTX_EVENTMASK_ITEM_CREATED: u32 = 0x00000001_u32;
/// IOSTX_EVENT_ITEM_CHANGED.
pub const IOSTX_EVENTMASK_ITEM_CHANGED: u32 = 0x00000002_u32;
/// IOSTX_EVENT_ITEM_DELETED.
pub const IOSTX_EVENTMASK_ITEM_DELETED: u32 = 0x00000004_u32;
/// IOSTX_EVENT_ITEM_MOVED.
pub const IOSTX_EVENTMASK_ITEM_MOVED: u32 = 0x00000008_u32;
/// IOSTX_EVENT_FOLDER_CREATED.
pub const IOSTX_EVENTMASK_FOLDER_CREATED: u32 = 0x00000010_u32;
/// IOSTX_EVENT_FOLDER_CHANGED.
pub const IOSTX_EVENTMASK_FOLDER_CHANGED: u32 = 0x00000020_u32;
/// IOSTX_EVENT_FOLDER_DELETED.
pub const IOSTX_EVENTMASK_FOLDER_DELETED: u32 = 0x00000040_u32;
/// IOSTX_EVENT_FOLDER_MOVED.
pub const IOSTX_EVENTMASK_FOLDER_MOVED: u32 = 0x00000080_u32;
/// IOSTX_EVENT_FOLDER_CONTENTS.
pub const IOSTX_EVENTMASK_FOLDER_CONTENTS: u32 = 0x00000100_u32;
/// IOSTX_EVENT_OUTGOING_CHANGED.
pub const IOSTX_EVENTMASK_OUTGOING_CHANGED: u32 = 0x00000200_u32;
/// IOSTX_EVENT_FULL_WANTED.
pub const IOSTX_EVENTMASK_FULL_WANTED: u32 = 0x00000400_u32;
/// IOSTX_EVENT_CONFLICT.
pub const IOSTX_EVENTMASK_CONFLICT: u32 = 0x00000800_u32;
/// IOSTX_EVENT_FAILURE.
pub const IOSTX_EVENTMASK_FAILURE: u32 = 0x00001000_u32;
/// IOSTX_EVENT_HELD.
pub const IOSTX_EVENTMASK_HELD: u32 = 0x00002000_u32;
/// All kinds.
pub const IOSTX_EVENTMASK_ALL: u32 = 0_u32;

// What changed (iostx_event.changed).
/// Properties.
pub const IOSTX_CHANGED_PROPERTIES: u32 = 0x00000001_u32;
/// Content.
pub const IOSTX_CHANGED_CONTENT: u32 = 0x00000002_u32;
/// Read state, flags, status or keywords.
pub const IOSTX_CHANGED_FLAGS: u32 = 0x00000004_u32;
/// Remote id or version.
pub const IOSTX_CHANGED_BINDING: u32 = 0x00000008_u32;
/// What is pending.
pub const IOSTX_CHANGED_PENDING: u32 = 0x00000010_u32;

// Where a change came from (iostx_event.origin).
/// A call of the application in this process.
pub const IOSTX_ORIGIN_APP: u32 = 1_u32;
/// An import by a session in this process.
pub const IOSTX_ORIGIN_IMPORT: u32 = 2_u32;
/// Another process.
pub const IOSTX_ORIGIN_OTHER: u32 = 3_u32;

// What is pending (IOSTX_PR_PENDING).
/// New.
pub const IOSTX_PENDING_NEW: u32 = 0x00000001_u32;
/// Moved in; of a folder: it has another parent.
pub const IOSTX_PENDING_MOVED: u32 = 0x00000002_u32;
/// Properties.
pub const IOSTX_PENDING_PROPERTIES: u32 = 0x00000004_u32;
/// Content.
pub const IOSTX_PENDING_CONTENT: u32 = 0x00000008_u32;
/// Read state.
pub const IOSTX_PENDING_READ: u32 = 0x00000010_u32;
/// Other flags, status or keywords.
pub const IOSTX_PENDING_FLAGS: u32 = 0x00000020_u32;
/// Deleted: of an item a tombstone.
pub const IOSTX_PENDING_DELETED: u32 = 0x00000040_u32;
/// Moved out: a tombstone.
pub const IOSTX_PENDING_MOVED_OUT: u32 = 0x00000080_u32;
/// Held by a conflict: not offered until it is resolved.
pub const IOSTX_PENDING_HELD: u32 = 0x00000100_u32;

// Roles of special folders (IOSTX_PR_SPECIAL_FOLDER, iostx_store_get_special_folder).
/// No special role.
pub const IOSTX_FOLDER_NONE: u32 = 0_u32;
/// The root of everything.
pub const IOSTX_FOLDER_ROOT: u32 = 1_u32;
/// The root of what users see.
pub const IOSTX_FOLDER_IPM_SUBTREE: u32 = 2_u32;
/// Inbox.
pub const IOSTX_FOLDER_INBOX: u32 = 3_u32;
/// Outbox.
pub const IOSTX_FOLDER_OUTBOX: u32 = 4_u32;
/// Sent Items.
pub const IOSTX_FOLDER_SENT: u32 = 5_u32;
/// Deleted Items.
pub const IOSTX_FOLDER_DELETED: u32 = 6_u32;
/// Drafts.
pub const IOSTX_FOLDER_DRAFTS: u32 = 7_u32;
/// Calendar.
pub const IOSTX_FOLDER_CALENDAR: u32 = 8_u32;
/// Contacts.
pub const IOSTX_FOLDER_CONTACTS: u32 = 9_u32;
/// Journal.
pub const IOSTX_FOLDER_JOURNAL: u32 = 10_u32;
/// Notes.
pub const IOSTX_FOLDER_NOTES: u32 = 11_u32;
/// Tasks.
pub const IOSTX_FOLDER_TASKS: u32 = 12_u32;
/// Junk.
pub const IOSTX_FOLDER_JUNK: u32 = 13_u32;
/// Archive.
pub const IOSTX_FOLDER_ARCHIVE: u32 = 14_u32;
/// Sync Issues; local only.
pub const IOSTX_FOLDER_SYNC_ISSUES: u32 = 15_u32;
/// Conflicts, below Sync Issues; local only.
pub const IOSTX_FOLDER_CONFLICTS: u32 = 16_u32;
/// Local Failures, below Sync Issues; local only.
pub const IOSTX_FOLDER_LOCAL_FAILURES: u32 = 17_u32;
/// Server Failures, below Sync Issues; local only.
pub const IOSTX_FOLDER_SERVER_FAILURES: u32 = 18_u32;
/// What the server deleted and the store keeps for a while; local only.
pub const IOSTX_FOLDER_TRASH: u32 = 19_u32;
/// Views; outside the IPM subtree.
pub const IOSTX_FOLDER_VIEWS: u32 = 20_u32;
/// Common views; outside the IPM subtree.
pub const IOSTX_FOLDER_COMMON_VIEWS: u32 = 21_u32;
/// Search root; outside the IPM subtree.
pub const IOSTX_FOLDER_SEARCH_ROOT: u32 = 22_u32;

// Direction of a folder (iostx_folder_options.direction).
/// Both ways.
pub const IOSTX_DIRECTION_BOTH: u32 = 0_u32;
/// Upload only: imports give versions only, for guarding.
pub const IOSTX_DIRECTION_UPLOAD: u32 = 1_u32;
/// Download only, local writes answer MAPI_E_NO_ACCESS.
pub const IOSTX_DIRECTION_DOWNLOAD_REFUSE: u32 = 2_u32;
/// Download only, local writes are kept and never offered.
pub const IOSTX_DIRECTION_DOWNLOAD_KEEP: u32 = 3_u32;
/// Download only, local writes are reverted after a copy was kept.
pub const IOSTX_DIRECTION_DOWNLOAD_REVERT: u32 = 4_u32;
/// Deletions of the server unbind the item here and keep it; it is never offered.
pub const IOSTX_DIRECTION_ARCHIVE: u32 = 5_u32;

// Scope of a folder (iostx_folder_options.scope).
/// Everything.
pub const IOSTX_SCOPE_ALL: u32 = 0_u32;
/// Nothing.
pub const IOSTX_SCOPE_NONE: u32 = 1_u32;
/// Headers only.
pub const IOSTX_SCOPE_HEADERS: u32 = 2_u32;
/// Items newer than scope_since.
pub const IOSTX_SCOPE_NEWER: u32 = 3_u32;
/// The newest scope_count items; flagged and unread ones always stay.
pub const IOSTX_SCOPE_NEWEST: u32 = 4_u32;
/// Items up to scope_size bytes; larger ones as headers.
pub const IOSTX_SCOPE_SIZE: u32 = 5_u32;

// What the mark \Deleted leads to (iostx_folder_options.expunge).
/// Nothing: it is a flag like others.
pub const IOSTX_EXPUNGE_NONE: u32 = 0_u32;
/// Marked items are deleted here, once the server has the mark; nothing is deleted there.
pub const IOSTX_EXPUNGE_HERE: u32 = 1_u32;
/// Marked items are deleted on the server with the next upload, and stay here, unbound; they are not offered again.
pub const IOSTX_EXPUNGE_THERE: u32 = 2_u32;
/// Marked items are deleted on both sides, with the next upload; by way of Deleted Items where the folder has that option.
pub const IOSTX_EXPUNGE_BOTH: u32 = 3_u32;

// Flags of iostx_folder_options.
/// The folder is never offered to a server.
pub const IOSTX_FOLDEROPTION_LOCAL_ONLY: u32 = 0x00000001_u32;
/// A deletion here becomes a move to the folder with the role Deleted Items on the server.
pub const IOSTX_FOLDEROPTION_TRASH: u32 = 0x00000002_u32;
/// A deletion wins over a change of the other side; a copy of what was changed is kept.
pub const IOSTX_FOLDEROPTION_DELETION_WINS: u32 = 0x00000004_u32;

// Why a remote id is wanted (IOSTX_PR_WANTED_REASON).
/// Its import failed.
pub const IOSTX_WANTED_FAILED: u32 = 1_u32;
/// The application asked for the body.
pub const IOSTX_WANTED_BODY: u32 = 2_u32;
/// A local change was reverted or dropped.
pub const IOSTX_WANTED_REVERTED: u32 = 3_u32;
/// It came into the scope of the folder.
pub const IOSTX_WANTED_SCOPE: u32 = 4_u32;
/// The server told of its flags or of its move, and it was never here.
pub const IOSTX_WANTED_UNKNOWN: u32 = 5_u32;

// Policies for conflicts (ours).
/// Of a folder: that of the session; of a session: last writer wins.
pub const IOSTX_POLICY_DEFAULT: u32 = 0_u32;
/// The later one wins, the loser goes to Conflicts.
pub const IOSTX_POLICY_LAST_WRITER: u32 = 1_u32;
/// The server's wins, the local one goes to Conflicts.
pub const IOSTX_POLICY_SERVER: u32 = 2_u32;
/// The local one wins, the server's goes to Conflicts.
pub const IOSTX_POLICY_LOCAL: u32 = 3_u32;
/// The local one stays and is not offered, the server's is kept beside it, until it is resolved.
pub const IOSTX_POLICY_HOLD: u32 = 4_u32;
/// The server's keeps the identity, the local one becomes a new item.
pub const IOSTX_POLICY_KEEP_BOTH: u32 = 5_u32;
/// The callback ask decides.
pub const IOSTX_POLICY_ASK: u32 = 6_u32;

// Kinds of conflicts (ours).
/// Changed on both sides.
pub const IOSTX_CONFLICT_CHANGE_CHANGE: u32 = 1_u32;
/// Changed on the server, deleted here.
pub const IOSTX_CONFLICT_CHANGE_DELETE: u32 = 2_u32;
/// Deleted on the server, changed here.
pub const IOSTX_CONFLICT_DELETE_CHANGE: u32 = 3_u32;
/// Moved to different folders.
pub const IOSTX_CONFLICT_MOVE_MOVE: u32 = 4_u32;
/// A folder renamed on both sides.
pub const IOSTX_CONFLICT_FOLDER_NAME: u32 = 5_u32;
/// A folder moved on both sides.
pub const IOSTX_CONFLICT_FOLDER_PARENT: u32 = 6_u32;
/// A version was replaced by a forced save, or given up by the user.
pub const IOSTX_CONFLICT_REPLACED: u32 = 7_u32;
/// Held: the local version waits, the server's newest is kept beside it.
pub const IOSTX_CONFLICT_HELD: u32 = 8_u32;

// Outcomes of a conflict: answers of the callback ask, and choices of iostx_store_resolve_conflict (ours).
/// The later one.
pub const IOSTX_CHOICE_LAST_WRITER: u32 = 1_u32;
/// The server's version; the local one goes to Conflicts.
pub const IOSTX_CHOICE_SERVER: u32 = 2_u32;
/// The local version; the server's goes to Conflicts.
pub const IOSTX_CHOICE_LOCAL: u32 = 3_u32;
/// Not decided now.
pub const IOSTX_CHOICE_HOLD: u32 = 4_u32;
/// Both, as two items.
pub const IOSTX_CHOICE_KEEP_BOTH: u32 = 5_u32;
/// The merged message that the callback filled or the caller gives.
pub const IOSTX_CHOICE_MERGED: u32 = 6_u32;
