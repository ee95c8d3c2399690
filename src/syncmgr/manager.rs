//! The manager: what it consists of, how it begins and ends, and what its parts share.

use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::events::SyncEvent;
use super::file::{File, HandlerRow, ItemRow};
use super::flags::*;
use super::handler::Factory;
use super::instance::{Instance, is_in_callback, outside};
use super::types::{LogEntry, Native};
use super::work::{Active, Job};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::queue::Broadcaster;
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
    pub(super) invited: Option<Vec<u8>>,
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
    pub(super) fn served(&self, id: Guid) -> Result<HandlerRow> {
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
    pub(super) fn check_items(&self, handler: Guid, items: &[Guid]) -> Result<()> {
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

    pub(super) fn can_open(&self, handler: Guid, error: Guid) -> bool {
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

pub(super) fn not_registered(id: Guid) -> Error {
    Error::not_found(format!("handler {id} is not registered"))
}

pub(super) fn unknown_item(handler: Guid, item: Guid) -> Error {
    Error::not_found(format!("handler {handler} has no item {item}"))
}
