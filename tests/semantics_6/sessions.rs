//! 6.12, 6.13, 6.15 to 6.17: transactions, passes that change nothing, locks, cancel, what InitSync narrows.

use iostx::codes::*;
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, State};
use iostx::store::{FolderId, ListingScope, Pending, StateKind};

use crate::kit::*;

#[test]
fn rule_6_12_no_write_transaction_is_open_while_the_agent_has_control() {
    let bench = Bench::new();
    let ids: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    bench.create(bench.inbox, "pending");
    let other = bench.open_again();
    // Another process writes at every point at which the agent has control; a lock would make it wait for a minute.
    let began = std::time::Instant::now();
    let mut folders = 0;
    let mut write = || {
        folders += 1;
        other.create_folder(bench.root, &format!("by another {folders}"), "IPF.Note", 0).expect("never locked out");
    };
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    write();
    enter(&mut session, &[State::UploadMessage]);
    write();
    session.set_flags(IOSTX_UPM_OK);
    session.end().expect("left");
    write();
    session.end().expect("left");
    enter(&mut session, &[State::DownloadTable]);
    for id in &ids {
        sink(&session).import_item(incoming(id, "v", id)).expect("staged");
        write();
    }
    end_all(&mut session);
    assert!(began.elapsed().as_secs() < 30);
    assert_eq!(bench.items(bench.inbox).len(), 21);
}

#[test]
fn rule_6_12_staged_imports_are_visible_to_the_session_and_committed_by_time_at_the_next_call() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    let sink = sink(&session);
    sink.import_item(incoming("1", "v1", "one")).expect("staged");
    assert_eq!(bench.items(bench.inbox).len(), 0, "staged, not committed");
    let seen = sink.probe(&[incoming("1", "v1", "one")]).expect("looked up");
    assert_eq!(seen, [iostx::store::Probe::Have], "the session sees what it staged");
    sink.import_item(incoming("2", "v1", "two")).expect("staged");
    bench.turn_clock(1);
    sink.import_item(incoming("3", "v1", "three")).expect("staged");
    assert_eq!(bench.items(bench.inbox).len(), 3, "the call after 200 ms committed");
}

#[test]
fn rule_6_12_staged_imports_are_committed_by_count_and_by_bytes() {
    let committed_at = |batch_items: u32, batch_bytes: u64| {
        let bench = Bench::new();
        let settings = iostx::store::Settings { batch_items, batch_bytes, ..bench.store.settings().expect("settings") };
        bench.store.set_settings(&settings).expect("set");
        let mut session = bench.session();
        enter_folder(&mut session, bench.inbox, State::DownloadTable);
        let item = |n: usize| iostx::store::ImportItem { content: Some(vec![b'x'; 10_000]), ..incoming(&n.to_string(), "v", "s") };
        (1..20).find(|n| {
            sink(&session).import_item(item(*n)).expect("staged");
            !bench.items(bench.inbox).is_empty()
        })
    };
    assert_eq!(committed_at(5, 1 << 30), Some(5));
    let by_bytes = committed_at(1000, 45_000);
    assert!(matches!(by_bytes, Some(4 | 5)), "{by_bytes:?}");
    assert_eq!(committed_at(1000, 1 << 30), None);
}

#[test]
fn rule_6_12_large_values_are_in_the_file_before_anything_refers_to_them_and_hold_nobody_up() {
    let bench = Bench::new();
    let other = bench.open_again();
    let being_written = |store: &iostx::store::Store| {
        let mut count = 0;
        store.check_each(0, |found| count += usize::from(found.text.contains("is being written"))).expect("checked");
        count
    };
    let message = bench.store.create_message(bench.inbox, false).expect("a message");
    let mut writer = message.open_writer(CONTENT).expect("a stream");
    for n in 0..8 {
        writer.write(&vec![b'x'; 300_000]).expect("written");
        other.create_folder(bench.root, &format!("meanwhile {n}"), "IPF.Note", 0).expect("never locked out");
    }
    assert_eq!((being_written(&other), bench.items(bench.inbox).len()), (1, 0), "in the file, and nobody refers to it");
    writer.commit().expect("whole");
    message.save(0).expect("saved");
    assert_eq!((being_written(&other), bench.items(bench.inbox).len()), (0, 1));
    let dropped = bench.store.create_message(bench.inbox, false).expect("a message");
    let mut writer = dropped.open_writer(CONTENT).expect("a stream");
    writer.write(&vec![b'y'; 1_000_000]).expect("written");
    drop((writer, dropped));
    bench.create(bench.inbox, "what nobody wants any more is removed on the way");
    assert_eq!(being_written(&other), 0);
}

