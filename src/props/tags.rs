//! The numbers of properties: tags, types, and the bits and values that stand in them.
//!
//! Tags and types are those of MAPI (MS-OXPROPS, MS-OXCDATA 2.11; MAPITags.h), with strings in their Unicode form. Properties of
//! this library's own have ids from 0x7E01. These constants go into the C header as they stand.

// Property types (MS-OXCDATA 2.11.1). A tag is (id << 16) | type.
/// PT_UNSPECIFIED: in a request: whatever type the property has.
pub const IOSTX_PT_UNSPECIFIED: u32 = 0x0000_u32;
/// PT_NULL: no value.
pub const IOSTX_PT_NULL: u32 = 0x0001_u32;
/// PT_I2: 16-bit integer, in value.i2.
pub const IOSTX_PT_I2: u32 = 0x0002_u32;
/// PT_LONG (PT_I4): 32-bit integer, in value.i4.
pub const IOSTX_PT_LONG: u32 = 0x0003_u32;
/// PT_R4: 32-bit float, in value.r4.
pub const IOSTX_PT_R4: u32 = 0x0004_u32;
/// PT_DOUBLE (PT_R8): 64-bit float, in value.r8.
pub const IOSTX_PT_DOUBLE: u32 = 0x0005_u32;
/// PT_CURRENCY: 64-bit integer in units of 1/10000, in value.i8.
pub const IOSTX_PT_CURRENCY: u32 = 0x0006_u32;
/// PT_APPTIME: days since 1899-12-30 as a 64-bit float, in value.r8.
pub const IOSTX_PT_APPTIME: u32 = 0x0007_u32;
/// PT_ERROR: the value is missing; value.error says why.
pub const IOSTX_PT_ERROR: u32 = 0x000A_u32;
/// PT_BOOLEAN: zero or not, in value.i2; the library gives 0 or 1.
pub const IOSTX_PT_BOOLEAN: u32 = 0x000B_u32;
/// PT_OBJECT: no value; the object is reached through its own functions.
pub const IOSTX_PT_OBJECT: u32 = 0x000D_u32;
/// PT_I8 (PT_LONGLONG): 64-bit integer, in value.i8.
pub const IOSTX_PT_I8: u32 = 0x0014_u32;
/// PT_STRING8: 8-bit text; read as UTF-8, and given back as PT_UNICODE.
pub const IOSTX_PT_STRING8: u32 = 0x001E_u32;
/// PT_UNICODE: text in UTF-8, in value.bytes; a NUL that is not counted follows it.
pub const IOSTX_PT_UNICODE: u32 = 0x001F_u32;
/// PT_SYSTIME: units of 100 ns since 1601-01-01 UTC, in value.time.
pub const IOSTX_PT_SYSTIME: u32 = 0x0040_u32;
/// PT_CLSID: a GUID, in value.guid.
pub const IOSTX_PT_CLSID: u32 = 0x0048_u32;
/// PT_BINARY: bytes, in value.bytes.
pub const IOSTX_PT_BINARY: u32 = 0x0102_u32;
/// MV_FLAG: added to a type: many values, in value.list. Its items are int16_t, int32_t, int64_t, float, double, uint64_t, iostx_guid, or iostx_bytes for text and binary.
pub const IOSTX_PT_MV_FLAG: u32 = 0x1000_u32;
/// PT_MV_I2: list of int16_t.
pub const IOSTX_PT_MV_I2: u32 = 0x1002_u32;
/// PT_MV_LONG: list of int32_t.
pub const IOSTX_PT_MV_LONG: u32 = 0x1003_u32;
/// PT_MV_R4: list of float.
pub const IOSTX_PT_MV_R4: u32 = 0x1004_u32;
/// PT_MV_DOUBLE: list of double.
pub const IOSTX_PT_MV_DOUBLE: u32 = 0x1005_u32;
/// PT_MV_CURRENCY: list of int64_t in units of 1/10000.
pub const IOSTX_PT_MV_CURRENCY: u32 = 0x1006_u32;
/// PT_MV_APPTIME: list of double.
pub const IOSTX_PT_MV_APPTIME: u32 = 0x1007_u32;
/// PT_MV_I8: list of int64_t.
pub const IOSTX_PT_MV_I8: u32 = 0x1014_u32;
/// PT_MV_STRING8: list of iostx_bytes; given back as PT_MV_UNICODE.
pub const IOSTX_PT_MV_STRING8: u32 = 0x101E_u32;
/// PT_MV_UNICODE: list of iostx_bytes, each UTF-8.
pub const IOSTX_PT_MV_UNICODE: u32 = 0x101F_u32;
/// PT_MV_SYSTIME: list of uint64_t.
pub const IOSTX_PT_MV_SYSTIME: u32 = 0x1040_u32;
/// PT_MV_CLSID: list of iostx_guid.
pub const IOSTX_PT_MV_CLSID: u32 = 0x1048_u32;
/// PT_MV_BINARY: list of iostx_bytes.
pub const IOSTX_PT_MV_BINARY: u32 = 0x1102_u32;

// Properties of any object.
/// PR_ENTRYID: entry id: 46 bytes of a folder (iostx_feid), 70 of a message (iostx_meid). Read only.
pub const IOSTX_PR_ENTRYID: u32 = 0x0FFF0102_u32;
/// PR_PARENT_ENTRYID: entry id of the folder that holds the object. Read only.
pub const IOSTX_PR_PARENT_ENTRYID: u32 = 0x0E090102_u32;
/// PR_STORE_ENTRYID: entry id of the store. Read only.
pub const IOSTX_PR_STORE_ENTRYID: u32 = 0x0FFB0102_u32;
/// PR_RECORD_KEY: identity within the store, comparable byte for byte. Read only.
pub const IOSTX_PR_RECORD_KEY: u32 = 0x0FF90102_u32;
/// PR_STORE_RECORD_KEY: replica GUID of the store, 16 bytes. Read only.
pub const IOSTX_PR_STORE_RECORD_KEY: u32 = 0x0FFA0102_u32;
/// PR_SEARCH_KEY: key that copies of an object share.
pub const IOSTX_PR_SEARCH_KEY: u32 = 0x300B0102_u32;
/// PR_INSTANCE_KEY: identity of a row of a table. Read only.
pub const IOSTX_PR_INSTANCE_KEY: u32 = 0x0FF60102_u32;
/// PR_MAPPING_SIGNATURE: GUID within which tags of named properties mean the same. Read only.
pub const IOSTX_PR_MAPPING_SIGNATURE: u32 = 0x0FF80102_u32;
/// PR_OBJECT_TYPE: kind of object, one of IOSTX_OBJECT_*. Read only.
pub const IOSTX_PR_OBJECT_TYPE: u32 = 0x0FFE0003_u32;
/// PR_ACCESS: what may be done with the object. Read only.
pub const IOSTX_PR_ACCESS: u32 = 0x0FF40003_u32;
/// PR_ACCESS_LEVEL: 0 read only, 1 may be modified. Read only.
pub const IOSTX_PR_ACCESS_LEVEL: u32 = 0x0FF70003_u32;
/// PR_DISPLAY_NAME: name of a folder or a recipient.
pub const IOSTX_PR_DISPLAY_NAME: u32 = 0x3001001F_u32;
/// PR_COMMENT: comment.
pub const IOSTX_PR_COMMENT: u32 = 0x3004001F_u32;
/// PR_CREATION_TIME: when created.
pub const IOSTX_PR_CREATION_TIME: u32 = 0x30070040_u32;
/// PR_LAST_MODIFICATION_TIME: when last modified; decides conflicts.
pub const IOSTX_PR_LAST_MODIFICATION_TIME: u32 = 0x30080040_u32;
/// PR_LAST_MODIFIER_NAME: who last modified it.
pub const IOSTX_PR_LAST_MODIFIER_NAME: u32 = 0x3FFA001F_u32;
/// PR_CREATOR_NAME: who created it.
pub const IOSTX_PR_CREATOR_NAME: u32 = 0x3FF8001F_u32;
/// PR_TARGET_ENTRYID: entry id of the object that this one stands for.
pub const IOSTX_PR_TARGET_ENTRYID: u32 = 0x30100102_u32;

