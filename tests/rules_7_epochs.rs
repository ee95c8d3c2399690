//! Section 7.3 of the rules of replication: lost tokens, and epochs, in which a server voids its ids.

mod support_conflicts;

use iostx::codes::*;
use iostx::props::flags::*;
use iostx::props::{PropTag, Value, tags::*};
use iostx::store::flags::IOSTX_WANTED_BODY;
use iostx::store::*;
use support_conflicts::*;

/// What a listing can tell of an item that was called `old` before the server gave all items new ids.
fn relisted(id: &str, old: &str) -> ImportItem {
    ImportItem { binding: Binding::new(id, "e2"), header: true, ..sent(old, "").print(&format!("print of {old}")) }
}

/// The items of these old ids, under new ones.
fn all_relisted(olds: impl IntoIterator<Item = usize>) -> Vec<ImportItem> {
    olds.into_iter().map(|n| relisted(&format!("n{n}"), &n.to_string())).collect()
}

/// Items with fingerprints, as an agent imports them.
fn printed(bench: &Bench, count: usize) -> Vec<ItemId> {
    bench.download(bench.inbox, |sink| {
        for n in 0..count {
            let item = sent(&n.to_string(), "1").text(&format!("text {n}")).print(&format!("print of {n}"));
            sink.import_item(item).expect("staged");
        }
    });
    bench.items(bench.inbox)
}

/// A complete listing after which the table ends well.
fn listing(bench: &Bench, pass: impl FnOnce(&Importer)) -> Finished {
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        pass(sink);
        sink.listing_complete().expect("complete");
    })
}

fn relist(bench: &Bench, olds: impl IntoIterator<Item = usize>) -> (Vec<Probe>, Finished) {
    let mut answers = Vec::new();
    let finished = listing(bench, |sink| {
        answers = sink.probe(&all_relisted(olds)).expect("answered");
    });
    (answers, finished)
}

/// Two copies of one mail: same key, same print, same text.
fn copies(bench: &Bench, print: Option<&str>) -> Vec<ItemId> {
    bench.download(bench.inbox, |sink| {
        for id in ["a", "b"] {
            sink.import_item(copy(id, "1", print).text("the same")).expect("staged");
        }
    });
    bench.items(bench.inbox)
}

fn copy(id: &str, version: &str, print: Option<&str>) -> ImportItem {
    let item = ImportItem { match_key: b"<same@example.org>".to_vec(), ..sent(id, version) };
    match print {
        Some(print) => item.print(print),
        None => item,
    }
}

// Tokens, and what an epoch is.

#[test]
fn rule_7_3_a_lost_token_is_only_a_full_listing() {
    let bench = Bench::new();
    let items = printed(&bench, 5);
    bench.write(items[0], "changed here");
    let before: Vec<Item> = items.iter().map(|item| bench.item(*item)).collect();
    listing(&bench, |sink| {
        for n in 0..5 {
            sink.import_item(sent(&n.to_string(), "1").text(&format!("text {n}"))).expect("staged");
        }
    });
    assert_eq!(items.iter().map(|item| bench.item(*item)).collect::<Vec<_>>(), before);
}

#[test]
fn rule_7_3_in_an_epoch_nothing_bound_is_offered_until_a_listing_completes() {
    let mut bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = printed(&bench, 5);
    bench.write(items[0], "changed here");
    bench.delete(items[1]);
    bench.read(items[2], false);
    bench.move_to(items[3], dest);
    let new = bench.create(bench.inbox, "new");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    bench.restart();
    assert_eq!(bench.offered(bench.inbox), [(new, Pending::NEW)], "what the server never had may go");
    assert_eq!(bench.offers(bench.inbox), (1, 0, 0));
    // A download that lists nothing does not end it.
    bench.download(bench.inbox, |_| ());
    assert_eq!(bench.offers(bench.inbox), (1, 0, 0));
    assert_eq!(bench.held(bench.inbox), 0);
    let (answers, finished) = relist(&bench, 0..5);
    assert_eq!((answers[0], finished.deletions_held), (Probe::Bound, false));
    assert_eq!(bench.item(items[0]).binding, Binding::new("n0", "e2"));
    assert_eq!((bench.text(items[0]).as_str(), bench.pending(items[0])), ("changed here", Pending::CONTENT));
    assert_eq!(bench.offers(bench.inbox), (2, 1, 2), "the change and the new one, the read state, the deletion and the move");
    let stones = bench.table(bench.inbox).next_deletes(10, b"").expect("read");
    let ids: Vec<_> = stones.iter().map(|entry| entry.stone.binding.remote_id.clone()).collect();
    assert_eq!(ids, [b"n1", b"n3"], "they know the new ids");
}

