//! A message handle: a snapshot of an item, what was set on it, and a save that writes only what was set.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;

use super::contents::{self, CONTENT, Pin, Staged};
use super::db::Tx;
use super::events::Origin;
use super::flags::*;
use super::identity;
use super::items::{self, set_property};
use super::model::*;
use super::stream::Stream;
use super::{Inner, Store, change, computed, computed_work, conflict, outgoing, rows_folder, rows_item, rows_track, track};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::{Feid, Meid};
use crate::props::{Bag, LargeRef, PropTag, PropType, Value, tags};

/// Values up to this size are handed out without a stream.
const SMALL: usize = 64 << 10;
/// The flags of IMessage::SaveChanges that are known; those for rules and spam filters change nothing here.
const SAVE_FLAGS: u32 = IOSTX_KEEP_OPEN_READONLY
    | IOSTX_KEEP_OPEN_READWRITE
    | IOSTX_FORCE_SAVE
    | IOSTX_SPAMFILTER_ONSAVE
    | IOSTX_ITEMPROC_FORCE
    | IOSTX_NON_EMS_XP_SAVE;

/// How a message is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// For reading.
    Read,
    /// MAPI_MODIFY: for writing; refused where that is not allowed.
    Modify,
    /// MAPI_BEST_ACCESS: for writing where it is allowed.
    Best,
}

/// What an entry id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    /// A folder.
    Folder(FolderId),
    /// An item.
    Item(ItemId),
}

/// What was set on a message.
#[derive(Clone, Default)]
pub struct Draft {
    /// Values; PT_ERROR for one that was removed.
    pub values: Bag,
    /// Values written through streams.
    pub(super) streams: BTreeMap<PropTag, Staged>,
}

impl Draft {
    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.streams.is_empty()
    }
}

/// Gets what was set on a message that is not an app's.
pub(super) type Saver = Arc<dyn Fn(&Draft) -> Result<()> + Send + Sync>;

/// A message. Clones are handles on the same snapshot.
#[derive(Clone)]
pub struct Message {
    store: Arc<Inner>,
    state: Arc<Mutex<State>>,
}

struct State {
    kind: Kind,
    item: Arc<Item>,
    /// What it differs by from the server's version.
    base: Arc<Base>,
    draft: Draft,
    writable: bool,
    submitted: bool,
    _pins: Vec<Pin>,
}

enum Kind {
    /// An app's, not saved yet.
    New,
    /// An app's.
    Stored,
    /// An import, or the full message of a header: saved by its maker.
    Given(Saver),
    /// Handed out for upload.
    Snapshot,
}

impl Store {
    /// IMAPIFolder::CreateMessage. The message exists with its first save.
    pub fn create_message(&self, folder: FolderId, associated: bool) -> Result<Message> {
        let folder = self.folder(folder)?;
        self.inner.db.check_writable()?;
        track::check_writable(&folder)?;
        let item = items::blank(&folder, if associated { IOSTX_MAPI_ASSOCIATED } else { 0 });
        Ok(Message::new(&self.inner, Kind::New, item, Base::default(), true))
    }

    /// IMsgStore::OpenEntry of a message. One that is locked for sending: MAPI_E_NO_ACCESS; a submitted one for writing:
    /// MAPI_E_SUBMITTED.
    pub fn open_message(&self, id: ItemId, access: Access) -> Result<Message> {
        let (item, base, folder) = self.inner.db.read(|conn| {
            let gone = || Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("item {} does not exist, or was deleted", id.0));
            let item = rows_item::get(conn, id)?.filter(|item| !item.is(item_bits::SLIM)).ok_or_else(gone)?;
            let base = rows_track::base(conn, &item)?;
            let folder = rows_folder::get(conn, item.folder)?;
            Ok((item, base, folder))
        })?;
        let mut writable = access != Access::Read;
        if item.is(item_bits::SUBMITTED) {
            outgoing::check_not_locked(&self.inner, id)?;
            if access == Access::Modify {
                return Err(Error::new(IOSTX_MAPI_E_SUBMITTED, "the message was submitted: take it out of the queue first"));
            }
            writable = false;
        }
        if writable {
            match self.inner.db.check_writable().and_then(|()| track::check_writable(&folder)) {
                Err(e) if access == Access::Modify => return Err(e),
                result => writable = result.is_ok(),
            }
        }
        Ok(Message::new(&self.inner, Kind::Stored, item, base, writable))
    }

    /// IMsgStore::OpenEntry: what 46 or 70 raw bytes stand for. An outdated folder part still finds the item.
    pub fn open_entry(&self, bytes: &[u8]) -> Result<Entry> {
        match bytes.len() {
            Feid::SIZE => {
                let feid = Feid::from_slice(bytes).ok_or_else(|| bad_entry(bytes.len()))?;
                let id = self.folder_of(&feid.folder)?;
                self.folder(id).map(|folder| Entry::Folder(folder.id))
            }
            Meid::SIZE => {
                let meid = Meid::from_slice(bytes).ok_or_else(|| bad_entry(bytes.len()))?;
                let id = self.item_of(&meid.message)?;
                self.item(id).map(|item| Entry::Item(item.id))
            }
            n => Err(bad_entry(n)),
        }
    }
}

