//! The outgoing queue: each message is locked, sent, and finished, one after the other.

use std::sync::Arc;

use super::drive::{Drive, Reach, reach};
use super::report::Failure;
use super::walk::Walk;
use crate::codes::*;
use crate::error::Result;
use crate::props::{PropTag, Value, tags};
use crate::replication::flags::IOSTX_SYNC_OUTGOING_MAIL;
use crate::replication::{KINDS_OF_WORK, State};
use crate::store::flags::IOSTX_OUTGOING_QUEUED;
use crate::store::{Access, ItemId, Object, Spooler};

/// Messages that are looked at, at once.
const PAGE: i64 = 100;

/// What became of a message.
enum Sent {
    Yes,
    No,
    /// The agent sends nothing.
    Never,
}

impl<W: Walk> Drive<'_, W> {
    /// Sends what waits, if the run is asked for it.
    pub fn send_outgoing(&mut self) -> Result<()> {
        let flags = self.options.init_flags;
        if (flags & KINDS_OF_WORK != 0 && flags & IOSTX_SYNC_OUTGOING_MAIL == 0) || !self.walk.may_send() {
            return Ok(());
        }
        let store = self.walk.session().store().clone();
        // A round with IOSTX_SYNC_OUTGOING_MAIL has the right to send already.
        let of_round = self.walk.session().spooler().cloned();
        let spooler = match of_round.map_or_else(|| store.spooler().map(Arc::new), Ok) {
            // Somebody else sends.
            Err(e) if e.code == IOSTX_MAPI_E_BUSY => return Ok(()),
            spooler => spooler?,
        };
        let mut queue = spooler.queue([tags::IOSTX_PR_OUTGOING_STATE, tags::IOSTX_PR_DEFERRED_SEND_TIME].map(PropTag).to_vec())?;
        let now = store.environment().now();
        loop {
            let rows = queue.rows(PAGE)?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in rows {
                let queued = matches!(row.values.first(), Some(Value::I4(state)) if *state == IOSTX_OUTGOING_QUEUED as i32);
                let later = matches!(row.values.get(1), Some(Value::Time(time)) if *time > now);
                let Some(Object::Item(item)) = row.object.filter(|_| queued && !later) else { continue };
                match self.send_one(&spooler, item)? {
                    Sent::Yes => self.report.sent += 1,
                    Sent::No => {}
                    Sent::Never => return Ok(()),
                }
            }
        }
    }

    fn send_one(&mut self, spooler: &Spooler, item: ItemId) -> Result<Sent> {
        let store = self.walk.session().store().clone();
        // Once it is locked nobody can open it.
        let message = match store.open_message(item, Access::Read) {
            Err(e) if reach(&e) == Reach::Folder => return Ok(Sent::No),
            message => message?,
        };
        match spooler.lock(item) {
            // The user took it back meanwhile.
            Err(e) if reach(&e) == Reach::Folder => return Ok(Sent::No),
            locked => locked?,
        }
        let error = match self.walk.send(&message) {
            Ok(Some(result)) => Failure::error_of(result.code, &result.text),
            // Nobody knows: the mark stays, and becomes an uncertain one.
            Ok(None) => {
                self.report.unanswered += 1;
                return Ok(Sent::No);
            }
            Err(e) if e.code == IOSTX_MAPI_E_NO_SUPPORT => {
                spooler.unlock(item)?;
                return Ok(Sent::Never);
            }
            Err(e) if reach(&e) == Reach::Folder => {
                self.report.failures += 1;
                self.failed(State::Synchronize, Some(message.folder()), Some(item), e);
                return Ok(Sent::No);
            }
            Err(e) => return Err(e),
        };
        match error {
            None => spooler.finished(item).map(|()| Sent::Yes),
            Some(error) => {
                spooler.unlock(item)?;
                self.report.failures += 1;
                let stop = reach(&error) != Reach::Folder;
                self.failed(State::Synchronize, Some(message.folder()), Some(item), error.clone());
                if stop { Err(error) } else { Ok(Sent::No) }
            }
        }
    }
}