#[test]
fn rule_7_3_items_and_tombstones_bind_again_without_bodies() {
    let bench = Bench::new();
    let items = printed(&bench, 6);
    bench.delete(items[5]);
    bench.download(bench.inbox, |sink| sink.begin_epoch().expect("opened"));
    let (answers, finished) = relist(&bench, 0..6);
    assert!(answers[..5].iter().all(|answer| *answer == Probe::Bound), "{answers:?}");
    assert_ne!(answers[5], Probe::WantAll, "what was deleted here is not fetched");
    assert!(!finished.deletions_held);
    assert_eq!(bench.items(bench.inbox), items[..5]);
    for (n, item) in items[..5].iter().enumerate() {
        assert_eq!((bench.text(*item), bench.item(*item).binding), (format!("text {n}"), Binding::new(format!("n{n}"), "e2")));
        assert!(bench.pending(*item).is_clean());
    }
}

#[test]
fn rule_7_3_a_fingerprint_that_contradicts_does_not_bind() {
    let bench = Bench::new();
    let items = printed(&bench, 10);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        let mut listed = all_relisted(0..9);
        listed.push(relisted("n9", "9").print("another"));
        let answers = sink.probe(&listed).expect("answered");
        assert_eq!(answers[9], Probe::WantAll);
        sink.import_item(ImportItem { header: false, ..relisted("n9", "9").print("another").text("another text") })
            .expect("staged");
        sink.listing_complete().expect("complete");
    });
    assert!(bench.is_gone(items[9]));
    assert_eq!(bench.texts(bench.inbox)[9], "another text");
}

#[test]
fn rule_7_3_items_that_are_the_same_bind_one_to_one() {
    let bench = Bench::new();
    let same = |id: &str| ImportItem { match_key: b"<same@example.org>".to_vec(), ..sent(id, "1").text("the same") };
    bench.download(bench.inbox, |sink| {
        sink.import_item(same("a")).expect("staged");
        sink.import_item(same("b")).expect("staged");
    });
    let items = bench.items(bench.inbox);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.import_item(same("x")).expect("staged");
        sink.import_item(same("y")).expect("staged");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.items(bench.inbox), items, "neither doubled nor lost");
    assert_eq!(bench.held(bench.inbox), 0);
}

#[test]
fn rule_7_3_under_eighty_percent_the_folder_is_held_and_reported() {
    // 80 percent, and a little less.
    for (count, found, is_held) in [(10, 8, false), (10, 7, true), (24, 19, true), (10, 0, true)] {
        let bench = Bench::new();
        let items = printed(&bench, count);
        bench.store.begin_epoch(bench.inbox).expect("opened");
        let (_, finished) = relist(&bench, 0..found);
        assert_eq!(finished.deletions_held, is_held, "{found} of {count}");
        assert_eq!(bench.items(bench.inbox).len(), if is_held { count } else { found });
        assert_eq!(bench.held(bench.inbox), if is_held { count - found } else { 0 });
        if is_held {
            // A later listing that shows them binds them.
            let (_, finished) = relist(&bench, 0..count);
            assert!(!finished.deletions_held);
            assert_eq!((bench.held(bench.inbox), bench.items(bench.inbox)), (0, items.clone()));
            assert_eq!(bench.item(items[count - 1]).binding.remote_id, format!("n{}", count - 1).into_bytes());
        }
    }
}

