//! The outgoing queue (ics.md 6; semantics 10): what waits to be sent, what is being sent, and what was being sent when a
//! program died.
//!
//! One spooler at a time holds the lock of the queue. A message that it locks is marked in the file before the call returns, so
//! that a crash leaves the mark: whoever spools next finds it, and such a message is uncertain until somebody gives his word.

use std::collections::HashSet;

use parking_lot::Mutex;
use rusqlite::Connection;

use super::cursor::Cursor;
use super::db::{Tx, query_opt};
use super::events::{Change, Origin};
use super::flags::*;
use super::listed;
use super::locks::{Lock, Lockable};
use super::model::*;
use super::put::{self, Whole};
use super::{Inner, Store, change, identity, items, rows_folder, rows_track, track};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Feid;
use crate::props::{Bag, PropTag, Value, tags};

/// How a queued message stands; the numbers are IOSTX_OUTGOING_*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum OutgoingState {
    /// Waits to be sent.
    Queued = IOSTX_OUTGOING_QUEUED,
    /// Is being sent.
    Locked = IOSTX_OUTGOING_LOCKED,
    /// Was being sent when the program ended.
    Uncertain = IOSTX_OUTGOING_UNCERTAIN,
}

/// How a message stands in the queue; `None`: it is not in it.
pub(super) fn state(conn: &Connection, item: ItemId) -> Result<Option<OutgoingState>> {
    let number = query_opt(conn, "SELECT state FROM outgoing WHERE item = ?1", [item.0], |row| row.get::<_, u32>(0))?;
    Ok(number.map(|number| match number {
        IOSTX_OUTGOING_LOCKED => OutgoingState::Locked,
        IOSTX_OUTGOING_UNCERTAIN => OutgoingState::Uncertain,
        _ => OutgoingState::Queued,
    }))
}

/// PR_SUBMIT_FLAGS of a message in this state.
pub(super) fn submit_flags(state: OutgoingState) -> u32 {
    if state == OutgoingState::Locked { IOSTX_SUBMITFLAG_LOCKED } else { 0 }
}

/// Refuses to open a message that is being sent. One that was locked by a program that died may be opened.
pub(super) fn check_not_locked(store: &Inner, item: ItemId) -> Result<()> {
    match store.db.reader(|conn| state(conn, item))? {
        Some(OutgoingState::Locked) if store.locks.take(Lockable::Outgoing).is_err() => {
            Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the message is being sent"))
        }
        _ => Ok(()),
    }
}

/// Refuses to delete a folder with messages that wait to be sent.
pub(super) fn check_none_queued(tx: &Tx<'_>, folder: &Folder) -> Result<()> {
    let queued = "SELECT 1 FROM outgoing JOIN item ON item.id = outgoing.item WHERE item.folder = ?1 LIMIT 1";
    match query_opt(tx.conn(), queued, [folder.id.0], |_| Ok(()))? {
        None => Ok(()),
        Some(()) => Err(Error::new(
            IOSTX_MAPI_E_SUBMITTED,
            format!("folder '{}' has messages in the outgoing queue: take them out of it first", folder.name),
        )),
    }
}

fn not_queued(item: ItemId) -> Error {
    Error::new(IOSTX_MAPI_E_NOT_IN_QUEUE, format!("item {} is not in the outgoing queue", item.0))
}

/// A queued message and how it stands.
fn load(tx: &Tx<'_>, item: ItemId) -> Result<(Whole, OutgoingState)> {
    let state = state(tx.conn(), item)?.ok_or_else(|| not_queued(item))?;
    Ok((items::load(tx, None, item)?, state))
}

fn put_state(tx: &Tx<'_>, item: ItemId, state: OutgoingState) -> Result<()> {
    tx.execute("UPDATE outgoing SET state = ?2 WHERE item = ?1", (item.0, state as u32))?;
    tx.note(Change::Outgoing(item));
    Ok(())
}

