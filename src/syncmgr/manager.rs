//! The manager as applications have it.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::events::{SyncEvent, SyncEvents};
use super::file::{File, HandlerRow, ItemOptions, ItemRow};
use super::flags::*;
use super::handler::Factory;
use super::instance::{Instance, is_in_callback, outside};
use super::local_time::zone;
use super::types::{Conflict, LogEntry, Native, Notification, Schedule};
use super::work::{Active, Job, Request, Task};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::queue::{Broadcaster, QueueOptions};
use crate::store::locks::{Lockable, Locks};
use crate::store::{Environment, FileTime};

/// What opens and closes connections for handlers (EstablishConnection). Called on the threads of runs.
pub trait Connector: Send + Sync {
    /// Opens a connection; `None`: the default one.
    fn connect(&self, name: Option<&str>) -> Result<()>;
    /// Closes one that was opened.
    fn disconnect(&self, name: Option<&str>);
}

/// Tells the manager about the machine: bits `IOSTX_SYNCMGR_POLL_*`.
type Poll = Box<dyn Fn() -> u32 + Send + Sync>;

/// How to open a manager.
pub struct Options {
    /// Clock and source of GUIDs.
    pub environment: Environment,
    /// Whether a thread of the manager's watches schedules and time-outs; else the host calls [`SyncMgr::run_due`].
    pub clock_thread: bool,
    /// Handlers that run side by side, at most.
    pub parallel: usize,
    /// A handler that gives no sign of life for so long during a run is given up; `None`: never.
    pub timeout: Option<Duration>,
    /// Lines of the error log that are kept for each handler.
    pub log_limit: u32,
    /// Whether runs that a user or a program started may show windows (SYNCMGRFLAG_MAYBOTHERUSER).
    pub interactive: bool,
    /// The window that they belong to.
    pub window: Native,
    /// The hook of EstablishConnection.
    pub connector: Option<Arc<dyn Connector>>,
    /// Asked by the clock whether the machine is online and idle; `None`: the application tells with [`SyncMgr::notify`].
    pub poll: Option<Poll>,
    /// How often.
    pub poll_interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            environment: Environment::default(),
            clock_thread: true,
            parallel: 4,
            timeout: None,
            log_limit: 1000,
            interactive: false,
            window: Native(0),
            connector: None,
            poll: None,
            poll_interval: Duration::from_secs(30),
        }
    }
}

/// A factory that was attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token(pub u64);

/// A synchronization manager. Clones share it; when the last is dropped, it ends as [`SyncMgr::close`] ends it, without waiting.
#[derive(Clone)]
pub struct SyncMgr {
    owner: Arc<Owner>,
}

/// What the application holds. Threads of the manager hold only what is inside.
struct Owner {
    inner: Arc<Inner>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.inner.begin_close();
    }
}

/// The manager's inside.
pub(super) struct Inner {
    pub(super) file: File,
    pub(super) env: Environment,
    pub(super) options: Options,
    pub(super) locks: Arc<Locks>,
    pub(super) events: Broadcaster<SyncEvent>,
    state: Mutex<State>,
    /// A thread has ended.
    pub(super) ended: Condvar,
    /// The clock has something new to look at.
    pub(super) clock: Condvar,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) closed: bool,
    pub(super) suspended: bool,
    pub(super) entries: HashMap<Guid, Entry>,
    /// Threads of the manager's that have not ended.
    pub(super) threads: usize,
    /// Runs that take part in the limit.
    pub(super) running: usize,
    /// Numbers tokens, runs and jobs.
    counter: u64,
    /// The instance that may show a window.
    dialog: Option<Guid>,
    pub(super) connections: Vec<Option<String>>,
    /// What poll said last, and when.
    pub(super) polled: Option<(u32, FileTime)>,
    /// Counts what the clock is to look at.
    pub(super) ticks: u64,
}

impl State {
    /// A new number.
    pub(super) fn number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }
}

