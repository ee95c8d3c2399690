//! 6.10: uploads of which a server did not tell the ids, and that no download shows.

use iostx::props::flags::IOSTX_FLAG_FLAGGED;
use iostx::props::{PropTag, Value, tags};
use iostx::store::flags::IOSTX_FOLDER_CONFLICTS;
use iostx::store::{ImportItem, ItemId, ListingScope, Pending, SessionMemory};

use crate::support::*;

/// An item of the inbox that was uploaded, and of which the server did not tell the id.
fn untold(create: impl FnOnce(&Bench) -> ItemId) -> (Bench, ItemId) {
    let bench = Bench::new();
    bench.import(bench.inbox, &[]);
    let item = create(&bench);
    bench.upload_one(bench.inbox, ok());
    assert!(bench.hand_out(bench.inbox).1.is_empty(), "it waits for a download");
    (bench, item)
}

fn untold_event() -> (Bench, ItemId) {
    untold(|bench| bench.create_event(bench.inbox, "uid", "text"))
}

/// A whole listing of the inbox that shows these.
fn list(bench: &Bench, scope: ListingScope, items: &[ImportItem]) {
    let importer = bench.importer(bench.inbox);
    importer.listing_begin(scope).expect("begun");
    items.iter().for_each(|item| drop(importer.import_item(item.clone()).expect("imported")));
    importer.listing_complete().expect("complete");
    importer.finish(true).expect("finished");
}

/// Whether an item is offered, and is to be looked for first.
fn offered(bench: &Bench) -> Vec<(ItemId, bool)> {
    bench.hand_out(bench.inbox).1.iter().map(|up| (up.item.id, up.retry)).collect()
}

#[test]
fn rule_6_10_what_a_whole_listing_does_not_show_is_new_again_and_is_looked_for() {
    let (bench, item) = untold_event();
    list(&bench, ListingScope::default(), &[]);
    assert_eq!(offered(&bench), [(item, true)]);
    bench.check();
}

#[test]
fn rule_6_10_what_a_whole_listing_shows_is_bound() {
    let (bench, item) = untold_event();
    list(&bench, ListingScope::default(), &[event("r1", "v1", "uid", "text")]);
    assert_eq!((offered(&bench), bench.by_remote(bench.inbox, "r1")), (vec![], Some(item)));
}

#[test]
fn rule_6_10_a_listing_of_a_part_or_of_an_earlier_time_says_nothing() {
    let (bench, _) = untold_event();
    list(&bench, ListingScope { first: b"m".to_vec(), ..ListingScope::default() }, &[]);
    list(&bench, ListingScope { since: 1, ..ListingScope::default() }, &[]);
    bench.import(bench.inbox, &[mail("r1", "v1", "another")]);
    assert_eq!(offered(&bench), [], "neither a part nor a few changes");

    let bench = Bench::new();
    bench.import(bench.inbox, &[]);
    bench.create_event(bench.inbox, "uid", "text");
    let importer = bench.importer(bench.inbox);
    importer.listing_begin(ListingScope::default()).expect("begun");
    bench.upload_one(bench.inbox, ok());
    importer.listing_complete().expect("complete");
    importer.finish(true).expect("finished");
    assert_eq!(offered(&bench), [], "uploaded after the listing began");
}

#[test]
fn rule_6_10_an_edit_since_the_upload_is_still_told_from_what_was_uploaded() {
    let (bench, item) = untold_event();
    bench.write(item, "edited since");
    list(&bench, ListingScope::default(), &[]);
    assert_eq!(offered(&bench), [(item, true)]);
    // The look finds it after all, as it was uploaded.
    bench.import(bench.inbox, &[event("r1", "v1", "uid", "text")]);
    assert_eq!(bench.by_remote(bench.inbox, "r1"), Some(item));
    assert_eq!((bench.text(item).as_deref(), bench.pending(item)), (Some("edited since"), Pending::CONTENT));
    bench.check();
}

#[test]
fn rule_6_10_what_shows_up_in_another_folder_of_the_pass_was_moved_there() {
    for appears_first in [false, true] {
        let (bench, item) = untold_event();
        let to = bench.folder("to");
        let memory = SessionMemory::default();
        let appears = || {
            let importer = bench.importer_in(to, &memory);
            importer.import_item(event("r1", "v1", "uid", "text")).expect("imported");
            importer.finish(true).expect("finished");
        };
        if appears_first {
            appears();
        }
        let importer = bench.importer_in(bench.inbox, &memory);
        importer.listing_begin(ListingScope::default()).expect("begun");
        importer.listing_complete().expect("complete");
        importer.finish(true).expect("finished");
        if !appears_first {
            appears();
        }
        bench.store.end_pass(&memory, bench.root, true).expect("ended");
        assert_eq!((bench.items(bench.inbox), bench.items(to)), (vec![], vec![item]), "first: {appears_first}");
        assert_eq!((bench.pending_count(), bench.hand_out(to).1.len()), (0, 0), "first: {appears_first}");
        bench.check();
    }
}

