//! What the tests share: a manager with a clock that the test turns, and handlers that do as a script says and write down what
//! was called.

// Each module uses a part of it.
#![allow(dead_code)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use iostx::codes::*;
use iostx::ids::Guid;
use iostx::props::{PropTag, Value};
use iostx::queue::QueueOptions;
use iostx::store::{Environment, Rows, SECOND};
use iostx::syncmgr::flags::*;
use iostx::syncmgr::*;
use iostx::{Error, Result};

/// No wait in a test is longer.
pub const LONG: Duration = Duration::from_secs(60);
pub const NONE: Native = Native(0);

pub fn id(number: u8) -> Guid {
    Guid([number; 16])
}

pub fn item(number: u8) -> Item {
    Item { id: id(number), name: format!("Item {number}"), checked: true, ..Item::default() }
}

/// A manager in a folder of its own, without a clock thread.
pub struct Bench {
    pub dir: tempfile::TempDir,
    pub manager: SyncMgr,
    pub events: SyncEvents,
    pub clock: Arc<AtomicU64>,
}

impl Bench {
    pub fn new() -> Self {
        Bench::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut Options)) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let clock = Arc::new(AtomicU64::new(134_000_000_000_000_000));
        let manager = open(&dir, &clock, change);
        let events = manager.events(QueueOptions { capacity: 100_000, ..QueueOptions::default() }).expect("open");
        Bench { dir, manager, events, clock }
    }

    pub fn turn_clock(&self, seconds: u64) {
        self.clock.fetch_add(seconds * SECOND, Ordering::Relaxed);
    }

    /// The same file once more, as another process would have it.
    pub fn open_again(&self) -> SyncMgr {
        open(&self.dir, &self.clock, |_| {})
    }

    /// Registers a handler and attaches a factory that gives out scripted handlers.
    pub fn serve(&self, number: u8, script: Script) -> Arc<Stage> {
        self.serve_registered(number, 0, script)
    }

    pub fn serve_registered(&self, number: u8, flags: u32, script: Script) -> Arc<Stage> {
        self.manager.register_handler(id(number), Some("A handler"), flags).expect("registered");
        let stage = Stage::new(script);
        self.manager.attach(id(number), stage.factory()).expect("attached");
        stage
    }

    /// Waits for the next event of a kind about a handler.
    pub fn wait(&self, kind: u32, handler: u8) -> SyncEvent {
        loop {
            let event = self.events.next(LONG).expect("open").expect("the event comes in time");
            if event.kind == kind && event.handler == id(handler) {
                return event;
            }
        }
    }

    /// Starts a handler and waits for its result: outcome and code.
    pub fn run(&self, number: u8) -> (u32, i32) {
        self.manager.start(Some(id(number)), &[]).expect("started");
        self.ended(number)
    }

    pub fn ended(&self, number: u8) -> (u32, i32) {
        let event = self.wait(IOSTX_SYNCMGR_EVENT_ENDED, number);
        (event.status, event.code)
    }

    /// Lets so many seconds pass until a handler is given up: its result. Once is not always enough: that a call returns is a sign of
    /// life, and what a stage saw is its begin.
    pub fn given_up(&self, number: u8, seconds: u64) -> (u32, i32) {
        loop {
            self.turn_clock(seconds);
            self.manager.run_due().expect("open");
            while let Some(event) = self.events.next(Duration::from_millis(100)).expect("open") {
                if event.kind == IOSTX_SYNCMGR_EVENT_ENDED && event.handler == id(number) {
                    return (event.status, event.code);
                }
            }
        }
    }

    /// Waits until nothing is at work any more.
    pub fn settle(&self) {
        while !self.manager.is_idle().expect("open") {
            std::thread::yield_now();
        }
    }

    /// Waits until one handler is at nothing.
    pub fn settle_one(&self, number: u8) {
        while self.handler(number, IOSTX_PR_SYNCMGR_STATE) != Value::I4(IOSTX_SYNCMGR_STATE_IDLE as i32) {
            std::thread::yield_now();
        }
    }

    pub fn handler(&self, number: u8, column: u32) -> Value {
        let rows = self.manager.list_handlers().expect("listed");
        find(rows, &[(IOSTX_PR_SYNCMGR_HANDLER, Value::Guid(id(number)))], column).expect("the handler is listed")
    }

    pub fn item(&self, handler: u8, number: u8, column: u32) -> Option<Value> {
        let rows = self.manager.list_items(Some(id(handler))).expect("listed");
        find(rows, &[(IOSTX_PR_SYNCMGR_ITEM, Value::Guid(id(number)))], column)
    }

    /// The texts of the error log.
    pub fn log(&self) -> Vec<String> {
        let rows = all(self.manager.list_errors(None).expect("listed"), IOSTX_PR_SYNCMGR_TEXT);
        rows.into_iter().map(|value| if let Value::Text(text) = value { text } else { String::new() }).collect()
    }
}

