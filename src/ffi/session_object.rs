//! What stands behind the handle of a session: the session of the core, the blocks of its structures, and the one turn that both
//! share with its sinks and messages.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use parking_lot::{Mutex, MutexGuard};

use super::errors::LastError;
use super::guard::{Gate, Object, Success, call};
use super::handles::Table;
use super::objects::{MessageObject, Stop, StoreObject, Turn, object};
use super::state_types::iostx_state;
use super::states::Blocks;
use super::types::*;
use crate::codes::IOSTX_MAPI_E_BUSY;
use crate::error::{Error, Result};
use crate::replication::{Control, Session, State};
use crate::store::Message;

/// A session.
pub struct SessionObject {
    /// Its store.
    pub store: Arc<StoreObject>,
    /// What any thread may use at any time.
    pub control: Control,
    /// One call at a time on the session, its sinks, and their messages.
    pub turn: Turn,
    /// Whether the driver walks its states.
    driven: AtomicBool,
    inside: Mutex<Inside>,
    me: Weak<SessionObject>,
    last_error: LastError,
}

struct Inside {
    session: Session,
    blocks: Blocks,
}

object!(SessionObject, iostx_session, 6, |session| Some(&session.store.gate), |session| session.control.progress().state.number());

impl Stop for SessionObject {
    fn stop(&self) {
        self.control.cancel();
    }

    fn is_session(&self) -> bool {
        true
    }
}

impl SessionObject {
    /// A new session on a store.
    pub fn new(store: &Arc<StoreObject>) -> Result<Arc<Self>> {
        let session = Session::new(&store.core)?;
        let object = Arc::new_cyclic(|me| SessionObject {
            store: Arc::clone(store),
            control: session.control().clone(),
            turn: Turn::default(),
            driven: AtomicBool::default(),
            inside: Mutex::new(Inside { session, blocks: Blocks::default() }),
            me: me.clone(),
            last_error: LastError::default(),
        });
        store.adopt(Arc::downgrade(&object) as Weak<dyn Stop>);
        Ok(object)
    }

    /// Runs a call on the session and brings its structures up to date.
    pub fn run<R>(self: &Arc<Self>, body: impl FnOnce(&mut Session, &mut Blocks) -> Result<R>) -> Result<R> {
        let _turn = self.turn.take()?;
        let mut inside = self.inside.lock();
        let Inside { session, blocks } = &mut *inside;
        let result = body(session, blocks);
        blocks.sync_out(session, self);
        result
    }

    /// As `run`, for calls that enter or leave states, or say what such calls use. Refused while the driver does that.
    pub fn walk<R>(self: &Arc<Self>, body: impl FnOnce(&mut Session, &mut Blocks) -> Result<R>) -> Result<R> {
        if self.driven.load(Ordering::Acquire) {
            return Err(Error::new(IOSTX_MAPI_E_BUSY, "iostx_replicate walks the states of this session"));
        }
        self.run(body)
    }

    /// Lets the driver walk, until the answer is dropped.
    pub fn drive(&self) -> Result<Driven<'_>> {
        let _turn = self.turn.take()?;
        match self.driven.swap(true, Ordering::AcqRel) {
            true => Err(Error::new(IOSTX_MAPI_E_BUSY, "iostx_replicate runs on this session already")),
            false => Ok(Driven(self)),
        }
    }

    /// The session, for the driver: what it does shows in the structures once the seat is left.
    pub fn seat(&self) -> Seat<'_> {
        Seat { inside: self.inside.lock(), owner: self }
    }

    /// Where C has the structure of an open state.
    pub fn structure(&self, state: State) -> Option<*mut iostx_state> {
        let inside = self.inside.lock();
        inside.blocks.pointer(&inside.session, state)
    }

    /// Remembers what is no failure of a call, but has more to say.
    pub fn remember(&self, error: Error, function: &'static str) {
        self.last_error.set(error, function, self.control.progress().state.number());
    }

    /// Brings the structures up to date, after a call on a sink or a message of the session, which has the turn.
    pub fn refresh(self: &Arc<Self>) {
        let mut inside = self.inside.lock();
        let Inside { session, blocks } = &mut *inside;
        session.imported();
        blocks.sync_out(session, self);
    }

    /// A borrowed handle of a message of this session.
    pub fn lend_message(&self, message: Message) -> *mut iostx_message {
        MessageObject::table().lend(self.message(message))
    }

    /// The object of a message of this session.
    pub fn message(&self, message: Message) -> Arc<MessageObject> {
        MessageObject::of_session(&self.store, message, self.turn.clone(), self.me.clone())
    }
}

/// The driver walks as long as this is there.
pub struct Driven<'s>(&'s SessionObject);

impl Drop for Driven<'_> {
    fn drop(&mut self) {
        self.0.driven.store(false, Ordering::Release);
    }
}

/// The driver's place in a session.
pub struct Seat<'s> {
    inside: MutexGuard<'s, Inside>,
    owner: &'s SessionObject,
}

impl Deref for Seat<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.inside.session
    }
}

impl DerefMut for Seat<'_> {
    fn deref_mut(&mut self) -> &mut Session {
        &mut self.inside.session
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let Inside { session, blocks } = &mut *self.inside;
        if let Some(owner) = self.owner.me.upgrade() {
            blocks.sync_out(session, &owner);
        }
    }
}

/// As [`on_session`], for functions that enter or leave states, or say what such functions use.
pub fn on_walk<R: Success>(
    function: &'static str,
    handle: *mut iostx_session,
    body: impl FnOnce(&mut Session, &mut Blocks) -> Result<R>,
) -> i32 {
    call(function, handle, |object: &Arc<SessionObject>| object.walk(body))
}

/// Runs the body of a function on a session.
pub fn on_session<R: Success>(
    function: &'static str,
    handle: *mut iostx_session,
    body: impl FnOnce(&mut Session, &mut Blocks) -> Result<R>,
) -> i32 {
    call(function, handle, |object: &Arc<SessionObject>| object.run(body))
}