/// Writes an item that enters or leaves the queue. Neither is a change for the server but through the properties that it sets.
fn save(tx: &Tx<'_>, store: &Inner, old: &Whole, mut item: Item) -> Result<Whole> {
    let base = match old.item.pending.has(Pending::NEW) || old.item.pending.is_clean() && !tracked(tx, &item)? {
        true => old.base.clone(),
        false => change::compute(&old.server(), &mut item),
    };
    let mut new = Whole { item, base };
    put::replace(tx, store, old, &mut new, Vec::new())?;
    Ok(new)
}

fn tracked(tx: &Tx<'_>, item: &Item) -> Result<bool> {
    Ok(rows_folder::find(tx.conn(), item.folder)?.is_some_and(|folder| track::is_tracked(&folder)))
}

/// IMessage::SubmitMessage, after the save: puts a message into the queue.
pub(super) fn enqueue(tx: &Tx<'_>, store: &Inner, id: ItemId) -> Result<()> {
    let old = items::load(tx, None, id)?;
    track::check_changeable(&old.item)?;
    let mut item = old.item.clone();
    item.put(item_bits::SUBMITTED, true);
    item.flags |= tags::IOSTX_MSGFLAG_SUBMIT;
    item.bag.set(tags::IOSTX_PR_CLIENT_SUBMIT_TIME, Value::Time(tx.now));
    let Some(Value::Rows(mut recipients)) =
        item.bag.remove(tags::IOSTX_PR_MESSAGE_RECIPIENTS).filter(|value| *value != Value::Rows(Vec::new()))
    else {
        return Err(Error::of(IOSTX_MAPI_E_NO_RECIPIENTS));
    };
    recipients.iter_mut().for_each(|row: &mut Bag| row.set(tags::IOSTX_PR_RESPONSIBILITY, Value::Bool(false)));
    item.bag.set(tags::IOSTX_PR_MESSAGE_RECIPIENTS, Value::Rows(recipients));
    save(tx, store, &old, item)?;
    tx.execute("INSERT INTO outgoing (item, time, state) VALUES (?1, ?2, ?3)", (id.0, tx.now as i64, IOSTX_OUTGOING_QUEUED))?;
    tx.note(Change::Outgoing(id));
    Ok(())
}

/// Takes a message out of the queue: its row, its bit and its flag.
fn dequeue(tx: &Tx<'_>, store: &Inner, old: &Whole, sent: bool) -> Result<Whole> {
    tx.execute("DELETE FROM outgoing WHERE item = ?1", [old.item.id.0])?;
    tx.note(Change::Outgoing(old.item.id));
    let mut item = old.item.clone();
    item.put(item_bits::SUBMITTED, false);
    item.flags &= !tags::IOSTX_MSGFLAG_SUBMIT;
    if sent {
        item.set_tracked(PropTag(tags::IOSTX_PR_MESSAGE_FLAGS), Some(Value::I4((item.flags & !tags::IOSTX_MSGFLAG_UNSENT) as i32)));
        item.flags |= tags::IOSTX_MSGFLAG_FROMME;
    }
    save(tx, store, old, item)
}

impl Store {
    /// IMsgStore::AbortSubmit: takes a message out of the queue; it stays where it is, as a draft. One whose sender died may be
    /// taken out too.
    ///
    /// `MAPI_E_NOT_IN_QUEUE`; `MAPI_E_UNABLE_TO_ABORT`: it is being sent.
    pub fn abort_submit(&self, item: ItemId) -> Result<()> {
        // Whoever holds the lock of the queue is alive; if nobody does, a locked message was left by a dead one.
        let alone = self.inner.locks.take(Lockable::Outgoing);
        self.inner.write(Origin::App, |tx| {
            let (old, state) = load(tx, item)?;
            if state == OutgoingState::Locked && alone.is_err() {
                return Err(Error::new(IOSTX_MAPI_E_UNABLE_TO_ABORT, "the message is being sent"));
            }
            dequeue(tx, &self.inner, &old, false).map(|_| ())
        })
    }