/// A handler that this process serves.
pub(super) struct Entry {
    pub(super) token: Token,
    pub(super) factory: Arc<dyn Factory>,
    pub(super) jobs: VecDeque<Job>,
    /// The job that a thread is at.
    pub(super) active: Option<Active>,
    /// The object of the last run, while users can open its errors.
    pub(super) kept: Option<Arc<Instance>>,
    /// The cookie of a program that asked users to choose.
    invited: Option<Vec<u8>>,
}

impl SyncMgr {
    /// Opens the manager whose file this is, or makes it. Runs whose process ended in the middle get their result now.
    pub fn open(path: impl AsRef<Path>, options: Options) -> Result<SyncMgr> {
        let path = path.as_ref();
        let open = || -> Result<SyncMgr> {
            let file = File::open(path)?;
            let locks = Locks::open(Some(path))?;
            let inner = Arc::new(Inner {
                file,
                env: options.environment.clone(),
                options,
                locks,
                events: Broadcaster::default(),
                state: Mutex::default(),
                ended: Condvar::new(),
                clock: Condvar::new(),
            });
            inner.recover()?;
            if inner.options.clock_thread {
                inner.start_clock()?;
            }
            Ok(SyncMgr { owner: Arc::new(Owner { inner }) })
        };
        open().map_err(|e| e.during(format!("opening {}", path.display())))
    }

    pub(super) fn inner(&self) -> Result<&Arc<Inner>> {
        match self.owner.inner.state().closed {
            true => Err(Error::of(IOSTX_E_CLOSED)),
            false => Ok(&self.owner.inner),
        }
    }

    /// Ends the manager: new calls answer `IOSTX_E_CLOSED`, runs are cancelled, subscriptions stopped, threads waited for; then
    /// handlers and factories are released. `MAPI_E_TIMEOUT`: a handler has not returned; call again to wait on, or leave it: all
    /// is released when it returns. `MAPI_E_BUSY`: the caller is a callback. Answers whether it was open.
    pub fn close(&self, timeout: Duration) -> Result<bool> {
        let inner = &self.owner.inner;
        if is_in_callback(inner.address()) {
            return Err(Error::new(IOSTX_MAPI_E_BUSY, "a callback of this manager cannot close it"));
        }
        let was_open = inner.begin_close();
        let deadline = Instant::now().checked_add(timeout);
        let mut state = inner.state();
        while state.threads > 0 {
            match deadline {
                Some(deadline) if inner.ended.wait_until(&mut state, deadline).timed_out() && state.threads > 0 => {
                    return Err(Error::new(IOSTX_MAPI_E_TIMEOUT, format!("{} handlers have not returned yet", state.threads)));
                }
                Some(_) => {}
                None => inner.ended.wait(&mut state),
            }
        }
        drop(state);
        inner.release_all();
        inner.file.close();
        Ok(was_open)
    }

    /// Whether this thread is in a callback of this manager: a method of a handler, or a function of the application.
    pub fn is_in_callback(&self) -> bool {
        is_in_callback(self.owner.inner.address())
    }

    // --- ISyncMgrRegister -----------------------------------------------------------------------------------------------------

