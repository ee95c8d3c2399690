//! Sections 7.1 and 7.2 of the rules of replication: when absence means deletion, and deletions that are held.

mod support_conflicts;

use iostx::codes::*;
use iostx::props::flags::*;
use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::store::*;
use proptest::prelude::*;
use support_conflicts::*;

/// Items of the inbox that both sides have, with ids and texts 0, 1, 2...
fn synced(bench: &Bench, count: usize) -> Vec<ItemId> {
    bench.download(bench.inbox, |sink| {
        for n in 0..count {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("text {n}"))).expect("staged");
        }
    });
    bench.items(bench.inbox)
}

/// A complete listing of the inbox that shows these ids in version "1".
fn list(bench: &Bench, ids: impl IntoIterator<Item = usize>) -> Finished {
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        for n in ids {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("text {n}"))).expect("staged");
        }
        sink.listing_complete().expect("complete");
    })
}

// 7.1: absence.

#[test]
fn rule_7_1_without_a_listing_absence_means_nothing() {
    let bench = Bench::new();
    let items = synced(&bench, 3);
    bench.import(bench.inbox, sent("0", "1").text("text 0"));
    assert_eq!(bench.items(bench.inbox), items);
}

#[test]
fn rule_7_1_a_listing_that_was_not_completed_means_nothing() {
    let bench = Bench::new();
    let items = synced(&bench, 3);
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.import_item(sent("0", "1").text("text 0")).expect("staged");
        sink.set_state_blob(b"token of a listing that broke off").expect("set");
    });
    assert_eq!(bench.items(bench.inbox), items);
    let blob = bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("a blob");
    assert_eq!(blob, b"", "never token new and data old");
}

#[test]
fn rule_7_1_absence_from_a_complete_listing_means_deletion() {
    let bench = Bench::new();
    let items = synced(&bench, 4);
    assert!(!list(&bench, [0, 2]).deletions_held);
    assert_eq!(bench.items(bench.inbox), [items[0], items[2]]);
}

#[test]
fn rule_7_1_what_the_server_shows_in_whatever_way_is_not_absent() {
    let bench = Bench::new();
    let items = synced(&bench, 6);
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.import_item(sent("0", "1").text("text 0")).expect("staged");
        sink.probe(&[sent("1", "1")]).expect("answered");
        let binding = Binding::new("2", "2");
        sink.import_flags(&[ImportFlags { binding, set: IOSTX_FLAG_FLAGGED, ..ImportFlags::default() }]).expect("staged");
        sink.import_item(ImportItem { failed: Some((IOSTX_MAPI_E_NETWORK_ERROR, String::new())), ..sent("3", "2") })
            .expect("noted");
        sink.move_remote(bench.inbox, b"4", Binding::new("4b", "1")).expect("staged");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.items(bench.inbox), items[..5]);
    assert!(bench.bound(bench.inbox, "4b").is_some());
}

#[test]
fn rule_7_1_what_is_shown_by_source_key_is_not_absent() {
    type Show = fn(&Bench, &Importer, &[u8]);
    let shows: [(&str, Show); 4] = [
        ("read state", |_, sink, key| sink.import_read_state(&[(key, false)]).expect("staged")),
        ("change", |_, sink, key| {
            let values = Bag::new().with(IOSTX_PR_SOURCE_KEY, Value::Binary(key.into()));
            let message =
                sink.import_message_change(&values.with(IOSTX_PR_CHANGE_KEY, Value::Binary(xid(9, 1))), 0).expect("given");
            message.set(SUBJECT, Value::Text("changed there".into())).expect("set");
            message.save(0).expect("staged");
        }),
        ("a version that is known", |_, sink, key| {
            let values = Bag::new().with(IOSTX_PR_SOURCE_KEY, Value::Binary(key.into()));
            let known = values.with(IOSTX_PR_CHANGE_KEY, Value::Binary(xid(1, 1)));
            assert_eq!(sink.import_message_change(&known, 0).map(|_| ()).expect_err("known").code, IOSTX_SYNC_E_IGNORE);
        }),
        ("a failed fetch", |_, sink, _| {
            let failed = Some((IOSTX_MAPI_E_NETWORK_ERROR, String::new()));
            sink.import_item(ImportItem { failed, ..sent("k", "2") }).map(drop).expect("noted");
        }),
    ];
    for (how, show) in shows {
        let bench = Bench::new();
        synced(&bench, 3);
        let key = xid(8, 1);
        let values = Bag::new().with(IOSTX_PR_SOURCE_KEY, Value::Binary(key.clone()));
        let values = values.with(IOSTX_PR_CHANGE_KEY, Value::Binary(xid(1, 1)));
        bench.import(bench.inbox, ImportItem { values, ..sent("k", "1").text("by key") });
        let item = bench.bound(bench.inbox, "k").expect("imported");
        bench.download(bench.inbox, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            (0..3).for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "1")]).expect("answered")));
            show(&bench, sink, &key);
            sink.listing_complete().expect("complete");
        });
        assert!(!bench.is_gone(item), "{how}");
    }
}

