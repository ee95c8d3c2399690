//! One handler object: the calls into it, what it owes, and what its items look like.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Weak};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::file::ItemResult;
use super::flags::*;
use super::handler::Handler;
use super::manager::Inner;
use super::types::{Answer, Item, LogEntry, Native, Progress};
use crate::codes::*;
use crate::error::{Error, Result, caught};
use crate::ids::Guid;
use crate::store::FileTime;

/// A method that is completed by a call of the handler's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Prepare,
    Synchronize,
    ShowProperties,
    ShowError,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Call::Prepare => "PrepareForSync",
            Call::Synchronize => "Synchronize",
            Call::ShowProperties => "ShowProperties",
            Call::ShowError => "ShowError",
        }
    }

    /// Whether a completion is owed after this answer of the method.
    fn owes(self, answer: &Result<i32>) -> bool {
        match self {
            Call::Prepare | Call::Synchronize => matches!(answer, Ok(IOSTX_S_OK)),
            Call::ShowProperties | Call::ShowError => answer.is_ok(),
        }
    }
}

/// What a completion brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Completion {
    pub(super) code: i32,
    /// The items to retry.
    pub(super) items: Vec<Guid>,
}

/// An item as users see it.
#[derive(Debug, Clone, Default)]
pub(super) struct ItemView {
    pub(super) id: Guid,
    pub(super) icon: Native,
    pub(super) status: u32,
    pub(super) text: String,
    pub(super) value: i32,
    pub(super) max: i32,
    /// Chosen for the run that is going on, or was last.
    pub(super) selected: bool,
    /// Its end is not in the file yet.
    unsaved: bool,
}

/// Statuses after which nothing more is expected of an item.
fn is_final(status: u32) -> bool {
    const FINAL: [u32; 5] = [
        IOSTX_SYNCMGRSTATUS_STOPPED,
        IOSTX_SYNCMGRSTATUS_SKIPPED,
        IOSTX_SYNCMGRSTATUS_SUCCEEDED,
        IOSTX_SYNCMGRSTATUS_FAILED,
        IOSTX_SYNCMGRSTATUS_DELETED,
    ];
    FINAL.contains(&status)
}

/// A handler object of the application's, from its creation to its release.
pub(super) struct Instance {
    /// The id that the handler is registered with.
    pub(super) id: Guid,
    /// Names this object: the lines of the log that are its own.
    pub(super) name: Guid,
    /// What Initialize was given.
    pub(super) flags: u32,
    pub(super) manager: Weak<Inner>,
    handler: Mutex<Option<Arc<dyn Handler>>>,
    stage: Mutex<Stage>,
    changed: Condvar,
}

#[derive(Default)]
struct Stage {
    open: Option<Open>,
    /// Released, or given up: nothing counts any more.
    over: bool,
    stuck: bool,
    /// Whether a method of the handler has not returned.
    calling: bool,
    /// When the handler last called, or a call of it began or returned.
    last_sign: FileTime,
    cancel_all: bool,
    cancelled: HashSet<Guid>,
    /// Items of which the handler is still to be told that they are skipped.
    skips: Vec<Guid>,
    run: u64,
    handler_flags: u32,
    items: Vec<ItemView>,
    places: HashMap<Guid, usize>,
    /// Lines of the log that users can open.
    openable: HashSet<Guid>,
    /// Lines of level error that were logged.
    errors: u32,
}

/// A method that was called and is not completed.
struct Open {
    call: Call,
    completion: Option<Completion>,
}

