//! What is handed out for upload: snapshots of items, of read states, and of what was deleted or moved away.

use std::sync::Arc;

use super::attempts::Answer;
use super::env::FileTime;
use super::message::Message;
use super::model::*;
use super::options::Scope;
use super::put::Whole;
use super::{Inner, change, elsewhere, identity};
use crate::ids::Xid;
use crate::props::{PropTag, PropType, classify};

/// Work that a server could come to hold twice: each item of it has a mark of its own while it is handed out.
pub(super) const MARKED: Pending = Pending(Pending::NEW.0 | Pending::MOVED.0 | Pending::CONTENT.0);

/// How much of each kind a table holds (UPTBLE).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadCounts {
    /// New, moved in, changed.
    pub messages: u32,
    /// Changed read state only.
    pub reads: u32,
    /// Deleted, moved out.
    pub deletes: u32,
}

/// A folder that items were moved to (UPMOV).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveTarget {
    /// The folder.
    pub folder: FolderId,
    /// Its name.
    pub name: String,
    /// Its counterpart on the server.
    pub binding: Binding,
    /// How many items were moved there.
    pub count: u32,
}

/// Where a moved-in item came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveSource {
    /// The folder.
    pub folder: FolderId,
    /// The source key that the item had there.
    pub source_key: Xid,
    /// Its counterpart on the server there.
    pub binding: Binding,
    /// The folder's counterpart on the server, also if the folder was deleted here meanwhile.
    pub folder_binding: Binding,
}

/// What a moved-in item left behind.
#[derive(Default)]
pub(super) struct Sources {
    /// Where the server's id of it is known.
    pub(super) first: Option<MoveSource>,
    /// Its tombstones, that of `first` before the others.
    pub(super) stones: Vec<i64>,
    /// The server may have it in another folder than those that it left.
    pub(super) elsewhere: bool,
}

/// Where a moved-out item went to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveDest {
    /// The item.
    pub item: ItemId,
    /// The folder.
    pub folder: FolderId,
    /// Its source key there.
    pub source_key: Xid,
    /// Its change key there.
    pub change_key: Xid,
    /// Its predecessor change list there.
    pub change_list: Vec<u8>,
    /// Nothing told so far whether an earlier attempt, of either half, was carried out.
    pub(super) in_doubt: bool,
}

/// One item handed out (UPMSG): a snapshot. What the app does to the item afterwards stays pending.
pub struct UploadItem {
    /// The item as handed out.
    pub item: Arc<Item>,
    pub(super) base: Arc<Base>,
    /// The item as a message.
    pub message: Message,
    /// What to upload; the read state of an item that the server knows is not in it.
    pub why: Pending,
    /// It may be on the server already: look for it first.
    pub retry: bool,
    /// It may be in another folder of the server than where it was uploaded to.
    pub elsewhere: bool,
    /// Attempts that failed in a row.
    pub attempts: u32,
    /// Whether anything is remembered of attempts.
    pub(super) has_attempt: bool,
    /// What the agent asked to keep with the attempt whose answer was lost.
    pub cookie: Vec<u8>,
    /// Properties that differ from the server's.
    pub changed_tags: Vec<PropTag>,
    /// Keywords that the server lacks.
    pub keywords_added: Vec<String>,
    /// Keywords that the server has too many.
    pub keywords_removed: Vec<String>,
    /// Where a moved-in item came from.
    pub source: Option<MoveSource>,
    /// The tombstones that it had left then, that of `source` first.
    pub(super) stones: Vec<i64>,
    /// PR_SOURCE_KEY.
    pub source_key: Xid,
    /// PR_CHANGE_KEY.
    pub change_key: Xid,
    /// PR_PREDECESSOR_CHANGE_LIST.
    pub change_list: Vec<u8>,
}

