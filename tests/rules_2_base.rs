//! Semantics 2: the base, which is what the server has of an item that was changed here.

mod support;

use std::io::SeekFrom;
use std::sync::{Arc, Mutex};

use iostx::codes::IOSTX_MAPI_E_NOT_FOUND;
use iostx::props::classify::KEYWORDS;
use iostx::props::flags::*;
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{Access, Binding, ConflictCase, ImportItem, ImportOptions, ItemId, ItemUpdate, Pending, Policy, SessionMemory};
use proptest::prelude::*;
use support::*;

/// What `iostx_message_get_pending` says.
fn said(bench: &Bench, item: ItemId) -> Bag {
    bench.store.open_message(item, Access::Read).expect("there").pending().expect("said")
}

fn texts(bag: &Bag, tag: u32) -> Vec<String> {
    bag.get(tag).and_then(Value::as_texts).unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// A mail that the server has, with some of everything.
fn rich(bench: &Bench) -> ItemId {
    let item = with_keywords(with_value(mail("r1", "v1", "a"), OWN, Value::I4(1)), &["a", "b"]);
    bench.imported(bench.inbox, with_value(item, PropTag(tags::IOSTX_PR_FLAG_STATUS), Value::I4(2)))
}

// What is kept.

#[test]
fn rule_2_the_base_keeps_the_old_values_of_the_changed_tags_only() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    bench.set(item, OTHER, Value::I4(6));
    let bag = said(&bench, item);
    assert_eq!(bag.get(OWN), Some(&Value::I4(1)), "what the server has");
    assert_eq!(bag.get(OTHER.0 & 0xFFFF_0000), Some(&Value::Error(IOSTX_MAPI_E_NOT_FOUND)), "and what it has not");
    assert_eq!(bag.get(SUBJECT), None, "what did not change is not kept");
    bench.set(item, OWN, Value::I4(7));
    assert_eq!(said(&bench, item).get(OWN), Some(&Value::I4(1)), "the second change leaves the base as it is");
    bench.check();
}

#[test]
fn rule_2_the_base_keeps_read_state_flags_and_keywords() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set_read(item, true);
    bench.set_flags(item, IOSTX_FLAG_ANSWERED, IOSTX_FLAG_FLAGGED);
    bench.add_keyword(item, "c");
    bench.remove_keyword(item, "a");
    assert_eq!(bench.pending(item), Pending::READ.plus(Pending::FLAGS));
    let bag = said(&bench, item);
    assert_eq!(texts(&bag, tags::IOSTX_PR_KEYWORDS_ADDED), ["c"]);
    assert_eq!(texts(&bag, tags::IOSTX_PR_KEYWORDS_REMOVED), ["a"]);
    let mut walk = bench.store.walk_remote(bench.inbox).expect("a walk");
    let row = walk.next().expect("a row").expect("one");
    assert_eq!((&row.values[3], &row.values[5]), (&Value::Bool(false), &Value::texts(["a", "b"])), "as the server has them");
    let bag = bag.get(tags::IOSTX_PR_FLAG_STATUS).cloned();
    assert_eq!(bag, Some(Value::I4(2)));
}

#[test]
fn rule_2_the_base_keeps_the_version_for_if_match() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.write(item, "ours");
    bench.set(item, OWN, Value::I4(5));
    assert_eq!(bench.item(item).binding, Binding::new("r1", "v1"));
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!(items[0].item.binding.remote_version, b"v1");
}

#[test]
fn rule_2_the_old_text_is_kept_and_not_copied() {
    let bench = Bench::new();
    let old = vec![b'x'; 4 << 20];
    let item = bench.imported(bench.inbox, ImportItem { content: Some(old.clone()), ..mail("r1", "v1", "a") });
    bench.store.checkpoint().expect("folded");
    let before = bench.store.info().expect("facts").file_size;
    bench.write(item, "small");
    bench.set(item, OWN, Value::I4(5));
    bench.store.checkpoint().expect("folded");
    let after = bench.store.info().expect("facts").file_size;
    assert!(after >= before && after - before < 256 << 10, "{before} bytes became {after}");
    let (seen, options) = asked(Policy::Server);
    let importer = bench.store.importer(bench.inbox, &SessionMemory::default(), options).expect("an importer");
    importer.import_item(ImportItem { content: Some(b"theirs".to_vec()), ..mail("r1", "v2", "a") }).expect("imported");
    importer.finish(true).expect("finished");
    assert!(*seen.lock().expect("seen") == vec![(old, b"small".to_vec(), b"theirs".to_vec())], "base, ours, theirs");
    drop(importer);
    bench.create(bench.inbox, "what nobody refers to any more is removed on the way");
    bench.check();
}