thread_local! {
    /// The managers whose handlers, or callbacks of the application, this thread is inside of, by their addresses.
    static INSIDE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// Runs code of the application's, in which a manager cannot be closed.
pub(super) fn outside<T>(manager: usize, body: impl FnOnce() -> Result<T>) -> Result<T> {
    INSIDE.with_borrow_mut(|inside| inside.push(manager));
    let result = caught(body);
    INSIDE.with_borrow_mut(|inside| inside.pop());
    result
}

/// Whether this thread is in a callback of a manager.
pub(super) fn is_in_callback(manager: usize) -> bool {
    INSIDE.with_borrow(|inside| inside.contains(&manager))
}

impl Instance {
    pub(super) fn new(manager: &Arc<Inner>, id: Guid, flags: u32, handler: Arc<dyn Handler>) -> Result<Arc<Self>> {
        let stage = Stage { last_sign: manager.env.now(), ..Stage::default() };
        Ok(Arc::new(Instance {
            id,
            name: manager.env.guid()?,
            flags,
            manager: Arc::downgrade(manager),
            handler: Mutex::new(Some(handler)),
            stage: Mutex::new(stage),
            changed: Condvar::new(),
        }))
    }

    fn now(&self) -> FileTime {
        self.manager.upgrade().map_or(0, |manager| manager.env.now())
    }

    // --- Calls into the handler, from the thread of its run -------------------------------------------------------------------

    /// Calls the handler, under no lock. A panic is a failure.
    pub(super) fn call<T>(&self, f: impl FnOnce(&dyn Handler) -> Result<T>) -> Result<T> {
        let handler = self.handler.lock().clone().ok_or_else(|| Error::new(IOSTX_E_UNEXPECTED, "the handler was released"))?;
        self.sign(true);
        let result = outside(self.manager.as_ptr().addr(), || f(&*handler));
        self.sign(false);
        result
    }

    fn sign(&self, calling: bool) {
        let now = self.now();
        let mut stage = self.stage.lock();
        (stage.last_sign, stage.calling) = (now, calling);
    }

    /// Calls a method that is completed later, and waits for its completion. `Err` in the outer place: it is stuck. In the inner
    /// one: the answer of the method, if it owes no completion.
    pub(super) fn run(
        &self,
        call: Call,
        f: impl FnOnce(&dyn Handler) -> Result<i32>,
    ) -> std::result::Result<Completion, Unfinished> {
        self.stage.lock().open = Some(Open { call, completion: None });
        let answer = self.call(f);
        let mut stage = self.stage.lock();
        if stage.stuck {
            return Err(Unfinished::Stuck);
        }
        if !call.owes(&answer) {
            stage.open = None;
            return Err(Unfinished::Answered(answer));
        }
        loop {
            if stage.stuck {
                return Err(Unfinished::Stuck);
            }
            if let Some(completion) = stage.open.as_mut().and_then(|open| open.completion.take()) {
                stage.open = None;
                return Ok(completion);
            }
            stage = self.attend(stage);
        }
    }

    /// What is done while a completion is owed: items that are skipped are told to the handler, finished ones written.
    fn attend<'a>(&'a self, mut stage: MutexGuard<'a, Stage>) -> MutexGuard<'a, Stage> {
        let phase = stage.open.as_ref().map(|open| open.call);
        if matches!(phase, Some(Call::Prepare | Call::Synchronize)) && !stage.skips.is_empty() {
            let skips = std::mem::take(&mut stage.skips);
            drop(stage);
            for item in skips {
                // A failure changes nothing: Progress answers for the item all the same.
                let _ = self.call(|handler| handler.set_item_status(item, IOSTX_SYNCMGRSTATUS_SKIPPED));
            }
            return self.stage.lock();
        }
        let results = unsaved(&mut stage);
        if !results.is_empty() {
            drop(stage);
            if let Some(manager) = self.manager.upgrade() {
                // What cannot be written now is written with the result of the run.
                let _ = manager.file.item_results(self.id, &results, manager.env.now());
            }
            return self.stage.lock();
        }
        self.changed.wait(&mut stage);
        stage
    }

    /// SetProgressCallback(NULL) and Release, the last of all calls. What comes from the handler afterwards is ignored.
    pub(super) fn release(&self) {
        let Some(handler) = self.handler.lock().take() else { return };
        // The callback goes before the handler: it may report until this returns.
        let _ = outside(self.manager.as_ptr().addr(), || handler.set_progress_callback(None));
        self.stage.lock().over = true;
        if let Some(manager) = self.manager.upgrade() {
            manager.give_back_dialog(self.name);
        }
        let _ = outside(self.manager.as_ptr().addr(), || {
            drop(handler);
            Ok(())
        });
    }

    // --- What the run sets ----------------------------------------------------------------------------------------------------

    /// The flags that GetHandlerInfo gave.
    pub(super) fn set_handler_flags(&self, flags: u32) {
        self.stage.lock().handler_flags = flags;
    }

    pub(super) fn handler_flags(&self) -> u32 {
        self.stage.lock().handler_flags
    }

    /// The items that were enumerated.
    pub(super) fn set_items(&self, items: &[Item]) {
        let mut stage = self.stage.lock();
        let view = |item: &Item| ItemView { id: item.id, icon: item.icon, ..ItemView::default() };
        stage.items = items.iter().map(view).collect();
        stage.places = items.iter().enumerate().map(|(at, item)| (item.id, at)).collect();
    }

    /// An item that was proposed while running.
    pub(super) fn add_item(&self, item: &Item) -> Result<()> {
        let mut stage = self.stage.lock();
        stage.check_not_over()?;
        if !stage.places.contains_key(&item.id) {
            let at = stage.items.len();
            stage.places.insert(item.id, at);
            let status = IOSTX_SYNCMGRSTATUS_PENDING;
            stage.items.push(ItemView { id: item.id, icon: item.icon, status, selected: true, ..ItemView::default() });
        }
        Ok(())
    }

    /// A run begins with these items; those that were cancelled already are skipped. Answers which are left.
    pub(super) fn select(&self, run: u64, items: &[Guid]) -> Vec<Guid> {
        let mut guard = self.stage.lock();
        let stage = &mut *guard;
        stage.run = run;
        stage.skips.clear();
        stage.items.iter_mut().for_each(|item| item.selected = false);
        let mut left = Vec::new();
        for item in items {
            let Some(at) = stage.places.get(item) else { continue };
            let view = &mut stage.items[*at];
            (view.selected, view.status, view.value, view.max) = (true, IOSTX_SYNCMGRSTATUS_PENDING, 0, 0);
            view.text.clear();
            match stage.cancelled.contains(item) {
                true => (view.status, view.unsaved) = (IOSTX_SYNCMGRSTATUS_SKIPPED, true),
                false => left.push(*item),
            }
        }
        left
    }

    /// The items of the last run that failed, or all of it if none did.
    pub(super) fn to_retry(&self) -> Vec<Guid> {
        let stage = self.stage.lock();
        let selected = || stage.items.iter().filter(|item| item.selected);
        let failed: Vec<Guid> = selected().filter(|item| item.status == IOSTX_SYNCMGRSTATUS_FAILED).map(|item| item.id).collect();
        if failed.is_empty() { selected().map(|item| item.id).collect() } else { failed }
    }

    /// Begins a retry: what was cancelled before is not any more.
    pub(super) fn begin_retry(&self) {
        let mut stage = self.stage.lock();
        stage.cancel_all = false;
        stage.cancelled.clear();
    }

    /// Ends the items that the handler left open as its run ended, and gives what is to be written.
    pub(super) fn settle(&self, outcome: u32) -> Vec<ItemResult> {
        let status = match outcome {
            IOSTX_SYNCMGR_OUTCOME_SUCCEEDED => IOSTX_SYNCMGRSTATUS_SUCCEEDED,
            IOSTX_SYNCMGR_OUTCOME_FAILED | IOSTX_SYNCMGR_OUTCOME_STUCK => IOSTX_SYNCMGRSTATUS_FAILED,
            _ => IOSTX_SYNCMGRSTATUS_SKIPPED,
        };
        let mut stage = self.stage.lock();
        for item in stage.items.iter_mut().filter(|item| item.selected && !is_final(item.status)) {
            (item.status, item.unsaved) = (status, true);
        }
        unsaved(&mut stage)
    }

    // --- What users do --------------------------------------------------------------------------------------------------------

    /// Cancels items, or all.
    pub(super) fn cancel(&self, items: Option<&[Guid]>) {
        let mut guard = self.stage.lock();
        let stage = &mut *guard;
        match items {
            None => stage.cancel_all = true,
            Some(items) => {
                for item in items {
                    let view = stage.places.get(item).map(|at| &stage.items[*at]);
                    let has_ended = view.is_some_and(|view| view.selected && is_final(view.status));
                    if !has_ended && stage.cancelled.insert(*item) {
                        stage.skips.push(*item);
                    }
                }
            }
        }
        self.changed.notify_all();
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.stage.lock().cancel_all
    }

    pub(super) fn is_stuck(&self) -> bool {
        self.stage.lock().stuck
    }

    /// Gives the handler up if it gave no sign of life since `before`; dialogs wait for users. Whether it did.
    pub(super) fn give_up(&self, before: FileTime) -> bool {
        let mut stage = self.stage.lock();
        if stage.over || stage.last_sign > before || !stage.waits_for_handler() {
            return false;
        }
        (stage.stuck, stage.over) = (true, true);
        self.changed.notify_all();
        true
    }

    /// When it last gave a sign of life; `None` while nothing of it is waited for.
    pub(super) fn last_sign(&self) -> Option<FileTime> {
        let stage = self.stage.lock();
        (!stage.over && stage.waits_for_handler()).then_some(stage.last_sign)
    }

    // --- What users look at ---------------------------------------------------------------------------------------------------

    pub(super) fn views(&self) -> Vec<ItemView> {
        self.stage.lock().items.clone()
    }

    /// The status that an item of this object was reported with last.
    pub(super) fn status(&self, item: Guid) -> Option<u32> {
        let stage = self.stage.lock();
        stage.places.get(&item).map(|at| stage.items[*at].status)
    }

    pub(super) fn phase(&self) -> Option<Call> {
        self.stage.lock().open.as_ref().map(|open| open.call)
    }

    pub(super) fn can_open(&self, error: Guid) -> bool {
        let stage = self.stage.lock();
        !stage.over && stage.openable.contains(&error)
    }

    pub(super) fn has_openable(&self) -> bool {
        !self.stage.lock().openable.is_empty()
    }

    // --- What the handler reports, from any thread ----------------------------------------------------------------------------

    /// A completion: refused unless exactly this method is open and was not completed.
    pub(super) fn complete(&self, call: Call, completion: Completion) -> Result<()> {
        let now = self.now();
        let mut stage = self.stage.lock();
        stage.check_not_over()?;
        stage.last_sign = now;
        let name = call.name();
        if let Some(unknown) = completion.items.iter().find(|item| !stage.places.contains_key(item)) {
            return Err(Error::invalid(format!("{name}Completed: item {unknown} is not one of this handler")));
        }
        match &mut stage.open {
            Some(open) if open.call == call && open.completion.is_none() => open.completion = Some(completion),
            Some(open) if open.call == call => {
                return Err(Error::new(IOSTX_E_UNEXPECTED, format!("{name}Completed: it was completed already")));
            }
            _ => return Err(Error::new(IOSTX_E_UNEXPECTED, format!("{name}Completed: no {name} is open"))),
        }
        self.changed.notify_all();
        Ok(())
    }

    /// Progress, and the answer to it. The view is given if somebody wants to know.
    pub(super) fn progress(&self, item: Guid, progress: Option<Progress<'_>>, now: FileTime) -> Result<(Answer, Option<Reported>)> {
        let mut guard = self.stage.lock();
        let stage = &mut *guard;
        if stage.over {
            return Ok((Answer::CancelAll, None));
        }
        stage.last_sign = now;
        let place = stage.places.get(&item).copied();
        let at = place.ok_or_else(|| Error::invalid(format!("Progress: item {item} was not enumerated")))?;
        let answer = match (stage.cancel_all, stage.cancelled.contains(&item)) {
            (true, _) => Answer::CancelAll,
            (false, true) => Answer::CancelItem,
            (false, false) => Answer::Continue,
        };
        let Some(progress) = progress else { return Ok((answer, None)) };
        let view = &mut stage.items[at];
        if let Some(status) = progress.status {
            check_status(status)?;
            view.status = status;
            view.unsaved = is_final(status);
        }
        if let Some(text) = progress.text {
            view.text.clear();
            view.text.push_str(text);
        }
        view.value = progress.value.unwrap_or(view.value);
        view.max = progress.max.unwrap_or(view.max);
        let reported = Reported { run: stage.run, status: view.status, value: view.value, max: view.max };
        if view.unsaved {
            self.changed.notify_all();
        }
        Ok((answer, Some(reported)))
    }

    /// Whether the handler may show a window now.
    pub(super) fn may_show(&self) -> Result<bool> {
        let now = self.now();
        let mut stage = self.stage.lock();
        stage.check_not_over()?;
        stage.last_sign = now;
        Ok(match stage.open.as_ref().map(|open| open.call) {
            Some(Call::Prepare | Call::Synchronize) => self.flags & IOSTX_SYNCMGRFLAG_MAYBOTHERUSER != 0,
            Some(Call::ShowProperties | Call::ShowError) => true,
            None => false,
        })
    }

    /// Refuses what comes too late, or about an item that is not one of its own.
    pub(super) fn check(&self, item: Option<Guid>) -> Result<()> {
        let now = self.now();
        let mut stage = self.stage.lock();
        stage.check_not_over()?;
        stage.last_sign = now;
        match item.filter(|item| !stage.places.contains_key(item)) {
            Some(unknown) => Err(Error::invalid(format!("item {unknown} was not enumerated"))),
            None => Ok(()),
        }
    }

    /// Remembers that a line was logged.
    pub(super) fn logged(&self, entry: &LogEntry) {
        let mut stage = self.stage.lock();
        stage.errors += u32::from(entry.level == IOSTX_SYNCMGRLOGLEVEL_ERROR);
        if entry.flags & IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT != 0 {
            stage.openable.extend(entry.error);
        }
    }

    /// How many errors were logged.
    pub(super) fn errors(&self) -> u32 {
        self.stage.lock().errors
    }

    /// Lines that are there no longer.
    pub(super) fn remove_openable(&self, error: Option<Guid>) {
        let mut stage = self.stage.lock();
        match error {
            Some(error) => drop(stage.openable.remove(&error)),
            None => stage.openable.clear(),
        }
    }
}

/// An item after a Progress.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reported {
    pub(super) run: u64,
    pub(super) status: u32,
    pub(super) value: i32,
    pub(super) max: i32,
}

