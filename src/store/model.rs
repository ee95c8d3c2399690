//! The rows of a store as values, without SQL.

use crate::ids::{Ltid, ObjectId, Pcl, Xid};
use crate::props::{Bag, ItemKind, PropTag, Value, classify, flags, tags};

use super::env::FileTime;

/// A folder, by the counter in its long-term id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FolderId(pub i64);

/// An item, by the counter in its long-term id. It stays the same for the item's life, moves included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ItemId(pub i64);

impl FolderId {
    /// The counter.
    pub fn counter(self) -> ObjectId {
        self.0 as ObjectId
    }
}

impl ItemId {
    /// The counter.
    pub fn counter(self) -> ObjectId {
        self.0 as ObjectId
    }
}

/// What ties an object to its counterpart on the server. Empty means none, or unknown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Binding {
    /// The server's id, unique among the items of a folder; up to [`MAX_REMOTE`] bytes.
    pub remote_id: Vec<u8>,
    /// The server's version (ETag, MODSEQ, UIDVALIDITY...), up to [`MAX_REMOTE`] bytes.
    pub remote_version: Vec<u8>,
}

/// The most bytes that a remote id, remote version, match key or fingerprint may have.
pub const MAX_REMOTE: usize = 1024;
/// The most bytes that a state blob may have.
pub const MAX_STATE: usize = 16 << 20;

impl Binding {
    /// A binding of these bytes.
    pub fn new(remote_id: impl Into<Vec<u8>>, remote_version: impl Into<Vec<u8>>) -> Self {
        Binding { remote_id: remote_id.into(), remote_version: remote_version.into() }
    }

    /// Whether the object is known to be on the server.
    pub fn is_bound(&self) -> bool {
        !self.remote_id.is_empty()
    }
}

/// Bits of an item row.
pub mod item_bits {
    /// Associated (FAI) item.
    pub const ASSOC: u32 = 0x1;
    /// MSGFLAG_READ is not set; repeated here for the index of marked items.
    pub const UNREAD: u32 = 0x2;
    /// PR_FLAG_STATUS is 2; repeated here for the index of marked items.
    pub const FLAGGED: u32 = 0x4;
    /// Left the scope of its folder: only the binding is kept; apps do not see it.
    pub const SLIM: u32 = 0x8;
    /// Only the header is here.
    pub const HEADER: u32 = 0x10;
    /// The match key is unique in its folder by protocol.
    pub const STRONG: u32 = 0x20;
    /// Lost its binding in an epoch that is still open.
    pub const EPOCH: u32 = 0x40;
    /// In a conflict that is held: not offered until it is resolved.
    pub const HOLD: u32 = 0x80;
    /// In the outgoing queue.
    pub const SUBMITTED: u32 = 0x100;
    /// A deletion of this item by the server is held for the user.
    pub const DELETION_HELD: u32 = 0x200;
    /// Archive direction: the server deleted it, it is kept here and never offered.
    pub const ARCHIVED: u32 = 0x400;
    /// Came as new from the server, and is that item since.
    pub const CAME: u32 = 0x800;
    /// The kind of item stands in four bits from here.
    pub const KIND_SHIFT: u32 = 12;
}

/// Bits of a folder row.
pub mod folder_bits {
    /// Never replicated.
    pub const LOCAL_ONLY: u32 = 0x1;
    /// One download of the folder was completed.
    pub const DOWNLOADED: u32 = 0x2;
    /// An epoch is open: bound items are not offered until a listing completes.
    pub const EPOCH: u32 = 0x4;
    /// Deleted here, not yet on the server; apps do not see it.
    pub const DELETED: u32 = 0x8;
    /// A search folder or another one that holds nothing itself.
    pub const HIDDEN: u32 = 0x10;
}

/// What of an object is waiting to be uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pending(pub u32);

impl Pending {
    /// Nothing.
    pub const NONE: Pending = Pending(0);
    /// The object is new.
    pub const NEW: Pending = Pending(0x1);
    /// The item was moved here; the folder has another parent.
    pub const MOVED: Pending = Pending(0x2);
    /// Properties changed.
    pub const PROPS: Pending = Pending(0x4);
    /// The native text changed.
    pub const CONTENT: Pending = Pending(0x8);
    /// The read state changed.
    pub const READ: Pending = Pending(0x10);
    /// Other flags or keywords changed.
    pub const FLAGS: Pending = Pending(0x20);
    /// The folder was deleted.
    pub const DELETED: Pending = Pending(0x40);