type Seen = Arc<Mutex<Vec<(Vec<u8>, Vec<u8>, Vec<u8>)>>>;

/// Options with a callback that notes the three texts of a conflict.
fn asked(policy: Policy) -> (Seen, ImportOptions) {
    let seen: Seen = Arc::default();
    let list = Arc::clone(&seen);
    let ask = move |case: &ConflictCase| {
        let read = |message: &iostx::store::Message| {
            let mut stream = message.open_reader(CONTENT).expect("a text");
            let mut bytes = vec![0; stream.seek(SeekFrom::End(0)).expect("a size") as usize];
            stream.seek(SeekFrom::Start(0)).expect("back");
            let mut at = 0;
            while at < bytes.len() {
                at += stream.read(&mut bytes[at..]).expect("read");
            }
            bytes
        };
        list.lock().expect("seen").push((read(&case.base), read(&case.local), read(&case.server)));
        policy
    };
    (seen, ImportOptions { policy: Policy::Ask, ask: Some(Arc::new(ask)), ..ImportOptions::default() })
}

// Setting back.

#[test]
fn rule_2_setting_a_property_back_makes_the_item_clean() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    bench.set(item, OTHER, Value::I4(6));
    bench.set(item, OWN, Value::I4(1));
    assert_eq!(bench.pending(item), Pending::PROPS);
    bench.set(item, OTHER, Value::Error(IOSTX_MAPI_E_NOT_FOUND));
    assert_eq!(bench.pending(item), Pending::NONE);
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_2_setting_the_text_back_makes_the_item_clean() {
    let bench = Bench::new();
    let item = rich(&bench);
    let old = bench.text(item).expect("a text");
    bench.write(item, "ours");
    assert_eq!(bench.pending(item), Pending::CONTENT);
    bench.write(item, &old);
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_2_setting_a_large_property_back_makes_the_item_clean() {
    let bench = Bench::new();
    let body = |byte: u8| Value::Text(String::from_utf8(vec![byte; 100_000]).expect("text"));
    let tag = PropTag(tags::IOSTX_PR_BODY);
    let item = bench.imported(bench.inbox, with_value(mail("r1", "v1", "a"), tag, body(b'a')));
    bench.set(item, tag, body(b'b'));
    assert_eq!(bench.pending(item), Pending::PROPS);
    bench.set(item, tag, body(b'a'));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_2_setting_read_state_flags_and_keywords_back_makes_the_item_clean() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set_read(item, true);
    bench.set_flags(item, IOSTX_FLAG_DELETED | IOSTX_FLAG_FORWARDED | IOSTX_FLAG_DRAFT, IOSTX_FLAG_FLAGGED);
    bench.add_keyword(item, "c");
    bench.remove_keyword(item, "a");
    bench.set_flags(item, IOSTX_FLAG_FLAGGED, IOSTX_FLAG_DELETED | IOSTX_FLAG_FORWARDED | IOSTX_FLAG_DRAFT);
    bench.remove_keyword(item, "c");
    assert_eq!(bench.pending(item), Pending::READ.plus(Pending::FLAGS));
    bench.add_keyword(item, "a");
    assert_eq!(bench.pending(item), Pending::READ);
    bench.set_read(item, false);
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[derive(Debug, Clone)]
enum Edit {
    Own(Option<i32>),
    Subject(u8),
    Text(u8),
    Read(bool),
    Flags(u32, u32),
    Word(u8, bool),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        prop::option::of(0..3).prop_map(Edit::Own),
        (0u8..3).prop_map(Edit::Subject),
        (0u8..3).prop_map(Edit::Text),
        any::<bool>().prop_map(Edit::Read),
        (0u32..64, 0u32..64).prop_map(|(set, clear)| Edit::Flags(set & !IOSTX_FLAG_READ, clear & !set & !IOSTX_FLAG_READ)),
        (0u8..4, any::<bool>()).prop_map(|(word, add)| Edit::Word(word, add)),
    ]
}

fn edit(bench: &Bench, item: ItemId, edit: &Edit) {
    match edit {
        Edit::Own(value) => bench.set(item, OWN, value.map_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND), Value::I4)),
        Edit::Subject(n) => bench.set(item, SUBJECT, Value::Text(n.to_string())),
        Edit::Text(n) => bench.write(item, &n.to_string()),
        Edit::Read(read) => bench.set_read(item, *read),
        Edit::Flags(set, clear) => bench.set_flags(item, *set, *clear),
        Edit::Word(word, true) => bench.add_keyword(item, &word.to_string()),
        Edit::Word(word, false) => bench.remove_keyword(item, &word.to_string()),
    }
}

