//! What kind of property a tag is: a flag, a mirror of the content, computed, or the store's own.

use super::PropTag;
use super::tags::*;

/// PS_PUBLIC_STRINGS "Keywords", the first named property of every store.
pub const KEYWORDS: PropTag = PropTag(0x8000_101F);
/// Common/8578, non-zero when only the header is here; the second named property of every store.
pub const HEADER_ITEM: PropTag = PropTag(0x8001_0003);
/// The ids of named properties that a store gives out itself start here.
pub const FIRST_FREE_NAME: u16 = 0x8002;

/// The kinds of items, by message class (ics.md 5.4; MS-OXCMSG 2.2.1.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum ItemKind {
    /// Any other class.
    #[default]
    Other = 0,
    /// IPM.Note and everything below it, and IPM.Schedule.Meeting.
    Mail = 1,
    /// IPM.Appointment.
    Calendar = 2,
    /// IPM.Contact and IPM.DistList.
    Contact = 3,
    /// IPM.StickyNote.
    Note = 4,
    /// IPM.Activity.
    Journal = 5,
    /// IPM.Task.
    Task = 6,
}

const CLASSES: [(&str, ItemKind); 9] = [
    ("IPM.Note", ItemKind::Mail),
    ("IPM.Schedule.Meeting", ItemKind::Mail),
    ("IPM.Appointment", ItemKind::Calendar),
    ("IPM.Contact", ItemKind::Contact),
    ("IPM.DistList", ItemKind::Contact),
    ("IPM.StickyNote", ItemKind::Note),
    ("IPM.Activity", ItemKind::Journal),
    ("IPM.Task", ItemKind::Task),
    ("REPORT.IPM.Note", ItemKind::Mail),
];

impl ItemKind {
    /// The kind of a message class, compared without case by its dotted prefix.
    pub fn of_class(class: &str) -> Self {
        let below = |prefix: &str| {
            class.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
                && matches!(class.as_bytes().get(prefix.len()), None | Some(b'.'))
        };
        CLASSES.iter().find(|(prefix, _)| below(prefix)).map_or(ItemKind::Other, |(_, kind)| *kind)
    }

    /// The kind with a number, as columns carry it.
    pub fn from_number(number: i64) -> Self {
        use ItemKind::*;
        [Other, Mail, Calendar, Contact, Note, Journal, Task].into_iter().find(|kind| *kind as i64 == number).unwrap_or_default()
    }
}

/// The bits of PR_MESSAGE_FLAGS that replicate besides MSGFLAG_READ: MSGFLAG_UNSENT.
pub const MESSAGE_FLAGS_SYNCED: u32 = 0x8;
/// The bits of PR_MESSAGE_FLAGS that an import gives and no app changes afterwards: HASATTACH, FROMME.
pub const MESSAGE_FLAGS_GIVEN: u32 = 0x10 | 0x20;
/// The bits of PR_MSG_STATUS that are this store's own business: IN_CONFLICT, REMOTE_DOWNLOAD, REMOTE_DELETE.
pub const STATUS_LOCAL: u32 = 0x800 | 0x1000 | 0x2000;

/// Whether a change of this property counts as a change of flags, which merge by element.
pub fn is_flag(tag: PropTag) -> bool {
    const FLAGS: [u32; 9] = [
        IOSTX_PR_MESSAGE_FLAGS,
        IOSTX_PR_MSG_STATUS,
        IOSTX_PR_FLAG_STATUS,
        IOSTX_PR_FLAG_COMPLETE_TIME,
        IOSTX_PR_FOLLOWUP_ICON,
        IOSTX_PR_TODO_ITEM_FLAGS,
        IOSTX_PR_LAST_VERB_EXECUTED,
        IOSTX_PR_LAST_VERB_EXECUTION_TIME,
        IOSTX_PR_ICON_INDEX,
    ];
    tag.id() == KEYWORDS.id() || FLAGS.iter().any(|flag| PropTag(*flag).id() == tag.id())
}

