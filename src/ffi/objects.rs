//! What stands behind the handles of the store: the core's objects, with what C adds to them.

use std::collections::BTreeSet;
use std::ffi::{CString, c_void};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Weak};

use parking_lot::{Mutex, MutexGuard};

use super::errors::LastError;
use super::guard::{Gate, Object, exclusive};
use super::handles::Table;
use super::ids;
use super::session_object::SessionObject;
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_INVALID_ENTRYID, IOSTX_MAPI_E_NO_SUPPORT};
use crate::error::{Error, Result};
use crate::ids::{Guid, Meid};
use crate::props::{Bag, PropTag, Value};
use crate::store::{self, Folder, FolderId, ItemId, Message, Outcome, Spooler, Store};

/// Defines the table of an object and how the guard finds it there.
macro_rules! object {
    ($object:ident, $c:ident, $kind:literal, $gate:expr) => {
        object!($object, $c, $kind, $gate, |_| 0);
    };
    ($object:ident, $c:ident, $kind:literal, $gate:expr, $context:expr) => {
        const _: () = {
            static TABLE: Table<$c, $object> = Table::new($kind);

            impl Object for $object {
                type C = $c;

                fn table() -> &'static Table<$c, $object> {
                    &TABLE
                }

                fn last_error(&self) -> &LastError {
                    &self.last_error
                }

                fn gate(&self) -> Option<&Gate> {
                    let gate: fn(&$object) -> Option<&Gate> = $gate;
                    gate(self)
                }

                fn context(&self) -> u32 {
                    let context: fn(&$object) -> u32 = $context;
                    context(self)
                }
            }
        };
    };
}
pub(super) use object;

/// Userdata of callbacks, and how it is freed: once, when nobody can call any more.
#[derive(Debug)]
pub struct Userdata {
    pointer: *mut c_void,
    free: Option<unsafe extern "C" fn(*mut c_void)>,
}

// SAFETY: the header asks callers for callbacks that may be called on any thread; the pointer itself is only carried.
unsafe impl Send for Userdata {}
// SAFETY: as above.
unsafe impl Sync for Userdata {}

impl Userdata {
    /// Takes charge of userdata.
    pub fn new(pointer: *mut c_void, free: Option<unsafe extern "C" fn(*mut c_void)>) -> Arc<Self> {
        Arc::new(Userdata { pointer, free })
    }

    /// What the callbacks are given.
    pub fn pointer(&self) -> *mut c_void {
        self.pointer
    }
}

impl Drop for Userdata {
    fn drop(&mut self) {
        if let Some(free) = self.free {
            // SAFETY: the caller gave the function for this pointer; this is the one call.
            unsafe { free(self.pointer) };
        }
    }
}

/// Something that ends early when its store is closed.
pub trait Stop: Send + Sync {
    /// Makes calls that wait return, and running ones end soon.
    fn stop(&self);

    /// Whether it is a session.
    fn is_session(&self) -> bool;
}

/// A store. Its children keep it, in whatever order handles are freed.
pub struct StoreObject {
    /// The store of the core.
    pub core: Store,
    /// The GUID that its ids carry.
    guid: Guid,
    /// The path, for C.
    pub path: CString,
    /// Counts the calls on the store and on all its children.
    pub gate: Gate,
    /// Whether sending is suspended: the outgoing queue then shows nothing.
    pub suspended: AtomicBool,
    /// The right to send, while the store emulates the spooler.
    spooler: Mutex<Option<Arc<Spooler>>>,
    /// The same of a session in which the outgoing queue takes part.
    session_spooler: Mutex<Weak<Spooler>>,
    /// Sessions and subscriptions.
    children: Mutex<Vec<Weak<dyn Stop>>>,
    last_error: LastError,
}

object!(StoreObject, iostx_store, 1, |store| Some(&store.gate));

impl StoreObject {
    /// The object of an open store.
    pub fn new(core: Store, path: CString) -> Self {
        StoreObject {
            // What ids carry stays the store's first GUID for ever.
            guid: core.feid(FolderId(1)).store,
            core,
            path,
            gate: Gate::default(),
            suspended: AtomicBool::default(),
            spooler: Mutex::default(),
            session_spooler: Mutex::default(),
            children: Mutex::default(),
            last_error: LastError::default(),
        }
    }

    /// Begins or ends the emulation of the spooler; what it locked is released.
    pub fn emulate_spooler(&self, on: bool) -> Result<()> {
        let mut spooler = self.spooler.lock();
        match (on, spooler.take()) {
            (true, None) => {
                let lent = self.session_spooler.lock().upgrade();
                *spooler = Some(lent.map_or_else(|| self.core.spooler().map(Arc::new), Ok)?);
            }
            (true, running) => *spooler = running,
            (false, None) => {}
            (false, Some(running)) => running.release()?,
        }
        Ok(())
    }