proptest! {
    #![proptest_config(cases(48))]
    #[test]
    fn rule_2_whatever_was_changed_setting_everything_back_makes_the_item_clean(edits in prop::collection::vec(any_edit(), 0..10)) {
        let bench = Bench::new();
        let item = rich(&bench);
        let old = (bench.item(item), bench.text(item).expect("a text"));
        edits.iter().for_each(|one| edit(&bench, item, one));
        bench.check();
        let message = bench.store.open_message(item, Access::Modify).expect("there");
        let now = bench.item(item).bag;
        for tag in now.tags().chain(old.0.bag.tags()).filter(|tag| tag.0 != tags::IOSTX_PR_CREATION_TIME) {
            let tag = PropTag(tag.0 & 0xFFFF_0000 | old.0.bag.tags().find(|known| known.id() == tag.id()).unwrap_or(tag).0 & 0xFFFF);
            let value = old.0.bag.get(tag).cloned().unwrap_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND));
            message.set(tag, value).expect("set");
        }
        message.set(CONTENT, Value::Binary(old.1.into_bytes())).expect("set");
        message.set(PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Value::I4(old.0.flags as i32)).expect("set");
        message.save(0).expect("saved");
        prop_assert_eq!(bench.pending(item), Pending::NONE);
        prop_assert!(said(&bench, item).get(tags::IOSTX_PR_CHANGED_TAGS) == Some(&Value::Multi(iostx::props::PropType::I4, Vec::new())));
        bench.check();
    }
}

// Echoes.

#[test]
fn rule_2_the_echo_of_our_own_upload_is_no_change() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "ours");
    let up = bench.upload_one(bench.inbox, done("r1", "1"));
    let echo = |version: &str| ImportItem { match_key: up.item.match_key.clone(), ..mail("r1", version, "ours") };
    for version in ["1", "2", ""] {
        assert_eq!(bench.import(bench.inbox, &[echo(version)]), Default::default(), "version {version:?}");
        assert_eq!((bench.pending(item), bench.items(bench.inbox)), (Pending::NONE, vec![item]));
    }
    bench.import(bench.inbox, &[echo("3")]);
    assert_eq!(bench.item(item).binding.remote_version, b"3");
    bench.check();
}

#[test]
fn rule_2_an_incoming_item_equal_to_the_base_is_no_change_whatever_its_version() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.write(item, "ours");
    bench.set(item, OWN, Value::I4(5));
    bench.set_read(item, true);
    bench.add_keyword(item, "c");
    let pending = bench.pending(item);
    let same = with_keywords(with_value(mail("r1", "v9", "a"), OWN, Value::I4(1)), &["a", "b"]);
    let same = with_value(same, PropTag(tags::IOSTX_PR_FLAG_STATUS), Value::I4(2));
    assert_eq!(bench.import(bench.inbox, &[same]), Default::default());
    assert_eq!((bench.pending(item), bench.text(item).as_deref()), (pending, Some("ours")));
    assert_eq!(bench.item(item).binding.remote_version, b"v9", "the version that the base has now");
    assert!(bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).is_empty());
    bench.check();
}