/// The read state of one item (UPREADE).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadEntry {
    /// The item.
    pub item: ItemId,
    /// PR_SOURCE_KEY.
    pub source_key: Xid,
    /// Read, or unread.
    pub read: bool,
    /// An associated item.
    pub associated: bool,
    /// The item itself may be on the server under another id: look for it first.
    pub retry: bool,
    /// Its counterpart on the server.
    pub binding: Binding,
    pub(super) folder: FolderId,
    pub(super) version: i64,
    pub(super) pending: Pending,
    /// Whether anything may be remembered of attempts.
    pub(super) has_attempt: bool,
}

/// A deletion or move out (UPDELE).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteEntry {
    /// What is left of the item.
    pub stone: Tombstone,
    /// The item may be on the server under an id that nobody told: look for it first.
    pub retry: bool,
    /// Where a moved-out item went to.
    pub dest: Option<MoveDest>,
}

/// An answer that is not durable yet.
pub(super) enum Settled {
    Item(Arc<UploadItem>, Answer),
    Read(ReadEntry, Answer),
    Delete(Box<DeleteEntry>, Answer),
}

impl Settled {
    /// The item of which the answer tells whether the server has what was handed out, where no mark of the item tells it.
    pub(super) fn ends_doubt(&self) -> Option<ItemId> {
        match self {
            Settled::Item(up, answer) => (!answer.is_unknown() && !needs_mark(up)).then_some(up.item.id),
            Settled::Read(entry, answer) => (!answer.is_unknown()).then_some(entry.item),
            Settled::Delete(..) => None,
        }
    }
}

/// An item as it is handed out.
pub(super) fn hand_out(
    store: &Arc<Inner>,
    folder: &Folder,
    whole: Whole,
    attempt: Option<Attempt>,
    sources: Sources,
    now: FileTime,
) -> UploadItem {
    let replicas = store.replicas();
    let (item, base) = (Arc::new(whole.item), Arc::new(whole.base));
    let place = item.pending.any(Pending::NEW.plus(Pending::MOVED));
    let (keywords_added, keywords_removed) = match base.bag.get(classify::KEYWORDS.with_type(PropType::Unspecified)) {
        Some(_) => change::keyword_changes(&change::server_version(&item, &base), &item),
        None => (Vec::new(), Vec::new()),
    };
    let marked = attempt.as_ref().is_some_and(|attempt| attempt.marks & marks::RETRY != 0);
    // Until a folder has completed one download, anything new here may be there too (semantics 6.10).
    let first = item.pending.has(Pending::NEW) && !folder.is(folder_bits::DOWNLOADED);
    let sought = item.pending.has(Pending::NEW) && attempt.as_ref().is_some_and(|attempt| elsewhere::is_anywhere(attempt, now));
    UploadItem {
        message: Message::snapshot(store, &item, &base),
        why: if place { item.pending } else { item.pending.minus(Pending::READ) },
        retry: marked || first,
        // Without downloads nothing would ever tell.
        elsewhere: folder.is(folder_bits::DOWNLOADED) && folder.options.scope != Scope::None && (sought || sources.elsewhere),
        attempts: attempt.as_ref().map_or(0, |attempt| attempt.fails),
        has_attempt: attempt.is_some(),
        cookie: attempt.filter(|_| marked).map(|attempt| attempt.cookie).unwrap_or_default(),
        changed_tags: base.bag.tags().map(computed_type(&item)).collect(),
        keywords_added,
        keywords_removed,
        stones: sources.stones,
        source: sources.first,
        source_key: identity::item_source(&replicas, &item),
        change_key: identity::item_change_key(&replicas, &item),
        change_list: identity::item_pcl(&replicas, &item).encode(),
        item,
        base,
    }
}

/// The tag of a changed property with the type that it has now; one that was removed keeps its old type.
fn computed_type(item: &Item) -> impl Fn(PropTag) -> PropTag + '_ {
    |tag| {
        let now = item.bag.tags().find(|known| known.id() == tag.id());
        now.unwrap_or(tag)
    }
}

/// Whether a server could come to hold the item twice.
pub(super) fn needs_mark(up: &UploadItem) -> bool {
    up.why.any(MARKED)
}