fn open(dir: &tempfile::TempDir, clock: &Arc<AtomicU64>, change: impl FnOnce(&mut Options)) -> SyncMgr {
    let clock = Arc::clone(clock);
    let environment = Environment::default().with_clock(move || clock.load(Ordering::Relaxed));
    let mut options = Options { environment, clock_thread: false, ..Options::default() };
    change(&mut options);
    SyncMgr::open(dir.path().join("manager"), options).expect("opens")
}

/// The values of a column.
pub fn all(mut rows: Rows, column: u32) -> Vec<Value> {
    let at = rows.columns().iter().position(|tag| *tag == PropTag(column)).expect("the list has the column");
    std::iter::from_fn(|| rows.next()).map(|row| row.values[at].clone()).collect()
}

/// The value of a column in the first row in which others have these values.
pub fn find(mut rows: Rows, like: &[(u32, Value)], column: u32) -> Option<Value> {
    let columns = rows.columns().to_vec();
    let at = |column: u32| columns.iter().position(|tag| *tag == PropTag(column)).expect("the list has the column");
    let row = std::iter::from_fn(|| rows.next()).find(|row| like.iter().all(|(tag, value)| row.values[at(*tag)] == *value))?;
    Some(row.values[at(column)].clone())
}

/// When a method completes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Inside the call.
    Inside(i32),
    /// From a thread of its own, after the call has returned or before.
    Thread(i32),
    /// Inside the call, and once more from a thread of its own.
    Twice(i32),
    /// From a thread of its own that takes its time.
    Slow(i32),
    /// Never; the test may do it.
    Never,
    /// It fails, or answers a code after which no completion is owed.
    Answers(i32),
    /// The call does not return before the test opens the stage's door.
    Blocks,
}

/// What a handler does.
#[derive(Clone)]
pub struct Script {
    pub initialize: i32,
    pub info: HandlerInfo,
    pub items: Vec<Item>,
    pub complete: bool,
    pub enumerates: bool,
    pub prepare: When,
    pub synchronize: When,
    pub show: When,
    /// Done in Synchronize before anything else.
    pub work: Option<Work>,
}

pub type Work = Arc<dyn Fn(&Callback, &[Guid]) + Send + Sync>;

impl Default for Script {
    fn default() -> Self {
        Script {
            initialize: IOSTX_S_OK,
            info: HandlerInfo { name: "Mail".into(), ..HandlerInfo::default() },
            items: vec![item(1), item(2)],
            complete: true,
            enumerates: true,
            prepare: When::Inside(IOSTX_S_OK),
            synchronize: When::Inside(IOSTX_S_OK),
            show: When::Inside(IOSTX_S_OK),
            work: None,
        }
    }
}

impl Script {
    pub fn working(work: impl Fn(&Callback, &[Guid]) + Send + Sync + 'static) -> Self {
        Script { work: Some(Arc::new(work)), ..Script::default() }
    }
}

/// Where handlers of one id play: their script, what was called, and a door that a method may wait at.
pub struct Stage {
    pub script: Mutex<Script>,
    trace: Mutex<Vec<String>>,
    callbacks: Mutex<HashMap<usize, Callback>>,
    objects: AtomicU64,
    door: Mutex<bool>,
    moved: Condvar,
    opened: Condvar,
}

impl Stage {
    pub fn new(script: Script) -> Arc<Self> {
        Arc::new(Stage {
            script: Mutex::new(script),
            trace: Mutex::default(),
            callbacks: Mutex::default(),
            objects: AtomicU64::new(0),
            door: Mutex::new(false),
            moved: Condvar::new(),
            opened: Condvar::new(),
        })
    }

