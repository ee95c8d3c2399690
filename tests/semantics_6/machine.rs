//! 6.1 to 6.3, 6.6: order of calls, structures, [in] members, the header state.

use std::sync::{Arc, Mutex};

use iostx::codes::*;
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{Ended, Progress, ProgressCallback, ResultDetails, Selection, Session, SessionOptions, State};
use iostx::store::{Access, item_bits};

use crate::kit::*;

fn lenient(bench: &Bench) -> Session {
    let mut session = Session::new(&bench.store).expect("a session");
    session.set_options(SessionOptions { lenient: true, ..SessionOptions::default() }).expect("idle");
    session.init_sync(0).expect("idle");
    session
}

#[test]
fn rule_6_1_sync_beg_before_init_sync_is_unexpected_and_names_init_sync() {
    let bench = Bench::new();
    let mut session = Session::new(&bench.store).expect("a session");
    let error = session.begin(State::Synchronize).expect_err("too early");
    assert_eq!(error.code, IOSTX_E_UNEXPECTED);
    assert!(error.message.contains("InitSync") && error.message.contains("LR_SYNC_IDLE"), "{error}");
    assert_eq!(session.state(), State::Idle);
    assert!(session.synchronize().is_none());
    session.init_sync(0).expect("idle");
    session.begin(State::Synchronize).expect("now it is legal");
}

#[test]
fn rule_6_1_sync_end_ends_the_innermost_state_and_is_harmless_in_idle() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize, State::Contents]);
    assert_eq!(session.end(), Ok(Ended::Left));
    assert_eq!(session.state(), State::Synchronize);
    assert_eq!(session.end(), Ok(Ended::Left));
    for _ in 0..3 {
        assert_eq!(session.end().map(Ended::code), Ok(IOSTX_S_FALSE));
    }
}

#[test]
fn rule_6_1_the_lenient_option_swallows_exactly_one_result_and_one_end_after_a_failed_begin() {
    let bench = Bench::new();
    let mut session = lenient(&bench);
    enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
    assert_eq!(session.begin(State::UploadFolder).expect_err("nothing is pending").code, IOSTX_MAPI_E_NOT_FOUND);
    session.set_result(IOSTX_MAPI_E_NOT_FOUND).expect("swallowed");
    assert_eq!(session.end(), Ok(Ended::Nothing));
    assert_eq!(session.state(), State::UploadHierarchy);
    assert_eq!(session.end(), Ok(Ended::Left));
    assert_eq!(session.state(), State::Synchronize, "the second end is a real one");
}

#[test]
fn rule_6_1_a_lenient_session_swallows_nothing_after_a_begin_that_worked() {
    let bench = Bench::new();
    let mut session = lenient(&bench);
    enter(&mut session, &[State::Synchronize]);
    session.begin(State::UploadMessage).expect_err("out of order");
    enter(&mut session, &[State::Contents]);
    assert_eq!(session.end(), Ok(Ended::Left));
    assert_eq!(session.state(), State::Synchronize);
}

#[test]
fn rule_6_1_without_the_option_an_end_too_many_loses_nothing() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "pending");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    session.begin(State::UploadRead).expect_err("no read states");
    session.set_result(IOSTX_S_OK).expect("of the table");
    session.end().expect("leaves the table");
    assert_eq!(session.state(), State::Contents);
    assert_eq!(session.begin(State::UploadMessage).expect_err("out of order").code, IOSTX_E_UNEXPECTED);
    drop(session);
    assert!(!bench.pending(item).is_clean());
}

#[test]
fn rule_6_2_counters_move_while_the_state_is_open_and_the_structure_ends_with_it() {
    let bench = Bench::new();
    for name in ["one", "two"] {
        bench.create(bench.inbox, name);
    }
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    let counts = |session: &Session| {
        let entry = session.upload_table().expect("open").entries[0];
        (entry.index_mod, entry.count_mod)
    };
    assert_eq!(counts(&session), (0, 2));
    for done in 1..=2 {
        enter(&mut session, &[State::UploadMessage]);
        session.set_flags(IOSTX_UPM_OK);
        session.end().expect("left");
        assert!(session.upload_message().is_none());
        assert_eq!(counts(&session), (done, 2));
    }
    session.end().expect("left");
    assert!(session.upload_table().is_none());
}

