//! The order of calls (4.1), and what each answer leads to.

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::flags::*;
use iostx::syncmgr::{Item, ItemOptions};

use crate::kit::*;

const BEGIN: [&str; 5] = ["create", "Initialize(0x3)", "GetHandlerInfo", "EnumSyncMgrItems", "SetProgressCallback(callback)"];
const END: [&str; 2] = ["SetProgressCallback(NULL)", "release"];

/// Runs a script once: the calls between the beginning and the end that every run has, and how it ended.
fn play(script: Script) -> (Vec<String>, (u32, i32)) {
    let bench = Bench::new();
    let stage = bench.serve(1, script);
    let ended = bench.run(1);
    bench.settle();
    let trace = stage.trace();
    assert_eq!(trace[..5], BEGIN);
    assert_eq!(trace[trace.len() - 2..], END);
    (trace[5..trace.len() - 2].to_vec(), ended)
}

#[test]
fn a_normal_run() {
    let (trace, ended) = play(Script::default());
    assert_eq!(trace, ["PrepareForSync(1,2)", "Synchronize"]);
    assert_eq!(ended, (IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, IOSTX_S_OK));
}

#[test]
fn a_run_whose_completions_come_from_other_threads() {
    let script = Script { prepare: When::Thread(IOSTX_S_OK), synchronize: When::Thread(IOSTX_S_OK), ..Script::default() };
    let (trace, ended) = play(script);
    assert_eq!(trace, ["PrepareForSync(1,2)", "Synchronize"]);
    assert_eq!(ended.0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
fn only_chosen_items_are_prepared_and_none_chosen_is_no_run() {
    let unchecked = |number| Item { checked: false, ..item(number) };
    let (trace, _) = play(Script { items: vec![unchecked(1), item(2), unchecked(3)], ..Script::default() });
    assert_eq!(trace, ["PrepareForSync(2)", "Synchronize"]);
    let (trace, ended) = play(Script { items: vec![unchecked(1)], ..Script::default() });
    assert!(trace.is_empty());
    assert_eq!(ended, (IOSTX_SYNCMGR_OUTCOME_NOTHING, IOSTX_S_FALSE));
    let (trace, ended) = play(Script { items: Vec::new(), ..Script::default() });
    assert!(trace.is_empty());
    assert_eq!(ended.0, IOSTX_SYNCMGR_OUTCOME_NOTHING);
}

#[test]
fn a_handler_that_declines_is_released_at_once() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { initialize: IOSTX_S_FALSE, ..Script::default() });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_DECLINED, IOSTX_S_FALSE));
    bench.settle();
    assert_eq!(stage.trace(), ["create", "Initialize(0x3)", "SetProgressCallback(NULL)", "release"]);
}

#[test]
fn a_handler_that_cannot_begin_failed() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { initialize: IOSTX_MAPI_E_LOGON_FAILED, ..Script::default() });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_LOGON_FAILED));
    stage.set(|script| {
        script.initialize = IOSTX_S_OK;
        script.enumerates = false;
    });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_CALL_FAILED));
    assert_eq!(bench.log().len(), 2, "the log says why");
}

#[test]
fn after_prepare_only_exactly_s_ok_goes_on() {
    let prepared = |prepare| play(Script { prepare, ..Script::default() });
    for (when, ended) in [
        (When::Inside(IOSTX_MAPI_E_NETWORK_ERROR), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_NETWORK_ERROR)),
        (When::Inside(IOSTX_S_FALSE), (IOSTX_SYNCMGR_OUTCOME_DECLINED, IOSTX_S_FALSE)),
        (When::Answers(IOSTX_S_FALSE), (IOSTX_SYNCMGR_OUTCOME_DECLINED, IOSTX_S_FALSE)),
        (When::Answers(IOSTX_MAPI_E_LOGON_FAILED), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_LOGON_FAILED)),
    ] {
        assert_eq!(prepared(when), (vec!["PrepareForSync(1,2)".to_owned()], ended), "{when:?}");
    }
}