// Identity and versions (MS-OXCFXICS 2.2.1).
/// PR_SOURCE_KEY: identity across replicas, an XID; here always 22 bytes (iostx_skey).
pub const IOSTX_PR_SOURCE_KEY: u32 = 0x65E00102_u32;
/// PR_PARENT_SOURCE_KEY: source key of the folder; empty for the folder that the sink was opened on.
pub const IOSTX_PR_PARENT_SOURCE_KEY: u32 = 0x65E10102_u32;
/// PR_CHANGE_KEY: version of the object, an XID of 17 to 24 bytes: who wrote it last, and that writer's counter.
pub const IOSTX_PR_CHANGE_KEY: u32 = 0x65E20102_u32;
/// PR_PREDECESSOR_CHANGE_LIST: per namespace the highest change seen in this version, as SizedXids, the change key included.
pub const IOSTX_PR_PREDECESSOR_CHANGE_LIST: u32 = 0x65E30102_u32;
/// PR_CHANGE_NUMBER: PidTagChangeNumber: the store's own number of the last change. Read only.
pub const IOSTX_PR_CHANGE_NUMBER: u32 = 0x67A40014_u32;
/// PR_MID: PidTagMid: internal id of a message. Read only.
pub const IOSTX_PR_MID: u32 = 0x674A0014_u32;
/// PR_FOLDER_ID: PidTagFolderId: internal id of a folder. Read only.
pub const IOSTX_PR_FOLDER_ID: u32 = 0x67480014_u32;
/// PR_PARENT_FOLDER_ID: PidTagParentFolderId: internal id of the parent. Read only.
pub const IOSTX_PR_PARENT_FOLDER_ID: u32 = 0x67490014_u32;
/// PR_LOCAL_COMMIT_TIME: when the object was last committed here. Read only.
pub const IOSTX_PR_LOCAL_COMMIT_TIME: u32 = 0x67090040_u32;
/// PR_LOCAL_COMMIT_TIME_MAX: newest commit of what a folder holds. Read only.
pub const IOSTX_PR_LOCAL_COMMIT_TIME_MAX: u32 = 0x670A0040_u32;
/// PR_DELETED_COUNT_TOTAL: messages ever deleted from a folder. Read only.
pub const IOSTX_PR_DELETED_COUNT_TOTAL: u32 = 0x670B0003_u32;
/// PR_HIERARCHY_CHANGE_NUM: grows with each change of the hierarchy below a folder. Read only.
pub const IOSTX_PR_HIERARCHY_CHANGE_NUM: u32 = 0x663E0003_u32;
/// PR_ORIGINAL_ENTRYID: entry id in the folder that the object came from.
pub const IOSTX_PR_ORIGINAL_ENTRYID: u32 = 0x3A120102_u32;
/// PR_CONTENTS_SYNCHRONIZER: names the contents synchronizer; never opened here.
pub const IOSTX_PR_CONTENTS_SYNCHRONIZER: u32 = 0x662D000D_u32;
/// PR_HIERARCHY_SYNCHRONIZER: names the hierarchy synchronizer; never opened here.
pub const IOSTX_PR_HIERARCHY_SYNCHRONIZER: u32 = 0x662C000D_u32;
/// PR_COLLECTOR: names the import sink; never opened here.
pub const IOSTX_PR_COLLECTOR: u32 = 0x662E000D_u32;
/// PR_OST_OLFI: reserve of ids (OLFI) as other stores keep it; only kept.
pub const IOSTX_PR_OST_OLFI: u32 = 0x7C070102_u32;
/// PR_OST_OSTID: id of an offline store; only kept.
pub const IOSTX_PR_OST_OSTID: u32 = 0x7C040102_u32;
/// PR_RESOLVE_METHOD: how conflicts in a folder are resolved: 0 default, 1 last writer wins, 2 no notification.
pub const IOSTX_PR_RESOLVE_METHOD: u32 = 0x3FE70003_u32;
/// PR_CONFLICT_ITEMS: on the winner the entry ids of its losers, on the loser that of its winner.
pub const IOSTX_PR_CONFLICT_ITEMS: u32 = 0x10981102_u32;
/// PR_CONFLICT_ENTRYID: entry id of the item in conflict.
pub const IOSTX_PR_CONFLICT_ENTRYID: u32 = 0x3FF00102_u32;

// Properties of the store.
/// PR_STORE_SUPPORT_MASK: what the store can do, bits IOSTX_STORE_*_OK.
pub const IOSTX_PR_STORE_SUPPORT_MASK: u32 = 0x340D0003_u32;
/// PR_STORE_STATE: state of the store.
pub const IOSTX_PR_STORE_STATE: u32 = 0x340E0003_u32;
/// PR_MDB_PROVIDER: kind of the store's provider.
pub const IOSTX_PR_MDB_PROVIDER: u32 = 0x34140102_u32;
/// PR_VALID_FOLDER_MASK: which special folders are valid.
pub const IOSTX_PR_VALID_FOLDER_MASK: u32 = 0x35DF0003_u32;
/// PR_STORE_UNICODE_MASK: Unicode support.
pub const IOSTX_PR_STORE_UNICODE_MASK: u32 = 0x340F0003_u32;
/// PR_IPM_SUBTREE_ENTRYID: entry id of the IPM subtree.
pub const IOSTX_PR_IPM_SUBTREE_ENTRYID: u32 = 0x35E00102_u32;
/// PR_IPM_OUTBOX_ENTRYID: entry id of the Outbox.
pub const IOSTX_PR_IPM_OUTBOX_ENTRYID: u32 = 0x35E20102_u32;
/// PR_IPM_WASTEBASKET_ENTRYID: entry id of Deleted Items.
pub const IOSTX_PR_IPM_WASTEBASKET_ENTRYID: u32 = 0x35E30102_u32;
/// PR_IPM_SENTMAIL_ENTRYID: entry id of Sent Items.
pub const IOSTX_PR_IPM_SENTMAIL_ENTRYID: u32 = 0x35E40102_u32;
/// PR_VIEWS_ENTRYID: entry id of the views folder.
pub const IOSTX_PR_VIEWS_ENTRYID: u32 = 0x35E50102_u32;
/// PR_COMMON_VIEWS_ENTRYID: entry id of the common views folder.
pub const IOSTX_PR_COMMON_VIEWS_ENTRYID: u32 = 0x35E60102_u32;
/// PR_FINDER_ENTRYID: entry id of the search root.
pub const IOSTX_PR_FINDER_ENTRYID: u32 = 0x35E70102_u32;
/// PR_PROFILE_OFFLINE_STORE_PATH: path of an offline store, as profiles keep it.
pub const IOSTX_PR_PROFILE_OFFLINE_STORE_PATH: u32 = 0x6610001E_u32;

