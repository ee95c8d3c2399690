//! Change events.

use super::arguments::{self, Out, StructureOut};
use super::errors::LastError;
use super::guard::{self, Gate, Object, call};
use super::handles::Table;
use super::ids;
use super::objects::{Stop, StoreObject, Turn, Userdata, object};
use super::option_types::{iostx_event, iostx_events_options};
use super::types::*;
use crate::codes::{IOSTX_S_FALSE, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::store::flags::*;
use crate::store::{Change, Event, EventOptions, Events, FolderId, ItemId, Origin, Store};
use parking_lot::RwLock;
use std::cell::Cell;
use std::ffi::c_void;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

/// Longer than any process runs.
pub(super) const FOR_EVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// A subscription.
pub struct EventsObject {
    store: Arc<StoreObject>,
    events: Events,
    wake: Arc<Wake<StoreObject>>,
    turn: Turn,
    last_error: LastError,
}

object!(EventsObject, iostx_events, 10, |events| Some(&events.store.gate));

impl EventsObject {
    fn new(store: &Arc<StoreObject>, events: Events, wake: Arc<Wake<StoreObject>>) -> Self {
        EventsObject { store: Arc::clone(store), events, wake, turn: Turn::default(), last_error: LastError::default() }
    }
}

impl Stop for EventsObject {
    fn stop(&self) {
        self.events.stop();
        self.wake.stop();
    }

    fn is_session(&self) -> bool {
        false
    }
}

/// The callback of a subscription, until it is stopped.
pub(super) struct Wake<T> {
    /// What is subscribed to.
    owner: Arc<T>,
    function: Option<unsafe extern "C" fn(*mut c_void)>,
    userdata: Arc<Userdata>,
    stopped: AtomicBool,
    /// Held for reading while the callback runs.
    running: RwLock<()>,
}

thread_local! {
    /// The callback that runs on this thread, by its address.
    static RUNNING: Cell<usize> = const { Cell::new(0) };
}

impl<T: Object> Wake<T> {
    pub(super) fn new(owner: &Arc<T>, function: Option<unsafe extern "C" fn(*mut c_void)>, userdata: Arc<Userdata>) -> Self {
        Wake { owner: Arc::clone(owner), function, userdata, stopped: AtomicBool::new(false), running: RwLock::new(()) }
    }

    pub(super) fn call(&self) {
        let Some(function) = self.function else { return };
        // Counts as a call on the store, so that its close waits for it. A closed store wakes nobody.
        let Some(Ok(_inside)) = self.owner.gate().map(Gate::enter) else { return };
        let _running = self.running.read();
        if !self.stopped.load(Ordering::Acquire) {
            let before = RUNNING.replace(self.address());
            // SAFETY: the caller gave the function for this userdata, to be called on any thread.
            unsafe { function(self.userdata.pointer()) };
            RUNNING.set(before);
        }
    }

    /// Waits for a call that runs, unless this is it; there is none afterwards.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        if RUNNING.get() != self.address() {
            drop(self.running.write());
        }
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

/// How many events may wait.
fn capacity(options: Option<&iostx_events_options>) -> usize {
    match options.map_or(0, |options| options.queue_limit) {
        0 => EventOptions::default().capacity,
        limit => limit as usize,
    }
}

fn check_mask(mask: u32) -> Result<()> {
    let known = (IOSTX_EVENTMASK_HELD << 1) - 1;
    if mask & !known == 0 { Ok(()) } else { Err(Error::invalid(format!("options.mask: 0x{:08X} is not known", mask & !known))) }
}

fn mask_of(event: &Event) -> u32 {
    match kind_of(&event.change) {
        // Whoever lost events is told, whatever he asked for.
        IOSTX_EVENT_OVERFLOW => u32::MAX,
        kind => 1 << (kind - 1),
    }
}

fn kind_of(change: &Change) -> u32 {
    match change {
        Change::ItemCreated(..) => IOSTX_EVENT_ITEM_CREATED,
        Change::ItemChanged(..) => IOSTX_EVENT_ITEM_CHANGED,
        Change::ItemDeleted(..) => IOSTX_EVENT_ITEM_DELETED,
        Change::ItemMoved(..) => IOSTX_EVENT_ITEM_MOVED,
        Change::FolderCreated(_) => IOSTX_EVENT_FOLDER_CREATED,
        Change::FolderChanged(_) => IOSTX_EVENT_FOLDER_CHANGED,
        Change::FolderDeleted(_) => IOSTX_EVENT_FOLDER_DELETED,
        Change::FolderMoved(..) => IOSTX_EVENT_FOLDER_MOVED,
        Change::FolderContents(_) => IOSTX_EVENT_FOLDER_CONTENTS,
        Change::Outgoing(_) => IOSTX_EVENT_OUTGOING_CHANGED,
        Change::FullWanted(..) => IOSTX_EVENT_FULL_WANTED,
        Change::Conflict(..) => IOSTX_EVENT_CONFLICT,
        Change::Failure(..) => IOSTX_EVENT_FAILURE,
        Change::Held(_) => IOSTX_EVENT_HELD,
        Change::Overflow => IOSTX_EVENT_OVERFLOW,
    }
}

fn c_event(store: &Store, event: &Event) -> iostx_event {
    let (mut item, mut old, mut bits) = (None, None, 0);
    let mut folder = event.change.folder();
    match &event.change {
        Change::ItemMoved(id, from, to, changed) => (folder, item, old, bits) = (Some(*to), Some(*id), Some(*from), *changed),
        Change::FolderMoved(_, from) => old = Some(*from),
        Change::ItemChanged(_, id, changed) => (item, bits) = (Some(*id), *changed),
        Change::ItemCreated(_, id) | Change::ItemDeleted(_, id) | Change::Outgoing(id) => item = Some(*id),
        Change::FullWanted(_, id) | Change::Conflict(_, id) | Change::Failure(_, id) => item = Some(*id),
        _ => {}
    }
    let feid = |folder: Option<FolderId>| folder.map_or(iostx_feid::default(), |id| ids::c_feid(store.feid(id)));
    // An event of the outgoing queue does not say where the item is; its id finds it all the same.
    let meid = |item: ItemId| ids::c_meid(store.meid(folder.unwrap_or(FolderId(0)), item));
    iostx_event {
        struct_size: size_of::<iostx_event>() as u32,
        kind: kind_of(&event.change),
        changed: bits,
        origin: match event.origin {
            Origin::App => IOSTX_ORIGIN_APP,
            Origin::Import => IOSTX_ORIGIN_IMPORT,
            Origin::Other => IOSTX_ORIGIN_OTHER,
        },
        feid: feid(folder),
        meid: item.map_or(iostx_meid::default(), meid),
        old_feid: feid(old),
    }
}

/// Subscribes to the changes of a store, those of other processes included, which are noticed within a second.
///
/// options: NULL means the defaults. out: a queue of its own; free it with iostx_events_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER (mask), MAPI_E_INVALID_ENTRYID, MAPI_E_NOT_FOUND, MAPI_E_OBJECT_DELETED (folder).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_open(
    store: *mut iostx_store,
    options: *const iostx_events_options,
    out: *mut *mut iostx_events,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_events_open", store, |store: &Arc<StoreObject>| {
        // SAFETY: as above.
        let options = unsafe { arguments::optional_structure(options, "options") }?;
        // First of all, so that the userdata is freed whatever fails.
        let userdata = options.map_or((std::ptr::null_mut(), None), |options| (options.userdata, options.userdata_free));
        let userdata = Userdata::new(userdata.0, userdata.1);
        let wake = Arc::new(Wake::new(store, options.and_then(|options| options.wake), userdata));
        let out = out.required("out")?;
        let options = options.as_ref();
        // SAFETY: as above.
        let folder = unsafe { arguments::optional(options.map_or(std::ptr::null(), |options| options.folder), "folder") }?;
        let folder = folder.map(|id| store.folder(id).and_then(|id| store.core.folder(id))).transpose()?.map(|folder| folder.id);
        let mask = options.map_or(IOSTX_EVENTMASK_ALL, |options| options.mask);
        check_mask(mask)?;
        let caller = Arc::clone(&wake);
        let events = store.core.events(EventOptions {
            folder,
            filter: Box::new(move |event| mask == IOSTX_EVENTMASK_ALL || mask & mask_of(event) != 0),
            capacity: capacity(options),
            wake: Some(Box::new(move || caller.call())),
        })?;
        let object = Arc::new(EventsObject::new(store, events, wake));
        store.adopt(Arc::downgrade(&object) as Weak<dyn Stop>);
        out.set(EventsObject::table().insert(object));
        Ok(())
    })
}

