//! 4.1, 4.3, 4.4: the two halves of a move, and the server's moves and deletions against them.

use iostx::codes::IOSTX_SYNC_E_CONFLICT;
use iostx::store::{Answer, Binding, FolderId, ItemId, Pending, SessionMemory};

use crate::support::*;

/// An event that both sides have in one folder, and two other folders.
fn event_in_a() -> (Bench, [FolderId; 3], ItemId) {
    let bench = Bench::new();
    let folders = ["a", "b", "c"].map(|name| bench.folder(name));
    let item = bench.imported(folders[0], with_print(event("r1", "v1", "uid", "text"), "p1"));
    (bench, folders, item)
}

/// The server moved what it had as r1 in one folder: one pass shows both folders, in either order.
fn server_moves(bench: &Bench, from: FolderId, to: FolderId, appears_first: bool) {
    let memory = SessionMemory::default();
    let appears = || {
        let importer = bench.importer_in(to, &memory);
        importer.import_item(with_print(event("r9", "v9", "uid", "text"), "p1")).expect("imported");
        importer.finish(true).expect("finished");
    };
    if appears_first {
        appears();
    }
    let importer = bench.importer_in(from, &memory);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.finish(true).expect("finished");
    if !appears_first {
        appears();
    }
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
}

/// How many reports there are of items, of whatever kind.
fn reports(bench: &Bench) -> usize {
    bench.store.list_conflicts(None).expect("a list").rows(10).expect("rows").len()
}

#[test]
fn rule_4_3_a_move_that_the_server_shows_as_a_deletion_and_a_new_item_wins_over_ours() {
    for (appears_first, handed_out, noted) in (0..8).map(|case| (case & 1 != 0, case & 2 != 0, case & 4 != 0)) {
        let (bench, [a, b, c], item) = event_in_a();
        bench.move_to(item, b);
        if noted {
            bench.set(item, SUBJECT, iostx::props::Value::Text("ours".into()));
        }
        if handed_out {
            assert_eq!(bench.hand_out(b).1.len(), 1, "and never answered");
        }
        server_moves(&bench, a, c, appears_first);
        let case = format!("first {appears_first}, handed out {handed_out}, noted {noted}");
        assert_eq!([a, b, c].map(|folder| bench.items(folder)), [vec![], vec![], vec![item]], "{case}");
        assert_eq!(bench.item(item).binding, Binding::new("r9", "v9"), "{case}");
        assert_eq!(bench.pending(item), if noted { Pending::PROPS } else { Pending::NONE }, "{case}");
        assert_eq!(bench.hand_out(c).1.iter().filter(|up| up.retry).count(), 0, "{case}: nothing is to be looked for");
        assert!(bench.deletes(a).1.is_empty() && bench.deletes(b).1.is_empty(), "{case}");
        assert_eq!(reports(&bench), 1, "{case}");
        bench.check();
    }
}

#[test]
fn rule_4_3_an_edit_between_the_two_halves_of_the_servers_move_is_not_lost() {
    let (bench, [a, b, c], item) = event_in_a();
    bench.move_to(item, b);
    bench.write(item, "ours");
    let memory = SessionMemory::default();
    let importer = bench.importer_in(a, &memory);
    importer.delete_remote(&[b"r1"]).expect("told");
    importer.finish(true).expect("finished");
    bench.write(item, "ours, once more");
    let importer = bench.importer_in(c, &memory);
    importer.import_item(with_print(event("r9", "v9", "uid", "text"), "p1")).expect("imported");
    importer.finish(true).expect("finished");
    bench.store.end_pass(&memory, bench.root, true).expect("ended");
    assert_eq!((bench.items(c), bench.pending(item)), (vec![item], Pending::CONTENT));
    assert_eq!(bench.text(item).as_deref(), Some("ours, once more"));
    bench.check();
}

#[test]
fn rule_4_1_a_copy_elsewhere_is_not_deleted_before_an_item_that_came_back_is_there() {
    let (bench, [a, b, _], item) = event_in_a();
    bench.move_to(item, b);
    bench.upload_one(b, done("r2", "v2"));
    // The original is just being deleted, and the item comes back.
    let (mut table, entries) = bench.deletes(a);
    assert_eq!(entries.len(), 1);
    bench.move_to(item, a);
    table.answer_delete(&entries[0], ok());
    table.commit().expect("settled");
    drop(table);
    let (_, entries) = bench.deletes(b);
    assert!(entries.iter().all(|entry| entry.dest.is_some()), "the last copy is to be moved, not to be deleted");
    bench.upload_one(a, Answer { moved: true, ..done("r3", "v3") });
    assert_eq!((bench.item(item).binding, bench.pending_count()), (Binding::new("r3", "v3"), 0));
    bench.check();
}

#[test]
fn rule_4_1_an_item_that_was_moved_on_after_a_lost_answer_goes_on_from_where_it_may_be() {
    for changed in [false, true] {
        let (bench, [a, b, c], item) = event_in_a();
        if changed {
            bench.write(item, "ours");
        }
        bench.move_to(item, b);
        assert_eq!(bench.hand_out(b).1.len(), 1, "done by the server, and never answered");
        bench.move_to(item, c);
        // The download of where it was on its way does not tell of it, and it is not where it was: the agent cannot know more.
        bench.import(b, &[]);
        bench.upload_one(c, Answer { code: IOSTX_SYNC_E_CONFLICT, ..Answer::default() });
        bench.delete_remote(a, &["r1"]);
        bench.import(c, &[]);
        let (mut table, items) = bench.hand_out(c);
        let source = items[0].source.as_ref().map(|source| source.folder);
        assert_eq!((items.len(), source), (1, Some(b)), "changed {changed}: no second copy is uploaded");
        table.answer_item(&items[0], moved("r3", "v3"));
        table.commit().expect("settled");
        drop(table);
        assert_eq!((bench.item(item).binding, bench.pending_count()), (Binding::new("r3", "v3"), 0), "changed {changed}");
        bench.check();
    }
}
