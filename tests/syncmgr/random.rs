//! Random handlers and random users: no deadlock, no call after the release, and each run that began has exactly one result.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use iostx::codes::*;
use iostx::syncmgr::flags::*;
use iostx::syncmgr::{Answer, Conflict, ItemOptions, Notification};
use proptest::prelude::*;

use crate::cases;
use crate::kit::*;

#[derive(Debug, Clone)]
enum Action {
    Start(u8),
    StartAll,
    Invoke(u8, u8),
    Stop(u8),
    StopItem(u8, u8),
    StopAll,
    ShowError(u8),
    Complete(u8, bool),
    Properties(u8),
    Resolve(u8),
    Choose(u8, u8, bool),
    TurnClock(u64),
    Notify(bool),
    Change(u8, Behaviour),
    List,
}

#[derive(Debug, Clone, Copy)]
struct Behaviour {
    prepare: When,
    synchronize: When,
    show: When,
    logs: bool,
    listens: bool,
}

fn when() -> impl Strategy<Value = When> {
    prop_oneof![
        4 => Just(When::Inside(IOSTX_S_OK)),
        4 => Just(When::Thread(IOSTX_S_OK)),
        1 => Just(When::Inside(IOSTX_MAPI_E_CALL_FAILED)),
        1 => Just(When::Thread(IOSTX_S_SYNCMGR_RETRYSYNC)),
        1 => Just(When::Answers(IOSTX_S_FALSE)),
        1 => Just(When::Answers(IOSTX_MAPI_E_NETWORK_ERROR)),
        2 => Just(When::Twice(IOSTX_S_OK)),
        2 => Just(When::Slow(IOSTX_S_OK)),
        2 => Just(When::Never),
    ]
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    (when(), when(), when(), any::<bool>(), any::<bool>()).prop_map(|(prepare, synchronize, show, logs, listens)| Behaviour {
        prepare,
        synchronize,
        show,
        logs,
        listens,
    })
}

fn action() -> impl Strategy<Value = Action> {
    let handler = 1..=HANDLERS;
    prop_oneof![
        4 => handler.clone().prop_map(Action::Start),
        1 => Just(Action::StartAll),
        1 => (handler.clone(), 0..3_u8).prop_map(|(handler, cookie)| Action::Invoke(handler, cookie)),
        2 => handler.clone().prop_map(Action::Stop),
        2 => (handler.clone(), 1..3_u8).prop_map(|(handler, item)| Action::StopItem(handler, item)),
        1 => Just(Action::StopAll),
        2 => handler.clone().prop_map(Action::ShowError),
        2 => (handler.clone(), any::<bool>()).prop_map(|(handler, twice)| Action::Complete(handler, twice)),
        1 => handler.clone().prop_map(Action::Properties),
        1 => handler.clone().prop_map(Action::Resolve),
        1 => (handler.clone(), 1..3_u8, any::<bool>()).prop_map(|(handler, item, on)| Action::Choose(handler, item, on)),
        1 => (1..90_u64).prop_map(Action::TurnClock),
        1 => any::<bool>().prop_map(Action::Notify),
        2 => (handler, behaviour()).prop_map(|(handler, behaviour)| Action::Change(handler, behaviour)),
        1 => Just(Action::List),
    ]
}

const HANDLERS: u8 = 5;

fn apply(script: &mut Script, behaviour: Behaviour) {
    (script.prepare, script.synchronize, script.show) = (behaviour.prepare, behaviour.synchronize, behaviour.show);
    let work = Script::working(move |callback, items| {
        for item in items {
            let answer = callback.progress(*item, status(IOSTX_SYNCMGRSTATUS_UPDATING)).expect("an item of the run");
            match answer {
                Answer::CancelAll if behaviour.listens => break,
                Answer::CancelItem if behaviour.listens => {
                    callback.progress(*item, status(IOSTX_SYNCMGRSTATUS_SKIPPED)).expect("an item of the run");
                }
                _ => drop(callback.progress(*item, status(IOSTX_SYNCMGRSTATUS_SUCCEEDED))),
            }
        }
        if behaviour.logs {
            // Too late where the handler was given up meanwhile.
            let _ = callback.log_error(&openable(5));
            let _ = callback.report_conflict(&Conflict { id: id(9), item: id(1), text: "both sides".into() });
        }
    });
    script.work = work.work;
}

