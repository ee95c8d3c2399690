//! The table, row by row.

use iostx::props::flags::IOSTX_FLAG_FLAGGED;
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{Binding, FolderId, ItemId, Pending};

use crate::support::*;

/// A folder of the server with one mail in it.
fn with_mail(bench: &Bench) -> (FolderId, ItemId) {
    let folder = bench.folder("a");
    (folder, bench.imported(folder, mail("r1", "v1", "a")))
}

#[test]
fn rule_3_row_create_is_new() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    assert_eq!(bench.pending(item), Pending::NEW);
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!((items.len(), items[0].why), (1, Pending::NEW));
    bench.check();
}

#[test]
fn rule_3_row_create_of_an_associated_item_is_new_too() {
    let bench = Bench::new();
    let message = bench.store.create_message(bench.inbox, true).expect("a message");
    message.save(0).expect("saved");
    let table = bench.table(bench.inbox);
    assert_eq!((table.counts()[0].messages, table.counts()[1].messages), (0, 1));
}

#[test]
fn rule_3_row_copy_is_new() {
    let bench = Bench::new();
    let (folder, item) = with_mail(&bench);
    let copy = bench.copy(item, folder);
    assert_ne!(copy, item);
    assert_eq!((bench.pending(copy), bench.pending(item)), (Pending::NEW, Pending::NONE));
    assert_eq!((bench.item(copy).binding, bench.text(copy)), (Binding::default(), bench.text(item)));
    let (_, items) = bench.hand_out(folder);
    assert_ne!(items[0].source_key.as_bytes(), bench.item(item).source_key.map(|key| key.as_bytes().to_vec()).unwrap_or_default());
    bench.check();
}

#[test]
fn rule_3_row_change_of_a_clean_item_is_pending_of_its_kind_and_back_to_the_base_clean() {
    let bench = Bench::new();
    let (_, item) = with_mail(&bench);
    let clean = |bench: &Bench| assert_eq!(bench.pending(item), Pending::NONE);
    bench.set(item, OWN, Value::I4(1));
    assert_eq!(bench.pending(item), Pending::PROPS);
    bench.set(item, OWN, Value::Null);
    clean(&bench);
    let old = bench.text(item).expect("a text");
    bench.write(item, "b");
    assert_eq!(bench.pending(item), Pending::CONTENT);
    bench.write(item, &old);
    clean(&bench);
    bench.set_read(item, true);
    assert_eq!(bench.pending(item), Pending::READ);
    bench.set_read(item, false);
    clean(&bench);
    bench.set_flags(item, IOSTX_FLAG_FLAGGED, 0);
    assert_eq!(bench.pending(item), Pending::FLAGS);
    bench.set_flags(item, 0, IOSTX_FLAG_FLAGGED);
    clean(&bench);
    bench.add_keyword(item, "a");
    assert_eq!(bench.pending(item), Pending::FLAGS);
    bench.remove_keyword(item, "a");
    clean(&bench);
    bench.check();
}

#[test]
fn rule_3_row_change_of_a_new_item_is_still_new() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.write(item, "b");
    bench.set(item, OWN, Value::I4(1));
    bench.set_read(item, false);
    bench.set_flags(item, IOSTX_FLAG_FLAGGED, 0);
    assert_eq!(bench.pending(item), Pending::NEW);
    let table = bench.table(bench.inbox);
    assert_eq!((table.counts()[0].messages, table.counts()[0].reads), (1, 0));
    bench.check();
}

#[test]
fn rule_3_row_delete_of_a_new_item_leaves_no_trace() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.delete(item);
    assert_eq!(bench.pending_count(), 0);
    assert!(bench.hand_out(bench.inbox).1.is_empty() && bench.deletes(bench.inbox).1.is_empty());
    bench.check();
}

