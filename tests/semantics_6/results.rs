//! 6.7, 6.9 to 6.11: what counts as success, bindings, retry marks, durability.

use iostx::codes::*;
use iostx::props::{Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session, SessionOptions, State};
use iostx::store::{Binding, ItemUpdate, Pending, Store};

use crate::kit::*;

/// Uploads one item of the inbox with an answer, as a whole pass.
fn upload_one(bench: &Bench, flags: u32, result: Option<ResultDetails>) {
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(flags);
    if let Some(result) = result {
        session.set_full_result(None, result).expect("taken");
    }
    end_all(&mut session);
}

/// The [out] flags with which an item of the inbox is offered, if it is.
fn offered(bench: &Bench) -> Option<u32> {
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    session.begin(State::UploadMessage).ok().map(|()| message(&session).flags)
}

#[test]
fn rule_6_7_success_is_the_ok_flag_and_no_failing_result() {
    let refusal = || Some(ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS));
    let cases = [
        (IOSTX_UPM_OK, None, true),
        (IOSTX_UPM_OK, Some(ResultDetails::success(0)), true),
        (0, Some(ResultDetails::success(IOSTX_UPM_OK)), true),
        (0, None, false),
        (0, Some(ResultDetails::success(0)), false),
        (IOSTX_UPM_OK, refusal(), false),
    ];
    for (flags, result, clean) in cases {
        let bench = Bench::new();
        let item = bench.server_items(bench.inbox, &["1"])[0];
        bench.edit(item, "changed");
        upload_one(&bench, flags, result.clone());
        assert_eq!(bench.pending(item).is_clean(), clean, "{flags:X} {result:?}");
    }
}

#[test]
fn rule_6_7_a_later_result_replaces_the_code_and_a_plain_one_keeps_the_binding() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.set_full_result(None, ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS).bound(*b"7", *b"v")).expect("taken");
    session.set_flags(IOSTX_UPM_OK);
    session.set_result(IOSTX_S_OK).expect("taken");
    end_all(&mut session);
    let item = bench.store.item(item).expect("there");
    assert!(item.pending.is_clean());
    assert_eq!(item.binding, Binding::new(*b"7", *b"v"));
}

#[test]
fn rule_6_7_only_the_entries_marked_ok_are_cleared() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2", "3", "4"]);
    items.iter().for_each(|item| bench.set_read(*item, true));
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadRead]);
    // In the structure: done, failed, not tried; by the call: done.
    session.entry_written(0, IOSTX_UPR_OK, IOSTX_S_OK);
    session.entry_written(1, IOSTX_UPR_OK, IOSTX_MAPI_E_NO_ACCESS);
    session.set_entry_results(3, vec![ResultDetails::success(IOSTX_UPR_OK)]).expect("taken");
    session.set_result(IOSTX_S_OK).expect("taken");
    assert_eq!(
        session.set_entry_results(4, vec![ResultDetails::success(0)]).expect_err("beyond").code,
        IOSTX_MAPI_E_INVALID_PARAMETER
    );
    end_all(&mut session);
    let clean: Vec<bool> = items.iter().map(|item| bench.pending(*item).is_clean()).collect();
    assert_eq!(clean, [true, false, false, true]);
}

#[test]
fn rule_6_7_an_entry_that_was_done_is_cleared_though_the_rest_of_the_vector_failed() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2"]);
    bench.store.delete_items(bench.inbox, &items).expect("deleted");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadDelete]);
    let bindings: Vec<_> =
        session.upload_deletes().expect("open").entries.iter().map(|e| e.entry.stone.binding.remote_id.clone()).collect();
    assert_eq!(bindings, [b"1".to_vec(), b"2".to_vec()]);
    session.entry_written(0, IOSTX_UPD_OK, IOSTX_S_OK);
    session.set_result(IOSTX_MAPI_E_NETWORK_ERROR).expect("taken");
    end_all(&mut session);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadDelete]);
    let left = &session.upload_deletes().expect("open").entries;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].entry.stone.binding.remote_id, b"2");
}

