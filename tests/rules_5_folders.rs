//! Section 5 of the rules of replication: the order in which folders are uploaded, new folders and retry marks, merging names and
//! places, and deletions that meet changes.

mod support_conflicts;

use iostx::codes::*;
use iostx::props::{Bag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use support_conflicts::*;

/// Names and reasons of the folders that would be uploaded now, in order.
fn plan(bench: &Bench) -> Vec<(String, Pending)> {
    let name = |work: &FolderWork| match &work.temporary_name {
        Some(_) => "(temporary)".to_owned(),
        None => name_of(bench, work.id),
    };
    bench.folder_work().iter().map(|work| (name(work), work.why)).collect()
}

/// Deleted folders are not to be opened any more: they are called by what the server calls them.
fn name_of(bench: &Bench, folder: FolderId) -> String {
    match bench.store.folder(folder) {
        Ok(folder) => folder.name,
        Err(_) => "(deleted)".to_owned(),
    }
}

fn done(name: &str, why: Pending) -> (String, Pending) {
    (name.to_owned(), why)
}

/// The names of the subfolders of the root that are no special folders.
fn names(bench: &Bench, parent: FolderId) -> Vec<String> {
    let folders = bench.store.subfolders(parent).expect("a list");
    folders.into_iter().filter(|folder| folder.role == 0).map(|folder| folder.name).collect()
}

/// A folder handed out for upload whose answer never came.
fn hand_out(bench: &Bench, cookie: &[u8]) -> FolderUpload {
    let work = bench.folder_work().remove(0);
    bench.store.begin_folder_upload(&work, cookie).expect("handed out").expect("pending")
}

fn answer(bench: &Bench, upload: &FolderUpload, answer: Answer) {
    bench.store.answer_folder(upload, &answer).expect("taken");
}

// 5.1: the order.

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

// 5.2: new folders.

#[test]
fn rule_5_2_a_new_folder_carries_a_retry_mark_until_it_is_answered() {
    let mut bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    let first = hand_out(&bench, b"cookie");
    assert!(!first.retry);
    bench.restart();
    let again = hand_out(&bench, b"");
    assert_eq!((again.retry, again.cookie.as_slice()), (true, b"cookie".as_slice()));
    answer(&bench, &again, Answer { ok: true, binding: Some(Binding::new("n", "1")), ..Answer::default() });
    assert_eq!(bench.folder(folder).binding, Binding::new("n", "1"));
    assert_eq!(plan(&bench), []);
    bench.rename(folder, "other");
    assert!(!hand_out(&bench, b"").retry, "a rename is safe to repeat");
}

#[test]
fn rule_5_2_a_server_folder_of_the_name_of_a_pending_new_one_is_that_folder() {
    for handed_out in [false, true] {
        let bench = Bench::new();
        let folder = bench.mkdir(bench.root, "new");
        let item = bench.create(folder, "mine");
        if handed_out {
            hand_out(&bench, b"");
        }
        let imported = bench.import_folder(dir("n", "new").version("1"));
        assert_eq!(imported, folder);
        assert_eq!(bench.folder(folder).binding, Binding::new("n", "1"));
        assert_eq!((plan(&bench), names(&bench, bench.root)), (vec![], vec!["new".to_owned()]));
        assert_eq!(bench.offered(folder), [(item, Pending::NEW)], "what is in it can be uploaded now");
    }
}

#[test]
fn rule_5_2_a_server_folder_of_that_name_elsewhere_is_another() {
    let bench = Bench::new();
    let parent = bench.server_folder("parent");
    let folder = bench.mkdir(parent, "new");
    assert_ne!(bench.import_folder(dir("n", "new")), folder);
    assert!(bench.folder(folder).pending.has(Pending::NEW));
}

#[test]
fn rule_5_2_a_new_folder_that_the_server_took_without_telling_its_id_is_bound_by_its_name() {
    let bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    answer(&bench, &hand_out(&bench, b""), Answer { ok: true, ..Answer::default() });
    assert_eq!(plan(&bench), [], "it is not offered again");
    assert_eq!(bench.import_folder(dir("n", "new")), folder);
    assert_eq!(bench.folder(folder).binding.remote_id, b"n");
}

#[test]
fn rule_5_2_a_new_folder_deleted_after_it_was_handed_out_is_deleted_on_the_server() {
    for told in [None, Some(Answer { ok: true, ..Answer::default() })] {
        let bench = Bench::new();
        let folder = bench.mkdir(bench.root, "new");
        let upload = hand_out(&bench, b"cookie");
        let answered = told.is_some();
        told.into_iter().for_each(|told| answer(&bench, &upload, told));
        bench.rmdir(folder);
        let deletion = hand_out(&bench, b"");
        assert_eq!((deletion.why, deletion.retry), (Pending::DELETED, true), "answered: {answered}");
        // The download shows that it is there, which is no change: the deletion stands, and knows what to delete.
        bench.import_folder(dir("n", "new").version("1"));
        assert!(bench.store.folder(folder).is_err());
        let deletion = hand_out(&bench, b"");
        assert_eq!((deletion.why, &deletion.folder.binding), (Pending::DELETED, &Binding::new("n", "1")));
        answer(&bench, &deletion, Answer { ok: true, ..Answer::default() });
        assert_eq!(plan(&bench), []);
    }
    let bench = Bench::new();
    let folder = bench.mkdir(bench.root, "new");
    bench.rmdir(folder);
    assert_eq!(plan(&bench), [], "one that was never handed out leaves no trace");
}

// 5.3: merging.

#[test]
fn rule_5_3_name_and_parent_merge_separately() {
    let bench = Bench::new();
    let (dest, folder) = (bench.server_folder("dest"), bench.server_folder("f"));
    bench.rename(folder, "ours");
    bench.import_folder(dir("f", "f").in_folder("dest"));
    let now = bench.folder(folder);
    assert_eq!((now.name.as_str(), now.parent), ("ours", Some(dest)));
    assert_eq!(now.pending, Pending::PROPS, "only the name is left to upload");
    assert_eq!(bench.conflicts(), []);

    let bench = Bench::new();
    let (dest, folder) = (bench.server_folder("dest"), bench.server_folder("f"));
    bench.store.move_folder(folder, dest).expect("moved");
    bench.import_folder(dir("f", "theirs").in_folder(""));
    let now = bench.folder(folder);
    assert_eq!((now.name.as_str(), now.parent, now.pending), ("theirs", Some(dest), Pending::MOVED));
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_5_3_of_two_names_the_last_writers_stands_the_servers_on_ties_and_the_loser_is_reported() {
    let cases = [(Some(0), "ours"), (Some(1), "theirs"), (Some(2), "theirs"), (Some(7), "theirs"), (None, "theirs")];
    for (minutes, winner) in cases {
        let bench = Bench::new();
        let folder = bench.server_folder("f");
        bench.at(1).rename(folder, "ours");
        let version = dir("f", "theirs");
        bench.import_folder(match minutes {
            Some(minutes) => version.changed(START + minutes * MINUTE),
            None => version,
        });
        assert_eq!(bench.folder(folder).name, winner, "{minutes:?}");
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_NAME], "{minutes:?}");
        assert_eq!(bench.folder(folder).pending.has(Pending::PROPS), winner == "ours");
    }
}