    pub fn factory(self: &Arc<Self>) -> Arc<dyn Factory> {
        let stage = Arc::clone(self);
        Arc::new(move || -> Result<Arc<dyn Handler>> {
            let number = stage.objects.fetch_add(1, Ordering::Relaxed) + 1;
            stage.note("create".to_owned());
            Ok(Arc::new(Scripted { stage: Arc::clone(&stage), number, callback: Mutex::default(), items: Mutex::default() }))
        })
    }

    fn note(&self, line: String) {
        self.trace.lock().expect("no panic").push(line);
        self.moved.notify_all();
    }

    /// What was called so far.
    pub fn trace(&self) -> Vec<String> {
        self.trace.lock().expect("no panic").clone()
    }

    /// What was called since the last time.
    pub fn take_trace(&self) -> Vec<String> {
        std::mem::take(&mut *self.trace.lock().expect("no panic"))
    }

    pub fn set(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().expect("no panic"));
    }

    /// Waits until something was called.
    pub fn wait(&self, line: &str) {
        self.wait_count(line, 1);
    }

    /// Waits until something was called so many times.
    pub fn wait_count(&self, line: &str, count: usize) {
        let trace = self.trace.lock().expect("no panic");
        let missing = |trace: &mut Vec<String>| trace.iter().filter(|called| *called == line).count() < count;
        let (trace, time) = self.moved.wait_timeout_while(trace, LONG, missing).expect("no panic");
        assert!(!time.timed_out(), "{line} was not called: {trace:?}");
    }

    /// The callback of the object that was made last.
    pub fn callback(&self) -> Callback {
        self.last_callback().expect("a callback was given")
    }

    /// Lets go of the trace and of the callbacks of objects that are gone.
    pub fn forget(&self) {
        self.take_trace();
        self.callbacks.lock().expect("no panic").clear();
    }

    pub fn last_callback(&self) -> Option<Callback> {
        let callbacks = self.callbacks.lock().expect("no panic");
        callbacks.keys().max().map(|last| callbacks[last].clone())
    }

    /// One object lives at a time: each is made, called, and released, and nothing of it is called after that.
    pub fn check_lives(&self) {
        let trace = self.trace();
        let mut alive = false;
        for (at, line) in trace.iter().enumerate() {
            match line.as_str() {
                "create" => assert!(!std::mem::replace(&mut alive, true), "two at a time: {:?}", &trace[..=at]),
                "release" => assert!(std::mem::replace(&mut alive, false), "released twice: {:?}", &trace[..=at]),
                _ => assert!(alive, "called after its release: {:?}", &trace[..=at]),
            }
        }
        assert!(!alive, "never released: {trace:?}");
    }

    pub fn open_door(&self) {
        *self.door.lock().expect("no panic") = true;
        self.opened.notify_all();
    }

    fn wait_at_door(&self) {
        let open = self.door.lock().expect("no panic");
        let (_open, time) = self.opened.wait_timeout_while(open, LONG, |open| !*open).expect("no panic");
        assert!(!time.timed_out(), "nobody opened the door");
    }
}

struct Scripted {
    stage: Arc<Stage>,
    number: u64,
    callback: Mutex<Option<Callback>>,
    items: Mutex<Vec<Guid>>,
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.stage.note("release".to_owned());
    }
}

impl Scripted {
    fn script(&self) -> Script {
        self.stage.script.lock().expect("no panic").clone()
    }

    fn own_callback(&self) -> Callback {
        self.callback.lock().expect("no panic").clone().expect("the callback was set before")
    }

    fn play(&self, when: When, complete: impl Fn(&Callback, i32) -> Result<()> + Send + 'static) -> Result<i32> {
        match when {
            When::Inside(code) => complete(&self.own_callback(), code).map(|()| IOSTX_S_OK),
            When::Thread(code) => {
                let callback = self.own_callback();
                std::thread::spawn(move || complete(&callback, code));
                Ok(IOSTX_S_OK)
            }
            When::Twice(code) => {
                let callback = self.own_callback();
                complete(&callback, code)?;
                std::thread::spawn(move || complete(&callback, code));
                Ok(IOSTX_S_OK)
            }
            When::Slow(code) => {
                let callback = self.own_callback();
                std::thread::spawn(move || {
                    (0..500).for_each(|_| std::thread::yield_now());
                    complete(&callback, code)
                });
                Ok(IOSTX_S_OK)
            }
            When::Never => Ok(IOSTX_S_OK),
            When::Answers(code) => answer(code),
            When::Blocks => {
                self.stage.wait_at_door();
                Ok(IOSTX_S_OK)
            }
        }
    }
}

