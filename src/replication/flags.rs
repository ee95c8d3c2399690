//! The numbers of replication: states, and the bits of their structures, of InitSync and of the import sinks.
//!
//! Names and values are those of the Outlook Replication API and of ICS (MS-OXCFXICS, EdkMdb.h); bits of this library's own are
//! marked as such. These constants go into the C header as they stand. Bits marked [out] are set by the library, those marked [in]
//! by the agent.

// C prose for the header: [in] and [out] are no links.
#![allow(rustdoc::broken_intra_doc_links)]

// States of a session (SYNCSTATE).
/// LR_SYNC_IDLE: before and after replication; no structure.
pub const IOSTX_LR_SYNC_IDLE: u32 = 0_u32;
/// LR_SYNC: synchronize: direction and selection; iostx_sync.
pub const IOSTX_LR_SYNC: u32 = 1_u32;
/// LR_SYNC_UPLOAD_HIERARCHY: upload hierarchy; iostx_uphier.
pub const IOSTX_LR_SYNC_UPLOAD_HIERARCHY: u32 = 2_u32;
/// LR_SYNC_UPLOAD_FOLDER: upload one folder; iostx_upfld.
pub const IOSTX_LR_SYNC_UPLOAD_FOLDER: u32 = 3_u32;
/// LR_SYNC_CONTENTS: synchronize contents; iostx_synccont.
pub const IOSTX_LR_SYNC_CONTENTS: u32 = 4_u32;
/// LR_SYNC_UPLOAD_TABLE: upload the items of one folder; iostx_uptbl.
pub const IOSTX_LR_SYNC_UPLOAD_TABLE: u32 = 5_u32;
/// LR_SYNC_UPLOAD_MESSAGE: upload one item; iostx_upmsg.
pub const IOSTX_LR_SYNC_UPLOAD_MESSAGE: u32 = 6_u32;
/// LR_SYNC_UPLOAD_MESSAGE_READ: upload read states; iostx_upread.
pub const IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ: u32 = 8_u32;
/// LR_SYNC_UPLOAD_MESSAGE_DEL: upload deletions and moves out; iostx_updel.
pub const IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL: u32 = 9_u32;
/// LR_SYNC_DOWNLOAD_HIERARCHY: download folders; iostx_dnhier.
pub const IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY: u32 = 10_u32;
/// LR_SYNC_DOWNLOAD_TABLE: download the items of one folder; iostx_dntbl.
pub const IOSTX_LR_SYNC_DOWNLOAD_TABLE: u32 = 11_u32;
/// LR_SYNC_DOWNLOAD_HEADER: header to full item, by iostx_sync_hdr_beg only; iostx_hdrsync.
pub const IOSTX_LR_SYNC_DOWNLOAD_HEADER: u32 = 17_u32;

// Flags of iostx_init_sync: what the session offers.
/// SYNC_UPLOAD_HIERARCHY: changed folders are uploaded.
pub const IOSTX_SYNC_UPLOAD_HIERARCHY: u32 = 0x00000001_u32;
/// SYNC_DOWNLOAD_HIERARCHY: folders are downloaded.
pub const IOSTX_SYNC_DOWNLOAD_HIERARCHY: u32 = 0x00000002_u32;
/// SYNC_UPLOAD_CONTENTS: changed items are uploaded.
pub const IOSTX_SYNC_UPLOAD_CONTENTS: u32 = 0x00000040_u32;
/// SYNC_DOWNLOAD_CONTENTS: items are downloaded.
pub const IOSTX_SYNC_DOWNLOAD_CONTENTS: u32 = 0x00000080_u32;
/// SYNC_OUTGOING_MAIL: the outgoing queue takes part: until the next InitSync, or its end, the session has the right to send, as
/// by IPSTX::EmulateSpooler, unless another has it. What a sender that died had locked is uncertain from then on. The states
/// offer the same with it and without: what is submitted is in none of their tables.
pub const IOSTX_SYNC_OUTGOING_MAIL: u32 = 0x00000200_u32;
/// SYNC_BACKGROUND: transactions so small that the application never waits over 50 ms.
pub const IOSTX_SYNC_BACKGROUND: u32 = 0x00001000_u32;
/// SYNC_THESE_FOLDERS: only the folders of iostx_sync.folders.
pub const IOSTX_SYNC_THESE_FOLDERS: u32 = 0x00020000_u32;
/// SYNC_HEADERS: imports may bring headers only.
pub const IOSTX_SYNC_HEADERS: u32 = 0x02000000_u32;
/// Ours: items that wait after failures are offered too.
pub const IOSTX_SYNC_ALL: u32 = 0x20000000_u32;
/// SYNC_ONLY_ASSOCIATED: only associated items are offered (the documents give no value; this one is ours).
pub const IOSTX_SYNC_ONLY_ASSOCIATED: u32 = 0x40000000_u32;