#[test]
fn rule_7_1_what_was_deleted_or_moved_here_and_is_shown_is_not_absent() {
    type Show = fn(&Importer, &str);
    let shows: [(&str, Show); 3] = [
        ("import", |sink, id| drop(sink.import_item(sent(id, "1").text(&format!("text {id}"))).expect("staged"))),
        ("probe", |sink, id| drop(sink.probe(&[sent(id, "1")]).expect("answered"))),
        ("flags", |sink, id| {
            let entry = ImportFlags { binding: Binding::new(id, "1"), ..ImportFlags::default() };
            assert_eq!(sink.import_flags(&[entry]).expect("staged"), [IOSTX_S_OK]);
        }),
    ];
    for (how, show) in shows {
        let bench = Bench::new();
        let dest = bench.server_folder("dest");
        let items = synced(&bench, 5);
        bench.delete(items[0]);
        bench.move_to(items[1], dest);
        bench.download(bench.inbox, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            (0..5).for_each(|n| show(sink, &n.to_string()));
            sink.listing_complete().expect("complete");
        });
        assert_eq!(bench.offers(bench.inbox).2, 2, "{how}: deletion and move are still to be done");
        assert_eq!(bench.pending(items[1]), Pending::MOVED, "{how}");
        assert_eq!(bench.wanted(bench.inbox), [], "{how}");
    }
}

#[test]
fn rule_7_1_an_id_that_another_item_got_while_the_listing_ran_is_not_absent() {
    let bench = Bench::new();
    let items = synced(&bench, 4);
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        (1..4).for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "1")]).expect("answered")));
        // The id goes from one item to another: the first gets a new one, and an upload is answered with the old one.
        bench.set(items[0], PropTag(IOSTX_PR_REMOTE_ID), Value::Binary(b"9".to_vec()));
        let new = bench.create(bench.inbox, "new");
        bench.set(new, PropTag(IOSTX_PR_REMOTE_ID), Value::Binary(b"0".to_vec()));
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.items(bench.inbox).len(), 5, "neither was bound to its id when the listing began");
}

#[test]
fn rule_7_1_listings_of_two_folders_at_once_do_not_touch_each_other() {
    let bench = Bench::new();
    let other = bench.server_folder("other");
    let items = synced(&bench, 3);
    bench.download(other, |sink| {
        for n in 0..3 {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("other {n}"))).expect("staged");
        }
    });
    let (one, two) = (SessionMemory::default(), SessionMemory::default());
    let open = |folder, memory| bench.store.importer(folder, memory, ImportOptions::default()).expect("a sink");
    let (a, b) = (open(bench.inbox, &one), open(other, &two));
    a.listing_begin(ListingScope::default()).expect("begun");
    b.listing_begin(ListingScope::default()).expect("begun");
    a.probe(&[sent("0", "1"), sent("1", "1")]).expect("answered");
    b.probe(&[sent("2", "1")]).expect("answered");
    // The server moves one from the first to the second meanwhile.
    b.move_remote(bench.inbox, b"2", Binding::new("9", "1")).expect("staged");
    a.listing_complete().expect("complete");
    b.listing_complete().expect("complete");
    assert!(!a.finish(true).expect("finished").deletions_held && !b.finish(true).expect("finished").deletions_held);
    assert_eq!(bench.items(bench.inbox), items[..2]);
    assert_eq!(bench.texts(other), ["text 2", "other 2"]);
    assert_eq!(bench.bound(other, "9"), Some(items[2]));
}