#[test]
fn rule_5_3_of_two_places_the_last_writers_stands_and_the_loser_is_reported() {
    for (minutes, server_wins) in [(0, false), (1, true), (2, true)] {
        let bench = Bench::new();
        let (ours, theirs, folder) = (bench.server_folder("ours"), bench.server_folder("theirs"), bench.server_folder("f"));
        bench.at(1).store.move_folder(folder, ours).expect("moved");
        bench.import_folder(dir("f", "f").in_folder("theirs").changed(START + minutes * MINUTE));
        assert_eq!(bench.folder(folder).parent, Some(if server_wins { theirs } else { ours }));
        assert_eq!(bench.folder(folder).pending.has(Pending::MOVED), !server_wins);
        assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_PARENT]);
    }
}

#[test]
fn rule_5_3_an_echo_of_our_own_rename_is_no_change() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    bench.rename(folder, "ours");
    bench.import_folder(dir("f", "f").version("2"));
    assert_eq!(
        (bench.folder(folder).name.as_str(), bench.folder(folder).pending),
        ("ours", Pending::PROPS),
        "the server's old name"
    );
    bench.import_folder(dir("f", "ours").version("3"));
    assert!(bench.folder(folder).pending.is_clean(), "the server has our name");
    assert_eq!(bench.conflicts(), []);
}

