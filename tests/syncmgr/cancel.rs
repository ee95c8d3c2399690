//! Cancel and skip (4.3), and the dialog token (4.4).

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::Answer;
use iostx::syncmgr::flags::*;

use crate::kit::*;

fn started(script: Script) -> (Bench, std::sync::Arc<Stage>) {
    let bench = Bench::new();
    let stage = bench.serve(1, script);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    (bench, stage)
}

fn waiting() -> Script {
    Script { synchronize: When::Never, ..Script::default() }
}

#[test]
fn a_skipped_item_is_told_once_and_progress_says_so_each_time() {
    let (bench, stage) = started(waiting());
    bench.manager.stop(Some(id(1)), &[id(2)]).expect("the item is known");
    bench.manager.stop(Some(id(1)), &[id(2)]).expect("again");
    stage.wait("SetItemStatus(2, 1)");
    let callback = stage.callback();
    assert_eq!(callback.progress(id(1), None), Ok(Answer::Continue));
    assert_eq!(callback.progress(id(2), None), Ok(Answer::CancelItem));
    assert_eq!(callback.progress(id(2), status(IOSTX_SYNCMGRSTATUS_SKIPPED)), Ok(Answer::CancelItem));
    callback.synchronize_completed(IOSTX_S_OK).expect("it is owed");
    assert_eq!(bench.ended(1), (IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, IOSTX_S_OK), "one item is not the run");
    bench.settle();
    assert_eq!(stage.trace().iter().filter(|line| line.starts_with("SetItemStatus")).count(), 1);
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SKIPPED as i32)));
}

#[test]
fn an_item_skipped_while_preparing_is_told_there() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { prepare: When::Never, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("PrepareForSync(1,2)");
    // Before the first run is over the item is known, since it was enumerated.
    bench.manager.stop(Some(id(1)), &[id(1)]).expect("the item is known");
    stage.wait("SetItemStatus(1, 1)");
    stage.callback().prepare_completed(IOSTX_S_OK).expect("it is owed");
    bench.ended(1);
    bench.settle();
    assert_eq!(stage.trace()[5..8], ["PrepareForSync(1,2)", "SetItemStatus(1, 1)", "Synchronize"]);
}

#[test]
fn an_item_is_not_told_while_its_method_has_not_returned() {
    let (bench, stage) = started(Script { synchronize: When::Blocks, ..Script::default() });
    bench.manager.stop(Some(id(1)), &[id(2)]).expect("the item is known");
    assert_eq!(stage.callback().progress(id(2), None), Ok(Answer::CancelItem), "the answer to Progress is there at once");
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("the method is open");
    stage.open_door();
    bench.ended(1);
    bench.settle();
    assert!(!stage.trace().iter().any(|line| line.starts_with("SetItemStatus")), "nor after the completion");
}

#[test]
fn cancel_all_is_an_answer_to_progress_and_the_completion_is_still_owed() {
    let (bench, stage) = started(waiting());
    bench.manager.stop(Some(id(1)), &[]).expect("open");
    let callback = stage.callback();
    assert_eq!(callback.progress(id(1), None), Ok(Answer::CancelAll));
    assert_eq!(callback.progress(id(2), None), Ok(Answer::CancelAll));
    callback.synchronize_completed(IOSTX_S_OK).expect("it is owed");
    assert_eq!(bench.ended(1), (IOSTX_SYNCMGR_OUTCOME_CANCELLED, IOSTX_MAPI_E_USER_CANCEL));
    bench.settle();
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SKIPPED as i32)));
}

#[test]
fn cancel_all_while_preparing_means_no_synchronize() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { prepare: When::Never, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("PrepareForSync(1,2)");
    bench.manager.stop(None, &[]).expect("open");
    stage.callback().prepare_completed(IOSTX_S_OK).expect("it is owed");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_CANCELLED);
    bench.settle();
    assert!(!stage.trace().contains(&"Synchronize".to_owned()));
}

#[test]
fn cancel_of_one_handler_leaves_the_others() {
    let (bench, first) = started(waiting());
    let second = bench.serve(2, waiting());
    bench.manager.start(Some(id(2)), &[]).expect("started");
    second.wait("Synchronize");
    bench.manager.stop(Some(id(1)), &[]).expect("open");
    assert_eq!(second.callback().progress(id(1), None), Ok(Answer::Continue));
    first.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_CANCELLED);
    second.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    assert_eq!(bench.ended(2).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
fn the_next_run_knows_nothing_of_the_cancel_before() {
    let (bench, stage) = started(waiting());
    bench.manager.stop(Some(id(1)), &[id(1)]).expect("known");
    bench.manager.stop(Some(id(1)), &[]).expect("open");
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
    stage.set(|script| script.synchronize = When::Inside(IOSTX_S_OK));
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SUCCEEDED as i32)));
}

#[test]
fn stopping_an_unknown_item_is_refused() {
    let (bench, stage) = started(waiting());
    assert_eq!(bench.manager.stop(Some(id(1)), &[id(9)]).expect_err("unknown").code, IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(bench.manager.stop(None, &[id(1)]).expect_err("whose").code, IOSTX_MAPI_E_INVALID_PARAMETER);
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
}

#[test]
fn a_window_may_be_shown_by_one_handler_at_a_time_and_only_where_users_may_be_bothered() {
    let bench = Bench::with(|options| options.interactive = true);
    let stages = [1, 2].map(|number| {
        let stage = bench.serve_registered(number, if number == 1 { IOSTX_SYNCMGRREGISTERFLAG_IDLE } else { 0 }, waiting());
        bench.manager.start(Some(id(number)), &[]).expect("started");
        stage.wait("Synchronize");
        stage
    });
    let [first, second] = [stages[0].callback(), stages[1].callback()];
    assert_eq!(first.enter_modal(), Ok(true));
    assert_eq!(first.enter_modal(), Ok(true), "it has it");
    assert_eq!(second.enter_modal(), Ok(false), "it does not block");
    second.leave_modal().expect("nothing to give back");
    assert_eq!(second.enter_modal(), Ok(false));
    first.leave_modal().expect("given back");
    assert_eq!(second.enter_modal(), Ok(true));
    second.synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(2);
    bench.settle_one(2);
    assert_eq!(first.enter_modal(), Ok(true), "a run that ends gives it back");
    first.synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
    bench.settle();
    bench.manager.notify(iostx::syncmgr::Notification::Idle).expect("open");
    stages[0].wait_count("Synchronize", 2);
    assert_eq!(stages[0].callback().enter_modal(), Ok(false), "an event of the machine bothers nobody");
    stages[0].callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
}