#[test]
fn rule_7_1_what_changes_while_a_listing_runs_is_not_lost_with_its_absence() {
    let bench = Bench::new();
    let items = synced(&bench, 5);
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        (2..5).for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "1")]).expect("answered")));
        sink.listing_complete().expect("complete");
        // Between the listing and the end of the table.
        bench.write(items[0], "changed meanwhile");
        bench.delete(items[1]);
    });
    assert_eq!(bench.items(bench.inbox), [items[0], items[2], items[3], items[4]]);
    assert_eq!(
        (bench.text(items[0]).as_str(), bench.pending(items[0])),
        ("changed meanwhile", Pending::NEW.plus(Pending::CONTENT))
    );
}

#[test]
fn rule_7_1_a_second_listing_in_one_table_says_no_less_than_the_first() {
    let bench = Bench::new();
    let items = synced(&bench, 6);
    bench.download(bench.inbox, |sink| {
        for (first, last, shown) in [("0", "2", "0"), ("3", "5", "4")] {
            let scope = ListingScope { first: first.into(), last: last.into(), ..ListingScope::default() };
            sink.listing_begin(scope).expect("begun");
            sink.probe(&[sent(shown, "1")]).expect("answered");
            sink.listing_complete().expect("complete");
        }
    });
    assert_eq!(bench.items(bench.inbox), [items[0], items[4]]);
}

#[test]
fn rule_7_1_what_is_wanted_and_not_listed_is_not_waited_for() {
    let bench = Bench::new();
    synced(&bench, 2);
    bench.download(bench.inbox, |sink| {
        for id in ["x", "y"] {
            let failed = Some((IOSTX_MAPI_E_NETWORK_ERROR, String::new()));
            sink.import_item(ImportItem { failed, ..sent(id, "1") }).expect("noted");
        }
    });
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.probe(&[sent("0", "1"), sent("1", "1"), sent("y", "1")]).expect("answered");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.wanted(bench.inbox).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), ["y"]);
}

#[test]
fn rule_7_1_a_listing_says_nothing_of_what_is_outside_its_scope() {
    let lists: [(ListingScope, &[&str]); 5] = [
        (ListingScope { associated: false, ..ListingScope::default() }, &["fai"]),
        (ListingScope { normal: false, ..ListingScope::default() }, &["a", "b", "c"]),
        (ListingScope { first: b"b".to_vec(), last: b"b".to_vec(), ..ListingScope::default() }, &["a", "c", "fai"]),
        (ListingScope { since: START + MINUTE, ..ListingScope::default() }, &["a", "fai"]),
        (ListingScope { until: START + MINUTE, ..ListingScope::default() }, &["b", "c"]),
    ];
    for (scope, left) in lists {
        let bench = Bench::new();
        let limit = MassLimit { percent: u32::MAX, count: 0 };
        bench.download(bench.inbox, |sink| {
            for (id, minutes) in [("a", 0), ("b", 1), ("c", 2)] {
                sink.import_item(sent(id, "1").text(id).delivered(START + minutes * MINUTE)).expect("staged");
            }
            let fai = ImportItem { associated: true, ..sent("fai", "1").text("fai").delivered(START) };
            sink.import_item(fai).expect("staged");
        });
        bench.download_with(bench.inbox, &ImportOptions { mass_limit: limit, ..ImportOptions::default() }, |sink| {
            sink.listing_begin(scope.clone()).expect("begun");
            sink.listing_complete().expect("complete");
        });
        let there: Vec<&str> = ["a", "b", "c", "fai"].into_iter().filter(|id| bench.bound(bench.inbox, id).is_some()).collect();
        assert_eq!(there, left, "{scope:?}");
    }
}

#[test]
fn rule_7_1_what_was_bound_after_the_begin_is_not_absent() {
    let bench = Bench::new();
    synced(&bench, 3);
    let new = bench.create(bench.inbox, "new");
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        // Its upload is answered while the server is being listed.
        bench.set(new, PropTag(IOSTX_PR_REMOTE_ID), Value::Binary(b"new".to_vec()));
        for n in 0..3 {
            sink.probe(&[sent(&n.to_string(), "1")]).expect("answered");
        }
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.text(new), "new");
}

#[test]
fn rule_7_1_what_has_an_attempt_open_or_was_never_bound_is_not_absent() {
    let bench = Bench::new();
    let items = synced(&bench, 4);
    bench.write(items[0], "changed here");
    // Handed out, and no answer: the server may have given it another id.
    assert_eq!(bench.offered(bench.inbox), [(items[0], Pending::CONTENT)]);
    let new = bench.create(bench.inbox, "new");
    list(&bench, [2, 3]);
    assert_eq!(bench.items(bench.inbox), [items[0], items[2], items[3], new]);
}