#[test]
fn rule_6_2_import_counts_are_current_while_the_table_is_open() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    let sink = sink(&session);
    for id in ["1", "2", "3"] {
        sink.import_item(incoming(id, "v", id)).expect("imported");
    }
    sink.flush().expect("committed");
    assert_eq!(sink.counts()[0].created, 3);
    session.imported();
    assert_eq!(session.control().progress().downloaded, 3);
}

#[test]
fn rule_6_3_direction_is_read_when_the_next_state_begins() {
    let bench = Bench::new();
    bench.create(bench.inbox, "pending");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize]);
    session.selection_written(Selection { flags: IOSTX_UPS_DNLOAD_ONLY, ..Selection::default() });
    session.selection_written(Selection { flags: IOSTX_UPS_UPLOAD_ONLY, ..Selection::default() });
    enter(&mut session, &[State::Contents]);
    assert_eq!(session.contents().expect("open").folders(), [bench.inbox], "an upload lists what was changed");
    session.end().expect("left");
    session.set_direction(IOSTX_UPS_DNLOAD_ONLY).expect("LR_SYNC is open");
    enter(&mut session, &[State::Contents]);
    assert!(session.contents().expect("open").count > 1, "a download lists all folders");
}

#[test]
fn rule_6_3_both_direction_bits_are_invalid_and_neither_means_both_directions() {
    let bench = Bench::new();
    bench.create(bench.inbox, "pending");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize]);
    session.selection_written(Selection { flags: IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY, ..Selection::default() });
    for state in [State::Contents, State::UploadHierarchy, State::DownloadHierarchy] {
        assert_eq!(session.begin(state).expect_err("both").code, IOSTX_MAPI_E_INVALID_PARAMETER);
        assert_eq!(session.state(), State::Synchronize);
    }
    select(&mut session, 0, &[bench.inbox]);
    enter(&mut session, &[State::Contents, State::UploadTable, State::UploadMessage]);
    session.end().expect("left");
    session.end().expect("left");
    enter(&mut session, &[State::DownloadTable]);
}

#[test]
fn rule_6_3_selections_that_contradict_themselves_are_refused_by_name() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize]);
    let inbox = bench.store.feid(bench.inbox);
    let refused = |session: &mut Session, selection: Selection| session.set_selection(selection).expect_err("refused").code;
    let of = |flags| Selection { flags, folder: inbox, ..Selection::default() };
    assert_eq!(refused(&mut session, of(IOSTX_UPS_ONE_FOLDER)), IOSTX_MAPI_E_INVALID_PARAMETER);
    let three = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER | IOSTX_UPS_THESE_FOLDERS;
    assert_eq!(refused(&mut session, of(three)), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(refused(&mut session, of(0x8000)), IOSTX_MAPI_E_UNKNOWN_FLAGS);
    let words =
        Selection { flags: IOSTX_UPS_THESE_FOLDERS, folders: vec![inbox], folder_options: vec![0, 0], ..Selection::default() };
    assert_eq!(refused(&mut session, words), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(session.synchronize().expect("open").selection, Selection::default(), "nothing was taken");
}

#[test]
fn rule_6_3_ok_flags_are_read_at_sync_end_and_bits_of_the_library_are_ignored() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(0);
    session.set_flags(IOSTX_UPM_OK | IOSTX_UPM_MOV | IOSTX_UPM_HEADER);
    session.set_full_result(None, ResultDetails::success(0).bound(*b"7", *b"1")).expect("taken");
    session.end().expect("left");
    end_all(&mut session);
    let item = bench.store.item(item).expect("there");
    assert!(item.pending.is_clean() && !item.is(item_bits::HEADER));
    assert_eq!(item.binding.remote_id, b"7");
}

#[test]
fn rule_6_3_option_words_narrow_what_is_uploaded_of_a_folder() {
    let bench = Bench::new();
    let new = bench.store.create_folder(bench.root, "New", "IPF.Note", 0).expect("a folder");
    let mut session = bench.session();
    for (word, count) in [(0, 1), (IOSTX_UPF_NEW, 1), (IOSTX_UPF_DEL | IOSTX_UPF_MOD_PROPS, 0)] {
        enter(&mut session, &[State::Synchronize]);
        let flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_THESE_FOLDERS;
        let selection =
            Selection { flags, folders: vec![bench.store.feid(new)], folder_options: vec![word], ..Selection::default() };
        session.set_selection(selection).expect("a selection");
        enter(&mut session, &[State::UploadHierarchy]);
        assert_eq!(session.upload_hierarchy().expect("open").count, count, "word {word:X}");
        end_all(&mut session);
    }
}

