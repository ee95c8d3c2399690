//! The sink by ICS keys (ics.md 3.3) against what was done here meanwhile: moves and deletions on both sides, read states, keys
//! that are taken, counters.

mod support_conflicts;

use iostx::codes::*;
use iostx::props::flags::IOSTX_FLAG_READ;
use iostx::props::{Bag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use support_conflicts::*;

/// The server's version `change` of the item with key `number`.
fn version(number: u8, change: u8) -> Bag {
    Bag::new().with(IOSTX_PR_SOURCE_KEY, Value::Binary(xid(1, number))).with(IOSTX_PR_CHANGE_KEY, Value::Binary(xid(2, change)))
}

fn import(bench: &Bench, folder: FolderId, version: &Bag, flags: u32, subject: &str) -> std::result::Result<(), i32> {
    let mut result = Ok(());
    bench.download(folder, |sink| {
        result = sink.import_message_change(version, flags).map_err(|e| e.code).map(|message| {
            message.set(SUBJECT, Value::Text(subject.into())).expect("set");
            message.save(0).expect("staged");
        });
    });
    result
}

fn subject(bench: &Bench, item: ItemId) -> String {
    bench.item(item).bag.text(IOSTX_PR_SUBJECT).unwrap_or_default().to_owned()
}

fn source_key(bench: &Bench, folder: FolderId) -> Vec<u8> {
    let tag = iostx::props::PropTag(IOSTX_PR_SOURCE_KEY);
    let values = bench.store.folder_values(folder, &[tag]).expect("there");
    values[0].1.as_ref().and_then(Value::as_binary).expect("every folder has one").to_vec()
}

/// The server moves the item with key 1, in version 1, from a folder to another, where it has key 2 and version 2.
fn server_moves(bench: &Bench, from: FolderId, to: FolderId) -> std::result::Result<i32, i32> {
    let mut result = Ok(0);
    bench.download(to, |sink| {
        let keys = MoveKeys {
            source_folder: source_key(bench, from),
            source_message: xid(1, 1),
            change_list: change_list(&xid(2, 1)),
            dest_message: xid(1, 2),
            dest_change: xid(2, 2),
        };
        result = sink.import_message_move(keys).map_err(|e| e.code);
    });
    result
}

/// A store with two folders, and an item with key 1 in the first.
fn bench() -> (Bench, FolderId, FolderId, ItemId) {
    let bench = Bench::new();
    let (from, to) = (bench.server_folder("from"), bench.server_folder("to"));
    import(&bench, from, &version(1, 1), 0, "one").expect("imported");
    let item = bench.items(from)[0];
    (bench, from, to, item)
}

#[test]
fn rule_8_row_6_a_change_by_key_of_what_was_moved_away_here_is_taken_and_the_move_stays_pending() {
    let (bench, from, to, item) = bench();
    bench.move_to(item, to);
    assert_eq!(import(&bench, from, &version(1, 1), 0, "again"), Err(IOSTX_SYNC_E_IGNORE), "this version was here");
    assert_eq!(import(&bench, from, &version(1, 3), 0, "changed there"), Ok(()));
    assert_eq!((bench.items(from), bench.items(to)), (vec![], vec![item]));
    assert_eq!((subject(&bench, item).as_str(), bench.pending(item)), ("changed there", Pending::MOVED));
}

#[test]
fn a_read_state_by_key_reaches_what_was_moved_away_here() {
    let (bench, from, to, item) = bench();
    bench.move_to(item, to);
    bench.download(from, |sink| sink.import_read_state(&[(&xid(1, 1), true)]).expect("staged"));
    assert!(bench.item(item).is_read());
    assert_eq!(bench.pending(item), Pending::MOVED, "it is no change of ours");
}

#[test]
fn rule_4_3_a_move_by_key_wins_over_ours_and_is_reported() {
    let (bench, from, to, item) = bench();
    let elsewhere = bench.server_folder("elsewhere");
    bench.move_to(item, elsewhere);
    bench.flag(item, iostx::props::flags::IOSTX_FLAG_FLAGGED, 0);
    server_moves(&bench, from, to).expect("moved");
    assert_eq!((bench.items(elsewhere), bench.items(to)), (vec![], vec![item]));
    assert_eq!(bench.pending(item), Pending::FLAGS, "the flag is still ours to upload");
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_MOVE_MOVE]);
    assert_eq!((bench.offers(from), bench.offers(elsewhere)), ((0, 0, 0), (0, 0, 0)));
}

