//! Handlers and factories of C, as the manager has them.

use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::sync::Arc;

use parking_lot::Mutex;

use super::arguments::Grows;
use super::errors::LastError;
use super::guard::{Gate, Object};
use super::handles::Table;
use super::objects::{Userdata, object};
use super::syncmgr_types::*;
use super::types::*;
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::syncmgr::flags::{IOSTX_SYNCMGRITEM_LASTUPDATETIME, IOSTX_SYNCMGRITEMSTATE_CHECKED};
use crate::syncmgr::{Callback, EnumItems, Enumeration, Factory, Handler, HandlerInfo, Item, Native};

/// The callback of a handler object, for C.
pub struct CallbackObject {
    pub(super) callback: Callback,
    last_error: LastError,
}

object!(CallbackObject, iostx_syncmgr_callback, 21, |_| None);

impl CallbackObject {
    pub(super) fn new(callback: Callback) -> Arc<Self> {
        Arc::new(CallbackObject { callback, last_error: LastError::default() })
    }
}

/// What a function of C answered: a success code, or an error that names the method.
fn answered(method: &str, code: i32) -> Result<i32> {
    match code {
        0.. => Ok(code),
        _ => Err(Error::new(code, format!("{method}: {}", crate::codes::text(code)))),
    }
}

fn missing(method: &str) -> Error {
    Error::invalid(format!("{method} is NULL"))
}

/// A structure for C to fill: all zero but for its size.
fn empty<T: Grows>() -> T {
    let mut empty = MaybeUninit::<T>::zeroed();
    // SAFETY: every T that grows begins with a u32, its size, and zero bytes are a value of it.
    unsafe {
        empty.as_mut_ptr().cast::<u32>().write(size_of::<T>() as u32);
        empty.assume_init()
    }
}

/// A text in an array; without a NUL it ends with the array.
fn text(array: &[c_char], name: &str) -> Result<String> {
    let bytes: Vec<u8> = array.iter().take_while(|c| **c != 0).map(|c| *c as u8).collect();
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        // A character that the end of the array cuts is left out.
        Err(error) if error.utf8_error().error_len().is_none() => {
            let end = error.utf8_error().valid_up_to();
            Ok(String::from_utf8_lossy(&error.as_bytes()[..end]).into_owned())
        }
        Err(error) => Err(Error::invalid(format!("{name} is not UTF-8 from byte {} on", error.utf8_error().valid_up_to()))),
    }
}

fn native(window: Native) -> *mut std::ffi::c_void {
    std::ptr::with_exposed_provenance_mut(window.0)
}

pub(super) fn from_native(pointer: *mut std::ffi::c_void) -> Native {
    Native(pointer.expose_provenance())
}

pub(super) fn guid(id: Guid) -> iostx_guid {
    iostx_guid { bytes: id.0 }
}

/// An item that C filled.
pub(super) fn item(item: &iostx_syncmgr_item) -> Result<Item> {
    Ok(Item {
        id: Guid(item.item_id.bytes),
        name: text(&item.name, "item.name")?,
        flags: item.flags,
        checked: item.item_state == IOSTX_SYNCMGRITEMSTATE_CHECKED,
        icon: from_native(item.icon),
        icon_name: text(&item.icon_name, "item.icon_name")?,
        last_update: if item.flags & IOSTX_SYNCMGRITEM_LASTUPDATETIME != 0 { item.last_update } else { 0 },
    })
}

/// A factory of C's.
pub(super) struct CFactory {
    pub(super) create: unsafe extern "C" fn(*mut std::ffi::c_void, *mut iostx_syncmgr_handler) -> i32,
    pub(super) userdata: Arc<Userdata>,
}

impl Factory for CFactory {
    fn create(&self) -> Result<Arc<dyn Handler>> {
        let mut functions: iostx_syncmgr_handler = empty();
        // SAFETY: the caller gave the function for this userdata, to be called on any thread; the structure has its size.
        let code = unsafe { (self.create)(self.userdata.pointer(), &mut functions) };
        // What was filled is released also if it cannot be used.
        let userdata = Userdata::new(functions.userdata, functions.userdata_free.filter(|_| code >= 0));
        answered("create", code)?;
        let required = [
            (functions.initialize.is_some(), "initialize"),
            (functions.get_handler_info.is_some(), "get_handler_info"),
            (functions.enum_sync_mgr_items.is_some(), "enum_sync_mgr_items"),
            (functions.set_progress_callback.is_some(), "set_progress_callback"),
            (functions.prepare_for_sync.is_some(), "prepare_for_sync"),
            (functions.synchronize.is_some(), "synchronize"),
        ];
        match required.iter().find(|(there, _)| !there) {
            Some((_, name)) => Err(missing(name).during("a handler")),
            None => Ok(Arc::new(CHandler { functions, userdata, lent: Mutex::default() })),
        }
    }
}

/// A handler of C's.
struct CHandler {
    functions: iostx_syncmgr_handler,
    userdata: Arc<Userdata>,
    /// The handle of the callback, as its address.
    lent: Mutex<Option<usize>>,
}

// SAFETY: the header asks for functions that may be called on any thread; the userdata in the structure is only carried.
unsafe impl Send for CHandler {}
// SAFETY: as above; the manager makes one call at a time.
unsafe impl Sync for CHandler {}

impl CHandler {
    fn userdata(&self) -> *mut std::ffi::c_void {
        self.userdata.pointer()
    }
}

impl Drop for CHandler {
    fn drop(&mut self) {
        if let Some(handle) = self.lent.lock().take() {
            drop(CallbackObject::table().take_back(std::ptr::without_provenance_mut(handle)));
        }
    }
}

