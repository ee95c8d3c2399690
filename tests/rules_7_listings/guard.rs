//! 7.2: deletions that are held.

use iostx::codes::*;
use iostx::props::flags::*;
use iostx::store::*;
use proptest::prelude::*;

use super::support_conflicts::*;
use super::{list, synced};

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
