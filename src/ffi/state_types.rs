//! The C structures of the twelve states (Outlook Replication API; documented names in the comments).
//!
//! Arms of `iostx_state` grow at their end only; what is embedded or in an array never changes size.

use super::types::*;
use std::ffi::{c_char, c_void};

/// SYNC: the structure of IOSTX_LR_SYNC. The [in] members are read when the next state begins.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_sync {
    /// ulFlags: [in] IOSTX_UPS_*: one direction at a time; neither direction bit: both.
    pub flags: u32,
    /// pwzPath: [out] path of the store.
    pub path: *const c_char,
    /// [in] the folder of IOSTX_UPS_ONE_FOLDER.
    pub folder: iostx_feid,
    /// pel: [in] the folders of IOSTX_UPS_THESE_FOLDERS; the client's memory, copied when the next state begins.
    pub folders: *const iostx_feid,
    /// pulFolderOptions: [in] one word per folder (IOSTX_UPF_*), or NULL.
    pub folder_options: *const u32,
    /// [in] count of folders.
    pub folder_count: usize,
    /// [out] the account's state blob under the session's root.
    pub state_blob: iostx_bytes,
}

/// UPHIER: the structure of IOSTX_LR_SYNC_UPLOAD_HIERARCHY.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_uphier {
    /// ulFlags: [in] IOSTX_UPH_OK.
    pub flags: u32,
    /// iEnt: [out] folders done.
    pub index: u32,
    /// cEnt: [out] folders to do; fewer once one failed that others need: they wait for another pass.
    pub count: u32,
}

/// UPFLD: the structure of IOSTX_LR_SYNC_UPLOAD_FOLDER.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_upfld {
    /// ulFlags: [out] why: IOSTX_UPF_NEW and so on; [in] IOSTX_UPF_OK.
    pub flags: u32,
    /// pfld: [out] the folder as it was handed out, borrowed; NULL if it was deleted.
    pub folder: *mut iostx_folder,
    /// feid: [out] its id.
    pub feid: iostx_feid,
    /// [out] its binding.
    pub binding: iostx_binding,
    /// [out] binding of its parent.
    pub parent_binding: iostx_binding,
    /// [out] tags of the modified properties.
    pub changed_tags: *const u32,
    /// [out] count of changed_tags.
    pub changed_count: usize,
}

/// SYNCCONT: the structure of IOSTX_LR_SYNC_CONTENTS.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_synccont {
    /// ulFlags: [in] IOSTX_UPC_OK.
    pub flags: u32,
    /// iEnt: [out] the folder whose table begins next; a client may write it to choose one.
    pub index: u32,
    /// cEnt: [out] folders in the list.
    pub count: u32,
}

/// UPTBLE: counts of one kind of items in an upload table. Never changes size.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct iostx_uptble {
    /// iEntMod: [out] new, moved in and modified items done.
    pub index_mod: u32,
    /// cEntMod: [out] and to do.
    pub count_mod: u32,
    /// iEntRead: [out] read states done.
    pub index_read: u32,
    /// cEntRead: [out] and to do.
    pub count_read: u32,
    /// iEntDel: [out] deletions and moves out done.
    pub index_del: u32,
    /// cEntDel: [out] and to do.
    pub count_del: u32,
}

/// UPMOV: a folder that items of the open table were moved to; a chain.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_upmov {
    /// ulFlags: [in] IOSTX_UPV_*. IOSTX_UPV_COMMIT is read at the end of upload delete, the others at the end of the table.
    pub flags: u32,
    /// pszName: [out] name of the destination folder, UTF-8.
    pub name: *const c_char,
    /// feid: [out] the destination folder.
    pub feid: iostx_feid,
    /// pfld: [in] the client's object for the folder on the server; only carried.
    pub client_folder: *mut c_void,
    /// pxicc: [in] the client's sink for it; only carried.
    pub client_sink: *mut c_void,
    /// cEntMov: [in] items moved there.
    pub count: u32,
    /// [out] binding of the destination folder.
    pub binding: iostx_binding,
    /// pupmovNext: [out] the next one, or NULL.
    pub next: *mut iostx_upmov,
}

/// UPTBL: the structure of IOSTX_LR_SYNC_UPLOAD_TABLE.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_uptbl {
    /// ulFlags: [in] IOSTX_UPT_OK; [out] IOSTX_UPT_PUBLIC.
    pub flags: u32,
    /// pszName: [out] name of the folder, UTF-8.
    pub name: *const c_char,
    /// feid: [out] the folder.
    pub feid: iostx_feid,
    /// rgte: [out] normal items in 0, associated ones in 1. Counts are upper bounds.
    pub entries: [iostx_uptble; 2],
    /// iEnt: [out] place of the folder in the list.
    pub index: u32,
    /// cEnt: [out] folders in the list.
    pub count: u32,
    /// pupmovHead: [out] the folders that items were moved to, or NULL.
    pub moves: *mut iostx_upmov,
    /// [out] binding of the folder.
    pub binding: iostx_binding,
}

