//! 4.3, 6.10, 8: what was changed here, vanished from its folder, and shows up in another one in a later pass.

use iostx::codes::IOSTX_SYNC_E_CONFLICT;
use iostx::store::flags::IOSTX_DEL_MESSAGES;
use iostx::store::{Answer, Binding, Cancel, FolderId, ImportItem, ItemId, MassLimit, Pending, SessionMemory};

use super::elsewhere::offered;
use crate::support::*;

/// What a pass downloads of a folder.
struct Table<'a> {
    folder: FolderId,
    items: &'a [ImportItem],
    gone: &'a [&'a str],
}

impl Table<'_> {
    fn of(folder: FolderId) -> Self {
        Table { folder, items: &[], gone: &[] }
    }
}

/// A pass over all folders, or what was done of it when it was stopped.
fn pass(bench: &Bench, complete: bool, tables: &[Table<'_>]) {
    let memory = SessionMemory::of(bench.root);
    let folders = bench.store.hierarchy_importer(bench.root, &memory, MassLimit::default(), &Cancel::default());
    folders.expect("an importer").finish(true).expect("finished");
    for table in tables {
        let importer = bench.importer_in(table.folder, &memory);
        table.items.iter().for_each(|item| drop(importer.import_item(item.clone()).expect("imported")));
        let gone: Vec<&[u8]> = table.gone.iter().map(|id| id.as_bytes()).collect();
        importer.delete_remote(&gone).expect("told");
        importer.finish(true).expect("finished");
    }
    if complete {
        bench.store.end_pass(&memory, bench.root, true).expect("ended");
    }
    bench.check();
}

/// Two folders, and an item of the first one that was changed here.
fn changed(item: ImportItem) -> (Bench, FolderId, FolderId, ItemId) {
    let bench = Bench::new();
    let (home, other) = (bench.folder("home"), bench.folder("other"));
    let item = bench.imported(home, with_print(item, "print"));
    bench.import(other, &[]);
    bench.write(item, "ours");
    (bench, home, other, item)
}

/// The same item where the server has it now.
fn moved_there(item: ImportItem) -> ImportItem {
    ImportItem { binding: Binding::new("r7", "v1"), ..with_print(item, "print") }
}

fn gone<'a>(folder: FolderId) -> Table<'a> {
    Table { gone: &["r1"], ..Table::of(folder) }
}

#[test]
fn rule_4_3_what_was_changed_here_and_shows_up_in_a_later_pass_than_missed_it_is_one_item() {
    for item in [mail("r1", "v1", "subject"), event("r1", "v1", "uid", "theirs")] {
        for home_first in [true, false] {
            let (bench, home, other, id) = changed(item.clone());
            // Stopped between the downloads of the two.
            pass(&bench, false, &[gone(home)]);
            assert_eq!(offered(&bench, home), [(true, true)], "it may be elsewhere");
            let bench = bench.restarted();
            let shown = Table { items: &[moved_there(item.clone())], ..Table::of(other) };
            let tables = if home_first { [Table::of(home), shown] } else { [shown, Table::of(home)] };
            pass(&bench, true, &tables);
            assert_eq!((bench.items(home), bench.by_remote(other, "r7")), (vec![], Some(id)), "home first: {home_first}");
            assert_eq!(
                (bench.text(id).as_deref(), bench.pending(id)),
                (Some("ours"), Pending::CONTENT),
                "home first: {home_first}"
            );
        }
    }
}

#[test]
fn rule_4_3_what_was_moved_between_the_downloads_of_two_folders_is_found_by_the_next_pass() {
    let (bench, home, other, id) = changed(mail("r1", "v1", "subject"));
    pass(&bench, true, &[Table::of(other), gone(home)]);
    assert_eq!(offered(&bench, home), [(true, true)], "the other folder was downloaded before");
    bench.upload_one(home, Answer { code: IOSTX_SYNC_E_CONFLICT, ..Answer::default() });
    pass(&bench, true, &[Table { items: &[moved_there(mail("r1", "v1", "subject"))], ..Table::of(other) }, Table::of(home)]);
    assert_eq!((bench.items(home), bench.by_remote(other, "r7")), (vec![], Some(id)));
    assert_eq!(bench.pending(id), Pending::CONTENT);
}

#[test]
fn rule_8_what_was_changed_here_and_deleted_there_is_uploaded_once_the_other_folders_have_told_since() {
    for (home_first, at_once) in [(true, true), (false, false)] {
        let (bench, home, other, id) = changed(mail("r1", "v1", "subject"));
        let tables = if home_first { [gone(home), Table::of(other)] } else { [Table::of(other), gone(home)] };
        pass(&bench, true, &tables);
        assert_eq!((bench.items(home), bench.pending(id).has(Pending::NEW)), (vec![id], true));
        if !at_once {
            assert_eq!(offered(&bench, home), [(true, true)], "home first: {home_first}");
            pass(&bench, true, &[Table::of(other), Table::of(home)]);
        }
        assert_eq!(offered(&bench, home), [(true, false)], "home first: {home_first}");
    }
}

#[test]
fn rule_8_what_may_be_in_a_folder_that_was_deleted_here_waits_until_that_is_deleted_or_back() {
    let (bench, home, other, _) = changed(mail("r1", "v1", "subject"));
    bench.store.delete_folder(other, IOSTX_DEL_MESSAGES).expect("deleted");
    pass(&bench, true, &[gone(home)]);
    assert_eq!(offered(&bench, home), [(true, true)]);
}

/// Two folders, and an item of the first one that a whole pass showed.
fn told(item: ImportItem) -> (Bench, FolderId, FolderId, ItemId) {
    let bench = Bench::new();
    let (home, other) = (bench.folder("home"), bench.folder("other"));
    let shown = [with_print(item, "print")];
    pass(&bench, true, &[Table { items: &shown, ..Table::of(home) }, Table::of(other)]);
    let id = bench.by_remote(home, "r1").expect("imported");
    (bench, home, other, id)
}

#[test]
fn rule_4_3_what_an_earlier_pass_that_was_stopped_showed_elsewhere_is_what_vanishes_with_work_now() {
    for item in [mail("r1", "v1", "subject"), event("r1", "v1", "uid", "theirs")] {
        for changed_first in [true, false] {
            let (bench, home, other, id) = told(item.clone());
            if changed_first {
                bench.write(id, "ours");
            }
            pass(&bench, false, &[Table { items: &[moved_there(item.clone())], ..Table::of(other) }]);
            let bench = bench.restarted();
            if !changed_first {
                bench.write(id, "ours");
            }
            pass(&bench, true, &[Table::of(other), gone(home)]);
            assert_eq!((bench.items(home), bench.by_remote(other, "r7")), (vec![], Some(id)), "changed first: {changed_first}");
            assert_eq!((bench.text(id).as_deref(), bench.pending(id)), (Some("ours"), Pending::CONTENT));
        }
    }
}

#[test]
fn rule_4_3_what_was_there_beside_an_item_when_all_folders_told_is_a_copy() {
    let (bench, home, other, id) = told(mail("r1", "v1", "subject"));
    pass(&bench, false, &[Table { items: &[moved_there(mail("r1", "v1", "subject"))], ..Table::of(other) }]);
    // Nothing new, and all is told.
    pass(&bench, true, &[Table::of(other), Table::of(home)]);
    let before = bench.bytes();
    pass(&bench, true, &[Table::of(other), Table::of(home)]);
    assert_eq!(bench.bytes(), before, "nothing is written twice for that");
    let copy = bench.by_remote(other, "r7");
    bench.write(id, "ours");
    pass(&bench, true, &[Table::of(other), gone(home)]);
    assert_eq!((bench.items(home), bench.by_remote(other, "r7")), (vec![id], copy), "deleted there, changed here: new");
    assert!(bench.pending(id).has(Pending::NEW));
}

#[test]
fn rule_4_3_a_copy_that_an_app_made_meanwhile_is_not_what_vanished() {
    let (bench, home, other, id) = told(mail("r1", "v1", "subject"));
    // Something came, in a pass that was stopped.
    pass(&bench, false, &[Table { items: &[mail("r8", "v1", "another")], ..Table::of(other) }]);
    let copy = bench.copy(id, other);
    bench.upload_one(other, done("r9", "v1"));
    bench.write(id, "ours");
    pass(&bench, true, &[Table::of(other), gone(home)]);
    assert_eq!((bench.items(home), bench.by_remote(other, "r9")), (vec![id], Some(copy)));
}