#[test]
fn a_deletion_follows_what_the_server_moved_by_key() {
    let (bench, from, to, item) = bench();
    bench.delete(item);
    assert_eq!(server_moves(&bench, from, to), Err(IOSTX_SYNC_E_OBJECT_DELETED));
    assert_eq!((bench.offers(from).2, bench.offers(to).2), (0, 1));
    let stone = bench.table(to).next_deletes(9, b"").expect("read").remove(0).stone;
    assert_eq!(stone.source_key.as_bytes(), xid(1, 2));
    assert_eq!(import(&bench, to, &version(2, 3), 0, "late"), Err(IOSTX_SYNC_E_OBJECT_DELETED), "it is not brought back there");
}

#[test]
fn a_move_by_key_and_what_comes_after_it_in_one_table_see_each_other() {
    let (bench, from, to, item) = bench();
    bench.download(to, |sink| {
        let keys = |dest: u8| MoveKeys {
            source_folder: source_key(&bench, from),
            source_message: xid(1, 1),
            change_list: change_list(&xid(2, 1)),
            dest_message: xid(1, dest),
            dest_change: xid(2, 2),
        };
        assert_eq!(sink.import_message_move(keys(2)), Ok(IOSTX_S_OK));
        assert_eq!(sink.import_message_move(keys(3)).map_err(|e| e.code), Err(IOSTX_SYNC_E_OBJECT_DELETED), "it is there no more");
        let known = sink.import_message_change(&version(2, 2), 0).map(|_| ()).map_err(|e| e.code);
        assert_eq!(known, Err(IOSTX_SYNC_E_IGNORE), "the version that the move brought");
        sink.import_read_state(&[(&xid(1, 2), true)]).expect("staged");
    });
    assert_eq!(bench.items(to), [item]);
    assert!(bench.item(item).is_read());
}

#[test]
fn a_key_that_is_taken_collides_and_stops_nothing_else() {
    let (bench, from, to, item) = bench();
    import(&bench, to, &version(2, 1), 0, "two").expect("imported");
    let before = bench.items(to);
    assert_eq!(server_moves(&bench, from, to), Err(IOSTX_MAPI_E_COLLISION));
    assert_eq!((bench.items(from), bench.items(to)), (vec![item], before));
}

#[test]
fn counters_are_right_with_each_call_for_what_is_staged_too() {
    let bench = Bench::new();
    bench.download(bench.inbox, |sink| {
        let told = |of: usize| {
            let counts = sink.counts()[of];
            (counts.created, counts.changed, counts.read, counts.deleted)
        };
        sink.import_item(sent("a", "1").text("one")).expect("staged");
        sink.import_item(ImportItem { associated: true, ..sent("fai", "1").text("fai") }).expect("staged");
        assert_eq!((told(0), told(1)), ((1, 0, 0, 0), (1, 0, 0, 0)));
        sink.import_item(sent("a", "1").text("one")).expect("staged");
        sink.import_item(sent("a", "2").text("two")).expect("staged");
        assert_eq!(told(0), (1, 1, 0, 0), "the same version again is no change");
        let flags = |id: &str| ImportFlags { binding: Binding::new(id, "9"), clear: IOSTX_FLAG_READ, ..ImportFlags::default() };
        sink.import_flags(&[flags("a"), flags("nobody")]).expect("staged");
        assert_eq!(told(0), (1, 1, 1, 0));
        sink.flush().expect("committed");
        assert_eq!((told(0), told(1)), ((1, 1, 1, 0), (1, 0, 0, 0)), "as it was foreseen");
        sink.import_item(ImportItem { associated: true, ..sent("fai", "2").text("more") }).expect("staged");
        sink.delete_remote(&[b"a", b"fai", b"nobody"]).expect("staged");
        assert_eq!((told(0), told(1)), ((1, 1, 1, 1), (1, 1, 0, 1)));
    });
}