    /// Whether all bits of `other` are set.
    pub fn has(self, other: Pending) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any bit of `other` is set.
    pub fn any(self, other: Pending) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing is pending.
    pub fn is_clean(self) -> bool {
        self.0 == 0
    }

    /// With the bits of `other`.
    #[must_use]
    pub fn plus(self, other: Pending) -> Self {
        Pending(self.0 | other.0)
    }

    /// Without the bits of `other`.
    #[must_use]
    pub fn minus(self, other: Pending) -> Self {
        Pending(self.0 & !other.0)
    }
}

/// A stored large value: immutable, so that its number stands for its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentRef {
    /// The number; `None` when only size and digest are still known.
    pub id: Option<i64>,
    /// The size in bytes.
    pub size: u64,
    /// BLAKE3 of the bytes.
    pub digest: [u8; 32],
}

impl ContentRef {
    /// Whether both have the same bytes.
    pub fn same_bytes(a: &Option<ContentRef>, b: &Option<ContentRef>) -> bool {
        match (a, b) {
            (None, None) => true,
            // The size of a text of which only the digest is known says nothing.
            (Some(a), Some(b)) => a.digest == b.digest,
            _ => false,
        }
    }
}

/// An item, whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// Where it is.
    pub folder: FolderId,
    /// [`item_bits`].
    pub bits: u32,
    /// PR_MESSAGE_FLAGS.
    pub flags: u32,
    /// What waits for upload.
    pub pending: Pending,
    /// PR_LAST_MODIFICATION_TIME.
    pub mtime: FileTime,
    /// The number of its last change (PidTagChangeNumber).
    pub cn: ObjectId,
    /// Grows with every write of the row, whoever writes.
    pub version: i64,
    /// The native text (PR_INTERNET_CONTENT).
    pub content: Option<ContentRef>,
    /// PR_SOURCE_KEY where it is not the id.
    pub source_key: Option<Xid>,
    /// PR_CHANGE_KEY where it is not the change number.
    pub change_key: Option<Xid>,
    /// PR_PREDECESSOR_CHANGE_LIST where it is more than the change key.
    pub pcl: Option<Pcl>,
    /// Its counterpart on the server, in the version that the base stands for.
    pub binding: Binding,
    /// The match key; empty: none but the source key.
    pub match_key: Vec<u8>,
    /// What a listing told of it.
    pub fingerprint: Vec<u8>,
    /// All other properties.
    pub bag: Bag,
}

impl Item {
    /// Whether a bit of [`item_bits`] is set.
    pub fn is(&self, bit: u32) -> bool {
        self.bits & bit != 0
    }

    /// Sets or clears a bit of [`item_bits`].
    pub fn put(&mut self, bit: u32, on: bool) {
        self.bits = if on { self.bits | bit } else { self.bits & !bit };
    }

    /// MSGFLAG_READ.
    pub fn is_read(&self) -> bool {
        self.flags & tags::IOSTX_MSGFLAG_READ != 0
    }

    /// Sets MSGFLAG_READ or clears it.
    pub fn set_read(&mut self, read: bool) {
        let bit = tags::IOSTX_MSGFLAG_READ;
        self.flags = if read { self.flags | bit | tags::IOSTX_MSGFLAG_EVERREAD } else { self.flags & !bit };
    }

