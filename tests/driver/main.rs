//! The driver: a whole run over a server in memory, with everything that can go wrong on the way.

#[path = "../support/mod.rs"]
mod support;

mod folders;
mod server;

use std::sync::Arc;

use iostx::codes::*;
use iostx::driver::{ReplicateOptions, Report, replicate};
use iostx::props::{Bag, PropTag, Value, tags::*};
use iostx::replication::flags::*;
use iostx::replication::{Question, Selection, Session, SessionOptions, State};
use iostx::store::flags::*;
use iostx::store::{FolderId, ItemId};
use server::Server;
use support::{Bench, SUBJECT};

/// No time passes between tries.
fn options() -> ReplicateOptions {
    ReplicateOptions { retry_delay_ms: 0, ..ReplicateOptions::default() }
}

fn run_with(bench: &Bench, server: &mut Server, options: &ReplicateOptions) -> (Option<i32>, Report) {
    run_in(None, bench, server, options)
}

/// Runs below a root of its own.
fn run_in(root: Option<FolderId>, bench: &Bench, server: &mut Server, options: &ReplicateOptions) -> (Option<i32>, Report) {
    let mut session = Session::new(&bench.store).expect("a session");
    session.set_options(SessionOptions { root, elsewhere: true, ..SessionOptions::default() }).expect("idle");
    let mut report = Report::default();
    let result = replicate(&mut session, server, options, &mut report);
    assert_eq!(session.state(), State::Idle, "a run leaves the session in idle, however it ends");
    bench.check();
    (result.err().map(|e| e.code), report)
}

fn run(bench: &Bench, server: &mut Server) -> Report {
    let (code, report) = run_with(bench, server, &options());
    assert_eq!(code, None, "{:?}", report.first_failure);
    report
}

fn texts(bench: &Bench, folder: FolderId) -> Vec<String> {
    let mut texts: Vec<String> = bench.items(folder).into_iter().filter_map(|item| bench.text(item)).collect();
    texts.sort();
    texts
}

fn body(subject: &str) -> String {
    String::from_utf8(support::text_of(subject)).expect("text")
}

/// A store and a server that agree on an inbox and these mails in it.
fn in_sync(subjects: &[&str]) -> (Bench, Server, Vec<ItemId>) {
    let (bench, mut server) = (Bench::new(), Server::new());
    let items = subjects.iter().map(|subject| bench.create(bench.inbox, subject)).collect();
    run(&bench, &mut server);
    assert_eq!(bench.pending_count(), 0);
    (bench, server, items)
}

#[test]
fn a_run_uploads_what_is_here_and_downloads_what_is_there() {
    let (bench, mut server) = (Bench::new(), Server::new());
    bench.create(bench.inbox, "ours");
    bench.new_folder("Projects");
    server.put("INBOX", "theirs");
    server.put("Archive", "old");
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.up.folders, report.down.created), (1, 1, 2));
    assert_eq!((report.up.bytes, report.down.bytes), (body("ours").len() as u64, ("theirs".len() + "old".len()) as u64));
    assert_eq!(server.texts("INBOX"), [body("ours").as_str(), "theirs"].into());
    assert!(server.dirs.contains_key("Projects"));
    assert_eq!(texts(&bench, bench.inbox), [body("ours"), "theirs".to_owned()]);
    assert_eq!(bench.pending_count(), 0);
    assert!(report.is_clean());
}

#[test]
fn a_run_with_nothing_to_do_changes_no_page_and_asks_for_no_item() {
    let (bench, mut server, _) = in_sync(&["a", "b"]);
    server.mood.tells_changed = true;
    run(&bench, &mut server);
    bench.store.checkpoint().expect("folded");
    let before = bench.bytes();
    server.asked.clear();
    let report = run(&bench, &mut server);
    assert_eq!(bench.bytes(), before);
    assert_eq!(server.asked, ["list_folders ", "changed_folders "]);
    assert_eq!(report, Report::default());
}