#[test]
fn rule_6_12_imports_persist_without_any_ok_flag_and_the_blob_comes_with_them() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    sink(&session).import_item(incoming("1", "v1", "one")).expect("staged");
    sink(&session).set_state_blob(b"token 1").expect("staged");
    assert!(bench.store.state_blob(StateKind::Folder(bench.inbox)).expect("readable").is_empty(), "never token new and data old");
    session.set_result(IOSTX_MAPI_E_NETWORK_ERROR).expect("taken");
    end_all(&mut session);
    assert_eq!(bench.items(bench.inbox).len(), 1);
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    assert_eq!(session.download_table().expect("open").state_blob, b"token 1");
}

#[test]
fn rule_6_12_a_session_that_vanishes_leaves_a_consistent_prefix_and_importing_again_changes_nothing() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    for id in ["1", "2"] {
        sink(&session).import_item(incoming(id, "v1", id)).expect("staged");
    }
    sink(&session).flush().expect("committed");
    sink(&session).import_item(incoming("3", "v1", "3")).expect("staged");
    drop(session);
    assert_eq!(bench.items(bench.inbox).len(), 2);
    let items = bench.server_items(bench.inbox, &["1", "2", "3"]);
    assert_eq!(bench.items(bench.inbox), items);
}

#[test]
fn rule_1_6_the_account_blob_is_written_after_the_imports_made_before_it() {
    let bench = Bench::new();
    let account = || bench.store.state_blob(StateKind::Account(bench.root)).expect("readable");
    let mut session = bench.session();
    assert_eq!(session.set_state_blob(b"x").expect_err("idle").code, IOSTX_E_UNEXPECTED);
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    sink(&session).import_item(incoming("1", "v1", "one")).expect("staged");
    session.set_state_blob(b"account 1").expect("taken");
    assert!(account().is_empty() && bench.items(bench.inbox).is_empty(), "both wait for the commit");
    end_all(&mut session);
    assert_eq!((account().as_slice(), bench.items(bench.inbox).len()), (b"account 1".as_slice(), 1));
    enter(&mut session, &[State::Synchronize]);
    assert_eq!(session.synchronize().expect("open").state_blob, b"account 1");
    session.set_state_blob(b"account 2").expect("taken");
    assert_eq!(account(), b"account 2", "no import is open: at once");
    let big = vec![0; (16 << 20) + 1];
    assert_eq!(session.set_state_blob(&big).expect_err("too big").code, IOSTX_MAPI_E_TOO_BIG);
}

/// What a pass wrote: the bytes of the log, and how often the file was changed by anyone.
fn written(bench: &Bench) -> (u64, Option<std::time::SystemTime>) {
    let log = std::fs::metadata(bench.dir.path().join("test.iostx-wal")).expect("a log");
    (log.len(), log.modified().ok())
}

#[test]
fn rule_6_13_a_pass_that_changes_nothing_writes_nothing() {
    let bench = Bench::new();
    let pass = || {
        let mut session = bench.session();
        for flags in [IOSTX_UPS_UPLOAD_ONLY, IOSTX_UPS_DNLOAD_ONLY] {
            enter(&mut session, &[State::Synchronize]);
            select(&mut session, flags, &[bench.inbox]);
            if flags == IOSTX_UPS_UPLOAD_ONLY {
                enter(&mut session, &[State::UploadHierarchy]);
            } else {
                enter(&mut session, &[State::DownloadHierarchy]);
                session.download_hierarchy().expect("open").sink.set_state_blob(b"h1").expect("taken");
            }
            session.set_flags(IOSTX_UPH_OK);
            session.end().expect("left");
            enter(&mut session, &[State::Contents]);
            if session.begin(State::UploadTable).is_ok() {
                session.set_flags(IOSTX_UPT_OK);
                session.end().expect("left");
            }
            if flags == IOSTX_UPS_DNLOAD_ONLY {
                enter(&mut session, &[State::DownloadTable]);
                let sink = sink(&session);
                sink.listing_begin(ListingScope::default()).expect("open");
                for id in ["1", "2"] {
                    sink.import_item(incoming(id, "v1", id)).expect("imported");
                }
                sink.import_flags(&[crate::kit::flags("1", "v1", 0, 0)]).expect("imported");
                sink.listing_complete().expect("open");
                sink.set_state_blob(b"b1").expect("taken");
                session.set_state_blob(b"a1").expect("taken");
                session.set_flags(IOSTX_DNT_OK);
                session.end().expect("left");
            }
            session.set_flags(IOSTX_UPC_OK);
            session.end().expect("left");
            session.set_flags(IOSTX_UPS_OK);
            session.end().expect("left");
        }
    };
    pass();
    let before = written(&bench);
    pass();
    assert_eq!(written(&bench), before);
    assert_eq!(bench.items(bench.inbox).len(), 2);
}

