//! What users look at: handlers, items, the error log, conflicts. Each list is as it was when it was asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::flags::*;
use super::instance::{Call, Instance, ItemView};
use super::manager::{Entry, Inner, SyncMgr};
use crate::codes::IOSTX_MAPI_E_NOT_FOUND;
use crate::error::Result;
use crate::ids::Guid;
use crate::props::{PropTag, Value};
use crate::store::{FileTime, Row, Rows};

/// What an item counts to in the progress of its handler.
const WHOLE: i64 = 1000;

/// A column and how its value is found in what a row is made of.
type Column<T> = (u32, fn(&T) -> Value);

fn rows<T>(columns: &[Column<T>], of: &[T]) -> Rows {
    let row = |source: &T| Row { object: None, values: columns.iter().map(|(_, value)| value(source)).collect() };
    Rows::new(columns.iter().map(|(tag, _)| PropTag(*tag)).collect(), of.iter().map(row).collect())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(number: u32) -> Value {
    Value::I4(number as i32)
}

fn time(time: Option<FileTime>) -> Value {
    time.map_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND), Value::Time)
}

fn guid(guid: Option<Guid>) -> Value {
    guid.map_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND), Value::Guid)
}

/// What a handler is doing in this process.
#[derive(Default)]
struct Now {
    state: u32,
    items: Vec<ItemView>,
}

impl Now {
    fn of(entry: &Entry) -> (u32, Option<Arc<Instance>>) {
        let Some(active) = &entry.active else {
            let waits = if entry.jobs.is_empty() { IOSTX_SYNCMGR_STATE_IDLE } else { IOSTX_SYNCMGR_STATE_QUEUED };
            return (waits, entry.kept.clone());
        };
        let state = match (active.stuck, active.run) {
            (true, _) => IOSTX_SYNCMGR_STATE_STUCK,
            (false, None) => IOSTX_SYNCMGR_STATE_SHOWING,
            (false, Some(_)) => IOSTX_SYNCMGR_STATE_PREPARING,
        };
        (state, active.instance.clone())
    }

    /// How far all items of the run are, each counting the same.
    fn progress(&self) -> (i64, i64) {
        let selected: Vec<_> = self.items.iter().filter(|item| item.selected).collect();
        let done = selected.iter().map(|item| match item.status {
            IOSTX_SYNCMGRSTATUS_STOPPED | IOSTX_SYNCMGRSTATUS_PENDING => 0,
            IOSTX_SYNCMGRSTATUS_SUCCEEDED | IOSTX_SYNCMGRSTATUS_FAILED | IOSTX_SYNCMGRSTATUS_SKIPPED => WHOLE,
            _ if item.max > 0 => WHOLE * i64::from(item.value).clamp(0, i64::from(item.max)) / i64::from(item.max),
            _ => 0,
        });
        (done.sum(), WHOLE * selected.len() as i64)
    }
}

