//! ISyncMgrSynchronizeCallback: what a handler reports to.

use std::sync::Arc;

use super::events::SyncEvent;
use super::flags::*;
use super::instance::{Call, Completion, Instance};
use super::manager::Inner;
use super::types::{Answer, Conflict, Item, LogEntry, Progress};
use crate::codes::{IOSTX_E_CLOSED, IOSTX_E_UNEXPECTED, IOSTX_S_SYNCMGR_RETRYSYNC};
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;

/// The callback of one handler object. Clones share it. Any thread; it outlives its handler: what comes after the release, or
/// after a handler was given up, is ignored and answered with `E_UNEXPECTED`, Progress with [`Answer::CancelAll`].
#[derive(Clone)]
pub struct Callback {
    instance: Arc<Instance>,
}

impl Callback {
    pub(super) fn new(instance: &Arc<Instance>) -> Self {
        Callback { instance: Arc::clone(instance) }
    }

    /// ShowPropertiesCompleted. S_SYNCMGR_ITEMDELETED: the item is forgotten. S_SYNCMGR_ENUMITEMS: the items are enumerated again.
    pub fn show_properties_completed(&self, code: i32) -> Result<()> {
        self.complete(Call::ShowProperties, code, Vec::new())
    }

    /// PrepareForSyncCompleted: exactly S_OK goes on to Synchronize.
    pub fn prepare_completed(&self, code: i32) -> Result<()> {
        self.complete(Call::Prepare, code, Vec::new())
    }

    /// SynchronizeCompleted: the outcome of the run.
    pub fn synchronize_completed(&self, code: i32) -> Result<()> {
        self.complete(Call::Synchronize, code, Vec::new())
    }

    /// ShowErrorCompleted. S_SYNCMGR_RETRYSYNC prepares and synchronizes `items` again on this object; none of them named: those
    /// that failed in the last run. With another code they are not looked at.
    pub fn show_error_completed(&self, code: i32, items: &[Guid]) -> Result<()> {
        let items = if code == IOSTX_S_SYNCMGR_RETRYSYNC { items.to_vec() } else { Vec::new() };
        self.complete(Call::ShowError, code, items)
    }

    fn complete(&self, call: Call, code: i32, items: Vec<Guid>) -> Result<()> {
        self.instance.complete(call, Completion { code, items })
    }

    /// EnableModeless(TRUE): whether a window may be shown now. `false` (S_FALSE): the run may not bother users, or another
    /// handler shows one; it never blocks. The reverse of OLE's method of this name.
    pub fn enter_modal(&self) -> Result<bool> {
        Ok(self.instance.may_show()? && self.manager()?.take_dialog(self.instance.name))
    }

    /// EnableModeless(FALSE): the window is gone. Nothing happens if there was none.
    pub fn leave_modal(&self) -> Result<()> {
        self.instance.check(None)?;
        self.manager()?.give_back_dialog(self.instance.name);
        Ok(())
    }

