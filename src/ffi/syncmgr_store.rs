//! A ready handler for stores: its items are the folders of a store, the application's agent synchronizes them.

use std::sync::Arc;

use super::arguments::{self, Out};
use super::guard::{Object, call};
use super::ids;
use super::objects::{StoreObject, Userdata};
use super::session_object::SessionObject;
use super::syncmgr::ManagerObject;
use super::syncmgr_handler::{CallbackObject, guid};
use super::syncmgr_types::iostx_syncmgr_store_options;
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_INVALID_OBJECT, IOSTX_S_SYNCMGR_RETRYSYNC};
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::store::FolderId;
use crate::store_handler::{Agent, StoreHandler, StoreRun};
use crate::syncmgr::{Handler, Native};
use std::ffi::c_void;

type Synchronize =
    unsafe extern "C" fn(*mut c_void, *mut iostx_session, *mut iostx_syncmgr_callback, *const iostx_feid, usize) -> i32;

/// An agent of C's.
struct CAgent {
    store: Arc<StoreObject>,
    prepare: Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> i32>,
    synchronize: Synchronize,
    show_error: Option<unsafe extern "C" fn(*mut c_void, *mut c_void, *const iostx_guid) -> i32>,
    userdata: Arc<Userdata>,
}

fn answered(code: i32) -> Result<()> {
    if code >= 0 { Ok(()) } else { Err(Error::of(code)) }
}

impl Agent for CAgent {
    fn prepare(&self, window: Native) -> Result<()> {
        let Some(prepare) = self.prepare else { return Ok(()) };
        // SAFETY: the caller gave the function for this userdata, to be called on any thread; the window is only carried.
        answered(unsafe { prepare(self.userdata.pointer(), std::ptr::with_exposed_provenance_mut(window.0)) })
    }

    fn synchronize(&self, run: &StoreRun, folders: &[FolderId]) -> Result<i32> {
        let session = SessionObject::new(&self.store)?;
        run.follow(&session.control);
        let folders: Vec<iostx_feid> = folders.iter().map(|id| ids::c_feid(self.store.core.feid(*id))).collect();
        let handle = SessionObject::table().lend(Arc::clone(&session));
        let callback = CallbackObject::table().lend(CallbackObject::new(run.callback().clone()));
        // SAFETY: as above; the array lives as long as the call.
        let code = unsafe { (self.synchronize)(self.userdata.pointer(), handle, callback, folders.as_ptr(), folders.len()) };
        drop(CallbackObject::table().take_back(callback));
        drop(SessionObject::table().take_back(handle));
        session.control.observe(None);
        match session.last_error().of_code(code) {
            // The session knows more than the code.
            Some(error) => Err(error),
            None => answered(code).map(|()| code),
        }
    }

    fn show_error(&self, window: Native, error: Guid) -> Result<bool> {
        let Some(show_error) = self.show_error else { return Ok(true) };
        // SAFETY: as above.
        let code = unsafe { show_error(self.userdata.pointer(), std::ptr::with_exposed_provenance_mut(window.0), &guid(error)) };
        answered(code).map(|()| code == IOSTX_S_SYNCMGR_RETRYSYNC)
    }
}

/// Registers a handler whose items are the folders of a store, and attaches its factory. Each folder has an icon by name for what it holds:
/// "mail", "calendar", "contacts", "notes", "journal", "tasks", "folder".
///
/// Progress of the session becomes that of the folder at work; a cancel of the run cancels the session, and a folder that users skip is
/// skipped in it (iostx_session_skip_folder), as are those that are not chosen: the agent may leave the choice to the session. A folder that
/// comes during the run is proposed as an item. After a run that succeeded, what failed for good is logged, as lines that can be opened and
/// then are tried again, and conflicts that were kept are reported: iostx_syncmgr_resolve_conflicts resolves them in the store. A status
/// FAILED or SKIPPED that the agent reported of a folder stands.
///
/// options: struct_size set by the caller (IOSTX_SYNCMGR_STORE_OPTIONS_INIT); its userdata is freed also on failure. token: for
/// iostx_syncmgr_detach.
///
/// Errors: MAPI_E_INVALID_PARAMETER (an id of zeros, no synchronize), MAPI_E_COLLISION (the id has a factory), MAPI_E_UNKNOWN_FLAGS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_add_store_handler(
    manager: *mut iostx_syncmgr,
    handler_id: *const iostx_guid,
    options: *const iostx_syncmgr_store_options,
    token: *mut u64,
) -> i32 {
    call("iostx_syncmgr_add_store_handler", manager, |manager: &Arc<ManagerObject>| {
        // SAFETY: the header's contract, here and below.
        let given = unsafe { arguments::structure(options, "options") }?;
        // First of all, so that it is freed whatever fails.
        let userdata = Userdata::new(given.userdata, given.userdata_free);
        let synchronize = given.synchronize.ok_or_else(|| Error::invalid("options.synchronize is NULL"))?;
        // SAFETY: as above.
        let (id, name, token) = unsafe {
            (
                Guid(arguments::required(handler_id, "handler_id")?.bytes),
                arguments::text(given.name, "options.name")?.to_owned(),
                Out::value(token).required("token")?,
            )
        };
        let store = StoreObject::table().get(given.store);
        let store = store.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "options.store is no store"))?;
        manager.core.register_handler(id, Some(&name), given.register_flags)?;
        let core = store.core.clone();
        let agent: Arc<dyn Agent> =
            Arc::new(CAgent { store, prepare: given.prepare, synchronize, show_error: given.show_error, userdata });
        let factory = move || -> Result<Arc<dyn Handler>> { Ok(Arc::new(StoreHandler::new(&core, &name, Arc::clone(&agent)))) };
        token.set(manager.core.attach(id, Arc::new(factory))?.0);
        Ok(())
    })
}

/// The item of a folder at the handlers of its store, for what an agent reports itself.
///
/// Errors: MAPI_E_UNKNOWN_ENTRYID (an id of another store).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_syncmgr_store_item(
    store: *mut iostx_store,
    feid: *const iostx_feid,
    item_id: *mut iostx_guid,
) -> i32 {
    call("iostx_syncmgr_store_item", store, |store: &Arc<StoreObject>| {
        // SAFETY: the header's contract.
        let (feid, place) = unsafe { (arguments::required(feid, "feid")?, Out::value(item_id).required("item_id")?) };
        let folder = store.core.folder_of(&ids::feid(feid).folder)?;
        place.set(guid(crate::store_handler::item_id(&store.core, folder)));
        Ok(())
    })
}