#[test]
fn rule_6_7_new_items_carry_their_flags_in_message_and_others_appear_in_read_and_in_message() {
    let bench = Bench::new();
    let known = bench.server_items(bench.inbox, &["1"])[0];
    bench.set_read(known, true);
    bench.edit(known, "changed");
    let new = bench.create(bench.inbox, "new");
    bench.set_read(new, true);
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    let counts = session.upload_table().expect("open").entries[0];
    assert_eq!((counts.count_mod, counts.count_read), (2, 1));
    // The message clears its part, the entry its own.
    let uploaded = upload_messages(&mut session, |message| {
        let properties = message.upload.item.id == known;
        assert_eq!(message.flags & IOSTX_UPM_MOD_PROPS != 0, properties);
        assert_eq!(message.flags & IOSTX_UPM_NEW != 0, !properties);
        taken(message)
    });
    assert_eq!(uploaded, [known, new]);
    end_all(&mut session);
    assert_eq!(bench.pending(known), Pending::READ);
    assert!(bench.pending(new).is_clean());
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadRead]);
    let entry = &session.upload_reads().expect("open").entries[0];
    assert_eq!((entry.flags, entry.entry.item), (IOSTX_UPR_READ, known));
    session.set_entry_results(0, vec![ResultDetails::success(IOSTX_UPR_OK)]).expect("taken");
    end_all(&mut session);
    assert!(bench.pending(known).is_clean());
}

#[test]
fn rule_6_9_every_structure_carries_its_binding() {
    let bench = Bench::new();
    let (from, to) = (bench.server_folder("From"), bench.server_folder("To"));
    let items = bench.server_items(from, &["1", "2", "3", "4"]);
    bench.edit(items[0], "changed");
    bench.set_read(items[1], true);
    bench.delete(items[2]);
    bench.move_to(items[3], to);
    let mut session = bench.session();
    enter_folder(&mut session, from, State::UploadTable);
    let table = session.upload_table().expect("open");
    assert_eq!((table.name.as_str(), table.binding.remote_id.as_slice()), ("From", b"From".as_slice()));
    let moves: Vec<_> = table.moves.iter().map(|to| (to.folder, to.name.as_str(), to.binding.remote_id.as_slice())).collect();
    assert_eq!(moves, [(to, "To", b"To".as_slice())]);
    enter(&mut session, &[State::UploadMessage]);
    let upload = &message(&session).upload;
    assert_eq!(upload.item.binding, Binding::new(*b"1", *b"v1"), "the version serves for If-Match");
    assert_eq!(upload.item.match_key, b"<1@example.org>");
    assert_eq!(upload.changed_tags.iter().map(|tag| tag.id()).collect::<Vec<_>>(), [(tags::IOSTX_PR_COMMENT >> 16) as u16]);
    session.end().expect("left");
    enter(&mut session, &[State::UploadRead]);
    assert_eq!(session.upload_reads().expect("open").entries[0].entry.binding, Binding::new(*b"2", *b"v1"));
    session.end().expect("left");
    enter(&mut session, &[State::UploadDelete]);
    let deletes = &session.upload_deletes().expect("open").entries;
    let seen: Vec<_> =
        deletes.iter().map(|e| (e.entry.stone.binding.clone(), e.flags & IOSTX_UPD_MOV != 0, e.move_index)).collect();
    assert!(seen.contains(&(Binding::new(*b"3", *b"v1"), false, None)), "{seen:?}");
    assert!(seen.contains(&(Binding::new(*b"4", *b"v1"), true, Some(0))), "{seen:?}");
    drop(session);
    let mut session = bench.session();
    enter_folder(&mut session, to, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let source = message(&session).upload.source.clone().expect("a moved item has a source");
    assert_eq!((source.folder, source.binding), (from, Binding::new(*b"4", *b"v1")));
    drop(session);
    let mut session = bench.session();
    enter_folder(&mut session, from, State::DownloadTable);
    assert_eq!(session.download_table().expect("open").binding.remote_id, b"From");
}

#[test]
fn rule_6_9_a_folder_comes_with_its_parents_binding() {
    let bench = Bench::new();
    let parent = bench.server_folder("Parent");
    bench.store.create_folder(parent, "Child", "IPF.Note", 0).expect("a folder");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize, State::UploadHierarchy, State::UploadFolder]);
    let upload = &session.upload_folder().expect("open").upload;
    assert_eq!((upload.folder.name.as_str(), upload.parent_binding.remote_id.as_slice()), ("Child", b"Parent".as_slice()));
}

