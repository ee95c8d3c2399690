//! 5.4: deletions that meet changes.

use super::*;

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