// Flags of iostx_sync.
/// UPS_UPLOAD_ONLY: [in] upload; only what was changed here is offered.
pub const IOSTX_UPS_UPLOAD_ONLY: u32 = 0x00000001_u32;
/// UPS_DNLOAD_ONLY: [in] download; what is pending for upload stays pending.
pub const IOSTX_UPS_DNLOAD_ONLY: u32 = 0x00000002_u32;
/// UPS_ONE_FOLDER: [in] one folder, that of iostx_sync.folder; with UPS_UPLOAD_ONLY.
pub const IOSTX_UPS_ONE_FOLDER: u32 = 0x00000004_u32;
/// UPS_THESE_FOLDERS: [in] the folders of iostx_sync.folders.
pub const IOSTX_UPS_THESE_FOLDERS: u32 = 0x00000080_u32;
/// UPS_OK: [in] at the end: success.
pub const IOSTX_UPS_OK: u32 = 0x00010000_u32;

// Flags of iostx_synccont, iostx_uphier.
/// UPC_OK: [in] success.
pub const IOSTX_UPC_OK: u32 = 0x00010000_u32;
/// UPH_OK: [in] success; never hides what is still pending.
pub const IOSTX_UPH_OK: u32 = 0x00010000_u32;

// Flags of iostx_upfld; the option words of iostx_sync.folder_options use the same bits.
/// UPF_NEW: [out] the folder is new.
pub const IOSTX_UPF_NEW: u32 = 0x00000001_u32;
/// UPF_MOD_PARENT: [out] the folder was moved.
pub const IOSTX_UPF_MOD_PARENT: u32 = 0x00000002_u32;
/// UPF_MOD_PROPS: [out] its properties were modified.
pub const IOSTX_UPF_MOD_PROPS: u32 = 0x00000004_u32;
/// UPF_DEL: [out] it was deleted.
pub const IOSTX_UPF_DEL: u32 = 0x00000008_u32;
/// Ours: [out] an earlier upload of it has no known answer: look for it on the server first.
pub const IOSTX_UPF_RETRY: u32 = 0x00000010_u32;
/// UPF_OK: [in] success; without it the change stays pending.
pub const IOSTX_UPF_OK: u32 = 0x00010000_u32;

// Flags of iostx_uptbl.
/// UPT_PUBLIC: [out] a public folder: it or one above it has IOSTX_PR_PUBLIC_FOLDER.
pub const IOSTX_UPT_PUBLIC: u32 = 0x00000001_u32;
/// UPT_OK: [in] success; never hides what is still pending.
pub const IOSTX_UPT_OK: u32 = 0x00010000_u32;

// Flags of iostx_upmsg.
/// UPM_ASSOC: [out] an associated item.
pub const IOSTX_UPM_ASSOC: u32 = 0x00000001_u32;
/// UPM_NEW: [out] new.
pub const IOSTX_UPM_NEW: u32 = 0x00000002_u32;
/// UPM_MOV: [out] moved here from source_folder.
pub const IOSTX_UPM_MOV: u32 = 0x00000004_u32;
/// UPM_MOD_PROPS: [out] properties modified; changed_tags names them.
pub const IOSTX_UPM_MOD_PROPS: u32 = 0x00000008_u32;
/// UPM_HEADER: [out] only the header is here.
pub const IOSTX_UPM_HEADER: u32 = 0x00000010_u32;
/// Ours: [out] an earlier upload of it has no known answer: look for it in this folder of the server first. There as it is here, it is
/// this one; there otherwise, answer SYNC_E_CONFLICT.
pub const IOSTX_UPM_RETRY: u32 = 0x00000020_u32;
/// Ours: [out] the content was modified.
pub const IOSTX_UPM_MOD_CONTENT: u32 = 0x00000040_u32;
/// Ours: [out] flags, status or keywords were modified.
pub const IOSTX_UPM_MOD_FLAGS: u32 = 0x00000080_u32;
/// Ours: [out] with IOSTX_UPM_RETRY, under IOSTX_SESSION_ELSEWHERE: somebody may have moved it to another folder of the server since. If
/// it is not in this one, answer SYNC_E_CONFLICT, so that the downloads of the other folders tell; without a download to come, upload
/// it. It comes again without this flag once all folders have told, or after a day.
pub const IOSTX_UPM_ELSEWHERE: u32 = 0x00000100_u32;
/// UPM_OK: [in] uploaded.
pub const IOSTX_UPM_OK: u32 = 0x00010000_u32;
/// UPM_MOVED: [in] moved on the server; its entry among the deletions is done too.
pub const IOSTX_UPM_MOVED: u32 = 0x00020000_u32;
/// UPM_COMMIT: [in] make the results so far durable now.
pub const IOSTX_UPM_COMMIT: u32 = 0x00040000_u32;
/// UPM_DELETE: [in] delete the item here now, unless the application changed it since.
pub const IOSTX_UPM_DELETE: u32 = 0x00080000_u32;
/// UPM_SAVE: [in] save the agent's changes to the item; what the application changed since is skipped.
pub const IOSTX_UPM_SAVE: u32 = 0x00100000_u32;
/// Ours: [in] the result comes later, by iostx_session_set_result with this item's id.
pub const IOSTX_UPM_DEFER: u32 = 0x00200000_u32;

