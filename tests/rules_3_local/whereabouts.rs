//! 3.1, 4.1: items that were moved on before anybody told what became of an upload or a move.

use iostx::store::flags::IOSTX_FOLDER_CONFLICTS;
use iostx::store::{FolderId, ImportItem, ItemId, ListingScope, Pending};

use crate::support::*;

const KEY: &[u8] = b"<k@example.org>";

fn three_folders(bench: &Bench) -> [FolderId; 3] {
    ["a", "b", "c"].map(|name| bench.folder(name))
}

/// A whole listing of a folder that shows these.
fn list(bench: &Bench, folder: FolderId, items: &[ImportItem]) {
    let importer = bench.importer(folder);
    importer.listing_begin(ListingScope::default()).expect("begun");
    items.iter().for_each(|item| drop(importer.import_item(item.clone()).expect("imported")));
    importer.listing_complete().expect("complete");
    importer.finish(true).expect("finished");
}

/// Whether a folder offers anything, as a message or as a deletion.
fn offers(bench: &Bench, folder: FolderId) -> bool {
    !bench.hand_out(folder).1.is_empty() || !bench.deletes(folder).1.is_empty()
}

/// An item that is handed out, without an answer, and moved on.
fn lost(bench: &Bench, item: ItemId, from: FolderId, to: FolderId) {
    assert_eq!(bench.hand_out(from).1.iter().map(|up| up.item.id).collect::<Vec<_>>(), [item]);
    bench.move_to(item, to);
    assert!(!offers(bench, from) && !offers(bench, to), "nobody knows where the server has it");
}

#[test]
fn rule_4_1_after_two_lost_answers_in_a_row_an_item_is_moved_from_where_the_downloads_showed_it() {
    let bench = Bench::new();
    let [a, b, c] = three_folders(&bench);
    let item = bench.create_event(a, "uid", "text");
    lost(&bench, item, a, b);
    list(&bench, a, &[event("r1", "v1", "uid", "text")]);
    lost(&bench, item, b, c);
    list(&bench, a, &[]);
    assert!(!offers(&bench, c), "where it was is not all");
    list(&bench, b, &[event("r2", "v2", "uid", "text")]);
    let (mut table, items) = bench.hand_out(c);
    let source = items[0].source.as_ref().expect("moved");
    assert_eq!((items.len(), source.folder, source.binding.remote_id.as_slice()), (1, b, &b"r2"[..]));
    table.answer_item(&items[0], moved("r3", "v3"));
    table.commit().expect("settled");
    drop((table, items));
    assert_eq!((bench.item(item).binding.remote_id, bench.pending_count()), (b"r3".to_vec(), 0));
    bench.check();
}

#[test]
fn rule_4_1_after_two_lost_answers_in_a_row_an_item_that_nothing_shows_is_new_and_looked_for_where_it_is() {
    for first in [0, 1] {
        let bench = Bench::new();
        let [a, b, c] = three_folders(&bench);
        let item = bench.create_event(a, "uid", "text");
        lost(&bench, item, a, b);
        bench.import(a, &[]);
        lost(&bench, item, b, c);
        list(&bench, [a, b][first], &[]);
        list(&bench, [b, a][first], &[]);
        let (_, items) = bench.hand_out(c);
        let facts: Vec<_> = items.iter().map(|up| (up.item.id, up.retry, up.source.is_some(), up.why.has(Pending::NEW))).collect();
        assert_eq!(facts, [(item, true, false, true)], "first: {first}");
        assert!(bench.deletes(a).1.is_empty() && bench.deletes(b).1.is_empty(), "first: {first}");
        bench.check();
    }
}

#[test]
fn rule_4_1_an_upload_that_was_never_done_is_moved_on_as_new_once_a_listing_does_not_show_it() {
    let bench = Bench::new();
    let [a, b, _] = three_folders(&bench);
    let item = bench.create_event(a, "uid", "text");
    lost(&bench, item, a, b);
    // What could not be fetched may be it.
    let failed = Some((iostx::codes::IOSTX_MAPI_E_NETWORK_ERROR, "lost".to_owned()));
    list(&bench, a, &[ImportItem { failed, ..event("r1", "v1", "uid", "text") }]);
    assert!(bench.deletes(a).1.iter().any(|entry| entry.dest.is_some()), "it may be there yet");
    list(&bench, a, &[]);
    list(&bench, a, &[]);
    let facts: Vec<_> = bench.hand_out(b).1.iter().map(|up| (up.item.id, up.retry, up.source.is_some())).collect();
    assert_eq!(facts, [(item, true, false)]);
    bench.check();
}

#[test]
fn rule_8_what_the_server_made_of_an_upload_that_was_not_answered_is_not_overwritten_when_the_item_is_moved_on() {
    let bench = Bench::new();
    let [a, b, _] = three_folders(&bench);
    let item = bench.create_event(a, "uid", "text");
    bench.hand_out(a);
    bench.write(item, "ours");
    bench.move_to(item, b);
    assert!(!offers(&bench, b), "who moves what a look finds would put ours over it");
    list(&bench, a, &[event("r1", "v2", "uid", "theirs")]);
    let copies: Vec<_> = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS)).into_iter().map(|copy| bench.text(copy)).collect();
    let mut texts = [bench.text(item), copies[0].clone()];
    texts.sort();
    assert_eq!((copies.len(), texts), (1, [Some("ours".to_owned()), Some("theirs".to_owned())]));
    let (_, items) = bench.hand_out(b);
    let source = items[0].source.as_ref().expect("moved");
    assert_eq!((source.binding.remote_id.as_slice(), source.binding.remote_version.as_slice()), (&b"r1"[..], &b"v2"[..]));
    bench.check();
}