#[test]
fn the_outcome_of_a_run_is_that_of_its_completion() {
    let synchronized = |synchronize| play(Script { synchronize, ..Script::default() }).1;
    assert_eq!(synchronized(When::Inside(IOSTX_MAPI_E_NETWORK_ERROR)), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_NETWORK_ERROR));
    assert_eq!(synchronized(When::Answers(IOSTX_MAPI_E_DISK_ERROR)), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_DISK_ERROR));
    assert_eq!(synchronized(When::Thread(IOSTX_S_OK)), (IOSTX_SYNCMGR_OUTCOME_SUCCEEDED, IOSTX_S_OK));
}

#[test]
fn a_handler_that_panics_failed_and_the_manager_goes_on() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|_, _| panic!("on purpose")));
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_CALL_FAILED));
    assert!(bench.log()[0].contains("on purpose"));
    stage.set(|script| script.work = None);
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
fn the_users_choice_overrides_the_handlers_and_survives_missing_items() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    bench.run(1);
    let unchecked = ItemOptions { checked: Some(false), ..ItemOptions::default() };
    bench.manager.set_item_options(id(1), id(1), &unchecked).expect("the item is known");
    bench.run(1);
    // The list is said to be incomplete: the choice for item 1 stays. Then it is complete without item 1, and the choice goes.
    stage.set(|script| (script.complete, script.items) = (false, vec![item(2)]));
    bench.run(1);
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_CHECKED), Some(Value::Bool(false)));
    stage.set(|script| script.complete = true);
    bench.run(1);
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_CHECKED), None);
    stage.set(|script| script.items = vec![item(1), item(2)]);
    bench.run(1);
    bench.settle();
    let prepared: Vec<_> = stage.trace().into_iter().filter(|line| line.starts_with("Prepare")).collect();
    assert_eq!(
        prepared,
        ["PrepareForSync(1,2)", "PrepareForSync(2)", "PrepareForSync(2)", "PrepareForSync(2)", "PrepareForSync(1,2)"]
    );
}

#[test]
fn what_is_saved_for_a_temporary_item_goes_with_it() {
    let bench = Bench::new();
    let temporary = Item { flags: IOSTX_SYNCMGRITEM_TEMPORARY, ..item(1) };
    let stage = bench.serve(1, Script { complete: false, items: vec![temporary, item(2)], ..Script::default() });
    bench.run(1);
    stage.set(|script| script.items = Vec::new());
    bench.run(1);
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_CHECKED), None);
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_CHECKED), Some(Value::Bool(true)));
}

#[test]
fn an_item_without_an_id_is_refused_and_a_doubled_one_counts_once() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { items: vec![item(1), item(1)], ..Script::default() });
    bench.run(1);
    assert!(stage.trace().contains(&"PrepareForSync(1)".to_owned()));
    stage.set(|script| script.items = vec![item(0)]);
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_FAILED, IOSTX_MAPI_E_INVALID_PARAMETER));
}

#[test]
fn names_are_cut_to_what_their_arrays_hold() {
    let bench = Bench::new();
    let mut script = Script { items: vec![Item { name: "\u{1F600}".repeat(100), ..item(1) }], ..Script::default() };
    script.info.name = "x".repeat(40);
    bench.serve(1, script);
    bench.run(1);
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_NAME), Value::Text("x".repeat(31)));
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_NAME), Some(Value::Text("\u{1F600}".repeat(63))), "two units each, of 127");
}

#[test]
fn exactly_the_items_asked_for_run_and_never_a_disabled_one() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { items: vec![item(1), item(2), item(3)], ..Script::default() });
    bench.run(1);
    bench.settle();
    stage.take_trace();
    bench.manager.start(Some(id(1)), &[id(3), id(2)]).expect("started");
    bench.ended(1);
    assert!(stage.trace().contains(&"PrepareForSync(2,3)".to_owned()));
    let off = ItemOptions { enabled: Some((false, "over quota".into())), ..ItemOptions::default() };
    bench.manager.set_item_options(id(1), id(2), &off).expect("the item is known");
    let error = bench.manager.start(Some(id(1)), &[id(2)]).expect_err("it is disabled");
    assert_eq!(error.code, IOSTX_MAPI_E_NO_ACCESS);
    assert!(error.message.contains("over quota"));
    bench.settle();
    stage.take_trace();
    bench.run(1);
    assert!(stage.trace().contains(&"PrepareForSync(1,3)".to_owned()));
    let unknown = bench.manager.start(Some(id(1)), &[id(9)]).expect_err("there is no such item");
    assert_eq!(unknown.code, IOSTX_MAPI_E_NOT_FOUND);
}

