//! What applications call: registration, running, dialogs and conflicts, and what users set.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use super::events::{SyncEvent, SyncEvents};
use super::file::ItemOptions;
use super::flags::*;
use super::handler::Factory;
use super::instance::is_in_callback;
use super::local_time::zone;
use super::manager::{Entry, SyncMgr, Token, not_registered, unknown_item};
use super::types::{Conflict, Native, Notification, Schedule};
use super::work::{Request, Task};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::queue::QueueOptions;

impl SyncMgr {
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
    /// asked to stop, and `IOSTX_SYNCMGR_EVENT_HANDLERS` tells when it has nothing to do any more: detach again then. Also in a
    /// callback. `MAPI_E_NOT_FOUND`: no such token.
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