#[test]
fn rule_7_1_the_absence_of_what_was_deleted_here_settles_the_deletion() {
    let bench = Bench::new();
    let items = synced(&bench, 3);
    bench.delete(items[0]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 1));
    list(&bench, [1, 2]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
}

#[test]
fn rule_7_1_what_was_deleted_here_is_not_brought_back_by_a_listing() {
    let bench = Bench::new();
    let items = synced(&bench, 3);
    bench.delete(items[0]);
    list(&bench, 0..3);
    assert_eq!(bench.items(bench.inbox), items[1..]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 1));
}

#[test]
fn rule_7_1_folders_too_are_absent_only_from_a_complete_listing() {
    let bench = Bench::new();
    let names = ["a", "b", "c"];
    for name in names {
        bench.server_folder(name);
    }
    let is_there = |name: &str| bench.store.subfolders(bench.root).expect("a list").iter().any(|folder| folder.name == name);
    let show = |sink: &HierarchyImporter, name: &str| assert!(sink.import_folder_change(&dir(name, name)).is_ok());
    bench.hierarchy(|sink| show(sink, "a"));
    bench.hierarchy(|sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        show(sink, "a");
    });
    assert!(names.iter().all(|name| is_there(name)));
    let new = bench.mkdir(bench.root, "new");
    let (counts, held) = bench.hierarchy(|sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        show(sink, "a");
        // Answered while the folders are being listed.
        bench.store.set_folder_values(new, &dir("new", "new")).expect("bound");
        show(sink, "b");
        sink.listing_complete().expect("complete");
    });
    assert_eq!((counts.deleted, held), (1, false));
    assert_eq!(["a", "b", "c", "new"].map(is_there), [true, true, false, true]);
}

#[test]
fn rule_7_1_a_folder_with_an_attempt_open_is_not_absent() {
    let bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    bench.server_folder("a");
    let work = bench.folder_work().remove(0);
    bench.store.begin_folder_upload(&work, b"").expect("handed out").expect("pending");
    bench.store.set_folder_values(folder, &dir("n", "new")).expect("bound");
    bench.hierarchy(|sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.import_folder_change(&dir("a", "a")).expect("imported");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.folder(folder).name, "new");
}

#[test]
fn rule_7_1_a_listing_is_opened_once_and_completed_once() {
    let bench = Bench::new();
    bench.download(bench.inbox, |sink| {
        assert_eq!(sink.listing_complete().expect_err("none is open").code, IOSTX_E_UNEXPECTED);
        sink.listing_begin(ListingScope::default()).expect("begun");
        assert_eq!(sink.listing_begin(ListingScope::default()).expect_err("open already").code, IOSTX_E_UNEXPECTED);
        sink.listing_complete().expect("complete");
    });
}

// 7.2: the guard.

#[test]
fn rule_7_2_deletions_are_staged_to_the_end_of_the_table() {
    let bench = Bench::new();
    let items = synced(&bench, 3);
    bench.download(bench.inbox, |sink| {
        sink.delete_remote(&[b"0"]).expect("staged");
        sink.set_state_blob(b"token").expect("set");
        sink.flush().expect("committed");
        assert_eq!(bench.items(bench.inbox), items);
        assert_eq!(bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("a blob"), b"", "it stands for the deletion too");
    });
    assert_eq!(bench.items(bench.inbox), items[1..]);
    assert_eq!(bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("a blob"), b"token");
}

#[test]
fn rule_7_2_over_half_of_a_folder_and_over_twenty_is_held() {
    for (count, deleted, held) in
        [(41, 21, true), (42, 21, false), (43, 22, true), (20, 20, false), (21, 21, true), (400, 199, false)]
    {
        let bench = Bench::new();
        synced(&bench, count);
        let ids: Vec<String> = (0..deleted).map(|n| n.to_string()).collect();
        let finished = bench.download(bench.inbox, |sink| {
            let ids: Vec<&[u8]> = ids.iter().map(|id| id.as_bytes()).collect();
            sink.delete_remote(&ids).expect("staged");
        });
        assert_eq!(finished.deletions_held, held, "{deleted} of {count}");
        assert_eq!(bench.held(bench.inbox), if held { deleted } else { 0 });
        assert_eq!(bench.items(bench.inbox).len(), if held { count } else { count - deleted });
    }
}