// Entry ids of special folders on the root and the Inbox (MS-OXOSFLD).
/// PR_IPM_APPOINTMENT_ENTRYID: Calendar.
pub const IOSTX_PR_IPM_APPOINTMENT_ENTRYID: u32 = 0x36D00102_u32;
/// PR_IPM_CONTACT_ENTRYID: Contacts.
pub const IOSTX_PR_IPM_CONTACT_ENTRYID: u32 = 0x36D10102_u32;
/// PR_IPM_JOURNAL_ENTRYID: Journal.
pub const IOSTX_PR_IPM_JOURNAL_ENTRYID: u32 = 0x36D20102_u32;
/// PR_IPM_NOTE_ENTRYID: Notes.
pub const IOSTX_PR_IPM_NOTE_ENTRYID: u32 = 0x36D30102_u32;
/// PR_IPM_TASK_ENTRYID: Tasks.
pub const IOSTX_PR_IPM_TASK_ENTRYID: u32 = 0x36D40102_u32;
/// PR_REM_ONLINE_ENTRYID: online reminders.
pub const IOSTX_PR_REM_ONLINE_ENTRYID: u32 = 0x36D50102_u32;
/// PR_REM_OFFLINE_ENTRYID: offline reminders.
pub const IOSTX_PR_REM_OFFLINE_ENTRYID: u32 = 0x36D60102_u32;
/// PR_IPM_DRAFTS_ENTRYID: Drafts.
pub const IOSTX_PR_IPM_DRAFTS_ENTRYID: u32 = 0x36D70102_u32;
/// PR_ADDITIONAL_REN_ENTRYIDS: list: Conflicts, Sync Issues, Local Failures, Server Failures, Junk.
pub const IOSTX_PR_ADDITIONAL_REN_ENTRYIDS: u32 = 0x36D81102_u32;
/// PR_ADDITIONAL_REN_ENTRYIDS_EX: more special folders, as blocks.
pub const IOSTX_PR_ADDITIONAL_REN_ENTRYIDS_EX: u32 = 0x36D90102_u32;

// Properties of folders.
/// PR_CONTAINER_CLASS: kind of items, IPF.Note and so on; a hint.
pub const IOSTX_PR_CONTAINER_CLASS: u32 = 0x3613001F_u32;
/// PR_FOLDER_TYPE: 0 root, 1 generic, 2 search.
pub const IOSTX_PR_FOLDER_TYPE: u32 = 0x36010003_u32;
/// PR_CONTENT_COUNT: normal items in the folder. Read only.
pub const IOSTX_PR_CONTENT_COUNT: u32 = 0x36020003_u32;
/// PR_CONTENT_UNREAD: unread items in the folder. Read only.
pub const IOSTX_PR_CONTENT_UNREAD: u32 = 0x36030003_u32;
/// PR_ASSOC_CONTENT_COUNT: associated items in the folder. Read only.
pub const IOSTX_PR_ASSOC_CONTENT_COUNT: u32 = 0x36170003_u32;
/// PR_SUBFOLDERS: whether there are subfolders. Read only.
pub const IOSTX_PR_SUBFOLDERS: u32 = 0x360A000B_u32;
/// PR_FOLDER_CHILD_COUNT: number of subfolders. Read only.
pub const IOSTX_PR_FOLDER_CHILD_COUNT: u32 = 0x66380003_u32;
/// PR_ATTR_HIDDEN: hidden from listings.
pub const IOSTX_PR_ATTR_HIDDEN: u32 = 0x10F4000B_u32;
/// PR_EXTENDED_FOLDER_FLAGS: flags of views.
pub const IOSTX_PR_EXTENDED_FOLDER_FLAGS: u32 = 0x36DA0102_u32;
/// PR_DEF_POST_MSGCLASS: message class of new items.
pub const IOSTX_PR_DEF_POST_MSGCLASS: u32 = 0x36E5001F_u32;
/// PR_RIGHTS: rights of the user.
pub const IOSTX_PR_RIGHTS: u32 = 0x66390003_u32;
/// PR_HAS_RULES: whether rules are set.
pub const IOSTX_PR_HAS_RULES: u32 = 0x663A000B_u32;
/// PR_OFFLINE_FLAGS: offline flags.
pub const IOSTX_PR_OFFLINE_FLAGS: u32 = 0x663D0003_u32;
/// PR_DELETED_ON: when it was deleted.
pub const IOSTX_PR_DELETED_ON: u32 = 0x668F0040_u32;

// State of messages.
/// PR_MESSAGE_CLASS: class of the item, IPM.Note and so on.
pub const IOSTX_PR_MESSAGE_CLASS: u32 = 0x001A001F_u32;
/// PR_MESSAGE_FLAGS: bits IOSTX_MSGFLAG_*.
pub const IOSTX_PR_MESSAGE_FLAGS: u32 = 0x0E070003_u32;
/// PR_MSG_STATUS: bits IOSTX_MSGSTATUS_*.
pub const IOSTX_PR_MSG_STATUS: u32 = 0x0E170003_u32;
/// PR_MESSAGE_SIZE: size in bytes, at most 2147483647. Read only.
pub const IOSTX_PR_MESSAGE_SIZE: u32 = 0x0E080003_u32;
/// PR_MESSAGE_SIZE_EXTENDED: size in bytes. Read only.
pub const IOSTX_PR_MESSAGE_SIZE_EXTENDED: u32 = 0x0E080014_u32;
/// PR_HASATTACH: has attachments, as whoever wrote the native text says; where nobody did, as IOSTX_MSGFLAG_HASATTACH.
pub const IOSTX_PR_HASATTACH: u32 = 0x0E1B000B_u32;
/// PR_READ: whether it is read.
pub const IOSTX_PR_READ: u32 = 0x0E69000B_u32;
/// PR_ASSOCIATED: whether it is associated (hidden). Read only.
pub const IOSTX_PR_ASSOCIATED: u32 = 0x67AA000B_u32;
/// PR_ICON_INDEX: icon.
pub const IOSTX_PR_ICON_INDEX: u32 = 0x10800003_u32;
/// PR_FLAG_STATUS: follow-up: absent none, 1 complete, 2 flagged.
pub const IOSTX_PR_FLAG_STATUS: u32 = 0x10900003_u32;
/// PR_FLAG_COMPLETE_TIME: when the follow-up was completed.
pub const IOSTX_PR_FLAG_COMPLETE_TIME: u32 = 0x10910040_u32;
/// PR_FOLLOWUP_ICON: colour of the follow-up flag.
pub const IOSTX_PR_FOLLOWUP_ICON: u32 = 0x10950003_u32;
/// PR_TODO_ITEM_FLAGS: follow-up bits.
pub const IOSTX_PR_TODO_ITEM_FLAGS: u32 = 0x0E2B0003_u32;
/// PR_LAST_VERB_EXECUTED: 102 replied, 103 replied to all, 104 forwarded.
pub const IOSTX_PR_LAST_VERB_EXECUTED: u32 = 0x10810003_u32;
/// PR_LAST_VERB_EXECUTION_TIME: when that was done.
pub const IOSTX_PR_LAST_VERB_EXECUTION_TIME: u32 = 0x10820040_u32;
/// PR_IN_CONFLICT: stands for a version in conflict.
pub const IOSTX_PR_IN_CONFLICT: u32 = 0x666C000B_u32;