#[test]
fn rule_6_15_the_lock_of_a_folder_holds_against_other_sessions_and_processes_until_the_table_ends() {
    let bench = Bench::new();
    let other = bench.open_again();
    for store in [&bench.store, &other] {
        let mut first = bench.session();
        enter_folder(&mut first, bench.inbox, State::UploadTable);
        let mut second = session(store);
        enter(&mut second, &[State::Synchronize]);
        select(&mut second, 0, &[bench.inbox]);
        enter(&mut second, &[State::Contents]);
        for kind in [State::UploadTable, State::DownloadTable] {
            let error = second.begin(kind).expect_err("locked");
            assert_eq!(error.code, IOSTX_MAPI_E_BUSY);
            assert_eq!(second.last_error(IOSTX_MAPI_E_BUSY), Some(&error), "reported");
        }
        first.end().expect("left");
        second.set_index(0).expect("below count");
        enter(&mut second, &[State::DownloadTable]);
    }
}

#[test]
fn rule_6_15_the_hierarchy_has_a_lock_of_its_own() {
    let bench = Bench::new();
    let mut first = bench.session();
    enter(&mut first, &[State::Synchronize, State::UploadHierarchy]);
    let mut second = bench.session();
    enter(&mut second, &[State::Synchronize]);
    assert_eq!(second.begin(State::DownloadHierarchy).expect_err("locked").code, IOSTX_MAPI_E_BUSY);
    assert_eq!(second.begin(State::UploadHierarchy).expect_err("locked").code, IOSTX_MAPI_E_BUSY);
    enter(&mut second, &[State::Contents]);
    second.end().expect("left");
    drop(first);
    enter(&mut second, &[State::DownloadHierarchy]);
}

#[test]
fn rule_6_15_a_hierarchy_keeps_other_processes_out_once_there_is_something_to_upload() {
    let bench = Bench::new();
    let other = bench.open_again();
    let upload = [State::Synchronize, State::UploadHierarchy];
    let (mut first, mut second) = (bench.session(), session(&other));
    enter(&mut first, &upload);
    assert_eq!(first.upload_hierarchy().expect("open").count, 0);
    enter(&mut second, &upload);
    second.end().expect("left");
    first.end().expect("left");

    bench.store.create_folder(bench.root, "New", "IPF.Note", 0).expect("a folder");
    enter(&mut first, &[State::UploadHierarchy]);
    for kind in [State::UploadHierarchy, State::DownloadHierarchy] {
        assert_eq!(second.begin(kind).expect_err("locked").code, IOSTX_MAPI_E_BUSY);
    }
    first.end().expect("left");
    enter(&mut second, &[State::UploadHierarchy]);
    assert_eq!(second.upload_hierarchy().expect("open").count, 1);
}

#[test]
fn rule_6_15_tables_of_different_folders_are_open_and_written_at_once() {
    let bench = Bench::new();
    let folders: Vec<FolderId> = (0..3).map(|n| bench.server_folder(&format!("F{n}"))).collect();
    let mut sessions: Vec<_> = folders.iter().map(|_| bench.session()).collect();
    for (session, folder) in sessions.iter_mut().zip(&folders) {
        enter_folder(session, *folder, State::DownloadTable);
    }
    for id in ["1", "2"] {
        for session in &sessions {
            sink(session).import_item(incoming(id, "v", id)).expect("imported");
            sink(session).flush().expect("committed while the others are open");
        }
    }
    sessions.iter_mut().for_each(end_all);
    assert!(folders.iter().all(|folder| bench.items(*folder).len() == 2));
}

#[test]
fn rule_6_15_sessions_on_different_folders_run_in_parallel() {
    let bench = Bench::new();
    let folders: Vec<FolderId> = (0..4).map(|n| bench.server_folder(&format!("F{n}"))).collect();
    let ids: Vec<String> = (0..50).map(|n| format!("{n:03}")).collect();
    std::thread::scope(|scope| {
        for folder in &folders {
            let (store, ids) = (&bench.store, &ids);
            scope.spawn(move || {
                let mut session = session(store);
                enter_folder(&mut session, *folder, State::DownloadTable);
                ids.iter().for_each(|id| drop(sink(&session).import_item(incoming(id, "v", id)).expect("imported")));
                end_all(&mut session);
            });
        }
    });
    assert!(folders.iter().all(|folder| bench.items(*folder).len() == 50));
}