#[test]
fn rule_7_2_absence_alone_does_not_empty_a_folder_of_two_or_more() {
    for (count, held) in [(1, false), (2, true), (3, true)] {
        let bench = Bench::new();
        synced(&bench, count);
        // One of our own that the server never had does not make it less empty there.
        let new = bench.create(bench.inbox, "new");
        assert_eq!(list(&bench, []).deletions_held, held, "{count}");
        assert_eq!(bench.items(bench.inbox).len(), if held { count + 1 } else { 1 });
        assert_eq!(bench.text(new), "new");
    }
    let bench = Bench::new();
    synced(&bench, 2);
    let finished = bench.download(bench.inbox, |sink| sink.delete_remote(&[b"0", b"1"]).expect("staged"));
    assert!(!finished.deletions_held, "the server said so");
}

#[test]
fn rule_7_2_what_was_moved_away_here_counts_for_the_guard() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = synced(&bench, 30);
    bench.store.move_items(bench.inbox, &items[..25], dest).expect("moved");
    assert!(list(&bench, []).deletions_held, "a server that lost its items may not take those that were moved away");
    assert_eq!((bench.items(bench.inbox).len(), bench.items(dest).len()), (5, 25));
    let up = bench.offered(dest);
    assert_eq!((up.len(), up[0].1), (25, Pending::NEW), "uploaded whole, after a look for them");
    let again = bench.table(dest).next_item(b"").expect("read").expect("offered");
    assert!(again.retry);
}

/// A folder of 30 of which the server deletes the first 25.
fn held(bench: &Bench) -> Vec<ItemId> {
    let items = synced(bench, 30);
    bench.flag(items[0], IOSTX_FLAG_FLAGGED, 0);
    let finished = bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        for n in 25..30 {
            sink.import_item(sent(&n.to_string(), "2").text("changed there")).expect("staged");
        }
        sink.listing_complete().expect("complete");
        sink.set_state_blob(b"token").expect("set");
    });
    assert!(finished.deletions_held);
    items
}

#[test]
fn rule_7_2_while_deletions_are_held_the_blob_moves_on_and_all_else_applies() {
    let bench = Bench::new();
    let items = held(&bench);
    assert_eq!(bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("a blob"), b"token");
    assert_eq!(bench.text(items[29]), "changed there");
    assert_eq!((bench.items(bench.inbox).len(), bench.held(bench.inbox)), (30, 25));
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0), "what may be gone there is not offered");
    let counts = bench.store.supervision_counts().expect("counted");
    assert_eq!(counts.iter().find(|(folder, _)| *folder == bench.inbox).map(|(_, counts)| counts.held), Some(25));
}

#[test]
fn rule_7_2_held_deletions_are_confirmed_also_in_a_later_session() {
    let mut bench = Bench::new();
    let items = held(&bench);
    bench.restart();
    // What was changed since it was held stays.
    bench.write(items[1], "changed since");
    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert_eq!(bench.items(bench.inbox).len(), 6);
    assert_eq!((bench.pending(items[1]), bench.held(bench.inbox)), (Pending::NEW.plus(Pending::CONTENT), 0));
    assert_eq!(bench.store.confirm_held(bench.inbox).expect_err("nothing is left").code, IOSTX_MAPI_E_NOT_FOUND);
}

#[test]
fn rule_7_2_rejected_deletions_make_the_items_new_with_a_retry_mark() {
    let bench = Bench::new();
    let items = held(&bench);
    bench.store.reject_held(bench.inbox).expect("rejected");
    assert_eq!((bench.items(bench.inbox).len(), bench.held(bench.inbox)), (30, 0));
    let mut table = bench.table(bench.inbox);
    let mut offered = Vec::new();
    while let Some(up) = table.next_item(b"").expect("read") {
        assert!(up.retry && up.why.has(Pending::NEW) && !up.item.binding.is_bound());
        offered.push(up.item.id);
    }
    assert_eq!(offered, items[..25]);
}

#[test]
fn rule_7_2_what_the_server_shows_again_is_held_no_longer() {
    type Show = fn(&Importer);
    let show: [(&str, Show); 3] = [
        ("import", |sink| drop(sink.import_item(sent("0", "1").text("text 0")).expect("staged"))),
        ("probe", |sink| drop(sink.probe(&[sent("0", "1")]).expect("answered"))),
        ("flags", |sink| {
            let binding = Binding::new("0", "1");
            sink.import_flags(&[ImportFlags { binding, ..ImportFlags::default() }]).expect("staged");
        }),
    ];
    for (how, show) in show {
        let bench = Bench::new();
        let items = held(&bench);
        bench.download(bench.inbox, show);
        assert_eq!(bench.held(bench.inbox), 24, "{how}");
        assert_eq!(bench.offers(bench.inbox).0, 1, "{how}: its flag can be uploaded");
        bench.store.confirm_held(bench.inbox).expect("confirmed");
        assert_eq!(bench.text(items[0]), "text 0", "{how}");
    }
}