#[test]
fn rule_6_9_keywords_and_content_of_a_change_are_told() {
    let bench = Bench::new();
    let item = bench.server_items(bench.inbox, &["1"])[0];
    let update = ItemUpdate { keywords_add: vec!["blue".into()], ..ItemUpdate::default() };
    bench.store.update_items(bench.inbox, &[item], &update).expect("changed");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let structure = message(&session);
    assert_eq!(structure.flags & (IOSTX_UPM_MOD_FLAGS | IOSTX_UPM_MOD_CONTENT | IOSTX_UPM_MOD_PROPS), IOSTX_UPM_MOD_FLAGS);
    assert_eq!(structure.upload.keywords_added, ["blue"]);
    let added = structure.values.iter().find(|(tag, _)| tag.0 == tags::IOSTX_PR_KEYWORDS_ADDED).map(|(_, value)| value.clone());
    assert_eq!(added, Some(Value::texts(["blue"])));
    drop(session);
    let message = bench.store.open_message(item, iostx::store::Access::Modify).expect("there");
    message.set(CONTENT, Value::Binary(b"Subject: other\r\n\r\n".to_vec())).expect("set");
    message.save(0).expect("saved");
    assert_ne!(offered(&bench).expect("pending") & IOSTX_UPM_MOD_CONTENT, 0);
}

#[test]
fn rule_6_10_a_lost_answer_a_time_out_a_cancel_and_a_release_keep_the_mark_and_a_refusal_clears_it() {
    let cases: [(&str, Option<i32>, bool); 6] = [
        ("no answer", None, true),
        ("network", Some(IOSTX_MAPI_E_NETWORK_ERROR), true),
        ("time-out", Some(IOSTX_MAPI_E_TIMEOUT), true),
        ("cancel", Some(IOSTX_MAPI_E_USER_CANCEL), true),
        ("success without OK", Some(IOSTX_S_OK), true),
        ("refusal", Some(IOSTX_MAPI_E_NO_ACCESS), false),
    ];
    for (what, code, marked) in cases {
        let bench = Bench::new();
        bench.server_items(bench.inbox, &[]);
        bench.create(bench.inbox, "new");
        assert_eq!(offered(&bench).expect("offered") & IOSTX_UPM_RETRY, 0, "first offer, then the session is released");
        assert_ne!(offered(&bench).expect("offered") & IOSTX_UPM_RETRY, 0, "a release keeps the mark");
        upload_one(&bench, 0, code.map(ResultDetails::failure));
        assert_eq!(offered(&bench).expect("still pending") & IOSTX_UPM_RETRY != 0, marked, "{what}");
    }
}

#[test]
fn rule_6_10_success_without_an_id_is_not_offered_until_a_download_binds_the_item() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    let item = bench.create(bench.inbox, "new");
    upload_one(&bench, IOSTX_UPM_OK, None);
    assert_eq!(offered(&bench), None);
    let body = bench.store.open_message(item, iostx::store::Access::Read).expect("there").get(CONTENT).expect("its text");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::DownloadTable);
    let Value::Binary(content) = body else { panic!("binary") };
    let key = bench.store.item(item).expect("there").match_key;
    let seen = iostx::store::ImportItem { match_key: key, content: Some(content), ..incoming("77", "v", "new") };
    sink(&session).import_item(seen).expect("imported");
    session.set_flags(IOSTX_DNT_OK);
    end_all(&mut session);
    assert_eq!(bench.items(bench.inbox), [item], "bound, not doubled");
    assert_eq!(bench.store.item(item).expect("there").binding.remote_id, b"77");
    bench.edit(item, "changed");
    assert!(offered(&bench).is_some(), "offered again, as a change");
}