// Merging.

#[test]
fn rule_2_keywords_merge_element_by_element() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.add_keyword(item, "ours");
    bench.remove_keyword(item, "a");
    bench.import(bench.inbox, &[with_keywords(mail("r1", "v2", "a"), &["a", "theirs"])]);
    assert_eq!(bench.item(item).keywords(), ["ours", "theirs"], "b went there, a here");
    let bag = said(&bench, item);
    assert_eq!(texts(&bag, tags::IOSTX_PR_KEYWORDS_ADDED), ["ours"]);
    assert_eq!(texts(&bag, tags::IOSTX_PR_KEYWORDS_REMOVED), ["a"]);
    assert!(bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).is_empty());
    bench.check();
}

#[test]
fn rule_2_keywords_are_the_same_whatever_their_case() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, with_keywords(mail("r1", "v1", "a"), &["Work"]));
    bench.import(bench.inbox, &[with_keywords(mail("r1", "v2", "a"), &["WORK"])]);
    bench.remove_keyword(item, "work");
    bench.add_keyword(item, "wORK");
    assert_eq!(bench.pending(item), Pending::NONE, "as on the server");
    bench.add_keyword(item, "ours");
    bench.import(bench.inbox, &[with_keywords(mail("r1", "v3", "a"), &["work", "OURS"])]);
    assert_eq!((bench.pending(item), bench.item(item).keywords().len()), (Pending::NONE, 2));
    bench.check();
}

#[test]
fn rule_2_flag_bits_merge_element_by_element() {
    let bench = Bench::new();
    let status = |bits: u32| Value::I4(bits as i32);
    let tag = PropTag(tags::IOSTX_PR_MSG_STATUS);
    let item = bench.imported(bench.inbox, with_value(mail("r1", "v1", "a"), tag, status(0x8)));
    bench.set_flags(item, IOSTX_FLAG_DRAFT, IOSTX_FLAG_DELETED);
    bench.set_read(item, true);
    bench.import(bench.inbox, &[with_value(mail("r1", "v2", "a"), tag, status(0x8 | 0x200))]);
    assert_eq!(bench.item(item).bag.bits(tag.0), 0x200, "ours taken away, theirs added");
    assert_eq!(bench.item(item).flag_set(), IOSTX_FLAG_READ | IOSTX_FLAG_DRAFT);
    assert_eq!(bench.pending(item), Pending::READ.plus(Pending::FLAGS));
    bench.set_flags(item, IOSTX_FLAG_DELETED, IOSTX_FLAG_DRAFT);
    bench.set_read(item, false);
    assert_eq!(bench.pending(item), Pending::NONE, "clean against the new base");
    bench.check();
}

#[test]
fn rule_2_changes_of_different_properties_merge() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    let theirs = with_value(ImportItem { content: Some(b"theirs".to_vec()), ..mail("r1", "v2", "b") }, OTHER, Value::I4(7));
    assert_eq!(bench.import(bench.inbox, &[theirs]).conflicts, 0);
    let now = bench.item(item);
    assert_eq!((now.bag.number(OWN.0), now.bag.number(OTHER.0), now.bag.text(SUBJECT.0)), (Some(5), Some(7), Some("b")));
    assert_eq!((bench.text(item).as_deref(), now.pending), (Some("theirs"), Pending::PROPS));
    bench.check();
}

#[test]
fn rule_2_text_and_what_mirrors_it_are_one_field() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, SUBJECT, Value::Text("our subject".into()));
    let theirs = ImportItem { content: Some(b"their text".to_vec()), ..mail("r1", "v2", "a") };
    assert_eq!(bench.import(bench.inbox, &[theirs]).conflicts, 1);
    assert_eq!(bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).len(), 1);
    let now = (bench.text(item), bench.item(item).bag.text(SUBJECT.0).map(str::to_owned));
    assert_eq!(now, (Some("their text".into()), Some("a".into())), "one side's whole field, not half of each");
    bench.check();
}