/// Why a method was not completed.
pub(super) enum Unfinished {
    /// It answered something after which no completion is owed.
    Answered(Result<i32>),
    /// The handler was given up meanwhile.
    Stuck,
}

impl Stage {
    fn check_not_over(&self) -> Result<()> {
        match self.over {
            true => Err(Error::new(IOSTX_E_UNEXPECTED, "the run is over: this comes too late and is ignored")),
            false => Ok(()),
        }
    }

    /// A dialog that is open waits for a user, not for the handler.
    fn waits_for_handler(&self) -> bool {
        match &self.open {
            Some(open) if matches!(open.call, Call::ShowProperties | Call::ShowError) => false,
            Some(open) => self.calling || open.completion.is_none(),
            None => self.calling,
        }
    }
}

fn unsaved(stage: &mut Stage) -> Vec<ItemResult> {
    let of = |item: &mut ItemView| ItemResult { item: item.id, status: item.status, text: item.text.clone() };
    stage.items.iter_mut().filter_map(|item| std::mem::take(&mut item.unsaved).then(|| of(item))).collect()
}

fn check_status(status: u32) -> Result<()> {
    let known = status <= IOSTX_SYNCMGRSTATUS_UPDATING_INDETERMINATE || status == IOSTX_SYNCMGRSTATUS_DELETED;
    if known { Ok(()) } else { Err(Error::invalid(format!("Progress: status {status} is not known"))) }
}