#[test]
fn rule_6_10_until_a_folder_completed_one_download_every_new_item_comes_with_the_retry_flag() {
    let bench = Bench::new();
    bench.create(bench.inbox, "new");
    assert_ne!(offered(&bench).expect("offered") & IOSTX_UPM_RETRY, 0);
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    bench.create(bench.inbox, "new");
    assert_eq!(offered(&bench).expect("offered") & IOSTX_UPM_RETRY, 0);
}

#[test]
fn rule_6_10_an_agent_that_downloads_after_another_init_sync_is_told_of_what_may_be_elsewhere() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    bench.create(bench.inbox, "new");
    for (elsewhere, told) in [(true, false), (false, false), (true, true)] {
        let mut session = Session::new(&bench.store).expect("a session");
        session.set_options(SessionOptions { elsewhere, ..SessionOptions::default() }).expect("idle");
        session.init_sync(IOSTX_SYNC_UPLOAD_HIERARCHY | IOSTX_SYNC_UPLOAD_CONTENTS).expect("idle");
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        enter(&mut session, &[State::UploadMessage]);
        // Nobody answers, so that each but the first comes again.
        assert_eq!(message(&session).flags & IOSTX_UPM_ELSEWHERE != 0, told);
        end_all(&mut session);
    }
}

#[test]
fn rule_6_10_the_mark_is_on_disk_before_the_item_is_handed_out() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    bench.create(bench.inbox, "new");
    let mut session = bench.session();
    session.set_attempt_cookie(b"cookie").expect("short");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    // As after a crash: the session is never ended, and the file is opened anew.
    std::mem::forget(session);
    let copy = tempfile::tempdir().expect("a folder");
    for file in std::fs::read_dir(bench.dir.path()).expect("readable") {
        let file = file.expect("readable");
        std::fs::copy(file.path(), copy.path().join(file.file_name())).expect("copied");
    }
    let store = Store::open(copy.path().join("test.iostx"), Default::default()).expect("opens");
    let mut session = session_of(&store);
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    assert_ne!(message(&session).flags & IOSTX_UPM_RETRY, 0);
    assert_eq!(message(&session).upload.cookie, b"cookie");
}

/// How many transactions the store's log holds: frames of its present round that end one.
fn commits(bench: &Bench) -> usize {
    const HEAD: usize = 32;
    const FRAME_HEAD: usize = 24;
    let log = std::fs::read(bench.dir.path().join("test.iostx-wal")).expect("a log");
    let page = u32::from_be_bytes(log[8..12].try_into().expect("four bytes")) as usize;
    let salts = &log[16..24];
    log[HEAD..].chunks(FRAME_HEAD + page).filter(|frame| frame[8..16] == *salts && frame[4..8] != [0; 4]).count()
}

#[test]
fn rule_6_10_one_commit_marks_the_next_batch_and_settles_the_last_one() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &[]);
    let items = ["first", "second"].map(|subject| bench.create(bench.inbox, subject));
    let mut session = bench.session();
    session.set_options(SessionOptions { vector_limit: 1, ..SessionOptions::default() }).expect("taken");
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let before = commits(&bench);
    session.set_full_result(None, ResultDetails::success(IOSTX_UPM_OK).bound(*b"r1", *b"v1")).expect("taken");
    session.end().expect("left");
    assert_eq!((commits(&bench), bench.pending(items[0])), (before, Pending::NEW), "the result waits");
    enter(&mut session, &[State::UploadMessage]);
    assert_eq!(commits(&bench), before + 1, "one commit for both");
    assert_eq!(bench.pending(items[0]), Pending::NONE, "settled");
    drop(session);
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    let message = message(&session);
    assert_eq!((message.upload.item.id, message.flags & IOSTX_UPM_RETRY), (items[1], IOSTX_UPM_RETRY), "marked");
}