#[test]
fn rule_6_16_a_cancel_stops_the_next_begin_import_and_result_and_init_sync_clears_it() {
    let bench = Bench::new();
    let header = bench.header_item(bench.inbox, "h");
    let item = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    let sink = sink(&session);
    let streamed = iostx::store::ImportItem { stream: true, content: None, ..incoming("2", "v", "begun") };
    let begun = sink.import_item(streamed).expect("begun").expect("a message to fill");
    let control = session.control().clone();
    std::thread::scope(|scope| drop(scope.spawn(|| control.cancel())));
    let cancelled = |result: iostx::Result<()>| assert_eq!(result.expect_err("cancelled").code, IOSTX_MAPI_E_USER_CANCEL);
    cancelled(sink.import_item(incoming("1", "v", "late")).map(drop));
    cancelled(sink.delete_remote(&[b"1"]));
    cancelled(session.header_begin(header));
    cancelled(session.set_result(IOSTX_S_OK));
    begun.set(CONTENT, iostx::props::Value::Binary(b"text".to_vec())).expect("set");
    begun.save(0).expect("an import that was begun may be finished");
    session.end().expect("an end works");
    assert!(bench.by_remote(bench.inbox, "2").is_some() && bench.by_remote(bench.inbox, "1").is_none());
    cancelled(session.begin(State::UploadTable));
    assert_eq!(session.state(), State::Contents);
    end_all(&mut session);
    cancelled(session.begin(State::Synchronize));
    session.init_sync(0).expect("idle");
    assert!(!session.control().is_cancelled());
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    assert!(!bench.pending(item).is_clean());
}

#[test]
fn rule_6_16_a_result_that_a_cancel_refused_leaves_the_item_pending_with_its_mark() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    let item = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.control().cancel();
    let result = ResultDetails::success(IOSTX_UPM_OK).bound(*b"7", *b"v");
    assert_eq!(session.set_full_result(None, result).expect_err("cancelled").code, IOSTX_MAPI_E_USER_CANCEL);
    session.set_flags(IOSTX_UPM_OK);
    end_all(&mut session);
    assert_eq!(bench.pending(item), Pending::NEW);
    session.init_sync(0).expect("idle");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    assert_ne!(message(&session).flags & IOSTX_UPM_RETRY, 0, "look for it first");
}

#[test]
fn rule_6_16_what_was_done_before_a_cancel_stays_done() {
    let bench = Bench::new();
    let items = ["a", "b"].map(|name| bench.create(bench.inbox, name));
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let result = taken(message(&session));
    session.set_full_result(None, result).expect("taken");
    session.end().expect("left");
    session.control().cancel();
    assert_eq!(session.begin(State::UploadMessage).expect_err("cancelled").code, IOSTX_MAPI_E_USER_CANCEL);
    end_all(&mut session);
    assert!(bench.pending(items[0]).is_clean() && !bench.pending(items[1]).is_clean());
}

#[test]
fn rule_6_16_releasing_a_session_leaves_open_work_pending_without_counting_a_failure() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    for _ in 0..10 {
        let mut session = bench.session();
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        enter(&mut session, &[State::UploadMessage]);
        assert_eq!(message(&session).upload.attempts, 0);
    }
    assert_eq!(bench.pending(item), Pending::NEW);
}

#[test]
fn rule_7_3_an_epoch_may_be_opened_in_any_state_that_names_the_folder() {
    let bench = Bench::new();
    let item = bench.server_items(bench.inbox, &["1"])[0];
    bench.edit(item, "changed");
    let mut session = bench.session();
    assert_eq!(session.begin_epoch().expect_err("idle").code, IOSTX_E_UNEXPECTED);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    session.begin_epoch().expect("the table names the folder");
    end_all(&mut session);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    assert_eq!(session.begin(State::UploadMessage).expect_err("not before the listing").code, IOSTX_MAPI_E_NOT_FOUND);
    session.end().expect("left");
    enter(&mut session, &[State::DownloadTable]);
    let sink = sink(&session);
    sink.listing_begin(ListingScope::default()).expect("open");
    let seen =
        iostx::store::ImportItem { binding: iostx::store::Binding::new(*b"501", *b"v1"), ..incoming("1", "v1", "subject of 1") };
    sink.import_item(seen).expect("imported");
    sink.listing_complete().expect("open");
    session.set_flags(IOSTX_DNT_OK);
    end_all(&mut session);
    assert_eq!(bench.store.item(item).expect("the same item").binding.remote_id, b"501");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
}

#[test]
fn rule_7_3_once_an_epoch_is_open_the_table_offers_nothing_that_is_bound() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2", "3"]);
    bench.edit(items[0], "changed");
    bench.set_read(items[1], true);
    bench.delete(items[2]);
    let new = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    session.begin_epoch().expect("the table names the folder");
    assert_eq!(upload_messages(&mut session, |_| ResultDetails::default()), [new]);
    for state in [State::UploadRead, State::UploadDelete] {
        assert_eq!(session.begin(state).expect_err("all bound").code, IOSTX_MAPI_E_NOT_FOUND);
    }
}