fn bad_entry(size: usize) -> Error {
    Error::new(IOSTX_MAPI_E_INVALID_ENTRYID, format!("an entry id of {size} bytes: 46 (folder) or 70 (message) are needed"))
}

impl Message {
    fn new(store: &Arc<Inner>, kind: Kind, item: impl Into<Arc<Item>>, base: impl Into<Arc<Base>>, writable: bool) -> Self {
        let (item, base) = (item.into(), base.into());
        let mut ids = contents::of_item(&item);
        ids.extend(contents::of_base(&base));
        let pins = ids.into_iter().map(|id| Pin::new(store, id)).collect();
        let state = State { kind, item, base, draft: Draft::default(), writable, submitted: false, _pins: pins };
        Message { store: Arc::clone(store), state: Arc::new(Mutex::new(state)) }
    }

    /// An item handed out for upload.
    pub(super) fn snapshot(store: &Arc<Inner>, item: &Arc<Item>, base: &Arc<Base>) -> Self {
        Message::new(store, Kind::Snapshot, Arc::clone(item), Arc::clone(base), true)
    }

    /// A message whose save goes to its maker.
    pub(super) fn given(store: &Arc<Inner>, item: Item, saver: Saver) -> Self {
        Message::new(store, Kind::Given(saver), item, Base::default(), true)
    }

    /// The store that it is a message of.
    pub fn store(&self) -> Store {
        Store { inner: Arc::clone(&self.store) }
    }

    /// The item, once it is saved. An import has none of its own.
    pub fn id(&self) -> Option<ItemId> {
        Some(self.state.lock().item.id).filter(|id| id.0 != 0)
    }

    /// The folder that the item was in when the handle was opened or last saved.
    pub fn folder(&self) -> FolderId {
        self.state.lock().item.folder
    }

    /// A property, computed ones too. A missing one: MAPI_E_NOT_FOUND; one that is too large: MAPI_E_NOT_ENOUGH_MEMORY, open a
    /// stream.
    pub fn get(&self, tag: PropTag) -> Result<Value> {
        let state = self.state.lock();
        let tag = tag.normalized();
        if let Some(staged) = state.draft.streams.get(&stream_key(tag)) {
            return small_value(&self.store, staged, tag);
        }
        if let Some(value) = state.draft.values.get(untyped(tag)) {
            return match value {
                Value::Error(code) => Err(Error::of(*code)),
                value => Ok(value.clone()),
            };
        }
        if tag.id() == CONTENT.id() {
            let content = state.item.content.as_ref().ok_or_else(|| missing(tag))?;
            return self.store.db.reader(|conn| contents::read_all(conn, content, SMALL)).map(Value::Binary);
        }
        match computed::item_property(&self.store, &state.item, tag)? {
            Some(Value::Large(large)) if (large.size as usize) <= SMALL => {
                let bytes = self.store.db.reader(|conn| contents::read_all(conn, &contents::as_content(&large), SMALL))?;
                as_value(bytes, large.text)
            }
            Some(Value::Large(_)) => Err(Error::of(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY)),
            Some(value) => Ok(value),
            None => Err(missing(tag)),
        }
    }

    /// The tags of all properties, computed ones too, ascending.
    pub fn tags(&self) -> Vec<PropTag> {
        let state = self.state.lock();
        let mut tags = computed::item_tags(&state.item);
        for (tag, value) in state.draft.values.iter() {
            tags.retain(|known| known.id() != tag.id());
            if !matches!(value, Value::Error(_)) {
                tags.push(tag);
            }
        }
        for tag in state.draft.streams.keys() {
            if !tags.iter().any(|known| known.id() == tag.id()) {
                tags.push(*tag);
            }
        }
        tags.sort_unstable();
        tags
    }

