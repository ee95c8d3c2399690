//! 7.1: when absence means deletion.

use iostx::codes::*;
use iostx::props::flags::*;
use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::store::*;

use super::support_conflicts::*;
use super::{list, synced};

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