#[test]
fn rule_5_3_a_server_move_that_would_make_a_cycle_undoes_the_local_one() {
    let bench = Bench::new();
    let (a, b) = (bench.server_folder("a"), bench.server_folder("b"));
    bench.store.move_folder(b, a).expect("moved");
    bench.import_folder(dir("a", "a").in_folder("b"));
    assert_eq!((bench.folder(a).parent, bench.folder(b).parent), (Some(b), Some(bench.root)));
    assert!(bench.folder(b).pending.is_clean());
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_FOLDER_PARENT]);
}

#[test]
fn rule_5_3_all_local_moves_that_are_in_the_way_are_undone() {
    // Server: a, b, c side by side. Here: a / b / c. Server moves a into c.
    let bench = Bench::new();
    let (a, b, c) = (bench.server_folder("a"), bench.server_folder("b"), bench.server_folder("c"));
    bench.store.move_folder(c, b).expect("moved");
    bench.store.move_folder(b, a).expect("moved");
    bench.import_folder(dir("a", "a").in_folder("c"));
    assert_eq!(bench.folder(a).parent, Some(c));
    assert!(!is_below(&bench, c, a), "no circle");
    // And one whose home was moved below it meanwhile. Server: p / m, x. Here: x / m / p. Server moves x into m.
    let bench = Bench::new();
    let p = bench.server_folder("p");
    let m = bench.server_folder_in("p", "m");
    let x = bench.server_folder("x");
    bench.store.move_folder(m, x).expect("moved");
    bench.store.move_folder(p, m).expect("moved");
    bench.import_folder(dir("x", "x").in_folder("m"));
    assert_eq!((bench.folder(x).parent, bench.folder(m).parent, bench.folder(p).parent), (Some(m), Some(p), Some(bench.root)));
}

fn is_below(bench: &Bench, folder: FolderId, top: FolderId) -> bool {
    std::iter::successors(Some(folder), |at| bench.folder(*at).parent).any(|at| at == top)
}

#[test]
fn rule_5_3_a_server_folder_below_itself_is_refused() {
    let bench = Bench::new();
    bench.server_folder("a");
    bench.server_folder_in("a", "b");
    bench.hierarchy(|sink| {
        let error = sink.import_folder_change(&dir("a", "a").in_folder("b")).expect_err("a circle");
        assert_eq!(error.code, IOSTX_SYNC_E_CYCLE);
        let error = sink.import_folder_change(&dir("z", "z").in_folder("unknown")).expect_err("no parent");
        assert_eq!(error.code, IOSTX_SYNC_E_NO_PARENT);
    });
}

#[test]
fn rule_5_3_imports_may_create_siblings_of_equal_name_and_local_creates_collide() {
    let bench = Bench::new();
    let first = bench.server_folder("same");
    let second = bench.import_folder(dir("second", "same"));
    assert_ne!(first, second);
    assert_eq!(names(&bench, bench.root), ["same", "same"]);
    let error = bench.store.create_folder(bench.root, "same", "", 0).expect_err("taken");
    assert_eq!(error.code, IOSTX_MAPI_E_COLLISION);
    let other = bench.mkdir(bench.root, "other");
    let rename = bench.store.set_folder_values(other, &Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text("same".into())));
    assert_eq!(rename.expect_err("taken").code, IOSTX_MAPI_E_COLLISION);
}