    /// IMAPIProp::SetProps of one property; stored with the next save. PT_ERROR or PT_NULL removes it.
    pub fn set(&self, tag: PropTag, value: Value) -> Result<()> {
        let tag = tag.normalized();
        let mut state = self.writable()?;
        check_value(&state, tag, &value)?;
        let bytes = match &value {
            Value::Binary(bytes) if tag.id() == CONTENT.id() => Some(bytes),
            _ => None,
        };
        match bytes {
            Some(bytes) => {
                let staged = Staged::of_given(&self.store, bytes.as_slice())?;
                state.draft.values.remove(tag);
                state.draft.streams.insert(stream_key(tag), staged);
            }
            None => {
                state.draft.streams.remove(&stream_key(tag));
                state.draft.values.remove(tag);
                state.draft.values.set(tag, if value == Value::Null { Value::Error(IOSTX_MAPI_E_NOT_FOUND) } else { value });
            }
        }
        Ok(())
    }

    /// IMAPIProp::SetProps: all of the properties, or none if one is refused.
    pub fn set_all(&self, values: &Bag) -> Result<()> {
        let state = self.writable()?;
        values.iter().try_for_each(|(tag, value)| check_value(&state, tag, value))?;
        drop(state);
        values.iter().try_for_each(|(tag, value)| self.set(tag, value.clone()))
    }

    /// IMAPIProp::DeleteProps of one property.
    pub fn remove(&self, tag: PropTag) -> Result<()> {
        // The tag of a removal keeps the id; its type is PT_ERROR's.
        self.set(tag, Value::Error(IOSTX_MAPI_E_NOT_FOUND))
    }

    /// The recipients: rows of values.
    pub fn recipients(&self) -> Result<Vec<Bag>> {
        match self.get(PropTag(tags::IOSTX_PR_MESSAGE_RECIPIENTS)) {
            Ok(Value::Rows(rows)) => Ok(rows),
            Err(e) if e.code != IOSTX_MAPI_E_NOT_FOUND => Err(e),
            _ => Ok(Vec::new()),
        }
    }

    /// IMessage::ModifyRecipients: IOSTX_MODRECIP_REPLACE, _ADD, _MODIFY or _REMOVE; rows are told apart by PR_ROWID.
    pub fn set_recipients(&self, rows: Vec<Bag>, mode: u32) -> Result<()> {
        check_flags("set_recipients", mode, IOSTX_MODRECIP_ADD | IOSTX_MODRECIP_MODIFY | IOSTX_MODRECIP_REMOVE)?;
        let mut all = if mode == IOSTX_MODRECIP_REPLACE { Vec::new() } else { self.recipients()? };
        let id = |row: &Bag| row.number(tags::IOSTX_PR_ROWID);
        for mut row in rows {
            let at = all.iter().position(|known| id(known).is_some() && id(known) == id(&row));
            match (mode, at) {
                (IOSTX_MODRECIP_REPLACE | IOSTX_MODRECIP_ADD, _) => {
                    let next = all.iter().filter_map(id).max().map_or(0, |last| last + 1);
                    row.set(tags::IOSTX_PR_ROWID, Value::I4(next as i32));
                    all.push(row);
                }
                (IOSTX_MODRECIP_MODIFY, Some(at)) => all[at] = row,
                (IOSTX_MODRECIP_REMOVE, Some(at)) => drop(all.remove(at)),
                (_, None) if id(&row).is_none() => return Err(Error::invalid("rows: PR_ROWID is needed to change or remove one")),
                (_, None) => return Err(Error::not_found("rows: no recipient has this PR_ROWID")),
                _ => return Err(Error::invalid("mode: one of IOSTX_MODRECIP_* is needed")),
            }
        }
        self.set(PropTag(tags::IOSTX_PR_MESSAGE_RECIPIENTS), Value::Rows(all))
    }

