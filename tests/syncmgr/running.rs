//! Running: registration, factories, the limit, folding, connections, what survives, and the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iostx::codes::*;
use iostx::props::Value;
use iostx::syncmgr::flags::*;
use iostx::syncmgr::{Connector, HandlerInfo, ItemOptions, Notification, Options, SyncMgr};

use crate::kit::*;

fn code<T: std::fmt::Debug>(result: iostx::Result<T>) -> i32 {
    result.expect_err("it is refused").code
}

#[test]
fn registration_is_kept_and_a_handler_without_a_factory_is_listed_as_unavailable() {
    let bench = Bench::new();
    let other = bench.open_again();
    bench.manager.register_handler(id(1), Some("Mail"), IOSTX_SYNCMGRREGISTERFLAG_CONNECT).expect("registered");
    assert_eq!(other.registration(id(1)), Ok(Some(IOSTX_SYNCMGRREGISTERFLAG_CONNECT)), "another process sees it");
    assert_eq!(other.registration(id(2)), Ok(None));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_STATE), Value::I4(IOSTX_SYNCMGR_STATE_UNAVAILABLE as i32));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_NAME), Value::Text("Mail".into()));
    assert_eq!(code(bench.manager.start(Some(id(1)), &[])), IOSTX_MAPI_E_NO_SUPPORT);
    assert_eq!(code(bench.manager.attach(id(2), Stage::new(Script::default()).factory())), IOSTX_MAPI_E_NOT_FOUND);
    bench.manager.unregister_handler(id(1)).expect("it was");
    assert_eq!(code(bench.manager.unregister_handler(id(1))), IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(other.registration(id(1)), Ok(None));
    assert_eq!(code(bench.manager.register_handler(id(0), None, 0)), IOSTX_MAPI_E_INVALID_PARAMETER);
    assert_eq!(code(bench.manager.register_handler(id(1), None, 8)), IOSTX_MAPI_E_UNKNOWN_FLAGS);
}

#[test]
fn a_handler_that_registers_again_finds_its_choices() {
    let bench = Bench::new();
    bench.serve(1, Script::default());
    bench.run(1);
    let off = ItemOptions { checked: Some(false), ..ItemOptions::default() };
    bench.manager.set_item_options(id(1), id(2), &off).expect("known");
    bench.manager.unregister_handler(id(1)).expect("it was");
    assert_eq!(code(bench.manager.start(Some(id(1)), &[])), IOSTX_MAPI_E_NOT_FOUND);
    bench.manager.register_handler(id(1), None, 0).expect("registered");
    assert_eq!(bench.item(1, 2, IOSTX_PR_SYNCMGR_CHECKED), Some(Value::Bool(false)));
    assert_eq!(bench.handler(1, IOSTX_PR_SYNCMGR_DESCRIPTION), Value::Text("A handler".into()), "no new one was given");
}

#[test]
fn a_factory_is_taken_back_when_nothing_of_it_runs() {
    let bench = Bench::new();
    bench.manager.register_handler(id(1), None, 0).expect("registered");
    let stage =
        Stage::new(Script { synchronize: When::Never, ..Script::working(|c, _| c.log_error(&openable(5)).expect("logged")) });
    let token = bench.manager.attach(id(1), stage.factory()).expect("attached");
    assert_eq!(code(bench.manager.attach(id(1), stage.factory())), IOSTX_MAPI_E_COLLISION);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    assert_eq!(code(bench.manager.detach(token)), IOSTX_MAPI_E_BUSY);
    assert_eq!(stage.callback().progress(id(1), None), Ok(iostx::syncmgr::Answer::CancelAll), "it was asked to stop");
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
    // Its object is released, or kept, after the run has its result.
    bench.wait(IOSTX_SYNCMGR_EVENT_HANDLERS, 1);
    bench.manager.detach(token).expect("nothing runs");
    assert_eq!(stage.trace().last().map(String::as_str), Some("release"), "what was kept is released");
    assert_eq!(code(bench.manager.detach(token)), IOSTX_MAPI_E_NOT_FOUND);
    assert_eq!(Arc::strong_count(&stage), 1, "the factory is gone");
}

