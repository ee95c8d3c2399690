//! 6.4, 6.5, 6.14: the list of folders, what there is no more of, vectors and pipelining.

use iostx::codes::*;
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session, SessionOptions, State, UploadCounts};
use iostx::store::flags::IOSTX_DEL_MESSAGES;
use iostx::store::{FolderId, ItemId};

use crate::kit::*;

/// The folder that the next table of a kind is for; `None`: there are no more.
fn table(session: &mut Session, kind: State) -> Option<FolderId> {
    if let Err(e) = session.begin(kind) {
        assert_eq!(e.code, IOSTX_MAPI_E_NOT_FOUND);
        return None;
    }
    let folder = match kind {
        State::UploadTable => session.upload_table().expect("open").folder,
        _ => session.download_table().expect("open").folder,
    };
    session.end().expect("left");
    Some(folder)
}

#[test]
fn upt_public_marks_a_folder_that_the_server_calls_public_and_those_below_it() {
    use iostx::props::{Bag, Value, tags};
    let bench = Bench::new();
    let folders = ["Own", "Shared", "Below"].map(|name| bench.server_folder(name));
    bench.store.move_folder(folders[2], folders[1]).expect("moved");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize, State::DownloadHierarchy]);
    let shared = Bag::new()
        .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(b"Shared".to_vec()))
        .with(tags::IOSTX_PR_PUBLIC_FOLDER, Value::Bool(true));
    session.download_hierarchy().expect("open").sink.import_folder_change(&shared).expect("imported");
    end_all(&mut session);
    for (folder, flags) in folders.into_iter().zip([0, IOSTX_UPT_PUBLIC, IOSTX_UPT_PUBLIC]) {
        let mut session = contents_of(&bench, 0, &[folder]);
        enter(&mut session, &[State::UploadTable]);
        assert_eq!(session.upload_table().expect("open").flags, flags);
    }
}

fn contents_of(bench: &Bench, flags: u32, folders: &[FolderId]) -> Session {
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize]);
    select(&mut session, flags, folders);
    enter(&mut session, &[State::Contents]);
    session
}

#[test]
fn rule_6_4_the_index_moves_on_only_when_a_kind_of_table_is_asked_for_again() {
    let bench = Bench::new();
    let folders = ["A", "B", "C"].map(|name| bench.server_folder(name));
    let mut session = contents_of(&bench, 0, &folders);
    for (index, folder) in folders.iter().enumerate() {
        assert_eq!(table(&mut session, State::UploadTable), Some(*folder));
        assert_eq!(session.contents().expect("open").index, index as u32);
        assert_eq!(table(&mut session, State::DownloadTable), Some(*folder));
        assert_eq!(session.contents().expect("open").index, index as u32);
    }
    assert_eq!(table(&mut session, State::UploadTable), None);
    assert_eq!(table(&mut session, State::DownloadTable), None);
}

#[test]
fn rule_6_4_an_index_that_the_agent_writes_is_taken() {
    let bench = Bench::new();
    let folders = ["A", "B", "C"].map(|name| bench.server_folder(name));
    let mut session = contents_of(&bench, IOSTX_UPS_DNLOAD_ONLY, &folders);
    // The published client writes its loop counter before each pair of tables.
    for (index, folder) in folders.iter().enumerate() {
        session.index_written(index as u32);
        assert_eq!(table(&mut session, State::UploadTable), Some(*folder));
        assert_eq!(table(&mut session, State::DownloadTable), Some(*folder));
    }
    session.set_index(0).expect("below count");
    assert_eq!(table(&mut session, State::DownloadTable), Some(folders[0]));
    session.set_index(0).expect("below count");
    assert_eq!(table(&mut session, State::DownloadTable), Some(folders[0]), "a chosen folder may be chosen again");
    assert_eq!(session.set_index(3).expect_err("past the end").code, IOSTX_MAPI_E_NOT_FOUND);
    session.index_written(99);
    assert_eq!(table(&mut session, State::DownloadTable), None);
    assert_eq!(session.contents().expect("open").index, 0, "nothing was changed");
    assert_eq!(table(&mut session, State::DownloadTable), Some(folders[1]));
}

#[test]
fn rule_6_4_a_folder_that_is_refused_is_passed_over() {
    let bench = Bench::new();
    let folders = ["A", "B"].map(|name| bench.server_folder(name));
    let _lock = bench.store.lock_folder(folders[0]).expect("free");
    let mut session = contents_of(&bench, 0, &folders);
    for kind in [State::UploadTable, State::DownloadTable] {
        assert_eq!(session.begin(kind).expect_err("locked").code, IOSTX_MAPI_E_BUSY);
        assert_eq!(session.state(), State::Contents);
    }
    assert_eq!(table(&mut session, State::UploadTable), Some(folders[1]));
    assert_eq!(table(&mut session, State::DownloadTable), Some(folders[1]));
}