#[test]
fn rule_7_2_what_is_held_stays_held_however_often_and_however_it_is_told_again() {
    let bench = Bench::new();
    let items = held(&bench);
    // Many more come, so that what is held would be few.
    bench.download(bench.inbox, |sink| {
        for n in 100..200 {
            sink.import_item(sent(&n.to_string(), "1").text("new")).expect("staged");
        }
    });
    let all: Vec<usize> = (25..30).chain(100..200).collect();
    let finished = bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        all.iter().for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "1")]).expect("answered")));
        sink.listing_complete().expect("complete");
    });
    assert!(finished.deletions_held, "it says so again");
    let finished = bench.server_deletes(bench.inbox, "3");
    assert!(finished.deletions_held);
    assert_eq!((bench.held(bench.inbox), bench.items(bench.inbox).len()), (25, 130), "the user has not decided");
    // Others are deleted as ever.
    assert!(!bench.server_deletes(bench.inbox, "150").deletions_held);
    assert_eq!(bench.items(bench.inbox).len(), 129);
    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert_eq!(bench.items(bench.inbox).len(), 104);
    assert!(bench.is_gone(items[3]));
}

#[test]
fn rule_7_2_listing_again_what_is_held_writes_nothing() {
    let bench = Bench::new();
    held(&bench);
    let again = |bench: &Bench| {
        bench.download(bench.inbox, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            (25..30).for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "2")]).expect("answered")));
            sink.listing_complete().expect("complete");
        })
    };
    again(&bench);
    bench.store.checkpoint().expect("folded");
    let before = bench.file();
    bench.at(10);
    assert!(again(&bench).deletions_held);
    bench.store.checkpoint().expect("folded");
    assert!(before == bench.file(), "no page changed (6.13)");
}

#[test]
fn rule_7_2_absence_does_not_take_the_last_that_are_not_held_either() {
    let bench = Bench::new();
    held(&bench);
    // The other five are gone too now.
    assert!(list(&bench, []).deletions_held);
    assert_eq!((bench.held(bench.inbox), bench.items(bench.inbox).len()), (30, 30));
}

#[test]
fn rule_7_2_what_the_user_does_with_a_held_item_counts() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = held(&bench);
    bench.delete(items[0]);
    bench.move_to(items[1], dest);
    bench.read(items[2], false);
    assert_eq!(bench.held(bench.inbox), 23, "one that was deleted or moved needs no decision");
    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert!(bench.is_gone(items[0]) && bench.is_gone(items[2]));
    assert_eq!(bench.items(dest), [items[1]], "it was taken elsewhere before");
    assert_eq!(bench.held(bench.inbox), 0);
    assert_eq!(bench.offered(dest), [(items[1], Pending::MOVED)]);
}

#[test]
fn rule_7_2_a_held_item_that_the_user_moved_is_new_there_once_the_server_does_not_show_it() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = held(&bench);
    bench.move_to(items[1], dest);
    assert!(bench.store.check(0).expect("checked").next().expect("a row").is_none());
    list(&bench, 25..30);
    assert_eq!((bench.items(dest), bench.held(bench.inbox)), (vec![items[1]], 24));
    assert_eq!(bench.offered(dest), [(items[1], Pending::NEW)]);
    let again = bench.table(dest).next_item(b"").expect("read").expect("offered");
    assert!(again.retry, "uploaded whole, after a look for it");
}

#[test]
fn rule_7_2_a_held_item_that_the_server_moved_was_not_deleted() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = held(&bench);
    bench.download(dest, |sink| sink.move_remote(bench.inbox, b"0", Binding::new("n0", "1")).expect("staged"));
    assert_eq!((bench.held(bench.inbox), bench.items(dest)), (24, vec![items[0]]));
    assert_eq!(bench.offers(dest), (1, 0, 0), "its flag can be uploaded");
}

