//! The server's version as a whole item, what identifies it, and its text in the file (semantics 1.8, 2).

use super::apply::Place;
use super::contents::{CONTENT, Staged};
use super::db::Tx;
use super::identity::{item_pcl, item_source};
use super::incoming::Incoming;
use super::model::*;
use super::put::Whole;
use super::{message, rows_track, track};
use crate::error::Result;
use crate::ids::Pcl;
use crate::props::{Bag, ItemKind, PropTag, Value, classify, tags};

pub(super) fn is_strong(incoming: &Incoming) -> bool {
    let class = incoming.draft.values.text(tags::IOSTX_PR_MESSAGE_CLASS).unwrap_or("IPM.Note");
    incoming.strong.unwrap_or_else(|| track::is_strong_kind(ItemKind::of_class(class)))
}

pub(super) fn digest_of(incoming: &Incoming) -> Option<[u8; 32]> {
    incoming.draft.streams.get(&CONTENT).map(Staged::digest)
}

/// The server's version as a whole item: what it had, with what is given put in. The text is not stored yet.
pub(super) fn version(before: &Item, incoming: &Incoming) -> Item {
    let mut after = before.clone();
    if incoming.replace {
        after.bag = Bag::new();
        if let Some(created) = before.bag.get(tags::IOSTX_PR_CREATION_TIME) {
            after.bag.set(tags::IOSTX_PR_CREATION_TIME, created.clone());
        }
        after.content = None;
    }
    for (tag, value) in incoming.draft.values.iter() {
        set_value(&mut after, tag, value);
    }
    for (tag, staged) in &incoming.draft.streams {
        match *tag == CONTENT {
            true => after.content = Some(staged.preview()),
            false => after.bag.set(*tag, Value::Large(staged.preview_large(*tag))),
        }
    }
    if after.content.is_some() {
        // What a header told of the text's size says nothing where the text is.
        after.bag.remove(tags::IOSTX_PR_MESSAGE_SIZE);
    }
    super::items::set_flags(&mut after, incoming.flags.0, incoming.flags.1);
    if let Some(keywords) = &incoming.keywords {
        after.set_keywords(keywords.clone());
    }
    after
}

fn set_value(item: &mut Item, tag: PropTag, value: &Value) {
    let value = (!matches!(value, Value::Error(_) | Value::Null)).then(|| value.clone());
    let is = |known: u32| tag.id() == PropTag(known).id();
    let bits = || value.as_ref().and_then(Value::as_bits).unwrap_or(0);
    if is(tags::IOSTX_PR_MESSAGE_FLAGS) {
        // On an import the bits that only the first save sets are the server's to give.
        const GIVEN: u32 =
            tags::IOSTX_MSGFLAG_READ | tags::IOSTX_MSGFLAG_UNSENT | tags::IOSTX_MSGFLAG_UNMODIFIED | classify::MESSAGE_FLAGS_GIVEN;
        item.flags = (item.flags & !GIVEN) | (bits() & GIVEN);
    } else if is(tags::IOSTX_PR_READ) {
        item.set_read(bits() != 0);
    } else if tag.id() == classify::KEYWORDS.id() {
        let words = value.as_ref().and_then(Value::as_texts).unwrap_or_default().into_iter().map(str::to_owned).collect();
        item.set_keywords(words);
    } else if is(tags::IOSTX_PR_MSG_STATUS) {
        let own = item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & classify::STATUS_LOCAL;
        let bits = bits() & !classify::STATUS_LOCAL | own;
        item.bag.put(tag, (bits != 0).then_some(Value::I4(bits as i32)));
    } else {
        item.bag.put(tag, value);
    }
}

