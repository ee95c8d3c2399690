//! The sequence for one handler (reference section 4.1): Initialize, GetHandlerInfo, EnumSyncMgrItems, SetProgressCallback,
//! PrepareForSync, Synchronize, and the release. Each function is a job, on the thread of that job.

use std::collections::HashSet;
use std::sync::Arc;

use super::callback::Callback;
use super::events::SyncEvent;
use super::file::HandlerRow;
use super::flags::*;
use super::instance::{Call, Completion, Instance, Unfinished};
use super::manager::Inner;
use super::types::{Conflict, Ended, HandlerInfo, Item, LogEntry, Native};
use super::work::{Request, Task};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::store::locks::{Lock, Lockable};

/// The result of a run whose process ended.
pub(super) const INTERRUPTED: Ended = Ended { outcome: IOSTX_SYNCMGR_OUTCOME_INTERRUPTED, code: IOSTX_E_ABORT };
const CANCELLED: Ended = Ended { outcome: IOSTX_SYNCMGR_OUTCOME_CANCELLED, code: IOSTX_MAPI_E_USER_CANCEL };
pub(super) const STUCK: Ended = Ended { outcome: IOSTX_SYNCMGR_OUTCOME_STUCK, code: IOSTX_MAPI_E_TIMEOUT };
const NOTHING: Ended = Ended { outcome: IOSTX_SYNCMGR_OUTCOME_NOTHING, code: IOSTX_S_FALSE };

/// What ends a run before its SynchronizeCompleted.
type Step<T> = std::result::Result<T, Ended>;

fn declined(code: i32) -> Ended {
    Ended { outcome: IOSTX_SYNCMGR_OUTCOME_DECLINED, code }
}

/// How a run ended whose last word is a code.
fn by_code(code: i32) -> Ended {
    let outcome = if code >= 0 { IOSTX_SYNCMGR_OUTCOME_SUCCEEDED } else { IOSTX_SYNCMGR_OUTCOME_FAILED };
    Ended { outcome, code }
}

/// One run, from creating the object to keeping or releasing it.
pub(super) fn run(inner: &Arc<Inner>, id: Guid, run: u64, request: &Request) {
    inner.publish(SyncEvent { run, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_STARTED, id) });
    inner.wake_clock();
    let _lock = match begin(inner, id) {
        Ok(lock) => lock,
        Err(ended) => return inner.end(id, run, ended, None),
    };
    // The errors of the run before can be opened no longer.
    if let Some(kept) = inner.take_kept(id) {
        kept.release();
    }
    let instance = match create(inner, id, request.flags) {
        Ok(instance) => instance,
        Err(error) => return inner.end(id, run, refused(inner, id, &error), None),
    };
    if !inner.set_instance(id, &instance) {
        return instance.release();
    }
    let ended = sequence(inner, &instance, run, request);
    finish(inner, &instance, run, ended);
}

/// The same object once more: a user asked for it when an error was shown.
pub(super) fn retry(inner: &Arc<Inner>, id: Guid, run: u64, items: &[Guid]) {
    inner.publish(SyncEvent { run, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_STARTED, id) });
    inner.wake_clock();
    let _lock = match begin(inner, id) {
        Ok(lock) => lock,
        Err(ended) => return inner.end(id, run, ended, None),
    };
    let Some(instance) = inner.take_kept(id) else { return inner.end(id, run, NOTHING, None) };
    instance.begin_retry();
    inner.set_instance(id, &instance);
    let items = instance.select(run, items);
    let ended = if items.is_empty() { Err(NOTHING) } else { synchronize(inner, &instance, &items, inner.options.window) };
    finish(inner, &instance, run, ended);
}

/// Ends a run and says what becomes of its object.
fn finish(inner: &Arc<Inner>, instance: &Arc<Instance>, run: u64, ended: Step<Ended>) {
    let ended = ended.unwrap_or_else(|early| early);
    inner.end(instance.id, run, ended, Some(instance));
    if ended.outcome == IOSTX_SYNCMGR_OUTCOME_STUCK {
        return instance.release();
    }
    for item in instance.views().iter().filter(|item| item.status == IOSTX_SYNCMGRSTATUS_DELETED) {
        forget(inner, instance.id, item.id);
    }
    inner.give_back_dialog(instance.name);
    inner.keep_or_release(instance);
}