/// What may have been moved since an upload without an answer is uploaded again in the run whose downloads have told of all folders,
/// also where those have nothing new.
#[test]
fn an_upload_without_an_answer_is_looked_for_everywhere_and_done_again_in_the_same_run() {
    for tells_changed in [false, true] {
        let (bench, mut server, _) = in_sync(&["a"]);
        server.put("Archive", "old");
        run(&bench, &mut server);
        server.mood.tells_changed = tells_changed;
        bench.create(bench.inbox, "b");
        let silent = body("b");
        server.mood.silent = Some(silent.clone().leak());
        let selection = Selection { flags: IOSTX_UPS_UPLOAD_ONLY, ..Selection::default() };
        let (_, report) = run_with(&bench, &mut server, &ReplicateOptions { selection, ..options() });
        assert_eq!(report.unanswered, 1);
        server.mood.silent = None;
        server.asked.clear();
        assert_eq!(run(&bench, &mut server).up.created, 1, "tells: {tells_changed}");
        assert_eq!(server.count("upload INBOX"), 2, "it waited for the downloads");
        assert_eq!((server.texts("INBOX").len(), bench.pending_count()), (2, 0));
    }
}

#[test]
fn an_upload_without_an_answer_does_not_wait_for_downloads_in_a_run_that_has_none() {
    let up = Selection { flags: IOSTX_UPS_UPLOAD_ONLY, ..Selection::default() };
    let without = ReplicateOptions { init_flags: IOSTX_SYNC_UPLOAD_HIERARCHY | IOSTX_SYNC_UPLOAD_CONTENTS, ..options() };
    for options in [ReplicateOptions { selection: up, ..options() }, without] {
        let (bench, mut server, _) = in_sync(&["a"]);
        bench.create(bench.inbox, "b");
        server.mood.silent = Some(body("b").leak());
        assert_eq!(run_with(&bench, &mut server, &options).1.unanswered, 1);
        server.mood.silent = None;
        assert_eq!(run_with(&bench, &mut server, &options).1.up.created, 1);
        assert_eq!((server.texts("INBOX").len(), bench.pending_count()), (2, 0));
    }
}

#[test]
fn uploads_go_in_batches_of_the_window_in_items_and_bytes() {
    let (bench, mut server) = (Bench::new(), Server::new());
    for n in 0..25 {
        bench.create(bench.inbox, &format!("m{n}"));
    }
    let up = Selection { flags: IOSTX_UPS_UPLOAD_ONLY, ..Selection::default() };
    run_with(
        &bench,
        &mut server,
        &ReplicateOptions { window: 10, selection: Selection { flags: IOSTX_UPS_DNLOAD_ONLY, ..up.clone() }, ..options() },
    );
    let (code, report) = run_with(&bench, &mut server, &ReplicateOptions { window: 10, selection: up.clone(), ..options() });
    assert_eq!((code, report.up.created), (None, 25));
    let batches: Vec<&str> = server.asked.iter().filter_map(|asked| asked.strip_prefix("upload INBOX ")).collect();
    assert_eq!(batches, ["x10", "x10", "x5"]);
    // One byte is less than any item: each goes alone.
    for n in 0..3 {
        bench.create(bench.inbox, &format!("n{n}"));
    }
    server.asked.clear();
    run_with(&bench, &mut server, &ReplicateOptions { window_bytes: 1, selection: up, ..options() });
    assert_eq!(server.count("upload INBOX x1"), 3);
}

#[test]
fn answers_may_come_in_any_order() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.backwards = true;
    let items: Vec<ItemId> = ["a", "b", "c"].iter().map(|subject| bench.create(bench.inbox, subject)).collect();
    run(&bench, &mut server);
    for (item, subject) in items.iter().zip(["a", "b", "c"]) {
        let id = String::from_utf8(bench.item(*item).binding.remote_id).expect("text");
        assert_eq!(server.dirs["INBOX"].mails[&id].text, body(subject), "each has its own id");
    }
}

#[test]
fn an_item_that_the_server_refuses_is_told_and_the_rest_goes_on() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.refused = Some(body("b").leak());
    let items: Vec<ItemId> = ["a", "b", "c"].iter().map(|subject| bench.create(bench.inbox, subject)).collect();
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.failures), (2, 1));
    assert_eq!(server.failures, [(IOSTX_MAPI_E_NO_ACCESS, "no such luck".to_owned())]);
    assert!(!bench.pending(items[1]).is_clean());
}