/// Sets what identifies the version: binding, keys, times.
pub(super) fn identify(tx: &Tx<'_>, at: &Place<'_>, incoming: &Incoming, item: &mut Item, fresh_item: bool) -> Result<()> {
    if incoming.binding.is_bound() {
        item.binding.remote_id.clone_from(&incoming.binding.remote_id);
    }
    if incoming.binding.is_bound() || !incoming.binding.remote_version.is_empty() {
        item.binding.remote_version.clone_from(&incoming.binding.remote_version);
    }
    if !incoming.match_key.is_empty() {
        item.match_key.clone_from(&incoming.match_key);
        item.put(item_bits::STRONG, is_strong(incoming));
    }
    if !incoming.fingerprint.is_empty() {
        item.fingerprint.clone_from(&incoming.fingerprint);
    }
    item.put(item_bits::EPOCH, false);
    if fresh_item {
        item.source_key.clone_from(&incoming.source_key);
        if item
            .source_key
            .as_ref()
            .is_some_and(|key| item_source(&at.store.replicas(), &Item { source_key: None, ..item.clone() }) == *key)
        {
            item.source_key = None;
        }
        if let Some(key) = &item.source_key {
            // Deleted after the message was given out that is saved now.
            rows_track::forget_deleted(tx, key)?;
        }
    }
    let mut pcl = if fresh_item || incoming.change_key.is_none() && item.pcl.is_none() {
        None
    } else {
        Some(item_pcl(&at.store.replicas(), item))
    };
    item.cn = tx.new_change()?;
    item.change_key.clone_from(&incoming.change_key);
    if let Some(key) = &incoming.change_key {
        let list = pcl.get_or_insert_with(Pcl::default);
        incoming.pcl.iter().for_each(|given| list.merge(given));
        list.add(key.clone());
    }
    item.pcl = pcl.filter(|list| incoming.change_key.as_ref().is_none_or(|key| *list != Pcl::default().with(key.clone())));
    item.mtime = incoming.time.unwrap_or(tx.now);
    Ok(())
}

/// Puts the incoming text and streamed values into the file where the item or its base refers to them. Answers the stored
/// values that were linked, each with one reference.
pub(super) fn store_text(tx: &Tx<'_>, incoming: &Incoming, old: Option<&Whole>, new: &mut Whole) -> Result<Vec<i64>> {
    let mut fresh = Vec::new();
    for (tag, staged) in incoming.draft.streams.iter().filter(|(tag, _)| **tag != CONTENT) {
        let waits = |bag: &Bag| matches!(bag.get(*tag), Some(Value::Large(large)) if large.content == 0);
        if waits(&new.item.bag) || waits(&new.base.bag) {
            let (value, linked) = message::link_value(tx, *tag, staged)?;
            fresh.extend(linked);
            for bag in [&mut new.item.bag, &mut new.base.bag].into_iter().filter(|bag| waits(bag)) {
                bag.set(*tag, value.clone());
            }
        }
    }
    let Some(text) = incoming.draft.streams.get(&CONTENT) else { return Ok(fresh) };
    let known = old.into_iter().flat_map(|old| [old.item.content.clone(), old.base.content.clone()]).flatten();
    let mut stored =
        known.into_iter().find(|content| content.id.is_some() && content.digest == text.digest() && content.size == text.size());
    for slot in [&mut new.item.content, &mut new.base.content] {
        let waits = slot.as_ref().is_some_and(|content| content.id.is_none() && content.digest == text.digest());
        if !waits {
            continue;
        }
        if stored.is_none() {
            let linked = text.link(tx)?;
            fresh.extend(linked.id);
            stored = Some(linked);
        }
        slot.clone_from(&stored);
    }
    Ok(fresh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::props::PropTag;
    use crate::store::flags::IOSTX_FOLDER_INBOX;
    use crate::store::{OpenOptions, Store, items};

    #[test]
    fn pr_read_of_an_import_sets_the_read_state_and_no_other_flag() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = Store::open(dir.path().join("s.iostx"), OpenOptions::default()).expect("a store");
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).and_then(|inbox| store.folder(inbox)).expect("every store has one");
        let mut item = items::blank(&inbox, 0);
        item.flags = tags::IOSTX_MSGFLAG_UNSENT | tags::IOSTX_MSGFLAG_FROMME;
        set_value(&mut item, PropTag(tags::IOSTX_PR_READ), &Value::Bool(true));
        assert!(item.is_read() && item.flags & tags::IOSTX_MSGFLAG_UNSENT != 0 && item.flags & tags::IOSTX_MSGFLAG_FROMME != 0);
        set_value(&mut item, PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), &Value::I4(tags::IOSTX_MSGFLAG_READ as i32));
        assert!(item.is_read() && item.flags & tags::IOSTX_MSGFLAG_UNSENT == 0);
    }
}