// Subject and times.
/// PR_SUBJECT: subject.
pub const IOSTX_PR_SUBJECT: u32 = 0x0037001F_u32;
/// PR_SUBJECT_PREFIX: prefix of the subject, such as "Re: ".
pub const IOSTX_PR_SUBJECT_PREFIX: u32 = 0x003D001F_u32;
/// PR_NORMALIZED_SUBJECT: subject without its prefix.
pub const IOSTX_PR_NORMALIZED_SUBJECT: u32 = 0x0E1D001F_u32;
/// PR_ORIGINAL_SUBJECT: subject of the original.
pub const IOSTX_PR_ORIGINAL_SUBJECT: u32 = 0x0049001F_u32;
/// PR_CONVERSATION_TOPIC: topic of the conversation.
pub const IOSTX_PR_CONVERSATION_TOPIC: u32 = 0x0070001F_u32;
/// PR_CONVERSATION_INDEX: place in the conversation.
pub const IOSTX_PR_CONVERSATION_INDEX: u32 = 0x00710102_u32;
/// PR_IMPORTANCE: 0 low, 1 normal, 2 high.
pub const IOSTX_PR_IMPORTANCE: u32 = 0x00170003_u32;
/// PR_PRIORITY: -1 not urgent, 0 normal, 1 urgent.
pub const IOSTX_PR_PRIORITY: u32 = 0x00260003_u32;
/// PR_SENSITIVITY: 0 none, 1 personal, 2 private, 3 confidential.
pub const IOSTX_PR_SENSITIVITY: u32 = 0x00360003_u32;
/// PR_CLIENT_SUBMIT_TIME: when submitted.
pub const IOSTX_PR_CLIENT_SUBMIT_TIME: u32 = 0x00390040_u32;
/// PR_MESSAGE_DELIVERY_TIME: when delivered.
pub const IOSTX_PR_MESSAGE_DELIVERY_TIME: u32 = 0x0E060040_u32;
/// PR_DEFERRED_SEND_TIME: when to send.
pub const IOSTX_PR_DEFERRED_SEND_TIME: u32 = 0x3FEF0040_u32;

// People.
/// PR_SENDER_NAME: name of the sender.
pub const IOSTX_PR_SENDER_NAME: u32 = 0x0C1A001F_u32;
/// PR_SENDER_ADDRTYPE: kind of the sender's address.
pub const IOSTX_PR_SENDER_ADDRTYPE: u32 = 0x0C1E001F_u32;
/// PR_SENDER_EMAIL_ADDRESS: address of the sender.
pub const IOSTX_PR_SENDER_EMAIL_ADDRESS: u32 = 0x0C1F001F_u32;
/// PR_SENDER_ENTRYID: entry id of the sender.
pub const IOSTX_PR_SENDER_ENTRYID: u32 = 0x0C190102_u32;
/// PR_SENDER_SEARCH_KEY: search key of the sender.
pub const IOSTX_PR_SENDER_SEARCH_KEY: u32 = 0x0C1D0102_u32;
/// PR_SENT_REPRESENTING_NAME: name of whom the sender stands for.
pub const IOSTX_PR_SENT_REPRESENTING_NAME: u32 = 0x0042001F_u32;
/// PR_SENT_REPRESENTING_ADDRTYPE: kind of that address.
pub const IOSTX_PR_SENT_REPRESENTING_ADDRTYPE: u32 = 0x0064001F_u32;
/// PR_SENT_REPRESENTING_EMAIL_ADDRESS: that address.
pub const IOSTX_PR_SENT_REPRESENTING_EMAIL_ADDRESS: u32 = 0x0065001F_u32;
/// PR_SENT_REPRESENTING_ENTRYID: entry id of whom the sender stands for.
pub const IOSTX_PR_SENT_REPRESENTING_ENTRYID: u32 = 0x00410102_u32;
/// PR_RECEIVED_BY_NAME: name of the receiver.
pub const IOSTX_PR_RECEIVED_BY_NAME: u32 = 0x0040001F_u32;
/// PR_DISPLAY_TO: names of the primary recipients.
pub const IOSTX_PR_DISPLAY_TO: u32 = 0x0E04001F_u32;
/// PR_DISPLAY_CC: names of the copied recipients.
pub const IOSTX_PR_DISPLAY_CC: u32 = 0x0E03001F_u32;
/// PR_DISPLAY_BCC: names of the blind recipients.
pub const IOSTX_PR_DISPLAY_BCC: u32 = 0x0E02001F_u32;

// Body and internet text.
/// PR_BODY: plain text.
pub const IOSTX_PR_BODY: u32 = 0x1000001F_u32;
/// PR_HTML: HTML text.
pub const IOSTX_PR_HTML: u32 = 0x10130102_u32;
/// PR_RTF_COMPRESSED: compressed RTF.
pub const IOSTX_PR_RTF_COMPRESSED: u32 = 0x10090102_u32;
/// PR_RTF_IN_SYNC: whether RTF and text agree.
pub const IOSTX_PR_RTF_IN_SYNC: u32 = 0x0E1F000B_u32;
/// PR_NATIVE_BODY_INFO: which body is the native one.
pub const IOSTX_PR_NATIVE_BODY_INFO: u32 = 0x10160003_u32;
/// PR_INTERNET_MESSAGE_ID: Message-ID.
pub const IOSTX_PR_INTERNET_MESSAGE_ID: u32 = 0x1035001F_u32;
/// PR_IN_REPLY_TO_ID: In-Reply-To.
pub const IOSTX_PR_IN_REPLY_TO_ID: u32 = 0x1042001F_u32;
/// PR_INTERNET_REFERENCES: References.
pub const IOSTX_PR_INTERNET_REFERENCES: u32 = 0x1039001F_u32;
/// PR_TRANSPORT_MESSAGE_HEADERS: headers of the message.
pub const IOSTX_PR_TRANSPORT_MESSAGE_HEADERS: u32 = 0x007D001F_u32;
/// PR_INTERNET_CONTENT: the item's native text (MIME, iCalendar, vCard), byte for byte; read and written by stream.
pub const IOSTX_PR_INTERNET_CONTENT: u32 = 0x66590102_u32;
/// PR_INTERNET_CPID: code page.
pub const IOSTX_PR_INTERNET_CPID: u32 = 0x3FDE0003_u32;