#[test]
fn rule_7_3_what_is_held_since_an_epoch_is_decided_by_who_moves_or_deletes_it() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = printed(&bench, 10);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    assert!(relist(&bench, 0..5).1.deletions_held);
    bench.delete(items[8]);
    bench.move_to(items[9], dest);
    assert_eq!(bench.held(bench.inbox), 3);
    assert!(bench.store.check(0).expect("checked").next().expect("a row").is_none());
    relist(&bench, 0..5);
    assert_eq!((bench.is_gone(items[8]), bench.items(dest)), (true, vec![items[9]]));
    assert_eq!(bench.item(items[9]).pending, Pending::NEW, "uploaded whole, after a look for it");
}

#[test]
fn rule_7_3_an_old_id_that_the_new_epoch_uses_again_is_another_item() {
    let bench = Bench::new();
    let items = printed(&bench, 3);
    bench.download(bench.inbox, |sink| {
        sink.begin_epoch().expect("opened");
        sink.listing_begin(ListingScope::default()).expect("begun");
        // The ids go round: 0 is what was 1, 1 what was 2, 2 what was 0.
        let listed = [("0", "1"), ("1", "2"), ("2", "0")].map(|(id, old)| relisted(id, old));
        assert_eq!(sink.probe(&listed).expect("answered"), [Probe::Bound; 3]);
        sink.listing_complete().expect("complete");
    });
    let ids: Vec<_> = items.iter().map(|item| bench.item(*item).binding.remote_id).collect();
    assert_eq!(ids, [b"2", b"0", b"1"]);
    assert_eq!(bench.texts(bench.inbox), ["text 0", "text 1", "text 2"]);
}

// What a listing shows and nobody fetches.

/// An event whose text only its body tells: no print, no flags.
fn event(id: &str, version: &str) -> ImportItem {
    ImportItem { match_key: b"uid-1".to_vec(), strong: Some(true), ..sent(id, version) }
}

/// Five mails and an event, changed here, in a folder whose ids the server voided; and the listing that shows all of them under new
/// ids, after which the event was not fetched.
fn shown_and_not_fetched() -> (Bench, ItemId) {
    let bench = Bench::new();
    printed(&bench, 5);
    bench.import(bench.inbox, event("e", "1").text("theirs"));
    let item = bench.bound(bench.inbox, "e").expect("imported");
    bench.write(item, "ours");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let finished = listing(&bench, |sink| {
        let mut listed = all_relisted(0..5);
        listed.push(ImportItem { header: true, ..event("ne", "e2") });
        let answers = sink.probe(&listed).expect("answered");
        assert_eq!((answers[4], answers[5]), (Probe::Bound, Probe::WantAll));
    });
    assert!(!finished.deletions_held);
    (bench, item)
}

#[test]
fn rule_7_3_what_a_probe_wants_and_nobody_fetched_is_not_absent() {
    let (bench, item) = shown_and_not_fetched();
    assert_eq!(bench.text(item), "ours", "neither deleted nor held");
    assert_eq!(bench.held(bench.inbox), 0);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0), "it goes on waiting for its id");
    assert_eq!(bench.wanted(bench.inbox), [("ne".to_owned(), IOSTX_WANTED_BODY)], "the blob may go on past it");
    bench.import(bench.inbox, event("ne", "e2").text("theirs"));
    assert_eq!(bench.bound(bench.inbox, "ne"), Some(item));
    assert_eq!((bench.text(item).as_str(), bench.pending(item)), ("ours", Pending::CONTENT));
    assert_eq!((bench.wanted(bench.inbox), bench.items(bench.inbox).len()), (vec![], 6));
}

