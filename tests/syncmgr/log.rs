//! The error log (4.5): lines, levels, links; opening them, and the retry. Conflicts.

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::flags::*;
use iostx::syncmgr::{Conflict, LogEntry};

use crate::kit::*;

fn line(text: &str) -> LogEntry {
    LogEntry { level: IOSTX_SYNCMGRLOGLEVEL_WARNING, text: text.into(), ..LogEntry::default() }
}

fn column(bench: &Bench, column: u32) -> Vec<Value> {
    all(bench.manager.list_errors(None).expect("listed"), column)
}

#[test]
fn lines_are_listed_with_all_that_was_logged() {
    let bench = Bench::new();
    let stage = bench.serve(
        1,
        Script::working(|callback, _| {
            let full = LogEntry {
                item: Some(id(2)),
                link: "https://example.org/help".into(),
                link_text: "What to do".into(),
                ..openable(5)
            };
            callback.log_error(&full).expect("logged");
            callback.log_error(&line("Slow today")).expect("logged");
        }),
    );
    bench.run(1);
    bench.settle();
    assert_eq!(bench.log(), ["Error 5", "Slow today"]);
    let value = |at: usize, tag| column(&bench, tag)[at].clone();
    assert_eq!(value(0, IOSTX_PR_SYNCMGR_ITEM), Value::Guid(id(2)));
    assert_eq!(value(0, IOSTX_PR_SYNCMGR_ERROR_ID), Value::Guid(id(5)));
    assert_eq!(value(0, IOSTX_PR_SYNCMGR_LEVEL), Value::I4(3));
    assert_eq!(value(0, IOSTX_PR_SYNCMGR_LINK), Value::Text("https://example.org/help".into()));
    assert_eq!(value(0, IOSTX_PR_SYNCMGR_CAN_OPEN), Value::Bool(true));
    assert_eq!(value(1, IOSTX_PR_SYNCMGR_ITEM), Value::Error(IOSTX_MAPI_E_NOT_FOUND));
    assert_eq!(value(1, IOSTX_PR_SYNCMGR_CAN_OPEN), Value::Bool(false));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_ERRORS), Value::I4(1));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_WARNINGS), Value::I4(1));
    assert!(!stage.trace().contains(&"release".to_owned()), "the object is kept while its error can be opened");
}

#[test]
fn wrong_lines_are_refused() {
    let bench = Bench::new();
    bench.serve(
        1,
        Script::working(|callback, _| {
            for (wrong, code) in [
                (LogEntry { level: 0, ..line("x") }, IOSTX_MAPI_E_INVALID_PARAMETER),
                (LogEntry { level: 4, ..line("x") }, IOSTX_MAPI_E_INVALID_PARAMETER),
                (LogEntry { flags: 2, ..line("x") }, IOSTX_MAPI_E_UNKNOWN_FLAGS),
                (LogEntry { item: Some(id(9)), ..line("x") }, IOSTX_MAPI_E_INVALID_PARAMETER),
            ] {
                assert_eq!(callback.log_error(&wrong).expect_err("refused").code, code);
            }
        }),
    );
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert!(bench.log().is_empty());
}

#[test]
fn the_log_keeps_the_newest_lines_of_each_handler() {
    let bench = Bench::with(|options| options.log_limit = 3);
    let many = Script::working(|callback, _| {
        for number in 0..10 {
            callback.log_error(&line(&format!("Line {number}"))).expect("logged");
        }
    });
    bench.serve(1, many.clone());
    bench.serve(2, many);
    bench.run(1);
    bench.run(2);
    assert_eq!(bench.log(), ["Line 7", "Line 8", "Line 9", "Line 7", "Line 8", "Line 9"]);
    bench.manager.clear_errors(Some(id(1))).expect("cleared");
    assert_eq!(bench.log().len(), 3);
    bench.manager.clear_errors(None).expect("cleared");
    assert!(bench.log().is_empty());
}

