//! 3.1, 3.2: work that was handed out, and what tombstones keep.

use iostx::props::{PropTag, Value, tags};
use iostx::store::flags::IOSTX_FOLDER_CONFLICTS;
use iostx::store::{Answer, Binding, ImportItem, ItemId, ListingScope, Pending, Probe};

use crate::support::server::{Moves, Server, ServerItem, seen_by_server};
use crate::support::*;

/// A property that no text repeats.
const NOTE: PropTag = PropTag(0x6001_001F);

// 3.1

#[test]
fn rule_3_1_delete_of_an_item_whose_attempt_is_open_leaves_a_tombstone_with_the_mark() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    let handed = bench.hand_out(bench.inbox);
    bench.delete(item);
    drop(handed);
    let bench = bench.restarted();
    assert!(bench.deletes(bench.inbox).1.is_empty(), "what a look finds may be what somebody made of it there");
    bench.import(bench.inbox, &[]);
    let (mut table, deletes) = bench.deletes(bench.inbox);
    assert_eq!((deletes.len(), deletes[0].retry, deletes[0].stone.binding.is_bound()), (1, true, false));
    assert!(!deletes[0].stone.match_key.is_empty(), "there is something to look for");
    table.answer_delete(&deletes[0], ok());
    table.commit().expect("settled");
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_1_a_move_of_an_item_whose_attempt_is_open_leaves_a_tombstone_with_the_mark() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.create(a, "a");
    drop(bench.hand_out(a));
    bench.write(item, "changed after the attempt");
    bench.move_to(item, b);
    bench.import(a, &[]);
    let (table, deletes) = bench.deletes(a);
    assert_eq!((deletes.len(), deletes[0].retry, deletes[0].stone.moved), (1, true, true));
    drop(table);
    let (_, items) = bench.hand_out(b);
    assert!(items[0].why.has(Pending::MOVED.plus(Pending::CONTENT)), "whoever moves what he finds must bring it up to date");
    bench.check();
}

#[test]
fn rule_3_1_a_refusal_ends_the_attempt_so_that_a_deletion_leaves_no_trace() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.upload_one(bench.inbox, refused());
    assert_eq!(bench.pending(item), Pending::NEW);
    bench.delete(item);
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_1_an_unanswered_attempt_keeps_its_mark_and_a_lost_connection_too() {
    for answer in [None, Some(Answer::default()), Some(Answer { code: iostx::codes::IOSTX_MAPI_E_NETWORK_ERROR, ..ok() })] {
        let bench = Bench::new();
        let item = bench.create(bench.inbox, "a");
        let (mut table, items) = bench.hand_out(bench.inbox);
        if let Some(answer) = answer {
            table.answer_item(&items[0], answer);
        }
        table.commit().expect("settled");
        drop((table, items));
        let bench = bench.restarted();
        let (_, items) = bench.hand_out(bench.inbox);
        assert_eq!((items[0].item.id, items[0].retry, items[0].attempts), (item, true, 0));
        bench.delete(item);
        bench.import(bench.inbox, &[]);
        assert_eq!(bench.deletes(bench.inbox).1.len(), 1);
    }
}

#[test]
fn rule_3_1_a_move_back_after_the_move_was_handed_out_is_a_new_move() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, mail("r1", "v1", "a"));
    bench.move_to(item, b);
    drop(bench.hand_out(b));
    bench.move_to(item, a);
    assert!(bench.pending(item).has(Pending::MOVED));
    assert!(!bench.item(item).binding.is_bound(), "nobody knows where it is on the server");
    bench.import(b, &[]);
    let (_, deletes) = bench.deletes(b);
    assert_eq!((deletes.len(), deletes[0].retry), (1, true));
    bench.check();
}

#[test]
fn rule_3_1_a_move_back_after_its_source_was_handed_out_is_a_new_move_too() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, mail("r1", "v1", "a"));
    bench.move_to(item, b);
    drop(bench.deletes(a));
    bench.move_to(item, a);
    assert!(bench.pending(item).any(Pending::MOVED.plus(Pending::NEW)), "the server may have moved it");
    assert!(!bench.item(item).binding.is_bound(), "nobody knows where it is on the server");
    bench.check();
}