#[test]
fn rule_6_10_one_commit_marks_as_many_messages_as_the_vector_limit_says() {
    // In the background never more than somebody would have to wait for.
    let background = IOSTX_SYNC_BACKGROUND | IOSTX_SYNC_UPLOAD_CONTENTS;
    for (limit, init, batch) in [(3, 0, 3), (SessionOptions::default().vector_limit, 0, 300), (1000, background, 256)] {
        let bench = Bench::new();
        bench.server_items(bench.inbox, &[]);
        for n in 0..300 {
            bench.create(bench.inbox, &format!("new {n}"));
        }
        let marked = || {
            let mut pending = bench.open_again().list_pending(None).expect("a table");
            let at = pending.columns().iter().position(|tag| tag.0 == tags::IOSTX_PR_RETRY_MARK).expect("a column");
            std::iter::from_fn(|| pending.next().expect("a row")).filter(|row| row.values[at] == Value::Bool(true)).count()
        };
        let mut session = bench.session();
        session.set_options(SessionOptions { vector_limit: limit, ..SessionOptions::default() }).expect("taken");
        session.init_sync(init).expect("begun");
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        assert_eq!(marked(), 0);
        for n in 0..batch.min(10) {
            enter(&mut session, &[State::UploadMessage]);
            let (id, before) = (format!("id {n}"), if n < batch { batch } else { 2 * batch });
            assert_eq!(marked(), before, "of {limit}");
            session.set_full_result(None, ResultDetails::success(IOSTX_UPM_OK).bound(id, *b"1")).expect("taken");
            session.end().expect("left");
        }
        if batch == 3 {
            enter(&mut session, &[State::UploadMessage]);
            assert_eq!(marked(), 3, "the answers of those before are durable, and the next three are marked");
            assert_eq!(bench.items(bench.inbox).iter().filter(|item| bench.pending(**item).is_clean()).count(), 3);
        }
    }
}

#[test]
fn upr_retry_tells_the_read_state_of_an_item_whose_upload_was_never_answered() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["in doubt", "plain"]);
    let edited = bench.store.open_message(items[0], iostx::store::Access::Modify).expect("there");
    edited.set(CONTENT, Value::Binary(b"Subject: other\r\n\r\n".to_vec())).expect("set");
    edited.save(0).expect("saved");
    items.iter().for_each(|item| bench.set_read(*item, true));
    assert!(offered(&bench).is_some(), "its content is handed out, and not answered");
    let reads = || {
        let mut session = bench.session();
        enter_folder(&mut session, bench.inbox, State::UploadTable);
        enter(&mut session, &[State::UploadRead]);
        let entries = &session.upload_reads().expect("open").entries;
        entries.iter().map(|read| (read.entry.item, read.flags)).collect::<Vec<_>>()
    };
    assert_eq!(reads(), [(items[0], IOSTX_UPR_READ | IOSTX_UPR_RETRY), (items[1], IOSTX_UPR_READ)]);
    upload_one(&bench, IOSTX_UPM_OK, None);
    assert_eq!(reads(), [(items[0], IOSTX_UPR_READ), (items[1], IOSTX_UPR_READ)], "answered");
}

fn session_of(store: &Store) -> iostx::replication::Session {
    crate::kit::session(store)
}

#[test]
fn rule_6_10_new_folders_carry_marks_too() {
    let bench = Bench::new();
    bench.store.create_folder(bench.root, "New", "IPF.Note", 0).expect("a folder");
    for marked in [false, true] {
        let mut session = bench.session();
        enter(&mut session, &[State::Synchronize, State::UploadHierarchy, State::UploadFolder]);
        assert_eq!(session.upload_folder().expect("open").flags & IOSTX_UPF_RETRY != 0, marked);
    }
}

#[test]
fn rule_6_11_results_become_durable_at_table_end_or_at_once_with_commit() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2", "3"]);
    items.iter().for_each(|item| bench.edit(*item, "changed"));
    let other = bench.open_again();
    let clean = |at: usize| other.item(items[at]).expect("there").pending.is_clean();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(IOSTX_UPM_OK);
    session.end().expect("left");
    assert!(!clean(0), "not durable yet");
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(IOSTX_UPM_OK | IOSTX_UPM_COMMIT);
    session.end().expect("left");
    assert!(clean(0) && clean(1), "UPM_COMMIT makes all results so far durable");
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(IOSTX_UPM_OK);
    session.end().expect("left");
    assert!(!clean(2));
    session.end().expect("left");
    assert!(clean(2), "the end of the table does too");
}