    /// The outgoing queue takes part in a session: what only the spooler may do works as long as that lasts.
    pub fn lend_spooler(&self, spooler: &Arc<Spooler>) {
        *self.session_spooler.lock() = Arc::downgrade(spooler);
    }

    /// Ends all spooling of this handle.
    pub fn end_spooling(&self) -> Result<()> {
        self.emulate_spooler(false)?;
        match std::mem::take(&mut *self.session_spooler.lock()).upgrade() {
            Some(spooler) => spooler.release(),
            None => Ok(()),
        }
    }

    /// Does something that only the spooler may do.
    pub fn spooling<T>(&self, act: impl FnOnce(&Spooler) -> Result<T>) -> Result<T> {
        let own = self.spooler.lock().clone();
        match own.or_else(|| self.session_spooler.lock().upgrade()) {
            Some(spooler) => act(&spooler),
            None => {
                let message = "the store does not emulate the spooler: call iostx_emulate_spooler first";
                Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, message))
            }
        }
    }

    /// Remembers a child that is to be stopped when the store is closed.
    pub fn adopt(&self, child: Weak<dyn Stop>) {
        let mut children = self.children.lock();
        children.retain(|child| child.strong_count() > 0);
        children.push(child);
    }

    fn children(&self) -> Vec<Arc<dyn Stop>> {
        self.children.lock().iter().filter_map(Weak::upgrade).collect()
    }

    /// Stops all sessions and subscriptions.
    pub fn stop_children(&self) {
        self.children().iter().for_each(|child| child.stop());
    }

    /// Cancels all sessions.
    pub fn cancel_sessions(&self) {
        self.children().iter().filter(|child| child.is_session()).for_each(|child| child.stop());
    }

    /// The folder with an id.
    pub fn folder(&self, id: &iostx_feid) -> Result<FolderId> {
        let id = ids::feid(id);
        self.check_store(id.store)?;
        self.core.folder_of(&id.folder)
    }

    /// The item with an id.
    pub fn item(&self, id: &iostx_meid) -> Result<ItemId> {
        let id = ids::meid(id);
        self.check_store(id.store)?;
        self.core.item_of(&id.message)
    }

    /// The folder or the item with an id, in a list that may name both.
    pub fn object(&self, id: &iostx_meid) -> Result<store::Object> {
        match ids::is_folder(id) {
            true => {
                let id = ids::meid(id);
                self.check_store(id.store)?;
                self.core.folder_of(&id.folder).map(store::Object::Folder)
            }
            false => self.item(id).map(store::Object::Item),
        }
    }

    /// Refuses a raw entry id of another store. One of a wrong size is refused by the core.
    pub fn check_entry(&self, bytes: &[u8]) -> Result<()> {
        bytes.get(4..20).and_then(Guid::from_slice).map_or(Ok(()), |named| self.check_store(named))
    }

    /// Refuses an id of another store, or none at all.
    fn check_store(&self, named: Guid) -> Result<()> {
        if named == self.guid {
            return Ok(());
        }
        Err(Error::new(IOSTX_MAPI_E_INVALID_ENTRYID, format!("the id is of store {named}, not of this one")))
    }

    /// The items with these ids.
    pub fn items(&self, ids: &[iostx_meid]) -> Result<Vec<ItemId>> {
        ids.iter().map(|id| self.item(id)).collect()
    }
}

/// The code for a list of which some may have been passed over; why the first was is remembered.
pub fn partial<T: Object>(object: &T, function: &'static str, outcome: Outcome) -> i32 {
    use crate::codes::{IOSTX_MAPI_W_PARTIAL_COMPLETION, IOSTX_S_OK};
    let Some(first) = outcome.first else { return IOSTX_S_OK };
    let message = format!("{} of {} passed over; the first: {first}", outcome.skipped, outcome.skipped + outcome.done);
    object.last_error().set(Error::new(IOSTX_MAPI_W_PARTIAL_COMPLETION, message), function, object.context());
    IOSTX_MAPI_W_PARTIAL_COMPLETION
}

/// A folder.
pub struct FolderObject {
    /// Its store.
    pub store: Arc<StoreObject>,
    /// Its id.
    pub id: FolderId,
    /// What it was when it was handed out for upload; none of a folder that an app opened, which is as it is now.
    snapshot: Option<FolderSnapshot>,
    last_error: LastError,
}

