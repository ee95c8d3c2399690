//! What counts as a local change, and how two changes merge. No SQL here: values in, values out.
//!
//! The base of an item is what differs between the server's version and ours. Everything follows from that one difference:
//! what is pending, what is clean again, what an import adds, what an upload settled (semantics 2).

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Base, ContentRef, Item, Pending, Tombstone, item_bits};
use crate::codes::IOSTX_MAPI_E_NOT_FOUND;
use crate::props::flags::fold_keyword;
use crate::props::{Bag, LargeRef, PropTag, Value, classify, tags};

const MESSAGE_FLAGS: PropTag = PropTag(tags::IOSTX_PR_MESSAGE_FLAGS);
const STATUS: PropTag = PropTag(tags::IOSTX_PR_MSG_STATUS);

/// The value of a tracked property as the server could know it: without the bits that are this store's own.
fn shared(item: &Item, tag: PropTag) -> Option<Value> {
    let value = item.tracked(tag);
    if tag.id() != STATUS.id() {
        return value;
    }
    let bits = value?.as_bits()? & !classify::STATUS_LOCAL;
    (bits != 0).then_some(Value::I4(bits as i32))
}

/// Sets what the server knows of a property; bits that are this store's own stay.
fn set_shared(item: &mut Item, tag: PropTag, value: Option<Value>) {
    if tag.id() != STATUS.id() {
        return item.set_tracked(tag, value);
    }
    let own = item.bag.bits(tags::IOSTX_PR_MSG_STATUS) & classify::STATUS_LOCAL;
    let bits = value.and_then(|value| value.as_bits()).unwrap_or(0) & !classify::STATUS_LOCAL | own;
    item.bag.put(tag, (bits != 0).then_some(Value::I4(bits as i32)));
}

fn tracked_tags<'a>(items: impl IntoIterator<Item = &'a Item>) -> BTreeSet<u16> {
    let bags = items.into_iter().flat_map(|item| item.bag.tags());
    bags.filter(|tag| !classify::is_untracked(*tag)).map(PropTag::id).chain([MESSAGE_FLAGS.id()]).collect()
}

fn any_type(id: u16) -> PropTag {
    PropTag(u32::from(id) << 16)
}

/// Whether two values of a property mean the same to the server: keywords compare without case, and a flag that is not set is 0
/// or missing. A large value may be in the item still, or in a row of its own.
fn same(tag: PropTag, a: &Option<Value>, b: &Option<Value>) -> bool {
    if tag.id() == classify::KEYWORDS.id() {
        return folded(a).into_keys().eq(folded(b).into_keys());
    }
    let is_unset = |value: &Option<Value>| value.as_ref().is_none_or(|value| value.as_i64() == Some(0));
    if classify::is_flag(tag) && is_unset(a) && is_unset(b) {
        return true;
    }
    match (a, b) {
        (Some(Value::Large(large)), Some(value)) | (Some(value), Some(Value::Large(large))) => large.has_bytes_of(value),
        _ => a == b,
    }
}

/// Keywords by what they are compared by.
fn folded(words: &Option<Value>) -> BTreeMap<String, String> {
    let words = words.as_ref().and_then(Value::as_texts).unwrap_or_default();
    words.into_iter().map(|word| (fold_keyword(word), word.to_owned())).collect()
}

/// What differs between the server's version of an item and ours.
pub(super) fn diff(server: &Item, ours: &Item) -> Base {
    let mut base = Base::default();
    for tag in tracked_tags([server, ours]).into_iter().map(any_type) {
        let old = shared(server, tag);
        if !same(tag, &old, &shared(ours, tag)) {
            remember(&mut base, tag, old);
        }
    }
    if !ContentRef::same_bytes(&server.content, &ours.content) {
        base.content_changed = true;
        base.content = server.content.clone();
    }
    base
}