#[test]
fn detach_and_close_inside_a_callback_are_refused() {
    let bench = Bench::new();
    let manager = bench.manager.clone();
    let answers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&answers);
    bench.manager.register_handler(id(2), None, 0).expect("registered");
    let other = bench.manager.attach(id(2), Stage::new(Script::default()).factory()).expect("attached");
    bench.serve(
        1,
        Script::working(move |_, _| {
            let mut answers = seen.lock().expect("no panic");
            answers.push(code(manager.close(Duration::ZERO)));
            answers.push(code(manager.detach(other)));
            // Other calls may be made.
            answers.push(manager.list_items(None).map_or_else(|error| error.code, |_| IOSTX_S_OK));
        }),
    );
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    assert_eq!(*answers.lock().expect("no panic"), [IOSTX_MAPI_E_BUSY, IOSTX_MAPI_E_BUSY, IOSTX_S_OK]);
}

#[test]
fn no_more_handlers_run_side_by_side_than_the_limit_says() {
    let bench = Bench::with(|options| options.parallel = 3);
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    for number in 1..=20 {
        let (running, most) = (Arc::clone(&running), Arc::clone(&most));
        let work = move |_: &iostx::syncmgr::Callback, _: &[iostx::ids::Guid]| {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            (0..100).for_each(|_| std::thread::yield_now());
            running.fetch_sub(1, Ordering::SeqCst);
        };
        bench.serve(number, Script::working(work));
    }
    bench.manager.start(None, &[]).expect("started");
    bench.settle();
    for number in 1..=20 {
        assert_eq!(bench.handler(number, IOSTX_PR_SYNCMGR_LAST_OUTCOME), Value::I4(IOSTX_SYNCMGR_OUTCOME_SUCCEEDED as i32));
    }
    assert!((1..=3).contains(&most.load(Ordering::SeqCst)));
}

#[test]
fn handlers_do_run_side_by_side() {
    let bench = Bench::new();
    let stages = [1, 2].map(|number| bench.serve(number, Script { synchronize: When::Never, ..Script::default() }));
    bench.manager.start(None, &[]).expect("started");
    stages.iter().for_each(|stage| stage.wait("Synchronize"));
    stages.iter().for_each(|stage| stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed"));
    bench.settle();
}

#[test]
fn runs_asked_for_during_a_run_are_folded_into_one_more() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { items: vec![item(1), item(2), item(3)], ..Script::default() });
    bench.run(1);
    bench.settle();
    stage.take_trace();
    stage.set(|script| script.synchronize = When::Never);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    bench.manager.start(Some(id(1)), &[id(1)]).expect("asked");
    bench.manager.start(Some(id(1)), &[id(3)]).expect("asked");
    // Another cookie is another wish: it is not lost in the fold.
    bench.manager.update_items(IOSTX_SYNCMGRINVOKE_STARTSYNC, id(1), b"drafts").expect("asked");
    bench.manager.update_items(IOSTX_SYNCMGRINVOKE_STARTSYNC, id(1), b"drafts").expect("asked");
    stage.set(|script| script.synchronize = When::Inside(IOSTX_S_OK));
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.settle();
    let lines: Vec<_> = stage.trace().into_iter().filter(|line| line.contains("Init") || line.contains("Prepare")).collect();
    assert_eq!(
        lines,
        [
            "Initialize(0x3)",
            "PrepareForSync(1,2,3)",
            "Initialize(0x3)",
            "PrepareForSync(1,3)",
            "Initialize(0x5, drafts)",
            "PrepareForSync(1,2,3)"
        ]
    );
}