#[test]
fn rule_7_2_rejected_items_bind_again_when_the_server_lists_them_after_all() {
    let bench = Bench::new();
    let items = held(&bench);
    bench.store.reject_held(bench.inbox).expect("rejected");
    list(&bench, 0..30);
    assert_eq!(bench.items(bench.inbox), items, "not doubled");
    assert_eq!(bench.bound(bench.inbox, "7"), Some(items[7]));
    // Only the flag of the first is still to be uploaded.
    assert_eq!(bench.offers(bench.inbox), (1, 0, 0));
}

#[test]
fn rule_7_2_a_guard_that_is_switched_off_holds_nothing() {
    let bench = Bench::new();
    let mass_limit = MassLimit { percent: u32::MAX, count: 0 };
    synced(&bench, 30);
    let options = ImportOptions { mass_limit, ..ImportOptions::default() };
    let finished = bench.download_with(bench.inbox, &options, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.listing_complete().expect("complete");
    });
    assert_eq!((finished.deletions_held, bench.items(bench.inbox).len()), (false, 0));
    let folders: Vec<FolderId> = ["a", "b"].iter().map(|name| bench.server_folder(name)).collect();
    let memory = SessionMemory::default();
    let sink = bench.store.hierarchy_importer(bench.root, &memory, mass_limit, &Cancel::default()).expect("a sink");
    sink.listing_begin(ListingScope::default()).expect("begun");
    sink.listing_complete().expect("complete");
    assert!(!sink.finish(true).expect("finished"), "folders as items");
    assert!(folders.iter().all(|folder| bench.store.folder(*folder).is_err()));
}

#[test]
fn rule_7_2_twenty_of_thirty_are_deleted_and_twenty_one_are_held() {
    for (deleted, held) in [(20, false), (21, true)] {
        let bench = Bench::new();
        synced(&bench, 30);
        let ids: Vec<String> = (0..deleted).map(|n| n.to_string()).collect();
        let ids: Vec<&[u8]> = ids.iter().map(|id| id.as_bytes()).collect();
        let finished = bench.download(bench.inbox, |sink| sink.delete_remote(&ids).expect("staged"));
        assert_eq!((finished.deletions_held, bench.items(bench.inbox).len()), (held, if held { 30 } else { 10 }));
    }
}

#[test]
fn rule_7_2_what_the_user_deleted_here_is_exempt() {
    let bench = Bench::new();
    let items = synced(&bench, 30);
    bench.store.delete_items(bench.inbox, &items).expect("deleted");
    assert_eq!(bench.offers(bench.inbox), (0, 0, 30));
    assert!(!list(&bench, []).deletions_held, "the server need not tell of them");
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
}

#[test]
fn rule_7_2_an_option_limits_what_the_user_deletes_in_a_pass() {
    let deleted = |count: usize| {
        let bench = Bench::new();
        bench.options(bench.inbox, |options| options.local_delete_limit = 3);
        let items = synced(&bench, 10);
        bench.store.delete_items(bench.inbox, &items[..count]).expect("deleted");
        (bench, items)
    };
    let (bench, _) = deleted(3);
    assert!(!bench.table(bench.inbox).deletions_held());
    assert_eq!((bench.offers(bench.inbox), bench.held(bench.inbox)), ((0, 0, 3), 0));

    let (mut bench, items) = deleted(4);
    assert!(bench.table(bench.inbox).deletions_held());
    assert_eq!((bench.offers(bench.inbox), bench.held(bench.inbox)), ((0, 0, 0), 4));
    bench.restart();
    assert!(!bench.table(bench.inbox).deletions_held(), "they are held already");
    bench.delete(items[9]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 1), "another one is below the limit");
    bench.store.confirm_held(bench.inbox).expect("confirmed");
    assert_eq!((bench.offers(bench.inbox), bench.held(bench.inbox)), ((0, 0, 5), 0));

    let (bench, items) = deleted(4);
    bench.offers(bench.inbox);
    bench.store.reject_held(bench.inbox).expect("rejected");
    assert_eq!((bench.offers(bench.inbox), bench.held(bench.inbox)), ((0, 0, 0), 0));
    let wanted: Vec<String> = bench.wanted(bench.inbox).into_iter().map(|(id, _)| id).collect();
    assert_eq!(wanted, ["0", "1", "2", "3"], "they come again from the server");
    list(&bench, 0..10);
    assert_eq!(bench.items(bench.inbox).len(), items.len());
}