    /// RegisterSyncMgrHandler: keeps an id in the file. What was kept from an earlier registration (choices, schedule, results)
    /// is there again. `flags`: `IOSTX_SYNCMGRREGISTERFLAG_*`.
    pub fn register_handler(&self, id: Guid, description: Option<&str>, flags: u32) -> Result<()> {
        let inner = self.inner()?;
        check_flags("RegisterSyncMgrHandler", flags, IOSTX_SYNCMGRREGISTERFLAGS_MASK)?;
        if id == Guid::ZERO {
            return Err(Error::invalid("RegisterSyncMgrHandler: the id is GUID_NULL"));
        }
        inner.file.register(id, description, flags)?;
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, id));
        Ok(())
    }

    /// UnregisterSyncMgrHandler: the handler is neither listed nor run any more. `MAPI_E_NOT_FOUND`: it was not registered.
    pub fn unregister_handler(&self, id: Guid) -> Result<()> {
        let inner = self.inner()?;
        if !inner.file.unregister(id)? {
            return Err(not_registered(id));
        }
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, id));
        Ok(())
    }

    /// GetHandlerRegistrationInfo: the register flags; `None` (S_FALSE): not registered.
    pub fn registration(&self, id: Guid) -> Result<Option<u32>> {
        Ok(self.inner()?.file.handler(id)?.map(|row| row.register_flags))
    }

    /// This process serves a registered id. `MAPI_E_NOT_FOUND`: not registered. `MAPI_E_COLLISION`: it has a factory already.
    pub fn attach(&self, id: Guid, factory: Arc<dyn Factory>) -> Result<Token> {
        let inner = self.inner()?;
        inner.registered(id)?;
        let mut state = inner.state();
        if state.entries.contains_key(&id) {
            return Err(Error::new(IOSTX_MAPI_E_COLLISION, format!("handler {id} has a factory in this process already")));
        }
        let token = Token(state.number());
        let entry = Entry { token, factory, jobs: VecDeque::new(), active: None, kept: None, invited: None };
        state.entries.insert(id, entry);
        drop(state);
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, id));
        inner.wake_clock();
        Ok(token)
    }

    /// Takes a factory back: no call of it or of its handlers comes after that. `MAPI_E_BUSY`: a handler of it is at work; it was
    /// asked to stop, and an event tells when it has: detach again then. Also in a callback. `MAPI_E_NOT_FOUND`: no such token.
    pub fn detach(&self, token: Token) -> Result<()> {
        let inner = self.inner()?;
        if is_in_callback(inner.address()) {
            return Err(Error::new(IOSTX_MAPI_E_BUSY, "a callback of this manager cannot detach a handler"));
        }
        let mut state = inner.state();
        let found = state.entries.iter().find(|(_, entry)| entry.token == token);
        let Some((&id, entry)) = found else { return Err(Error::not_found("no factory has this token")) };
        if entry.active.is_some() {
            drop(state);
            inner.stop(Some(id), None);
            return Err(Error::new(IOSTX_MAPI_E_BUSY, format!("handler {id} is at work; it was asked to stop")));
        }
        let entry = state.entries.remove(&id);
        drop(state);
        if let Some(Entry { kept: Some(kept), .. }) = entry {
            kept.release();
        }
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, id));
        Ok(())
    }

    // --- ISyncMgrSynchronizeInvoke, and starting and stopping from outside ------------------------------------------------------

    /// UpdateItems: a program runs one handler, which is given the cookie. Returns at once. Without STARTSYNC users are asked to
    /// choose first: an event (`IOSTX_SYNCMGR_EVENT_CHOICE`) tells the application, and [`SyncMgr::start`] of this handler then
    /// runs it with the cookie.
    pub fn update_items(&self, flags: u32, id: Guid, cookie: &[u8]) -> Result<()> {
        let inner = self.inner()?;
        check_flags("UpdateItems", flags, IOSTX_SYNCMGRINVOKE_STARTSYNC | IOSTX_SYNCMGRINVOKE_MINIMIZED)?;
        inner.served(id)?;
        if flags & IOSTX_SYNCMGRINVOKE_STARTSYNC != 0 {
            return inner.ask(id, Request { cookie: cookie.to_vec(), ..inner.request(IOSTX_SYNCMGRFLAG_INVOKE) });
        }
        if let Some(entry) = inner.state().entries.get_mut(&id) {
            entry.invited = Some(cookie.to_vec());
        }
        inner.publish(SyncEvent { status: flags, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_CHOICE, id) });
        Ok(())
    }

    /// UpdateAll: a program runs all handlers, without a cookie. Returns at once.
    pub fn update_all(&self) -> Result<()> {
        let inner = self.inner()?;
        inner.ask_all(&inner.request(IOSTX_SYNCMGRFLAG_INVOKE), |_| true)
    }

    /// Starts a handler, or all that this process serves, for a user. `items`: exactly these, chosen or not; none: those that are
    /// chosen. Returns at once; a run that is asked for during a run is folded into one more. `MAPI_E_NOT_FOUND`: a handler that
    /// is not registered, an item that is not known. `MAPI_E_NO_SUPPORT`: no factory. `MAPI_E_NO_ACCESS`: disabled.
    pub fn start(&self, handler: Option<Guid>, items: &[Guid]) -> Result<()> {
        let inner = self.inner()?;
        let Some(id) = handler else {
            if !items.is_empty() {
                return Err(Error::invalid("start: items without a handler"));
            }
            return inner.ask_all(&inner.request(IOSTX_SYNCMGRFLAG_MANUAL), |_| true);
        };
        inner.served(id)?;
        inner.check_items(id, items)?;
        let invited = inner.state().entries.get_mut(&id).and_then(|entry| entry.invited.take());
        let event = if invited.is_some() { IOSTX_SYNCMGRFLAG_INVOKE } else { IOSTX_SYNCMGRFLAG_MANUAL };
        let items = (!items.is_empty()).then(|| items.to_vec());
        inner.ask(id, Request { cookie: invited.unwrap_or_default(), items, ..inner.request(event) })
    }

    /// Stops a handler, or all: what waits is dropped, and what runs ends as soon as it can. `items`: only these are skipped, by
    /// SetItemStatus where it may be called and by the answer to Progress.
    pub fn stop(&self, handler: Option<Guid>, items: &[Guid]) -> Result<()> {
        let inner = self.inner()?;
        match handler {
            None if !items.is_empty() => return Err(Error::invalid("stop: items without a handler")),
            None => {}
            Some(id) => {
                inner.registered(id)?;
                inner.check_items(id, items)?;
            }
        }
        inner.stop(handler, (!items.is_empty()).then_some(items));
        Ok(())
    }

    /// The application tells of the machine. Handlers that were registered for the event run.
    pub fn notify(&self, notification: Notification) -> Result<()> {
        self.inner()?.notify(notification)
    }

    /// Does what is due: begins runs whose schedule says so, gives up handlers without a sign of life. Answers when to call
    /// again; `None`: not before something else is called. For hosts without a clock thread, and harmless for others.
    pub fn run_due(&self) -> Result<Option<Duration>> {
        self.inner()?.tick()
    }

    // --- Dialogs and conflicts --------------------------------------------------------------------------------------------------

    /// ShowProperties of an item, or of the handler itself (`None`). Returns at once; an event tells when it is done.
    /// `MAPI_E_NO_SUPPORT`: it has none, or there is no factory.
    pub fn show_properties(&self, handler: Guid, item: Option<Guid>, window: Native) -> Result<()> {
        let inner = self.inner()?;
        let row = inner.served(handler)?;
        let has = match item {
            None => row.flags & IOSTX_SYNCMGRHANDLER_HASPROPERTIES != 0,
            Some(item) => inner.item(handler, item)?.flags & IOSTX_SYNCMGRITEM_HASPROPERTIES != 0,
        };
        if !has {
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "it has no properties to show"));
        }
        inner.add(handler, Task::ShowProperties { item, window })
    }

    /// ShowError: opens a line of the log. Returns at once; an event tells when it is done, and a retry is a run of its own.
    /// `MAPI_E_NOT_FOUND`: the line cannot be opened: the handler did not say so, or its object is gone.
    pub fn show_error(&self, handler: Guid, error: Guid, window: Native) -> Result<()> {
        let inner = self.inner()?;
        inner.served(handler)?;
        if !inner.can_open(handler, error) {
            return Err(Error::not_found(format!("the error {error} cannot be opened, or not any more")));
        }
        inner.add(handler, Task::ShowError { error, window })
    }

    /// Resolves conflicts that handlers reported: `choice` is one of `IOSTX_RFC_KEEP*`; with `IOSTX_RFC_APPLY_TO_ALL` all of this
    /// handler. Returns at once; an event tells when it is done. What cannot be resolved stays listed, with a line in the log.
    pub fn resolve_conflicts(&self, handler: Guid, conflicts: &[Guid], choice: u32) -> Result<()> {
        let inner = self.inner()?;
        inner.served(handler)?;
        let all = choice & IOSTX_RFC_APPLY_TO_ALL != 0;
        let choice = choice & !IOSTX_RFC_APPLY_TO_ALL;
        match choice {
            IOSTX_RFC_CANCEL => return Ok(()),
            IOSTX_RFC_KEEPBOTH | IOSTX_RFC_KEEPLOCAL | IOSTX_RFC_KEEPNETWORK => {}
            other => return Err(Error::invalid(format!("choice: {other} is not one of IOSTX_RFC_KEEP*"))),
        }
        let known = inner.file.conflicts(Some(handler))?;
        let mut chosen: Vec<Conflict> = Vec::new();
        for id in conflicts {
            let found = known.iter().find(|(_, conflict, _)| conflict.id == *id);
            let (_, conflict, _) = found.ok_or_else(|| Error::not_found(format!("there is no conflict {id}")))?;
            chosen.push(conflict.clone());
        }
        if all {
            chosen = known.into_iter().map(|(_, conflict, _)| conflict).collect();
        }
        inner.add(handler, Task::Resolve { conflicts: chosen, choice })
    }

    // --- What users set ---------------------------------------------------------------------------------------------------------

    /// Chooses an item, or enables or disables it for good, with a reason. `MAPI_E_NOT_FOUND`: it was never enumerated.
    pub fn set_item_options(&self, handler: Guid, item: Guid, options: &ItemOptions) -> Result<()> {
        let inner = self.inner()?;
        inner.registered(handler)?;
        if !inner.file.set_item_options(handler, item, options)? {
            return Err(unknown_item(handler, item));
        }
        inner.publish(SyncEvent { item, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_ITEMS, handler) });
        Ok(())
    }

    /// Enables or disables a handler for good, with a reason.
    pub fn set_handler_enabled(&self, handler: Guid, enabled: bool, reason: &str) -> Result<()> {
        let inner = self.inner()?;
        inner.registered(handler)?;
        inner.file.set_enabled(handler, enabled, reason)?;
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, handler));
        Ok(())
    }

    /// Sets when a handler runs by itself; an empty schedule: never.
    pub fn set_schedule(&self, handler: Guid, schedule: &Schedule) -> Result<()> {
        let inner = self.inner()?;
        schedule.check()?;
        inner.registered(handler)?;
        let due = schedule.next(inner.env.now(), zone, inner.random()?);
        inner.file.set_schedule(handler, schedule, due)?;
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, handler));
        inner.wake_clock();
        Ok(())
    }

    /// The schedule of a handler.
    pub fn schedule(&self, handler: Guid) -> Result<Schedule> {
        Ok(self.inner()?.registered(handler)?.schedule)
    }

    /// Deletes the lines of the error log of a handler, or of all.
    pub fn clear_errors(&self, handler: Option<Guid>) -> Result<()> {
        let inner = self.inner()?;
        inner.file.clear_log(handler)?;
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_ERROR_DELETED, handler.unwrap_or_default()));
        Ok(())
    }

    /// Subscribes to what happens in this manager. What other processes do with its file is not among it.
    pub fn events(&self, options: QueueOptions<SyncEvent>) -> Result<SyncEvents> {
        Ok(self.inner()?.events.subscribe(options))
    }
}