#[test]
fn rule_2_a_property_that_no_text_repeats_is_no_part_of_that_field() {
    let bench = Bench::new();
    let note = |version: &str, subject: &str, comment: &str| ImportItem {
        content: None,
        values: Bag::new()
            .with(tags::IOSTX_PR_MESSAGE_CLASS, Value::Text("IPM.StickyNote".into()))
            .with(SUBJECT, Value::Text(subject.into()))
            .with(tags::IOSTX_PR_COMMENT, Value::Text(comment.into())),
        ..mail("n1", version, subject)
    };
    let item = bench.imported(bench.inbox, note("1", "a", "b"));
    bench.set(item, SUBJECT, Value::Text("ours".into()));
    assert_eq!(bench.import(bench.inbox, &[note("2", "a", "theirs")]).conflicts, 0, "without a text nothing mirrors it");
    let now = bench.item(item);
    assert_eq!((now.bag.text(SUBJECT.0), now.bag.text(tags::IOSTX_PR_COMMENT)), (Some("ours"), Some("theirs")));
}

#[test]
fn rule_2_a_merge_callback_sees_base_local_and_server_and_splits_the_field() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.write(item, "ours");
    let merge = |case: &ConflictCase| {
        let text = |message: &iostx::store::Message| match message.get(CONTENT) {
            Ok(Value::Binary(bytes)) => String::from_utf8(bytes).expect("text"),
            other => panic!("{other:?}"),
        };
        let merged = format!("{}+{}+{}", text(&case.base).len(), text(&case.local), text(&case.server));
        case.merged.set(CONTENT, Value::Binary(merged.into_bytes())).expect("set");
        true
    };
    let options = ImportOptions { merge: Some(Arc::new(merge)), ..ImportOptions::default() };
    let importer = bench.store.importer(bench.inbox, &SessionMemory::default(), options).expect("an importer");
    importer.import_item(ImportItem { content: Some(b"theirs".to_vec()), ..mail("r1", "v2", "a") }).expect("imported");
    importer.finish(true).expect("finished");
    assert_eq!(bench.text(item), Some(format!("{}+ours+theirs", text_of("a").len())));
    assert_eq!(
        (bench.pending(item), bench.item(item).binding.remote_version),
        (Pending::CONTENT, b"v2".to_vec()),
        "to be uploaded"
    );
    bench.check();
}

// The base moves on.

#[test]
fn rule_2_after_an_import_the_base_is_that_import() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    bench.set(item, OTHER, Value::I4(6));
    bench.import(bench.inbox, &[with_value(mail("r1", "v2", "a"), OTHER, Value::I4(6))]);
    assert_eq!(bench.item(item).binding.remote_version, b"v2");
    let bag = said(&bench, item);
    assert_eq!((bag.get(OWN), bag.get(OTHER)), (Some(&Value::I4(1)), None), "what the server set alike is no longer pending");
    bench.set(item, OTHER, Value::I4(9));
    assert_eq!(said(&bench, item).get(OTHER), Some(&Value::I4(6)));
    bench.set(item, OTHER, Value::I4(6));
    bench.set(item, OWN, Value::I4(1));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_2_after_an_upload_the_base_is_the_snapshot_and_later_edits_stay_pending() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    let (mut table, items) = bench.hand_out(bench.inbox);
    bench.set(item, OWN, Value::I4(6));
    bench.set(item, OTHER, Value::I4(7));
    bench.write(item, "later");
    table.answer_item(&items[0], done("r1", "v2"));
    table.commit().expect("settled");
    assert_eq!(bench.pending(item), Pending::PROPS.plus(Pending::CONTENT));
    assert_eq!(bench.item(item).binding.remote_version, b"v2");
    assert_eq!(said(&bench, item).get(OWN), Some(&Value::I4(5)), "what was uploaded");
    bench.write(item, std::str::from_utf8(&text_of("a")).expect("text"));
    bench.set(item, OTHER, Value::Error(IOSTX_MAPI_E_NOT_FOUND));
    bench.set(item, OWN, Value::I4(5));
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_2_after_an_upload_a_change_that_was_taken_back_meanwhile_is_pending() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set(item, OWN, Value::I4(5));
    let (mut table, items) = bench.hand_out(bench.inbox);
    bench.set(item, OWN, Value::I4(1));
    assert_eq!(bench.pending(item), Pending::PROPS, "the server may have either");
    table.answer_item(&items[0], done("r1", "v2"));
    table.commit().expect("settled");
    assert_eq!(bench.pending(item), Pending::PROPS, "now it has 5");
    bench.check();
}