/// A folder as it was handed out, but for what the client set on it itself since.
#[derive(Clone)]
struct FolderSnapshot {
    folder: Arc<Folder>,
    /// The ids of the properties that were set through this handle, or one that was made of it: these are read as they are now.
    set: Arc<Mutex<BTreeSet<u16>>>,
}

object!(FolderObject, iostx_folder, 2, |folder| Some(&folder.store.gate));

impl FolderObject {
    /// The object of a folder.
    pub fn new(store: &Arc<StoreObject>, id: FolderId) -> Arc<Self> {
        Arc::new(FolderObject { store: Arc::clone(store), id, snapshot: None, last_error: LastError::default() })
    }

    /// The object of a folder that was handed out for upload.
    pub fn snapshot(store: &Arc<StoreObject>, folder: Folder) -> Arc<Self> {
        let (store, id) = (Arc::clone(store), folder.id);
        let snapshot = Some(FolderSnapshot { folder: Arc::new(folder), set: Arc::default() });
        Arc::new(FolderObject { store, id, snapshot, last_error: LastError::default() })
    }

    /// A second object of the same folder, as this one sees it.
    pub fn another(&self) -> Arc<Self> {
        let (store, snapshot) = (Arc::clone(&self.store), self.snapshot.clone());
        Arc::new(FolderObject { store, id: self.id, snapshot, last_error: LastError::default() })
    }

    /// Properties as this handle sees them.
    pub fn values(&self, tags: &[PropTag]) -> Result<Vec<(PropTag, Option<Value>)>> {
        let core = &self.store.core;
        let Some(snapshot) = &self.snapshot else { return core.folder_values(self.id, tags) };
        let mut values = core.values_of_folder(&snapshot.folder, tags)?;
        let set = snapshot.set.lock().clone();
        if set.is_empty() {
            return Ok(values);
        }
        let is_own = |(tag, _): &(PropTag, _)| set.contains(&tag.id());
        let now = core.folder_values(self.id, tags)?;
        if tags.is_empty() {
            values.retain(|value| !is_own(value));
            values.extend(now.into_iter().filter(is_own));
            values.sort_unstable_by_key(|(tag, _)| *tag);
        } else {
            values.iter_mut().zip(now).filter(|(_, now)| is_own(now)).for_each(|(value, now)| *value = now);
        }
        Ok(values)
    }

    /// Sets properties, or deletes those given as PT_ERROR.
    pub fn set_values(&self, values: &Bag) -> Result<()> {
        self.store.core.set_folder_values(self.id, values)?;
        if let Some(snapshot) = &self.snapshot {
            snapshot.set.lock().extend(values.tags().map(PropTag::id));
        }
        Ok(())
    }
}

/// The right to call: of what takes one call at a time. What belongs to a session shares the session's.
#[derive(Debug, Clone, Default)]
pub struct Turn(Arc<Mutex<()>>);

impl Turn {
    /// Takes it for this call.
    pub fn take(&self) -> Result<MutexGuard<'_, ()>> {
        exclusive(&self.0)
    }
}

/// A message.
pub struct MessageObject {
    /// Its store.
    pub store: Arc<StoreObject>,
    message: Message,
    turn: Turn,
    /// The session whose counters its save moves; none for a message of an app.
    session: Weak<SessionObject>,
    last_error: LastError,
}

object!(MessageObject, iostx_message, 3, |message| Some(&message.store.gate));

impl MessageObject {
    /// The object of a message of its own.
    pub fn new(store: &Arc<StoreObject>, message: Message) -> Arc<Self> {
        MessageObject::of_session(store, message, Turn::default(), Weak::new())
    }

    /// The object of a message that belongs to a session.
    pub fn of_session(store: &Arc<StoreObject>, message: Message, turn: Turn, session: Weak<SessionObject>) -> Arc<Self> {
        Arc::new(MessageObject { store: Arc::clone(store), message, turn, session, last_error: LastError::default() })
    }

    /// Stores what was set. An import moves the counters of its session.
    pub fn save(&self, flags: u32) -> Result<()> {
        let _turn = self.turn.take()?;
        let result = self.message.save(flags);
        if let Some(session) = self.session.upgrade() {
            session.refresh();
        }
        result
    }

    /// The message, for one call.
    pub fn enter(&self) -> Result<(&Message, MutexGuard<'_, ()>)> {
        Ok((&self.message, self.turn.take()?))
    }

    /// The message, for a call on another object.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// The message's id.
    pub fn meid(&self) -> Result<Meid> {
        let id = self.message.id().ok_or_else(|| Error::not_found("the message has no id before it is saved"))?;
        Ok(self.store.core.meid(self.message.folder(), id))
    }
}