    /// A stream over a binary or text property, for reading the version that the handle stands for.
    pub fn open_reader(&self, tag: PropTag) -> Result<Stream> {
        let tag = tag.normalized();
        let state = self.state.lock();
        if let Some(staged) = state.draft.streams.get(&stream_key(tag)) {
            return Ok(Stream::staged(&self.store, staged.clone()));
        }
        if tag.id() == CONTENT.id() && state.draft.values.get(untyped(tag)).is_none() {
            let content = state.item.content.clone().ok_or_else(|| missing(tag))?;
            return Ok(Stream::stored(&self.store, content));
        }
        if let Some(Value::Large(large)) = state.item.bag.get(tag) {
            return Ok(Stream::stored(&self.store, contents::as_content(large)));
        }
        drop(state);
        match self.get(tag)? {
            Value::Binary(bytes) => Ok(Stream::staged(&self.store, Staged::of_bytes(bytes))),
            Value::Text(text) => Ok(Stream::staged(&self.store, Staged::of_bytes(text))),
            _ => Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("property {tag}: only text and binary have streams"))),
        }
    }

    /// A stream that gives a text or binary property a new value: it counts once it is committed and the message saved.
    pub fn open_writer(&self, tag: PropTag) -> Result<Stream> {
        let tag = tag.normalized();
        let kind = tag.kind()?;
        if !matches!(kind, PropType::Unicode | PropType::Binary) {
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("property {tag}: only text and binary have streams")));
        }
        let state = self.writable()?;
        if matches!(state.kind, Kind::New | Kind::Stored) {
            items::check_settable(tag)?;
        }
        if tag.id() == CONTENT.id() && state.item.is(item_bits::HEADER) && matches!(state.kind, Kind::Stored) {
            return Err(header_only());
        }
        drop(state);
        let message = self.clone();
        let target = Box::new(move |staged: Staged| {
            let mut state = message.writable()?;
            state.draft.values.remove(tag);
            state.draft.streams.insert(stream_key(tag).with_type(kind), staged.clone());
            Ok(())
        });
        Ok(Stream::writer(&self.store, kind == PropType::Unicode, target))
    }

    /// What waits for upload: IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED and _REMOVED, and under its own
    /// tag each changed property's value on the server, PT_ERROR where it has none.
    pub fn pending(&self) -> Result<Bag> {
        let state = self.state.lock();
        let server = change::server_version(&state.item, &state.base);
        let (added, removed) = change::keyword_changes(&server, &state.item);
        let mut bag = state.base.bag.clone();
        let tags = state.base.bag.tags().map(|tag| Value::I4(tag.0 as i32)).collect();
        bag.set(tags::IOSTX_PR_CHANGED_TAGS, Value::Multi(PropType::I4, tags));
        bag.set(tags::IOSTX_PR_PENDING, Value::I4(computed_work::pending_of_item(&state.item) as i32));
        bag.set(tags::IOSTX_PR_KEYWORDS_ADDED, Value::texts(added));
        bag.set(tags::IOSTX_PR_KEYWORDS_REMOVED, Value::texts(removed));
        Ok(bag)
    }

    /// IMAPIProp::SaveChanges: writes what was set, and only that. If any of it was changed by another since the handle was
    /// opened: MAPI_E_OBJECT_CHANGED; with IOSTX_FORCE_SAVE it is saved, and the replaced version goes to Conflicts.
    pub fn save(&self, flags: u32) -> Result<()> {
        check_flags("save", flags, SAVE_FLAGS)?;
        let mut state = self.writable()?;
        match &state.kind {
            Kind::Given(saver) => {
                let saver = Arc::clone(saver);
                saver(&state.draft)?;
                state.writable = false;
            }
            // Only the result of the upload decides whether it is kept (UPM_SAVE).
            Kind::Snapshot => {}
            Kind::New | Kind::Stored => {
                self.save_stored(&mut state, flags & IOSTX_FORCE_SAVE != 0)?;
                state.writable = flags & IOSTX_KEEP_OPEN_READONLY == 0;
            }
        }
        Ok(())
    }

    fn save_stored(&self, state: &mut State, force: bool) -> Result<()> {
        let store = &self.store;
        let (item, base) = store.write(Origin::App, |tx| {
            let folder = rows_folder::get(tx.conn(), state.item.folder)?;
            let item = match state.kind {
                Kind::New => create(tx, store, &folder, state)?,
                _ => change_stored(tx, store, state, force)?,
            };
            let base = rows_track::base(tx.conn(), &item)?;
            Ok((item, base))
        })?;
        let saved = Message::new(store, Kind::Stored, item, base, true);
        // The new state, with its own pins; the old pins go with the old state.
        if let Some(new) = Arc::into_inner(saved.state) {
            *state = new.into_inner();
        }
        Ok(())
    }

    /// IMessage::SubmitMessage: saves, and puts the message into the outgoing queue. No recipients: MAPI_E_NO_RECIPIENTS. The
    /// handle takes no more calls.
    pub fn submit(&self) -> Result<()> {
        if !matches!(self.state.lock().kind, Kind::New | Kind::Stored) {
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "only a message of an app can be submitted"));
        }
        if self.recipients()?.is_empty() {
            return Err(Error::of(IOSTX_MAPI_E_NO_RECIPIENTS));
        }
        self.save(0)?;
        let mut state = self.state.lock();
        let id = state.item.id;
        self.store.write(Origin::App, |tx| outgoing::enqueue(tx, &self.store, id))?;
        (state.writable, state.submitted) = (false, true);
        Ok(())
    }

    /// Whether the message was submitted through this handle.
    pub fn is_submitted(&self) -> bool {
        self.state.lock().submitted
    }

    /// Whether something was set on this handle that is not saved.
    pub fn has_changes(&self) -> bool {
        !self.state.lock().draft.is_empty()
    }

    /// Sets what a message is given out with.
    pub(super) fn preset(&self, draft: &Draft) {
        self.state.lock().draft = draft.clone();
    }

    /// The message with everything that was set on it, as an item, and the stored values that were linked for it.
    pub(super) fn version(&self, tx: &Tx<'_>) -> Result<(Item, Vec<i64>)> {
        let state = self.state.lock();
        let mut item = Item::clone(&state.item);
        let fresh = apply_draft(tx, &state.draft, &mut item)?;
        Ok((item, fresh))
    }

    /// What was set on a snapshot or a full message, for who handed it out.
    pub(super) fn draft(&self) -> Draft {
        self.state.lock().draft.clone()
    }

    fn writable(&self) -> Result<parking_lot::MutexGuard<'_, State>> {
        let state = self.state.lock();
        match state.writable {
            true => Ok(state),
            false => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the message is open for reading only")),
        }
    }
}

