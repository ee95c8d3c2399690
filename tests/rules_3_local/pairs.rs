//! 4.1, 4.3: the two halves of a move, and what of the server is one.

use iostx::store::{Binding, FolderId, ImportItem, ItemId, Pending, SessionMemory};

use crate::support::*;

/// A mail that was moved here from the first folder to the second.
fn moved_here(bench: &Bench) -> (FolderId, FolderId, ItemId) {
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, with_print(mail("r1", "v1", "a"), "print"));
    bench.move_to(item, b);
    (a, b, item)
}

#[test]
fn rule_4_1_the_half_that_is_handed_out_first_claims_the_pair_until_its_table_ends() {
    let bench = Bench::new();
    let (a, b, item) = moved_here(&bench);
    let (table, deletes) = bench.deletes(a);
    assert_eq!(deletes.len(), 1);
    assert!(bench.hand_out(b).1.is_empty(), "the source is handed out");
    drop(table);
    let (table, items) = bench.hand_out(b);
    assert_eq!((items.len(), items[0].item.id, items[0].retry), (1, item, true), "free again, and to be looked for");
    assert!(bench.deletes(a).1.is_empty(), "the destination is handed out");
    drop(table);
    assert_eq!(bench.deletes(a).1.len(), 1);
}

#[test]
fn rule_4_1_a_copy_that_was_uploaded_and_the_deletion_of_its_source_are_written_at_once() {
    let bench = Bench::new();
    let (a, b, item) = moved_here(&bench);
    let (mut table, items) = bench.hand_out(b);
    table.answer_item(&items[0], done("r7", "v1"));
    assert!(bench.deletes(a).1.is_empty(), "not before the destination is confirmed");
    table.commit().expect("settled");
    drop((table, items));
    let bench = bench.restarted();
    assert_eq!((bench.pending(item), bench.item(item).binding), (Pending::NONE, Binding::new("r7", "v1")));
    let (_, deletes) = bench.deletes(a);
    assert_eq!((deletes.len(), deletes[0].dest.is_none(), deletes[0].stone.binding.clone()), (1, true, Binding::new("r1", "v1")));
    bench.check();
}

/// A server that has no moves: the item goes from one folder and comes into another, in either order.
fn moved_there(bench: &Bench, item: ImportItem, (from, to): (FolderId, FolderId), deletion_first: bool) {
    let memory = SessionMemory::default();
    for deletion in [deletion_first, !deletion_first] {
        let importer = bench.importer_in(if deletion { from } else { to }, &memory);
        match deletion {
            true => importer.delete_remote(&[b"r1"]).expect("told"),
            false => drop(importer.import_item(item.clone()).expect("imported")),
        }
        importer.finish(true).expect("finished");
    }
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
}

#[test]
fn rule_4_3_a_deletion_and_an_import_of_one_key_and_fingerprint_are_a_move_in_either_order() {
    for deletion_first in [true, false] {
        let bench = Bench::new();
        let (a, b) = (bench.folder("a"), bench.folder("b"));
        let item = bench.imported(a, with_print(mail("r1", "v1", "a"), "print"));
        bench.set_read(item, true);
        bench.add_keyword(item, "ours");
        // Only the header comes: the body must be the one that is here.
        let there = header(with_print(ImportItem { binding: Binding::new("r7", "v1"), ..mail("r1", "v1", "a") }, "print"));
        moved_there(&bench, there, (a, b), deletion_first);
        assert_eq!((bench.items(a), bench.items(b)), (vec![], vec![item]), "deletion first: {deletion_first}");
        assert_eq!(bench.text(item).map(String::into_bytes), Some(text_of("a")));
        assert_eq!(bench.pending(item), Pending::READ.plus(Pending::FLAGS));
        assert_eq!(bench.item(item).binding.remote_id, b"r7");
        bench.check();
    }
}

#[test]
fn rule_4_3_another_fingerprint_or_another_key_is_no_move() {
    for deletion_first in [true, false] {
        for (key, print) in [("<r1@example.org>", "other"), ("<other@example.org>", "print")] {
            let bench = Bench::new();
            let (a, b) = (bench.folder("a"), bench.folder("b"));
            let item = bench.imported(a, with_print(mail("r1", "v1", "a"), "print"));
            let there = ImportItem { binding: Binding::new("r7", "v1"), match_key: key.into(), ..mail("r1", "v1", "a") };
            moved_there(&bench, with_print(there, print), (a, b), deletion_first);
            assert!(bench.items(a).is_empty() && bench.store.item(item).is_err(), "{key} {print}: deleted");
            assert_eq!(bench.items(b).len(), 1);
            bench.check();
        }
    }
}

#[test]
fn rule_4_3_what_shows_up_in_a_later_pass_is_no_move() {
    let bench = Bench::new();
    let (a, b) = (bench.folder("a"), bench.folder("b"));
    let item = bench.imported(a, with_print(mail("r1", "v1", "a"), "print"));
    bench.delete_remote(a, &["r1"]);
    bench.import(b, &[with_print(ImportItem { binding: Binding::new("r7", "v1"), ..mail("r1", "v1", "a") }, "print")]);
    assert!(bench.store.item(item).is_err());
    assert_eq!(bench.items(b).len(), 1);
    bench.check();
}
