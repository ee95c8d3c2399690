//! Properties by tag: the one place that knows every property of an item, computed ones too.
//!
//! Folders have theirs in `computed_folder`, tombstones and attempts in `computed_work`.

use std::cell::OnceCell;

use rusqlite::Connection;

use super::computed_work as work;
use super::contents::CONTENT;
use super::env::FileTime;
use super::identity::{folder_source, item_change_key, item_pcl, item_source};
use super::model::*;
use super::tag_ids::*;
use super::{Inner, change, outgoing, rows_folder, rows_track};
use crate::error::Result;
use crate::ids::{Feid, Meid};
use crate::props::{Bag, LargeRef, PropTag, PropType, Value, classify, tags::*};

/// MAPI_ACCESS_MODIFY, _READ, _DELETE, and for folders _CREATE_HIERARCHY, _CREATE_CONTENTS, _CREATE_ASSOCIATED.
pub(super) const ACCESS_READ: i32 = 0x2;
const ACCESS_ITEM: i32 = 0x1 | ACCESS_READ | 0x4;
pub(super) const ACCESS_FOLDER: i32 = ACCESS_ITEM | 0x8 | 0x10 | 0x20;

/// A place to read from: the open store, one connection within a transaction, the time.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) inner: &'a Inner,
    pub(super) conn: &'a Connection,
    pub(super) now: FileTime,
}

impl<'a> View<'a> {
    pub(super) fn new(inner: &'a Inner, conn: &'a Connection) -> Self {
        View { inner, conn, now: inner.db.env.now() }
    }

    pub(super) fn feid(&self, folder: FolderId) -> Value {
        Value::Binary(feid(self.inner, folder).to_bytes().to_vec())
    }

    pub(super) fn meid(&self, folder: FolderId, item: ItemId) -> Value {
        Value::Binary(meid(self.inner, folder, item).to_bytes().to_vec())
    }
}

fn feid(inner: &Inner, folder: FolderId) -> Feid {
    let replicas = inner.replicas();
    Feid { store: replicas.store(), folder: replicas.ltid(folder.counter()) }
}

fn meid(inner: &Inner, folder: FolderId, item: ItemId) -> Meid {
    let replicas = inner.replicas();
    Meid { store: replicas.store(), folder: replicas.ltid(folder.counter()), message: replicas.ltid(item.counter()) }
}

/// Lets a value through if it is of the type that was asked for.
pub(super) fn of_type(tag: PropTag, value: Option<Value>) -> Option<Value> {
    let wanted = tag.normalized().0 & 0xFFFF;
    value.filter(|value| wanted == 0 || wanted == u32::from(value.kind().code()))
}

/// A property of an item. A value that stands outside the bag, the native text among them, comes as [`Value::Large`]; a missing
/// one is `None`.
pub(super) fn item_property(inner: &Inner, item: &Item, tag: PropTag) -> Result<Option<Value>> {
    match of_item_alone(inner, item, tag) {
        Found::Here(value) => Ok(of_type(tag, value)),
        Found::InRows => inner.db.read(|conn| ItemProps::new(View::new(inner, conn), item).get(tag)),
    }
}

/// The tags of what an item has, computed ones too, ascending: what a reader of all properties gets. Bookkeeping of the
/// synchronization is left out where there is none.
pub(super) fn item_tags(item: &Item) -> Vec<PropTag> {
    let always = [
        IOSTX_PR_ENTRYID,
        IOSTX_PR_PARENT_ENTRYID,
        IOSTX_PR_STORE_ENTRYID,
        IOSTX_PR_RECORD_KEY,
        IOSTX_PR_STORE_RECORD_KEY,
        IOSTX_PR_MAPPING_SIGNATURE,
        IOSTX_PR_OBJECT_TYPE,
        IOSTX_PR_ACCESS,
        IOSTX_PR_ACCESS_LEVEL,
        IOSTX_PR_MESSAGE_CLASS,
        IOSTX_PR_MESSAGE_FLAGS,
        IOSTX_PR_MESSAGE_SIZE,
        IOSTX_PR_READ,
        IOSTX_PR_ASSOCIATED,
        IOSTX_PR_LAST_MODIFICATION_TIME,
        IOSTX_PR_SOURCE_KEY,
        IOSTX_PR_PARENT_SOURCE_KEY,
        IOSTX_PR_CHANGE_KEY,
        IOSTX_PR_PREDECESSOR_CHANGE_LIST,
        IOSTX_PR_CHANGE_NUMBER,
        IOSTX_PR_PENDING,
    ];
    let sometimes = [
        (item.content.is_some(), IOSTX_PR_INTERNET_CONTENT),
        (item.content.is_some(), IOSTX_PR_CONTENT_SIZE),
        (!item.binding.remote_id.is_empty(), IOSTX_PR_REMOTE_ID),
        (!item.binding.remote_version.is_empty(), IOSTX_PR_REMOTE_VERSION),
        (!item.match_key.is_empty(), IOSTX_PR_MATCH_KEY),
        (!item.match_key.is_empty(), IOSTX_PR_MATCH_STRENGTH),
        (!item.fingerprint.is_empty(), IOSTX_PR_FINGERPRINT),
        (item.is(item_bits::HEADER), IOSTX_PR_HEADER_ITEM),
    ];
    all_tags(&item.bag, &always, &sometimes)
}

