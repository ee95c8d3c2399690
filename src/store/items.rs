//! What apps do to many items at once: one call, one commit.

use super::db::{Tx, query_all};
use super::events::Origin;
use super::flags::{IOSTX_FOLDER_DELETED, IOSTX_MAPI_ASSOCIATED};
use super::model::*;
use super::put::{self, Whole};
use super::{Inner, Store, awaited, claims, rows_folder, rows_item, track};
use crate::codes::IOSTX_MAPI_E_OBJECT_DELETED;
use crate::error::{Error, Result};
use crate::props::flags::fold_keyword;
use crate::props::{Bag, ItemKind, PropTag, Value, classify, flags, tags};

/// What became of a list of items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// How many were done.
    pub done: usize,
    /// How many were passed over, since they are gone or refuse the operation; and why the first of them was.
    pub skipped: usize,
    /// The first refusal.
    pub first: Option<Error>,
}

impl Outcome {
    pub(super) fn add(&mut self, result: Result<()>) -> Result<()> {
        match result {
            Ok(()) => self.done += 1,
            Err(e) if is_of_one_item(&e) => {
                self.skipped += 1;
                self.first.get_or_insert(e);
            }
            // The disk, the file, the transaction: nothing of the list is done.
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

/// Whether a failure speaks of one item only, so that the others go on.
pub(super) fn is_of_one_item(error: &Error) -> bool {
    use crate::codes::*;
    !matches!(
        error.code,
        IOSTX_MAPI_E_DISK_ERROR
            | IOSTX_MAPI_E_NOT_ENOUGH_DISK
            | IOSTX_MAPI_E_NOT_ENOUGH_MEMORY
            | IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES
            | IOSTX_MAPI_E_CORRUPT_STORE
            | IOSTX_MAPI_E_CALL_FAILED
            | IOSTX_MAPI_E_BUSY
            | IOSTX_E_CLOSED
    )
}

/// A change of many items. Values set to PT_ERROR or PT_NULL are removed.
#[derive(Debug, Clone, Default)]
pub struct ItemUpdate {
    /// Values to set.
    pub values: Bag,
    /// Keywords to add.
    pub keywords_add: Vec<String>,
    /// Keywords to take away.
    pub keywords_remove: Vec<String>,
    /// IOSTX_FLAG_* to set.
    pub flags_set: u32,
    /// IOSTX_FLAG_* to clear.
    pub flags_clear: u32,
}

/// An item of a folder, which it must be in when one is given.
pub(super) fn load(tx: &Tx<'_>, folder: Option<FolderId>, id: ItemId) -> Result<Whole> {
    let gone = || Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("item {} does not exist, or was deleted", id.0));
    let whole = put::load(tx, id)?.filter(|whole| !whole.item.is(item_bits::SLIM)).ok_or_else(gone)?;
    match folder {
        Some(folder) if whole.item.folder != folder => {
            Err(Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("item {} is not in folder {}: it was moved", id.0, folder.0)))
        }
        _ => Ok(whole),
    }
}

impl Store {
    /// Changes items of a folder. One that takes no local writes refuses them all.
    fn each_item(
        &self,
        folder: FolderId,
        items: &[ItemId],
        act: impl Fn(&Tx<'_>, &Inner, &Folder, Whole) -> Result<()>,
    ) -> Result<Outcome> {
        self.inner.write(Origin::App, |tx| {
            let at = writable_folder(tx, folder)?;
            self.each_of(tx, folder, items, |whole| act(tx, &self.inner, &at, whole))
        })
    }

    fn each_of(
        &self,
        tx: &Tx<'_>,
        folder: FolderId,
        items: &[ItemId],
        mut act: impl FnMut(Whole) -> Result<()>,
    ) -> Result<Outcome> {
        let mut outcome = Outcome::default();
        for id in items {
            outcome.add(load(tx, Some(folder), *id).and_then(&mut act))?;
        }
        Ok(outcome)
    }

    /// IMAPIFolder::SetReadFlags: marks items read or unread. The modification time stays.
    pub fn set_read(&self, folder: FolderId, items: &[ItemId], read: bool) -> Result<Outcome> {
        self.each_item(folder, items, |tx, inner, at, whole| track::set_read(tx, inner, at, &whole, read).map(|_| ()))
    }

    /// As [`Store::set_read`], of all normal items of a folder.
    pub fn set_read_all(&self, folder: FolderId, read: bool) -> Result<Outcome> {
        let unlike = if read { item_bits::UNREAD } else { 0 };
        self.inner.write(Origin::App, |tx| {
            let at = writable_folder(tx, folder)?;
            let items = query_all(
                tx.conn(),
                "SELECT id FROM item WHERE folder = ?1 AND bits & 11 = ?2 ORDER BY id", // SLIM, ASSOC: not; UNREAD: as wanted
                (folder.0, unlike),
                |row| row.get(0).map(ItemId),
            )?;
            self.each_of(tx, folder, &items, |whole| track::set_read(tx, &self.inner, &at, &whole, read).map(|_| ()))
        })
    }

    /// IMAPIFolder::DeleteMessages. In a folder with the trash option, items go to Deleted Items instead.
    pub fn delete_items(&self, folder: FolderId, items: &[ItemId]) -> Result<Outcome> {
        let trash = self.special_folder(IOSTX_FOLDER_DELETED)?;
        self.each_item(folder, items, |tx, inner, at, whole| delete_item(tx, inner, at, trash, &whole))
    }

    /// As [`Store::delete_items`], past Deleted Items (DELETE_HARD_DELETE).
    pub fn delete_items_for_good(&self, folder: FolderId, items: &[ItemId]) -> Result<Outcome> {
        self.each_item(folder, items, |tx, inner, at, whole| track::delete(tx, inner, at, &whole))
    }

    /// IMAPIFolder::CopyMessages with MESSAGE_MOVE: items keep their ids.
    pub fn move_items(&self, folder: FolderId, items: &[ItemId], dest: FolderId) -> Result<Outcome> {
        Ok(self.move_items_told(folder, items, dest)?.0)
    }

    /// As [`Store::move_items`]; answers also which were moved.
    pub fn move_items_told(&self, folder: FolderId, items: &[ItemId], dest: FolderId) -> Result<(Outcome, Vec<ItemId>)> {
        self.inner.write(Origin::App, |tx| {
            let (at, to) = (writable_folder(tx, folder)?, writable_folder(tx, dest)?);
            let mut moved = Vec::new();
            let outcome = self.each_of(tx, folder, items, |whole| {
                if to.id != at.id {
                    track::relocate(tx, &self.inner, &at, &to, &whole)?;
                }
                moved.push(whole.item.id);
                Ok(())
            })?;
            Ok((outcome, moved))
        })
    }

    /// IMAPIFolder::CopyMessages: each copy is a new item. Answers item and copy of those that were done, in the order of `items`.
    pub fn copy_items(&self, folder: FolderId, items: &[ItemId], dest: FolderId) -> Result<(Outcome, Vec<(ItemId, ItemId)>)> {
        self.inner.write(Origin::App, |tx| {
            rows_folder::get(tx.conn(), folder)?;
            let to = writable_folder(tx, dest)?;
            let mut copies = Vec::new();
            let outcome = self.each_of(tx, folder, items, |whole| {
                copies.push((whole.item.id, track::copy(tx, &self.inner, &whole.item, &to)?.id));
                Ok(())
            })?;
            Ok((outcome, copies))
        })
    }

    /// Sets values, keywords and flags of many items.
    pub fn update_items(&self, folder: FolderId, items: &[ItemId], update: &ItemUpdate) -> Result<Outcome> {
        for (tag, _) in update.values.iter() {
            check_settable(tag)?;
        }
        self.each_item(folder, items, |tx, inner, at, whole| {
            let mut item = whole.item.clone();
            update.values.iter().try_for_each(|(tag, value)| set_property(tx, &mut item, tag, Some(value.clone())))?;
            set_flags(&mut item, update.flags_set, update.flags_clear);
            let removed: Vec<String> = update.keywords_remove.iter().map(|word| fold_keyword(word)).collect();
            let kept = item.keywords().into_iter().map(str::to_owned).filter(|word| !removed.contains(&fold_keyword(word)));
            let keywords = kept.chain(update.keywords_add.iter().cloned()).collect();
            item.set_keywords(keywords);
            save(tx, inner, at, whole, item, Vec::new()).map(|_| ())
        })
    }

    /// Asks for the body of header-only items: sets MSGSTATUS_REMOTE_DOWNLOAD, puts them on the wanted list, and tells the agent
    /// by an event.
    pub fn request_full(&self, items: &[ItemId]) -> Result<Outcome> {
        self.inner.write(Origin::App, |tx| {
            let mut outcome = Outcome::default();
            for id in items {
                outcome.add(load(tx, None, *id).and_then(|whole| request_full(tx, &self.inner, whole)))?;
            }
            Ok(outcome)
        })
    }

    /// An item, whole.
    pub fn item(&self, id: ItemId) -> Result<Item> {
        let item = self.inner.db.reader(|conn| rows_item::get(conn, id))?;
        item.ok_or_else(|| Error::new(IOSTX_MAPI_E_OBJECT_DELETED, format!("item {} does not exist, or was deleted", id.0)))
    }
}

/// A folder that takes local writes.
fn writable_folder(tx: &Tx<'_>, id: FolderId) -> Result<Folder> {
    let folder = rows_folder::get(tx.conn(), id)?;
    track::check_writable(&folder)?;
    Ok(folder)
}

/// Deletes an item, by way of Deleted Items where the folder asks for it.
pub(super) fn delete_item(tx: &Tx<'_>, inner: &Inner, at: &Folder, trash: FolderId, whole: &Whole) -> Result<()> {
    if at.options.trash && at.id != trash && track::is_tracked(at) && !whole.item.is(item_bits::ASSOC) {
        let to = rows_folder::get(tx.conn(), trash)?;
        return track::relocate(tx, inner, at, &to, whole).map(|_| ());
    }
    track::delete(tx, inner, at, whole)
}

fn request_full(tx: &Tx<'_>, inner: &Inner, whole: Whole) -> Result<()> {
    if !whole.item.is(item_bits::HEADER) {
        return Ok(());
    }
    let mut new = whole.clone();
    let status = new.item.bag.bits(tags::IOSTX_PR_MSG_STATUS) | tags::IOSTX_MSGSTATUS_REMOTE_DOWNLOAD;
    new.item.bag.set(tags::IOSTX_PR_MSG_STATUS, Value::I4(status as i32));
    put::replace(tx, inner, &whole, &mut new, Vec::new())?;
    // An item that was moved here has its body still in the folder where it was.
    awaited::want(tx, whole.item.id)?;
    tx.note(super::events::Change::FullWanted(whole.item.folder, whole.item.id));
    Ok(())
}

/// Writes an item that an app changed: its flags with all the rest, its read state by its own rule.
pub(super) fn save(tx: &Tx<'_>, inner: &Inner, at: &Folder, old: Whole, mut item: Item, fresh: Vec<i64>) -> Result<Item> {
    let read = item.is_read();
    item.set_read(old.item.is_read());
    let saved = track::modify(tx, inner, at, &old, item, fresh)?;
    if read == saved.is_read() {
        return Ok(saved);
    }
    if saved.pending.has(Pending::NEW) || !saved.is(item_bits::ASSOC) {
        let whole = put::with_base(tx, saved)?;
        track::set_read(tx, inner, at, &whole, read)?;
        return Ok(load(tx, None, whole.item.id)?.item);
    }
    Ok(saved)
}

/// Refuses properties that only the store sets.
pub(super) fn check_settable(tag: PropTag) -> Result<()> {
    tag.kind()?;
    match classify::is_computed(tag) {
        true => Err(Error::new(crate::codes::IOSTX_MAPI_E_COMPUTED, format!("property {tag} is computed and cannot be set"))),
        false => Ok(()),
    }
}

/// Sets one property of an item, wherever it stands: in the bag, in a column, or as an alias. `None`, PT_ERROR and PT_NULL
/// remove it.
pub(super) fn set_property(tx: &Tx<'_>, item: &mut Item, tag: PropTag, value: Option<Value>) -> Result<()> {
    use tags::*;
    let value = value.filter(|value| !matches!(value, Value::Error(_) | Value::Null));
    let bytes = || value.as_ref().and_then(Value::as_binary).map(<[u8]>::to_vec).unwrap_or_default();
    let bits = || value.as_ref().and_then(Value::as_bits).unwrap_or(0);
    match tag {
        t if is(t, IOSTX_PR_MESSAGE_FLAGS) => {
            item.set_tracked(tag, value.clone());
            item.set_read(bits() & IOSTX_MSGFLAG_READ != 0);
        }
        t if is(t, IOSTX_PR_READ) => item.set_read(bits() != 0),
        t if is(t, IOSTX_PR_KEYWORDS) => {
            let words = value.as_ref().and_then(Value::as_texts).unwrap_or_default();
            let words = words.into_iter().map(str::to_owned).collect();
            item.set_keywords(words);
        }
        t if is(t, IOSTX_PR_REMOTE_ID) => {
            let id = bytes();
            check_length("remote id", &id)?;
            claims::check_free(tx.conn(), item.folder, &id, item.id)?;
            item.binding.remote_id = id;
        }
        t if is(t, IOSTX_PR_REMOTE_VERSION) => {
            item.binding.remote_version = bytes();
            check_length("remote version", &item.binding.remote_version)?;
        }
        t if is(t, IOSTX_PR_MATCH_KEY) => {
            item.match_key = bytes();
            check_length("match key", &item.match_key)?;
            let strong = track::is_strong_kind(item.kind());
            item.put(item_bits::STRONG, strong && !item.match_key.is_empty());
        }
        t if is(t, IOSTX_PR_MATCH_STRENGTH) => item.put(item_bits::STRONG, bits() == IOSTX_MATCH_STRONG),
        t if is(t, IOSTX_PR_FINGERPRINT) => {
            item.fingerprint = bytes();
            check_length("fingerprint", &item.fingerprint)?;
        }
        t if is(t, IOSTX_PR_LAST_MODIFICATION_TIME) => item.mtime = value.as_ref().and_then(Value::as_time).unwrap_or(item.mtime),
        _ => item.bag.put(tag, value),
    }
    Ok(())
}

fn is(tag: PropTag, known: u32) -> bool {
    tag.id() == PropTag(known).id()
}

/// Refuses bytes of a binding, key or fingerprint that are too long.
pub(super) fn check_length(what: &str, bytes: &[u8]) -> Result<()> {
    match bytes.len() {
        0..=MAX_REMOTE => Ok(()),
        n => Err(Error::invalid(format!("{what}: {n} bytes; at most {MAX_REMOTE} are allowed"))),
    }
}

/// Sets and clears IOSTX_FLAG_* of an item.
pub(super) fn set_flags(item: &mut Item, set: u32, clear: u32) {
    if set | clear == 0 {
        return;
    }
    let mut bag = std::mem::take(&mut item.bag);
    bag.set(tags::IOSTX_PR_MESSAGE_FLAGS, Value::I4(item.flags as i32));
    flags::apply(&mut bag, set, clear);
    let message_flags = bag.remove(tags::IOSTX_PR_MESSAGE_FLAGS).and_then(|value| value.as_bits()).unwrap_or(0);
    item.bag = bag;
    item.set_tracked(PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Some(Value::I4(message_flags as i32)));
    item.set_read(message_flags & tags::IOSTX_MSGFLAG_READ != 0);
}

/// An item that an app starts to write: unsent mail, or another kind that is read from the start.
pub(super) fn blank(folder: &Folder, flags_given: u32) -> Item {
    let associated = flags_given & IOSTX_MAPI_ASSOCIATED != 0;
    Item {
        id: ItemId(0),
        folder: folder.id,
        bits: if associated { item_bits::ASSOC } else { 0 },
        flags: tags::IOSTX_MSGFLAG_UNMODIFIED,
        pending: Pending::NONE,
        mtime: 0,
        cn: 0,
        version: 0,
        content: None,
        source_key: None,
        change_key: None,
        pcl: None,
        binding: Binding::default(),
        match_key: Vec::new(),
        fingerprint: Vec::new(),
        bag: Bag::new().with(tags::IOSTX_PR_MESSAGE_CLASS, Value::Text(default_class(folder).to_owned())),
    }
}

/// The message class that fits a folder's container class (ics.md 5.4).
fn default_class(folder: &Folder) -> &'static str {
    let class = folder.bag.text(tags::IOSTX_PR_CONTAINER_CLASS).unwrap_or("");
    let known = [
        ("IPF.Appointment", "IPM.Appointment"),
        ("IPF.Contact", "IPM.Contact"),
        ("IPF.StickyNote", "IPM.StickyNote"),
        ("IPF.Journal", "IPM.Activity"),
        ("IPF.Task", "IPM.Task"),
    ];
    known.iter().find(|(container, _)| class.eq_ignore_ascii_case(container)).map_or("IPM.Note", |(_, message)| message)
}

/// Whether an item of this class starts as an unsent message.
pub(super) fn starts_unsent(kind: ItemKind) -> bool {
    kind == ItemKind::Mail
}