/// Refuses a value that cannot be set.
fn check_value(state: &State, tag: PropTag, value: &Value) -> Result<()> {
    if matches!(state.kind, Kind::New | Kind::Stored) {
        items::check_settable(tag)?;
    }
    if tag.id() != CONTENT.id() {
        return Ok(());
    }
    if state.item.is(item_bits::HEADER) && matches!(state.kind, Kind::Stored) {
        return Err(header_only());
    }
    match value {
        Value::Error(_) | Value::Null | Value::Binary(_) => Ok(()),
        _ => Err(Error::new(IOSTX_MAPI_E_UNEXPECTED_TYPE, "PR_INTERNET_CONTENT: PT_BINARY is needed")),
    }
}

fn create(tx: &Tx<'_>, store: &Arc<Inner>, folder: &Folder, state: &State) -> Result<Item> {
    let mut item = Item::clone(&state.item);
    // The class decides whether it starts as an unsent message, and flags that the app sets win.
    if let Some(class) = state.draft.values.get(tags::IOSTX_PR_MESSAGE_CLASS) {
        item.bag.set(tags::IOSTX_PR_MESSAGE_CLASS, class.clone());
    }
    item.flags = tags::IOSTX_MSGFLAG_UNMODIFIED | tags::IOSTX_MSGFLAG_READ;
    if items::starts_unsent(item.kind()) {
        item.flags |= tags::IOSTX_MSGFLAG_UNSENT;
    }
    if let Some(given) = state.draft.values.get(tags::IOSTX_PR_MESSAGE_FLAGS).and_then(Value::as_bits) {
        const FIRST: u32 = tags::IOSTX_MSGFLAG_UNMODIFIED | tags::IOSTX_MSGFLAG_FROMME | tags::IOSTX_MSGFLAG_RESEND;
        item.flags = given & (FIRST | tags::IOSTX_MSGFLAG_UNSENT | tags::IOSTX_MSGFLAG_READ);
    }
    item.bag.set(tags::IOSTX_PR_CREATION_TIME, Value::Time(tx.now));
    let fresh = apply_draft(tx, &state.draft, &mut item)?;
    track::create(tx, store, folder, item, fresh)
}

fn change_stored(tx: &Tx<'_>, store: &Arc<Inner>, state: &State, force: bool) -> Result<Item> {
    let now = items::load(tx, None, state.item.id)?;
    let folder = rows_folder::get(tx.conn(), now.item.folder)?;
    let mut item = now.item.clone();
    if now.item.version != state.item.version && overlaps(&state.draft, &state.item, &now.item) {
        if !force {
            return Err(Error::new(
                IOSTX_MAPI_E_OBJECT_CHANGED,
                "the item was changed by another since it was opened: open it again, or save with IOSTX_FORCE_SAVE",
            ));
        }
        conflict::keep_copy(tx, store, &now.item, conflict::Kind::Replaced, "replaced by a forced save")?;
    }
    let fresh = apply_draft(tx, &state.draft, &mut item)?;
    item.flags &= !tags::IOSTX_MSGFLAG_UNMODIFIED;
    items::save(tx, store, &folder, now, item, fresh)
}

