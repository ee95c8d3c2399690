//! 5.1: the order in which folders are uploaded.

use super::*;

#[test]
fn rule_5_1_new_and_moved_folders_are_offered_parents_first() {
    let bench = Bench::new();
    let moved = bench.server_folder("moved");
    let child = bench.mkdir(bench.root, "child");
    let parent = bench.mkdir(bench.root, "parent");
    bench.store.move_folder(child, parent).expect("moved");
    bench.store.move_folder(moved, child).expect("moved");
    assert_eq!(plan(&bench), [done("parent", Pending::NEW), done("child", Pending::NEW), done("moved", Pending::MOVED)]);
    bench.upload_folders();
    assert_eq!(plan(&bench), []);
    assert_eq!(bench.folder(child).binding.remote_id, b"child");
}

#[test]
fn rule_5_1_deleted_folders_are_offered_children_first() {
    let bench = Bench::new();
    bench.server_folder("a");
    bench.server_folder_in("a", "b");
    bench.server_folder_in("b", "c");
    let top = bench.store.subfolders(bench.root).expect("a list").into_iter().find(|folder| folder.name == "a").expect("there").id;
    bench.rmdir(top);
    let order: Vec<_> = bench.upload_folders();
    assert_eq!(order, [done("c", Pending::DELETED), done("b", Pending::DELETED), done("a", Pending::DELETED)]);
    assert_eq!(plan(&bench), []);
}

#[test]
fn rule_5_1_a_deletion_waits_while_a_move_out_of_the_folder_or_below_it_is_pending() {
    for below in [false, true] {
        let bench = Bench::new();
        let (dest, old) = (bench.server_folder("dest"), bench.server_folder("old"));
        let source = if below { bench.server_folder_in("old", "sub") } else { old };
        let item = bench.synced(source, "a", "one");
        bench.move_to(item, dest);
        bench.rmdir(old);
        assert_eq!(plan(&bench), [], "the item must be out first");
        assert_eq!(bench.upload(dest), [(item, Pending::MOVED)]);
        // Upload hierarchy is entered again after the contents.
        let order = bench.upload_folders();
        assert_eq!(order.last(), Some(&done("old", Pending::DELETED)));
        assert_eq!(plan(&bench), []);
        assert!(bench.pending(item).is_clean());
    }
}

#[test]
fn rule_5_1_a_deletion_waits_for_a_folder_that_was_moved_out() {
    let bench = Bench::new();
    let old = bench.server_folder("old");
    let sub = bench.server_folder_in("old", "sub");
    bench.store.move_folder(sub, bench.root).expect("moved");
    bench.rmdir(old);
    assert_eq!(plan(&bench), [done("sub", Pending::MOVED), done("(deleted)", Pending::DELETED)]);
    // The move is refused twice, and waits for its next attempt: so does the deletion.
    for _ in 0..2 {
        answer(&bench, &hand_out(&bench, b""), Answer { code: IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() });
    }
    assert_eq!(plan(&bench), [], "nothing that is below it on the server may be deleted with it");
    bench.at(2);
    assert_eq!(bench.upload_folders().len(), 2);
}

#[test]
fn rule_5_1_a_deletion_goes_before_a_sibling_that_wants_its_name_or_both_wait() {
    let bench = Bench::new();
    let dest = bench.server_folder("dest");
    let (old, other) = (bench.server_folder("name"), bench.server_folder("other"));
    let item = bench.synced(old, "a", "one");
    bench.rename(other, "interim");
    bench.move_to(item, dest);
    bench.rmdir(old);
    let new = bench.mkdir(bench.root, "name");
    assert_eq!(plan(&bench), [done("interim", Pending::PROPS)], "the new one waits with the deletion");
    bench.upload(dest);
    let order = plan(&bench);
    let place = |wanted: (String, Pending)| order.iter().position(|work| *work == wanted).expect("offered");
    assert!(place(done("(deleted)", Pending::DELETED)) < place(done("name", Pending::NEW)));
    // The same for one that is renamed.
    bench.rmdir(new);
    bench.rename(other, "name");
    assert_eq!(plan(&bench), [done("(deleted)", Pending::DELETED), done("name", Pending::PROPS)]);
}

#[test]
fn rule_5_1_names_are_swapped_by_way_of_a_temporary_one() {
    let bench = Bench::new();
    let (a, b) = (bench.server_folder("a"), bench.server_folder("b"));
    bench.rename(a, "x");
    bench.rename(b, "a");
    bench.rename(a, "b");
    let work = bench.folder_work();
    assert_eq!(work.len(), 3);
    // What a server would have after each step: no two of one name.
    let mut server = std::collections::BTreeMap::from([(a, "a".to_owned()), (b, "b".to_owned())]);
    for work in work {
        let upload = bench.store.begin_folder_upload(&work, b"").expect("handed out").expect("pending");
        assert!(!server.values().any(|name| *name == upload.folder.name), "{} is taken", upload.folder.name);
        server.insert(work.id, upload.folder.name.clone());
        answer(&bench, &upload, Answer { ok: true, ..Answer::default() });
    }
    assert_eq!((server[&a].as_str(), server[&b].as_str()), ("b", "a"));
    assert_eq!(plan(&bench), []);
}