/// UPMSG: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE: one item to upload, as a snapshot.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_upmsg {
    /// ulFlags: [out] why: IOSTX_UPM_NEW and so on; [in] IOSTX_UPM_OK and so on.
    pub flags: u32,
    /// pmsg: [out] the item, borrowed; iostx_message_ref keeps it readable beyond this state.
    pub message: *mut iostx_message,
    /// meid: [out] its id.
    pub meid: iostx_meid,
    /// feid: [out] the folder that it was moved from.
    pub source_folder: iostx_feid,
    /// binChg: [out] its change key.
    pub change_key: iostx_bytes,
    /// binPcl: [out] its change list.
    pub change_list: iostx_bytes,
    /// skeySrc: [out] source key of the item in the folder that it was moved from.
    pub source_key: iostx_skey,
    /// [out] its binding; the version is the one that the pending change was made on (If-Match).
    pub binding: iostx_binding,
    /// [out] its binding in the folder that it was moved from; without an id if no download told whether it ever was there.
    pub source_binding: iostx_binding,
    /// [out] its match key.
    pub match_key: iostx_bytes,
    /// [out] tags of the modified properties.
    pub changed_tags: *const u32,
    /// [out] count of changed_tags.
    pub changed_count: usize,
    /// [out] the values that the session options asked for, in that order, then IOSTX_PR_KEYWORDS_ADDED and
    /// IOSTX_PR_KEYWORDS_REMOVED where there are any.
    pub values: *const iostx_value,
    /// [out] count of values.
    pub value_count: usize,
    /// [out] size of its content in bytes.
    pub content_size: u64,
    /// [out] the cookie that was set with an attempt whose answer is not known.
    pub cookie: iostx_bytes,
    /// [out] attempts that failed in a row.
    pub attempts: u32,
    /// [out] the binding of source_folder, also if that was deleted here meanwhile.
    pub source_folder_binding: iostx_binding,
}

/// UPREADE: the read state of one item. Never changes size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_upreade {
    /// ulFlags: [out] IOSTX_UPR_ASSOC, IOSTX_UPR_READ, IOSTX_UPR_RETRY; [in] IOSTX_UPR_OK, IOSTX_UPR_COMMIT.
    pub flags: u32,
    /// [in] why it failed; IOSTX_S_OK if it did not or was not tried.
    pub result: i32,
    /// skey: [out] the item.
    pub source_key: iostx_skey,
    /// [out] its binding.
    pub binding: iostx_binding,
    /// Zero.
    pub reserved: [u64; 4],
}

/// UPREAD: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_upread {
    /// pupre: [out] the entries.
    pub entries: *mut iostx_upreade,
    /// cEnt: [out] count of entries.
    pub count: u32,
}

/// UPDELE: one item that was deleted or moved out. Never changes size.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_updele {
    /// ulFlags: [out] IOSTX_UPD_ASSOC, IOSTX_UPD_MOV, IOSTX_UPD_RETRY; [in] IOSTX_UPD_OK and so on.
    pub flags: u32,
    /// [in] why it failed; IOSTX_S_OK if it did not or was not tried.
    pub result: i32,
    /// skey: [out] the item, as it was here.
    pub source_key: iostx_skey,
    /// skeyDst: [out] its source key in the destination folder.
    pub dest_key: iostx_skey,
    /// binChg: [out] change key of the item in the destination folder.
    pub change_key: iostx_bytes,
    /// binPcl: [out] its change list there.
    pub change_list: iostx_bytes,
    /// pupmov: [out] the destination folder, or NULL.
    pub r#move: *mut iostx_upmov,
    /// [out] its binding here.
    pub binding: iostx_binding,
    /// [out] its id in the destination folder.
    pub dest: iostx_meid,
    /// Zero.
    pub reserved: [u64; 4],
}

/// UPDEL: the structure of IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_updel {
    /// pupde: [out] the entries.
    pub entries: *mut iostx_updele,
    /// cEnt: [out] count of entries.
    pub count: u32,
}

/// DNHIER: the structure of IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_dnhier {
    /// ulFlags: [in] IOSTX_DNH_OK.
    pub flags: u32,
    /// pxihc: [out] the sink, borrowed.
    pub sink: *mut iostx_hierarchy_sink,
    /// cEntNew: [out] new folders so far.
    pub count_new: u32,
    /// cEntMod: [out] modified folders so far.
    pub count_mod: u32,
    /// cEntDel: [out] deleted folders so far.
    pub count_del: u32,
    /// [out] the hierarchy's state blob.
    pub state_blob: iostx_bytes,
}