/// Takes the handler for this process, and writes that a run begins.
fn begin(inner: &Inner, id: Guid) -> Step<Lock> {
    let failed = |error: Error| Ended { outcome: IOSTX_SYNCMGR_OUTCOME_FAILED, code: error.code };
    let row: HandlerRow = inner.registered(id).map_err(failed)?;
    let lock = inner.locks.take(Lockable::Handler(row.n)).map_err(|error| match error.code {
        IOSTX_MAPI_E_BUSY => Ended { outcome: IOSTX_SYNCMGR_OUTCOME_ELSEWHERE, code: error.code },
        _ => failed(error),
    })?;
    // Nobody else runs it: a run that never ended was that of a process that is gone.
    if row.run_begin.is_some() {
        inner.interrupted(&row).map_err(failed)?;
    }
    inner.file.begin_run(id, inner.env.now()).map_err(failed)?;
    Ok(lock)
}

fn create(inner: &Arc<Inner>, id: Guid, flags: u32) -> Result<Arc<Instance>> {
    let factory = inner.state().entries.get(&id).map(|entry| Arc::clone(&entry.factory));
    let factory = factory.ok_or_else(|| Error::new(IOSTX_MAPI_E_NO_SUPPORT, "the factory was detached"))?;
    let handler = super::instance::outside(inner.address(), || factory.create())?;
    Instance::new(inner, id, flags, handler)
}

/// Steps 2 to 12.
fn sequence(inner: &Arc<Inner>, instance: &Arc<Instance>, run: u64, request: &Request) -> Step<Ended> {
    let failed = |error: Error| refused(inner, instance.id, &error);
    match instance.call(|handler| handler.initialize(request.flags, &request.cookie)).map_err(failed)? {
        IOSTX_S_FALSE => return Err(declined(IOSTX_S_FALSE)),
        _ => check_stuck(instance)?,
    }
    describe(inner, instance).map_err(failed)?;
    check_stuck(instance)?;
    instance.call(|handler| handler.set_progress_callback(Some(Callback::new(instance)))).map_err(failed)?;
    check_stuck(instance)?;
    let chosen = choose(inner, instance.id, request.items.as_deref()).map_err(failed)?;
    let left = instance.select(run, &chosen);
    if instance.is_cancelled() || left.is_empty() && !chosen.is_empty() {
        return Err(CANCELLED);
    }
    if left.is_empty() {
        return Err(NOTHING);
    }
    synchronize(inner, instance, &left, request.window)
}

/// Steps 7 to 12: PrepareForSync and Synchronize, each with its completion.
fn synchronize(inner: &Inner, instance: &Instance, items: &[Guid], window: Native) -> Step<Ended> {
    let prepared = match instance.run(Call::Prepare, |handler| handler.prepare_for_sync(items, window)) {
        Ok(completion) => completion.code,
        Err(Unfinished::Answered(Ok(code))) => return Err(declined(code)),
        Err(Unfinished::Answered(Err(error))) => refused(inner, instance.id, &error).code,
        Err(Unfinished::Stuck) => return Err(STUCK),
    };
    if instance.is_cancelled() {
        return Err(CANCELLED);
    }
    match prepared {
        IOSTX_S_OK => {}
        code if code > 0 => return Err(declined(code)),
        code => return Err(by_code(code)),
    }
    let code = match instance.run(Call::Synchronize, |handler| handler.synchronize(window)) {
        Ok(Completion { code, .. }) | Err(Unfinished::Answered(Ok(code))) => code,
        Err(Unfinished::Answered(Err(error))) => refused(inner, instance.id, &error).code,
        Err(Unfinished::Stuck) => return Err(STUCK),
    };
    match instance.is_cancelled() {
        true => Ok(Ended { outcome: IOSTX_SYNCMGR_OUTCOME_CANCELLED, code: if code < 0 { code } else { CANCELLED.code } }),
        false => Ok(by_code(code)),
    }
}