#[test]
fn rule_7_3_what_was_not_fetched_and_is_not_shown_again_was_deleted() {
    let (bench, item) = shown_and_not_fetched();
    let (_, finished) = relist(&bench, 0..5);
    assert!(!finished.deletions_held);
    assert_eq!(bench.wanted(bench.inbox), []);
    assert_eq!(
        (bench.text(item).as_str(), bench.pending(item)),
        ("ours", Pending::NEW.plus(Pending::CONTENT)),
        "deleted there, changed here: it stays, as new"
    );
}

#[test]
fn rule_7_3_a_deletion_of_ours_waits_for_what_was_shown_and_not_fetched() {
    let bench = Bench::new();
    bench.import(bench.inbox, event("e", "1").text("theirs"));
    bench.delete(bench.bound(bench.inbox, "e").expect("imported"));
    bench.store.begin_epoch(bench.inbox).expect("opened");
    listing(&bench, |sink| {
        assert_eq!(sink.probe(&[ImportItem { header: true, ..event("ne", "e2") }]).expect("answered"), [Probe::WantAll]);
    });
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
    bench.import(bench.inbox, event("ne", "e2").text("theirs"));
    assert_eq!(bench.items(bench.inbox), [], "deleted here stays deleted");
    assert_eq!(bench.offers(bench.inbox), (0, 0, 1));
}

#[test]
fn rule_7_3_flags_that_a_sighting_does_not_tell_are_asked_for_and_ours_stay_pending() {
    let bench = Bench::new();
    let items = printed(&bench, 2);
    bench.read(items[1], false);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let silent = |n: usize| {
        let mut item = relisted(&format!("n{n}"), &n.to_string());
        item.values.remove(IOSTX_PR_MESSAGE_FLAGS);
        item
    };
    listing(&bench, |sink| {
        assert_eq!(sink.probe(&[silent(0), silent(1)]).expect("answered"), [Probe::Bound; 2], "without bodies");
    });
    assert_eq!(bench.pending(items[1]), Pending::READ, "ours is not taken for the server's");
    listing(&bench, |sink| {
        assert_eq!(sink.probe(&[silent(0), silent(1)]).expect("answered"), [Probe::WantFlags; 2]);
    });
    // Unread there since the ids were voided, under the version that was told already.
    bench.server_flags(bench.inbox, "n0", "e2", 0, IOSTX_FLAG_READ);
    assert!(!bench.item(items[0]).is_read());
    listing(&bench, |sink| {
        assert_eq!(sink.probe(&[silent(0), silent(1)]).expect("answered"), [Probe::Have, Probe::WantFlags]);
    });
}

// Duplicates.

#[test]
fn rule_7_3_copies_that_a_listing_can_tell_are_the_same_bind_each_once_without_bodies() {
    let bench = Bench::new();
    let items = copies(&bench, Some("print"));
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let mut answers = Vec::new();
    listing(&bench, |sink| {
        // One more than there were: it is new on the server.
        let listed = ["x", "y", "z"].map(|id| copy(id, "1", Some("print")));
        answers = sink.probe(&listed).expect("answered");
    });
    assert_eq!(answers, [Probe::Bound, Probe::Bound, Probe::WantAll]);
    assert_eq!(bench.items(bench.inbox), items, "neither doubled nor lost");
    let ids: Vec<_> = items.iter().map(|item| bench.item(*item).binding.remote_id).collect();
    assert_eq!(ids, [b"x", b"y"]);
    assert_eq!(bench.wanted(bench.inbox), []);
}

#[test]
fn rule_7_3_copies_that_only_a_key_tells_are_fetched_and_bind_by_their_text() {
    let bench = Bench::new();
    bench.download(bench.inbox, |sink| {
        sink.import_item(copy("a", "1", None).text("with a footer")).expect("staged");
        sink.import_item(copy("b", "1", None).text("without")).expect("staged");
    });
    let items = bench.items(bench.inbox);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    listing(&bench, |sink| {
        let listed = ["x", "y"].map(|id| copy(id, "1", None));
        assert_eq!(sink.probe(&listed).expect("answered"), [Probe::WantAll; 2], "the key tells none of them");
        sink.import_item(copy("x", "1", None).text("without")).expect("staged");
        sink.import_item(copy("y", "1", None).text("with a footer")).expect("staged");
    });
    assert_eq!(bench.items(bench.inbox), items);
    assert_eq!((bench.bound(bench.inbox, "x"), bench.bound(bench.inbox, "y")), (Some(items[1]), Some(items[0])));
}