// 5.4: deletions.

#[test]
fn rule_5_4_a_folder_deleted_here_that_the_server_changed_comes_back() {
    type Change = fn(Bag) -> Bag;
    let changes: [(&str, Change); 3] = [
        ("version", |dir| dir.version("2")),
        ("name", |_| dir("f", "renamed").version("1")),
        ("place", |dir| dir.in_folder("dest")),
    ];
    for (what, change) in changes {
        let bench = Bench::new();
        let dest = bench.server_folder("dest");
        let folder = bench.import_folder(dir("f", "f").version("1"));
        bench.synced(folder, "a", "one");
        bench.store.set_state_blob(StateKind::Folder(folder), b"token").expect("set");
        bench.rmdir(folder);
        bench.import_folder(change(dir("f", "f").version("1")));
        let back = bench.folder(folder);
        assert!(back.pending.is_clean(), "{what}");
        assert_eq!(back.parent, Some(if what == "place" { dest } else { bench.root }));
        assert_eq!(back.name, if what == "name" { "renamed" } else { "f" });
        assert_eq!(plan(&bench), []);
        assert_eq!(bench.store.state_blob(StateKind::Folder(folder)).expect("a blob"), b"", "what was in it is listed anew");
        bench.synced(folder, "a", "one");
        assert_eq!(bench.texts(folder), ["one"]);
    }
}

#[test]
fn rule_5_4_a_folder_deleted_here_that_the_server_did_not_change_stays_deleted() {
    let bench = Bench::new();
    let folder = bench.import_folder(dir("f", "f").version("1"));
    // What was renamed here, and then deleted, differs from the server's name by our own doing.
    bench.rename(folder, "renamed here");
    bench.rmdir(folder);
    bench.import_folder(dir("f", "f").version("1"));
    assert!(bench.store.folder(folder).is_err());
    assert_eq!(plan(&bench), [done("(deleted)", Pending::DELETED)]);
}

#[test]
fn rule_5_4_a_folder_deleted_here_that_the_server_filled_comes_back() {
    // With a new folder on the server.
    let bench = Bench::new();
    let folder = bench.import_folder(dir("f", "f").version("1"));
    bench.rmdir(folder);
    let sub = bench.server_folder_in("f", "sub");
    assert_eq!(bench.folder(sub).parent, Some(folder));
    assert_eq!((bench.folder(folder).name.as_str(), plan(&bench)), ("f", vec![]));
    // As the server says when it is asked to delete it.
    for code in [IOSTX_MAPI_E_HAS_MESSAGES, IOSTX_MAPI_E_HAS_FOLDERS] {
        let bench = Bench::new();
        let folder = bench.import_folder(dir("f", "f").version("1"));
        bench.rmdir(folder);
        answer(&bench, &hand_out(&bench, b""), Answer { code, ..Answer::default() });
        assert!(bench.folder(folder).pending.is_clean());
        assert_eq!(plan(&bench), []);
    }
}

#[test]
fn rule_5_4_a_deletion_that_the_server_finds_outdated_waits_for_the_next_download_of_the_folders() {
    let bench = Bench::new();
    let folder = bench.import_folder(dir("f", "f").version("1"));
    bench.rmdir(folder);
    answer(&bench, &hand_out(&bench, b""), Answer { code: IOSTX_SYNC_E_CONFLICT, ..Answer::default() });
    assert_eq!(plan(&bench), []);
    bench.hierarchy(|_| ());
    assert_eq!(plan(&bench).len(), 1, "offered again");
}

#[test]
fn rule_5_4_a_folder_deleted_on_the_server_goes_and_pending_work_inside_goes_to_conflicts() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    bench.synced(folder, "a", "clean");
    let changed = bench.synced(folder, "b", "base");
    bench.write(changed, "changed here");
    bench.create(folder, "made here");
    let (counts, held) = bench.hierarchy(|sink| sink.delete_remote(&[b"f"]).expect("staged"));
    assert_eq!((counts.deleted, held), (1, false));
    assert!(bench.store.folder(folder).is_err());
    let mut kept = bench.kept();
    kept.sort();
    assert_eq!(kept, ["changed here", "made here"]);
    assert_eq!(bench.conflicts(), [IOSTX_CONFLICT_DELETE_CHANGE; 2]);
    assert_eq!(plan(&bench), []);
}

