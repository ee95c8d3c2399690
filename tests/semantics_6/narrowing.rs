//! 6.17, 1.9: what the flags of InitSync, the options and the root narrow.

use iostx::codes::*;
use iostx::props::Value;
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Selection, Session, SessionOptions, State};
use iostx::store::{FolderId, ImportItem, Probe, Settings, item_bits};

use crate::kit::*;

#[test]
fn rule_6_17_init_sync_narrows_what_is_offered_to_the_kinds_of_work_given() {
    let bench = Bench::new();
    bench.server_folder("Known");
    bench.create(bench.inbox, "pending");
    bench.store.create_folder(bench.root, "New", "IPF.Note", 0).expect("a folder");
    let cases = [
        (0, 1, true, true),
        (IOSTX_SYNC_UPLOAD_HIERARCHY, 1, false, false),
        (IOSTX_SYNC_UPLOAD_CONTENTS, 0, true, false),
        (IOSTX_SYNC_DOWNLOAD_CONTENTS, 0, true, false),
        (IOSTX_SYNC_DOWNLOAD_HIERARCHY, 0, false, true),
    ];
    for (flags, folders, contents, hierarchy) in cases {
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
        assert_eq!(session.upload_hierarchy().expect("open").count, folders, "{flags:X}");
        session.end().expect("left");
        enter(&mut session, &[State::Contents]);
        assert_eq!(session.contents().expect("open").count > 0, contents, "{flags:X}");
        session.end().expect("left");
        let download = session.begin(State::DownloadHierarchy);
        assert_eq!(download.is_ok(), hierarchy, "{flags:X}");
        if let Err(e) = download {
            assert_eq!(e.code, IOSTX_MAPI_E_NOT_FOUND);
        }
    }
}

#[test]
fn rule_6_17_a_direction_that_init_sync_leaves_out_offers_no_tables_of_it() {
    let bench = Bench::new();
    bench.create(bench.inbox, "pending");
    let mut session = Session::new(&bench.store).expect("a session");
    session.init_sync(IOSTX_SYNC_UPLOAD_CONTENTS).expect("idle");
    enter(&mut session, &[State::Synchronize, State::Contents]);
    assert_eq!(session.begin(State::DownloadTable).expect_err("not asked for").code, IOSTX_MAPI_E_NOT_FOUND);
    enter(&mut session, &[State::UploadTable, State::UploadMessage]);
}

#[test]
fn rule_6_17_sync_these_folders_narrows_to_the_list_without_a_flag_in_the_structure() {
    let bench = Bench::new();
    let folder = bench.server_folder("Listed");
    let mut session = Session::new(&bench.store).expect("a session");
    session.init_sync(IOSTX_SYNC_THESE_FOLDERS).expect("idle");
    enter(&mut session, &[State::Synchronize]);
    let listed = Selection { folders: vec![bench.store.feid(folder)], ..Default::default() };
    session.set_selection(listed).expect("a selection");
    enter(&mut session, &[State::Contents]);
    assert_eq!(session.contents().expect("open").folders(), [folder]);
}

#[test]
fn rule_6_17_sync_only_associated_offers_associated_items_only() {
    let bench = Bench::new();
    bench.create(bench.inbox, "normal");
    let hidden = bench.store.create_message(bench.inbox, true).expect("a message");
    hidden.set(SUBJECT, Value::Text("hidden".into())).expect("set");
    hidden.save(0).expect("saved");
    let mut session = Session::new(&bench.store).expect("a session");
    session.init_sync(IOSTX_SYNC_ONLY_ASSOCIATED).expect("idle");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    let entries = session.upload_table().expect("open").entries;
    assert_eq!((entries[0].count_mod, entries[1].count_mod), (0, 1));
    let mut associated = Vec::new();
    while session.begin(State::UploadMessage).is_ok() {
        associated.push(message(&session).is_associated());
        session.end().expect("left");
    }
    assert_eq!(associated, [true]);
    assert_eq!(session.upload_table().expect("open").entries[1].index_mod, 1);
}