#[test]
fn an_item_that_makes_a_whole_batch_fail_is_found_and_nothing_is_doubled() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.poison = Some(body("c").leak());
    let items: Vec<ItemId> = ["a", "b", "c", "d", "e"].iter().map(|subject| bench.create(bench.inbox, subject)).collect();
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.failures), (4, 1));
    assert_eq!(server.dirs["INBOX"].mails.len(), 4, "what the batch had sent was found, not sent again");
    assert!(!bench.pending(items[2]).is_clean());
    // It alone waits, and comes through once the server takes it.
    server.mood.poison = None;
    bench.turn_clock(iostx::store::DAY);
    assert_eq!(run(&bench, &mut server).up.created, 1);
    assert_eq!(server.dirs["INBOX"].mails.len(), 5);
}

#[test]
fn an_item_without_an_answer_stays_pending_and_is_looked_for_first_next_time() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.silent = Some(body("lost").leak());
    let item = bench.create(bench.inbox, "lost");
    let report = run(&bench, &mut server);
    assert_eq!((report.up.created, report.unanswered), (0, 1));
    assert!(!bench.pending(item).is_clean());
    // It had landed, though nobody heard.
    server.put("INBOX", body("lost").leak());
    server.mood.silent = None;
    let up = Selection { flags: IOSTX_UPS_UPLOAD_ONLY, ..Selection::default() };
    let (_, report) = run_with(&bench, &mut server, &ReplicateOptions { selection: up, ..options() });
    assert_eq!(report.up.created, 1);
    assert_eq!(server.dirs["INBOX"].mails.len(), 1);
}

#[test]
fn a_line_that_fails_is_tried_again_and_what_was_done_stays_done() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.fails = vec![("list_changes", "", IOSTX_MAPI_E_NETWORK_ERROR, 2), ("upload", "", IOSTX_MAPI_E_TIMEOUT, 1)];
    bench.create(bench.inbox, "ours");
    server.put("INBOX", "theirs");
    let report = run(&bench, &mut server);
    assert_eq!((report.retries, report.up.created, report.down.created), (3, 1, 1));
    assert_eq!(server.dirs["INBOX"].mails.len(), 2);
}

#[test]
fn what_came_before_the_line_failed_is_counted_once_and_begins_the_retries_anew() {
    let (bench, mut server, _) = in_sync(&[]);
    server.put("INBOX", "one");
    server.put("INBOX", "two");
    server.mood.cut_after = Some("one");
    server.mood.fails = vec![("list_folders", "", IOSTX_MAPI_E_NETWORK_ERROR, 1)];
    let (code, report) = run_with(&bench, &mut server, &ReplicateOptions { retries: 1, ..options() });
    assert_eq!((code, report.retries), (None, 2), "each failure is the first after something was done");
    assert_eq!((report.down.created, report.down.bytes), (2, ("one".len() + "two".len()) as u64));
}

#[test]
fn a_line_that_stays_dead_ends_the_run_after_the_retries() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.fails = vec![("list_folders", "", IOSTX_MAPI_E_NETWORK_ERROR, u32::MAX)];
    let (code, report) = run_with(&bench, &mut server, &ReplicateOptions { retries: 2, ..options() });
    assert_eq!((code, report.retries), (Some(IOSTX_MAPI_E_NETWORK_ERROR), 2));
    assert_eq!(server.count("list_folders"), 3);
}

#[test]
fn a_cancel_ends_the_wait_before_the_next_try() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.fails = vec![("list_folders", "", IOSTX_MAPI_E_NETWORK_ERROR, u32::MAX)];
    let mut session = Session::new(&bench.store).expect("a session");
    let control = session.control().clone();
    let (told, waiting) = std::sync::mpsc::channel();
    server.before = Some(Box::new(move |_, _| told.send(()).expect("heard")));
    let canceller = std::thread::spawn(move || {
        waiting.recv().expect("the first try");
        control.cancel();
    });
    let hours = ReplicateOptions { retry_delay_ms: 3_600_000, ..options() };
    let error = replicate(&mut session, &mut server, &hours, &mut Report::default()).expect_err("cancelled");
    assert_eq!(error.code, IOSTX_MAPI_E_USER_CANCEL);
    canceller.join().expect("no panic");
}