fn remember(base: &mut Base, tag: PropTag, old: Option<Value>) {
    base.bag.set(tag, old.unwrap_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
}

/// The server's version of an item: ours, with the base put back.
pub(super) fn server_version(ours: &Item, base: &Base) -> Item {
    let mut server = ours.clone();
    for (tag, old) in base.bag.iter() {
        set_shared(&mut server, any_type(tag.id()), (!matches!(old, Value::Error(_))).then(|| old.clone()));
    }
    if base.content_changed {
        server.content = base.content.clone();
    }
    if ours.pending.has(Pending::READ) {
        server.set_read(!ours.is_read());
    }
    server
}

/// The bits that a base stands for.
pub(super) fn pending_of(base: &Base) -> Pending {
    let mut pending = Pending::NONE;
    for tag in base.bag.tags() {
        pending = pending.plus(if classify::is_flag(tag) { Pending::FLAGS } else { Pending::PROPS });
    }
    if base.content_changed {
        pending = pending.plus(Pending::CONTENT);
    }
    pending
}

/// An item without the properties that its text does not repeat; flags stay.
pub(super) fn without_own(item: &Item) -> Item {
    let mut bare = item.clone();
    for tag in tracked_tags([item]).into_iter().map(any_type).filter(|tag| !classify::is_flag(*tag) && !classify::is_mirror(*tag)) {
        set_shared(&mut bare, tag, None);
    }
    bare
}

/// The properties of an item that its text does not repeat; no flags, and nothing that agents find out by themselves.
pub(super) fn own_of(item: &Item) -> Bag {
    const FOUND_OUT: [u32; 2] = [tags::IOSTX_PR_MESSAGE_DELIVERY_TIME, tags::IOSTX_PR_LAST_OCCURRENCE];
    let repeats = |tag: PropTag| item.content.is_some() && classify::is_mirror(tag);
    let is_found_out = |tag: PropTag| FOUND_OUT.iter().any(|found| PropTag(*found).id() == tag.id());
    let own = tracked_tags([item]).into_iter().map(any_type);
    let own = own.filter(|tag| !classify::is_flag(*tag)).filter(|tag| !repeats(*tag)).filter(|tag| !is_found_out(*tag));
    let value = |tag| match shared(item, tag)? {
        // The stored value may go before what remembers its digest.
        Value::Large(large) => Some(Value::Large(LargeRef { content: 0, ..large })),
        value => Some(value),
    };
    own.filter_map(|tag| Some((tag, value(tag)?))).collect()
}

/// Whether an item has properties of its own that `known`, those of another version of it, has not or has otherwise.
pub(super) fn has_more(item: &Item, known: &Bag) -> bool {
    own_of(item).iter().any(|(tag, value)| !same(tag, &Some(value.clone()), &known.get(any_type(tag.id())).cloned()))
}

/// Whether text or properties of an item are pending, and another version has them as they are here.
pub(super) fn is_carried_out(base: &Base, ours: &Item, other: &Item) -> bool {
    let mut changed = base.bag.tags().filter(|tag| !classify::is_flag(*tag)).map(|tag| any_type(tag.id())).peekable();
    let anything = base.content_changed || changed.peek().is_some();
    let same_text = !base.content_changed || ContentRef::same_bytes(&ours.content, &other.content);
    anything && same_text && changed.all(|tag| same(tag, &shared(ours, tag), &shared(other, tag)))
}

/// Whether the native text, or what mirrors it, differs from the server's.
pub(super) fn has_text(base: &Base) -> bool {
    base.content_changed || base.bag.tags().any(classify::is_mirror)
}

/// What is pending of an item whose version on the server is `server`, and the base that says so.
pub(super) fn compute(server: &Item, ours: &mut Item) -> Base {
    let base = diff(server, ours);
    let read = if server.is_read() != ours.is_read() { Pending::READ } else { Pending::NONE };
    let place = Pending(ours.pending.0 & (Pending::NEW.0 | Pending::MOVED.0));
    ours.pending = place.plus(pending_of(&base)).plus(read);
    base
}

/// The flags of an item, as the server knows them, in the form of properties.
pub(super) fn flags_of(item: &Item) -> Bag {
    let mut flags: Bag =
        item.bag.iter().filter(|(tag, _)| classify::is_flag(*tag)).map(|(tag, value)| (tag, value.clone())).collect();
    let bits = item.flags & (tags::IOSTX_MSGFLAG_READ | classify::MESSAGE_FLAGS_SYNCED);
    flags.put(MESSAGE_FLAGS, (bits != 0).then_some(Value::I4(bits as i32)));
    flags
}

/// The server's version of an item of which only a tombstone tells: flags, and the digest of the text. Properties count as unknown
/// unless they repeat the text.
pub(super) fn known_by_stone(ours: &Item, stone: &Tombstone) -> Item {
    let mut server = ours.clone();
    server.content = stone.digest.map(|digest| ContentRef { id: None, size: 0, digest });
    let has_text = server.content.is_some() || ours.content.is_some();
    for tag in tracked_tags([ours]).into_iter().map(any_type) {
        let known = ours.is(item_bits::HEADER) || has_text && classify::is_mirror(tag);
        if classify::is_flag(tag) || !known {
            set_shared(&mut server, tag, None);
        }
    }
    for (tag, value) in stone.flags.iter() {
        set_shared(&mut server, any_type(tag.id()), Some(value.clone()));
    }
    if !ours.is(item_bits::ASSOC) {
        server.set_read(stone.flags.bits(tags::IOSTX_PR_MESSAGE_FLAGS) & tags::IOSTX_MSGFLAG_READ != 0);
    }
    server
}

/// What the server may have of an item where an upload of `before` was not answered: whatever `after` sets back to the server's
/// version stands there as it was uploaded.
pub(super) fn in_doubt(server: &Item, before: &Item, after: &Item) -> Item {
    let mut doubted = server.clone();
    for tag in diff(server, before).bag.tags().map(|tag| any_type(tag.id())) {
        if same(tag, &shared(server, tag), &shared(after, tag)) {
            set_shared(&mut doubted, tag, shared(before, tag));
        }
    }
    if ContentRef::same_bytes(&server.content, &after.content) {
        doubted.content.clone_from(&before.content);
    }
    doubted
}

/// Keywords that we added to the server's version, and those that we took away.
pub(super) fn keyword_changes(server: &Item, ours: &Item) -> (Vec<String>, Vec<String>) {
    let of = |item: &Item| folded(&item.bag.get(classify::KEYWORDS).cloned());
    let (theirs, own) = (of(server), of(ours));
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        a.iter().filter(|(key, _)| !b.contains_key(*key)).map(|(_, word)| word.clone()).collect()
    };
    (only(&own, &theirs), only(&theirs, &own))
}