    /// The kind, by message class.
    pub fn kind(&self) -> ItemKind {
        ItemKind::of_class(self.bag.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note"))
    }

    /// A tracked property: of the bag, or the replicating bits of PR_MESSAGE_FLAGS without MSGFLAG_READ.
    pub fn tracked(&self, tag: PropTag) -> Option<Value> {
        if tag.id() == PropTag(tags::IOSTX_PR_MESSAGE_FLAGS).id() {
            return Some(Value::I4((self.flags & classify::MESSAGE_FLAGS_SYNCED) as i32));
        }
        self.bag.get(PropTag(tag.0 & 0xFFFF_0000)).cloned()
    }

    /// Sets a tracked property, or removes it.
    pub fn set_tracked(&mut self, tag: PropTag, value: Option<Value>) {
        if tag.id() == PropTag(tags::IOSTX_PR_MESSAGE_FLAGS).id() {
            let bits = value.and_then(|value| value.as_bits()).unwrap_or(0) & classify::MESSAGE_FLAGS_SYNCED;
            self.flags = (self.flags & !classify::MESSAGE_FLAGS_SYNCED) | bits;
        } else {
            self.bag.put(tag, value);
        }
    }

    /// IOSTX_FLAG_*.
    pub fn flag_set(&self) -> u32 {
        let message_flags = Value::I4(self.flags as i32);
        flags::of(|tag| if tag == tags::IOSTX_PR_MESSAGE_FLAGS { Some(&message_flags) } else { self.bag.get(tag) })
    }

    /// The keywords.
    pub fn keywords(&self) -> Vec<&str> {
        self.bag.get(classify::KEYWORDS).and_then(Value::as_texts).unwrap_or_default()
    }

    /// Sets the keywords: sorted, each once in the spelling that comes first; none removes the property.
    pub fn set_keywords(&mut self, mut keywords: Vec<String>) {
        keywords.sort_by_cached_key(|word| flags::fold_keyword(word));
        keywords.dedup_by_key(|word| flags::fold_keyword(word));
        self.bag.put(classify::KEYWORDS, (!keywords.is_empty()).then(|| Value::texts(keywords)));
    }

    /// The bits that repeat other properties for indexes: call it before a row is written.
    pub fn refresh_bits(&mut self) {
        self.put(item_bits::UNREAD, !self.is_read() && !self.is(item_bits::ASSOC));
        self.put(item_bits::FLAGGED, self.bag.number(tags::IOSTX_PR_FLAG_STATUS) == Some(2));
        self.bits = (self.bits & !(0xF << item_bits::KIND_SHIFT)) | ((self.kind() as u32) << item_bits::KIND_SHIFT);
    }

    /// What the folder is sorted by: the time of delivery, else of submission, start or creation, else of the last change.
    pub fn sort_time(&self) -> FileTime {
        use tags::*;
        [IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_CLIENT_SUBMIT_TIME, IOSTX_PR_START_DATE, IOSTX_PR_CREATION_TIME]
            .into_iter()
            .find_map(|tag| self.bag.time(tag))
            .unwrap_or(self.mtime)
    }

    /// PR_MESSAGE_SIZE: the native text, or PR_MESSAGE_SIZE as a header-only import gave it, and the properties.
    pub fn size(&self) -> u64 {
        let text = self.content.as_ref().map(|content| content.size);
        text.or_else(|| self.bag.number(tags::IOSTX_PR_MESSAGE_SIZE).map(|size| size.max(0) as u64))
            .unwrap_or_else(|| self.bag.weight() as u64)
    }
}

/// What the server holds of an item that has local changes: old values only where they differ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Base {
    /// Whether the native text differs.
    pub content_changed: bool,
    /// The old native text, if it differs.
    pub content: Option<ContentRef>,
    /// The old values of the changed properties; PT_ERROR for one that was missing.
    pub bag: Bag,
}

impl Base {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        !self.content_changed && self.bag.is_empty()
    }
}

/// A folder, whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its parent; `None` for the root.
    pub parent: Option<FolderId>,
    /// PR_DISPLAY_NAME.
    pub name: String,
    /// A special folder's number (IOSTX_PR_SPECIAL_FOLDER), else 0.
    pub role: u32,
    /// [`folder_bits`].
    pub bits: u32,
    /// What waits for upload.
    pub pending: Pending,
    /// Old values of what is pending: PR_DISPLAY_NAME, PR_PARENT_SOURCE_KEY (the old parent's number as PT_I8), and others.
    pub base: Bag,
    /// PR_LAST_MODIFICATION_TIME.
    pub mtime: FileTime,
    /// The number of its last change.
    pub cn: ObjectId,
    /// Grows with every change of the folder or anything in it.
    pub stamp: i64,
    /// PR_SOURCE_KEY where it is not the id.
    pub source_key: Option<Xid>,
    /// PR_CHANGE_KEY where it is not the change number.
    pub change_key: Option<Xid>,
    /// PR_PREDECESSOR_CHANGE_LIST where it is more than the change key.
    pub pcl: Option<Pcl>,
    /// Its counterpart on the server.
    pub binding: Binding,
    /// PR_CONTENT_COUNT.
    pub total: i64,
    /// PR_CONTENT_UNREAD.
    pub unread: i64,
    /// PR_ASSOC_CONTENT_COUNT.
    pub assoc: i64,
    /// Items with pending work.
    pub work: i64,
    /// Tombstones.
    pub gone: i64,
    /// Conflicts that were kept or wait.
    pub conflicts: i64,
    /// What failed too often, the folder itself included.
    pub failures: i64,
    /// Deletions that are held.
    pub held: i64,
    /// Remote ids that must be fetched.
    pub wanted: i64,
    /// Scope, direction and the like.
    pub options: super::options::FolderOptions,
    /// All other properties, PR_CONTAINER_CLASS among them.
    pub bag: Bag,
}

