//! Jobs: what waits, what runs, and on which thread. Each job has a thread of its own, as long as it lasts; a handler is at one
//! job at a time, and of all handlers as many run as the options allow.

use std::sync::Arc;

use super::events::SyncEvent;
use super::flags::*;
use super::instance::Instance;
use super::manager::{Entry, Inner, State, SyncMgr};
use super::run;
use super::types::{Conflict, Ended, Native};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::store::{FileTime, signals};

/// A run that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// Why: what Initialize is given.
    pub(super) flags: u32,
    pub(super) cookie: Vec<u8>,
    /// Exactly these items; `None`: those that are chosen.
    pub(super) items: Option<Vec<Guid>>,
    pub(super) window: Native,
}

/// Something to do with a handler.
#[derive(Debug, Clone)]
pub(super) enum Task {
    Run(Request),
    /// Once more, on the object that was kept.
    Retry(Vec<Guid>),
    ShowProperties {
        item: Option<Guid>,
        window: Native,
    },
    ShowError {
        error: Guid,
        window: Native,
    },
    Resolve {
        conflicts: Vec<Conflict>,
        choice: u32,
    },
}

/// A task that waits.
pub(super) struct Job {
    /// Jobs begin in this order.
    number: u64,
    task: Task,
}

/// The job that a thread is at.
#[derive(Default)]
pub(super) struct Active {
    begun: FileTime,
    /// The handler object, once there is one.
    pub(super) instance: Option<Arc<Instance>>,
    /// The run, until it has its result. It takes part in the limit as long.
    pub(super) run: Option<u64>,
    /// What was cancelled before there was an object: all, or items.
    cancel_all: bool,
    cancelled: Vec<Guid>,
    /// Whether it is a run whose handler was given up, and has not returned.
    pub(super) stuck: bool,
}

impl Task {
    fn is_run(&self) -> bool {
        matches!(self, Task::Run(_) | Task::Retry(_))
    }
}

impl Request {
    /// Takes in another request, if one run can serve both: what has different cookies stays apart.
    fn fold(&mut self, other: &Request) -> bool {
        if self.cookie != other.cookie {
            return false;
        }
        let user = |flags: u32| match flags & IOSTX_SYNCMGRFLAG_EVENTMASK {
            IOSTX_SYNCMGRFLAG_INVOKE => 2,
            IOSTX_SYNCMGRFLAG_MANUAL => 1,
            _ => 0,
        };
        // A user's wish says more than an event of the machine; a cookie is only understood with INVOKE.
        if user(other.flags) > user(self.flags) {
            (self.flags, self.window) = (other.flags, other.window);
        }
        self.items = match (self.items.take(), &other.items) {
            (Some(mut items), Some(more)) => {
                items.extend(more.iter().filter(|item| !items.contains(item)).copied().collect::<Vec<_>>());
                Some(items)
            }
            _ => None,
        };
        true
    }
}

impl SyncMgr {
    /// Whether a handler is at no job and has none waiting; for tests and for hosts that wait before they end.
    pub fn is_idle(&self) -> Result<bool> {
        let state = self.inner()?.state();
        Ok(state.entries.values().all(|entry| entry.active.is_none() && entry.jobs.is_empty()))
    }
}

impl Inner {
    /// A request for this reason.
    pub(super) fn request(&self, event: u32) -> Request {
        let user = matches!(event, IOSTX_SYNCMGRFLAG_MANUAL | IOSTX_SYNCMGRFLAG_INVOKE);
        let bother = if user && self.options.interactive { IOSTX_SYNCMGRFLAG_MAYBOTHERUSER } else { 0 };
        Request { flags: event | bother, window: self.options.window, ..Request::default() }
    }