#[test]
fn rule_6_4_the_list_is_fixed_a_deleted_folder_gives_an_empty_table_and_a_new_one_waits() {
    let bench = Bench::new();
    let doomed = bench.server_folder("Doomed");
    let item = bench.create(doomed, "pending");
    let mut session = contents_of(&bench, IOSTX_UPS_UPLOAD_ONLY, &[]);
    assert_eq!(session.contents().expect("open").folders(), [doomed]);
    bench.store.delete_folder(doomed, IOSTX_DEL_MESSAGES).expect("deleted");
    bench.create(bench.inbox, "too late");
    assert_eq!(session.contents().expect("open").count, 1);
    enter(&mut session, &[State::UploadTable]);
    assert_eq!(session.upload_table().expect("open").entries, [UploadCounts::default(); 2]);
    assert_eq!(session.begin(State::UploadMessage).expect_err("empty").code, IOSTX_MAPI_E_NOT_FOUND);
    session.end().expect("left");
    assert_eq!(table(&mut session, State::UploadTable), None);
    assert!(bench.store.item(item).is_err());
}

#[test]
fn rule_6_4_a_folder_deleted_meanwhile_gives_a_download_table_without_a_sink() {
    let bench = Bench::new();
    let doomed = bench.server_folder("Doomed");
    let mut session = contents_of(&bench, IOSTX_UPS_DNLOAD_ONLY, &[doomed]);
    bench.store.delete_folder(doomed, IOSTX_DEL_MESSAGES).expect("deleted");
    enter(&mut session, &[State::DownloadTable]);
    let structure = session.download_table().expect("open");
    assert!(structure.contents.is_none() && structure.folder == doomed);
    session.end().expect("left");
}

#[test]
fn rule_6_4_counts_are_upper_bounds() {
    let bench = Bench::new();
    let gone = bench.create(bench.inbox, "gone");
    let kept = bench.create(bench.inbox, "kept");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    bench.delete(gone);
    assert_eq!(session.upload_table().expect("open").entries[0].count_mod, 2);
    assert_eq!(upload_messages(&mut session, taken), [kept]);
}

#[test]
fn rule_6_5_more_than_there_is_answers_not_found_and_changes_nothing() {
    let bench = Bench::new();
    bench.create(bench.inbox, "one");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
    assert_eq!(session.begin(State::UploadFolder).expect_err("none").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(session.state(), State::UploadHierarchy);
    end_all(&mut session);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    upload_messages(&mut session, |_| ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS));
    for state in [State::UploadMessage, State::UploadRead, State::UploadDelete] {
        assert_eq!(session.begin(state).expect_err("no more").code, IOSTX_MAPI_E_NOT_FOUND);
        assert_eq!(session.state(), State::UploadTable);
    }
    session.end().expect("left");
    for state in [State::UploadTable, State::DownloadTable, State::DownloadTable] {
        let more = session.begin(state);
        if more.is_ok() {
            session.end().expect("left");
        }
        assert_eq!(session.state(), State::Contents);
    }
    assert_eq!(session.begin(State::UploadTable).expect_err("no more").code, IOSTX_MAPI_E_NOT_FOUND);
}

#[test]
fn rule_6_5_an_upload_table_in_a_download_pass_is_legal_and_offers_nothing() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "pending");
    let mut session = contents_of(&bench, IOSTX_UPS_DNLOAD_ONLY, &[bench.inbox]);
    enter(&mut session, &[State::UploadTable]);
    let structure = session.upload_table().expect("open");
    assert_eq!((structure.name.as_str(), structure.folder), ("Inbox", bench.inbox));
    assert_eq!(structure.entries, [UploadCounts::default(); 2]);
    assert_eq!(session.begin(State::UploadMessage).expect_err("none").code, IOSTX_MAPI_E_NOT_FOUND);
    session.set_flags(IOSTX_UPT_OK);
    session.end().expect("left");
    enter(&mut session, &[State::DownloadTable]);
    assert_eq!(session.download_table().expect("open").name, "Inbox");
    assert!(!bench.pending(item).is_clean());
}