#[test]
fn rule_3_1_a_move_back_to_where_an_attempt_is_open_leaves_nothing_that_would_delete_the_item_itself() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.create(a, "a");
    drop(bench.hand_out(a));
    bench.move_to(item, b);
    bench.move_to(item, a);
    assert!(bench.deletes(a).1.is_empty(), "looking for it by its key would find the item");
    let (_, items) = bench.hand_out(a);
    assert_eq!((items.len(), items[0].retry), (1, true));
    bench.check();
}

#[test]
fn rule_3_1_a_second_item_of_the_same_weak_key_is_not_deleted_for_the_first() {
    let bench = Bench::new();
    let create = || {
        let message = bench.store.create_message(bench.inbox, false).expect("a message");
        message.set(PropTag(tags::IOSTX_PR_INTERNET_MESSAGE_ID), Value::Text("<k@example.org>".into())).expect("set");
        message.save(0).expect("saved");
        message.id().expect("saved")
    };
    let first = create();
    drop(bench.hand_out(bench.inbox));
    bench.delete(first);
    create();
    let (table, deletes) = bench.deletes(bench.inbox);
    assert!(deletes.is_empty(), "looking for the key could find the second");
    drop(table);
    let mut server = Server::new(Moves::ByCopy);
    bench.push(&mut server).expect("no break");
    bench.pull(&server);
    assert_eq!(server.count(), 1);
    bench.assert_same(&server, &[bench.inbox]);
}

#[test]
fn rule_3_1_a_change_after_the_attempt_stays_pending_when_a_download_finds_the_attempt_done() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    let key = bench.hand_out(bench.inbox).1[0].item.match_key.clone();
    bench.write(item, "changed after the attempt");
    bench.set(item, OWN, Value::I4(1));
    let bench = bench.restarted();
    let found = ImportItem { match_key: key, strong: Some(true), ..mail("r1", "v1", "a") };
    let counts = bench.import(bench.inbox, &[found]);
    assert_eq!((counts.created, counts.conflicts), (0, 0), "what was found is our own");
    assert_eq!(bench.text(item).as_deref(), Some("changed after the attempt"));
    assert_eq!(bench.pending(item), Pending::CONTENT.plus(Pending::PROPS));
    assert_eq!(bench.item(item).binding, Binding::new("r1", "v1"));
    bench.check();
}

#[test]
fn rule_3_1_a_change_after_the_attempt_is_told_to_who_finds_it_done() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    drop(bench.hand_out(bench.inbox));
    bench.write(item, "changed after the attempt");
    let (mut table, items) = bench.hand_out(bench.inbox);
    assert!(items[0].retry && items[0].why.has(Pending::NEW.plus(Pending::CONTENT)), "what may be there is outdated");
    table.answer_item(&items[0], done("r1", "v1"));
    table.commit().expect("settled");
    assert_eq!(bench.pending(item), Pending::NONE);
    bench.check();
}

#[test]
fn rule_3_1_a_refusal_after_a_change_leaves_a_plain_new_item() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    drop(bench.hand_out(bench.inbox));
    bench.write(item, "changed after the attempt");
    bench.upload_one(bench.inbox, refused());
    assert_eq!(bench.pending(item), Pending::NEW);
    bench.check();
}

#[test]
fn rule_3_1_an_answer_for_an_item_that_was_deleted_meanwhile_is_about_its_tombstone() {
    for (answer, retry, bound) in [(done("r1", "v1"), false, true), (refused(), true, false)] {
        let bench = Bench::new();
        let item = bench.create(bench.inbox, "a");
        let (mut table, items) = bench.hand_out(bench.inbox);
        bench.delete(item);
        table.answer_item(&items[0], answer);
        table.commit().expect("settled");
        drop(table);
        bench.check();
        if !bound {
            bench.import(bench.inbox, &[]);
        }
        let (_, deletes) = bench.deletes(bench.inbox);
        assert_eq!((deletes[0].retry, deletes[0].stone.binding.is_bound()), (retry, bound));
    }
}