/// Whether anything that was set has another value now than when the handle was opened.
fn overlaps(draft: &Draft, opened: &Item, now: &Item) -> bool {
    let content = draft.streams.keys().any(|tag| tag.id() == CONTENT.id()) || draft.values.get(untyped(CONTENT)).is_some();
    if content && !ContentRef::same_bytes(&opened.content, &now.content) {
        return true;
    }
    let same = |tag: PropTag| {
        if tag.id() == PropTag(tags::IOSTX_PR_MESSAGE_FLAGS).id() || tag.id() == PropTag(tags::IOSTX_PR_READ).id() {
            return opened.flags == now.flags;
        }
        let tag = computed::stored_tag(tag);
        opened.tracked(tag) == now.tracked(tag)
    };
    !draft.values.tags().chain(draft.streams.keys().copied()).all(same)
}

/// Puts what was set into an item. Answers the stored values that were linked for it, each with one reference.
pub(super) fn apply_draft(tx: &Tx<'_>, draft: &Draft, item: &mut Item) -> Result<Vec<i64>> {
    let mut fresh = Vec::new();
    for (tag, value) in draft.values.iter() {
        match tag.id() == CONTENT.id() {
            true => item.content = None,
            false => set_property(tx, item, tag, Some(value.clone()))?,
        }
    }
    for (tag, staged) in &draft.streams {
        if tag.id() == CONTENT.id() {
            let content = staged.link(tx)?;
            fresh.extend(content.id);
            item.content = Some(content);
        } else {
            let (value, linked) = link_value(tx, *tag, staged)?;
            fresh.extend(linked);
            item.bag.set(*tag, value);
        }
    }
    Ok(fresh)
}

/// Puts a streamed property into the file. Answers its value, and the stored value that was linked with one reference.
pub(super) fn link_value(tx: &Tx<'_>, tag: PropTag, staged: &Staged) -> Result<(Value, Option<i64>)> {
    let content = staged.link(tx)?;
    let large = LargeRef { content: content.id.unwrap_or_default(), ..staged.preview_large(tag) };
    Ok((small_again(tx, large)?, content.id))
}

/// A streamed value that fits into the bag goes there; its row loses its reference with the write of the item.
fn small_again(tx: &Tx<'_>, large: LargeRef) -> Result<Value> {
    if large.size as usize > contents::IN_BAG {
        return Ok(Value::Large(large));
    }
    as_value(contents::read_all(tx.conn(), &contents::as_content(&large), contents::IN_BAG)?, large.text)
}

fn as_value(bytes: Vec<u8>, text: bool) -> Result<Value> {
    match text {
        true => String::from_utf8(bytes).map(Value::Text).map_err(|_| Error::corrupt("a stored text is not UTF-8")),
        false => Ok(Value::Binary(bytes)),
    }
}

fn small_value(store: &Arc<Inner>, staged: &Staged, tag: PropTag) -> Result<Value> {
    let text = tag.kind().is_ok_and(|kind| kind == PropType::Unicode);
    let size = staged.size() as usize;
    if size > SMALL {
        return Err(Error::of(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY));
    }
    let mut bytes = vec![0; size];
    let mut stream = Stream::staged(store, staged.clone());
    let mut at = 0;
    while at < size {
        match stream.read(&mut bytes[at..])? {
            0 => return Err(Error::corrupt("a large value ends early")),
            got => at += got,
        }
    }
    as_value(bytes, text)
}

/// Streams of the native text are found whatever type its tag was given.
fn stream_key(tag: PropTag) -> PropTag {
    match tag.id() == CONTENT.id() {
        true => CONTENT,
        false => tag,
    }
}

/// The tag without its type: a removed property has another one.
fn untyped(tag: PropTag) -> PropTag {
    PropTag(tag.0 & 0xFFFF_0000)
}

fn missing(tag: PropTag) -> Error {
    Error::not_found(format!("the message has no property {tag}"))
}

fn header_only() -> Error {
    Error::new(IOSTX_MAPI_E_NO_SUPPORT, "only the header of the item is here: ask for the body before writing it")
}

/// The source key of an item, for who has only the item.
pub(super) fn source_key(store: &Inner, item: &Item) -> crate::ids::Xid {
    identity::item_source(&store.replicas(), item)
}