/// How an incoming version and ours go together.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// Every change found its place. The item is ours after the merge.
    Clean(Box<Item>),
    /// Both sides changed the same field in different ways. The item is ours with all else merged.
    Conflict(Box<Item>),
}

/// Merges three versions: what the server had (`before`), what it has now (`after`), and ours. Flags and keywords merge by
/// element; changes of different properties merge; the native text and what mirrors it are one field.
pub(super) fn merge(before: &Item, after: &Item, ours: &Item) -> Merged {
    let mut result = ours.clone();
    let mut conflict = merge_text(before, after, ours, &mut result);
    let has_text = [before, after, ours].iter().any(|item| item.content.is_some());
    for tag in tracked_tags([before, after, ours]).into_iter().map(any_type) {
        if has_text && classify::is_mirror(tag) {
            continue;
        }
        let (b, a, o) = (shared(before, tag), shared(after, tag), shared(ours, tag));
        if same(tag, &a, &b) || same(tag, &a, &o) {
            continue;
        }
        if same(tag, &o, &b) {
            set_shared(&mut result, tag, a);
        } else if classify::is_flag(tag) {
            let merged = merge_flag(tag, b, a, o);
            set_shared(&mut result, tag, merged);
        } else {
            conflict = true;
        }
    }
    if before.is_read() != after.is_read() {
        result.set_read(after.is_read());
    }
    take_untracked(before, after, &mut result);
    if conflict { Merged::Conflict(Box::new(result)) } else { Merged::Clean(Box::new(result)) }
}

/// What is never a local change is as the server has it: who changed it last, whether it has attachments.
fn take_untracked(before: &Item, after: &Item, result: &mut Item) {
    for tag in after.bag.tags().filter(|tag| classify::is_untracked(*tag)) {
        if before.bag.get(tag) != after.bag.get(tag) {
            result.bag.put(tag, after.bag.get(tag).cloned());
        }
    }
    let given = (before.flags ^ after.flags) & classify::MESSAGE_FLAGS_GIVEN;
    result.flags = result.flags & !given | after.flags & given;
}