/// Takes the next event, and waits for one.
///
/// timeout_ms: how long; 0: not at all; UINT32_MAX: without limit. event: struct_size set by the caller (IOSTX_EVENT_INIT). After
/// IOSTX_EVENT_OVERFLOW events were lost: list again. Time-out: IOSTX_S_FALSE.
///
/// Errors: MAPI_E_USER_CANCEL (iostx_events_stop was called), MAPI_E_BUSY (another thread waits).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_next(events: *mut iostx_events, timeout_ms: u32, event: *mut iostx_event) -> i32 {
    call("iostx_events_next", events, |events: &Arc<EventsObject>| {
        // SAFETY: the header's contract.
        let place = unsafe { StructureOut::new(event, "event") }?;
        let _turn = events.turn.take()?;
        let timeout = if timeout_ms == u32::MAX { FOR_EVER } else { Duration::from_millis(timeout_ms.into()) };
        match events.events.next(timeout)? {
            Some(event) => {
                place.fill(c_event(&events.store.core, &event));
                Ok(IOSTX_S_OK)
            }
            None => Ok(IOSTX_S_FALSE),
        }
    })
}

/// Ends the subscription: iostx_events_next in another thread returns, and wake is not called any more once this returns. Any
/// thread. A wake that runs is waited for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_stop(events: *mut iostx_events) -> i32 {
    guard::peek(events, |events: &Arc<EventsObject>| {
        events.stop();
        IOSTX_S_OK
    })
}

/// The last failure of a call on this subscription. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_get_last_error(events: *mut iostx_events, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<EventsObject>(events, out) }
}

/// Stops and frees the subscription. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_events_free(events: *mut iostx_events) {
    guard::shield((), || {
        // A thread that waits in it returns, and the object goes then.
        if let Some(events) = EventsObject::table().free(events) {
            events.stop();
        }
    });
}