// Recipients.
/// PR_MESSAGE_RECIPIENTS: the recipients; see iostx_message_get_recipients.
pub const IOSTX_PR_MESSAGE_RECIPIENTS: u32 = 0x0E12000D_u32;
/// PR_RECIPIENT_TYPE: 0 originator, 1 to, 2 copy, 3 blind copy.
pub const IOSTX_PR_RECIPIENT_TYPE: u32 = 0x0C150003_u32;
/// PR_ADDRTYPE: kind of the address, such as SMTP.
pub const IOSTX_PR_ADDRTYPE: u32 = 0x3002001F_u32;
/// PR_EMAIL_ADDRESS: the address.
pub const IOSTX_PR_EMAIL_ADDRESS: u32 = 0x3003001F_u32;
/// PR_SMTP_ADDRESS: internet address.
pub const IOSTX_PR_SMTP_ADDRESS: u32 = 0x39FE001F_u32;
/// PR_ROWID: number of the row.
pub const IOSTX_PR_ROWID: u32 = 0x30000003_u32;
/// PR_RESPONSIBILITY: whether somebody took responsibility for delivery.
pub const IOSTX_PR_RESPONSIBILITY: u32 = 0x0E0F000B_u32;

// Attachments, as other stores keep them; here they are part of the native text.
/// PR_MESSAGE_ATTACHMENTS: the attachments.
pub const IOSTX_PR_MESSAGE_ATTACHMENTS: u32 = 0x0E13000D_u32;
/// PR_ATTACH_NUM: number of the attachment.
pub const IOSTX_PR_ATTACH_NUM: u32 = 0x0E210003_u32;
/// PR_ATTACH_SIZE: size.
pub const IOSTX_PR_ATTACH_SIZE: u32 = 0x0E200003_u32;
/// PR_ATTACH_METHOD: 1 by value, 5 embedded message, 6 OLE.
pub const IOSTX_PR_ATTACH_METHOD: u32 = 0x37050003_u32;
/// PR_ATTACH_DATA_BIN: data.
pub const IOSTX_PR_ATTACH_DATA_BIN: u32 = 0x37010102_u32;
/// PR_ATTACH_DATA_OBJ: object.
pub const IOSTX_PR_ATTACH_DATA_OBJ: u32 = 0x3701000D_u32;
/// PR_ATTACH_FILENAME: short file name.
pub const IOSTX_PR_ATTACH_FILENAME: u32 = 0x3704001F_u32;
/// PR_ATTACH_LONG_FILENAME: file name.
pub const IOSTX_PR_ATTACH_LONG_FILENAME: u32 = 0x3707001F_u32;
/// PR_ATTACH_EXTENSION: file extension.
pub const IOSTX_PR_ATTACH_EXTENSION: u32 = 0x3703001F_u32;
/// PR_ATTACH_MIME_TAG: MIME type.
pub const IOSTX_PR_ATTACH_MIME_TAG: u32 = 0x370E001F_u32;
/// PR_RENDERING_POSITION: place in the body.
pub const IOSTX_PR_RENDERING_POSITION: u32 = 0x370B0003_u32;

// Sending.
/// PR_SUBMIT_FLAGS: bits IOSTX_SUBMITFLAG_*. Read only.
pub const IOSTX_PR_SUBMIT_FLAGS: u32 = 0x0E140003_u32;
/// PR_DELETE_AFTER_SUBMIT: delete when sent.
pub const IOSTX_PR_DELETE_AFTER_SUBMIT: u32 = 0x0E01000B_u32;
/// PR_SENTMAIL_ENTRYID: folder to move it to when sent.
pub const IOSTX_PR_SENTMAIL_ENTRYID: u32 = 0x0E0A0102_u32;
/// PR_READ_RECEIPT_REQUESTED: whether a read receipt is asked for.
pub const IOSTX_PR_READ_RECEIPT_REQUESTED: u32 = 0x0029000B_u32;

// Calendar and contacts.
/// PR_START_DATE: start.
pub const IOSTX_PR_START_DATE: u32 = 0x00600040_u32;
/// PR_END_DATE: end.
pub const IOSTX_PR_END_DATE: u32 = 0x00610040_u32;
/// PR_OWNER_APPT_ID: id of the owner's appointment.
pub const IOSTX_PR_OWNER_APPT_ID: u32 = 0x00620003_u32;
/// PR_GIVEN_NAME: given name.
pub const IOSTX_PR_GIVEN_NAME: u32 = 0x3A06001F_u32;
/// PR_SURNAME: surname.
pub const IOSTX_PR_SURNAME: u32 = 0x3A11001F_u32;
/// PR_COMPANY_NAME: company.
pub const IOSTX_PR_COMPANY_NAME: u32 = 0x3A16001F_u32;
/// PR_TITLE: job title.
pub const IOSTX_PR_TITLE: u32 = 0x3A17001F_u32;
/// PR_BUSINESS_TELEPHONE_NUMBER: business telephone.
pub const IOSTX_PR_BUSINESS_TELEPHONE_NUMBER: u32 = 0x3A08001F_u32;
/// PR_HOME_TELEPHONE_NUMBER: home telephone.
pub const IOSTX_PR_HOME_TELEPHONE_NUMBER: u32 = 0x3A09001F_u32;
/// PR_MOBILE_TELEPHONE_NUMBER: mobile telephone.
pub const IOSTX_PR_MOBILE_TELEPHONE_NUMBER: u32 = 0x3A1C001F_u32;

// Remote headers.
/// PR_MESSAGE_DOWNLOAD_TIME: estimated seconds to fetch the whole item.
pub const IOSTX_PR_MESSAGE_DOWNLOAD_TIME: u32 = 0x0E180003_u32;
/// PR_HEADER_FOLDER_ENTRYID: folder of the headers.
pub const IOSTX_PR_HEADER_FOLDER_ENTRYID: u32 = 0x3E0A0102_u32;
/// PR_REMOTE_PROGRESS: progress of the fetch.
pub const IOSTX_PR_REMOTE_PROGRESS: u32 = 0x3E0B0003_u32;