fn play(behaviours: Vec<Behaviour>, actions: Vec<Action>) {
    let bench = Bench::with(|options| (options.timeout, options.parallel) = (Some(Duration::from_secs(60)), 2));
    let serve = |(number, behaviour): (u8, &Behaviour)| {
        let mut script = Script::default();
        script.info.flags = IOSTX_SYNCMGRHANDLER_HASPROPERTIES;
        apply(&mut script, *behaviour);
        bench.serve_registered(number, IOSTX_SYNCMGRREGISTERFLAG_IDLE, script)
    };
    let stages: Vec<Arc<Stage>> = (1..).zip(&behaviours).map(serve).collect();
    let stage = |number: u8| &stages[usize::from(number) - 1];
    let manager = &bench.manager;
    for action in actions {
        // Refusals (an item that is not known yet, an error that is gone) are answers too.
        let _ = match action {
            Action::Start(handler) => manager.start(Some(id(handler)), &[]),
            Action::StartAll => manager.start(None, &[]),
            Action::Invoke(handler, cookie) => manager.update_items(IOSTX_SYNCMGRINVOKE_STARTSYNC, id(handler), &[b'a' + cookie]),
            Action::Stop(handler) => manager.stop(Some(id(handler)), &[]),
            Action::StopItem(handler, item) => manager.stop(Some(id(handler)), &[id(item)]),
            Action::StopAll => manager.stop(None, &[]),
            Action::ShowError(handler) => manager.show_error(id(handler), id(5), NONE),
            Action::Complete(handler, twice) => {
                if let Some(callback) = stage(handler).last_callback() {
                    for _ in 0..1 + u8::from(twice) {
                        let _ = callback.prepare_completed(IOSTX_S_OK);
                        let _ = callback.synchronize_completed(IOSTX_S_OK);
                        let _ = callback.show_error_completed(IOSTX_S_OK, &[]);
                    }
                }
                Ok(())
            }
            Action::Properties(handler) => manager.show_properties(id(handler), None, NONE),
            Action::Resolve(handler) => manager.resolve_conflicts(id(handler), &[], IOSTX_RFC_KEEPBOTH | IOSTX_RFC_APPLY_TO_ALL),
            Action::Choose(handler, item, on) => {
                let options = ItemOptions { checked: Some(on), enabled: Some((on, String::new())) };
                manager.set_item_options(id(handler), id(item), &options)
            }
            Action::TurnClock(seconds) => {
                bench.turn_clock(seconds);
                manager.run_due().map(drop)
            }
            Action::Notify(sleep) => {
                let _ = manager.notify(if sleep { Notification::Suspend } else { Notification::Idle });
                manager.notify(Notification::Resume)
            }
            Action::Change(handler, behaviour) => {
                stage(handler).set(|script| apply(script, behaviour));
                Ok(())
            }
            Action::List => manager.list_items(None).map(drop),
        };
    }
    // What never completes is given up; dialogs that stay open are answered, and ask for no retry any more.
    stages.iter().for_each(|stage| stage.set(|script| script.show = When::Inside(IOSTX_S_OK)));
    let begin = std::time::Instant::now();
    while !manager.is_idle().expect("open") {
        assert!(
            begin.elapsed() < LONG,
            "it does not come to rest: {:?}",
            stages.iter().map(|stage| stage.trace()).collect::<Vec<_>>()
        );
        bench.turn_clock(61);
        manager.run_due().expect("open");
        for callback in stages.iter().filter_map(|stage| stage.last_callback()) {
            let _ = callback.show_error_completed(IOSTX_S_OK, &[]);
            let _ = callback.show_properties_completed(IOSTX_S_OK);
        }
        std::thread::yield_now();
    }
    let mut runs: HashMap<u64, (u32, u32)> = HashMap::new();
    while let Some(event) = bench.events.next(Duration::ZERO).expect("open") {
        match event.kind {
            IOSTX_SYNCMGR_EVENT_STARTED => runs.entry(event.run).or_default().0 += 1,
            IOSTX_SYNCMGR_EVENT_ENDED if event.run != 0 => runs.entry(event.run).or_default().1 += 1,
            IOSTX_SYNCMGR_EVENT_OVERFLOW => panic!("the queue is too short for this test"),
            _ => {}
        }
    }
    for (run, counts) in runs {
        assert_eq!(counts, (1, 1), "run {run} began and ended so often");
    }
    manager.close(LONG).expect("closes");
    for stage in &stages {
        stage.check_lives();
        assert_eq!(Arc::strong_count(stage), 1, "objects or factories are left");
    }
}

proptest! {
    #![proptest_config(cases::cases(48))]

    #[test]
    fn whatever_handlers_and_users_do_each_run_has_one_result_and_nothing_hangs(
        behaviours in prop::collection::vec(behaviour(), usize::from(HANDLERS)),
        actions in prop::collection::vec(action(), 1..40),
    ) {
        play(behaviours, actions);
    }
}