#[test]
fn the_cookie_of_a_program_reaches_initialize_with_invoke() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    bench.manager.update_items(IOSTX_SYNCMGRINVOKE_STARTSYNC, id(1), b"inbox").expect("started");
    bench.ended(1);
    assert!(stage.trace().contains(&"Initialize(0x5, inbox)".to_owned()));
    // Without STARTSYNC users choose first; the start that follows is the program's run.
    bench.settle();
    stage.take_trace();
    bench.manager.update_items(IOSTX_SYNCMGRINVOKE_MINIMIZED, id(1), b"outbox").expect("asked");
    let asked = bench.wait(IOSTX_SYNCMGR_EVENT_CHOICE, 1);
    assert_eq!(asked.status, IOSTX_SYNCMGRINVOKE_MINIMIZED);
    assert!(stage.trace().is_empty(), "nothing is begun before");
    bench.run(1);
    assert!(stage.trace().contains(&"Initialize(0x5, outbox)".to_owned()));
    bench.settle();
    stage.take_trace();
    bench.run(1);
    assert!(stage.trace().contains(&"Initialize(0x3)".to_owned()), "only once");
    assert_eq!(bench.manager.update_items(0x1, id(1), b"").expect_err("no such flag").code, IOSTX_MAPI_E_UNKNOWN_FLAGS);
}

#[test]
fn runs_of_users_and_programs_may_bother_users_where_the_application_says_so() {
    let bench = Bench::with(|options| options.interactive = true);
    let stage = bench.serve_registered(1, IOSTX_SYNCMGRREGISTERFLAG_IDLE, Script::default());
    bench.run(1);
    bench.manager.notify(iostx::syncmgr::Notification::Idle).expect("open");
    bench.ended(1);
    let flags: Vec<_> = stage.trace().into_iter().filter(|line| line.starts_with("Init")).collect();
    assert_eq!(flags, ["Initialize(0x203)", "Initialize(0x4)"]);
}

#[test]
fn properties_are_shown_on_an_object_opened_only_for_settings() {
    let bench = Bench::new();
    let with = |number| Item { flags: IOSTX_SYNCMGRITEM_HASPROPERTIES, ..item(number) };
    let stage = bench.serve(1, Script { items: vec![with(1), item(2)], ..Script::default() });
    bench.run(1);
    bench.settle();
    stage.take_trace();
    bench.manager.show_properties(id(1), Some(id(1)), NONE).expect("it has properties");
    assert_eq!(bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1).code, IOSTX_S_OK);
    bench.settle();
    let mut expected = vec!["create", "Initialize(0x303)"];
    expected.extend(&BEGIN[2..]);
    expected.push("ShowProperties(1)");
    expected.extend(END);
    assert_eq!(stage.trace(), expected);
    for item in [None, Some(id(2))] {
        assert_eq!(bench.manager.show_properties(id(1), item, NONE).expect_err("none").code, IOSTX_MAPI_E_NO_SUPPORT);
    }
}

#[test]
fn the_completion_of_properties_tells_of_deleted_and_of_changed_items() {
    let bench = Bench::new();
    let with = |number| Item { flags: IOSTX_SYNCMGRITEM_HASPROPERTIES, ..item(number) };
    let stage = bench.serve(1, Script { items: vec![with(1), with(2)], ..Script::default() });
    bench.run(1);
    stage.set(|script| script.show = When::Inside(IOSTX_S_SYNCMGR_ITEMDELETED));
    bench.manager.show_properties(id(1), Some(id(1)), NONE).expect("it has properties");
    bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1);
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_NAME), None);
    bench.settle();
    stage.take_trace();
    stage.set(|script| script.show = When::Inside(IOSTX_S_SYNCMGR_ENUMITEMS));
    bench.manager.show_properties(id(1), Some(id(2)), NONE).expect("it has properties");
    bench.wait(IOSTX_SYNCMGR_EVENT_SHOWN, 1);
    assert_eq!(stage.trace().iter().filter(|line| *line == "EnumSyncMgrItems").count(), 2);
}

