//! Schedules and the clock: run_due for hosts without a clock thread, and the thread itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::flags::*;
use iostx::syncmgr::{Notification, Schedule};

use crate::kit::*;

fn every(seconds: u64) -> Schedule {
    Schedule { interval_ms: seconds * 1000, ..Schedule::default() }
}

fn begun(stage: &Stage) -> usize {
    stage.trace().iter().filter(|line| *line == "Initialize(0x6)").count()
}

#[test]
fn run_due_begins_what_is_due_and_says_when_to_call_again() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    assert_eq!(bench.manager.run_due(), Ok(None), "nothing is scheduled");
    bench.manager.set_schedule(id(1), &every(600)).expect("set");
    assert_eq!(bench.manager.run_due(), Ok(Some(Duration::from_secs(600))));
    bench.turn_clock(599);
    assert_eq!(bench.manager.run_due(), Ok(Some(Duration::from_secs(1))));
    assert_eq!(begun(&stage), 0);
    bench.turn_clock(1);
    assert_eq!(bench.manager.run_due(), Ok(Some(Duration::from_secs(600))));
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert_eq!(begun(&stage), 1);
    bench.manager.set_schedule(id(1), &Schedule::default()).expect("set");
    assert_eq!(bench.manager.run_due(), Ok(None));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_NEXT_RUN), Value::Error(IOSTX_MAPI_E_NOT_FOUND));
}

#[test]
fn what_was_missed_is_caught_up_once_where_that_is_asked_for() {
    let bench = Bench::new();
    let plain = bench.serve(1, Script::default());
    let caught_up = bench.serve(2, Script::default());
    bench.manager.set_schedule(id(1), &every(3600)).expect("set");
    bench.manager.set_schedule(id(2), &Schedule { flags: IOSTX_SYNCMGR_SCHEDULE_CATCH_UP, ..every(3600) }).expect("set");
    // The machine sleeps for a day.
    bench.turn_clock(24 * 3600 + 1800);
    bench.manager.run_due().expect("open");
    bench.settle();
    assert_eq!((begun(&plain), begun(&caught_up)), (0, 1));
    assert_eq!(bench.manager.run_due(), Ok(Some(Duration::from_secs(3600))), "both count on from now");
}

#[test]
fn nothing_begins_while_the_machine_goes_to_sleep() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    bench.manager.set_schedule(id(1), &Schedule { flags: IOSTX_SYNCMGR_SCHEDULE_CATCH_UP, ..every(60) }).expect("set");
    bench.manager.notify(Notification::Suspend).expect("open");
    bench.turn_clock(3600);
    assert_eq!(bench.manager.run_due(), Ok(None));
    bench.manager.start(Some(id(1)), &[]).expect("it waits");
    assert!(stage.trace().is_empty());
    bench.manager.notify(Notification::Resume).expect("open");
    bench.settle();
    let flags: Vec<_> = stage.trace().into_iter().filter(|line| line.starts_with("Init")).collect();
    assert_eq!(flags, ["Initialize(0x3)"], "what was due is folded into what the user asked for");
}

#[test]
fn of_two_processes_that_serve_a_handler_one_runs_its_schedule() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::default());
    let other = bench.open_again();
    let second = Stage::new(Script::default());
    other.attach(id(1), second.factory()).expect("attached");
    other.set_schedule(id(1), &every(60)).expect("set");
    for _ in 0..5 {
        bench.turn_clock(60);
        bench.manager.run_due().expect("open");
        other.run_due().expect("open");
        bench.settle();
        while !other.is_idle().expect("open") {
            std::thread::yield_now();
        }
    }
    assert_eq!(begun(&stage) + begun(&second), 5);
}

#[test]
fn a_handler_that_nobody_serves_here_keeps_its_time() {
    let bench = Bench::new();
    bench.manager.register_handler(id(1), None, 0).expect("registered");
    bench.manager.set_schedule(id(1), &every(60)).expect("set");
    let due = bench.handler(1, IOSTX_PR_SYNCMGR_NEXT_RUN);
    bench.turn_clock(90);
    assert_eq!(bench.manager.run_due(), Ok(None));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_NEXT_RUN), due);
}

#[test]
fn wrong_schedules_are_refused() {
    let bench = Bench::new();
    bench.serve(1, Script::default());
    let set = |schedule: Schedule| bench.manager.set_schedule(id(1), &schedule).expect_err("refused").code;
    assert_eq!(set(Schedule { daily: Some(1440), ..Schedule::default() }), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(set(Schedule { flags: 0x10, ..every(1) }), IOSTX_MAPI_E_UNKNOWN_FLAGS);
    assert_eq!(bench.manager.set_schedule(id(9), &every(1)).expect_err("unknown").code, IOSTX_MAPI_E_NOT_FOUND);
    bench.manager.set_schedule(id(1), &every(60)).expect("set");
    assert_eq!(bench.manager.schedule(id(1)), Ok(every(60)));
}

#[test]
fn what_the_poll_function_finds_comes_as_an_event_when_it_changes() {
    let bits = Arc::new(AtomicU32::new(IOSTX_SYNCMGR_POLL_ONLINE));
    let asked = Arc::clone(&bits);
    let bench = Bench::with(|options| {
        options.poll = Some(Box::new(move || asked.load(Ordering::Relaxed)));
        options.poll_interval = Duration::from_secs(30);
    });
    let stage = bench.serve_registered(1, IOSTX_SYNCMGRREGISTERFLAG_CONNECT | IOSTX_SYNCMGRREGISTERFLAG_IDLE, Script::default());
    let look = |now: u32| {
        bits.store(now, Ordering::Relaxed);
        bench.turn_clock(30);
        assert_eq!(bench.manager.run_due(), Ok(Some(Duration::from_secs(30))));
        bench.settle();
        let trace = stage.take_trace().into_iter().filter(|line| line.starts_with("Init"));
        trace.collect::<Vec<_>>()
    };
    assert!(look(IOSTX_SYNCMGR_POLL_ONLINE).is_empty(), "it was so from the beginning");
    assert!(look(0).is_empty());
    assert_eq!(look(IOSTX_SYNCMGR_POLL_ONLINE), ["Initialize(0x1)"]);
    assert_eq!(look(IOSTX_SYNCMGR_POLL_ONLINE | IOSTX_SYNCMGR_POLL_IDLE), ["Initialize(0x4)"]);
    assert!(look(IOSTX_SYNCMGR_POLL_ONLINE | IOSTX_SYNCMGR_POLL_IDLE).is_empty());
}

#[test]
fn the_clock_thread_begins_what_is_due_by_itself() {
    let bench = Bench::with(|options| {
        options.clock_thread = true;
        options.environment = iostx::store::Environment::default();
    });
    let stage = bench.serve(1, Script::default());
    bench.manager.set_schedule(id(1), &Schedule { interval_ms: 5, ..Schedule::default() }).expect("set");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert!(begun(&stage) >= 2);
    bench.manager.close(LONG).expect("closes, and ends the thread");
}

#[test]
fn the_clock_thread_gives_up_a_handler_without_a_sign_of_life() {
    let bench = Bench::with(|options| {
        options.clock_thread = true;
        options.environment = iostx::store::Environment::default();
        options.timeout = Some(Duration::from_millis(20));
    });
    bench.serve(1, Script { synchronize: When::Never, ..Script::default() });
    assert_eq!(bench.run(1), (IOSTX_SYNCMGR_OUTCOME_STUCK, IOSTX_MAPI_E_TIMEOUT));
}