    /// IPSTX::EmulateSpooler: becomes the one that sends. `MAPI_E_BUSY` if there is one already, in this process or another.
    /// Messages that a dead one had locked become uncertain.
    pub fn spooler(&self) -> Result<Spooler> {
        let lock = self.inner.locks.take(Lockable::Outgoing).map_err(|e| e.during("the outgoing queue"))?;
        let left = self.inner.db.reader(|conn| {
            query_opt(conn, "SELECT 1 FROM outgoing WHERE state = ?1 LIMIT 1", [IOSTX_OUTGOING_LOCKED], |_| Ok(()))
        })?;
        if left.is_some() {
            self.inner.write(Origin::App, doubt)?;
        }
        Ok(Spooler { store: self.clone(), locked: Mutex::default(), _lock: lock })
    }
}

fn doubt(tx: &Tx<'_>) -> Result<()> {
    let left = super::db::query_all(tx.conn(), "SELECT item FROM outgoing WHERE state = ?1", [IOSTX_OUTGOING_LOCKED], |row| {
        row.get(0).map(ItemId)
    })?;
    left.into_iter().try_for_each(|item| put_state(tx, item, OutgoingState::Uncertain))
}

/// The right to send: there is one at a time for a store. Dropping it gives the right back; what it had locked then is
/// uncertain, unless [`Spooler::release`] was called.
pub struct Spooler {
    store: Store,
    locked: Mutex<HashSet<ItemId>>,
    _lock: Lock,
}

impl Spooler {
    /// IMsgStore::GetOutgoingQueue: the queued messages, oldest submission first. No columns means those that MAPI names.
    pub fn queue(&self, columns: Vec<PropTag>) -> Result<Cursor> {
        let columns = if columns.is_empty() { QUEUE_COLUMNS.map(PropTag).to_vec() } else { columns };
        Cursor::new(&self.store, columns, vec![Box::new(listed::queue())])
    }

    /// What the queue shows while sending is suspended (IPSTX2::SetSpoolSuspendState): the same columns, no rows.
    pub fn suspended_queue(&self) -> Result<Cursor> {
        Cursor::new(&self.store, QUEUE_COLUMNS.map(PropTag).to_vec(), vec![Box::new(listed::nothing())])
    }