#[test]
fn rule_3_row_delete_of_another_item_leaves_a_tombstone() {
    let bench = Bench::new();
    let (folder, item) = with_mail(&bench);
    let modified = bench.imported(folder, mail("r2", "v1", "b"));
    bench.write(modified, "ours");
    for item in [item, modified] {
        bench.delete(item);
    }
    let (_, deletes) = bench.deletes(folder);
    let told: Vec<_> =
        deletes.iter().map(|entry| (entry.stone.binding.remote_id.clone(), entry.stone.moved, entry.retry)).collect();
    assert_eq!(told, [(b"r1".to_vec(), false, false), (b"r2".to_vec(), false, false)]);
    assert!(bench.items(folder).is_empty() && bench.hand_out(folder).1.is_empty());
    bench.check();
}

#[test]
fn rule_3_row_move_of_a_clean_or_modified_item_is_moved_in_there_and_a_tombstone_here() {
    let bench = Bench::new();
    let (a, clean) = with_mail(&bench);
    let b = bench.folder("b");
    let modified = bench.imported(a, mail("r2", "v1", "b"));
    bench.set(modified, OWN, Value::I4(1));
    bench.set_read(modified, true);
    bench.move_to(clean, b);
    bench.move_to(modified, b);
    assert_eq!(bench.pending(clean), Pending::MOVED);
    assert_eq!(bench.pending(modified), Pending::MOVED.plus(Pending::PROPS).plus(Pending::READ), "what was pending stays");
    let (table, items) = bench.hand_out(b);
    for (up, id) in items.iter().zip([b"r1", b"r2"]) {
        let source = up.source.as_ref().expect("a source");
        assert_eq!((source.folder, source.binding.remote_id.as_slice()), (a, &id[..]));
        assert!(!up.item.binding.is_bound());
    }
    assert_eq!(items[1].why, bench.pending(modified), "a moved-in item carries its flags with it");
    assert!(bench.table(b).next_reads(10).expect("handed out").is_empty());
    drop(table);
    let (table, deletes) = bench.deletes(a);
    assert!(deletes.iter().all(|entry| entry.stone.moved && entry.dest.as_ref().is_some_and(|dest| dest.folder == b)));
    assert_eq!((table.moves().len(), table.moves()[0].folder, table.moves()[0].count), (1, b, 2));
    bench.check();
}

#[test]
fn rule_3_row_move_of_a_new_item_is_new_there() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.create(a, "a");
    bench.move_to(item, b);
    assert_eq!((bench.pending(item), bench.pending_count()), (Pending::NEW, 1));
    assert!(bench.deletes(a).1.is_empty());
    assert_eq!(bench.hand_out(b).1[0].why, Pending::NEW);
    bench.check();
}

#[test]
fn rule_3_row_move_a_b_c_is_moved_in_at_c_with_one_tombstone_in_a() {
    let bench = Bench::new();
    let (a, item) = with_mail(&bench);
    let (b, c) = (bench.folder("b"), bench.folder("c"));
    bench.move_to(item, b);
    bench.move_to(item, c);
    assert_eq!((bench.pending(item), bench.pending_count()), (Pending::MOVED, 2));
    let (table, items) = bench.hand_out(c);
    assert_eq!(items[0].source.as_ref().map(|source| source.folder), Some(a));
    drop(table);
    let (_, deletes) = bench.deletes(a);
    assert_eq!(deletes[0].dest.as_ref().map(|dest| dest.folder), Some(c));
    assert!(bench.deletes(b).1.is_empty());
    bench.check();
}

#[test]
fn rule_3_row_move_a_b_a_is_as_if_never_moved() {
    let bench = Bench::new();
    let (a, item) = with_mail(&bench);
    let (b, c) = (bench.folder("b"), bench.folder("c"));
    let before = bench.item(item);
    for way in [&[b][..], &[b, c]] {
        way.iter().for_each(|folder| bench.move_to(item, *folder));
        bench.move_to(item, a);
        let now = bench.item(item);
        assert_eq!((now.pending, &now.binding, now.mtime), (Pending::NONE, &before.binding, before.mtime));
        let handle = bench.store.open_message(item, iostx::store::Access::Read).expect("there");
        assert!(handle.get(PropTag(tags::IOSTX_PR_SOURCE_KEY)).is_ok());
        assert_eq!(bench.pending_count(), 0);
    }
    let later = mail("r1", "v1", "a");
    assert_eq!(bench.import(a, &[later]), Default::default());
    bench.check();
}