// Flags of iostx_upreade.
/// UPR_ASSOC: [out] an associated item.
pub const IOSTX_UPR_ASSOC: u32 = 0x00000001_u32;
/// UPR_READ: [out] read; clear: unread.
pub const IOSTX_UPR_READ: u32 = 0x00000002_u32;
/// Ours: [out] an earlier upload of the item has no known answer.
pub const IOSTX_UPR_RETRY: u32 = 0x00000004_u32;
/// UPR_OK: [in] uploaded.
pub const IOSTX_UPR_OK: u32 = 0x00010000_u32;
/// UPR_COMMIT: [in] make it durable now, not at the end of the table.
pub const IOSTX_UPR_COMMIT: u32 = 0x00020000_u32;

// Flags of iostx_updele.
/// UPD_ASSOC: [out] an associated item.
pub const IOSTX_UPD_ASSOC: u32 = 0x00000001_u32;
/// UPD_MOV: [out] moved out, to the folder of move.
pub const IOSTX_UPD_MOV: u32 = 0x00000002_u32;
/// Ours: [out] an earlier upload of it has no known answer, and no download told its id: look for it on the server.
pub const IOSTX_UPD_RETRY: u32 = 0x00000004_u32;
/// UPD_OK: [in] done on the server.
pub const IOSTX_UPD_OK: u32 = 0x00010000_u32;
/// UPD_MOVED: [in] moved on the server; the new item in the other folder is done too.
pub const IOSTX_UPD_MOVED: u32 = 0x00020000_u32;
/// UPD_UPDATE: [in] mark the item in its new folder as modified.
pub const IOSTX_UPD_UPDATE: u32 = 0x00040000_u32;
/// UPD_COMMIT: [in] make the results durable now; read in entry 0.
pub const IOSTX_UPD_COMMIT: u32 = 0x00080000_u32;

// Flags of iostx_upmov.
/// UPV_ERROR: [in] the folder cannot be opened on the server; the moves into it stay pending.
pub const IOSTX_UPV_ERROR: u32 = 0x00010000_u32;
/// UPV_DIRTY: [in] the upload state of that folder has changed.
pub const IOSTX_UPV_DIRTY: u32 = 0x00020000_u32;
/// UPV_COMMIT: [in] make it durable; read at the end of upload delete.
pub const IOSTX_UPV_COMMIT: u32 = 0x00040000_u32;

// Flags of iostx_dnhier, iostx_dntbl, iostx_hdrsync.
/// DNH_OK: [in] success.
pub const IOSTX_DNH_OK: u32 = 0x00010000_u32;
/// DNT_OK: [in] success.
pub const IOSTX_DNT_OK: u32 = 0x00010000_u32;
/// HSF_LOCAL: [in] full is a message of this store.
pub const IOSTX_HSF_LOCAL: u32 = 0x00000008_u32;
/// HSF_COPYDESTRUCTIVE: [in] with HSF_LOCAL: taking full over may consume it.
pub const IOSTX_HSF_COPYDESTRUCTIVE: u32 = 0x00000010_u32;
/// HSF_OK: [in] success.
pub const IOSTX_HSF_OK: u32 = 0x00010000_u32;