#[test]
fn rule_5_4_what_was_moved_into_a_folder_that_the_server_deleted_is_kept_too() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let item = bench.synced(bench.inbox, "a", "one");
    bench.move_to(item, folder);
    bench.hierarchy(|sink| sink.delete_remote(&[b"f"]).expect("staged"));
    assert_eq!(bench.kept(), ["one"]);
    assert_eq!(bench.offers(bench.inbox), (0, 0, 0), "on the server it never left the inbox");
    assert_eq!(bench.wanted(bench.inbox), [("a".to_owned(), IOSTX_WANTED_REVERTED)], "from where it comes again");
    bench.import(bench.inbox, sent("a", "1").text("one"));
    assert_eq!(bench.texts(bench.inbox), ["one"]);
}

#[test]
fn rule_5_4_a_folder_that_was_moved_into_one_that_the_server_deleted_goes_home() {
    let bench = Bench::new();
    let (folder, guest) = (bench.server_folder("f"), bench.server_folder("guest"));
    bench.synced(guest, "a", "one");
    bench.store.move_folder(guest, folder).expect("moved");
    let (counts, _) = bench.hierarchy(|sink| sink.delete_remote(&[b"f"]).expect("staged"));
    assert_eq!(counts.deleted, 1, "the server has the other one elsewhere");
    let home = bench.folder(guest);
    assert_eq!((home.parent, home.pending), (Some(bench.root), Pending::NONE));
    assert_eq!(bench.texts(guest), ["one"]);
    // One that was moved around within it goes with it.
    let bench = Bench::new();
    bench.server_folder("f");
    let (sub, other) = (bench.server_folder_in("f", "sub"), bench.server_folder_in("f", "other"));
    bench.store.move_folder(sub, other).expect("moved");
    let (counts, _) = bench.hierarchy(|sink| sink.delete_remote(&[b"f"]).expect("staged"));
    assert_eq!(counts.deleted, 3);
}

#[test]
fn rule_5_4_subfolders_go_with_the_folder_and_their_pending_work_to_conflicts() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let sub = bench.server_folder_in("f", "sub");
    let item = bench.create(sub, "made here");
    let (counts, _) = bench.hierarchy(|sink| sink.delete_remote(&[b"f"]).expect("staged"));
    assert_eq!(counts.deleted, 2);
    assert!(bench.is_gone(item));
    assert_eq!(bench.kept(), ["made here"]);
    assert!(bench.store.folder(folder).is_err());
}

#[test]
fn rule_5_4_a_special_folder_that_the_server_deleted_stays_unbound() {
    let bench = Bench::new();
    bench.import_folder(dir("in", "Inbox").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_INBOX as i32)));
    assert_eq!(bench.folder(bench.inbox).binding.remote_id, b"in");
    bench.synced(bench.inbox, "a", "one");
    bench.hierarchy(|sink| sink.delete_remote(&[b"in"]).expect("staged"));
    assert_eq!(bench.folder(bench.inbox).binding, Binding::default());
    assert_eq!(bench.items(bench.inbox), []);
}

// More of 5.1: what needs one that was not uploaded is not offered in the same pass.

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

#[test]
fn rule_3_4_what_goes_into_a_special_folder_waits_until_that_is_on_the_server() {
    let bench = Bench::new();
    let child = bench.mkdir(bench.inbox, "child");
    assert_eq!(plan(&bench), [], "nobody knows yet what the server calls the Inbox");
    bench.hierarchy(|_| ());
    assert_eq!(plan(&bench), [done("Inbox", Pending::NEW), done("child", Pending::NEW)], "it has none");
    let bench = Bench::new();
    let known = bench.mkdir(bench.inbox, "child");
    bench.import_folder(dir("in", "INBOX").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_INBOX as i32)));
    let upload = hand_out(&bench, b"");
    assert_eq!((upload.folder.id, upload.parent_binding.remote_id.as_slice()), (known, b"in".as_slice()));
    assert!(child.0 > 0);
}