#[test]
fn rule_6_11_the_commit_flags_of_entries_are_read_in_any_read_and_in_the_first_deletion() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2", "3", "4"]);
    items[..2].iter().for_each(|item| bench.set_read(*item, true));
    bench.store.delete_items(bench.inbox, &items[2..]).expect("deleted");
    let other = bench.open_again();
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadRead]);
    session.entry_written(0, IOSTX_UPR_OK, 0);
    session.entry_written(1, IOSTX_UPR_OK | IOSTX_UPR_COMMIT, 0);
    session.end().expect("left");
    assert!(items[..2].iter().all(|item| other.item(*item).expect("there").pending.is_clean()));
    enter(&mut session, &[State::UploadDelete]);
    session.entry_written(0, IOSTX_UPD_OK | IOSTX_UPD_COMMIT, 0);
    session.entry_written(1, IOSTX_UPD_OK, 0);
    session.end().expect("left");
    assert_eq!(other.folder(bench.inbox).expect("there").gone, 0);
}

#[test]
fn rule_1_3_a_remote_id_of_another_item_refuses_that_result_only() {
    let bench = Bench::new();
    let holder = bench.server_items(bench.inbox, &["1"])[0];
    let items = ["a", "b", "c"].map(|name| bench.create(bench.inbox, name));
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    // Of an item in the folder; a free one; one that was told in this very table.
    for (id, code) in [("1", Some(IOSTX_MAPI_E_COLLISION)), ("2", None), ("2", Some(IOSTX_MAPI_E_COLLISION))] {
        enter(&mut session, &[State::UploadMessage]);
        let told = session.set_full_result(None, ResultDetails::success(IOSTX_UPM_OK).bound(id, *b"v"));
        assert_eq!(told.err().map(|e| e.code), code);
        session.end().expect("left all the same");
    }
    end_all(&mut session);
    let clean: Vec<bool> = items.iter().map(|item| bench.pending(*item).is_clean()).collect();
    assert_eq!(clean, [false, true, false]);
    assert_eq!(bench.by_remote(bench.inbox, "1"), Some(holder));
    assert_ne!(offered(&bench).expect("still pending") & IOSTX_UPM_RETRY, 0, "it may be on the server");
}

#[test]
fn rule_1_3_an_answer_that_was_refused_for_its_remote_id_is_still_owed() {
    let bench = Bench::new();
    bench.server_items(bench.inbox, &["1"]);
    let item = bench.create(bench.inbox, "a");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    session.set_flags(IOSTX_UPM_DEFER);
    session.end().expect("left");
    let mut tell = |id: &str| session.set_full_result(Some(item), ResultDetails::success(IOSTX_UPM_OK).bound(id, *b"v"));
    assert_eq!(tell("1").expect_err("taken").code, IOSTX_MAPI_E_COLLISION);
    tell("2").expect("free");
    end_all(&mut session);
    assert!(bench.pending(item).is_clean());
}

#[test]
fn upv_error_keeps_the_moves_into_a_folder_pending_and_upv_commit_settles_them_at_once() {
    for (flags, at_delete_end, at_table_end) in
        [(0, false, true), (IOSTX_UPV_ERROR, false, false), (IOSTX_UPV_COMMIT, true, true), (IOSTX_UPV_DIRTY, false, true)]
    {
        let bench = Bench::new();
        let (from, to) = (bench.server_folder("From"), bench.server_folder("To"));
        let item = bench.server_items(from, &["1"])[0];
        bench.move_to(item, to);
        let other = bench.open_again();
        let settled = || other.item(item).expect("there").pending.is_clean();
        let mut session = bench.session();
        enter_folder(&mut session, from, State::UploadTable);
        assert_eq!(session.set_move(from, 0).expect_err("nothing was moved there").code, IOSTX_MAPI_E_NOT_FOUND);
        enter(&mut session, &[State::UploadDelete]);
        session.set_move(to, flags).expect("a destination");
        let done = ResultDetails::success(IOSTX_UPD_OK | IOSTX_UPD_MOVED).bound(*b"9", *b"v");
        session.set_entry_results(0, vec![done]).expect("taken");
        session.end().expect("left");
        assert_eq!(settled(), at_delete_end, "{flags:X}");
        session.end().expect("left");
        assert_eq!(settled(), at_table_end, "{flags:X}");
    }
}