/// DNTBLE: counts of one kind of items in a download table. Never changes size.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct iostx_dntble {
    /// cEntNew: [out] new items so far.
    pub count_new: u32,
    /// cEntMod: [out] modified items so far.
    pub count_mod: u32,
    /// cEntRead: [out] read states so far.
    pub count_read: u32,
    /// cEntDel: [out] deleted items so far.
    pub count_del: u32,
}

/// DNTBL: the structure of IOSTX_LR_SYNC_DOWNLOAD_TABLE.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_dntbl {
    /// ulFlags: [in] IOSTX_DNT_OK.
    pub flags: u32,
    /// pxicc: [out] the sink for items, borrowed.
    pub contents: *mut iostx_contents_sink,
    /// pxihc: [out] the sink for folders, borrowed.
    pub hierarchy: *mut iostx_hierarchy_sink,
    /// pszName: [out] name of the folder, UTF-8.
    pub name: *const c_char,
    /// ftLastMod: [out] when the folder was last modified; units of 100 ns since 1601-01-01 UTC.
    pub last_modified: u64,
    /// ulRights: [out] PR_RIGHTS of the folder.
    pub rights: u32,
    /// feid: [out] the folder.
    pub feid: iostx_feid,
    /// rgte: [out] normal items in 0, associated ones in 1.
    pub entries: [iostx_dntble; 2],
    /// [out] binding of the folder.
    pub binding: iostx_binding,
    /// [out] the folder's state blob.
    pub state_blob: iostx_bytes,
}

/// HDRSYNC: the structure of IOSTX_LR_SYNC_DOWNLOAD_HEADER.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_hdrsync {
    /// pupmsg: [out] the header item.
    pub header: *const iostx_upmsg,
    /// feidPar: [out] its folder.
    pub parent: iostx_feid,
    /// ulFlags: [in] IOSTX_HSF_*.
    pub flags: u32,
    /// pmsgFull: [out] an empty message to fill, borrowed; [in] or one of the client's own.
    pub full: *mut iostx_message,
}

/// The structure of a state; the tag says which member is valid.
#[repr(C)]
#[derive(Clone, Copy)]
pub union iostx_state_union {
    /// IOSTX_LR_SYNC.
    pub sync: iostx_sync,
    /// IOSTX_LR_SYNC_UPLOAD_HIERARCHY.
    pub uphier: iostx_uphier,
    /// IOSTX_LR_SYNC_UPLOAD_FOLDER.
    pub upfld: iostx_upfld,
    /// IOSTX_LR_SYNC_CONTENTS.
    pub synccont: iostx_synccont,
    /// IOSTX_LR_SYNC_UPLOAD_TABLE.
    pub uptbl: iostx_uptbl,
    /// IOSTX_LR_SYNC_UPLOAD_MESSAGE.
    pub upmsg: iostx_upmsg,
    /// IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ.
    pub upread: iostx_upread,
    /// IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL.
    pub updel: iostx_updel,
    /// IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY.
    pub dnhier: iostx_dnhier,
    /// IOSTX_LR_SYNC_DOWNLOAD_TABLE.
    pub dntbl: iostx_dntbl,
    /// IOSTX_LR_SYNC_DOWNLOAD_HEADER.
    pub hdrsync: iostx_hdrsync,
}

/// The structure of an open state. It belongs to the session and is valid, at its address and current, until the state's
/// iostx_sync_end, which sets the tag to IOSTX_LR_SYNC_IDLE; its memory lives as long as the session. Nobody else copies or
/// allocates one: it may grow at its end.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_state {
    /// IOSTX_LR_SYNC_*.
    pub tag: u32,
    /// Bytes filled, from the start of this structure.
    pub size: u32,
    /// The structure of the state.
    pub body: iostx_state_union,
}

/// The result of an upload in full (iostx_session_set_result).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct iostx_result {
    /// sizeof(iostx_result); in an array the first one's is the distance from each to the next.
    pub struct_size: u32,
    /// IOSTX_S_OK, or why it failed.
    pub code: i32,
    /// [in] flags of the state or entry, such as IOSTX_UPM_OK; added to those in the structure.
    pub flags: u32,
    /// How long the server asks to wait, in milliseconds; 0: not asked.
    pub retry_after_ms: u32,
    /// The object's new id on the server; empty: as before.
    pub remote_id: iostx_bytes,
    /// Its new version there; empty: unknown.
    pub remote_version: iostx_bytes,
    /// What the server said, UTF-8, for the lists of failures; may be NULL.
    pub text: *const c_char,
}