// Roles, and folders that are local.

#[test]
fn rule_3_4_a_role_that_is_taken_or_none_is_not_given_away() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let role = |role: u32| Bag::new().with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(role as i32));
    let code = |id: FolderId, values: &Bag| bench.store.set_folder_values(id, values).err().map(|e| e.code);
    assert_eq!(code(folder, &role(IOSTX_FOLDER_JUNK)), Some(IOSTX_MAPI_E_COLLISION));
    assert_eq!(code(folder, &role(99)), Some(IOSTX_MAPI_E_INVALID_PARAMETER));
    assert_eq!(code(bench.inbox, &role(0)), Some(IOSTX_MAPI_E_NO_ACCESS), "every store has one");
    // A server that learns of a role later, or gives it twice: the folder is one like others.
    assert_eq!(bench.import_folder(dir("f", "f").version("2").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(12))), folder);
    assert_eq!(bench.folder(folder).role, 0);
    bench.hierarchy(|sink| {
        let code = sink.import_folder_change(&dir("g", "g").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(99))).err().map(|e| e.code);
        assert_eq!(code, Some(IOSTX_MAPI_E_INVALID_PARAMETER));
    });
    // What only this store has takes no binding, whatever the server calls its own.
    let conflicts = dir("c", "Conflicts").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_CONFLICTS as i32));
    assert_ne!(bench.import_folder(conflicts), bench.special(IOSTX_FOLDER_CONFLICTS));
}

fn set_local(bench: &Bench, folder: FolderId, local: bool) -> Option<i32> {
    let values = Bag::new().with(IOSTX_PR_LOCAL_ONLY, Value::Bool(local));
    bench.store.set_folder_values(folder, &values).err().map(|e| e.code)
}

#[test]
fn rule_3_4_a_folder_becomes_local_with_all_below_it_and_replicated_again_as_new() {
    let bench = Bench::new();
    let top = bench.mkdir(bench.root, "top");
    let sub = bench.mkdir(top, "sub");
    assert_eq!(set_local(&bench, top, true), None);
    assert_eq!(plan(&bench), []);
    bench.create(sub, "never offered");
    assert_eq!(bench.store.info().expect("facts").pending, 0);
    assert_eq!(set_local(&bench, sub, false), Some(IOSTX_MAPI_E_NO_SUPPORT), "its parent is local, and it is not empty");
    bench.delete(bench.items(sub)[0]);
    assert_eq!(set_local(&bench, sub, false), Some(IOSTX_MAPI_E_NO_SUPPORT), "its parent is local");
    assert_eq!(set_local(&bench, top, false), None);
    assert_eq!(plan(&bench), [done("top", Pending::NEW), done("sub", Pending::NEW)]);
}

#[test]
fn rule_3_4_what_a_server_may_know_of_stays_replicated() {
    let bench = Bench::new();
    let known = bench.server_folder("known");
    assert_eq!(set_local(&bench, known, true), Some(IOSTX_MAPI_E_NO_SUPPORT));
    let above = bench.mkdir(bench.root, "above");
    let below = bench.mkdir(above, "below");
    hand_out(&bench, b"");
    assert_eq!(set_local(&bench, above, true), Some(IOSTX_MAPI_E_NO_SUPPORT), "handed out: it may be there");
    let bench = Bench::new();
    let above = bench.mkdir(bench.root, "above");
    bench.create(bench.mkdir(above, "below"), "work");
    assert_eq!(set_local(&bench, above, true), Some(IOSTX_MAPI_E_NO_SUPPORT), "work below it would be lost to the server");
    for role in [IOSTX_FOLDER_IPM_SUBTREE, IOSTX_FOLDER_ROOT] {
        assert_eq!(set_local(&bench, bench.special(role), role != IOSTX_FOLDER_ROOT), Some(IOSTX_MAPI_E_NO_ACCESS));
    }
    assert_eq!(set_local(&bench, bench.special(IOSTX_FOLDER_CONFLICTS), false), Some(IOSTX_MAPI_E_NO_ACCESS));
    assert!(below.0 > 0);
}