#[test]
fn rule_3_row_move_a_b_a_keeps_what_was_changed_on_the_way() {
    let bench = Bench::new();
    let (a, item) = with_mail(&bench);
    let b = bench.folder("b");
    bench.move_to(item, b);
    bench.write(item, "ours");
    bench.move_to(item, a);
    assert_eq!((bench.pending(item), bench.pending_count()), (Pending::CONTENT, 1));
    assert_eq!(bench.item(item).binding, Binding::new("r1", "v1"));
    bench.check();
}

#[test]
fn rule_3_row_move_then_delete_leaves_a_tombstone_in_a() {
    let bench = Bench::new();
    let (a, item) = with_mail(&bench);
    let b = bench.folder("b");
    bench.move_to(item, b);
    bench.delete(item);
    let (_, deletes) = bench.deletes(a);
    assert_eq!((deletes.len(), deletes[0].stone.moved, deletes[0].dest.is_none()), (1, false, true));
    assert_eq!(deletes[0].stone.binding, Binding::new("r1", "v1"));
    assert!(bench.deletes(b).1.is_empty());
    assert_eq!(bench.pending_count(), 1);
    bench.check();
}

#[test]
fn rule_3_row_create_with_the_strong_key_of_a_pending_deletion_takes_its_binding_over() {
    let bench = Bench::new();
    let old = bench.imported(bench.inbox, event("r1", "v1", "uid", "old"));
    bench.delete(old);
    let new = bench.create_event(bench.inbox, "uid", "new");
    assert_eq!(bench.item(new).binding, Binding::new("r1", "v1"));
    assert!(bench.pending(new).has(Pending::CONTENT) && !bench.pending(new).has(Pending::NEW), "a modification");
    assert!(bench.deletes(bench.inbox).1.is_empty());
    let up = bench.upload_one(bench.inbox, done("r1", "v2"));
    assert_eq!(up.item.binding, Binding::new("r1", "v1"));
    let mut table = bench.table(bench.inbox);
    for entry in table.next_reads(10).expect("handed out") {
        table.answer_read(&entry, ok());
    }
    table.commit().expect("settled");
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_row_create_takes_the_binding_of_an_item_without_a_text_over_too() {
    let bench = Bench::new();
    let contact = |name: &str| {
        Bag::new()
            .with(tags::IOSTX_PR_MESSAGE_CLASS, Value::Text("IPM.Contact".into()))
            .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(name.into()))
    };
    let theirs = iostx::store::ImportItem { values: contact("old"), content: None, ..event("r1", "v1", "uid", "") };
    let old = bench.imported(bench.inbox, theirs);
    bench.delete(old);
    let message = bench.store.create_message(bench.inbox, false).expect("a message");
    contact("new").iter().for_each(|(tag, value)| message.set(tag, value.clone()).expect("set"));
    message.set(PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"uid".to_vec())).expect("set");
    message.save(0).expect("saved");
    let new = message.id().expect("saved");
    assert_eq!(bench.item(new).binding, Binding::new("r1", "v1"));
    let name = PropTag(tags::IOSTX_PR_DISPLAY_NAME);
    let (_, items) = bench.hand_out(bench.inbox);
    assert!(items.first().is_some_and(|up| up.changed_tags.contains(&name)), "its properties are uploaded");
    bench.set(new, OWN, Value::I4(1));
    bench.set(new, OWN, Value::Null);
    assert!(bench.pending(new).has(Pending::PROPS), "and stay pending, whatever else is changed");
    bench.check();
}

#[test]
fn rule_3_row_create_takes_no_binding_over_that_is_unknown() {
    let bench = Bench::new();
    let first = bench.create_event(bench.inbox, "uid", "text");
    drop(bench.hand_out(bench.inbox));
    bench.delete(first);
    let again = bench.create_event(bench.inbox, "uid", "text");
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!((items.len(), items[0].item.id, items[0].retry), (1, again, true), "it is not lost, and looked for first");
    assert!(items[0].why.has(Pending::NEW));
    assert!(bench.deletes(bench.inbox).1.is_empty());
    bench.check();
}