// Properties of this library.
/// IOSTX_PR_REMOTE_ID: id of the object on the server: opaque, at most 1024 bytes, unique among the items of a folder. Setting it is no local change.
pub const IOSTX_PR_REMOTE_ID: u32 = 0x7E010102_u32;
/// IOSTX_PR_REMOTE_VERSION: version of the object on the server: opaque, at most 1024 bytes; empty means unknown. Setting it is no local change.
pub const IOSTX_PR_REMOTE_VERSION: u32 = 0x7E020102_u32;
/// IOSTX_PR_MATCH_KEY: match key: what the item is recognised by when its remote id is unknown (UID of iCalendar and vCard, Message-ID). Setting it is no local change.
pub const IOSTX_PR_MATCH_KEY: u32 = 0x7E030102_u32;
/// IOSTX_PR_PARENT_REMOTE_ID: remote id of the parent folder.
pub const IOSTX_PR_PARENT_REMOTE_ID: u32 = 0x7E040102_u32;
/// IOSTX_PR_SPECIAL_FOLDER: role of a folder, one of IOSTX_FOLDER_*.
pub const IOSTX_PR_SPECIAL_FOLDER: u32 = 0x7E050003_u32;
/// IOSTX_PR_FINGERPRINT: fingerprint: what a listing tells of an item without its body (size, date, a digest of the server's).
pub const IOSTX_PR_FINGERPRINT: u32 = 0x7E060102_u32;
/// IOSTX_PR_MATCH_STRENGTH: strength of the match key, one of IOSTX_MATCH_*.
pub const IOSTX_PR_MATCH_STRENGTH: u32 = 0x7E070003_u32;
/// IOSTX_PR_CONTENT_SIZE: size in bytes of PR_INTERNET_CONTENT. Read only.
pub const IOSTX_PR_CONTENT_SIZE: u32 = 0x7E080014_u32;
/// IOSTX_PR_PENDING: what is pending for upload, bits IOSTX_PENDING_*. Read only.
pub const IOSTX_PR_PENDING: u32 = 0x7E090003_u32;
/// IOSTX_PR_PENDING_COUNT: pending changes in a folder, itself included. Read only.
pub const IOSTX_PR_PENDING_COUNT: u32 = 0x7E0A0003_u32;
/// IOSTX_PR_LOCAL_ONLY: the folder is never offered to a server.
pub const IOSTX_PR_LOCAL_ONLY: u32 = 0x7E0B000B_u32;
/// IOSTX_PR_CHANGED_TAGS: tags of the properties that are pending. Read only.
pub const IOSTX_PR_CHANGED_TAGS: u32 = 0x7E0C1003_u32;
/// PidNameKeywords: keywords (categories) of the item: the named property "Keywords" of PS_PUBLIC_STRINGS, which has this tag in
/// every store.
pub const IOSTX_PR_KEYWORDS: u32 = 0x8000101F_u32;
/// PidLidHeaderItem: not zero when only the header of the item is here: the named property 0x8578 of PSETID_Common, which has this
/// tag in every store. Read only.
pub const IOSTX_PR_HEADER_ITEM: u32 = 0x80010003_u32;
/// IOSTX_PR_KEYWORDS_ADDED: keywords added since the last synchronization. Read only.
pub const IOSTX_PR_KEYWORDS_ADDED: u32 = 0x7E0E101F_u32;
/// IOSTX_PR_KEYWORDS_REMOVED: keywords removed since the last synchronization. Read only.
pub const IOSTX_PR_KEYWORDS_REMOVED: u32 = 0x7E0F101F_u32;
/// IOSTX_PR_ATTEMPTS: attempts that failed in a row. Read only.
pub const IOSTX_PR_ATTEMPTS: u32 = 0x7E100003_u32;
/// IOSTX_PR_LAST_ERROR: code of the last failure. Read only.
pub const IOSTX_PR_LAST_ERROR: u32 = 0x7E110003_u32;
/// IOSTX_PR_LAST_ERROR_TEXT: text of the last failure, as the agent gave it. Read only.
pub const IOSTX_PR_LAST_ERROR_TEXT: u32 = 0x7E12001F_u32;
/// IOSTX_PR_NEXT_ATTEMPT: when the item is offered again. Read only.
pub const IOSTX_PR_NEXT_ATTEMPT: u32 = 0x7E130040_u32;
/// IOSTX_PR_BACKED_OFF: whether that time lies ahead. Read only.
pub const IOSTX_PR_BACKED_OFF: u32 = 0x7E14000B_u32;
/// IOSTX_PR_WANTED_REASON: why a remote id is on the wanted list, one of IOSTX_WANTED_*. Read only.
pub const IOSTX_PR_WANTED_REASON: u32 = 0x7E150003_u32;
/// IOSTX_PR_HELD_COUNT: deletions of a folder that are held. Read only.
pub const IOSTX_PR_HELD_COUNT: u32 = 0x7E160003_u32;
/// IOSTX_PR_RETRY_MARK: whether an upload was begun whose answer is not known. Read only.
pub const IOSTX_PR_RETRY_MARK: u32 = 0x7E17000B_u32;
/// IOSTX_PR_COOKIE: cookie that the agent left with that attempt. Read only.
pub const IOSTX_PR_COOKIE: u32 = 0x7E180102_u32;
/// IOSTX_PR_LAST_OCCURRENCE: end of the last occurrence of a recurring item, for the scope of its folder.
pub const IOSTX_PR_LAST_OCCURRENCE: u32 = 0x7E1A0040_u32;
/// IOSTX_PR_SERVER_FLAGS: the message flags as the server had them last. Read only.
pub const IOSTX_PR_SERVER_FLAGS: u32 = 0x7E1B0003_u32;
/// IOSTX_PR_DEPTH: depth of a folder below the folder that was listed; its children have 1. Read only.
pub const IOSTX_PR_DEPTH: u32 = 0x7E1C0003_u32;
/// IOSTX_PR_SOURCE_FOLDER_ENTRYID: folder that a moved item came from. Read only.
pub const IOSTX_PR_SOURCE_FOLDER_ENTRYID: u32 = 0x7E1D0102_u32;
/// IOSTX_PR_SOURCE_REMOTE_ID: remote id of a moved item in the folder that it came from. Read only.
pub const IOSTX_PR_SOURCE_REMOTE_ID: u32 = 0x7E1E0102_u32;
/// IOSTX_PR_CONFLICT_KIND: kind of a conflict, one of IOSTX_CONFLICT_*. Read only.
pub const IOSTX_PR_CONFLICT_KIND: u32 = 0x7E1F0003_u32;
/// IOSTX_PR_CONFLICT_TIME: when the conflict was found. Read only.
pub const IOSTX_PR_CONFLICT_TIME: u32 = 0x7E200040_u32;
/// IOSTX_PR_OUTGOING_STATE: state of a queued message, one of IOSTX_OUTGOING_*. Read only.
pub const IOSTX_PR_OUTGOING_STATE: u32 = 0x7E210003_u32;
/// IOSTX_PR_CHECK_SEVERITY: severity of a finding of iostx_store_check: 1 remark, 2 error. Read only.
pub const IOSTX_PR_CHECK_SEVERITY: u32 = 0x7E220003_u32;
/// IOSTX_PR_CHECK_TEXT: a finding of iostx_store_check in words. Read only.
pub const IOSTX_PR_CHECK_TEXT: u32 = 0x7E23001F_u32;
/// IOSTX_PR_CONFLICT_TEXT: what happened in a conflict, in words. Read only.
pub const IOSTX_PR_CONFLICT_TEXT: u32 = 0x7E24001F_u32;
/// IOSTX_PR_CONFLICT_COUNT: conflicts of a folder that were kept or wait. Read only.
pub const IOSTX_PR_CONFLICT_COUNT: u32 = 0x7E250003_u32;
/// IOSTX_PR_FAILURE_COUNT: what failed too often in a folder, itself included. Read only.
pub const IOSTX_PR_FAILURE_COUNT: u32 = 0x7E260003_u32;
/// IOSTX_PR_WANTED_COUNT: remote ids of a folder that must be fetched. Read only.
pub const IOSTX_PR_WANTED_COUNT: u32 = 0x7E270003_u32;
/// IOSTX_PR_PUBLIC_FOLDER: whether a folder, with those below it, is a public one, which many users share. The agent says so when it
/// imports the folder; the structure of an upload table has it as IOSTX_UPT_PUBLIC.
pub const IOSTX_PR_PUBLIC_FOLDER: u32 = 0x7E28000B_u32;