#[test]
fn rule_7_3_of_two_copies_the_one_that_was_deleted_here_stays_deleted() {
    for print in [Some("print"), None] {
        let bench = Bench::new();
        let items = copies(&bench, print);
        bench.delete(items[0]);
        bench.store.begin_epoch(bench.inbox).expect("opened");
        listing(&bench, |sink| {
            let listed = ["x", "y"].map(|id| copy(id, "1", print));
            let answers = sink.probe(&listed).expect("answered");
            assert_eq!(answers, [Probe::Bound, Probe::Deleted], "there are as many as there were");
        });
        assert_eq!(bench.items(bench.inbox), items[1..], "{print:?}");
        assert_eq!(bench.offers(bench.inbox), (0, 0, 1), "{print:?}: the deletion goes to the other");
    }
}

#[test]
fn rule_7_3_two_that_were_deleted_here_are_not_brought_back_by_their_new_ids() {
    let bench = Bench::new();
    let items = copies(&bench, None);
    items.iter().for_each(|item| bench.delete(*item));
    bench.store.begin_epoch(bench.inbox).expect("opened");
    listing(&bench, |sink| {
        for id in ["x", "y"] {
            sink.import_item(copy(id, "1", None).text("the same")).expect("staged");
        }
    });
    assert_eq!(bench.items(bench.inbox), []);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 2));
}

#[test]
fn rule_7_3_the_same_id_twice_in_one_listing_is_one_item() {
    let bench = Bench::new();
    let items = printed(&bench, 3);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let (answers, _) = relist(&bench, [0, 1, 2, 1]);
    assert_eq!(answers, [Probe::Bound; 4], "pages of a listing may overlap");
    assert_eq!(bench.items(bench.inbox), items);
    assert_eq!(bench.item(items[1]).binding.remote_id, b"n1");
}

// What was moved or deleted here.

#[test]
fn rule_7_3_what_was_moved_away_here_binds_its_source_and_moves_on() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let items = printed(&bench, 5);
    bench.move_to(items[0], dest);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let (answers, finished) = relist(&bench, 0..5);
    assert_eq!((answers, finished.deletions_held), (vec![Probe::Bound; 5], false));
    let up = bench.table(dest).next_item(b"").expect("read").expect("offered");
    assert!(up.why.has(Pending::MOVED));
    assert_eq!(up.source.as_ref().map(|source| source.binding.remote_id.clone()), Some(b"n0".to_vec()));
}

#[test]
fn rule_7_3_what_was_moved_away_here_and_is_not_listed_is_gone_there_or_uploaded_whole() {
    for (count, gone) in [(5, true), (3, false)] {
        let bench = Bench::new();
        let dest = bench.server_folder("dest");
        let items = printed(&bench, count);
        bench.move_to(items[0], dest);
        bench.store.begin_epoch(bench.inbox).expect("opened");
        let (_, finished) = relist(&bench, 1..count);
        assert!(!finished.deletions_held, "nothing is there to be decided");
        assert_eq!(bench.is_gone(items[0]), gone, "4 of 5 are 80 percent, 2 of 3 are not");
        if !gone {
            assert_eq!(bench.offered(dest), [(items[0], Pending::NEW)]);
        }
        assert_eq!(bench.offers(bench.inbox), (0, 0, 0));
    }
}