#[test]
fn rule_3_row_create_with_a_weak_key_takes_nothing_over() {
    let bench = Bench::new();
    let (folder, old) = with_mail(&bench);
    bench.delete(old);
    let message = bench.store.create_message(folder, false).expect("a message");
    message.set(PropTag(tags::IOSTX_PR_INTERNET_MESSAGE_ID), Value::Text("<r1@example.org>".into())).expect("set");
    message.save(0).expect("saved");
    assert_eq!(bench.pending(message.id().expect("saved")), Pending::NEW);
    assert_eq!(bench.deletes(folder).1.len(), 1);
}

#[test]
fn rule_3_row_create_then_delete_of_a_folder_is_nothing() {
    let bench = Bench::new();
    let folder = bench.new_folder("a");
    bench.create(folder, "in it");
    assert_eq!(bench.store.hierarchy_work(&bench.offer()).map(|work| work.len()), Ok(1));
    bench.store.delete_folder(folder, IOSTX_DEL_MESSAGES).expect("deleted");
    assert_eq!(bench.store.hierarchy_work(&bench.offer()), Ok(Vec::new()));
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_row_delete_of_a_folder_that_was_handed_out_is_pending() {
    let bench = Bench::new();
    let folder = bench.new_folder("a");
    let work = bench.store.hierarchy_work(&bench.offer()).expect("work");
    bench.store.begin_folder_upload(&work[0], b"").expect("handed out").expect("pending");
    bench.store.delete_folder(folder, 0).expect("deleted");
    let work = bench.store.hierarchy_work(&bench.offer()).expect("work");
    assert_eq!(work.iter().map(|work| (work.id, work.why)).collect::<Vec<_>>(), [(folder, Pending::DELETED)]);
    bench.check();
}

#[test]
fn rule_3_row_change_by_an_import_is_no_local_change() {
    let bench = Bench::new();
    let (folder, item) = with_mail(&bench);
    bench.import(folder, &[with_value(mail("r1", "v2", "b"), OWN, Value::I4(3)), mail("r2", "v1", "c")]);
    bench.delete_remote(folder, &["r2"]);
    assert_eq!(bench.pending(item), Pending::NONE);
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_row_copy_of_an_item_that_was_moved_gets_a_key_of_its_own_too() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.create(a, "a");
    bench.upload_one(a, done("r1", "v1"));
    bench.move_to(item, b);
    let copy = bench.copy(item, a);
    assert_ne!(bench.item(copy).match_key, bench.item(item).match_key, "the key of the one is a source key that it had");
    assert!(!bench.item(copy).match_key.is_empty());
}

#[test]
fn rule_3_row_flags_that_change_while_an_item_is_in_a_local_folder_are_pending_when_it_is_back() {
    for read in [true, false] {
        let bench = Bench::new();
        let (a, local) = (bench.folder("a"), bench.local_folder("local"));
        let item = bench.imported(a, mail("r1", "v1", "a"));
        bench.set_read(item, true);
        bench.add_keyword(item, "w");
        bench.push_all(a);
        bench.move_to(item, local);
        bench.set_read(item, read);
        bench.remove_keyword(item, "w");
        bench.move_to(item, a);
        let flags = |bench: &Bench| bench.pending(item).minus(Pending::PROPS);
        let expected = if read { Pending::FLAGS } else { Pending::FLAGS.plus(Pending::READ) };
        assert_eq!((bench.item(item).binding.remote_id, flags(&bench)), (b"r1".to_vec(), expected));
        bench.set_read(item, true);
        bench.add_keyword(item, "w");
        assert_eq!(flags(&bench), Pending::NONE, "what the server had is known");
        bench.check();
    }
}

#[test]
fn rule_3_row_flags_that_change_on_the_way_home_through_a_local_folder_and_another_are_pending() {
    let bench = Bench::new();
    let (a, b, local) = (bench.folder("a"), bench.folder("b"), bench.local_folder("local"));
    let item = bench.imported(a, mail("r1", "v1", "a"));
    bench.move_to(item, local);
    bench.add_keyword(item, "w");
    bench.move_to(item, b);
    bench.move_to(item, a);
    assert_eq!(bench.item(item).binding.remote_id, b"r1");
    assert!(bench.pending(item).has(Pending::FLAGS));
    bench.check();
}