#[test]
fn rule_3_1_an_item_that_takes_the_place_of_a_deleted_one_whose_deletion_is_on_its_way_is_new() {
    let bench = Bench::new();
    let calendar = bench.special(iostx::store::flags::IOSTX_FOLDER_CALENDAR);
    let first = bench.imported(calendar, event("r1", "v1", "uid", "first"));
    bench.delete(first);
    let (mut table, deletes) = bench.deletes(calendar);
    let second = bench.create_event(calendar, "uid", "second");
    assert!(!bench.pending(second).has(Pending::NEW), "it takes the place");
    table.answer_delete(&deletes[0], ok());
    table.commit().expect("settled");
    drop(table);
    assert_eq!((bench.pending(second), bench.item(second).binding.is_bound()), (Pending::NEW, false));
    bench.upload_one(calendar, done("r2", "v1"));
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

// 3.2

#[test]
fn rule_3_2_a_tombstone_keeps_what_tells_the_item() {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, with_print(mail("r1", "v1", "a"), "print"));
    bench.delete(item);
    let bench = bench.restarted();
    let (_, deletes) = bench.deletes(bench.inbox);
    let stone = &deletes[0].stone;
    assert_eq!(stone.binding, Binding::new("r1", "v1"));
    assert_eq!((stone.match_key.as_slice(), stone.fingerprint.as_slice()), (&b"<r1@example.org>"[..], &b"print"[..]));
    assert!(!stone.pcl.encode().is_empty() && stone.pcl.includes(&iostx::ids::Pcl::default().with(stone.change_key.clone())));
    assert_eq!(stone.item, item);
}

#[test]
fn rule_3_2_an_import_that_is_not_newer_never_resurrects() {
    let bench = Bench::new();
    let other = bench.folder("other");
    let (deleted, moved) = (bench.imported(bench.inbox, mail("r1", "v1", "a")), bench.imported(bench.inbox, mail("r2", "v1", "b")));
    bench.delete(deleted);
    bench.move_to(moved, other);
    let again = [mail("r1", "v1", "a"), mail("r2", "v1", "b")];
    let importer = bench.importer(bench.inbox);
    assert_eq!(importer.probe(&again), Ok(vec![Probe::Deleted, Probe::Deleted]));
    drop(importer);
    for _ in 0..2 {
        assert_eq!(bench.import(bench.inbox, &again), Default::default());
        assert_eq!((bench.items(bench.inbox), bench.items(other)), (vec![], vec![moved]));
    }
    bench.import(bench.inbox, &[header(mail("r1", "v1", "a"))]);
    bench.import(bench.inbox, &[mail("r1", "", "a")]);
    assert!(bench.items(bench.inbox).is_empty());
    assert_eq!(bench.deletes(bench.inbox).1.len(), 2);
    bench.check();
}

#[test]
fn rule_3_2_a_listing_of_a_lost_upload_binds_the_tombstone_instead_of_resurrecting() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    let key = bench.hand_out(bench.inbox).1[0].item.match_key.clone();
    bench.delete(item);
    let found = ImportItem { match_key: key, strong: Some(true), ..mail("r1", "v1", "a") };
    assert_eq!(bench.import(bench.inbox, &[found]).created, 0);
    let (_, deletes) = bench.deletes(bench.inbox);
    assert_eq!((deletes[0].stone.binding.remote_id.as_slice(), deletes[0].retry), (&b"r1"[..], false));
    bench.check();
}

#[test]
fn rule_3_2_a_moved_in_item_has_no_remote_id_until_its_move_is_confirmed() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, mail("r1", "v1", "a"));
    bench.move_to(item, b);
    assert!(!bench.item(item).binding.is_bound());
    bench.upload_one(b, moved("r7", "v1"));
    assert_eq!(bench.item(item).binding, Binding::new("r7", "v1"));
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

#[test]
fn rule_3_2_what_is_left_of_an_item_that_was_uploaded_elsewhere_comes_back_as_another_item() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, mail("r1", "v1", "a"));
    bench.move_to(item, b);
    bench.upload_one(b, done("r2", "v1"));
    let changed = ImportItem { content: Some(b"changed on the server".to_vec()), ..mail("r1", "v2", "a") };
    let back = bench.imported(a, changed);
    assert_ne!(back, item, "the item itself lives where it was moved to");
    assert_eq!((bench.item(item).folder, bench.item(item).binding), (b, Binding::new("r2", "v1")));
    assert_eq!(bench.text(back).as_deref(), Some("changed on the server"));
    assert_eq!(bench.pending_count(), 0);
    bench.check();
}