#[test]
fn a_cancel_inside_an_operation_ends_the_run() {
    let (bench, mut server, _) = in_sync(&["a"]);
    server.before = Some(Box::new(|session, operation| {
        if operation == "list_folders" {
            session.control().cancel();
        }
    }));
    let (code, _) = run_with(&bench, &mut server, &options());
    assert_eq!(code, Some(IOSTX_MAPI_E_USER_CANCEL));
    server.before = None;
    run(&bench, &mut server);
}

#[test]
fn a_logon_that_fails_ends_the_run_at_once() {
    let (bench, mut server) = (Bench::new(), Server::new());
    server.mood.fails = vec![("list_folders", "", IOSTX_MAPI_E_LOGON_FAILED, 1)];
    let (code, report) = run_with(&bench, &mut server, &options());
    assert_eq!((code, report.retries), (Some(IOSTX_MAPI_E_LOGON_FAILED), 0));
}

#[test]
fn one_folder_that_fails_does_not_stop_the_others() {
    let (bench, mut server, _) = in_sync(&[]);
    server.put("Bad", "x");
    server.put("Good", "y");
    server.mood.fails = vec![("list_changes", "Bad", IOSTX_MAPI_E_NO_ACCESS, 1)];
    let report = run(&bench, &mut server);
    assert_eq!((report.folders_failed, report.down.created), (1, 1));
    assert_eq!(server.failures, [(IOSTX_MAPI_E_NO_ACCESS, "list_changes failed".to_owned())]);
    assert_eq!(run(&bench, &mut server).down.created, 1, "it comes with the next run");
}

#[test]
fn a_folder_that_another_session_synchronizes_is_passed_over_and_told() {
    let (bench, mut server, _) = in_sync(&["a"]);
    bench.create(bench.inbox, "b");
    let lock = bench.store.lock_folder(bench.inbox).expect("free");
    let report = run(&bench, &mut server);
    assert!(report.folders_busy >= 2, "once up and once down: {report:?}");
    drop(lock);
    assert_eq!(run(&bench, &mut server).up.created, 1);
}

#[test]
fn folders_without_news_are_passed_over_unless_they_still_want_items() {
    let (bench, mut server, _) = in_sync(&["a"]);
    server.mood.tells_changed = true;
    server.mood.broken = Some("broken");
    server.put("INBOX", "broken");
    run(&bench, &mut server);
    assert_eq!(texts(&bench, bench.inbox).len(), 1, "it could not be fetched");
    server.mood.broken = None;
    bench.turn_clock(iostx::store::DAY);
    server.asked.clear();
    let report = run(&bench, &mut server);
    assert_eq!(report.down.created, 1);
    assert_eq!(server.count("fetch_full INBOX"), 1);
    server.asked.clear();
    run(&bench, &mut server);
    assert_eq!(server.count("list_changes"), 0);
}

#[test]
fn a_move_that_the_server_does_is_one_move_on_both_sides() {
    let (bench, mut server, items) = in_sync(&["a"]);
    let archive = bench.new_folder("Stash");
    run(&bench, &mut server);
    bench.move_to(items[0], archive);
    let report = run(&bench, &mut server);
    assert_eq!((report.up.moved, report.up.deleted, report.up.bytes), (1, 0, 0));
    assert_eq!((server.texts("INBOX").len(), server.texts("Stash").len()), (0, 1));
    assert_eq!(bench.pending_count(), 0);
}

#[test]
fn a_move_by_copy_deletes_its_source_in_the_same_run() {
    let (bench, mut server, items) = in_sync(&["a"]);
    server.mood.moves_by_copy = true;
    let archive = bench.new_folder("Stash");
    run(&bench, &mut server);
    bench.move_to(items[0], archive);
    let report = run(&bench, &mut server);
    assert_eq!((report.up.moved, report.up.deleted), (1, 1));
    assert_eq!((server.texts("INBOX").len(), server.texts("Stash").len()), (0, 1));
    assert_eq!(bench.pending_count(), 0);
}