/// Whether the property repeats something of the native text (PR_INTERNET_CONTENT). For an item that has such a text, these
/// and the text are one field.
pub fn is_mirror(tag: PropTag) -> bool {
    const MIRRORS: [u32; 45] = [
        IOSTX_PR_SUBJECT,
        IOSTX_PR_SUBJECT_PREFIX,
        IOSTX_PR_NORMALIZED_SUBJECT,
        IOSTX_PR_ORIGINAL_SUBJECT,
        IOSTX_PR_CONVERSATION_TOPIC,
        IOSTX_PR_CONVERSATION_INDEX,
        IOSTX_PR_IMPORTANCE,
        IOSTX_PR_PRIORITY,
        IOSTX_PR_SENSITIVITY,
        IOSTX_PR_CLIENT_SUBMIT_TIME,
        IOSTX_PR_SENDER_NAME,
        IOSTX_PR_SENDER_ADDRTYPE,
        IOSTX_PR_SENDER_EMAIL_ADDRESS,
        IOSTX_PR_SENDER_ENTRYID,
        IOSTX_PR_SENDER_SEARCH_KEY,
        IOSTX_PR_SENT_REPRESENTING_NAME,
        IOSTX_PR_SENT_REPRESENTING_ADDRTYPE,
        IOSTX_PR_SENT_REPRESENTING_EMAIL_ADDRESS,
        IOSTX_PR_SENT_REPRESENTING_ENTRYID,
        IOSTX_PR_RECEIVED_BY_NAME,
        IOSTX_PR_DISPLAY_TO,
        IOSTX_PR_DISPLAY_CC,
        IOSTX_PR_DISPLAY_BCC,
        IOSTX_PR_BODY,
        IOSTX_PR_HTML,
        IOSTX_PR_RTF_COMPRESSED,
        IOSTX_PR_INTERNET_MESSAGE_ID,
        IOSTX_PR_IN_REPLY_TO_ID,
        IOSTX_PR_INTERNET_REFERENCES,
        IOSTX_PR_TRANSPORT_MESSAGE_HEADERS,
        IOSTX_PR_MESSAGE_RECIPIENTS,
        IOSTX_PR_START_DATE,
        IOSTX_PR_END_DATE,
        IOSTX_PR_DISPLAY_NAME,
        IOSTX_PR_GIVEN_NAME,
        IOSTX_PR_SURNAME,
        IOSTX_PR_COMPANY_NAME,
        IOSTX_PR_TITLE,
        IOSTX_PR_BUSINESS_TELEPHONE_NUMBER,
        IOSTX_PR_HOME_TELEPHONE_NUMBER,
        IOSTX_PR_MOBILE_TELEPHONE_NUMBER,
        IOSTX_PR_EMAIL_ADDRESS,
        IOSTX_PR_COMMENT,
        IOSTX_PR_INTERNET_CPID,
        IOSTX_PR_HASATTACH,
    ];
    MIRRORS.iter().any(|mirror| PropTag(*mirror).id() == tag.id()) || (tag.is_named() && tag.id() >= FIRST_FREE_NAME)
}

/// Whether the property is the store's own bookkeeping: written by imports or in passing, never a local change.
pub fn is_untracked(tag: PropTag) -> bool {
    const UNTRACKED: [u32; 18] = [
        IOSTX_PR_LAST_MODIFICATION_TIME,
        IOSTX_PR_CREATION_TIME,
        IOSTX_PR_LAST_MODIFIER_NAME,
        IOSTX_PR_MESSAGE_DOWNLOAD_TIME,
        IOSTX_PR_SOURCE_KEY,
        IOSTX_PR_CHANGE_KEY,
        IOSTX_PR_PREDECESSOR_CHANGE_LIST,
        IOSTX_PR_CONFLICT_ITEMS,
        IOSTX_PR_IN_CONFLICT,
        IOSTX_PR_REMOTE_ID,
        IOSTX_PR_REMOTE_VERSION,
        IOSTX_PR_MATCH_KEY,
        IOSTX_PR_SPECIAL_FOLDER,
        IOSTX_PR_PARENT_REMOTE_ID,
        IOSTX_PR_SUBMIT_FLAGS,
        IOSTX_PR_SENTMAIL_ENTRYID,
        IOSTX_PR_DELETE_AFTER_SUBMIT,
        IOSTX_PR_INTERNET_CONTENT,
    ];
    UNTRACKED.iter().any(|own| PropTag(*own).id() == tag.id()) || tag.id() == HEADER_ITEM.id()
}

/// Whether the property is computed by the store, so that setting it answers MAPI_E_COMPUTED.
pub fn is_computed(tag: PropTag) -> bool {
    const COMPUTED: [u32; 22] = [
        IOSTX_PR_ENTRYID,
        IOSTX_PR_PARENT_ENTRYID,
        IOSTX_PR_STORE_ENTRYID,
        IOSTX_PR_RECORD_KEY,
        IOSTX_PR_STORE_RECORD_KEY,
        IOSTX_PR_INSTANCE_KEY,
        IOSTX_PR_MAPPING_SIGNATURE,
        IOSTX_PR_OBJECT_TYPE,
        IOSTX_PR_ACCESS,
        IOSTX_PR_ACCESS_LEVEL,
        IOSTX_PR_MESSAGE_SIZE,
        IOSTX_PR_SOURCE_KEY,
        IOSTX_PR_PARENT_SOURCE_KEY,
        IOSTX_PR_CHANGE_KEY,
        IOSTX_PR_PREDECESSOR_CHANGE_LIST,
        IOSTX_PR_CONTENT_COUNT,
        IOSTX_PR_CONTENT_UNREAD,
        IOSTX_PR_ASSOC_CONTENT_COUNT,
        IOSTX_PR_SUBFOLDERS,
        IOSTX_PR_FOLDER_CHILD_COUNT,
        IOSTX_PR_CONFLICT_ITEMS,
        IOSTX_PR_ASSOCIATED,
    ];
    COMPUTED.iter().any(|computed| PropTag(*computed).id() == tag.id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_compare_without_case_by_dotted_prefix() {
        assert_eq!(ItemKind::of_class("ipm.note.SMIME"), ItemKind::Mail);
        assert_eq!(ItemKind::of_class("IPM.Schedule.Meeting.Request"), ItemKind::Mail);
        assert_eq!(ItemKind::of_class("IPM.Notebook"), ItemKind::Other);
        assert_eq!(ItemKind::of_class("IPM.DistList"), ItemKind::Contact);
        assert_eq!(ItemKind::of_class(""), ItemKind::Other);
    }
}