#[test]
fn stop_drops_what_waits() {
    let bench = Bench::with(|options| options.parallel = 1);
    let stage = bench.serve(1, Script { synchronize: When::Never, ..Script::default() });
    let other = bench.serve(2, Script::default());
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    bench.manager.start(Some(id(2)), &[]).expect("it waits");
    bench.manager.stop(Some(id(2)), &[]).expect("open");
    assert_eq!(bench.ended(2), (IOSTX_SYNCMGR_OUTCOME_CANCELLED, IOSTX_MAPI_E_USER_CANCEL));
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.settle();
    assert!(other.trace().is_empty());
}

#[test]
fn events_of_the_machine_run_those_who_registered_for_them() {
    let bench = Bench::new();
    let connect = bench.serve_registered(1, IOSTX_SYNCMGRREGISTERFLAG_CONNECT, Script::default());
    let leave = bench.serve_registered(2, IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT, Script::default());
    let idle = bench.serve_registered(3, IOSTX_SYNCMGRREGISTERFLAG_IDLE, Script::default());
    for (notification, flag, wants) in [
        (Notification::Connect, "Initialize(0x1)", &connect),
        (Notification::PendingDisconnect, "Initialize(0x2)", &leave),
        (Notification::Idle, "Initialize(0x4)", &idle),
    ] {
        bench.manager.notify(notification).expect("open");
        bench.settle();
        assert!(wants.take_trace().contains(&flag.to_owned()));
        assert!([&connect, &leave, &idle].iter().all(|stage| stage.trace().is_empty()), "and nobody else");
    }
    bench.manager.update_all().expect("open");
    bench.settle();
    assert!([connect, leave, idle].iter().all(|stage| stage.trace().contains(&"Initialize(0x5)".to_owned())), "a program runs all");
}