#[test]
fn a_folder_that_is_emptied_by_a_move_is_deleted_in_the_same_run() {
    let (bench, mut server, items) = in_sync(&["a"]);
    let (old, new) = (bench.new_folder("Old"), bench.new_folder("New"));
    run(&bench, &mut server);
    bench.move_to(items[0], old);
    run(&bench, &mut server);
    bench.move_to(items[0], new);
    bench.store.delete_folder(old, 0).expect("deleted");
    run(&bench, &mut server);
    assert!(!server.dirs.contains_key("Old"), "{:?} {:?}", server.asked, server.failures);
    assert_eq!(server.texts("New").len(), 1);
}

#[test]
fn changes_read_states_and_deletions_go_up() {
    let (bench, mut server, items) = in_sync(&["a", "b", "c"]);
    bench.write(items[0], "new text");
    bench.set_read(items[1], false);
    bench.delete(items[2]);
    let report = run(&bench, &mut server);
    assert_eq!((report.up.changed, report.up.read, report.up.deleted), (1, 1, 1));
    assert_eq!(server.texts("INBOX"), ["new text", body("b").as_str()].into());
    assert_eq!(bench.pending_count(), 0);
}

#[test]
fn a_server_without_read_states_leaves_none_pending() {
    let (bench, mut server, items) = in_sync(&["a"]);
    server.mood.no_reads = true;
    bench.set_read(items[0], false);
    run(&bench, &mut server);
    assert_eq!(bench.pending_count(), 0);
}

#[test]
fn the_download_comes_first_where_that_is_asked_for() {
    let (bench, mut server, _) = in_sync(&["a"]);
    bench.create(bench.inbox, "b");
    for (download_first, expected) in [(false, true), (true, false)] {
        server.asked.clear();
        bench.create(bench.inbox, "c");
        run_with(&bench, &mut server, &ReplicateOptions { download_first, ..options() });
        let at = |operation: &str| server.asked.iter().position(|asked| asked.starts_with(operation));
        assert_eq!(at("upload INBOX") < at("list_changes"), expected);
    }
}

#[test]
fn only_the_chosen_folders_take_part() {
    let (bench, mut server, _) = in_sync(&[]);
    server.put("Archive", "x");
    run(&bench, &mut server);
    bench.create(bench.inbox, "here");
    server.put("Archive", "there");
    server.asked.clear();
    let folders = vec![bench.store.feid(bench.inbox)];
    let selection = Selection { flags: IOSTX_UPS_THESE_FOLDERS, folders, ..Selection::default() };
    let (code, report) = run_with(&bench, &mut server, &ReplicateOptions { selection, ..options() });
    assert_eq!((code, report.up.created, report.down.created), (None, 1, 0));
    assert_eq!(server.count("list_changes Archive"), 0);
}

#[test]
fn a_mass_deletion_is_reported_as_held() {
    let subjects: Vec<String> = (0..40).map(|n| format!("m{n}")).collect();
    let subjects: Vec<&str> = subjects.iter().map(String::as_str).collect();
    let (bench, mut server, _) = in_sync(&subjects);
    let ids: Vec<String> = server.dirs["INBOX"].mails.keys().cloned().collect();
    for id in &ids {
        assert!(server.delete("INBOX", id));
    }
    let report = run(&bench, &mut server);
    assert!(report.deletions_held);
    assert_eq!((report.down.deleted, bench.items(bench.inbox).len()), (0, 40));
}

// --- The outgoing queue -----------------------------------------------------------------------------------------------------