/// The tags in a bag and the computed ones beside it, ascending: those that are always there, and those that are there now.
pub(super) fn all_tags(bag: &Bag, always: &[u32], sometimes: &[(bool, u32)]) -> Vec<PropTag> {
    let now = sometimes.iter().filter(|(there, _)| *there).map(|(_, tag)| tag);
    let computed = always.iter().chain(now).map(|tag| PropTag(*tag));
    let mut tags: Vec<PropTag> = bag.tags().collect();
    tags.extend(computed.filter(|tag| bag.get(PropTag(tag.0 & 0xFFFF_0000)).is_none()));
    tags.sort_unstable();
    tags
}

/// The subject without its prefix (MS-OXCMSG 2.2.1.10): as given, else after up to three characters and ": ".
pub(super) fn normalized_subject(item: &Item) -> Option<&str> {
    if let Some(given) = item.bag.text(IOSTX_PR_NORMALIZED_SUBJECT) {
        return Some(given);
    }
    let subject = item.bag.text(IOSTX_PR_SUBJECT)?;
    if let Some(prefix) = item.bag.text(IOSTX_PR_SUBJECT_PREFIX) {
        return Some(subject.strip_prefix(prefix).unwrap_or(subject));
    }
    match subject.split_once(": ") {
        Some((prefix, rest)) if (1..=3).contains(&prefix.chars().count()) && !prefix.contains(|c: char| c.is_numeric()) => {
            Some(rest)
        }
        _ => Some(subject),
    }
}

enum Found {
    /// The answer, for which the item alone is enough.
    Here(Option<Value>),
    /// Other rows must be looked at.
    InRows,
}

fn of_item_alone(inner: &Inner, item: &Item, tag: PropTag) -> Found {
    computed(inner, item, tag).unwrap_or_else(|| Found::Here(item.bag.get(tag).cloned()))
}

/// Whether items have a property in their bag and nowhere else.
pub(super) fn is_in_bag_alone(inner: &Inner, tag: PropTag) -> bool {
    computed(inner, &Item::default(), tag).is_none()
}