#[test]
fn rule_2_after_an_upload_a_read_state_that_changed_meanwhile_is_pending() {
    let bench = Bench::new();
    let item = rich(&bench);
    bench.set_read(item, true);
    let mut table = bench.table(bench.inbox);
    let entries = table.next_reads(10).expect("handed out");
    bench.set_read(item, false);
    table.answer_read(&entries[0], ok());
    table.commit().expect("settled");
    assert_eq!(bench.pending(item), Pending::READ);
    bench.set_read(item, true);
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_2_an_import_takes_what_is_no_field_of_its_own_too() {
    let bench = Bench::new();
    let item = rich(&bench);
    let theirs = with_value(mail("r1", "v2", "b"), PropTag(tags::IOSTX_PR_LAST_MODIFIER_NAME), Value::Text("Ada".into()));
    bench.import(bench.inbox, &[with_value(theirs, PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Value::I4(0x10))]);
    let message = bench.store.open_message(item, Access::Read).expect("there");
    assert_eq!(message.get(PropTag(tags::IOSTX_PR_LAST_MODIFIER_NAME)), Ok(Value::Text("Ada".into())));
    assert_eq!(message.get(PropTag(tags::IOSTX_PR_HASATTACH)), Ok(Value::Bool(true)));
    assert_eq!(bench.pending(item), Pending::NONE);
}

#[test]
fn rule_2_a_streamed_property_of_an_import_is_taken() {
    let bench = Bench::new();
    let item = rich(&bench);
    let tag = PropTag(tags::IOSTX_PR_BODY);
    let stream = |version: &str, byte: u8, size: usize| {
        let importer = bench.importer(bench.inbox);
        let given = ImportItem { content: None, stream: true, ..mail("r1", version, "a") };
        let message = importer.import_item(given).expect("taken").expect("a message");
        let mut writer = message.open_writer(tag).expect("a stream");
        writer.write(&vec![byte; size]).expect("written");
        writer.commit().expect("committed");
        message.save(0).expect("saved");
        importer.finish(true).expect("finished");
        let message = bench.store.open_message(item, Access::Read).expect("there");
        let mut reader = message.open_reader(tag).expect("a stream");
        let mut bytes = vec![0; size + 1];
        let mut at = 0;
        loop {
            match reader.read(&mut bytes[at..]).expect("read") {
                0 => break,
                got => at += got,
            }
        }
        assert!(bytes[..at] == vec![byte; size], "version {version}");
        assert_eq!(bench.pending(item), Pending::NONE);
        bench.check();
    };
    stream("v2", b'a', 300_000);
    stream("v3", b'b', 300_000);
    stream("v4", b'c', 10);
}

// All together.

fn as_import(edits: &[Edit], version: &str) -> ImportItem {
    let mut bag = Bag::new().with(SUBJECT, Value::Text("a".into())).with(OWN, Value::I4(1));
    bag.set(tags::IOSTX_PR_FLAG_STATUS, Value::I4(2));
    let (mut text, mut words, mut flags) = (text_of("a"), vec!["a".to_owned(), "b".to_owned()], IOSTX_FLAG_FLAGGED);
    for edit in edits {
        match edit {
            Edit::Own(value) => bag.set(OWN, value.map_or(Value::I4(-1), Value::I4)),
            Edit::Subject(n) => bag.set(SUBJECT, Value::Text(n.to_string())),
            Edit::Text(n) => text = n.to_string().into_bytes(),
            Edit::Read(read) => flags = if *read { flags | IOSTX_FLAG_READ } else { flags & !IOSTX_FLAG_READ },
            Edit::Flags(set, clear) => flags = flags & !clear | set,
            Edit::Word(word, add) => {
                words.retain(|known| *known != word.to_string());
                words.extend(add.then(|| word.to_string()));
            }
        }
    }
    bag.set(KEYWORDS, Value::texts(words));
    apply(&mut bag, flags, IOSTX_FLAG_ALL & !flags);
    ImportItem { values: bag, content: Some(text), ..mail("r1", version, "a") }
}

proptest! {
    #![proptest_config(cases(64))]
    #[test]
    fn rule_2_any_changes_on_both_sides_then_an_upload_leave_the_item_clean_and_lose_no_text(
        ours in prop::collection::vec(any_edit(), 0..6), theirs in prop::collection::vec(any_edit(), 0..6),
        late in prop::collection::vec(any_edit(), 0..3)
    ) {
        let bench = Bench::new();
        let item = rich(&bench);
        ours.iter().for_each(|one| edit(&bench, item, one));
        let (own_text, own_words) = (bench.text(item), said(&bench, item));
        let server = as_import(&theirs, "v2");
        let conflicts = bench.import(bench.inbox, std::slice::from_ref(&server)).conflicts;
        bench.check();
        let kept: Vec<_> = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).into_iter().map(|copy| bench.text(copy)).collect();
        prop_assert_eq!(kept.len() as u32, conflicts);
        let theirs = server.content.clone().map(|text| String::from_utf8(text).expect("text"));
        let now = bench.text(item);
        if own_text.as_deref().map(str::as_bytes) != Some(text_of("a").as_slice()) {
            prop_assert!(now == own_text || kept.contains(&own_text), "our text is somewhere");
        }
        if theirs.as_deref().map(str::as_bytes) != Some(text_of("a").as_slice()) {
            prop_assert!(now == theirs || kept.contains(&theirs), "their text is somewhere");
        }
        for word in texts(&own_words, tags::IOSTX_PR_KEYWORDS_ADDED) {
            prop_assert!(bench.item(item).keywords().contains(&word.as_str()), "a keyword that we added stays");
        }
        let pending = bench.pending(item);
        prop_assert_eq!(bench.import(bench.inbox, &[server]), Default::default(), "again changes nothing");
        prop_assert_eq!(bench.pending(item), pending);

        let (mut table, items) = bench.hand_out(bench.inbox);
        let reads = table.next_reads(10).expect("handed out");
        late.iter().for_each(|one| edit(&bench, item, one));
        items.iter().for_each(|up| table.answer_item(up, done("r1", "v3")));
        reads.iter().for_each(|entry| table.answer_read(entry, ok()));
        table.commit().expect("settled");
        bench.check();
        if late.is_empty() {
            prop_assert_eq!(bench.pending(item), Pending::NONE);
        }
        drop(table);
        let (mut table, items) = bench.hand_out(bench.inbox);
        let reads = table.next_reads(10).expect("handed out");
        items.iter().for_each(|up| table.answer_item(up, done("r1", "v4")));
        reads.iter().for_each(|entry| table.answer_read(entry, ok()));
        table.commit().expect("settled");
        prop_assert_eq!(bench.pending(item), Pending::NONE);
        prop_assert_eq!(bench.pending_count(), 0);
        bench.check();
    }
}

#[test]
fn rule_2_a_clean_item_has_no_base() {
    let bench = Bench::new();
    let item = rich(&bench);
    let empty = |bench: &Bench| {
        let bag = said(bench, item);
        bag.bits(tags::IOSTX_PR_PENDING) == 0 && bag.get(OWN).is_none() && texts(&bag, tags::IOSTX_PR_KEYWORDS_ADDED).is_empty()
    };
    assert!(empty(&bench));
    bench.set(item, OWN, Value::I4(5));
    assert!(!empty(&bench));
    bench.upload_one(bench.inbox, done("r1", "v2"));
    assert!(empty(&bench));
    bench.update(item, ItemUpdate { values: Bag::new().with(OWN, Value::I4(6)), ..ItemUpdate::default() });
    bench.import(bench.inbox, &[with_value(mail("r1", "v3", "a"), OWN, Value::I4(6))]);
    assert!(empty(&bench), "the same change on both sides");
    bench.check();
}