    /// Asks for a run. One that waits already takes this one in; so does the one run that follows a run.
    pub(super) fn ask(self: &Arc<Self>, id: Guid, request: Request) -> Result<()> {
        let mut state = self.state();
        if state.closed {
            return Err(Error::of(IOSTX_E_CLOSED));
        }
        let number = state.number();
        let Some(entry) = state.entries.get_mut(&id) else { return Ok(()) };
        let folded = entry.jobs.iter_mut().any(|job| match &mut job.task {
            Task::Run(waiting) => waiting.fold(&request),
            _ => false,
        });
        if folded {
            return Ok(());
        }
        entry.jobs.push_back(Job { number, task: Task::Run(request) });
        drop(state);
        self.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_QUEUED, id));
        self.dispatch();
        Ok(())
    }

    /// Asks for a run of all handlers that this process serves, and that may run.
    pub(super) fn ask_all(self: &Arc<Self>, request: &Request, wanted: impl Fn(u32) -> bool) -> Result<()> {
        for row in self.file.handlers()?.iter().filter(|row| row.enabled && wanted(row.register_flags)) {
            self.ask(row.id, request.clone())?;
        }
        Ok(())
    }

    /// Puts a task behind the others of its handler.
    pub(super) fn add(self: &Arc<Self>, id: Guid, task: Task) -> Result<()> {
        let mut state = self.state();
        if state.closed {
            return Err(Error::of(IOSTX_E_CLOSED));
        }
        let number = state.number();
        let Some(entry) = state.entries.get_mut(&id) else { return Ok(()) };
        entry.jobs.push_back(Job { number, task });
        drop(state);
        self.dispatch();
        Ok(())
    }

    /// Puts a task before the others of its handler. Called by the job that it follows, which dispatches when it ends.
    pub(super) fn add_first(&self, id: Guid, task: Task) {
        let mut state = self.state();
        let number = state.number();
        if let Some(entry) = state.entries.get_mut(&id) {
            entry.jobs.push_front(Job { number, task });
        }
    }

    /// Begins what can begin.
    pub(super) fn dispatch(self: &Arc<Self>) {
        while let Some((id, run, task)) = self.begin() {
            let inner = Arc::clone(self);
            let work = move || {
                inner.work(id, run, task);
                inner.leave(id);
            };
            let thread = std::thread::Builder::new().name("iostx-sync".into());
            if let Err(error) = signals::blocked(|| thread.spawn(work)) {
                self.end(id, run, Ended { outcome: IOSTX_SYNCMGR_OUTCOME_FAILED, code: Error::from(error).code }, None);
                self.leave(id);
            }
        }
    }

    /// Takes the job that has waited longest of those that may begin. The number of the run: 0 for what is none.
    fn begin(&self) -> Option<(Guid, u64, Task)> {
        let begun = self.env.now();
        let mut state = self.state();
        if state.closed {
            return None;
        }
        let room = state.running < self.options.parallel.max(1) && !state.suspended;
        let ready = state.entries.iter().filter(|(_, entry)| entry.active.is_none());
        let first = ready.filter_map(|(id, entry)| entry.jobs.front().map(|job| (*id, job)));
        let (id, _) = first.filter(|(_, job)| room || !job.task.is_run()).min_by_key(|(_, job)| job.number)?;
        let number = state.number();
        let entry = state.entries.get_mut(&id)?;
        let task = entry.jobs.pop_front()?.task;
        let run = if task.is_run() { number } else { 0 };
        entry.active = Some(Active { begun, run: task.is_run().then_some(number), ..Active::default() });
        state.running += usize::from(run != 0);
        state.threads += 1;
        Some((id, run, task))
    }

    fn work(self: &Arc<Self>, id: Guid, run: u64, task: Task) {
        match task {
            Task::Run(request) => run::run(self, id, run, &request),
            Task::Retry(items) => run::retry(self, id, run, &items),
            Task::ShowProperties { item, window } => {
                let result = run::show_properties(self, id, item, window);
                self.shown(id, item, result);
            }
            Task::ShowError { error, window } => {
                let result = run::show_error(self, id, error, window);
                self.shown(id, None, result);
            }
            Task::Resolve { conflicts, choice } => {
                let result = run::resolve(self, id, &conflicts, choice);
                self.shown(id, None, result);
            }
        }
    }

    fn shown(&self, id: Guid, item: Option<Guid>, result: Result<i32>) {
        let code = result.unwrap_or_else(|error| error.code);
        let about = SyncEvent::about(IOSTX_SYNCMGR_EVENT_SHOWN, id);
        self.publish(SyncEvent { item: item.unwrap_or_default(), code, ..about });
    }

    /// The thread of a job ends.
    fn leave(self: &Arc<Self>, id: Guid) {
        let mut state = self.state();
        let active = state.entries.get_mut(&id).and_then(|entry| entry.active.take());
        let idle = state.entries.get(&id).is_some_and(|entry| entry.jobs.is_empty());
        let done = if state.entries.values().all(|entry| entry.active.is_none()) {
            std::mem::take(&mut state.connections)
        } else {
            Vec::new()
        };
        drop(state);
        drop(active);
        if idle {
            self.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_HANDLERS, id));
        }
        if let Some(connector) = &self.options.connector {
            for name in done {
                let _ = super::instance::outside(self.address(), || {
                    connector.disconnect(name.as_deref());
                    Ok(())
                });
            }
        }
        self.dispatch();
        let mut state = self.state();
        state.threads -= 1;
        drop(state);
        self.ended.notify_all();
    }

    /// Gives the job of a handler its object; what was cancelled before is cancelled in it. `false`: the handler was given up
    /// while the object was made.
    pub(super) fn set_instance(&self, id: Guid, instance: &Arc<Instance>) -> bool {
        let mut state = self.state();
        let Some(active) = state.entries.get_mut(&id).and_then(|entry| entry.active.as_mut()) else { return false };
        if active.stuck {
            return false;
        }
        active.instance = Some(Arc::clone(instance));
        let (all, items) = (active.cancel_all, std::mem::take(&mut active.cancelled));
        drop(state);
        if all {
            instance.cancel(None);
        }
        instance.cancel(Some(&items));
        true
    }

    /// Takes the object that was kept of the last run.
    pub(super) fn take_kept(&self, id: Guid) -> Option<Arc<Instance>> {
        self.state().entries.get_mut(&id).and_then(|entry| entry.kept.take())
    }

    /// Keeps an object for the retry that follows.
    pub(super) fn keep(&self, instance: &Arc<Instance>) {
        if let Some(entry) = self.state().entries.get_mut(&instance.id) {
            entry.kept = Some(Arc::clone(instance));
        }
    }

    /// Keeps an object until the next run, or releases it if nobody can open anything of it.
    pub(super) fn keep_or_release(&self, instance: &Arc<Instance>) {
        let mut state = self.state();
        let keep = instance.has_openable() && !state.closed;
        match state.entries.get_mut(&instance.id) {
            Some(entry) if keep => entry.kept = Some(Arc::clone(instance)),
            _ => {
                drop(state);
                instance.release();
            }
        }
    }

    /// Gives a run and its items their results: the first one counts, so that each run has exactly one.
    pub(super) fn end(&self, id: Guid, run: u64, ended: Ended, instance: Option<&Arc<Instance>>) {
        let mut state = self.state();
        let active = state.entries.get_mut(&id).and_then(|entry| entry.active.as_mut());
        // Of a run that was given up while its object was made, the object may have come meanwhile: then it goes on.
        let same = |active: &&mut Active| active.instance.as_ref().map(Arc::as_ptr) == instance.map(Arc::as_ptr);
        let Some(active) = active.filter(|active| active.run == Some(run)).filter(same) else { return };
        active.run = None;
        active.stuck = ended.outcome == IOSTX_SYNCMGR_OUTCOME_STUCK;
        state.running -= 1;
        drop(state);
        let results = instance.map_or_else(Vec::new, |instance| instance.settle(ended.outcome));
        let written = match ended.outcome {
            // The result is that of the other process.
            IOSTX_SYNCMGR_OUTCOME_ELSEWHERE => Ok(()),
            _ => self.file.end_run(id, ended, &results, self.env.now()),
        };
        let code = written.err().filter(|_| ended.code >= 0).map_or(ended.code, |error| error.code);
        self.publish(SyncEvent::ended(id, run, Ended { code, ..ended }));
    }

    /// Cancels what runs and drops what waits: of one handler or all; all of it, or only items.
    pub(super) fn stop(&self, handler: Option<Guid>, items: Option<&[Guid]>) {
        let mut state = self.state();
        let mut instances = Vec::new();
        let mut dropped = Vec::new();
        let State { entries, .. } = &mut *state;
        for (id, entry) in entries.iter_mut().filter(|(id, _)| handler.is_none_or(|handler| **id == handler)) {
            if entry.drop_waiting(items) {
                dropped.push(*id);
            }
            let Some(active) = &mut entry.active else { continue };
            match (&active.instance, items) {
                (Some(instance), _) => instances.push(Arc::clone(instance)),
                (None, None) => active.cancel_all = true,
                (None, Some(items)) => active.cancelled.extend(items),
            }
        }
        drop(state);
        instances.iter().for_each(|instance| instance.cancel(items));
        for id in dropped {
            let ended = Ended { outcome: IOSTX_SYNCMGR_OUTCOME_CANCELLED, code: IOSTX_MAPI_E_USER_CANCEL };
            self.publish(SyncEvent::ended(id, 0, ended));
        }
    }

    /// Handlers that gave no sign of life since a moment get their result, and their places are free for others.
    pub(super) fn give_up(self: &Arc<Self>, before: FileTime) {
        let state = self.state();
        let at_work = state.entries.iter().filter_map(|(id, entry)| {
            let active = entry.active.as_ref()?;
            Some((*id, active.run?, active.begun, active.instance.clone()))
        });
        let at_work: Vec<_> = at_work.collect();
        drop(state);
        for (id, run, begun, instance) in at_work {
            // Without an instance the factory has not returned.
            if instance.as_ref().map_or(begun <= before, |instance| instance.give_up(before)) {
                self.end(id, run, run::STUCK, instance.as_ref());
                self.dispatch();
            }
        }
    }

    /// The time from which the first of the handlers that run is counted as silent; `None`: none runs.
    pub(super) fn oldest_sign(&self, now: FileTime) -> Option<FileTime> {
        let state = self.state();
        let running = state.entries.values().filter_map(|entry| entry.active.as_ref().filter(|active| active.run.is_some()));
        let running: Vec<_> = running.map(|active| (active.begun, active.instance.clone())).collect();
        drop(state);
        // One of which nothing is waited for just now may be waited for in a moment.
        let sign = |(begun, instance): (FileTime, Option<Arc<Instance>>)| match instance {
            Some(instance) => instance.last_sign().unwrap_or(now),
            None => begun,
        };
        running.into_iter().map(sign).min()
    }
}

impl Entry {
    /// Drops runs that wait, or items of theirs; whether a run went.
    fn drop_waiting(&mut self, items: Option<&[Guid]>) -> bool {
        let before = self.jobs.len();
        self.jobs.retain_mut(|job| match (&mut job.task, items) {
            (Task::Run(_) | Task::Retry(_), None) => false,
            (Task::Run(Request { items: Some(wanted), .. }) | Task::Retry(wanted), Some(items)) => {
                wanted.retain(|item| !items.contains(item));
                !wanted.is_empty()
            }
            _ => true,
        });
        self.jobs.len() < before
    }
}