    /// Progress: report and question in one. `None` only asks. `MAPI_E_INVALID_PARAMETER`: an item that was not enumerated, or a
    /// status that is not known.
    pub fn progress(&self, item: Guid, progress: Option<Progress<'_>>) -> Result<Answer> {
        let Some(manager) = self.instance.manager.upgrade() else { return Ok(Answer::CancelAll) };
        let (answer, reported) = self.instance.progress(item, progress, manager.env.now())?;
        if let Some(now) = reported {
            manager.publish(SyncEvent {
                item,
                run: now.run,
                status: now.status,
                value: now.value,
                max: now.max,
                ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_PROGRESS, self.instance.id)
            });
        }
        Ok(answer)
    }

    /// The status that an item was reported with last, in this run: `IOSTX_SYNCMGRSTATUS_*`. Ours.
    pub fn status(&self, item: Guid) -> Option<u32> {
        self.instance.status(item)
    }

    /// LogError: adds a line to the error log. The manager lets its oldest lines go.
    pub fn log_error(&self, entry: &LogEntry) -> Result<()> {
        self.instance.check(entry.item)?;
        if !(IOSTX_SYNCMGRLOGLEVEL_INFORMATION..=IOSTX_SYNCMGRLOGLEVEL_LOGLEVELMAX).contains(&entry.level) {
            return Err(Error::invalid(format!("LogError: level {} is not known", entry.level)));
        }
        check_flags("LogError", entry.flags, IOSTX_SYNCMGRERRORFLAG_ENABLEJUMPTEXT)?;
        let manager = self.manager()?;
        manager.log(&self.instance, entry)?;
        self.instance.logged(entry);
        let about = SyncEvent::about(IOSTX_SYNCMGR_EVENT_ERROR_LOGGED, self.instance.id);
        manager.publish(SyncEvent { item: entry.item.unwrap_or_default(), status: entry.level, ..about });
        Ok(())
    }

    /// How many lines of level error this object has logged. Ours.
    pub fn errors_logged(&self) -> u32 {
        self.instance.errors()
    }

    /// DeleteLogError: removes the lines with an id, or all that this object logged (`None`). `MAPI_E_NOT_FOUND`: no such line.
    pub fn delete_log_error(&self, error: Option<Guid>) -> Result<()> {
        self.instance.check(None)?;
        let manager = self.manager()?;
        let deleted = manager.file.delete_logged(self.instance.name, error)?;
        self.instance.remove_openable(error);
        match error {
            Some(error) if deleted == 0 => Err(Error::not_found(format!("DeleteLogError: no line has the id {error}"))),
            _ => {
                manager.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_ERROR_DELETED, self.instance.id));
                Ok(())
            }
        }
    }

    /// EstablishConnection: asks the application's hook for a connection; `None`: the default one. Each stays until no handler
    /// runs any more. `E_UNEXPECTED`: the handler has not the flag MAYESTABLISHCONNECTION. `MAPI_E_NO_SUPPORT`: no hook.
    pub fn establish_connection(&self, name: Option<&str>) -> Result<()> {
        self.instance.check(None)?;
        if self.instance.handler_flags() & IOSTX_SYNCMGRHANDLER_MAYESTABLISHCONNECTION == 0 {
            let message = "EstablishConnection: the handler has not the flag SYNCMGRHANDLER_MAYESTABLISHCONNECTION";
            return Err(Error::new(IOSTX_E_UNEXPECTED, message));
        }
        self.manager()?.connect(name)
    }

    /// Adds an item that was found while running. It belongs to this run if users chose it before, or have not been asked and the
    /// handler proposes it as chosen: the answer says so. Ours.
    pub fn propose_item(&self, item: &Item) -> Result<bool> {
        self.instance.check(None)?;
        let item = super::run::cleaned(item.clone())?;
        let manager = self.manager()?;
        manager.file.add_item(self.instance.id, &item)?;
        let row = manager.item(self.instance.id, item.id)?;
        let chosen = row.checked && row.enabled;
        if chosen {
            self.instance.add_item(&item)?;
        }
        manager.publish(SyncEvent { item: item.id, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_ITEMS, self.instance.id) });
        Ok(chosen)
    }

    /// Keeps a conflict until it is resolved through the manager. Ours.
    pub fn report_conflict(&self, conflict: &Conflict) -> Result<()> {
        self.instance.check(Some(conflict.item))?;
        let manager = self.manager()?;
        manager.file.add_conflict(self.instance.id, conflict, manager.env.now())?;
        manager.publish(SyncEvent { item: conflict.item, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_CONFLICTS, self.instance.id) });
        Ok(())
    }

    /// Keeps these conflicts as all that an item has: what else was reported of it is gone. Ours.
    pub fn set_conflicts(&self, item: Guid, conflicts: &[Conflict]) -> Result<()> {
        self.instance.check(Some(item))?;
        let manager = self.manager()?;
        if manager.file.set_conflicts(self.instance.id, item, conflicts, manager.env.now())? {
            manager.publish(SyncEvent { item, ..SyncEvent::about(IOSTX_SYNCMGR_EVENT_CONFLICTS, self.instance.id) });
        }
        Ok(())
    }

    /// Lets a conflict go that was resolved otherwise. `MAPI_E_NOT_FOUND`: there is none. Ours.
    pub fn remove_conflict(&self, conflict: Guid) -> Result<()> {
        self.instance.check(None)?;
        let manager = self.manager()?;
        if !manager.file.remove_conflict(self.instance.id, conflict)? {
            return Err(Error::not_found(format!("there is no conflict {conflict}")));
        }
        manager.publish(SyncEvent::about(IOSTX_SYNCMGR_EVENT_CONFLICTS, self.instance.id));
        Ok(())
    }

    fn manager(&self) -> Result<Arc<Inner>> {
        self.instance.manager.upgrade().ok_or_else(|| Error::of(IOSTX_E_CLOSED))
    }
}