#[test]
fn rule_6_10_what_the_server_rewrote_under_its_strong_key_is_that_item() {
    // What a listing told of it before it was moved here is not what this listing tells.
    let bench = Bench::new();
    let from = bench.folder("from");
    let item = bench.imported(from, with_print(event("r1", "v1", "uid", "text"), "p1"));
    bench.move_to(item, bench.inbox);
    bench.upload_one(bench.inbox, ok());
    bench.write(item, "edited since");
    list(&bench, ListingScope::default(), &[with_print(event("r2", "v2", "uid", "theirs"), "p2")]);
    assert_eq!((bench.items(bench.inbox), bench.by_remote(bench.inbox, "r2"), offered(&bench)), (vec![item], Some(item), vec![]));
    // Nobody knows which is the later one: the server's wins, and ours is kept.
    assert_eq!(bench.text(item).as_deref(), Some("theirs"));
    let kept = bench.items(bench.special(IOSTX_FOLDER_CONFLICTS));
    let kept: Vec<_> = kept.into_iter().map(|item| bench.text(item)).collect();
    assert_eq!(kept, [Some("edited since".to_owned())]);
    bench.check();
}

#[test]
fn rule_6_10_of_two_that_are_the_same_each_gets_the_one_with_its_flags() {
    let bench = Bench::new();
    let other = bench.folder("other");
    let item = bench.create(other, "a");
    bench.set(item, PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(b"<k@example.org>".to_vec()));
    bench.set(item, PropTag(tags::IOSTX_PR_MATCH_STRENGTH), Value::I4(tags::IOSTX_MATCH_WEAK as i32));
    let copy = bench.copy(item, bench.inbox);
    bench.upload_one(other, ok());
    bench.upload_one(bench.inbox, ok());
    // They change places, and one gets a flag. The server takes copies, and tells no ids.
    bench.move_to(copy, other);
    bench.move_to(item, bench.inbox);
    bench.set_flags(item, IOSTX_FLAG_FLAGGED, 0);
    bench.import(other, &[]);
    bench.upload_one(bench.inbox, ok());
    let there = |id: &str, status: i32| {
        let seen = ImportItem { match_key: b"<k@example.org>".to_vec(), ..mail(id, "v1", "a") };
        let read = with_value(seen, PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Value::I4(bench.item(item).flags as i32));
        with_value(read, PropTag(tags::IOSTX_PR_FLAG_STATUS), Value::I4(status))
    };
    bench.import(bench.inbox, &[there("old", 0), there("new", 2)]);
    assert_eq!((bench.item(item).binding.remote_id, bench.pending(item)), (b"new".to_vec(), Pending::NONE));
    assert_ne!(bench.item(item).flag_set() & IOSTX_FLAG_FLAGGED, 0);
    let deleted = bench.deletes(bench.inbox).1.into_iter().map(|entry| entry.stone.binding.remote_id);
    assert_eq!(deleted.collect::<Vec<_>>(), [b"old".to_vec()]);
    bench.check();
}

#[test]
fn rule_8_what_another_store_gave_an_untold_item_that_was_deleted_here_brings_it_back() {
    const NOTE: u32 = 0x6001_001F;
    let noted = |item: ImportItem, note: &str| with_value(item, PropTag(NOTE), Value::Text(note.into()));
    let delivered = |item| with_value(item, PropTag(tags::IOSTX_PR_MESSAGE_DELIVERY_TIME), Value::Time(132_000_000_000_000_000));
    for kind in ["event", "mail"] {
        let deleted = || {
            let (bench, item) = match kind {
                "event" => untold_event(),
                _ => untold(|bench| bench.create(bench.inbox, "a")),
            };
            let key = bench.item(item).match_key;
            bench.delete(item);
            let seen = match kind {
                "event" => event("r1", "v1", "uid", "text"),
                _ => ImportItem { match_key: key, ..mail("r1", "v1", "a") },
            };
            (bench, item, seen)
        };
        // As it was uploaded, with what every agent finds out by itself: the deletion stands.
        let (bench, _, seen) = deleted();
        bench.import(bench.inbox, &[delivered(seen)]);
        assert_eq!(bench.items(bench.inbox), [], "{kind}");
        assert_eq!(bench.deletes(bench.inbox).1.len(), 1, "{kind}");
        bench.check();
        // With what no text repeats, and what it did not have when it was deleted.
        let (bench, item, seen) = deleted();
        bench.import(bench.inbox, &[noted(seen, "theirs")]);
        assert_eq!((bench.items(bench.inbox), bench.pending(item)), (vec![item], Pending::NONE), "{kind}");
        assert_eq!(bench.item(item).bag.text(NOTE), Some("theirs"), "{kind}");
        assert_eq!(bench.deletes(bench.inbox).1.len(), 0, "{kind}");
        bench.check();
    }
}

#[test]
fn rule_8_what_an_untold_item_had_itself_when_it_was_deleted_does_not_bring_it_back() {
    const NOTE: u32 = 0x6001_001F;
    for (theirs, comes_back) in [("ours", false), ("theirs", true)] {
        let (bench, item) = untold(|bench| {
            let item = bench.create_event(bench.inbox, "uid", "text");
            bench.set(item, PropTag(NOTE), Value::Text("ours".into()));
            item
        });
        bench.delete(item);
        let seen = with_value(event("r1", "v1", "uid", "text"), PropTag(NOTE), Value::Text(theirs.into()));
        bench.import(bench.inbox, &[seen]);
        assert_eq!(!bench.items(bench.inbox).is_empty(), comes_back, "{theirs}");
        bench.check();
    }
}
