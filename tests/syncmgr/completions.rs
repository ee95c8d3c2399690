//! Completions (1.6): inside the call, later, from any thread, twice, out of order, too late, never.

use std::time::Duration;

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::Answer;
use iostx::syncmgr::flags::*;

use crate::kit::*;

fn code<T: std::fmt::Debug>(result: iostx::Result<T>) -> i32 {
    result.expect_err("it is refused").code
}

#[test]
fn a_second_completion_is_refused() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { prepare: When::Never, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("PrepareForSync(1,2)");
    let callback = stage.callback();
    // Synchronize is not open yet; neither are the dialogs.
    assert_eq!(code(callback.synchronize_completed(IOSTX_S_OK)), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.show_error_completed(IOSTX_S_OK, &[])), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.show_properties_completed(IOSTX_S_OK)), IOSTX_E_UNEXPECTED);
    callback.prepare_completed(IOSTX_S_OK).expect("it is owed");
    assert_eq!(code(callback.prepare_completed(IOSTX_S_OK)), IOSTX_E_UNEXPECTED);
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    assert_eq!(stage.trace().iter().filter(|line| *line == "Synchronize").count(), 1);
}

#[test]
fn a_second_completion_inside_the_call_is_refused() {
    let bench = Bench::new();
    let script = Script::working(|callback, _| {
        callback.synchronize_completed(IOSTX_S_OK).expect("it is open");
        assert_eq!(code(callback.synchronize_completed(IOSTX_MAPI_E_CALL_FAILED)), IOSTX_E_UNEXPECTED);
    });
    bench.serve(1, Script { synchronize: When::Never, ..script });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, IOSTX_S_OK));
}

#[test]
fn a_completion_before_a_failure_is_returned_does_not_count() {
    let bench = Bench::new();
    let script = Script::working(|callback, _| callback.synchronize_completed(IOSTX_S_OK).expect("it is open"));
    bench.serve(1, Script { synchronize: When::Answers(IOSTX_MAPI_E_NETWORK_ERROR), ..script });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_NETWORK_ERROR));
}

#[test]
fn the_next_phase_does_not_begin_before_the_method_returned() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { prepare: When::Blocks, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("PrepareForSync(1,2)");
    stage.callback().prepare_completed(IOSTX_S_OK).expect("the method is open");
    assert!(!stage.trace().contains(&"Synchronize".to_owned()));
    stage.open_door();
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
fn what_comes_after_the_release_is_refused_and_progress_says_cancel_all() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    bench.run(1);
    bench.settle();
    let callback = stage.callback();
    assert_eq!(code(callback.synchronize_completed(IOSTX_S_OK)), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.log_error(&openable(1))), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.delete_log_error(None)), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.enter_modal()), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.establish_connection(None)), IOSTX_E_UNEXPECTED);
    assert_eq!(code(callback.propose_item(&item(7))), IOSTX_E_UNEXPECTED);
    assert_eq!(callback.progress(id(1), None), Ok(Answer::CancelAll));
    bench.manager.close(LONG).expect("closes");
    assert_eq!(callback.progress(id(1), None), Ok(Answer::CancelAll));
}

#[test]
fn progress_refuses_unknown_items_and_statuses() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { synchronize: When::Never, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    let callback = stage.callback();
    assert_eq!(code(callback.progress(id(9), None)), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(code(callback.progress(id(1), status(9))), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(callback.progress(id(1), status(IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE)), Ok(Answer::Continue));
    callback.synchronize_completed(IOSTX_S_OK).expect("it is owed");
    bench.ended(1);
}

/// A manager that gives handlers up after a minute.
fn impatient() -> Bench {
    Bench::with(|options| (options.timeout, options.parallel) = (Some(Duration::from_secs(60)), 1))
}

#[test]
fn a_handler_that_never_completes_is_stuck_and_the_others_go_on() {
    let bench = impatient();
    let stage = bench.serve(1, Script { synchronize: When::Never, ..Script::default() });
    bench.serve(2, Script::default());
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    bench.manager.start(Some(id(2)), &[]).expect("it waits for the only place");
    bench.turn_clock(30);
    let next = bench.manager.run_due().expect("open").expect("it is to be called again");
    assert!(next <= Duration::from_secs(60));
    // A sign of life: the time counts anew.
    assert_eq!(stage.callback().progress(id(1), status(IOSTX_SYNCMGRSTATUS_UPDATING)), Ok(Answer::Continue));
    bench.turn_clock(59);
    bench.manager.run_due().expect("open");
    assert_eq!(bench.handler(2, IOSTX_PR_SYNCMGR_STATE), Value::I4(IOSTX_SYNCMGR_STATE_QUEUED as i32));
    assert_eq!(bench.given_up(1, 1), (IOSTX_SYNCMGR_OUTCOME_STUCK, IOSTX_MAPI_E_TIMEOUT));
    assert_eq!(bench.ended(2).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    assert_eq!(stage.trace()[7..], ["SetProgressCallback(NULL)", "release"]);
    assert_eq!(code(stage.callback().synchronize_completed(IOSTX_S_OK)), IOSTX_E_UNEXPECTED, "too late");
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_LAST_OUTCOME), Value::I4(IOSTX_SYNCMGR_OUTCOME_STUCK as i32));
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_FAILED as i32)));
}

#[test]
fn a_handler_whose_call_does_not_return_is_stuck_until_it_does() {
    let bench = impatient();
    let stage = bench.serve(1, Script { synchronize: When::Blocks, ..Script::default() });
    bench.serve(2, Script::default());
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    bench.turn_clock(60);
    bench.manager.run_due().expect("open");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_STUCK);
    assert_eq!(bench.run(2).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, "its place is free");
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_STATE), Value::I4(IOSTX_SYNCMGR_STATE_STUCK as i32));
    // A run asked for now waits: one at a time.
    bench.manager.start(Some(id(1)), &[]).expect("asked");
    assert_eq!(stage.trace().iter().filter(|line| *line == "create").count(), 1);
    stage.set(|script| script.synchronize = When::Inside(IOSTX_S_OK));
    stage.open_door();
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    let trace = stage.trace();
    let second = trace.iter().rposition(|line| line == "create").expect("two objects");
    assert_eq!(trace[second - 1], "release", "the first was released before the second was made");
}

#[test]
fn a_dialog_waits_for_its_user_for_ever() {
    let bench = impatient();
    let script = Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged"));
    let stage = bench.serve(1, Script { show: When::Never, ..script });
    bench.run(1);
    bench.manager.show_error(id(1), id(5), NONE).expect("it can be opened");
    stage.wait("ShowError(5)");
    bench.turn_clock(100_000);
    bench.manager.run_due().expect("open");
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_STATE), Value::I4(IOSTX_SYNCMGR_STATE_SHOWING as i32));
    stage.callback().show_error_completed(IOSTX_S_OK, &[]).expect("it is owed");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
}