/// The native text and its mirrors; answers whether both sides changed them differently.
fn merge_text(before: &Item, after: &Item, ours: &Item, result: &mut Item) -> bool {
    if [before, after, ours].iter().all(|item| item.content.is_none()) {
        return false;
    }
    let same = |a: &Item, b: &Item| {
        ContentRef::same_bytes(&a.content, &b.content)
            && tracked_tags([a, b])
                .into_iter()
                .map(any_type)
                .filter(|tag| classify::is_mirror(*tag))
                .all(|tag| same(tag, &shared(a, tag), &shared(b, tag)))
    };
    if same(before, after) || same(after, ours) {
        return false;
    }
    if !same(before, ours) {
        return true;
    }
    take_text(after, result);
    false
}

/// Gives `to` the native text of `from` and the properties that mirror it.
pub(super) fn take_text(from: &Item, to: &mut Item) {
    to.content = from.content.clone();
    take_mirrors(from, to);
}

/// Gives `to` the properties of `from` that mirror the native text.
pub(super) fn take_mirrors(from: &Item, to: &mut Item) {
    for tag in tracked_tags([from, to]).into_iter().map(any_type).filter(|tag| classify::is_mirror(*tag)) {
        set_shared(to, tag, shared(from, tag));
    }
}

fn merge_flag(tag: PropTag, before: Option<Value>, after: Option<Value>, ours: Option<Value>) -> Option<Value> {
    if tag.id() == classify::KEYWORDS.id() {
        return merge_keywords(&before, &after, &ours);
    }
    if tag.id() == STATUS.id() || tag.id() == MESSAGE_FLAGS.id() {
        let bits = |value: &Option<Value>| value.as_ref().and_then(Value::as_bits).unwrap_or(0);
        let changed = bits(&before) ^ bits(&ours);
        let merged = (bits(&after) & !changed) | (bits(&ours) & changed);
        return (merged != 0).then_some(Value::I4(merged as i32));
    }
    // One element that both changed, to different values: the server's stands.
    after
}

fn merge_keywords(before: &Option<Value>, after: &Option<Value>, ours: &Option<Value>) -> Option<Value> {
    let (before, after, ours) = (folded(before), folded(after), folded(ours));
    let mut merged: BTreeMap<String, String> =
        after.into_iter().filter(|(key, _)| ours.contains_key(key) || !before.contains_key(key)).collect();
    for (key, word) in ours.into_iter().filter(|(key, _)| !before.contains_key(key)) {
        merged.entry(key).or_insert(word);
    }
    (!merged.is_empty()).then(|| Value::texts(merged.into_values()))
}