    /// IMsgStore::SetLockState with MSG_LOCKED: to be called just before a message is sent. When this returns, the mark is on
    /// disk.
    ///
    /// `MAPI_E_NOT_IN_QUEUE`; `MAPI_E_NO_ACCESS`: it is locked already, or uncertain: unlock it, which is the word that it may
    /// be sent again.
    pub fn lock(&self, item: ItemId) -> Result<()> {
        self.store.inner.write(Origin::App, |tx| match load(tx, item)?.1 {
            OutgoingState::Queued => put_state(tx, item, OutgoingState::Locked),
            OutgoingState::Locked => Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, "the message is locked already")),
            OutgoingState::Uncertain => Err(Error::new(
                IOSTX_MAPI_E_NO_ACCESS,
                "the message may have been sent before the program ended: unlock it to send it again, or finish it",
            )),
        })?;
        self.locked.lock().insert(item);
        Ok(())
    }

    /// IMsgStore::SetLockState with MSG_UNLOCKED: the message was not sent and waits again. For an uncertain one it is the word
    /// that it may be sent again.
    pub fn unlock(&self, item: ItemId) -> Result<()> {
        self.store.inner.write(Origin::App, |tx| match load(tx, item)?.1 {
            OutgoingState::Queued => Ok(()),
            _ => put_state(tx, item, OutgoingState::Queued),
        })?;
        self.locked.lock().remove(&item);
        Ok(())
    }

    /// IMsgStore::FinishedMsg: the message was sent. It leaves the queue and goes where PR_SENTMAIL_ENTRYID says, is deleted if
    /// PR_DELETE_AFTER_SUBMIT says so, or stays. Its copy is uploaded with a retry mark, since servers make their own.
    ///
    /// `MAPI_E_NOT_IN_QUEUE`; `MAPI_E_UNCONFIGURED`: it is not locked.
    pub fn finished(&self, item: ItemId) -> Result<()> {
        self.store.inner.write(Origin::App, |tx| {
            let (old, state) = load(tx, item)?;
            if state == OutgoingState::Queued {
                return Err(Error::new(IOSTX_MAPI_E_UNCONFIGURED, "the message was not locked before it was sent"));
            }
            let sent = dequeue(tx, &self.store.inner, &old, true)?;
            file_away(tx, &self.store.inner, sent)
        })?;
        self.locked.lock().remove(&item);
        Ok(())
    }

    /// What is locked waits again: before the end, for a spooler that knows that nothing of it is under way.
    pub fn release(&self) -> Result<()> {
        let locked: Vec<ItemId> = self.locked.lock().drain().collect();
        for item in locked {
            match self.unlock(item) {
                Err(e) if e.code != IOSTX_MAPI_E_NOT_IN_QUEUE && e.code != IOSTX_MAPI_E_OBJECT_DELETED => return Err(e),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What becomes of a message that was sent.
fn file_away(tx: &Tx<'_>, inner: &Inner, sent: Whole) -> Result<()> {
    let from = rows_folder::get(tx.conn(), sent.item.folder)?;
    if sent.item.bag.bits(tags::IOSTX_PR_DELETE_AFTER_SUBMIT) != 0 {
        return track::delete(tx, inner, &from, &sent);
    }
    let target = sent.item.bag.binary(tags::IOSTX_PR_SENTMAIL_ENTRYID).and_then(Feid::from_slice);
    let target = target.map(|feid| folder_of(tx, inner, &feid)).transpose()?.flatten();
    let moved =
        target.filter(|to| *to != from.id).map(|to| track::relocate(tx, inner, &from, &rows_folder::get(tx.conn(), to)?, &sent));
    let filed = match moved {
        Some(Ok(item)) => item,
        // A folder for sent mail that is gone, or takes nothing, is no reason to forget that the message was sent.
        Some(Err(e)) if items::is_of_one_item(&e) => sent.item,
        Some(Err(e)) => return Err(e),
        None => sent.item,
    };
    if filed.pending.any(Pending::NEW.plus(Pending::MOVED)) {
        let object = Object::Item(filed.id);
        let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
        attempt.marks |= marks::RETRY;
        rows_track::put_attempt(tx, &attempt)?;
    }
    Ok(())
}

/// The folder of an entry id that an app put into a property.
fn folder_of(tx: &Tx<'_>, inner: &Inner, feid: &Feid) -> Result<Option<FolderId>> {
    let replicas = inner.replicas();
    let ltid = &feid.folder;
    if let Some(folder) = identity::folder_by_source(tx.conn(), &replicas, &ltid.gid())? {
        return Ok(Some(folder.id));
    }
    Ok((replicas.ltid(ltid.counter) == *ltid).then_some(FolderId(ltid.counter as i64)))
}

/// The columns of a queue for which none were given (IMsgStore::GetOutgoingQueue).
const QUEUE_COLUMNS: [u32; 13] = {
    use tags::*;
    [
        IOSTX_PR_ENTRYID,
        IOSTX_PR_CLIENT_SUBMIT_TIME,
        IOSTX_PR_DISPLAY_BCC,
        IOSTX_PR_DISPLAY_CC,
        IOSTX_PR_DISPLAY_TO,
        IOSTX_PR_MESSAGE_FLAGS,
        IOSTX_PR_MESSAGE_SIZE,
        IOSTX_PR_PRIORITY,
        IOSTX_PR_SENDER_NAME,
        IOSTX_PR_SUBJECT,
        IOSTX_PR_SUBMIT_FLAGS,
        IOSTX_PR_DEFERRED_SEND_TIME,
        IOSTX_PR_OUTGOING_STATE,
    ]
};