impl Folder {
    /// Whether a bit of [`folder_bits`] is set.
    pub fn is(&self, bit: u32) -> bool {
        self.bits & bit != 0
    }
}

/// Bits of a tombstone.
pub mod tombstone_bits {
    /// The item was associated.
    pub const ASSOC: u32 = 0x1;
    /// The match key is strong.
    pub const STRONG: u32 = 0x2;
    /// Lost its binding in an epoch that is still open.
    pub const EPOCH: u32 = 0x4;
    /// Its retry mark is that of an upload which was open when the item left; the tombstone itself was never handed out.
    pub const CARRIED: u32 = 0x10;
    /// One of too many deletions by the user: held until he confirms it.
    pub const HELD: u32 = 0x20;
    /// Confirmed: not held again.
    pub const CONFIRMED: u32 = 0x40;
}

/// What is left of an item that was deleted, or moved to another folder, until the server knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its own number.
    pub id: i64,
    /// Where the item was.
    pub folder: FolderId,
    /// The item.
    pub item: ItemId,
    /// The item itself, if it was moved and not deleted since.
    pub moved: bool,
    /// [`tombstone_bits`].
    pub bits: u32,
    /// The source key that the item had there.
    pub source_key: Xid,
    /// Its change key.
    pub change_key: Xid,
    /// Its predecessor change list.
    pub pcl: Pcl,
    /// Its counterpart on the server.
    pub binding: Binding,
    /// Its match key.
    pub match_key: Vec<u8>,
    /// Its fingerprint.
    pub fingerprint: Vec<u8>,
    /// The digest of its native text.
    pub digest: Option<[u8; 32]>,
    /// Its flags and keywords.
    pub flags: Bag,
    /// What the server had of it besides, and what its text does not repeat. `None`: only its header was here.
    pub own: Option<Bag>,
    /// When.
    pub time: FileTime,
}

/// What an attempt or a failure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Object {
    /// An item.
    Item(ItemId),
    /// A tombstone, by its number.
    Tombstone(i64),
    /// A folder.
    Folder(FolderId),
}

/// Marks of an attempt.
pub mod marks {
    /// Handed out, and no answer is recorded: look for it on the server first.
    pub const RETRY: u32 = 0x1;
    /// Uploaded, but the server did not tell the id: not offered until a download binds it.
    pub const UNBOUND: u32 = 0x2;
    /// Not offered before the folder's next completed download: answered SYNC_E_CONFLICT, or that tells where the server has it.
    pub const AFTER_DOWNLOAD: u32 = 0x4;
    /// With a retry mark of a new item: no other folder has it, as the downloads of all of them told since.
    pub const NOT_ELSEWHERE: u32 = 0x8;
}

/// What is remembered of attempts to upload an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What it is about.
    pub object: Object,
    /// [`marks`].
    pub marks: u32,
    /// What the agent asked to keep with the retry mark.
    pub cookie: Vec<u8>,
    /// Failures in a row.
    pub fails: u32,
    /// When the last of them was.
    pub since: FileTime,
    /// Not before then.
    pub next: FileTime,
    /// The last failure.
    pub code: i32,
    /// What the server said.
    pub text: String,
}

impl Attempt {
    /// An attempt without marks and failures.
    pub fn new(object: Object) -> Self {
        Attempt { object, marks: 0, cookie: Vec::new(), fails: 0, since: 0, next: 0, code: 0, text: String::new() }
    }

    /// The attempt of a tombstone, as that of the item which is there again.
    pub(super) fn of_item(self, item: ItemId) -> Self {
        Attempt { object: Object::Item(item), marks: self.marks & !marks::AFTER_DOWNLOAD, ..self }
    }
}

/// The long-term id of an object, as the store's replica table numbers it.
pub type LongTermId = Ltid;