fn submit(bench: &Bench, subject: &str) -> ItemId {
    let message = bench.store.create_message(bench.special(IOSTX_FOLDER_OUTBOX), false).expect("a message");
    message.set(SUBJECT, Value::Text(subject.into())).expect("set");
    let sent = bench.store.feid(bench.special(IOSTX_FOLDER_SENT)).to_bytes().to_vec();
    message.set(PropTag(IOSTX_PR_SENTMAIL_ENTRYID), Value::Binary(sent)).expect("set");
    let recipient = Bag::new()
        .with(IOSTX_PR_ROWID, Value::I4(0))
        .with(IOSTX_PR_RECIPIENT_TYPE, Value::I4(IOSTX_RECIPIENT_TO as i32))
        .with(IOSTX_PR_SMTP_ADDRESS, Value::Text("ada@example.org".into()));
    message.set_recipients(vec![recipient], IOSTX_MODRECIP_REPLACE).expect("set");
    message.submit().expect("submitted");
    message.id().expect("saved")
}

fn queued(bench: &Bench) -> Vec<u32> {
    let spooler = bench.store.spooler().expect("nobody sends");
    let mut queue = spooler.queue(vec![PropTag(IOSTX_PR_OUTGOING_STATE)]).expect("a queue");
    std::iter::from_fn(|| queue.next().expect("a row"))
        .map(|row| match row.values[0] {
            Value::I4(state) => state as u32,
            ref other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn what_waits_is_sent_and_its_copy_is_uploaded_in_the_same_run() {
    let (bench, mut server, _) = in_sync(&[]);
    submit(&bench, "one");
    submit(&bench, "two");
    server.mood.sends = Some(Some(IOSTX_S_OK));
    let report = run(&bench, &mut server);
    assert_eq!((report.sent, server.sent.as_slice()), (2, ["one".to_owned(), "two".to_owned()].as_slice()));
    assert_eq!(queued(&bench), []);
    assert_eq!(bench.items(bench.special(IOSTX_FOLDER_SENT)).len(), 2);
}

#[test]
fn a_message_that_the_server_refuses_waits_and_the_next_is_sent() {
    let (bench, mut server, _) = in_sync(&[]);
    submit(&bench, "one");
    submit(&bench, "two");
    server.mood.sends = Some(Some(IOSTX_MAPI_E_NO_ACCESS));
    let report = run(&bench, &mut server);
    assert_eq!((report.sent, report.failures, server.sent.len()), (0, 2, 2));
    assert_eq!(queued(&bench), [IOSTX_OUTGOING_QUEUED; 2]);
}

#[test]
fn a_message_of_which_nobody_knows_is_not_sent_again_without_a_word() {
    let (bench, mut server, _) = in_sync(&[]);
    submit(&bench, "one");
    server.mood.sends = Some(None);
    assert_eq!(run(&bench, &mut server).unanswered, 1);
    assert_eq!(queued(&bench), [IOSTX_OUTGOING_UNCERTAIN]);
    server.mood.sends = Some(Some(IOSTX_S_OK));
    run(&bench, &mut server);
    assert_eq!(server.sent.len(), 1);
}

#[test]
fn an_agent_that_sends_nothing_and_a_run_that_is_not_asked_to_leave_the_queue_alone() {
    let (bench, mut server, _) = in_sync(&[]);
    submit(&bench, "one");
    run(&bench, &mut server);
    assert_eq!(queued(&bench), [IOSTX_OUTGOING_QUEUED]);
    server.mood.sends = Some(Some(IOSTX_S_OK));
    run_with(&bench, &mut server, &ReplicateOptions { init_flags: IOSTX_SYNC_UPLOAD_CONTENTS, ..options() });
    assert_eq!(server.sent.len(), 0);
    run_with(&bench, &mut server, &ReplicateOptions { init_flags: IOSTX_SYNC_OUTGOING_MAIL, ..options() });
    assert_eq!((server.sent.len(), queued(&bench)), (1, vec![]), "a round that has the queue sends what is in it");
}

// --- Wrong use ----------------------------------------------------------------------------------------------------------------

#[test]
fn options_out_of_range_and_a_session_in_use_are_refused() {
    let (bench, mut server) = (Bench::new(), Server::new());
    let (code, _) = run_with(&bench, &mut server, &ReplicateOptions { window: 0, ..options() });
    assert_eq!(code, Some(IOSTX_MAPI_E_INVALID_PARAMETER));
    let mut session = Session::new(&bench.store).expect("a session");
    session.init_sync(0).expect("idle");
    session.begin(State::Synchronize).expect("legal");
    let error = replicate(&mut session, &mut server, &options(), &mut Report::default()).expect_err("in use");
    assert_eq!((error.code, session.state()), (IOSTX_E_UNEXPECTED, State::Synchronize));
    assert_eq!(server.asked.len(), 0);
}

#[test]
fn an_agent_with_no_operations_at_all_does_nothing() {
    struct Nothing;
    impl iostx::driver::Remote for Nothing {}
    let bench = Bench::new();
    bench.create(bench.inbox, "a");
    let mut session = Session::new(&bench.store).expect("a session");
    let mut report = Report::default();
    replicate(&mut session, &mut Nothing, &options(), &mut report).expect("nothing to fail");
    assert_eq!(report, Report::default());
    assert_eq!(bench.pending_count(), 1);
}

#[test]
fn a_folder_that_is_skipped_waits_and_the_others_are_done() {
    // Before it begins, and while its changes are listed: what was not taken comes with the next run.
    for early in [true, false] {
        let (bench, mut server) = (Bench::new(), Server::new());
        bench.create(bench.inbox, "ours");
        server.put("INBOX", "theirs");
        server.put("Archive", "old");
        run(&bench, &mut server);
        bench.create(bench.inbox, "more of ours");
        server.put("INBOX", "more of theirs");
        server.put("Archive", "more old");
        let mut session = Session::new(&bench.store).expect("a session");
        let inbox = bench.inbox;
        if early {
            session
                .control()
                .observe(Some(Arc::new(move |question| matches!(question, Question::Skip(folder) if folder == inbox))));
        } else {
            server.before = Some(Box::new(move |session, operation| {
                if operation == "list_changes" && session.download_table().is_some_and(|table| table.folder == inbox) {
                    session.control().skip_folder(inbox);
                }
            }));
        }
        let mut report = Report::default();
        let options = ReplicateOptions { download_first: true, ..options() };
        replicate(&mut session, &mut server, &options, &mut report).expect("the run goes on");
        assert_eq!((report.folders_failed, report.folders_busy, report.first_failure.is_some()), (0, 0, false));
        assert_eq!(report.down.created, 1, "what is in the other folder");
        assert_eq!(bench.pending_count(), 1);
        server.before = None;
        let report = run(&bench, &mut server);
        assert_eq!((report.down.created, report.up.created), (1, 1));
        assert_eq!(bench.pending_count(), 0);
    }
}

#[test]
fn a_run_tells_how_far_it_is_and_an_answer_to_that_cancels_it() {
    let (bench, mut server) = (Bench::new(), Server::new());
    for n in 0..6 {
        bench.create(bench.inbox, &format!("ours {n}"));
        server.put("INBOX", &format!("theirs {n}"));
    }
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    server.before = Some(Box::new(move |session, operation| {
        if operation == "list_changes" {
            // The agent says how many there are as soon as it knows.
            session.expect(6, 0);
        }
        let now = session.control().progress();
        told.lock().expect("alone").push((operation.to_owned(), now.folder.is_some(), now.items_done, now.items_total));
    }));
    let mut session = Session::new(&bench.store).expect("a session");
    let mut report = Report::default();
    replicate(&mut session, &mut server, &ReplicateOptions { window: 2, ..options() }, &mut report).expect("done");
    let end = session.control().progress();
    assert_eq!((end.uploaded, end.downloaded), (6, 6));
    let seen = std::mem::take(&mut *seen.lock().expect("alone"));
    let at = |operation: &str| -> Vec<_> {
        (seen.iter().filter(|(name, ..)| name == operation))
            .map(|(_, in_folder, done, total)| (*in_folder, *done, *total))
            .collect()
    };
    assert_eq!(at("upload"), [(true, 0, 6), (true, 2, 6), (true, 4, 6)]);
    assert_eq!(at("list_changes")[0], (true, 0, 6));
    // Whoever is told may have it stopped.
    session.control().observe(Some(Arc::new(|question| matches!(question, Question::Progress(_)))));
    let result = replicate(&mut session, &mut server, &options(), &mut report);
    assert_eq!(result.map_err(|e| e.code), Err(IOSTX_MAPI_E_USER_CANCEL));
}