// Bits of PR_MESSAGE_FLAGS (MS-OXCMSG 2.2.1.6).
/// MSGFLAG_READ: read.
pub const IOSTX_MSGFLAG_READ: u32 = 0x00000001_u32;
/// MSGFLAG_UNMODIFIED: not modified since it was received or first saved.
pub const IOSTX_MSGFLAG_UNMODIFIED: u32 = 0x00000002_u32;
/// MSGFLAG_SUBMIT: in the outgoing queue. Read only.
pub const IOSTX_MSGFLAG_SUBMIT: u32 = 0x00000004_u32;
/// MSGFLAG_UNSENT: a draft.
pub const IOSTX_MSGFLAG_UNSENT: u32 = 0x00000008_u32;
/// MSGFLAG_HASATTACH: has attachments. Given by imports, kept when an app sets flags; the store does not look into the native text.
pub const IOSTX_MSGFLAG_HASATTACH: u32 = 0x00000010_u32;
/// MSGFLAG_FROMME: sent by the user.
pub const IOSTX_MSGFLAG_FROMME: u32 = 0x00000020_u32;
/// MSGFLAG_ASSOCIATED: associated. Read only.
pub const IOSTX_MSGFLAG_ASSOCIATED: u32 = 0x00000040_u32;
/// MSGFLAG_RESEND: a message to be sent again.
pub const IOSTX_MSGFLAG_RESEND: u32 = 0x00000080_u32;
/// MSGFLAG_RN_PENDING: a read receipt is owed.
pub const IOSTX_MSGFLAG_RN_PENDING: u32 = 0x00000100_u32;
/// MSGFLAG_NRN_PENDING: a non-read receipt is owed.
pub const IOSTX_MSGFLAG_NRN_PENDING: u32 = 0x00000200_u32;
/// MSGFLAG_EVERREAD: was read at least once. Read only.
pub const IOSTX_MSGFLAG_EVERREAD: u32 = 0x00000400_u32;
/// MSGFLAG_ORIGIN_X400: came by X.400.
pub const IOSTX_MSGFLAG_ORIGIN_X400: u32 = 0x00001000_u32;
/// MSGFLAG_ORIGIN_INTERNET: came by the internet.
pub const IOSTX_MSGFLAG_ORIGIN_INTERNET: u32 = 0x00002000_u32;
/// MSGFLAG_ORIGIN_MISC_EXT: came by another way.
pub const IOSTX_MSGFLAG_ORIGIN_MISC_EXT: u32 = 0x00008000_u32;
/// MSGFLAG_OUTLOOK_NON_EMS_XP: came by another transport than Exchange.
pub const IOSTX_MSGFLAG_OUTLOOK_NON_EMS_XP: u32 = 0x00010000_u32;

// Bits of PR_MSG_STATUS.
/// MSGSTATUS_HIGHLIGHTED: highlighted.
pub const IOSTX_MSGSTATUS_HIGHLIGHTED: u32 = 0x00000001_u32;
/// MSGSTATUS_TAGGED: tagged.
pub const IOSTX_MSGSTATUS_TAGGED: u32 = 0x00000002_u32;
/// MSGSTATUS_HIDDEN: hidden.
pub const IOSTX_MSGSTATUS_HIDDEN: u32 = 0x00000004_u32;
/// MSGSTATUS_DELMARKED: marked for deletion (IMAP \Deleted).
pub const IOSTX_MSGSTATUS_DELMARKED: u32 = 0x00000008_u32;
/// MSGSTATUS_DRAFT: a draft.
pub const IOSTX_MSGSTATUS_DRAFT: u32 = 0x00000100_u32;
/// MSGSTATUS_ANSWERED: answered.
pub const IOSTX_MSGSTATUS_ANSWERED: u32 = 0x00000200_u32;
/// MSGSTATUS_IN_CONFLICT: in conflict. Read only.
pub const IOSTX_MSGSTATUS_IN_CONFLICT: u32 = 0x00000800_u32;
/// MSGSTATUS_REMOTE_DOWNLOAD: the user wants the whole item.
pub const IOSTX_MSGSTATUS_REMOTE_DOWNLOAD: u32 = 0x00001000_u32;
/// MSGSTATUS_REMOTE_DELETE: the user wants it deleted on the server.
pub const IOSTX_MSGSTATUS_REMOTE_DELETE: u32 = 0x00002000_u32;
/// MSGSTATUS_MDNSENT: a disposition notification was sent ($MDNSent).
pub const IOSTX_MSGSTATUS_MDNSENT: u32 = 0x00004000_u32;

// Values of PR_OBJECT_TYPE.
/// MAPI_STORE: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_STORE: u32 = 1_u32;
/// MAPI_ADDRESS_BOOK: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_ADDRESS_BOOK: u32 = 2_u32;
/// MAPI_FOLDER: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_FOLDER: u32 = 3_u32;
/// MAPI_AB_CONTAINER: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_AB_CONTAINER: u32 = 4_u32;
/// MAPI_MESSAGE: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_MESSAGE: u32 = 5_u32;
/// MAPI_MAIL_USER: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_MAIL_USER: u32 = 6_u32;
/// MAPI_ATTACHMENT: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_ATTACHMENT: u32 = 7_u32;
/// MAPI_DISTLIST: value of PR_OBJECT_TYPE.
pub const IOSTX_OBJECT_DISTLIST: u32 = 8_u32;

// Bits of PR_STORE_SUPPORT_MASK.
/// STORE_MODIFY_OK: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_MODIFY_OK: u32 = 0x00000008_u32;
/// STORE_CREATE_OK: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_CREATE_OK: u32 = 0x00000010_u32;
/// STORE_SUBMIT_OK: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_SUBMIT_OK: u32 = 0x00000080_u32;
/// STORE_UNICODE_OK: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_UNICODE_OK: u32 = 0x00040000_u32;
/// STORE_ITEMPROC: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_ITEMPROC: u32 = 0x00200000_u32;
/// STORE_PUSHER_OK: bit of PR_STORE_SUPPORT_MASK.
pub const IOSTX_STORE_PUSHER_OK: u32 = 0x00800000_u32;