#[test]
fn rule_7_3_what_was_deleted_here_and_is_not_listed_does_not_count() {
    let bench = Bench::new();
    let items = printed(&bench, 10);
    items[..5].iter().for_each(|item| bench.delete(*item));
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let (_, finished) = relist(&bench, 5..10);
    assert!(!finished.deletions_held);
    assert_eq!((bench.items(bench.inbox).len(), bench.offers(bench.inbox)), (5, (0, 0, 0)));
}

// The 80 percent.

#[test]
fn rule_7_3_items_that_are_new_on_the_server_do_not_count_as_recognized() {
    let bench = Bench::new();
    printed(&bench, 10);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let finished = listing(&bench, |sink| {
        for n in 0..50 {
            sink.import_item(sent(&format!("new {n}"), "1").text("new")).expect("staged");
        }
    });
    assert!(finished.deletions_held, "of ten none was recognized");
    assert_eq!((bench.items(bench.inbox).len(), bench.held(bench.inbox)), (60, 10));
}

#[test]
fn rule_7_3_items_that_a_second_epoch_finds_held_are_still_the_users_to_decide() {
    let bench = Bench::new();
    let items = printed(&bench, 10);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    relist(&bench, 0..5);
    assert_eq!(bench.held(bench.inbox), 5);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    relist(&bench, 0..5);
    assert_eq!((bench.held(bench.inbox), bench.items(bench.inbox).len()), (5, 10));
    bench.store.reject_held(bench.inbox).expect("rejected");
    assert_eq!(bench.offered(bench.inbox).len(), 5);
    assert_eq!(bench.items(bench.inbox), items);
}

#[test]
fn rule_7_3_what_has_an_attempt_open_is_uploaded_whole_though_no_listing_shows_it() {
    let bench = Bench::new();
    let items = printed(&bench, 10);
    bench.write(items[0], "changed here");
    assert_eq!(bench.offered(bench.inbox).len(), 1, "handed out, and no answer");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    relist(&bench, 1..10);
    assert_eq!(bench.items(bench.inbox), items);
    let up = bench.table(bench.inbox).next_item(b"").expect("read").expect("offered");
    assert_eq!((up.item.id, up.why.has(Pending::NEW), up.retry), (items[0], true, true), "after a look for it");
}

// Durable, and begun at any time.

#[test]
fn rule_7_3_a_listing_that_breaks_off_and_a_crash_leave_the_epoch_open() {
    let mut bench = Bench::new();
    let items = printed(&bench, 5);
    bench.write(items[4], "changed here");
    bench.download(bench.inbox, |sink| {
        sink.begin_epoch().expect("opened");
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.probe(&[relisted("n0", "0"), relisted("n4", "4")]).expect("answered");
        sink.set_state_blob(b"validity 2").expect("set");
        sink.flush().expect("committed");
    });
    bench.restart();
    let blob = |bench: &Bench| bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("a blob");
    assert_eq!(blob(&bench), b"", "it would hide from the agent that the listing is owed");
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0), "bound again, and not offered before the listing is complete");
    // A download without a listing ends nothing either, and its blob waits too.
    bench.download(bench.inbox, |sink| sink.set_state_blob(b"validity 2").expect("set"));
    assert_eq!(blob(&bench), b"");
    let finished = listing(&bench, |sink| {
        sink.set_state_blob(b"validity 2").expect("set");
        sink.probe(&all_relisted(0..5)).expect("answered");
    });
    assert!(!finished.deletions_held);
    assert_eq!((blob(&bench).as_slice(), bench.items(bench.inbox)), (&b"validity 2"[..], items));
    assert_eq!(bench.offers(bench.inbox), (1, 0, 0));
}

#[test]
fn rule_7_3_an_epoch_in_an_epoch_voids_the_ids_that_were_found_meanwhile() {
    let bench = Bench::new();
    let items = printed(&bench, 5);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    bench.download(bench.inbox, |sink| drop(sink.probe(&[relisted("n0", "0")]).expect("answered")));
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let finished = listing(&bench, |sink| {
        let listed: Vec<ImportItem> = (0..5).map(|n| relisted(&format!("m{n}"), &n.to_string())).collect();
        assert_eq!(sink.probe(&listed).expect("answered"), [Probe::Bound; 5]);
    });
    assert!(!finished.deletions_held);
    assert_eq!(bench.items(bench.inbox), items);
    assert_eq!(bench.item(items[0]).binding.remote_id, b"m0");
}