#[test]
fn rule_6_14_results_of_a_pipeline_come_by_item_in_any_order() {
    let bench = Bench::new();
    let items: Vec<ItemId> = (0..4).map(|n| bench.create(bench.inbox, &format!("item {n}"))).collect();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    for _ in &items {
        enter(&mut session, &[State::UploadMessage]);
        session.set_flags(IOSTX_UPM_DEFER);
        session.end().expect("left, the result owed");
    }
    let result = |n: usize| ResultDetails::success(IOSTX_UPM_OK).bound(format!("up{n}").into_bytes(), *b"1");
    session.set_full_result(Some(items[2]), result(2)).expect("owed");
    session.set_full_result(Some(items[0]), result(0)).expect("owed");
    session.set_full_result(Some(items[3]), ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS)).expect("owed");
    let again = session.set_full_result(Some(items[0]), result(0)).expect_err("answered");
    assert_eq!(again.code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(session.upload_table().expect("open").entries[0].index_mod, 3);
    end_all(&mut session);
    let clean: Vec<bool> = items.iter().map(|item| bench.pending(*item).is_clean()).collect();
    assert_eq!(clean, [true, false, true, false]);
    assert_eq!(bench.store.item(items[2]).expect("there").binding.remote_id, b"up2");
}

#[test]
fn rule_6_14_what_of_a_pipeline_is_unanswered_stays_pending_with_its_mark() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    let item = bench.create(bench.inbox, "in flight");
    let mut session = bench.session();
    session.set_attempt_cookie(b"UIDNEXT 12").expect("short");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    assert_eq!(message(&session).flags & IOSTX_UPM_RETRY, 0);
    session.set_flags(IOSTX_UPM_DEFER);
    session.end().expect("left");
    session.end().expect("the table ends with an answer owed");
    assert_eq!(
        session.set_full_result(Some(item), ResultDetails::success(IOSTX_UPM_OK)).expect_err("too late").code,
        IOSTX_E_UNEXPECTED
    );
    end_all(&mut session);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    assert_ne!(message(&session).flags & IOSTX_UPM_RETRY, 0);
    assert_eq!(message(&session).upload.cookie, b"UIDNEXT 12");
}

#[test]
fn rule_6_14_a_message_that_was_handed_out_stays_readable_while_its_answer_is_owed() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "in flight");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let kept = message(&session).upload.message.clone();
    session.set_flags(IOSTX_UPM_DEFER);
    session.end().expect("left");
    bench.delete(item);
    assert_eq!(text_of(&kept, SUBJECT).as_deref(), Some("in flight"));
}

#[test]
fn rule_6_14_vectors_hold_at_most_the_limit_and_entering_again_gives_the_next() {
    let bench = Bench::new();
    let ids: Vec<String> = (0..7).map(|n| n.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let items = bench.server_items(bench.inbox, &ids);
    items.iter().for_each(|item| bench.set_read(*item, true));
    let mut session = Session::new(&bench.store).expect("a session");
    session.set_options(SessionOptions { vector_limit: 3, ..SessionOptions::default() }).expect("idle");
    session.init_sync(0).expect("idle");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    let mut sizes = Vec::new();
    while session.begin(State::UploadRead).is_ok() {
        let count = session.upload_reads().expect("open").entries.len();
        sizes.push(count);
        session.set_entry_results(0, vec![ResultDetails::success(IOSTX_UPR_OK); count]).expect("taken");
        session.end().expect("left");
    }
    assert_eq!(sizes, [3, 3, 1]);
    end_all(&mut session);
    assert!(items.iter().all(|item| bench.pending(*item).is_clean()));
}

#[test]
fn rule_6_14_by_default_a_vector_holds_a_thousand_entries() {
    assert_eq!(SessionOptions::default().vector_limit, 1000);
    let bench = Bench::new();
    let ids: Vec<String> = (0..1001).map(|n| format!("{n:05}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let items = {
        let mut session = bench.session();
        enter_folder(&mut session, bench.inbox, State::DownloadTable);
        ids.iter().for_each(|id| drop(sink(&session).import_item(incoming(id, "v", id)).expect("imported")));
        end_all(&mut session);
        bench.items(bench.inbox)
    };
    bench.store.delete_items(bench.inbox, &items).expect("deleted");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    let mut sizes = Vec::new();
    while session.begin(State::UploadDelete).is_ok() {
        sizes.push(session.upload_deletes().expect("open").entries.len());
        session.set_full_result(None, ResultDetails::success(IOSTX_UPD_OK)).expect("for all entries");
        session.end().expect("left");
    }
    assert_eq!(sizes, [1000, 1]);
    end_all(&mut session);
    assert_eq!(bench.store.folder(bench.inbox).expect("there").gone, 0);
}