#[test]
fn rule_6_17_sync_all_offers_items_that_wait_after_failures() {
    let bench = Bench::new();
    bench.create(bench.inbox, "refused");
    let mut session = bench.session();
    for _ in 0..2 {
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        upload_messages(&mut session, |_| ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS));
        end_all(&mut session);
    }
    let count = |flags: u32| {
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        session.upload_table().expect("open").entries[0].count_mod
    };
    assert_eq!((count(0), count(IOSTX_SYNC_ALL)), (0, 1));
    bench.turn_clock(120);
    assert_eq!(count(0), 1, "the wait is over");
}

#[test]
fn rule_6_17_sync_headers_lets_probes_ask_for_headers() {
    let bench = Bench::new();
    for (flags, answer) in [(0, Probe::WantAll), (IOSTX_SYNC_HEADERS, Probe::WantHeader)] {
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter_folder(&mut session, bench.inbox, State::DownloadTable);
        let unknown = ImportItem { content: None, ..incoming("1", "v", "listed") };
        assert_eq!(sink(&session).probe(&[unknown]).expect("looked up"), [answer]);
    }
    let header = bench.header_item(bench.inbox, "1");
    assert!(bench.store.item(header).expect("there").is(item_bits::HEADER));
}

#[test]
fn rule_6_17_sync_background_commits_in_small_transactions() {
    let bench = Bench::new();
    let committed_after = |flags: u32, folder: FolderId| {
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter_folder(&mut session, folder, State::DownloadTable);
        (0..600).position(|n| {
            sink(&session).import_item(incoming(&n.to_string(), "v", "x")).expect("imported");
            !bench.items(folder).is_empty()
        })
    };
    let background = committed_after(IOSTX_SYNC_BACKGROUND, bench.server_folder("A")).expect("committed");
    let usual = committed_after(0, bench.server_folder("B")).expect("committed");
    assert!(background < 100 && background < usual, "{background} against {usual}");
}

#[test]
fn rule_6_17_sync_background_commits_by_bytes_and_time_whatever_the_settings_say() {
    let committed_after = |flags: u32, bytes: usize, seconds: u64| {
        let bench = Bench::new();
        let settings =
            Settings { batch_items: 1000, batch_bytes: 1 << 30, batch_ms: 60_000, ..bench.store.settings().expect("settings") };
        bench.store.set_settings(&settings).expect("set");
        let mut session = Session::new(&bench.store).expect("a session");
        session.init_sync(flags).expect("idle");
        enter_folder(&mut session, bench.inbox, State::DownloadTable);
        (1..20).find(|n| {
            let item = ImportItem { content: Some(vec![b'x'; bytes]), ..incoming(&n.to_string(), "v", "s") };
            sink(&session).import_item(item).expect("staged");
            bench.turn_clock(seconds);
            !bench.items(bench.inbox).is_empty()
        })
    };
    for (bytes, seconds, committed) in [(40_000, 0, 10..=14), (10, 1, 2..=2)] {
        let background = committed_after(IOSTX_SYNC_BACKGROUND, bytes, seconds).expect("committed");
        assert!(committed.contains(&background), "{background} with {bytes} bytes each, {seconds} s");
        assert_eq!(committed_after(0, bytes, seconds), None);
    }
}

#[test]
fn rule_1_9_a_root_bounds_what_the_session_sees() {
    let bench = Bench::new();
    let (one, two) = (bench.server_folder("One"), bench.server_folder("Two"));
    let below = bench.store.create_folder(one, "Below", "IPF.Note", 0).expect("a folder");
    bench.create(one, "in one");
    bench.create(two, "in two");
    let mut session = Session::new(&bench.store).expect("a session");
    session.set_options(SessionOptions { root: Some(one), ..SessionOptions::default() }).expect("idle");
    session.init_sync(0).expect("idle");
    enter(&mut session, &[State::Synchronize]);
    session.set_direction(IOSTX_UPS_UPLOAD_ONLY).expect("LR_SYNC is open");
    enter(&mut session, &[State::Contents]);
    assert_eq!(session.contents().expect("open").folders(), [one]);
    session.end().expect("left");
    enter(&mut session, &[State::UploadHierarchy, State::UploadFolder]);
    assert_eq!(session.upload_folder().expect("open").upload.folder.id, below);
    let missing = SessionOptions { root: Some(FolderId(1 << 40)), ..SessionOptions::default() };
    end_all(&mut session);
    assert_eq!(session.set_options(missing).expect_err("no such folder").code, IOSTX_MAPI_E_NOT_FOUND);
}
