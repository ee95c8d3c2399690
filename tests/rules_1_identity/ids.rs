//! 1.1, 1.2: replica GUIDs, counters, entry ids, source keys.

use std::collections::BTreeSet;

use iostx::codes::*;
use iostx::ids::Ltid;
use iostx::props::{Bag, Value, tags};
use iostx::store::flags::*;
use iostx::store::{Binding, DAY, Entry, ImportItem, OpenOptions, Pending, SessionMemory, Store};
use proptest::prelude::*;

use crate::support::*;
use crate::{ics, source_key};

#[test]
fn rule_1_1_every_store_makes_a_random_guid_of_its_own() {
    let dir = tempfile::tempdir().expect("a folder");
    let open = |name: &str| Store::open(dir.path().join(name), OpenOptions::default()).expect("a store").replica_guid();
    let (a, b) = (open("a"), open("b"));
    assert_ne!(a, b);
    assert_eq!(a.0[7] >> 4, 4, "a random GUID (RFC 9562 section 5.4)");
    assert_eq!(open("a"), a, "and keeps it");
}

#[derive(Debug, Clone)]
enum Numbering {
    Item,
    Folder,
    Edit,
    Move,
    Delete,
    Import,
    OtherProcess,
    Restart,
    Renew,
}

fn any_numbering() -> impl Strategy<Value = Numbering> {
    use Numbering::*;
    prop_oneof![
        4 => Just(Item), 2 => Just(Folder), 3 => Just(Edit), 2 => Just(Move), 2 => Just(Delete), 2 => Just(Import),
        1 => Just(OtherProcess), 1 => Just(Restart), 1 => Just(Renew)
    ]
}

proptest! {
    #![proptest_config(cases(24))]
    #[test]
    fn rule_1_1_one_counter_numbers_folders_and_items_another_numbers_changes_and_none_is_used_twice(
        steps in prop::collection::vec(any_numbering(), 1..40)
    ) {
        let mut bench = Bench::new();
        let (mut ids, mut changes, mut keys) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut alive = Vec::new();
        for (n, step) in steps.into_iter().enumerate() {
            let before = alive.last().map(|item| bench.item(*item));
            let changed = match step {
                Numbering::Item => Some(bench.create(bench.inbox, &n.to_string())),
                Numbering::Import => Some(bench.imported(bench.inbox, mail(&format!("r{n}"), "1", "s"))),
                Numbering::Folder => {
                    prop_assert!(ids.insert(bench.new_folder(&n.to_string()).0), "the number of a folder is used twice");
                    None
                }
                Numbering::OtherProcess => {
                    let other = bench.open_again();
                    let message = other.create_message(bench.inbox, false).expect("a message");
                    message.save(0).expect("saved");
                    message.id()
                }
                Numbering::Edit => alive.last().copied().inspect(|item| bench.set(*item, OWN, Value::I4(n as i32))),
                Numbering::Move => alive.last().copied().inspect(|item| {
                    let here = bench.item(*item).folder;
                    bench.move_to(*item, if here == bench.inbox { bench.special(IOSTX_FOLDER_DRAFTS) } else { bench.inbox });
                }),
                Numbering::Delete => {
                    if let Some(item) = alive.pop() {
                        bench.delete(item);
                    }
                    None
                }
                Numbering::Restart => {
                    bench = bench.restarted();
                    None
                }
                Numbering::Renew => {
                    bench.store.renew_guid().expect("renewed");
                    None
                }
            };
            let Some(item) = changed else { continue };
            if alive.last() != Some(&item) {
                prop_assert!(ids.insert(item.0), "the number of an item is used twice");
                alive.push(item);
            }
            let now = bench.item(item);
            if before.as_ref().is_none_or(|before| before.id != item || before.cn != now.cn) {
                prop_assert!(changes.insert(now.cn), "a change number is used twice");
            }
            if before.is_none_or(|before| before.id != item || now.folder != before.folder && now.pending.has(Pending::MOVED)) {
                prop_assert!(keys.insert(source_key(&bench, item)), "a source key is used twice");
            }
        }
        prop_assert!(ids.iter().all(|id| (1..1 << 48).contains(id)));
        bench.check();
    }
}

#[test]
fn rule_1_1_a_renewed_guid_numbers_what_is_new_and_old_ids_stay_valid() {
    let bench = Bench::new();
    let old = bench.create(bench.inbox, "old");
    let (meid, first) = (bench.store.meid(bench.inbox, old), bench.store.replica_guid());
    bench.store.renew_guid().expect("renewed");
    assert_ne!(bench.store.replica_guid(), first);
    assert_eq!(bench.store.open_entry(&meid.to_bytes()), Ok(Entry::Item(old)));
    assert_eq!(bench.store.meid(bench.inbox, old), meid, "an id that was given out stays what it is");
    let new = bench.create(bench.inbox, "new");
    assert_eq!(bench.store.meid(bench.inbox, new).message.guid, bench.store.replica_guid());
    assert_eq!(bench.store.open_entry(&bench.store.meid(bench.inbox, new).to_bytes()), Ok(Entry::Item(new)));
    bench.check();
}

