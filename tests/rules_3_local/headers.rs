//! 3.3: items of which only the header is here.

use iostx::codes::IOSTX_MAPI_E_NO_SUPPORT;
use iostx::props::Value;
use iostx::props::flags::IOSTX_FLAG_FLAGGED;
use iostx::store::{Access, Binding, FolderId, ImportItem, ItemId, Pending, Probe, item_bits};

use crate::support::*;

/// A folder of the server with the header of one mail in it.
fn with_header(bench: &Bench) -> (FolderId, ItemId) {
    let folder = bench.folder("a");
    (folder, bench.imported(folder, header(mail("r1", "v1", "a"))))
}

fn body(bench: &Bench, item: ItemId) -> Option<Vec<u8>> {
    bench.text(item).map(String::into_bytes)
}

#[test]
fn rule_3_3_a_header_takes_flags_keywords_moves_and_deletion() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    let other = bench.folder("b");
    bench.set_read(item, true);
    bench.set_flags(item, IOSTX_FLAG_FLAGGED, 0);
    bench.add_keyword(item, "a");
    assert_eq!(bench.pending(item), Pending::READ.plus(Pending::FLAGS));
    bench.move_to(item, other);
    let (table, items) = bench.hand_out(other);
    assert!(items[0].why.has(Pending::MOVED) && items[0].item.is(item_bits::HEADER));
    assert_eq!(items[0].source.as_ref().map(|source| source.binding.remote_id.clone()), Some(b"r1".to_vec()));
    drop((table, items));
    bench.upload_one(other, moved("r2", "v1"));
    bench.delete(item);
    assert_eq!(bench.deletes(other).1.len(), 1);
    assert!(bench.deletes(folder).1.is_empty());
    bench.check();
}

#[test]
fn rule_3_3_writing_the_text_of_a_header_is_refused() {
    let bench = Bench::new();
    let (_, item) = with_header(&bench);
    let message = bench.store.open_message(item, Access::Modify).expect("there");
    assert_eq!(message.set(CONTENT, Value::Binary(b"x".to_vec())).map_err(|e| e.code), Err(IOSTX_MAPI_E_NO_SUPPORT));
    assert_eq!(message.remove(CONTENT).map_err(|e| e.code), Err(IOSTX_MAPI_E_NO_SUPPORT));
    assert_eq!(message.open_writer(CONTENT).map(|_| ()).map_err(|e| e.code), Err(IOSTX_MAPI_E_NO_SUPPORT));
    assert_eq!(bench.pending(item), Pending::NONE);
}

#[test]
fn rule_3_3_a_text_written_through_an_older_handle_is_refused_too() {
    let bench = Bench::new();
    let folder = bench.folder("a");
    let item = bench.imported(folder, event("r1", "v1", "uid", "old"));
    let message = bench.store.open_message(item, Access::Modify).expect("there");
    message.set(CONTENT, Value::Binary(b"ours".to_vec())).expect("set");
    bench.import(folder, &[header(event("r1", "v2", "uid", "new"))]);
    assert!(bench.item(item).is(item_bits::HEADER));
    assert!(message.save(0).is_err());
    bench.check();
}

#[test]
fn rule_3_3_a_copy_of_a_header_waits_for_the_body_and_gets_it() {
    for key in ["<r1@example.org>", ""] {
        let bench = Bench::new();
        let folder = bench.folder("a");
        let mail = || ImportItem { match_key: key.into(), ..mail("r1", "v1", "a") };
        let item = bench.imported(folder, header(mail()));
        let local = bench.local_folder("local");
        let copies = [bench.copy(item, folder), bench.copy(item, bench.inbox), bench.copy(item, local)];
        assert!(bench.hand_out(folder).1.is_empty() && bench.hand_out(bench.inbox).1.is_empty(), "it waits");
        let wanted: Vec<_> = bench.importer(folder).wanted(b"", 10).expect("a list").into_iter().map(|one| one.remote_id).collect();
        assert_eq!(wanted, [b"r1"]);
        bench.import(folder, &[mail()]);
        for copy in copies {
            assert_eq!(body(&bench, copy), Some(text_of("a")), "with key {key:?}");
            assert!(!bench.item(copy).is(item_bits::HEADER));
        }
        assert_eq!((bench.hand_out(folder).1.len(), bench.hand_out(bench.inbox).1.len()), (1, 1), "now it is offered");
        assert_eq!(bench.pending(copies[2]), Pending::NONE);
        assert!(bench.importer(folder).wanted(b"", 10).expect("a list").is_empty());
        bench.check();
    }
}