impl Inner {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Gives an event to all subscribers. Their callbacks are the application's.
    pub(super) fn publish(&self, event: SyncEvent) {
        if self.events.has_subscribers() {
            // A subscriber that panics is his own fault; the others hear of the event.
            let _ = outside(self.address(), || {
                self.events.publish(&[event]);
                Ok(())
            });
        }
    }

    pub(super) fn random(&self) -> Result<u64> {
        let bytes = self.env.guid()?.0;
        Ok(bytes[..7].iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The row of a registered handler.
    pub(super) fn registered(&self, id: Guid) -> Result<HandlerRow> {
        self.file.handler(id)?.ok_or_else(|| not_registered(id))
    }

    /// The row of a handler that this process serves.
    fn served(&self, id: Guid) -> Result<HandlerRow> {
        let row = self.registered(id)?;
        if !self.state().entries.contains_key(&id) {
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("this process has no factory for handler {id}")));
        }
        if !row.enabled {
            return Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, format!("handler {id} is disabled: {}", row.reason)));
        }
        Ok(row)
    }

    pub(super) fn item(&self, handler: Guid, item: Guid) -> Result<ItemRow> {
        let rows = self.file.items(Some(handler))?;
        rows.into_iter().find(|row| row.id == item).ok_or_else(|| unknown_item(handler, item))
    }

    /// Refuses items that were never enumerated, or are disabled.
    fn check_items(&self, handler: Guid, items: &[Guid]) -> Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        let rows = self.file.items(Some(handler))?;
        for item in items {
            let row = rows.iter().find(|row| row.id == *item).ok_or_else(|| unknown_item(handler, *item))?;
            if !row.enabled {
                return Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, format!("item {item} is disabled: {}", row.reason)));
            }
        }
        Ok(())
    }

    /// Runs that never ended, and that nobody is at, are interrupted ones.
    fn recover(&self) -> Result<()> {
        for row in self.file.handlers()?.iter().filter(|row| row.run_begin.is_some()) {
            if let Ok(_lock) = self.locks.take(Lockable::Handler(row.n)) {
                self.interrupted(row)?;
            }
        }
        Ok(())
    }

    /// Keeps the result of a run whose process ended. One that its schedule would have caught up is due again.
    pub(super) fn interrupted(&self, row: &HandlerRow) -> Result<()> {
        let now = self.env.now();
        self.file.end_run(row.id, super::run::INTERRUPTED, &[], now)?;
        let text = "The last run did not end: its process did.".to_owned();
        let entry = LogEntry { level: IOSTX_SYNCMGRLOGLEVEL_WARNING, text, ..LogEntry::default() };
        self.file.log(row.id, self.env.guid()?, &entry, now, self.options.log_limit)?;
        if row.schedule.flags & IOSTX_SYNCMGR_SCHEDULE_CATCH_UP != 0 && !row.schedule.is_empty() {
            self.file.set_schedule(row.id, &row.schedule, Some(now))?;
        }
        Ok(())
    }

    pub(super) fn log(&self, instance: &Instance, entry: &LogEntry) -> Result<()> {
        self.file.log(instance.id, instance.name, entry, self.env.now(), self.options.log_limit)
    }

    fn can_open(&self, handler: Guid, error: Guid) -> bool {
        let instances: Vec<_> = match self.state().entries.get(&handler) {
            Some(entry) => entry.instances().cloned().collect(),
            None => Vec::new(),
        };
        instances.iter().any(|instance| instance.can_open(error))
    }

    // --- What handlers share ----------------------------------------------------------------------------------------------------

    /// Takes the right to show a window; an instance that has it may take it again.
    pub(super) fn take_dialog(&self, instance: Guid) -> bool {
        let mut state = self.state();
        *state.dialog.get_or_insert(instance) == instance
    }

    pub(super) fn give_back_dialog(&self, instance: Guid) {
        self.state().dialog.take_if(|holder| *holder == instance);
    }

    pub(super) fn connect(&self, name: Option<&str>) -> Result<()> {
        let hook = self.options.connector.as_ref();
        let hook = hook.ok_or_else(|| Error::new(IOSTX_MAPI_E_NO_SUPPORT, "the application has no hook for connections"))?;
        outside(self.address(), || hook.connect(name))?;
        self.state().connections.push(name.map(str::to_owned));
        Ok(())
    }

    // --- The end ----------------------------------------------------------------------------------------------------------------

    /// Refuses new calls and asks all that runs to end; whether it was open.
    fn begin_close(&self) -> bool {
        let was_open = !std::mem::replace(&mut self.state().closed, true);
        self.events.stop_all();
        self.stop(None, None);
        self.wake_clock();
        was_open
    }

    fn release_all(&self) {
        let entries = std::mem::take(&mut self.state().entries);
        for kept in entries.values().filter_map(|entry| entry.kept.as_ref()) {
            kept.release();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.release_all();
    }
}

impl Entry {
    /// The object of the run that is going on, and the one that was kept.
    pub(super) fn instances(&self) -> impl Iterator<Item = &Arc<Instance>> {
        self.active.as_ref().and_then(|active| active.instance.as_ref()).into_iter().chain(&self.kept)
    }
}

fn not_registered(id: Guid) -> Error {
    Error::not_found(format!("handler {id} is not registered"))
}

fn unknown_item(handler: Guid, item: Guid) -> Error {
    Error::not_found(format!("handler {handler} has no item {item}"))
}