#[test]
fn rule_4_1_an_item_that_came_back_is_home_once_a_download_leaves_it_where_it_was() {
    for whole in [false, true] {
        let bench = Bench::new();
        let folders @ [a, b, _] = three_folders(&bench);
        let item = bench.imported(a, event("r1", "v1", "uid", "text"));
        bench.set(item, OWN, iostx::props::Value::I4(7));
        bench.move_to(item, b);
        lost(&bench, item, b, a);
        match whole {
            true => list(&bench, a, &[event("r1", "v1", "uid", "text")]),
            false => drop(bench.import(a, &[])),
        }
        assert_eq!((bench.item(item).binding.remote_id, bench.pending(item)), (b"r1".to_vec(), Pending::PROPS), "whole: {whole}");
        assert_eq!(bench.upload_one(a, done("r1", "v2")).source, None, "whole: {whole}");
        // What the server may have made of the move is looked for.
        list(&bench, b, &[event("r5", "v5", "uid", "text")]);
        let left: Vec<_> = bench.deletes(b).1.into_iter().map(|entry| (entry.stone.binding.remote_id, entry.dest)).collect();
        assert_eq!(left, [(b"r5".to_vec(), None)], "whole: {whole}");
        assert_eq!(folders.map(|folder| bench.items(folder).len()), [1, 0, 0]);
        bench.check();
    }
}

#[test]
fn rule_4_1_an_item_that_came_back_and_left_on_the_server_is_moved_from_there() {
    let bench = Bench::new();
    let [a, b, _] = three_folders(&bench);
    let item = bench.imported(a, event("r1", "v1", "uid", "text"));
    bench.move_to(item, b);
    lost(&bench, item, b, a);
    list(&bench, a, &[]);
    assert!(!offers(&bench, a));
    list(&bench, b, &[event("r5", "v5", "uid", "text")]);
    let (_, items) = bench.hand_out(a);
    assert_eq!(items[0].source.as_ref().map(|source| (source.folder, source.binding.remote_id.clone())), Some((b, b"r5".to_vec())));
    bench.check();
}

#[test]
fn rule_4_1_a_download_does_not_tell_of_a_move_that_a_session_has_in_hand() {
    let bench = Bench::new();
    let [a, b, _] = three_folders(&bench);
    let item = bench.imported(a, event("r1", "v1", "uid", "text"));
    bench.move_to(item, b);
    let (table, items) = bench.hand_out(b);
    bench.move_to(item, a);
    bench.import(a, &[]);
    assert!(!bench.item(item).binding.is_bound(), "the server may do it any moment");
    drop((table, items));
    bench.import(a, &[]);
    assert_eq!(bench.item(item).binding.remote_id, b"r1");
    bench.check();
}

#[test]
fn rule_1_4_what_was_changed_and_moved_without_an_answer_is_told_by_its_key_once_it_is_moved_on() {
    for deleted in [false, true] {
        let bench = Bench::new();
        let [a, b, c] = three_folders(&bench);
        let item = bench.imported(a, with_print(ImportItem { match_key: KEY.into(), ..mail("r1", "v1", "a") }, "p1"));
        bench.write(item, "handed out");
        bench.move_to(item, b);
        bench.hand_out(b);
        bench.write(item, "changed since");
        if deleted {
            bench.delete(item)
        } else {
            bench.move_to(item, c)
        }
        let there = ImportItem { match_key: KEY.into(), content: Some(b"handed out".to_vec()), ..mail("r2", "v2", "a") };
        list(&bench, b, &[with_print(there, "p2")]);
        list(&bench, a, &[]);
        assert_eq!((bench.items(a), bench.items(c)), (vec![], if deleted { vec![] } else { vec![item] }));
        match deleted {
            // Nobody knows who wrote it: it comes back.
            true => assert_eq!(bench.items(b).len(), 1),
            false => {
                let sources: Vec<_> =
                    bench.hand_out(c).1.iter().map(|up| up.source.clone().expect("moved").binding.remote_id).collect();
                assert_eq!((bench.items(b), sources), (vec![], vec![b"r2".to_vec()]));
            }
        }
        bench.check();
    }
}

#[test]
fn rule_8_what_the_server_made_of_an_upload_that_was_not_answered_is_not_deleted_with_it() {
    let bench = Bench::new();
    let item = bench.create_event(bench.inbox, "uid", "text");
    bench.hand_out(bench.inbox);
    bench.delete(item);
    assert!(!offers(&bench, bench.inbox));
    list(&bench, bench.inbox, &[event("r1", "v2", "uid", "theirs")]);
    let here: Vec<_> = bench.items(bench.inbox).into_iter().map(|item| bench.text(item)).collect();
    assert_eq!((here, offers(&bench, bench.inbox)), (vec![Some("theirs".to_owned())], false));
    bench.check();
}

#[test]
fn rule_3_1_a_deletion_of_what_was_never_uploaded_ends_with_a_listing() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.hand_out(bench.inbox);
    bench.delete(item);
    list(&bench, bench.inbox, &[]);
    assert_eq!((offers(&bench, bench.inbox), bench.pending_count()), (false, 0));
    bench.check();
}

#[test]
fn rule_9_1_a_refused_deletion_of_what_has_no_known_id_is_still_looked_for() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    bench.hand_out(bench.inbox);
    bench.delete(item);
    bench.import(bench.inbox, &[]);
    let (mut table, entries) = bench.deletes(bench.inbox);
    table.answer_delete(&entries[0], refused());
    table.commit().expect("settled");
    drop(table);
    let retries: Vec<_> = bench.deletes(bench.inbox).1.iter().map(|entry| entry.retry).collect();
    assert_eq!(retries, [true]);
    bench.check();
}