// Spooler (iostx_set_spool_suspend_state).
/// SS_ACTIVE: messages are sent.
pub const IOSTX_SS_ACTIVE: u32 = 0_u32;
/// SS_SUSPENDED: the outgoing queue answers as if it were empty.
pub const IOSTX_SS_SUSPENDED: u32 = 1_u32;

// Flags of the import sinks (EdkMdb.h; SYNC_* there, which would clash with the flags of iostx_init_sync).
/// SYNC_UNICODE: config; accepted, text is always Unicode.
pub const IOSTX_ICS_UNICODE: u32 = 0x00000001_u32;
/// SYNC_NO_DELETIONS: config; of exporters, accepted.
pub const IOSTX_ICS_NO_DELETIONS: u32 = 0x00000002_u32;
/// SYNC_NO_SOFT_DELETIONS: config; of exporters, accepted.
pub const IOSTX_ICS_NO_SOFT_DELETIONS: u32 = 0x00000004_u32;
/// SYNC_READ_STATE: config; of exporters, accepted.
pub const IOSTX_ICS_READ_STATE: u32 = 0x00000008_u32;
/// SYNC_ASSOCIATED: config: associated items wanted; import: the item is associated.
pub const IOSTX_ICS_ASSOCIATED: u32 = 0x00000010_u32;
/// SYNC_NORMAL: config: normal items wanted.
pub const IOSTX_ICS_NORMAL: u32 = 0x00000020_u32;
/// SYNC_NO_CONFLICTS: config, import: a conflict answers SYNC_E_CONFLICT and imports nothing.
pub const IOSTX_ICS_NO_CONFLICTS: u32 = 0x00000040_u32;
/// SYNC_ONLY_SPECIFIED_PROPS: config; of exporters, accepted.
pub const IOSTX_ICS_ONLY_SPECIFIED_PROPS: u32 = 0x00000080_u32;
/// SYNC_NO_FOREIGN_KEYS: config; of exporters, accepted.
pub const IOSTX_ICS_NO_FOREIGN_KEYS: u32 = 0x00000100_u32;
/// SYNC_LIMITED_IMESSAGE: config, import: only part of the message's functions are used.
pub const IOSTX_ICS_LIMITED_IMESSAGE: u32 = 0x00000200_u32;
/// SYNC_CATCHUP: config; of exporters, accepted.
pub const IOSTX_ICS_CATCHUP: u32 = 0x00000400_u32;
/// SYNC_NEW_MESSAGE: import: the item is new, no look-up is needed.
pub const IOSTX_ICS_NEW_MESSAGE: u32 = 0x00000800_u32;
/// SYNC_MSG_SELECTIVE: refused.
pub const IOSTX_ICS_MSG_SELECTIVE: u32 = 0x00001000_u32;
/// SYNC_BEST_BODY: config; of exporters, accepted.
pub const IOSTX_ICS_BEST_BODY: u32 = 0x00002000_u32;
/// SYNC_IGNORE_SPECIFIED_ON_ASSOCIATED: config; of exporters, accepted.
pub const IOSTX_ICS_IGNORE_SPECIFIED_ON_ASSOCIATED: u32 = 0x00004000_u32;
/// SYNC_PROGRESS_MODE: config; of exporters, accepted.
pub const IOSTX_ICS_PROGRESS_MODE: u32 = 0x00008000_u32;
/// SYNC_FXRECOVERMODE: refused.
pub const IOSTX_ICS_FXRECOVERMODE: u32 = 0x00010000_u32;
/// SYNC_FORCE_UNICODE: config; accepted.
pub const IOSTX_ICS_FORCE_UNICODE: u32 = 0x00040000_u32;
/// SYNC_SOFT_DELETE: deletion: a soft one; here it goes to the local trash if the folder has one.
pub const IOSTX_ICS_SOFT_DELETE: u32 = 0x00000001_u32;
/// SYNC_EXPIRY: deletion: the object expired.
pub const IOSTX_ICS_EXPIRY: u32 = 0x00000002_u32;
/// SYNC_READ: iostx_readstate: read; clear: unread.
pub const IOSTX_ICS_READ: u32 = 0x00000001_u32;