#[test]
fn read_states_pass_over_associated_and_missing_items_and_are_counted_so() {
    let bench = Bench::new();
    import(&bench, bench.inbox, &version(1, 1), 0, "one").expect("imported");
    import(&bench, bench.inbox, &version(2, 1), 0x10, "fai").expect("imported");
    bench.download(bench.inbox, |sink| {
        let (one, fai, nobody) = (xid(1, 1), xid(1, 2), xid(1, 3));
        sink.import_read_state(&[(&one, true), (&fai, true), (&nobody, true)]).expect("staged");
        sink.flush().expect("committed");
        assert_eq!((sink.counts()[0].read, sink.counts()[1].read), (1, 0));
    });
    assert_eq!(bench.wanted(bench.inbox), []);
}

#[test]
fn one_bad_version_by_key_never_stops_the_rest_of_its_batch() {
    let bench = Bench::new();
    let item = bench.synced(bench.inbox, "a", "one");
    bench.write(item, "ours");
    let memory = SessionMemory::default();
    let sink = bench.store.importer(bench.inbox, &memory, ImportOptions::default()).expect("a sink");
    sink.import_item(sent("b", "1").text("before")).expect("staged");
    sink.import_item(ImportItem { no_conflicts: true, ..sent("a", "2").text("theirs") }).expect("staged");
    sink.import_item(sent("c", "1").text("after")).expect("staged");
    sink.finish(true).expect("finished");
    assert_eq!(bench.texts(bench.inbox), ["ours", "before", "after"]);
    assert_eq!(bench.wanted(bench.inbox), [("a".to_owned(), IOSTX_WANTED_FAILED)], "with the reason, SYNC_E_CONFLICT");
}

#[test]
fn rule_4_3_what_was_changed_in_a_double_that_the_server_moves_another_onto_is_kept() {
    let (bench, _, to, _) = bench();
    let old = bench.synced(bench.inbox, "a", "one");
    bench.import(to, sent("x", "1").text("one, seen in its new place first"));
    let double = bench.bound(to, "x").expect("imported");
    bench.write(double, "edited meanwhile");
    bench.download(to, |sink| sink.move_remote(bench.inbox, b"a", Binding::new("x", "1")).expect("staged"));
    assert_eq!((bench.bound(to, "x"), bench.kept()), (Some(old), vec!["edited meanwhile".to_owned()]));
    assert!(bench.is_gone(double));
}

#[test]
fn rule_1_3_a_version_by_key_with_the_remote_id_of_another_item_collides_and_stops_nothing_else() {
    let (bench, from, _, item) = bench();
    bench.download(from, |sink| drop(sink.import_item(sent("a", "1").text("a")).expect("staged")));
    let bound = |id: &[u8]| version(1, 2).with(IOSTX_PR_REMOTE_ID, Value::Binary(id.to_vec()));
    assert_eq!(import(&bench, from, &bound(b"a"), 0, "two"), Err(IOSTX_MAPI_E_COLLISION));

    // Taken only after the message was given out.
    bench.download(from, |sink| {
        let message = sink.import_message_change(&bound(b"b"), 0).expect("free");
        sink.import_item(sent("b", "1").text("b")).expect("staged");
        message.save(0).expect("staged");
        sink.import_item(sent("c", "1").text("c")).expect("staged");
    });
    assert_eq!(subject(&bench, item), "one");
    assert_eq!(bench.items(from).len(), 4);
    assert_eq!(bench.wanted(from), [("b".to_owned(), IOSTX_WANTED_FAILED)]);
}
