//! What stands behind the handle of a session: the session of the core, the blocks of its structures, and the one turn that both
//! share with its sinks and messages.

use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use super::errors::LastError;
use super::guard::{Gate, Object, Success, call};
use super::handles::Table;
use super::objects::{MessageObject, Stop, StoreObject, Turn, object};
use super::states::Blocks;
use super::types::*;
use crate::error::Result;
use crate::replication::{Control, Session};
use crate::store::Message;

/// A session.
pub struct SessionObject {
    /// Its store.
    pub store: Arc<StoreObject>,
    /// What any thread may use at any time.
    pub control: Control,
    /// One call at a time on the session, its sinks, and their messages.
    pub turn: Turn,
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

/// Runs the body of a function on a session.
pub fn on_session<R: Success>(
    function: &'static str,
    handle: *mut iostx_session,
    body: impl FnOnce(&mut Session, &mut Blocks) -> Result<R>,
) -> i32 {
    call(function, handle, |object: &Arc<SessionObject>| object.run(body))
}