impl SyncMgr {
    /// Lists the registered handlers, with what is kept of them and what they do now. `PROG_VALUE` and `MAX_VALUE` count 1000 for
    /// each item of the run.
    pub fn list_handlers(&self) -> Result<Rows> {
        const COLUMNS: &[Column<(super::file::HandlerRow, Now)>] = &[
            (IOSTX_PR_SYNCMGR_HANDLER, |(row, _)| Value::Guid(row.id)),
            (IOSTX_PR_SYNCMGR_NAME, |(row, _)| text(if row.name.is_empty() { &row.description } else { &row.name })),
            (IOSTX_PR_SYNCMGR_DESCRIPTION, |(row, _)| text(&row.description)),
            (IOSTX_PR_SYNCMGR_REGISTER_FLAGS, |(row, _)| number(row.register_flags)),
            (IOSTX_PR_SYNCMGR_FLAGS, |(row, _)| number(row.flags)),
            (IOSTX_PR_SYNCMGR_ICON, |(row, _)| text(&row.icon)),
            (IOSTX_PR_SYNCMGR_STATE, |(_, now)| number(now.state)),
            (IOSTX_PR_SYNCMGR_PROG_VALUE, |(_, now)| Value::I4(i32::try_from(now.progress().0).unwrap_or(i32::MAX))),
            (IOSTX_PR_SYNCMGR_MAX_VALUE, |(_, now)| Value::I4(i32::try_from(now.progress().1).unwrap_or(i32::MAX))),
            (IOSTX_PR_SYNCMGR_ENABLED, |(row, _)| Value::Bool(row.enabled)),
            (IOSTX_PR_SYNCMGR_REASON, |(row, _)| text(&row.reason)),
            (IOSTX_PR_SYNCMGR_LAST_RUN, |(row, _)| time(row.last_run)),
            (IOSTX_PR_SYNCMGR_LAST_RESULT, |(row, _)| Value::I4(row.last_result)),
            (IOSTX_PR_SYNCMGR_LAST_OUTCOME, |(row, _)| number(row.last_outcome)),
            (IOSTX_PR_SYNCMGR_LAST_SUCCESS, |(row, _)| time(row.last_success)),
            (IOSTX_PR_SYNCMGR_NEXT_RUN, |(row, _)| time(row.next_due)),
            (IOSTX_PR_SYNCMGR_ERRORS, |(row, _)| number(row.errors)),
            (IOSTX_PR_SYNCMGR_WARNINGS, |(row, _)| number(row.warnings)),
            (IOSTX_PR_SYNCMGR_CONFLICTS, |(row, _)| number(row.conflicts)),
        ];
        let inner = self.inner()?;
        let mut now = inner.now();
        let handlers = inner.file.handlers()?.into_iter().map(|row| {
            let now = now.remove(&row.id).unwrap_or_default();
            (row, now)
        });
        Ok(rows(COLUMNS, &handlers.collect::<Vec<_>>()))
    }

    /// Lists the items of a handler, or of all, as they were enumerated last; those that run as they are now.
    pub fn list_items(&self, handler: Option<Guid>) -> Result<Rows> {
        const COLUMNS: &[Column<(super::file::ItemRow, ItemView)>] = &[
            (IOSTX_PR_SYNCMGR_HANDLER, |(row, _)| Value::Guid(row.handler)),
            (IOSTX_PR_SYNCMGR_ITEM, |(row, _)| Value::Guid(row.id)),
            (IOSTX_PR_SYNCMGR_NAME, |(row, _)| text(&row.name)),
            (IOSTX_PR_SYNCMGR_FLAGS, |(row, _)| number(row.flags)),
            (IOSTX_PR_SYNCMGR_ICON, |(row, _)| text(&row.icon)),
            (IOSTX_PR_SYNCMGR_ICON_HANDLE, |(_, now)| Value::I8(now.icon.0 as i64)),
            (IOSTX_PR_SYNCMGR_CHECKED, |(row, _)| Value::Bool(row.checked)),
            (IOSTX_PR_SYNCMGR_ENABLED, |(row, _)| Value::Bool(row.enabled)),
            (IOSTX_PR_SYNCMGR_REASON, |(row, _)| text(&row.reason)),
            (IOSTX_PR_SYNCMGR_STATUS, |(row, now)| number(if now.selected { now.status } else { row.status })),
            (IOSTX_PR_SYNCMGR_STATUS_TEXT, |(row, now)| text(if now.selected { &now.text } else { &row.status_text })),
            (IOSTX_PR_SYNCMGR_PROG_VALUE, |(_, now)| Value::I4(now.value)),
            (IOSTX_PR_SYNCMGR_MAX_VALUE, |(_, now)| Value::I4(now.max)),
            (IOSTX_PR_SYNCMGR_LAST_RUN, |(row, _)| time(row.last_run)),
            (IOSTX_PR_SYNCMGR_LAST_SUCCESS, |(row, _)| time(row.last_success)),
            (IOSTX_PR_SYNCMGR_LAST_UPDATE, |(row, _)| time(row.last_update)),
        ];
        let inner = self.inner()?;
        if let Some(handler) = handler {
            inner.registered(handler)?;
        }
        let now = inner.now();
        let views = now.into_iter().flat_map(|(id, now)| now.items.into_iter().map(move |view| ((id, view.id), view)));
        let mut views: HashMap<_, _> = views.collect();
        let items = inner.file.items(handler)?.into_iter().map(|row| {
            let view = views.remove(&(row.handler, row.id)).unwrap_or_default();
            (row, view)
        });
        Ok(rows(COLUMNS, &items.collect::<Vec<_>>()))
    }