// Values of PR_RECIPIENT_TYPE.
/// MAPI_ORIG: originator.
pub const IOSTX_RECIPIENT_ORIG: u32 = 0_u32;
/// MAPI_TO: primary.
pub const IOSTX_RECIPIENT_TO: u32 = 1_u32;
/// MAPI_CC: copy.
pub const IOSTX_RECIPIENT_CC: u32 = 2_u32;
/// MAPI_BCC: blind copy.
pub const IOSTX_RECIPIENT_BCC: u32 = 3_u32;

// Strength of a match key.
/// No key.
pub const IOSTX_MATCH_NONE: u32 = 0_u32;
/// Several items may share it (Message-ID).
pub const IOSTX_MATCH_WEAK: u32 = 1_u32;
/// Unique in its folder by protocol (UID of iCalendar and vCard).
pub const IOSTX_MATCH_STRONG: u32 = 2_u32;

// Kinds of names of named properties (iostx_name.kind).
/// MNID_ID: the name is a number.
pub const IOSTX_MNID_ID: u32 = 0_u32;
/// MNID_STRING: the name is a text.
pub const IOSTX_MNID_STRING: u32 = 1_u32;

// Numbers of named properties, with the set they belong to (MS-OXPROPS).
/// Appointment: start, PT_SYSTIME.
pub const IOSTX_LID_APPOINTMENT_START: u32 = 0x820D_u32;
/// Appointment: end, PT_SYSTIME.
pub const IOSTX_LID_APPOINTMENT_END: u32 = 0x820E_u32;
/// Appointment: duration in minutes, PT_LONG.
pub const IOSTX_LID_APPOINTMENT_DURATION: u32 = 0x8213_u32;
/// Appointment: location, PT_UNICODE.
pub const IOSTX_LID_LOCATION: u32 = 0x8208_u32;
/// Appointment: busy status, PT_LONG.
pub const IOSTX_LID_BUSY_STATUS: u32 = 0x8205_u32;
/// Appointment: all day, PT_BOOLEAN.
pub const IOSTX_LID_ALL_DAY: u32 = 0x8215_u32;
/// Appointment: recurring, PT_BOOLEAN.
pub const IOSTX_LID_RECURRING: u32 = 0x8223_u32;
/// Meeting: global object id, PT_BINARY.
pub const IOSTX_LID_GLOBAL_OBJECT_ID: u32 = 0x0003_u32;
/// Meeting: global object id of the series, PT_BINARY.
pub const IOSTX_LID_CLEAN_GLOBAL_OBJECT_ID: u32 = 0x0023_u32;
/// Task: status, PT_LONG.
pub const IOSTX_LID_TASK_STATUS: u32 = 0x8101_u32;
/// Task: part done, 0 to 1, PT_DOUBLE.
pub const IOSTX_LID_TASK_PERCENT_COMPLETE: u32 = 0x8102_u32;
/// Task: start, PT_SYSTIME.
pub const IOSTX_LID_TASK_START: u32 = 0x8104_u32;
/// Task: due, PT_SYSTIME.
pub const IOSTX_LID_TASK_DUE: u32 = 0x8105_u32;
/// Task: when completed, PT_SYSTIME.
pub const IOSTX_LID_TASK_COMPLETED: u32 = 0x810F_u32;
/// Task: is complete, PT_BOOLEAN.
pub const IOSTX_LID_TASK_COMPLETE: u32 = 0x811C_u32;
/// Address: file as, PT_UNICODE.
pub const IOSTX_LID_FILE_UNDER: u32 = 0x8005_u32;
/// Address: name of the first e-mail address, PT_UNICODE.
pub const IOSTX_LID_EMAIL1_NAME: u32 = 0x8080_u32;
/// Address: first e-mail address, PT_UNICODE.
pub const IOSTX_LID_EMAIL1_ADDRESS: u32 = 0x8083_u32;
/// Log: type of a journal entry, PT_UNICODE.
pub const IOSTX_LID_LOG_TYPE: u32 = 0x8700_u32;
/// Log: start, PT_SYSTIME.
pub const IOSTX_LID_LOG_START: u32 = 0x8706_u32;
/// Log: duration in minutes, PT_LONG.
pub const IOSTX_LID_LOG_DURATION: u32 = 0x8707_u32;
/// Log: end, PT_SYSTIME.
pub const IOSTX_LID_LOG_END: u32 = 0x8708_u32;
/// Note: colour, PT_LONG.
pub const IOSTX_LID_NOTE_COLOR: u32 = 0x8B00_u32;
/// Note: width, PT_LONG.
pub const IOSTX_LID_NOTE_WIDTH: u32 = 0x8B02_u32;
/// Note: height, PT_LONG.
pub const IOSTX_LID_NOTE_HEIGHT: u32 = 0x8B03_u32;
/// Common: start, PT_SYSTIME.
pub const IOSTX_LID_COMMON_START: u32 = 0x8516_u32;
/// Common: end, PT_SYSTIME.
pub const IOSTX_LID_COMMON_END: u32 = 0x8517_u32;
/// Common: reminder is set, PT_BOOLEAN.
pub const IOSTX_LID_REMINDER_SET: u32 = 0x8503_u32;
/// Common: time of the reminder, PT_SYSTIME.
pub const IOSTX_LID_REMINDER_TIME: u32 = 0x8502_u32;
/// Common: not zero when only the header is here, PT_LONG.
pub const IOSTX_LID_HEADER_ITEM: u32 = 0x8578_u32;

// Sets of named properties, as the 16 bytes of a GUID in memory. The header has them as initializers of an iostx_guid.
/// PS_MAPI: the set of the properties that have fixed tags.
pub const IOSTX_PS_MAPI: [u8; 16] =
    [0x28, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PS_PUBLIC_STRINGS: names that users and agents share, such as "Keywords".
pub const IOSTX_PS_PUBLIC_STRINGS: [u8; 16] =
    [0x29, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PS_INTERNET_HEADERS: headers of a message by name.
pub const IOSTX_PS_INTERNET_HEADERS: [u8; 16] =
    [0x86, 0x03, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Appointment.
pub const IOSTX_PSETID_APPOINTMENT: [u8; 16] =
    [0x02, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Task.
pub const IOSTX_PSETID_TASK: [u8; 16] =
    [0x03, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Address.
pub const IOSTX_PSETID_ADDRESS: [u8; 16] =
    [0x04, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Common.
pub const IOSTX_PSETID_COMMON: [u8; 16] =
    [0x08, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Log.
pub const IOSTX_PSETID_LOG: [u8; 16] =
    [0x0A, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Note.
pub const IOSTX_PSETID_NOTE: [u8; 16] =
    [0x0E, 0x20, 0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x46];
/// PSETID_Meeting.
pub const IOSTX_PSETID_MEETING: [u8; 16] =
    [0x90, 0xDA, 0xD8, 0x6E, 0x0B, 0x45, 0x1B, 0x10, 0x98, 0xDA, 0x00, 0xAA, 0x00, 0x3F, 0x13, 0x05];