#[cfg(unix)]
#[test]
fn rule_1_1_opening_a_copied_file_gives_it_a_guid_of_its_own() {
    let bench = Bench::new();
    bench.create(bench.inbox, "before");
    bench.store.checkpoint().expect("folded");
    std::fs::copy(bench.path("test.iostx"), bench.path("copy.iostx")).expect("copied");
    let copy = bench.open_file("copy.iostx");
    assert_ne!(copy.replica_guid(), bench.store.replica_guid());
    let message = copy.create_message(bench.inbox, false).expect("a message");
    message.save(0).expect("saved");
    let (theirs, ours) = (message.id().expect("saved"), bench.create(bench.inbox, "after"));
    let ids = [copy.meid(bench.inbox, theirs).message, bench.store.meid(bench.inbox, ours).message];
    assert_ne!(ids[0].guid, ids[1].guid, "the two never give out the same id");
    assert_eq!(copy.replica_guid(), bench.open_file("copy.iostx").replica_guid(), "once is enough");
}

#[test]
fn rule_1_2_an_item_keeps_its_id_for_life_moves_and_edits_included() {
    let bench = Bench::new();
    let (item, drafts) = (bench.create(bench.inbox, "a"), bench.special(IOSTX_FOLDER_DRAFTS));
    let ltid = bench.store.meid(bench.inbox, item).message;
    bench.move_to(item, drafts);
    bench.write(item, "another text");
    assert_eq!(bench.store.meid(drafts, item).message, ltid);
    assert_eq!(bench.store.item_of(&ltid), Ok(item));
    let bench = bench.restarted();
    assert_eq!(bench.store.item_of(&ltid), Ok(item));
    assert_eq!(bench.item(item).folder, drafts);
}

#[test]
fn rule_1_2_a_folder_keeps_its_id_when_it_is_renamed_and_moved() {
    let bench = Bench::new();
    let (a, b) = (bench.new_folder("a"), bench.new_folder("b"));
    let feid = bench.store.feid(a).to_bytes();
    bench.store.set_folder_values(a, &Bag::new().with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text("c".into()))).expect("renamed");
    bench.store.move_folder(a, b).expect("moved");
    assert_eq!(bench.store.feid(a).to_bytes(), feid);
    assert_eq!(bench.store.open_entry(&feid), Ok(Entry::Folder(a)));
}

#[test]
fn rule_1_2_entry_ids_are_flags_the_stores_guid_and_long_term_ids() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    let (guid, feid, meid) =
        (bench.store.replica_guid(), bench.store.feid(bench.inbox).to_bytes(), bench.store.meid(bench.inbox, item).to_bytes());
    let ltid = |counter: i64| Ltid::new(guid, counter as u64).to_bytes();
    assert_eq!((feid.len(), meid.len()), (46, 70));
    assert_eq!((&feid[..4], &feid[4..20], &feid[22..]), (&[0; 4][..], &guid.0[..], &ltid(bench.inbox.0)[..]));
    assert_eq!((&meid[..4], &meid[4..20]), (&[0; 4][..], &guid.0[..]));
    assert_eq!((&meid[22..46], &meid[46..]), (&ltid(bench.inbox.0)[..], &ltid(item.0)[..]));
}

#[test]
fn rule_1_2_an_entry_id_with_an_outdated_folder_still_finds_the_item() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "a");
    let old = bench.store.meid(bench.inbox, item).to_bytes();
    bench.move_to(item, bench.special(IOSTX_FOLDER_DRAFTS));
    assert_eq!(bench.store.open_entry(&old), Ok(Entry::Item(item)));
}

#[test]
fn rule_1_2_a_moved_item_gets_a_new_source_key_and_the_old_one_goes_into_the_tombstone() {
    let bench = Bench::new();
    let dest = bench.folder("dest");
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let old = source_key(&bench, item);
    bench.move_to(item, dest);
    let new = source_key(&bench, item);
    assert_ne!(old, new);
    let (table, deletes) = bench.deletes(bench.inbox);
    assert_eq!(deletes[0].stone.source_key.as_bytes(), old);
    assert_eq!(deletes[0].dest.as_ref().map(|dest| dest.source_key.as_bytes()), Some(new.as_slice()));
    drop(table);
    let (_, items) = bench.hand_out(dest);
    assert_eq!(items[0].source_key.as_bytes(), new);
    assert_eq!(items[0].source.as_ref().map(|source| source.source_key.as_bytes()), Some(old.as_slice()));
}