#[test]
fn a_disabled_handler_does_not_run_until_it_is_enabled() {
    let bench = Bench::new();
    let stage = bench.serve_registered(1, IOSTX_SYNCMGRREGISTERFLAG_IDLE, Script::default());
    bench.manager.set_handler_enabled(id(1), false, "the account is locked").expect("open");
    let error = bench.manager.start(Some(id(1)), &[]).expect_err("disabled");
    assert_eq!(error.code, IOSTX_MAPI_E_NO_ACCESS);
    assert!(error.message.contains("the account is locked"));
    bench.manager.notify(Notification::Idle).expect("open");
    bench.manager.start(None, &[]).expect("open");
    bench.settle();
    assert!(stage.trace().is_empty());
    bench.manager.set_handler_enabled(id(1), true, "").expect("open");
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Connector for Lines {
    fn connect(&self, name: Option<&str>) -> iostx::Result<()> {
        self.0.lock().expect("no panic").push(format!("connect {}", name.unwrap_or("-")));
        if name == Some("away") { Err(iostx::Error::of(IOSTX_MAPI_E_NETWORK_ERROR)) } else { Ok(()) }
    }

    fn disconnect(&self, name: Option<&str>) {
        self.0.lock().expect("no panic").push(format!("disconnect {}", name.unwrap_or("-")));
    }
}

#[test]
fn connections_stay_until_no_handler_runs() {
    let lines = Arc::new(Lines::default());
    let bench = Bench::with(|options| options.connector = Some(Arc::clone(&lines) as Arc<dyn Connector>));
    let may = HandlerInfo { flags: IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION, ..HandlerInfo::default() };
    let other = bench.serve(2, Script { synchronize: When::Never, ..Script::default() });
    bench.manager.start(Some(id(2)), &[]).expect("started");
    other.wait("Synchronize");
    assert_eq!(code(other.callback().establish_connection(None)), IOSTX_E_UNEXPECTED, "it has not the flag");
    let script = Script::working(|callback, _| {
        callback.establish_connection(None).expect("connected");
        callback.establish_connection(Some("home")).expect("connected");
        assert_eq!(code(callback.establish_connection(Some("away"))), IOSTX_MAPI_E_NETWORK_ERROR);
    });
    bench.serve(1, Script { info: may, ..script });
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
    bench.settle_one(1);
    let said = || lines.0.lock().expect("no panic").clone();
    assert_eq!(said(), ["connect -", "connect home", "connect away"]);
    other.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.manager.close(LONG).expect("closes");
    assert_eq!(said()[3..], ["disconnect -", "disconnect home"]);
}

#[test]
fn without_a_hook_there_are_no_connections() {
    let bench = Bench::new();
    let info = HandlerInfo { flags: IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION, ..HandlerInfo::default() };
    let script = Script::working(|callback, _| assert_eq!(code(callback.establish_connection(None)), IOSTX_MAPI_E_NO_SUPPORT));
    bench.serve(1, Script { info, ..script });
    assert_eq!(bench.run(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
fn results_choices_and_the_log_survive_and_an_interrupted_run_is_told() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(1);
    let success = bench.item(1, 1, IOSTX_PR_SYNCMGR_LAST_SUCCESS);
    stage.set(|script| {
        script.synchronize = When::Never;
        script.work = Script::working(|callback, _| {
            callback.progress(id(2), status(IOSTX_SYNCMGRSTATUS_FAILED)).map(drop).expect("an item");
        })
        .work;
    });
    bench.turn_clock(60);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait_count("Synchronize", 2);
    // What has ended of a run is in the file before the run ends.
    while bench.manager.list_items(None).is_ok() && {
        let other = bench.open_again();
        find(other.list_items(None).expect("listed"), &[(IOSTX_PR_SYNCMGR_ITEM, Value::Guid(id(2)))], IOSTX_PR_SYNCMGR_STATUS)
            != Some(Value::I4(IOSTX_SYNCMGRSTATUS_FAILED as i32))
    } {
        std::thread::yield_now();
    }
    // The process ends here: another one opens a copy of the file, as it was.
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["manager", "manager-wal"] {
        std::fs::copy(bench.dir.path().join(name), dir.path().join(name)).expect("copied");
    }
    let after = SyncMgr::open(dir.path().join("manager"), Options::default()).expect("opens");
    let like = [(IOSTX_PR_SYNCMGR_HANDLER, Value::Guid(id(1)))];
    let handler = |column| find(after.list_handlers().expect("listed"), &like, column);
    assert_eq!(handler(IOSTX_PR_SYNCMGR_LAST_OUTCOME), Some(Value::I4(IOSTX_SYNCMGR_OUTCOME_INTERRUPTED as i32)));
    let items =
        |number, column| find(after.list_items(None).expect("listed"), &[(IOSTX_PR_SYNCMGR_ITEM, Value::Guid(id(number)))], column);
    assert_eq!(items(1, IOSTX_PR_SYNCMGR_LAST_SUCCESS), success);
    assert_eq!(items(2, IOSTX_PR_SYNCMGR_STATUS), Some(Value::I4(IOSTX_SYNCMGRSTATUS_FAILED as i32)));
    let log = all(after.list_errors(None).expect("listed"), IOSTX_PR_SYNCMGR_TEXT);
    assert_eq!(log, ["Error 5", "The last run did not end: its process did."].map(|text| Value::Text(text.into())));
    // A run that is going on is not interrupted by somebody else who opens the file.
    let other = bench.open_again();
    assert_eq!(all(other.list_errors(None).expect("listed"), IOSTX_PR_SYNCMGR_TEXT).len(), 1);
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    assert_eq!(bench.ended(1).0, IOSTX_SYNCMGR_OUTCOME_SUCCEEDED);
}

#[test]
#[cfg(target_os = "linux")]
fn a_handler_runs_in_one_process_at_a_time() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { synchronize: When::Never, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    let other = bench.open_again();
    let second = Stage::new(Script::default());
    other.attach(id(1), second.factory()).expect("attached");
    let events = other.events(iostx::queue::QueueOptions::default()).expect("open");
    other.start(Some(id(1)), &[]).expect("asked");
    let ended = std::iter::from_fn(|| events.next(LONG).expect("open")).find(|event| event.kind == IOSTX_SYNCMGR_EVENT_ENDED);
    assert_eq!(ended.map(|event| (event.status, event.code)), Some((IOSTX_SYNCMGR_OUTCOME_ELSEWHERE, IOSTX_MAPI_E_BUSY)));
    assert!(second.trace().is_empty());
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("owed");
    bench.ended(1);
}

#[test]
fn close_stops_what_runs_waits_for_it_and_releases_all() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script::working(|callback, items| while_continued(callback, items[0])));
    let kept = bench.serve(2, Script::working(|callback, _| callback.log_error(&openable(5)).expect("logged")));
    bench.run(2);
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    assert_eq!(bench.manager.close(LONG), Ok(true));
    assert_eq!(stage.trace().last().map(String::as_str), Some("release"));
    assert_eq!(kept.trace().last().map(String::as_str), Some("release"));
    assert_eq!((Arc::strong_count(&stage), Arc::strong_count(&kept)), (1, 1), "the factories are gone too");
    assert_eq!(code(bench.manager.start(None, &[])), IOSTX_E_CLOSED);
    assert_eq!(code(bench.manager.list_handlers()), IOSTX_E_CLOSED);
    assert_eq!(code(bench.events.next(Duration::ZERO)), IOSTX_MAPI_E_USER_CANCEL);
    assert_eq!(bench.manager.close(LONG), Ok(false), "closing twice does nothing");
}

fn while_continued(callback: &iostx::syncmgr::Callback, item: iostx::ids::Guid) {
    while callback.progress(item, None) == Ok(iostx::syncmgr::Answer::Continue) {
        std::thread::yield_now();
    }
}

#[test]
fn close_waits_no_longer_than_it_is_told() {
    let bench = Bench::new();
    let stage = bench.serve(1, Script { synchronize: When::Blocks, ..Script::default() });
    bench.manager.start(Some(id(1)), &[]).expect("started");
    stage.wait("Synchronize");
    assert_eq!(code(bench.manager.close(Duration::ZERO)), IOSTX_MAPI_E_TIMEOUT);
    stage.callback().synchronize_completed(IOSTX_S_OK).expect("it still listens");
    stage.open_door();
    assert_eq!(bench.manager.close(LONG), Ok(false));
    assert_eq!(stage.trace().last().map(String::as_str), Some("release"));
}

#[test]
fn a_manager_that_is_only_dropped_ends_by_itself() {
    let Bench { dir: _dir, manager, events, .. } = {
        let bench = Bench::new();
        bench.serve(1, Script::working(|callback, items| while_continued(callback, items[0])));
        bench.manager.start(Some(id(1)), &[]).expect("started");
        bench.wait(IOSTX_SYNCMGR_EVENT_STARTED, 1);
        bench
    };
    drop(manager);
    let rest: Vec<_> = std::iter::from_fn(|| events.next(LONG).ok().flatten()).collect();
    assert!(rest.len() < 100, "the subscription was stopped");
}

#[test]
fn a_file_of_something_else_is_refused_and_a_newer_one_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("file");
    std::fs::write(
        &path,
        "no database at all, but longer than the header of one is, which has a hundred bytes, so that it is read",
    )
    .expect("written");
    assert_eq!(code(SyncMgr::open(&path, Options::default()).map(drop)), IOSTX_MAPI_E_CORRUPT_STORE);
    let store = dir.path().join("store");
    drop(iostx::store::Store::open(&store, iostx::store::OpenOptions::default()).expect("a store"));
    assert_eq!(code(SyncMgr::open(&store, Options::default()).map(drop)), IOSTX_MAPI_E_CORRUPT_STORE);
    assert_eq!(code(SyncMgr::open(dir.path().join("none/file"), Options::default()).map(drop)), IOSTX_MAPI_E_NOT_FOUND);
}