type Act<'a> = &'a dyn Fn(&Bench, ItemId);

/// A change that is taken back after an upload of it that was not answered.
fn assert_taken_back_is_pending(change: Act<'_>, back: Act<'_>, pending: Pending) {
    let bench = Bench::new();
    let item = bench.imported(bench.inbox, mail("r1", "v1", "a"));
    change(&bench, item);
    let mut table = bench.table(bench.inbox);
    while table.next_item(b"").expect("handed out").is_some() {}
    while !table.next_reads(10).expect("handed out").is_empty() {}
    drop(table);
    let bench = bench.restarted();
    back(&bench, item);
    assert_eq!(bench.pending(item), pending, "the server may have what was handed out");
    let mut server = Server::new(Moves::ByCopy);
    server.put(bench.inbox, Some(b"r1".to_vec()), server_item(&bench, item));
    bench.push(&mut server).expect("no break");
    assert_eq!((bench.pending(item), bench.pending_count()), (Pending::NONE, 0), "and once that is answered, it is clean");
    change(&bench, item);
    back(&bench, item);
    assert_eq!(bench.pending(item), Pending::NONE, "the doubt has ended");
    bench.check();
}

#[test]
fn rule_3_1_a_change_that_is_taken_back_after_an_upload_without_an_answer_is_pending() {
    let text = String::from_utf8(text_of("a")).expect("text");
    let missing = Value::Error(iostx::codes::IOSTX_MAPI_E_NOT_FOUND);
    let check = assert_taken_back_is_pending;
    check(&|bench, item| bench.set_read(item, true), &|bench, item| bench.set_read(item, false), Pending::READ);
    check(&|bench, item| bench.add_keyword(item, "w"), &|bench, item| bench.remove_keyword(item, "w"), Pending::FLAGS);
    let own = |bench: &Bench, item| bench.set(item, OWN, Value::I4(1));
    check(&own, &|bench, item| bench.set(item, OWN, missing.clone()), Pending::PROPS);
    check(&|bench, item| bench.write(item, "b"), &|bench, item| bench.write(item, &text), Pending::CONTENT);
}

fn server_item(bench: &Bench, item: ItemId) -> ServerItem {
    seen_by_server(&bench.item(item), bench.text(item).map(String::into_bytes))
}

#[test]
fn rule_4_1_a_move_that_was_done_without_an_answer_keeps_what_was_changed_with_it() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, event("r1", "v1", "uid", "before"));
    bench.write(item, "ours");
    bench.move_to(item, b);
    assert_eq!(bench.deletes(a).1.len(), 1, "handed out, and never answered");
    bench.delete_remote(a, &["r1"]);
    bench.import(b, &[event("r2", "v2", "uid", "before")]);
    assert_eq!((bench.item(item).folder, bench.item(item).binding), (b, Binding::new("r2", "v2")));
    assert_eq!((bench.text(item).as_deref(), bench.pending(item)), (Some("ours"), Pending::CONTENT));
    assert!(bench.items(bench.special(iostx::store::flags::IOSTX_FOLDER_CONFLICTS)).is_empty());
    bench.check();
}

#[test]
fn rule_6_10_what_was_uploaded_without_an_id_is_not_offered_for_an_edit_until_it_is_bound() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.push_all(bench.inbox);
    bench.write(item, "edited");
    assert!(!bench.pending(item).is_clean());
    assert!(bench.hand_out(bench.inbox).1.is_empty(), "nobody knows what to call it");
    let key = bench.item(item).match_key;
    bench.import(bench.inbox, &[ImportItem { match_key: key, strong: Some(true), ..mail("r1", "v1", "a") }]);
    assert_eq!(bench.item(item).binding, Binding::new("r1", "v1"));
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!((items.len(), items[0].item.id, bench.text(item).as_deref()), (1, item, Some("edited")));
    bench.check();
}