/// A property that does not just stand in the bag; `None`: it does.
fn computed(inner: &Inner, item: &Item, tag: PropTag) -> Option<Found> {
    let replicas = || inner.replicas();
    let bytes = |bytes: &[u8]| (!bytes.is_empty()).then(|| Value::Binary(bytes.to_vec()));
    Some(Found::Here(match tag.id() {
        PARENT_SOURCE_KEY | CONFLICT_KIND | CONFLICT_TIME | CHANGED_TAGS | KEYWORDS_ADDED | KEYWORDS_REMOVED | ATTEMPTS
        | LAST_ERROR | LAST_ERROR_TEXT | NEXT_ATTEMPT | BACKED_OFF | RETRY_MARK | COOKIE | SERVER_FLAGS | SOURCE_FOLDER
        | SOURCE_REMOTE_ID | OUTGOING_STATE | SUBMIT_FLAGS => return Some(Found::InRows),
        ENTRYID => Some(Value::Binary(meid(inner, item.folder, item.id).to_bytes().to_vec())),
        PARENT_ENTRYID => Some(Value::Binary(feid(inner, item.folder).to_bytes().to_vec())),
        STORE_ENTRYID | STORE_RECORD_KEY | MAPPING_SIGNATURE => Some(Value::Binary(replicas().store().0.to_vec())),
        RECORD_KEY => Some(Value::Binary(replicas().ltid(item.id.counter()).gid().to_vec())),
        INSTANCE_KEY => Some(Value::Binary(item.id.0.to_be_bytes().to_vec())),
        MID => Some(Value::I8(item.id.0)),
        FOLDER_ID | PARENT_FOLDER_ID => Some(Value::I8(item.folder.0)),
        OBJECT_TYPE => Some(Value::I4(IOSTX_OBJECT_MESSAGE as i32)),
        ACCESS => Some(Value::I4(if inner.db.is_read_only() { ACCESS_READ } else { ACCESS_ITEM })),
        ACCESS_LEVEL => Some(Value::I4(i32::from(!inner.db.is_read_only()))),
        MESSAGE_FLAGS => Some(Value::I4(message_flags(item))),
        READ => Some(Value::Bool(item.is_read())),
        ASSOCIATED => Some(Value::Bool(item.is(item_bits::ASSOC))),
        HASATTACH => item.bag.get(tag).cloned().or(Some(Value::Bool(item.flags & IOSTX_MSGFLAG_HASATTACH != 0))),
        MESSAGE_SIZE if tag.kind() == Ok(PropType::I8) => Some(Value::I8(item.size() as i64)),
        MESSAGE_SIZE => Some(Value::I4(i32::try_from(item.size()).unwrap_or(i32::MAX))),
        CONTENT_SIZE => item.content.as_ref().map(|content| Value::I8(content.size as i64)),
        CONTENT_ID => item.content.as_ref().and_then(|content| {
            let large = LargeRef { content: content.id?, size: content.size, digest: content.digest, text: false };
            Some(Value::Large(large))
        }),
        HEADER_ITEM => item.is(item_bits::HEADER).then_some(Value::I4(1)),
        MODIFIED => Some(Value::Time(item.mtime)),
        CHANGE_NUMBER => Some(Value::I8(item.cn as i64)),
        SOURCE_KEY => bytes(item_source(&replicas(), item).as_bytes()),
        CHANGE_KEY => bytes(item_change_key(&replicas(), item).as_bytes()),
        PCL => bytes(&item_pcl(&replicas(), item).encode()),
        REMOTE_ID => bytes(&item.binding.remote_id),
        REMOTE_VERSION => bytes(&item.binding.remote_version),
        MATCH_KEY => bytes(&item.match_key),
        FINGERPRINT => bytes(&item.fingerprint),
        MATCH_STRENGTH => Some(Value::I4(match_strength(item) as i32)),
        PENDING => Some(Value::I4(work::pending_of_item(item) as i32)),
        NORMALIZED_SUBJECT => normalized_subject(item).map(|text| Value::Text(text.to_owned())),
        DISPLAY_TO => display(item, tag, IOSTX_RECIPIENT_TO),
        DISPLAY_CC => display(item, tag, IOSTX_RECIPIENT_CC),
        DISPLAY_BCC => display(item, tag, IOSTX_RECIPIENT_BCC),
        _ => return None,
    }))
}

fn message_flags(item: &Item) -> i32 {
    let associated = if item.is(item_bits::ASSOC) { IOSTX_MSGFLAG_ASSOCIATED } else { 0 };
    (item.flags | associated) as i32
}

fn match_strength(item: &Item) -> u32 {
    match (item.match_key.is_empty(), item.is(item_bits::STRONG)) {
        (true, _) => IOSTX_MATCH_NONE,
        (false, false) => IOSTX_MATCH_WEAK,
        (false, true) => IOSTX_MATCH_STRONG,
    }
}

/// PR_DISPLAY_TO and the like: as given, else the names of the recipients of this type.
fn display(item: &Item, tag: PropTag, recipient_type: u32) -> Option<Value> {
    if let Some(given) = item.bag.get(PropTag(tag.0 & 0xFFFF_0000)) {
        return Some(given.clone());
    }
    let Some(Value::Rows(rows)) = item.bag.get(IOSTX_PR_MESSAGE_RECIPIENTS) else { return None };
    let of_type = rows.iter().filter(|row| row.bits(IOSTX_PR_RECIPIENT_TYPE) == recipient_type);
    let name = |tag| move |row: &crate::props::Bag| row.text(tag).map(str::to_owned);
    let names: Vec<String> = of_type
        .filter_map(|row| {
            name(IOSTX_PR_DISPLAY_NAME)(row)
                .or_else(|| name(IOSTX_PR_SMTP_ADDRESS)(row))
                .or_else(|| name(IOSTX_PR_EMAIL_ADDRESS)(row))
        })
        .collect();
    (!names.is_empty()).then(|| Value::Text(names.join("; ")))
}

/// The properties of an item that was read in a transaction; what several of them need is read once.
pub(super) struct ItemProps<'a> {
    view: View<'a>,
    item: &'a Item,
    base: OnceCell<Base>,
    attempt: OnceCell<Option<Attempt>>,
}