/// GetHandlerInfo and EnumSyncMgrItems, merged with what is kept.
fn describe(inner: &Inner, instance: &Instance) -> Result<()> {
    let info = instance.call(|handler| handler.handler_info())?;
    let flags = info.flags & IOSTX_SYNCMGRHANDLERFLAG_MASK;
    let name = cut(&info.name, IOSTX_MAX_SYNCMGRHANDLERNAME);
    instance.set_handler_flags(flags);
    inner.file.set_info(instance.id, &HandlerInfo { name, flags, ..info })?;
    enumerate(inner, instance)
}

fn enumerate(inner: &Inner, instance: &Instance) -> Result<()> {
    let (items, complete) = instance.call(|handler| {
        let mut enumeration = handler.enum_items()?;
        let mut items: Vec<Item> = Vec::new();
        let mut known = HashSet::new();
        while let Some(item) = enumeration.items.next_item()? {
            let item = cleaned(item)?;
            if known.insert(item.id) {
                items.push(item);
            }
        }
        Ok((items, enumeration.complete))
    })?;
    instance.set_items(&items);
    inner.file.merge_items(instance.id, &items, complete)?;
    inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_ITEMS, instance.id));
    Ok(())
}

/// An item as the manager keeps it.
pub(super) fn cleaned(item: Item) -> Result<Item> {
    if item.id == Guid::ZERO {
        return Err(Error::invalid("an item has the id GUID_NULL, which stands for the handler"));
    }
    let name = cut(&item.name, IOSTX_MAX_SYNCMGRITEMNAME);
    Ok(Item { name, flags: item.flags & IOSTX_SYNCMGRITEM_ITEMFLAGMASK, ..item })
}

/// A name that fits into so many UTF-16 units with its NUL.
fn cut(name: &str, units: u32) -> String {
    let mut left = units as usize - 1;
    let fits = name.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    fits.collect()
}

/// The items of a run: those that were asked for, else those that are chosen; never a disabled one.
fn choose(inner: &Inner, id: Guid, asked: Option<&[Guid]>) -> Result<Vec<Guid>> {
    let rows = inner.file.items(Some(id))?;
    let wanted = rows.iter().filter(|row| row.enabled && asked.map_or(row.checked, |asked| asked.contains(&row.id)));
    Ok(wanted.map(|row| row.id).collect())
}

fn check_stuck(instance: &Instance) -> Step<()> {
    if instance.is_stuck() { Err(STUCK) } else { Ok(()) }
}

/// A method answered a failure: the run failed, and the log says with which words.
fn refused(inner: &Inner, id: Guid, error: &Error) -> Ended {
    let entry = LogEntry { level: IOSTX_SYNCMGRLOGLEVEL_ERROR, text: error.message.clone(), ..LogEntry::default() };
    // The result of the run carries the code, whether or not the line can be written.
    if let Ok(name) = inner.env.guid() {
        let _ = inner.file.log(id, name, &entry, inner.env.now(), inner.options.log_limit);
        inner.publish(SyncEvent { status: entry.level, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_ERROR_LOGGED, id) });
    }
    Ended { outcome: IOSTX_SYNCMGR_OUTCOME_FAILED, code: error.code }
}

fn forget(inner: &Inner, id: Guid, item: Guid) {
    // If it cannot be forgotten now, the next enumeration does.
    if inner.file.forget_item(id, item).is_ok() {
        inner.publish(SyncEvent { item, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_ITEMS, id) });
    }
}

// --- Dialogs and conflicts ------------------------------------------------------------------------------------------------------