#[test]
fn rule_7_3_an_epoch_begun_within_a_listing_makes_its_absences_mean_nothing() {
    let bench = Bench::new();
    let items = printed(&bench, 3);
    bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        sink.probe(&[sent("0", "1")]).expect("answered");
        // The server drops the mailbox under the agent.
        sink.begin_epoch().expect("opened");
        assert_eq!(sink.probe(&all_relisted(0..3)).expect("answered"), [Probe::Bound; 3]);
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.items(bench.inbox), items);
}

#[test]
fn rule_7_3_a_part_of_the_folder_ends_no_epoch() {
    let scopes = [
        ListingScope { first: b"n".to_vec(), ..ListingScope::default() },
        ListingScope { since: START, ..ListingScope::default() },
        ListingScope { normal: false, ..ListingScope::default() },
    ];
    for scope in scopes {
        let bench = Bench::new();
        let items = printed(&bench, 3);
        bench.write(items[0], "changed here");
        bench.store.begin_epoch(bench.inbox).expect("opened");
        bench.download(bench.inbox, |sink| {
            sink.listing_begin(scope.clone()).expect("begun");
            sink.listing_complete().expect("complete");
        });
        assert_eq!((bench.items(bench.inbox), bench.offers(bench.inbox)), (items, (0, 0, 0)), "{scope:?}");
    }
}

#[test]
fn rule_7_3_associated_items_that_were_not_listed_keep_waiting() {
    let bench = Bench::new();
    printed(&bench, 5);
    bench.import(bench.inbox, ImportItem { associated: true, ..sent("fai", "1").text("fai") });
    let fai = bench.bound(bench.inbox, "fai").expect("imported");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let finished = bench.download(bench.inbox, |sink| {
        sink.listing_begin(ListingScope { associated: false, ..ListingScope::default() }).expect("begun");
        sink.probe(&all_relisted(0..5)).expect("answered");
        sink.listing_complete().expect("complete");
    });
    assert!(!finished.deletions_held);
    assert!(!bench.is_gone(fai));
    bench.import(bench.inbox, ImportItem { associated: true, binding: Binding::new("fai2", "1"), ..sent("fai", "1").text("fai") });
    assert_eq!(bench.bound(bench.inbox, "fai2"), Some(fai));
}

// Headers, slim rows, bodies that somebody waits for.

#[test]
fn rule_7_3_headers_whose_bodies_were_asked_for_are_fetched_under_their_new_ids() {
    let bench = Bench::new();
    let header = |id: &str, old: &str| ImportItem { header: true, ..relisted(id, old) };
    bench.download(bench.inbox, |sink| {
        for n in ["0", "1"] {
            sink.import_item(ImportItem { binding: Binding::new(n, "1"), ..header(n, n) }).expect("staged");
        }
    });
    let items = bench.items(bench.inbox);
    bench.store.request_full(&items[..1]).expect("asked");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    let headers = ImportOptions { headers: true, ..ImportOptions::default() };
    bench.download_with(bench.inbox, &headers, |sink| {
        sink.listing_begin(ListingScope::default()).expect("begun");
        let answers = sink.probe(&[header("n0", "0"), header("n1", "1")]).expect("answered");
        assert_eq!(answers, [Probe::WantAll, Probe::Bound]);
        sink.import_item(header("n0", "0")).expect("staged");
        sink.listing_complete().expect("complete");
    });
    assert_eq!(bench.items(bench.inbox), items);
    assert_eq!(bench.wanted(bench.inbox), [("n0".to_owned(), flags::IOSTX_WANTED_BODY)], "the request outlives the id");
}