#[test]
fn a_folder_with_a_special_folder_below_it_is_not_deleted() {
    let bench = Bench::new();
    let folder = bench.server_folder("f");
    let inbox = dir("in", "INBOX").in_folder("f").with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_INBOX as i32));
    bench.import_folder(inbox);
    assert_eq!(bench.folder(bench.inbox).parent, Some(folder), "where the server has it");
    let error = bench.store.delete_folder(folder, IOSTX_DEL_FOLDERS).expect_err("refused");
    assert_eq!(error.code, IOSTX_MAPI_E_NO_ACCESS);
    assert_eq!(bench.special(IOSTX_FOLDER_INBOX), bench.inbox);
}

#[test]
fn a_remote_id_that_a_sibling_has_collides() {
    let bench = Bench::new();
    let (first, second) = (bench.server_folder("a"), bench.server_folder("b"));
    let id = |id: &str| Bag::new().with(IOSTX_PR_REMOTE_ID, Value::Binary(id.into()));
    let taken = bench.store.set_folder_values(second, &id("a")).err().map(|e| e.code);
    assert_eq!(taken, Some(IOSTX_MAPI_E_COLLISION));
    bench.store.set_folder_values(first, &id("a")).expect("its own");
    bench.store.set_folder_values(second, &id("c")).expect("free");
    assert_eq!(plan(&bench), [], "a binding is no local change");
}

// 5.4 and what waits for a body.

#[test]
fn rule_5_1_a_folder_stays_while_only_the_server_has_the_body_of_what_was_taken_out_of_it() {
    let bench = Bench::new();
    let (folder, other) = (bench.server_folder("f"), bench.server_folder("other"));
    bench.import(folder, ImportItem { header: true, content_size: 3, ..sent("a", "1") });
    let item = bench.bound(folder, "a").expect("there");
    let copy = bench.store.copy_items(folder, &[item], other).expect("copied").1[0].1;
    for taken_out in ["copied", "moved"] {
        if taken_out == "moved" {
            let local = bench.mkdir(bench.root, "local");
            assert_eq!(set_local(&bench, local, true), None);
            bench.move_to(item, local);
        }
        let error = bench.store.delete_folder(folder, IOSTX_DEL_MESSAGES).expect_err("it would go with the folder");
        assert_eq!(error.code, IOSTX_MAPI_E_NO_SUPPORT, "{taken_out}");
    }
    bench.import(folder, sent("a", "1").text("one"));
    assert_eq!((bench.text(copy), bench.text(item)), ("one".to_owned(), "one".to_owned()));
    bench.upload(folder);
    bench.rmdir(folder);
    assert_eq!(plan(&bench), [done("(deleted)", Pending::DELETED)]);
}

#[test]
fn rule_5_4_what_was_moved_out_of_a_folder_that_was_deleted_here_does_not_go_with_it_when_its_move_is_undone() {
    // Server: old / sub, dest. Here sub is moved to dest, and old deleted. The server deletes dest.
    let bench = Bench::new();
    let old = bench.server_folder("old");
    let sub = bench.server_folder_in("old", "sub");
    bench.synced(sub, "a", "one");
    let dest = bench.server_folder("dest");
    bench.store.move_folder(sub, dest).expect("moved");
    bench.rmdir(old);
    bench.hierarchy(|sink| sink.delete_remote(&[b"dest"]).expect("staged"));
    assert_eq!(bench.folder(sub).parent, Some(old));
    assert!(bench.folder(old).pending.is_clean(), "it came back with what is in it");
    assert_eq!(bench.texts(sub), ["one"]);
    assert_eq!(plan(&bench), []);
}