    /// Lists the error log of a handler, or of all, oldest first.
    pub fn list_errors(&self, handler: Option<Guid>) -> Result<Rows> {
        const COLUMNS: &[Column<(super::file::LogRow, bool)>] = &[
            (IOSTX_PR_SYNCMGR_SEQUENCE, |(row, _)| Value::I8(row.seq)),
            (IOSTX_PR_SYNCMGR_HANDLER, |(row, _)| Value::Guid(row.handler)),
            (IOSTX_PR_SYNCMGR_ITEM, |(row, _)| guid(row.entry.item)),
            (IOSTX_PR_SYNCMGR_ERROR_ID, |(row, _)| guid(row.entry.error)),
            (IOSTX_PR_SYNCMGR_LEVEL, |(row, _)| number(row.entry.level)),
            (IOSTX_PR_SYNCMGR_TEXT, |(row, _)| text(&row.entry.text)),
            (IOSTX_PR_SYNCMGR_FLAGS, |(row, _)| number(row.entry.flags)),
            (IOSTX_PR_SYNCMGR_CAN_OPEN, |(_, can_open)| Value::Bool(*can_open)),
            (IOSTX_PR_SYNCMGR_LINK, |(row, _)| text(&row.entry.link)),
            (IOSTX_PR_SYNCMGR_LINK_TEXT, |(row, _)| text(&row.entry.link_text)),
            (IOSTX_PR_SYNCMGR_TIME, |(row, _)| Value::Time(row.time)),
        ];
        let inner = self.inner()?;
        let instances: HashMap<Guid, Arc<Instance>> =
            inner.instances().into_iter().map(|instance| (instance.name, instance)).collect();
        let lines = inner.file.logged(handler)?.into_iter().map(|row| {
            let instance = instances.get(&row.instance);
            let can_open = row.entry.error.is_some_and(|error| instance.is_some_and(|instance| instance.can_open(error)));
            (row, can_open)
        });
        Ok(rows(COLUMNS, &lines.collect::<Vec<_>>()))
    }

    /// Lists the conflicts of a handler, or of all, that wait to be resolved.
    pub fn list_conflicts(&self, handler: Option<Guid>) -> Result<Rows> {
        const COLUMNS: &[Column<(Guid, super::Conflict, FileTime)>] = &[
            (IOSTX_PR_SYNCMGR_HANDLER, |(handler, _, _)| Value::Guid(*handler)),
            (IOSTX_PR_SYNCMGR_CONFLICT_ID, |(_, conflict, _)| Value::Guid(conflict.id)),
            (IOSTX_PR_SYNCMGR_ITEM, |(_, conflict, _)| Value::Guid(conflict.item)),
            (IOSTX_PR_SYNCMGR_TEXT, |(_, conflict, _)| text(&conflict.text)),
            (IOSTX_PR_SYNCMGR_TIME, |(_, _, found)| Value::Time(*found)),
        ];
        Ok(rows(COLUMNS, &self.inner()?.file.conflicts(handler)?))
    }
}

impl Inner {
    /// The handler objects there are.
    fn instances(&self) -> Vec<Arc<Instance>> {
        self.state().entries.values().flat_map(Entry::instances).cloned().collect()
    }

    /// What the handlers of this process are doing.
    fn now(&self) -> HashMap<Guid, Now> {
        let state = self.state();
        let at_work: Vec<_> = state.entries.iter().map(|(id, entry)| (*id, Now::of(entry))).collect();
        drop(state);
        let now = at_work.into_iter().map(|(id, (state, instance))| {
            let phase = instance.as_ref().and_then(|instance| instance.phase());
            let state = match (state, phase) {
                (IOSTX_SYNCMGR_STATE_PREPARING, Some(Call::Synchronize)) => IOSTX_SYNCMGR_STATE_SYNCHRONIZING,
                _ => state,
            };
            (id, Now { state, items: instance.map_or_else(Vec::new, |instance| instance.views()) })
        });
        now.collect()
    }
}