/// Runs something on the object that was kept, or on one opened only for settings (SYNCMGRFLAG_SETTINGS).
fn configure<T>(inner: &Arc<Inner>, id: Guid, f: impl FnOnce(&Arc<Instance>) -> Result<T>) -> Result<T> {
    if let Some(kept) = inner.take_kept(id) {
        inner.set_instance(id, &kept);
        let result = f(&kept);
        inner.give_back_dialog(kept.name);
        inner.keep_or_release(&kept);
        return result;
    }
    let flags = IOSTX_SYNCMGRFLAG_MANUAL | IOSTX_SYNCMGRFLAG_SETTINGS | IOSTX_SYNCMGRFLAG_MAYBOTHERUSER;
    let instance = create(inner, id, flags)?;
    inner.set_instance(id, &instance);
    let result = open_for_settings(inner, &instance).and_then(|()| f(&instance));
    instance.release();
    result
}

fn open_for_settings(inner: &Inner, instance: &Arc<Instance>) -> Result<()> {
    if instance.call(|handler| handler.initialize(instance.flags, &[]))? == IOSTX_S_FALSE {
        return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, "the handler declined"));
    }
    describe(inner, instance)?;
    instance.call(|handler| handler.set_progress_callback(Some(Callback::new(instance))))
}

/// The end of a dialog: what its completion says, or what the method answered.
fn dialog(instance: &Instance, call: Call, f: impl FnOnce(&dyn super::Handler) -> Result<i32>) -> Result<Completion> {
    match instance.run(call, f) {
        Ok(completion) => Ok(completion),
        Err(Unfinished::Answered(answer)) => answer.map(|code| Completion { code, items: Vec::new() }),
        Err(Unfinished::Stuck) => Err(Error::of(IOSTX_MAPI_E_TIMEOUT)),
    }
}

/// ShowProperties, and what its completion says.
pub(super) fn show_properties(inner: &Arc<Inner>, id: Guid, item: Option<Guid>, window: Native) -> Result<i32> {
    configure(inner, id, |instance| {
        let completion = dialog(instance, Call::ShowProperties, |handler| handler.show_properties(window, item))?;
        match (completion.code, item) {
            (IOSTX_S_SYNCMGR_ITEMDELETED, Some(item)) => forget(inner, id, item),
            (IOSTX_S_SYNCMGR_ENUMITEMS, _) => enumerate(inner, instance)?,
            _ => {}
        }
        Ok(completion.code)
    })
}

/// ShowError, and the retry that its completion may ask for.
pub(super) fn show_error(inner: &Arc<Inner>, id: Guid, error: Guid, window: Native) -> Result<i32> {
    let gone = || Error::not_found(format!("the error {error} cannot be opened any more"));
    let kept = inner.take_kept(id).ok_or_else(gone)?;
    inner.set_instance(id, &kept);
    let result = match kept.can_open(error) {
        true => dialog(&kept, Call::ShowError, |handler| handler.show_error(window, error)),
        false => Err(gone()),
    };
    inner.give_back_dialog(kept.name);
    let retry = result.as_ref().ok().filter(|completion| completion.code == IOSTX_S_SYNCMGR_RETRYSYNC);
    let items = retry.map(|completion| if completion.items.is_empty() { kept.to_retry() } else { completion.items.clone() });
    match items {
        Some(items) => {
            inner.keep(&kept);
            inner.add_first(id, Task::Retry(items));
        }
        None => inner.keep_or_release(&kept),
    }
    result.map(|completion| completion.code)
}

/// Has a handler resolve conflicts, one after the other. Those that it resolves are listed no longer. Answers the first failure.
pub(super) fn resolve(inner: &Arc<Inner>, id: Guid, conflicts: &[Conflict], choice: u32) -> Result<i32> {
    configure(inner, id, |instance| {
        let mut first = Ok(IOSTX_S_OK);
        for conflict in conflicts {
            match instance.call(|handler| handler.resolve_conflict(conflict.id, conflict.item, choice)) {
                Ok(()) => drop(inner.file.remove_conflict(id, conflict.id)?),
                Err(error) => {
                    let (level, text) = (IOSTX_SYNCMGRLOGLEVEL_ERROR, format!("{}: {}", conflict.text, error.message));
                    inner.log(instance, &LogEntry { level, text, item: Some(conflict.item), ..LogEntry::default() })?;
                    first = first.and(Err(error));
                }
            }
        }
        inner.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_CONFLICTS, id));
        first
    })
}
