//! Folders: the root of a session, servers that have none, and a hierarchy that somebody else is at.

use super::*;

#[test]
fn the_root_of_a_session_is_not_offered_and_what_is_below_is() {
    let (bench, mut server) = (Bench::new(), Server::new());
    let root = bench.new_folder("Account");
    bench.store.create_folder(root, "Below", "IPF.Note", 0).expect("made");
    server.put("Theirs", "mail");
    let (code, report) = run_in(Some(root), &bench, &mut server, &options());
    assert_eq!((code, report.up.folders, report.down.created), (None, 1, 1));
    // The store's own Inbox lies elsewhere: it is not the one of this server.
    assert!(!bench.store.folder(bench.inbox).expect("there").binding.is_bound());
    assert!(server.dirs.contains_key("Below") && !server.dirs.contains_key("Account"), "{:?}", server.dirs.keys());
    bench.store.set_folder_values(root, &Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text("Renamed".into()))).expect("renamed");
    server.asked.clear();
    assert_eq!(run_in(Some(root), &bench, &mut server, &options()).1, Report::default());
    assert_eq!((server.count("upload_folder"), bench.pending_count()), (0, 0));
}

#[test]
fn the_items_of_a_new_root_are_synchronized_where_the_server_is_that_folder() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.flat = true;
    let root = bench.new_folder("Ideas");
    bench.create(root, "ours");
    server.put("Ideas", "theirs");
    let (code, report) = run_in(Some(root), &bench, &mut server, &options());
    assert_eq!((code, report.up.created, report.down.created), (None, 1, 1));
    assert_eq!(server.texts("Ideas"), [body("ours").as_str(), "theirs"].into());
    assert_eq!(texts(&bench, root), [body("ours"), "theirs".to_owned()]);
    assert!(server.asked.iter().all(|asked| asked.contains("Ideas")), "{:?}", server.asked);
    assert_eq!(bench.pending_count(), 0);
    assert_eq!(run_in(Some(root), &bench, &mut server, &options()).1, Report::default());
}

#[test]
fn a_new_folder_is_synchronized_where_the_server_has_no_folders() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.flat = true;
    let notes = bench.new_folder("Ideas");
    bench.create(notes, "ours");
    server.put("Ideas", "theirs");
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.down.created), (1, 1));
    assert_eq!(server.texts("Ideas"), [body("ours").as_str(), "theirs"].into());
    assert_eq!(bench.pending_count(), 0);
    assert_eq!(run(&bench, &mut server), Report::default());
    // Its new name need not be told either, and that it is gone cannot be.
    bench.store.set_folder_values(notes, &Bag::new().with(IOSTX_PR_DISPLAY_NAME, Value::Text("Thoughts".into()))).expect("renamed");
    run(&bench, &mut server);
    assert_eq!(bench.pending_count(), 0);
    bench.store.delete_folder(notes, IOSTX_DEL_MESSAGES).expect("deleted");
    let report = run(&bench, &mut server);
    assert!(report.is_clean() && report.up.folders == 0, "{report:?}");
    assert_eq!(server.texts("Ideas").len(), 2, "what the server has stays there");
}

#[test]
fn a_hierarchy_that_another_session_is_at_is_passed_over_and_told_and_the_items_go() {
    let (bench, mut server, _) = in_sync(&["a"]);
    bench.new_folder("Projects");
    bench.create(bench.inbox, "b");
    server.put("INBOX", "c");
    let lock = bench.store.lock_hierarchy(bench.root).expect("free");
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.down.created, report.up.folders, report.folders_busy), (1, 1, 0, 1));
    assert_eq!(server.failures.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [IOSTX_MAPI_E_BUSY]);
    assert!(!report.is_clean());
    drop(lock);
    assert_eq!(run(&bench, &mut server).up.folders, 1);
}

#[test]
fn two_runs_on_different_folders_at_a_time_do_the_work_of_both() {
    let (bench, mut server, _) = in_sync(&["a"]);
    let other = bench.new_folder("Projects");
    run(&bench, &mut server);
    bench.create(bench.inbox, "b");
    bench.create(other, "c");
    let of = |folder| Selection { flags: IOSTX_UPS_THESE_FOLDERS, folders: vec![bench.store.feid(folder)], ..Selection::default() };
    let (mine, theirs) = (of(bench.inbox), of(other));
    // While the first lists the folders, the second does all that it has to do.
    let store = bench.store.clone();
    let inner = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&inner);
    server.before = Some(Box::new(move |_, operation| {
        if operation == "list_folders" {
            let mut session = Session::new(&store).expect("a session");
            let (mut second, mut report) = (Server::new(), Report::default());
            second.put("Projects", "d");
            let chosen = ReplicateOptions { selection: theirs.clone(), ..options() };
            let result = replicate(&mut session, &mut second, &chosen, &mut report);
            seen.lock().expect("alone").push((result.is_ok(), report.up.created, report.down.created, report.folders_busy));
        }
    }));
    let (code, report) = run_with(&bench, &mut server, &ReplicateOptions { selection: mine, ..options() });
    assert_eq!((code, report.up.created, report.folders_busy), (None, 1, 0));
    assert_eq!(*inner.lock().expect("alone"), [(true, 1, 1, 1)]);
}