#[test]
fn items_show_what_the_handler_reported_and_how_they_ended() {
    let bench = Bench::new();
    let stage = bench.serve(
        1,
        Script::working(|callback, items| {
            let progress = iostx::syncmgr::Progress {
                text: Some("3 of 4"),
                status: Some(IOSTX_SYNCMGRSTATUS_UPDATING),
                value: Some(3),
                max: Some(4),
            };
            callback.progress(items[0], Some(progress)).expect("an item of the run");
            // Only the status: the rest stays.
            callback.progress(items[0], status(IOSTX_SYNCMGRSTATUS_PAUSED)).expect("an item of the run");
            callback.progress(items[1], status(IOSTX_SYNCMGRSTATUS_FAILED)).expect("an item of the run");
        }),
    );
    stage.set(|script| script.synchronize = When::Never);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    bench.wait(IOSTX_SYNCMGR_EVENT_PROGRESS, 1);
    let last = loop {
        let event = bench.wait(IOSTX_SYNCMGR_EVENT_PROGRESS, 1);
        if event.item == id(2) {
            break event;
        }
    };
    assert_eq!(last.status, IOSTX_SYNCMGRSTATUS_FAILED);
    let now = |column| bench.item(1, 1, column);
    assert_eq!(now(IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_PAUSED as i32)));
    assert_eq!(now(IOSTX_PR_SYNCMGR_STATUS_TEXT), Some(Value::Text("3 of 4".into())));
    assert_eq!((now(IOSTX_PR_SYNCMGR_PROG_VALUE), now(IOSTX_PR_SYNCMGR_MAX_VALUE)), (Some(Value::I4(3)), Some(Value::I4(4))));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_STATE), Value::I4(IOSTX_SYNCMGR_STATE_SYNCHRONIZING as i32));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_PROG_VALUE), Value::I4(1750), "three quarters and a whole, of 2000");
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("it is owed");
    bench.ended(1);
    bench.settle();
    // The run succeeded: what was left open did; what failed did not.
    assert_eq!(now(IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SUCCEEDED as i32)));
    assert!(matches!(now(IOSTX_PR_SYNCMGR_LAST_SUCCESS), Some(Value::Time(_))));
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_FAILED as i32)));
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_LAST_SUCCESS), Some(Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
}

#[test]
fn an_item_that_is_reported_deleted_is_forgotten() {
    let bench = Bench::new();
    bench.serve(
        1,
        Script::working(|callback, items| {
            callback.progress(items[0], status(IOSTX_SYNCMGRSTATUS_DELETED)).expect("an item of the run");
        }),
    );
    bench.run(1);
    bench.settle();
    assert_eq!(bench.item(1, 1, IOSTX_PR_SYNCMGR_NAME), None);
    assert!(bench.item(1, 2, IOSTX_PR_SYNCMGR_NAME).is_some());
}

#[test]
fn items_proposed_while_running_belong_to_the_run_unless_the_user_said_no() {
    let bench = Bench::new();
    let stage = bench.serve(
        1,
        Script::working(|callback, _| {
            if callback.propose_item(&item(7)).expect("an item") {
                callback.progress(id(7), status(IOSTX_SYNCMGRSTATUS_SUCCEEDED)).expect("it is an item of the run now");
            }
        }),
    );
    stage.set(|script| script.complete = false);
    bench.run(1);
    bench.settle();
    assert_eq!(bench.item(1, 7, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_SUCCEEDED as i32)));
    let off = ItemOptions { enabled: Some((false, String::new())), ..ItemOptions::default() };
    bench.manager.set_item_options(id(1), id(7), &off).expect("the item is known");
    bench.turn_clock(10);
    let before = bench.item(1, 7, IOSTX_PR_SYNCMGR_LAST_RUN);
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle();
    assert_eq!(bench.item(1, 7, IOSTX_PR_SYNCMGR_LAST_RUN), before);
}