fn answer(code: i32) -> Result<i32> {
    if code < 0 { Err(Error::new(code, format!("the script says {code:08X}"))) } else { Ok(code) }
}

fn numbers(items: &[Guid]) -> String {
    items.iter().map(|id| id.0[0].to_string()).collect::<Vec<_>>().join(",")
}

impl Handler for Scripted {
    fn initialize(&self, flags: u32, cookie: &[u8]) -> Result<i32> {
        let cookie = if cookie.is_empty() { String::new() } else { format!(", {}", String::from_utf8_lossy(cookie)) };
        self.stage.note(format!("Initialize({flags:#x}{cookie})"));
        answer(self.script().initialize)
    }

    fn handler_info(&self) -> Result<HandlerInfo> {
        self.stage.note("GetHandlerInfo".to_owned());
        Ok(self.script().info)
    }

    fn enum_items(&self) -> Result<Enumeration> {
        self.stage.note("EnumSyncMgrItems".to_owned());
        let script = self.script();
        if !script.enumerates {
            return Err(Error::of(IOSTX_MAPI_E_CALL_FAILED));
        }
        Ok(Enumeration { complete: script.complete, ..Enumeration::of(script.items) })
    }

    fn set_progress_callback(&self, callback: Option<Callback>) -> Result<()> {
        self.stage.note(format!("SetProgressCallback({})", if callback.is_some() { "callback" } else { "NULL" }));
        if let Some(callback) = &callback {
            self.stage.callbacks.lock().expect("no panic").insert(self.number as usize, callback.clone());
        }
        *self.callback.lock().expect("no panic") = callback;
        Ok(())
    }

    fn prepare_for_sync(&self, items: &[Guid], _: Native) -> Result<i32> {
        // The script as it is when it is called: the test may change it once it sees the call.
        let script = self.script();
        self.stage.note(format!("PrepareForSync({})", numbers(items)));
        *self.items.lock().expect("no panic") = items.to_vec();
        self.play(script.prepare, |callback, code| callback.prepare_completed(code))
    }

    fn synchronize(&self, _: Native) -> Result<i32> {
        let script = self.script();
        self.stage.note("Synchronize".to_owned());
        if let Some(work) = &script.work {
            work(&self.own_callback(), &self.items.lock().expect("no panic").clone());
        }
        self.play(script.synchronize, |callback, code| callback.synchronize_completed(code))
    }

    fn set_item_status(&self, item: Guid, status: u32) -> Result<()> {
        self.stage.note(format!("SetItemStatus({}, {status})", item.0[0]));
        Ok(())
    }

    fn show_properties(&self, _: Native, item: Option<Guid>) -> Result<i32> {
        let script = self.script();
        self.stage.note(format!("ShowProperties({})", item.map_or_else(|| "NULL".to_owned(), |id| id.0[0].to_string())));
        self.play(script.show, |callback, code| callback.show_properties_completed(code))
    }

    fn show_error(&self, _: Native, error: Guid) -> Result<i32> {
        let script = self.script();
        self.stage.note(format!("ShowError({})", error.0[0]));
        self.play(script.show, |callback, code| callback.show_error_completed(code, &[]))
    }

    fn resolve_conflict(&self, conflict: Guid, item: Guid, choice: u32) -> Result<()> {
        self.stage.note(format!("ResolveConflict({}, {}, {choice})", conflict.0[0], item.0[0]));
        if conflict == id(99) { Err(Error::new(IOSTX_MAPI_E_NETWORK_ERROR, "the server is away")) } else { Ok(()) }
    }
}

/// A line of the log that users can open.
pub fn openable(number: u8) -> LogEntry {
    LogEntry {
        level: IOSTX_SYNCMGRLOGLEVEL_ERROR,
        text: format!("Error {number}"),
        flags: IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT,
        error: Some(id(number)),
        ..LogEntry::default()
    }
}

pub fn status(status: u32) -> Option<Progress<'static>> {
    Some(Progress { status: Some(status), ..Progress::default() })
}