#[test]
fn rule_3_3_a_move_of_a_header_into_a_local_folder_waits_for_the_body() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    let local = bench.local_folder("local");
    bench.move_to(item, local);
    assert!(bench.deletes(folder).1.is_empty(), "not before the body is here");
    let bench = bench.restarted();
    assert!(bench.deletes(folder).1.is_empty());
    bench.check();
    bench.import(folder, &[header(mail("r1", "v1", "a"))]);
    assert!(bench.deletes(folder).1.is_empty(), "a listing is no body");
    bench.import(folder, &[mail("r1", "v1", "a")]);
    assert_eq!((body(&bench, item), bench.item(item).folder, bench.pending(item)), (Some(text_of("a")), local, Pending::NONE));
    let (_, deletes) = bench.deletes(folder);
    assert_eq!((deletes.len(), deletes[0].dest.is_none()), (1, true));
    bench.check();
}

#[test]
fn rule_3_3_a_header_that_was_moved_before_waits_in_a_local_folder_too() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    let (other, local) = (bench.folder("b"), bench.local_folder("local"));
    bench.move_to(item, other);
    bench.move_to(item, local);
    assert!(bench.deletes(folder).1.is_empty() && bench.deletes(other).1.is_empty());
    bench.import(folder, &[mail("r1", "v1", "a")]);
    assert_eq!(body(&bench, item), Some(text_of("a")));
    assert_eq!(bench.deletes(folder).1.len(), 1);
    bench.check();
}

#[test]
fn rule_3_3_a_header_that_waits_in_a_local_folder_can_be_deleted_and_moved_back() {
    let bench = Bench::new();
    let folder = bench.folder("a");
    let items = ["r1", "r2", "r3"].map(|id| bench.imported(folder, header(mail(id, "v1", "a"))));
    let (other, local) = (bench.folder("b"), bench.local_folder("local"));
    items.iter().for_each(|item| bench.move_to(*item, local));
    bench.delete(items[0]);
    bench.move_to(items[1], folder);
    bench.move_to(items[2], other);
    bench.check();
    let (table, deletes) = bench.deletes(folder);
    let told: Vec<_> = deletes.iter().map(|entry| (entry.stone.item, entry.dest.is_some())).collect();
    assert_eq!(told, [(items[0], false), (items[2], true)]);
    drop(table);
    assert_eq!((bench.pending(items[1]), bench.pending(items[2])), (Pending::NONE, Pending::MOVED));
    assert_eq!(bench.item(items[1]).binding.remote_id, b"r2");
}

#[test]
fn rule_3_3_the_original_is_not_deleted_on_the_server_while_a_copy_waits_for_its_body() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    let copies = [bench.copy(item, bench.inbox), bench.copy(item, folder)];
    bench.delete(item);
    assert!(bench.deletes(folder).1.is_empty(), "or the copies would never get theirs");
    let bench = bench.restarted();
    bench.delete(copies[1]);
    assert!(bench.deletes(folder).1.is_empty());
    bench.import(folder, &[mail("r1", "v1", "a")]);
    assert_eq!(body(&bench, copies[0]), Some(text_of("a")));
    assert!(bench.items(folder).is_empty(), "the original stays deleted");
    assert_eq!(bench.deletes(folder).1.len(), 1);
    bench.check();
}

#[test]
fn rule_3_3_the_original_goes_when_the_copies_that_waited_are_gone() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    let copy = bench.copy(item, bench.inbox);
    bench.delete(item);
    bench.delete(copy);
    assert_eq!(bench.deletes(folder).1.len(), 1);
    bench.check();
}

#[test]
fn rule_8_row_8_the_deletion_of_a_header_names_the_version_that_a_probe_shows() {
    let bench = Bench::new();
    let (folder, item) = with_header(&bench);
    bench.delete(item);
    let importer = bench.importer(folder);
    let seen = ImportItem { content: None, ..mail("r1", "v2", "a") };
    assert_eq!(importer.probe(&[seen]), Ok(vec![Probe::Deleted]));
    importer.finish(true).expect("finished");
    assert_eq!(bench.items(folder), []);
    let named: Vec<_> = bench.deletes(folder).1.into_iter().map(|entry| entry.stone.binding).collect();
    assert_eq!(named, [Binding::new("r1", "v2")]);
    bench.check();
}