#[test]
fn rule_7_3_items_outside_the_scope_bind_again_and_stay_outside() {
    let bench = Bench::new();
    bench.options(bench.inbox, |options| options.scope = Scope::Newer(START));
    let old =
        |id: &str| sent("old", "1").print("print").delivered(START - DAY).number(PropTag(IOSTX_PR_MESSAGE_FLAGS), 1).bound(id);
    bench.import(bench.inbox, old("o1").text("old"));
    let item = bench.bound(bench.inbox, "o1").expect("a slim row");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    listing(&bench, |sink| assert_eq!(sink.probe(&[old("o2")]).expect("answered"), [Probe::OutOfScope]));
    assert_eq!((bench.bound(bench.inbox, "o2"), bench.items(bench.inbox)), (Some(item), vec![]));
    assert_eq!(bench.wanted(bench.inbox), []);
}

trait Rebound {
    fn bound(self, id: &str) -> Self;
}

impl Rebound for ImportItem {
    fn bound(mut self, id: &str) -> Self {
        self.binding = Binding::new(id, "1");
        self
    }
}

#[test]
fn rule_7_3_a_changed_text_under_a_strong_key_is_fetched_and_decided() {
    let bench = Bench::new();
    let event = |id: &str, print: &str| {
        let item = ImportItem { match_key: b"uid-1".to_vec(), strong: Some(true), ..sent(id, "1") };
        item.print(print).with(PropTag(IOSTX_PR_MESSAGE_CLASS), Value::Text("IPM.Appointment".into()))
    };
    bench.import(bench.inbox, event("a", "p1").text("at ten"));
    let item = bench.bound(bench.inbox, "a").expect("imported");
    for (print, answer) in [("p1", Probe::Bound), ("p2", Probe::WantAll)] {
        bench.store.begin_epoch(bench.inbox).expect("opened");
        listing(&bench, |sink| assert_eq!(sink.probe(&[event("b", print)]).expect("answered"), [answer], "{print}"));
        if answer == Probe::Bound {
            assert_eq!(bench.bound(bench.inbox, "b"), Some(item));
        }
    }
}

#[test]
fn rule_7_3_the_upload_that_was_open_is_recognized_by_its_text() {
    let bench = Bench::new();
    let event = |id: &str, print: &str| {
        let item = ImportItem { match_key: b"uid-1".to_vec(), strong: Some(true), ..sent(id, "1") };
        item.print(print).with(PropTag(IOSTX_PR_MESSAGE_CLASS), Value::Text("IPM.Appointment".into()))
    };
    bench.import(bench.inbox, event("a", "p1").text("at ten"));
    let item = bench.bound(bench.inbox, "a").expect("imported");
    bench.write(item, "at noon");
    assert_eq!(bench.offered(bench.inbox).len(), 1, "handed out, done by the server, and not answered");
    bench.store.begin_epoch(bench.inbox).expect("opened");
    listing(&bench, |sink| drop(sink.import_item(event("b", "p2").text("at noon")).expect("staged")));
    assert_eq!(bench.items(bench.inbox), [item], "not doubled");
    assert_eq!((bench.bound(bench.inbox, "b"), bench.pending(item)), (Some(item), Pending::NONE));
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_7_3_an_epoch_says_nothing_of_codes_or_flags_of_unknown_ids() {
    let bench = Bench::new();
    printed(&bench, 2);
    bench.store.begin_epoch(bench.inbox).expect("opened");
    bench.download(bench.inbox, |sink| {
        let flags = ImportFlags { binding: Binding::new("0", "1"), set: IOSTX_FLAG_FLAGGED, ..ImportFlags::default() };
        assert_eq!(sink.import_flags(&[flags]).expect("staged"), [IOSTX_MAPI_E_NOT_FOUND], "the old id is nobody's");
    });
    assert_eq!(bench.wanted(bench.inbox), [("0".to_owned(), flags::IOSTX_WANTED_UNKNOWN)]);
}