#[test]
fn rule_7_2_folder_deletions_count_with_what_they_hold() {
    let fill = |bench: &Bench, name: &str, count: usize| {
        let folder = bench.server_folder(name);
        bench.download(folder, |sink| {
            for n in 0..count {
                sink.import_item(sent(&format!("{name}{n}"), "1").text("text")).expect("staged");
            }
        });
        folder
    };
    for (big, small, is_held) in [(30, 10, true), (30, 40, false), (15, 2, false)] {
        let bench = Bench::new();
        let (folder, other) = (fill(&bench, "big", big), fill(&bench, "small", small));
        let (_, held) = bench.hierarchy(|sink| {
            sink.delete_remote(&[b"big"]).expect("staged");
            sink.set_state_blob(b"token").expect("set");
        });
        assert_eq!(held, is_held, "{big} of {}", big + small);
        assert_eq!(bench.store.state_blob(StateKind::Hierarchy(bench.root)).expect("a blob"), b"token");
        assert_eq!(bench.store.folder(folder).is_ok(), is_held);
        assert_eq!(bench.items(other).len(), small);
        if !is_held {
            continue;
        }
        assert_eq!(bench.held(folder), 1);
        bench.create(folder, "new");
        assert_eq!(bench.offers(folder), (0, 0, 0), "nothing is uploaded to a folder that may be gone");
        assert!(!bench.store.upload_folders(&bench.offer()).expect("a list").contains(&folder));
        bench.store.confirm_held(folder).expect("confirmed");
        assert!(bench.store.folder(folder).is_err());
        assert_eq!(bench.kept(), ["new"]);
    }
}

#[test]
fn rule_7_2_absence_alone_does_not_take_all_of_two_or_more_folders() {
    for (names, is_held) in [(vec!["a"], false), (vec!["a", "b"], true)] {
        let bench = Bench::new();
        let folders: Vec<FolderId> = names.iter().map(|name| bench.server_folder(name)).collect();
        let (_, held) = bench.hierarchy(|sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            sink.listing_complete().expect("complete");
        });
        assert_eq!(held, is_held);
        if is_held {
            bench.server_folder("a");
            assert_eq!((bench.held(folders[0]), bench.held(folders[1])), (0, 1), "what the server shows again is held no longer");
            bench.store.reject_held(folders[1]).expect("rejected");
            let work = bench.folder_work();
            assert_eq!(work.iter().map(|work| (work.id, work.why)).collect::<Vec<_>>(), [(folders[1], Pending::NEW)]);
            let upload = bench.store.begin_folder_upload(&work[0], b"").expect("handed out").expect("pending");
            assert!(upload.retry);
        }
    }
}

#[test]
fn rule_7_2_what_was_moved_into_a_folder_while_its_deletion_was_held_is_moved_there_still_once_that_is_rejected() {
    let bench = Bench::new();
    let folders = ["a", "b"].map(|name| bench.server_folder(name));
    let (own, moved) = (bench.synced(folders[0], "1", "own"), bench.synced(bench.inbox, "1", "text"));
    bench.hierarchy(|sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(folders.map(|folder| bench.held(folder)), [1, 1]);
    bench.move_to(moved, folders[0]);
    bench.store.reject_held(folders[0]).expect("rejected");
    assert_eq!((bench.pending(own), bench.pending(moved)), (Pending::NEW, Pending::MOVED));
    // The bench looks whether the store still knows from where.
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rule_7_2_the_guard_holds_exactly_above_its_limits(
        count in 0..60usize,
        shown in prop::collection::btree_set(0..60usize, 0..60),
        percent in 0..101u32,
        limit in 0..40u32,
    ) {
        let bench = Bench::new();
        synced(&bench, count);
        let shown: Vec<usize> = shown.into_iter().filter(|n| *n < count).collect();
        let mass_limit = MassLimit { percent, count: limit };
        let finished = bench.download_with(bench.inbox, &ImportOptions { mass_limit, ..ImportOptions::default() }, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            shown.iter().for_each(|n| drop(sink.probe(&[sent(&n.to_string(), "1")]).expect("answered")));
            sink.listing_complete().expect("complete");
        });
        let absent = count - shown.len();
        let mass = absent * 100 > count * percent as usize && absent > limit as usize;
        let empties = absent == count && count >= 2;
        prop_assert_eq!(finished.deletions_held, mass || empties);
        prop_assert_eq!(bench.items(bench.inbox).len(), if mass || empties { count } else { shown.len() });
    }
}