/// Whether two versions are the same to the server: text, properties, flags, read state.
pub(super) fn same_to_server(a: &Item, b: &Item) -> bool {
    a.is_read() == b.is_read() && diff(a, b).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::model::{Binding, FolderId, ItemId};
    use super::*;
    use proptest::prelude::*;

    fn item(bag: Bag, text: Option<u8>, flags: u32) -> Item {
        Item {
            id: ItemId(1),
            folder: FolderId(2),
            bits: 0,
            flags,
            pending: Pending::NONE,
            mtime: 0,
            cn: 1,
            version: 1,
            content: text.map(|byte| ContentRef { id: Some(i64::from(byte)), size: 1, digest: [byte; 32] }),
            source_key: None,
            change_key: None,
            pcl: None,
            binding: Binding::default(),
            match_key: Vec::new(),
            fingerprint: Vec::new(),
            bag,
        }
    }

    fn any_item() -> impl Strategy<Value = Item> {
        let subject = prop::option::of(0u8..3);
        let words = prop::collection::btree_set(0u8..4, 0..4);
        (subject, words, prop::option::of(0u8..3), prop::option::of(0i32..3), 0u32..32, 0i32..2).prop_map(
            |(subject, words, text, flag, status, flags)| {
                let mut bag = Bag::new();
                bag.put(tags::IOSTX_PR_SUBJECT, subject.map(|n| Value::Text(n.to_string())));
                bag.put(tags::IOSTX_PR_FLAG_STATUS, flag.map(Value::I4));
                bag.put(0x0E17_0003, (status != 0).then_some(Value::I4((status << 8) as i32)));
                bag.put(classify::KEYWORDS, (!words.is_empty()).then(|| Value::texts(words.iter().map(u8::to_string))));
                item(bag, text, flags as u32)
            },
        )
    }

    proptest! {
        #[test]
        fn the_base_gives_the_servers_version_back(server in any_item(), ours in any_item()) {
            let mut ours = ours;
            let base = compute(&server, &mut ours);
            prop_assert!(same_to_server(&server_version(&ours, &base), &server));
            prop_assert_eq!(ours.pending.is_clean(), same_to_server(&server, &ours));
        }

        #[test]
        fn setting_everything_back_makes_an_item_clean(server in any_item(), ours in any_item()) {
            let mut back = ours;
            compute(&server, &mut back);
            let mut again = server.clone();
            again.pending = back.pending;
            compute(&server, &mut again);
            prop_assert!(again.pending.is_clean());
        }

        #[test]
        fn a_change_on_one_side_only_is_never_a_conflict(before in any_item(), other in any_item()) {
            let Merged::Clean(merged) = merge(&before, &other, &before) else { return Err(TestCaseError::fail("conflict")) };
            prop_assert!(same_to_server(&merged, &other), "the server's change is taken");
            let Merged::Clean(merged) = merge(&before, &before, &other) else { return Err(TestCaseError::fail("conflict")) };
            prop_assert!(same_to_server(&merged, &other), "ours stays");
        }

        #[test]
        fn the_same_change_on_both_sides_is_never_a_conflict(before in any_item(), other in any_item()) {
            let Merged::Clean(merged) = merge(&before, &other, &other) else { return Err(TestCaseError::fail("conflict")) };
            prop_assert!(same_to_server(&merged, &other));
        }
    }

    #[test]
    fn keywords_merge_by_element() {
        let with = |words: &[&str]| item(Bag::new().with(classify::KEYWORDS, Value::texts(words.iter().copied())), None, 0);
        let Merged::Clean(merged) = merge(&with(&["a", "b"]), &with(&["a", "b", "s"]), &with(&["b", "o"])) else {
            panic!("conflict")
        };
        assert_eq!(merged.keywords(), ["b", "o", "s"]);
    }

    #[test]
    fn keywords_compare_without_case_and_keep_the_servers_spelling() {
        let with = |words: &[&str]| item(Bag::new().with(classify::KEYWORDS, Value::texts(words.iter().copied())), None, 0);
        assert!(same_to_server(&with(&["Red"]), &with(&["RED"])));
        assert_eq!(keyword_changes(&with(&["Red", "b"]), &with(&["RED", "c"])), (vec!["c".into()], vec!["b".into()]));
        let Merged::Clean(merged) = merge(&with(&["a"]), &with(&["A", "New"]), &with(&["a", "new"])) else { panic!("conflict") };
        assert_eq!(merged.keywords().len(), 2);
        assert!(same_to_server(&merged, &with(&["a", "NEW"])));
    }

    #[test]
    fn a_flag_of_no_value_is_as_one_that_is_missing() {
        let with = |status: Option<i32>| {
            let mut bag = Bag::new();
            bag.put(tags::IOSTX_PR_FLAG_STATUS, status.map(Value::I4));
            item(bag, None, 0)
        };
        assert!(same_to_server(&with(None), &with(Some(0))));
        assert!(!same_to_server(&with(None), &with(Some(1))));
    }

    #[test]
    fn text_and_its_mirrors_are_one_field_and_other_properties_are_not() {
        let make = |subject: &str, comment: i32, text: u8| {
            item(
                Bag::new().with(tags::IOSTX_PR_SUBJECT, Value::Text(subject.into())).with(0x6001_0003, Value::I4(comment)),
                Some(text),
                0,
            )
        };
        let conflict = merge(&make("a", 0, 1), &make("a", 0, 2), &make("b", 0, 1));
        assert!(matches!(conflict, Merged::Conflict(_)), "our subject against their text");
        let Merged::Clean(merged) = merge(&make("a", 0, 1), &make("b", 0, 2), &make("a", 5, 1)) else { panic!("conflict") };
        assert_eq!((merged.bag.text(tags::IOSTX_PR_SUBJECT), merged.bag.number(0x6001_0003)), (Some("b"), Some(5)));
    }
}