// In all that follows: the caller gave each function for this userdata, to be called on any thread; what pointers lead to is ours and lives
// as long as the call.
impl Handler for CHandler {
    fn initialize(&self, flags: u32, cookie: &[u8]) -> Result<i32> {
        let function = self.functions.initialize.ok_or_else(|| missing("initialize"))?;
        let cookie = iostx_bytes { data: if cookie.is_empty() { std::ptr::null() } else { cookie.as_ptr() }, size: cookie.len() };
        // SAFETY: see above.
        answered("Initialize", unsafe { function(self.userdata(), flags, cookie) })
    }

    fn handler_info(&self) -> Result<HandlerInfo> {
        let function = self.functions.get_handler_info.ok_or_else(|| missing("get_handler_info"))?;
        let mut info: iostx_syncmgr_handler_info = empty();
        // SAFETY: see above.
        answered("GetHandlerInfo", unsafe { function(self.userdata(), &mut info) })?;
        Ok(HandlerInfo {
            name: text(&info.name, "info.name")?,
            flags: info.flags,
            icon: from_native(info.icon),
            icon_name: text(&info.icon_name, "info.icon_name")?,
        })
    }

    fn enum_items(&self) -> Result<Enumeration> {
        let function = self.functions.enum_sync_mgr_items.ok_or_else(|| missing("enum_sync_mgr_items"))?;
        let mut functions: iostx_syncmgr_enumerator = empty();
        // SAFETY: see above.
        let code = unsafe { function(self.userdata(), &mut functions) };
        let userdata = Userdata::new(functions.userdata, functions.userdata_free.filter(|_| code >= 0));
        let complete = answered("EnumSyncMgrItems", code)? != IOSTX_S_SYNCMGR_MISSINGITEMS;
        let next = functions.next.ok_or_else(|| missing("next of an enumerator"))?;
        Ok(Enumeration { items: Box::new(CItems { next, userdata }), complete })
    }

    fn set_progress_callback(&self, callback: Option<Callback>) -> Result<()> {
        let function = self.functions.set_progress_callback.ok_or_else(|| missing("set_progress_callback"))?;
        let handle = match callback {
            Some(callback) => {
                let handle = CallbackObject::table().lend(CallbackObject::new(callback));
                *self.lent.lock() = Some(handle.addr());
                handle
            }
            None => std::ptr::null_mut(),
        };
        // SAFETY: see above.
        answered("SetProgressCallback", unsafe { function(self.userdata(), handle) }).map(drop)
    }

    fn prepare_for_sync(&self, items: &[Guid], window: Native) -> Result<i32> {
        let function = self.functions.prepare_for_sync.ok_or_else(|| missing("prepare_for_sync"))?;
        let items: Vec<iostx_guid> = items.iter().map(|id| guid(*id)).collect();
        // SAFETY: see above.
        answered("PrepareForSync", unsafe { function(self.userdata(), items.as_ptr(), items.len(), native(window)) })
    }

    fn synchronize(&self, window: Native) -> Result<i32> {
        let function = self.functions.synchronize.ok_or_else(|| missing("synchronize"))?;
        // SAFETY: see above.
        answered("Synchronize", unsafe { function(self.userdata(), native(window)) })
    }

    fn set_item_status(&self, item: Guid, status: u32) -> Result<()> {
        let Some(function) = self.functions.set_item_status else { return Ok(()) };
        // SAFETY: see above.
        answered("SetItemStatus", unsafe { function(self.userdata(), &guid(item), status) }).map(drop)
    }

    fn show_properties(&self, window: Native, item: Option<Guid>) -> Result<i32> {
        let function = self.functions.show_properties.ok_or_else(|| Error::of(IOSTX_E_NOTIMPL))?;
        // SAFETY: see above.
        answered("ShowProperties", unsafe { function(self.userdata(), native(window), &guid(item.unwrap_or_default())) })
    }

    fn show_error(&self, window: Native, error: Guid) -> Result<i32> {
        let function = self.functions.show_error.ok_or_else(|| Error::of(IOSTX_E_NOTIMPL))?;
        // SAFETY: see above.
        answered("ShowError", unsafe { function(self.userdata(), native(window), &guid(error)) })
    }

    fn resolve_conflict(&self, conflict: Guid, item: Guid, choice: u32) -> Result<()> {
        let function = self.functions.resolve_conflict.ok_or_else(|| Error::of(IOSTX_E_NOTIMPL))?;
        // SAFETY: see above.
        answered("resolve_conflict", unsafe { function(self.userdata(), &guid(conflict), &guid(item), choice) }).map(drop)
    }
}

/// An enumerator of C's.
struct CItems {
    next: unsafe extern "C" fn(*mut std::ffi::c_void, *mut iostx_syncmgr_item) -> i32,
    userdata: Arc<Userdata>,
}

impl EnumItems for CItems {
    fn next_item(&mut self) -> Result<Option<Item>> {
        let mut filled: iostx_syncmgr_item = empty();
        // SAFETY: as for the functions of a handler.
        match answered("Next", unsafe { (self.next)(self.userdata.pointer(), &mut filled) })? {
            IOSTX_S_FALSE => Ok(None),
            _ => item(&filled).map(Some),
        }
    }
}

/// A name for C during one call.
pub(super) fn with_name<T>(name: Option<&str>, f: impl FnOnce(*const c_char) -> T) -> T {
    let name = name.map(|name| std::ffi::CString::new(name).unwrap_or_default());
    f(name.as_deref().map_or(std::ptr::null(), CStr::as_ptr))
}