#[test]
fn rule_6_10_an_item_waits_until_another_of_its_key_whose_id_nobody_told_is_bound() {
    let bench = Bench::new();
    let first = bench.create(bench.inbox, "a");
    bench.set(first, PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"<k@example.org>".to_vec()));
    bench.set(first, PropTag(tags::IOSTX_PR_MATCH_STRENGTH), Value::I4(tags::IOSTX_MATCH_WEAK as i32));
    let second = bench.copy(first, bench.inbox);
    let mut table = bench.table(bench.inbox);
    let up = table.next_item(b"").expect("handed out").expect("the first");
    assert!(up.retry, "a look comes first, which would find the one for the other");
    table.answer_item(&up, ok());
    assert!(table.next_item(b"").expect("handed out").is_none());
    table.commit().expect("settled");
    drop(table);
    assert!(bench.hand_out(bench.inbox).1.is_empty());
    let there = ImportItem { match_key: b"<k@example.org>".to_vec(), ..mail("r1", "v1", "a") };
    bench.import(bench.inbox, &[there]);
    assert_eq!(bench.item(up.item.id).binding.remote_id, b"r1");
    let offered: Vec<_> = bench.hand_out(bench.inbox).1.iter().map(|up| up.item.id).collect();
    assert_eq!(offered, [if up.item.id == first { second } else { first }]);
    bench.check();
}

#[test]
fn rule_6_10_an_upload_that_was_told_the_id_of_another_item_is_looked_for_again() {
    let bench = Bench::new();
    let deleted = bench.imported(bench.inbox, mail("r1", "v1", "a"));
    bench.delete(deleted);
    let item = bench.create(bench.inbox, "b");
    bench.upload_one(bench.inbox, done("r1", "v2"));
    assert!(!bench.item(item).binding.is_bound(), "deleting r1 would delete it too");
    let (_, items) = bench.hand_out(bench.inbox);
    assert_eq!((items[0].item.id, items[0].retry, items[0].attempts), (item, true, 1));
}

#[test]
fn rule_7_1_what_an_upload_without_an_answer_put_in_an_items_place_is_the_item_though_a_listing_shows_another_id() {
    for earlier in [false, true] {
        let bench = Bench::new();
        let draft = |id, text: &str| {
            let key = b"<draft@example.org>".to_vec();
            ImportItem { match_key: key, content: Some(text.into()), ..mail(id, "v1", "subject") }
        };
        let item = bench.imported(bench.inbox, draft("r1", "old"));
        bench.write(item, "ours");
        drop(bench.hand_out(bench.inbox));
        if earlier {
            bench.import(bench.inbox, &[draft("r2", "ours")]);
        }
        let importer = bench.importer(bench.inbox);
        importer.listing_begin(ListingScope::default()).expect("begun");
        importer.import_item(draft("r2", "ours")).expect("imported");
        importer.listing_complete().expect("complete");
        importer.finish(true).expect("finished");
        assert_eq!((bench.items(bench.inbox), bench.by_remote(bench.inbox, "r2")), (vec![item], Some(item)), "earlier: {earlier}");
        assert_eq!((bench.text(item).as_deref(), bench.pending_count()), (Some("ours"), 0), "earlier: {earlier}");
        bench.check();
    }
}

#[test]
fn rule_8_a_mail_that_was_written_anew_with_another_property_is_in_conflict_with_ours_and_is_no_second_one() {
    let bench = Bench::new();
    let noted = |id, note: &str| {
        let key = b"<draft@example.org>".to_vec();
        let item = ImportItem { match_key: key, ..mail(id, "v1", "subject") };
        with_print(with_value(item, NOTE, Value::Text(note.to_owned())), note)
    };
    let item = bench.imported(bench.inbox, noted("r1", "first"));
    bench.set(item, NOTE, Value::Text("ours".to_owned()));
    let importer = bench.importer(bench.inbox);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.import_item(noted("r2", "theirs")).expect("imported");
    importer.finish(true).expect("finished");
    assert_eq!((bench.items(bench.inbox), bench.by_remote(bench.inbox, "r2")), (vec![item], Some(item)));
    let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).into_iter().chain([item]);
    let notes: std::collections::BTreeSet<_> =
        kept.filter_map(|item| bench.item(item).bag.text(NOTE.0).map(str::to_owned)).collect();
    assert_eq!(notes, ["ours", "theirs"].map(str::to_owned).into());
    bench.check();
}