#[test]
fn rule_6_6_the_header_state_is_entered_in_idle_and_in_a_download_table_and_returns_there() {
    let bench = Bench::new();
    let header = bench.header_item(bench.inbox, "1");
    let mut session = bench.session();
    session.header_begin(header).expect("in idle");
    assert_eq!(session.end().expect_err("SyncHdrEnd's").code, IOSTX_E_UNEXPECTED);
    assert_eq!(session.header_end(), Ok(Ended::Left));
    assert_eq!(session.state(), State::Idle);
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    session.header_begin(header).expect("in a download table");
    assert_eq!(session.control().progress().phase, IOSTX_PHASE_DOWNLOAD_HEADER);
    session.header_end().expect("left");
    assert_eq!(session.state(), State::DownloadTable);
    assert_eq!(session.begin(State::DownloadHeader).expect_err("not by SyncBeg").code, IOSTX_E_UNEXPECTED);
}

#[test]
fn rule_6_6_the_message_handed_out_is_empty_and_loose_and_takes_the_place_of_the_header() {
    let bench = Bench::new();
    let header = bench.header_item(bench.inbox, "1");
    let mut session = bench.session();
    session.header_begin(header).expect("in idle");
    let structure = session.download_header().expect("open");
    assert_eq!(structure.parent, bench.inbox);
    assert_ne!(structure.header.flags & IOSTX_UPM_HEADER, 0);
    let full = structure.full.clone();
    assert!(full.id().is_none() && full.get(CONTENT).is_err());
    full.set(SUBJECT, Value::Text("whole".into())).expect("set");
    full.set(CONTENT, Value::Binary(b"Subject: whole\r\n\r\nall of it\r\n".to_vec())).expect("set");
    session.set_header(IOSTX_HSF_OK, None).expect("open");
    session.set_result(IOSTX_S_OK).expect("taken");
    session.header_end().expect("left");
    let item = bench.store.item(header).expect("there");
    assert!(!item.is(item_bits::HEADER) && item.pending.is_clean());
    assert_eq!(item.binding.remote_id, b"1");
    let message = bench.store.open_message(header, Access::Read).expect("there");
    assert_eq!(text_of(&message, SUBJECT).as_deref(), Some("whole"));
}

#[test]
fn rule_6_6_without_the_flag_or_with_a_failure_the_header_stays_a_header() {
    let bench = Bench::new();
    let header = bench.header_item(bench.inbox, "1");
    let mut session = bench.session();
    for (flags, code) in [(0, IOSTX_S_OK), (IOSTX_HSF_OK, IOSTX_MAPI_E_NETWORK_ERROR)] {
        session.header_begin(header).expect("in idle");
        let full = session.download_header().expect("open").full.clone();
        full.set(CONTENT, Value::Binary(b"text".to_vec())).expect("set");
        session.set_header(flags, None).expect("open");
        session.set_result(code).expect("taken");
        session.header_end().expect("left");
        assert!(bench.store.item(header).expect("there").is(item_bits::HEADER));
    }
}

#[test]
fn rule_6_6_the_agent_may_give_a_message_of_its_own_of_this_store_which_the_copy_may_consume() {
    let bench = Bench::new();
    let header = bench.header_item(bench.inbox, "1");
    let own = bench.create(bench.inbox, "fetched by other means");
    let mut session = bench.session();
    session.header_begin(header).expect("in idle");
    let message = bench.store.open_message(own, Access::Read).expect("there");
    let flags = IOSTX_HSF_OK | IOSTX_HSF_LOCAL | IOSTX_HSF_COPYDESTRUCTIVE;
    session.set_header(flags, Some(message)).expect("open");
    session.header_end().expect("left");
    assert!(!bench.store.item(header).expect("there").is(item_bits::HEADER));
    assert!(bench.store.item(own).is_err(), "it was consumed");
}