#[test]
fn rule_1_2_the_source_key_of_a_deleted_item_is_remembered_for_90_days() {
    let bench = Bench::new();
    let key = xid(9, 1);
    let importer = bench.importer(bench.inbox);
    importer.import_message_change(&ics(&key, 1), 0).expect("new").save(0).expect("saved");
    importer.finish(true).expect("finished");
    let item = bench.items(bench.inbox)[0];
    assert_eq!(source_key(&bench, item), key);
    bench.delete(item);
    let (mut table, deletes) = bench.deletes(bench.inbox);
    table.answer_delete(&deletes[0], ok());
    table.commit().expect("settled");
    let bench = bench.restarted();
    let late = |bench: &Bench| bench.importer(bench.inbox).import_message_change(&ics(&key, 2), 0).map(|_| ()).map_err(|e| e.code);
    bench.turn_clock(90 * DAY - 1);
    assert_eq!(late(&bench), Err(IOSTX_SYNC_E_OBJECT_DELETED), "a late change");
    bench.turn_clock(1);
    assert_eq!(late(&bench), Ok(()));
}

#[test]
fn rule_1_2_a_key_that_the_server_deleted_unknown_here_is_remembered_too() {
    let bench = Bench::new();
    let key = xid(9, 7);
    let importer = bench.importer(bench.inbox);
    importer.import_message_deletion(&[&key], 0).expect("passed over");
    assert_eq!(importer.import_message_change(&ics(&key, 2), 0).err().map(|e| e.code), Some(IOSTX_SYNC_E_OBJECT_DELETED));
}

#[test]
fn rule_1_2_remote_ids_are_forgotten_at_once_since_servers_reuse_them() {
    let bench = Bench::new();
    let first = bench.imported(bench.inbox, mail("r1", "1", "first"));
    bench.delete(first);
    let (mut table, deletes) = bench.deletes(bench.inbox);
    table.answer_delete(&deletes[0], ok());
    table.commit().expect("settled");
    let second =
        bench.imported(bench.inbox, ImportItem { match_key: b"<other@example.org>".to_vec(), ..mail("r1", "1", "second") });
    assert_ne!(first, second);
    assert_eq!(bench.pending(second), Pending::NONE);
    bench.delete_remote(bench.inbox, &["r1"]);
    let third = bench.imported(bench.inbox, ImportItem { match_key: b"<third@example.org>".to_vec(), ..mail("r1", "1", "third") });
    assert_ne!(second, third);
    bench.check();
}

#[test]
fn rule_1_2_an_item_that_the_server_moved_takes_changes_under_its_new_source_key() {
    let (bench, memory) = (Bench::new(), SessionMemory::default());
    let dest = bench.folder("dest");
    let item = bench.imported(bench.inbox, mail("r1", "1", "a"));
    let old = source_key(&bench, item);
    // As a server does that has no moves: gone here, and there again.
    let importer = bench.importer_in(bench.inbox, &memory);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.finish(true).expect("finished");
    let importer = bench.importer_in(dest, &memory);
    importer.import_item(ImportItem { binding: Binding::new("r7", "1"), ..mail("r1", "1", "a") }).expect("imported");
    importer.finish(true).expect("finished");
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    assert_eq!(bench.items(dest), [item], "moved, not doubled");
    let new = source_key(&bench, item);
    assert_ne!(old, new);
    let change = |key: &[u8]| bench.importer(dest).import_message_change(&ics(key, 2), 0).map(|_| ()).map_err(|e| e.code);
    assert_eq!((change(&old), change(&new)), (Err(IOSTX_SYNC_E_OBJECT_DELETED), Ok(())));
    bench.check();
}

#[test]
fn rule_1_1_a_counter_that_has_come_to_its_end_gives_nothing_out_twice() {
    for name in ["object", "change"] {
        let bench = Bench::new();
        let item = bench.create(bench.inbox, "one of the last");
        let path = bench.store.path().to_owned();
        let conn = rusqlite::Connection::open(path).expect("the file");
        conn.execute("UPDATE counter SET next = (1 << 48) - 200 WHERE name = ?1", [name]).expect("turned");
        let bench = bench.restarted();
        let mut created = 0;
        let error = loop {
            let message = bench.store.create_message(bench.inbox, false).expect("a message");
            match message.save(0) {
                Ok(()) => created += 1,
                Err(e) => break e,
            }
            assert!(created < 300, "48 bits are all there are");
        };
        assert_eq!(error.code, IOSTX_MAPI_E_NOT_ENOUGH_RESOURCES);
        assert_eq!(bench.items(bench.inbox).len(), created + 1);
        assert!(bench.text(item).is_some(), "what is there can be read");
        bench.check();
    }
}