// Flags of iostx_import_item (ours).
/// Only the header comes: content stays away until it is asked for.
pub const IOSTX_IMPORT_HEADER: u32 = 0x00000001_u32;
/// An associated item.
pub const IOSTX_IMPORT_ASSOCIATED: u32 = 0x00000002_u32;
/// The match key is unique in its folder by protocol (UID of iCalendar and vCard).
pub const IOSTX_IMPORT_STRONG_KEY: u32 = 0x00000004_u32;
/// The content comes by stream, into the message that the call gives out; nothing is stored before iostx_message_save.
pub const IOSTX_IMPORT_STREAM: u32 = 0x00000008_u32;
/// The server says that the item is new.
pub const IOSTX_IMPORT_NEW: u32 = 0x00000010_u32;
/// Fetching the item failed: put the remote id on the wanted list, with the reason in PR_LAST_ERROR and PR_LAST_ERROR_TEXT.
pub const IOSTX_IMPORT_FAILED: u32 = 0x00000020_u32;
/// A conflict answers SYNC_E_CONFLICT and imports nothing.
pub const IOSTX_IMPORT_NO_CONFLICTS: u32 = 0x00000040_u32;

// Answers of iostx_contents_sink_probe (ours).
/// The store has this version; nothing is to be done.
pub const IOSTX_PROBE_HAVE: u32 = 1_u32;
/// The item was here without a remote id and is now bound to it; nothing is to be fetched, but flags that the listing did not tell
/// may differ.
pub const IOSTX_PROBE_BOUND: u32 = 2_u32;
/// Flags, keywords and version are wanted (iostx_contents_sink_import_flags).
pub const IOSTX_PROBE_WANT_FLAGS: u32 = 3_u32;
/// The whole item is wanted.
pub const IOSTX_PROBE_WANT_ALL: u32 = 4_u32;
/// The header is wanted, not the content.
pub const IOSTX_PROBE_WANT_HEADER: u32 = 5_u32;
/// The item is outside the scope of the folder; its id and version are kept.
pub const IOSTX_PROBE_OUT_OF_SCOPE: u32 = 6_u32;
/// The item was deleted here, which is pending; nothing is to be fetched.
pub const IOSTX_PROBE_DELETED: u32 = 7_u32;

// Flags of iostx_listing_scope (ours).
/// The listing names all normal items of the scope.
pub const IOSTX_LISTING_NORMAL: u32 = 0x00000001_u32;
/// The listing names all associated items of the scope.
pub const IOSTX_LISTING_ASSOCIATED: u32 = 0x00000002_u32;

// Flags of iostx_session_options (ours).
/// Swallows exactly one iostx_set_sync_result and one iostx_sync_end after an iostx_sync_beg that failed.
pub const IOSTX_SESSION_LENIENT: u32 = 0x00000001_u32;
/// The agent does what IOSTX_UPM_ELSEWHERE asks for. Without this the flag is not given, and an item that somebody moved on the server
/// before the agent looked for it may be uploaded to its old folder once more.
pub const IOSTX_SESSION_ELSEWHERE: u32 = 0x00000002_u32;

// Kinds of items, as bits of iostx_session_options.kinds (ours); items of no such kind are always offered.
/// IPM.Note, IPM.Schedule.Meeting.
pub const IOSTX_KIND_MAIL: u32 = 0x00000001_u32;
/// IPM.Appointment.
pub const IOSTX_KIND_CALENDAR: u32 = 0x00000002_u32;
/// IPM.Contact, IPM.DistList.
pub const IOSTX_KIND_CONTACT: u32 = 0x00000004_u32;
/// IPM.StickyNote.
pub const IOSTX_KIND_NOTE: u32 = 0x00000008_u32;
/// IPM.Activity.
pub const IOSTX_KIND_JOURNAL: u32 = 0x00000010_u32;
/// IPM.Task.
pub const IOSTX_KIND_TASK: u32 = 0x00000020_u32;

// Phases of iostx_progress (ours).
/// Nothing runs.
pub const IOSTX_PHASE_IDLE: u32 = 0_u32;
/// Folders are uploaded.
pub const IOSTX_PHASE_UPLOAD_HIERARCHY: u32 = 1_u32;
/// Items are uploaded.
pub const IOSTX_PHASE_UPLOAD_CONTENTS: u32 = 2_u32;
/// Folders are downloaded.
pub const IOSTX_PHASE_DOWNLOAD_HIERARCHY: u32 = 3_u32;
/// Items are downloaded.
pub const IOSTX_PHASE_DOWNLOAD_CONTENTS: u32 = 4_u32;
/// One item is completed.
pub const IOSTX_PHASE_DOWNLOAD_HEADER: u32 = 5_u32;