#[test]
fn rule_6_6_an_item_that_is_whole_or_gone_is_refused() {
    let bench = Bench::new();
    let whole = bench.create(bench.inbox, "whole");
    let gone = bench.create(bench.inbox, "gone");
    bench.delete(gone);
    let mut session = bench.session();
    assert_eq!(session.header_begin(whole).expect_err("whole").code, IOSTX_MAPI_E_NO_SUPPORT);
    assert_eq!(session.header_begin(gone).expect_err("gone").code, IOSTX_MAPI_E_OBJECT_DELETED);
    assert_eq!(session.state(), State::Idle);
}

#[test]
fn rule_6_6_a_header_imported_in_this_very_table_can_be_completed() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    let item = iostx::store::ImportItem { content: None, header: true, content_size: 9, ..incoming("1", "v", "header") };
    sink(&session).import_item(item).expect("imported");
    sink(&session).flush().expect("committed");
    let header = bench.by_remote(bench.inbox, "1").expect("committed");
    session.header_begin(header).expect("legal here");
    session.header_end().expect("left");
    end_all(&mut session);
}

#[test]
fn the_last_error_is_kept_for_its_code() {
    let bench = Bench::new();
    let mut session = bench.session();
    assert!(session.last_error(IOSTX_E_UNEXPECTED).is_none());
    let error = session.begin(State::Contents).expect_err("out of order");
    assert_eq!(session.last_error(IOSTX_E_UNEXPECTED), Some(&error));
    assert!(session.last_error(IOSTX_MAPI_E_NOT_FOUND).is_none());
}

#[test]
fn values_that_the_options_ask_for_come_along_with_each_message() {
    let bench = Bench::new();
    bench.create(bench.inbox, "with columns");
    let mut session = Session::new(&bench.store).expect("a session");
    let missing = PropTag(tags::IOSTX_PR_COMMENT);
    session.set_options(SessionOptions { columns: vec![SUBJECT, missing], ..SessionOptions::default() }).expect("idle");
    session.init_sync(0).expect("idle");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let expected = [(SUBJECT, Value::Text("with columns".into())), (missing, Value::Error(IOSTX_MAPI_E_NOT_FOUND))];
    assert_eq!(message(&session).values, expected);
}

#[test]
fn progress_is_told_and_counts_what_was_done() {
    let bench = Bench::new();
    for name in ["one", "two", "three"] {
        bench.create(bench.inbox, name);
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    let told_to = Arc::clone(&told);
    let mut session = Session::new(&bench.store).expect("a session");
    let progress: ProgressCallback = Arc::new(move |progress: &Progress| told_to.lock().expect("no panic").push(*progress));
    session.set_options(SessionOptions { progress: Some(progress), ..SessionOptions::default() }).expect("idle");
    session.init_sync(0).expect("idle");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    session.expect(5, 500);
    session.expect(2, 200);
    upload_messages(&mut session, taken);
    let now = session.control().progress();
    assert_eq!((now.state, now.phase), (State::UploadTable, IOSTX_PHASE_UPLOAD_CONTENTS));
    assert_eq!((now.items_done, now.items_total, now.uploaded), (3, 5, 3), "three pending, two expected");
    assert_eq!(now.folder, Some(bench.inbox));
    end_all(&mut session);
    assert_eq!(session.control().progress().state, State::Idle);
    let told = told.lock().expect("no panic");
    let last = told.iter().rfind(|progress| progress.phase == IOSTX_PHASE_UPLOAD_CONTENTS).expect("it is told");
    assert_eq!((last.items_done, last.uploaded), (3, 3), "whoever follows hears of the end, however short it was: {told:?}");
}

#[test]
fn progress_of_a_download_of_folders_counts_them() {
    let bench = Bench::new();
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize, State::DownloadHierarchy]);
    let sink = Arc::clone(&session.download_hierarchy().expect("open").sink);
    for name in ["One", "Two"] {
        let values = Bag::new()
            .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(name.as_bytes().to_vec()))
            .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(name.to_owned()));
        sink.import_folder_change(&values).expect("imported");
    }
    session.imported();
    let progress = session.control().progress();
    assert_eq!((progress.phase, progress.folders_done), (IOSTX_PHASE_DOWNLOAD_HIERARCHY, 2));
    sink.set_state_blob(b"token").expect("taken");
    session.set_flags(IOSTX_DNH_OK);
    end_all(&mut session);
    enter(&mut session, &[State::Synchronize, State::DownloadHierarchy]);
    assert_eq!(session.download_hierarchy().expect("open").state_blob, b"token");
}