#[test]
fn rule_5_1_a_swap_that_stops_after_its_first_step_goes_on_later() {
    let bench = Bench::new();
    let (a, b) = (bench.server_folder("a"), bench.server_folder("b"));
    bench.rename(a, "x");
    bench.rename(b, "a");
    bench.rename(a, "b");
    answer(&bench, &hand_out(&bench, b""), Answer { ok: true, ..Answer::default() });
    let order: Vec<_> = bench.upload_folders().into_iter().map(|(name, _)| name).collect();
    assert_eq!(order, ["a", "b"]);
    assert_eq!((bench.folder(a).name.as_str(), bench.folder(b).name.as_str()), ("b", "a"));
    assert!(bench.folder(a).pending.is_clean() && bench.folder(b).pending.is_clean());
}

#[test]
fn rule_5_1_a_folder_steps_aside_where_the_server_has_it() {
    // A new folder takes the name of one that moves into it: neither can go first.
    let bench = Bench::new();
    let old = bench.server_folder("name");
    bench.rename(old, "interim");
    let new = bench.mkdir(bench.root, "name");
    bench.store.move_folder(old, new).expect("moved");
    bench.rename(old, "name");
    let first = hand_out(&bench, b"");
    assert_eq!((first.folder.id, first.why), (old, Pending::PROPS));
    assert_eq!(first.folder.parent, Some(bench.root), "its new parent is not on the server yet");
    answer(&bench, &first, Answer { ok: true, ..Answer::default() });
    assert_eq!(bench.upload_folders(), [done("name", Pending::NEW), done("name", Pending::MOVED.plus(Pending::PROPS))]);
    assert_eq!(plan(&bench), []);
    assert_eq!((bench.folder(old).parent, bench.folder(old).name.as_str()), (Some(new), "name"));
}

#[test]
fn rule_5_1_what_is_below_a_new_folder_that_waits_waits_too() {
    let bench = Bench::new();
    let parent = bench.mkdir(bench.root, "parent");
    bench.mkdir(parent, "child");
    for _ in 0..2 {
        answer(&bench, &hand_out(&bench, b""), Answer { code: IOSTX_MAPI_E_NO_ACCESS, ..Answer::default() });
    }
    assert_eq!(plan(&bench), []);
    bench.at(2);
    assert_eq!(plan(&bench), [done("parent", Pending::NEW), done("child", Pending::NEW)]);
}

#[test]
fn rule_5_1_a_child_takes_the_place_of_its_deleted_parent() {
    // Server: name / child. Here the child takes place and name of its parent: neither can go first.
    let bench = Bench::new();
    let old = bench.server_folder("name");
    let child = bench.server_folder_in("name", "child");
    bench.store.move_folder(child, bench.root).expect("moved");
    bench.rmdir(old);
    bench.rename(child, "name");
    let steps = bench.upload_folders();
    assert_eq!(steps[1], done("name", Pending::DELETED), "out under a temporary name, the deletion, then the name");
    assert_eq!((steps.len(), &steps[2].0), (3, &"name".to_owned()));
    assert_eq!(plan(&bench), []);
    assert_eq!(bench.folder(child).parent, Some(bench.root));
}

#[test]
fn rule_5_1_a_new_folder_takes_the_name_of_one_whose_child_it_gets() {
    let bench = Bench::new();
    let old = bench.server_folder("name");
    let child = bench.server_folder_in("name", "child");
    let new = bench.mkdir(bench.root, "new");
    bench.store.move_folder(child, new).expect("moved");
    bench.rmdir(old);
    bench.rename(new, "name");
    let steps: Vec<Pending> = bench.upload_folders().into_iter().map(|(_, why)| why).collect();
    assert_eq!(steps, [Pending::NEW, Pending::MOVED, Pending::DELETED, Pending::PROPS]);
    assert_eq!(plan(&bench), []);
}

#[test]
fn rule_5_1_each_folder_names_those_without_which_it_cannot_be_uploaded() {
    let bench = Bench::new();
    let (old, taker) = (bench.server_folder("old"), bench.server_folder("taker"));
    let sub = bench.server_folder_in("old", "sub");
    let parent = bench.mkdir(bench.root, "parent");
    let child = bench.mkdir(parent, "child");
    bench.rmdir(old);
    bench.rename(taker, "old");
    let work = bench.folder_work();
    let after = |id: FolderId| work.iter().find(|work| work.id == id).expect("offered").after.clone();
    assert_eq!(after(child), [parent]);
    assert_eq!(after(old), [sub], "children go first");
    assert_eq!(after(taker), [old], "the name is taken until then");
    assert_eq!((after(parent), after(sub)), (vec![], vec![]));
}