impl<'a> ItemProps<'a> {
    pub(super) fn new(view: View<'a>, item: &'a Item) -> Self {
        ItemProps { view, item, base: OnceCell::new(), attempt: OnceCell::new() }
    }

    /// A property, as [`item_property`] gives it.
    pub(super) fn get(&self, tag: PropTag) -> Result<Option<Value>> {
        let value = match of_item_alone(self.view.inner, self.item, tag) {
            Found::Here(value) => value,
            Found::InRows => self.in_other_rows(tag)?,
        };
        Ok(of_type(tag, value))
    }

    fn in_other_rows(&self, tag: PropTag) -> Result<Option<Value>> {
        let item = self.item;
        Ok(match tag.id() {
            PARENT_SOURCE_KEY => rows_folder::find(self.view.conn, item.folder)?
                .map(|folder| Value::Binary(folder_source(&self.view.inner.replicas(), &folder).as_bytes().to_vec())),
            CHANGED_TAGS => work::list_of_tags(work::changed_tags(item, self.base()?)),
            KEYWORDS_ADDED => words(change::keyword_changes(&self.server()?, item).0),
            KEYWORDS_REMOVED => words(change::keyword_changes(&self.server()?, item).1),
            SERVER_FLAGS if item.pending.has(Pending::NEW) => None,
            SERVER_FLAGS => Some(Value::I4(message_flags(&self.server()?))),
            ATTEMPTS | LAST_ERROR | LAST_ERROR_TEXT | NEXT_ATTEMPT | BACKED_OFF | RETRY_MARK | COOKIE => {
                work::of_attempt(self.attempt()?, self.view.now, tag)
            }
            SOURCE_FOLDER => self.source()?.map(|stone| self.view.feid(stone.folder)),
            SOURCE_REMOTE_ID => self.source()?.map(|stone| stone.binding.remote_id).filter(|id| !id.is_empty()).map(Value::Binary),
            CONFLICT_KIND | CONFLICT_TIME => work::of_conflict(self.view.conn, item.id, tag)?,
            OUTGOING_STATE => outgoing::state(self.view.conn, item.id)?.map(|state| Value::I4(state as i32)),
            SUBMIT_FLAGS => outgoing::state(self.view.conn, item.id)?.map(|state| Value::I4(outgoing::submit_flags(state) as i32)),
            _ => None,
        })
    }

    fn base(&self) -> Result<&Base> {
        if self.base.get().is_none() {
            let none = self.item.pending.has(Pending::NEW);
            let base = if none { Base::default() } else { rows_track::base(self.view.conn, self.item)? };
            return Ok(self.base.get_or_init(|| base));
        }
        Ok(self.base.get_or_init(Base::default))
    }

    /// What the server holds.
    pub(super) fn server(&self) -> Result<Item> {
        Ok(change::server_version(self.item, self.base()?))
    }

    fn attempt(&self) -> Result<Option<&Attempt>> {
        if self.attempt.get().is_none() {
            let attempt = rows_track::attempt(self.view.conn, Object::Item(self.item.id))?;
            return Ok(self.attempt.get_or_init(|| attempt).as_ref());
        }
        Ok(self.attempt.get_or_init(|| None).as_ref())
    }

    /// Where a moved item came from.
    fn source(&self) -> Result<Option<Tombstone>> {
        if !self.item.pending.has(Pending::MOVED) {
            return Ok(None);
        }
        Ok(rows_track::tombstones(self.view.conn, "WHERE item = ?1 AND dest IS NOT NULL ORDER BY id LIMIT 1", [self.item.id.0])?
            .pop())
    }
}

fn words(words: Vec<String>) -> Option<Value> {
    (!words.is_empty()).then(|| Value::texts(words))
}

/// Whether a tag can be a column: its type must say how values are laid out.
pub(super) fn is_column(tag: PropTag) -> bool {
    let layout =
        tag.kind().is_ok_and(|kind| !matches!(kind, PropType::Unspecified | PropType::Null | PropType::Error | PropType::Object));
    layout && tag.id() != CONTENT.id()
}

/// The tag under which items keep a property, for aliases.
pub(super) fn stored_tag(tag: PropTag) -> PropTag {
    match tag.id() {
        READ => PropTag(IOSTX_PR_MESSAGE_FLAGS),
        id if id == classify::KEYWORDS.id() => classify::KEYWORDS,
        _ => tag,
    }
}