#[test]
fn a_handler_deletes_one_line_or_all_of_its_own_object_and_no_others() {
    let bench = Bench::new();
    bench.serve(2, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(2);
    let stage = bench.serve(1, Script::working(|callback, _| callback.log_error(&line("an earlier run")).expect("logged")));
    bench.run(1);
    stage.set(|script| {
        script.work = Script::working(|callback, _| {
            for number in [5, 6, 7] {
                callback.log_error(&openable(number)).expect("logged");
            }
            callback.delete_log_error(Some(id(6))).expect("there is one");
            assert_eq!(callback.delete_log_error(Some(id(6))).expect_err("not any more").code, IOSTX_MAPI_E_NOT_FOUND);
        })
        .work
    });
    bench.run(1);
    assert_eq!(bench.log(), ["Error 5", "an earlier run", "Error 5", "Error 7"]);
    stage.callback().delete_log_error(None).expect("deleted");
    assert_eq!(bench.log(), ["Error 5", "an earlier run"]);
}

#[test]
fn a_line_is_opened_on_the_object_that_logged_it_until_the_next_run() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(1);
    bench.settle();
    stage.take_trace();
    bench.manager.show_error(id(1), id(5), NONE).expect("it can be opened");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    bench.settle();
    assert_eq!(stage.take_trace(), ["ShowError(5)"], "no other object, and it is still kept");
    assert_eq!(bench.manager.show_error(id(1), id(6), NONE).expect_err("no such line").code, IOSTX_MAPI_E_NOT_FOUND);
    stage.set(|script| script.work = None);
    bench.run(1);
    bench.settle();
    assert_eq!(stage.take_trace()[..3], ["SetProgressCallback(NULL)", "release", "create"]);
    assert_eq!(bench.manager.show_error(id(1), id(5), NONE).expect_err("its object is gone").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(column(&bench, IOSTX_PR_SYNCMGR_CAN_OPEN), [Value::Bool(false)], "the line is still there");
}

#[test]
fn a_retry_prepares_and_synchronizes_the_failed_items_again_on_the_same_object() {
    let bench = Bench::new();
    let stage = bench.serve(
        1,
        Script::working(|callback, items| {
            if items.len() == 2 {
                callback.progress(id(1), status(IOSTX_SYNCMGRSTATUS_SUCCEEDED)).expect("an item");
                callback.progress(id(2), status(IOSTX_SYNCMGRSTATUS_FAILED)).expect("an item");
                callback.log_error(&openable(5)).expect("logged");
            } else {
                callback.delete_log_error(None).expect("deleted");
            }
        }),
    );
    bench.run(1);
    stage.set(|script| script.show = When::Inside(IOSTX_S_SYNCMGR_RETRYSYNC));
    bench.settle();
    stage.take_trace();
    bench.manager.show_error(id(1), id(5), NONE).expect("it can be opened");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_SYNCMGR_RETRYSYNC);
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    assert_eq!(
        stage.trace(),
        ["ShowError(5)", "PrepareForSync(2)", "Synchronize", "SetProgressCallback(NULL)", "release"],
        "no Initialize, no enumeration, and with its error the object goes"
    );
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SUCCEEDED as i32)));
}

#[test]
fn a_retry_names_its_items_and_unknown_ones_are_refused() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(1);
    stage.set(|script| script.show = When::Never);
    bench.manager.show_error(id(1), id(5), NONE).expect("it can be opened");
    stage.wait("ShowError(5)");
    let callback = stage.callback();
    let wrong = callback.show_error_completed(IOSTX_S_SYNCMGR_RETRYSYNC, &[id(9)]).expect_err("unknown");
    assert_eq!(wrong.code, IOSTX_MAPI_E_INVALID_PARAMETER);
    callback.show_error_completed(IOSTX_S_SYNCMGR_RETRYSYNC, &[id(1)]).expect("still owed");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert!(stage.trace().contains(&"PrepareForSync(1)".to_owned()));
}

#[test]
fn a_handler_that_cannot_show_its_error_says_so() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(1);
    stage.set(|script| script.show = When::Answers(IOSTX_E_NOTIMPL));
    bench.manager.show_error(id(1), id(5), NONE).expect("asked");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_E_NOTIMPL);
}

#[test]
fn conflicts_are_kept_and_resolved_later_one_by_one_or_all_at_once() {
    let bench = Bench::new();
    let stage = bench.serve(
        1,
        Script::working(|callback, _| {
            for number in [90, 91, 99] {
                let conflict = Conflict { id: id(number), item: id(1), text: format!("Conflict {number}") };
                callback.report_conflict(&conflict).expect("kept");
            }
            callback.report_conflict(&Conflict { id: id(92), item: id(1), text: String::new() }).expect("kept");
            callback.remove_conflict(id(92)).expect("there is one");
            assert_eq!(callback.remove_conflict(id(92)).expect_err("not any more").code, IOSTX_MAPI_E_NOT_FOUND);
        }),
    );
    bench.run(1);
    bench.settle();
    let listed = || all(bench.manager.list_conflicts(None).expect("listed"), IOSTX_PR_SYNCMGR_CONFLICT_ID);
    assert_eq!(listed(), [90, 91, 99].map(|number| Value::Guid(id(number))));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_CONFLICTS), Value::I4(3));
    let manager = &bench.manager;
    assert_eq!(manager.resolve_conflicts(id(1), &[id(8)], IOSTX_RFC_KEEPLOCAL).expect_err("none").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(manager.resolve_conflicts(id(1), &[], 7).expect_err("no choice").code, IOSTX_MAPI_E_INVALID_PARAMETER);
    manager.resolve_conflicts(id(1), &[id(90)], IOSTX_RFC_CANCEL).expect("not now");
    stage.take_trace();
    manager.resolve_conflicts(id(1), &[id(90)], IOSTX_RFC_KEEPLOCAL).expect("asked");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    bench.settle();
    assert_eq!(listed(), [91, 99].map(|number| Value::Guid(id(number))));
    let trace = stage.take_trace();
    assert_eq!(trace[1], "Initialize(0x303)");
    assert!(trace.contains(&"ResolveConflict(90, 1, 2)".to_owned()));
    // All: what fails stays, with a line that says why.
    manager.resolve_conflicts(id(1), &[], IOSTX_RFC_KEEPNETWORK | IOSTX_RFC_APPLY_TO_ALL).expect("asked");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_MAPI_E_NETWORK_ERROR);
    bench.settle();
    assert_eq!(listed(), [Value::Guid(id(99))]);
    assert_eq!(bench.log(), ["Conflict 99: the server is away"]);
}
